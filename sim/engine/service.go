package engine

import (
	"slices"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// countFutile counts a task of a service that has exited, failed or expired.
func (k *cluster) countFutile(w *state.Workload) {
	w.Pass.FutileTasks++
	k.FutileEventsPossible = true
}

// release notes that a task has given something back, which others may do better
// with. What services give back whose tasks fail forever they take again.
func (k *cluster) release(t *state.Task) {
	if w := k.Owner(t); w.Service == nil || !k.FailsForever(w) {
		k.Freed++
	}
}

// wake has the service scheduler look at a service at its next tick, no earlier
// than a tick after its last look.
func (k *cluster) wake(i event.WorkloadID) {
	w := &k.Workloads[i]
	if w.Service == nil {
		return
	}
	w.Pass.Changed = true
	at := k.Clock.Now()
	if w.Pass.Passed {
		at = max(at, w.Pass.LastPass.Add(k.Config.Timings.SchedulerTick))
	}
	k.lookAt(i, at)
}

// lookAt schedules a look of the service scheduler at a service, at the first tick
// from at on; one already scheduled later gives way.
func (k *cluster) lookAt(i event.WorkloadID, at des.Time) {
	w := &k.Workloads[i]
	if tick := des.Time(k.Config.Timings.SchedulerTick); tick > 0 && at%tick != 0 {
		at += tick - at%tick
	}
	if w.Pass.Scheduled && w.Pass.ScheduledAt <= at {
		return
	}
	w.Pass.Scheduled, w.Pass.ScheduledAt = true, at
	k.Clock.At(at, state.Word(state.ServicePass, 0, i))
}

// lacks notes since when the service has wanted what it lacks.
func (k *cluster) lacks(w *state.Workload) {
	if w.Service != nil && !w.Pass.Lacking {
		w.Pass.Lacking, w.Pass.LackingSince = true, k.Clock.Now()
	}
}

// onServicePassed is one look: it starts what the service may start, stops what it
// may stop, and finds out how its deployment stands (developer guide, ecs_services
// and deployment-type-ecs; AWS publishes no algorithm).
func (k *cluster) onServicePassed(i event.WorkloadID) {
	w := &k.Workloads[i]
	p := &w.Pass
	if !p.Scheduled || p.ScheduledAt != k.Clock.Now() {
		return // an earlier look took its place
	}
	p.Scheduled, p.Passed, p.Changed, p.StartsLimited, p.LastPass = false, true, false, false, k.Clock.Now()
	if w.Service.Daemon {
		k.setRequested(i, k.DaemonHosts(i), event.InstancesOfDaemon)
		k.seek(w)
	}
	k.Deployments[w.Primary].NextPass()
	before := k.Changes
	started, stopped := w.LastSerial, p.Stopped
	k.tellWorkload(event.ServicePassStarted, i)
	k.startTasks(i)
	k.stopTasks(i)
	p.ChangedNothing = k.Changes == before // tasks that only wait for a capacity provider change nothing
	if p.Stopped > stopped {
		k.wake(i) // they count no more, so that others may start though they still run
	}
	if k.hears(event.ServicePassed) {
		k.emit(event.Event{Kind: event.ServicePassed, Workload: i, Number: w.LastSerial,
			Count: int32(min(w.Unhealthy, int(w.LastSerial-started)))})
	}
	k.judge(i)
	k.balance(i)
}

// startTasks starts what the service lacks, until it has all or a try is refused;
// then it comes back after the next of the retry waits.
func (k *cluster) startTasks(i event.WorkloadID) {
	w := &k.Workloads[i]
	p := &w.Pass
	n := k.Startable(i)
	p.NoRoom = false
	if n == 0 || k.Deployments[w.Primary].Failed() || k.StartsNoMore(w) {
		p.Lacking = false
		return
	}
	k.lacks(w)
	if until := max(p.RetryAt, p.ThrottledUntil); until > k.Clock.Now() {
		p.NoRoom = p.RetryAt > p.ThrottledUntil
		k.lookAt(i, until)
		return
	}
	n, opens := k.MayStart(w, n)
	if n == 0 {
		k.ration(i, opens)
		return
	}
	if w.Service.Daemon {
		k.startDaemons(i, n)
	} else {
		w.Members = slices.Grow(w.Members, n)
		for range n { // a task may fail at once, be lacking again, and end the deployment
			if k.Deployments[w.Primary].Failed() || k.Startable(i) == 0 {
				break
			}
			if _, ok := k.start(i, p.LackingSince); !ok {
				break
			}
			p.FailedTries = 0
		}
	}
	if k.Startable(i) == 0 || k.Deployments[w.Primary].Failed() {
		p.Lacking, p.FailedTries = false, 0
		return
	}
	if !w.RefusedNow { // if tasks have failed at once, there is a wait for that
		if more, opens := k.MayStart(w, 1); more == 0 {
			k.ration(i, opens)
		}
		return
	}
	p.NoRoom = true
	waits := k.Config.Timings.PlacementRetry
	wait := waits[min(p.FailedTries, len(waits)-1)]
	p.FailedTries++
	p.RetryAt = k.Clock.Now().Add(max(wait, k.Config.Timings.SchedulerTick, 1))
	k.lookAt(i, p.RetryAt)
	if k.hears(event.ServiceBlocked) {
		k.emit(event.Event{Kind: event.ServiceBlocked, Workload: i, Reason: w.LastReason, Count: int32(k.Startable(i)), Until: p.RetryAt})
	}
}

// retryNow ends the wait between two tries to place: the service was updated, or
// there is an instance more.
func (k *cluster) retryNow(i event.WorkloadID) {
	p := &k.Workloads[i].Pass
	p.RetryAt, p.FailedTries = 0, 0
	k.wake(i)
}
