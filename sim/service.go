package sim

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// servicePasses is what the service scheduler remembers of a service between two
// of its looks at it.
type servicePasses struct {
	deploying Deploying
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
	failures int      // tries in a row that placed nothing
	triedAt  int      // cluster.changes at the last failed try; -1 = not yet
	blocked  bool     // wants tasks, and the last try found no room for the next
	idle     bool     // the last look changed nothing

	streak   int   // looks in a row whose tasks failed before any ran
	failedIn int32 // the round of the last of them, plus one
	chancy   bool  // its tasks fail by chance: another try may do better
	backFrom int32 // the failed deployment that it goes back from, plus one
	failedAt int   // cluster.freed at the last failure
	crashes  int   // tasks in a row that exited before they were healthy, or failed their checks

	started  []int32 // serial numbers, since the last look
	stopped  []int32
	pendings int // tasks stopped that did not run yet
	replaced int // of those started, how many stand in for unhealthy ones
}

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
	return p.dirty || p.lacking && !(p.blocked && p.triedAt == k.changes) || w.toldNot && w.steady && w.movedAt != k.changes
}

// hopeless reports whether more of the same is no reason for a run without an end
// of its own to go on: tasks of the service fail or exit one after the other.
func (k *cluster) hopeless(w *workload) bool {
	p := &w.pass
	return k.config.Duration == 0 && (p.streak >= hopelessStreak && !p.chancy && p.failedAt == k.freed || p.crashes >= hopelessStreak)
}

