package des

import (
	"fmt"
	"iter"
)

// Slots keeps records of type T under small indices, and uses the place of a
// freed record again for the next. The zero Slots is empty and ready. Keep
// pointers out of T: then all records together are one object that the garbage
// collector does not look into, and a million of them cost it nothing.
//
// An event refers to a record by index and generation. Whoever frees a record
// need not look for its events: they fall through when their time comes.
//
//	word := uint64(i)<<32 | uint64(records.Gen(i)) // when the event is scheduled
//	if records.Live(i, gen) { ... }                // when it happens
//
// Invariant: a generation only grows, by one at each Take and each Free, so it is
// odd while the record lives, and no (index, generation) pair names two records:
//
//	gen(i) mod 2 = 1 if and only if i is taken
//
// Generations wrap after 2^31 uses of one place. An event would have to wait for
// that long to be mistaken.
type Slots[T any] struct {
	place []place[T]
	free  int32 // the last place freed, plus one; 0 when all are taken
	live  int
}

type place[T any] struct {
	gen  uint32
	next int32 // in the list of free places; as free
	rec  T
}

// Take returns the index of a new record, which is the zero T. Pointers that At
// has returned before are not valid any more: the records may have moved.
func (s *Slots[T]) Take() (i int32) {
	if s.free == 0 {
		s.extend()
	}
	i = s.free - 1
	p := &s.place[i]
	s.free, p.next = p.next, 0
	p.gen++
	s.live++
	return i
}

// extend makes one more place. When memory runs out it takes twice as much, so that
// each record moves about once in a run that only grows; append would have it move
// four times, and touch all of the new memory at once.
func (s *Slots[T]) extend() {
	n := len(s.place)
	if n == cap(s.place) {
		more := make([]place[T], n, max(2*n, 64))
		copy(more, s.place)
		s.place = more
	}
	s.place = s.place[:n+1] // the zero record: nothing beyond the length was ever used, or Reset has cleared it
	s.free = int32(n + 1)
}

// Free ends the life of record i. It panics when i is not taken.
func (s *Slots[T]) Free(i int32) {
	p := &s.place[i]
	if p.gen&1 == 0 {
		panic(freeRecord{i, p.gen})
	}
	*p = place[T]{gen: p.gen + 1, next: s.free}
	s.free = i + 1
	s.live--
}

// At returns record i, to read and to change, until the next Take. It panics
// when i is not taken.
func (s *Slots[T]) At(i int32) *T {
	p := &s.place[i]
	if p.gen&1 == 0 {
		panic(freeRecord{i, p.gen})
	}
	return &p.rec
}

// Gen returns the present generation of place i. It is odd when the place is
// taken, so that 0 is never the generation of a record.
func (s *Slots[T]) Gen(i int32) uint32 { return s.place[i].gen }

// Live says whether the record that had index i and this generation still lives.
// It is false for an index that was never taken.
func (s *Slots[T]) Live(i int32, gen uint32) bool {
	return gen&1 == 1 && uint(i) < uint(len(s.place)) && s.place[i].gen == gen
}

// Len returns how many records live.
func (s *Slots[T]) Len() int { return s.live }

// All gives the indices of the records that live, in ascending order.
func (s *Slots[T]) All() iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := range s.place {
			if s.place[i].gen&1 == 1 && !yield(int32(i)) {
				return
			}
		}
	}
}

// Reset frees all records and starts generations anew, as in a new Slots, but
// keeps the memory. Events of before must be gone too: see Clock.Reset.
func (s *Slots[T]) Reset() {
	clear(s.place)
	*s = Slots[T]{place: s.place[:0]}
}

// freeRecord is the panic of who uses or frees a record that is not taken. It is a
// type so that At is small enough to be inlined.
type freeRecord struct {
	index int32
	gen   uint32
}

func (r freeRecord) Error() string {
	return fmt.Sprintf("des: record %d, whose generation is %d, is free, want a taken one", r.index, r.gen)
}
