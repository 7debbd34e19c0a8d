package state

import (
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Sources of a service are older deployments whose tasks it makes up for while a newer one
// replaces them: a task of theirs that becomes unhealthy or ends has a successor of its own
// revision, as far as minimumHealthyPercent asks for it and maximumPercent lets it, whatever
// becomes of the newer revision (developer guide, deployment-type-ecs; AWS, What's New,
// November 2025, "Amazon ECS improves Service Availability during Rolling deployments"). Of a
// daemon none are: each instance is to have the task of its newest revision.

// AddSource makes a deployment whose tasks are to be replaced a source of its service: all the
// tasks that it has where it has completed, else its healthy ones.
func (k *Cluster) AddSource(w *Workload, id event.DeploymentID) {
	d := k.Deployments[id]
	switch {
	case w.Service.Daemon:
		return
	case d.Verdict == report.Completed:
		d.Kept = d.Placed
	case d.Open():
		d.Kept = d.Healthy
	}
	if d.Kept > 0 {
		w.Sources = append(w.Sources, id)
	}
}

// NeedOf is how many tasks of one of its sources a service needs beside the healthy ones of other
// deployments, and of the sources before it.
func (k *Cluster) NeedOf(w *Workload, source int) int {
	need, _ := w.Bounds()
	need -= w.Healthy
	for _, s := range w.Sources {
		need += k.Deployments[s].Healthy
	}
	for _, s := range w.Sources[:source] {
		need -= min(max(need, 0), k.Deployments[s].Kept)
	}
	return max(0, min(need, k.Deployments[w.Sources[source]].Kept))
}

// NextSource is the source of which a service wants to start n tasks and may; None and 0 where
// there is none.
func (k *Cluster) NextSource(i event.WorkloadID) (source event.DeploymentID, n int) {
	w := &k.Workloads[i]
	if len(w.Sources) == 0 || k.SourcesFailForever(w) {
		return event.None, 0
	}
	for x, s := range w.Sources {
		d := k.Deployments[s]
		if n = min(k.NeedOf(w, x)-d.Placed+d.Unhealthy, k.roomFor(w)); n > 0 {
			return s, n
		}
	}
	return event.None, 0
}

// sourcesLack is how many tasks of its sources a service needs and has not.
func (k *Cluster) sourcesLack(w *Workload) (n int) {
	if k.SourcesFailForever(w) {
		return 0
	}
	for x, s := range w.Sources {
		d := k.Deployments[s]
		n += max(0, k.NeedOf(w, x)-d.Placed+d.Unhealthy)
	}
	return n
}

// SourcesFailForever reports whether a service makes up for its sources no more, in a run without
// a duration: their tasks fail one after the other.
func (k *Cluster) SourcesFailForever(w *Workload) bool {
	return k.Config.Duration == 0 && len(w.Sources) > 0 && w.Pass.OfSources.FailedPasses >= RepeatLimit
}

// UnhealthySources counts the unhealthy tasks of a service's sources.
func (k *Cluster) UnhealthySources(w *Workload) (n int) {
	for _, s := range w.Sources {
		n += k.Deployments[s].Unhealthy
	}
	return n
}

// IsMadeUpFor reports whether a task is one of its service's sources that has a successor of its
// own revision. One on an instance that drains is to go anyway.
func (k *Cluster) IsMadeUpFor(w *Workload, t *Task) bool {
	if k.OnDrainingInstance(t) {
		return false
	}
	for _, s := range w.Sources {
		if s == t.Deployment {
			return true
		}
	}
	return false
}

// ReviewSources has a service make up no more for tasks that are gone and that it has got on
// without.
func (k *Cluster) ReviewSources(w *Workload) {
	left := w.Sources[:0]
	for n, s := range w.Sources {
		d := k.Deployments[s]
		if d.Kept = min(d.Kept, max(k.NeedOf(w, n), d.Placed-d.Unhealthy)); d.Kept > 0 {
			left = append(left, s)
		}
	}
	w.Sources = left
}

// GrowSources has the newest source of a service grow with its desired count: Application Auto
// Scaling scales out both revisions.
func (k *Cluster) GrowSources(w *Workload, n int) {
	if last := len(w.Sources) - 1; last >= 0 {
		k.Deployments[w.Sources[last]].Kept += n
	}
}
