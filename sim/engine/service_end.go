package engine

import (
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// completeIfDone completes the deployment of a service that has all it wants, or goes back no
// more. Before something else is wanted of the service it is called too: no pass has found that
// out yet.
func (k *cluster) completeIfDone(i event.WorkloadID) {
	w := &k.Workloads[i]
	d := k.OpenDeployment(w)
	if d == nil || !k.succeeds(i) {
		return
	}
	k.outlook.Forget()
	id := k.OpenDeploymentID(w)
	k.measureDeployment(i)
	d.Blocker = event.Blocker{}
	d.Ended = k.Clock.Now()
	w.Sources = nil
	if w.Pass.RollingBackFrom >= 0 {
		d.Verdict = report.RolledBack
		w.Pass.RollingBackFrom = event.None
		if k.hears(event.DeploymentReverted) {
			k.emit(event.Event{Kind: event.DeploymentReverted, Workload: i, Deployment: id, Cause: d.EndedBy, Other: int32(w.Primary)})
		}
	} else {
		d.Verdict = report.Completed
		k.tellDeployment(event.DeploymentCompleted, id)
	}
	if k.Complete(w) {
		k.noteSteady(i)
	}
}

// succeeds reports whether the deployment under way of a service is over: its tasks are there,
// all or as many as its early success criteria ask for, its bake time is over, and no older ones
// are left, unless they are cleaned up later (developer guide, early-success-criteria and
// deployment-alarm-failure). The bake time runs on when a task is lost in it: an assumption.
func (k *cluster) succeeds(i event.WorkloadID) bool {
	w := &k.Workloads[i]
	complete := k.Complete(w)
	if w.Pass.RollingBackFrom >= 0 {
		return complete
	}
	early := k.SucceedsEarly(w)
	if !complete && !early {
		return false
	}
	if bake := k.BakeTime(w); bake > 0 {
		d := k.Deployments[w.Primary]
		if d.BakeUntil == 0 {
			d.BakeUntil = max(w.Pass.SettledAt, d.Started).Add(bake)
			if k.hears(event.DeploymentBaking) {
				k.emit(event.Event{Kind: event.DeploymentBaking, Workload: i, Deployment: w.Primary, Until: d.BakeUntil})
			}
		}
		if k.Bakes(w) {
			k.schedulePass(i, d.BakeUntil)
			k.outlook.Reconsider(i)
			return false
		}
	}
	return complete || w.Pass.Deploying.EarlySuccess.Deferred || !k.HasOlderTasks(w)
}

// noteSteady notes that a service has all that it wants and no deployment is under way.
func (k *cluster) noteSteady(i event.WorkloadID) {
	w := &k.Workloads[i]
	if !w.Steady {
		k.outlook.Forget()
		w.Steady = true
		if k.hears(event.ServiceSteady) {
			k.emit(event.Event{Kind: event.ServiceSteady, Workload: i, Count: int32(w.Running)})
		}
	}
}

// failDeployment fails a service's deployment and, where it is to roll back and there is one,
// goes back to the last deployment that completed.
func (k *cluster) failDeployment(i event.WorkloadID, cause event.Cause, rollback bool) {
	w := &k.Workloads[i]
	failed := w.Primary
	d := k.Deployments[failed]
	d.Verdict, d.Ended, d.EndedBy = report.Failed, k.Clock.Now(), cause
	if k.hears(event.DeploymentFailed) {
		k.emit(event.Event{Kind: event.DeploymentFailed, Workload: i, Deployment: failed, Cause: cause,
			Count: int32(d.BreakerCount), To: int32(w.Pass.Deploying.Breaker.Threshold(w.Requested))})
	}
	k.wake(i)
	if !rollback {
		return
	}
	for last := failed - 1; last >= 0; last-- {
		if x := k.Deployments[last]; x.Workload == i && x.Verdict == report.Completed {
			d.RolledBackTo = last
			w.Primary, w.Pass.RollingBackFrom = last, failed
			w.Sources = slices.DeleteFunc(w.Sources, func(s event.DeploymentID) bool { return s == last })
			if k.hears(event.DeploymentRolledBack) {
				k.emit(event.Event{Kind: event.DeploymentRolledBack, Workload: i, Deployment: failed, Cause: cause, Other: int32(last)})
			}
			k.keepPrimaryTasks(w)
			k.resetWaits(i)
			return
		}
	}
}

// setAlarm sets the state of a CloudWatch alarm, which ends the deployments that watch it. ECS asks
// for the state of alarms now and then; here it knows at once.
func (k *cluster) setAlarm(alarm int, inAlarm bool) {
	was := k.InAlarm[alarm]
	k.InAlarm[alarm] = inAlarm
	if k.hears(event.AlarmSet) {
		k.emit(event.Event{Kind: event.AlarmSet, Other: int32(alarm), On: inAlarm})
	}
	if was || !inAlarm {
		return
	}
	for i := range k.Config.Services {
		w := &k.Workloads[i]
		d, a := k.Deployments[w.Primary], w.Pass.Deploying.Alarms
		if w.Pass.RollingBackFrom < 0 && d.Open() && d.WatchesAlarms && watches(a, alarm) {
			k.completeIfDone(event.WorkloadID(i))
			if d.Open() {
				k.failDeployment(event.WorkloadID(i), event.AlarmInAlarm, a.Rollback)
			}
		}
	}
}

// watches reports whether an alarm is among those of a deployment.
func watches(a *config.DeploymentAlarms, alarm int) bool {
	return a != nil && a.Enable && slices.Contains(a.Alarms, alarm)
}

// stopDeployment is StopServiceDeployment: it rolls a service's deployment back, also where the
// service does not roll back by itself (developer guide, stop-service-deployment).
func (k *cluster) stopDeployment(n int32) {
	i := event.WorkloadID(k.Config.Events[n].Service)
	k.completeIfDone(i)
	if w := &k.Workloads[i]; w.Pass.RollingBackFrom < 0 && k.Deployments[w.Primary].Open() {
		k.failDeployment(i, event.StopServiceDeploymentCalled, true)
		return
	}
	k.nothingTo(n)
}
