package outlook

import (
	"iter"
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// serviceMayAct reports whether the next pass of the service scheduler at a service may do
// something that is a reason for the run to go on: something has changed since the last, or it
// may place what it could not place then, or move a task to another zone.
func (o *Outlook) serviceMayAct(w *state.Workload) bool {
	p := &w.Pass
	if !p.HadPass || o.Bakes(w) {
		return true
	}
	if o.FailsForever(w) {
		return false
	}
	return p.ChangedSince || p.StartsLimited || p.Lacking && (!p.NoRoom || o.mayTry(w)) ||
		w.Unbalanced && w.Steady && p.Scheduled && w.MoveTriedAt != o.Changes
}

// mayTry reports whether a service wants tasks for which it has not tried in vain to find room as
// things stand.
func (o *Outlook) mayTry(w *state.Workload) bool {
	p := &w.Pass
	if len(w.Sources) == 0 {
		return p.TriedAt != o.Changes
	}
	i := o.Deployments[w.Primary].Workload
	if _, n := o.NextSource(i); n > 0 && p.OfSources.TriedAt != o.Changes {
		return true
	}
	return p.TriedAt != o.Changes && !o.Deployments[w.Primary].Failed() && o.Startable(i) > 0
}

// mayScaleOut reports whether auto scaling is about to raise a service's desired count, as its
// load stands, or stood when the points were measured that it has not seen yet, or that the alarms
// of step policies still look at.
func (o *Outlook) mayScaleOut(w *state.Workload) bool {
	x := w.Scaling
	if x == nil || w.Requested >= x.Max || o.ScalesNoMore(w) {
		return false
	}
	if now, ok := x.MetricNow(w); ok && (x.NoiseStream != nil || asksForMore(x, w, now)) || x.StepsMayAsk(w, true) {
		return true
	}
	return slices.ContainsFunc(x.Unseen, func(p state.MetricPoint) bool { return asksForMore(x, w, p) })
}

// mayScale reports whether auto scaling is about to change a service's desired count.
func (o *Outlook) mayScale(w *state.Workload) bool {
	x := w.Scaling
	switch {
	case x == nil || o.ScalesNoMore(w):
		return false
	case o.mayScaleOut(w):
		return true
	case w.Requested <= x.Min || !o.Complete(w) || x.NoiseStream == nil && x.AsksForMoreAlways(w):
		return false
	}
	if now, _ := x.MetricNow(w); w.Running > 0 && (x.NoiseStream != nil || asksForFewer(x, w, now)) || x.StepsMayAsk(w, false) {
		return true
	}
	return slices.ContainsFunc(x.Unseen, func(p state.MetricPoint) bool { return asksForFewer(x, w, p) })
}

// asksForMore reports whether a target tracking policy asks for more tasks of a service at a
// point of its metric.
func asksForMore(x *state.Scaler, w *state.Workload, p state.MetricPoint) bool {
	return slices.ContainsFunc(x.Policies, func(policy config.TrackingPolicy) bool {
		return p.Metric > policy.Target && p.TasksFor(&policy) > w.Requested || p.Running == 0 && p.Metric > 0
	})
}

// asksForFewer reports whether all target tracking policies that may do ask for fewer tasks of a
// service at a point of its metric.
func asksForFewer(x *state.Scaler, w *state.Workload, p state.MetricPoint) bool {
	want, any := 0, false
	for i := range x.Policies {
		policy := &x.Policies[i]
		switch {
		case policy.DisableScaleIn:
			continue
		case p.Metric >= policy.Target*state.LowShare:
			return false
		}
		want, any = max(want, p.TasksFor(policy)), true
	}
	return any && min(want, x.Max) < w.Requested
}

// scalingIsFollowed reports whether auto scaling of a service is a reason for a run without an end
// of its own to go on: its policies do not change their direction again and again, and what they
// look at does not go up and down because its tasks fail for ever.
func (o *Outlook) scalingIsFollowed(w *state.Workload) bool {
	return w.Scaling != nil && !w.Scaling.Flaps() && !(len(w.Scaling.Steps) > 0 && o.FailsForever(w))
}

// breakerIsArmed reports whether a circuit breaker would end the deployment of a service when
// enough of its tasks fail.
func (o *Outlook) breakerIsArmed(w *state.Workload) bool {
	d := o.Deployments[w.Primary]
	return w.Service != nil && w.Pass.Deploying.Breaker.Enable && d.Open() && !d.CompletedBefore
}

// mayRollBack reports whether a service may go back to the revision before, as its tasks may
// still fail.
func (o *Outlook) mayRollBack(w *state.Workload) bool {
	return w.Pass.Deploying.Breaker.Rollback && o.breakerIsArmed(w) && (o.usefulEvents(w) > 0 || o.serviceMayAct(w))
}

// someDaemonMayRollBack reports whether a daemon may go back to the revision before, for which
// less room may be kept on instances.
func (o *Outlook) someDaemonMayRollBack() bool {
	for _, i := range o.DaemonServices {
		if o.mayRollBack(&o.Workloads[i]) {
			return true
		}
	}
	return false
}

// rebalances is whether one of a service's tasks may be moved to another zone: the service may
// reach a steady state with its zones out of balance.
func (o *Outlook) rebalances(i event.WorkloadID) leaving {
	w := &o.Workloads[i]
	switch {
	case !w.Service.Rebalance:
		return staysPut
	case w.Placed < w.Requested || o.QueuedOf(i) > 0:
		if o.isStuck(w) {
			return staysPut
		}
		return leavesUnlessBlocked // it may get what it lacks
	case o.someTaskWillChange(w) || w.Leaving > 0:
		return leavesInAnyCase
	case o.serviceMayAct(w):
		return leavesUnlessBlocked
	}
	return staysPut
}

// tasksMayChange reports whether tasks may come or go, beside what is scripted and the exits of
// containers that are restarted each time.
func (o *Outlook) tasksMayChange() bool { return o.tasksMayChangeBeside(0) }

// tasksMayChangeBeside is tasksMayChange without so many of the pending events.
func (o *Outlook) tasksMayChangeBeside(events int) bool {
	return o.LiveEvents-o.ScriptedEvents+o.UnfollowedExits-o.RepeatedExits > events || o.someServiceActs()
}

// startsNone reports whether a service starts tasks of no revision: its deployment has failed, and
// it makes up for no older ones.
func (o *Outlook) startsNone(w *state.Workload) bool {
	return o.Deployments[w.Primary].Failed() && len(w.Sources) == 0
}

// startedRevisions are the revisions of which a service may start tasks: its newest one, unless
// that has failed, and those of its sources. One may be among them twice.
func (o *Outlook) startedRevisions(w *state.Workload) iter.Seq[*state.Revision] {
	return func(yield func(*state.Revision) bool) {
		if d := o.Deployments[w.Primary]; !d.Failed() && !yield(d.Revision) {
			return
		}
		for _, s := range w.Sources {
			if !yield(o.Deployments[s].Revision) {
				return
			}
		}
	}
}

// startsRevision reports whether the service of a revision may start tasks of it.
func (o *Outlook) startsRevision(r *state.Revision) bool {
	for started := range o.startedRevisions(&o.Workloads[r.Workload]) {
		if started == r {
			return true
		}
	}
	return false
}

// someRevisionServed reports whether a queue is served of a revision of which a service may start
// tasks.
func (o *Outlook) someRevisionServed(w *state.Workload) bool {
	for r := range o.startedRevisions(w) {
		if o.someQueueServed(r) {
			return true
		}
	}
	return false
}
