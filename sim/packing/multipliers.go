package packing

import "math"

// multiplierScale is what all constraints together are worth at their multipliers, about.
const multiplierScale = 1 << 50

// multipliers are the duals of the relaxed knapsack, in which tasks may be cut, as integers:
// by constraint, at least 0. They need not be right, so the relaxed knapsack may be solved in
// floating point.
func (b *box) multipliers(items []item) []int64 {
	list := make([]int64, len(b.constraints))
	duals := b.relaxed(items)
	all := 0.0
	for _, d := range duals {
		all += d
	}
	if !(all > 0) || math.IsInf(all, 1) {
		return list
	}
	for i, d := range duals {
		list[i] = int64(d / all * multiplierScale / float64(b.constraints[i].right))
	}
	return list
}

// relaxed returns the duals of the relaxed knapsack, each constraint's right side taken as
// 1; none below 0.
func (b *box) relaxed(items []item) []float64 {
	m := len(b.constraints)
	if m == 0 || len(items) == 0 {
		return nil
	}
	most := int64(0)
	for i := range items {
		most = max(most, items[i].value)
	}
	ones, total := make([]float64, m), 0
	for i := range ones {
		ones[i] = 1
	}
	for i := range items {
		total += len(items[i].needs)
	}
	rows, factors := make([]int32, 0, total), make([]float64, 0, total) // of all columns
	s := newSimplex(ones, make([]float64, m), len(items))
	for i := range items {
		x, first := &items[i], len(rows)
		for _, n := range x.needs {
			rows = append(rows, int32(n.of))
			factors = append(factors, float64(n.amount)/float64(b.constraints[n.of].right))
		}
		cost := -float64(x.value) / float64(most)
		s.add(column{rows: rows[first:], factor: factors[first:], cost: cost, upper: float64(x.cap)})
	}
	s.solve(20*m + 4*len(items))
	duals := s.dual
	for i := range duals {
		duals[i] = max(-duals[i], 0)
	}
	return duals
}
