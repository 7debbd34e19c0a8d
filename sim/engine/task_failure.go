package engine

import (
	"time"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// countFailure counts a task that ECS had accepted and that a failure has stopped.
func (k *cluster) countFailure(t *state.Task, why model.StoppedReason) {
	w := k.Owner(t)
	w.Failed++
	w.LastFailure, w.LastFailed = why, k.RevisionOf(t)
}

// fail stops a task that ECS had accepted before it came to run, and has a
// service ask for another.
func (k *cluster) fail(i event.TaskID, t *state.Task, why model.StoppedReason) {
	w := k.Owner(t)
	k.countFailure(t, why)
	k.tellFailure(i, t, why)
	if w.Service == nil || t.Deployment == w.Primary {
		w.Pass.FailsByChance = why.Code == model.StoppedThrottled ||
			why.Code == model.StoppedAttachTimeout && k.AttachMaySucceed(t)
	}
	was := t.State
	k.dismiss(i, t)
	if w.Service != nil {
		k.noteLacking(w)
		k.countAgainstDeployment(t)
		k.onServiceTaskFailed(t)
	}
	switch {
	case was == event.Queued:
		k.gone(i, t)
	case was >= event.Pending:
		k.halted(i, t)
	default:
		k.detach(i, t)
	}
}

// onServiceTaskFailed makes up for a task that stopped before it ran, the later
// the more tries failed in a row; tasks that were started together are one try. The
// growth is an assumption: only its limit is published (developer guide,
// service-throttle-logic).
func (k *cluster) onServiceTaskFailed(t *state.Task) {
	i := k.WorkloadOf(t)
	w := &k.Workloads[i]
	p := &w.Pass
	throttle := p.ThrottleOf(t.Deployment != w.Primary)
	if throttle.FailedPasses == 0 || throttle.LastFailedPass != t.Pass {
		throttle.FailedPasses++
		throttle.LastFailedPass = t.Pass
	}
	if throttle == &p.Throttle {
		p.FailedAt = k.Freed
	}
	k.FutileEventsPossible = true
	if w.Placed+1 == w.Requested {
		p.Lacking, p.LackingSince = true, k.Clock.Now() // nothing else is lacking: the wait begins anew
	}
	wait := max(k.Config.Timings.SchedulerTick, time.Second)
	for range min(throttle.FailedPasses-1, 20) {
		wait = min(2*wait, k.Config.Timings.ThrottleMaximum)
	}
	if throttle.FailedPasses == triesUntilThrottled {
		if k.hears(event.ServiceThrottled) {
			k.emit(event.Event{Kind: event.ServiceThrottled, Workload: i, Until: k.Clock.Now().Add(wait)})
		}
	}
	throttle.ThrottledUntil = k.Clock.Now().Add(wait)
	p.ChangedSince = true
	k.schedulePass(i, throttle.ThrottledUntil)
}

// triesUntilThrottled is the number of failed tries in a row at which ECS says that it throttles a service; its own
// number is not public.
const triesUntilThrottled = 3

// tellFailure tells of a task that has failed, and in which state, before ECS notes that it is to
// stop: observers see it with all that it holds.
func (n *notifier) tellFailure(i event.TaskID, t *state.Task, why model.StoppedReason) {
	if n.hears(event.TaskFailed) {
		e := n.taskEvent(event.TaskFailed, i, t)
		e.State, e.Stopped = t.State, why
		n.emit(e)
	}
}
