package engine

import "ecssim/model"

// mayLaunch reports whether a capacity provider's group may launch an instance, now or
// after what goes on in the cluster: one that it lacks of its desired count, or one that
// tasks need which wait for it now or will, where it has room for one or may give
// another up before while tasks of one workload stay.
func (k *cluster) mayLaunch(p providerID, work workID) bool {
	c, x := &k.config.Providers[p], &k.providers[p]
	if x.size >= x.desired && !(c.Managed && (x.size < c.Max || k.mayShed(p, work)) && k.mayBeAsked(p)) {
		return false
	}
	return k.launchable(groupID(c.Group))
}

// mayTurnOver reports whether a capacity provider may launch an instance or give one up.
func (k *cluster) mayTurnOver(p providerID) bool {
	room := k.providers[p].size < k.config.Providers[p].Max
	return k.mayShed(p, nobody) || room && (k.mayLaunch(p, nobody) || k.mayIdleAgain(p, nobody))
}

// mayIdleAgain reports whether a group may launch an instance that no task needs, now or
// when it has given up those that it has.
func (k *cluster) mayIdleAgain(p providerID, work workID) bool {
	return k.mayBeEmpty(p, work) && k.launchable(groupID(k.config.Providers[p].Group))
}

// mayBeEmpty reports whether a group that launches instances which no task needs has
// none, or may give up those that it has, while tasks of one workload stay.
func (k *cluster) mayBeEmpty(p providerID, work workID) bool {
	if !k.idles(p) || k.ceases(p) {
		return false
	}
	if k.providers[p].size == 0 {
		return !k.waitsOn(p)
	}
	return k.mayShed(p, work)
}

// mayBeAsked reports whether managed scaling of a group may find that it needs more
// instances than it has: for tasks that wait for it, now or later, or to be above its
// target.
func (k *cluster) mayBeAsked(p providerID) bool {
	c := &k.config.Providers[p]
	more, excluded := k.additions(c, p)
	if more > 0 {
		return true
	}
	if n := k.providers[p].size; c.Target < 100 && n > 0 && (excluded == 0 || !k.waitsOn(p)) && (k.busy(p)*100 > n*c.Target || k.goesOn()) {
		return true
	}
	for i := range k.config.Services {
		if k.mayAsk(workID(i), p) {
			return true
		}
	}
	return false
}

// goesOn reports whether tasks may come or go, beside what the scenario has planned and
// the exits of containers that are restarted each time.
func (k *cluster) goesOn() bool { return k.comesAndGoes(0) }

// comesAndGoes is goesOn without so many events.
func (k *cluster) comesAndGoes(without int) bool {
	if k.live-k.script+k.exits-k.repeats > without {
		return true
	}
	for i := range k.config.Services {
		if w := &k.work[i]; k.restless(w) || k.mayScale(w) {
			return true
		}
	}
	return false
}

// astir reports whether anything goes on of which more may come than that tasks wait
// anew: tasks come or go, or the size of a provider's group changes.
func (k *cluster) astir() bool {
	waits := 0 // that end, and of which nothing may come
	for i := range k.config.Services {
		if w := &k.work[i]; !k.breakable(w) {
			waits += w.expiries
		}
	}
	if k.comesAndGoes(waits) {
		return true
	}
	for p := range providerID(len(k.providers)) {
		if k.unsettled(p) || k.mayBeEmpty(p, everybody) && (k.providers[p].size > 0 || k.bars(p).reason == model.Fits) {
			return true
		}
	}
	return waits > 0 && k.givingUpHelps()
}

// asksFor reports whether tasks of a service may wait for a capacity provider that could
// launch an instance for them.
func (k *cluster) asksFor(w *workload, p providerID) bool {
	for _, item := range w.use.Providers {
		if providerID(item.Provider) != p || item.Weight+item.Base == 0 {
			continue
		}
		for _, r := range w.revs {
			if k.perInstance(&k.config.Providers[p], &r.claim, false) > 0 {
				return true
			}
		}
	}
	return false
}

// mayAsk reports whether a service may have tasks wait for a capacity provider: those
// that it starts now or in place of some that go, or, where tasks that wait give up, their
// successors.
func (k *cluster) mayAsk(work workID, p providerID) bool {
	w := &k.work[work]
	if k.deps[w.dep].over() || k.spent(w) || !k.asksFor(w, p) {
		return false
	}
	waiting := 0
	for _, l := range k.deps[w.dep].rev.lanes {
		if n := k.lanes[l].count; n > 0 {
			waiting += n
			next := k.afterGivingUp(l)
			if !endless(k.config.Timings.ProvisioningExpiry) && (k.lanes[next[0]].provider == p || k.lanes[next[1]].provider == p) {
				return true
			}
		}
	}
	if w.placed-waiting != w.running || w.leaving > 0 || w.outgoing > 0 || w.sick > 0 || k.startable(work) > 0 || k.mayScale(w) {
		return true
	}
	for _, t := range w.members {
		if x := k.tasks.At(t); x.state != queued && k.moves(x) {
			return true
		}
	}
	return k.mayLose(w, nobody)
}

