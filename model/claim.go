package model

import "slices"

// Reason says why a container instance refused a task, in the ECS API's own
// codes (api_failures_messages in the developer guide), or what stopped it on
// the host or in the subnet after ECS had accepted it. The order of the
// constants is the order in which the checks are made and reported.
type Reason uint8

// The checks in order. Fits is the absence of a reason.
const (
	Fits Reason = iota
	ReasonAgent
	ReasonAttribute
	ReasonLocation
	ReasonMemberOf
	ReasonDistinctInstance
	ReasonPorts
	ReasonENI
	ReasonGPU
	ReasonMemory
	ReasonCPU
	ReasonDynamicPorts
	ReasonBridgePorts
	ReasonAddresses
	ReasonProvisioning // the cluster has as many tasks in PROVISIONING as it may
	ReasonInterfaces   // the availability zone has as many network interfaces as the account may have there
	ReasonZones        // no availability zone is left in which the group may launch
	ReasonMaxSize      // the Auto Scaling group has as many instances as it may
	NumReasons         // not a reason: the number of them
)

var reasonCodes = [NumReasons]string{
	Fits: "", ReasonAgent: "AGENT", ReasonAttribute: "ATTRIBUTE", ReasonLocation: "LOCATION",
	ReasonMemberOf:         "MemberOf placement constraint unsatisfied.",
	ReasonDistinctInstance: "DistinctInstance placement constraint unsatisfied.",
	ReasonPorts:            "RESOURCE:PORTS", ReasonENI: "RESOURCE:ENI", ReasonGPU: "RESOURCE:GPU",
	ReasonMemory: "RESOURCE:MEMORY", ReasonCPU: "RESOURCE:CPU",
	ReasonDynamicPorts: "HOST:DYNAMIC_PORTS", ReasonBridgePorts: "HOST:BRIDGE_PORTS", ReasonAddresses: "SUBNET:ADDRESSES",
	ReasonProvisioning: "CLUSTER:PROVISIONING_TASKS", ReasonInterfaces: "QUOTA:NETWORK_INTERFACES",
	ReasonZones: "GROUP:AVAILABILITY_ZONES", ReasonMaxSize: "GROUP:MAX_SIZE",
}

// String returns the code; the empty text for Fits.
func (r Reason) String() string { return reasonCodes[r] }

// OfRoom reports whether it is room that lacks: the instance is one for the task, and would
// take it if it, its subnet or its cluster had more of something.
func (r Reason) OfRoom() bool { return r >= ReasonPorts }

// OfOtherTasks reports whether it is other tasks that keep the task from the instance, and
// nothing that the instance is: the room that they take, or a place that only one may have.
func (r Reason) OfOtherTasks() bool { return r == ReasonDistinctInstance || r.OfRoom() }

// ParseReason finds a code. Codes are matched to the letter.
func ParseReason(code string) (Reason, bool) {
	for r, c := range reasonCodes {
		if c == code && r != 0 {
			return Reason(r), true
		}
	}
	return Fits, false
}

// Suffix returns the end of the service event "was unable to place a task
// because no container instance met all of its requirements", for the closest
// container instance id (developer guide, service-event-messages).
func (r Reason) Suffix(id string) string {
	closest := "The closest matching container-instance " + id + " "
	switch r {
	case ReasonPorts:
		return closest + "is already using a port required by your task."
	case ReasonMemory:
		return closest + "has insufficient memory available."
	case ReasonCPU:
		return closest + "has insufficient CPU units available."
	case ReasonAttribute, ReasonLocation:
		return closest + "is missing an attribute required by your task."
	}
	return closest + `encountered error "` + r.String() + `".`
}

// Claim is everything that one task takes from a container instance. All tasks
// of one definition in one use share a Claim.
type Claim struct {
	Room
	Ports     []uint64 // mask over the scenario's PortTable; its length is the table's Words
	PortCount int32    // static host ports, for the quota; 0 exactly if the mask is empty
	Bridge    int32    // docker0 ports, one a container with an endpoint there
	Addresses int32    // subnet addresses of the task's own
	// Dynamic are its requests for dynamic host ports, which the scheduler does not
	// count. All tasks share the list.
	Dynamic []DynamicMapping
}

// On is the room that one task of the claim takes on a container instance that registered
// so much: for AllGPUs as many as that has, and one where it has none, for which the task is
// refused.
func (c *Claim) On(registered Room) Room {
	if c.GPU != AllGPUs {
		return c.Room
	}
	r := c.Room
	r.GPU = max(registered.GPU, 1)
	return r
}

// Equal reports whether two claims of one scenario take the same.
func (c *Claim) Equal(other *Claim) bool {
	return c.Room == other.Room && c.PortCount == other.PortCount && c.Bridge == other.Bridge && c.Addresses == other.Addresses &&
		slices.Equal(c.Ports, other.Ports) && slices.Equal(c.Dynamic, other.Dynamic)
}

// SharesPort reports whether two claims ask for the same static port, so that no host
// takes both.
func (c *Claim) SharesPort(other *Claim) bool { return overlap(c.Ports, other.Ports) }

// NoLimit is the Limits entry of a resource that the task does not use.
const NoLimit int32 = -1

// Limits is how many more identical tasks each resource alone would allow,
// indexed by Reason; NoLimit where the task takes none of it.
type Limits [NumReasons]int32

// NoLimits returns Limits in which nothing binds.
func NoLimits() (l Limits) {
	for i := range l {
		l[i] = NoLimit
	}
	return l
}

// Tasks is the least of the limits: how many more tasks fit; NoLimit when
// nothing binds.
func (l *Limits) Tasks() int32 {
	bound, _ := l.Bind()
	if bound == Fits {
		return NoLimit
	}
	return l[bound]
}

// Bind names the resource that stops the next identical task and the runner-up:
// the least and the second least limit, of equal ones the first in the order of the
// checks. Fits where there is none.
func (l *Limits) Bind() (bound, next Reason) {
	for r := ReasonPorts; r < NumReasons; r++ {
		switch n := l[r]; {
		case n == NoLimit:
		case bound == Fits || n < l[bound]:
			bound, next = r, bound
		case next == Fits || n < l[next]:
			next = r
		}
	}
	return bound, next
}

// Decisive is the least value of one more limit that would be neither the bound nor the
// runner-up: who counts a limit need not count further.
func (l *Limits) Decisive() int32 {
	if _, next := l.Bind(); next != Fits && l[next] < NoMost {
		return l[next] + 1
	}
	return NoMost
}

// Fit is how many tasks of a claim an empty host with this room and so many
// static ports left would take, ports of the same number apart: of those one task.
func Fit(room Room, ports int32, c *Claim) int {
	l := NoLimits()
	l.byRoom(room, c.On(room))
	if c.PortCount > 0 {
		l[ReasonPorts] = min(1, max(0, ports/c.PortCount))
	}
	n := l.Tasks()
	if n == NoLimit {
		return 1 << 30
	}
	return int(n)
}

// byRoom sets the limits of the resources of which hosts have room, for tasks that take so much each.
func (l *Limits) byRoom(room, task Room) {
	for i := range resources {
		if r := &resources[i]; r.room != nil {
			l[r.reason] = Times(r.room(room), r.room(task))
		}
	}
}

// Times is how often need goes into have; NoLimit where nothing is needed.
func Times[T ~int32](have, need T) int32 {
	if need <= 0 {
		return NoLimit
	}
	return max(int32(have/need), 0)
}
