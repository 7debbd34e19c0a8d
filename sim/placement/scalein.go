package placement

import "slices"

// ScaleIn picks which of a group's tasks to stop when there is one too many.
// hosts[i] is the host of task i; the answer is such an i, -1 for no tasks. Each
// rule of the shape's strategy narrows the tasks: binpack keeps those whose host
// would have the most left after the stop (taken literally from the developer
// guide, task-placement-strategies), a spread those where the group has the
// most, in the zone first when hosts are spread. The tie break, or a rule
// "random", decides the rest.
func (f *Fleet) ScaleIn(shape ShapeID, hosts []int32, luck uint64) int {
	s := &f.shapes[shape]
	c := f.scratch.tasks[:0]
	for i := range hosts {
		c = append(c, int32(i))
	}
	balanced := false
	for _, r := range s.chain.rules {
		if r.kind == spreadHost && !balanced {
			c = f.most(c, hosts, s, rule{kind: spreadValue, part: f.partition(AttributeZone)})
		}
		balanced = balanced || r.kind == spreadValue && f.parts[r.part].name == AttributeZone
		c = f.most(c, hosts, s, r)
	}
	f.scratch.tasks = c[:0]
	switch {
	case len(c) == 0:
		return -1
	case f.opts.TieBreak == TieLowest && !s.chain.random:
		return int(slices.MinFunc(c, func(a, b int32) int { return int(hosts[a] - hosts[b]) }))
	}
	return int(c[draw(luck, int32(len(c)))])
}

// most keeps the tasks whose hosts have the highest score under a rule.
func (f *Fleet) most(c, hosts []int32, s *shape, r rule) []int32 {
	var totals []int32
	if r.kind == spreadValue {
		totals = f.tally(s.group, r.part)
	}
	kept, top := c[:0], int32(0)
	for _, i := range c {
		v := f.score(s, r, totals, hosts[i])
		if len(kept) == 0 || v > top {
			kept, top = c[:0], v
		}
		if v == top {
			kept = append(kept, i)
		}
	}
	return kept
}
