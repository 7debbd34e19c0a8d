package des

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// The twin of Wide is math/big.
func TestWideAgainstBig(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	edge := []int64{0, 1, -1, math.MaxInt64, math.MinInt64, 1 << 32, -1 << 32}
	pick := func() int64 {
		if r.IntN(3) == 0 {
			return edge[r.IntN(len(edge))]
		}
		return int64(r.Uint64()) >> r.IntN(64)
	}
	var sum Wide
	twin := new(big.Int)
	for range 5000 {
		a, b := pick(), pick()
		p, want := product(a, b), new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
		if p.Big().Cmp(want) != 0 {
			t.Fatalf("%d × %d = %v, want %v", a, b, p, want)
		}
		// An even split of signs keeps the running sum inside 128 bits.
		if sum.hi > 0 == (p.hi >= 0) {
			p, want = p.Negative(), want.Neg(want)
		}
		sum = sum.Plus(p).Plus(wide(b))
		twin.Add(twin, want).Add(twin, big.NewInt(b))
		if sum.Big().Cmp(twin) != 0 || sum.String() != twin.String() {
			t.Fatalf("the sum is %v, want %v", sum, twin)
		}
		f, _ := new(big.Float).SetInt(twin).Float64()
		if sum.Float64() != f {
			t.Fatalf("%v as float64 is %v, want %v", sum, sum.Float64(), f)
		}
		if v, ok := sum.Int64(); ok != twin.IsInt64() || ok && v != twin.Int64() {
			t.Fatalf("%v as int64 is %d, %v; want %v", sum, v, ok, twin)
		}
	}
}
