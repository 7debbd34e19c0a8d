package experiment

import (
	"encoding/json"
	"math"
	"strconv"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// Interval is the mean of a measure over independent runs and the confidence
// interval of that mean at 95 %, by Student's t.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// confidence returns the interval of at least two values; of one, the value.
func confidence(values []float64) Interval {
	n := len(values)
	if n == 1 {
		return Interval{values[0], values[0], values[0]}
	}
	mean, deviation := stat.MeanStdDev(values, nil)
	if same(values) {
		return Interval{values[0], values[0], values[0]} // no rounding of a mean of equals
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile(0.975)
	half := t * deviation / math.Sqrt(float64(n))
	return Interval{mean, mean - half, mean + half}
}

func same(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}

func (i Interval) node() *node {
	n := &node{kind: object, fields: map[string]*node{}}
	for _, x := range []struct {
		key   string
		value float64
	}{{"mean", i.Mean}, {"low", i.Low}, {"high", i.High}} {
		n.set(x.key, &node{kind: number, leaf: json.Number(strconv.FormatFloat(x.value, 'g', -1, 64))})
	}
	return n
}
