package placement

import "slices"

const (
	runMost  = 128 // entries of a full run, which splits in half
	runFew   = 32  // a run with fewer joins a neighbour
	runJoint = 96  // unless both together would have more than this
)

// entry is a host in a run. Its key is value<<32 + host index.
type entry struct {
	key   uint64
	ports uint64 // the first word of the static ports taken
	room
}

func (e *entry) host() int32  { return int32(uint32(e.key)) }
func (e *entry) value() int32 { return int32(e.key >> 32) }

// run is a piece of the sorted list with bounds on what its hosts have.
//
// For every entry e: low <= e.room <= high in each field, all is a subset of
// e.ports and e.ports a subset of some. The bounds may be wider than need be
// after a removal; stale counts those.
type run struct {
	e         []entry
	low, high room
	all, some uint64
	stale     int
}

// runs is a list of hosts in order of (value, host index), cut into runs.
//
// Keys strictly ascend within and across runs; lo[0] = 0 and, for every entry e
// of run[i], lo[i] <= e.key < lo[i+1]. No run but an only one is empty.
type runs struct {
	run   []run
	lo    []uint64
	spare [][]entry // for the next split
}

func newRuns() runs { return runs{run: make([]run, 1), lo: []uint64{0}} }

// find returns the run whose keys include key.
func (l *runs) find(key uint64) int {
	lo, n := 0, len(l.lo)
	for n-lo > 1 {
		if mid := int(uint(lo+n) >> 1); l.lo[mid] <= key {
			lo = mid
		} else {
			n = mid
		}
	}
	return lo
}

// at returns the place of the first entry with a key not below key.
func (k *run) at(key uint64) int {
	lo, n := 0, len(k.e)
	for lo < n {
		if mid := int(uint(lo+n) >> 1); k.e[mid].key < key {
			lo = mid + 1
		} else {
			n = mid
		}
	}
	return lo
}

// insert adds a host that is not in the list.
func (l *runs) insert(e entry) {
	r := l.find(e.key)
	k := &l.run[r]
	if len(k.e) == runMost {
		l.split(r)
		if e.key >= l.lo[r+1] {
			r++
		}
		k = &l.run[r]
	}
	k.e = slices.Insert(k.e, k.at(e.key), e)
	k.widen(&e, len(k.e) == 1)
}

// remove takes a host out that is in the list under key.
func (l *runs) remove(key uint64) { l.removeFrom(l.find(key), key) }

// removeFrom is remove where the run is known.
func (l *runs) removeFrom(r int, key uint64) {
	k := &l.run[r]
	i := k.at(key)
	k.e = slices.Delete(k.e, i, i+1)
	k.loosen()
	if len(k.e) < runFew {
		l.join(r)
	}
}

// move replaces the entry under key old by e, for the same host.
func (l *runs) move(old uint64, e entry) {
	r := l.find(old)
	k := &l.run[r]
	if e.key < l.lo[r] || r+1 < len(l.lo) && e.key >= l.lo[r+1] {
		l.removeFrom(r, old)
		l.insert(e)
		return
	}
	i := k.at(old)
	j := i
	if e.key != old {
		j = k.at(e.key)
	}
	if j > i {
		j-- // the entry itself goes from before it
		copy(k.e[i:j], k.e[i+1:j+1])
	} else {
		copy(k.e[j+1:i+1], k.e[j:i])
	}
	k.e[j] = e
	k.widen(&e, false)
	k.loosen()
}

// split moves the upper half of run r to a new one after it.
func (l *runs) split(r int) {
	e := l.run[r].e
	var half []entry
	if n := len(l.spare); n > 0 {
		half, l.spare = l.spare[n-1], l.spare[:n-1]
	} else {
		half = make([]entry, 0, runMost)
	}
	half = append(half, e[runMost/2:]...)
	l.run[r].e = e[:runMost/2]
	l.run = slices.Insert(l.run, r+1, run{e: half})
	l.lo = slices.Insert(l.lo, r+1, half[0].key)
	l.run[r].bound()
	l.run[r+1].bound()
}

// join puts run r together with a neighbour if they are small enough.
func (l *runs) join(r int) {
	if r+1 == len(l.run) || r > 0 && len(l.run[r-1].e) < len(l.run[r+1].e) {
		r--
	}
	if r < 0 {
		return
	}
	if a, b := len(l.run[r].e), len(l.run[r+1].e); a > 0 && b > 0 && a+b > runJoint {
		return
	}
	k, gone := &l.run[r], l.run[r+1].e
	k.e = append(k.e, gone...)
	if cap(gone) >= runMost {
		l.spare = append(l.spare, gone[:0])
	}
	l.run = slices.Delete(l.run, r+1, r+2)
	l.lo = slices.Delete(l.lo, r+1, r+2)
	l.run[r].bound()
}

// widen makes the bounds include an entry.
func (k *run) widen(e *entry, first bool) {
	if first {
		k.low, k.high, k.all, k.some, k.stale = e.room, e.room, e.ports, e.ports, 0
		return
	}
	k.low, k.high = k.low.min(e.room), k.high.max(e.room)
	k.all &= e.ports
	k.some |= e.ports
}

// loosen counts an entry that has left and tightens the bounds now and then.
func (k *run) loosen() {
	if k.stale++; k.stale >= 16 {
		k.bound()
	}
}

// bound makes the bounds exact. It is widen over all entries, in registers.
func (k *run) bound() {
	k.stale = 0
	if len(k.e) == 0 {
		return
	}
	low, high := k.e[0].room, k.e[0].room
	all, some := k.e[0].ports, k.e[0].ports
	for i := range k.e[1:] {
		e := &k.e[1+i]
		low, high = low.min(e.room), high.max(e.room)
		all, some = all&e.ports, some|e.ports
	}
	k.low, k.high, k.all, k.some = low, high, all, some
}
