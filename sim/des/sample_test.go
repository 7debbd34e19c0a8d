package des

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// sampleTwin keeps everything and sorts.
type sampleTwin []time.Duration

// quantile is the definition, read aloud: the smallest length with at least the
// share p at or below it.
func (s sampleTwin) quantile(p float64) time.Duration {
	slices.Sort(s)
	for i, d := range s {
		if float64(i+1)/float64(len(s)) >= p {
			return d
		}
	}
	return s[len(s)-1]
}

func (s sampleTwin) sum() *big.Int {
	sum := new(big.Int)
	for _, d := range s {
		sum.Add(sum, big.NewInt(int64(d)))
	}
	return sum
}

// stdDev is the textbook's second formula, in floating point of 300 bits.
func (s sampleTwin) stdDev() float64 {
	float := func(x *big.Int) *big.Float { return new(big.Float).SetPrec(300).SetInt(x) }
	mean := float(s.sum())
	mean.Quo(mean, float(big.NewInt(int64(len(s)))))
	sum := float(new(big.Int))
	for _, d := range s {
		x := float(big.NewInt(int64(d)))
		x.Sub(x, mean)
		sum.Add(sum, x.Mul(x, x))
	}
	f, _ := sum.Quo(sum, float(big.NewInt(int64(len(s)-1)))).Float64()
	return math.Sqrt(f)
}

// lengthShapes draw lengths that lie together and apart, repeat and do not.
var lengthShapes = map[string]func(r *rand.Rand) time.Duration{
	"constant":    func(*rand.Rand) time.Duration { return time.Second },
	"few":         func(r *rand.Rand) time.Duration { return time.Duration(r.IntN(5)) * time.Second },
	"thousands":   func(r *rand.Rand) time.Duration { return time.Duration(r.IntN(3000)) * time.Millisecond },
	"exponential": func(r *rand.Rand) time.Duration { return Seconds(r.ExpFloat64()) },
	"any size":    func(r *rand.Rand) time.Duration { return time.Duration(r.Uint64() >> 1 >> r.IntN(63)) },
	"longest":     func(r *rand.Rand) time.Duration { return Forever - time.Duration(r.IntN(3)) },
}

func TestSampleAgainstItsTwin(t *testing.T) {
	for name, length := range lengthShapes {
		for _, n := range []int{1, 2, 3, 100, 30_000} {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			var s Sample
			var twin sampleTwin
			for range n {
				d := length(r)
				s.Add(d)
				twin = append(twin, d)
			}
			compareSample(t, name, &s, twin)
		}
	}
}

func compareSample(t *testing.T, name string, s *Sample, twin sampleTwin) {
	t.Helper()
	n := len(twin)
	for _, p := range []float64{0, 0.01, 0.07, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1} {
		got, want := s.Quantile(p), twin.quantile(p)
		slack := 0.0
		if !s.Exact() {
			slack = float64(want) / 512
		}
		if math.Abs(float64(got)-float64(want)) > slack {
			t.Errorf("%s, %d: quantile %v is %v, want %v within %v ns", name, n, p, got, want, slack)
		}
	}
	// the twin is sorted now
	if s.Min() != twin[0] || s.Max() != twin[n-1] || s.Count() != int64(n) {
		t.Errorf("%s, %d: %d lengths from %v to %v, want from %v to %v", name, n, s.Count(), s.Min(), s.Max(), twin[0], twin[n-1])
	}
	sum := twin.sum()
	if s.Sum().Big().Cmp(sum) != 0 {
		t.Errorf("%s, %d: sum %v, want %v", name, n, s.Sum(), sum)
	}
	twice := sum.Mul(sum, big.NewInt(2)) // (2 sum + n) / 2n is the mean, rounded half up
	mean := twice.Add(twice, big.NewInt(int64(n)))
	if mean.Div(mean, big.NewInt(int64(2*n))); int64(s.Mean()) != mean.Int64() {
		t.Errorf("%s, %d: mean %v, want %v", name, n, s.Mean(), mean)
	}
	if n > 1 {
		if got, want := float64(s.StdDev()), twin.stdDev(); math.Abs(got-want) > 0.51+1e-12*want {
			t.Errorf("%s, %d: standard deviation %v, want %v", name, n, got, want)
		}
	}
	distinct := len(slices.Compact(twin))
	if want := distinct <= exactDistinct; s.Exact() != want {
		t.Errorf("%s, %d: %d distinct lengths, exact is %v, want %v", name, n, distinct, s.Exact(), want)
	}
}

