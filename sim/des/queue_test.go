package des

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// pair pushes to a Queue and its twin, and compares what they say.
type pair struct {
	t     testing.TB
	queue Queue
	twin  heapQueue
}

func (p *pair) push(e Event) {
	p.queue.Push(e)
	p.twin.Push(e)
	p.compare()
}

func (p *pair) pop() Event {
	got, want := p.queue.Pop(), p.twin.Pop()
	if got != want {
		p.t.Fatalf("popped %v, want %v", got, want)
	}
	p.compare()
	return got
}

func (p *pair) compare() {
	p.t.Helper()
	if p.queue.Len() != p.twin.Len() {
		p.t.Fatalf("%d events wait, want %d", p.queue.Len(), p.twin.Len())
	}
}

func (p *pair) peek() {
	p.t.Helper()
	at, ok := p.queue.Peek()
	if wantAt, wantOK := p.twin.Peek(); at != wantAt || ok != wantOK {
		p.t.Fatalf("peeked at %v, %v, want %v, %v", at, ok, wantAt, wantOK)
	}
}

func TestQueueHoldsTheOrderOfItsTwin(t *testing.T) {
	for shape := range gapShapes {
		gaps := newGapTable(3, shape, 1e9)
		for _, n := range []int{1, 2, 3, 8, 9, 63, 64, 300, 5000} {
			t.Run(fmt.Sprintf("%s/%d", shape, n), func(t *testing.T) {
				p := pair{t: t}
				for i := range n {
					p.push(Event{gaps.draw(i), uint64(i)})
				}
				for k := n; k < n+8000; k++ {
					e := p.pop()
					p.push(Event{e.At + gaps.draw(k), uint64(k)})
				}
				for p.queue.Len() > 0 {
					p.pop()
				}
			})
		}
	}
}

// Three hundred events of a queue of many are sorted at once, unless they crowd in
// a corner of their slot, which insertion would take long to sort.
func TestQueueDealsOutACrowd(t *testing.T) {
	for _, row := range []struct {
		within Time
		front  int
	}{{1 << 18, 300}, {1 << 8, 0}} {
		r := rand.New(rand.NewPCG(1, 9))
		p := pair{t: t}
		for i := range 5000 {
			p.push(Event{1<<40 + Time(i), 0})
		}
		for i := range 300 {
			p.push(Event{1<<18 + Time(r.Int64N(int64(row.within))), uint64(i)})
		}
		p.pop()
		if got := len(p.queue.Soon()) + 1; row.front > 0 && got != row.front || row.front == 0 && got > few {
			t.Errorf("of 300 events within %v %d are in the front", time.Duration(row.within), got)
		}
		for p.queue.Len() > 0 {
			p.pop()
			checkQueue(t, &p.queue)
		}
	}
}

// A large front that what is pushed keeps landing in goes back into slots.
func TestQueueIsWaryOfBusyFronts(t *testing.T) {
	p := pair{t: t}
	gaps := newGapTable(1, "exponential", 1<<17)
	for i := range 10_000 {
		p.push(Event{1<<50 + Time(i)<<30, 0})
	}
	for i := range 300 {
		p.push(Event{gaps.draw(i), uint64(i)})
	}
	large := 0
	for k := range 20_000 {
		e := p.pop()
		p.push(Event{e.At + gaps.draw(k), e.Word})
		if len(p.queue.Soon()) > few {
			large++
		}
	}
	if large == 0 || large > 2_000 {
		t.Errorf("%d of 20,000 times the front was large, want some times and then seldom", large)
	}
	checkQueue(t, &p.queue)
}

// Pushes and pops in bursts, with gaps from a nanosecond to years, so that all
// levels fill, empty and fill again; peeks in between must not disturb.
func TestQueueInterleaved(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := pair{t: t}
		now, word, announced := Time(0), uint64(0), 0
		for range 60 {
			for range r.IntN(200) {
				p.push(Event{now + Time(r.Uint64()>>(r.IntN(58)+6))%(Never-now), word})
				word++
				if r.IntN(8) == 0 {
					p.peek()
				}
			}
			var soon []Event
			for range min(r.IntN(200), p.queue.Len()) {
				if r.IntN(8) == 0 {
					p.peek()
				}
				e := p.pop()
				if now = e.At; len(soon) > 0 {
					if soon[0] != e {
						t.Fatalf("popped %v, announced was %v", e, soon[0])
					}
					soon, announced = soon[1:], announced+1
				} else {
					soon = slices.Clone(p.queue.Soon())
				}
			}
		}
		checkQueue(t, &p.queue)
		if announced == 0 {
			t.Error("no event was announced")
		}
	}
}

func TestQueueHoldsItsInvariantAfterEveryStep(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var q Queue
	now := Time(0)
	for range 2000 {
		if r.IntN(5) < 3 {
			q.Push(Event{now + Time(r.Int64N(1<<r.IntN(40))), 0})
		} else if q.Len() > 0 {
			now = q.Pop().At
		}
		checkQueue(t, &q)
	}
}

