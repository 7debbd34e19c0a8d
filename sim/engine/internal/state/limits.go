package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Limits is how many more tasks of a workload each resource of an instance, or of the subnets
// there, would allow as things stand. Dynamic host ports are counted no
// further than it takes to tell whether they are the least limit or the second least.
func (k *Cluster) Limits(i event.WorkloadID, h event.InstanceID) model.Limits {
	var room *model.DynamicRoom
	return k.limits(i, h, &room)
}

// limits is Limits. The room for dynamic host ports of the instance is made where the workload
// asks for such ports, unless it has been made before.
func (k *Cluster) limits(i event.WorkloadID, h event.InstanceID, made **model.DynamicRoom) model.Limits {
	w := &k.Workloads[i]
	rev := k.Deployments[w.Primary].Revision
	claim := &rev.Claim
	l := k.Hosts.LimitsBeside(int32(h), claim, k.Fleet.Kept(rev.Shape, int32(h)))
	if claim.Addresses > 0 {
		l[model.ReasonAddresses] = k.AddressesLeft(w.Use, h)
		l[model.ReasonInterfaces] = k.ENIsLeft(k.Instances[h].Subnet)
	}
	if k.staticTaken(rev, h) {
		l[model.ReasonPorts] = 0
	}
	if most := l.Decisive(); len(claim.Dynamic) > 0 && !rev.Network.PausesPublish && k.manyDynamic(h, claim.Dynamic, most) {
		l[model.ReasonDynamicPorts] = most
	} else if len(claim.Dynamic) > 0 || rev.Network.PausesPublish {
		if *made == nil {
			room := k.DynamicRoom(h)
			*made = &room
		}
		room := (*made).Clone()
		l[model.ReasonPorts] = overridesLeft(&room, rev, l[model.ReasonPorts])
		l[model.ReasonDynamicPorts] = room.Fits(claim.Dynamic, l.Decisive())
	}
	return l
}

// staticTaken reports whether a static host port that a task needs is taken on an instance, by whom ECS
// does not know: a process that is no task, or a dynamic host port.
func (k *Cluster) staticTaken(rev *Revision, h event.InstanceID) bool {
	s := &k.Sockets.Instances[h]
	taken := func(p model.HostPort) bool {
		return s.Listeners[p.Protocol].Has(p.Port) || s.Docker.Published(p.Protocol).Has(p.Port)
	}
	return slices.ContainsFunc(rev.Network.Published, func(p model.Publication) bool { return p.Container != model.Proxy && taken(p.Host) }) ||
		slices.ContainsFunc(rev.Network.Listens, func(p model.Listening) bool { return taken(p.Host) })
}

// manyDynamic reports whether the dynamic range of an instance has so many ports for so many tasks
// that nobody has, several times over, that they find theirs without a rehearsal: false where
// one of them asks for ports in a row.
func (k *Cluster) manyDynamic(h event.InstanceID, requests []model.DynamicMapping, tasks int32) bool {
	if slices.ContainsFunc(requests, func(m model.DynamicMapping) bool { return m.Count != 1 }) {
		return false
	}
	s := &k.Sockets.Instances[h]
	taken := s.Listeners[model.TCP].Len() + s.Listeners[model.UDP].Len() + s.Docker.Published(model.TCP).Len() + s.Docker.Published(model.UDP).Len()
	for _, i := range k.Instances[h].Tasks {
		net := &k.RevisionOf(k.Tasks.At(i)).Network
		taken += len(net.Published) + len(net.Listens)
		for _, m := range net.Dynamic {
			taken += m.Count
		}
	}
	const over = 4
	return int64(s.Agent.Range.Size()-taken) >= over*int64(tasks)*int64(len(requests))
}

// overridesLeft is the limit by static ports with the ingressPortOverrides of Service
// Connect, which are host ports in bridge mode that ECS may not count: each allows one task an instance.
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
	shape, found := rev.Shape, len(k.Workloads[i].Use.Providers) == 0
	for j, item := range k.Workloads[i].Use.Providers {
		if event.ProviderID(item.Provider) == k.Instances[h].Provider {
			shape, found = k.Queues[rev.Queues[j]].Shape, true
		}
	}
	if !found {
		return false // its capacity providers launch tasks on their own instances only
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
