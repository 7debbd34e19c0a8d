package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"ecssim/cmd/ecssim/internal/plot"
	"ecssim/model/plaintext"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// mostDistributions is how many measures of several runs are drawn.
const mostDistributions = 12

// distributions are the measures of several runs, run by run, of those that a summary has.
type distributions struct {
	all  []report.Summarized
	runs [][]*float64 // by measure; nil = the run has none
}

func newDistributions() *distributions {
	d := &distributions{all: report.Summary()}
	d.runs = make([][]*float64, len(d.all))
	return d
}

func (d *distributions) take(r *report.Report) {
	v := report.ValueOf(r)
	for i, m := range d.all {
		var x *float64
		if at, ok := v.At(m.Path); ok && !at.Null() {
			n := at.Number()
			x = &n
		}
		d.runs[i] = append(d.runs[i], x)
	}
}

// figures are the measures in which the runs differ.
func (d *distributions) figures(r *experiment.Replicated) (all []plot.Figure) {
	for i, m := range d.all {
		var values []float64
		for _, x := range d.runs[i] {
			if x != nil {
				values = append(values, *x)
			}
		}
		if len(values) < len(d.runs[i]) || slices.Min(values) == slices.Max(values) || len(all) == mostDistributions {
			continue
		}
		at, ok := r.Value().At(m.Path)
		if !ok || at.Null() {
			continue
		}
		mean := experiment.IntervalOf(at)
		name := m.Path
		if m.Unit != "" {
			name += " (" + m.Unit + ")"
		}
		all = append(all, &plot.Distribution{Measure: name, Values: values, Mean: mean.Mean, Low: mean.Low, High: mean.High})
	}
	return all
}

// checkDistributions refuses what several runs cannot be drawn as, before any is made.
func (f *drawFlags) checkDistributions(replications int) error {
	switch {
	case f.html != "" || f.trace != "":
		return usagef("--html and --trace show one run, not --replications %d", replications)
	case f.plot != "" && !slices.Contains(plot.Endings, filepath.Ext(f.plot)):
		return usagef("--plot %q: wanted the name of a file that ends in one of %s", plaintext.Short(f.plot), strings.Join(plot.Endings, ", "))
	}
	return f.vacant()
}

// drawDistributions draws how the runs differ.
func (a *app) drawDistributions(d *distributions, r *experiment.Replicated, f *drawFlags) error {
	figures := d.figures(r)
	if len(figures) == 0 {
		return fmt.Errorf("--plot %s: the runs do not differ in any measure", f.plot)
	}
	var b bytes.Buffer
	if err := plot.Write(&b, f.plot, figures); err != nil {
		return err
	}
	return a.writeFiles([]newFile{{f.plot, b.Bytes()}}, f.force)
}
