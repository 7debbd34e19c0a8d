package engine

import (
	"math/bits"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// dismiss sets a task's desired status to STOPPED: the control plane counts it no
// more, and its CPU, memory and static ports are free for the next from now on,
// though it may run a while (containers-roadmap issue 575). What it was waiting for
// is void. Its network interface stays.
func (k *cluster) dismiss(i event.TaskID, t *state.Task) {
	d := k.Deployments[t.Deployment]
	w := d.Owner
	k.spend(1)
	k.strikeOffAll(t)
	if t.Runs() {
		w.Running--
	}
	t.Set(state.DesiredStopped)
	w.Placed--
	d.Placed--
	w.Leaving++
	if t.Is(state.Healthy) {
		w.Healthy--
		d.Healthy--
	}
	if t.Is(state.Unhealthy) {
		d.Unhealthy--
	}
	if t.Is(state.ToReplace) {
		w.ToReplace--
	} else if t.Is(state.Unhealthy) {
		w.Unhealthy--
	}
	if t.Is(state.DaemonDraining) {
		w.DaemonsDraining--
	}
	if t.StrategyItem >= 0 {
		k.QueueOf(t).Tasks--
	}
	k.Changes++
	if t.Instance >= 0 {
		k.Fleet.Stop(d.Revision.Shape, int32(t.Instance))
		if k.GPUs != nil {
			k.Hosts.TakeBackGPUs(int32(t.Instance), k.GPUs[i])
		}
	}
	if k.hears(event.TaskDismissed) {
		e := k.beginTaskEvent(event.TaskDismissed, i, t)
		e.State = t.State
		k.send()
	}
	if w.Watch != nil {
		k.health.Left(i, t, w)
	}
}

// stopTask tells a task to stop, as StopTask and the service scheduler do.
func (k *cluster) stopTask(i event.TaskID, cause event.Cause) {
	t := k.Tasks.At(i)
	if t.Is(state.DesiredStopped) {
		return
	}
	start := t.Due & (state.DueBit(state.ContainersStart) | state.DueBit(state.StartTimedOut))
	k.dismiss(i, t)
	if k.hears(event.TaskStopping) {
		e := k.beginTaskEvent(event.TaskStopping, i, t)
		e.Cause, e.State = cause, t.State
		k.send()
	}
	switch {
	case t.Is(state.InstanceLost): // ECS only forgets it
		k.forget(i)
	case t.State == event.Queued:
		k.leaveQueue(i)
		k.gone(i, t)
	case t.State == event.Stopping: // its agent stops its containers already
		x := k.containersOf(i, t)
		x.EndedBy = state.EndStopped
		k.afterContainers(i, t, x)
	case !k.Instances[t.Instance].Connected && t.State > event.Provisioning:
		x := &k.Instances[t.Instance] // its agent cannot be told
		x.MissedStops = append(x.MissedStops, k.TicketOf(i))
	case start != 0: // a container whose start is under way is stopped when it has started
		k.await(state.ENIAttached+state.Kind(bits.TrailingZeros16(start)), t)
	default:
		k.proceedToStop(i)
	}
}

// proceedToStop begins to stop a task whose desired status is STOPPED, from whatever state it is in.
func (k *cluster) proceedToStop(i event.TaskID) {
	t := k.Tasks.At(i)
	switch t.State {
	case event.Waiting:
		h := t.Instance
		k.remove(&k.Instances[h].Queue, i)
		k.detach(i, t)
		k.wakeQueue(h) // those behind it may start
	case event.Pending:
		if k.RevisionOf(t).Plan != nil {
			k.terminateContainers(i, t)
			return
		}
		k.halted(i, t)
	case event.Activating, event.Running:
		if t.Is(state.TargetRegistered) {
			k.drainTargets(i)
			return
		}
		k.terminateContainers(i, t)
	default:
		k.detach(i, t)
	}
}

// terminateContainers is STOPPING: SIGTERM, and SIGKILL after the stop timeout
// (ECS API ContainerDefinition, stopTimeout).
func (k *cluster) terminateContainers(i event.TaskID, t *state.Task) {
	r := k.RevisionOf(t)
	if r.Plan != nil {
		x := k.containersOf(i, t)
		k.endContainers(i, t, x, state.EndStopped, model.StoppedReason{})
		k.advanceContainers(i, t, x)
		return
	}
	k.enter(i, t, event.Stopping)
	k.happenAfter(min(k.Draw(t, state.DrawStop, &r.ApplicationStop), r.StopTimeout), state.ContainersStopped, i, t)
}

func (k *cluster) onContainersStopped(i event.TaskID, t *state.Task) {
	if k.hears(event.TaskStopped) {
		k.tellCause(event.TaskStopped, i, t, k.StoppedBy(t))
	}
	k.release(t)
	k.halted(i, t)
}

// halted is the end of a task's containers. The agent gives back what it held for
// it, and those that waited for that may start.
func (k *cluster) halted(i event.TaskID, t *state.Task) {
	h, r := t.Instance, k.RevisionOf(t)
	if t.Is(state.TargetRegistered) {
		k.deregisterTargets(i, t)
	}
	k.releasePorts(i, t, r)
	k.agentRelease(i, t)
	k.detach(i, t)
	k.wakeQueue(h)
}

// detach is DEPROVISIONING, of a task that has an interface; others are gone.
func (k *cluster) detach(i event.TaskID, t *state.Task) {
	h := t.Instance
	k.leaveInstance(i, t)
	if k.RevisionOf(t).Network.Attach {
		if k.Config.Options.ENIAtStopping {
			k.freeSlot(i, t)
		}
		k.enter(i, t, event.Deprovisioning)
		if t.Subnet < 0 {
			k.onENIDeleted(i, t)
		} else {
			k.happenAfter(k.Draw(t, state.DrawDetach, k.DetachTime(t)), state.ENIDeleted, i, t)
		}
	} else {
		k.gone(i, t)
	}
	if k.Instances[h].Draining {
		k.drainFurther(h) // last: the instance may go, and what is left of the task with it
	}
}

// leaveInstance is the moment at which a stopped task is no more on its instance, for a
// deployment that waits for it and an instance that drains.
func (k *cluster) leaveInstance(i event.TaskID, t *state.Task) {
	k.tellTask(event.TaskLeft, i, t)
	w := k.Owner(t)
	if w.Leaving--; w.Leaving == 0 {
		w.Pass.SettledAt = k.Clock.Now()
	}
	if w.Service != nil && (w.Leaving == 0 || k.Config.Options.CountStopping) {
		k.wake(k.WorkloadOf(t))
	}
	x := &k.Instances[t.Instance]
	if x.TaskCount--; w.Service != nil && w.Service.Daemon {
		x.Daemons--
	}
	if x.Provider >= 0 && x.TaskCount == x.Daemons {
		k.reviewProviders() // managed scaling needs it no more
	}
}

func (k *cluster) onENIDeleted(i event.TaskID, t *state.Task) {
	if t.Subnet >= 0 {
		if k.hears(event.ENIDeleted) {
			e := k.beginTaskEvent(event.ENIDeleted, i, t)
			e.Subnet, e.On = event.SubnetID(t.Subnet), !t.Is(state.NoDeviceIndex)
			k.send()
		}
		k.Subnets[t.Subnet].Release(1)
		if !t.Is(state.NoDeviceIndex) {
			k.Instances[t.Instance].Devices--
		}
		k.countENIs(event.SubnetID(t.Subnet), -1, i, t.Instance)
	}
	if !k.Config.Options.ENIAtStopping {
		k.freeSlot(i, t)
	}
	k.Changes++
	if t.Is(state.HasRun) {
		k.release(t)
	}
	k.gone(i, t)
}

func (k *cluster) freeSlot(i event.TaskID, t *state.Task) {
	k.Fleet.Gone(k.RevisionOf(t).Shape, int32(t.Instance))
	k.tellSlot(event.SlotFreed, i, t)
}

// gone is the end of a task's record.
func (k *cluster) gone(i event.TaskID, t *state.Task) {
	k.tellTask(event.TaskGone, i, t)
	if t.Instance < 0 {
		k.Owner(t).Leaving--
	} else {
		k.removeFromInstance(t)
	}
	k.strikeOffAll(t)
	if k.GPUs != nil {
		delete(k.GPUs, i)
	}
	if w := k.Owner(t); w.Service != nil {
		last := len(w.Members) - 1
		k.Tasks.At(w.Members[last]).MemberIndex = t.MemberIndex
		w.Members[t.MemberIndex] = w.Members[last]
		w.Members = w.Members[:last]
	}
	k.Tasks.Free(i)
}

// forget strikes out a task whose instance is gone: there is nothing to stop, and
// the interface goes with the instance's deregistration (developer guide,
// deregister_container_instance).
func (k *cluster) forget(i event.TaskID) {
	t := k.Tasks.At(i)
	w := k.Owner(t)
	k.tellTask(event.TaskLeft, i, t)
	w.Leaving--
	x := &k.Instances[t.Instance]
	if x.TaskCount--; w.Service != nil && w.Service.Daemon {
		x.Daemons--
	}
	if t.Subnet >= 0 {
		k.Subnets[t.Subnet].Release(1)
		k.countENIs(event.SubnetID(t.Subnet), -1, i, t.Instance)
	}
	if k.RevisionOf(t).Network.Attach {
		k.freeSlot(i, t)
	}
	if w.Service != nil && w.Leaving == 0 {
		k.wake(k.WorkloadOf(t))
	}
	k.gone(i, t)
}
