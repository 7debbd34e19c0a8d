package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Limits is how many more tasks of a workload each resource of an instance, or of the subnets
// there, would allow as things stand. Dynamic host ports are counted only so far as they
// bind or come next.
func (k *Cluster) Limits(i event.WorkloadID, h event.InstanceID) model.Limits {
	w := &k.Workloads[i]
	rev := k.Deployments[w.Primary].Revision
	claim := &rev.Claim
	l := k.Hosts.LimitsBeside(int32(h), claim, k.Fleet.Kept(rev.Shape, int32(h)))
	if claim.Addresses > 0 {
		l[model.ReasonAddresses] = k.AddressesLeft(w.Use, h)
		l[model.ReasonInterfaces] = k.ENIsLeft(k.Instances[h].Subnet)
	}
	if len(claim.Dynamic) > 0 || rev.Network.PausesPublish {
		room := k.DynamicRoom(h)
		l[model.ReasonPorts] = overridesLeft(&room, rev, l[model.ReasonPorts])
		l[model.ReasonDynamicPorts] = room.Fits(claim.Dynamic, l.Decisive())
	}
	return l
}

// overridesLeft is the limit by static ports with the ingressPortOverrides of Service
// Connect, which are host ports in bridge mode that ECS may not count: one task a host.
func overridesLeft(room *model.DynamicRoom, rev *Revision, static int32) int32 {
	for _, p := range rev.Network.Published {
		switch {
		case p.Container != model.Proxy:
		case !room.Hold(p.Host):
			return 0
		case static == model.NoLimit:
			static = 1
		}
	}
	return static
}

// Eligible reports whether room is all that a workload's next task may lack on an instance.
func (k *Cluster) Eligible(i event.WorkloadID, h event.InstanceID) bool {
	if !k.Instances[h].Active() {
		return false
	}
	rev := k.Deployments[k.Workloads[i].Primary].Revision
	shape := rev.Shape
	for j, item := range k.Workloads[i].Use.Providers {
		if event.ProviderID(item.Provider) == k.Instances[h].Provider {
			shape = k.Queues[rev.Queues[j]].Shape
		}
	}
	reason := k.Fleet.Check(shape, int32(h))
	return reason == model.Fits || reason.OfRoom()
}

// AddressesLeft is the number of addresses left for a use's tasks on an instance;
// model.NoLimit where one of its subnets there has no limit.
func (k *Cluster) AddressesLeft(u *config.Use, h event.InstanceID) int32 {
	left := int32(0)
	for s := range k.Config.Subnets {
		if k.Config.Subnets[s].Zone != k.Instances[h].Zone || len(u.Subnets) > 0 && !slices.Contains(u.Subnets, s) {
			continue
		}
		free, limited := k.Subnets[s].Free()
		if !limited {
			return model.NoLimit
		}
		left += free
	}
	return left
}

// PortsInTheWay lists the static host ports of a workload's next task that are taken, or kept
// for daemons, on the instance that lacks the least for it.
func (k *Cluster) PortsInTheWay(i event.WorkloadID) []model.HostPort {
	rev := k.Deployments[k.Workloads[i].Primary].Revision
	h, _ := k.Closest(rev.Shape)
	if h < 0 {
		return nil
	}
	want := rev.Claim.Ports
	taken := make([]uint64, len(want))
	for i, p := range k.Hosts.Ports(int32(h)) {
		taken[i] = p & want[i]
	}
	if kept := k.Fleet.Kept(rev.Shape, int32(h)); kept != nil {
		for i, p := range kept.Ports {
			taken[i] |= p & want[i]
		}
	}
	return k.PortTable.Ports(taken)
}

// PauseContainers counts the pause containers on each instance.
func (k *Cluster) PauseContainers() []int {
	n := make([]int, len(k.Instances))
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); !t.Is(InstanceLost) && t.State >= event.Pending && t.State < event.Deprovisioning {
			n[t.Instance] += len(k.RevisionOf(t).Network.Pauses)
		}
	}
	return n
}
