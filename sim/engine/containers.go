package engine

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// Tasks of several containers, and those with Service Connect, have their containers
// started and stopped one by one, as the agent does: each is pulled when what it waits for
// is so, created, started, and stopped when all that wait for it have stopped
// (amazon-ecs-agent agent/engine/task_manager.go and agent/engine/dependencygraph). A task
// of one container needs none of this; see agentStart.

// containerPlan is what a revision says of one of its containers.
type containerPlan struct {
	name      string
	of        parts
	essential bool
	proxy     bool // of Service Connect: the agent has its image, and it exits on SIGTERM at once
	exits     bool // others wait for it to exit
	needs     []planNeed
	after     []int         // places in the plan of those that stop before it
	interval  time.Duration // of its health check
	giveUp    time.Duration // startTimeout; 0 = none
	stop      time.Duration // SIGTERM to SIGKILL
	endless   bool          // its restart policy restarts it whenever it has exited
}

// planNeed is a model.Need with the place in the plan of the container waited for.
type planNeed struct {
	on        int
	condition string
}

// planOf lists the containers of a definition in its order, the Service Connect proxy last;
// nil where there is a single one.
func planOf(td *model.TaskDefinition, sc model.ServiceConnect, t *config.Timings) []containerPlan {
	n := len(td.Containers)
	if n == 1 && !sc.Enabled {
		return nil
	}
	plan := make([]containerPlan, n, n+1)
	for i := range plan {
		c := &td.Containers[i]
		plan[i] = containerPlan{name: c.Name, of: partOf(i), essential: c.Essential, giveUp: c.StartTimeout, stop: c.StopTimeout}
		if c.StopTimeout == 0 {
			plan[i].stop = t.StopTimeout
		}
		if c.HealthCheck != nil {
			plan[i].interval = c.HealthCheck.Interval
		}
	}
	if sc.Enabled {
		plan = append(plan, containerPlan{name: model.ProxyName, of: partOf(model.Proxy), essential: true, proxy: true})
	}
	for i, needs := range td.Needs(sc) {
		for _, need := range needs {
			on := need.On
			if on == model.Proxy {
				on = n
			}
			plan[i].needs = append(plan[i].needs, planNeed{on, need.Condition})
			if x := &plan[on]; !slices.Contains(x.after, i) {
				x.after = append(x.after, i)
			}
			if need.Condition == model.ConditionComplete || need.Condition == model.ConditionSuccess {
				plan[on].exits = true
			}
		}
	}
	for i := range td.Containers {
		plan[i].endless = plan[i].exits && td.Containers[i].Restart.Restarts(0, des.Forever)
	}
	return plan
}

// phase is how far a container of a task has come.
type phase uint8

const (
	unpulled phase = iota // it waits, for its pause container or for others
	pulling
	pulled // it is created at once, unless images are pulled upfront: then it waits for others
	starting
	up
	halting
	exited  // it has run, and stopped by itself or been stopped
	skipped // it has stopped and never ran
)

func (p phase) over() bool { return p >= exited }
func (p phase) ran() bool  { return p >= up && p != skipped }

// containers is how far the containers of one task have come, in the order of its plan.
type containers struct {
	of     []containerRun
	paused des.Time // when the pause containers are up
	opened bool     // what they publish or join is taken
	next   des.Time // when one of them comes further; an event is due then
	how    endedBy
	why    failure // of endFailed

	restarts int           // of its essential container
	ran      time.Duration // of a RunTask task: how long it has run before the last of them
}

// containerRun is how far one container has come.
type containerRun struct {
	phase phase
	since des.Time // when it began to run
	left  des.Time // when it stopped; des.Never = not yet
	at    des.Time // when its phase ends; des.Never = not by itself
	late  bool     // its start takes longer than the agent waits for
}

// endedBy says why the containers of a task are being stopped.
type endedBy uint8

const (
	notEnding   endedBy = iota
	endTold             // ECS told the task to stop
	endFailed           // an essential container could not start
	endExited           // the essential container of a service's task exited
	endFinished         // that of a RunTask task did
)

