package engine

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// band is what a deployment of the service may do, after the name of a revision.
func (k *cluster) band(w *state.Workload) string {
	if w.Service.Daemon {
		return fmt.Sprintf(", a task an instance; at least %d %% healthy", w.Pass.Deploying.MinimumHealthyPercent)
	}
	lower, upper := w.Bounds()
	return fmt.Sprintf(", %s; at least %d healthy, at most %d at a time", model.Counted(w.Requested, "task"), lower, upper)
}

// tellDeploying says that a deployment has started, after one of an earlier
// revision or of the same.
func (k *cluster) tellDeploying(w *state.Workload, before *state.Deployment) {
	if !k.logs() {
		return
	}
	d := k.Deployments[w.Primary]
	what, cause := k.DefinitionOf(d)+" in place of "+k.DefinitionOf(before), "UpdateService was called"
	if d.Revision == before.Revision {
		what = k.DefinitionOf(d) + " anew"
	}
	if d.Forced {
		cause += " with forceNewDeployment"
	}
	k.sayOf("deployment.started", w, cause, what+k.band(w))
}

// tellStuck says what a deployment wants to do and cannot, and by which rule.
func (k *cluster) tellStuck(i event.WorkloadID) {
	if !k.logs() {
		return
	}
	w := &k.Workloads[i]
	d := k.OpenDeployment(w)
	what, cause := k.DefinitionOf(d)+": ", words.Rule(d.Blocker)
	if n := k.Startable(i); n > 0 {
		what += fmt.Sprintf("may start %s and no instance has room", model.Counted(n, "task"))
		if w.RefusedNow && d.Blocker.NamesReason() && d.Blocker.Reason == w.LastReason {
			cause = k.lack(k.Deployments[w.Primary].Revision.Shape, w.LastReason)
		}
	} else {
		what += fmt.Sprintf("may start none, %d of at most %d are there", w.Placed, d.Upper)
	}
	if w.ToReplace > 0 {
		what += fmt.Sprintf("; may stop none, %d of at least %d are healthy", w.Healthy, d.Lower)
	}
	k.sayOf("deployment.stuck", w, cause, what)
}

// tellFinished says that a deployment is over and how it went.
func (k *cluster) tellFinished(w *state.Workload, d *state.Deployment) {
	if !k.logs() {
		return
	}
	event, cause := "deployment.completed", "all tasks are healthy and of this revision"
	if d.Verdict == report.RolledBack {
		event, cause = "deployment.reverted", "the circuit breaker had ended "+k.DefinitionOf(d)
	}
	k.sayOf(event, w, cause, fmt.Sprintf("%s after %s in %s, lowest %d running, peak %s",
		k.DefinitionOf(k.Deployments[w.Primary]), lasting(d.Ended.Sub(d.Started)), model.Counted(d.PassesRun, "round"), d.LowestRunning, model.Counted(d.PeakTasks, "task")))
}

// tellBroken says that a circuit breaker has ended a deployment.
func (k *cluster) tellBroken(w *state.Workload, d *state.Deployment) {
	if k.logs() {
		k.sayOf("deployment.failed", w, fmt.Sprintf("the circuit breaker counted %s, threshold %d",
			model.Counted(d.BreakerCount, "failed task"), w.Pass.Deploying.Breaker.Threshold(w.Requested)), k.DefinitionOf(d))
	}
}

func (k *cluster) tellSteady(w *state.Workload) {
	if k.logs() {
		k.sayOf("service.steady", w, "", model.Counted(w.Running, "task")+" running")
	}
}
