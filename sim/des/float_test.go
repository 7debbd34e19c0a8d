package des

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// The functions are held to the truth, computed in 300 bits, and to those of package math, which
// are within two units in the last place of it where their result is neither huge nor tiny.

const bigPrecision = 300

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(bigPrecision).SetFloat64(x) }

// bigExp is e^x, by the power series for x / 2^20 and 20 squarings.
func bigExp(x *big.Float) *big.Float {
	z := new(big.Float).SetMantExp(x, -20)
	sum, term := bigFloat(1), bigFloat(1)
	for k := 1.0; k < 30; k++ {
		term.Mul(term, z)
		sum.Add(sum, term.Quo(term, bigFloat(k)))
	}
	for range 20 {
		sum.Mul(sum, sum)
	}
	return sum
}

// bigLog is the logarithm of x, by Newton's method: y + x/e^y − 1.
func bigLog(x *big.Float) *big.Float {
	m := new(big.Float)
	e := float64(x.MantExp(m))
	first, _ := m.Float64()
	y := bigFloat(math.Log(first) + e*math.Ln2)
	for range 4 {
		e := bigExp(new(big.Float).Neg(y))
		y.Add(y, e.Sub(e.Mul(e, x), bigFloat(1)))
	}
	return y
}

// units is how far x is from the truth, in units of the truth's last place.
func units(x float64, truth *big.Float) float64 {
	near, _ := truth.Float64()
	last := math.Nextafter(math.Abs(near), math.Inf(1)) - math.Abs(near)
	off, _ := new(big.Float).Sub(bigFloat(x), truth).Float64()
	return math.Abs(off) / last
}

// accuracy holds own and known to the truth, at n draws of an argument.
func accuracy(t *testing.T, name string, most float64, n int, draw func() (own, known float64, truth *big.Float)) {
	t.Helper()
	var worst, worstKnown float64
	same := 0
	for range n {
		own, known, truth := draw()
		if own == known {
			same++
		}
		worst, worstKnown = max(worst, units(own, truth)), max(worstKnown, units(known, truth))
	}
	t.Logf("%s: at most %.3f units off, math's %.3f; %.1f %% are the same", name, worst, worstKnown, 100*float64(same)/float64(n))
	if !(worst <= most) {
		t.Errorf("%s is up to %v units in the last place off, want at most %v", name, worst, most)
	}
}

func TestElementaryFunctionsAgainstTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	n := 3000
	if verifying() {
		n = 100_000
	}
	// anyOf draws positive numbers of every size, and often near 1 and below it.
	anyOf := func() float64 {
		switch r.IntN(3) {
		case 0:
			return math.Exp(r.NormFloat64() * 20)
		case 1:
			return 1 - r.Float64()
		}
		return 1 + r.NormFloat64()*1e-3
	}
	accuracy(t, "exp", 1, n, func() (own, known float64, truth *big.Float) {
		x := r.NormFloat64() * []float64{1e-3, 1, 30, 250}[r.IntN(4)]
		x = min(max(x, -700), 700)
		return exp(x), math.Exp(x), bigExp(bigFloat(x))
	})
	accuracy(t, "log", 1, n, func() (own, known float64, truth *big.Float) {
		x := anyOf()
		return log(x), math.Log(x), bigLog(bigFloat(x))
	})
	accuracy(t, "log1p", 2, n, func() (own, known float64, truth *big.Float) {
		x := math.Exp(r.NormFloat64() * 10)
		return log1p(x), math.Log1p(x), bigLog(new(big.Float).Add(bigFloat(1), bigFloat(x)))
	})
	accuracy(t, "pow", 2, n, func() (own, known float64, truth *big.Float) {
		x, y := anyOf(), math.Exp(r.NormFloat64()*2)
		if size := math.Abs(y * math.Log(x)); size > 100 {
			y *= 100 / size
		}
		exponent := bigLog(bigFloat(x))
		return pow(x, y), math.Pow(x, y), bigExp(exponent.Mul(exponent, bigFloat(y)))
	})
}

