package render

import (
	"fmt"
	"strings"

	"ecssim/sim"
)

// Explanation is what JSON shows of a diagnosis.
type Explanation struct {
	Scenario  string          `json:"scenario"`
	Seed      uint64          `json:"seed"`
	Tasks     sim.Tasks       `json:"tasks"`
	Diagnoses []sim.Diagnosis `json:"diagnoses"`
	Failures  []sim.Failure   `json:"failures"` // accepted, then stopped: no host refused these
}

// What the tables show at most: workloads, and rows of each.
const (
	maxWorkloads = 5
	maxChecks    = 60
)

// Diagnoses builds the document of why tasks were refused.
func Diagnoses(list []sim.Diagnosis, r *sim.Report) *Document {
	d := &Document{Data: Explanation{Scenario: r.Scenario, Seed: r.Seed, Tasks: r.Tasks, Diagnoses: append([]sim.Diagnosis{}, list...),
		Failures: append([]sim.Failure{}, r.Failures...)}}
	if len(list) == 0 {
		d.Mood = reportMood(r)
		addFailures(d, r)
		d.Verdict = fmt.Sprintf("No task was refused: %s", lowerFirst(reportVerdict(r)))
		d.CSV = func() *Table { return &Table{Columns: append([]Column{text("workload")}, checkColumns()...)} }
		return d
	}
	d.Mood, d.Verdict = Bad, diagnosisVerdict(list)
	all := Table{Columns: append([]Column{text("workload")}, checkColumns()...)}
	for i := range list {
		x := &list[i]
		t := Table{Title: diagnosisTitle(x), Columns: checkColumns()}
		for j := range x.Hosts {
			checkRows(&t, &x.Hosts[j])
		}
		for _, row := range t.Rows {
			all.add(append([]string{x.Workload}, row...)...)
		}
		t.limit(maxChecks)
		t.More = strings.TrimPrefix(t.More+"\n"+remedyNote(x), "\n")
		if i < maxWorkloads {
			d.Tables = append(d.Tables, t)
		}
	}
	if n := len(list) - maxWorkloads; n > 0 {
		d.Notes = []string{fmt.Sprintf("... and %s more (use -o json)", plural(n, "workload"))}
	}
	addFailures(d, r)
	d.CSV = func() *Table { return &all }
	return d
}

// addFailures tells of the tasks that no check explains, because every check
// passed.
func addFailures(d *Document, r *sim.Report) {
	t, tasks := failureTable(r), 0
	for _, f := range r.Failures {
		tasks += f.Tasks
	}
	if tasks == 0 {
		return
	}
	them := "They were"
	if tasks == 1 {
		them = "It was"
	}
	d.Tables = append(d.Tables, t)
	d.Notes = append(d.Notes, fmt.Sprintf("%s failed. %s accepted and then stopped on the host or in the subnet, so no host refused them. "+
		"More is in failures and subnets of ecssim run with -o json.", plural(tasks, "task"), them))
}

func checkColumns() []Column {
	return []Column{text("hosts"), count("count"), text("check"), text("has"), text("needs"), text("passes"), text("lifted by")}
}

// checkRows writes one host's checks, its name and remedy on the first row that
// they belong to.
func checkRows(t *Table, h *sim.HostDiagnosis) {
	name := strings.Join(h.Instances, ", ")
	if h.Count > len(h.Instances) {
		name += ", ..."
	}
	lift := orNone(h.Lift)
	for _, c := range h.Checks {
		mark := none
		if !c.OK { // the lift belongs to the first check that fails
			mark, lift = lift, none
		}
		t.add(name, integer(h.Count), c.Check, orNone(c.Have), orNone(c.Need), yesNo(c.OK), mark)
	}
}

func diagnosisVerdict(list []sim.Diagnosis) string {
	x := &list[0]
	s := fmt.Sprintf("%s: %s unplaced, refused with %s", x.Workload, plural(x.Tasks, "task"), strings.TrimSuffix(x.Reason, "."))
	if len(list) > 1 {
		s += fmt.Sprintf(" (and %s more)", plural(len(list)-1, "workload"))
	}
	if len(x.Remedies) > 0 {
		return s + ". It would fit with: " + x.Remedies[0] + "."
	}
	if x.Hopeless != "" {
		return s + ". Nothing lifts it: " + x.Hopeless + "."
	}
	return s + ". No change on these hosts lets it in."
}

func diagnosisTitle(x *sim.Diagnosis) string {
	return fmt.Sprintf("%s, last refused at %s", x.Workload, seconds(x.At))
}

func remedyNote(x *sim.Diagnosis) string {
	s := x.Workload + ": " + x.Message
	if x.Message == "" {
		s = x.Workload + ": " + x.Reason
	}
	if len(x.Remedies) == 0 {
		if x.Hopeless != "" {
			return s + "\nNothing lifts it: " + x.Hopeless
		}
		return s + "\nNothing on these hosts lifts it."
	}
	s += "\nAny one of these lets a task in:"
	for _, m := range x.Remedies {
		s += "\n  - " + m
	}
	return s
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