// wake has the service scheduler look at a service at its next tick, no earlier
// than a tick after its last look.
func (k *cluster) wake(i int32) {
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
func (k *cluster) lookAt(i int32, at des.Time) {
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
func (k *cluster) onServicePassed(i int32) {
	w := &k.work[i]
	p := &w.pass
	if !p.pending || p.at != k.clock.Now() {
		return // an earlier look took its place
	}
	p.pending, p.passed, p.dirty, p.last = false, true, false, k.clock.Now()
	if w.service.Daemon {
		w.requested = k.daemonHosts(i)
	}
	k.deps[w.dep].newRound()
	placed, stopped := w.serial, len(p.stopped)+p.pendings
	p.looking = true
	k.startTasks(i)
	k.stopTasks(i)
	p.looking = false
	stopped = len(p.stopped) + p.pendings - stopped
	p.replaced = min(w.sick, int(w.serial-placed))
	p.idle = w.serial == placed && stopped == 0
	if stopped > 0 {
		k.wake(i) // they count no more, so that others may start though they still run
	}
	k.announce(w)
	k.judge(i)
	k.balance(i)
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
func (k *cluster) startable(i int32) int {
	w := &k.work[i]
	_, upper := w.bounds()
	all := w.placed - w.adrift
	if k.config.Options.CountStopping {
		all += w.leaving
	}
	return max(0, min(w.requested+w.surplus()-w.current(), upper-all))
}

// block says whether a service wants tasks for which there is no room.
func (k *cluster) block(p *servicePasses, is bool) {
	switch {
	case is && !p.blocked:
		k.blocked++
	case !is && p.blocked:
		k.blocked--
	}
	p.blocked = is
}

// startTasks starts what the service lacks, until it has all or a try is refused;
// then it comes back after the next of the retry waits.
func (k *cluster) startTasks(i int32) {
	w := &k.work[i]
	p := &w.pass
	n := k.startable(i)
	k.block(p, false)
	if n == 0 || k.deps[w.dep].over() || p.crashes >= hopelessStreak && k.hopeless(w) {
		p.lacking = false
		return
	}
	k.lacks(w)
	if until := max(p.retryAt, p.holdAt); until > k.clock.Now() {
		k.block(p, p.retryAt > p.holdAt)
		k.lookAt(i, until)
		return
	}
	if w.service.Daemon {
		k.startDaemons(i, n)
	} else {
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
	if !w.refusedNow {
		return // tasks have failed at once, and there is a wait for that
	}
	k.block(p, true)
	waits := k.config.Timings.PlacementRetry
	wait := waits[min(p.failures, len(waits)-1)]
	p.failures++
	p.retryAt = k.clock.Now().Add(max(wait, k.config.Timings.SchedulerTick, 1))
	k.lookAt(i, p.retryAt)
	k.tellNoRoom(i)
}

// retryNow ends the wait between two tries to place: the service was updated, or
// there is an instance more.
func (k *cluster) retryNow(i int32) {
	p := &k.work[i].pass
	p.retryAt, p.failures = 0, 0
	k.wake(i)
}

// stopTasks stops what the service may stop: of the tasks to be replaced those
// that do not run at once, and healthy ones as long as enough others are left; then
// what is more than it wants.
func (k *cluster) stopTasks(i int32) {
	w := &k.work[i]
	if w.outgoing > 0 {
		k.stopOutgoing(w)
	}
	if w.sick > 0 {
		k.stopSick(i)
	}
	if extra := w.current() - w.requested - w.surplus(); extra > 0 && !w.service.Daemon {
		k.scaleIn(w, extra)
	}
}

// stopOutgoing stops tasks of older revisions and on draining instances.
func (k *cluster) stopOutgoing(w *workload) {
	if k.deps[w.dep].over() {
		return
	}
	lower, _ := w.bounds()
	spare := w.healthy - lower
	var healthy, other []int32
	for _, t := range w.members {
		switch x := k.tasks.At(t); {
		case x.told || !x.outgoing || x.adrift:
		case x.healthy:
			healthy = append(healthy, t)
		default:
			other = append(other, t)
		}
	}
	for _, t := range other {
		k.stopMember(w, t, k.outgoingCause(t))
	}
	slices.SortFunc(healthy, func(a, b int32) int { return int(k.tasks.At(a).serial - k.tasks.At(b).serial) })
	for _, t := range healthy[:max(0, min(spare, len(healthy)))] {
		k.stopMember(w, t, k.outgoingCause(t))
	}
}

func (k *cluster) outgoingCause(i int32) string {
	if t := k.tasks.At(i); t.host >= 0 && k.info[t.host].draining {
		return "its instance drains"
	}
	return "the deployment replaces it"
}

// stopSick stops tasks that failed their health checks: each once a healthy one
// stands in for it, or, where none may be started beside it or no instance has room
// for one, first, one at a time (developer guide, deployment-type-ecs; ECS API
// DeploymentConfiguration, maximumPercent).
func (k *cluster) stopSick(i int32) {
	w := &k.work[i]
	_, upper := w.bounds()
	n := 0
	switch spare := w.healthy - w.requested + w.sick; {
	case spare > 0:
		n = min(spare, w.sick)
	case w.current() >= w.requested: // their successors are on their way
	case upper-w.placed <= 0:
		n = 1
	case w.pass.blocked:
		n = 1
		k.retryNow(i)
	}
	for _, t := range slices.Clone(w.members) {
		if x := k.tasks.At(t); n > 0 && x.sick && !x.told {
			k.stopMember(w, t, "it is unhealthy")
			n--
		}
	}
}

// scaleIn stops tasks that are more than the service wants, those that do not run
// yet first, then by the strategy (placement.Fleet.ScaleIn).
func (k *cluster) scaleIn(w *workload, n int) {
	var tasks, hosts []int32
	for _, t := range slices.Clone(w.members) {
		x := k.tasks.At(t)
		switch {
		case x.told || x.outgoing || x.sick:
		case x.state < running && n > 0:
			n--
			k.stopMember(w, t, "the service wants fewer")
		case x.state == running:
			tasks, hosts = append(tasks, t), append(hosts, x.host)
		}
	}
	for ; n > 0 && len(tasks) > 0; n-- {
		luck := k.tasks.At(tasks[0]).luck
		j := k.fleet.ScaleIn(k.tasks.At(tasks[0]).shape, hosts, uint64(luck))
		k.stopMember(w, tasks[j], "the service wants fewer")
		tasks, hosts = slices.Delete(tasks, j, j+1), slices.Delete(hosts, j, j+1)
	}
}

// stopMember stops a service's task and keeps its name for the service event.
func (k *cluster) stopMember(w *workload, i int32, cause string) {
	if t := k.tasks.At(i); t.state < running {
		w.pass.pendings++
	} else {
		w.pass.stopped = append(w.pass.stopped, t.serial)
	}
	k.stopTask(i, cause)
}

// daemonHosts is the number of instances on which a daemon should run: ACTIVE ones
// that meet its constraints, with room or without.
func (k *cluster) daemonHosts(i int32) int {
	shape := k.revs[k.deps[k.work[i].dep].rev].shape
	n := 0
	for h := range int32(len(k.info)) {
		if !k.info[h].active() {
			continue
		}
		switch reason := k.fleet.Check(shape, h); {
		case reason == model.Fits, reason == model.ReasonDistinctInstance, reason >= model.ReasonPorts:
			n++
		}
	}
	return n
}

// startDaemons puts one task on each instance that should have one and has none,
// resources permitting, n at most.
func (k *cluster) startDaemons(i int32, n int) {
	w := &k.work[i]
	dep := w.dep
	shape := k.revs[k.deps[dep].rev].shape
	refused := model.Fits
	for h := range int32(len(k.info)) {
		if k.deps[dep].over() || w.dep != dep {
			return // tasks have failed at once, and the deployment with them
		}
		if !k.info[h].active() {
			continue
		}
		switch reason := k.fleet.Check(shape, h); {
		case reason == model.Fits && n > 0:
			n--
			w.pass.failures = 0
			k.put(i, shape, h, w.pass.since)
		case reason >= model.ReasonPorts: // eligible, but without room
			refused = max(refused, reason)
		}
	}
	if refused != model.Fits {
		k.refuse(i, shape, refused)
	}
}

// startDaemonOn starts a daemon's task on an instance that has just registered:
// ECS reserves what the daemon needs there before anything else is placed (developer
// guide, ecs_services).
func (k *cluster) startDaemonOn(i, h int32) {
	w := &k.work[i]
	shape := k.revs[k.deps[w.dep].rev].shape
	if k.fleet.Check(shape, h) == model.Fits && w.pass.passed {
		w.requested++
		k.put(i, shape, h, k.clock.Now())
	}
	k.lacks(w)
	k.retryNow(i)
}

// onServiceTaskFailed makes up for a task that stopped before it ran, the later
// the more tries failed in a row; tasks that were started together are one try. The
// growth is an assumption: only its limit is published (developer guide,
// service-throttle-logic).
func (k *cluster) onServiceTaskFailed(t *task) {
	i := t.work
	w := &k.work[i]
	p := &w.pass
	if try := t.round + 1; p.streak == 0 || p.failedIn != try {
		p.streak++
		p.failedIn = try
	}
	p.failedAt = k.freed
	if w.placed+1 == w.requested {
		p.lacking, p.since = true, k.clock.Now() // nothing else is lacking: the wait begins anew
	}
	wait := max(k.config.Timings.SchedulerTick, time.Second)
	for range min(p.streak-1, 20) {
		wait = min(2*wait, k.config.Timings.ThrottleMaximum)
	}
	if p.streak == tellThrottle {
		k.event(w, "is unable to consistently start tasks successfully.")
	}
	p.holdAt = k.clock.Now().Add(wait)
	p.dirty = true
	k.lookAt(i, p.holdAt)
}

// tellThrottle is the number of failed tries in a row at which ECS says so; its own
// number is not public.
const tellThrottle = 3
