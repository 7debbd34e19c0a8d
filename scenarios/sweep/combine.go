package sweep

import (
	"math/rand/v2"

	"ecssim/sim/des"
)

// combine makes the points of a design.
func (l *loader) combine() {
	l.plan.Design = l.file.Design.String()
	if l.file.Design.kind == grid {
		l.grid()
		return
	}
	at := l.root.At("design")
	if len(l.factors) > mostFactors {
		at.Fail("", "%d factors are varied, wanted at most %d", len(l.factors), mostFactors)
		return
	}
	n := l.file.Design.n
	var src rand.Source = des.NewStreams(l.plan.Seed, 0).Stream("sweep", "design")
	sample := latinHypercubeSample
	if l.file.Design.kind == halton {
		sample = haltonSample
	}
	cube := sample(n, len(l.factors), src)
	for i, coordinates := range cube {
		point := make([]int32, len(l.plan.Columns))
		for k := range l.factors {
			f := &l.factors[k]
			if f.curve != nil {
				c := f.columns[0]
				l.plan.values[c] = append(l.plan.values[c], f.curve.sampled(coordinates[k]))
				point[c] = int32(i)
				continue
			}
			for _, c := range f.columns {
				point[c] = int32(cell(coordinates[k], f.size))
			}
		}
		l.plan.index = append(l.plan.index, point)
	}
}

// grid makes every combination, those of the first factor slowest.
func (l *loader) grid() {
	n := 1
	for i := range l.factors {
		if n *= l.factors[i].size; n > MostPoints {
			l.root.Fail("design: {latinHypercube: 1000} takes a sample of them", "the grid has more than %d points", MostPoints)
			return
		}
	}
	for i := range n {
		point, rest := make([]int32, len(l.plan.Columns)), i
		for k := len(l.factors) - 1; k >= 0; k-- {
			f := &l.factors[k]
			for _, c := range f.columns {
				point[c] = int32(rest % f.size)
			}
			rest /= f.size
		}
		l.plan.index = append(l.plan.index, point)
	}
}
