package sim

import (
	"strings"

	"ecssim/model"
	"ecssim/sim/des"
)

// lane is the tasks of one revision that one capacity provider takes: those in
// PROVISIONING wait here for room, first come first served.
type lane struct {
	provider int32
	shape    int32
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
func (k *cluster) provide(i int32, asked des.Time) (model.Reason, bool) {
	w := &k.work[i]
	l := k.share(w)
	h, reason := k.fleet.Choose(k.lanes[l].shape, uint64(w.fortune()))
	if k.lanes[l].count > 0 {
		h = -1 // those that wait are first
	}
	if h < 0 {
		k.lanes[l].reason = reason
		if k.queued >= k.config.Quotas.ProvisioningPerCluster {
			k.event(w, provisioningEvent)
			k.refuse(i, k.lanes[l].shape, model.ReasonProvisioning)
			return model.ReasonProvisioning, false
		}
	}
	t := k.newTask(i, asked)
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
func (k *cluster) share(w *workload) int32 {
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
func (k *cluster) waitingFor(p int32) int {
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
			h, reason := k.fleet.Choose(x.shape, uint64(k.tasks.At(t).luck))
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
func (k *cluster) leaveLane(i int32) {
	l := k.laneOf(k.tasks.At(i))
	k.remove(&l.waiting, i)
	l.count--
	k.queued--
	k.stir()
}

// onExpired ends a task that has waited too long for a capacity provider
// (developer guide, api_failures_messages, TaskFailedToStart).
func (k *cluster) onExpired(i int32, t *task) {
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

// hopeful reports whether a task that waits for a capacity provider may still be
// placed or, by giving up, change something.
func (k *cluster) hopeful(t *task) bool {
	x := k.laneOf(t)
	if t.due != 0 && t.dep == k.owner(t).dep && k.breakable(k.owner(t)) {
		return true
	}
	return k.mayLaunch(x.provider) || k.roomMayCome(x.rev, x.shape)
}

// mayLaunch reports whether a capacity provider's group has an instance to launch: one
// that it lacks, one for tasks that wait or as a spare, or, when tasks that wait have
// given up and one that they could not use is gone, another.
func (k *cluster) mayLaunch(p int32) bool {
	c, x := &k.config.Providers[p], &k.providers[p]
	if x.size >= x.desired {
		if !c.Managed || k.turnsIdly(p) {
			return false
		}
		more, excluded := k.additions(c, p)
		want := (k.busy(p)*100 + c.Target - 1) / c.Target
		switch {
		case x.size < c.Max && (more > 0 || want > x.size && (excluded == 0 || k.allGiveUp(p))):
		case x.size > c.Min && want < x.size && !k.swinging(p) && (x.low > 0 && x.restless || k.allGiveUp(p)):
		default:
			return false
		}
	}
	return k.launchable(int32(c.Group))
}

// allGiveUp reports whether tasks wait for a capacity provider, and all of them will
// give up.
func (k *cluster) allGiveUp(p int32) bool {
	waits := false
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); t.state == queued && !t.is(told) && k.laneOf(t).provider == p {
			if t.due == 0 {
				return false
			}
			waits = true
		}
	}
	return waits
}

// whyLane says why tasks will stay in PROVISIONING in a lane of a service.
func (k *cluster) whyLane(w *workload, l int32) (rule, message string) {
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
