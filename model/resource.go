package model

import "iter"

// Resource is something that tasks take and of which a container instance, its subnet or
// the account has only so much: an entry in the one list of them.
type Resource uint8

// resources is the one list, in the order of tables. A new resource is a Reason and an
// entry here; if the scheduler counts it, also a field of Room. TestEveryResource holds
// every entry to what the rest makes of it, in each package that uses the list.
var resources = [...]resource{
	{reason: ReasonCPU, key: "CPU", check: "CPU", words: "CPU", column: "CPU", unit: "CPU unit",
		scope: ofInstance, placed: yes, always: yes, rare: no, fargate: yes, room: func(r Room) int32 { return int32(r.CPU) }},
	{reason: ReasonMemory, key: "MEMORY", check: "memory", words: "memory", column: "memory", unit: "MiB",
		scope: ofInstance, placed: yes, always: yes, rare: no, fargate: yes, room: func(r Room) int32 { return int32(r.Memory) }},
	{reason: ReasonENI, key: "ENI", check: "ENI slots", words: "ENI slots", column: "ENI", unit: "attachment slot",
		scope: ofInstance, placed: yes, always: no, rare: no, fargate: yes, room: func(r Room) int32 { return r.ENI }},
	{reason: ReasonPorts, key: "PORTS", check: "host ports", words: "static host ports", column: "ports", unit: "static host port",
		uncounted: "host ports that something listens on", scope: ofInstance, placed: yes, always: no, rare: no, fargate: yes,
		takes: func(c *Claim) int32 { return c.PortCount }, on: func(x *Host) (used, total int32) { return x.PortsUsed, x.PortQuota }},
	{reason: ReasonDynamicPorts, key: "DYNAMIC_PORTS", check: "dynamic host ports", words: "dynamic host ports", column: "dynamic ports", unit: "dynamic host port",
		uncounted: "dynamic host ports", scope: ofInstance, placed: no, always: no, rare: no, fargate: yes, takes: dynamicPorts},
	{reason: ReasonBridgePorts, key: "BRIDGE", check: "bridge ports", words: "ports of the docker0 bridge", column: "bridge", unit: "bridge port",
		uncounted: "ports of a host's bridges", scope: ofInstance, placed: no, always: no, rare: no, fargate: yes,
		takes: func(c *Claim) int32 { return c.Bridge }, on: func(x *Host) (used, total int32) { return x.Bridge, BridgePortsMax }},
	{reason: ReasonAddresses, key: "ADDRESSES", check: "subnet addresses", words: "subnet addresses", column: "addresses", unit: "address",
		uncounted: "subnet addresses", scope: ofSubnet, placed: no, always: no, rare: no, fargate: yes, takes: func(c *Claim) int32 { return c.Addresses }},
	{reason: ReasonGPU, key: "GPU", check: "GPUs", words: "GPUs", column: "GPU", unit: "GPU",
		scope: ofInstance, placed: yes, always: no, rare: yes, fargate: no, room: func(r Room) int32 { return r.GPU }},
	{reason: ReasonInterfaces, key: "NETWORK_INTERFACES", check: "network interfaces", words: "the network interface quota", column: "network interfaces",
		unit: "network interface", uncounted: "network interfaces of the account", scope: ofAccount, placed: no, always: no, rare: no, fargate: yes,
		takes: func(c *Claim) int32 { return c.Addresses }},
}

// resource is an entry. Every field has to be given, but room, takes and on,
// and uncounted of what ECS always counts.
type resource struct {
	reason    Reason
	key       string // in the maps of reports
	check     string // the check that it is, as explain calls it
	words     string // in a sentence that says what binds
	column    string // of the table of limits
	unit      string // one of it
	uncounted string // what a host lacks of it where ECS does not look
	scope     scope
	placed    answer // ECS counts it on an instance when it places
	always    answer // explain tells of it also where a task takes none
	rare      answer // few types have any: reports leave it out where there is none
	fargate   answer // a task that takes some can run on Fargate

	room  func(Room) int32                // its part of a Room; nil = it is in none
	takes func(*Claim) int32              // how much one task takes; nil = its part of the Claim's Room
	on    func(*Host) (used, total int32) // nil = its part of a Host's Room, or where it is in none, no Host has a number of it
}

