package render

import (
	"cmp"
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
	counted := model.Counted(len(d.Changes), "setting") + " changed, and " + model.Counted(len(d.Outcome), "figure") + " of the outcome."
	if !d.Worse {
		if len(d.Changes)+len(d.Outcome) == 0 {
			return "No difference: neither in the file nor in the outcome."
		}
		return "Not worse: " + counted
	}
	told := d.told()
	const most = 3
	if n := len(told) - most; n > 0 {
		told = append(told[:most], "and "+model.Counted(n, "more change")+" for the worse")
	}
	return "Worse: " + strings.Join(told, "; ") + ". " + words.UpperFirst(counted)
}

// told are the changes for the worse in words, the most important first, each once. The room for
// more tasks of all services is one of them.
func (d *Difference) told() []string {
	var told []string
	var room []*report.Changed
	for _, c := range d.worse() {
		switch part := partOf(c.Path); {
		case part == roomPart:
			room = append(room, c)
		case part == sumPart && len(told) > 0:
		default:
			if line := d.changeWords(c); !slices.Contains(told, line) {
				told = append(told, line)
			}
		}
	}
	if len(room) > 0 {
		told = append(told, roomWords(room))
	}
	for _, e := range d.lost() {
		told = append(told, fmt.Sprintf("%s is %s, wanted %s", e.That, e.Have, e.Want))
	}
	return told
}

// worse are the changes for the worse, the most important first.
func (d *Difference) worse() []*report.Changed {
	var all []*report.Changed
	for _, part := range []string{verdictPart, workloadPart, sumPart, roomPart} {
		for i := range d.Outcome {
			if c := &d.Outcome[i]; c.Worse && partOf(c.Path) == part {
				all = append(all, c)
			}
		}
	}
	return all
}

// Parts of a report in which a change can be one for the worse, as the paths have them.
const (
	verdictPart  = ".verdict"        // of a deployment
	workloadPart = ""                // tasks of a workload
	sumPart      = "tasks."          // of all workloads, which says the same again
	roomPart     = ".headroom.tasks" // for more tasks of a service
)

// partOf is the part of a report that a path leads into.
func partOf(path string) string {
	for _, end := range []string{verdictPart, roomPart} {
		if strings.HasSuffix(path, end) {
			return end
		}
	}
	if strings.HasPrefix(path, sumPart) {
		return sumPart
	}
	return workloadPart
}

// changeWords says what has changed in a line: as the finding says it that has the cause, where
// there is one.
func (d *Difference) changeWords(c *report.Changed) string {
	path := strings.TrimPrefix(strings.TrimPrefix(c.Path, "services."), "runTasks.")
	before, after := plainCell(c.Before), plainCell(c.After)
	if service, rest, ok := strings.Cut(path, ".deployments."); ok && strings.HasSuffix(rest, verdictPart) {
		told := fmt.Sprintf("a deployment of %s is %s", service, after)
		if f := d.newFinding(service, "DEPLOYMENT_"); f != nil {
			told = f.Text
		}
		if c.Before != nil {
			told += " (before: " + before + ")"
		}
		return told
	}
	if i := strings.LastIndexByte(path, '.'); i >= 0 && partOf(c.Path) == workloadPart {
		if f := d.newFinding(path[:i], "TASKS_WAIT", "TASKS_REFUSED"); f != nil {
			return f.Text
		}
		return fmt.Sprintf("%s of %s %s in place of %s", tasksIn(after), path[:i], path[i+1:], orZero(before))
	}
	if f := d.newFinding("", ""); f != nil {
		return f.Text
	}
	return fmt.Sprintf("%s %s in place of %s", tasksIn(after), strings.TrimPrefix(path, sumPart), orZero(before))
}

// newFinding is the first finding on a workload that only the second run has, of the codes that begin
// so; nil = there is none.
func (d *Difference) newFinding(workload string, codes ...string) *report.Finding {
	for i := range d.After.Findings {
		f := &d.After.Findings[i]
		begins := func(code string) bool { return strings.HasPrefix(f.Code, code) }
		if f.Workload() == workload && f.Severity == report.Error && slices.ContainsFunc(codes, begins) && !slices.ContainsFunc(d.Before.Findings, f.Same) {
			return f
		}
	}
	return nil
}

// roomWords says that there is less room for some services, naming the one that loses most of it.
func roomWords(room []*report.Changed) string {
	share := func(c *report.Changed) float64 { return c.After.(float64) / c.Before.(float64) }
	most := slices.MinFunc(room, func(a, b *report.Changed) int { return cmp.Compare(share(a), share(b)) })
	service := strings.TrimSuffix(strings.TrimPrefix(most.Path, "services."), roomPart)
	told := fmt.Sprintf("room for %s more tasks of %s in place of %s", plainCell(most.After), service, plainCell(most.Before))
	if n := len(room) - 1; n > 0 {
		told += ", and for fewer tasks of " + model.Counted(n, "other service")
	}
	return told
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
	for _, c := range d.worse() {
		t.add(c.Path, plainCell(c.Before), plainCell(c.After), "yes")
	}
	for i := range d.Outcome {
		if c := &d.Outcome[i]; !c.Worse && !minor(c.Path) {
			t.add(c.Path, plainCell(c.Before), plainCell(c.After), none)
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
