package count

import (
	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// onPlaced counts a task that an instance has taken, and the instance where that took its last
// free attachment slot.
func (x *Counter) onPlaced(e *event.Event) {
	x.place.Add(e.Length)
	at := &x.instances[e.Instance]
	at.placed, x.lastPlaced = e.Workload, e.Workload
	if !at.full && x.view.Full(e.Instance) {
		at.full = true
		x.full.Add(e.At, 1)
	}
}

// onRefused counts a refused try; the message is worked out once a reason.
func (x *Counter) onRefused(e *event.Event) {
	w := &x.workloads[e.Workload]
	x.attempts[e.Reason]++
	x.refusals++
	w.lastRefusal, x.lastLacking = x.refusals, e.Workload
	if !x.isService(e.Workload) {
		w.refusedBy[e.Reason]++
	}
	switch e.Reason {
	case model.ReasonENI:
		if x.firstENI < 0 {
			x.firstENI = e.At
		}
	case model.ReasonPorts:
		x.onPortRefused(e.Workload, w)
	}
	if x.messages[e.Reason] == "" {
		x.messages[e.Reason] = x.refused(e)
	}
}

// onPortRefused counts the ports that the closest instance has taken; which those are is
// asked again only when something has changed since.
func (x *Counter) onPortRefused(i event.WorkloadID, w *workload) {
	x.portsAsked++
	if now := x.view.Changes(); w.portsAt != now {
		w.portsAt = now
		w.portsInTheWay = x.view.PortsInTheWay(i)
	}
	for _, p := range w.portsInTheWay {
		x.ports[p]++
	}
}

// refused is the service event or the RunTask failure of a refused try.
func (x *Counter) refused(e *event.Event) string {
	if !x.isService(e.Workload) {
		return words.RunTaskRefused(x.name(e.Workload), e.Reason)
	}
	h, _ := x.view.Closest(x.view.Revision(e.Deployment).Shape)
	return words.OfService(x.name(e.Workload)) + words.Unplaced(e.Reason, x.view.InstanceName(h))
}

// onStopping counts tasks that are told to stop: of a RunTask request as completed, unless they
// were not placed, and of a service as failed where their health checks are the cause.
func (x *Counter) onStopping(e *event.Event) {
	switch service := x.isService(e.Workload); {
	case service && e.Cause == event.TaskIsUnhealthy:
		why := model.StoppedReason{Code: model.StoppedContainerChecks}
		if len(x.view.TargetGroupsOf(e.Workload)) > 0 {
			why.Code = model.StoppedTargetChecks
		}
		x.fail(nil, why)
	case service || e.Cause != event.StopTaskCalled:
	case e.State == event.Queued:
		x.fail(nil, model.StoppedReason{Code: model.StoppedUnplaced})
	default:
		w := &x.workloads[e.Workload]
		w.stopped++
		w.lastStop = e.At
	}
}

// onFailed counts a task that a failure has stopped, and the workload as one that finds no room
// where the task lacked what ECS does not count.
func (x *Counter) onFailed(e *event.Event) {
	r := x.view.Revision(e.Deployment)
	x.fail(r, e.Stopped)
	if r.Lacks(e.Stopped) != model.Fits {
		x.lastLacking = e.Workload
	}
	x.deployments.On(e)
}

// fail counts a stopped reason of a task of a revision.
func (x *Counter) fail(r *engine.Revision, why model.StoppedReason) {
	if !why.NamesContainers() {
		r = nil // tasks of all revisions are counted as one
	}
	x.failures[failure{why, r}]++
	if !why.OverHostPort() {
		return
	}
	x.portsBound++
	if p, ok := why.HostPort(); ok {
		x.ports[p]++
	}
}
