package main

import (
	"fmt"
	"slices"
	"strings"
)

// A target is a bound on a quantity, or on the ratio of two.
type target struct {
	id      string
	what    string
	num     quantity
	den     *quantity // nil = num alone
	scale   float64   // what the figure is multiplied with; 0 = nothing
	atMost  float64   // 0 = no such bound
	atLeast float64   // likewise; with neither the figure is only shown
}

func (t *target) names(job, program string) bool {
	return t.num.job == job && t.num.program == program ||
		t.den != nil && t.den.job == job && t.den.program == program
}

// uses reports whether a tool is needed for one of the programs of a target.
func (t *target) uses(jobs []job, tool string) bool {
	return slices.ContainsFunc(jobs, func(j job) bool {
		return slices.ContainsFunc(j.by, func(p program) bool {
			return t.names(j.name, p.name) && strings.Contains(p.args, "{"+tool+"}")
		})
	})
}

// unit is what follows the figure.
func (t *target) unit() string {
	switch {
	case t.den != nil, t.num.metric == cut:
		return " ×"
	case t.num.metric == allocs:
		return " a task"
	}
	return " " + string(t.num.metric)
}

func (t *target) wanted() string {
	switch {
	case t.atMost != 0:
		return "≤ " + figure(t.atMost) + t.unit()
	case t.atLeast != 0:
		return "≥ " + figure(t.atLeast) + t.unit()
	}
	return "shown"
}

func (t *target) holds(x float64) bool {
	return (t.atMost == 0 || x <= t.atMost) && (t.atLeast == 0 || x >= t.atLeast)
}

// A verdict is how a target fared.
type verdict string

const (
	met     verdict = "met"
	inNoise verdict = "in noise" // missed, but not in every round that counts
	missed  verdict = "MISSED"
	shown   verdict = ""
	leftOut verdict = "left out"
)

// A finding is a target with what was measured.
type finding struct {
	target
	figure    float64
	low, high float64
	verdict   verdict
}

// judge compares a target with the samples. The figure is the quantity's median
// or the ratio of two medians, over the rounds in which both ran; low and high bound
// the median of the rounds, each ratio taken inside its round.
func (t target) judge(m measured) finding {
	f := finding{target: t}
	xs := m.of(t.num)
	if len(xs) == 0 {
		f.verdict = leftOut
		return f
	}
	f.figure = median(xs)
	if t.den != nil {
		ys := m.of(*t.den)
		if len(ys) == 0 {
			f.verdict = leftOut
			return f
		}
		n := min(len(xs), len(ys))
		f.figure = median(xs[:n]) / median(ys[:n])
		xs = ratios(xs, ys)
	}
	f.low, f.high = interval(xs)
	if t.scale != 0 {
		f.figure, f.low, f.high = f.figure*t.scale, f.low*t.scale, f.high*t.scale
	}
	switch {
	case t.atMost == 0 && t.atLeast == 0:
		f.verdict = shown
	case t.holds(f.figure):
		f.verdict = met
	case t.holds(f.low) || t.holds(f.high):
		f.verdict = inNoise
	default:
		f.verdict = missed
	}
	return f
}

// pick returns the targets whose names begin with one of the words; all of them
// where there is no word.
func pick(all []target, words []string) ([]target, error) {
	if len(words) == 0 {
		return all, nil
	}
	var out []target
	used := map[string]bool{}
	for _, t := range all {
		for _, w := range words {
			if strings.HasPrefix(t.id, strings.ToUpper(w)) {
				out = append(out, t)
				used[w] = true
				break
			}
		}
	}
	for _, w := range words {
		if !used[w] {
			return nil, fmt.Errorf("no target %q, see -list", w)
		}
	}
	return out, nil
}