// At the ends the functions give what package math gives.
func TestElementaryFunctionsAtTheirEnds(t *testing.T) {
	least := math.SmallestNonzeroFloat64
	for _, x := range []float64{
		0, math.Copysign(0, -1), least, -least, 1, -1, 709.78, 709.79, -708.4, -720, -745.1, -745.2, 800, -800,
		math.Inf(1), math.Inf(-1), math.MaxFloat64,
	} {
		if got, want := exp(x), math.Exp(x); math.Abs(got-want) > 1e-15*want && math.Abs(got-want) > least {
			t.Errorf("exp(%v) is %v, want %v", x, got, want)
		}
		if x < 0 {
			continue
		}
		if got, want := log1p(x), math.Log1p(x); got != want {
			t.Errorf("log1p(%v) is %v, want %v", x, got, want)
		}
		if math.IsInf(x, 1) || x == least { // of so small a number math.Log is wrong on amd64
			continue
		}
		if got, want := log(x), math.Log(x); math.Abs(got-want) > 2e-16*math.Abs(want) {
			t.Errorf("log(%v) is %v, want %v", x, got, want)
		}
		for _, y := range []float64{least, 1e-3, 1, 100, 1e299, math.MaxFloat64, math.Inf(1)} {
			if got, want := pow(x, y), math.Pow(x, y); math.Abs(got-want) > 1e-13*want {
				t.Errorf("pow(%v, %v) is %v, want %v", x, y, got, want)
			}
		}
	}
	if got := units(log(least), bigLog(bigFloat(least))); got > 1 {
		t.Errorf("log(%v) is %v, %v units off", least, log(least), got)
	}
	if !math.IsNaN(exp(math.NaN())) {
		t.Errorf("exp(NaN) is %v", exp(math.NaN()))
	}
}

