package sweep

import (
	"math"
	"math/big"
	"strconv"

	"go.yaml.in/yaml/v4"

	"ecssim/sim/des"
)

// curve is what lies between two ends: whole numbers where both ends are, both ends among them, else
// decimals with about six digits that count. On a logarithmic scale equal factors are equally far
// apart.
type curve struct {
	from, to number
	log      bool
	at       *yaml.Node
}

// sampled is the value at a coordinate of a sample: whole numbers have equal parts of it each.
func (c *curve) sampled(u uint64) Value {
	span := new(big.Rat).Sub(c.to.value, c.from.value)
	share := new(big.Rat).SetFrac(new(big.Int).SetUint64(u), new(big.Int).SetUint64(unit))
	switch {
	case c.log && c.from.whole:
		above := new(big.Rat).Add(c.to.value, big.NewRat(1, 1))
		x := math.Floor(c.power(above, share))
		return c.bounded(new(big.Rat).SetFloat64(x))
	case c.log:
		return c.decimal(c.power(c.to.value, share))
	case c.from.whole:
		span.Add(span, big.NewRat(1, 1))
		x := new(big.Rat).Mul(span, share)
		return c.bounded(x.Add(c.from.value, new(big.Rat).SetInt(new(big.Int).Quo(x.Num(), x.Denom()))))
	}
	return c.linear(span, share)
}

// spaced is value i of n that are equally far apart, both ends among them.
func (c *curve) spaced(i, n int) Value {
	span := new(big.Rat).Sub(c.to.value, c.from.value)
	share := big.NewRat(int64(i), int64(n-1))
	switch {
	case c.log && c.from.whole:
		return c.bounded(rounded(new(big.Rat).SetFloat64(c.power(c.to.value, share))))
	case c.log:
		return c.decimal(c.power(c.to.value, share))
	case c.from.whole:
		return c.bounded(rounded(span.Mul(span, share).Add(span, c.from.value)))
	}
	return c.linear(span, share)
}

// power is from × (to/from)^share.
func (c *curve) power(to, share *big.Rat) float64 {
	from, _ := c.from.value.Float64()
	factor, _ := new(big.Rat).Quo(to, c.from.value).Float64()
	u, _ := share.Float64()
	return float64(from * des.Pow(factor, u))
}

// rounded is the nearest whole number, halves up.
func rounded(x *big.Rat) *big.Rat {
	x = new(big.Rat).Add(x, big.NewRat(1, 2))
	q, _ := new(big.Int).DivMod(x.Num(), x.Denom(), new(big.Int))
	return new(big.Rat).SetInt(q)
}

// bounded is a whole number between the ends.
func (c *curve) bounded(x *big.Rat) Value {
	if x.Cmp(c.to.value) > 0 {
		x = c.to.value
	}
	if x.Cmp(c.from.value) < 0 {
		x = c.from.value
	}
	return scalar(number{x, c.from.unit, true}.text(0), c.at)
}

// linear is from + span × share, in steps of a millionth of the span or less.
func (c *curve) linear(span, share *big.Rat) Value {
	places, step := 0, new(big.Rat).Mul(span, big.NewRat(1, 1_000_000))
	for unit := big.NewRat(1, 1); unit.Cmp(step) > 0 && places < mostPlaces; places++ {
		unit.Mul(unit, big.NewRat(1, 10))
	}
	x := new(big.Rat).Mul(span, share)
	return scalar(number{x.Add(x, c.from.value), c.from.unit, false}.text(places), c.at)
}

// decimal is a value of a logarithmic scale with six digits that count.
func (c *curve) decimal(x float64) Value {
	value, ok := new(big.Rat).SetString(strconv.FormatFloat(x, 'e', 5, 64))
	if !ok {
		panic("scenarios/sweep: a value that is no number, invariant: both ends are finite")
	}
	return scalar(number{value, c.from.unit, false}.text(mostPlaces), c.at)
}
