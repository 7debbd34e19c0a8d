package render

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Difference is two runs side by side: what JSON shows of ecssim diff.
type Difference struct {
	Before  *report.Report   `json:"before"`
	After   *report.Report   `json:"after"`
	Changes []report.Setting `json:"changes"` // of the file
	Outcome []report.Changed `json:"outcome"`
	Worse   bool             `json:"worse"`
}

// NewDifference compares two runs, with what their files expect, and what has changed in the
// files. It is worse when a change of the outcome is, or when an expectation does not hold that
// held before, or is new.
func NewDifference(before, after *report.Report, changes []report.Setting) *Difference {
	d := &Difference{Before: before, After: after, Changes: append([]report.Setting{}, changes...), Outcome: append([]report.Changed{}, report.Changes(before, after)...)}
	d.Worse = len(d.lost()) > 0
	for i := range d.Outcome {
		d.Worse = d.Worse || d.Outcome[i].Worse
	}
	return d
}

// lost are the expectations that do not hold, but for those that did not before.
func (d *Difference) lost() []report.Expectation {
	var all []report.Expectation
	for _, e := range d.After.Expectations {
		if b := heldBefore(d.Before.Expectations, e); !e.Holds && (b == nil || b.Holds) {
			all = append(all, e)
		}
	}
	return all
}

// heldBefore finds the same expectation.
func heldBefore(before []report.Expectation, e report.Expectation) *report.Expectation {
	for i := range before {
		if before[i].That == e.That && before[i].Want == e.Want {
			return &before[i]
		}
	}
	return nil
}

// Document lays a difference out.
func (d *Difference) Document() *Document {
	doc := &Document{Data: d, Mood: Good, Verdict: d.verdict(), Tables: []Table{d.findingTable(), d.outcomeTable(), d.changeTable(), d.expectationTable()}}
	if d.Worse {
		doc.Mood = Bad
	}
	doc.Notes = append(d.prices(), "Before: "+newHeadline(d.Before).text, "After: "+newHeadline(d.After).text)
	return doc
}

// verdict says what is worse, or how much differs.
func (d *Difference) verdict() string {
	var told []string
	for _, part := range []string{".verdict", "", ".headroom.tasks", "tasks."} {
		for i := range d.Outcome {
			if c := &d.Outcome[i]; c.Worse && partOf(c.Path) == part && (part != "tasks." || len(told) == 0) {
				told = append(told, changeWords(c))
			}
		}
	}
	for _, e := range d.lost() {
		told = append(told, fmt.Sprintf("%s is %s, wanted %s", e.That, e.Have, e.Want))
	}
	counted := model.Counted(len(d.Changes), "setting") + " changed, and " + model.Counted(len(d.Outcome), "figure") + " of the outcome."
	if !d.Worse {
		if len(d.Changes)+len(d.Outcome) == 0 {
			return "No difference: neither in the file nor in the outcome."
		}
		return "Not worse: " + counted
	}
	const most = 3
	if n := len(told) - most; n > 0 {
		told = append(told[:most], "and "+model.Counted(n, "more change")+" for the worse")
	}
	return "Worse: " + strings.Join(told, "; ") + ". " + words.UpperFirst(counted)
}

// partOf sorts what is worse: verdicts of deployments, tasks of a workload, room for more, and the
// sums over all workloads, which say the same again.
func partOf(path string) string {
	for _, end := range []string{".verdict", ".headroom.tasks"} {
		if strings.HasSuffix(path, end) {
			return end
		}
	}
	if strings.HasPrefix(path, "tasks.") {
		return "tasks."
	}
	return ""
}

