package engine

import (
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// happenAfter has an entry of a task due after a length of time; it is carried out at once where that is zero.
func (k *cluster) happenAfter(d time.Duration, what state.Kind, i event.TaskID, t *state.Task) {
	if d == 0 {
		k.happen(what, i, t)
		return
	}
	k.schedule(what, i, t, k.Clock.Now().Add(d))
}

// startTask is PROVISIONING: an awsvpc task has its interface created in its
// subnet and attached to the instance; others go to the agent at once.
func (k *cluster) startTask(i event.TaskID, t *state.Task) {
	t.SetTo(state.BeganBefore, k.BeganBeforeRun(t))
	k.addToInstance(i, t)
	if !k.RevisionOf(t).Network.Attach {
		k.toAgent(i, t)
		return
	}
	t.State = event.Provisioning
	if k.Config.Quotas.ENICalls.Burst == 0 || k.mayCall(i, t) {
		k.createInterface(i, t)
	}
}

// createInterface has a task's interface created, in one of its subnets, and attached
// to its instance.
func (k *cluster) createInterface(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	if k.ENIQuota && k.LacksENIs(k.Instances[t.Instance].Subnet, 1) {
		k.fail(i, t, model.StoppedReason{Code: model.StoppedInterfaceQuota})
		return
	}
	if t.Subnet = k.takeAddress(w.Use, t.Instance); t.Subnet < 0 {
		k.fail(i, t, model.StoppedReason{Code: model.StoppedNoAddress})
		return
	}
	manual := k.Config.Groups[k.Instances[t.Instance].Group].ManualENIs
	if k.Instances[t.Instance].Devices+manual < k.Hosts.At(int32(t.Instance)).Registered.ENI {
		k.Instances[t.Instance].Devices++
	} else {
		t.Set(state.NoDeviceIndex)
	}
	k.countENIs(event.SubnetID(t.Subnet), 1, i, t.Instance)
	if k.hears(event.ENICreated) {
		e := k.beginTaskEvent(event.ENICreated, i, t)
		e.Subnet, e.On = event.SubnetID(t.Subnet), !t.Is(state.NoDeviceIndex)
		k.send()
	}
	d := k.AttachLength(t)
	if limit := k.Config.Timings.ENIAttachTimeout; limit > 0 && d > limit {
		k.schedule(state.ENITimedOut, i, t, k.Clock.Now().Add(limit))
		return
	}
	k.happenAfter(d, state.ENIAttached, i, t)
}

// takeAddress takes an address for a task's interface in the first of its subnets
// that lies in the instance's zone and has one free, and returns the subnet; none where
// all are used up (InsufficientFreeAddressesInSubnet).
func (k *cluster) takeAddress(u *config.Use, h event.InstanceID) int16 {
	zone := k.Instances[h].Zone
	try := func(s int) bool { return k.Config.Subnets[s].Zone == zone && k.Subnets[s].Take(1) }
	if len(u.Subnets) == 0 {
		for s := range k.Config.Subnets {
			if try(s) {
				return int16(s)
			}
		}
		return event.None
	}
	for _, s := range u.Subnets {
		if try(s) {
			return int16(s)
		}
	}
	return event.None
}

// onENIAttached fails the task if its interface was begun when no device index was
// left for it: the slot that the scheduler counted on was taken by an interface
// attached by hand, which ECS does not see, or by one still being detached, under
// the reading that frees slots early. The agent reports the interface, so one that
// is disconnected keeps the task waiting.
func (k *cluster) onENIAttached(i event.TaskID, t *state.Task) {
	if t.Is(state.NoDeviceIndex) {
		k.fail(i, t, model.StoppedReason{Code: model.StoppedDeviceIndex})
		return
	}
	if !k.Instances[t.Instance].Connected {
		k.Instances[t.Instance].MissedAttachments = append(k.Instances[t.Instance].MissedAttachments, k.TicketOf(i))
		left := des.Forever
		if limit := k.Config.Timings.ENIAttachTimeout; limit > 0 {
			left = limit - k.AttachLength(t) // its expiry counts from when it was begun
		}
		k.schedule(state.ENITimedOut, i, t, k.Clock.Now().Add(left))
		return
	}
	if k.hears(event.ENIAttached) {
		e := k.beginTaskEvent(event.ENIAttached, i, t)
		e.Subnet = event.SubnetID(t.Subnet)
		k.send()
	}
	k.toAgent(i, t)
}

// toAgent is PENDING: the agent starts the task, or queues it behind others until
// the tasks that it still holds leave room (amazon-ecs-agent, waitingTaskQueue).
func (k *cluster) toAgent(i event.TaskID, t *state.Task) {
	q := &k.Instances[t.Instance].Queue
	if q.Head < 0 && k.AgentFits(i, t) {
		k.agentStart(i, t)
		return
	}
	t.State = event.Waiting
	k.push(q, i)
	k.tellTask(event.TaskWaiting, i, t)
}

// agentStart takes the task's resources on the instance and pulls its image, behind the pause
// container where the mode has one.
func (k *cluster) agentStart(i event.TaskID, t *state.Task) {
	r := k.RevisionOf(t)
	k.Hosts.AgentTake(int32(t.Instance), &r.Claim)
	if k.GPUs != nil {
		k.Hosts.AgentTakeGPUs(int32(t.Instance), k.GPUs[i])
	}
	k.enter(i, t, event.Pending)
	if r.Plan != nil {
		k.beginContainers(i, t)
		return
	}
	d := k.Draw(t, state.DrawPull, k.PullTime(t, r))
	if len(r.Network.Pauses) > 0 {
		d = state.Sum(d, k.Draw(t, state.DrawPause, k.PauseTime(t)))
	}
	k.happenAfter(d, state.ImagesPulled, i, t)
}

// onImagesPulled creates the container; now, and not when it starts, the agent chooses its
// dynamic host ports.
func (k *cluster) onImagesPulled(i event.TaskID, t *state.Task) {
	r := k.RevisionOf(t)
	if len(r.Network.Dynamic) > 0 {
		if why, ok := k.choosePorts(i, t, state.AllContainers); !ok {
			k.fail(i, t, why)
			return
		}
	}
	k.tellContainer(event.ContainerCreated, i, t, 0, event.NoCause)
	d := k.Draw(t, state.DrawStart, k.StartTime(t, r))
	if limit := k.Config.Timings.ContainerStartTimeout; limit > 0 && d > limit {
		k.schedule(state.StartTimedOut, i, t, k.Clock.Now().Add(limit))
		return
	}
	k.happenAfter(d, state.ContainersStart, i, t)
}

// onContainersStart binds what the container publishes and listens on.
func (k *cluster) onContainersStart(i event.TaskID, t *state.Task) {
	n := &k.RevisionOf(t).Network
	why, ok := k.openPorts(i, t, state.AllContainers, n.Bridge, n.ECSBridge)
	if !ok {
		k.startFailed(i, t, why)
		return
	}
	k.tellContainer(event.ContainerStarted, i, t, 0, event.NoCause)
	k.onContainersUp(i, t)
}

// startFailed is the end of a start that came to nothing.
func (k *cluster) startFailed(i event.TaskID, t *state.Task, why model.StoppedReason) {
	if t.Is(state.DesiredStopped) {
		k.halted(i, t)
		return
	}
	k.fail(i, t, why)
}

// onContainersUp is the start of the last container: then the task is RUNNING, or
// ACTIVATING first where target groups wait for it (developer guide of 2026,
// task-lifecycle-explanation). One that is told to stop meanwhile stops.
func (k *cluster) onContainersUp(i event.TaskID, t *state.Task) {
	if t.Is(state.DesiredStopped) {
		k.terminateContainers(i, t)
		return
	}
	if len(k.Owner(t).TargetGroups) > 0 {
		k.enter(i, t, event.Activating)
		k.happenAfter(k.Activating(t), state.TargetsRegistered, i, t)
		return
	}
	k.onTargetsRegistered(i, t)
}

// onTargetsRegistered is RUNNING.
func (k *cluster) onTargetsRegistered(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	runningBefore := t.Is(state.BeganBefore)
	t.State = event.Running
	t.Set(state.HasRun)
	w.Running++
	if k.hears(event.TaskRunning) {
		e := k.beginTaskEvent(event.TaskRunning, i, t)
		e.Length = k.Clock.Now().Sub(t.AskedAt)
		k.send()
	}
	if w.Service == nil {
		t.Unset(state.BeganBefore)
		k.scheduleEnd(i, t, w.RunTask, k.RevisionOf(t), nil)
		return
	}
	k.onServiceTaskRan(t)
	t.Unset(state.BeganBefore)
	k.scheduleExit(i, t, k.RevisionOf(t), nil)
	k.beginChecks(i, t, runningBefore)
}
