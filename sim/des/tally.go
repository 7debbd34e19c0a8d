package des

import (
	"cmp"
	"math/bits"
	"slices"
)

// tally counts values exactly: a table of (value, count) with open addressing.
// The zero tally is empty.
//
//	at least half of the entries are free
//	a value is in the first entry, from its home on, that is free or its own
//	last is nil or one of the entries
type tally struct {
	entry    []valueCount // a power of two of them
	distinct int
	last     *valueCount // that was added to
}

// valueCount says that value was counted n times; 0 times is a free entry.
type valueCount struct {
	value int64
	n     int64
}

// add counts value n more times.
func (t *tally) add(value, n int64) {
	if e := t.last; e != nil && e.value == value && e.n > 0 {
		e.n += n // often it is the same again, above all 0
		return
	}
	if 2*t.distinct >= len(t.entry) {
		t.grow()
	}
	e := t.find(value)
	if e.n == 0 {
		e.value = value
		t.distinct++
	}
	e.n += n
	t.last = e
}

// find returns the entry of value, or the free one that it would take.
func (t *tally) find(value int64) *valueCount {
	mask := uint64(len(t.entry) - 1)
	// Fibonacci hashing: the high bits of the product are the best mixed.
	home := uint64(value) * 0x9e3779b97f4a7c15 >> (64 - bits.OnesCount64(mask))
	for i := home; ; i++ {
		if e := &t.entry[i&mask]; e.n == 0 || e.value == value {
			return e
		}
	}
}

func (t *tally) grow() {
	old := t.entry
	t.entry = make([]valueCount, max(16, 2*len(old)))
	for _, e := range old {
		if e.n > 0 {
			*t.find(e.value) = e
		}
	}
}

// ranked returns the rank-th smallest value counted, from 1.
func (t *tally) ranked(rank int64) int64 {
	sorted := slices.DeleteFunc(slices.Clone(t.entry), func(e valueCount) bool { return e.n == 0 })
	slices.SortFunc(sorted, func(a, b valueCount) int { return cmp.Compare(a.value, b.value) })
	i := 0
	for rank -= sorted[0].n; rank > 0; rank -= sorted[i].n {
		i++
	}
	return sorted[i].value
}
