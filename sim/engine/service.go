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

// release notes that a task has given something back with which others may do better. It does
// not count where the tasks of a service fail forever: the next ones take it again.
func (k *cluster) release(t *state.Task) {
	if w := k.Owner(t); w.Service == nil || !k.FailsForever(w) {
		k.Freed++
	}
}

// wake makes a pass of a service due at the next tick of the scheduler, no earlier than a tick
// after its last pass.
func (k *cluster) wake(i event.WorkloadID) {
	w := &k.Workloads[i]
	if w.Service == nil {
		return
	}
	w.Pass.ChangedSince = true
	at := k.Clock.Now()
	if w.Pass.HadPass {
		at = max(at, w.Pass.LastPass.Add(k.Config.Timings.SchedulerTick))
	}
	k.schedulePass(i, at)
}

// schedulePass schedules a pass of a service at the first tick from at on. It takes the place of
// a pass that is scheduled for later.
func (k *cluster) schedulePass(i event.WorkloadID, at des.Time) {
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

// noteLacking notes that a service lacks tasks that it wants, and since when.
func (k *cluster) noteLacking(w *state.Workload) {
	if w.Service != nil && !w.Pass.Lacking {
		w.Pass.Lacking, w.Pass.LackingSince = true, k.Clock.Now()
	}
}

// pass is one step of the service scheduler for one service.
type pass struct {
	*cluster
	i event.WorkloadID
	w *state.Workload
}

// onServicePassed is one pass: it starts what the service may start, stops what it
// may stop, and judges its deployment (developer guide, ecs_services
// and deployment-type-ecs; AWS publishes no algorithm).
func (k *cluster) onServicePassed(i event.WorkloadID) {
	w := &k.Workloads[i]
	p := &w.Pass
	if !p.Scheduled || p.ScheduledAt != k.Clock.Now() {
		return // an earlier pass took its place
	}
	p.Scheduled, p.HadPass, p.ChangedSince, p.StartsLimited, p.LastPass = false, true, false, false, k.Clock.Now()
	before := k.counts(w)
	if w.Service.Daemon {
		k.setRequested(i, k.DaemonInstances(i), event.InstancesOfDaemon)
		k.noteInstancesOfDaemon(w)
	}
	k.Deployments[w.Primary].NextPass()
	for _, s := range w.Sources {
		k.Deployments[s].NextPass()
	}
	k.tellWorkload(event.ServicePassStarted, i)
	pass := pass{k, i, w}
	pass.startTasks()
	pass.stopTasks()
	p.ChangedNothing = k.Changes == before.changes // tasks that only wait for a capacity provider change nothing
	if p.Stopped > before.stopped {
		k.wake(i) // they count no more, so that others may start though they still run
	}
	if k.hears(event.ServicePassed) {
		k.emit(event.Event{Kind: event.ServicePassed, Workload: i, Number: w.LastSerial,
			Count: int32(min(w.Unhealthy+k.UnhealthySources(w), int(w.LastSerial-before.started)))})
	}
	if w.Watch != nil {
		k.health.Passed(i)
	}
	k.passChanged(i, before)
	k.judge(i)
	pass.rebalance()
	k.passChanged(i, before)
}

// passCounts is what changes when a pass of a service changes anything but what the service
// scheduler remembers of that service.
type passCounts struct {
	changes, live, unfollowed, queued int
	started                           int32
	stopped, requested, sources       int
}

func (k *cluster) counts(w *state.Workload) passCounts {
	return passCounts{k.Changes, k.LiveEvents, k.UnfollowedExits, k.QueuedTasks, w.LastSerial, w.Pass.Stopped, w.Requested, len(w.Sources)}
}

// passChanged tells the outlook what a pass of a service has changed so far.
func (k *cluster) passChanged(i event.WorkloadID, before passCounts) {
	if k.counts(&k.Workloads[i]) == before {
		k.outlook.Reconsider(i)
	} else {
		k.outlook.Forget()
	}
}

// startTasks starts what the service lacks, until it has all or a try is refused;
// then it comes back after the next of the retry waits.
func (k pass) startTasks() {
	p := &k.w.Pass
	p.NoRoom = false
	if k.lacking() == 0 || k.StartsNoMore(k.w) {
		p.Lacking = false
		return
	}
	k.noteLacking(k.w)
	refused := k.startSources()
	if k.startPrimary() {
		refused = true
	}
	if k.lacking() == 0 {
		p.Lacking, p.FailedTries = false, 0
		return
	}
	if !refused { // or tasks have failed at once: there is a wait for that
		return
	}
	p.NoRoom = true
	waits := k.Config.Timings.PlacementRetry
	wait := waits[min(p.FailedTries, len(waits)-1)]
	p.FailedTries++
	p.RetryAt = k.Clock.Now().Add(max(wait, k.Config.Timings.SchedulerTick, 1))
	k.schedulePass(k.i, p.RetryAt)
	if k.hears(event.ServiceBlocked) {
		k.emit(event.Event{Kind: event.ServiceBlocked, Workload: k.i, Reason: k.w.LastReason, Count: int32(k.lacking()), Until: p.RetryAt})
	}
}

// lacking is how many tasks the service wants to start and may.
func (k pass) lacking() int {
	_, n := k.NextSource(k.i)
	return n + k.lackingOfPrimary()
}

// lackingOfPrimary is how many tasks of its newest revision the service wants to start and may.
func (k pass) lackingOfPrimary() int {
	if k.Deployments[k.w.Primary].Failed() {
		return 0
	}
	return k.Startable(k.i)
}

// startPrimary starts tasks of the service's newest revision, and reports whether a try was
// refused.
func (k pass) startPrimary() (refused bool) {
	w := k.w
	n := k.mayStartNow(&w.Pass.Throttle, k.lackingOfPrimary())
	switch {
	case n == 0:
		return false
	case w.Service.Daemon:
		k.startDaemons(n)
		refused = w.RefusedNow
	default:
		w.Members = slices.Grow(w.Members, n)
		// a task may fail at once, be lacking again, and end the deployment
		for ; n > 0 && k.lackingOfPrimary() > 0 && !refused; n-- {
			refused = !k.startMember(w.Primary)
		}
	}
	if !refused && k.lackingOfPrimary() > 0 {
		if more, opens := k.MayStart(w, 1); more == 0 {
			k.awaitStartWindow(k.i, opens)
		}
	}
	return refused
}

// startSources starts tasks of older revisions in place of those that the service makes up for,
// and reports whether a try was refused.
func (k pass) startSources() (refused bool) {
	for !refused {
		source, n := k.NextSource(k.i)
		if k.mayStartNow(&k.w.Pass.OfSources, n) == 0 {
			return false
		}
		refused = !k.startMember(source)
	}
	return true
}

// mayStartNow is how many of n tasks the service may start in this pass. Where it may start none,
// another pass comes when it may.
func (k pass) mayStartNow(throttle *state.Throttle, n int) int {
	if n == 0 {
		return 0
	}
	p := &k.w.Pass
	if until := max(p.RetryAt, throttle.ThrottledUntil); until > k.Clock.Now() {
		p.NoRoom = p.NoRoom || p.RetryAt > throttle.ThrottledUntil
		k.schedulePass(k.i, until)
		return 0
	}
	n, opens := k.MayStart(k.w, n)
	if n == 0 {
		k.awaitStartWindow(k.i, opens)
	}
	return n
}

// startMember starts the next task of one of the service's deployments, and reports whether it
// could.
func (k pass) startMember(dep event.DeploymentID) bool {
	if _, ok := k.start(dep, k.w.Pass.LackingSince); !ok {
		return false
	}
	k.w.Pass.FailedTries = 0
	return true
}

// retryNow ends the wait between two tries to place: the service was updated, or
// there is an instance more.
func (k *cluster) retryNow(i event.WorkloadID) {
	p := &k.Workloads[i].Pass
	p.RetryAt, p.FailedTries = 0, 0
	k.wake(i)
}
