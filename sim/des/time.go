package des

import (
	"fmt"
	"math"
	"time"
)

// Time is an instant: nanoseconds since the run began. Zero is the beginning.
//
// A length is a time.Duration and not a Time, on purpose: two instants cannot
// be added by mistake, and a length cannot be scheduled. Instants are integers
// so that ten steps of 100 ms are exactly one second and equal instants are
// equal on every machine.
type Time int64

const (
	// Never is the instant that does not come: later than all others, about
	// 292 years away. Adding any length to Never gives Never.
	Never Time = math.MaxInt64

	// Forever is the length that does not end. Any instant plus Forever is Never.
	Forever time.Duration = math.MaxInt64
)

// Add returns the instant d after t, or before it when d is negative. A result
// beyond Never is Never, and Never stays Never whatever is added.
func (t Time) Add(d time.Duration) Time {
	if sum := t + Time(d); t|Time(d)|sum >= 0 {
		return sum // nothing is negative, and so nothing has gone beyond Never
	}
	return t.add(d)
}

func (t Time) add(d time.Duration) Time {
	sum := t + Time(d)
	if d >= 0 && sum < t || t == Never || d == Forever {
		return Never
	}
	if d < 0 && sum > t {
		return math.MinInt64
	}
	return sum
}

// Sub returns the length from u to t, negative when t comes first. What does
// not fit is cut to the longest length of its sign; Never.Sub(u) is Forever for
// any other u, and Never.Sub(Never) is 0.
func (t Time) Sub(u Time) time.Duration {
	d := time.Duration(t - u)
	switch {
	case t == u:
		return 0
	case t == Never || t > u && d < 0:
		return Forever
	case u == Never || t < u && d > 0:
		return math.MinInt64
	}
	return d
}

// Seconds returns t in seconds, for reports. Instants beyond 104 days lose
// their last nanoseconds: a float64 has 53 bits.
func (t Time) Seconds() float64 { return float64(t) / 1e9 }

// String returns t in the form of a time.Duration, such as 1m30.5s, or never.
func (t Time) String() string {
	if t == Never {
		return "never"
	}
	return time.Duration(t).String()
}

// Seconds returns the length of s seconds, rounded to the nearest nanosecond,
// halves away from zero. What is too long for a time.Duration, infinity
// included, becomes Forever or its negative. It panics when s is not a number.
func Seconds(s float64) time.Duration {
	if math.IsNaN(s) {
		panic(fmt.Sprintf("des: a length of %v seconds, want a number", s))
	}
	return nanoseconds(float64(s * 1e9))
}

// nanoseconds rounds a count of nanoseconds to the nearest whole one and cuts
// it to what a time.Duration holds.
func nanoseconds(ns float64) time.Duration {
	const limit = 1 << 63 // the first float64 above the longest length
	switch ns = math.Round(ns); {
	case ns >= limit:
		return Forever
	case ns <= -limit:
		return -Forever
	}
	return time.Duration(ns)
}