// inside is the record of a task's containers, made where there is none: then all run.
func (k *cluster) inside(i taskID, t *task) *containers {
	x := k.inner[i]
	if x != nil {
		return x
	}
	n := len(k.rev(t).plan)
	if last := len(k.spare) - 1; last >= 0 {
		x, k.spare = k.spare[last], k.spare[:last]
		*x = containers{of: slices.Grow(x.of[:0], n)[:n]}
	} else {
		x = &containers{of: make([]containerRun, n)}
	}
	for c := range x.of {
		x.of[c] = containerRun{phase: up, since: k.clock.Now(), left: des.Never, at: des.Never}
	}
	x.opened = true
	k.inner[i] = x
	return x
}

// outside forgets the record of a task's containers.
func (k *cluster) outside(i taskID) {
	if x := k.inner[i]; x != nil {
		delete(k.inner, i)
		k.spare = append(k.spare, x)
	}
}

// beginContainers begins to start a task's containers, behind the pause containers where
// its mode has some. Pause containers that publish the ports are created at once, and the
// agent chooses the dynamic ones then (agent/api/task/task.go, dockerPortMap).
func (k *cluster) beginContainers(i taskID, t *task) {
	r := k.rev(t)
	x := k.inside(i, t)
	x.opened, x.paused = false, k.clock.Now()
	for c := range x.of {
		x.of[c] = containerRun{left: des.Never, at: des.Never}
	}
	if len(r.net.Pauses) > 0 {
		x.paused = x.paused.Add(k.draw(t, drawPause, &k.config.Timings.PauseStart))
	}
	if r.net.PausesPublish {
		if err := k.sockets.choose(t, &r.net, allParts); err != nil {
			k.endContainers(t, x, endFailed, failure{text: model.HostConfigErrorPrefix + err.Error(), port: true})
		}
	}
	k.moveContainers(i, t, x)
}

// onContainerDue is the moment for which moveContainers waits, or an event that another one
// has taken the place of.
func (k *cluster) onContainerDue(i taskID, t *task) {
	x := k.inside(i, t)
	if k.clock.Now() < x.next {
		k.await(containerDue, t)
		return
	}
	k.moveContainers(i, t, x)
}

// moveContainers moves the containers of a task as far as they come now, in the order of
// the plan, until none moves any more.
func (k *cluster) moveContainers(i taskID, t *task, x *containers) {
	if x.how == notEnding && !x.opened && x.paused <= k.clock.Now() {
		k.openPauses(t, x)
	}
	for moved := true; moved; {
		moved = false
		for c := range x.of {
			switch {
			case x.how != notEnding:
				moved = k.stopContainer(i, t, x, c) || moved
			case x.opened:
				moved = k.startContainer(i, t, x, c) || moved
			}
		}
	}
	k.afterContainers(i, t, x)
}

// afterContainers goes on with a task whose containers have come as far as they can now.
func (k *cluster) afterContainers(i taskID, t *task, x *containers) {
	all, same, next := true, true, des.Never
	for c := range x.of {
		run := &x.of[c]
		done := run.phase.over() || run.phase == up && x.how == notEnding
		all, same = all && done, same && run.phase == up
		next = min(next, run.at, k.nextNeed(t, x, c))
	}
	if x.how == notEnding && !x.opened {
		next = x.paused
	}
	if all && x.how != notEnding {
		k.containersOver(i, t, x)
		return
	}
	switch {
	case all && next == des.Never:
	case next == x.next && next > k.clock.Now():
		k.await(containerDue, t)
	default:
		x.next = next
		k.schedule(containerDue, i, t, next)
	}
	if all && t.state == pending {
		if same && x.restarts == 0 {
			k.outside(i)
		}
		k.onContainersUp(i, t)
	}
}

// openPauses is the moment at which the pause containers are up: the task has its place on
// ecs-bridge, and with Service Connect in bridge mode its ports are published.
func (k *cluster) openPauses(t *task, x *containers) {
	n := &k.rev(t).net
	x.opened = true
	switch {
	case n.PausesPublish:
		if why, ok := k.sockets.open(k.hosts, t, n, allParts, n.Bridge, n.ECSBridge); !ok {
			x.opened = false
			k.endContainers(t, x, endFailed, why)
		}
	case !k.hosts.JoinBridge(int32(t.host), 0, n.ECSBridge):
		x.opened = false
		k.endContainers(t, x, endFailed, failedNamespace)
	}
}

