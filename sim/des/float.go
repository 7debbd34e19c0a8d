package des

import (
	"math"
	"math/rand/v2"
)

// The functions of this file give the same bits on every processor. Those of package math, of
// math/rand/v2 and of gonum do not: some are assembly on one processor and Go on another, and a
// compiler may fuse x*y + z into one operation that rounds once instead of twice (Go
// specification, Floating-point operators). Here is nothing but additions, products, quotients
// and square roots, which IEEE 754 defines to the last bit, and every product whose value goes
// into a sum is converted, which forbids the fusion.

const (
	ln2Hi = 6.93147180369123816490e-01 // the first 32 bits of ln 2, whose products with an exponent are exact
	ln2Lo = 1.90821492927058770002e-10 // the rest
)

// exp returns e^x, within a unit in the last place.
func exp(x float64) float64 {
	switch {
	case x > 709.782712893384: // the logarithm of the greatest float64
		return math.Inf(1)
	case x < -745.2: // and of half the least
		return 0
	case math.IsNaN(x):
		return x
	}
	n := int(math.Floor(float64(x*math.Log2E) + 0.5))
	// e^x = 2^n × e^(r + rest) with |r| ≤ ln 2 / 2
	hi, lo := x-float64(float64(n)*ln2Hi), float64(float64(n)*ln2Lo)
	r := hi - lo
	rest := hi - r - lo
	const (
		c2, c3, c4, c5     = 1. / 2, 1. / 6, 1. / 24, 1. / 120 // 1/k!
		c6, c7, c8, c9     = c5 / 6, c5 / 42, c5 / 336, c5 / 3024
		c10, c11, c12, c13 = c9 / 10, c9 / 110, c9 / 1320, c9 / 17160
	)
	r2 := float64(r * r)
	r4 := float64(r2 * r2)
	a := c2 + float64(c3*r) + float64(r2*(c4+float64(c5*r)))
	b := c6 + float64(c7*r) + float64(r2*(c8+float64(c9*r)))
	c := c10 + float64(c11*r) + float64(r2*(c12+float64(c13*r)))
	y := 1 + (r + (rest + float64(r2*(a+float64(r4*(b+float64(r4*c)))))))
	return float64(y * pow2(n>>1) * pow2(n-n>>1)) // the first product is exact
}

// pow2 returns 2^n for n from -1022 to 1023.
func pow2(n int) float64 { return math.Float64frombits(uint64(n+1023) << 52) }

// log returns the natural logarithm of x, which is 0 or more, within a unit in the last place.
func log(x float64) float64 {
	if x == 0 {
		return math.Inf(-1)
	}
	hi, _ := logParts(x)
	return hi
}

// logParts returns the natural logarithm of x, which is more than 0 and finite, as the sum of two
// numbers: the nearest float64 and what is left. The sum is good to 57 bits.
//
//	log x = e × ln 2 + log m, and with s = (m − 1) / (m + 1):  log m = 2s + 2s³/3 + 2s⁵/5 + ...
func logParts(x float64) (hi, lo float64) {
	m, e := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, e = 2*m, e-1
	}
	f := m - 1
	d := 2 + f
	s := f / d
	p, pRest := product2(s, d)
	sRest := (f - p - pRest - float64(s*(f-(d-2)))) / d
	z := float64(s * s)
	z2 := float64(z * z)
	z4 := float64(z2 * z2)
	a := 2./3 + float64(2./5*z) + float64(z2*(2./7+float64(2./9*z)))
	b := 2./11 + float64(2./13*z) + float64(z2*(2./15+float64(2./17*z)))
	c := 2./19 + float64(2./21*z)
	tail := float64(s*z*(a+float64(z4*(b+float64(z4*c))))) + 2*sRest
	if e == 0 {
		return sum2(2*s, tail)
	}
	top := float64(float64(e) * ln2Hi)
	sum, rest := sum2(top, 2*s)
	return sum2(sum, rest+(tail+float64(float64(e)*ln2Lo)))
}

// log1p returns log(1 + x) for x of 0 or more.
func log1p(x float64) float64 {
	y := 1 + x
	if math.IsInf(y, 1) {
		return y
	}
	return log(y) + (x-(y-1))/y // what the sum lost
}

// pow returns x^y for x of 0 or more and y above 0. It is within two units in the last place where
// the result lies between e^-100 and e^100, about 10^±43.
func pow(x, y float64) float64 {
	switch {
	case x == 0 || y == 1:
		return x
	case y == 0.5: // these are exact, and a Weibull or gamma distribution of shape 2 or 1/2 asks for them
		return math.Sqrt(x)
	case y == 2:
		return float64(x * x)
	}
	y = min(y, 1e300) // so that no product overflows; any x but 1 gives 0 or infinity long before
	hi, lo := logParts(x)
	p, rest := product2(hi, y)
	e := exp(p)
	if math.IsInf(e, 1) {
		return e
	}
	return e + float64(e*(rest+float64(lo*y)))
}

