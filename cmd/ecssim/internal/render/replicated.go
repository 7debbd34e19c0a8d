package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"ecssim/sim"
)

// Replicated builds the document of n runs of one scenario: the measures whose
// values vary or matter, as means with their confidence intervals. tree is the
// report with numbers as {mean, low, high}; data is what JSON shows.
func Replicated(first *sim.Report, n int, tree map[string]any, data any) *Document {
	d := &Document{Mood: reportMood(first), Data: data}
	d.Verdict = fmt.Sprintf("%d runs; the first: %s", n, lowerFirst(reportVerdict(first)))
	t := Table{Title: "Means over all runs, with 95 % confidence intervals", Columns: []Column{
		text("measure"), count("mean"), count("low"), count("high")}}
	for _, m := range []struct{ path, unit string }{
		{"tasks.requested", ""}, {"tasks.placed", ""}, {"tasks.running", ""}, {"tasks.waiting", ""}, {"tasks.refused", ""},
		{"tasks.failed", ""}, {"density.tasksPerInstance.mean", ""}, {"portConflicts.refused", ""}, {"portConflicts.failed", ""},
		{"eniExhaustion.refused", ""}, {"eniExhaustion.instanceSeconds", "s"}, {"timeToPlaceSeconds.mean", "s"},
		{"timeToPlaceSeconds.p95", "s"}, {"timeToRunningSeconds.mean", "s"}, {"timeToRunningSeconds.p95", "s"}, {"timeToRunningSeconds.max", "s"},
	} {
		addInterval(&t, tree, m.path, m.unit)
	}
	d.Tables = []Table{t}
	d.CSV = func() *Table { return paths(tree) }
	if first.DataDate != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("Seed %d; instance-type data of %s.", first.Seed, first.DataDate))
	}
	if first.Lesson != "" {
		d.Notes = append(d.Notes, "Lesson: "+first.Lesson)
	}
	return d
}

// addInterval adds the row of one measure, if the tree has it.
func addInterval(t *Table, tree map[string]any, path, unit string) {
	v, ok := at(tree, path).(map[string]any)
	if !ok {
		return
	}
	name := path
	if unit != "" {
		name += " (" + unit + ")"
	}
	t.add(name, amount(v["mean"]), amount(v["low"]), amount(v["high"]))
}

// at follows a dotted path through objects; nil where it leads nowhere.
func at(tree map[string]any, path string) any {
	var v any = tree
	for _, key := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// amount writes a number of a tree.
func amount(v any) string {
	switch v := v.(type) {
	case nil:
		return none
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return decimal(f, 3)
		}
	}
	return fmt.Sprint(v)
}
