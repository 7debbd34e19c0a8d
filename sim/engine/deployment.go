package engine

import (
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// deployment brings a service from its older revisions to one revision. That of a
// RunTask stream only says which revision its tasks are of.
type deployment struct {
	work     workID
	owner    *workload // &k.work[work]
	rev      *revision
	before   bool // completed before the run
	followed bool // another one started before it was over
	forced   bool
	wanted   bool   // it has had a task to start or to replace
	sound    bool   // a task of it has been healthy
	verdict  string // "" = in progress
	started  des.Time
	ended    des.Time
	back     depID // the deployment that a circuit breaker went back to; none where it did not

	desired              int
	lower, upper         int
	minimum, maximum     int // percent
	lowest, peak, rounds int
	passes               int32    // looks of the service scheduler that placed a task of it
	placed               bool     // the last of them did
	ranIn                []uint64 // those of them whose tasks came to run, a bit each

	strikes int // failures that the circuit breaker counts
	failed  int // all failures
	stuckAt des.Time
	blocked string // the rule in its way
	message string
}

// begin sets what a deployment counts from.
func (d *deployment) begin(w *workload) {
	d.measure(w)
	d.lowest, d.peak = w.running, w.placed
	if d.before {
		d.verdict = report.Completed
	}
}

// measure takes over what the service wants now.
func (d *deployment) measure(w *workload) {
	d.desired = w.requested
	d.lower, d.upper = w.bounds()
	d.minimum, d.maximum = w.pass.deploying.MinimumHealthyPercent, w.pass.deploying.MaximumPercent
}

// over reports whether the deployment starts no more tasks: its circuit breaker
// has ended it, and there was nothing to go back to.
func (d *deployment) over() bool { return d.verdict == report.Failed }

// moving reports whether the deployment is under way, stuck or not.
func (d *deployment) moving() bool { return d.verdict == "" || d.verdict == report.Stuck }

// newRound begins a look of the service scheduler.
func (d *deployment) newRound() {
	if d.placed {
		d.passes++
		d.placed = false
	}
}

// round is the present look, for a task that it places.
func (d *deployment) round() int32 {
	d.placed = true
	return d.passes
}

// ran notes that a task of one round came to run.
func (d *deployment) ran(round int32) {
	for int(round>>6) >= len(d.ranIn) {
		d.ranIn = append(d.ranIn, 0)
	}
	if bit := uint64(1) << (round & 63); d.ranIn[round>>6]&bit == 0 {
		d.ranIn[round>>6] |= bit
		d.rounds++
	}
}

// under is the deployment whose progress is being followed: the service's own, or
// the failed one that it goes back from; nil where none is under way.
func (k *cluster) under(w *workload) *deployment {
	if w.pass.backFrom >= 0 {
		return k.deps[w.pass.backFrom]
	}
	if d := k.deps[w.dep]; d.moving() {
		return d
	}
	return nil
}

// track follows the extremes of a deployment that is under way.
func (k *cluster) track(w *workload) {
	if w.service == nil {
		return
	}
	if d := k.under(w); d != nil {
		d.lowest, d.peak = min(d.lowest, w.running), max(d.peak, w.placed)
	}
}

// deploy starts a deployment of a revision: all tasks of the service are to be
// replaced.
func (k *cluster) deploy(i workID, rev *revision, forced bool) {
	w := &k.work[i]
	if d := k.under(w); d != nil {
		d.followed = true
	}
	w.pass.backFrom = none
	before := w.dep
	k.deps = append(k.deps, &deployment{work: i, owner: w, rev: rev, back: none, forced: forced, started: k.clock.Now()})
	w.dep = depID(len(k.deps) - 1)
	w.deps = append(w.deps, w.dep)
	k.primary(w)
	k.deps[w.dep].begin(w)
	k.tellDeploying(w, k.deps[before])
	k.renew(i)
}

// primary makes the tasks of the service's deployment those to keep, and all
// others those to replace.
func (k *cluster) primary(w *workload) {
	k.keepRoom(w)
	for _, t := range w.members {
		x := k.tasks.At(t)
		switch {
		case x.is(told):
		case x.dep != w.dep:
			k.replace(t)
		case x.is(outgoing) && !k.draining(x):
			k.mark(x, false)
			w.outgoing--
		}
	}
}

// replace marks a task as one to be replaced.
func (k *cluster) replace(i taskID) {
	t := k.tasks.At(i)
	w := k.owner(t)
	if t.is(outgoing) || t.is(told) {
		return
	}
	k.mark(t, true)
	w.outgoing++
	if t.is(sick) {
		t.unset(sick)
		w.sick--
	}
}

// renew has a service act at once after it was updated: waits between failing
// tries are over.
func (k *cluster) renew(i workID) {
	p := &k.work[i].pass
	p.holdAt, p.streak, p.crashes, p.undone, p.best, p.chancy = 0, 0, 0, 0, 0, false
	p.lacking = false
	k.work[i].vain = 0
	k.retryNow(i)
}

// onServiceTaskRan is called when a service's task has come to run.
func (k *cluster) onServiceTaskRan(t *task) {
	w := k.owner(t)
	w.pass.streak = 0
	if d := k.deps[t.dep]; d.moving() {
		d.ran(t.round)
	}
	k.track(w)
}

// onServiceTaskHealthy lets a circuit breaker forgive, unless it is told not to.
func (k *cluster) onServiceTaskHealthy(t *task) {
	w := k.owner(t)
	d := k.deps[t.dep]
	if d.sound = true; !w.pass.deploying.Breaker.Cumulative {
		d.strikes = 0
	}
}

// strike counts a failure of a task against its deployment: that it did not come to
// run, or failed its health checks. At the circuit breaker's threshold the
// deployment fails (developer guide, deployment-circuit-breaker). A task that found
// no room does not count.
func (k *cluster) strike(t *task) {
	w := k.owner(t)
	d := k.deps[t.dep]
	b := &w.pass.deploying.Breaker
	if !k.counted(t) {
		return
	}
	d.failed++
	if d.strikes++; b.Enable && d.strikes >= b.Threshold(w.requested) {
		k.breakCircuit(k.workOf(t))
	}
}

// counted reports whether a failure of a task counts against the deployment of its
// service, and breakable whether a circuit breaker would end that.
func (k *cluster) counted(t *task) bool {
	d := k.deps[t.dep]
	return t.dep == k.owner(t).dep && d.moving() && !d.before
}

func (k *cluster) breakable(w *workload) bool {
	d := k.deps[w.dep]
	return w.service != nil && w.pass.deploying.Breaker.Enable && d.moving() && !d.before
}

// breakCircuit fails a service's deployment and, where the circuit breaker says so
// and there is one, goes back to the last deployment that completed.
func (k *cluster) breakCircuit(i workID) {
	w := &k.work[i]
	failed := w.dep
	d := k.deps[failed]
	d.verdict, d.ended = report.Failed, k.clock.Now()
	k.event(w, "(deployment "+w.deploymentID(failed)+") deployment failed: tasks failed to start.")
	k.tellBroken(w, d)
	k.wake(i)
	if !w.pass.deploying.Breaker.Rollback {
		return
	}
	for last := failed - 1; last >= 0; last-- {
		if x := k.deps[last]; x.work == i && x.verdict == report.Completed {
			d.back = last
			w.dep, w.pass.backFrom = last, failed
			k.event(w, "rolling back to deployment "+w.deploymentID(last)+".")
			k.sayOf("deployment.rolledBack", w, "its circuit breaker does so", k.definition(d)+" back to "+k.definition(x))
			k.primary(w)
			k.renew(i)
			return
		}
	}
}

// judge finds out how a service's deployment stands after a look at it.
func (k *cluster) judge(i workID) {
	w := &k.work[i]
	if k.complete(w) {
		k.finish(i)
		return
	}
	w.steady = false
	d := k.under(w)
	if d == nil {
		if w.outgoing > 0 {
			rule, _ := k.deadlock(i)
			k.sayBlocked(w, rule) // an instance drains: only to say why it does not get on
		}
		return
	}
	d.measure(w)
	k.hoped = false
	rule, message := k.deadlock(i)
	if rule == "" && k.hoped {
		rule, message = k.standoff(i)
	}
	k.sayBlocked(w, rule)
	switch {
	case rule == "":
		if d.verdict == report.Stuck {
			d.verdict, d.blocked, d.message = "", "", ""
			k.judgedAt = -1
			k.sayOf("deployment.resumed", w, "there may be room now", k.definition(d))
		}
	default:
		k.strand(i, rule, message)
	}
}

// strand calls a deployment STUCK that was not.
func (k *cluster) strand(i workID, rule, message string) {
	if d := k.under(&k.work[i]); d.verdict == "" {
		d.verdict, d.stuckAt = report.Stuck, k.clock.Now()
		k.doubtful = true
		d.blocked, d.message = rule, message
		k.tellStuck(i)
	}
}

// sayBlocked is ECS's event for a deployment whose own configuration is in its way.
func (k *cluster) sayBlocked(w *workload, rule string) {
	if rule == BlockedByConfiguration {
		k.event(w, configurationEvent)
	}
}

// complete reports whether the service has all that it wants, healthy and of the
// revision that it should be, and nothing that it does not. A daemon's tasks on
// instances that drain are beside that: they stay as long as other tasks do.
func (k *cluster) complete(w *workload) bool {
	if k.unproved(w) {
		return false
	}
	sound := w.healthy
	if w.adrift > 0 {
		for _, t := range w.members {
			if x := k.tasks.At(t); x.is(adrift) && x.is(healthy) && !x.is(told) {
				sound--
			}
		}
	}
	return w.outgoing == w.adrift && w.sick == 0 && w.leaving == 0 && w.placed-w.adrift == w.requested && sound == w.requested
}

// unproved reports whether a daemon's deployment has shown nothing yet and no instance
// is there to show it on: those on which it may run drain or are gone, or are still to
// register. With a desired count of 0 it would be complete in an instant, and what fails
// on the instances that come would be of no deployment (containers-roadmap issue 2685).
func (k *cluster) unproved(w *workload) bool {
	d := k.deps[w.dep]
	return w.service.Daemon && w.requested == 0 && d.moving() && !d.sound && (d.wanted || k.booting > 0)
}

// settleUp completes the deployment of a service that has all it wants, before something
// else is wanted of it: no look at it has found that out yet.
func (k *cluster) settleUp(i workID) {
	if w := &k.work[i]; k.under(w) != nil && k.complete(w) {
		k.finish(i)
	}
}

// finish completes the deployment of a service that has all it wants.
func (k *cluster) finish(i workID) {
	w := &k.work[i]
	if d := k.under(w); d != nil {
		d.measure(w)
		d.blocked, d.message = "", ""
		d.ended = k.clock.Now()
		if w.pass.backFrom >= 0 {
			d.verdict = report.RolledBack
			w.pass.backFrom = none
		} else {
			d.verdict = report.Completed
			k.event(w, "(deployment "+w.deploymentID(w.dep)+") deployment completed.")
		}
		k.tellFinished(w, d)
	}
	if !w.steady {
		w.steady = true
		k.event(w, "has reached a steady state.")
		k.tellSteady(w)
	}
}
