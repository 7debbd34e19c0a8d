package sweep

import (
	"math/big"
	"strings"

	"go.yaml.in/yaml/v4"

	"ecssim/scenarios/internal/strict"
)

// number is a number with its unit, as it is written: 30, 0.5, 10m.
type number struct {
	value *big.Rat
	unit  string
	whole bool // written without a decimal point
}

var (
	numberForm = strict.Pattern(`^(-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,15})?)([a-zµ%]{0,8})$`)
	rangeForm  = strict.Pattern(`^([^.\s]+(?:\.[0-9]+[^.\s]*)?)\.\.([^.\s]+(?:\.[0-9]+[^.\s]*)?)(?:\.\.([^.\s]+(?:\.[0-9]+[^.\s]*)?))?$`)
)

func parseNumber(text string) (number, bool) {
	m := numberForm().FindStringSubmatch(text)
	if m == nil {
		return number{}, false
	}
	value, ok := new(big.Rat).SetString(m[1])
	return number{value, m[2], !strings.Contains(m[1], ".")}, ok
}

// shortRange reads 20..30, or 20..30..2 with a step.
func (v *values) shortRange(n *yaml.Node) {
	m := rangeForm().FindStringSubmatch(n.Value)
	at := func(text string) single {
		made := *n
		made.Value = text
		return single{&made}
	}
	v.Range = []single{at(m[1]), at(m[2])}
	if m[3] != "" {
		v.Step = at(m[3])
	}
}

// text writes a number with its unit; a whole one without a decimal point, others with up to so many
// decimal places.
func (x number) text(places int) string {
	if x.whole || x.value.IsInt() && places == 0 {
		return x.value.Num().String() + x.unit
	}
	s := x.value.FloatString(places)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		s = "0"
	}
	return s + x.unit
}

// mostPlaces is how many decimal places a number is written with.
const mostPlaces = 15

// scaled is a number of the scenario file times another. A whole number stays one: it is rounded up,
// as half a task is not enough.
func (x number) scaled(by *big.Rat) number {
	made := number{new(big.Rat).Mul(x.value, by), x.unit, x.whole}
	if x.whole && !made.value.IsInt() {
		q, r := new(big.Int).DivMod(made.value.Num(), made.value.Denom(), new(big.Int))
		if r.Sign() != 0 {
			q.Add(q, big.NewInt(1))
		}
		made.value.SetInt(q)
	}
	return made
}

// number reads a number of the sweep file.
func (l *loader) number(n *yaml.Node, what string) (number, bool) {
	x, ok := parseNumber(n.Value)
	if !ok {
		l.at(n).Fail("", "%s is %s, wanted a number, perhaps with a unit, such as 20, 0.5 or 10m", what, strict.Describe(n))
	}
	return x, ok
}

// sameUnit reads numbers that have one unit.
func (l *loader) sameUnit(what string, nodes ...*yaml.Node) ([]number, bool) {
	var all []number
	for _, n := range nodes {
		x, ok := l.number(n, what)
		if !ok {
			return nil, false
		}
		if len(all) > 0 && x.unit != all[0].unit {
			l.at(n).Fail("write both in one unit", "%s has %s and %s", what, nodes[0].Value, n.Value)
			return nil, false
		}
		all = append(all, x)
	}
	return all, true
}
