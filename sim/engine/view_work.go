package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Narrow questions, for those who ask at every event of a task.

// Running is how many tasks of a service or RunTask request are RUNNING.
func (v *View) Running(i event.WorkloadID) int { return v.k.Workloads[i].Running }

// Healthy is how many tasks of a service are healthy and not told to stop.
func (v *View) Healthy(i event.WorkloadID) int { return v.k.Workloads[i].Healthy }

// RunningInZones counts the RUNNING tasks of each workload in each availability zone.
func (v *View) RunningInZones() [][]int { return v.k.RunningInZones() }

// Placed is how many tasks of a service or RunTask request there are from PROVISIONING to
// RUNNING, those that wait for a capacity provider included.
func (v *View) Placed(i event.WorkloadID) int { return v.k.Workloads[i].Placed }

// Requested is how many tasks a service or RunTask request should have: a service's desired
// count, a daemon's eligible instances, the tasks of a request that were asked for so far.
func (v *View) Requested(i event.WorkloadID) int { return v.k.Workloads[i].Requested }

// Floor is how few healthy tasks a service may have as things stand: those that a deployment has to
// leave, or else all that it wants.
func (v *View) Floor(i event.WorkloadID) int {
	w := &v.k.Workloads[i]
	if v.k.OpenDeploymentID(w) >= 0 {
		lower, _ := w.Bounds()
		return lower
	}
	return w.Requested
}

// QueuedOf is how many tasks of a service or RunTask request wait for capacity providers.
func (v *View) QueuedOf(i event.WorkloadID) int { return v.k.QueuedOf(i) }

// KeepsFailing reports whether so many tasks of a service have failed in a row that ECS says so.
func (v *View) KeepsFailing(i event.WorkloadID) bool {
	p := &v.k.Workloads[i].Pass
	return p.FailedPasses >= triesUntilThrottled || p.Crashes >= triesUntilThrottled
}

// TargetGroupsOf lists the target groups of a service. The list is not to be changed.
func (v *View) TargetGroupsOf(i event.WorkloadID) []int32 { return v.k.Workloads[i].TargetGroups }

// Registered is how many targets a target group has, those that drain included.
func (v *View) Registered(g event.TargetGroupID) int { return v.k.TargetGroups[g].Registered }

// PassOf is the pass of the service scheduler that has placed a task, in its deployment.
func (v *View) PassOf(i event.TaskID) int32 { return v.k.Tasks.At(i).Pass }

// IsOpen reports whether a deployment is under way, stuck or not.
func (v *View) IsOpen(d event.DeploymentID) bool { return v.k.Deployments[d].Open() }

// CountsAgainstDeployment reports whether a failure of a service's task, if it fails now, counts
// against its deployment.
func (v *View) CountsAgainstDeployment(i event.TaskID) bool {
	return v.k.FailureCounts(v.k.Tasks.At(i))
}

// Revisions lists the revisions of all services and RunTask requests. They are not to be changed.
func (v *View) Revisions() []*Revision { return v.k.Revisions }

// DefinitionOf names the task definition of a deployment.
func (v *View) DefinitionOf(d event.DeploymentID) string {
	return v.k.Cluster.DefinitionOf(v.k.Deployments[d])
}

// ProviderSize is how many instances the group of a capacity provider has that it counts on.
func (v *View) ProviderSize(p event.ProviderID) int { return v.k.Providers[p].Size }

// LaunchesFromEmpty reports whether the group of a capacity provider launches instances that no task needs
// when it has none.
func (v *View) LaunchesFromEmpty(p event.ProviderID) bool { return v.k.LaunchesFromEmpty(p) }

// ZonesFor are the zones in which a group launches next, in the order in which it tries them.
func (v *View) ZonesFor(g event.GroupID) []string { return v.k.ZonesFor(g) }

// GroupObstacle is what keeps a group from launching in the zone that it tries first.
func (v *View) GroupObstacle(g event.GroupID) event.Obstacle { return v.k.GroupObstacle(g) }

// ProviderObstacle is what keeps the group of a capacity provider from the instances that it
// lacks of its desired count, or that tasks wait for.
func (v *View) ProviderObstacle(p event.ProviderID) event.Obstacle { return v.k.ProviderObstacle(p) }

// WorkloadObstacle is what keeps capacity providers from an instance for tasks of a service or
// RunTask request that wait for them.
func (v *View) WorkloadObstacle(i event.WorkloadID) event.Obstacle { return v.k.WorkloadObstacle(i) }

// QueueObstacle is what keeps a capacity provider from an instance for the tasks of a queue.
func (v *View) QueueObstacle(q state.QueueID) event.Obstacle { return v.k.QueueObstacle(q) }
