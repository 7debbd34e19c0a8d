package outlook

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// AtRest reports whether the cluster is at rest: no useful event is pending, and neither a
// service nor a capacity provider may do anything that is of use. What is soon looked at comes first.
func (o *Outlook) AtRest() bool {
	pending := o.LiveEvents > o.ScriptedEvents
	switch {
	case pending && (o.LiveEvents-o.ServiceEvents > o.ScriptedEvents || o.lastEventIsUseful()): // an instance's, a RunTask's or that service's
		return false
	case o.someServiceIsRestless() || pending && o.someEventIsUseful():
		return false
	}
	for p := range event.ProviderID(len(o.Providers)) {
		if o.providerMayAct(p) && !o.launchesNeedlessly(p) {
			return false
		}
	}
	return !pending || !o.someExpiryHelps()
}

// usefulEvents counts the pending events of a service that are not futile: none where its tasks
// fail again and again or its deployment is STUCK, and not those at which tasks in a queue
// expire, where their successors only wait anew.
func (o *Outlook) usefulEvents(w *state.Workload) int {
	switch {
	case o.FailsForever(w) || o.isStuck(w):
		return 0
	case o.breakerIsArmed(w):
		return w.PendingEvents
	}
	return w.PendingEvents - w.PendingExpiries
}

// clusterMayChange reports whether more may come of what goes on than that tasks wait anew:
// tasks come or go, or the size of a capacity provider's group changes.
func (o *Outlook) clusterMayChange() bool {
	return !o.survey.made && o.someServiceActs() || o.once("clusterMayChange", event.None, o.clusterChanges)
}

func (o *Outlook) clusterChanges() bool {
	o.lookAtAll()
	futile := o.survey.futile // expiries of which nothing may come
	if o.tasksMayChangeBeside(futile) {
		return true
	}
	for p := range event.ProviderID(len(o.Providers)) {
		if o.providerMayAct(p) ||
			o.groupMayBecomeEmpty(p, everybodyStays) && (o.Providers[p].Size > 0 || o.LaunchObstacle(p).Reason == model.Fits) {
			return true
		}
	}
	return futile > 0 && o.someExpiryHelps()
}

// someExpiryHelps reports whether more may come of it than that tasks wait anew when services'
// tasks expire: the capacity providers launch or terminate instances, the successors are
// served elsewhere, unhealthy tasks are stopped for them, or those get on that the limit of
// PROVISIONING tasks keeps back.
func (o *Outlook) someExpiryHelps() bool {
	return o.QueuedTasks > 0 && o.once("someExpiryHelps", event.None, o.expiryHelpsSomebody)
}

func (o *Outlook) expiryHelpsSomebody() bool {
	o.lookAtAll()
	expires := false
	o.Looks += len(o.Queues)
	for q := range o.Queues {
		x := &o.Queues[q]
		w := &o.Workloads[x.Revision.Workload]
		if x.Count == 0 || w.Service == nil || w.PendingExpiries == 0 || o.FailsForever(w) {
			continue
		}
		expires = true
		if o.groupMayChange(x.Provider) || o.successorServed(state.QueueID(q), false) ||
			w.Unhealthy+o.UnhealthySources(w) > 0 && o.provisioningLimitMayBind() {
			return true
		}
	}
	for i := range o.Config.Services {
		w := &o.Workloads[i]
		if expires && o.survey.of[i].waits && (o.breakerIsArmed(w) || o.someRevisionServed(w)) {
			return true
		}
	}
	return false
}
