package packing

import (
	"fmt"
	"slices"

	"ecssim/model"
)

// Fleet is tasks and hosts in ECS's own terms, of which Problem makes numbers.
type Fleet struct {
	Tasks   []Tasks
	Hosts   []Host
	Subnets []Subnet
	// Ports numbers the static host ports in the masks of claims and hosts; nil where there
	// are none.
	Ports *model.PortTable
	// SinglePorts says that the dynamic ports of a range need not be contiguous, as where
	// Docker chooses them.
	SinglePorts bool
}

// Tasks is a number of tasks of one definition in one use.
type Tasks struct {
	Name     string
	Count    int
	Claim    *model.Claim
	Distinct string // the group of which a host may have one task (distinctInstance); "" = any number
	Subnets  []int  // in Fleet.Subnets, from which its interface may take its address; nil = all
}

// Host is container instances of one type in one zone.
type Host struct {
	Name      string
	Zone      string
	Price     int64 // at least 1; 1 for all = the fewest hosts
	Room      model.Room
	Ports     []uint64            // mask of the host's own reserved ports
	PortCount int32               // their number, ports outside the table too
	PortQuota int32               // of reserved ports, as ReservedPortQuota
	Dynamic   *model.DynamicRoom  // its room for dynamic ports; nil = they are not counted
	Daemons   []*model.Claim      // of the tasks of daemon services, one each
	Refuses   func(task int) bool // whether tasks may not run here: architecture, attributes; nil = all may
	Subnet    int                 // in Fleet.Subnets, of the host's own interfaces; -1 = not counted
	Addresses int32               // that these take, and those of the daemons
}

// Subnet is a subnet of tasks and hosts.
type Subnet struct {
	Name      string
	Zone      string
	Addresses int32 // usable ones; 0 = not counted
}

// Problem is the fleet in numbers, its classes and host types in the order of Tasks and
// Hosts. Its resources are, in this order, those that add up on a host, in the order of the
// checks; static ports; stretches of dynamic ports; distinctInstance groups.
// Its supplies are the addresses of subnets: for every zone, and every set of its subnets that
// some tasks may choose from, and all of them together, those of the tasks that may choose from
// no other. A task with an interface does not run in a zone in which it has no subnet.
//
// Limits of the number of hosts, or of network interfaces, are further supplies that the
// caller appends. O(tasks × hosts + (tasks + hosts) × static ports).
func (f *Fleet) Problem() *Problem {
	p := &Problem{}
	for i := range f.Tasks {
		p.Classes = append(p.Classes, Class{Name: f.Tasks[i].Name, Count: int64(f.Tasks[i].Count)})
	}
	for t := range f.Hosts {
		h := &f.Hosts[t]
		p.Hosts = append(p.Hosts, HostType{Name: h.Name, Price: h.Price, Bars: f.bars(h)})
	}
	for r := range model.CheckedResources() {
		f.addUp(p, r)
	}
	f.staticPorts(p)
	f.dynamicPorts(p)
	f.distinct(p)
	f.addresses(p)
	return p
}

// Without is what is left when a zone is lost: its hosts are, and tasks whose subnets are
// all in that zone are not asked for.
func (f *Fleet) Without(zone string) *Fleet {
	g := *f
	g.Hosts, g.Tasks = nil, slices.Clone(f.Tasks)
	for _, h := range f.Hosts {
		if h.Zone != zone {
			g.Hosts = append(g.Hosts, h)
		}
	}
	for i := range g.Tasks {
		other := func(s Subnet) bool { return s.Zone != zone && len(f.subnetsIn(i, s.Zone)) > 0 }
		if g.Tasks[i].Claim.Addresses > 0 && len(f.Subnets) > 0 && !slices.ContainsFunc(f.Subnets, other) {
			g.Tasks[i].Count = 0
		}
	}
	return &g
}

// SurvivingZone is the least number n of hosts, dealt evenly over zones, of which so many
// are left when the largest zone is lost: n - ⌈n/zones⌉ >= hosts. With the bound of what is left
// for hosts it is a bound of the whole fleet; with costs too, if each zone costs the same. It
// panics for fewer than two zones.
func SurvivingZone(hosts, zones int64) int64 {
	if zones < 2 {
		panic(fmt.Sprintf("packing: a fleet of %d zones that is to survive the loss of one, wanted at least 2", zones))
	}
	return (hosts*zones + zones - 2) / (zones - 1)
}

// bars is by class whether a host refuses it; nil where it refuses none.
func (f *Fleet) bars(h *Host) []bool {
	list, some := make([]bool, len(f.Tasks)), false
	for i := range f.Tasks {
		homeless := f.Tasks[i].Claim.Addresses > 0 && len(f.Subnets) > 0 && len(f.subnetsIn(i, h.Zone)) == 0
		list[i] = homeless || h.Refuses != nil && h.Refuses(i)
		some = some || list[i]
	}
	if !some {
		return nil
	}
	return list
}

// resource adds a resource: what a task of each class takes, and what a host has.
func (f *Fleet) resource(p *Problem, r Resource, takes func(c *model.Claim) int64, has func(h *Host) int64) {
	p.Resources = append(p.Resources, r)
	for i := range f.Tasks {
		p.Classes[i].Takes = append(p.Classes[i].Takes, takes(f.Tasks[i].Claim))
	}
	for t := range f.Hosts {
		h := &f.Hosts[t]
		left := has(h)
		for _, d := range h.Daemons {
			left -= takes(d)
		}
		p.Hosts[t].Offers = append(p.Hosts[t].Offers, left)
	}
}

// addUp adds a resource of the table that adds up on a host; addresses and interfaces do
// not.
func (f *Fleet) addUp(p *Problem, r model.Resource) {
	var has func(h *Host) int64
	switch r.Reason() {
	case model.ReasonPorts:
		has = func(h *Host) int64 { return int64(h.PortQuota - h.PortCount) }
	case model.ReasonBridgePorts:
		has = func(h *Host) int64 { return model.BridgePortsMax }
	default:
		if _, ok := r.In(model.Room{}); !ok {
			return
		}
		has = func(h *Host) int64 { n, _ := r.In(h.Room); return int64(n) }
	}
	f.resource(p, Resource{r.Words(), r.Reason()}, func(c *model.Claim) int64 { return int64(r.Takes(c)) }, has)
}

// staticPorts adds every static port that tasks ask for: a host has one of it, or none.
func (f *Fleet) staticPorts(p *Problem) {
	if f.Ports == nil {
		return
	}
	asked := make([]uint64, f.Ports.Words())
	for i := range f.Tasks {
		for w, word := range f.Tasks[i].Claim.Ports {
			asked[w] |= word
		}
	}
	for _, port := range f.Ports.Ports(asked) {
		mask := f.Ports.Mask([]model.HostPort{port})
		f.resource(p, Resource{port.String(), model.ReasonPorts},
			func(c *model.Claim) int64 { return count(overlap(c.Ports, mask)) },
			func(h *Host) int64 { return 1 - count(overlap(h.Ports, mask)) })
	}
}

// overlap reports whether two masks, of which either may be empty, share a port.
func overlap(a, b []uint64) bool {
	for i := range min(len(a), len(b)) {
		if a[i]&b[i] != 0 {
			return true
		}
	}
	return false
}

func count(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
