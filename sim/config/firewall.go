package config

import (
	"net/netip"
	"slices"
	"strings"

	"ecssim/model/firewall"
)

// Firewall is the security groups and network ACLs of a scenario. What it does not
// describe is taken as open.
type Firewall struct {
	Groups []firewall.SecurityGroup // those described, in the order of their names
	ACLs   []*firewall.NetworkACL   // by Config.Subnets; a nil entry = not described
	// Balancers are the load balancers whose own security groups or subnets are known,
	// by the target group that they forward to.
	Balancers map[string]Balancer
}

// Balancer is a load balancer as firewalls see it.
type Balancer struct {
	SecurityGroups []string // by name; empty = not known, or none
	NoGroups       bool     // it has none, as a Network Load Balancer may
	Subnets        []int    // into Config.Subnets, where its nodes are; empty = not known
	// Clients are the addresses of a Network Load Balancer's clients; the zero Prefix = not known.
	// Public: they are public addresses, and Clients is the zero Prefix.
	Clients netip.Prefix
	Public  bool
}

// Described finds a security group by name; nil if it is not described.
func (f *Firewall) Described(name string) *firewall.SecurityGroup {
	if f == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(f.Groups, name, func(g firewall.SecurityGroup, name string) int { return strings.Compare(g.Name, name) })
	if !ok {
		return nil
	}
	return &f.Groups[i]
}
