package sim

import (
	"time"

	"ecssim/sim/des"
)

// sum adds two lengths of time; one that is endless makes the sum endless.
func sum(a, b time.Duration) time.Duration { return time.Duration(des.Time(a).Add(b)) }

// repeated is a length of time n times over.
func repeated(d time.Duration, n int) time.Duration {
	if n > 1 && d > des.Forever/time.Duration(n) {
		return des.Forever
	}
	return d * time.Duration(n)
}

// endless reports whether a step never ends.
func endless(d des.Dist) bool {
	length, always := d.IsConstant()
	return always && length == des.Forever
}
