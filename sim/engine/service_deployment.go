package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// deploy starts a deployment of a revision: all tasks of the service are to be
// replaced.
func (k *cluster) deploy(i event.WorkloadID, rev *state.Revision, forced bool) {
	w := &k.Workloads[i]
	if d := k.OpenDeployment(w); d != nil {
		d.Superseded = true
	}
	w.Pass.RollingBackFrom = event.None
	before := w.Primary
	k.AddSource(w, before)
	k.Deployments = append(k.Deployments, &state.Deployment{
		Workload: i, Owner: w, Revision: rev, RolledBackTo: event.None, Forced: forced, Started: k.Clock.Now(),
	})
	w.Primary = event.DeploymentID(len(k.Deployments) - 1)
	w.Deployments = append(w.Deployments, w.Primary)
	k.keepPrimaryTasks(w)
	k.Deployments[w.Primary].Begin(w)
	k.Deployments[w.Primary].WatchesAlarms = k.MayWatchAlarms(w)
	cause := event.UpdateServiceCalled
	if forced {
		cause = event.NewDeploymentForced
	}
	k.tellStarted(w.Primary, before, cause)
	k.resetWaits(i)
}

// keepPrimaryTasks has the tasks of the service's primary deployment kept, and all others
// replaced.
func (k *cluster) keepPrimaryTasks(w *state.Workload) {
	k.keepRoom(w)
	for _, t := range w.Members {
		x := k.Tasks.At(t)
		switch {
		case x.Is(state.DesiredStopped):
		case x.Deployment != w.Primary:
			k.supersede(t)
		case x.Is(state.ToReplace) && !k.OnDrainingInstance(x):
			k.setToReplace(x, false)
			w.ToReplace--
			if x.Is(state.Unhealthy) {
				w.Unhealthy++
			}
			k.tellTask(event.TaskKept, t, x)
		}
	}
}

// supersede notes that a task is to be replaced.
func (k *cluster) supersede(i event.TaskID) {
	t := k.Tasks.At(i)
	w := k.Owner(t)
	if t.Is(state.ToReplace) || t.Is(state.DesiredStopped) {
		return
	}
	k.setToReplace(t, true)
	w.ToReplace++
	if t.Is(state.Unhealthy) {
		w.Unhealthy--
	}
	k.tellTask(event.TaskSuperseded, i, t)
}

// resetWaits has a service act at once after it was updated: its failures so far, and the waits
// that came of them, count no more.
func (k *cluster) resetWaits(i event.WorkloadID) {
	p := &k.Workloads[i].Pass
	p.Throttle, p.OfSources = state.Throttle{TriedAt: -1}, state.Throttle{TriedAt: -1}
	p.Crashes, p.FutileTasks, p.MostHealthy, p.FailsByChance = 0, 0, 0, false
	p.Lacking = false
	k.Workloads[i].FailedMoves = 0
	k.retryNow(i)
}

// onServiceTaskRan is called when a service's task has come to run.
func (k *cluster) onServiceTaskRan(t *state.Task) {
	w := k.Owner(t)
	w.Pass.ThrottleOf(t.Deployment != w.Primary).FailedPasses = 0
}

// onServiceTaskHealthy lets a circuit breaker forgive, unless it is told not to.
func (k *cluster) onServiceTaskHealthy(t *state.Task) {
	w := k.Owner(t)
	d := k.Deployments[t.Deployment]
	if d.HadHealthy = true; !w.Pass.Deploying.Breaker.Cumulative {
		d.BreakerCount = 0
	}
}

// countAgainstDeployment counts a failure of a task against its deployment: that it did not come to
// run, or failed its health checks. At the circuit breaker's threshold the
// deployment fails (developer guide, deployment-circuit-breaker). A task that found
// no room does not count.
func (k *cluster) countAgainstDeployment(t *state.Task) {
	w := k.Owner(t)
	d := k.Deployments[t.Deployment]
	b := &w.Pass.Deploying.Breaker
	if !k.FailureCounts(t) {
		return
	}
	if d.BreakerCount++; b.Enable && d.BreakerCount >= b.Threshold(w.Requested) {
		k.failDeployment(k.WorkloadOf(t), event.CircuitBreaker, b.Rollback)
	}
}

// measureDeployment has a service's open deployment take over the desired count and the bounds of the
// service as they are now.
func (k *cluster) measureDeployment(i event.WorkloadID) {
	w := &k.Workloads[i]
	d := k.OpenDeployment(w)
	desired, lower, upper := d.Desired, d.Lower, d.Upper
	d.Measure(w)
	if (d.Desired != desired || d.Lower != lower || d.Upper != upper) && k.hears(event.DeploymentChanged) {
		k.emit(event.Event{Kind: event.DeploymentChanged, Workload: i, Deployment: k.OpenDeploymentID(w), From: int32(d.Lower), To: int32(d.Upper), Count: int32(d.Desired)})
	}
}

// tellStarted tells that a deployment has started, after another one or as the first.
func (n *notifier) tellStarted(id, before event.DeploymentID, cause event.Cause) {
	if n.hears(event.DeploymentStarted) {
		d := n.state.Deployments[id]
		n.emit(event.Event{Kind: event.DeploymentStarted, Workload: d.Workload, Deployment: id, Definition: int32(d.Revision.Definition), Cause: cause,
			From: int32(d.Lower), To: int32(d.Upper), Count: int32(d.Desired), Other: int32(before)})
	}
}

// judge finds out how a service's deployment stands after a pass.
func (k *cluster) judge(i event.WorkloadID) {
	w := &k.Workloads[i]
	k.completeIfDone(i)
	d := k.OpenDeployment(w)
	if d == nil && k.Complete(w) {
		k.noteSteady(i)
		return
	}
	w.Steady = false
	k.outlook.Reconsider(i)
	if d == nil {
		if w.ToReplace > 0 {
			k.tellBlocked(w, k.outlook.Blocked(i)) // an instance drains: only to say why it does not get on
		}
		return
	}
	k.measureDeployment(i)
	looks := k.outlook.Looks
	b, others := k.outlook.Verdict(i)
	k.spend(1 + (k.outlook.Looks-looks)/looksPerEntry)
	for _, x := range others {
		k.markStuck(x.Service, x.Blocker)
	}
	k.tellBlocked(w, b)
	switch {
	case b.Rule == event.NotBlocked:
		if d.Verdict == report.Stuck {
			d.Verdict, d.Blocker = "", event.Blocker{}
			k.judgedAt = -1
			k.outlook.Forget()
			k.tellDeployment(event.DeploymentResumed, k.OpenDeploymentID(w))
		}
	default:
		k.markStuck(i, b)
	}
}

// markStuck calls a deployment STUCK that was not.
func (k *cluster) markStuck(i event.WorkloadID, b event.Blocker) {
	if d := k.OpenDeployment(&k.Workloads[i]); d.Verdict == "" {
		d.Verdict, d.StuckAt = report.Stuck, k.Clock.Now()
		k.FutileEventsPossible = true
		k.outlook.Reconsider(i)
		d.Blocker = b
		k.tellDeployment(event.DeploymentStuck, k.OpenDeploymentID(&k.Workloads[i]))
	}
}

// tellBlocked tells of a service whose own deployment configuration is in its way.
func (k *cluster) tellBlocked(w *state.Workload, b event.Blocker) {
	if b.Rule == event.BlockedByConfiguration {
		k.tellWorkload(event.ServiceHeldUp, k.Deployments[w.Primary].Workload)
	}
}
