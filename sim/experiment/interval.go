package experiment

import (
	"encoding/json"
	"math"
	"strconv"

	"ecssim/sim/des"
)

// level is the confidence of every interval in the output.
const level = 0.95

// Interval is the mean of a measure over independent runs and the confidence
// interval of that mean at 95 %, as the output has it; see des.Confidence.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// confidence returns the interval of the values of several runs. Equal values
// have their own as mean and bounds, with no rounding. The bounds of a single
// value are NaN.
func confidence(values []float64) Interval {
	if len(values) > 1 && same(values) {
		return Interval{values[0], values[0], values[0]}
	}
	return Interval(des.Confidence(values, level))
}

func same(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}

// node is the interval as the output has it; bounds that are not known are null.
func (i Interval) node() *node {
	n := &node{kind: object, fields: map[string]*node{}}
	for _, x := range []struct {
		key   string
		value float64
	}{{"mean", i.Mean}, {"low", i.Low}, {"high", i.High}} {
		v := &node{}
		if !math.IsNaN(x.value) {
			v = &node{kind: number, leaf: json.Number(strconv.FormatFloat(x.value, 'g', -1, 64))}
		}
		n.set(x.key, v)
	}
	return n
}
