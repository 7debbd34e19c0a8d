package engine

import (
	"fmt"
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// servicePasses is what the service scheduler remembers of a service between two
// of its looks at it.
type servicePasses struct {
	deploying config.Deploying
	looking   bool // it is being looked at
	pending   bool // a look is scheduled
	at        des.Time
	passed    bool // it has been looked at
	last      des.Time
	dirty     bool // something has changed since
	lacking   bool // it wants tasks that it may start, since
	since     des.Time

	retryAt  des.Time // no try before that: the last one found no room
	holdAt   des.Time // nor before that: its tasks fail one after the other
	starts   startCount
	rationed bool // it wants tasks, and has started as many as it may this minute
	failures int  // tries in a row that placed nothing
	triedAt  int  // cluster.changes at the last failed try; -1 = not yet
	blocked  bool // wants tasks, and the last try found no room for the next
	idle     bool // the last look changed nothing on any instance

	streak   int   // looks in a row whose tasks failed before any ran
	failedIn int32 // the round of the last of them, while there is any
	chancy   bool  // its tasks fail by chance: another try may do better
	backFrom depID // the failed deployment that it goes back from; none where it does not
	failedAt int   // cluster.freed at the last failure
	crashes  int   // tasks in a row that exited before they were healthy, or failed their checks
	undone   int   // tasks that did not stay, since the service was updated or had as many healthy ones as never before
	best     int   // the most healthy tasks since it was updated

	started  []int32 // serial numbers, since the last look
	stopped  []int32
	pendings int // tasks stopped that did not run yet
	replaced int // of those started, how many stand in for unhealthy ones
}

// resting reports whether no look at the service is due for what has changed since the
// last one.
func (p *servicePasses) resting(now des.Time) bool { return p.passed && (!p.dirty || p.holdAt > now) }

// hopelessStreak is the number of looks in a row, of whose tasks none ran, after
// which more of the same is not a reason for a run to go on.
const hopelessStreak = 10

// restless reports whether the service may still do something that is a reason for
// a run to go on: a look at what has changed, or a try that may find room now. One
// whose tasks fail again and again is beyond hope in a run without an end of its
// own.
func (k *cluster) restless(w *workload) bool {
	p := &w.pass
	if !p.passed {
		return true
	}
	if k.hopeless(w) {
		return false
	}
	return p.dirty || p.rationed || p.lacking && !(p.blocked && p.triedAt == k.changes) || w.toldNot && w.steady && p.pending && w.movedAt != k.changes
}

// hopeless reports whether more of the same is no reason for a run without an end
// of its own to go on: tasks of the service fail or exit one after the other.
func (k *cluster) hopeless(w *workload) bool {
	p := &w.pass
	return k.config.Duration == 0 && (p.streak >= hopelessStreak && !p.chancy && p.failedAt == k.freed || k.spent(w))
}

// spent reports whether so many tasks of a service have come to nothing that, in a
// run without an end of its own, it starts no more.
func (k *cluster) spent(w *workload) bool {
	p := &w.pass
	return k.config.Duration == 0 && (p.crashes >= hopelessStreak || p.undone >= hopelessStreak*max(w.requested, 1) || p.streak >= 10*hopelessStreak)
}

// undo counts a task of a service that has come to nothing.
func (k *cluster) undo(w *workload) {
	w.pass.undone++
	k.doubtful = true
}

// release notes that a task has given something back, which others may do better
// with. What services without hope give back they take again.
func (k *cluster) release(t *task) {
	if w := k.owner(t); w.service == nil || !k.hopeless(w) {
		k.freed++
	}
}

// wake has the service scheduler look at a service at its next tick, no earlier
// than a tick after its last look.
func (k *cluster) wake(i workID) {
	w := &k.work[i]
	if w.service == nil {
		return
	}
	w.pass.dirty = true
	at := k.clock.Now()
	if w.pass.passed {
		at = max(at, w.pass.last.Add(k.config.Timings.SchedulerTick))
	}
	k.lookAt(i, at)
}

// lookAt schedules a look of the service scheduler at a service, at the first tick
// from at on; one already scheduled later gives way.
func (k *cluster) lookAt(i workID, at des.Time) {
	w := &k.work[i]
	if tick := des.Time(k.config.Timings.SchedulerTick); tick > 0 && at%tick != 0 {
		at += tick - at%tick
	}
	if w.pass.pending && w.pass.at <= at {
		return
	}
	w.pass.pending, w.pass.at = true, at
	k.clock.At(at, word(servicePassed, 0, i))
}

// lacks notes since when the service has wanted what it lacks.
func (k *cluster) lacks(w *workload) {
	if w.service != nil && !w.pass.lacking {
		w.pass.lacking, w.pass.since = true, k.clock.Now()
	}
}

// onServicePassed is one look: it starts what the service may start, stops what it
// may stop, and finds out how its deployment stands (developer guide, ecs_services
// and deployment-type-ecs; AWS publishes no algorithm).
func (k *cluster) onServicePassed(i workID) {
	w := &k.work[i]
	p := &w.pass
	if !p.pending || p.at != k.clock.Now() {
		return // an earlier look took its place
	}
	p.pending, p.passed, p.dirty, p.rationed, p.last = false, true, false, false, k.clock.Now()
	if w.service.Daemon {
		w.requested = k.daemonHosts(i)
		k.seek(w)
	}
	k.deps[w.dep].newRound()
	before := k.changes
	placed, stopped := w.serial, len(p.stopped)+p.pendings
	p.looking = true
	k.startTasks(i)
	k.stopTasks(i)
	p.looking = false
	stopped = len(p.stopped) + p.pendings - stopped
	p.replaced = min(w.sick, int(w.serial-placed))
	p.idle = k.changes == before // tasks that only wait for a capacity provider change nothing
	if stopped > 0 {
		k.wake(i) // they count no more, so that others may start though they still run
	}
	k.announce(w)
	k.checkOpening(w)
	k.judge(i)
	k.balance(i)
}

// checkOpening warns of a service that should have run before the scenario begins,
// and for which there was no room.
func (k *cluster) checkOpening(w *workload) {
	if w.service.StartedBefore && k.clock.Now() == 0 && w.running < w.requested {
		k.warnOnce(fmt.Sprintf("service %s is startedBefore, and %d of its %d tasks run at the start", w.name, w.running, w.requested))
	}
}

// bounds are the healthy tasks that a deployment has to leave running, and the
// tasks from PROVISIONING to RUNNING that there may be (ECS API
// DeploymentConfiguration; developer guide, service-event-messages, on rounding).
func (w *workload) bounds() (lower, upper int) {
	d := &w.pass.deploying
	return (w.requested*d.MinimumHealthyPercent + 99) / 100, w.requested * d.MaximumPercent / 100
}

// current is the number of tasks that need no replacement.
func (w *workload) current() int { return w.placed - w.outgoing - w.sick }

// startable is how many tasks the service wants to start and may.
func (k *cluster) startable(i workID) int {
	w := &k.work[i]
	_, upper := w.bounds()
	all := w.placed - w.adrift
	if k.config.Options.CountStopping {
		all += w.leaving
	}
	return max(0, min(w.requested+w.surplus()-w.current(), upper-all))
}

// startTasks starts what the service lacks, until it has all or a try is refused;
// then it comes back after the next of the retry waits.
func (k *cluster) startTasks(i workID) {
	w := &k.work[i]
	p := &w.pass
	n := k.startable(i)
	p.blocked = false
	if n == 0 || k.deps[w.dep].over() || k.spent(w) {
		p.lacking = false
		return
	}
	k.lacks(w)
	if until := max(p.retryAt, p.holdAt); until > k.clock.Now() {
		p.blocked = p.retryAt > p.holdAt
		k.lookAt(i, until)
		return
	}
	n, opens := k.mayStart(w, n)
	if n == 0 {
		k.ration(i, opens)
		return
	}
	if w.service.Daemon {
		k.startDaemons(i, n)
	} else {
		w.members, p.started = slices.Grow(w.members, n), slices.Grow(p.started, n)
		for range n { // a task may fail at once, be lacking again, and end the deployment
			if k.deps[w.dep].over() || k.startable(i) == 0 {
				break
			}
			if _, ok := k.start(i, p.since); !ok {
				break
			}
			p.failures = 0
		}
	}
	if k.startable(i) == 0 || k.deps[w.dep].over() {
		p.lacking, p.failures = false, 0
		return
	}
	if !w.refusedNow { // if tasks have failed at once, there is a wait for that
		if more, opens := k.mayStart(w, 1); more == 0 {
			k.ration(i, opens)
		}
		return
	}
	p.blocked = true
	waits := k.config.Timings.PlacementRetry
	wait := waits[min(p.failures, len(waits)-1)]
	p.failures++
	p.retryAt = k.clock.Now().Add(max(wait, k.config.Timings.SchedulerTick, 1))
	k.lookAt(i, p.retryAt)
	k.tellNoRoom(i)
}

// retryNow ends the wait between two tries to place: the service was updated, or
// there is an instance more.
func (k *cluster) retryNow(i workID) {
	p := &k.work[i].pass
	p.retryAt, p.failures = 0, 0
	k.wake(i)
}
