package des

import (
	"math"
	"testing"
	"time"
	"unsafe"
)

// distCase is a distribution, its text, and what theory says of it in seconds.
// A variance of 0 is not tested: it is infinite, or there is none.
type distCase struct {
	dist                Dist
	text                string
	min, mean, variance float64
	golden              [3]int64 // the first draws, in ns, of Stream("golden") of seed 1, run 0
}

func distCases(t testing.TB) []distCase {
	must := func(d Dist, err error) Dist {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	const s = time.Second
	g := math.Sqrt(math.Pi) / 2 // the gamma function at 3/2
	return []distCase{
		{Constant(3 * s), "3s", 3, 3, 0, [3]int64{3e9, 3e9, 3e9}},
		{must(Exponential(2 * s)), "exponential(mean 2s)", 0, 2, 4, [3]int64{5_748_583_268, 713_353_489, 147_031_327}},
		{must(Uniform(1*s, 3*s)), "uniform(min 1s, max 3s)", 1, 2, 1. / 3, [3]int64{2_318_318_272, 2_697_142_806, 1_589_898_190}},
		{must(Triangular(4*s, 10*s, 25*s)), "triangular(min 4s, mode 10s, max 25s)", 4, 13, 351. / 18, [3]int64{14_638_297_813, 18_093_480_759, 10_097_280_948}},
		{must(Normal(10*s, 1*s)), "normal(mean 10s, stdDev 1s)", 0, 10, 1, [3]int64{9_635_706_112, 11_481_307_558, 10_241_781_843}},
		{must(Normal(0, 1*s)), "normal(mean 0s, stdDev 1s)", 0, math.Sqrt(2 / math.Pi), 1 - 2/math.Pi, [3]int64{1_481_307_558, 241_781_843, 915_973_136}},
		{must(LogNormal(3*s, 1*s)), "lognormal(mean 3s, stdDev 1s)", 0, 3, 1, [3]int64{2_528_648_173, 4_603_209_910, 3_078_408_330}},
		{must(Gamma(0.5, 2*s)), "gamma(shape 0.5, mean 2s)", 0, 2, 8, [3]int64{6_273_248_012, 3_824_958_904, 256_847_572}},
		{must(Gamma(4.5, 3*s)), "gamma(shape 4.5, mean 3s)", 0, 3, 2, [3]int64{2_310_942_909, 3_119_962_931, 2_563_313_029}},
		{must(Erlang(4, 2*s)), "erlang(k 4, mean 2s)", 0, 2, 1, [3]int64{1_506_199_282, 2_074_701_592, 1_682_709_372}},
		{must(Weibull(2, 2*s)), "weibull(shape 2, scale 2s)", 0, 2 * g, 4 * (1 - g*g), [3]int64{2_074_935_743, 2_747_829_014, 1_182_345_589}},
		{must(Pareto(1*s, 5)), "pareto(min 1s, alpha 5)", 1, 1.25, 5. / 48, [3]int64{1_776_878_773, 1_073_941_311, 1_014_811_755}},
		{must(Pareto(1*s, 1.5)), "pareto(min 1s, alpha 1.5)", 1, 3, 0, [3]int64{6_795_050_114, 1_268_435_811, 1_050_231_317}},
	}
}

// The first draws are pinned, so that a new toolchain or processor cannot change
// results unseen.
func TestDistFirstDraws(t *testing.T) {
	for _, c := range distCases(t) {
		src := NewStreams(1, 0).Stream("golden")
		var got [3]int64
		for i := range got {
			got[i] = int64(c.dist.Draw(src))
		}
		if got != c.golden {
			t.Errorf("%v: the first draws are %v, want %v", c.dist, got, c.golden)
		}
	}
}

// Mean and variance of many draws, within five standard errors of theory.
func TestDistAgainstTheory(t *testing.T) {
	n := 100_000.0
	if verifying() {
		n = 4e6
	}
	for _, c := range distCases(t) {
		src := NewStreams(1, 0).Stream("theory", c.text)
		var x []float64
		var sum float64
		for range int(n) {
			d := c.dist.Draw(src)
			if d < c.dist.Min() {
				t.Fatalf("%v drew %v, below its minimum %v", c.dist, d, c.dist.Min())
			}
			x = append(x, d.Seconds())
			sum += d.Seconds()
		}
		if c.variance == 0 && c.mean != c.min {
			continue
		}
		mean := sum / n
		var m2, m4 float64 // central moments
		for _, x := range x {
			m2 += (x - mean) * (x - mean) / n
			m4 += (x - mean) * (x - mean) * (x - mean) * (x - mean) / n
		}
		if se := math.Sqrt(c.variance / n); math.Abs(mean-c.mean) > 5*se+1e-9 {
			t.Errorf("%v: the mean of the draws is %v, want %v ± %v", c.dist, mean, c.mean, se)
		}
		if se := math.Sqrt((m4 - m2*m2) / n); math.Abs(m2-c.variance) > 5*se+1e-9 {
			t.Errorf("%v: the variance of the draws is %v, want %v ± %v", c.dist, m2, c.variance, se)
		}
	}
}

func TestDistSaysWhatItIs(t *testing.T) {
	for _, c := range distCases(t) {
		if got := c.dist.String(); got != c.text {
			t.Errorf("text %q, want %q", got, c.text)
		}
		if got := c.dist.Mean(); (got - Seconds(c.mean)).Abs() > 1 {
			t.Errorf("%v: mean %v, want %v s", c.dist, got, c.mean)
		}
		if got := c.dist.Min(); got != Seconds(c.min) {
			t.Errorf("%v: minimum %v, want %v s", c.dist, got, c.min)
		}
		if d, ok := c.dist.IsConstant(); ok != (c.text == "3s") || ok && d != 3*time.Second {
			t.Errorf("%v: constant %v, %v", c.dist, d, ok)
		}
		if c.dist.IsZero() {
			t.Errorf("%v is always zero", c.dist)
		}
	}
	if d := (Dist{}); !d.IsZero() || d != Constant(0) || d.Draw(nil) != 0 {
		t.Errorf("the zero Dist is %v, want always zero", d)
	}
	if d := Endless(); d.Draw(nil) != Forever || d.String() != "never" {
		t.Errorf("Endless is %v", d)
	}
	if size := unsafe.Sizeof(Dist{}); size > 40 {
		t.Errorf("a Dist takes %d bytes, want 40 at most", size)
	}
}

func TestDistWithoutSpreadIsConstant(t *testing.T) {
	s := time.Second
	a, _ := Uniform(s, s)
	b, _ := Triangular(s, s, s)
	c, _ := Normal(s, 0)
	d, _ := LogNormal(s, 0)
	for _, got := range []Dist{a, b, c, d} {
		if got != Constant(s) {
			t.Errorf("%v, want the constant 1s", got)
		}
	}
}

func TestDistInfiniteMeansAreForever(t *testing.T) {
	a, _ := Pareto(time.Second, 1)
	b, _ := Weibull(0.001, time.Second)
	for _, d := range []Dist{a, b} {
		if d.Mean() != Forever {
			t.Errorf("%v: mean %v, want forever", d, d.Mean())
		}
	}
	c, _ := Exponential(Forever)
	src := NewStreams(1, 0).Stream("forever")
	for range 100 {
		if got := c.Draw(src); got < 0 {
			t.Errorf("%v drew %v", c, got)
		}
	}
}

func TestDistRefuses(t *testing.T) {
	refuse := func(want string) func(Dist, error) {
		return func(d Dist, err error) {
			t.Helper()
			if err == nil || err.Error() != want || d != (Dist{}) {
				t.Errorf("%v, error %v; want error %q", d, err, want)
			}
		}
	}
	const s = time.Second
	refuse("exponential: mean is 0s, want more than 0s")(Exponential(0))
	refuse("uniform: min is -1s, want 0s or more")(Uniform(-s, s))
	refuse("uniform: max is 1s, want no less than min, 2s")(Uniform(2*s, s))
	refuse("triangular: mode is 1s, want no less than min, 2s")(Triangular(2*s, s, 3*s))
	refuse("triangular: max is 2s, want no less than mode, 3s")(Triangular(s, 3*s, 2*s))
	refuse("normal: mean is -1s, want 0s or more")(Normal(-s, s))
	refuse("normal: stdDev is -1s, want 0s or more")(Normal(s, -s))
	refuse("lognormal: mean is 0s, want more than 0s")(LogNormal(0, s))
	refuse("lognormal: stdDev is -1s, want 0s or more")(LogNormal(s, -s))
	refuse("gamma: shape is 0, want a number above 0")(Gamma(0, s))
	refuse("gamma: mean is 0s, want more than 0s")(Gamma(1, 0))
	refuse("gamma: shape is 1e-320, want more beside a mean of 1s")(Gamma(1e-320, s))
	refuse("erlang: k is 0, want 1 or more")(Erlang(0, s))
	refuse("erlang: mean is -1s, want more than 0s")(Erlang(1, -s))
	refuse("weibull: shape is NaN, want a number above 0")(Weibull(math.NaN(), s))
	refuse("weibull: scale is 0s, want more than 0s")(Weibull(1, 0))
	refuse("pareto: alpha is +Inf, want a number above 0")(Pareto(s, math.Inf(1)))
	refuse("pareto: min is 0s, want more than 0s")(Pareto(0, 2))
	mustPanic(t, "des: a constant length of -1s, want 0s or more", func() { Constant(-s) })
}

func TestDistDrawAllocatesNothing(t *testing.T) {
	src := NewStreams(1, 0).Stream("alloc")
	var scratch Scratch
	for _, c := range distCases(t) {
		if n := testing.AllocsPerRun(100, func() { c.dist.Draw(src) }); n != 0 {
			t.Errorf("%v: %v allocations a draw", c.dist, n)
		}
		if n := testing.AllocsPerRun(100, func() { Luck(7).Draw(1, c.dist, &scratch) }); n != 0 {
			t.Errorf("%v: %v allocations a draw by luck", c.dist, n)
		}
	}
}
