package sweep

import (
	"math/bits"
	"math/rand/v2"
)

// Samples of the unit cube in whole numbers: each coordinate is a multiple of 2^-53, as a number of
// those. They are the points that gonum's samplemv.LatinHypercube and samplemv.Halton (Owen's
// scrambling) give for the same source, to which the tests hold them. Those are sums of products in
// floating point, whose last bit differs between processors that fuse the two and others; a value that
// is cut to a cell may then fall into another.

// unit is one in the coordinates of a sample.
const unit = 1 << 53

// latinHypercubeSample returns n points of some dimensions: in each dimension one in each n-th part.
func latinHypercubeSample(n, dimensions int, src rand.Source) [][]uint64 {
	points := cube(n, dimensions)
	r := rand.New(src)
	for d := range dimensions {
		order := r.Perm(n)
		for j, point := range order {
			// (j + x) / n with x in [0, 1)
			hi, lo := bits.Mul64(uint64(j), unit)
			lo, carry := bits.Add64(lo, src.Uint64()<<11>>11, 0)
			points[point][d], _ = bits.Div64(hi+carry, lo, uint64(n))
		}
	}
	return points
}

// haltonSample returns the first n points of a Halton sequence, the digits of each dimension permuted
// at random (A. Owen, A randomized Halton algorithm in R, arXiv:1706.02808, 2017).
func haltonSample(n, dimensions int, src rand.Source) [][]uint64 {
	points := cube(n, dimensions)
	r := rand.New(src)
	digits := make([]uint64, n) // of each point: its digits so far, as one number
	for d := range dimensions {
		base := uint64(primes[d])
		clear(digits)
		power, div := uint64(1), uint64(1) // the base to the number of digits taken; to that of digits seen
		// As many digits as a float64 tells apart are permuted, so that the draws are gonum's.
		for b2r := 1 / float64(base); 1-b2r < 1; b2r /= float64(base) {
			order := r.Perm(int(base))
			if power > 1<<62/base {
				continue // beyond the 53 bits of a coordinate
			}
			for i := range n {
				digits[i] = digits[i]*base + uint64(order[uint64(i)/div%base])
			}
			power *= base
			div *= base
		}
		for i := range n {
			hi, lo := bits.Mul64(digits[i], unit)
			points[i][d], _ = bits.Div64(hi, lo, power)
		}
	}
	return points
}

func cube(n, dimensions int) [][]uint64 {
	all := make([]uint64, n*dimensions)
	points := make([][]uint64, n)
	for i := range points {
		points[i] = all[i*dimensions : (i+1)*dimensions : (i+1)*dimensions]
	}
	return points
}

// cell is which of n equal parts of [0, 1) a coordinate lies in.
func cell(u uint64, n int) int {
	hi, lo := bits.Mul64(u, uint64(n))
	return int(hi<<11 | lo>>53)
}

// mostFactors is how many factors a sampled design has at the most.
const mostFactors = 100

// primes are the bases of a Halton sequence.
var primes = firstPrimes(mostFactors)

func firstPrimes(n int) (all []int) {
next:
	for x := 2; len(all) < n; x++ {
		for _, p := range all {
			if x%p == 0 {
				continue next
			}
		}
		all = append(all, x)
	}
	return all
}
