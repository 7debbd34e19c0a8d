package engine

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
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
	k.markNeeded(k.Queues[l].Provider)
	k.schedule(state.ProvisioningExpired, t, x, k.Clock.Now().Add(k.Draw(x, state.DrawExpiry, &k.Config.Timings.ProvisioningExpiry)))
	k.reviewProviders()
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
			k.leaveQueue(t)
			k.abandon(k.Tasks.At(t))
			k.occupy(t, h)
		}
	}
	k.pumped = k.Changes
}

// leaveQueue takes a task out of the queue of its capacity provider.
func (k *cluster) leaveQueue(i event.TaskID) {
	l := k.QueueOf(k.Tasks.At(i))
	k.remove(&l.Waiting, i)
	l.Count--
	k.QueuedTasks--
	k.reviewProviders()
}

// onExpired ends a task that has waited too long for a capacity provider
// (developer guide, api_failures_messages, TaskFailedToStart).
func (k *cluster) onExpired(i event.TaskID, t *state.Task) {
	l := k.QueueOf(t)
	why := model.StoppedReason{Code: model.StoppedNoCapacity}
	if k.Providers[l.Provider].Size > 0 && l.Reason != model.Fits {
		why.Reason = l.Reason
	}
	k.leaveQueue(i)
	if w := k.Owner(t); w.Service != nil {
		k.countFutile(w)
	}
	k.fail(i, t, why)
}
