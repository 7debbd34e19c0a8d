package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// keepRoom has the room of a daemon's revision kept on the instances that should have
// its task: of the one that the service is to run, whether that comes to run or not, as
// managed scaling counts it too. A deployment that has FAILED changes nothing in that.
func (k *cluster) keepRoom(w *state.Workload) {
	if w.Service != nil && w.Service.Daemon {
		shape := k.Deployments[w.Primary].Revision.Shape
		k.Fleet.Keep(shape)
		clear(k.DaemonClaims)
		w.FollowsTasks = k.Fleet.Follows(shape)
		k.followers = k.followers || w.FollowsTasks
	}
}

// wakeFollowers makes a pass due of the daemons whose constraints are about the tasks on an
// instance, when those have changed.
func (k *cluster) wakeFollowers() {
	k.followersWokenAt = k.Changes
	for _, i := range k.DaemonServices {
		if w := &k.Workloads[i]; w.FollowsTasks && w.Pass.HadPass {
			k.wake(i)
		}
	}
}

// noteInstancesOfDaemon notes whether an instance is there, DRAINING or not, on which the revision of a
// daemon's deployment may run.
func (k *cluster) noteInstancesOfDaemon(w *state.Workload) {
	d := k.Deployments[w.Primary]
	for h := event.InstanceID(0); !d.HadInstance && d.Open() && int(h) < len(k.Instances); h++ {
		d.HadInstance = k.Instances[h].State == state.InService && k.Fleet.Qualifies(d.Revision.Shape, int32(h))
	}
}

// startDaemons puts one task on each instance that should have one and has none,
// resources permitting, n at most.
func (k pass) startDaemons(n int) {
	w := k.w
	dep := w.Primary
	shape := k.Deployments[dep].Revision.Shape
	refused := model.Fits
	serial, placed := w.LastSerial, w.Placed
	for h := range event.InstanceID(len(k.Instances)) {
		if k.Deployments[dep].Failed() || w.Primary != dep {
			return // tasks have failed at once, and the deployment with them
		}
		if !k.Instances[h].Active() {
			continue
		}
		switch reason := k.Fleet.Check(shape, int32(h)); {
		case reason == model.Fits && n > 0:
			n--
			w.Pass.FailedTries = 0
			k.startOn(dep, h, w.Pass.LackingSince)
		case reason.OfRoom(): // eligible, but without room
			refused = max(refused, reason)
		}
	}
	if refused != model.Fits {
		k.refuse(dep, shape, refused)
	}
	if w.Placed-placed < int(w.LastSerial-serial) {
		w.Pass.TriedAt = -1 // some have failed at once: there may be room again where they were
	}
}

// startDaemonOn starts a daemon's task on an instance that has just registered:
// ECS reserves what the daemon needs there before anything else is placed (developer
// guide, ecs_services).
func (k *cluster) startDaemonOn(i event.WorkloadID, h event.InstanceID) {
	w := &k.Workloads[i]
	shape := k.Deployments[w.Primary].Revision.Shape
	if k.Fleet.Check(shape, int32(h)) == model.Fits && w.Pass.HadPass && !k.Deployments[w.Primary].Failed() && !k.StartsNoMore(w) {
		k.setRequested(i, w.Requested+1, event.InstancesOfDaemon)
		k.startOn(w.Primary, h, k.Clock.Now())
	}
	k.noteLacking(w)
	k.retryNow(i)
}