// Pow returns x^y for x and y of 0 or more, the same bits on every processor; see pow for its error.
func Pow(x, y float64) float64 {
	if y == 0 {
		return 1
	}
	return pow(x, y)
}

// product2 returns x × y as the sum of two numbers, exactly where neither is near the limits of a
// float64 (Dekker, 1971).
func product2(x, y float64) (hi, lo float64) {
	const split = 1<<27 + 1
	a, b := float64(split*x), float64(split*y)
	xHi, yHi := a-(a-x), b-(b-y)
	xLo, yLo := x-xHi, y-yHi
	hi = float64(x * y)
	return hi, float64(xLo*yLo) - (hi - float64(xHi*yHi) - float64(xLo*yHi) - float64(xHi*yLo))
}

// sum2 returns x + y as the sum of two numbers, exactly; |x| is no less than |y|.
func sum2(x, y float64) (hi, lo float64) {
	hi = x + y
	return hi, y - (hi - x)
}

// gammaFunction returns Γ(x) for x of 1 or more, by Stirling's series above 12, and below by
// Γ(x) = Γ(x+1) / x. Its error is some 10^-15 of it for small x and 10^-13 for large.
func gammaFunction(x float64) float64 {
	if x > 172 {
		return math.Inf(1)
	}
	below := 1.0
	for ; x < 12; x++ {
		below = float64(below * x)
	}
	z := 1 / (x * x)
	series := 1./12 - float64(z*(1./360-float64(z*(1./1260-float64(z*(1./1680-z/1188))))))
	const halfLog2Pi = 0.91893853320467274178
	return exp(float64((x-0.5)*log(x))-x+(halfLog2Pi+series/x)) / below
}

// normalShare returns the share of a normal distribution that lies less than z standard deviations
// above its mean, and the density there; z is 0 or more.
func normalShare(z float64) (share, density float64) {
	density = exp(-z*z/2) / math.Sqrt(2*math.Pi)
	if z > 9 {
		return 1, density
	}
	sum := 0.0
	for k, term := 3.0, z; sum+term != sum; k += 2 { // z + z³/3 + z⁵/(3×5) + ...
		sum += term
		term = float64(term * z * z / k)
	}
	return 0.5 + float64(density*sum), density
}

// studentQuantile returns the t with which a variable of Student's t distribution lies between −t
// and t with probability level. The degrees of freedom, nu, are 1 or more. The result is within
// 10^-13 of it for levels up to 0.99, and loses a digit with every nine beyond.
func studentQuantile(nu, level float64) float64 {
	peak := studentPeak(nu)
	// Newton's method: as the probability is concave above 0, no step goes beyond the solution.
	t := level / (2 * peak)
	for {
		tail, density := studentTail(t, nu, peak)
		next := t + (tail-(1-level))/(2*density)
		if !(next > t) {
			return t
		}
		t = next
	}
}

// studentPeak returns the density of Student's t distribution at 0: Γ((nu+1)/2) / Γ(nu/2) / √(π nu),
// by its expansion for large nu, and what lacks below by the recurrence of Γ.
func studentPeak(nu float64) float64 {
	n, below := nu, 1.0
	for ; n < 200; n += 2 {
		below = float64(below * n / (n + 1))
	}
	z := 1 / n
	series := 1 - float64(z*(1./4-float64(z*(1./32+float64(z*(5./128-float64(z*(21./2048+float64(z*(399./8192))))))))))
	return float64(below * series * math.Sqrt(n/2/(nu*math.Pi)))
}

// studentTail returns the probability that a variable of Student's t distribution lies beyond −t
// or t, and the density at t, from the density at 0: by the power series of the incomplete beta
// function, for what lies inside or outside, whichever converges faster.
func studentTail(t, nu, peak float64) (tail, density float64) {
	t2 := float64(t * t)
	density = float64(peak * exp(-(nu+1)*log1p(t2/nu)/2))
	outside := t2 > nu
	first, from, x := float64(2*t*density), 3.0, t2/(nu+t2)
	if outside {
		first, from, x = first/nu, nu+2, nu/(nu+t2)
	}
	sum := 0.0
	for k, term := 0.0, 1.0; sum+term != sum; k += 2 {
		sum += term
		term = float64(term * x * (nu + 1 + k) / (from + k))
	}
	if outside {
		return float64(first * sum), density
	}
	return 1 - float64(first*sum), density
}

// ziggurat is the table of Marsaglia and Tsang's method (2000): a density that falls from 1, cut
// into layers of one area. It is that of math/rand/v2, whose draws it gives.
type ziggurat struct {
	inside [256]uint32  // a draw of 32 bits, or 31 and a sign, below this lies inside the layer
	width  [256]float32 // of the layer, for each unit of the draw
	height [256]float32 // the density at the layer's end
}

