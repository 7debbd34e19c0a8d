package des

import (
	"fmt"
	"iter"
)

// Slots keeps records of type T under small indices of type I, and uses the place of a
// freed record again for the next. The zero Slots is empty and ready. Records lie
// in pieces of 512 and never move, so that one more costs the same however many
// there are. Keep pointers out of T: then the garbage collector does not look into
// a piece, and a million records cost it two thousand looks.
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
type Slots[I ~int32, T any] struct {
	piece []*[pieceLen]place[T]
	used  int32 // places ever taken; those beyond are zero
	free  int32 // the last place freed, plus one; 0 when all are taken
	live  int
}

const pieceLen = 512

type place[T any] struct {
	gen  uint32
	next int32 // in the list of free places; as free
	rec  T
}

// Take returns the index of a new record, which is the zero T.
func (s *Slots[I, T]) Take() (i I) {
	if s.free == 0 {
		s.extend()
	}
	i = I(s.free - 1)
	p := s.at(i)
	s.free, p.next = p.next, 0
	p.gen++
	s.live++
	return i
}

// extend makes one more place.
func (s *Slots[I, T]) extend() {
	if int(s.used) == len(s.piece)*pieceLen {
		s.piece = append(s.piece, new([pieceLen]place[T]))
	}
	s.used++
	s.free = s.used
}

// at returns place i of a piece that there is.
func (s *Slots[I, T]) at(i I) *place[T] { return &s.piece[uint32(i)/pieceLen][uint32(i)%pieceLen] }

// Free ends the life of record i. It panics when i is not taken.
func (s *Slots[I, T]) Free(i I) {
	p := s.at(i)
	if p.gen&1 == 0 {
		panic(freeRecord{int32(i), p.gen})
	}
	*p = place[T]{gen: p.gen + 1, next: s.free}
	s.free = int32(i) + 1
	s.live--
}

// At returns record i, to read and to change until it is freed. It panics when i is
// not taken.
func (s *Slots[I, T]) At(i I) *T {
	p := s.at(i)
	if p.gen&1 == 0 {
		panic(freeRecord{int32(i), p.gen})
	}
	return &p.rec
}

// Gen returns the present generation of place i. It is odd when the place is
// taken, so that 0 is never the generation of a record.
func (s *Slots[I, T]) Gen(i I) uint32 { return s.at(i).gen }

// Live says whether the record that had index i and this generation still lives.
// It is false for an index that was never taken.
func (s *Slots[I, T]) Live(i I, gen uint32) bool {
	return gen&1 == 1 && uint32(i) < uint32(s.used) && s.at(i).gen == gen
}

// Len returns how many records live.
func (s *Slots[I, T]) Len() int { return s.live }

// All gives the indices of the records that live, in ascending order.
func (s *Slots[I, T]) All() iter.Seq[I] {
	return func(yield func(I) bool) {
		for i := I(0); i < I(s.used); i++ {
			if s.at(i).gen&1 == 1 && !yield(i) {
				return
			}
		}
	}
}

// Reset frees all records and starts generations anew, as in a new Slots, but
// keeps the memory. Events of before must be gone too: see Clock.Reset.
func (s *Slots[I, T]) Reset() {
	for i := range (s.used + pieceLen - 1) / pieceLen {
		clear(s.piece[i][:])
	}
	*s = Slots[I, T]{piece: s.piece}
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