func TestGammaFunction(t *testing.T) {
	factorial := 1.0
	for n := 1.0; n <= 170; n++ {
		if got := gammaFunction(n); math.Abs(got/factorial-1) > 3e-13 {
			t.Errorf("Γ(%v) is %v, want %v", n, got, factorial)
		}
		factorial *= n
	}
	for x := 1.0; x < 30; x += 1. / 64 {
		if got, want := gammaFunction(x), math.Gamma(x); math.Abs(got/want-1) > 1e-13 {
			t.Errorf("Γ(%v) is %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{173, 1e300, math.Inf(1)} {
		if got := gammaFunction(x); !math.IsInf(got, 1) {
			t.Errorf("Γ(%v) is %v, want infinity", x, got)
		}
	}
}

func TestNormalShare(t *testing.T) {
	for _, z := range []float64{0, 1e-300, 1e-9, 0.1, 0.5, 1, 1.96, 3, 6, 8, 9, 20, 38, 40, 1e9, 1e300, math.MaxFloat64} {
		share, density := normalShare(z)
		if want := distuv.UnitNormal.CDF(z); math.Abs(share-want) > 4e-16 {
			t.Errorf("%v below %v, want %v", share, z, want)
		}
		if want := distuv.UnitNormal.Prob(z); math.Abs(density-want) > 1e-15*(1+z*z)*want {
			t.Errorf("density %v at %v, want %v", density, z, want)
		}
	}
}

// studentShare is the probability that a variable of Student's t distribution with an even number of
// degrees of freedom lies between −x and x: a finite sum (Abramowitz and Stegun, 26.7.4).
func studentShare(x float64, nu int) *big.Float {
	n, x2 := bigFloat(float64(nu)), new(big.Float).Mul(bigFloat(x), bigFloat(x))
	all := new(big.Float).Add(n, x2)
	cos2 := new(big.Float).Quo(n, all)
	term, sum := bigFloat(1), bigFloat(1)
	for k := 2.0; k < float64(nu); k += 2 {
		term.Mul(term, cos2)
		term.Mul(term, bigFloat(k-1))
		sum.Add(sum, term.Quo(term, bigFloat(k)))
	}
	return sum.Mul(sum, new(big.Float).Sqrt(x2.Quo(x2, all)))
}

func TestStudentQuantileAgainstTheTruth(t *testing.T) {
	for _, c := range []struct{ level, most float64 }{{0.01, 1e-13}, {0.5, 1e-13}, {0.9, 1e-13}, {0.95, 1e-13}, {0.99, 1e-13}, {0.999, 1e-12}} {
		worst := 0.0
		for _, nu := range []int{2, 4, 6, 8, 10, 20, 30, 98, 198, 200, 202, 998, 3000} {
			x := studentQuantile(float64(nu), c.level)
			_, density := studentTail(x, float64(nu), studentPeak(float64(nu)))
			off, _ := new(big.Float).Sub(studentShare(x, nu), bigFloat(c.level)).Float64()
			worst = max(worst, math.Abs(off)/(2*density*x))
		}
		t.Logf("level %v: at most %.1e of it off", c.level, worst)
		if !(worst < c.most) {
			t.Errorf("level %v: the quantile is up to %v of it off, want at most %v", c.level, worst, c.most)
		}
	}
}

func TestStudentQuantileAgainstGonum(t *testing.T) {
	most := 300.0
	if verifying() {
		most = 30_000
	}
	worst := 0.0
	for _, level := range []float64{0.5, 0.9, 0.95, 0.99, 0.9999} {
		for nu := 1.0; nu <= most; nu++ {
			got, want := studentQuantile(nu, level), distuv.StudentsT{Sigma: 1, Nu: nu}.Quantile((1+level)/2)
			worst = max(worst, math.Abs(got/want-1))
			if math.Abs(got/want-1) > 1e-11 {
				t.Errorf("%v degrees of freedom, level %v: %v, want %v", nu, level, got, want)
			}
		}
	}
	t.Logf("at most %.1e of it off", worst)
}

// The ziggurats are those of math/rand/v2, whose draws differ between processors only where a
// point falls within a rounding error of the density.
func TestZigguratsAreThoseOfRand(t *testing.T) {
	n := 300_000
	if verifying() {
		n = 30_000_000
	}
	for name, draw := range map[string]struct {
		own   func(rand.Source) float64
		known func(*rand.Rand) float64
	}{
		"exponential": {standardExponential, (*rand.Rand).ExpFloat64},
		"normal":      {standardNormal, (*rand.Rand).NormFloat64},
	} {
		a, b := rand.NewPCG(1, 1), rand.NewPCG(1, 1)
		r, differ := rand.New(b), 0
		for range n {
			own, known := draw.own(a), draw.known(r)
			if math.Abs(own-known) > 1e-14*math.Abs(known) {
				differ++
				*a = *b
			}
		}
		if differ > n/1_000_000 {
			t.Errorf("%s: %d of %d draws differ from those of rand", name, differ, n)
		}
	}
}

// Every distribution draws what gonum draws, but for a rounding error.
func TestDrawsAreThoseOfGonum(t *testing.T) {
	var dists []Dist
	for _, c := range distCases(t) {
		dists = append(dists, c.dist)
	}
	for _, shape := range []float64{0.01, 0.1, 1, 40} { // other branches, heavy tails
		g, _ := Gamma(shape, time.Minute)
		w, _ := Weibull(shape, time.Minute)
		p, _ := Pareto(time.Minute, shape)
		dists = append(dists, g, w, p)
	}
	var a, b rand.PCG
	for _, d := range dists {
		var known distuv.Rander
		switch d.shape {
		case constant:
			continue
		case exponential:
			known = distuv.Exponential{Rate: d.a, Src: &b}
		case uniform:
			known = distuv.Uniform{Min: d.a, Max: d.b, Src: &b}
		case triangular:
			known = distuv.NewTriangle(d.a, d.b, d.c, &b)
		case normal:
			known = distuv.Normal{Mu: d.a, Sigma: d.b, Src: &b}
		case logNormal:
			known = distuv.LogNormal{Mu: d.a, Sigma: d.b, Src: &b}
		case gamma, erlang:
			known = distuv.Gamma{Alpha: d.a, Beta: d.b, Src: &b}
		case weibull:
			known = distuv.Weibull{K: d.a, Lambda: d.b, Src: &b}
		case pareto:
			known = distuv.Pareto{Xm: d.a, Alpha: d.b, Src: &b}
		}
		differ, n := 0, 20_000
		for i := range n {
			a.Seed(1, uint64(i))
			b.Seed(1, uint64(i))
			want := known.Rand()
			for want < 0 {
				want = known.Rand()
			}
			if got := float64(d.Draw(&a)); math.Abs(got-min(want, float64(Forever))) > 0.5+1e-13*want {
				differ++
				t.Logf("%v, seed %d: %v, want %v", d, i, got, want)
			}
		}
		if differ > 0 {
			t.Errorf("%v: %d of %d draws differ from gonum's", d, differ, n)
		}
	}
}
