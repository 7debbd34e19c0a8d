package engine

import (
	"strings"

	"ecssim/model"
	"ecssim/sim/des"
)

// lane is the tasks of one revision that one capacity provider takes: those in
// PROVISIONING wait here for room, first come first served.
type lane struct {
	provider providerID
	shape    shapeID
	rev      *revision
	item     int8 // of the revision's lanes: its place in the capacity provider strategy
	tasks    int  // all of the lane's tasks that are not told to stop
	waiting  fifo
	count    int // of waiting
	reason   model.Reason
}

// provide asks a capacity provider for the workload's next task. Which provider is
// decided by base and weight; where the next task goes among those with weights is
// not public: it goes to the one that is furthest below its share.
func (k *cluster) provide(work workID, asked des.Time) (model.Reason, bool) {
	w := &k.work[work]
	l := k.share(w)
	h, reason := k.choose(k.lanes[l].shape, uint64(w.fortune()))
	if k.lanes[l].count > 0 {
		h = none // those that wait are first
	}
	if h < 0 {
		k.lanes[l].reason = reason
		if k.queued >= k.config.Quotas.ProvisioningPerCluster {
			k.event(w, provisioningEvent)
			k.refuse(work, k.lanes[l].shape, model.ReasonProvisioning)
			return model.ReasonProvisioning, false
		}
	}
	t := k.newTask(work, asked)
	x := k.tasks.At(t)
	x.item = k.lanes[l].item
	k.lanes[l].tasks++
	if h >= 0 {
		k.occupy(t, h)
		return model.Fits, true
	}
	x.state = queued
	k.push(&k.lanes[l].waiting, t)
	k.lanes[l].count++
	k.queued++
	k.tellWaits(t, reason)
	k.need(k.lanes[l].provider)
	k.schedule(expired, t, x, k.clock.Now().Add(k.draw(x, drawExpiry, &k.config.Timings.ProvisioningExpiry)))
	k.stir()
	return model.Fits, true
}

// provisioningEvent is what ECS says of a service that is over the limit
// (developer guide, service-event-messages-list).
const provisioningEvent = "was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded."

// share picks the lane of a workload's next task.
func (k *cluster) share(w *workload) laneID {
	r := k.deps[w.dep].rev
	items := w.use.Providers
	weights, beyond := 0, 0
	for j, item := range items {
		if n := k.lanes[r.lanes[j]].tasks; n < item.Base {
			return r.lanes[j]
		}
		weights += item.Weight
		beyond += k.lanes[r.lanes[j]].tasks - item.Base
	}
	best, lead := 0, 0
	for j, item := range items {
		if item.Weight == 0 {
			continue
		}
		behind := item.Weight*(beyond+1) - (k.lanes[r.lanes[j]].tasks-item.Base)*weights
		if lead == 0 && items[best].Weight == 0 || behind > lead {
			best, lead = j, behind
		}
	}
	return r.lanes[best]
}

// waitingFor is how many tasks wait for a capacity provider.
func (k *cluster) waitingFor(p providerID) int {
	n := 0
	for l := range k.lanes {
		if k.lanes[l].provider == p {
			n += k.lanes[l].count
		}
	}
	return n
}

// pump lets in tasks that wait for a capacity provider, as far as there is room.
func (k *cluster) pump() {
	for l := range k.lanes {
		x := &k.lanes[l]
		for x.waiting.head >= 0 {
			t := x.waiting.head
			h, reason := k.choose(x.shape, uint64(k.tasks.At(t).luck))
			if h < 0 {
				x.reason = reason
				break
			}
			k.leaveLane(t)
			k.abandon(k.tasks.At(t))
			k.occupy(t, h)
		}
	}
	k.pumped = k.changes
}

// leaveLane takes a task out of the queue of its lane.
func (k *cluster) leaveLane(i taskID) {
	l := k.laneOf(k.tasks.At(i))
	k.remove(&l.waiting, i)
	l.count--
	k.queued--
	k.stir()
}

// onExpired ends a task that has waited too long for a capacity provider
// (developer guide, api_failures_messages, TaskFailedToStart).
func (k *cluster) onExpired(i taskID, t *task) {
	l := k.laneOf(t)
	why := "TaskFailedToStart: EMPTY CAPACITY PROVIDER"
	if k.providers[l.provider].size > 0 && l.reason != model.Fits {
		why = "TaskFailedToStart: " + strings.TrimSuffix(l.reason.String(), ".")
	}
	k.leaveLane(i)
	if w := k.owner(t); w.service != nil {
		k.undo(w)
	}
	k.fail(i, t, failure{text: why})
}

// hopeful reports whether tasks that wait in a lane may still be placed.
func (k *cluster) hopeful(l laneID) bool { return k.roomMayCome(k.lanes[l].rev, k.lanes[l].shape) }

// helpsByGivingUp reports whether a task that waits for a capacity provider changes
// something for its service when it gives up: the circuit breaker counts that, or none
// may wait in its place, and then an unhealthy task is stopped before it has a successor.
func (k *cluster) helpsByGivingUp(t *task) bool {
	w := k.owner(t)
	return t.due != 0 && t.dep == w.dep && (k.breakable(w) || w.sick > 0 && k.limitMayBind())
}

// limitMayBind reports whether more tasks may want to wait for capacity providers than
// the limit of PROVISIONING tasks lets.
func (k *cluster) limitMayBind() bool {
	n := k.queued
	for i := range k.config.Services {
		if w := &k.work[i]; len(w.use.Providers) > 0 {
			n += w.requested
		}
	}
	return n > k.config.Quotas.ProvisioningPerCluster
}

// whyLane says why tasks will stay in PROVISIONING in a lane of a service.
func (k *cluster) whyLane(w *workload, l laneID) (rule, message string) {
	x := &k.lanes[l]
	if why := k.lackFor(l); why.reason != model.Fits {
		return why.reason.String(), k.saysLack(w, x.provider, why)
	}
	if k.providers[x.provider].size == 0 || x.reason == model.Fits {
		return "EMPTY CAPACITY PROVIDER", serviceSays(w, "was unable to reach steady state. Reason: "+noInstancesOfProvider)
	}
	return x.reason.String(), k.message(w, x.shape, x.reason)
}

const noInstancesOfProvider = "No Container Instances were found in your capacity provider."
