package des

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"time"
)

// Sample collects lengths, such as waiting times, and tells their mean, spread
// and quantiles. The zero Sample is empty and ready. Its memory is bounded
// however much is added, and adding allocates nothing once it has grown.
//
// Count, sum, mean, extremes and standard deviation are always exact: they come
// from sums of whole numbers, which no order of additions can change. Quantiles
// are exact as long as there are at most 4096 distinct lengths, each of which is
// kept with its count. From then on lengths are counted in buckets, and a quantile
// is within 1/512 of the true one. Exact says which of the two holds.
//
// All results of an empty Sample are 0; look at Count first.
type Sample struct {
	count    int64
	min, max time.Duration
	sum      Wide
	squares  [3]uint64 // Σ length², least significant word first
	values   tally     // while exact
	buckets  *buckets  // from then on
}

// exactDistinct is how many distinct lengths are kept before buckets take over.
const exactDistinct = 4096

// Add adds one length. It panics when the length is negative.
func (s *Sample) Add(d time.Duration) {
	if d < 0 {
		panic(fmt.Sprintf("des: a length of %v in a sample, want 0s or more", d))
	}
	if s.count == 0 {
		s.min = d
	}
	s.count++
	s.min, s.max = min(s.min, d), max(s.max, d)
	if d > 0 {
		s.sum = s.sum.Plus(wide(int64(d)))
		hi, lo := bits.Mul64(uint64(d), uint64(d))
		s.addSquares([3]uint64{lo, hi, 0})
	}
	s.tally(int64(d), 1)
}

func (s *Sample) addSquares(x [3]uint64) {
	var carry uint64
	for i := range x {
		s.squares[i], carry = bits.Add64(s.squares[i], x[i], carry)
	}
}

// tally counts a length n more times, for quantiles.
func (s *Sample) tally(d, n int64) {
	if s.buckets == nil {
		s.values.add(d, n)
		if s.values.distinct > exactDistinct {
			s.coarsen()
		}
		return
	}
	s.buckets[bucket(d)] += n
}

// coarsen goes over from exact values to buckets.
func (s *Sample) coarsen() {
	s.buckets = new(buckets)
	for _, e := range s.values.entry {
		s.buckets[bucket(e.value)] += e.n
	}
	s.values = tally{}
}

// Merge adds all that o has, as if it had been added to s one by one. Both may be
// exact or not; the result does not depend on the order of merging. o stays as
// it is.
func (s *Sample) Merge(o *Sample) {
	if o.count == 0 {
		return
	}
	if s.count == 0 {
		s.min = o.min
	}
	s.count += o.count
	s.min, s.max = min(s.min, o.min), max(s.max, o.max)
	s.sum = s.sum.Plus(o.sum)
	s.addSquares(o.squares)
	for _, e := range o.values.entry {
		if e.n > 0 {
			s.tally(e.value, e.n)
		}
	}
	if o.buckets != nil {
		if s.buckets == nil {
			s.coarsen()
		}
		for i, n := range o.buckets {
			s.buckets[i] += n
		}
	}
}

// Count returns how many lengths were added.
func (s *Sample) Count() int64 { return s.count }

// Exact says whether Quantile is exact.
func (s *Sample) Exact() bool { return s.buckets == nil }

// Sum returns the sum of all lengths in nanoseconds, exactly.
func (s *Sample) Sum() Wide { return s.sum }

// Min returns the shortest length.
func (s *Sample) Min() time.Duration { return s.min }

// Max returns the longest length.
func (s *Sample) Max() time.Duration { return s.max }

// Mean returns the mean, to the nearest nanosecond.
func (s *Sample) Mean() time.Duration {
	if s.count == 0 {
		return 0
	}
	n := uint64(s.count)
	mean, rest := bits.Div64(uint64(s.sum.hi), s.sum.lo, n)
	if rest >= n-rest {
		mean++
	}
	return time.Duration(mean)
}

// StdDev returns the standard deviation of what the lengths are a sample of, to
// the nearest nanosecond: the divisor is one less than the count. It is 0 for
// fewer than two lengths.
//
//	n(n−1) × variance = n Σ length² − (Σ length)²
func (s *Sample) StdDev() time.Duration {
	if s.count < 2 {
		return 0
	}
	n := big.NewInt(s.count)
	x := new(big.Int)
	for i := len(s.squares) - 1; i >= 0; i-- {
		x.Lsh(x, 64).Add(x, new(big.Int).SetUint64(s.squares[i]))
	}
	sum := s.sum.Big()
	x.Mul(x, n).Sub(x, sum.Mul(sum, sum))
	variance := new(big.Float).SetInt(x)
	variance.Quo(variance, new(big.Float).SetInt(n.Mul(n, big.NewInt(s.count-1))))
	v, _ := variance.Float64()
	return nanoseconds(math.Sqrt(v))
}

// Quantile returns the smallest length with at least the share p of all lengths
// at or below it: Quantile(0.5) is the median, Quantile(0) the shortest,
// Quantile(1) the longest. See Exact. It panics when p is not in [0, 1].
func (s *Sample) Quantile(p float64) time.Duration {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("des: a quantile at %v, want a share from 0 to 1", p))
	}
	switch rank := s.rank(p); {
	case rank <= 1:
		return s.min
	case rank == s.count:
		return s.max
	case s.buckets == nil:
		return time.Duration(s.values.ranked(rank))
	default:
		return min(max(time.Duration(s.buckets.ranked(rank)), s.min), s.max)
	}
}

// rank returns the least k with k/count ≥ p. The product alone would be one too
// many where it rounds up, as 0.07 × 100 does.
func (s *Sample) rank(p float64) int64 {
	k := int64(math.Ceil(p * float64(s.count)))
	if k > 0 && float64(k-1)/float64(s.count) >= p {
		k--
	}
	return k
}
