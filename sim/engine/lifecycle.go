package engine

import (
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// What a task's chance decides, one draw each.
const (
	drawAttach uint32 = iota + 1
	drawPause
	drawPull
	drawStart
	drawRun
	drawDetach
	drawReady
	drawProxy
	drawDependency
	drawRegister
	drawPhase
	drawExit
	drawStop
	drawExpiry
)

// draw is what a step takes for a task; nothing where it began before the run.
func (k *cluster) draw(t *task, purpose uint32, d *des.Dist) time.Duration {
	if t.is(early) {
		return 0
	}
	if length, ok := d.IsConstant(); ok {
		return length
	}
	return k.chance(t, purpose, d)
}

func (k *cluster) chance(t *task, purpose uint32, d *des.Dist) time.Duration {
	return t.luck.Draw(purpose, *d, &k.scratch)
}

// in schedules an event of a task, or says that it happens now.
func (k *cluster) in(d time.Duration, what kind, i taskID, t *task) (now bool) {
	if d == 0 {
		return true
	}
	k.schedule(what, i, t, k.clock.Now().Add(d))
	return false
}

// startTask is PROVISIONING: an awsvpc task has its interface created in its
// subnet and attached to the instance; others go to the agent at once.
func (k *cluster) startTask(i taskID, t *task) {
	t.turn(early, k.began(t))
	k.arrive(i, t)
	if !k.rev(t).net.Attach {
		k.toAgent(i, t)
		return
	}
	t.state = provisioning
	if k.config.Quotas.ENICalls.Burst == 0 || k.mayCall(i, t) {
		k.createInterface(i, t)
	}
}

// createInterface has a task's interface created, in one of its subnets, and attached
// to its instance.
func (k *cluster) createInterface(i taskID, t *task) {
	w := k.owner(t)
	if k.eniQuota && k.lacksENIs(k.info[t.host].subnet, 1) {
		k.fail(i, t, failedQuota)
		return
	}
	if t.subnet = k.interfaceIn(w.use, t.host); t.subnet < 0 {
		k.fail(i, t, failedAddresses)
		return
	}
	manual := k.config.Groups[k.info[t.host].group].ManualENIs
	if k.info[t.host].devices+manual < k.hosts.At(int32(t.host)).Registered.ENI {
		k.info[t.host].devices++
	} else {
		t.set(noSlot)
	}
	k.addENIs(int32(t.subnet), 1)
	d := k.draw(t, drawAttach, k.attach(t))
	if limit := k.config.Timings.ENIAttachTimeout; limit > 0 && d > limit {
		k.schedule(eniTimedOut, i, t, k.clock.Now().Add(limit))
		return
	}
	if k.in(d, eniAttached, i, t) {
		k.onENIAttached(i, t)
	}
}

// attach is what attaching a task's interface takes on its host.
func (k *cluster) attach(t *task) *des.Dist {
	if k.info[t.host].trunk {
		return &k.config.Timings.BranchAttach
	}
	return &k.config.Timings.ENIAttach
}

// interfaceIn takes an address for a task's interface in the first of its subnets
// that lies in the host's zone and has one free, and returns the subnet; none where
// all are used up (InsufficientFreeAddressesInSubnet).
func (k *cluster) interfaceIn(u *config.Use, h hostID) int16 {
	zone := k.info[h].zone
	try := func(s int) bool { return k.config.Subnets[s].Zone == zone && k.subnets[s].Take(1) }
	if len(u.Subnets) == 0 {
		for s := range k.config.Subnets {
			if try(s) {
				return int16(s)
			}
		}
		return none
	}
	for _, s := range u.Subnets {
		if try(s) {
			return int16(s)
		}
	}
	return none
}

// onENIAttached fails the task if its interface was begun when no device index was
// left for it: the slot that the scheduler counted on was taken by an interface
// attached by hand, which ECS does not see, or by one still being detached, under
// the reading that frees slots early. The agent reports the interface, so one that
// is disconnected keeps the task waiting.
func (k *cluster) onENIAttached(i taskID, t *task) {
	if t.is(noSlot) {
		k.fail(i, t, failedDeviceIndex)
		return
	}
	if !k.info[t.host].connected {
		k.info[t.host].missed = append(k.info[t.host].missed, k.ticket(i))
		left := des.Forever
		if limit := k.config.Timings.ENIAttachTimeout; limit > 0 {
			left = limit - k.draw(t, drawAttach, k.attach(t)) // its expiry counts from when it was begun
		}
		k.schedule(eniTimedOut, i, t, k.clock.Now().Add(left))
		return
	}
	if k.logs() {
		k.tellAttached(i)
	}
	k.toAgent(i, t)
}

// toAgent is PENDING: the agent starts the task, or queues it behind others until
// the tasks that it still holds leave room (amazon-ecs-agent, waitingTaskQueue).
func (k *cluster) toAgent(i taskID, t *task) {
	q := &k.info[t.host].queue
	if q.head < 0 && k.hosts.AgentFits(int32(t.host), &k.rev(t).claim) && (k.gpus == nil || k.hosts.AgentHasGPUs(int32(t.host), k.gpus[i])) {
		k.agentStart(i, t)
		return
	}
	t.state = waiting
	k.push(q, i)
	k.say("task.queued", i, "the agent still holds what it needs", "")
}

// agentStart takes the task's resources on the host and pulls its image, behind the pause
// container where the mode has one.
func (k *cluster) agentStart(i taskID, t *task) {
	r := k.rev(t)
	k.hosts.AgentTake(int32(t.host), &r.claim)
	if k.gpus != nil {
		k.hosts.AgentTakeGPUs(int32(t.host), k.gpus[i])
	}
	t.state = pending
	if r.plan != nil {
		k.beginContainers(i, t)
		return
	}
	d := k.draw(t, drawPull, &r.pull)
	if len(r.net.Pauses) > 0 {
		d = sum(d, k.draw(t, drawPause, &k.config.Timings.PauseStart))
	}
	if k.in(d, imagesPulled, i, t) {
		k.onImagesPulled(i, t)
	}
}

// onImagesPulled creates the container; now, and not when it starts, the agent chooses its
// dynamic host ports.
func (k *cluster) onImagesPulled(i taskID, t *task) {
	r := k.rev(t)
	if len(r.net.Dynamic) > 0 {
		if err := k.sockets.choose(t, &r.net, allParts); err != nil {
			k.fail(i, t, failure{text: model.HostConfigErrorPrefix + err.Error(), port: true})
			return
		}
	}
	d := k.draw(t, drawStart, &r.start)
	if limit := k.config.Timings.ContainerStartTimeout; limit > 0 && d > limit {
		k.schedule(startTimedOut, i, t, k.clock.Now().Add(limit))
		return
	}
	if k.in(d, containersStart, i, t) {
		k.onContainersStart(i, t)
	}
}

// onContainersStart binds what the container publishes and listens on.
func (k *cluster) onContainersStart(i taskID, t *task) {
	n := &k.rev(t).net
	switch why, ok := k.sockets.open(k.hosts, t, n, allParts, n.Bridge, n.ECSBridge); {
	case !ok:
		k.startFailed(i, t, why)
	case t.is(told):
		k.terminateContainers(i, t)
	default:
		k.onContainersUp(i, t)
	}
}

// startFailed is the end of a start that came to nothing.
func (k *cluster) startFailed(i taskID, t *task, why failure) {
	if t.is(told) {
		k.halted(i, t)
		return
	}
	k.fail(i, t, why)
}

// onContainersUp is the start of the last container: then the task is RUNNING, or
// ACTIVATING first where several target groups wait for it.
func (k *cluster) onContainersUp(i taskID, t *task) {
	if w := k.owner(t); w.service != nil && len(w.service.Targets) > 1 {
		t.state = activating
		if !k.in(k.draw(t, drawRegister, &k.config.Timings.TargetRegistration), targetsRegistered, i, t) {
			return
		}
	}
	k.onTargetsRegistered(i, t)
}

// onTargetsRegistered is RUNNING.
func (k *cluster) onTargetsRegistered(i taskID, t *task) {
	w := k.owner(t)
	runningBefore := t.is(early)
	t.state = running
	t.set(ran)
	w.running++
	k.measure.run.Add(k.clock.Now().Sub(t.asked))
	if k.logs() {
		k.tellRunning(i)
	}
	if w.service == nil {
		k.scheduleEnd(i, t, w.stream, k.rev(t), nil)
		return
	}
	k.onServiceTaskRan(t)
	t.unset(early)
	k.scheduleExit(i, t, k.rev(t), nil)
	k.beginChecks(i, t, runningBefore)
}
