package engine

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/report"
)

// definition names the task definition of a deployment.
func (k *cluster) definition(d *deployment) string { return k.config.Tasks[d.rev.def].Name() }

// band is what a deployment of the service may do, after the name of a revision.
func (k *cluster) band(w *workload) string {
	if w.service.Daemon {
		return fmt.Sprintf(", a task an instance; at least %d %% healthy", w.pass.deploying.MinimumHealthyPercent)
	}
	lower, upper := w.bounds()
	return fmt.Sprintf(", %s; at least %d healthy, at most %d at a time", model.Counted(w.requested, "task"), lower, upper)
}

// tellDeploying says that a deployment has started, after one of an earlier
// revision or of the same.
func (k *cluster) tellDeploying(w *workload, before *deployment) {
	if !k.logs() {
		return
	}
	d := k.deps[w.dep]
	what, cause := k.definition(d)+" in place of "+k.definition(before), "UpdateService was called"
	if d.rev == before.rev {
		what = k.definition(d) + " anew"
	}
	if d.forced {
		cause += " with forceNewDeployment"
	}
	k.sayOf("deployment.started", w, cause, what+k.band(w))
}

// tellStuck says what a deployment wants to do and cannot, and by which rule.
func (k *cluster) tellStuck(i workID) {
	if !k.logs() {
		return
	}
	w := &k.work[i]
	d := k.under(w)
	what, cause := k.definition(d)+": ", d.blocked
	if n := k.startable(i); n > 0 {
		what += fmt.Sprintf("may start %s and no instance has room", model.Counted(n, "task"))
		if w.refusedNow && reasonText(w.lastReason) == d.blocked {
			cause = k.lack(k.deps[w.dep].rev.shape, w.lastReason)
		}
	} else {
		what += fmt.Sprintf("may start none, %d of at most %d are there", w.placed, d.upper)
	}
	if w.outgoing > 0 {
		what += fmt.Sprintf("; may stop none, %d of at least %d are healthy", w.healthy, d.lower)
	}
	k.sayOf("deployment.stuck", w, cause, what)
}

// tellFinished says that a deployment is over and how it went.
func (k *cluster) tellFinished(w *workload, d *deployment) {
	if !k.logs() {
		return
	}
	event, cause := "deployment.completed", "all tasks are healthy and of this revision"
	if d.verdict == report.RolledBack {
		event, cause = "deployment.reverted", "the circuit breaker had ended "+k.definition(d)
	}
	k.sayOf(event, w, cause, fmt.Sprintf("%s after %s in %s, lowest %d running, peak %s",
		k.definition(k.deps[w.dep]), lasting(d.ended.Sub(d.started)), model.Counted(d.rounds, "round"), d.lowest, model.Counted(d.peak, "task")))
}

// tellBroken says that a circuit breaker has ended a deployment.
func (k *cluster) tellBroken(w *workload, d *deployment) {
	if k.logs() {
		k.sayOf("deployment.failed", w, fmt.Sprintf("the circuit breaker counted %s, threshold %d",
			model.Counted(d.strikes, "failed task"), w.pass.deploying.Breaker.Threshold(w.requested)), k.definition(d))
	}
}

func (k *cluster) tellSteady(w *workload) {
	if k.logs() {
		k.sayOf("service.steady", w, "", model.Counted(w.running, "task")+" running")
	}
}
