package des

import (
	"fmt"
	"math"
	"slices"
)

// Interval is an estimate from several independent runs: their mean, and the
// bounds between which the true mean lies with the confidence that was asked for.
// Low and High are NaN when there is only one run, which says nothing of how far
// runs differ; all three are NaN when there is none.
type Interval struct {
	Mean, Low, High float64
}

// Confidence returns the mean of xs with its interval of Student's t distribution
// at this level of confidence, such as 0.95. Each x is the result of one run, and
// runs must be independent; then the interval is right for results that are about
// normal, as means over a run are. Sums are taken in the order of xs, so that
// equal xs give equal bits; xs that are all the same have that as mean and bounds, with no
// rounding. It panics when level is not between 0 and 1.
//
//	mean ± t(level, n−1) × s / √n
func Confidence(xs []float64, level float64) Interval {
	if !(level > 0 && level < 1) {
		panic(fmt.Sprintf("des: a confidence of %v, want more than 0 and less than 1", level))
	}
	n := float64(len(xs))
	var sum float64
	for _, x := range xs {
		sum += x
	}
	mean := sum / n
	switch {
	case len(xs) < 2:
		return Interval{mean, math.NaN(), math.NaN()}
	case !slices.ContainsFunc(xs, func(x float64) bool { return x != xs[0] }):
		return Interval{xs[0], xs[0], xs[0]}
	}
	var squares float64
	for _, x := range xs {
		d := x - mean
		squares += float64(d * d) // the conversion forbids a fused multiply-add
	}
	half := float64(studentQuantile(n-1, level) * math.Sqrt(squares/(n-1)/n))
	return Interval{mean, mean - half, mean + half}
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
