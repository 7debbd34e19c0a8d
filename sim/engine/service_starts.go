package engine

import (
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// countStart counts a task that a service has started.
func (k *cluster) countStart(w *state.Workload) {
	if k.Config.Quotas.TaskStartsPerMinute > 0 && !w.Service.Daemon && !(w.Service.StartedBefore && k.Clock.Now() == 0) {
		w.Pass.Starts.Add(k.Clock.Now())
	}
}

// ration has a service wait for its next window.
func (k *cluster) ration(i event.WorkloadID, opens des.Time) {
	w := &k.Workloads[i]
	w.Pass.StartsLimited = true
	k.lookAt(i, opens)
	if s := &w.Pass.Starts; !s.UsedUp {
		s.UsedUp = true
		if k.hears(event.ServiceLimited) {
			k.emit(event.Event{Kind: event.ServiceLimited, Workload: i, Count: int32(s.Started), Until: opens})
		}
	}
}
