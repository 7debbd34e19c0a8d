package render

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/find"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// deployed is a deployment and its service.
type deployed struct {
	*report.Deployment
	service string
}

// deployments lists all of a report.
func deployments(r *report.Report) []deployed {
	var all []deployed
	for i := range r.Services {
		s := &r.Services[i]
		for n := range s.Deployments {
			all = append(all, deployed{&s.Deployments[n], s.ServiceName})
		}
	}
	return all
}

// created reports whether the deployment only created its service: how that goes is
// told by the service's tasks, but for their failing one after the other.
func (d *deployed) created() bool {
	return d.Creation && d.Verdict != report.Failed && !(d.Verdict == report.InProgress && d.BlockedBy != "")
}

// name is the deployment's revision, and its service where that has another name.
func (d *deployed) name() string { return find.Deployed(d.service, d.Deployment) }

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
		t.add(d.service, d.revision(), d.Verdict, words.Length(d.StartedAt), d.took(), integer(d.Lower), integer(d.Upper),
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
// creation is STUCK, or which wait for another reason; or what would not.
func creationRemedies(r *report.Report) string {
	var parts []string
	n := 0
	told := map[string]bool{}
	for _, d := range deployments(r) {
		if !d.created() || len(d.Remedies)+len(d.TriedInVain) == 0 {
			continue
		}
		told[d.service] = true
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
	forAll := false
	for i := range r.Findings {
		f := &r.Findings[i]
		if !waits(f) || told[f.Workload()] || len(f.Remedies)+len(f.TriedInVain) == 0 {
			continue
		}
		if all := ofAll(f.Remedies, true); len(all) > 0 && !forAll {
			forAll = true
			parts = append(parts, "Any one of these lets all workloads that wait have all their tasks:"+listed(all))
		}
		if len(f.Remedies) > 0 && len(ofAll(f.Remedies, false)) == 0 {
			continue
		}
		if n++; n <= maxWorkloads {
			parts = append(parts, waitingRemedies(f))
		}
	}
	if more := n - maxWorkloads; more > 0 {
		parts = append(parts, fmt.Sprintf("... and so for %s (use -o json)", model.Counted(more, "more service")))
	}
	return strings.Join(parts, "\n")
}

// waitingRemedies lists what would let a workload have all its tasks, and what comes of it.
func waitingRemedies(f *report.Finding) string {
	if len(f.Remedies) == 0 {
		by := ""
		if f.RemediesBy != nil {
			by = " by " + words.Length(*f.RemediesBy)
		}
		return fmt.Sprintf("No change was found that lets %s have all its tasks%s: not %s.", f.Workload(), by, strings.Join(f.TriedInVain, ", nor "))
	}
	return fmt.Sprintf("Any one of these lets %s have all its tasks:", f.Workload()) + listed(ofAll(f.Remedies, false))
}

// ofAll are the remedies that let in all workloads that wait, or the others.
func ofAll(remedies []report.FindingRemedy, all bool) []report.FindingRemedy {
	return slices.DeleteFunc(slices.Clone(remedies), func(m report.FindingRemedy) bool { return m.All != all })
}

// listed are the lines of remedies.
func listed(remedies []report.FindingRemedy) (lines string) {
	for _, m := range remedies {
		lines += "\n  - " + m.Change
	}
	return lines
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
		return words.Length(*d.Seconds)
	case d.StuckAt != nil:
		return "stuck since " + words.Length(*d.StuckAt)
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
		s += fmt.Sprintf("\n  - %s; then %s in %s, lowest %d running", m.Text, model.Counted(m.Rounds, "round"), words.Length(m.Time), m.Lowest)
	}
	return s
}

// by is the end of the run, if the scenario sets one: what remedies have until then.
func (d *deployed) by() string {
	if d.RemediesBy == nil {
		return ""
	}
	return " by " + words.Length(*d.RemediesBy)
}

// completed says how many deployments beside those that create services completed, and of one
// how; empty where there was none.
func completed(r *report.Report) string {
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
		return fmt.Sprintf("Deployment of %s completed in %s, lowest %d of %d running.", done[0].name(), done[0].took(), done[0].LowestRunning, done[0].Desired)
	}
	return model.Counted(len(done), "deployment") + " completed."
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
