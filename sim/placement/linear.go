package placement

import "ecssim/model"

// linear answers Choose by walking over all hosts: it checks each, gives each a
// score a rule, and counts what it needs afresh. Slow and plain, it is what the
// indexed scheduler is held to.
func (f *Fleet) linear(shape ShapeID, luck uint64) (int32, model.Reason) {
	var fit []int32
	best, any := model.Fits, false
	for h := range int32(len(f.info)) {
		if f.status[h]&active == 0 {
			continue
		}
		r := f.Check(shape, h)
		if r == model.Fits {
			fit = append(fit, h)
		}
		if !any || further(r) > further(best) {
			best, any = r, true
		}
	}
	if len(fit) == 0 {
		return -1, best
	}
	s := &f.shapes[shape]
	for _, r := range s.chain.rules {
		fit = f.lowest(fit, s, r)
	}
	if f.opts.TieBreak == TieLowest && !s.chain.random {
		return fit[0], model.Fits
	}
	return fit[draw(luck, int32(len(fit)))], model.Fits
}

// lowest keeps the hosts with the least score under a rule, in their order.
func (f *Fleet) lowest(hosts []int32, s *shape, r rule) []int32 {
	var totals []int32
	if r.kind == spreadValue {
		for h, n := range f.groups[s.group].count.hosts() {
			totals = add(totals, f.parts[r.part].value[h], n)
		}
	}
	var kept []int32
	least := int32(0)
	for _, h := range hosts {
		v := f.score(s, r, totals, h)
		if len(kept) == 0 || v < least {
			kept, least = kept[:0], v
		}
		if v == least {
			kept = append(kept, h)
		}
	}
	return kept
}

// score is what a rule would rather have less of: what is left on the host, or
// how many tasks of the group share the host or its value (totals, by value).
func (f *Fleet) score(s *shape, r rule, totals []int32, h int32) int32 {
	switch r.kind {
	case binpackCPU:
		return int32(f.left(h).CPU)
	case binpackMemory:
		return int32(f.left(h).Memory)
	case spreadHost:
		return f.Count(s.group, h)
	}
	return at(totals, f.parts[r.part].value[h])
}
