package des

// heapQueue is the plain twin of Queue: a typed binary heap in the order of
// (time, sequence number). It decides what the right order is, and the
// benchmarks stand the two side by side.
type heapQueue struct {
	heap []numbered
	next uint64
}

type numbered struct {
	Event
	seq uint64
}

func (a numbered) before(b numbered) bool {
	return a.At < b.At || a.At == b.At && a.seq < b.seq
}

func (q *heapQueue) Len() int { return len(q.heap) }

func (q *heapQueue) Push(e Event) {
	x := numbered{e, q.next}
	q.next++
	q.heap = append(q.heap, x)
	i := len(q.heap) - 1
	for i > 0 && x.before(q.heap[(i-1)/2]) {
		q.heap[i] = q.heap[(i-1)/2]
		i = (i - 1) / 2
	}
	q.heap[i] = x
}

func (q *heapQueue) Pop() Event {
	top, last := q.heap[0], q.heap[len(q.heap)-1]
	q.heap = q.heap[:len(q.heap)-1]
	h, i := q.heap, 0
	for child := 1; child < len(h); child = 2*i + 1 {
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if !h[child].before(last) {
			break
		}
		h[i] = h[child]
		i = child
	}
	if len(h) > 0 {
		h[i] = last
	}
	return top.Event
}

func (q *heapQueue) Peek() (Time, bool) {
	if len(q.heap) == 0 {
		return 0, false
	}
	return q.heap[0].At, true
}