// mayShed reports whether managed scaling may give instances of a group up, now or when
// the tasks that may go, other than those of one workload, have gone.
func (k *cluster) mayShed(p providerID, work workID) bool {
	return k.mayShedOf(p, work, k.providers[p].size)
}

// mayShedOf is mayShed of a group that has grown to a size, or has its own.
func (k *cluster) mayShedOf(p providerID, work workID, size int) bool {
	c, x := &k.config.Providers[p], &k.providers[p]
	if !c.Managed || size <= c.Min || k.swinging(p) {
		return false
	}
	stay, victim := 0, size > x.size
	for h := range hostID(len(k.info)) {
		y := &k.info[h]
		if y.provider != p || !y.counts() {
			continue
		}
		stays := k.stays(h, work)
		if stays {
			stay++
		}
		if max((stay*100+c.Target-1)/c.Target, c.Min) >= size {
			return false
		}
		victim = victim || !(c.Protect && stays) && (y.state == inService || y.registers())
	}
	if !victim || size == x.size && k.waitsOn(p) && !k.leaves(p, work) && !k.boots(p) {
		return false // tasks that wait keep it from that, and nothing comes or goes that lets them in
	}
	k.hoped = true
	return true
}

// Whose tasks stay that are not on their way.
const (
	nobody    workID = none
	everybody workID = -2
)

// stays reports whether a task that is no daemon's stays on an instance.
func (k *cluster) stays(h hostID, work workID) bool {
	for n, i := range k.info[h].tasks {
		if t := k.tasks.At(i); !k.isDaemon(t) && !k.goes(t, work) {
			k.glances += n + 1
			return true
		}
	}
	k.glances += len(k.info[h].tasks)
	return false
}

// goes reports whether a task may go from its instance.
func (k *cluster) goes(t *task, work workID) bool {
	return k.moves(t) || work != everybody && k.workOf(t) != work && k.mayGo(t)
}

func (k *cluster) isDaemon(t *task) bool {
	w := k.owner(t)
	return w.service != nil && w.service.Daemon
}

// leaves reports whether a task that is no daemon's may go from an instance of a group.
func (k *cluster) leaves(p providerID, work workID) bool {
	for h := range k.info {
		if y := &k.info[h]; y.provider != p || !y.counts() {
			continue
		}
		k.glances += len(k.info[h].tasks)
		for _, i := range k.info[h].tasks {
			if t := k.tasks.At(i); !k.isDaemon(t) && k.goes(t, work) {
				return true
			}
		}
	}
	return false
}

// waitsOn reports whether a task waits for a capacity provider and will not give up.
func (k *cluster) waitsOn(p providerID) bool {
	for l := range k.lanes {
		x := &k.lanes[l]
		if x.provider != p {
			continue
		}
		for t := x.waiting.head; t >= 0; t = k.tasks.At(t).next {
			if k.tasks.At(t).due == 0 {
				return true
			}
		}
	}
	return false
}

// mayLose reports whether an instance with a task of a service may be given up by its
// group while tasks of one workload, that or nobody's, stay.
func (k *cluster) mayLose(w *workload, work workID) bool {
	for p := range providerID(len(k.providers)) {
		c := &k.config.Providers[p]
		if !k.mayShed(p, work) && !(work != nobody && k.mayShedOf(p, work, c.Max) && k.mayLaunch(p, work)) {
			continue
		}
		for _, t := range w.members {
			h := k.tasks.At(t).host
			if h < 0 || k.info[h].provider != p {
				continue
			}
			if !c.Protect || !k.stays(h, work) {
				return true
			}
		}
	}
	return false
}

// instanceMayCome reports whether an instance on which a task of a shape fits may come:
// one that boots or is replaced, or one that a capacity provider may launch.
func (k *cluster) instanceMayCome(r *revision, shape shapeID) bool {
	switch {
	case k.hosting > 0:
		return true
	case !k.astir():
		return false
	}
	for p := range providerID(len(k.providers)) {
		if k.takes(p, r, shape) && (k.boots(p) || k.mayLaunch(p, r.work) || k.mayIdleAgain(p, r.work)) {
			return true
		}
	}
	return false
}

// takes reports whether a new instance of a capacity provider has room for a task of a
// shape of a revision, and meets its constraints.
func (k *cluster) takes(p providerID, r *revision, shape shapeID) bool {
	c := &k.config.Providers[p]
	if w := &k.work[r.work]; !(w.service != nil && w.service.Daemon) && k.perInstance(c, &r.claim, true) == 0 {
		return false
	}
	g := &k.config.Groups[c.Group]
	trunk, _ := k.trunked(groupID(c.Group))
	for _, zone := range g.Zones {
		in := k.registered(hostKind{groupID(c.Group), zone, trunk}, p)
		if k.fleet.Suits(shape, &in) {
			return true
		}
	}
	return false
}

// boots reports whether an instance of a provider is about to register.
func (k *cluster) boots(p providerID) bool {
	for h := range k.info {
		if x := &k.info[h]; x.provider == p && x.registers() {
			return true
		}
	}
	return false
}
