package render

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// headroomRow is the headroom of one service or RunTask request.
type headroomRow struct {
	Service string `json:"service"` // or the name of the RunTask request
	Desired int    `json:"desired"`
	Running int    `json:"running"`
	*report.Headroom
	Remedies []report.FindingRemedy `json:"remedies"`
}

// Headroom builds the document of how many more tasks fit of the workloads of a report that are
// named.
func Headroom(r *report.Report, named map[string]bool) *Document {
	rows := headrooms(r, named)
	t := Table{Title: "Room for more tasks, each row by itself", Columns: []Column{
		text("service"), count("desired"), count("running"), count("more fit"), count("together"), count("on instances"), text("stopped by"), text("then by")}}
	differ := false
	for _, x := range rows {
		t.add(x.Service, integer(x.Desired), integer(x.Running), integer(x.Tasks), optional(x.Together), integer(x.Hosts),
			orNone(x.stoppedBy()), orNone(x.thenBy()))
		differ = differ || len(x.StoppedBy) > 1
	}
	if differ {
		t.note("Where instances lack different things, each stands with the number of instances that lack it.")
	}
	if len(rows) > 1 {
		t.note("Together: all of them take turns, one task more each, until none finds a place. What is free on different instances is no room for one task; " +
			"instances that drain, or whose agent is disconnected, are none either.")
	}
	if daemons := daemonNames(r, named); len(daemons) > 0 {
		t.note("Not counted: daemon services, of which each instance runs one task (" + firstNames(daemons) + ").")
	}
	return &Document{
		Verdict: headroomVerdict(r, rows), Mood: Neutral, Tables: append([]Table{t}, roomChanges(r, rows)...), Data: map[string]any{"rows": rows, "remediesSearched": r.RemediesSearched},
		Notes: []string{fmt.Sprintf("Seed %d, %s simulated; instance-type data of %s.", r.Seed, words.Length(r.SimulatedSeconds), r.DataDate)},
	}
}

// daemonNames are the daemon services of those that are named.
func daemonNames(r *report.Report, named map[string]bool) (names []string) {
	for i := range r.Services {
		if s := &r.Services[i]; s.Daemon && named[s.ServiceName] {
			names = append(names, s.ServiceName)
		}
	}
	return names
}

// headrooms are the rows of the workloads that are named.
func headrooms(r *report.Report, named map[string]bool) []headroomRow {
	rows := []headroomRow{}
	for i := range r.Services {
		if s := &r.Services[i]; named[s.ServiceName] && s.Headroom != nil {
			rows = append(rows, headroomRow{s.ServiceName, s.Desired, s.Running, s.Headroom, changes(s.Headroom)})
		}
	}
	for i := range r.RunTasks {
		if w := &r.RunTasks[i]; named[w.Name] && w.Headroom != nil {
			rows = append(rows, headroomRow{w.Name, w.Requested, w.Running, w.Headroom, changes(w.Headroom)})
		}
	}
	return rows
}

// changes are those under which more tasks fit.
func changes(h *report.Headroom) []report.FindingRemedy {
	return append([]report.FindingRemedy{}, h.Remedies...)
}

// leastRoom is the workload of which the fewest tasks more fit.
func leastRoom(rows []headroomRow) headroomRow {
	return slices.MinFunc(rows, func(a, b headroomRow) int { return cmp.Compare(a.Tasks, b.Tasks) })
}

// roomChanges lists the changes under which more tasks fit of the workload with the least room, and how
// many others gain by them.
func roomChanges(r *report.Report, rows []headroomRow) []Table {
	if len(rows) == 0 {
		return nil
	}
	least := leastRoom(rows)
	if len(least.Remedies) == 0 {
		return nil
	}
	t := Table{Title: "What makes room for " + least.Service, Columns: []Column{text("change"), text("what comes of it")}}
	if len(rows) > 1 {
		t.Columns = append(t.Columns, count("others that gain"))
	}
	for _, m := range least.Remedies {
		cells := []string{m.Change, m.Outcome}
		if len(rows) > 1 {
			others := 0
			for _, x := range rows {
				if x.Service != least.Service && slices.ContainsFunc(x.Remedies, func(y report.FindingRemedy) bool { return y.Change == m.Change }) {
					others++
				}
			}
			cells = append(cells, integer(others))
		}
		t.add(cells...)
	}
	switch note := "Each change was made and simulated by itself"; {
	case !r.RemediesSearched.Complete:
		t.note(fmt.Sprintf("%s; the search ended after %s.", note, model.Counted(r.RemediesSearched.Changes, "run")))
	case len(rows) > 1:
		t.note(note + "; -o json has those of every service.")
	default:
		t.note(note + ".")
	}
	return []Table{t}
}