// newZiggurat returns the table of a density with its inverse: how many layers there are, where
// the last of them ends, the area of each, and how many values a draw has.
func newZiggurat(layers int, end, area, values float64, density, inverse func(float64) float64) *ziggurat {
	var z ziggurat
	base := area / density(end)
	z.inside[0], z.width[0], z.height[0] = uint32(end/base*values), float32(base/values), 1
	x, next := end, end
	for i := layers - 1; i > 0; i-- {
		if i < layers-1 {
			x = inverse(area/next + density(next))
			z.inside[i+1] = uint32(x / next * values)
		}
		z.width[i], z.height[i] = float32(x/values), float32(density(x))
		next = x
	}
	return &z
}

// under draws whether a point of the layer's edge lies below the density there.
func (z *ziggurat) under(layer uint8, density float64, src rand.Source) bool {
	rise := z.height[layer-1] - z.height[layer]
	return z.height[layer]+float32(float32(unit(src))*rise) < float32(density)
}

const (
	exponentialEnd = 7.69711747013104972
	normalEnd      = 3.442619855899
)

var (
	exponentialLayers = newZiggurat(256, exponentialEnd, 0.0039496598225815571993, 1<<32, exponentialDensity,
		func(y float64) float64 { return -log(y) })
	normalLayers = newZiggurat(128, normalEnd, 0.00991256303526217, 1<<31, normalDensity,
		func(y float64) float64 { return math.Sqrt(-2 * log(y)) })
)

func exponentialDensity(x float64) float64 { return exp(-x) }
func normalDensity(x float64) float64      { return exp(-x * x / 2) }

// unit draws a number of [0, 1), a multiple of 2^-53.
func unit(src rand.Source) float64 { return float64(src.Uint64()<<11>>11) / (1 << 53) }

// standardExponential draws from the exponential distribution of mean 1.
func standardExponential(src rand.Source) float64 {
	for {
		u := src.Uint64()
		i := uint8(u >> 32)
		x := float64(float64(uint32(u)) * float64(exponentialLayers.width[i]))
		switch {
		case uint32(u) < exponentialLayers.inside[i]:
			return x
		case i == 0: // the rest, which is like the whole
			return exponentialEnd - log(unit(src))
		case exponentialLayers.under(i, exponentialDensity(x), src):
			return x
		}
	}
}

// standardNormal draws from the normal distribution of mean 0 and standard deviation 1.
func standardNormal(src rand.Source) float64 {
	for {
		u := src.Uint64()
		i := uint8(u>>32) & 127
		x := float64(float64(int32(u)) * float64(normalLayers.width[i]))
		switch {
		case uint32(max(int32(u), -int32(u))) < normalLayers.inside[i]:
			return x
		case i == 0:
			return math.Copysign(normalRest(src), x)
		case normalLayers.under(i, normalDensity(x), src):
			return x
		}
	}
}

// normalRest draws what lies beyond the last layer (Marsaglia, 1964).
func normalRest(src rand.Source) float64 {
	for {
		x := float64(-log(unit(src)) * (1. / normalEnd))
		if y := -log(unit(src)); y+y >= x*x {
			return normalEnd + x
		}
	}
}

// standardGamma draws from the gamma distribution of this shape and scale 1, by the methods that
// gonum has: Marsaglia and Tsang (2000), and for a small shape Liu, Martin and Syring (2013).
func standardGamma(shape float64, src rand.Source) float64 {
	switch {
	case shape == 1:
		return standardExponential(src)
	case shape < 0.2:
		return smallGamma(shape, src)
	}
	d, m := shape-1./3, 1.0
	if shape < 1 {
		d, m = d+1, pow(unit(src), 1/shape)
	}
	c := 1 / (3 * math.Sqrt(d))
	for {
		x := standardNormal(src)
		v := 1 + float64(x*c)
		if v <= 0 {
			continue
		}
		v = float64(v * v * v)
		u := unit(src)
		if u < 1-float64(0.0331*(x*x)*(x*x)) || log(u) < float64(0.5*x*x)+float64(d*(1-v+log(v))) {
			return float64(m * d * v)
		}
	}
}

func smallGamma(shape float64, src rand.Source) float64 {
	lambda := 1/shape - 1
	r := -log1p(1 / lambda / math.E)
	for {
		z := standardExponential(src)
		if z >= -r {
			z += r
		} else {
			z = -standardExponential(src) / lambda
		}
		x := exp(-z / shape)
		bound := -z
		if z < 0 {
			bound = -1 + float64(lambda*z)
		}
		if -z-x-bound > -standardExponential(src) {
			return x
		}
	}
}
