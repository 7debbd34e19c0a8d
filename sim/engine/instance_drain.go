package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// drain sets an instance DRAINING: it takes no more tasks, service tasks that do not run yet
// stop at once, running ones are replaced as far as their deployment configuration allows, and
// standalone tasks are left alone (developer guide, container-instance-draining).
func (k *cluster) drain(h event.InstanceID, cause event.Cause) {
	x := &k.Instances[h]
	if x.State != state.InService || x.Retiring || x.Draining {
		return
	}
	k.setDraining(h, cause)
	k.drainFurther(h)
}

// drainToTerminate sets an instance DRAINING that is terminated when it is empty, and with
// replace another is launched in its place then.
func (k *cluster) drainToTerminate(h event.InstanceID, cause event.Cause, replace bool) {
	x := &k.Instances[h]
	if x.State != state.InService || x.Retiring {
		return
	}
	x.Retiring, x.ToBeReplaced, x.Cause = true, replace, cause
	if k.hears(event.InstanceRetiring) {
		k.emit(event.Event{Kind: event.InstanceRetiring, Instance: h, Cause: cause, On: replace})
	}
	k.scheduleTimer(state.DrainTimedOut, h, k.Clock.Now().Add(k.Config.Timings.DrainTimeout))
	k.group(x.Group).leave()
	if x.Provider >= 0 {
		k.reviewProviders()
	}
	if !x.Draining {
		k.setDraining(h, cause)
	}
	k.drainFurther(h)
}

// setDraining is the change of an instance's status to DRAINING.
func (k *cluster) setDraining(h event.InstanceID, cause event.Cause) {
	x := &k.Instances[h]
	x.Draining = true
	k.Fleet.SetStatus(int32(h), false, x.Connected)
	k.Changes++
	k.tellInstance(event.InstanceDraining, h, cause, int(x.TaskCount))
	for i := range k.TasksOn(h) {
		t := k.Tasks.At(i)
		w := k.Owner(t)
		switch {
		case w.Service == nil || t.Is(state.DesiredStopped):
		case t.State < event.Running:
			k.stopTask(i, event.InstanceDrains)
			if !w.Service.Daemon { // a daemon's is wanted there no more
				k.noteLacking(w)
			}
		case w.Service.Daemon:
			k.supersede(i)
			w.DaemonsDraining++
			t.Set(state.DaemonDraining)
			k.tellTask(event.TaskDraining, i, t)
		default:
			k.supersede(i)
		}
	}
	k.wakeServices()
}

// retire ends an instance that is given up or, with replace, replaced by another one: what
// is DRAINING first where managed draining or a lifecycle hook of the user's own sees to
// that goes when it is empty; elsewhere the tasks end with it, and nobody is told before
// (developer guide, managed-instance-draining).
func (k *cluster) retire(h event.InstanceID, cause event.Cause, replace bool) {
	x := &k.Instances[h]
	switch {
	case x.State != state.InService:
	case k.DrainsFirst(x):
		k.drainToTerminate(h, cause, replace)
	default:
		x.ToBeReplaced = replace
		k.terminate(h, cause)
	}
}

// drainFurther terminates a draining instance when no task but daemons' is left on it, and stops
// its daemons with it, which drain last (developer guide, ecs_services).
func (k *cluster) drainFurther(h event.InstanceID) {
	x := &k.Instances[h]
	if x.State != state.InService || x.TaskCount > x.Daemons {
		return
	}
	if x.Daemons > 0 {
		for i := range k.TasksOn(h) {
			if t := k.Tasks.At(i); !t.Is(state.DesiredStopped) {
				k.stopTask(i, event.DaemonsDrainLast)
			}
		}
		return
	}
	if x.Retiring {
		k.terminate(h, x.Cause)
	}
}

func (k *cluster) onDrainTimedOut(h event.InstanceID) {
	if x := &k.Instances[h]; x.State == state.InService && x.Retiring {
		k.terminate(h, x.Cause)
	}
}
