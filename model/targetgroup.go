package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// LoadBalancer is a kind of load balancer of Elastic Load Balancing.
type LoadBalancer uint8

// The kinds that ECS registers tasks with, Classic Load Balancers apart.
const (
	ApplicationLoadBalancer LoadBalancer = iota
	NetworkLoadBalancer
)

var loadBalancers = [...]string{ApplicationLoadBalancer: "application", NetworkLoadBalancer: "network"}

// String is the kind as the Type of CreateLoadBalancer has it.
func (b LoadBalancer) String() string { return loadBalancers[b] }

// TargetProtocol is what a load balancer speaks with its targets, or when it checks them.
type TargetProtocol uint8

// The protocols of target groups, in the order of the two guides.
const (
	TargetHTTP TargetProtocol = iota
	TargetHTTPS
	TargetTCP
	TargetTLS
	TargetUDP
	TargetTCPUDP
	TargetQUIC
	TargetTCPQUIC
)

// targetProtocols says of each protocol which load balancer's target groups have it, over what
// it runs, and what follows (Elastic Load Balancing guides, load-balancer-target-groups, 2026).
var targetProtocols = [...]struct {
	name     string
	balancer LoadBalancer
	over     []Protocol
	checks   []LoadBalancer // that check targets by it
}{
	TargetHTTP:    {"HTTP", ApplicationLoadBalancer, []Protocol{TCP}, []LoadBalancer{ApplicationLoadBalancer, NetworkLoadBalancer}},
	TargetHTTPS:   {"HTTPS", ApplicationLoadBalancer, []Protocol{TCP}, []LoadBalancer{ApplicationLoadBalancer, NetworkLoadBalancer}},
	TargetTCP:     {"TCP", NetworkLoadBalancer, []Protocol{TCP}, []LoadBalancer{NetworkLoadBalancer}},
	TargetTLS:     {"TLS", NetworkLoadBalancer, []Protocol{TCP}, nil},
	TargetUDP:     {"UDP", NetworkLoadBalancer, []Protocol{UDP}, nil},
	TargetTCPUDP:  {"TCP_UDP", NetworkLoadBalancer, []Protocol{TCP, UDP}, nil},
	TargetQUIC:    {"QUIC", NetworkLoadBalancer, []Protocol{UDP}, nil},
	TargetTCPQUIC: {"TCP_QUIC", NetworkLoadBalancer, []Protocol{TCP, UDP}, nil},
}

// TargetProtocols lists all protocols of target groups.
func TargetProtocols() []TargetProtocol {
	all := make([]TargetProtocol, len(targetProtocols))
	for i := range all {
		all[i] = TargetProtocol(i)
	}
	return all
}

// Valid reports whether it is one of TargetProtocols.
func (p TargetProtocol) Valid() bool { return int(p) < len(targetProtocols) }

// String is the protocol as the Elastic Load Balancing API has it.
func (p TargetProtocol) String() string {
	if !p.Valid() {
		return fmt.Sprintf("TargetProtocol(%d)", uint8(p))
	}
	return targetProtocols[p].name
}

// LoadBalancer is the kind whose target groups have the protocol.
func (p TargetProtocol) LoadBalancer() LoadBalancer { return targetProtocols[p].balancer }

// Over reports whether a load balancer sends its targets datagrams or segments of a protocol.
func (p TargetProtocol) Over(q Protocol) bool {
	return p.Valid() && slices.Contains(targetProtocols[p].over, q)
}

// Checks reports whether a kind of load balancer checks targets by the protocol.
func (p TargetProtocol) Checks(b LoadBalancer) bool {
	return slices.Contains(targetProtocols[p].checks, b)
}

// datagrams reports whether the protocol runs over UDP, beside TCP or alone.
func (p TargetProtocol) datagrams() bool { return p.Over(UDP) }

// fixedDelay reports whether the deregistration delay is QUICDeregistrationDelay and nothing else.
func (p TargetProtocol) fixedDelay() bool { return p == TargetQUIC || p == TargetTCPQUIC }

// DefaultTargetProtocol is the protocol of a target group of which nothing but the load balancer's
// kind and the port mapping behind it is known.
func DefaultTargetProtocol(b LoadBalancer, mapping Protocol) TargetProtocol {
	switch {
	case b == ApplicationLoadBalancer:
		return TargetHTTP
	case mapping == UDP:
		return TargetUDP
	}
	return TargetTCP
}

// DefaultCheckProtocol is the protocol of a target group's health checks unless it has another
// (Elastic Load Balancing guides, target-group-health-checks).
func DefaultCheckProtocol(b LoadBalancer) TargetProtocol {
	if b == NetworkLoadBalancer {
		return TargetTCP
	}
	return TargetHTTP
}

// The types of targets (Elastic Load Balancing API, CreateTargetGroup) that ECS registers.
const (
	TargetTypeInstance = "instance"
	TargetTypeIP       = "ip"
)

