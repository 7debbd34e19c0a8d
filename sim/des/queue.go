package des

import (
	"fmt"
	"math/bits"
)

// Event is a fact that is due: an instant, and one word that says what happens
// then. What the word means is the caller's business; a kind with the index and
// generation of a record in Slots is the usual content. An Event is 16 bytes
// and holds no pointer.
type Event struct {
	At   Time
	Word uint64
}

// Queue holds pending events and gives them back in order of time, events of
// one instant in the order in which they were pushed. The zero Queue is empty
// and ready; one in use must not be copied. It relies on what every simulation
// obeys, that nothing is scheduled before what has already happened, and panics when
// that is broken.
//
// It is a radix heap (Ahuja, Mehlhorn, Orlin and Tarjan, 1990) in base 64. Write
// instants in base 64, and let base be an instant no later than any that waits.
// An event waits in the slot (level, digit), where level is the highest place
// at which its time differs from base, and digit is the digit of its time there:
//
//	level(e) = ⌊log64(e.At xor base)⌋, or 0 when they are equal
//	digit(e) = ⌊e.At / 64^level⌋ mod 64
//
// Invariant: (level, digit)(e) < (level, digit)(f) implies e.At < f.At. For both
// agree with base above f's level, and there f's digit is larger than that of
// base, which is also e's unless e is on the same level.
//
// So the earliest events are in the first slot in use, which two bitmaps name.
// If they are few they become the front: they are sorted once and leave one by
// one. If they are many they are dealt out: base becomes the first instant of
// their slot, which sends each to a lower level, so that no event is dealt out
// more than ten times, and most are two or three times. A slot of level 0 is a
// single instant, in order as it is. While the front lasts it also takes in what
// is pushed for its part of time. So that this is little, a front of more than a
// few events is but a small part of all; where it is much all the same, the events go
// back and for a while there are small fronts only.
//
//	e is in the front if base ≤ e.At ≤ through, in a slot if e.At > through
//
// Slots are first in, first out and dealing keeps that order, so ties need no
// sequence number. Moves read and append in sequence, so that a large queue is
// bound by the bandwidth of memory and not by its latency. Nothing is allocated
// once the arena has grown to the most events that ever waited.
type Queue struct {
	front   front
	n       int
	last    Time // the instant of the last event popped; base ≤ last
	base    Time
	through Time
	wary    int                 // slots to go that are dealt out even where some events may be sorted
	levels  uint64              // bit l: a slot of level l is in use
	used    [places]uint64      // bit d: slot d of this level is in use
	slot    [places][radix]list // the events that wait behind the front
	arena   arena
}

const (
	digitBits = 6
	radix     = 1 << digitBits
	places    = 11  // digits of an instant: 63 bits, six at a time
	handful   = 3   // so many events are sorted by insertion alone
	few       = 48  // so many events are sorted sooner than dealt out
	some      = 384 // so many also, where they are at most a share of all
	share     = 16
	wary      = 256 // so long nothing but few events are sorted when a front has taken in too much
)

// Len returns how many events wait.
func (q *Queue) Len() int { return q.n }

// Push adds an event. It panics when the event is due before the last one popped.
func (q *Queue) Push(e Event) {
	if e.At < q.last {
		panic(fmt.Sprintf("des: event pushed for %v, want no earlier than the last one popped, %v", e.At, q.last))
	}
	if q.arena.block == nil {
		q.Reset()
	}
	q.n++
	if e.At <= q.through {
		q.enter(e)
	} else {
		q.put(e)
	}
}

// put appends events to the slots that the invariant names. They may be a part
// of the arena, even while it moves to grow.
func (q *Queue) put(events ...Event) {
	for _, e := range events {
		level := uint(bits.Len64(uint64(e.At^q.base)|1)-1) / digitBits
		digit := uint(e.At>>(level*digitBits)) % radix
		b := &q.arena.block[q.slot[level][digit].tail]
		if b.to == blockLen {
			b = q.extend(level, digit)
		}
		b.event[b.to] = e
		b.to++
	}
}

// extend adds an empty block to a slot and returns it.
func (q *Queue) extend(level, digit uint) *block {
	i := q.arena.take()
	s := &q.slot[level][digit]
	if s.tail == 0 {
		s.head = i
		q.levels |= 1 << level
		q.used[level] |= 1 << digit
	} else {
		q.arena.block[s.tail].next = i
	}
	s.tail = i
	return &q.arena.block[i]
}

// enter adds e to the front. A front that overflows goes back into slots, where
// it lands lower than it was.
func (q *Queue) enter(e Event) {
	if q.front.full() {
		q.wary = wary
		q.through = q.base - 1
		q.put(q.front.events()...)
		q.put(e)
		q.front.from, q.front.to = 0, 0
		return
	}
	q.front.insert(e)
}

