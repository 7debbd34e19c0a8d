package model

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// group makes a target group of a protocol, checked as by default.
func group(p TargetProtocol, change ...func(*TargetGroup)) *TargetGroup {
	g := &TargetGroup{Name: "tg", LoadBalancer: p.LoadBalancer(), Protocol: p}
	g.Check.Protocol = DefaultCheckProtocol(g.LoadBalancer)
	for _, f := range change {
		f(g)
	}
	return g
}

// TestEveryTargetProtocol holds every protocol to what follows from it.
func TestEveryTargetProtocol(t *testing.T) {
	for _, p := range TargetProtocols() {
		g := group(p)
		if found := g.Validate(); len(found) > 0 {
			t.Errorf("%v: %v", p, found)
		}
		if !p.Over(TCP) && !p.Over(UDP) {
			t.Errorf("%v runs over nothing", p)
		}
		if quic := strings.Contains(p.String(), "QUIC"); quic != g.FixedDeregistrationDelay() {
			t.Errorf("%v: the deregistration delay is fixed: %v", p, g.FixedDeregistrationDelay())
		}
		if q := DefaultTargetProtocol(g.LoadBalancer, UDP); q.LoadBalancer() != g.LoadBalancer || g.LoadBalancer == NetworkLoadBalancer && !q.Over(UDP) {
			t.Errorf("%v: %v by default in front of UDP", p, q)
		}
		if q := DefaultTargetProtocol(g.LoadBalancer, TCP); q.LoadBalancer() != g.LoadBalancer || !q.Over(TCP) {
			t.Errorf("%v: %v by default in front of TCP", p, q)
		}
	}
}

// TestTargetGroupRefused is what Elastic Load Balancing does not take.
func TestTargetGroupRefused(t *testing.T) {
	for want, g := range map[string]*TargetGroup{
		"protocol: Protocol UDP is not supported":         group(TargetUDP, func(g *TargetGroup) { g.LoadBalancer = ApplicationLoadBalancer; g.Check.Protocol = TargetHTTP }),
		"protocol: Protocol HTTP is not supported":        group(TargetHTTP, func(g *TargetGroup) { g.LoadBalancer = NetworkLoadBalancer }),
		"healthCheck.protocol: Health check protocol TCP": group(TargetHTTP, func(g *TargetGroup) { g.Check.Protocol = TargetTCP }),
		"healthCheck.protocol: Health check protocol UDP": group(TargetUDP, func(g *TargetGroup) { g.Check.Protocol = TargetUDP }),
		"slowStart: Slow start is not supported":          group(TargetTCP, func(g *TargetGroup) { g.SlowStart = time.Minute }),
		"preserveClientIp: Client IP preservation is not": group(TargetHTTP, func(g *TargetGroup) { g.PreserveClientIP = new(true) }),
		"preserveClientIp: Client IP preservation can't":  group(TargetTCPQUIC, func(g *TargetGroup) { g.PreserveClientIP = new(false) }),
	} {
		found := g.Validate()
		if len(found) != 1 || !strings.Contains(found[0].Path+": "+found[0].Message, want) || found[0].Hint == "" {
			t.Errorf("%+v: %v, want %q alone", g, found, want)
		}
	}
}

// TestClientsSeen is whose address targets see (Network Load Balancers guide,
// edit-target-group-attributes).
func TestClientsSeen(t *testing.T) {
	for _, c := range []struct {
		g            *TargetGroup
		instance, ip bool
	}{
		{group(TargetHTTP), false, false},
		{group(TargetTCP), true, false},
		{group(TargetTLS), true, false},
		{group(TargetUDP), true, true},
		{group(TargetTCPUDP), true, true},
		{group(TargetQUIC), true, true},
		{group(TargetTCP, func(g *TargetGroup) { g.PreserveClientIP = new(true) }), true, true},
		{group(TargetTCP, func(g *TargetGroup) { g.PreserveClientIP = new(false) }), false, false},
	} {
		if a, b := c.g.ClientsSeen(TargetTypeInstance), c.g.ClientsSeen(TargetTypeIP); a != c.instance || b != c.ip {
			t.Errorf("%v, preserved %v: instances see clients: %v, addresses do: %v; want %v, %v", c.g.Protocol, c.g.PreserveClientIP, a, b, c.instance, c.ip)
		}
	}
}

