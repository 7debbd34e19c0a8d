package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// stopTasks stops what the service may stop: of the tasks to be replaced those
// that do not run at once, and healthy ones as long as enough others are left; then
// what is more than it wants.
func (k pass) stopTasks() {
	w := k.w
	if w.ToReplace > 0 {
		k.stopSuperseded()
	}
	k.ReviewSources(w)
	if w.Unhealthy > 0 {
		k.stopUnhealthy()
	}
	if extra := w.Current() - w.Requested - w.Surplus(); extra > 0 && !w.Service.Daemon {
		k.scaleIn(extra)
	}
}

// stopSuperseded stops tasks of older revisions and on draining instances.
func (k pass) stopSuperseded() {
	w := k.w
	lower, _ := w.Bounds()
	spare := w.Healthy - lower
	var healthy, other, sources []event.TaskID
	for _, t := range w.Members {
		switch x := k.Tasks.At(t); {
		case x.Is(state.DesiredStopped) || !x.Is(state.ToReplace) || x.Is(state.DaemonDraining):
		case x.Is(state.Healthy):
			healthy = append(healthy, t)
		case k.IsMadeUpFor(w, x):
			sources = append(sources, t)
		default:
			other = append(other, t)
		}
	}
	if len(sources) > 0 {
		k.stopOfSources(sources)
	}
	if k.Deployments[w.Primary].Failed() {
		return
	}
	for _, t := range other {
		k.stopMember(t, k.ReplacementCause(t))
	}
	if spare <= 0 {
		return
	}
	k.sortByAge(healthy)
	for _, t := range healthy[:min(spare, len(healthy))] {
		k.stopMember(t, k.ReplacementCause(t))
	}
}

// sortByAge sorts tasks of a service, the oldest first.
func (k pass) sortByAge(tasks []event.TaskID) {
	k.TasksLookedAt += 2 * len(tasks)
	slices.SortFunc(tasks, func(a, b event.TaskID) int { return int(k.Tasks.At(a).Serial - k.Tasks.At(b).Serial) })
}

// stopOfSources stops tasks of a service's sources that are not healthy: of those that are on
// their way the newest that the service does not need, and unhealthy ones as stopUnhealthy does.
func (k pass) stopOfSources(tasks []event.TaskID) {
	w := k.w
	k.sortByAge(tasks)
	of := make([]event.DeploymentID, len(tasks)) // noted first, for a task that is stopped may be gone at once
	for n, t := range tasks {
		of[n] = k.Tasks.At(t).Deployment
	}
	for n, s := range w.Sources {
		d, need := k.Deployments[s], k.NeedOf(w, n)
		stop := k.mayStopUnhealthy(d.Healthy+d.Unhealthy-need, d.Unhealthy, d.Placed-d.Unhealthy >= need)
		onTheWay := max(0, need-d.Healthy)
		for m, t := range tasks {
			if of[m] != s {
				continue
			}
			switch x := k.Tasks.At(t); {
			case x.Is(state.Unhealthy) && stop > 0:
				stop--
				k.stopAsUnhealthy(t)
			case x.Is(state.Unhealthy):
			case onTheWay > 0:
				onTheWay--
			default:
				k.stopMember(t, event.DeploymentReplacesIt)
			}
		}
	}
}

// stopUnhealthy stops tasks that failed their health checks: each once a healthy one
// stands in for it, or, where none may be started beside it or no instance has room
// for one, first, one at a time (developer guide, deployment-type-ecs; ECS API
// DeploymentConfiguration, maximumPercent).
func (k pass) stopUnhealthy() {
	w := k.w
	n := k.mayStopUnhealthy(w.Healthy-w.Requested+w.Unhealthy, w.Unhealthy, w.Current() >= w.Requested)
	for _, t := range slices.Clone(w.Members) {
		if x := k.Tasks.At(t); n > 0 && x.Is(state.Unhealthy) && !x.Is(state.ToReplace) && !x.Is(state.DesiredStopped) {
			k.stopAsUnhealthy(t)
			n--
		}
	}
}

// mayStopUnhealthy is how many of the service's unhealthy tasks it may stop now: those for which
// healthy ones stand in, of which spare are there; else, unless their successors are on their
// way, one where none may be started beside it or no instance has room for one.
func (k pass) mayStopUnhealthy(spare, unhealthy int, onTheWay bool) int {
	_, upper := k.w.Bounds()
	switch {
	case spare > 0:
		return min(spare, unhealthy)
	case unhealthy == 0 || onTheWay:
		return 0
	case upper-k.w.Placed <= 0:
		return 1
	case k.w.Pass.NoRoom:
		k.retryNow(k.i)
		return 1
	}
	return 0
}

// stopAsUnhealthy stops a task for its failed health checks.
func (k pass) stopAsUnhealthy(t event.TaskID) {
	why := model.StoppedReason{Code: model.StoppedContainerChecks}
	if len(k.w.TargetGroups) > 0 {
		why.Code = model.StoppedTargetChecks
	}
	k.countFailure(k.Tasks.At(t), why)
	k.stopMember(t, event.TaskIsUnhealthy)
}

// scaleIn stops tasks that are more than the service wants, those that do not run
// yet first, then by the strategy (placement.Fleet.ScaleIn).
func (k pass) scaleIn(n int) {
	w := k.w
	var tasks []event.TaskID
	var hosts []int32 // as placement numbers them
	for _, t := range slices.Clone(w.Members) {
		x := k.Tasks.At(t)
		switch {
		case x.Is(state.DesiredStopped) || x.Is(state.ToReplace) || x.Is(state.Unhealthy):
		case x.State < event.Running && n > 0:
			n--
			k.stopMember(t, event.ServiceWantsFewer)
		case x.State == event.Running:
			tasks, hosts = append(tasks, t), append(hosts, int32(x.Instance))
		}
	}
	lower, _ := w.Bounds()
	for ; n > 0 && len(tasks) > 0; n-- {
		if w.Healthy <= lower {
			tasks, hosts = k.UnhealthyOf(tasks)
			if len(tasks) == 0 {
				return
			}
		}
		first := k.Tasks.At(tasks[0])
		j := k.Fleet.ScaleIn(k.RevisionOf(first).Shape, hosts, uint64(first.Luck))
		k.stopMember(tasks[j], event.ServiceWantsFewer)
		tasks, hosts = slices.Delete(tasks, j, j+1), slices.Delete(hosts, j, j+1)
	}
}

// stopMember stops a service's task as the service scheduler does.
func (k pass) stopMember(i event.TaskID, cause event.Cause) {
	k.w.Pass.Stopped++
	k.stopTask(i, cause)
}
