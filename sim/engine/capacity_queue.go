package engine

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// startWithProvider asks a capacity provider for the next task of a deployment. Which provider is
// decided by base and weight; where the next task goes among those with weights is
// not public: it goes to the one that is furthest below its share.
func (k *cluster) startWithProvider(dep event.DeploymentID, asked des.Time) (model.Reason, bool) {
	d := k.Deployments[dep]
	q := k.NextQueue(d.Revision)
	h, reason := k.Choose(k.Queues[q].Shape, uint64(d.Owner.NextDraw()))
	if k.Queues[q].Count > 0 {
		h = event.None // those that wait are first
	}
	if h < 0 {
		k.Queues[q].Reason = reason
		if k.QueuedTasks >= k.Config.Quotas.ProvisioningPerCluster {
			k.refuse(dep, k.Queues[q].Shape, model.ReasonProvisioning)
			return model.ReasonProvisioning, false
		}
	}
	t := k.newTask(dep, q, asked)
	x := k.Tasks.At(t)
	if h >= 0 {
		k.placeOn(t, h)
		return model.Fits, true
	}
	x.State = event.Queued
	k.push(&k.Queues[q].Waiting, t)
	k.Queues[q].Count++
	k.QueuedTasks++
	if k.hears(event.TaskQueued) {
		e := k.taskEvent(event.TaskQueued, t, x)
		e.Provider, e.Reason, e.Count = k.Queues[q].Provider, reason, int32(k.Queues[q].Count-1)
		k.emit(e)
	}
	k.markNeeded(k.Queues[q].Provider)
	k.schedule(state.ProvisioningExpired, t, x, k.Clock.Now().Add(k.Draw(x, state.DrawExpiry, &k.Config.Timings.ProvisioningExpiry)))
	k.reviewProviders()
	return model.Fits, true
}

// placeQueued lets in tasks that wait for a capacity provider, as far as there is room.
func (k *cluster) placeQueued() {
	for q := range k.Queues {
		x := &k.Queues[q]
		for x.Waiting.Head >= 0 {
			t := x.Waiting.Head
			h, reason := k.Choose(x.Shape, uint64(k.Tasks.At(t).Luck))
			if h < 0 {
				x.Reason = reason
				break
			}
			k.leaveQueue(t)
			k.strikeOffAll(k.Tasks.At(t))
			k.placeOn(t, h)
		}
	}
	k.queuesTriedAt = k.Changes
}

// leaveQueue takes a task out of the queue of its capacity provider.
func (k *cluster) leaveQueue(i event.TaskID) {
	q := k.QueueOf(k.Tasks.At(i))
	k.remove(&q.Waiting, i)
	q.Count--
	k.QueuedTasks--
	k.reviewProviders()
}

// onExpired ends a task that has waited too long for a capacity provider
// (developer guide, api_failures_messages, TaskFailedToStart).
func (k *cluster) onExpired(i event.TaskID, t *state.Task) {
	q := k.QueueOf(t)
	why := model.StoppedReason{Code: model.StoppedNoCapacity}
	if k.Providers[q.Provider].Size > 0 && q.Reason != model.Fits {
		why.Reason = q.Reason
	}
	k.leaveQueue(i)
	if w := k.Owner(t); w.Service != nil {
		k.countFutile(w)
	}
	k.fail(i, t, why)
}
