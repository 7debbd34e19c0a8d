package engine

import (
	"ecssim/model"
)

// keepRoom has the room of a daemon's revision kept on the instances that should have
// its task: of the one that the service is to run, whether that comes to run or not, as
// managed scaling counts it too. A deployment that has FAILED changes nothing in that.
func (k *cluster) keepRoom(w *workload) {
	if w.service != nil && w.service.Daemon {
		shape := k.deps[w.dep].rev.shape
		k.fleet.Keep(shape)
		clear(k.dues)
		w.follows = k.fleet.Follows(shape)
		k.followers = k.followers || w.follows
	}
}

// wakeFollowers has the service scheduler look at the daemons that belong on instances
// by what runs there, when that has changed.
func (k *cluster) wakeFollowers() {
	k.followed = k.changes
	for _, i := range k.daemons {
		if w := &k.work[i]; w.follows && w.pass.passed {
			k.wake(i)
		}
	}
}

// daemonHosts is the number of instances on which a daemon should run: ACTIVE ones
// that meet its constraints, with room or without.
func (k *cluster) daemonHosts(i workID) int {
	shape := k.deps[k.work[i].dep].rev.shape
	n := 0
	for h := range hostID(len(k.info)) {
		if !k.info[h].active() {
			continue
		}
		switch reason := k.fleet.Check(shape, int32(h)); {
		case reason == model.Fits, reason.OfOtherTasks(),
			(reason == model.ReasonAgent || reason == model.ReasonMemberOf) && k.fleet.Count(k.work[i].group, int32(h)) > 0: // what runs there runs on
			n++
		}
	}
	return n
}

// seek notes whether an instance is there, DRAINING or not, on which the revision of a
// daemon's deployment may run.
func (k *cluster) seek(w *workload) {
	d := k.deps[w.dep]
	for h := hostID(0); !d.wanted && d.moving() && int(h) < len(k.info); h++ {
		d.wanted = k.info[h].state == inService && k.fleet.Qualifies(d.rev.shape, int32(h))
	}
}

// startDaemons puts one task on each instance that should have one and has none,
// resources permitting, n at most.
func (k *cluster) startDaemons(i workID, n int) {
	w := &k.work[i]
	dep := w.dep
	shape := k.deps[dep].rev.shape
	refused := model.Fits
	for h := range hostID(len(k.info)) {
		if k.deps[dep].over() || w.dep != dep {
			return // tasks have failed at once, and the deployment with them
		}
		if !k.info[h].active() {
			continue
		}
		switch reason := k.fleet.Check(shape, int32(h)); {
		case reason == model.Fits && n > 0:
			n--
			w.pass.failures = 0
			k.put(i, h, w.pass.since)
		case reason.OfRoom(): // eligible, but without room
			refused = max(refused, reason)
		}
	}
	if refused != model.Fits {
		k.refuse(i, shape, refused)
	}
}

// startDaemonOn starts a daemon's task on an instance that has just registered:
// ECS reserves what the daemon needs there before anything else is placed (developer
// guide, ecs_services).
func (k *cluster) startDaemonOn(i workID, h hostID) {
	w := &k.work[i]
	shape := k.deps[w.dep].rev.shape
	if k.fleet.Check(shape, int32(h)) == model.Fits && w.pass.passed && !k.deps[w.dep].over() && !k.spent(w) {
		w.requested++
		k.put(i, h, k.clock.Now())
	}
	k.lacks(w)
	k.retryNow(i)
}
