package firewall

import (
	"net/netip"
	"slices"
	"strings"

	"ecssim/model"
)

// Direction is that of a rule, seen from the interface or subnet that it protects.
type Direction uint8

// The two directions.
const (
	Ingress Direction = iota
	Egress
)

// String returns "ingress" or "egress".
func (d Direction) String() string {
	if d == Egress {
		return "egress"
	}
	return "ingress"
}

// opposite is the direction of the answers.
func (d Direction) opposite() Direction { return 1 - d }

// The quotas of security groups and network ACLs, for each direction and IP family (VPC guide,
// amazon-vpc-limits). The first of each pair is the default, the second the most
// that AWS grants; rules of a group have no such second figure.
const (
	GroupRuleQuota     = 60
	InterfaceGroups    = 5
	MaxInterfaceGroups = 16
	ACLEntryQuota      = 20
	MaxACLEntries      = 40
)

// DefaultGroup is the name of the VPC's own security group, in which an interface
// is that is given no other.
const DefaultGroup = "default"

// The words in which rules are shown.
const (
	everywhere      = "anywhere"
	noGroupRule     = "no rule"
	denyAtTheEnd    = "rule *"
	notDescribed    = "not described: taken as open"
	withinOneSubnet = "not asked within one subnet"
)

// SecurityGroup is a security group: what may come in to its members and go out of
// them. It allows only, and it is stateful: answers pass without a rule (VPC guide,
// vpc-security-groups). A group that EC2 creates lets nothing in and everything
// out; whoever reads a scenario puts that in.
type SecurityGroup struct {
	Name            string
	Ingress, Egress []SecurityGroupRule
}

// SecurityGroupRule is one rule of a security group: some ports, and for whom they are
// open. That is the members of Group or, without one, the addresses of
// Block; the zero Prefix is anywhere.
type SecurityGroupRule struct {
	Ports model.PortSet
	Group string
	Block netip.Prefix
}

// remote is the source or destination that a rule is about: an address, and the groups of the
// interface that has it.
type remote struct {
	address  netip.Addr
	groups   []string
	anyGroup bool // it may be in any group
}

// matches reports whether the rule is about the remote interface.
func (r *SecurityGroupRule) matches(from remote) bool {
	if r.Group != "" {
		return from.anyGroup || slices.Contains(from.groups, r.Group)
	}
	return within(r.Block, from.address)
}

// within reports whether an address lies in a block; the zero Prefix is anywhere.
func within(block netip.Prefix, a netip.Addr) bool {
	return !block.IsValid() || block.Contains(a)
}

// Remote names the source or destination that the rule is for: "sg-alb", "10.0.0.0/16" or
// "anywhere".
func (r *SecurityGroupRule) Remote() string {
	switch {
	case r.Group != "":
		return r.Group
	case r.Block.IsValid():
		return r.Block.String()
	}
	return everywhere
}

// rules are those of one direction.
func (g *SecurityGroup) rules(d Direction) []SecurityGroupRule {
	if d == Egress {
		return g.Egress
	}
	return g.Ingress
}

// allowed returns the ports that the group allows to or from a remote interface.
func (g *SecurityGroup) allowed(d Direction, with remote) model.PortSet {
	var ports model.PortSet
	for i := range g.rules(d) {
		if r := &g.rules(d)[i]; r.matches(with) {
			ports = ports.Union(r.Ports)
		}
	}
	return ports
}

// rule words the first rule that allows a port to or from a remote interface; "" if none does.
func (g *SecurityGroup) rule(d Direction, with remote, port model.HostPort) string {
	for i := range g.rules(d) {
		if r := &g.rules(d)[i]; r.matches(with) && r.Ports.Contains(port) {
			return strings.Join([]string{g.Name, d.String(), r.Ports.String(), preposition(d), r.Remote()}, " ")
		}
	}
	return ""
}

// preposition is the word before the source or destination of a rule.
func preposition(d Direction) string {
	if d == Egress {
		return "to"
	}
	return "from"
}