// startContainer moves one container on its way up, if it can move now.
func (k *cluster) startContainer(i taskID, t *task, x *containers, c int) bool {
	run := &x.of[c]
	switch {
	case run.phase == unpulled && k.rev(t).plan[c].proxy:
		return k.createContainer(i, t, x, c)
	case run.phase < starting:
		return k.bringContainer(i, t, x, c)
	case run.at > k.clock.Now():
		return false
	case run.phase == starting:
		k.containerStarted(i, t, x, c)
	case run.phase == up:
		k.containerExited(i, t, x, c)
	default:
		return false
	}
	return true
}

// bringContainer moves one container towards its creation. The agent asks at every step, also
// while the image is pulled, whether what the container waits for can still be.
func (k *cluster) bringContainer(i taskID, t *task, x *containers, c int) bool {
	run := &x.of[c]
	met, why := k.needsMet(t, x, c)
	switch {
	case why != "":
		k.containerFailed(i, t, x, c, failure{text: why})
	case run.phase == unpulled && (met || k.config.Groups[k.info[t.host].group].PullUpfront):
		run.phase, run.at = pulling, k.clock.Now().Add(k.draw(t, drawPull, &k.rev(t).pull))
	case run.phase == pulling && run.at <= k.clock.Now():
		run.phase, run.at = pulled, des.Never
	case run.phase == pulled && met:
		return k.createContainer(i, t, x, c)
	default:
		return false
	}
	return true
}

// needsMet reports whether all is so that a container waits for; why is not empty where
// that can never be, and then the agent marks the container STOPPED. Until it creates the
// container, a startTimeout that has run out counts although the container waited for is so by
// now (agent/engine/dependencygraph, verifyContainerOrderingStatusResolvable and
// hasDependencyTimedOut).
func (k *cluster) needsMet(t *task, x *containers, c int) (met bool, why string) {
	plan := k.rev(t).plan
	met = true
	gaveUp, slow := des.Never, ""
	for _, need := range plan[c].needs {
		on, name := &x.of[need.on], plan[need.on].name
		ok := false
		switch need.condition {
		case model.ConditionCreate:
			ok = on.phase >= starting
		case model.ConditionStart:
			ok = on.phase.ran()
		case model.ConditionHealthy:
			ok = on.phase.ran() && k.healthyAt(t, x, need.on) <= min(k.clock.Now(), on.left)
		default:
			ok = on.phase == exited
		}
		if on.phase == skipped {
			return false, dependencyError(name, plan[c].name, "will never start")
		}
		if at := k.gaveUp(t, x, need); at < gaveUp {
			gaveUp, slow = at, name
		}
		met = met && ok
	}
	if now := k.clock.Now(); gaveUp < now || gaveUp == now && !met {
		return false, dependencyError(slow, plan[c].name, "has timed out")
	}
	return met, ""
}

// dependencyError is the agent's reason for a container that it does not start, in its manner.
func dependencyError(on, target, why string) string {
	return "CannotStartContainerError: dependency graph: container ordering dependency [" + on + "] for target [" + target + "] " + why + "."
}

// healthyAt is when a container that runs is HEALTHY: a container at its first health check, the
// Service Connect proxy when it says so.
func (k *cluster) healthyAt(t *task, x *containers, c int) des.Time {
	r := k.rev(t)
	wait := r.plan[c].interval
	switch {
	case r.plan[c].proxy:
		wait = k.draw(t, drawProxy, &r.proxy)
	case t.is(early):
		wait = 0
	}
	return x.of[c].since.Add(wait)
}

// gaveUp is until when a container may be created that waits for another one, which the other
// one's startTimeout decides; des.Never where nothing does. A START waits for ever.
func (k *cluster) gaveUp(t *task, x *containers, need planNeed) des.Time {
	on, p := &x.of[need.on], &k.rev(t).plan[need.on]
	if on.phase != up || p.giveUp == 0 || need.condition == model.ConditionStart || need.condition == model.ConditionCreate {
		return des.Never
	}
	return on.since.Add(p.giveUp)
}

// nextNeed is when time alone may change whether a waiting container's needs are met.
func (k *cluster) nextNeed(t *task, x *containers, c int) des.Time {
	next := des.Never
	if x.how != notEnding || x.of[c].phase != unpulled && x.of[c].phase != pulled {
		return next
	}
	for _, need := range k.rev(t).plan[c].needs {
		if need.condition == model.ConditionHealthy && x.of[need.on].phase == up {
			if at := k.healthyAt(t, x, need.on); at > k.clock.Now() {
				next = min(next, at)
			}
		}
		if at := k.gaveUp(t, x, need); at > k.clock.Now() {
			next = min(next, at)
		}
	}
	return next
}

