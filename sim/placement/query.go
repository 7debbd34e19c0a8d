package placement

import "ecssim/model"

// query is a claim as the runs are asked for it.
type query struct {
	f     *Fleet
	c     *class
	from  uint64 // the least key that may fit
	need  room
	ports uint64
	wide  bool // wants ports beyond the first word, or all GPUs: an entry does not tell whether there is room
	plain bool // an entry that has the room and the ports fits
}

func (f *Fleet) query(c *class, memory bool) query {
	x := &c.s.claim
	key, need := split(x.On(model.Room{}), memory)
	q := query{f: f, c: c, from: key << 32, need: need, wide: x.GPU == model.AllGPUs}
	if x.PortCount > 0 && len(x.Ports) > 0 {
		q.ports = x.Ports[0]
		for _, w := range x.Ports[1:] {
			q.wide = q.wide || w != 0
		}
	}
	q.need.slots = x.PortCount
	q.plain = !q.wide && !c.special && c.barred == 0
	return q
}

// none reports whether the bounds of a run rule out all of its entries.
func (q *query) none(k *run) bool { return k.high.short(q.need) || k.all&q.ports != 0 }

// every reports whether the bounds say that all of its entries fit.
func (q *query) every(k *run) bool {
	return q.plain && !k.low.short(q.need) && k.some&q.ports == 0
}

// fits is the whole check of one entry whose key is not below from.
func (q *query) fits(e *entry) bool {
	return !e.short(q.need) && e.ports&q.ports == 0 && (q.plain || q.allows(e.host()))
}

// allows is the part of fits that an entry does not tell.
func (q *query) allows(h int32) bool {
	if q.c.special {
		return q.c.fits.has(h)
	}
	return q.c.fixed[h] == uint8(model.Fits) && !(q.wide && q.f.roomFor(&q.c.s, h) != model.Fits)
}

// first returns the place of the first entry that fits; run -1 for none.
func (l *runs) first(q *query) (run, i int) {
	r := l.find(q.from)
	for i := l.run[r].at(q.from); r < len(l.run); r, i = r+1, 0 {
		k := &l.run[r]
		if q.none(k) {
			continue
		}
		if i = k.next(q, i); i < len(k.e) {
			return r, i
		}
		if k.stale > 0 {
			k.bound() // they have promised too much
		}
	}
	return -1, 0
}

// next returns the place of the first entry from i on that fits, the end of the
// run where none does. Most entries have to be looked at and turned down, so what
// is needed waits in registers.
func (k *run) next(q *query, i int) int {
	need, ports := q.need, q.ports
	for es := k.e; i < len(es); i++ {
		e := &es[i]
		if e.short(need) || e.ports&ports != 0 {
			continue
		}
		if q.plain || q.allows(e.host()) {
			return i
		}
	}
	return i
}

// ties counts the entries that fit and have the value of the one at x, from x on:
// all of them, and those of each run from x.run on, which it appends to by.
func (l *runs) ties(q *query, x found, by []int32) (n int32, _ []int32) {
	value, i := l.run[x.run].e[x.i].value(), x.i
	for r := x.run; r < len(l.run); r, i = r+1, 0 {
		u := &l.run[r]
		whole := u.e[len(u.e)-1].value() == value
		here := int32(0)
		switch {
		case whole && q.none(u):
		case whole && q.every(u):
			here = int32(len(u.e) - i)
		default:
			here = u.count(q, i, value)
		}
		n, by = n+here, append(by, here)
		if !whole {
			break
		}
	}
	return n, by
}

// count counts the entries from i on that fit, as long as they have the value.
func (k *run) count(q *query, i int, value int32) (n int32) {
	es, need, ports := k.e[i:], q.need, q.ports
	for i := range es {
		e := &es[i]
		if e.value() != value {
			break
		}
		if e.short(need) || e.ports&ports != 0 || !(q.plain || q.allows(e.host())) {
			continue
		}
		n++
	}
	return n
}

// tie returns the host of the entry with k before it among those that ties has
// counted.
func (l *runs) tie(q *query, x found, by []int32, k int32) int32 {
	r, i := x.run, x.i
	for ; k >= by[0]; r, i = r+1, 0 {
		k, by = k-by[0], by[1:]
	}
	u := &l.run[r]
	for i = u.next(q, i); k > 0; k-- {
		i = u.next(q, i+1)
	}
	return u.e[i].host()
}

// mark is ties that puts the hosts into a set.
func (l *runs) mark(q *query, x found, set bitset) (n int32) {
	value, i := l.run[x.run].e[x.i].value(), x.i
	for r := x.run; r < len(l.run); r, i = r+1, 0 {
		u := &l.run[r]
		for ; i < len(u.e); i++ {
			e := &u.e[i]
			if e.value() != value {
				return n
			}
			if q.fits(e) {
				set.set(e.host())
				n++
			}
		}
	}
	return n
}
