package placement

import (
	"math/bits"
	"slices"

	"ecssim/model"
)

// ask is a claim as the runs are asked for it.
type ask struct {
	from   uint64 // the least key that may fit
	need   bar
	ports  uint64
	attach uint8 // 1 = wants an attachment slot
	wide   bool  // wants ports beyond the first word, all GPUs or very much: an entry does not tell whether there is room
}

func asking(x *model.Claim, memory bool) ask {
	key, need, over := split(x.On(model.Room{}), x.PortCount, memory)
	a := ask{from: key << 32, need: need.bar(), wide: over || x.GPU == model.AllGPUs}
	if x.ENI > 0 {
		a.attach = 1
	}
	if x.PortCount > 0 && len(x.Ports) > 0 {
		a.ports = x.Ports[0]
		for _, w := range x.Ports[1:] {
			a.wide = a.wide || w != 0
		}
	}
	return a
}

// query is what a shape asks for now.
type query struct {
	ask
	f     *Fleet
	c     *class
	plain bool // an entry that has the room and the ports fits
}

// none reports whether the bounds of a run rule out all entries for a query with so much.
func (b *bounds) none(need bar, ports uint64, attach uint8) bool {
	return b.high[attach&1].short(need) || b.all&ports != 0
}

// every reports whether the bounds say that all of its entries fit.
func (q *query) every(k *run) bool {
	return q.plain && !k.low.short(q.need) && k.some&q.ports == 0
}

// fits is the whole check of an entry whose key is not below from.
func (q *query) fits(e *entry) bool {
	return !e.room.short(q.need) && e.ports&q.ports == 0 && (q.plain || q.allows(e.host()))
}

// allows is the part of fits that an entry does not tell.
func (q *query) allows(h int32) bool {
	if q.c.special {
		return q.c.fits.has(h)
	}
	return q.c.fixed[h] == uint8(model.Fits) && !(q.wide && q.f.roomFor(&q.c.s, h) != model.Fits)
}

// first returns the least key of an entry that fits and the run that it is in; run -1
// for none.
func (l *runs) first(q *query) (run int, key uint64) {
	need, ports, attach := q.need, q.ports, q.attach
	for r := l.find(q.from); r < len(l.bounds); r++ {
		if l.bounds[r].none(need, ports, attach) {
			continue
		}
		k := &l.run[l.order[r]]
		if key = k.least(q); key != absent {
			return r, key
		}
		if k.stale > 0 {
			l.bound(r) // they promise too much
		}
	}
	return -1, 0
}

// least returns the least key, not below from, of an entry that fits; absent where none
// does. Where an entry tells it all no branch depends on whether it fits, for a processor
// could not predict it.
func (k *run) least(q *query) uint64 {
	least, es, from, need, ports := absent, k.e[:k.n], q.from, q.need, q.ports
	if q.plain {
		for i := range es {
			e := &es[i]
			_, short := bits.Sub64(0, e.room.below(need)|e.ports&ports, 0)
			least = min(least, (e.key-from)|-short)
		}
	} else {
		for i := range es {
			if e := &es[i]; e.key-from < least && q.fits(e) {
				least = e.key - from
			}
		}
	}
	if least > absent-from {
		return absent
	}
	return from + least
}

// alike returns the entries that fit and have a value, one bit for each.
func (k *run) alike(q *query, value int32) (set uint64) {
	es, from, need, ports := k.e[:k.n], uint64(value)<<32, q.need, q.ports
	if !q.plain {
		for i := range es {
			if e := &es[i]; valueOf(e.key) == value && q.fits(e) {
				set |= 1 << i
			}
		}
		return set
	}
	for i := len(es) - 1; i >= 0; i-- {
		e := &es[i]
		_, no := bits.Sub64(0, e.room.below(need)|e.ports&ports|(e.key-from)>>32, 0)
		set, _ = bits.Add64(set, set, no)
	}
	return ^set & (1<<k.n - 1)
}

// tied is entries of one run that are alike, one bit for each.
type tied struct {
	run int32 // number
	set uint64
}

// ties appends the entries that fit and have the value of the least one, run by run from
// x.run on, and counts them.
func (l *runs) ties(q *query, x found, sets []tied) (n int32, _ []tied) {
	need, ports, attach := q.need, q.ports, q.attach
	value := valueOf(x.key)
	for r, end := x.run, (uint64(value)+1)<<32; r < len(l.lo) && l.lo[r] < end; r++ {
		if l.bounds[r].none(need, ports, attach) {
			continue
		}
		set := l.alike(q, r, value)
		n, sets = n+int32(bits.OnesCount64(set)), append(sets, tied{l.order[r], set})
	}
	return n, sets
}

// alike is that of the rth run, without a look where its bounds tell that it is all.
func (l *runs) alike(q *query, r int, value int32) uint64 {
	k := &l.run[l.order[r]]
	all := uint64(1)<<k.n - 1
	if valueOf(l.lo[r]) == value && l.end(r) <= (uint64(value)+1)<<32 && q.every(k) {
		return all
	}
	set := k.alike(q, value)
	if set == all && k.stale > 0 {
		l.bound(r) // they promise too little
	}
	return set
}

// tie returns the host with n before it among those that ties has found.
func (l *runs) tie(sets []tied, n int32) int32 {
	for ; ; sets = sets[1:] {
		here := int32(bits.OnesCount64(sets[0].set))
		if n < here {
			break
		}
		n -= here
	}
	var keys [runMost]uint64
	m, k := 0, &l.run[sets[0].run]
	for set := sets[0].set; set != 0; set &= set - 1 {
		keys[m] = k.e[bits.TrailingZeros64(set)].key
		m++
	}
	slices.Sort(keys[:m])
	return hostOf(keys[n])
}

// mark puts the hosts that ties has found into a set.
func (l *runs) mark(sets []tied, into bitset) {
	for _, t := range sets {
		for set := t.set; set != 0; set &= set - 1 {
			into.set(l.run[t.run].e[bits.TrailingZeros64(set)].host())
		}
	}
}
