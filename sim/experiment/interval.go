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

// Confidence returns the interval of the values of several runs; see des.Confidence. The bounds
// of a single value are NaN.
func Confidence(values []float64) Interval { return Interval(des.Confidence(values, level)) }
