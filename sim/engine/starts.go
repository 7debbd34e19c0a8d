package engine

import (
	"fmt"
	"time"

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
	if s := &w.Pass.Starts; k.logs() && !s.Told {
		s.Told = true
		k.sayOf("service.limited", w, fmt.Sprintf("it has started %d tasks this minute", s.Started), "until "+time.Duration(opens).String())
	}
}
