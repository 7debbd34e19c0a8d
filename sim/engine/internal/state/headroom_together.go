package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/placement"
)

// mostTogether is about how many tasks Together places at the most.
const mostTogether = 200_000

// Together is how many more tasks of some services and RunTask requests fit beside each other, on the
// container instances that there are: they take turns, in their order, one task each, on the instance that
// ECS would choose or, where that lacks what ECS does not count, on another, until none of them finds a
// place, or so many are placed that nobody asks for more. The cluster is afterwards as before; it is asked
// when the run has ended.
func (k *Cluster) Together(of []event.WorkloadID) (tasks []int) {
	f := filling{Cluster: k, rooms: map[event.InstanceID]*model.DynamicRoom{}}
	subnets, zones := slices.Clone(k.Subnets), slices.Clone(k.Zones)
	tasks = make([]int, len(of))
	full := make([]bool, len(of))
	for again := true; again && len(f.placed) < mostTogether; {
		again = false
		for n, i := range of {
			if full[n] || k.isDaemon(i) {
				continue
			}
			if full[n] = !f.place(i); !full[n] {
				tasks[n]++
				again = true
			}
		}
	}
	for _, p := range slices.Backward(f.placed) {
		k.Fleet.Stop(p.shape, p.host)
		k.Fleet.Gone(p.shape, p.host)
		k.Hosts.LeaveBridge(p.host, p.docker, p.ecs)
	}
	copy(k.Subnets, subnets)
	copy(k.Zones, zones)
	return tasks
}

// filling places tasks that nobody has asked for.
type filling struct {
	*Cluster
	rooms  map[event.InstanceID]*model.DynamicRoom
	placed []filled
}

// filled is a task that was placed, and its ports of the bridges.
type filled struct {
	shape             placement.ShapeID
	host, docker, ecs int32
}

// place places one more task of a workload; false where it finds no place.
func (f *filling) place(i event.WorkloadID) bool {
	rev := f.Deployments[f.Workloads[i].Primary].Revision
	shapes := []placement.ShapeID{rev.Shape}
	if providers := f.Workloads[i].Use.Providers; len(providers) > 0 {
		shapes = shapes[:0]
		for j := range providers {
			shapes = append(shapes, f.Queues[rev.Queues[j]].Shape)
		}
	}
	for _, shape := range shapes {
		h, _ := f.Fleet.Choose(shape, 0)
		if h < 0 {
			continue
		}
		if f.take(i, shape, h) {
			return true
		}
		for h := range int32(len(f.Instances)) {
			if f.Instances[h].Active() && f.Fleet.Check(shape, h) == model.Fits && f.take(i, shape, h) {
				return true
			}
		}
	}
	return false
}

// take has a task take its room on an instance, and what ECS does not count; false where there is too
// little of that, and then it takes nothing.
func (f *filling) take(i event.WorkloadID, shape placement.ShapeID, h int32) bool {
	w := &f.Workloads[i]
	rev := f.Deployments[w.Primary].Revision
	net, at := &rev.Network, event.InstanceID(h)
	if !f.Hosts.JoinBridge(h, net.Bridge, net.ECSBridge) {
		return false
	}
	room, ok := f.ports(rev, at)
	if !ok || !f.takeInterface(rev, w, at) {
		f.Hosts.LeaveBridge(h, net.Bridge, net.ECSBridge)
		return false
	}
	if room != nil {
		f.rooms[at] = room
	}
	f.Fleet.Place(shape, h)
	f.placed = append(f.placed, filled{shape, h, net.Bridge, net.ECSBridge})
	return true
}

// ports is what is left of the host ports of an instance when a task has taken those that ECS does not
// count; nil where it takes none, false where there are too few.
func (f *filling) ports(rev *Revision, h event.InstanceID) (*model.DynamicRoom, bool) {
	net := &rev.Network
	if len(net.Dynamic)+len(net.Published)+len(net.Listens) == 0 {
		return nil, true
	}
	if f.rooms[h] == nil {
		room := f.DynamicRoom(h)
		f.rooms[h] = &room
	}
	room := f.rooms[h].Clone()
	for _, p := range net.Published {
		if !room.Hold(p.Host) {
			return nil, false
		}
	}
	for _, p := range net.Listens {
		if !room.Hold(p.Host) {
			return nil, false
		}
	}
	return &room, len(rev.Claim.Dynamic) == 0 || room.Take(rev.Claim.Dynamic)
}

// takeInterface takes an address and the interface of the quota.
func (f *filling) takeInterface(rev *Revision, w *Workload, h event.InstanceID) bool {
	if rev.Claim.Addresses == 0 {
		return true
	}
	if left := f.ENIsLeft(f.Instances[h].Subnet); left != model.NoLimit && left < 1 {
		return false
	}
	for s := range f.Config.Subnets {
		if f.Config.Subnets[s].Zone != f.Instances[h].Zone || len(w.Use.Subnets) > 0 && !slices.Contains(w.Use.Subnets, s) {
			continue
		}
		if f.Subnets[s].Take(rev.Claim.Addresses) {
			if f.ENIQuota {
				f.Zones[f.ZoneOf[f.Instances[h].Subnet]].Used++
			}
			return true
		}
	}
	return false
}
