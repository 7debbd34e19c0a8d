package engine

// fifo is the head and tail of a queue of tasks, linked by task.next.
//
//	head = none if and only if tail = none; from head, next leads to tail, whose next is none
type fifo struct{ head, tail taskID }

func (k *cluster) push(q *fifo, i taskID) {
	if q.head < 0 {
		q.head = i
	} else {
		k.tasks.At(q.tail).next = i
	}
	q.tail = i
	k.tasks.At(i).next = none
}

func (k *cluster) pop(q *fifo) taskID {
	i := q.head
	t := k.tasks.At(i)
	if q.head, t.next = t.next, none; q.head < 0 {
		q.tail = none
	}
	return i
}

// remove takes a task out of the middle of a queue.
func (k *cluster) remove(q *fifo, i taskID) {
	if q.head == i {
		k.pop(q)
		return
	}
	before := q.head
	for k.tasks.At(before).next != i {
		before = k.tasks.At(before).next
	}
	t := k.tasks.At(i)
	k.tasks.At(before).next, t.next = t.next, none
	if q.tail == i {
		q.tail = before
	}
}

// wakeQueue starts tasks from the head of a host's queue until one does not fit:
// those behind it wait as well, even if they would.
func (k *cluster) wakeQueue(h hostID) {
	for {
		x := &k.info[h]
		i := x.queue.head
		if i < 0 || !x.connected && !k.config.Options.QueueWithoutECS || !k.agentFits(i, k.tasks.At(i)) {
			return
		}
		k.pop(&x.queue)
		k.agentStart(i, k.tasks.At(i))
	}
}
