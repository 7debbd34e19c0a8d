package outlook

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Blocked returns what keeps a service's deployment from doing anything as things stand;
// event.NotBlocked where something may still happen. A deployment is blocked when the last pass
// of its service has changed nothing, none of its tasks changes by itself, and
//
//   - tasks of it wait for a capacity provider, for a disconnected agent or for a container that
//     is never ready, and nothing that goes on can help them, or
//   - the service may start tasks, no instance has room for one, and nothing that goes on in the
//     cluster can make enough room on any, or
//   - the service may start none and stop none.
func (o *Outlook) Blocked(i event.WorkloadID) event.Blocker {
	w := &o.Workloads[i]
	if o.mayActAlone(i) {
		return event.Blocker{}
	}
	b, queue, changes := o.tasksBlocked(w)
	if changes || o.clusterMayChange() && o.mayLoseInstance(w, i) {
		return event.Blocker{}
	}
	if r := o.Deployments[w.Primary].Revision; w.Service.Daemon && o.instanceMayCome(r, r.Shape) {
		return event.Blocker{} // it gets a task
	}
	if queue >= 0 && b.Rule == event.NotBlocked {
		b = o.queueBlocked(queue)
	}
	if source, _ := o.NextSource(i); source >= 0 && o.startBlocked(w, o.Deployments[source].Revision).Rule == event.NotBlocked {
		return event.Blocker{}
	}
	if o.Startable(i) > 0 {
		start := o.startBlocked(w, o.Deployments[w.Primary].Revision)
		if start.Rule == event.NotBlocked || b.Rule == event.NotBlocked {
			return start
		}
	}
	switch {
	case b.Rule != event.NotBlocked:
		return b
	case o.Unproved(w):
		return o.daemonBlocked(w)
	case w.ToReplace > w.DaemonsDraining || w.Current() < w.Requested:
		return blockedBy(event.BlockedByConfiguration)
	}
	return event.Blocker{}
}

// mayActAlone reports whether a service may do something at its next pass, whatever the other
// services do.
func (o *Outlook) mayActAlone(i event.WorkloadID) bool {
	w := &o.Workloads[i]
	p := &w.Pass
	switch {
	case !p.ChangedNothing && !o.isAssumed(i), p.StartsLimited, o.Bakes(w), o.Deployments[w.Primary].Failed(),
		(o.FailsForever(w) || o.SourcesFailForever(w)) && !o.isStuck(w), o.mayScaleOut(w):
		return true
	}
	// when it tries again, it stops an unhealthy task if in vain
	return w.Unhealthy > 0 && p.ThrottledUntil > o.Clock.Now() || o.UnhealthySources(w) > 0 && p.OfSources.ThrottledUntil > o.Clock.Now()
}

// tasksBlocked is what keeps the tasks of a service from getting on: the first of them that is
// placed, in b, and the queue of the first that waits for a capacity provider. With changes, some
// task changes by itself or may be helped.
func (o *Outlook) tasksBlocked(w *state.Workload) (b event.Blocker, queue state.QueueID, changes bool) {
	queue = event.None
	asked := state.QueueID(event.None) // the queue last found without help
	for _, i := range w.Members {
		t := o.Tasks.At(i)
		switch {
		case t.State == event.Queued && !t.Is(state.DesiredStopped):
			q := o.RevisionOf(t).Queues[t.StrategyItem]
			if o.expiryHelps(t) || q != asked && (o.roomMayComeForQueue(q) || t.Due != 0 && o.successorServed(q, true)) {
				return b, queue, true
			}
			if asked = q; queue < 0 {
				queue = q
			}
		case o.taskWillChange(t) || t.Instance >= 0 && len(o.Instances[t.Instance].Timers) > 0:
			return b, queue, true // or its instance is drained, or has its Spot notice
		case b.Rule == event.NotBlocked:
			b = o.taskBlocked(t)
		}
	}
	return b, queue, false
}

// taskBlocked is what keeps a placed task from getting on that does not change by itself; nothing
// where it runs as it should.
func (o *Outlook) taskBlocked(t *state.Task) event.Blocker {
	switch {
	case !o.Instances[t.Instance].Connected && (t.Is(state.DesiredStopped) || t.State == event.Waiting):
		b := blockedBy(event.BlockedByAgent)
		b.Reason, b.Instance = model.ReasonAgent, t.Instance
		return b
	case t.State == event.Provisioning:
		return blockedBy(event.BlockedByInterface)
	case t.State == event.Pending:
		return blockedBy(event.BlockedByContainers)
	case t.State == event.Activating:
		return blockedBy(event.BlockedByTargets)
	}
	return event.Blocker{}
}

