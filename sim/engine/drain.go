package engine

import (
	"ecssim/model"
	"ecssim/sim/config"
)

// drain sets an instance DRAINING: it takes no more tasks, service tasks that do
// not run yet stop at once, running ones are replaced as far as their deployment
// configuration allows, and standalone tasks are left alone (developer guide,
// container-instance-draining). With end it is terminated when it is empty, and with
// renew another is launched in its place.
func (k *cluster) drain(h hostID, cause string, end, renew bool) {
	x := &k.info[h]
	if x.state != inService || x.leaving || x.draining && !end {
		return
	}
	if end {
		x.leaving, x.renew, x.cause = true, renew, cause
		k.timer(drainTimedOut, h, k.clock.Now().Add(k.config.Timings.DrainTimeout))
		if x.provider >= 0 {
			k.providers[x.provider].size--
			k.stir()
		}
	}
	if x.draining {
		k.drained(h)
		return
	}
	x.draining = true
	k.fleet.SetStatus(int32(h), false, x.connected)
	k.changes++
	k.sayHost("instance.draining", h, cause, model.Counted(x.present, "task")+" on it")
	for i := range k.on(h) {
		t := k.tasks.At(i)
		w := k.owner(t)
		switch {
		case w.service == nil || t.is(told):
		case t.state < running:
			k.stopMember(w, i, "its instance drains")
			if !w.service.Daemon { // a daemon's is wanted there no more
				k.lacks(w)
			}
		case w.service.Daemon:
			k.replace(i)
			w.adrift++
			t.set(adrift)
		default:
			k.replace(i)
		}
	}
	k.wakeServices()
	k.drained(h)
}

// retire ends an instance that is given up or replaced, with renew by another one: what
// is DRAINING first where managed draining or a lifecycle hook of the user's own sees to
// that goes when it is empty; elsewhere the tasks end with it, and nobody is told before
// (developer guide, managed-instance-draining).
func (k *cluster) retire(h hostID, cause string, renew bool) {
	x := &k.info[h]
	switch {
	case x.state != inService:
	case k.drainsFirst(x):
		k.drain(h, cause, true, renew)
	default:
		x.renew = renew
		k.terminate(h, cause)
	}
}

// drainsFirst reports whether an instance is DRAINING before it is terminated, unless
// somebody terminates it by EC2's own call.
func (k *cluster) drainsFirst(x *instance) bool {
	switch k.config.Groups[x.group].Draining {
	case config.DrainAlways:
		return true
	case config.DrainNever:
		return x.provider >= 0 && k.config.Providers[x.provider].Drain
	}
	return x.provider < 0 || k.config.Providers[x.provider].Drain
}

// draining reports whether a task is on an instance that drains.
func (k *cluster) draining(t *task) bool { return t.host >= 0 && k.info[t.host].draining }

// drained lets a draining instance go when no task but daemons' is left on it, and
// its daemons with it, which drain last (developer guide, ecs_services).
func (k *cluster) drained(h hostID) {
	x := &k.info[h]
	if x.state != inService || x.present > x.daemons {
		return
	}
	if x.daemons > 0 {
		for i := range k.on(h) {
			if t := k.tasks.At(i); !t.is(told) {
				k.stopTask(i, "its instance drains")
			}
		}
		return
	}
	if x.leaving {
		k.terminate(h, x.cause)
	}
}

func (k *cluster) onDrainTimedOut(h hostID) {
	if x := &k.info[h]; x.state == inService && x.leaving {
		k.terminate(h, x.cause)
	}
}
