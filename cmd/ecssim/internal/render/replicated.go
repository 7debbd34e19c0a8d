package render

import (
	"fmt"
	"math"
	"strings"

	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// Replicated builds the document of several runs of one scenario: how its
// deployments ended, and the measures whose values vary or matter, as means with
// their confidence intervals. data is what JSON shows.
func Replicated(r *experiment.Replicated, data any) *Document {
	first, all := r.First(), r.Value()
	d := &Document{Mood: reportMood(first), Data: data}
	d.Verdict = fmt.Sprintf("%d runs; the first: %s", r.Replications, lowerFirst(newHeadline(first).text))
	t := Table{Title: "Means, over all runs, with 95 % confidence intervals", Columns: []Column{
		text("measure"), count("mean"), count("low"), count("high")}}
	for _, m := range report.Summary() {
		addInterval(&t, all, m.Path, number(m.Path, m.Unit))
	}
	t = telling(t, 0) // but 0 running during a deployment tells a lot
	for i, service := range members(all, "services") {
		s := &first.Services[i]
		for n, deployment := range members(service, "deployments") {
			if n == len(s.Deployments) {
				break // of another run alone
			}
			if x := (deployed{Deployment: &s.Deployments[n], service: s.ServiceName}); !x.created() {
				addInterval(&t, deployment, "seconds", number(x.name()+" took", "s"))
				addInterval(&t, deployment, "lowestRunning", count(x.name()+" lowest running"))
			}
		}
	}
	d.Tables = []Table{shareTable(r), verdictTable(r), t}
	d.CSV = func() *Table { return paths(all) }
	if first.DataDate != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("Seed %d; instance-type data of %s%s.",
			first.Seed, first.DataDate, runPriced(first)))
	}
	d.Notes = append(d.Notes, sentence(first.PriceNote)...)
	if first.Lesson != "" {
		d.Notes = append(d.Notes, "Lesson: "+first.Lesson)
	}
	return d
}

// shareTable shows in how many runs there is a finding of each code, with the text of the first.
func shareTable(r *experiment.Replicated) Table {
	t := Table{Title: fmt.Sprintf("Findings, over %d runs", r.Replications), Columns: []Column{
		text("finding"), text("severity"), count("runs"), number("share", "%"), count("first run")}}
	var texts []string
	for _, x := range r.Shares() {
		t.add(x.Code, x.Severity, integer(x.Runs), decimal(100*x.Share, 1), integer(x.Run))
		if x.Runs < r.Replications && len(texts) < maxFindings {
			texts = append(texts, fmt.Sprintf("Hangs on the seed: %s, in run %d: %s", x.Code, x.Run, x.Text))
		}
	}
	t.note(strings.Join(texts, "\n"))
	return t
}

// members are those of a list of the value; none where it is null.
func members(v report.Value, path string) []report.Value {
	if list, ok := v.At(path); ok && !list.Null() {
		return list.Members()
	}
	return nil
}

// addInterval adds the row of one measure, called as a column would be, if the runs
// have it.
func addInterval(t *Table, all report.Value, path string, called Column) {
	if v, ok := all.At(path); ok && !v.Null() {
		t.add(append([]string{called.head()}, interval(v)...)...)
	}
}

// interval writes mean, low and high of a measure.
func interval(v report.Value) []string {
	x := experiment.IntervalOf(v)
	cells := []string{decimal(x.Mean, 3), none, none}
	if !math.IsNaN(x.Low) {
		cells[1], cells[2] = decimal(x.Low, 3), decimal(x.High, 3)
	}
	return cells
}
