package des

import (
	"fmt"
	"math"
)

// Interval is an estimate from several independent runs: their mean, and the
// bounds between which the true mean lies with the confidence that was asked for.
// Low and High are NaN when there is only one run, which says nothing of how far
// runs differ; all three are NaN when there is none.
type Interval struct {
	Mean, Low, High float64
}

// Runs is what several independent runs gave as one number each: as much of it as their mean and
// its interval need, however many they are. The zero Runs is of none. Equal numbers in equal order
// give equal bits.
type Runs struct {
	n          int
	first, sum float64
	beyond     float64 // sum of what each is more than first, in which large numbers lose no digits
	squares    float64 // of what each is off the mean
	differ     bool
}

// Add adds the result of one more run.
//
// The squares grow as in Youngs and Cramer, Some Results Relevant to Choice of Sum and Sum-of-Product
// Algorithms, Technometrics 13 (1971), which loses no more digits than two passes do.
func (r *Runs) Add(x float64) {
	if r.n++; r.n == 1 {
		r.first, r.sum = x, x
		return
	}
	r.differ = r.differ || x != r.first
	r.sum += x
	r.beyond += x - r.first
	n := float64(r.n)
	off := float64(n*(x-r.first)) - r.beyond           // the conversions forbid fused
	r.squares += float64(off * off / float64(n*(n-1))) // multiply-adds
}

// N is the number of runs.
func (r *Runs) N() int { return r.n }

// Mean is the mean of the runs, NaN of none. Results that are all the same have that as their mean,
// with no rounding.
func (r *Runs) Mean() float64 {
	if r.n > 0 && !r.differ {
		return r.first
	}
	return r.sum / float64(r.n)
}

// Confidence returns the mean with its interval of Student's t distribution at this level of
// confidence, such as 0.95. Runs must be independent; then the interval is right for results that
// are about normal, as means over a run are. Results that are all the same have that as bounds too.
// It panics when level is not between 0 and 1.
//
//	mean ± t(level, n−1) × s / √n
func (r *Runs) Confidence(level float64) Interval {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("des: a confidence of %v, want more than 0 and less than 1", level))
	}
	mean := r.Mean()
	switch {
	case r.n < 2:
		return Interval{mean, math.NaN(), math.NaN()}
	case !r.differ:
		return Interval{mean, mean, mean}
	}
	n := float64(r.n)
	half := float64(studentQuantile(n-1, level) * math.Sqrt(r.squares/(n-1)/n))
	return Interval{mean, mean - half, mean + half}
}

// Confidence is Runs.Confidence of xs, each the result of one run, in their order.
func Confidence(xs []float64, level float64) Interval {
	var r Runs
	for _, x := range xs {
		r.Add(x)
	}
	return r.Confidence(level)
}

// Paired returns the Confidence of the differences a[i] − b[i]: of two policies
// under the same chance, run by run. Where the runs share their chance this is
// far narrower than the two intervals apart. It panics when the lengths differ.
func Paired(a, b []float64, level float64) Interval {
	if len(a) != len(b) {
		panic(fmt.Sprintf("des: %d results paired with %d, want as many", len(a), len(b)))
	}
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	return Confidence(d, level)
}

// Contains says whether x is within the bounds. Unknown bounds contain nothing.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }
