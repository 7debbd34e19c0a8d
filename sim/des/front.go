package des

import "slices"

// front is the events that come next, in order: event[from:to].
//
//	event[i].At <= event[i+1].At for from <= i < to-1, and equal ones stand as they were pushed
type front struct {
	from, to int32
	moves    int32 // of events, by insertions since the front was made
	event    [frontLen]Event
	count    [256 / lanes]uint64 // see sort
}

const (
	frontLen = 512
	lanes    = 4 // counts in a word, 16 bits each
)

// insert adds e behind the events that are due no later, and moves those on the
// shorter side of it. There must be room at the end.
func (f *front) insert(e Event) {
	if f.from > 0 && f.from < f.to && e.At < f.event[(f.from+f.to)/2].At {
		i := f.from
		for ; f.event[i].At <= e.At; i++ {
			f.event[i-1] = f.event[i]
		}
		f.event[i-1] = e
		f.moves += i - f.from
		f.from--
		return
	}
	i := f.to
	for ; i > f.from && f.event[i-1].At > e.At; i-- {
		f.event[i] = f.event[i-1]
	}
	f.event[i] = e
	f.moves += f.to - i
	f.to++
}

// full makes room at the end, where there is some at the beginning; it reports
// whether there is none to speak of, or insertions have cost so much that its events
// had better been dealt out.
func (f *front) full() bool {
	if f.moves > 1024 && f.to-f.from > few {
		return true
	}
	if f.to < frontLen {
		return false
	}
	if f.from < frontLen/2 {
		return true
	}
	f.to = int32(copy(f.event[:], f.event[f.from:f.to]))
	f.from = 0
	return false
}

// sort makes the events of l, which all lie in the 2^(shift+bits) nanoseconds from
// start on, the front: dealt out by the uppermost bits of their times, counted first,
// and then by insertion, which mostly has nothing left to do. It reports false, and
// leaves the front empty, where that would have much to do.
func (f *front) sort(a *arena, l list, start Time, shift, bits uint) bool {
	n := f.count[:1<<bits/lanes]
	clear(n)
	for i := l.head; i != 0; i = a.block[i].next {
		b := &a.block[i]
		for k := range b.event[:b.to] {
			d := uint64(b.event[k].At-start) >> shift
			n[d/lanes] += 1 << (d % lanes * 16)
		}
	}
	before, most := uint64(0), uint64(0)
	for w, x := range n {
		const ones = 0x0001_0001_0001_0001
		most |= x
		sums := x * ones // lane i of the product is the sum of lanes 0 to i
		n[w] = sums<<16 + before*ones
		before += sums >> 48
	}
	if before > few && most&crowded != 0 {
		return false
	}
	for i := l.head; i != 0; i = a.block[i].next {
		b := &a.block[i]
		for _, e := range b.event[:b.to] {
			d := uint64(e.At-start) >> shift
			f.event[uint16(n[d/lanes]>>(d%lanes*16))%frontLen] = e // % only for the compiler: it is less
			n[d/lanes] += 1 << (d % lanes * 16)
		}
	}
	for f.from, f.to = 0, 0; f.to < int32(before); {
		f.insert(f.event[f.to])
	}
	f.moves = 0
	return true
}

// crowded is the bits of a word that say that 32 events or more have the same digit.
const crowded = 0xffe0_ffe0_ffe0_ffe0

// take makes the events of a block the front, which are in order.
func (f *front) take(b *block) { f.from, f.to = 0, int32(copy(f.event[:], b.event[:b.to])) }

// collect makes the events of a block the front, which are very few.
func (f *front) collect(b *block) {
	f.from, f.to = 0, 0
	for k := range b.event[:b.to] {
		f.insert(b.event[k])
	}
}

// events returns the events of the front, valid until it changes.
func (f *front) events() []Event { return slices.Clip(f.event[f.from:f.to]) }
