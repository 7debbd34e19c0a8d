package engine

import "math/bits"

// dismiss sets a task's desired status to STOPPED: the control plane counts it no
// more, and its CPU, memory and static ports are free for the next from now on,
// though it may run a while (containers-roadmap issue 575). What it was waiting for
// is void. Its network interface stays.
func (k *cluster) dismiss(i taskID, t *task) {
	d := k.deps[t.dep]
	w := d.owner
	k.abandon(t)
	if t.runs() {
		w.running--
	}
	t.set(told)
	w.placed--
	w.leaving++
	if t.is(outgoing) {
		w.outgoing--
	}
	if t.is(adrift) {
		w.adrift--
	}
	if t.is(healthy) {
		w.healthy--
	}
	if t.is(sick) {
		w.sick--
	}
	if t.item >= 0 {
		k.laneOf(t).tasks--
	}
	k.changes++
	if t.host >= 0 {
		k.fleet.Stop(d.rev.shape, int32(t.host))
		if k.gpus != nil {
			k.hosts.TakeBackGPUs(int32(t.host), k.gpus[i])
		}
	}
	k.track(w)
}

// stopTask tells a task to stop, as StopTask and the service scheduler do.
func (k *cluster) stopTask(i taskID, cause string) {
	t := k.tasks.At(i)
	if t.is(told) {
		return
	}
	start := t.due & (bit(containersStart) | bit(startTimedOut))
	k.dismiss(i, t)
	k.tellStopping(i, cause)
	switch {
	case t.is(lost): // ECS only forgets it
		k.forget(i)
	case t.state == queued:
		k.leaveLane(i)
		k.gone(i, t)
	case t.state == stopping: // its agent stops its containers already
		x := k.inside(i, t)
		x.how = endTold
		k.afterContainers(i, t, x)
	case !k.info[t.host].connected && t.state > provisioning:
		k.info[t.host].untold = append(k.info[t.host].untold, k.ticket(i)) // nobody can tell the agent
	case start != 0: // a container whose start is under way is stopped when it has started
		k.await(eniAttached+kind(bits.TrailingZeros16(start)), t)
	default:
		k.wind(i)
	}
}

// wind goes the way of a stopping task from wherever it stands.
func (k *cluster) wind(i taskID) {
	t := k.tasks.At(i)
	switch t.state {
	case waiting:
		h := t.host
		k.remove(&k.info[h].queue, i)
		k.detach(i, t)
		k.wakeQueue(h) // those behind it may start
	case pending:
		if k.rev(t).plan != nil {
			k.terminateContainers(i, t)
			return
		}
		k.halted(i, t)
	case activating, running:
		if t.is(target) {
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
func (k *cluster) terminateContainers(i taskID, t *task) {
	r := k.rev(t)
	if r.plan != nil {
		x := k.inside(i, t)
		k.endContainers(t, x, endTold, failure{})
		k.moveContainers(i, t, x)
		return
	}
	t.state = stopping
	if k.in(min(k.draw(t, drawStop, &r.halt), r.stop), containersStopped, i, t) {
		k.onContainersStopped(i, t)
	}
}

func (k *cluster) onContainersStopped(i taskID, t *task) {
	k.tellStopped(i)
	k.release(t)
	k.halted(i, t)
}

// halted is the end of a task's containers. The agent gives back what it held for
// it, and those that waited for that may start.
func (k *cluster) halted(i taskID, t *task) {
	h, r := t.host, k.rev(t)
	if t.is(target) {
		k.deregister(t)
	}
	k.letGo(i, t, r)
	k.hosts.AgentRelease(int32(h), &r.claim)
	if k.gpus != nil {
		k.hosts.AgentReleaseGPUs(int32(h), k.gpus[i])
	}
	k.detach(i, t)
	k.wakeQueue(h)
}

// detach is DEPROVISIONING, of a task that has an interface; others are gone.
func (k *cluster) detach(i taskID, t *task) {
	h := t.host
	k.absent(t)
	if k.rev(t).net.Attach {
		if k.config.Options.ENIAtStopping {
			k.freeSlot(t)
		}
		t.state = deprovisioning
		if t.subnet < 0 || k.in(k.draw(t, drawDetach, &k.config.Timings.ENIDetach), eniDeleted, i, t) {
			k.onENIDeleted(i, t)
		}
	} else {
		k.gone(i, t)
	}
	if k.info[h].draining {
		k.drained(h) // last: the instance may go, and what is left of the task with it
	}
}

// absent is the moment at which a stopped task is no more on its host, for a
// deployment that waits for it and an instance that drains.
func (k *cluster) absent(t *task) {
	w := k.owner(t)
	w.leaving--
	if w.service != nil && (w.leaving == 0 || k.config.Options.CountStopping) {
		k.wake(k.workOf(t))
	}
	x := &k.info[t.host]
	if x.present--; w.service != nil && w.service.Daemon {
		x.daemons--
	}
	if x.provider >= 0 && x.present == x.daemons {
		k.stir() // managed scaling needs it no more
	}
}

func (k *cluster) onENIDeleted(i taskID, t *task) {
	if t.subnet >= 0 {
		k.subnets[t.subnet].Release(1)
		if !t.is(noSlot) {
			k.info[t.host].devices--
		}
		k.addENIs(int32(t.subnet), -1)
	}
	if !k.config.Options.ENIAtStopping {
		k.freeSlot(t)
	}
	k.changes++
	if t.is(ran) {
		k.release(t)
	}
	if k.logs() {
		k.tellDeleted(i)
	}
	k.gone(i, t)
}

func (k *cluster) freeSlot(t *task) {
	free := k.hosts.At(int32(t.host)).Free.ENI
	k.fleet.Gone(k.rev(t).shape, int32(t.host))
	k.measure.onSlots(k, t.host, free)
}

// gone is the end of a task's record.
func (k *cluster) gone(i taskID, t *task) {
	if t.host < 0 {
		k.owner(t).leaving--
	} else {
		k.depart(t)
	}
	k.abandon(t)
	if k.gpus != nil {
		delete(k.gpus, i)
	}
	if w := k.owner(t); w.service != nil {
		last := len(w.members) - 1
		k.tasks.At(w.members[last]).place = t.place
		w.members[t.place] = w.members[last]
		w.members = w.members[:last]
	}
	k.tasks.Free(i)
}

// forget strikes out a task whose instance is gone: there is nothing to stop, and
// the interface goes with the instance's deregistration (developer guide,
// deregister_container_instance).
func (k *cluster) forget(i taskID) {
	t := k.tasks.At(i)
	w := k.owner(t)
	w.leaving--
	x := &k.info[t.host]
	if x.present--; w.service != nil && w.service.Daemon {
		x.daemons--
	}
	if t.subnet >= 0 {
		k.subnets[t.subnet].Release(1)
		k.addENIs(int32(t.subnet), -1)
	}
	if k.rev(t).net.Attach {
		k.freeSlot(t)
	}
	if w.service != nil && w.leaving == 0 {
		k.wake(k.workOf(t))
	}
	k.gone(i, t)
}
