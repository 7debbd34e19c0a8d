package des

import (
	"fmt"
	"math/bits"
	"math/rand/v2"
	"time"
)

// Luck is all the chance that one entity will ever meet, in 8 bytes: a number
// drawn once, when the entity is created. Whatever is asked of it later is a
// function of the luck and the purpose of the question, so that a job runs as
// long, boots as slowly and fails as soon under every policy, however the
// policies differ in what they ask, when, and of whom. That keeps common random
// numbers common, and no drawn value need be stored.
//
//	luck := des.Luck(arrivals.Uint64()) // as each job arrives
//	boot := luck.Draw(purposeBoot, bootTime, &scratch)
//
// The same question always has the same answer. Different purposes are
// independent of each other; a purpose that recurs, such as the third restart,
// needs a number of its own each time.
type Luck uint64

// Scratch is the generator that Luck.Draw sets up anew for each draw. It holds
// nothing between draws; one for each run spares an allocation a draw. The zero
// Scratch is ready.
type Scratch struct{ pcg rand.PCG }

// Draw returns the length that this luck has in d, for this purpose. It
// allocates nothing.
func (l Luck) Draw(purpose uint32, d Dist, scratch *Scratch) time.Duration {
	if length, ok := d.IsConstant(); ok {
		return length
	}
	scratch.pcg.Seed(l.mixed(purpose))
	return d.Draw(&scratch.pcg)
}

// IndexN returns the choice of [0, n) that this luck makes for this purpose. No
// choice is more likely than another by more than n/2^64. It panics when n is
// not positive.
func (l Luck) IndexN(purpose uint32, n int) int {
	if n <= 0 {
		panic(fmt.Sprintf("des: a choice of %d, want at least 1", n))
	}
	_, x := l.mixed(purpose)
	hi, _ := bits.Mul64(x, uint64(n))
	return int(hi)
}

// Hits reports whether this luck is among a share of all, from 0 (never) to 1 (always), for this
// purpose. Equal on every processor: the share is taken in steps of 2^-53.
func (l Luck) Hits(purpose uint32, share float64) bool {
	_, x := l.mixed(purpose)
	return float64(x>>11) < share*(1<<53)
}

// mixed returns 128 bits that differ for any two pairs of luck and purpose.
func (l Luck) mixed(purpose uint32) (hi, lo uint64) {
	const golden = 0x9e3779b97f4a7c15 // as in splitmix64: keeps 0 from mixing to 0
	hi = mix(uint64(l) + golden)
	return hi, mix(hi ^ (uint64(purpose)+1)*golden)
}
