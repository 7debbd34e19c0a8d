package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// terminate ends an instance: its containers end at once, and ECS notices some
// time later.
func (k *cluster) terminate(h event.InstanceID, cause event.Cause) {
	x := &k.Instances[h]
	switch x.State {
	case state.Registering, state.InService:
	default:
		return
	}
	k.spend(1)
	if !x.Retiring {
		k.group(x.Group).leave()
	}
	was := x.State
	if was != state.InService {
		k.Booting--
	}
	k.stopTimers(h)
	x.State = state.Ending
	x.Retiring = true
	x.EndedAt = k.Clock.Now()
	k.tellInstance(event.InstanceTerminated, h, cause, int(x.TaskCount))
	if was == state.InService {
		k.Fleet.Deregister(int32(h))
		k.Changes++
		k.loseTasks(h)
	}
	k.Subnets[x.Subnet].Release(model.HostAddresses(x.Trunk))
	k.countENIs(event.SubnetID(x.Subnet), -int(model.HostAddresses(x.Trunk)), event.None, h)
	if x.TaskCount > 0 {
		k.scheduleForInstance(state.InstanceMissed, h, k.Clock.Now().Add(k.Config.Timings.LostHostGrace))
	}
	k.scheduleForInstance(state.InstanceInactive, h, k.Clock.Now().Add(x.Luck.Draw(state.DrawEnd, *k.EndTime(h), &k.Scratch)))
	if x.ToBeReplaced {
		k.launchInFirstZone(x.Group, event.TakesThePlaceOf, h)
	}
	k.reviewProviders()
	k.wakeServices()
}

func (k *cluster) onInstanceInactive(h event.InstanceID) {
	k.Instances[h].State = state.Inactive
	k.tellInstance(event.InstanceInactive, h, event.NoCause, 0)
}

// loseTasks ends the containers on an instance that is gone. ECS goes on counting the
// tasks that it has not told to stop until it notices.
func (k *cluster) loseTasks(h event.InstanceID) {
	x := &k.Instances[h]
	x.Queue = state.EmptyQueue()
	for i := range k.TasksOn(h) {
		t := k.Tasks.At(i)
		w := k.Owner(t)
		k.strikeOffAll(t)
		t.Next = event.None
		switch {
		case t.State == event.Deprovisioning:
			k.onENIDeleted(i, t)
			continue
		case t.State > event.Pending:
			if t.Is(state.TargetRegistered) {
				k.deregisterTargets(i, t)
			}
			k.releasePorts(i, t, k.RevisionOf(t))
			k.agentRelease(i, t)
		case t.State == event.Pending:
			k.releasePorts(i, t, k.RevisionOf(t))
			k.agentRelease(i, t)
		}
		if !t.Is(state.NoDeviceIndex) && t.Subnet >= 0 {
			x.Devices--
		}
		ran := t.Runs()
		t.Set(state.InstanceLost)
		if ran && !t.Is(state.DesiredStopped) {
			w.Running--
		}
		k.tellTask(event.TaskLost, i, t)
		if w.Watch != nil {
			k.health.Lost(t, w)
		}
		if t.Is(state.DesiredStopped) {
			k.forget(i)
		}
	}
	x.MissedStops, x.MissedAttachments = nil, nil
}

// onInstanceMissed is the moment at which ECS notices that an instance is gone: its
// tasks are stopped, and services make up for theirs.
func (k *cluster) onInstanceMissed(h event.InstanceID) {
	k.tellInstance(event.InstanceMissed, h, event.NoCause, int(k.Instances[h].TaskCount))
	why := model.StoppedReason{Code: model.StoppedHost}
	for i := range k.TasksOn(h) {
		t := k.Tasks.At(i)
		if !t.Is(state.InstanceLost) {
			continue
		}
		w := k.Owner(t)
		k.countFailure(t, why)
		k.tellFailure(i, t, why)
		if w.Service != nil {
			k.noteLacking(w)
			k.wake(k.WorkloadOf(t))
		}
		k.stopTask(i, event.InstanceIsGone)
	}
}
