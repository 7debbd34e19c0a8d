package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Tasks of several containers, and those with Service Connect, have their containers
// started and stopped one by one, as the agent does: each is pulled when what it waits for
// is so, created, started, and stopped when all that wait for it have stopped
// (amazon-ecs-agent agent/engine/task_manager.go and agent/engine/dependencygraph). A task
// of one container needs none of this; see agentStart.

// planOf lists the containers of a definition in its order, the Service Connect proxy last;
// nil where there is a single one.
func planOf(td *model.TaskDefinition, sc model.ServiceConnect, t *config.Timings) []state.ContainerPlan {
	n := len(td.Containers)
	if n == 1 && !sc.Enabled {
		return nil
	}
	plan := make([]state.ContainerPlan, n, n+1)
	for i := range plan {
		c := &td.Containers[i]
		plan[i] = state.ContainerPlan{Name: c.Name, Self: state.OnlyContainer(i), Essential: c.Essential, StartTimeout: c.StartTimeout, StopTimeout: c.StopTimeout}
		if c.StopTimeout == 0 {
			plan[i].StopTimeout = t.StopTimeout
		}
		if c.HealthCheck != nil {
			plan[i].Interval = c.HealthCheck.Interval
		}
	}
	if sc.Enabled {
		plan = append(plan, state.ContainerPlan{Name: model.ProxyName, Self: state.OnlyContainer(model.Proxy), Essential: true, Proxy: true})
	}
	for i, needs := range td.Needs(sc) {
		for _, need := range needs {
			on := need.On
			if on == model.Proxy {
				on = n
			}
			plan[i].Needs = append(plan[i].Needs, state.PlanNeed{On: on, Condition: need.Condition})
			if x := &plan[on]; !slices.Contains(x.StopsAfter, i) {
				x.StopsAfter = append(x.StopsAfter, i)
			}
			if need.Condition == model.ConditionComplete || need.Condition == model.ConditionSuccess {
				plan[on].ExitAwaited = true
			}
		}
	}
	for i := range td.Containers {
		plan[i].RestartsAlways = plan[i].ExitAwaited && td.Containers[i].Restart.Restarts(0, des.Forever)
	}
	return plan
}

// containersOf is the record of a task's containers. Where there is none it is made: all containers run then.
func (k *cluster) containersOf(i event.TaskID, t *state.Task) *state.Containers {
	x := k.Containers[i]
	if x != nil {
		return x
	}
	n := len(k.RevisionOf(t).Plan)
	if last := len(k.spareContainers) - 1; last >= 0 {
		x, k.spareContainers = k.spareContainers[last], k.spareContainers[:last]
		*x = state.Containers{Runs: slices.Grow(x.Runs[:0], n)[:n]}
	} else {
		x = &state.Containers{Runs: make([]state.ContainerRun, n)}
	}
	for c := range x.Runs {
		x.Runs[c] = state.ContainerRun{Phase: state.Up, Since: k.Clock.Now(), StoppedAt: des.Never, PhaseEnds: des.Never}
	}
	x.PausesOpened = true
	k.Containers[i] = x
	return x
}

// forgetContainers forgets the record of a task's containers.
func (k *cluster) forgetContainers(i event.TaskID) {
	if x := k.Containers[i]; x != nil {
		delete(k.Containers, i)
		k.spareContainers = append(k.spareContainers, x)
	}
}

// beginContainers begins to start a task's containers, behind the pause containers where
// its mode has some. Pause containers that publish the ports are created at once, and the
// agent chooses the dynamic ones then (agent/api/task/task.go, dockerPortMap).
func (k *cluster) beginContainers(i event.TaskID, t *state.Task) {
	r := k.RevisionOf(t)
	x := k.containersOf(i, t)
	x.PausesOpened, x.PausesUp = false, k.Clock.Now()
	for c := range x.Runs {
		x.Runs[c] = state.ContainerRun{StoppedAt: des.Never, PhaseEnds: des.Never}
	}
	if len(r.Network.Pauses) > 0 {
		x.PausesUp = x.PausesUp.Add(k.Draw(t, state.DrawPause, k.PauseTime(t)))
	}
	if r.Network.PausesPublish {
		if why, ok := k.choosePorts(i, t, state.AllContainers); !ok {
			k.endContainers(i, t, x, state.EndFailed, why)
		}
	}
	k.advanceContainers(i, t, x)
}

// onContainerDue is the moment for which advanceContainers waits, or an entry that another one
// has taken the place of.
func (k *cluster) onContainerDue(i event.TaskID, t *state.Task) {
	x := k.containersOf(i, t)
	if k.Clock.Now() < x.Next {
		k.await(state.ContainerDue, t)
		return
	}
	k.advanceContainers(i, t, x)
}