// changeWords says what has changed in a line.
func changeWords(c *report.Changed) string {
	path := strings.TrimPrefix(strings.TrimPrefix(c.Path, "services."), "runTasks.")
	before, after := plainCell(c.Before), plainCell(c.After)
	if service, ok := strings.CutSuffix(path, ".headroom.tasks"); ok {
		return fmt.Sprintf("room for %s more tasks of %s in place of %s", after, service, before)
	}
	if service, rest, ok := strings.Cut(path, ".deployments."); ok && strings.HasSuffix(rest, ".verdict") {
		return fmt.Sprintf("a deployment of %s is %s in place of %s", service, after, before)
	}
	if i := strings.LastIndexByte(path, '.'); i >= 0 && partOf(c.Path) == "" {
		return fmt.Sprintf("%s of %s %s in place of %s", tasksIn(after), path[:i], path[i+1:], orZero(before))
	}
	return fmt.Sprintf("%s from %s to %s", path, orZero(before), after)
}

// tasksIn is a count of tasks.
func tasksIn(cell string) string {
	if cell == "1" {
		return "1 task"
	}
	return cell + " tasks"
}

// orZero is a count of which there was none.
func orZero(cell string) string {
	if cell == none {
		return "0"
	}
	return cell
}

// plainCell writes a number or text of a report.
func plainCell(x any) string {
	switch x := x.(type) {
	case nil:
		return none
	case string:
		return orNone(x)
	case float64:
		return strings.TrimSuffix(strings.TrimRight(decimal(x, 6), "0"), ".")
	}
	text, err := json.Marshal(x)
	if err != nil {
		return fmt.Sprint(x)
	}
	return string(text)
}

// outcomeTable shows what differs, what is worse first.
func (d *Difference) outcomeTable() Table {
	t := Table{Title: "Outcome", Columns: []Column{text("figure"), count("before"), count("after"), text("worse")}}
	for _, worse := range []bool{true, false} {
		for i := range d.Outcome {
			if c := &d.Outcome[i]; c.Worse == worse && !minor(c.Path) {
				t.add(c.Path, plainCell(c.Before), plainCell(c.After), map[bool]string{true: "yes", false: none}[worse])
			}
		}
	}
	return t
}

// minor reports whether a figure is left to JSON: it follows from others that are shown.
func minor(path string) bool {
	for _, end := range []string{".headroom.hosts", ".headroom.nextBound", ".reason", ".p50", ".p95", ".p99", ".max", ".startedAt", ".stuckAt", "Seconds.count"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

// changeTable shows what has changed in the file.
func (d *Difference) changeTable() Table {
	t := Table{Title: "Scenario file", Columns: []Column{text("setting"), text("before"), text("after")}}
	for _, c := range d.Changes {
		t.add(c.Path, pointed(c.Before), pointed(c.After))
	}
	return t
}

// findingTable shows what a reader has to be told of the second run and not of the first, then what of
// the first alone.
func (d *Difference) findingTable() Table {
	t := Table{Title: "Findings", Columns: []Column{text("run"), text("finding"), text("text")}}
	add := func(run string, of, other []report.Finding) {
		for i := range of {
			if !slices.ContainsFunc(other, of[i].Same) {
				t.add(run, of[i].Code, of[i].Text)
			}
		}
	}
	add("after only", d.After.Findings, d.Before.Findings)
	add("before only", d.Before.Findings, d.After.Findings)
	return t
}

// expectationTable shows what the second file expects, and whether it held in the first run.
func (d *Difference) expectationTable() Table {
	t := Table{Title: "Expectations", Columns: []Column{text("that"), text("want"), text("have"), text("held before"), text("holds")}}
	for _, e := range d.After.Expectations {
		before := none
		if b := heldBefore(d.Before.Expectations, e); b != nil {
			before = yesNo(b.Holds)
		}
		t.add(e.That, e.Want, e.Have, before, yesNo(e.Holds))
	}
	return t
}

// prices says what the instances cost, before and after.
func (d *Difference) prices() []string {
	a, b := d.Before.Density.USDPerHour, d.After.Density.USDPerHour
	if a == nil || b == nil {
		return nil
	}
	return []string{fmt.Sprintf("Instances at the end: from %.3f to %.3f USD/h, %.2f to %.2f USD a month of %d h%s.",
		*a, *b, *a*report.HoursOfMonth, *b*report.HoursOfMonth, report.HoursOfMonth, runPriced(d.After))}
}