// Samples merged in any grouping and order are one sample.
func TestSampleMerge(t *testing.T) {
	for name, length := range lengthShapes {
		r := rand.New(rand.NewPCG(2, 1))
		parts := make([]Sample, 6)
		var twin sampleTwin
		for i := range parts {
			for range []int{0, 1, 20, 3000, 3000, 9000}[i] {
				d := length(r)
				parts[i].Add(d)
				twin = append(twin, d)
			}
		}
		var forwards, backwards Sample
		for i := range parts {
			forwards.Merge(&parts[i])
			backwards.Merge(&parts[len(parts)-1-i])
		}
		compareSample(t, name, &forwards, slices.Clone(twin))
		for p := 0.0; p <= 1; p += 1. / 64 {
			if a, b := forwards.Quantile(p), backwards.Quantile(p); a != b {
				t.Errorf("%s: quantile %v is %v merged forwards and %v backwards", name, p, a, b)
			}
		}
		if forwards.StdDev() != backwards.StdDev() {
			t.Errorf("%s: standard deviation %v merged forwards and %v backwards", name, forwards.StdDev(), backwards.StdDev())
		}
	}
}

func TestSampleQuantileDoesNotRoundARankUp(t *testing.T) {
	var s Sample
	for i := range time.Duration(100) {
		s.Add(i + 1)
	}
	for p := 1; p <= 100; p++ {
		if got := s.Quantile(float64(p) / 100); got != time.Duration(p) {
			t.Errorf("%d %% of 1 to 100 are at or below %d, want %d", p, got, p)
		}
	}
}

func TestSampleOfNothing(t *testing.T) {
	var s Sample
	if s.Count() != 0 || s.Mean() != 0 || s.StdDev() != 0 || s.Quantile(0.5) != 0 || s.Min() != 0 || s.Max() != 0 {
		t.Error("an empty sample has results other than 0")
	}
	mustPanic(t, "des: a length of -1ns in a sample, want 0s or more", func() { s.Add(-1) })
	mustPanic(t, "des: a quantile at NaN, want a share from 0 to 1", func() { s.Quantile(math.NaN()) })
	mustPanic(t, "des: a quantile at 95, want a share from 0 to 1", func() { s.Quantile(95) })
}

func TestBucketsAreNarrowAndInOrder(t *testing.T) {
	last := -1
	for v := int64(0); v >= 0 && v < math.MaxInt64-v/300; v += 1 + v/300 {
		b := bucket(v)
		if b < last || b >= len(buckets{}) {
			t.Fatalf("%d is in bucket %d, after one in %d, of %d", v, b, last, len(buckets{}))
		}
		last = b
		if m := middle(b); bucket(m) != b || math.Abs(float64(m-v)) > float64(v)/512 {
			t.Fatalf("%d is in bucket %d, whose middle is %d, in %d", v, b, m, bucket(m))
		}
	}
	if b := bucket(math.MaxInt64); b != len(buckets{})-1 {
		t.Errorf("the longest length is in bucket %d, want the last, %d", b, len(buckets{})-1)
	}
}

func TestSampleAddAllocatesNothingInSteadyState(t *testing.T) {
	for name, length := range lengthShapes {
		var s Sample
		r := rand.New(rand.NewPCG(3, 3))
		for range 20_000 {
			s.Add(length(r))
		}
		if n := testing.AllocsPerRun(1000, func() { s.Add(length(r)) }); n != 0 {
			t.Errorf("%s: %v allocations an Add", name, n)
		}
	}
}
