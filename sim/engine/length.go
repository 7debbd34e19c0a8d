package engine

import (
	"time"

	"ecssim/sim/des"
)

// sum adds two lengths of time; one that is endless makes the sum endless.
func sum(a, b time.Duration) time.Duration { return time.Duration(des.Time(a).Add(b)) }

// endless reports whether a step never ends.
func endless(d des.Dist) bool {
	length, always := d.IsConstant()
	return always && length == des.Forever
}
