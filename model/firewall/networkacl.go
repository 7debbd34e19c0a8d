package firewall

import (
	"net/netip"
	"strconv"
	"strings"

	"ecssim/model"
)

// NetworkACL is the network ACL of a subnet. It is stateless: answers need an entry
// of their own, for the ports from which the client asked. Of the entries that are
// about an address and a port the one with the lowest number decides; what none is
// about is denied. It is asked where traffic enters or leaves the subnet, never
// within it (VPC guide, vpc-network-acls). Each list is in ascending order of
// numbers.
//
// A nil NetworkACL is one that nobody has described: it lets everything pass, as the
// default ACL of a VPC does.
type NetworkACL struct {
	Ingress, Egress []ACLEntry
}

// ACLEntry is one entry of a network ACL. The zero Block is anywhere.
type ACLEntry struct {
	Number int
	Ports  model.PortSet
	Block  netip.Prefix
	Allow  bool
}

// entries are those of one direction.
func (a *NetworkACL) entries(d Direction) []ACLEntry {
	if d == Egress {
		return a.Egress
	}
	return a.Ingress
}

// allowed returns the ports on which traffic to or from an address passes.
func (a *NetworkACL) allowed(d Direction, with netip.Addr) model.PortSet {
	if a == nil {
		return model.EveryPort()
	}
	var ports, decided model.PortSet
	for _, e := range a.entries(d) {
		if !within(e.Block, with) {
			continue
		}
		if e.Allow {
			ports = ports.Union(e.Ports.Subtract(decided))
		}
		decided = decided.Union(e.Ports)
	}
	return ports
}

// rule names the entries that decide about some ports to or from an address, in the
// order in which they are asked: "rule 100", or "rule *" for the deny at the end.
func (a *NetworkACL) rule(d Direction, with netip.Addr, p model.Protocol, ports model.PortRanges) string {
	var numbers []string
	for _, e := range a.entries(d) {
		if !within(e.Block, with) || len(ports.Intersect(e.Ports[p])) == 0 {
			continue
		}
		numbers = append(numbers, "rule "+strconv.Itoa(e.Number))
		if ports = ports.Subtract(e.Ports[p]); len(ports) == 0 {
			return strings.Join(numbers, ", ")
		}
	}
	return strings.Join(append(numbers, denyAtTheEnd), ", ")
}
