// Package refusal says why no container instance takes a task, instance by instance and check by
// check, and why tasks that ECS has placed fail for want of something that it does not count. It
// takes two runs of a scenario, which are the same to the last event: a Counter of the first finds
// out how many refusals and failures each workload has, and an Explainer of the second looks at
// the instances at the last of them. Somebody else starts the runs.
package refusal

import (
	"maps"
	"slices"

	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Counter counts in a first run what an Explainer is to look at in a second.
type Counter struct {
	view   *engine.View
	counts counts
}

// counts is how many refusals and failures each service or RunTask request has.
type counts struct{ refused, lacked map[event.WorkloadID]int }

// NewCounter returns a Counter for one run.
func NewCounter() *Counter { return &Counter{} }

// Begin readies the Counter.
func (x *Counter) Begin(v *engine.View) {
	*x = Counter{view: v, counts: counts{map[event.WorkloadID]int{}, map[event.WorkloadID]int{}}}
}

// wants is what both observers are told of.
var wants = event.KindsOf(event.PlacementRefused, event.TaskFailed)

// Wants is refused tries and failed tasks.
func (x *Counter) Wants() event.Kinds { return wants }

// On counts a refused try, or a failure for want of what ECS does not count.
func (x *Counter) On(e *event.Event) {
	switch {
	case e.Kind == event.PlacementRefused:
		x.counts.refused[e.Workload]++
	case lacks(x.view, e):
		x.counts.lacked[e.Workload]++
	}
}

// lacks reports whether a task has failed for want of what ECS does not count.
func lacks(v *engine.View, e *event.Event) bool {
	return v.Revision(e.Deployment).Lacks(e.Stopped) != model.Fits
}

// Explainer looks at the container instances when each service or RunTask request is refused for
// the last time, and when the last of its tasks fails for want of what ECS does not count.
type Explainer struct {
	view            *engine.View
	left            counts // those that are still to come
	refused, lacked map[event.WorkloadID]report.Diagnosis
}

// NewExplainer returns an Explainer for a second run of what has been counted.
func NewExplainer(counted *Counter) *Explainer {
	return &Explainer{
		left:    counts{maps.Clone(counted.counts.refused), maps.Clone(counted.counts.lacked)},
		refused: map[event.WorkloadID]report.Diagnosis{}, lacked: map[event.WorkloadID]report.Diagnosis{},
	}
}

// Begin readies the Explainer.
func (x *Explainer) Begin(v *engine.View) { x.view = v }

// Wants is refused tries and failed tasks.
func (x *Explainer) Wants() event.Kinds { return wants }

// On looks at the container instances if a refusal or a failure is the last of its workload.
func (x *Explainer) On(e *event.Event) {
	i := e.Workload
	switch {
	case e.Kind == event.PlacementRefused:
		if x.left.refused[i]--; x.left.refused[i] == 0 {
			x.refused[i] = x.diagnose(e)
		}
	case lacks(x.view, e):
		if x.left.lacked[i]--; x.left.lacked[i] == 0 {
			x.lacked[i] = x.diagnoseLack(e)
		}
	}
}

// Diagnoses says, when the run has ended, why tasks found no container instance or failed on
// theirs, the workload that lacks the most tasks first. What was true of a workload once and is no
// matter at the end is not told.
func (x *Explainer) Diagnoses() (all []report.Diagnosis) {
	refused := maps.Clone(x.refused)
	x.diagnoseQueues(refused)
	for i := range event.WorkloadID(x.view.Workloads()) {
		if d, ok := x.lacked[i]; ok {
			if d.Tasks = x.lacking(i); d.Tasks > 0 {
				all = append(all, d)
			}
		}
		if d, ok := refused[i]; ok && x.isRefused(i) {
			d.Tasks = x.unplaced(i)
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b report.Diagnosis) int { return b.Tasks - a.Tasks })
	return all
}

// lacking is how many tasks a workload lacks at the end of the run because its tasks fail.
func (x *Explainer) lacking(i event.WorkloadID) int {
	w := x.view.Workload(i)
	if w.Service == nil {
		return w.Failed
	}
	return x.orStartable(i, w.Requested-w.Running)
}

// isRefused reports whether a workload is refused tasks at the end of the run: the last tries of a
// service may have been accepted, or it has all its tasks.
func (x *Explainer) isRefused(i event.WorkloadID) bool {
	w := x.view.Workload(i)
	return w.Service == nil || w.RefusedNow || x.view.QueuedOf(i) > 0
}

// unplaced is how many tasks of a workload no container instance takes at the end of the run.
func (x *Explainer) unplaced(i event.WorkloadID) int {
	w := x.view.Workload(i)
	return x.orStartable(i, w.Unplaced()+x.view.QueuedOf(i))
}

// orStartable is n tasks, or those that a service wants to start and may where they are more: a
// deployment that has not failed replaces tasks that a service has.
func (x *Explainer) orStartable(i event.WorkloadID, n int) int {
	w := x.view.Workload(i)
	if d := x.view.Deployment(w.Primary); w.Service == nil || d.Failed() {
		return n
	}
	return max(n, x.view.Startable(i))
}

// diagnoseQueues says why tasks wait for capacity providers at the end of the run.
func (x *Explainer) diagnoseQueues(found map[event.WorkloadID]report.Diagnosis) {
	for q := range engine.QueueID(x.view.Queues()) {
		queue := x.view.Queue(q)
		if queue.Count == 0 {
			continue
		}
		i := queue.Revision.Workload
		d := x.diagnoseShape(i, queue.Shape, queue.Reason)
		if why := x.view.QueueObstacle(q); why.Reason != model.Fits {
			d.Reason, d.Message = why.Reason.String(), x.subject(i)+words.LaunchesNoMore(x.view, why)
			if lift := words.Lift(x.view, why); lift != "" {
				d.Remedies = slices.Insert(d.Remedies, 0, lift)
			}
		}
		found[i] = d
	}
}
