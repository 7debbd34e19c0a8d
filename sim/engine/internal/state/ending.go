package state

import (
	"slices"
	"time"

	"ecssim/sim/event"
)

// SucceedsEarly reports whether the deployment under way of a service has all that its early
// success criteria ask for but the end of its older revisions: so many healthy tasks, one at
// least (developer guide, early-success-criteria).
func (k *Cluster) SucceedsEarly(w *Workload) bool {
	c := &w.Pass.Deploying.EarlySuccess
	d := k.Deployments[w.Primary]
	if !c.Enable || !d.Open() || k.Unproved(w) {
		return false
	}
	need := (w.Requested*c.HealthyPercent + 99) / 100
	if w.Requested > 0 {
		need = max(need, 1)
	}
	return d.Healthy >= need
}

// HasOlderTasks reports whether a task of an older deployment of a service is left on an instance,
// told to stop or not, or waits for a capacity provider.
func (k *Cluster) HasOlderTasks(w *Workload) bool {
	return slices.ContainsFunc(w.Members, func(i event.TaskID) bool {
		t := k.Tasks.At(i)
		return t.Deployment != w.Primary && t.State != event.Deprovisioning
	})
}

// BakeTime is how long the deployment under way of a service watches its alarms when all else is
// done: not at all unless they are watched and roll back (developer guide,
// deployment-alarm-failure).
func (k *Cluster) BakeTime(w *Workload) time.Duration {
	c := &w.Pass.Deploying
	switch {
	case !k.Deployments[w.Primary].WatchesAlarms || !c.Alarms.RollBack():
		return 0
	case c.BakeTime != nil:
		return *c.BakeTime
	}
	return k.Config.Timings.BakeTime
}

// Bakes reports whether the deployment under way of a service is in its bake time.
func (k *Cluster) Bakes(w *Workload) bool {
	d := k.Deployments[w.Primary]
	return d.BakeUntil > k.Clock.Now() && d.Open()
}

// MayWatchAlarms reports whether a deployment of a service that starts now is ended by its alarms:
// one of them in ALARM has ECS watch none for the duration of the deployment (developer guide,
// deployment-alarm-failure).
func (k *Cluster) MayWatchAlarms(w *Workload) bool {
	a := w.Pass.Deploying.Alarms
	return a != nil && a.Enable && !slices.ContainsFunc(a.Alarms, func(alarm int) bool { return k.InAlarm[alarm] })
}