// scope is who has only so much of a resource.
type scope uint8

const (
	unscoped scope = iota // no answer
	ofInstance
	ofSubnet
	ofAccount
)

func dynamicPorts(c *Claim) (n int32) {
	for _, m := range c.Dynamic {
		n += int32(m.Count)
	}
	return n
}

// Resources lists all in the order of tables.
func Resources() iter.Seq[Resource] {
	return func(yield func(Resource) bool) {
		for i := range resources {
			if !yield(Resource(i)) {
				return
			}
		}
	}
}

// CheckedResources lists all in the order of the checks.
func CheckedResources() iter.Seq[Resource] {
	return func(yield func(Resource) bool) {
		for reason := ReasonPorts; reason < NumReasons; reason++ {
			if r, ok := reason.Resource(); ok && !yield(r) {
				return
			}
		}
	}
}

// Resource is what a task lacks that is refused or fails for the reason; false where that
// is no resource.
func (r Reason) Resource() (Resource, bool) {
	for i := range resources {
		if resources[i].reason == r {
			return Resource(i), true
		}
	}
	return 0, false
}

// Reason is that of a task which finds too little of it.
func (r Resource) Reason() Reason { return resources[r].reason }

// Key is its name in the maps of reports: "MEMORY".
func (r Resource) Key() string { return resources[r].key }

// Check names the check that there is enough: "ENI slots".
func (r Resource) Check() string { return resources[r].check }

// Words are for a sentence that says what binds: "static host ports".
func (r Resource) Words() string { return resources[r].words }

// Column heads a column of limits: "dynamic ports".
func (r Resource) Column() string { return resources[r].column }

// Unit is one of it: "CPU unit".
func (r Resource) Unit() string { return resources[r].unit }

// Uncounted says in words what a host lacks where ECS does not look when it places; ""
// where it always looks.
func (r Resource) Uncounted() string { return resources[r].uncounted }

// OfAccount reports whether it is the account that has only so much, by a quota.
func (r Resource) OfAccount() bool { return resources[r].scope == ofAccount }

// Placed reports whether ECS counts it on an instance when it places.
func (r Resource) Placed() bool { return resources[r].placed == yes }

// Always reports whether a task is checked for it that takes none.
func (r Resource) Always() bool { return resources[r].always == yes }

// Rare reports whether few instance types have any.
func (r Resource) Rare() bool { return resources[r].rare == yes }

// Fargate reports whether a task that takes some can run on Fargate.
func (r Resource) Fargate() bool { return resources[r].fargate == yes }

// Takes is how much one task of a claim takes at least: one GPU where it takes all that an
// instance has.
func (r Resource) Takes(c *Claim) int32 { return r.TakesOn(c, Room{}) }

// TakesOn is how much one task of a claim takes on an instance that registered so much.
func (r Resource) TakesOn(c *Claim, registered Room) int32 {
	if x := &resources[r]; x.takes != nil {
		return x.takes(c)
	}
	return resources[r].room(c.On(registered))
}

// In is its part of a room; false where it is in none.
func (r Resource) In(room Room) (n int32, ok bool) {
	if x := &resources[r]; x.room != nil {
		return x.room(room), true
	}
	return 0, false
}

// On is how much of it is taken on a host, as the control plane counts, and how much there
// is in all; false where no Host has a number of it.
func (r Resource) On(x *Host) (used, total int32, ok bool) {
	switch y := &resources[r]; {
	case y.on != nil:
		used, total = y.on(x)
		return used, total, true
	case y.room != nil:
		total = y.room(x.Registered)
		return total - y.room(x.Free), total, true
	}
	return 0, 0, false
}
