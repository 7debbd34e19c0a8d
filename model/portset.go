package model

import "strings"

// PortSet is a set of ports of each protocol, indexed by Protocol: what one rule
// of a firewall names, or many together open. The zero value is empty. Operations
// return new sets and leave their operands alone.
type PortSet [2]PortRanges

// protocols lists the protocols that a PortSet has.
var protocols = [...]Protocol{TCP, UDP}

// NewPortSet returns the set of the ports in any of the ranges, of one protocol.
func NewPortSet(p Protocol, ranges ...PortRange) PortSet {
	var s PortSet
	s[p] = NewPortRanges(ranges...)
	return s
}

// EveryPort is all ports, 0 to 65535, of both protocols: the protocol "-1" of EC2's
// rules.
func EveryPort() PortSet {
	all := PortRanges{{0, maxPort}}
	return PortSet{all, all}
}

// each returns f of the two sets' ranges, protocol by protocol.
func (s PortSet) each(t PortSet, f func(PortRanges, PortRanges) PortRanges) PortSet {
	for _, p := range protocols {
		s[p] = f(s[p], t[p])
	}
	return s
}

// Union returns the ports in either set.
func (s PortSet) Union(t PortSet) PortSet { return s.each(t, PortRanges.Union) }

// Intersect returns the ports in both sets.
func (s PortSet) Intersect(t PortSet) PortSet { return s.each(t, PortRanges.Intersect) }

// Subtract returns the ports of s that are not in t.
func (s PortSet) Subtract(t PortSet) PortSet { return s.each(t, PortRanges.Subtract) }

// Size is the number of ports in the set, both protocols together.
func (s PortSet) Size() int { return s[TCP].Size() + s[UDP].Size() }

// Contains reports whether a port of a protocol is in the set.
func (s PortSet) Contains(p HostPort) bool { return s[p.Protocol].Contains(p.Port) }

// String returns "tcp 80, 32768-60999; udp 53", "all" or "none".
func (s PortSet) String() string {
	if EveryPort().Subtract(s).Size() == 0 {
		return "all"
	}
	var parts []string
	for _, p := range protocols {
		if len(s[p]) > 0 {
			parts = append(parts, p.String()+" "+s[p].String())
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, "; ")
}
