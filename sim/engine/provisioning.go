package engine

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// provide asks a capacity provider for the workload's next task. Which provider is
// decided by base and weight; where the next task goes among those with weights is
// not public: it goes to the one that is furthest below its share.
func (k *cluster) provide(work event.WorkloadID, asked des.Time) (model.Reason, bool) {
	w := &k.Workloads[work]
	l := k.NextQueue(w)
	h, reason := k.Choose(k.Queues[l].Shape, uint64(w.NextDraw()))
	if k.Queues[l].Count > 0 {
		h = event.None // those that wait are first
	}
	if h < 0 {
		k.Queues[l].Reason = reason
		if k.QueuedTasks >= k.Config.Quotas.ProvisioningPerCluster {
			k.event(w, words.ProvisioningLimit)
			k.refuse(work, k.Queues[l].Shape, model.ReasonProvisioning)
			return model.ReasonProvisioning, false
		}
	}
	t := k.newTask(work, l, asked)
	x := k.Tasks.At(t)
	if h >= 0 {
		k.occupy(t, h)
		return model.Fits, true
	}
	x.State = event.Queued
	k.push(&k.Queues[l].Waiting, t)
	k.Queues[l].Count++
	k.QueuedTasks++
	if k.hears(event.TaskQueued) {
		e := k.ofTask(event.TaskQueued, t, x)
		e.Provider, e.Reason, e.Count = k.Queues[l].Provider, reason, int32(k.Queues[l].Count-1)
		k.emit(e)
	}
	k.tellWaits(t, reason)
	k.need(k.Queues[l].Provider)
	k.schedule(state.ProvisioningExpired, t, x, k.Clock.Now().Add(k.draw(x, drawExpiry, &k.Config.Timings.ProvisioningExpiry)))
	k.stir()
	return model.Fits, true
}

// pump lets in tasks that wait for a capacity provider, as far as there is room.
func (k *cluster) pump() {
	for l := range k.Queues {
		x := &k.Queues[l]
		for x.Waiting.Head >= 0 {
			t := x.Waiting.Head
			h, reason := k.Choose(x.Shape, uint64(k.Tasks.At(t).Luck))
			if h < 0 {
				x.Reason = reason
				break
			}
			k.leaveLane(t)
			k.abandon(k.Tasks.At(t))
			k.occupy(t, h)
		}
	}
	k.pumped = k.Changes
}

// leaveLane takes a task out of the queue of its lane.
func (k *cluster) leaveLane(i event.TaskID) {
	l := k.QueueOf(k.Tasks.At(i))
	k.remove(&l.Waiting, i)
	l.Count--
	k.QueuedTasks--
	k.stir()
}

// onExpired ends a task that has waited too long for a capacity provider
// (developer guide, api_failures_messages, TaskFailedToStart).
func (k *cluster) onExpired(i event.TaskID, t *state.Task) {
	l := k.QueueOf(t)
	why := model.StoppedReason{Code: model.StoppedNoCapacity}
	if k.Providers[l.Provider].Size > 0 && l.Reason != model.Fits {
		why.Reason = l.Reason
	}
	k.leaveLane(i)
	if w := k.Owner(t); w.Service != nil {
		k.undo(w)
	}
	k.fail(i, t, why)
}

// hopeful reports whether tasks that wait in a lane may still be placed.
func (k *cluster) hopeful(l state.QueueID) bool {
	return k.roomMayCome(k.Queues[l].Revision, k.Queues[l].Shape)
}

// helpsByGivingUp reports whether a task that waits for a capacity provider changes
// something for its service when it gives up: the circuit breaker counts that, or none
// may wait in its place, and then an unhealthy task is stopped before it has a successor.
func (k *cluster) helpsByGivingUp(t *state.Task) bool {
	w := k.Owner(t)
	return t.Due != 0 && t.Deployment == w.Primary && (k.Breakable(w) || w.Unhealthy > 0 && k.limitMayBind())
}

// limitMayBind reports whether more tasks may want to wait for capacity providers than
// the limit of PROVISIONING tasks lets.
func (k *cluster) limitMayBind() bool {
	n := k.QueuedTasks
	for i := range k.Config.Services {
		if w := &k.Workloads[i]; len(w.Use.Providers) > 0 {
			n += w.Requested
		}
	}
	return n > k.Config.Quotas.ProvisioningPerCluster
}

// whyLane says why tasks will stay in PROVISIONING in a lane of a service.
func (k *cluster) whyLane(w *state.Workload, l state.QueueID) (rule, message string) {
	x := &k.Queues[l]
	if why := k.QueueObstacle(l); why.Reason != model.Fits {
		return why.Reason.String(), k.saysLack(w, x.Provider, why)
	}
	if k.Providers[x.Provider].Size == 0 || x.Reason == model.Fits {
		return model.EmptyCapacityProvider,
			serviceSays(w, "was unable to reach steady state. Reason: "+noInstancesOfProvider)
	}
	return x.Reason.String(), k.message(w, x.Shape, x.Reason)
}

const noInstancesOfProvider = "No Container Instances were found in your capacity provider."
