package render

import (
	"fmt"

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
	var unblocked []helped
	for _, d := range deployments(r) {
		if d.created() {
			continue
		}
		t.add(d.service, d.revision(), d.Verdict, words.Length(d.StartedAt), d.took(), integer(d.Lower), integer(d.Upper),
			integer(d.LowestRunning), integer(d.PeakTasks), integer(d.Rounds), integer(d.FailedTasks), orNone(d.BlockedBy))
		if len(t.Rows) <= maxRows && len(d.Remedies)+len(d.TriedInVain) > 0 {
			unblocked = append(unblocked, d.helped())
		}
	}
	t.limit(maxRows)
	t.note(remedyLines(unblocked, complete))
	return t
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
