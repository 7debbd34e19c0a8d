package engine

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// InTime reports whether the health checks of a running task that has been found unhealthy would all
// have passed in time if only more of it had been left: its application gets ready so long after
// its containers have started, and nothing but the load balancers' checks gave it up before.
func (v *View) InTime(i event.TaskID) (ready time.Duration, ok bool) {
	t := v.k.Tasks.At(i)
	if len(v.k.Owner(t).TargetGroups) == 0 || t.Is(state.WasHealthy) {
		return 0, false
	}
	c := v.k.checks(i, t)
	return c.Ready, c.Unhealthy != des.Forever && c.Patient && c.Ready != des.Forever && v.k.failedCheck(i) == ""
}

// Overloaded reports whether the health checks of a service's tasks fail for its load.
func (v *View) Overloaded(i event.WorkloadID) bool {
	w := v.k.Workloads[i].Watch
	return w != nil && w.Overloaded
}