// MaxTargetGroups is how many target groups a service may have (developer guide,
// register-multiple-targetgroups).
const MaxTargetGroups = 5

// TargetGroup is what a target group is: how its load balancer reaches and checks its targets.
// The zero value but for a name is one of an Application Load Balancer, over HTTP, whose checks go
// where requests go.
type TargetGroup struct {
	Name         string // or the end of its ARN
	LoadBalancer LoadBalancer
	TargetType   string // TargetTypeInstance, TargetTypeIP, or "" = as the network mode of the tasks asks
	Protocol     TargetProtocol
	Check        TargetCheck
	// PreserveClientIP is the attribute preserve_client_ip.enabled of a Network Load Balancer's
	// target group; nil = its default. See ClientsSeen.
	PreserveClientIP *bool
	SlowStart        time.Duration // 0 = off; without effect, for no requests are simulated
}

// TargetCheck is where the health checks of a target group go.
type TargetCheck struct {
	Protocol TargetProtocol // HTTP, HTTPS or, of a Network Load Balancer, TCP
	Port     uint16         // 0 = traffic-port: where requests go
}

// ClientsSeen reports whether targets of a type see the addresses of the clients; otherwise they
// see the load balancer's. An Application Load Balancer's targets never do. A Network Load
// Balancer's do by default, but for those registered by address over TCP or TLS, and always over
// UDP and QUIC (Network Load Balancers guide, edit-target-group-attributes, client IP preservation).
func (g *TargetGroup) ClientsSeen(targetType string) bool {
	switch {
	case g.LoadBalancer == ApplicationLoadBalancer:
		return false
	case g.Protocol.datagrams():
		return true
	case g.PreserveClientIP != nil:
		return *g.PreserveClientIP
	}
	return targetType == TargetTypeInstance
}

// Ranges of the Elastic Load Balancing API (CreateTargetGroup, TargetGroupAttribute).
const (
	MinCheckInterval, MaxCheckInterval   = 5 * time.Second, 300 * time.Second
	MinCheckTimeout, MaxCheckTimeout     = 2 * time.Second, 120 * time.Second
	MinCheckThreshold, MaxCheckThreshold = 2, 10
	MaxDeregistrationDelay               = 3600 * time.Second
	MinSlowStart, MaxSlowStart           = 30 * time.Second, 900 * time.Second
)

// QUICDeregistrationDelay is that of target groups over QUIC, which have no other (Network Load
// Balancers guide, load-balancer-target-groups).
const QUICDeregistrationDelay = 300 * time.Second

// FixedDeregistrationDelay reports whether the group's deregistration delay is
// QUICDeregistrationDelay, whatever anybody says.
func (g *TargetGroup) FixedDeregistrationDelay() bool { return g.Protocol.fixedDelay() }

// Validate returns for what Elastic Load Balancing would refuse the target group, in the manner of
// its API; nil if for nothing. Paths are keys of a scenario file's targetGroups.
func (g *TargetGroup) Validate() []Problem {
	var found []Problem
	add := func(path, message, hint string) {
		found = append(found, Problem{path, InvalidConfigurationRequest, message, hint})
	}
	kind := g.LoadBalancer.String()
	if of := g.Protocol.LoadBalancer(); of != g.LoadBalancer {
		add("protocol", fmt.Sprintf("Protocol %v is not supported for target groups of %s load balancers", g.Protocol, kind),
			"wanted "+names(TargetProtocols(), func(p TargetProtocol) bool { return p.LoadBalancer() == g.LoadBalancer })+
				", or loadBalancer: "+of.String())
	}
	if !g.Check.Protocol.Checks(g.LoadBalancer) {
		add("healthCheck.protocol", fmt.Sprintf("Health check protocol %v is not supported for target groups of %s load balancers", g.Check.Protocol, kind),
			"wanted "+names(TargetProtocols(), func(p TargetProtocol) bool { return p.Checks(g.LoadBalancer) }))
	}
	if g.SlowStart != 0 && g.LoadBalancer == NetworkLoadBalancer {
		add("slowStart", "Slow start is not supported for target groups of network load balancers", "leave it out")
	}
	switch p := g.PreserveClientIP; {
	case p == nil:
	case g.LoadBalancer == ApplicationLoadBalancer:
		add("preserveClientIp", "Client IP preservation is not supported for target groups of application load balancers", "leave it out")
	case !*p && g.Protocol.datagrams():
		add("preserveClientIp", fmt.Sprintf("Client IP preservation can't be disabled for %v target groups", g.Protocol), "leave it out")
	}
	return found
}

// names lists the protocols of which something is so.
func names(all []TargetProtocol, is func(TargetProtocol) bool) string {
	var found []string
	for _, p := range all {
		if is(p) {
			found = append(found, p.String())
		}
	}
	last := len(found) - 1
	if last < 1 {
		return strings.Join(found, "")
	}
	return strings.Join(found[:last], ", ") + " or " + found[last]
}