// createContainer creates a container, which is when the agent chooses its dynamic ports,
// and begins to start it.
func (k *cluster) createContainer(i taskID, t *task, x *containers, c int) bool {
	r, run := k.rev(t), &x.of[c]
	if !r.net.PausesPublish {
		if err := k.sockets.choose(t, &r.net, r.plan[c].of); err != nil {
			k.containerFailed(i, t, x, c, failure{text: model.HostConfigErrorPrefix + err.Error(), port: true})
			return true
		}
	}
	length := k.draw(t, drawStart, &r.start)
	if limit := k.config.Timings.ContainerStartTimeout; limit > 0 && length > limit {
		length, run.late = limit, true
	}
	run.phase, run.at = starting, k.clock.Now().Add(length)
	return true
}

// containerStarted is the end of a container's start: what it publishes or listens on is
// bound now, unless its pause container did.
func (k *cluster) containerStarted(i taskID, t *task, x *containers, c int) {
	r, run := k.rev(t), &x.of[c]
	p := &r.plan[c]
	if run.late {
		k.containerFailed(i, t, x, c, k.failedStart())
		return
	}
	if !r.net.PausesPublish {
		if why, ok := k.sockets.open(k.hosts, t, &r.net, p.of, min(r.net.Bridge, 1), 0); !ok {
			k.containerFailed(i, t, x, c, why)
			return
		}
	}
	run.phase, run.since, run.at = up, k.clock.Now(), des.Never
	if p.exits && !p.endless {
		run.at = k.clock.Now().Add(k.draw(t, drawDependency, &k.config.Timings.DependencyRun))
	}
	k.tellContainer("container.started", i, t, c, "")
}

// containerExited is the exit of a container that others wait for to exit.
func (k *cluster) containerExited(i taskID, t *task, x *containers, c int) {
	k.closeContainer(t, x, c)
	k.tellContainer("container.stopped", i, t, c, "it has exited")
	if k.rev(t).plan[c].essential {
		k.endContainers(t, x, k.byExit(t), failure{})
	}
}

// byExit is how the exit of its essential container ends a task.
func (k *cluster) byExit(t *task) endedBy {
	if k.owner(t).service == nil {
		return endFinished
	}
	return endExited
}

// containerFailed is a container that does not come to run: an essential one ends its task,
// another one is STOPPED and the task goes on without it (agent/api/task/task.go,
// updateTaskDesiredStatusUnsafe).
func (k *cluster) containerFailed(i taskID, t *task, x *containers, c int, why failure) {
	p := &k.rev(t).plan[c]
	if !k.rev(t).net.PausesPublish {
		k.sockets.drop(t, p.of)
	}
	x.of[c].phase, x.of[c].at = skipped, des.Never
	switch {
	case x.how != notEnding:
	case p.essential:
		k.endContainers(t, x, endFailed, why)
	default:
		k.sayContainer("container.stopped", i, c, why.text)
	}
}

// closeContainer notes that a container that ran has stopped, and gives back what it held.
func (k *cluster) closeContainer(t *task, x *containers, c int) {
	r := k.rev(t)
	x.of[c].phase, x.of[c].left, x.of[c].at = exited, k.clock.Now(), des.Never
	if !r.net.PausesPublish {
		k.sockets.close(k.hosts, t, &r.net, r.plan[c].of, min(r.net.Bridge, 1), 0)
	}
}

// endContainers has all containers of a task stopped. Until the last of them has, ECS knows
// of nothing, and what the task holds is not free (agent/api/task/task.go,
// updateTaskKnownStatus).
func (k *cluster) endContainers(t *task, x *containers, how endedBy, why failure) {
	k.abandon(t)
	x.how, x.why = how, why
	if t.state != pending || slices.ContainsFunc(x.of, func(run containerRun) bool { return run.phase == up }) {
		t.state = stopping
	}
}

