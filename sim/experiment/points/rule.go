package points

import (
	"math"

	"ecssim/sim/des"
)

// Rule says how often a point is run: Min times, and on until each of the measures Of is known well
// enough or there have been Max.
//
// A measure is known well enough when the half-width of its interval is at most Absolute, or at most
// γ/(1+γ) of the mean's size with γ = Relative, which holds the error of the mean as a share of the true
// mean below γ (A. Law and W. Kelton, Simulation Modeling and Analysis, on the relative precision of a
// mean). The intervals hold together with the probability Confidence, by Bonferroni's inequality. They
// are looked at after Min runs, after half as many more, and so on, and always on all runs from the
// first: so the answer is that of any number of workers.
type Rule struct {
	Min        int     `json:"min"`
	Max        int     `json:"max"`
	Relative   float64 `json:"relative,omitempty"`
	Absolute   float64 `json:"absolute,omitempty"`
	Of         []int   `json:"of,omitempty"` // into the values of a row; empty = Min runs
	Confidence float64 `json:"confidence"`
}

// Tally is the values of the runs of a point, as far as their means need them. The zero Tally has none.
type Tally struct {
	N        int
	measures []measured
}

type measured struct {
	runs  des.Runs
	nulls int
}

// Add adds the values of a run.
func (t *Tally) Add(values []any) {
	if t.measures == nil {
		t.measures = make([]measured, len(values))
	}
	t.N++
	for i, v := range values {
		if x, ok := v.(float64); ok {
			t.measures[i].runs.Add(x)
		} else {
			t.measures[i].nulls++
		}
	}
}

// Interval is the mean of a measure and its half-width, with this confidence; false where a run has no
// such number. The half-width of one run is NaN.
func (t *Tally) Interval(measure int, confidence float64) (mean, half float64, ok bool) {
	if t.N == 0 || t.measures[measure].nulls > 0 {
		return 0, 0, false
	}
	i := t.measures[measure].runs.Confidence(confidence)
	return i.Mean, i.High - i.Mean, true
}

// Met reports whether each measure that the rule names is known well enough.
func (r *Rule) Met(t *Tally) bool {
	if t.N == 0 {
		return false
	}
	for _, m := range r.Of {
		mean, half, ok := t.Interval(m, 1-(1-r.Confidence)/float64(len(r.Of)))
		switch {
		case t.measures[m].nulls == t.N: // there is none in any run: more runs would not help
		case !ok || !r.precise(mean, half):
			return false
		}
	}
	return true
}

func (r *Rule) precise(mean, half float64) bool {
	if r.Relative > 0 {
		return half <= r.Relative/(1+r.Relative)*math.Abs(mean)
	}
	return half <= r.Absolute
}

// next is how many runs there have to be at the next look; as many as there are = these are enough.
func (r *Rule) next(rows []Row) int {
	n := len(rows)
	if n >= r.Max {
		return n
	}
	var t Tally
	for i := range rows {
		t.Add(rows[i].Values)
	}
	if r.Met(&t) {
		return n
	}
	return min(r.Max, n+(n+1)/2)
}
