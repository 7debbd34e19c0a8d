// Package address is which network interface has which address in the course of a run. ECS and
// EC2 do not say which of a subnet's addresses an interface is given: here it is the lowest that
// is free, so that a log can be read. A run knows how many addresses a subnet has left and not
// which; a Book finds that out from the events of the run, and who has no Book pays for none.
package address

import (
	"net/netip"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Address is what one network interface has: an IPv4 address, an IPv6 address, or both. The zero
// value is of none.
type Address struct{ IPv4, IPv6 netip.Addr }

// Known reports whether there is an address.
func (a Address) Known() bool { return a.IPv4.IsValid() || a.IPv6.IsValid() }

// Main is the address by which others name the interface: the IPv4 one where it has both. The
// zero Addr where it has none.
func (a Address) Main() netip.Addr {
	if a.IPv4.IsValid() {
		return a.IPv4
	}
	return a.IPv6
}

// String is "10.0.0.4", "2001:db8::4", "10.0.0.4 and 2001:db8::4", or "" where there is none.
func (a Address) String() string {
	switch {
	case !a.Known():
		return ""
	case a.IPv4.IsValid() && a.IPv6.IsValid():
		return a.IPv4.String() + " and " + a.IPv6.String()
	}
	return a.Main().String()
}

// Instance is the addresses of a container instance itself. Trunk is the zero Address where it has
// no trunk interface.
type Instance struct{ Primary, Trunk Address }

// Book is an observer of one run. An address has one owner at a time; one that is given back may
// be taken again at once.
//
// Of a subnet without a CIDR block addresses are those of a block of ours, see Blocks. Where a
// block is used up, interfaces have no address: that happens only in a block of ours, for of one
// that the scenario gives the run takes no more than there are.
type Book struct {
	dualStack bool // tasks have an IPv6 address beside the IPv4 one
	subnets   []subnet
	tasks     []Address // by event.TaskID
	instances []Instance
}

// subnet is the addresses of one subnet; a pool is nil where it has none of its kind.
type subnet struct{ ipv4, ipv6 *model.AddressPool }

// NewBook returns the observer of a run of a scenario.
func NewBook(c *config.Config) *Book {
	b := &Book{dualStack: c.DualStack}
	for _, x := range Blocks(c) {
		var s subnet
		if x.IPv4.IsValid() {
			s.ipv4 = model.NewAddressPool(x.IPv4)
		}
		if x.IPv6.IsValid() {
			s.ipv6 = model.NewAddressPool(x.IPv6)
		}
		b.subnets = append(b.subnets, s)
	}
	return b
}

// Wants is the kinds of events by which addresses are taken and given back.
func (b *Book) Wants() event.Kinds {
	return event.KindsOf(event.InstanceLaunched, event.AddressTaken, event.AddressFreed)
}

// On takes or gives back addresses. Those of an instance are taken when its launch is told, so that
// whoever is told of that knows them; the address.taken that follows says nothing new.
func (b *Book) On(e *event.Event) {
	switch e.Kind {
	case event.InstanceLaunched:
		x := Instance{Primary: b.take(e.Subnet, true)}
		if e.On {
			x.Trunk = b.take(e.Subnet, true)
		}
		b.instances = append(b.instances, x)
	case event.AddressTaken:
		if e.Task >= 0 {
			for int(e.Task) >= len(b.tasks) {
				b.tasks = append(b.tasks, Address{})
			}
			b.tasks[e.Task] = b.take(e.Subnet, b.dualStack)
		}
	case event.AddressFreed:
		if e.Task >= 0 {
			b.release(e.Subnet, b.tasks[e.Task])
			b.tasks[e.Task] = Address{}
			return
		}
		x := &b.instances[e.Instance]
		b.release(e.Subnet, x.Primary)
		b.release(e.Subnet, x.Trunk)
		*x = Instance{}
	}
}

// take takes what an interface in a subnet has: beside says whether it has an IPv6 address beside
// an IPv4 one.
func (b *Book) take(s event.SubnetID, beside bool) (a Address) {
	x := &b.subnets[s]
	if x.ipv4 != nil {
		a.IPv4, _ = x.ipv4.Take()
	}
	if x.ipv6 != nil && (beside || x.ipv4 == nil) {
		a.IPv6, _ = x.ipv6.Take()
	}
	return a
}

func (b *Book) release(s event.SubnetID, a Address) {
	if a.IPv4.IsValid() {
		b.subnets[s].ipv4.Release(a.IPv4)
	}
	if a.IPv6.IsValid() {
		b.subnets[s].ipv6.Release(a.IPv6)
	}
}

// Task is the address of a task's own network interface, from eni.created to eni.deleted; none
// where it has no interface.
func (b *Book) Task(i event.TaskID) Address {
	if i < 0 || int(i) >= len(b.tasks) {
		return Address{}
	}
	return b.tasks[i]
}

// Instance is the addresses of a container instance, from its launch to its termination; none
// afterwards.
func (b *Book) Instance(h event.InstanceID) Instance { return b.instances[h] }

// Used is how many addresses of a subnet have an owner: of its IPv4 block, or where it is IPv6-only
// of its IPv6 block.
func (b *Book) Used(s event.SubnetID) int {
	x := &b.subnets[s]
	if x.ipv4 != nil {
		return x.ipv4.Used()
	}
	return x.ipv6.Used()
}
