package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim/report"
)

// Difference is two runs side by side: what JSON shows of ecssim diff.
type Difference struct {
	Before  *report.Report     `json:"before"`
	After   *report.Report     `json:"after"`
	Changes []scenarios.Change `json:"changes"` // of the file
	Outcome []report.Changed   `json:"outcome"`
	Worse   bool               `json:"worse"`
}

// NewDifference compares two runs, with what their files expect, and what has changed in the
// files. It is worse when a change of the outcome is, or when an expectation does not hold that
// held before, or is new.
func NewDifference(before, after *report.Report, changes []scenarios.Change) *Difference {
	d := &Difference{Before: before, After: after, Changes: append([]scenarios.Change{}, changes...), Outcome: append([]report.Changed{}, report.Changes(before, after)...)}
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
	doc := &Document{Data: d, Mood: Good, Verdict: d.verdict(), Tables: []Table{d.outcomeTable(), d.changeTable(), d.expectationTable()}}
	if d.Worse {
		doc.Mood = Bad
	}
	doc.Notes = d.prices()
	return doc
}

// verdict says what is worse, or how much differs.
func (d *Difference) verdict() string {
	var told []string
	for i := range d.Outcome {
		if c := &d.Outcome[i]; c.Worse && !strings.HasPrefix(c.Path, "tasks.") {
			told = append(told, changeWords(c))
		}
	}
	for i := range d.Outcome { // of all workloads, where none of them tells it
		if c := &d.Outcome[i]; c.Worse && len(told) == 0 {
			told = append(told, changeWords(c))
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
		told = append(told[:most], fmt.Sprintf("%d more", n))
	}
	return "Worse: " + strings.Join(told, "; ") + ". " + strings.ToUpper(counted[:1]) + counted[1:]
}

// changeWords says what has changed in a line.
func changeWords(c *report.Changed) string {
	path := strings.TrimPrefix(strings.TrimPrefix(c.Path, "services."), "runTasks.")
	path = strings.Replace(path, ".headroom.tasks", ": more tasks that fit", 1)
	return fmt.Sprintf("%s from %s to %s", path, plainCell(c.Before), plainCell(c.After))
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
			if c := &d.Outcome[i]; c.Worse == worse {
				t.add(c.Path, plainCell(c.Before), plainCell(c.After), map[bool]string{true: "yes", false: none}[worse])
			}
		}
	}
	return t
}

// changeTable shows what has changed in the file.
func (d *Difference) changeTable() Table {
	t := Table{Title: "Scenario file", Columns: []Column{text("setting"), text("before"), text("after")}}
	for _, c := range d.Changes {
		t.add(c.Path, pointed(c.Before), pointed(c.After))
	}
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

// hoursOfMonth turns a price an hour into one a month.
const hoursOfMonth = 730

// prices says what the instances cost, before and after.
func (d *Difference) prices() []string {
	a, b := d.Before.Density.USDPerHour, d.After.Density.USDPerHour
	if a == nil || b == nil {
		return nil
	}
	return []string{fmt.Sprintf("Instances at the end: from %.3f to %.3f USD/h, %.2f to %.2f USD a month of %d h%s.",
		*a, *b, *a*hoursOfMonth, *b*hoursOfMonth, hoursOfMonth, runPriced(d.After))}
}
