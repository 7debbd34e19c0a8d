package state

import (
	"ecssim/model"
	"ecssim/sim/event"
)

// ProviderObstacle is what keeps a capacity provider's group from the instances that it lacks of
// its desired count, or that tasks wait for; none where it may launch or lacks none.
func (k *Cluster) ProviderObstacle(p event.ProviderID) Obstacle {
	if x := &k.Providers[p]; x.Size < x.Desired {
		return k.LaunchObstacle(p)
	}
	for l := range k.Queues {
		if x := &k.Queues[l]; x.Provider == p && x.Count > 0 {
			if why := k.QueueObstacle(QueueID(l)); why.Reason != model.Fits {
				return why
			}
		}
	}
	return Obstacle{}
}

// WorkloadObstacle is what keeps a capacity provider from an instance for tasks of a workload
// that wait for it; none where no such tasks wait or the provider may launch one.
func (k *Cluster) WorkloadObstacle(i event.WorkloadID) Obstacle {
	for l := range k.Queues {
		if x := &k.Queues[l]; x.Revision.Workload == i && x.Count > 0 {
			if why := k.QueueObstacle(QueueID(l)); why.Reason != model.Fits {
				return why
			}
		}
	}
	return Obstacle{}
}

// GroupObstacle is what keeps a group from launching in the zone that it tries first as things
// stand.
func (k *Cluster) GroupObstacle(g event.GroupID) Obstacle {
	if zones := k.ZonesFor(g); len(zones) > 0 {
		return k.ZoneObstacle(g, zones[0])
	}
	return Obstacle{Reason: model.ReasonZones, Text: AllZonesFailed}
}
