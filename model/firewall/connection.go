package firewall

import (
	"cmp"
	"fmt"
	"net/netip"
	"strings"

	"ecssim/model"
)

// Filter is what filters packets in a VPC.
type Filter uint8

// The two filters of a VPC.
const (
	SecurityGroups Filter = iota // of an interface
	SubnetACL                    // the network ACL of a subnet
	AddressFamily                // no filter: two interfaces have no addresses of one family
)

// String returns "security group", "network ACL" or "address family".
func (f Filter) String() string {
	switch f {
	case SubnetACL:
		return "network ACL"
	case AddressFamily:
		return "address family"
	}
	return "security group"
}

// Check is what one filter says of a connection, or of the answers to it.
type Check struct {
	Filter    Filter
	Of        string // the groups or the subnet that it belongs to
	Direction Direction
	Answers   bool // the check is about the answers, not about the connection
	Protocol  model.Protocol
	Needed    model.PortRanges // ports that have to pass: one, or those of a client
	Allowed   model.PortRanges // ports that pass to or from this remote interface
	Rule      string           // what decided, such as "sg-web ingress tcp 80 from sg-alb" or "rule 100"
}

// Passing is how many of the needed ports pass.
func (c *Check) Passing() int { return c.Needed.Intersect(c.Allowed).Size() }

// OK reports whether a connection can pass: of the answers' ports one is enough.
func (c *Check) OK() bool { return c.Passing() > 0 }

// Partial reports whether some of the connections pass and others do not.
func (c *Check) Partial() bool { return c.OK() && c.Passing() < c.Needed.Size() }

// Connection is the checks of a connection between two interfaces, in the order in which
// packets meet them. Sometimes says that it passes from or to some of the addresses that
// the interfaces may have and not all.
type Connection struct {
	Checks    []Check
	Sometimes bool
}

// Refused returns the first check that the connection does not pass; nil if it
// passes all.
func (c *Connection) Refused() *Check {
	for i := range c.Checks {
		if !c.Checks[i].OK() {
			return &c.Checks[i]
		}
	}
	return nil
}

// Connect asks each filter between two interfaces about a connection to a port. Of the
// addresses that the interfaces may have it takes those with which it comes furthest.
// AllowedPorts has a port exactly if no check of Connect refuses it.
func Connect(from, to *Interface, port model.HostPort, client model.PortRange) Connection {
	if from.family(to) == 0 {
		return Connection{Checks: []Check{noFamily(from, to, port)}}
	}
	out, sometimes := from.checks(Egress, to, port, client)
	in, also := to.checks(Ingress, from, port, client)
	c := Connection{Sometimes: sometimes || also}
	if from.Location == InVPC {
		c.Checks = append(c.Checks, out[0], out[1])
	}
	if to.Location == InVPC {
		c.Checks = append(c.Checks, in[1], in[0], in[2])
	}
	if from.Location == InVPC {
		c.Checks = append(c.Checks, out[2])
	}
	return c
}

// noFamily is what stands between two interfaces of which one has IPv4 addresses alone and the
// other IPv6 addresses alone.
func noFamily(from, to *Interface, port model.HostPort) Check {
	four, six := from, to
	if from.Families == IPv6 {
		four, six = to, from
	}
	return Check{
		Filter: AddressFamily, Of: six.Subnet, Direction: Ingress, Protocol: port.Protocol,
		Needed: model.PortRanges{{First: port.Port, Last: port.Port}},
		Rule:   fmt.Sprintf("%s has IPv6 addresses alone, and %s has none", six.Subnet, four.Subnet),
	}
}