// stopContainer moves one container on its way out, if it can move now: one that has not been
// started is STOPPED at once, one that is being started when it has been, and another one gets
// SIGTERM when all that wait for it have stopped, and SIGKILL after its stop timeout.
func (k *cluster) stopContainer(i taskID, t *task, x *containers, c int) bool {
	r, run := k.rev(t), &x.of[c]
	p := &r.plan[c]
	switch {
	case run.phase.over():
		return false
	case run.phase < starting:
		run.phase, run.at = skipped, des.Never
	case run.phase == starting && run.at != des.Never:
		if run.at > k.clock.Now() {
			return false
		}
		k.containerStarted(i, t, x, c)
	case run.phase == starting: // and would be for ever
		k.containerFailed(i, t, x, c, failure{})
	case run.phase == up && run.at > k.clock.Now():
		if slices.ContainsFunc(p.after, func(d int) bool { return !x.of[d].phase.over() }) {
			return false
		}
		run.phase = halting
		if p.proxy {
			run.at = k.clock.Now()
		} else {
			run.at = min(run.at, k.clock.Now().Add(min(k.draw(t, drawStop, &r.halt), p.stop)))
		}
	case run.at > k.clock.Now():
		return false
	default:
		k.closeContainer(t, x, c)
		k.tellContainer("container.stopped", i, t, c, "")
	}
	return true
}

// containersOver is the end of a task's last container.
func (k *cluster) containersOver(i taskID, t *task, x *containers) {
	switch x.how {
	case endFailed:
		k.fail(i, t, x.why)
	case endExited:
		k.exitOver(i, t)
	case endFinished:
		k.endOver(i, t)
	default:
		if slices.ContainsFunc(x.of, func(run containerRun) bool { return run.phase == exited }) {
			k.onContainersStopped(i, t)
			return
		}
		k.halted(i, t)
	}
}

// essentialExited ends a task whose essential container has exited: at once where no other
// container of it runs.
func (k *cluster) essentialExited(i taskID, t *task) {
	x := k.inside(i, t)
	main := slices.IndexFunc(k.rev(t).plan, func(p containerPlan) bool { return p.essential && !p.proxy })
	k.closeContainer(t, x, max(main, 0))
	k.tellContainer("container.stopped", i, t, max(main, 0), "it has exited")
	k.endContainers(t, x, k.byExit(t), failure{})
	k.moveContainers(i, t, x)
}

// holds returns what a task holds of its host's ports: the containers whose ports are bound,
// and its ports of docker0 and addresses of ecs-bridge.
func (k *cluster) holds(i taskID, t *task) (of parts, docker, ecs int32) {
	r := k.rev(t)
	n := &r.net
	var x *containers
	if r.plan != nil {
		x = k.inner[i]
	}
	switch {
	case x == nil:
		if t.state > pending && t.state != deprovisioning {
			return allParts, n.Bridge, n.ECSBridge
		}
		return 0, 0, 0
	case !x.opened:
		return 0, 0, 0
	case n.PausesPublish:
		return allParts, n.Bridge, n.ECSBridge
	}
	for c := range x.of {
		if p := x.of[c].phase; p == up || p == halting {
			of |= r.plan[c].of
			docker += min(n.Bridge, 1)
		}
	}
	return of, docker, n.ECSBridge
}

// letGo gives back the ports that a task still holds on its host, or was going to bind.
func (k *cluster) letGo(i taskID, t *task, r *revision) {
	switch {
	case r.plan != nil:
		if of, docker, ecs := k.holds(i, t); of != 0 || docker|ecs != 0 {
			k.sockets.close(k.hosts, t, &r.net, of, docker, ecs)
		}
	case t.state > pending:
		k.sockets.close(k.hosts, t, &r.net, allParts, r.net.Bridge, r.net.ECSBridge)
	}
	if t.ports >= 0 {
		k.sockets.drop(t, allParts)
	}
	if !r.plain {
		k.outside(i)
	}
}

// tellContainer logs what happened to a container of a task whose containers wait for each
// other.
func (k *cluster) tellContainer(event string, i taskID, t *task, c int, cause string) {
	if k.logs() && k.rev(t).ordered && !k.began(t) {
		k.sayContainer(event, i, c, cause)
	}
}

func (k *cluster) sayContainer(event string, i taskID, c int, cause string) {
	k.say(event, i, cause, k.rev(k.tasks.At(i)).plan[c].name)
}
