package render

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"ecssim/sim/experiment"
)

// Replicated builds the document of several runs of one scenario: how its
// deployments ended, and the measures whose values vary or matter, as means with
// their confidence intervals. tree is the report with numbers as {mean, low, high};
// data is what JSON shows.
func Replicated(r *experiment.Replicated, tree map[string]any, data any) *Document {
	first := r.First()
	d := &Document{Mood: reportMood(first), Data: data}
	d.Verdict = fmt.Sprintf("%d runs; the first: %s", len(r.Reports), lowerFirst(reportVerdict(first)))
	t := Table{Title: "Means over all runs, with 95 % confidence intervals", Columns: []Column{
		text("measure"), count("mean"), count("low"), count("high")}}
	for _, m := range []struct{ path, unit string }{
		{"tasks.requested", ""}, {"tasks.placed", ""}, {"tasks.running", ""}, {"tasks.waiting", ""}, {"tasks.refused", ""},
		{"tasks.failed", ""}, {"tasks.unreachable", ""}, {"density.tasksPerInstance.mean", ""}, {"portConflicts.refused", ""}, {"portConflicts.failed", ""},
		{"eniExhaustion.refused", ""}, {"eniExhaustion.instanceSeconds", "s"}, {"timeToPlaceSeconds.mean", "s"},
		{"timeToPlaceSeconds.p95", "s"}, {"timeToRunningSeconds.mean", "s"}, {"timeToRunningSeconds.p95", "s"}, {"timeToRunningSeconds.max", "s"},
		{"instanceHours", ""}, {"usd", "USD"},
	} {
		addInterval(&t, tree, m.path, number(m.path, m.unit))
	}
	t = telling(t, 0) // but 0 running during a deployment tells a lot
	for i := range first.Services {
		s := &first.Services[i]
		for n := range s.Deployments {
			if x := (deployed{Deployment: &s.Deployments[n], service: s.ServiceName}); !x.created() {
				path := fmt.Sprintf("services.%d.deployments.%d.", i, n)
				addInterval(&t, tree, path+"seconds", number(x.name()+" took", "s"))
				addInterval(&t, tree, path+"lowestRunning", count(x.name()+" lowest running"))
			}
		}
	}
	d.Tables = []Table{verdictTable(r.Reports), t}
	d.CSV = func() *Table { return paths(tree) }
	if first.DataDate != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("Seed %d; instance-type data of %s.", first.Seed, first.DataDate))
	}
	if first.Lesson != "" {
		d.Notes = append(d.Notes, "Lesson: "+first.Lesson)
	}
	return d
}

// addInterval adds the row of one measure, called as a column would be, if the tree
// has it.
func addInterval(t *Table, tree map[string]any, path string, called Column) {
	v, ok := at(tree, path).(map[string]any)
	if !ok {
		return
	}
	t.add(called.head(), amount(v["mean"]), amount(v["low"]), amount(v["high"]))
}

// at follows a dotted path through objects, and through lists by position; nil
// where it leads nowhere.
func at(tree map[string]any, path string) any {
	var v any = tree
	for _, key := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
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
