package placement

import "ecssim/model"

// query is a claim as the runs are asked for it.
type query struct {
	f     *Fleet
	c     *class
	from  uint64 // the least key that may fit
	need  room
	ports uint64
	wide  bool // wants ports beyond the first word
	plain bool // an entry that has the room and the ports fits
}

func (f *Fleet) query(c *class, memory bool) query {
	x := &c.s.claim
	q := query{f: f, c: c, from: uint64(x.CPU) << 32, need: room{int32(x.Memory), x.ENI, x.GPU, 0}}
	if memory {
		q.from, q.need.other = uint64(x.Memory)<<32, int32(x.CPU)
	}
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
func (q *query) none(k *run) bool { return k.high.short(&q.need) || k.all&q.ports != 0 }

// every reports whether the bounds say that all of its entries fit.
func (q *query) every(k *run) bool {
	return q.plain && !k.low.short(&q.need) && k.some&q.ports == 0
}

// fits is the whole check of one entry whose key is not below from.
func (q *query) fits(e *entry) bool {
	if e.short(&q.need) || e.ports&q.ports != 0 {
		return false
	}
	if q.plain {
		return true
	}
	h := e.host()
	if q.c.special {
		return q.c.fits.has(h)
	}
	return q.c.fixed[h] == uint8(model.Fits) && !(q.wide && q.f.Hosts.Overlap(h, &q.c.s.claim))
}

// short reports whether any field is less than needed: the sign of a difference.
func (r *room) short(need *room) bool {
	return (r.other-need.other)|(r.eni-need.eni)|(r.gpu-need.gpu)|(r.slots-need.slots) < 0
}

// first returns the place of the first entry that fits; run -1 for none.
func (l *runs) first(q *query) (run, i int) {
	r := l.find(q.from)
	for i := l.run[r].at(q.from); r < len(l.run); r, i = r+1, 0 {
		k := &l.run[r]
		if q.none(k) {
			continue
		}
		for ; i < len(k.e); i++ {
			if q.fits(&k.e[i]) {
				return r, i
			}
		}
		if k.stale > 0 {
			k.bound() // they have promised too much
		}
	}
	return -1, 0
}

// ties counts the entries that fit and have the value of the one at x, from x
// on. It stops at the one with k such before it, if k is not negative, and
// returns its host.
func (l *runs) ties(q *query, x found, k int32) (n, host int32) {
	value, i := l.run[x.run].e[x.i].value(), x.i
	for r := x.run; r < len(l.run); r, i = r+1, 0 {
		u := &l.run[r]
		end := len(u.e)
		if end > 0 && u.e[end-1].value() == value {
			if q.none(u) {
				continue
			}
			if q.every(u) && (k < 0 || n+int32(end-i) <= k) {
				n += int32(end - i)
				continue
			}
		}
		for ; i < end; i++ {
			e := &u.e[i]
			if e.value() != value {
				return n, -1
			}
			if !q.fits(e) {
				continue
			}
			if n == k {
				return n, e.host()
			}
			n++
		}
	}
	return n, -1
}

// mark is ties with k negative, and puts the hosts into a set.
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
