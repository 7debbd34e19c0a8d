package engine

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// placeRunning puts tasks on the instances on which they run when the scenario begins. What does
// not fit there, under another network setup than the scenario's, is placed by strategy.
func (k *cluster) placeRunning() {
	first := make([]int, len(k.Config.Groups)+1) // instances of the groups before
	for g := range k.Config.Groups {
		first[g+1] = first[g] + k.Config.Groups[g].Count
	}
	for i := range event.WorkloadID(len(k.Workloads)) {
		for _, r := range k.Workloads[i].Use.Running {
			if at := first[r.Group] + r.Number - 1; at < first[r.Group+1] {
				k.placeRunningOn(i, event.InstanceID(at), r.Tasks)
			}
		}
	}
}

// placeRunningOn puts so many tasks of a workload on an instance, or as many as it takes.
func (k *cluster) placeRunningOn(i event.WorkloadID, h event.InstanceID, tasks int) {
	w := &k.Workloads[i]
	r := k.Deployments[w.Primary].Revision
	queue := state.QueueID(event.None)
	for j, item := range w.Use.Providers {
		if event.ProviderID(item.Provider) == k.Instances[h].Provider {
			queue = r.Queues[j]
		}
	}
	inSubnet := k.Config.SubnetIn(w.Use.Subnets, k.Instances[h].Zone) >= 0 || !r.Network.Attach
	if !inSubnet || len(w.Use.Providers) > 0 && queue < 0 {
		return
	}
	for range tasks {
		full := w.Service != nil && !w.Service.Daemon && w.Placed >= w.Requested || w.RunTask != nil && w.Requested >= w.RunTask.Count
		if full || k.Hosts.Check(int32(h), &r.Claim) != model.Fits {
			return
		}
		if w.RunTask != nil {
			k.setRequested(i, w.Requested+1, event.RunTaskCalled)
		}
		k.placeOn(k.newTask(w.Primary, queue, 0), h)
	}
}

// requestRunning plans the RunTask requests whose tasks run when the scenario begins: what of them
// has no place yet is placed before services that begin then.
func (k *cluster) requestRunning() {
	for i := range k.Workloads {
		if r := k.Workloads[i].RunTask; r != nil && r.StartedBefore {
			k.scheduleScripted(state.TasksRequested, int32(i), 0)
		}
	}
}

// startsThen reports whether a service begins with the scenario.
func startsThen(s *config.Service) bool { return !s.Daemon && !s.StartedBefore }
