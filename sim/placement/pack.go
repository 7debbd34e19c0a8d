package placement

import "ecssim/model"

// absent is the key of a host that is in no list.
const absent = ^uint64(0)

// pack keeps the hosts that may take a task in order of what they have left of
// one resource: in one list, or in one for each value of a partition.
//
// After sync, for every ACTIVE host h with a connected agent, value v (0 where
// there is no partition) and r left: h is in lists[v] under key[h] = r<<32 + h;
// for any other h, key[h] = absent.
type pack struct {
	memory bool
	part   int32 // -1 = one list
	lists  []runs
	key    []uint64
	seen   uint64 // position in the journal
}

// index finds or makes the indexes from which a shape's choices are made.
func (f *Fleet) index(s *shape) {
	s.class = f.class(s)
	part, last := int32(-1), len(s.chain.rules)-1
	switch {
	case last < 0 || last > 1 || !s.chain.rules[last].kind.packs():
		return
	case last == 1 && s.chain.rules[0].kind != spreadValue:
		return
	case last == 1:
		part = s.chain.rules[0].part
	}
	memory := s.chain.rules[last].kind == binpackMemory
	for i := range f.packs {
		if f.packs[i].memory == memory && f.packs[i].part == part {
			s.pack = int32(i)
			return
		}
	}
	s.pack = int32(len(f.packs))
	f.packs = append(f.packs, pack{memory: memory, part: part})
}

// sync brings the lists up to date.
func (f *Fleet) sync(i int32) *pack {
	p := &f.packs[i]
	for len(p.key) < len(f.info) {
		p.key = append(p.key, absent)
	}
	if f.changed.lost(p.seen) {
		for _, h := range f.order {
			f.relist(p, h)
		}
	} else {
		for at := p.seen; at < f.changed.end; at++ {
			f.relist(p, f.changed.entry(at))
		}
	}
	p.seen = f.changed.caughtUp()
	return p
}

// relist puts a host where it belongs now.
func (f *Fleet) relist(p *pack, h int32) {
	v := int32(0)
	if p.part >= 0 {
		v = f.parts[p.part].value[h]
	}
	for len(p.lists) <= int(v) {
		p.lists = append(p.lists, newRuns())
	}
	l, old := &p.lists[v], p.key[h]
	if f.status[h]&(active|connected) != active|connected {
		if old != absent {
			l.remove(old)
			p.key[h] = absent
		}
		return
	}
	e := f.entry(p.memory, h)
	if p.key[h] = e.key; old == absent {
		l.insert(e)
	} else {
		l.move(old, e)
	}
}

func (f *Fleet) entry(memory bool, h int32) entry {
	x, left := f.Hosts.At(h), f.left(h)
	value, rest := split(left, memory)
	rest.slots = x.PortQuota - x.PortsUsed
	e := entry{value<<32 | uint64(h), 0, rest}
	if f.Hosts.Words() > 0 {
		e.ports = f.Hosts.Ports(h)[0]
	}
	if len(f.daemons) > 0 {
		kept := &f.reserved[h].kept
		if e.slots -= kept.PortCount; len(kept.Ports) > 0 {
			e.ports |= kept.Ports[0]
		}
	}
	e.slots = max(e.slots, 0)
	return e
}

// packed answers Choose for binpack, alone or after one spread by an attribute.
func (f *Fleet) packed(s *shape, luck uint64) (int32, model.Reason) {
	c := &f.classes[s.class]
	if c.refused || c.special {
		f.refresh(s.class)
		if c.refused = c.tally[model.Fits] == 0; c.refused {
			return -1, c.refusal()
		}
	} else if c.known < len(f.order) {
		f.learn(c)
	}
	p := f.sync(s.pack)
	q := f.query(c, p.memory)
	h := int32(-1)
	if p.part < 0 {
		h = f.settle(s, p, &q, p.within(&q, f.scratch.found[:0], nil, 0), luck)
	} else {
		totals := f.tally(s.group, p.part)
		for level := p.next(totals, -1); h < 0 && level >= 0; level = p.next(totals, level) {
			h = f.settle(s, p, &q, p.within(&q, f.scratch.found[:0], totals, level), luck)
		}
	}
	if h >= 0 {
		return h, model.Fits
	}
	c.refused = true
	return -1, f.refresh(s.class).refusal()
}

// next returns the least total above a level; -1 when there is none.
func (p *pack) next(totals []int32, level int32) int32 {
	best := int32(-1)
	for v := range p.lists {
		if n := at(totals, int32(v)); n > level && (best < 0 || n < best) {
			best = n
		}
	}
	return best
}

// found is where in a list the hosts with the least value that fit begin.
type found struct {
	list, run, i int
}

// within looks through the lists whose total is at the level (all lists, where
// totals is nil) and returns those that share the least value of a host that
// fits.
func (p *pack) within(q *query, hits []found, totals []int32, level int32) []found {
	least := int32(0)
	for v := range p.lists {
		l := &p.lists[v]
		if totals != nil && at(totals, int32(v)) != level {
			continue
		}
		r, i := l.first(q)
		if r < 0 {
			continue
		}
		value := l.run[r].e[i].value()
		if len(hits) == 0 || value < least {
			hits, least = hits[:0], value
		}
		if value == least {
			hits = append(hits, found{v, r, i})
		}
	}
	return hits
}

// settle breaks the tie among the hosts found; -1 when there are none.
func (f *Fleet) settle(s *shape, p *pack, q *query, hits []found, luck uint64) int32 {
	f.scratch.found = hits[:0]
	if len(hits) == 0 {
		return -1
	}
	if f.opts.TieBreak == TieLowest && !s.chain.random {
		best := int32(-1)
		for _, x := range hits {
			if h := p.lists[x.list].run[x.run].e[x.i].host(); best < 0 || h < best {
				best = h
			}
		}
		return best
	}
	if len(hits) == 1 {
		x := hits[0]
		l := &p.lists[x.list]
		n, by := l.ties(q, x, f.scratch.ties[:0])
		f.scratch.ties = by
		return l.tie(q, x, by, draw(luck, n))
	}
	set := f.scratch.set[:0].grown(len(f.info))
	clear(set)
	n := int32(0)
	for _, x := range hits {
		n += p.lists[x.list].mark(q, x, set)
	}
	f.scratch.set = set
	return set.nth(draw(luck, n))
}
