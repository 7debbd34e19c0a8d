package engine

import (
	"ecssim/model"
)

// terminate ends an instance: its containers end at once, and ECS notices some
// time later.
func (k *cluster) terminate(h hostID, cause string) {
	x := &k.info[h]
	switch x.state {
	case registering, inService:
	default:
		return
	}
	if x.provider >= 0 {
		if !x.leaving {
			k.providers[x.provider].size--
		}
		k.providers[x.provider].terminated++
	}
	was := x.state
	if was == inService {
		k.measure.onGone(k, h)
	} else {
		k.booting--
	}
	k.stopTimers(h)
	x.state = ending
	x.leaving = true
	x.ended = k.clock.Now()
	k.sayHost("instance.terminated", h, cause, model.Counted(x.present, "task")+" on it")
	if was == inService {
		k.fleet.Deregister(int32(h))
		k.changes++
		k.lose(h)
	}
	k.subnets[x.subnet].Release(model.HostAddresses(x.trunk))
	k.addENIs(x.subnet, -int(model.HostAddresses(x.trunk)))
	if x.present > 0 {
		k.later(hostMissed, h, k.clock.Now().Add(k.config.Timings.LostHostGrace))
	}
	k.later(instanceInactive, h, k.clock.Now().Add(x.luck.Draw(drawEnd, k.config.Timings.InstanceTerminate, &k.scratch)))
	if x.renew {
		k.boot(x.group, "it takes the place of "+x.id)
	}
	k.stir()
	k.wakeServices()
}

const drawEnd = 2

func (k *cluster) onInstanceInactive(h hostID) {
	k.info[h].state = inactive
	k.sayHost("instance.inactive", h, "its termination is over", "")
}

// lose ends the containers on an instance that is gone. ECS goes on counting the
// tasks that it has not told to stop until it notices.
func (k *cluster) lose(h hostID) {
	x := &k.info[h]
	x.queue = fifo{none, none}
	for i := range k.on(h) {
		t := k.tasks.At(i)
		w := k.owner(t)
		k.abandon(t)
		t.next = none
		switch {
		case t.state == deprovisioning:
			k.onENIDeleted(i, t)
			continue
		case t.state > pending:
			if t.is(target) {
				k.deregister(t)
			}
			k.letGo(i, t, k.rev(t))
			k.agentRelease(i, t)
		case t.state == pending:
			k.letGo(i, t, k.rev(t))
			k.agentRelease(i, t)
		}
		if !t.is(noSlot) && t.subnet >= 0 {
			x.devices--
		}
		ran := t.runs()
		t.set(lost)
		if t.is(told) {
			k.forget(i)
			continue
		}
		if ran {
			w.running--
			k.track(w)
		}
	}
	x.untold, x.missed = nil, nil
}

// onHostMissed is the moment at which ECS notices that an instance is gone: its
// tasks are stopped, and services make up for theirs.
func (k *cluster) onHostMissed(h hostID) {
	k.sayHost("instance.missed", h, "ECS notices now that it is gone", model.Counted(k.info[h].present, "task")+" to stop")
	for i := range k.on(h) {
		t := k.tasks.At(i)
		if !t.is(lost) {
			continue
		}
		w := k.owner(t)
		k.countFailure(w, failedHost)
		k.tellFailed(i, t.state, failedHost)
		if w.service != nil {
			k.lacks(w)
			k.wake(k.workOf(t))
		}
		k.stopTask(i, failedHost.text)
	}
}
