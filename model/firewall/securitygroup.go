package firewall

import (
	"net/netip"
	"slices"
	"strings"

	"ecssim/model"
)

// Direction is that of a firewall's rule, seen from the interface or subnet behind it.
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

// The quotas of firewalls, for each direction and IP family (VPC guide,
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
	SecurityGroupWall = "security group"
	NetworkACLWall    = "network ACL"
	everywhere        = "anywhere"
	noGroupRule       = "no rule"
	denyAtTheEnd      = "rule *"
	notDescribed      = "not described: taken as open"
	withinOneSubnet   = "not asked within one subnet"
)

// SecurityGroup is a security group: what may come in to its members and go out of
// them. It allows only, and it is stateful: answers pass without a rule (VPC guide,
// vpc-security-groups). A group that EC2 creates lets nothing in and everything
// out; whoever reads a scenario puts that in.
type SecurityGroup struct {
	Name            string
	Ingress, Egress []GroupRule
}

// GroupRule is one rule of a security group: some ports, and the other end that
// they are open for. That is the members of Group or, without one, the addresses of
// Block; the zero Prefix is anywhere.
type GroupRule struct {
	Ports model.PortSet
	Group string
	Block netip.Prefix
}

// peer is the other end of a connection, as rules see it: an address, and the
// groups of the interface that has it.
type peer struct {
	address netip.Addr
	groups  []string
	every   bool // of every group
}

// admits reports whether the rule is about the peer.
func (r *GroupRule) admits(p peer) bool {
	if r.Group != "" {
		return p.every || slices.Contains(p.groups, r.Group)
	}
	return within(r.Block, p.address)
}

// within reports whether an address lies in a block; the zero Prefix is anywhere.
func within(block netip.Prefix, a netip.Addr) bool {
	return !block.IsValid() || block.Contains(a)
}

// Peer names the other end that the rule is for: "sg-alb", "10.0.0.0/16" or
// "anywhere".
func (r *GroupRule) Peer() string {
	switch {
	case r.Group != "":
		return r.Group
	case r.Block.IsValid():
		return r.Block.String()
	}
	return everywhere
}

// rules are those of one direction.
func (g *SecurityGroup) rules(d Direction) []GroupRule {
	if d == Egress {
		return g.Egress
	}
	return g.Ingress
}

// opens returns the ports that the group opens to or from a peer.
func (g *SecurityGroup) opens(d Direction, p peer) model.PortSet {
	var open model.PortSet
	for i := range g.rules(d) {
		if r := &g.rules(d)[i]; r.admits(p) {
			open = open.Union(r.Ports)
		}
	}
	return open
}

// rule words the first rule that opens a port to or from a peer; "" if none does.
func (g *SecurityGroup) rule(d Direction, p peer, port model.HostPort) string {
	for i := range g.rules(d) {
		if r := &g.rules(d)[i]; r.admits(p) && r.Ports.Contains(port) {
			return strings.Join([]string{g.Name, d.String(), r.Ports.String(), towards(d), r.Peer()}, " ")
		}
	}
	return ""
}

// towards is the word before the other end.
func towards(d Direction) string {
	if d == Egress {
		return "to"
	}
	return "from"
}