// advanceContainers moves the containers of a task as far as they come now, in the order of
// the plan, until none moves any more.
func (k *cluster) advanceContainers(i event.TaskID, t *state.Task, x *state.Containers) {
	if x.EndedBy == state.NotEnding && !x.PausesOpened && x.PausesUp <= k.Clock.Now() {
		k.onPausesUp(i, t, x)
	}
	for moved := true; moved; {
		moved = false
		for c := range x.Runs {
			switch {
			case x.EndedBy != state.NotEnding:
				moved = k.stopContainer(i, t, x, c) || moved
			case x.PausesOpened:
				moved = k.startContainer(i, t, x, c) || moved
			}
		}
	}
	k.afterContainers(i, t, x)
}

// afterContainers goes on with a task whose containers have come as far as they can now.
func (k *cluster) afterContainers(i event.TaskID, t *state.Task, x *state.Containers) {
	all, allUp, next := true, true, des.Never
	for c := range x.Runs {
		run := &x.Runs[c]
		done := run.Phase.Over() || run.Phase == state.Up && x.EndedBy == state.NotEnding
		all, allUp = all && done, allUp && run.Phase == state.Up
		next = min(next, run.PhaseEnds, k.NextNeed(t, x, c))
	}
	if x.EndedBy == state.NotEnding && !x.PausesOpened {
		next = x.PausesUp
	}
	if all && x.EndedBy != state.NotEnding {
		k.onLastContainerStopped(i, t, x)
		return
	}
	switch {
	case all && next == des.Never:
	case next == x.Next && next > k.Clock.Now():
		k.await(state.ContainerDue, t)
	default:
		x.Next = next
		k.schedule(state.ContainerDue, i, t, next)
	}
	if all && t.State == event.Pending {
		if allUp && x.Restarts == 0 {
			k.forgetContainers(i)
		}
		k.onContainersUp(i, t)
	}
}

// onPausesUp is the moment at which the pause containers are up: the task has its place on
// ecs-bridge, and with Service Connect in bridge mode its ports are published.
func (k *cluster) onPausesUp(i event.TaskID, t *state.Task, x *state.Containers) {
	n := &k.RevisionOf(t).Network
	x.PausesOpened = true
	switch {
	case n.PausesPublish:
		if why, ok := k.openPorts(i, t, state.AllContainers, n.Bridge, n.ECSBridge); !ok {
			x.PausesOpened = false
			k.endContainers(i, t, x, state.EndFailed, why)
		}
	case !k.joinBridge(i, t, n.ECSBridge):
		x.PausesOpened = false
		k.endContainers(i, t, x, state.EndFailed, model.StoppedReason{Code: model.StoppedNoBridgeAddress})
	}
}

// startContainer moves one container on its way up, if it can move now.
func (k *cluster) startContainer(i event.TaskID, t *state.Task, x *state.Containers, c int) bool {
	run := &x.Runs[c]
	switch {
	case run.Phase == state.Unpulled && k.RevisionOf(t).Plan[c].Proxy:
		return k.createContainer(i, t, x, c)
	case run.Phase < state.Starting:
		return k.advanceToCreation(i, t, x, c)
	case run.PhaseEnds > k.Clock.Now():
		return false
	case run.Phase == state.Starting:
		k.containerStarted(i, t, x, c)
	case run.Phase == state.Up:
		k.containerExited(i, t, x, c)
	default:
		return false
	}
	return true
}

// advanceToCreation moves one container towards its creation. The agent asks at every step, also
// while the image is pulled, whether what the container waits for can still be.
func (k *cluster) advanceToCreation(i event.TaskID, t *state.Task, x *state.Containers, c int) bool {
	run := &x.Runs[c]
	met, why := k.NeedsMet(t, x, c)
	switch {
	case why.Code != model.NotStopped:
		k.containerFailed(i, t, x, c, why)
	case run.Phase == state.Unpulled && (met || k.Config.Groups[k.Instances[t.Instance].Group].PullUpfront):
		run.Phase, run.PhaseEnds = state.Pulling, k.Clock.Now().Add(k.Draw(t, state.DrawPull, k.PullTime(t, k.RevisionOf(t))))
	case run.Phase == state.Pulling && run.PhaseEnds <= k.Clock.Now():
		run.Phase, run.PhaseEnds = state.Pulled, des.Never
	case run.Phase == state.Pulled && met:
		return k.createContainer(i, t, x, c)
	default:
		return false
	}
	return true
}