// moreFit is how many more tasks of a workload fit; a dash for a daemon.
func moreFit(h *report.Headroom) string {
	if h == nil {
		return none
	}
	return integer(h.Tasks)
}

// stops names what stops the next task of a workload.
func stops(h *report.Headroom) string {
	if h == nil {
		return none
	}
	return orNone(briefly(h.BoundBy))
}

// briefly is a code in words; "" for none.
func briefly(code *string) string {
	if code == nil {
		return ""
	}
	return words.Limit(*code)
}

// stoppedBy says what stops the next task; where instances lack different things, on how many of them
// each does.
func (x *headroomRow) stoppedBy() string {
	if len(x.StoppedBy) < 2 {
		return briefly(x.BoundBy)
	}
	parts := make([]string, len(x.StoppedBy))
	for i, s := range x.mostFirst() {
		parts[i] = fmt.Sprintf("%s %d", words.Limit(s.Reason), s.Instances)
	}
	return strings.Join(parts, ", ")
}

// thenBy says what stops it after that, where that is one thing.
func (x *headroomRow) thenBy() string {
	if len(x.StoppedBy) < 2 {
		return briefly(x.NextBound)
	}
	return ""
}

// mostFirst is what instances lack, in the order of how many do.
func (x *headroomRow) mostFirst() []report.StoppedBy {
	most := slices.Clone(x.StoppedBy)
	slices.SortStableFunc(most, func(a, b report.StoppedBy) int { return cmp.Compare(b.Instances, a.Instances) })
	return most
}

// moreOfEach is how many more tasks of every workload fit at once.
func moreOfEach(rows []headroomRow) int {
	each := math.MaxInt
	for _, x := range rows {
		if x.Together != nil {
			each = min(each, *x.Together)
		}
	}
	return each
}

// stopWords says what stops the next task: where instances lack different things, on how many of them
// each does, the most first; else what comes after it too.
func (x *headroomRow) stopWords() string {
	if len(x.StoppedBy) < 2 {
		return boundWords(value(x.BoundBy), value(x.NextBound))
	}
	most := x.mostFirst()
	s := fmt.Sprintf("%s %s the next task on %s", words.UpperFirst(words.Limit(most[0].Reason)),
		words.Agreeing(most[0].Reason, "stops", "stop"), model.Counted(most[0].Instances, "instance"))
	for _, other := range most[1:] {
		s += fmt.Sprintf(", %s on %d", words.Limit(other.Reason), other.Instances)
	}
	return s + "."
}

// headroomVerdict names the workload with the least room and what stops it.
func headroomVerdict(r *report.Report, rows []headroomRow) string {
	if len(rows) == 0 {
		return "There is no service whose tasks could be more: daemons run one task on each instance."
	}
	least := leastRoom(rows)
	if serving(r) == 0 {
		return fmt.Sprintf("No more task of %s fits: the cluster has no container instances at the end of the run.", least.Service)
	}
	s, on := fmt.Sprintf("%s of %s", model.Counted(least.Tasks, "more task"), least.Service), least.Hosts
	if least.Tasks == 0 {
		s, on = "No more task of "+least.Service, serving(r)
	}
	s += " " + map[bool]string{true: "fits", false: "fit"}[least.Tasks <= 1] + " on " + model.Counted(on, "instance")
	if len(rows) > 1 {
		s += ", the least of " + model.Counted(len(rows), "service")
	}
	s += "."
	if stop := least.stopWords(); stop != "" {
		s += " " + stop
	}
	if len(least.Remedies) > 0 {
		s += fmt.Sprintf(" With %s, %s.", least.Remedies[0].Change, least.Remedies[0].Outcome)
	}
	switch each := moreOfEach(rows); {
	case len(rows) < 2 || least.Tasks == 0:
	case each == 0:
		s += " One more of each does not fit."
	default:
		s += fmt.Sprintf(" Of all together, %d more of each %s.", each, map[bool]string{true: "fits", false: "fit"}[each == 1])
	}
	return s
}