// Pop removes and returns the next event. It panics when none waits.
func (q *Queue) Pop() Event {
	e, ok := q.PopBy(Never)
	if !ok {
		panic("des: pop of an empty queue, want an event")
	}
	return e
}

// PopBy removes and returns the next event when it is due at the limit or
// before. Otherwise it reports false, and the queue is as it was.
func (q *Queue) PopBy(limit Time) (Event, bool) {
	if q.n == 0 {
		return Event{}, false
	}
	f := &q.front
	if f.from == f.to && !q.refill(limit) {
		return Event{}, false
	}
	e := f.event[f.from]
	if e.At > limit {
		return Event{}, false
	}
	f.from++
	q.last = e.At
	q.n--
	return e, true
}

// Soon returns the events that come next as things stand, in order, as far as that is
// known without moving any: at most the front. What is pushed from now on may come
// before them. They are valid until the queue is used again.
func (q *Queue) Soon() []Event { return q.front.events() }

// refill makes a front of the first slot in use. When all events are due after the
// limit it reports false and leaves base where it is, because events may still be
// pushed before that slot.
func (q *Queue) refill(limit Time) bool {
	for {
		level, digit := q.first()
		s := q.slot[level][digit]
		b := &q.arena.block[s.head]
		shift := level * digitBits
		start := b.event[0].At >> shift << shift
		through := start + (1<<shift - 1)
		if through > limit && (start > limit || q.arena.earliest(s, nil) > limit) {
			return false
		}
		q.base = start
		if level == 0 { // a block of one instant; what is pushed for it comes last
			q.front.take(b)
			q.through = start - 1
			if s.head = q.arena.give(s.head); s.head == 0 {
				q.vacate(level, digit)
			} else {
				q.slot[level][digit] = s
			}
			return true
		}
		q.vacate(level, digit)
		if q.order(s, start, shift) {
			q.through = through
			for i := s.head; i != 0; i = q.arena.give(i) {
			}
			return true
		}
		for i := s.head; i != 0; i = q.arena.give(i) {
			b := &q.arena.block[i]
			q.put(b.event[:b.to]...)
		}
	}
}

// order makes the events of l the front, which lie in the 2^shift nanoseconds from
// start on; false where they are to be dealt out.
func (q *Queue) order(l list, start Time, shift uint) bool {
	n := q.arena.size(l, some)
	if n <= handful {
		q.front.collect(&q.arena.block[l.head])
		return true
	}
	bits := uint(digitBits)
	if n > few {
		if n > some || n*share > q.n {
			return false
		}
		if q.wary > 0 {
			q.wary--
			return false
		}
		bits += 2
	}
	return q.front.sort(&q.arena, l, start, max(shift, bits)-bits, bits)
}

// first returns the first slot in use.
func (q *Queue) first() (level, digit uint) {
	level = uint(bits.TrailingZeros64(q.levels))
	return level, uint(bits.TrailingZeros64(q.used[level]))
}

// vacate empties a slot, whose blocks are the caller's now.
func (q *Queue) vacate(level, digit uint) {
	q.slot[level][digit] = list{}
	q.used[level] &^= 1 << digit
	if q.used[level] == 0 {
		q.levels &^= 1 << level
	}
}

// Peek returns the instant of the next event, and false when none waits. It
// moves nothing, so that events may still be pushed for any instant since the
// last one popped. Mostly it looks at one event, at times through one slot of
// them; a loop that only wants to stop in time is better served by PopBy.
func (q *Queue) Peek() (Time, bool) {
	if q.n == 0 {
		return 0, false
	}
	if f := &q.front; f.from < f.to {
		return f.event[f.from].At, true
	}
	level, digit := q.first()
	return q.arena.earliest(q.slot[level][digit], nil), true
}

// peek is Peek among the events whose words keep approves of. Some event must
// wait; those due at Never do not count.
func (q *Queue) peek(keep func(word uint64) bool) (Time, bool) {
	for _, e := range q.front.events() {
		if keep(e.Word) {
			return e.At, true
		}
	}
	for level, used := range q.used {
		for ; used != 0; used &= used - 1 {
			if at := q.arena.earliest(q.slot[level][bits.TrailingZeros64(used)], keep); at < Never {
				return at, true
			}
		}
	}
	return 0, false
}

// Reset empties the queue and goes back to the beginning of time. The arena
// stays, so that the next run allocates nothing.
func (q *Queue) Reset() {
	q.arena.reset()
	q.front.from, q.front.to = 0, 0
	q.n, q.last, q.base, q.through, q.wary, q.levels = 0, 0, 0, -1, 0, 0
	q.used, q.slot = [places]uint64{}, [places][radix]list{}
}
