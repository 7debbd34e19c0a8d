package experiment

import "ecssim/sim/des"

// level is the confidence of every interval in the output.
const level = 0.95

// Interval is the mean of a measure over independent runs and the confidence
// interval of that mean at 95 %, as the output has it; see des.Confidence.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Confidence returns the interval of the values of several runs. Equal values
// have their own as mean and bounds, with no rounding. The bounds of a single
// value are NaN.
func Confidence(values []float64) Interval {
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
