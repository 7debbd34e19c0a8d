package placement

import (
	"math/bits"

	"ecssim/model"
)

// scratch is memory for one decision, kept for the next.
type scratch struct {
	set    bitset
	tasks  []int32
	found  []found
	ties   []tied
	values []int32

	reservation reservation
}

// fewValues is up to how many values of an attribute their bitsets are joined;
// with more, the hosts that are left are walked over.
const fewValues = 16

// indexed answers Choose from the indexes.
func (f *Fleet) indexed(shape ShapeID, luck uint64) (int32, model.Reason) {
	s := &f.shapes[shape]
	if s.pack >= 0 {
		return f.packed(s, luck)
	}
	c := f.refresh(s.class)
	if c.tally[model.Fits] == 0 {
		return -1, c.refusal()
	}
	if len(s.chain.rules) == 0 {
		return f.pick(s, c.fits, c.tally[model.Fits], luck), model.Fits
	}
	rules := s.chain.rules
	lowest := rules[len(rules)-1].kind == spreadHost // of the tasks on an instance, decided last
	if lowest {
		rules = rules[:len(rules)-1]
	}
	if len(rules) == 0 {
		return f.pickLowest(s, c.fits, int(c.tally[model.Fits]) == len(f.info), luck), model.Fits
	}
	set := append(f.scratch.set[:0], c.fits...)
	f.scratch.set = set
	for _, r := range rules {
		f.narrow(set, s, r)
	}
	if lowest {
		return f.pickLowest(s, set, false, luck), model.Fits
	}
	return f.pick(s, set, -1, luck), model.Fits
}

// pickLowest breaks the tie among the hosts of a set, which is not empty, that have the fewest
// tasks of the shape's group: narrow and pick in one, which leaves the set as it is. all says
// that the set holds every host.
func (f *Fleet) pickLowest(s *shape, set bitset, all bool, luck uint64) int32 {
	l := f.levels(s.group)
	level := l.lowest(set)
	blocks, size := l.blocks[level], l.size[level]
	if !all {
		blocks, size = set.common(l.sets[level], f.scratch.values[:0])
		f.scratch.values = blocks
	}
	k := int32(0)
	if f.opts.TieBreak != TieLowest || s.chain.random {
		k = draw(luck, size)
	}
	return set.nthCommon(l.sets[level], blocks, k)
}

// pick breaks a tie; size is the size of the set, -1 where it is not known.
func (f *Fleet) pick(s *shape, set bitset, size int32, luck uint64) int32 {
	if f.opts.TieBreak == TieLowest && !s.chain.random {
		return set.nth(0)
	}
	if size < 0 {
		size = set.size()
	}
	return set.nth(draw(luck, size))
}

// narrow keeps in a set that is not empty the hosts with the least score under a
// rule.
func (f *Fleet) narrow(set bitset, s *shape, r rule) {
	switch r.kind {
	case spreadHost:
		l := f.levels(s.group)
		set.keep(l.sets[l.lowest(set)])
	case spreadValue:
		p := &f.parts[r.part]
		totals := f.tally(s.group, r.part)
		if len(p.names) <= fewValues {
			f.scratch.values = p.narrow(set, totals, f.scratch.values)
			return
		}
		f.walk(set, s, r, totals)
	default:
		f.walk(set, s, r, nil)
	}
}

// narrow keeps the hosts whose value has the least total of those present.
func (p *partition) narrow(set bitset, totals, values []int32) []int32 {
	values = values[:0]
	least := int32(0)
	for v := range p.sets {
		n := at(totals, int32(v))
		if len(values) > 0 && n > least || !set.meets(p.sets[v]) {
			continue
		}
		if n < least {
			values = values[:0]
		}
		values, least = append(values, int32(v)), n
	}
	if len(values) == 1 {
		set.keep(p.sets[values[0]])
		return values
	}
	for i := range set {
		var w uint64
		for _, v := range values {
			if b := p.sets[v]; i < len(b) {
				w |= b[i]
			}
		}
		set[i] &= w
	}
	return values
}

// walk narrows host by host, whatever the rule.
func (f *Fleet) walk(set bitset, s *shape, r rule, totals []int32) {
	least, from := int32(1<<31-1), 0
	for i, w := range set {
		kept := uint64(0)
		for ; w != 0; w &= w - 1 {
			v := f.score(s, r, totals, int32(i<<6+bits.TrailingZeros64(w)))
			if v < least {
				clear(set[from:i])
				kept, least, from = 0, v, i
			}
			if v == least {
				kept |= w & -w
			}
		}
		set[i] = kept
	}
}
