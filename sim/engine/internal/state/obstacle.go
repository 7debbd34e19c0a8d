package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
)

// ZoneObstacle is what keeps a group from launching in a zone as things stand:
// RunInstances fails with InsufficientFreeAddressesInSubnet, or with
// NetworkInterfaceLimitExceeded (Amazon EC2 API, error codes).
func (k *Cluster) ZoneObstacle(g event.GroupID, zone string) event.Obstacle {
	subnet := k.Config.SubnetIn(k.Config.Groups[g].Subnets, zone)
	if subnet < 0 {
		return event.Obstacle{Reason: model.ReasonZones, Group: g, Zone: k.ZoneID(zone), Subnet: event.None}
	}
	trunk, _ := k.Trunked(g)
	need := model.HostAddresses(trunk)
	if free, limited := k.Subnets[subnet].Free(); limited && free < need {
		return event.Obstacle{
			Reason: model.ReasonAddresses, Group: g, Zone: k.ZoneID(zone), Subnet: event.SubnetID(subnet), Have: free, Need: need,
		}
	}
	if k.LacksENIs(subnet, need) {
		return event.Obstacle{
			Reason: model.ReasonInterfaces, Group: g, Zone: k.ZoneID(zone), Subnet: event.SubnetID(subnet),
			Have: int32(k.Zones[k.ZoneOf[subnet]].Used), Need: need, Limit: int32(k.Config.Quotas.ENIsPerZone),
		}
	}
	return event.Obstacle{}
}

// ZoneID is the number of an availability zone, or None.
func (k *Cluster) ZoneID(zone string) event.ZoneID {
	return event.ZoneID(slices.Index(k.ZoneNames, zone))
}

// AllZonesFailed is what keeps a group from launching that has no zone left.
func AllZonesFailed(g event.GroupID) event.Obstacle {
	return event.Obstacle{Reason: model.ReasonZones, Group: g, Zone: event.None, Subnet: event.None}
}

// LaunchObstacle is what keeps a capacity provider's group from another instance as things
// stand; none where it may launch one.
func (k *Cluster) LaunchObstacle(p event.ProviderID) event.Obstacle {
	c := &k.Config.Providers[p]
	g := event.GroupID(c.Group)
	if n, most := k.Providers[p].Size, k.Providers[p].Max; n >= most {
		return event.Obstacle{
			Reason: model.ReasonMaxSize, Group: g, Zone: event.None, Subnet: event.None, Have: int32(n), Limit: int32(most),
		}
	}
	zones := k.ZonesFor(g)
	if len(zones) == 0 {
		return AllZonesFailed(g)
	}
	for n := len(zones) - 1; n > 0; n-- {
		if o := k.ZoneObstacle(g, zones[n]); o.Reason == model.Fits {
			return o
		}
	}
	return k.ZoneObstacle(g, zones[0])
}

// QueueObstacle is what keeps the capacity provider of a queue from an instance for its tasks;
// none where that may launch one, or where one more would be of no use to them.
func (k *Cluster) QueueObstacle(q QueueID) event.Obstacle {
	x := &k.Queues[q]
	c, p := &k.Config.Providers[x.Provider], &k.Providers[x.Provider]
	switch x.Reason {
	case model.ReasonAgent, model.ReasonAttribute, model.ReasonLocation, model.ReasonMemberOf:
		return event.Obstacle{}
	}
	if !c.Managed && p.Size >= p.Desired || k.TasksPerInstance(c, &x.Revision.Claim, false) == 0 {
		return event.Obstacle{}
	}
	return k.LaunchObstacle(x.Provider)
}

// ProviderObstacle is what keeps a capacity provider's group from the instances that it lacks
// of its desired count, or that tasks wait for; none where it may launch or lacks none.
func (k *Cluster) ProviderObstacle(p event.ProviderID) event.Obstacle {
	if x := &k.Providers[p]; x.Size < x.Desired {
		return k.LaunchObstacle(p)
	}
	for q := range k.Queues {
		if x := &k.Queues[q]; x.Provider == p && x.Count > 0 {
			if o := k.QueueObstacle(QueueID(q)); o.Reason != model.Fits {
				return o
			}
		}
	}
	return event.Obstacle{}
}

// WorkloadObstacle is what keeps a capacity provider from an instance for tasks of a workload
// that wait for it; none where no such tasks wait or the provider may launch one.
func (k *Cluster) WorkloadObstacle(i event.WorkloadID) event.Obstacle {
	for q := range k.Queues {
		if x := &k.Queues[q]; x.Revision.Workload == i && x.Count > 0 {
			if o := k.QueueObstacle(QueueID(q)); o.Reason != model.Fits {
				return o
			}
		}
	}
	return event.Obstacle{}
}

// GroupObstacle is what keeps a group from launching in the zone that it tries first as things
// stand.
func (k *Cluster) GroupObstacle(g event.GroupID) event.Obstacle {
	if zones := k.ZonesFor(g); len(zones) > 0 {
		return k.ZoneObstacle(g, zones[0])
	}
	return AllZonesFailed(g)
}
