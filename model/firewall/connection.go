package firewall

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"ecssim/model"
)

// Interface is one end of a connection as firewalls see it: a network interface
// with its security groups and its subnet, or somebody outside.
type Interface struct {
	Who    Outsider
	Groups []string // names of its security groups
	// Described are those whose rules are known. Unknown says that some are not, or
	// that it has none: everything is taken to pass.
	Described []*SecurityGroup
	Unknown   bool
	Subnet    string       // "" = in no subnet that we know
	Block     netip.Prefix // of the subnet; the zero Prefix = its addresses are not known
	ACL       *NetworkACL  // of the subnet
}

// Outsider is who is at the other end when that is no interface of ours. Nothing
// of theirs stands in the way.
type Outsider uint8

// The zero Outsider is none: an interface of ours. Anyone is any source there is
// beyond the subnet, of any group, the benefit of the doubt where a file does not
// say who the clients are. Internet has public addresses only.
const (
	Inside Outsider = iota
	Anyone
	Internet
)

// private are the address blocks that no public address is in (RFC 1918).
var private = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16")}

// addresses returns some of the interface's possible addresses, enough of them that
// each of the rules of an other end is about all addresses that are left out just
// as it is about one that is there. Rules divide the addresses into intervals,
// each of which begins where a block begins or right behind where one ends.
func (i *Interface) addresses(other *Interface) []netip.Addr {
	all := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if i.Block.IsValid() {
		all = i.Block
	}
	cuts := other.blocks()
	if i.Who == Internet {
		cuts = append(cuts, private...)
	}
	var found []netip.Addr
	add := func(a netip.Addr) {
		if all.Contains(a) && (i.Who != Internet || !a.IsPrivate()) && !slices.Contains(found, a) {
			found = append(found, a)
		}
	}
	add(all.Addr())
	for _, b := range cuts {
		add(b.Masked().Addr())
		add(lastOf(b).Next())
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
	return slices.DeleteFunc(all, func(b netip.Prefix) bool { return !b.Addr().Is4() })
}

// lastOf is the last address of an IPv4 block.
func lastOf(b netip.Prefix) netip.Addr {
	a := b.Masked().Addr().As4()
	for i := b.Bits(); i < 32; i++ {
		a[i/8] |= 1 << (7 - i%8)
	}
	return netip.AddrFrom4(a)
}

// at is the interface with one of its addresses. One whose groups nobody has named
// may be in any.
func (i *Interface) at(a netip.Addr) peer {
	return peer{a, i.Groups, i.Who == Anyone || i.Who == Inside && len(i.Groups) == 0}
}

// acl is the network ACL that traffic with another interface meets: none within
// one subnet.
func (i *Interface) acl(other *Interface) *NetworkACL {
	if i.Subnet != "" && i.Subnet == other.Subnet {
		return nil
	}
	return i.ACL
}

// groupsOpen returns the ports that the interface's security groups open to a peer.
func (i *Interface) groupsOpen(d Direction, p peer) model.PortSet {
	if i.Unknown || i.Who != Inside {
		return model.EveryPort()
	}
	var open model.PortSet
	for _, g := range i.Described {
		open = open.Union(g.opens(d, p))
	}
	return open
}

// OpenTo returns the ports of an interface to which connections from another can be
// made: its own and the other's security groups and network ACLs let them pass, and
// the ACLs let the answers pass to some at least of the client's ports. Where an
// end may have one of several addresses, it is enough that one of them can.
func OpenTo(from, to *Interface, client model.PortRange) model.PortSet {
	return from.lets(Egress, to, client).Intersect(to.lets(Ingress, from, client))
}

// lets returns the ports on which connections in a direction pass the interface's
// own walls, for some address of the other end.
func (i *Interface) lets(d Direction, other *Interface, client model.PortRange) model.PortSet {
	var open model.PortSet
	acl := i.acl(other)
	for _, a := range other.addresses(i) {
		ports := i.groupsOpen(d, other.at(a)).Intersect(acl.opens(d, a))
		back := acl.opens(d.opposite(), a)
		for p := range ports {
			if len(back[p].Intersect(model.PortRanges{client})) == 0 {
				ports[p] = nil
			}
		}
		open = open.Union(ports)
	}
	return open
}

// GroupPorts returns the ports that the interface's security groups open in a
// direction, for some address of the other end.
func (i *Interface) GroupPorts(d Direction, other *Interface) model.PortSet {
	var open model.PortSet
	for _, a := range other.addresses(i) {
		open = open.Union(i.groupsOpen(d, other.at(a)))
	}
	return open
}

// ACLPorts returns the ports that the network ACL of the interface's subnet opens in
// a direction, for some address of the other end; all within one subnet.
func (i *Interface) ACLPorts(d Direction, other *Interface) model.PortSet {
	var open model.PortSet
	for _, a := range other.addresses(i) {
		open = open.Union(i.acl(other).opens(d, a))
	}
	return open
}

// Gate is one wall that a connection meets, and what it is asked to let pass.
type Gate struct {
	Wall      string // "security group" or "network ACL"
	Of        string // the groups or the subnet that it belongs to
	Direction Direction
	Answers   bool // it is asked about the answers, not about the connection
	Protocol  model.Protocol
	Wants     model.PortRanges // ports that have to pass: one, or a client's
	Opens     model.PortRanges // ports that would pass to or from this other end
	Rule      string           // what decided, such as "sg-web ingress tcp 80 from sg-alb" or "rule 100"
}

// Open is how many of the ports wanted pass.
func (g *Gate) Open() int { return g.Wants.Intersect(g.Opens).Size() }

// OK reports whether a connection can pass: of the answers' ports one is enough.
func (g *Gate) OK() bool { return g.Open() > 0 }

// Partly reports whether some of the connections pass and others do not.
func (g *Gate) Partly() bool { return g.OK() && g.Open() < g.Wants.Size() }

// Crossing is what a connection meets between two interfaces, in the order in which
// it meets it. Sometimes says that it passes from or to some of the addresses that
// the ends may have and not all.
type Crossing struct {
	Gates     []Gate
	Sometimes bool
}

// Stopped returns the first gate that the connection does not pass; nil if it
// passes all.
func (c *Crossing) Stopped() *Gate {
	for i := range c.Gates {
		if !c.Gates[i].OK() {
			return &c.Gates[i]
		}
	}
	return nil
}

// Cross asks each wall between two interfaces about a connection to a port. Of the
// addresses that the ends may have it takes those with which it comes furthest.
// OpenTo has a port exactly if Cross finds nothing that stops it.
func Cross(from, to *Interface, port model.HostPort, client model.PortRange) Crossing {
	out, sometimes := from.gates(Egress, to, port, client)
	in, also := to.gates(Ingress, from, port, client)
	c := Crossing{Sometimes: sometimes || also}
	if from.Who == Inside {
		c.Gates = append(c.Gates, out[0], out[1])
	}
	if to.Who == Inside {
		c.Gates = append(c.Gates, in[1], in[0], in[2])
	}
	if from.Who == Inside {
		c.Gates = append(c.Gates, out[2])
	}
	return c
}

// gates are the interface's own three: its security groups, its subnet's ACL, and
// that ACL about the answers.
func (i *Interface) gates(d Direction, other *Interface, port model.HostPort, client model.PortRange) (best [3]Gate, sometimes bool) {
	most, least := -1, 4
	for _, a := range other.addresses(i) {
		all := i.gatesTo(d, other, a, port, client)
		passed := 0
		for passed < 3 && all[passed].OK() {
			passed++
		}
		if passed > most {
			best, most = all, passed
		}
		least = min(least, passed)
	}
	return best, most == 3 && least < 3
}

func (i *Interface) gatesTo(d Direction, other *Interface, a netip.Addr, port model.HostPort, client model.PortRange) [3]Gate {
	p, one, clients := other.at(a), model.PortRanges{{First: port.Port, Last: port.Port}}, model.PortRanges{client}
	gate := func(wall, of string, d Direction, answers bool, wants model.PortRanges, opens model.PortSet, rule string) Gate {
		return Gate{wall, of, d, answers, port.Protocol, wants, opens[port.Protocol], rule}
	}
	acl := i.acl(other)
	aclRule := func(d Direction, ports model.PortRanges) string {
		switch {
		case acl != nil:
			return acl.rule(d, a, port.Protocol, ports)
		case i.Subnet != "" && i.Subnet == other.Subnet:
			return withinOneSubnet
		}
		return notDescribed
	}
	back := d.opposite()
	return [3]Gate{
		gate(SecurityGroupWall, strings.Join(i.Groups, ", "), d, false, one, i.groupsOpen(d, p), i.groupRule(d, p, port)),
		gate(NetworkACLWall, i.Subnet, d, false, one, acl.opens(d, a), aclRule(d, one)),
		gate(NetworkACLWall, i.Subnet, back, true, clients, acl.opens(back, a), aclRule(back, clients)),
	}
}

// groupRule words the rule by which the security groups let a port pass.
func (i *Interface) groupRule(d Direction, p peer, port model.HostPort) string {
	for _, g := range i.Described {
		if rule := g.rule(d, p, port); rule != "" {
			return rule
		}
	}
	if i.Unknown {
		return notDescribed
	}
	return noGroupRule
}

// Refusal says what the gate lets pass and what it stops: "security group sg-hosts
// lets tcp 32768-65535 in, not 1025-1034".
func (g *Gate) Refusal() string {
	way := "in"
	if g.Direction == Egress {
		way = "out"
	}
	name := g.Wall + " of " + g.Of
	if g.Wall == SecurityGroupWall {
		name = g.Wall + " " + g.Of
	}
	switch {
	case g.Answers:
		return fmt.Sprintf("%s lets no answer %s to ports %v", name, way, g.Wants)
	case len(g.Opens) == 0:
		return fmt.Sprintf("%s lets no %v %s %s there", name, g.Protocol, way, towards(g.Direction))
	}
	return fmt.Sprintf("%s lets %v %v %s, not %v", name, g.Protocol, g.Opens, way, g.Wants.Subtract(g.Opens))
}
