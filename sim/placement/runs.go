package placement

import (
	"math/bits"
	"slices"
)

const (
	runMost  = 48 // entries of a full run, which splits in half; at most 64, a bit each in a word
	runFew   = 12 // a run with fewer joins a neighbour
	runJoint = 36 // unless both together would have more than this
)

// entry is a host in a run. Its key is value<<32 + host index.
type entry struct {
	key   uint64
	room  room
	ports uint64 // the first word of the static ports taken
}

func (e *entry) host() int32   { return hostOf(e.key) }
func hostOf(key uint64) int32  { return int32(uint32(key)) }
func valueOf(key uint64) int32 { return int32(key >> 32) }

// run is a piece of the sorted list. Its entries are in no order: a search looks at all of
// them, and none has to be moved for another.
type run struct {
	n     int32 // entries
	stale int32 // removals since the bounds were exact
	low   room
	some  uint64
	e     [runMost]entry
}

// place is where in a list a host is: the number of its run, -1 where it is in none, and
// which of the entries it has there.
type place struct{ run, slot int32 }

// bounds are by what most runs are passed over; they lie apart from the rest of a run.
type bounds struct {
	high [2]room // of all, and of those with an attachment slot left
	all  uint64  // static ports
}

// runs is a list of hosts in order of (value, host index), cut into runs, with bounds on
// what the hosts of each have.
//
// The rth run in order is run[order[r]]. lo ascends strictly, lo[0] = 0 and, for every
// entry e of that run, lo[r] <= e.key < lo[r+1]. No run but an only one is empty. Moreover
// low <= e.room <= high[0] in each field, and <= high[1] where e.room has a slot, all is a
// subset of e.ports and e.ports a subset of some; the bounds may be wider than need be
// after a removal. The lists of one pack share the places.
type runs struct {
	run    []run
	free   []int32 // numbers of runs not in use
	order  []int32
	lo     []uint64
	bounds []bounds
	at     *[]place // by host
}

func newRuns(at *[]place) runs {
	return runs{run: make([]run, 1), order: []int32{0}, lo: []uint64{0}, bounds: []bounds{{}}, at: at}
}

// find returns which run in order the key belongs to. No branch depends on what it finds,
// which a processor could not predict.
func (l *runs) find(key uint64) int {
	from := 0
	for n := len(l.lo); n > 1; {
		half := n >> 1
		_, above := bits.Sub64(key, l.lo[from+half], 0)
		from += half &^ -int(above)
		n -= half
	}
	return from
}

// end returns the key before which those of the rth run are.
func (l *runs) end(r int) uint64 {
	if r+1 < len(l.lo) {
		return l.lo[r+1]
	}
	return absent
}

// insert adds a host that is not in the list.
func (l *runs) insert(e entry) { l.put(l.find(e.key), &e) }

// remove takes a host out that is in the list.
func (l *runs) remove(h int32) {
	p := (*l.at)[h]
	key := l.drop(p)
	(*l.at)[h].run = -1
	l.tidy(p.run, key)
}

// move replaces the entry of a host that is in the list.
func (l *runs) move(e entry) {
	r, p := l.find(e.key), (*l.at)[e.host()]
	if l.order[r] != p.run {
		key := l.drop(p)
		l.put(r, &e)
		l.tidy(p.run, key)
		return
	}
	k := &l.run[p.run]
	k.e[p.slot] = e
	k.stale++
	l.widen(r, &e)
}

// put adds an entry to the rth run, to which its key belongs.
func (l *runs) put(r int, e *entry) {
	if l.run[l.order[r]].n == runMost {
		l.split(r)
		if e.key >= l.lo[r+1] {
			r++
		}
	}
	i := l.order[r]
	k := &l.run[i]
	(*l.at)[e.host()] = place{i, k.n}
	k.e[k.n] = *e
	k.n++
	l.widen(r, e)
}

// drop takes out the entry at a place, to which the last one of its run goes, and returns
// its key.
func (l *runs) drop(p place) uint64 {
	k := &l.run[p.run]
	key := k.e[p.slot].key
	k.n--
	k.stale++
	last := &k.e[k.n]
	k.e[p.slot] = *last
	(*l.at)[last.host()].slot = p.slot
	return key
}

// tidy joins a run to a neighbour where it has few entries; one had this key.
func (l *runs) tidy(run int32, key uint64) {
	if l.run[run].n < runFew {
		l.join(l.find(key))
	}
}

// split moves the upper half of the rth run, which is full, to a new one after it.
func (l *runs) split(r int) {
	if len(l.free) == 0 {
		l.free = append(l.free, int32(len(l.run)))
		l.run = append(l.run, run{})
	}
	last := len(l.free) - 1
	full := l.run[l.order[r]].e
	var keys [runMost]uint64
	for i := range full {
		keys[i] = full[i].key
	}
	slices.Sort(keys[:])
	l.order = slices.Insert(l.order, r+1, l.free[last])
	l.lo = slices.Insert(l.lo, r+1, keys[runMost/2])
	l.bounds = slices.Insert(l.bounds, r+1, bounds{})
	l.free = l.free[:last]
	l.run[l.order[r]].n, l.run[l.order[r+1]].n = 0, 0
	for i := range full {
		if e := &full[i]; e.key < l.lo[r+1] {
			l.put(r, e)
		} else {
			l.put(r+1, e)
		}
	}
}

// join puts the rth run together with a neighbour if they are small enough.
func (l *runs) join(r int) {
	if r+1 == len(l.order) || r > 0 && l.run[l.order[r-1]].n < l.run[l.order[r+1]].n {
		r--
	}
	if r < 0 {
		return
	}
	k, gone := &l.run[l.order[r]], &l.run[l.order[r+1]]
	if k.n > 0 && gone.n > 0 && k.n+gone.n > runJoint {
		return
	}
	for i := range gone.n {
		l.put(r, &gone.e[i])
	}
	l.bound(r)
	l.free = append(l.free, l.order[r+1])
	l.order = slices.Delete(l.order, r+1, r+2)
	l.lo = slices.Delete(l.lo, r+1, r+2)
	l.bounds = slices.Delete(l.bounds, r+1, r+2)
}

// widen makes the bounds of the rth run include an entry, which has been counted.
func (l *runs) widen(r int, e *entry) {
	k, p := &l.run[l.order[r]], &l.bounds[r]
	if k.n == 1 {
		k.low, k.some, k.stale, *p = e.room, e.ports, 0, bounds{[2]room{e.room, e.room.ifSlot()}, e.ports}
		return
	}
	k.low, p.high[0], p.high[1] = k.low.min(e.room), p.high[0].max(e.room), p.high[1].max(e.room.ifSlot())
	k.some |= e.ports
	p.all &= e.ports
}

// bound makes the bounds of the rth run exact. It is widen over all entries, in registers.
func (l *runs) bound(r int) {
	k := &l.run[l.order[r]]
	k.stale = 0
	if k.n == 0 {
		return
	}
	es := k.e[:k.n]
	low, high, attached := es[0].room, es[0].room, room(0)
	all, some := es[0].ports, es[0].ports
	for i := range es {
		e := &es[i]
		low, high, attached = low.min(e.room), high.max(e.room), attached.max(e.room.ifSlot())
		all, some = all&e.ports, some|e.ports
	}
	k.low, k.some, l.bounds[r] = low, some, bounds{[2]room{high, attached}, all}
}
