package render

import (
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// DensityAnswer is how many tasks fit on one instance, as JSON shows it.
type DensityAnswer struct {
	DataDate  string              `json:"dataDate"`            // of the instance-type limits
	PriceNote string              `json:"priceNote,omitempty"` // of which types no price is known
	Rows      []report.DensityRow `json:"rows"`
}

// Density builds the document of how many tasks fit on one instance.
func Density(a DensityAnswer) *Document {
	rows := a.Rows
	t := Table{Title: "Tasks on one instance", Columns: []Column{
		text("instance type"), text("setup"), count("tasks"), text("bound by"), text("next bound"),
	}}
	limits, rare := limitColumns(rows)
	heads := func(of []model.Resource) {
		for _, r := range of {
			t.Columns = append(t.Columns, count(r.Column()+" limit"))
		}
	}
	heads(limits)
	t.Columns = append(t.Columns, number("price per task", "USD/h"))
	heads(rare)
	d := &Document{Verdict: densityVerdict(rows), Data: a}
	notes := notesOf{}
	for i := range rows {
		r := &rows[i]
		tasks := integer(r.Tasks)
		if r.NotPossible != "" {
			tasks = none
		}
		cells := []string{r.InstanceType, r.Setup, tasks, pointed(r.BoundBy), pointed(r.NextBound)}
		for _, x := range limits {
			cells = append(cells, optional(r.Limits[x.Key()]))
		}
		cells = append(cells, optionalDecimal(r.USDPerTaskHour, 5))
		for _, x := range rare {
			cells = append(cells, optional(r.Limits[x.Key()]))
		}
		t.add(cells...)
		notes.add(r, r.NotPossible)
		notes.add(r, r.Note)
	}
	d.Tables = []Table{t}
	d.Notes = notes.lines()
	if a.DataDate != "" {
		d.Notes = append(d.Notes, "Instance-type data of "+a.DataDate+rowsPriced(rows)+".")
	}
	d.Notes = append(d.Notes, sentence(a.PriceNote)...)
	return d
}

// rowsPriced is priced for the first row with a price; all are of one Region.
func rowsPriced(rows []report.DensityRow) string {
	for i := range rows {
		if r := &rows[i]; r.PriceKind != "" {
			return priced(r.PriceRegion, r.PriceDate, r.PriceKind)
		}
	}
	return ""
}

// limitColumns are the resources that have a column: those that every row has a limit of
// or none, and the rare ones that any row has.
func limitColumns(rows []report.DensityRow) (limits, rare []model.Resource) {
	for r := range model.Resources() {
		has := func(row report.DensityRow) bool { _, ok := row.Limits[r.Key()]; return ok }
		switch {
		case r.OfAccount():
		case !r.Rare():
			limits = append(limits, r)
		case slices.ContainsFunc(rows, has):
			rare = append(rare, r)
		}
	}
	return limits, rare
}

// notesOf collects what is said about rows, each text once with its first row.
type notesOf struct {
	texts []string
	first map[string]string
	count map[string]int
}

func (n *notesOf) add(r *report.DensityRow, text string) {
	if text == "" {
		return
	}
	if n.count == nil {
		n.first, n.count = map[string]string{}, map[string]int{}
	}
	if n.count[text] == 0 {
		n.texts = append(n.texts, text)
		n.first[text] = r.InstanceType + ", " + r.Setup
	}
	n.count[text]++
}

func (n *notesOf) lines() (out []string) {
	for _, text := range n.texts {
		who := n.first[text]
		if k := n.count[text]; k > 1 {
			who += fmt.Sprintf(" and %s more", model.Counted(k-1, "row"))
		}
		out = append(out, who+": "+text+".")
	}
	return out
}

// densityVerdict gives the whole answer for one type, or the best per task for many.
func densityVerdict(rows []report.DensityRow) string {
	if len(rows) == 0 {
		return "No instance type to answer for."
	}
	types := map[string]bool{}
	best := -1
	for i := range rows {
		types[rows[i].InstanceType] = true
		p := rows[i].USDPerTaskHour
		if p != nil && (best < 0 || *p < *rows[best].USDPerTaskHour-1e-9) {
			best = i
		}
	}
	if len(types) == 1 {
		return oneTypeVerdict(rows)
	}
	if !slices.ContainsFunc(rows, func(r report.DensityRow) bool { return r.Tasks > 0 }) {
		return fmt.Sprintf("Not one task fits on any of %s.", model.Counted(len(types), "instance type"))
	}
	if best < 0 {
		return fmt.Sprintf("%s compared; no price is known for any.", model.Counted(len(types), "instance type"))
	}
	b := &rows[best]
	return fmt.Sprintf("Of %s, %s with %s costs least per task: %s USD/h, %s on one instance. %s", model.Counted(len(types), "instance type"),
		b.InstanceType, b.Setup, optionalDecimal(b.USDPerTaskHour, 5), model.Counted(b.Tasks, "task"), boundWords(value(b.BoundBy), value(b.NextBound)))
}

// oneTypeVerdict is the line "m5.large: awsvpc 2 (ENI, then CPU), bridge-dynamic 8 (...)".
func oneTypeVerdict(rows []report.DensityRow) string {
	s := rows[0].InstanceType + ":"
	for i := range rows {
		r := &rows[i]
		if i > 0 {
			s += ","
		}
		switch {
		case r.NotPossible != "":
			s += fmt.Sprintf(" %s not possible", r.Setup)
		case value(r.BoundBy) == "ATTRIBUTE":
			s += fmt.Sprintf(" %s %d (%s)", r.Setup, r.Tasks, words.Limit("ATTRIBUTE"))
		case r.BoundBy == nil:
			s += fmt.Sprintf(" %s %d", r.Setup, r.Tasks)
		default:
			s += fmt.Sprintf(" %s %d (%s, then %s)", r.Setup, r.Tasks, words.Limit(*r.BoundBy), orNothing(value(r.NextBound)))
		}
	}
	return s + "."
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