// createContainer creates a container, which is when the agent chooses its dynamic ports,
// and begins to start it.
func (k *cluster) createContainer(i event.TaskID, t *state.Task, x *state.Containers, c int) bool {
	r, run := k.RevisionOf(t), &x.Runs[c]
	if !r.Network.PausesPublish {
		if why, ok := k.choosePorts(i, t, r.Plan[c].Self); !ok {
			k.containerFailed(i, t, x, c, why)
			return true
		}
	}
	k.tellContainer(event.ContainerCreated, i, t, c, event.NoCause)
	length := k.Draw(t, state.DrawStart, k.StartTime(t, r))
	if limit := k.Config.Timings.ContainerStartTimeout; limit > 0 && length > limit {
		length, run.Late = limit, true
	}
	run.Phase, run.PhaseEnds = state.Starting, k.Clock.Now().Add(length)
	return true
}

// containerStarted is the end of a container's start: what it publishes or listens on is
// bound now, unless its pause container did.
func (k *cluster) containerStarted(i event.TaskID, t *state.Task, x *state.Containers, c int) {
	r, run := k.RevisionOf(t), &x.Runs[c]
	p := &r.Plan[c]
	if run.Late {
		k.containerFailed(i, t, x, c, k.StartTimeout())
		return
	}
	if !r.Network.PausesPublish {
		if why, ok := k.openPorts(i, t, p.Self, min(r.Network.Bridge, 1), 0); !ok {
			k.containerFailed(i, t, x, c, why)
			return
		}
	}
	run.Phase, run.Since, run.PhaseEnds = state.Up, k.Clock.Now(), des.Never
	if p.ExitAwaited && !p.RestartsAlways {
		run.PhaseEnds = k.Clock.Now().Add(k.Draw(t, state.DrawDependency, &k.Config.Timings.DependencyRun))
	}
	k.tellContainer(event.ContainerStarted, i, t, c, event.NoCause)
}

// containerExited is the exit of a container that others wait for to exit.
func (k *cluster) containerExited(i event.TaskID, t *state.Task, x *state.Containers, c int) {
	k.noteExited(i, t, x, c)
	k.tellContainer(event.ContainerStopped, i, t, c, event.ItExited)
	if k.RevisionOf(t).Plan[c].Essential {
		k.endContainers(i, t, x, k.EndedByExit(t), model.StoppedReason{})
	}
}

// containerFailed is a container that does not come to run: an essential one ends its task,
// another one is STOPPED and the task goes on without it (agent/api/task/task.go,
// updateTaskDesiredStatusUnsafe).
func (k *cluster) containerFailed(i event.TaskID, t *state.Task, x *state.Containers, c int, why model.StoppedReason) {
	p := &k.RevisionOf(t).Plan[c]
	if !k.RevisionOf(t).Network.PausesPublish {
		k.dropPorts(i, t, p.Self)
	}
	x.Runs[c].Phase, x.Runs[c].PhaseEnds = state.Skipped, des.Never
	if k.hears(event.ContainerStopped) {
		e := k.taskEvent(event.ContainerStopped, i, t)
		e.Container, e.Cause, e.Stopped = int8(c), event.DidNotStart, why
		e.On = x.EndedBy == state.NotEnding && !p.Essential
		k.emit(e)
	}
	if x.EndedBy == state.NotEnding && p.Essential {
		k.endContainers(i, t, x, state.EndFailed, why)
	}
}

// noteExited notes that a container that ran has exited, and gives back what it held.
func (k *cluster) noteExited(i event.TaskID, t *state.Task, x *state.Containers, c int) {
	r := k.RevisionOf(t)
	x.Runs[c].Phase, x.Runs[c].StoppedAt, x.Runs[c].PhaseEnds = state.Exited, k.Clock.Now(), des.Never
	if !r.Network.PausesPublish {
		k.closePorts(i, t, r.Plan[c].Self, min(r.Network.Bridge, 1), 0)
	}
}

// endContainers has all containers of a task stopped. Until the last of them has, ECS knows
// of nothing, and what the task holds is not free (agent/api/task/task.go,
// updateTaskKnownStatus).
func (k *cluster) endContainers(i event.TaskID, t *state.Task, x *state.Containers, how state.EndedBy, why model.StoppedReason) {
	k.strikeOffAll(t)
	x.EndedBy, x.Why = how, why
	if t.State != event.Pending || slices.ContainsFunc(x.Runs, func(run state.ContainerRun) bool { return run.Phase == state.Up }) {
		k.enter(i, t, event.Stopping)
	}
}

