package model

import (
	"slices"
	"strconv"
)

// Protocol is the transport of a port mapping. TCP and UDP ports are separate
// sets everywhere: 53/tcp and 53/udp never clash (ECS API Resource, names PORTS
// and PORTS_UDP; amazon-ecs-agent agent/engine/host_resource_manager.go).
type Protocol uint8

// The protocols that ECS accepts in a port mapping.
const (
	TCP Protocol = iota
	UDP
)

// String returns "tcp" or "udp".
func (p Protocol) String() string {
	if p == UDP {
		return "udp"
	}
	return "tcp"
}

// ParseProtocol reads the ECS API's protocol; the empty text is TCP, its default.
func ParseProtocol(text string) (Protocol, bool) {
	switch text {
	case "", "tcp":
		return TCP, true
	case "udp":
		return UDP, true
	}
	return TCP, false
}

// HostPort is one static port on a container instance.
type HostPort struct {
	Port     uint16
	Protocol Protocol
}

// String returns the form "80/tcp".
func (p HostPort) String() string {
	return strconv.Itoa(int(p.Port)) + "/" + p.Protocol.String()
}

// Compare orders ports by number, TCP before UDP.
func (p HostPort) Compare(q HostPort) int {
	if p.Port != q.Port {
		return int(p.Port) - int(q.Port)
	}
	return int(p.Protocol) - int(q.Protocol)
}

// ReservedPortQuota is the number of host ports that one container instance may
// have reserved at a time, the agent's own included; dynamic ports do not count
// (ECS API PortMapping). Whether UDP shares it is not public: it does here.
const ReservedPortQuota = 100

// PrometheusPort is reserved only while the agent's Prometheus metrics are on
// (amazon-ecs-agent agent/config/config.go); the developer guide lists it always.
const PrometheusPort = 51680

// DefaultReservedPorts returns the TCP ports that an agent on Linux reserves
// unless ECS_RESERVED_PORTS replaces them (amazon-ecs-agent
// agent/config/config_unix.go). It reserves no UDP port.
func DefaultReservedPorts() []uint16 { return []uint16{22, 2375, 2376, 51678, 51679} }

// PortTable numbers the distinct static host ports that the tasks of one
// scenario ask for, so that a set of them is a few machine words and a conflict
// is one AND a word. Ports that nobody asks for need no number: they count
// against the quota and can clash with nothing.
type PortTable struct {
	ports []HostPort
}

// NewPortTable numbers the given ports in ascending order, each once.
func NewPortTable(ports []HostPort) *PortTable {
	p := slices.Clone(ports)
	slices.SortFunc(p, HostPort.Compare)
	return &PortTable{slices.Compact(p)}
}

// Words is the length in 64-bit words of every mask of this table.
func (t *PortTable) Words() int { return (len(t.ports) + 63) / 64 }

// Mask returns the set of those given ports that have a number.
func (t *PortTable) Mask(ports []HostPort) []uint64 {
	m := make([]uint64, t.Words())
	for _, p := range ports {
		if i, ok := slices.BinarySearchFunc(t.ports, p, HostPort.Compare); ok {
			m[i>>6] |= 1 << (i & 63)
		}
	}
	return m
}

// Ports returns the members of a mask in ascending order.
func (t *PortTable) Ports(mask []uint64) []HostPort {
	var ps []HostPort
	for i, p := range t.ports {
		if mask[i>>6]>>(i&63)&1 == 1 {
			ps = append(ps, p)
		}
	}
	return ps
}