// checkQueue tests the invariants stated at Queue and arena.
func checkQueue(t *testing.T, q *Queue) {
	t.Helper()
	if q.arena.block == nil {
		return
	}
	f := &q.front
	events, blocks := int(f.to-f.from), 0
	for i := f.from; i < f.to; i++ {
		at := f.event[i].At
		if at < q.base || at > max(q.base, q.through) || i > f.from && at < f.event[i-1].At {
			t.Fatalf("the front has %d at %d; it starts %v, base %d, through %d", at, i, f.event[f.from], q.base, q.through)
		}
	}
	before := max(q.base, q.through+1) - 1
	for level := range q.slot {
		if inUse := q.levels>>level&1 == 1; inUse != (q.used[level] != 0) {
			t.Fatalf("level %d is in use: %v, its slots are %b", level, inUse, q.used[level])
		}
		for digit, s := range q.slot[level] {
			if inUse := q.used[level]>>digit&1 == 1; inUse != (s.head != 0) || inUse != (s.tail != 0) {
				t.Fatalf("slot (%d, %d) is in use: %v, its list is %v", level, digit, inUse, s)
			}
			latest := before
			for i := s.head; i != 0; i = q.arena.block[i].next {
				b := &q.arena.block[i]
				blocks++
				if b.to == 0 || i != s.tail && (b.next == 0 || b.to < blockLen) {
					t.Fatalf("slot (%d, %d) has a block of %d whose next is %d, tail %d", level, digit, b.to, b.next, s.tail)
				}
				for _, e := range b.event[:b.to] {
					events++
					if e.At <= before {
						t.Fatalf("slot (%d, %d) holds %d, an earlier one %d", level, digit, e.At, before)
					}
					latest = max(latest, e.At)
				}
			}
			before = latest
		}
	}
	for i := q.arena.free; i != 0; i = q.arena.block[i].next {
		blocks++
	}
	if events != q.n || blocks != len(q.arena.block)-1 || q.base > q.last {
		t.Fatalf("%d events of %d, %d blocks of %d, base %d, last %d", events, q.n, blocks, len(q.arena.block)-1, q.base, q.last)
	}
}

func TestQueueBreaksTiesByOrderOfPushing(t *testing.T) {
	var q Queue
	var got, want []uint64
	for i := range uint64(500) {
		q.Push(Event{Time(1e9 * (i % 2)), i})
	}
	for i := range uint64(500) {
		want = append(want, i*2%500+i/250)
	}
	for q.Len() > 0 {
		got = append(got, q.Pop().Word)
	}
	if !slices.Equal(got, want) {
		t.Errorf("popped %v, want %v", got, want)
	}
}

func TestQueuePeekLeavesRoomBefore(t *testing.T) {
	var q Queue
	for i := range Time(100) {
		q.Push(Event{1_000_000 + i, 1})
	}
	if at, ok := q.Peek(); at != 1_000_000 || !ok {
		t.Fatalf("peeked at %d, %v", at, ok)
	}
	q.Push(Event{5, 2})
	if e := q.Pop(); e != (Event{5, 2}) {
		t.Errorf("popped %v, want the event pushed after the peek", e)
	}
}

func TestQueuePopByStopsAtTheLimit(t *testing.T) {
	for _, n := range []Time{1, few, few + 1, 200} {
		var q Queue
		for i := range n {
			q.Push(Event{1_000_000 + i, 1})
		}
		if e, ok := q.PopBy(999_999); ok {
			t.Fatalf("popped %v, beyond the limit", e)
		}
		q.Push(Event{5, 2}) // still possible: nothing has moved
		if e, ok := q.PopBy(5); !ok || e.Word != 2 {
			t.Fatalf("popped %v, %v, want the event at the limit", e, ok)
		}
		if e, ok := q.PopBy(1_000_000); !ok || e.At != 1_000_000 {
			t.Fatalf("popped %v, %v, want the event at the limit", e, ok)
		}
		checkQueue(t, &q)
	}
}

func TestQueueReachesTheEndOfTime(t *testing.T) {
	p := pair{t: t}
	for _, at := range []Time{Never, 0, Never - 1, Never, 1} {
		p.push(Event{at, uint64(at)})
	}
	for p.queue.Len() > 0 {
		p.pop()
	}
	p.push(Event{Never, 1})
	p.pop()
}

func TestQueuePanics(t *testing.T) {
	var q Queue
	mustPanic(t, "des: pop of an empty queue, want an event", func() { q.Pop() })
	mustPanic(t, "des: event pushed for -1ns, want no earlier than the last one popped, 0s", func() { q.Push(Event{-1, 0}) })
	q.Push(Event{2e9, 0})
	q.Pop()
	mustPanic(t, "des: event pushed for 1s, want no earlier than the last one popped, 2s", func() { q.Push(Event{1e9, 0}) })
}

func TestQueueAllocatesNothingInSteadyState(t *testing.T) {
	var q Queue
	gaps := newGapTable(1, "exponential", 1e9)
	run := func() {
		q.Reset()
		for i := range 1000 {
			q.Push(Event{gaps.draw(i), 0})
		}
		for k := range 5000 {
			q.Push(Event{q.Pop().At + gaps.draw(k), 0})
		}
	}
	run()
	if n := testing.AllocsPerRun(5, run); n != 0 {
		t.Errorf("%v allocations in a run after the first, want 0", n)
	}
}

// Each byte pair of the input is one operation: pop, peek, or push with a gap
// of up to 2^62 ns whose size is its exponent.
func FuzzQueue(f *testing.F) {
	f.Add([]byte{0, 1, 255, 255, 130, 7, 2, 2, 2, 2})
	f.Add([]byte("push and pop, push and pop, push and push and pop"))
	f.Fuzz(func(t *testing.T, ops []byte) {
		p := pair{t: t}
		now := Time(0)
		for i := 0; i+1 < len(ops); i += 2 {
			switch op := ops[i]; {
			case op < 80 && p.queue.Len() > 0:
				now = p.pop().At
			case op < 100:
				p.peek()
			default:
				gap := Time(ops[i+1]) << (op % 55)
				p.push(Event{now + min(gap, Never-now), uint64(i)})
			}
		}
		checkQueue(t, &p.queue)
		for p.queue.Len() > 0 {
			p.pop()
		}
	})
}
