package experiment

import (
	"slices"

	"ecssim/model"
)

// uncounted is what a packing keeps of the resources that ECS does not count when it
// places, and for want of which a task fails on the host that it was placed on: host
// ports as they are really bound, ports of docker0 and ecs-bridge (which model.Hosts
// counts) and subnet addresses. For a packing they are limits like any other: a host
// that has none left takes no more of a demand's tasks.
type uncounted struct {
	rooms     []model.DynamicRoom // by host; nil where no host can run short
	addresses []model.Addresses   // by subnet
	owed      []int32             // by subnet: addresses that it has not, where that is let pass
	barred    []int32             // hosts without room for the demand that is being placed
	barredBy  model.Reason        // what the last of them lack, the latest check of all
	// misplaced is how often the scheduler chose a host without room; a blind packing
	// leaves it at that, as ECS does, and counts such tasks and what was lacking last.
	misplaced   int
	misplacedBy model.Reason
	blind       bool
}

// launch takes the addresses of the hosts' own interfaces; false where a subnet has
// too few.
func (x *filling) launch() bool {
	x.addresses, x.owed = x.p.fresh(), make([]int32, len(x.p.c.Subnets))
	for h := range x.fleet.Hosts.Len() {
		s, n := x.p.ownAddresses(h)
		if s >= 0 && !x.take(s, n) {
			return false
		}
	}
	return true
}

// take takes addresses of a subnet; false if it has too few.
func (x *filling) take(subnet int, n int32) bool {
	if x.addresses[subnet].Take(n) {
		return true
	}
	if x.p.endless {
		x.owed[subnet] += n
	}
	return x.p.endless
}

// fresh are the addresses of all subnets, none of them taken.
func (p *packer) fresh() (addresses []model.Addresses) {
	for i := range p.c.Subnets {
		addresses = append(addresses, p.c.Subnets[i].Network.Addresses())
	}
	return addresses
}

// launches takes the addresses of the own interfaces of the h-th host.
func (p *packer) launches(h int, addresses []model.Addresses) bool {
	s, n := p.ownAddresses(h)
	return s < 0 || addresses[s].Take(n)
}

// ownAddresses is how many addresses the own interfaces of the h-th host take, and of which
// subnet; -1 = of none.
func (p *packer) ownAddresses(h int) (subnet int, n int32) {
	g, zone := p.home(h)
	trunk, _ := g.Trunked(p.c.Trunking)
	return p.c.SubnetOf(g, zone), model.HostAddresses(trunk)
}

// launchable is the largest number of hosts, up to most, for whose own interfaces the
// subnets have addresses.
func (p *packer) launchable(most int) int {
	if !p.limited() {
		return most
	}
	addresses, n := p.fresh(), 0
	for n < most && p.launches(n, addresses) {
		n++
	}
	return n
}

// limited reports whether the addresses of any subnet are a limit.
func (p *packer) limited() bool {
	if p.endless {
		return false
	}
	for i := range p.c.Subnets {
		if p.c.Subnets[i].Network.Limited() {
			return true
		}
	}
	return false
}

// lacks takes for a task of a demand on a host what ECS does not count, and returns
// what there is too little of; then it has taken nothing.
func (x *filling) lacks(demand int, h int32) model.Reason {
	d := &x.p.demands[demand]
	subnet := x.subnetFor(d, h)
	switch {
	case !x.fleet.Hosts.JoinBridge(h, d.net.Bridge, d.net.ECSBridge):
		return model.ReasonBridgePorts
	case subnet < 0:
		x.fleet.Hosts.LeaveBridge(h, d.net.Bridge, d.net.ECSBridge)
		return model.ReasonAddresses
	}
	if r := x.bind(d, h); r != model.Fits {
		x.fleet.Hosts.LeaveBridge(h, d.net.Bridge, d.net.ECSBridge)
		return r
	}
	if d.claim.Addresses > 0 {
		x.take(subnet, d.claim.Addresses)
	}
	return model.Fits
}

// bind takes a task's host ports, static ones first.
func (x *filling) bind(d *demand, h int32) model.Reason {
	if x.rooms == nil {
		return model.Fits
	}
	room, static := &x.rooms[h], d.static()
	for i, p := range static {
		if !room.Hold(p) {
			letGo(room, static[:i])
			return model.ReasonPorts
		}
	}
	if len(d.claim.Dynamic) > 0 && !room.Take(d.claim.Dynamic) {
		letGo(room, static)
		return model.ReasonDynamicPorts
	}
	return model.Fits
}

func letGo(room *model.DynamicRoom, ports []model.HostPort) {
	for _, p := range ports {
		room.LetGo(p)
	}
}

