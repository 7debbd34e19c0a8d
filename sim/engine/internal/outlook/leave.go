package outlook

import (
	"slices"

	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// taskWillChange reports whether a task changes by itself: an event of it is due, or its agent
// will get to it. That its container exits and is restarted in place each time is no change.
func (o *Outlook) taskWillChange(t *state.Task) bool {
	onlyRestarts := t.Due == state.DueBit(state.TaskExited) && o.RevisionOf(t).RestartsAlways
	if t.Is(state.InstanceLost) || t.Due != 0 && !onlyRestarts {
		return true
	}
	switch x := &o.Instances[t.Instance]; {
	case x.Connected:
		return t.Is(state.DesiredStopped) || t.State == event.Waiting
	case t.State != event.Waiting || !o.Config.Options.QueueWithoutECS:
		return false
	}
	for _, i := range o.Instances[t.Instance].Tasks { // others that end by themselves may leave room
		if o.Tasks.At(i).Due != 0 {
			return true
		}
	}
	return false
}

// someTaskWillChange reports whether a placed task of a service changes by itself.
func (o *Outlook) someTaskWillChange(w *state.Workload) bool {
	restartsAlways := func(r *state.Revision) bool { return r.RestartsAlways }
	if w.PendingEvents <= w.PendingExpiries || !slices.ContainsFunc(w.Revisions, restartsAlways) {
		return w.PendingEvents > w.PendingExpiries
	}
	return slices.ContainsFunc(w.Members, func(i event.TaskID) bool {
		t := o.Tasks.At(i)
		return t.Instance >= 0 && o.taskWillChange(t)
	})
}

// TaskMayLeave reports whether a placed task may leave its instance: it changes by itself, is to
// be replaced or unhealthy, or is one of a service of which any task may leave.
func (o *Outlook) TaskMayLeave(t *state.Task) bool {
	w := o.Owner(t)
	switch {
	case o.taskWillChange(t):
		return true
	case w.Service == nil:
		return false
	}
	i := o.WorkloadOf(t)
	return o.anyTaskMayLeave(i) || (t.Is(state.ToReplace) || t.Is(state.Unhealthy)) && o.notAssumedBlocked(i)
}

// anyTaskMayLeave reports whether any task of a service may leave, as services are assumed to be
// blocked.
func (o *Outlook) anyTaskMayLeave(i event.WorkloadID) bool {
	x := o.anyTaskLeaves(i)
	return x == leavesInAnyCase || x == leavesUnlessBlocked && o.notAssumedBlocked(i)
}

// anyTaskLeaves is whether any task of a service may leave, whichever that is: the service may
// want fewer, replace all, or move one to another zone, or, as one leaves, the others may have more
// load than their health checks stand.
func (o *Outlook) anyTaskLeaves(i event.WorkloadID) leaving {
	w := &o.Workloads[i]
	if o.mayScale(w) || o.FailsForever(w) || o.SourcesFailForever(w) || o.mayRollBack(w) || w.Watch.MayBeOverloaded() {
		return leavesInAnyCase
	}
	x := o.rebalances(i)
	if x == staysPut && (w.ExtraTask > 0 || w.Unbalanced || o.serviceMayAct(w) && w.Current() > w.Requested+w.Surplus()) {
		return leavesUnlessBlocked
	}
	return x
}

// OthersMayLeave reports whether a task of any workload but one may leave an instance. It looks
// at no task: a no is sure, a yes is not.
func (o *Outlook) OthersMayLeave(but event.WorkloadID) bool {
	if o.UnfollowedExits > 0 || !o.survey.made && o.lastLeaves(but) {
		return true
	}
	o.lookAtAll()
	surely, perhaps := o.survey.leaving, o.survey.leavingUnlessBlocked
	if o.assuming {
		perhaps = o.survey.leavingNotAssumed
	}
	switch x := o.survey.of[but].leaves; {
	case x == leavesInAnyCase:
		surely--
	case x == leavesUnlessBlocked && !o.isAssumed(but):
		perhaps--
	}
	if surely == 0 && perhaps > 0 {
		o.dependsOnOthers = true
	}
	return surely > 0 || perhaps > 0
}

// othersThatMayLeave lists, by their shapes, the tasks of all workloads but one that may leave an
// instance: those that the scheduler still counts there, and those that only have their
// attachment slot left.
func (o *Outlook) othersThatMayLeave(but event.WorkloadID, h event.InstanceID) (tasks, slots []state.ShapeID) {
	if !o.Instances[h].Active() {
		return nil, nil
	}
	o.Looks += len(o.Instances[h].Tasks)
	for _, i := range o.Instances[h].Tasks {
		t := o.Tasks.At(i)
		switch {
		case o.WorkloadOf(t) == but || !o.TaskMayLeave(t):
		case !t.Is(state.DesiredStopped):
			tasks = append(tasks, o.RevisionOf(t).Shape)
		case !o.Config.Options.ENIAtStopping || t.State != event.Deprovisioning:
			slots = append(slots, o.RevisionOf(t).Shape)
		}
	}
	return tasks, slots
}

// Whose tasks stay, beside those that change by themselves, where it is one workload or:
const (
	nobodyStays    event.WorkloadID = event.None
	everybodyStays event.WorkloadID = -2
)

// mayLeaveUnlessStaying reports whether a task may leave its instance while the tasks of one
// workload stay.
func (o *Outlook) mayLeaveUnlessStaying(t *state.Task, staying event.WorkloadID) bool {
	return o.taskWillChange(t) || staying != everybodyStays && o.WorkloadOf(t) != staying && o.TaskMayLeave(t)
}

// someTaskStaysOn reports whether a task that is no daemon's stays on an instance.
func (o *Outlook) someTaskStaysOn(h event.InstanceID, staying event.WorkloadID) bool {
	for n, i := range o.Instances[h].Tasks {
		if t := o.Tasks.At(i); !o.isDaemonTask(t) && !o.mayLeaveUnlessStaying(t, staying) {
			o.Looks += n + 1
			return true
		}
	}
	o.Looks += len(o.Instances[h].Tasks)
	return false
}

// someTaskMayLeaveGroup reports whether a task that is no daemon's may leave an instance of a
// capacity provider.
func (o *Outlook) someTaskMayLeaveGroup(p event.ProviderID, staying event.WorkloadID) bool {
	for h := range o.Instances {
		x := &o.Instances[h]
		if x.Provider != p || !x.CountsInGroup() {
			continue
		}
		o.Looks += len(x.Tasks)
		for _, i := range x.Tasks {
			if t := o.Tasks.At(i); !o.isDaemonTask(t) && o.mayLeaveUnlessStaying(t, staying) {
				return true
			}
		}
	}
	return false
}

// isDaemonTask reports whether a task is a daemon's.
func (o *Outlook) isDaemonTask(t *state.Task) bool {
	w := o.Owner(t)
	return w.Service != nil && w.Service.Daemon
}
