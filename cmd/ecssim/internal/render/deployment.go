package render

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim"
	"ecssim/sim/experiment"
	"ecssim/sim/placement"
	"ecssim/sim/report"
)

// deployed is a deployment and its service.
type deployed struct {
	*report.Deployment
	service string
	last    bool // of its service
}

// deployments lists all of a report.
func deployments(r *report.Report) []deployed {
	var all []deployed
	for i := range r.Services {
		s := &r.Services[i]
		for n := range s.Deployments {
			all = append(all, deployed{&s.Deployments[n], s.ServiceName, n == len(s.Deployments)-1})
		}
	}
	return all
}

// created reports whether the deployment only created its service: how that goes is
// told by the service's tasks, but for their failing one after the other.
func (d *deployed) created() bool {
	return d.Creation && d.Verdict != report.Failed && !(d.Verdict == report.InProgress && d.BlockedBy != "")
}

// deploymentTable shows the deployments, those apart that only create a service, and
// under them what would unblock those that are STUCK.
func deploymentTable(r *report.Report) Table {
	t := Table{Title: "Deployments", Columns: []Column{
		text("service"), text("revision"), text("verdict"), text("started"), text("took"), count("lower"), count("upper"),
		number("running", "lowest"), number("tasks", "peak"), count("rounds"), count("failed tasks"), text("blocked by")}}
	var remedies []string
	for _, d := range deployments(r) {
		if d.created() {
			continue
		}
		t.add(d.service, d.revision(), d.Verdict, seconds(d.StartedAt), d.took(), integer(d.Lower), integer(d.Upper),
			integer(d.LowestRunning), integer(d.PeakTasks), integer(d.Rounds), integer(d.FailedTasks), orNone(d.BlockedBy))
		if len(t.Rows) <= maxRows && len(d.Remedies)+len(d.TriedInVain) > 0 {
			remedies = append(remedies, d.remedyLines())
		}
	}
	t.limit(maxRows)
	t.note(strings.Join(remedies, "\n"))
	return t
}

// creationRemedies lists what would let services have all their tasks whose
// creation is STUCK, or what would not.
func creationRemedies(r *report.Report) string {
	var parts []string
	n := 0
	for _, d := range deployments(r) {
		if !d.created() || len(d.Remedies)+len(d.TriedInVain) == 0 {
			continue
		}
		if n++; n > maxWorkloads {
			continue
		}
		if len(d.Remedies) == 0 {
			parts = append(parts, d.inVain("service "+d.service+" have all its tasks"))
			continue
		}
		s := fmt.Sprintf("Any one of these lets service %s have all its tasks%s:", d.service, d.by())
		for _, m := range d.Remedies {
			s += "\n  - " + m.Text
		}
		parts = append(parts, s)
	}
	if more := n - maxWorkloads; more > 0 {
		parts = append(parts, fmt.Sprintf("... and so for %s (use -o json)", model.Counted(more, "more service")))
	}
	return strings.Join(parts, "\n")
}

// revision is the deployment's, and what is particular about it.
func (d *deployed) revision() string {
	switch {
	case d.Superseded:
		return d.TaskDefinition + ", superseded"
	case d.RolledBackTo != "":
		return d.TaskDefinition + ", back to " + d.RolledBackTo
	case d.Forced:
		return d.TaskDefinition + " (forced)"
	}
	return d.TaskDefinition
}

// took is how long the deployment took, or since when it is stuck.
func (d *deployed) took() string {
	switch {
	case d.Seconds != nil:
		return seconds(*d.Seconds)
	case d.StuckAt != nil:
		return "stuck since " + seconds(*d.StuckAt)
	}
	return none
}

// inVain says that no change was found that lets something be done, and which were tried.
func (d *deployed) inVain(what string) string {
	return fmt.Sprintf("No change was found that lets %s%s: not %s.", what, d.by(), strings.Join(d.TriedInVain, ", nor "))
}

// remedyLines lists what would unblock the deployment, and how it would go then; or what would not.
func (d *deployed) remedyLines() string {
	if len(d.Remedies) == 0 {
		return d.inVain("the deployment of " + d.name() + " complete")
	}
	s := fmt.Sprintf("Any one of these lets the deployment of %s complete%s:", d.name(), d.by())
	for _, m := range d.Remedies {
		s += fmt.Sprintf("\n  - %s; then %s in %s, lowest %d running", m.Text, model.Counted(m.Rounds, "round"), seconds(m.Time), m.Lowest)
	}
	return s
}

// by is the end of the run, if the scenario sets one: what remedies have until then.
func (d *deployed) by() string {
	if d.RemediesBy == nil {
		return ""
	}
	return " by " + seconds(*d.RemediesBy)
}

// name is the deployment's revision, and its service where that has another name.
func (d *deployed) name() string {
	if family, _, _ := strings.Cut(d.TaskDefinition, ":"); family == d.service {
		return d.TaskDefinition
	}
	return d.TaskDefinition + " in service " + d.service
}

// trouble orders verdicts by what a reader has to know first; those that are no
// trouble are not in it.
var trouble = []string{report.Stuck, report.Failed, report.RolledBack, report.InProgress}