// stopContainer moves one container on its way out, if it can move now: one that has not been
// started is STOPPED at once, one that is being started when it has been, and another one gets
// SIGTERM when all that wait for it have stopped, and SIGKILL after its stop timeout.
func (k *cluster) stopContainer(i event.TaskID, t *state.Task, x *state.Containers, c int) bool {
	r, run := k.RevisionOf(t), &x.Runs[c]
	p := &r.Plan[c]
	switch {
	case run.Phase.Over():
		return false
	case run.Phase < state.Starting:
		run.Phase, run.PhaseEnds = state.Skipped, des.Never
		k.tellContainer(event.ContainerStopped, i, t, c, event.DidNotStart)
	case run.Phase == state.Starting && run.PhaseEnds != des.Never:
		if run.PhaseEnds > k.Clock.Now() {
			return false
		}
		k.containerStarted(i, t, x, c)
	case run.Phase == state.Starting: // its start never ends
		k.containerFailed(i, t, x, c, model.StoppedReason{})
	case run.Phase == state.Up && run.PhaseEnds > k.Clock.Now():
		if slices.ContainsFunc(p.StopsAfter, func(d int) bool { return !x.Runs[d].Phase.Over() }) {
			return false
		}
		run.Phase = state.Halting
		if p.Proxy {
			run.PhaseEnds = k.Clock.Now()
		} else {
			run.PhaseEnds = min(run.PhaseEnds, k.Clock.Now().Add(min(k.Draw(t, state.DrawStop, &r.ApplicationStop), p.StopTimeout)))
		}
	case run.PhaseEnds > k.Clock.Now():
		return false
	default:
		k.noteExited(i, t, x, c)
		k.tellContainer(event.ContainerStopped, i, t, c, event.NoCause)
	}
	return true
}

// onLastContainerStopped is the end of a task's last container.
func (k *cluster) onLastContainerStopped(i event.TaskID, t *state.Task, x *state.Containers) {
	switch x.EndedBy {
	case state.EndFailed:
		k.fail(i, t, x.Why)
	case state.EndServiceTaskExited:
		k.onServiceTaskExited(i, t)
	case state.EndRunTaskExited:
		k.onRunTaskExited(i, t)
	default:
		if slices.ContainsFunc(x.Runs, func(run state.ContainerRun) bool { return run.Phase == state.Exited }) {
			k.onContainersStopped(i, t)
			return
		}
		k.halted(i, t)
	}
}

// essentialExited ends a task whose essential container has exited: at once where no other
// container of it runs.
func (k *cluster) essentialExited(i event.TaskID, t *state.Task) {
	x := k.containersOf(i, t)
	main := slices.IndexFunc(k.RevisionOf(t).Plan, func(p state.ContainerPlan) bool { return p.Essential && !p.Proxy })
	k.noteExited(i, t, x, max(main, 0))
	k.tellContainer(event.ContainerStopped, i, t, max(main, 0), event.ItExited)
	k.endContainers(i, t, x, k.EndedByExit(t), model.StoppedReason{})
	k.advanceContainers(i, t, x)
}

// releasePorts gives back the ports that a task still holds on its instance, or was going to bind.
func (k *cluster) releasePorts(i event.TaskID, t *state.Task, r *state.Revision) {
	switch {
	case r.Plan != nil:
		if of, docker, ecs := k.Holds(i, t); of != 0 || docker|ecs != 0 {
			k.closePorts(i, t, of, docker, ecs)
		}
	case t.State > event.Pending:
		k.closePorts(i, t, state.AllContainers, r.Network.Bridge, r.Network.ECSBridge)
		k.tellContainer(event.ContainerStopped, i, t, 0, event.NoCause)
	default:
		k.tellContainer(event.ContainerStopped, i, t, 0, event.DidNotStart)
	}
	if t.Ports >= 0 {
		k.dropPorts(i, t, state.AllContainers)
	}
	if r.Plan != nil && k.hears(event.ContainerStopped) {
		k.tellContainersLost(i, t, r)
	}
	if !r.Simple {
		k.forgetContainers(i)
	}
}

// tellContainersLost tells of the containers of a task that have not stopped when it is gone from its
// instance: they have ended with the instance.
func (k *cluster) tellContainersLost(i event.TaskID, t *state.Task, r *state.Revision) {
	x := k.Containers[i]
	for c := range r.Plan {
		if x == nil && t.State > event.Pending && t.State != event.Deprovisioning || x != nil && !x.Runs[c].Phase.Over() {
			k.tellContainer(event.ContainerStopped, i, t, c, event.InstanceIsGone)
		}
	}
}
