package des

import (
	"math"
	"math/big"
	"math/bits"
)

// Wide is a signed whole number of 128 bits, for sums that must be exact: a
// level times its nanoseconds, or the total of millions of lengths. Because
// whole numbers are added, a sum is the same in any order. The zero Wide is 0.
//
//	value = hi × 2^64 + lo
type Wide struct {
	hi int64
	lo uint64
}

// Plus returns w + v. It wraps beyond 128 bits, which no sum of this package
// reaches: 2^63 values of 2^63 each still fit.
func (w Wide) Plus(v Wide) Wide {
	lo, carry := bits.Add64(w.lo, v.lo, 0)
	hi, _ := bits.Add64(uint64(w.hi), uint64(v.hi), carry)
	return Wide{int64(hi), lo}
}

// Negative returns -w.
func (w Wide) Negative() Wide {
	lo, borrow := bits.Sub64(0, w.lo, 0)
	hi, _ := bits.Sub64(0, uint64(w.hi), borrow)
	return Wide{int64(hi), lo}
}

// Int64 returns w as an int64, and whether it fits in one.
func (w Wide) Int64() (int64, bool) {
	v := int64(w.lo)
	return v, w.hi == v>>63
}

// Float64 returns the float64 nearest to w.
func (w Wide) Float64() float64 {
	if v, ok := w.Int64(); ok {
		return float64(v)
	}
	f, _ := new(big.Float).SetInt(w.Big()).Float64()
	return f
}

// Big returns w as a new big.Int.
func (w Wide) Big() *big.Int {
	x := new(big.Int).Lsh(big.NewInt(w.hi), 64)
	return x.Add(x, new(big.Int).SetUint64(w.lo))
}

// String returns w in decimal.
func (w Wide) String() string { return w.Big().String() }

// wide returns v.
func wide(v int64) Wide { return Wide{v >> 63, uint64(v)} }

// product returns a × b, exactly.
func product(a, b int64) Wide {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	p := Wide{int64(hi), lo}
	if (a < 0) != (b < 0) {
		return p.Negative()
	}
	return p
}

// magnitude returns |v|, which fits even for the least int64.
func magnitude(v int64) uint64 {
	if v == math.MinInt64 {
		return 1 << 63
	}
	return uint64(max(v, -v))
}
