package experiment

import "ecssim/sim/report"

// level is the confidence of every interval in the output.
const level = 0.95

// Interval is the mean of a measure over independent runs and the confidence
// interval of that mean at 95 %, as the output has it.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// IntervalOf returns the interval of a measure, which is not null; see des.Runs. The bounds of a
// single run are NaN.
func IntervalOf(v report.Value) Interval {
	runs := v.Runs()
	return Interval(runs.Confidence(level))
}