// checks are the interface's own three: by its security groups, by its subnet's ACL, and
// by that ACL of the answers.
func (i *Interface) checks(
	d Direction, other *Interface, port model.HostPort, client model.PortRange,
) (best [3]Check, sometimes bool) {
	most, least := -1, 4
	for _, a := range other.addresses(i) {
		all := i.checksOf(d, other, a, port, client)
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

// checksOf are the interface's three checks of a connection with one address.
func (i *Interface) checksOf(
	d Direction, other *Interface, a netip.Addr, port model.HostPort, client model.PortRange,
) [3]Check {
	r, acl, back := other.at(a), i.acl(other), d.opposite()
	one, clients := model.PortRanges{{First: port.Port, Last: port.Port}}, model.PortRanges{client}
	aclRule := func(d Direction, ports model.PortRanges) string {
		switch {
		case acl != nil:
			return acl.rule(d, a, port.Protocol, ports)
		case i.Subnet != "" && i.Subnet == other.Subnet:
			return withinOneSubnet
		}
		return notDescribed
	}
	return [3]Check{
		{
			Filter: SecurityGroups, Of: strings.Join(i.Groups, ", "), Direction: d, Protocol: port.Protocol,
			Needed: one, Allowed: i.allowedByGroups(d, r)[port.Protocol], Rule: i.groupRule(d, r, port),
		},
		{
			Filter: SubnetACL, Of: i.Subnet, Direction: d, Protocol: port.Protocol,
			Needed: one, Allowed: acl.allowed(d, a)[port.Protocol], Rule: aclRule(d, one),
		},
		{
			Filter: SubnetACL, Of: i.Subnet, Direction: back, Answers: true, Protocol: port.Protocol,
			Needed: clients, Allowed: acl.allowed(back, a)[port.Protocol], Rule: aclRule(back, clients),
		},
	}
}

// groupRule words the rule by which the security groups let a port pass.
func (i *Interface) groupRule(d Direction, r remote, port model.HostPort) string {
	for _, g := range i.Described {
		if rule := g.rule(d, r, port); rule != "" {
			return rule
		}
	}
	if i.Unknown {
		return notDescribed
	}
	return noGroupRule
}

// Refusal says what the filter lets pass and what it does not: "security group sg-hosts
// lets tcp 32768-65535 in, not 1025-1034".
func (c *Check) Refusal() string {
	way := "in"
	if c.Direction == Egress {
		way = "out"
	}
	name := c.Filter.String() + " of " + c.Of
	if c.Filter == SecurityGroups {
		name = c.Filter.String() + " " + c.Of
	}
	switch {
	case c.Filter == AddressFamily:
		return c.Rule
	case c.Answers:
		return fmt.Sprintf("%s lets no answer %s to ports %v", name, way, c.Needed)
	case len(c.Allowed) == 0:
		return fmt.Sprintf("%s lets no %v %s %s there", name, c.Protocol, way, preposition(c.Direction))
	}
	return fmt.Sprintf("%s lets %v %v %s, not %v", name, c.Protocol, c.Allowed, way, c.Needed.Subtract(c.Allowed))
}

// name is what answers call the filter: "network ACL of private-a". The subnets of a load balancer
// need not be known.
func (c *Check) name() string {
	switch c.Filter {
	case SecurityGroups:
		return strings.TrimSuffix(c.Filter.String()+" "+c.Of, " ")
	case AddressFamily:
		return "addresses of " + c.Of
	}
	return c.Filter.String() + " of " + cmp.Or(c.Of, "an unknown subnet")
}

// question is what it is asked to let pass.
func (c *Check) question() string {
	what := ""
	if c.Answers {
		what = "answers to "
	}
	return fmt.Sprintf("%v, %s%v %v", c.Direction, what, c.Protocol, c.Needed)
}

// remedy is the rule that would let pass what the filter has refused. all is what has to be
// allowed in the long run, where that is more than the port.
func (c *Check) remedy(from, to *Peer, all model.PortRange) string {
	ports, peer := c.Needed, to
	if !c.Answers && all != (model.PortRange{}) {
		ports = model.PortRanges{all}
	}
	if (c.Direction == Ingress) != c.Answers {
		peer = from
	}
	f := from.Interface.family(to.Interface)
	switch c.Filter {
	case SecurityGroups:
		return fmt.Sprintf("an %v rule of %s: %v %v %s %s",
			c.Direction, c.Of, c.Protocol, ports, preposition(c.Direction), peer.inRule(f, true))
	case AddressFamily:
		return "subnets with IPv6 blocks at both ends"
	}
	return fmt.Sprintf("an %v entry in the network ACL of %s: allow %v %v %s %s",
		c.Direction, c.Of, c.Protocol, ports, preposition(c.Direction), peer.inRule(f, false))
}
