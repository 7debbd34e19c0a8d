package des

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"
)

// Dist is a distribution of lengths: how long something takes, or the gap to the
// next arrival. It is a value of 40 bytes without pointers, to be copied and
// compared; distributions made of equal parameters are equal. The zero Dist is
// always zero.
//
// What is drawn is rounded at once to whole nanoseconds, is never negative and at
// most Forever, and allocates nothing. It is the same on every processor.
type Dist struct {
	shape   shape
	mean    time.Duration
	a, b, c float64 // what the shape needs, in nanoseconds; see the constructors
}

type shape uint8

const (
	constant shape = iota
	exponential
	uniform
	triangular
	normal
	logNormal
	gamma
	erlang
	weibull
	pareto
)

// Draw returns the next length that src gives.
func (d Dist) Draw(src rand.Source) time.Duration {
	var ns float64
	switch d.shape {
	case constant:
		return d.mean
	case exponential:
		ns = standardExponential(src) / d.a
	case uniform:
		ns = float64(unit(src)*(d.b-d.a)) + d.a
	case triangular:
		if p := unit(src); p < (d.c-d.a)/(d.b-d.a) {
			ns = d.a + math.Sqrt(p*(d.b-d.a)*(d.c-d.a))
		} else {
			ns = d.b - math.Sqrt((1-p)*(d.b-d.a)*(d.b-d.c))
		}
	case normal:
		for ns = -1; ns < 0; {
			ns = float64(standardNormal(src)*d.b) + d.a
		}
	case logNormal:
		ns = exp(float64(standardNormal(src)*d.b) + d.a)
	case gamma, erlang:
		ns = standardGamma(d.a, src) / d.b
	case weibull:
		ns = float64(d.b * pow(-log(1-unit(src)), 1/d.a))
	case pareto:
		ns = float64(d.a * exp(standardExponential(src)/d.b))
	}
	return nanoseconds(ns)
}

// Mean returns the mean, to the nanosecond. It is Forever when the mean is
// infinite or longer than that, as for a Pareto with alpha of 1 or less.
func (d Dist) Mean() time.Duration { return d.mean }

// Min returns the greatest length that no draw falls below.
func (d Dist) Min() time.Duration {
	switch d.shape {
	case constant:
		return d.mean
	case uniform, triangular, pareto:
		return nanoseconds(d.a)
	}
	return 0
}

// Max returns the least length that no draw exceeds: Forever where there is none, or where it is
// that.
func (d Dist) Max() time.Duration {
	switch d.shape {
	case constant:
		return d.mean
	case uniform, triangular:
		return nanoseconds(d.b)
	}
	return Forever
}

// IsZero says whether every draw is zero.
func (d Dist) IsZero() bool { return d.shape == constant && d.mean == 0 }

// IsConstant returns the length that every draw has, and whether there is one.
func (d *Dist) IsConstant() (time.Duration, bool) { return d.mean, d.shape == constant }

// String returns d with its parameters, such as exponential(mean 2s). A constant
// is its length alone, and never when that is Forever.
func (d Dist) String() string {
	switch d.shape {
	case constant:
		return Time(d.mean).String()
	case exponential:
		return fmt.Sprintf("exponential(mean %v)", d.mean)
	case uniform:
		return fmt.Sprintf("uniform(min %v, max %v)", nanoseconds(d.a), nanoseconds(d.b))
	case triangular:
		return fmt.Sprintf("triangular(min %v, mode %v, max %v)", nanoseconds(d.a), nanoseconds(d.c), nanoseconds(d.b))
	case normal:
		return fmt.Sprintf("normal(mean %v, stdDev %v)", nanoseconds(d.a), nanoseconds(d.b))
	case logNormal:
		return fmt.Sprintf("lognormal(mean %v, stdDev %v)", d.mean, nanoseconds(d.c))
	case gamma:
		return fmt.Sprintf("gamma(shape %v, mean %v)", d.a, d.mean)
	case erlang:
		return fmt.Sprintf("erlang(k %v, mean %v)", d.a, d.mean)
	case weibull:
		return fmt.Sprintf("weibull(shape %v, scale %v)", d.a, nanoseconds(d.b))
	default:
		return fmt.Sprintf("pareto(min %v, alpha %v)", nanoseconds(d.a), d.b)
	}
}
