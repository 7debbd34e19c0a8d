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
func (k *cluster) stopTasks(i event.WorkloadID) {
	w := &k.Workloads[i]
	if w.ToReplace > 0 {
		k.stopOutgoing(w)
	}
	if w.Unhealthy > 0 {
		k.stopSick(i)
	}
	if extra := w.Current() - w.Requested - w.Surplus(); extra > 0 && !w.Service.Daemon {
		k.scaleIn(w, extra)
	}
}

// stopOutgoing stops tasks of older revisions and on draining instances.
func (k *cluster) stopOutgoing(w *state.Workload) {
	if k.Deployments[w.Primary].Failed() {
		return
	}
	lower, _ := w.Bounds()
	spare := w.Healthy - lower
	var sound, other []event.TaskID
	for _, t := range w.Members {
		switch x := k.Tasks.At(t); {
		case x.Is(state.DesiredStopped) || !x.Is(state.ToReplace) || x.Is(state.DaemonDraining):
		case x.Is(state.Healthy):
			sound = append(sound, t)
		default:
			other = append(other, t)
		}
	}
	for _, t := range other {
		k.stopMember(w, t, k.ReplacementCause(t))
	}
	if spare <= 0 {
		return
	}
	k.TasksLookedAt += 2 * len(sound)
	slices.SortFunc(sound, func(a, b event.TaskID) int { return int(k.Tasks.At(a).Serial - k.Tasks.At(b).Serial) })
	for _, t := range sound[:min(spare, len(sound))] {
		k.stopMember(w, t, k.ReplacementCause(t))
	}
}

// stopSick stops tasks that failed their health checks: each once a healthy one
// stands in for it, or, where none may be started beside it or no instance has room
// for one, first, one at a time (developer guide, deployment-type-ecs; ECS API
// DeploymentConfiguration, maximumPercent).
func (k *cluster) stopSick(work event.WorkloadID) {
	w := &k.Workloads[work]
	_, upper := w.Bounds()
	n := 0
	switch spare := w.Healthy - w.Requested + w.Unhealthy; {
	case spare > 0:
		n = min(spare, w.Unhealthy)
	case w.Current() >= w.Requested: // their successors are on their way
	case upper-w.Placed <= 0:
		n = 1
	case w.Pass.NoRoom:
		n = 1
		k.retryNow(work)
	}
	for _, t := range slices.Clone(w.Members) {
		if x := k.Tasks.At(t); n > 0 && x.Is(state.Unhealthy) && !x.Is(state.DesiredStopped) {
			why := model.StoppedReason{Code: model.StoppedContainerChecks}
			if len(w.TargetGroups) > 0 {
				why.Code = model.StoppedTargetChecks
			}
			k.countFailure(x, why)
			k.stopMember(w, t, event.TaskIsUnhealthy)
			n--
		}
	}
}

// scaleIn stops tasks that are more than the service wants, those that do not run
// yet first, then by the strategy (placement.Fleet.ScaleIn).
func (k *cluster) scaleIn(w *state.Workload, n int) {
	var tasks []event.TaskID
	var hosts []int32 // as placement numbers them
	for _, t := range slices.Clone(w.Members) {
		x := k.Tasks.At(t)
		switch {
		case x.Is(state.DesiredStopped) || x.Is(state.ToReplace) || x.Is(state.Unhealthy):
		case x.State < event.Running && n > 0:
			n--
			k.stopMember(w, t, event.ServiceWantsFewer)
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
		k.stopMember(w, tasks[j], event.ServiceWantsFewer)
		tasks, hosts = slices.Delete(tasks, j, j+1), slices.Delete(hosts, j, j+1)
	}
}

// stopMember stops a service's task as the service scheduler does.
func (k *cluster) stopMember(w *state.Workload, i event.TaskID, cause event.Cause) {
	w.Pass.Stopped++
	k.stopTask(i, cause)
}
