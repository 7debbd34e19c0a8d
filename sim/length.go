package sim

import (
	"time"

	"ecssim/sim/des"
)

// sum adds lengths of time; one that is endless makes the sum endless.
func sum(lengths ...time.Duration) time.Duration {
	var t des.Time
	for _, d := range lengths {
		t = t.Add(d)
	}
	return t.Sub(0)
}

// repeated is a length of time n times over.
func repeated(d time.Duration, n int) time.Duration {
	if n > 0 && d > des.Forever/time.Duration(n) {
		return des.Forever
	}
	return d * time.Duration(n)
}

// endless reports whether a step never ends.
func endless(d des.Dist) bool {
	length, always := d.IsConstant()
	return always && length == des.Forever
}