// troubled lists the services' last deployments that did not complete, the worst
// first. That of a service's creation is told by the tasks that wait.
func troubled(r *report.Report) []deployed {
	var list []deployed
	for _, d := range deployments(r) {
		refused := func(x report.Refusal) bool { return x.Reason == d.BlockedBy }
		untold := d.Verdict == report.Stuck && !slices.ContainsFunc(r.Refusals, refused)
		if d.last && slices.Contains(trouble, d.Verdict) && (untold || !d.created()) {
			list = append(list, d)
		}
	}
	slices.SortStableFunc(list, func(a, b deployed) int {
		return cmp.Compare(slices.Index(trouble, a.Verdict), slices.Index(trouble, b.Verdict))
	})
	return list
}

// deploymentVerdict says how the deployments went, the worst of them in full; empty
// where services were created and no more.
func deploymentVerdict(r *report.Report) string {
	if list := troubled(r); len(list) > 0 {
		s := list[0].sentence(r) + "."
		if n := len(list) - 1; n > 0 {
			s += fmt.Sprintf(" %s did not complete either.", model.Counted(n, "more deployment"))
		}
		return s
	}
	var done []deployed
	for _, d := range deployments(r) {
		if !d.Creation && d.Verdict == report.Completed {
			done = append(done, d)
		}
	}
	switch len(done) {
	case 0:
		return ""
	case 1:
		return done[0].sentence(r) + "."
	}
	return model.Counted(len(done), "deployment") + " completed."
}

// sentence says how the deployment stands, without a full stop.
func (d *deployed) sentence(r *report.Report) string {
	s := "Deployment of " + d.name()
	if d.Superseded {
		return s + " was " + d.Verdict + " when the next one followed it"
	}
	switch d.Verdict {
	case report.Stuck:
		s += fmt.Sprintf(" is STUCK since %s: %s", seconds(*d.StuckAt), d.blockage(r)) + d.smallestChange()
	case report.Failed:
		s += fmt.Sprintf(" FAILED: its circuit breaker ended it after %s", model.Counted(d.FailedTasks, "failed task")) + d.smallestChange()
	case report.RolledBack:
		s += fmt.Sprintf(" was ROLLED_BACK to %s: its circuit breaker ended it after %s", d.RolledBackTo, model.Counted(d.FailedTasks, "failed task")) + d.smallestChange()
	case report.InProgress:
		s += fmt.Sprintf(" is still IN_PROGRESS %s after its start", seconds(r.SimulatedSeconds-d.StartedAt))
		if d.BlockedBy != "" {
			s += ": its tasks fail one after the other (" + strings.TrimSuffix(d.BlockedBy, ".") + ")" + d.smallestChange()
		}
	default:
		s += fmt.Sprintf(" completed in %s, lowest %d of %d running", d.took(), d.LowestRunning, d.Desired)
	}
	return s
}

// smallestChange is the first of the remedies, as the end of a sentence.
func (d *deployed) smallestChange() string {
	if len(d.Remedies) == 0 {
		return ""
	}
	s := "; smallest change"
	if by := d.by(); by != "" {
		s += " to complete" + by
	}
	return s + ": " + d.Remedies[0].Text
}

// blockage says in plain words which rule blocks the deployment.
func (d *deployed) blockage(r *report.Report) string {
	text := strings.TrimPrefix(d.Message, "(service "+d.service+") ")
	switch {
	case strings.HasPrefix(text, "waits for "), strings.HasPrefix(text, "has tasks "):
		return "it " + strings.TrimSuffix(text, ".")
	case d.BlockedBy == sim.BlockedByConfiguration:
		return fmt.Sprintf("it may neither start nor stop a task: of %d, at least %d have to stay healthy and at most %d may be there", d.Desired, d.Lower, d.Upper)
	case d.BlockedBy == placement.NoInstances:
		return "the cluster has no instances"
	case d.BlockedBy == "RESOURCE:PORTS" && len(r.PortConflicts.ByPort) == 1:
		p := r.PortConflicts.ByPort[0]
		return fmt.Sprintf("no host takes another task: port %d is taken (static host ports)", p.Port)
	case strings.HasPrefix(d.BlockedBy, "RESOURCE:"):
		return "no host takes another task, for want of " + inWords(d.BlockedBy)
	}
	return "no host takes another task: " + strings.TrimSuffix(inWords(d.BlockedBy), ".")
}

// verdictTable counts, for each deployment that does more than create a service, how
// it stood at the end of the runs.
func verdictTable(r *experiment.Replicated) Table {
	t := Table{Title: fmt.Sprintf("Deployments, over %d runs", r.Replications), Columns: []Column{
		text("service"), text("revision"), count("completed"), count("stuck"), count("failed"), count("rolled back"), count("in progress")}}
	first := r.First()
	for i, service := range members(r.Value(), "services") {
		s := &first.Services[i]
		for n, deployment := range members(service, "deployments") {
			if n == len(s.Deployments) {
				break // of another run alone
			}
			d := deployed{Deployment: &s.Deployments[n], service: s.ServiceName}
			if d.created() {
				continue
			}
			verdict, _ := deployment.Part("verdict")
			ended := verdict.Times()
			t.add(d.service, d.TaskDefinition, integer(ended[report.Completed]), integer(ended[report.Stuck]), integer(ended[report.Failed]),
				integer(ended[report.RolledBack]), integer(ended[report.InProgress]))
		}
	}
	t.limit(maxRows)
	return t
}