// static are the host ports that a task binds, or listens on, whatever is free.
func (d *demand) static() []model.HostPort {
	var ports []model.HostPort
	for _, p := range d.net.Listens {
		ports = append(ports, p.Host)
	}
	for _, p := range d.net.Published {
		ports = append(ports, p.Host)
	}
	return ports
}

// subnetFor is the subnet of a task's interface on a host, as in a run: the first of
// its own in the host's zone that has an address left. It is -1 where none has, and
// any for a task without an interface.
func (x *filling) subnetFor(d *demand, h int32) int {
	if d.claim.Addresses == 0 {
		return 0
	}
	there := x.subnetsThere(d, h)
	for _, s := range there {
		if free, limited := x.addresses[s].Free(); !limited || free >= d.claim.Addresses {
			return s
		}
	}
	if x.p.endless && len(there) > 0 {
		return there[0]
	}
	return -1
}

// subnetsOf lists a demand's subnets.
func (p *packer) subnetsOf(d *demand) []int {
	if len(d.use.Subnets) == 0 {
		return p.every
	}
	return d.use.Subnets
}

// subnetsThere lists those in a host's zone.
func (x *filling) subnetsThere(d *demand, h int32) (there []int) {
	zone := x.fleet.Instance(h).Zone
	for _, s := range x.p.subnetsOf(d) {
		if x.p.c.Subnets[s].Zone == zone {
			there = append(there, s)
		}
	}
	return there
}

// addressesLeft is how many more tasks of a demand on a host get an address.
func (x *filling) addressesLeft(d *demand, h int32) int32 {
	left := int32(0)
	for _, s := range x.subnetsThere(d, h) {
		free, limited := x.addresses[s].Free()
		if !limited {
			return model.NoLimit
		}
		left += free / d.claim.Addresses
	}
	return left
}

// roomless is what every host that would take a task of a demand lacks of what ECS does
// not count; Fits where one has it, or where no host would take the task. It is asked
// of a packing whose addresses have no limit.
func (x *filling) roomless(demand int) model.Reason {
	d := &x.p.demands[demand]
	lacking := model.Fits
	for h := range int32(x.fleet.Hosts.Len()) {
		if x.fleet.Check(x.shapes[demand], h) != model.Fits {
			continue
		}
		var before model.DynamicRoom
		if x.rooms != nil {
			before = x.rooms[h].Clone()
		}
		r := x.lacks(demand, h)
		if r == model.Fits {
			x.fleet.Hosts.LeaveBridge(h, d.net.Bridge, d.net.ECSBridge)
			if x.rooms != nil {
				x.rooms[h] = before
			}
			return r
		}
		lacking = max(lacking, r)
	}
	return lacking
}

// bar leaves a host out until the demand is placed.
func (x *filling) bar(h int32, r model.Reason) {
	x.fleet.SetStatus(h, false, true)
	x.barred, x.barredBy = append(x.barred, h), max(x.barredBy, r)
}

// unbar lets them in again.
func (x *filling) unbar() {
	for _, h := range x.barred {
		x.fleet.SetStatus(h, true, true)
	}
	x.barred, x.barredBy = x.barred[:0], model.Fits
}

// crowded reports whether host ports may run short, or clash, in a way that the
// scheduler does not see. Where it is false, agents that begin at the start of the
// range come nowhere near its end, even with as much of each demand on one host as CPU
// and memory let on it.
func (p *packer) crowded() bool {
	for _, g := range p.groups {
		listening := g.Listening()
		asked, widest, clash := 0, 0, false
		for i := range p.demands {
			d := &p.demands[i]
			most := min(max(d.count, 1), model.Fit(g.Room(true), model.ReservedPortQuota, &d.claim))
			for _, m := range d.net.Dynamic {
				asked, widest = asked+most*m.Count, max(widest, m.Count)
			}
			for _, port := range d.static() {
				clash = clash || g.DynamicRange.Contains(port.Port)
				if slices.Contains(listening, port) {
					return true
				}
			}
		}
		if asked > 0 && (clash || p.c.Options.DockerPorts || asked+(len(listening)+1)*widest > g.DynamicRange.Size()) {
			return true
		}
	}
	return false
}

// open gives every host its room for ports.
func (x *filling) open() {
	x.rooms = make([]model.DynamicRoom, x.fleet.Hosts.Len())
	fresh := map[string]model.DynamicRoom{}
	for h := range x.rooms {
		g, _ := x.p.home(h)
		room, ok := fresh[g.Name]
		if !ok {
			room = x.p.c.DynamicRoom(g)
			fresh[g.Name] = room
		}
		x.rooms[h] = room.Clone()
	}
}
