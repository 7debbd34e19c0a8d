package firewall

import (
	"net/netip"
	"slices"

	"ecssim/model"
)

// Interface is the source or the destination of a connection as security groups and network
// ACLs see it: a network interface with its security groups and its subnet, or somebody
// outside the VPC.
type Interface struct {
	Location Location
	Groups   []string // names of its security groups
	// Described are those whose rules are known. Unknown says that some are not, or
	// that it has none: everything is taken to pass.
	Described []*SecurityGroup
	Unknown   bool
	Subnet    string       // "" = in no subnet that we know
	Families  Families     // of its addresses; none = not known: any
	Block     netip.Prefix // IPv4, of the subnet; the zero Prefix = its addresses are not known
	IPv6Block netip.Prefix // of the subnet, likewise
	ACL       *NetworkACL  // of the subnet
}

// Families is a set of IP address families.
type Families uint8

// The families.
const (
	IPv4 Families = 1 << iota
	IPv6
)

// family is that of a connection with another interface: IPv4 where both have such addresses,
// else IPv6; 0 where they have none in common.
func (i *Interface) family(other *Interface) Families {
	common := IPv4 | IPv6
	for _, x := range []*Interface{i, other} {
		if x.Families != 0 {
			common &= x.Families
		}
	}
	if common&IPv4 != 0 {
		return IPv4
	}
	return common
}

// block is the subnet's block of a family; the zero Prefix = its addresses are not known.
func (i *Interface) block(f Families) netip.Prefix {
	if f == IPv6 {
		return i.IPv6Block
	}
	return i.Block
}

// everyAddress is the block of all addresses of a family.
func everyAddress(f Families) netip.Prefix {
	if f == IPv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// of reports whether an address is of the family.
func (f Families) of(a netip.Addr) bool { return a.Is4() == (f == IPv4) }

// Location is where an interface is. The zero value is the simulated VPC; of the others no
// rule is known, so that theirs refuse nothing.
type Location uint8

// The locations. Anywhere is any source there is beyond the subnet, of any group, the
// benefit of the doubt where a file does not say who the clients are. Internet has public
// addresses only.
const (
	InVPC Location = iota
	Anywhere
	Internet
)

// private are the address blocks that no public address is in (RFC 1918, RFC 4193).
var private = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
	netip.MustParsePrefix("fc00::/7"),
}

// addresses returns some of the interface's possible addresses, enough of them that
// each rule of the other interface treats every address that is left out just as it
// treats one that is there. Rules divide the addresses into intervals, each of which
// begins where a block begins or right behind where one ends. There are none where the
// two have no family in common.
func (i *Interface) addresses(other *Interface) []netip.Addr {
	f := i.family(other)
	if f == 0 {
		return nil
	}
	all := everyAddress(f)
	if b := i.block(f); b.IsValid() {
		all = b
	}
	blocks := other.blocks()
	if i.Location == Internet {
		blocks = append(blocks, private...)
	}
	var found []netip.Addr
	add := func(a netip.Addr) {
		if all.Contains(a) && (i.Location != Internet || !a.IsPrivate()) && !slices.Contains(found, a) {
			found = append(found, a)
		}
	}
	add(all.Addr())
	for _, b := range blocks {
		if b.IsValid() && f.of(b.Addr()) {
			add(b.Masked().Addr())
			add(lastOf(b).Next())
		}
	}
	return found
}

// blocks lists the address blocks that the interface's rules name.
func (i *Interface) blocks() []netip.Prefix {
	var all []netip.Prefix
	for _, g := range i.Described {
		for _, r := range slices.Concat(g.Ingress, g.Egress) {
			all = append(all, r.Block)
		}
	}
	if i.ACL != nil {
		for _, e := range slices.Concat(i.ACL.Ingress, i.ACL.Egress) {
			all = append(all, e.Block)
		}
	}
	return all
}

// lastOf is the last address of a block.
func lastOf(b netip.Prefix) netip.Addr {
	a := b.Masked().Addr().AsSlice()
	for i := b.Bits(); i < 8*len(a); i++ {
		a[i/8] |= 1 << (7 - i%8)
	}
	last, _ := netip.AddrFromSlice(a)
	return last
}

// at is the interface with one of its addresses. One whose groups nobody has named
// may be in any.
func (i *Interface) at(a netip.Addr) remote {
	return remote{a, i.Groups, i.Location == Anywhere || i.Location == InVPC && len(i.Groups) == 0}
}

// acl is the network ACL that traffic with another interface meets: none within
// one subnet.
func (i *Interface) acl(other *Interface) *NetworkACL {
	if i.Subnet != "" && i.Subnet == other.Subnet {
		return nil
	}
	return i.ACL
}

// allowedByGroups returns the ports on which the interface's security groups allow
// connections with a remote interface.
func (i *Interface) allowedByGroups(d Direction, r remote) model.PortSet {
	if i.Unknown || i.Location != InVPC {
		return model.EveryPort()
	}
	var ports model.PortSet
	for _, g := range i.Described {
		ports = ports.Union(g.allowed(d, r))
	}
	return ports
}

// AllowedPorts returns the ports of an interface to which connections from another can be
// made: the security groups and network ACLs of both let them pass, and the ACLs let the
// answers pass to some at least of the client's ports. Where an interface may have one of
// several addresses, it is enough that one of them can.
func AllowedPorts(from, to *Interface, client model.PortRange) model.PortSet {
	return from.allowed(Egress, to, client).Intersect(to.allowed(Ingress, from, client))
}

// allowed returns the ports on which the interface's own security groups and network ACL
// let connections in a direction pass, for some address of the other interface.
func (i *Interface) allowed(d Direction, other *Interface, client model.PortRange) model.PortSet {
	var all model.PortSet
	acl := i.acl(other)
	for _, a := range other.addresses(i) {
		ports := i.allowedByGroups(d, other.at(a)).Intersect(acl.allowed(d, a))
		answers := acl.allowed(d.opposite(), a)
		for p := range ports {
			if len(answers[p].Intersect(model.PortRanges{client})) == 0 {
				ports[p] = nil
			}
		}
		all = all.Union(ports)
	}
	return all
}

// PortsByGroups returns the ports that the interface's security groups allow in a
// direction, for some address of the other interface.
func (i *Interface) PortsByGroups(d Direction, other *Interface) model.PortSet {
	var all model.PortSet
	for _, a := range other.addresses(i) {
		all = all.Union(i.allowedByGroups(d, other.at(a)))
	}
	return all
}

// PortsByACL returns the ports that the network ACL of the interface's subnet allows in
// a direction, for some address of the other interface; all within one subnet.
func (i *Interface) PortsByACL(d Direction, other *Interface) model.PortSet {
	var all model.PortSet
	for _, a := range other.addresses(i) {
		all = all.Union(i.acl(other).allowed(d, a))
	}
	return all
}
