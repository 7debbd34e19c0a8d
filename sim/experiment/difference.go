package experiment

import (
	"ecssim/sim/report"
)

// differences compares every possible setup with each one before it, run by run. A
// measure that is null in some run of either is left out.
func differences(r *ComparisonResult) []Difference {
	out := []Difference{}
	for i, runs := range r.Runs {
		if runs == nil {
			continue
		}
		for j, versus := range r.Runs[:i] {
			if versus != nil {
				out = append(out, Difference{r.Setups[i].Setup, r.Setups[j].Setup, paired(versus.Value(), runs.Value())})
			}
		}
	}
	return out
}

// paired returns the interval of b less a for each measure that all runs have.
func paired(a, b report.Value) map[string]Interval {
	out := map[string]Interval{}
	for _, f := range report.Compared() {
		x, inA := a.At(f.Path)
		y, inB := b.At(f.Path)
		if !inA || !inB || x.Null() || y.Null() {
			continue
		}
		values := y.Numbers()
		for i, v := range x.Numbers() {
			values[i] -= v
		}
		out[f.Path] = Confidence(values)
	}
	return out
}