// queueBlocked is what keeps tasks in a queue in PROVISIONING.
func (o *Outlook) queueBlocked(q state.QueueID) event.Blocker {
	x := &o.Queues[q]
	if obstacle := o.QueueObstacle(q); obstacle.Reason != model.Fits {
		b := blockedBy(event.BlockedByLaunch)
		b.Reason, b.Provider, b.Obstacle = obstacle.Reason, x.Provider, obstacle
		return b
	}
	if o.Providers[x.Provider].Size == 0 || x.Reason == model.Fits {
		b := blockedBy(event.BlockedByEmptyProvider)
		b.Provider = x.Provider
		return b
	}
	return o.blockedByPlacement(x.Shape, x.Reason)
}

// startBlocked is what keeps a service from starting a task of a revision that it may start.
func (o *Outlook) startBlocked(w *state.Workload, r *state.Revision) event.Blocker {
	if len(r.Queues) > 0 {
		return o.startInQueueBlocked(w, r)
	}
	reason := w.LastReason
	if w.Service.Daemon {
		if !w.RefusedNow || w.Pass.TriedAt != o.Changes || o.fitsSomeActive(r.Shape) {
			return event.Blocker{}
		}
	} else {
		var h event.InstanceID
		if h, reason = o.Choose(r.Shape, 0); h >= 0 {
			return event.Blocker{}
		}
	}
	if o.roomMayCome(r, r.Shape) {
		return event.Blocker{}
	}
	return o.blockedByPlacement(r.Shape, reason)
}

// fitsSomeActive reports whether an instance that takes tasks has room for a daemon's.
func (o *Outlook) fitsSomeActive(shape state.ShapeID) bool {
	for h := range event.InstanceID(len(o.Instances)) {
		if o.Instances[h].Active() && o.Fleet.Check(shape, int32(h)) == model.Fits {
			return true
		}
	}
	return false
}

// startInQueueBlocked is startBlocked of a service with capacity providers: its next task would
// wait for one in vain, or may not even wait, for the limit of PROVISIONING tasks. A circuit
// breaker would make an end of that.
func (o *Outlook) startInQueueBlocked(w *state.Workload, r *state.Revision) event.Blocker {
	q := o.NextQueue(r)
	x := &o.Queues[q]
	room := o.roomMayCome(r, x.Shape)
	if x.Count == 0 && (room || o.fits(x.Shape)) {
		return event.Blocker{} // it need not wait
	}
	limited := w.RefusedNow && w.LastReason == model.ReasonProvisioning &&
		o.QueuedTasks >= o.Config.Quotas.ProvisioningPerCluster
	helped := room || o.someQueueServed(r) || o.roomMayComeForSomeQueue(r) || o.breakerIsArmed(w) && o.tasksExpire()
	switch {
	case helped && (!limited || o.someWaitMayEnd()):
		return event.Blocker{}
	case limited:
		return o.blockedByPlacement(x.Shape, w.LastReason)
	}
	return o.queueBlocked(q)
}

// daemonBlocked is what is in the way of a daemon's deployment that no instance is left to run
// on.
func (o *Outlook) daemonBlocked(w *state.Workload) event.Blocker {
	shape := o.Deployments[w.Primary].Revision.Shape
	_, reason := o.Closest(shape)
	if (reason == model.ReasonMemberOf || reason == model.ReasonAgent) &&
		(o.UnfollowedExits > 0 || !o.AtRest() || o.RepeatsForever()) {
		return event.Blocker{} // what goes on may change that
	}
	return o.blockedByPlacement(shape, reason)
}

// blockedBy is a Blocker of a rule that names no record.
func blockedBy(rule event.BlockRule) event.Blocker {
	return event.Blocker{Rule: rule, Instance: event.None, Provider: event.None}
}

// blockedByPlacement is the Blocker of a service whose next task no instance takes, with what the
// closest one lacks for a task of a shape.
func (o *Outlook) blockedByPlacement(shape state.ShapeID, reason model.Reason) event.Blocker {
	b := blockedBy(event.BlockedByPlacement)
	b.Reason = reason
	b.Instance, _ = o.Closest(shape)
	return b
}
