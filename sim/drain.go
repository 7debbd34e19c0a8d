package sim

// drain sets an instance DRAINING: it takes no more tasks, service tasks that do
// not run yet stop at once, running ones are replaced as far as their deployment
// configuration allows, and standalone tasks are left alone (developer guide,
// container-instance-draining). With end it is terminated when it is empty, and with
// renew another is launched in its place.
func (k *cluster) drain(h int32, cause string, end, renew bool) {
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
	k.fleet.SetStatus(h, false, x.connected)
	k.changes++
	k.sayHost("instance.draining", h, cause, many(int(x.present), "task")+" on it")
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

// draining reports whether a task is on an instance that drains.
func (k *cluster) draining(t *task) bool { return t.host >= 0 && k.info[t.host].draining }

// drained lets a draining instance go when no task but daemons' is left on it, and
// its daemons with it, which drain last (developer guide, ecs_services).
func (k *cluster) drained(h int32) {
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

func (k *cluster) onDrainTimedOut(h int32) {
	if x := &k.info[h]; x.state == inService && x.leaving {
		k.terminate(h, x.cause)
	}
}
