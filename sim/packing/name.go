package packing

import (
	"cmp"
	"slices"

	"ecssim/model"
)

// name says which resources prove the bound: each alone, or none without the others.
func (s *solver) name() {
	value := s.bound.Value
	var alone []*single
	for i := range s.singles {
		if x := &s.singles[i]; x.least >= value && x.impossible == s.bound.Impossible && (value > 0 || x.impossible) {
			alone = append(alone, x)
		}
	}
	slices.SortStableFunc(alone, func(x, y *single) int {
		switch {
		case x.nearest(y, s.prices):
			return -1
		case y.nearest(x, s.prices):
			return 1
		}
		return cmp.Compare(x.reason, y.reason)
	})
	for _, x := range alone {
		if !slices.Contains(s.bound.Alone, x.reason) {
			s.bound.Alone = append(s.bound.Alone, x.reason)
		}
	}
	if len(alone) == 0 && (value > 0 || s.bound.Impossible) {
		s.bound.Together = s.together()
	}
}

// together leaves out one reason after the other, rare ones first, where the weights prove
// as much without. Of what is left at the end none can be left out.
func (s *solver) together() []model.Reason {
	reasons := s.p.reasons()
	for _, r := range slices.Clone(reasons) {
		without := slices.DeleteFunc(slices.Clone(reasons), func(x model.Reason) bool { return x == r })
		if s.provedBy(without) {
			reasons = without
		}
	}
	slices.Sort(reasons)
	return reasons
}

// reasons are those of all resources and supplies, each once: first those that ECS does not
// count when it places, then the others in the order of the checks, CPU last.
func (p *Problem) reasons() []model.Reason {
	var list []model.Reason
	for i := range p.Resources {
		list = append(list, p.Resources[i].Reason)
	}
	for k := range p.Supplies {
		list = append(list, p.Supplies[k].Reason)
	}
	slices.SortFunc(list, func(a, b model.Reason) int {
		if aside := a > model.ReasonCPU; aside != (b > model.ReasonCPU) {
			return map[bool]int{true: -1, false: 1}[aside]
		}
		return cmp.Compare(a, b)
	})
	return slices.Compact(list)
}

// provedBy reports whether the weights of the proof prove as much, less a thousandth, where
// only resources and supplies of the given reasons are scarce.
func (s *solver) provedBy(reasons []model.Reason) bool {
	p := s.p.only(reasons)
	r := p.unmerged()
	x := s.proof.certificate(s.r)
	for k := range x.Charges {
		if !slices.Contains(reasons, s.p.Supplies[k].Reason) {
			x.Total += times(x.Charges[k], s.p.Supplies[k].Amount)
			x.Charges[k] = 0
		}
	}
	weights := make([]int64, len(r.members))
	for row := range weights {
		weights[row] = x.Weights[r.first(row)]
	}
	for _, kept := range s.r.boxes {
		b := r.newBox(kept.host)
		values, own := b.values(weights, x.Charges)
		target := s.mostWorth(x.Total, kept.price) + own
		if f := s.knapsack(b, query{values: values, target: target, nodes: s.effort.Thorough}); f.above > target {
			return false
		}
	}
	return true
}

// mostWorth is the largest worth of a host with which a total proves the bound, less a
// thousandth, in the way in which the proof does: by its price, or by the number of hosts of the
// least price. It is 0 where the total has to prove that no fleet is enough.
func (s *solver) mostWorth(total, price int64) int64 {
	if s.bound.Impossible {
		return 0
	}
	value := s.proof.least - s.proof.least/1000
	if b := s.proof.settle(s.prices); b >= 0 && quotientUp(s.proof.total, s.prices[b], s.proof.worth[b]) < s.proof.least {
		cheapest := slices.Min(s.prices)
		value, price = (value+cheapest-1)/cheapest, 1
	}
	if value <= 1 {
		return huge
	}
	return quotientUp(max(total, 0), price, value-1) - 1
}

// only is the problem with the resources and supplies of the given reasons alone: of the
// others everybody takes nothing.
func (p *Problem) only(reasons []model.Reason) *Problem {
	q := *p
	q.Classes, q.Supplies = slices.Clone(p.Classes), slices.Clone(p.Supplies)
	for i := range q.Classes {
		q.Classes[i].Takes = slices.Clone(p.Classes[i].Takes)
		for j := range p.Resources {
			if !slices.Contains(reasons, p.Resources[j].Reason) {
				q.Classes[i].Takes[j] = 0
			}
		}
	}
	for k := range q.Supplies {
		if !slices.Contains(reasons, p.Supplies[k].Reason) {
			q.Supplies[k].Tasks, q.Supplies[k].Hosts = nil, nil
		}
	}
	return &q
}
