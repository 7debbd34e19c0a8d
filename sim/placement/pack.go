package placement

import "ecssim/model"

// absent is above the key of any host.
const absent = ^uint64(0)

// pack keeps the hosts that may take a task in order of what they have left of
// one resource: in one list, or in one for each value of a partition.
//
// After sync, for every ACTIVE host h with a connected agent, value v (0 where
// there is no partition) and r left: at[h] is its place in lists[v], with the key
// r<<32 + h; any other h is in none.
type pack struct {
	memory bool
	part   int32 // -1 = one list
	lists  []runs
	at     *[]place
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
	s.ask = asking(&s.claim, memory)
	for i := range f.packs {
		if f.packs[i].memory == memory && f.packs[i].part == part {
			s.pack = int32(i)
			return
		}
	}
	s.pack = int32(len(f.packs))
	f.packs = append(f.packs, pack{memory: memory, part: part, at: new([]place)})
}

// sync brings the lists up to date.
func (f *Fleet) sync(i int32) *pack {
	p := &f.packs[i]
	for len(*p.at) < len(f.info) {
		*p.at = append(*p.at, place{run: -1})
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
		p.lists = append(p.lists, newRuns(p.at))
	}
	l, listed := &p.lists[v], (*p.at)[h].run >= 0
	switch {
	case f.status[h]&(active|connected) == active|connected && listed:
		l.move(f.entry(p.memory, h))
	case f.status[h]&(active|connected) == active|connected:
		l.insert(f.entry(p.memory, h))
	case listed:
		l.remove(h)
	}
}

func (f *Fleet) entry(memory bool, h int32) entry {
	x, left := f.Hosts.At(h), f.left(h)
	free, taken := x.PortQuota-x.PortsUsed, uint64(0)
	if f.Hosts.Words() > 0 {
		taken = f.Hosts.Ports(h)[0]
	}
	if len(f.daemons) > 0 {
		kept := &f.reserved[h].kept
		if free -= kept.PortCount; len(kept.Ports) > 0 {
			taken |= kept.Ports[0]
		}
	}
	value, rest, _ := split(left, free, memory)
	return entry{value<<32 | uint64(h), rest, taken}
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
	q := query{f: f, c: c, plain: !s.ask.wide && !c.special && c.barred == 0}
	q.ask = s.ask
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

// found is the run of a list in which the hosts with the least value that fit begin, and
// the key of the first of them.
type found struct {
	list, run int
	key       uint64
}

// within looks through the lists whose total is at the level (all lists, where
// totals is nil) and returns those that share the least value of a host that
// fits.
func (p *pack) within(q *query, hits []found, totals []int32, level int32) []found {
	least := int32(0)
	for v := range p.lists {
		if totals != nil && at(totals, int32(v)) != level {
			continue
		}
		r, key := p.lists[v].first(q)
		if r < 0 {
			continue
		}
		value := valueOf(key)
		if len(hits) == 0 || value < least {
			hits, least = hits[:0], value
		}
		if value == least {
			hits = append(hits, found{v, r, key})
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
			if h := hostOf(x.key); best < 0 || h < best {
				best = h
			}
		}
		return best
	}
	if len(hits) == 1 {
		l := &p.lists[hits[0].list]
		n, sets := l.ties(q, hits[0], f.scratch.ties[:0])
		f.scratch.ties = sets
		return l.tie(sets, draw(luck, n))
	}
	set := f.scratch.set[:0].grown(len(f.info))
	clear(set)
	all := int32(0)
	for _, x := range hits {
		l := &p.lists[x.list]
		n, sets := l.ties(q, x, f.scratch.ties[:0])
		f.scratch.ties, all = sets, all+n
		l.mark(sets, set)
	}
	f.scratch.set = set
	return set.nth(draw(luck, all))
}
