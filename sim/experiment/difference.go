package experiment

import (
	"fmt"
	"strings"
)

// compared are the branches and leaves of a report whose numbers are compared
// between setups.
var compared = []string{
	"tasks", "density.tasksPerInstance", "density.usdPerTaskHour", "portConflicts.refused", "portConflicts.failed",
	"eniExhaustion.refused", "eniExhaustion.instanceSeconds", "timeToPlaceSeconds", "timeToRunningSeconds", "instanceHours", "usd",
}

// differences compares every possible setup with each one before it, run by run. A
// measure that is null in some run of either is left out.
func differences(r *ComparisonResult) ([]Difference, error) {
	out := []Difference{}
	values := make([][]map[string]float64, len(r.Runs))
	for i, runs := range r.Runs {
		if runs == nil {
			continue
		}
		var err error
		if values[i], err = runs.measures(); err != nil {
			return nil, err
		}
		for j := range i {
			if values[j] != nil {
				out = append(out, Difference{r.Setups[i].Setup, r.Setups[j].Setup, paired(values[j], values[i])})
			}
		}
	}
	return out, nil
}

// paired returns the interval of b less a for each measure that all runs have.
func paired(a, b []map[string]float64) map[string]Interval {
	out := map[string]Interval{}
	for path := range a[0] {
		values := make([]float64, 0, len(a))
		for i := range a {
			x, inA := a[i][path]
			y, inB := b[i][path]
			if inA && inB {
				values = append(values, y-x)
			}
		}
		if len(values) == len(a) {
			out[path] = confidence(values)
		}
	}
	return out
}

// measures returns the compared numbers of each run, by path.
func (r *Replicated) measures() ([]map[string]float64, error) {
	out := make([]map[string]float64, len(r.Reports))
	for i, report := range r.Reports {
		n, err := parse(report)
		if err != nil {
			return nil, err
		}
		out[i] = map[string]float64{}
		for _, path := range compared {
			x := n
			for _, key := range strings.Split(path, ".") {
				if x = x.fields[key]; x == nil {
					return nil, fmt.Errorf("a report has no %s", path)
				}
			}
			x.numbers(path, out[i])
		}
	}
	return out, nil
}

// numbers collects the numbers at and below a value.
func (n *node) numbers(path string, out map[string]float64) {
	switch n.kind {
	case number:
		out[path] = n.float()
	case object:
		for _, k := range n.keys {
			n.fields[k].numbers(path+"."+k, out)
		}
	}
}