// TestCheckTargetGroup is what CreateService does not take.
func TestCheckTargetGroup(t *testing.T) {
	udp := PortMapping{ContainerPort: 53, HostPort: 53, Protocol: UDP}
	static, dynamic, ranged := PortMapping{ContainerPort: 80, HostPort: 80}, PortMapping{ContainerPort: 80}, PortMapping{Range: PortRange{80, 89}}
	at := func(n uint16) func(*TargetGroup) { return func(g *TargetGroup) { g.Check.Port = n } }
	typed := func(s string) func(*TargetGroup) { return func(g *TargetGroup) { g.TargetType = s } }
	const port = "The task definition is configured to use a dynamic host port, but the target group with targetGroupArn tg has a health check port specified."
	for _, c := range []struct {
		name string
		mode NetworkMode
		m    PortMapping
		g    *TargetGroup
		want string
	}{
		{"as the mode asks", AWSVPC, static, group(TargetHTTP), ""},
		{"instances in awsvpc mode", AWSVPC, static, group(TargetHTTP, typed(TargetTypeInstance)),
			"The provided target group tg has target type instance, which is incompatible with the awsvpc network mode specified in the task definition."},
		{"addresses in bridge mode", Bridge, static, group(TargetHTTP, typed(TargetTypeIP)),
			"The provided target group tg has target type ip, which is incompatible with the bridge network mode specified in the task definition."},
		{"addresses in host mode", HostMode, static, group(TargetHTTP, typed(TargetTypeIP)),
			"The provided target group tg has target type ip, which is incompatible with the host network mode specified in the task definition."},
		{"a port of checks with dynamic ports", Bridge, dynamic, group(TargetHTTP, at(3000)), port},
		{"with a range", Bridge, ranged, group(TargetHTTP, at(80)), port},
		{"with a static port", Bridge, static, group(TargetHTTP, at(3000)), ""},
		{"in awsvpc mode", AWSVPC, PortMapping{ContainerPort: 80}, group(TargetHTTP, at(3000)), ""},
		{"in host mode", HostMode, PortMapping{ContainerPort: 80}, group(TargetHTTP, at(3000)), ""},
		{"UDP in front of TCP", Bridge, static, group(TargetUDP),
			"The target group tg has protocol UDP, which is incompatible with protocol tcp of container port 80 of container app."},
		{"QUIC in front of TCP", Bridge, static, group(TargetQUIC),
			"The target group tg has protocol QUIC, which is incompatible with protocol tcp of container port 80 of container app."},
		{"TCP in front of UDP", Bridge, udp, group(TargetTCP),
			"The target group tg has protocol TCP, which is incompatible with protocol udp of container port 53 of container app."},
		{"HTTP in front of UDP", Bridge, udp, group(TargetHTTP),
			"The target group tg has protocol HTTP, which is incompatible with protocol udp of container port 53 of container app."},
		{"TCP_UDP in front of either", Bridge, udp, group(TargetTCPUDP), ""},
		{"TCP_UDP in front of the other", Bridge, static, group(TargetTCPUDP), ""},
		{"QUIC", Bridge, udp, group(TargetQUIC), ""},
	} {
		d := task(c.mode, web("app", c.m))
		got := ""
		for _, p := range d.CheckTargetGroup(c.g, "app", c.m.containerPorts().First) {
			if got += p.Message; p.Hint == "" || p.Exception != InvalidParameterException {
				t.Errorf("%s: %+v", c.name, p)
			}
		}
		if got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// TestCheckedPort is where health checks go, and which find nobody.
func TestCheckedPort(t *testing.T) {
	udp := func(port, host uint16) PortMapping {
		return PortMapping{ContainerPort: port, HostPort: host, Protocol: UDP}
	}
	tcp := func(port, host uint16) PortMapping { return PortMapping{ContainerPort: port, HostPort: host} }
	at := func(n uint16) func(*TargetGroup) { return func(g *TargetGroup) { g.Check.Port = n } }
	for _, c := range []struct {
		name             string
		def              *TaskDefinition
		g                *TargetGroup
		port             uint16
		external, offset int
		why              string
		remedies         []CheckRemedy
	}{
		{"where requests go", task(AWSVPC, web("app", tcp(80, 0))), group(TargetHTTP), 80, 0, 0, "", nil},
		{"in a range", task(Bridge, web("app", PortMapping{Range: PortRange{5000, 5009}})), group(TargetTCP), 5003, 0, 3, "", nil},
		{"a dynamic port", task(Bridge, web("app", udp(53, 0), tcp(80, 0))), group(TargetHTTP), 80, 1, 0, "", nil},
		{"P22: UDP alone", task(AWSVPC, web("game", udp(7777, 0))), group(TargetUDP), 7777, -1, 0,
			"its target group checks over TCP, and no port mapping of game is TCP", []CheckRemedy{{7778, true}}},
		{"UDP, and TCP elsewhere", task(AWSVPC, web("game", udp(7777, 0), tcp(8080, 0))), group(TargetUDP), 7777, -1, 0,
			"its target group checks over TCP on the port of its requests, which port mappings of game have for UDP only", []CheckRemedy{{8080, false}, {7778, true}}},
		{"UDP, checked elsewhere", task(AWSVPC, web("game", udp(7777, 0), tcp(8080, 0))), group(TargetUDP, at(8080)), 7777, 1, 0, "", nil},
		{"by another container of the task", task(AWSVPC, web("game", udp(7777, 0)), web("side", tcp(7777, 0))), group(TargetUDP), 7777, 1, 0, "", nil},
		{"in bridge mode only at one host port", task(Bridge, web("game", udp(7777, 9000)), web("side", tcp(80, 9000))), group(TargetUDP), 7777, 1, 0, "", nil},
		{"in bridge mode not at one container port", task(Bridge, web("game", udp(7777, 0)), web("side", tcp(7777, 0))), group(TargetQUIC), 7777, -1, 0,
			"its target group checks over TCP, and no port mapping of game is TCP", []CheckRemedy{{7778, true}}},
		{"a port that nobody has", task(AWSVPC, web("app", tcp(80, 0))), group(TargetHTTP, at(8081)), 80, -1, 0,
			"its target group checks over HTTP on port 8081, and no port mapping of web:1 is TCP at that port", []CheckRemedy{{}, {8081, true}}},
		{"a static host port", task(Bridge, web("app", tcp(80, 8080), tcp(81, 9090))), group(TargetHTTP, at(9090)), 80, 1, 0, "", nil},
		{"the container port behind it", task(Bridge, web("app", tcp(80, 8080), tcp(81, 9090))), group(TargetHTTP, at(81)), 80, -1, 0,
			"its target group checks over HTTP on port 81, and no port mapping of web:1 is TCP at that port", []CheckRemedy{{}, {81, true}}},
	} {
		external, offset, fault := c.def.CheckedPort(c.g, 0, c.port)
		why, remedies := "", []CheckRemedy(nil)
		if fault != nil {
			why, remedies = fault.Why, fault.Remedies
		}
		if external != c.external || offset != c.offset || why != c.why || !slices.Equal(remedies, c.remedies) {
			t.Errorf("%s: %d, %d, %q, %v; want %d, %d, %q, %v", c.name, external, offset, why, remedies, c.external, c.offset, c.why, c.remedies)
		}
		for _, m := range remedies {
			g, def := *c.g, *c.def
			if g.Check.Port = m.Port; m.Mapping {
				var ok bool
				if def, ok = def.WithCheckedPort(def.Containers[0].Name, c.port, m.Port); !ok {
					t.Errorf("%s: no port mapping at %d can be added", c.name, m.Port)
				}
			}
			if refused := slices.Concat(def.CheckLoadBalancer(def.Containers[0].Name, c.port), def.CheckTargetGroup(&g, def.Containers[0].Name, c.port)); len(refused) > 0 {
				t.Errorf("%s: with %v CreateService refuses %v", c.name, m, refused)
			}
			if at, _, fault := def.CheckedPort(&g, 0, c.port); at < 0 || fault != nil {
				t.Errorf("%s: with %v the checks are not answered either: %v", c.name, m, fault)
			}
		}
	}
}
