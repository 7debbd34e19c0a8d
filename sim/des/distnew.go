package des

import (
	"cmp"
	"fmt"
	"math"
	"time"
)

// Constant returns the distribution that is always d. It panics when d is
// negative.
func Constant(d time.Duration) Dist {
	if d < 0 {
		panic(fmt.Sprintf("des: a constant length of %v, want 0s or more", d))
	}
	return Dist{mean: d}
}

// Endless returns the distribution that is always Forever: what takes that long
// never happens.
func Endless() Dist { return Constant(Forever) }

// Exponential returns the distribution without memory, of the gaps between
// arrivals that know nothing of each other. The mean must be positive: with none,
// arrivals would follow each other without end in one instant.
func Exponential(mean time.Duration) (Dist, error) {
	if err := wantPositive("mean", mean); err != nil {
		return Dist{}, fmt.Errorf("exponential: %w", err)
	}
	return Dist{shape: exponential, mean: mean, a: 1 / float64(mean)}, nil
}

// Uniform returns the distribution in which all lengths from min to max are
// equally likely. Equal bounds make a constant.
func Uniform(min, max time.Duration) (Dist, error) {
	if err := wantRising("min", min, "max", max); err != nil {
		return Dist{}, fmt.Errorf("uniform: %w", err)
	}
	a, b := float64(min), float64(max)
	if a == b {
		return Constant(min), nil
	}
	return Dist{shape: uniform, mean: nanoseconds(a/2 + b/2), a: a, b: b}, nil
}

// Triangular returns the distribution from min to max whose density rises to mode
// and falls from there. It is the usual guess when a smallest, a typical and a
// largest value are all that is known. Equal bounds make a constant.
func Triangular(min, mode, max time.Duration) (Dist, error) {
	err := cmp.Or(wantRising("min", min, "mode", mode), wantRising("mode", mode, "max", max))
	if err != nil {
		return Dist{}, fmt.Errorf("triangular: %w", err)
	}
	a, b, c := float64(min), float64(max), float64(mode)
	if a == b {
		return Constant(min), nil
	}
	return Dist{shape: triangular, mean: nanoseconds(a/3 + b/3 + c/3), a: a, b: b, c: c}, nil
}

// Normal returns the normal distribution with this mean and standard deviation,
// cut off at zero: what would be negative is drawn again. The part cut off makes
// the true mean, which Mean returns, a little larger than the parameter: by less
// than 0.3 ‰ when it is 3.5 standard deviations or more, and by four fifths of
// the standard deviation when it is 0. A standard deviation of 0 makes a constant.
func Normal(mean, stdDev time.Duration) (Dist, error) {
	err := cmp.Or(wantNonNegative("mean", mean), wantNonNegative("stdDev", stdDev))
	if err != nil {
		return Dist{}, fmt.Errorf("normal: %w", err)
	}
	if stdDev == 0 {
		return Constant(mean), nil
	}
	a, b := float64(mean), float64(stdDev)
	kept, density := normalShare(a / b)
	return Dist{shape: normal, mean: nanoseconds(a + b*density/kept), a: a, b: b}, nil
}

// LogNormal returns the log-normal distribution with this mean and standard
// deviation, which are those of the length itself and not of its logarithm. It
// suits times that are mostly short and now and then very long. A standard
// deviation of 0 makes a constant.
func LogNormal(mean, stdDev time.Duration) (Dist, error) {
	err := cmp.Or(wantPositive("mean", mean), wantNonNegative("stdDev", stdDev))
	if err != nil {
		return Dist{}, fmt.Errorf("lognormal: %w", err)
	}
	if stdDev == 0 {
		return Constant(mean), nil
	}
	m, s := float64(mean), float64(stdDev)
	variance := log1p(float64(s / m * (s / m))) // of the logarithm
	return Dist{shape: logNormal, mean: mean, a: log(m) - variance/2, b: math.Sqrt(variance), c: s}, nil
}

// Gamma returns the gamma distribution with this shape and mean. Its standard
// deviation is the mean divided by the root of shape.
func Gamma(shape float64, mean time.Duration) (Dist, error) {
	err := cmp.Or(wantNumber("shape", shape), wantPositive("mean", mean))
	if err != nil {
		return Dist{}, fmt.Errorf("gamma: %w", err)
	}
	rate := shape / float64(mean)
	if rate == 0 { // below the smallest float64
		return Dist{}, fmt.Errorf("gamma: shape is %v, want more beside a mean of %v", shape, mean)
	}
	return Dist{shape: gamma, mean: mean, a: shape, b: rate}, nil
}

// Erlang returns the distribution of k exponential steps one after the other,
// which together have this mean.
func Erlang(k int, mean time.Duration) (Dist, error) {
	if k < 1 {
		return Dist{}, fmt.Errorf("erlang: k is %d, want 1 or more", k)
	}
	if err := wantPositive("mean", mean); err != nil {
		return Dist{}, fmt.Errorf("erlang: %w", err)
	}
	return Dist{shape: erlang, mean: mean, a: float64(k), b: float64(k) / float64(mean)}, nil
}

// Weibull returns the distribution of times to failure: below a shape of 1 the
// failure grows less likely with age, at 1 it is exponential, above it wears out.
// 63 % of the lengths are below scale.
func Weibull(shape float64, scale time.Duration) (Dist, error) {
	err := cmp.Or(wantNumber("shape", shape), wantPositive("scale", scale))
	if err != nil {
		return Dist{}, fmt.Errorf("weibull: %w", err)
	}
	lambda := float64(scale)
	return Dist{shape: weibull, mean: nanoseconds(float64(lambda * gammaFunction(1+1/shape))), a: shape, b: lambda}, nil
}

// Pareto returns the distribution with the heavy tail: a length exceeds x with
// probability (min/x)^alpha. Its mean is infinite when alpha is 1 or less, its
// variance when alpha is 2 or less.
func Pareto(min time.Duration, alpha float64) (Dist, error) {
	err := cmp.Or(wantPositive("min", min), wantNumber("alpha", alpha))
	if err != nil {
		return Dist{}, fmt.Errorf("pareto: %w", err)
	}
	mean := Forever
	if alpha > 1 {
		mean = nanoseconds(float64(min) * alpha / (alpha - 1))
	}
	return Dist{shape: pareto, mean: mean, a: float64(min), b: alpha}, nil
}

func wantPositive(name string, d time.Duration) error {
	if d <= 0 {
		return fmt.Errorf("%s is %v, want more than 0s", name, d)
	}
	return nil
}

func wantNonNegative(name string, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("%s is %v, want 0s or more", name, d)
	}
	return nil
}

func wantNumber(name string, x float64) error {
	if !(x > 0) || math.IsInf(x, 1) {
		return fmt.Errorf("%s is %v, want a number above 0", name, x)
	}
	return nil
}

// wantRising wants 0 ≤ low ≤ high.
func wantRising(lowName string, low time.Duration, highName string, high time.Duration) error {
	if err := wantNonNegative(lowName, low); err != nil {
		return err
	}
	if high < low {
		return fmt.Errorf("%s is %v, want no less than %s, %v", highName, high, lowName, low)
	}
	return nil
}
