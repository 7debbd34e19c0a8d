package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Changes is how many times something has changed by which a refused try might do better.
func (v *View) Changes() int { return v.k.Changes }

// Full reports whether an instance is in service, has attachment slots and none of them free.
func (v *View) Full(h event.InstanceID) bool { return v.k.Full(h) }

// Limits is how many more tasks of a service or RunTask request each resource of an instance, or
// of the subnets there, would allow. Dynamic host ports are counted no further than it takes
// to tell whether they are the least limit or the second least.
func (v *View) Limits(i event.WorkloadID, h event.InstanceID) model.Limits { return v.k.Limits(i, h) }

// Headroom is how many more tasks of a service or RunTask request fit.
type Headroom = state.Headroom

// Headrooms is the headroom of each service and RunTask request, by WorkloadID. It walks over all
// instances for each of them.
func (v *View) Headrooms() []Headroom { return v.k.Headrooms() }

// Together is how many more tasks of some services and RunTask requests fit beside each other: they take
// turns, one task each, until none finds a place. About 200,000 are counted at the most. It is for a run
// that has ended.
func (v *View) Together(of []event.WorkloadID) (tasks []int) { return v.k.Together(of) }

// Eligible reports whether room is all that the next task of a service or RunTask request may
// lack on an instance.
func (v *View) Eligible(i event.WorkloadID, h event.InstanceID) bool { return v.k.Eligible(i, h) }

// AddressesLeft is the number of addresses left on an instance for tasks of a service or RunTask
// request; model.NoLimit where one of its subnets there has no limit.
func (v *View) AddressesLeft(i event.WorkloadID, h event.InstanceID) int32 {
	return v.k.AddressesLeft(v.k.Workloads[i].Use, h)
}

// PortsInTheWay lists the static host ports of the next task of a service or RunTask request
// that are taken, or kept for daemons, on the instance that lacks the least for it.
func (v *View) PortsInTheWay(i event.WorkloadID) []model.HostPort { return v.k.PortsInTheWay(i) }

// PauseContainers counts the pause containers on each instance.
func (v *View) PauseContainers() []int { return v.k.PauseContainers() }

// BoundPorts lists the dynamic host ports that are bound on each instance.
func (v *View) BoundPorts() [][]model.PortRange { return v.k.BoundPorts() }

// DynamicPorts is how many dynamic host ports are bound on an instance.
func (v *View) DynamicPorts(h event.InstanceID) int {
	return int(v.k.Sockets.Instances[h].DynamicBound)
}

// DynamicPortsUsed counts the ports of an instance's dynamic range that somebody has, of the
// protocol of which more are in use, and all of them.
func (v *View) DynamicPortsUsed(h event.InstanceID) (used, total int) {
	return v.k.DynamicPortsUsed(h)
}

// DynamicRoom is a copy of the room for dynamic host ports of an instance: less the ports of all
// tasks on it, those too that have been placed and whose containers are still to be created.
func (v *View) DynamicRoom(h event.InstanceID) model.DynamicRoom { return v.k.DynamicRoom(h) }

// AsksDynamic reports whether tasks of the run may ask for dynamic host ports.
func (v *View) AsksDynamic() bool { return v.k.AsksDynamic() }

// ZoneInterfaces counts the network interfaces in each availability zone that has a subnet.
func (v *View) ZoneInterfaces() []ZoneInterfaces { return append([]ZoneInterfaces{}, v.k.Zones...) }

// Fingerprint is a hash of all that the run has handled.
func (v *View) Fingerprint() string { return v.k.trace.String() }

// Work is what the run has cost, in entries of the agenda.
func (v *View) Work() int {
	return v.k.trace.Len() + (v.k.TasksLookedAt+v.k.outlook.Looks)/looksPerEntry
}

// looksPerEntry is about how many looks at a task cost as much as an entry of the agenda.
const looksPerEntry = 64
