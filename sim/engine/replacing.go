package engine

import (
	"slices"
)

// stopTasks stops what the service may stop: of the tasks to be replaced those
// that do not run at once, and healthy ones as long as enough others are left; then
// what is more than it wants.
func (k *cluster) stopTasks(i workID) {
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
	var sound, other []taskID
	for _, t := range w.members {
		switch x := k.tasks.At(t); {
		case x.is(told) || !x.is(outgoing) || x.is(adrift):
		case x.is(healthy):
			sound = append(sound, t)
		default:
			other = append(other, t)
		}
	}
	for _, t := range other {
		k.stopMember(w, t, k.outgoingCause(t))
	}
	if spare <= 0 {
		return
	}
	k.glances += 2 * len(sound)
	slices.SortFunc(sound, func(a, b taskID) int { return int(k.tasks.At(a).serial - k.tasks.At(b).serial) })
	for _, t := range sound[:min(spare, len(sound))] {
		k.stopMember(w, t, k.outgoingCause(t))
	}
}

func (k *cluster) outgoingCause(i taskID) string {
	if t := k.tasks.At(i); t.host >= 0 && k.info[t.host].draining {
		return "its instance drains"
	}
	return "the deployment replaces it"
}

// stopSick stops tasks that failed their health checks: each once a healthy one
// stands in for it, or, where none may be started beside it or no instance has room
// for one, first, one at a time (developer guide, deployment-type-ecs; ECS API
// DeploymentConfiguration, maximumPercent).
func (k *cluster) stopSick(work workID) {
	w := &k.work[work]
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
		k.retryNow(work)
	}
	for _, t := range slices.Clone(w.members) {
		if x := k.tasks.At(t); n > 0 && x.is(sick) && !x.is(told) {
			why := failedChecks
			if len(w.targets) > 0 {
				why = failedTarget
			}
			k.countFailure(w, why)
			k.stopMember(w, t, "it is unhealthy")
			n--
		}
	}
}

// scaleIn stops tasks that are more than the service wants, those that do not run
// yet first, then by the strategy (placement.Fleet.ScaleIn).
func (k *cluster) scaleIn(w *workload, n int) {
	var tasks []taskID
	var hosts []int32 // as placement numbers them
	for _, t := range slices.Clone(w.members) {
		x := k.tasks.At(t)
		switch {
		case x.is(told) || x.is(outgoing) || x.is(sick):
		case x.state < running && n > 0:
			n--
			k.stopMember(w, t, "the service wants fewer")
		case x.state == running:
			tasks, hosts = append(tasks, t), append(hosts, int32(x.host))
		}
	}
	lower, _ := w.bounds()
	for ; n > 0 && len(tasks) > 0; n-- {
		if w.healthy <= lower {
			tasks, hosts = k.unhealthy(tasks)
			if len(tasks) == 0 {
				return
			}
		}
		first := k.tasks.At(tasks[0])
		j := k.fleet.ScaleIn(k.rev(first).shape, hosts, uint64(first.luck))
		k.stopMember(w, tasks[j], "the service wants fewer")
		tasks, hosts = slices.Delete(tasks, j, j+1), slices.Delete(hosts, j, j+1)
	}
}

// unhealthy are those of some running tasks that are not healthy, and their hosts.
func (k *cluster) unhealthy(tasks []taskID) (some []taskID, hosts []int32) {
	for _, t := range tasks {
		if x := k.tasks.At(t); !x.is(healthy) {
			some, hosts = append(some, t), append(hosts, int32(x.host))
		}
	}
	return some, hosts
}

// stopMember stops a service's task and keeps its name for the service event.
func (k *cluster) stopMember(w *workload, i taskID, cause string) {
	if t := k.tasks.At(i); t.state < running {
		w.pass.pendings++
	} else {
		w.pass.stopped = append(w.pass.stopped, t.serial)
	}
	k.stopTask(i, cause)
}
