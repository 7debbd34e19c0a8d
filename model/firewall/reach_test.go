package firewall

import (
	"strings"
	"testing"

	"ecssim/model"
)

// at is a container of a task on an instance, everything open.
func at(mode model.NetworkMode, task int, instance, container string) *Place {
	p := &Place{
		Name: "s/" + container, Mode: mode, Task: task, Instance: instance, Container: container, Namespace: container,
		Interface: &Interface{Unknown: true, Subnet: "private-a", Groups: []string{"sg-" + instance}},
	}
	switch mode {
	case model.AWSVPC:
		p.Namespace = model.PauseName
		p.Interface = &Interface{Unknown: true, Subnet: "private-a", Groups: []string{"sg-" + container}}
	case model.HostMode:
		p.Namespace = model.HostNamespace
	}
	return p
}

// closed is a place whose own groups let nothing in.
func closed(p *Place) *Place {
	p.Interface.Unknown = false
	return p
}

var (
	internet = &Place{Name: "the internet", Interface: &Interface{Who: Internet}}
	balancer = &Place{Name: "the load balancer", Balancer: true, Interface: &Interface{Who: Anyone}}
)

// TestReach is who reaches whom: the rooms of section "who can talk over localhost"
// of any course on ECS, and the walls between instances.
func TestReach(t *testing.T) {
	linked := at(model.Bridge, 1, "h1", "a")
	linked.Links = []string{"b"}
	declared := TargetPort{Inside: model.HostPort{Port: 80, Protocol: model.TCP}, Declared: true}
	published := TargetPort{Inside: model.HostPort{Port: 80, Protocol: model.TCP}, OnHost: 32768, Dynamic: model.LinuxDynamicPorts(), Declared: true}
	for _, c := range []struct {
		name     string
		from, to *Place
		port     TargetPort
		want     string // address and port, or "no: " and what stops it
	}{
		{"one task, awsvpc", at(model.AWSVPC, 1, "h1", "a"), at(model.AWSVPC, 1, "h1", "b"), declared, "127.0.0.1 80/tcp"},
		{"one task, host", at(model.HostMode, 1, "h1", "a"), at(model.HostMode, 1, "h1", "b"), declared, "127.0.0.1 80/tcp"},
		{"one task, bridge", at(model.Bridge, 1, "h1", "a"), at(model.Bridge, 1, "h1", "b"), declared, "the address of b on docker0 80/tcp"},
		{"one task, bridge, a link", linked, at(model.Bridge, 1, "h1", "b"), declared, "b, by the link 80/tcp"},
		{"one task, bridge, a link the other way", at(model.Bridge, 1, "h1", "b"), linked, declared, "the address of a on docker0 80/tcp"},
		{"one task, none", at(model.None, 1, "h1", "a"), at(model.None, 1, "h1", "b"), declared, "no: in mode none a container has a loopback interface and nothing else"},
		{"two host-mode tasks on one instance", at(model.HostMode, 1, "h1", "a"), closed(at(model.HostMode, 2, "h1", "b")), declared, "127.0.0.1 80/tcp"},
		{"two host-mode tasks on two", at(model.HostMode, 1, "h1", "a"), at(model.HostMode, 2, "h2", "b"), declared, "the primary interface of h2 in private-a 80/tcp"},
		{"and the second shut", at(model.HostMode, 1, "h1", "a"), closed(at(model.HostMode, 2, "h2", "b")), declared, "no: security group sg-h2 lets no tcp in from there"},
		{"two awsvpc tasks on one instance", at(model.AWSVPC, 1, "h1", "a"), at(model.AWSVPC, 2, "h1", "b"), declared, "the task's own interface in private-a 80/tcp"},
		{"and the second shut", at(model.AWSVPC, 1, "h1", "a"), closed(at(model.AWSVPC, 2, "h1", "b")), declared, "no: security group sg-b lets no tcp in from there"},
		{"two bridge tasks on one instance", at(model.Bridge, 1, "h1", "a"), closed(at(model.Bridge, 2, "h1", "b")), declared, "the address of b on docker0 80/tcp"},
		{"two bridge tasks on two", at(model.Bridge, 1, "h1", "a"), at(model.Bridge, 2, "h2", "b"), published, "the primary interface of h2 in private-a 32768/tcp"},
		{"not published", at(model.Bridge, 1, "h1", "a"), at(model.Bridge, 2, "h2", "b"), declared, "no: 80/tcp is not published on the instance: it is reached on its docker0 only"},
		{"host to bridge on one instance", at(model.HostMode, 1, "h1", "a"), at(model.Bridge, 2, "h1", "b"), published, "127.0.0.1 32768/tcp"},
		{"not published", at(model.HostMode, 1, "h1", "a"), at(model.Bridge, 2, "h1", "b"), declared, "the address of b on docker0 80/tcp"},
		{"bridge to host on one instance", at(model.Bridge, 1, "h1", "a"), closed(at(model.HostMode, 2, "h1", "b")), declared, "docker0's own address, 172.17.0.1 80/tcp"},
		{"awsvpc to bridge on one instance", at(model.AWSVPC, 1, "h1", "a"), closed(at(model.Bridge, 2, "h1", "b")), published, "no: security group sg-h1 lets no tcp in from there"},
		{"bridge to awsvpc on one instance", at(model.Bridge, 1, "h1", "a"), at(model.AWSVPC, 2, "h1", "b"), declared, "the task's own interface in private-a 80/tcp"},
		{"the client's own group", closed(at(model.AWSVPC, 1, "h1", "a")), at(model.AWSVPC, 2, "h1", "b"), declared, "no: security group sg-a lets no tcp out to there"},
		{"internet to awsvpc", internet, at(model.AWSVPC, 1, "h1", "a"), declared, "no: an awsvpc task on EC2 never gets a public address, not even in a public subnet"},
		{"internet to bridge", internet, at(model.Bridge, 1, "h1", "a"), published, "the primary interface of h1 in private-a 32768/tcp"},
		{"load balancer to awsvpc", balancer, at(model.AWSVPC, 1, "h1", "a"), declared, "the task's own interface in private-a 80/tcp"},
		{"load balancer to bridge", balancer, at(model.Bridge, 1, "h1", "a"), published, "the primary interface of h1 in private-a 32768/tcp"},
		{"load balancer to none", balancer, at(model.None, 1, "h1", "a"), declared, "no: in mode none a container has a loopback interface and nothing else"},
		{"awsvpc to the internet", at(model.AWSVPC, 1, "h1", "a"), internet, declared, "the internet 80/tcp"},
		{"none to the internet", at(model.None, 1, "h1", "a"), internet, declared, "no: in mode none a container has a loopback interface and nothing else"},
		{"internet to load balancer", internet, balancer, declared, "the load balancer 80/tcp"},
		{"load balancer to internet", balancer, internet, declared, "no: neither end is a container or load balancer of this scenario"},
	} {
		r := Reach(c.from, c.to, c.port)
		got := "no: " + r.Why
		if r.Reachable {
			got = r.Address + " " + r.Port.String()
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if last := r.Steps[len(r.Steps)-1]; last.OK != r.Reachable || (r.Why == "") != r.Reachable {
			t.Errorf("%s: ends with %+v, but reachable is %v", c.name, last, r.Reachable)
		}
	}
}

// TestReachNotes are what a yes or no leaves open.
func TestReachNotes(t *testing.T) {
	linked := at(model.Bridge, 1, "h1", "a")
	linked.Links = []string{"b"}
	half := at(model.HostMode, 2, "h2", "b")
	half.Interface.Subnet, half.Interface.ACL = "private-b", &NetworkACL{
		Ingress: []ACLEntry{{Number: 100, Ports: model.EveryPort(), Allow: true}},
		Egress:  []ACLEntry{{Number: 100, Ports: tcpPorts(49152, 65535), Allow: true}},
	}
	declared := TargetPort{Inside: model.HostPort{Port: 80, Protocol: model.TCP}, Declared: true}
	for _, c := range []struct {
		from, to *Place
		port     TargetPort
		want     string
	}{
		{at(model.Bridge, 1, "h1", "b"), linked, declared, "Links are one-way: a knows b by its name, and not the other way round."},
		{at(model.Bridge, 1, "h1", "a"), at(model.Bridge, 1, "h1", "b"), declared, "a link from a to b would give it a name"},
		{at(model.Bridge, 1, "h1", "a"), at(model.Bridge, 2, "h1", "b"), declared, "from another, s/b is not reached, for the port is not published"},
		{at(model.AWSVPC, 1, "h1", "a"), at(model.AWSVPC, 2, "h1", "b"), declared, "Both are on h1, and still the packet leaves"},
		{at(model.AWSVPC, 1, "h1", "a"), at(model.AWSVPC, 1, "h1", "b"), TargetPort{Inside: model.HostPort{Port: 81, Protocol: model.TCP}}, "Port 81/tcp is not among the port mappings of s/b"},
		{at(model.HostMode, 1, "h1", "a"), half, declared, "answers to 11848 of the 28232 ports pass from which Linux asks"},
		{balancer, at(model.HostMode, 1, "h1", "a"), declared, "taken to be in security groups that let it pass"},
	} {
		if got := strings.Join(Reach(c.from, c.to, c.port).Notes, "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s to %s: %q, want %q", c.from.Name, c.to.Name, got, c.want)
		}
	}
}

// TestLifts name the rule that is missing: for a dynamic port all of the range.
func TestLifts(t *testing.T) {
	published := TargetPort{Inside: model.HostPort{Port: 80, Protocol: model.TCP}, OnHost: 32768, Dynamic: model.LinuxDynamicPorts(), Declared: true}
	walled := at(model.Bridge, 2, "h2", "b")
	walled.Interface.Subnet, walled.Interface.ACL = "private-b", &NetworkACL{Ingress: []ACLEntry{{Number: 1, Ports: model.EveryPort(), Allow: true}}}
	walled.Interface.Block = block("10.0.2.0/24")
	from := at(model.AWSVPC, 1, "h1", "a")
	from.Interface.Block = block("10.0.1.0/24")
	for _, c := range []struct {
		from, to *Place
		want     string
	}{
		{from, closed(at(model.Bridge, 2, "h2", "b")), "an ingress rule of sg-h2: tcp 32768-60999 from sg-a"},
		{from, walled, "an egress entry in the network ACL of private-b: allow tcp 32768-60999 to 10.0.1.0/24"},
		{internet, closed(at(model.Bridge, 2, "h2", "b")), "an ingress rule of sg-h2: tcp 32768-60999 from 0.0.0.0/0"},
	} {
		if got := Reach(c.from, c.to, published).Lifts; len(got) != 1 || got[0] != c.want {
			t.Errorf("lifts %q, want %q", got, c.want)
		}
	}
}

// TestOwnAddresses are 127.0.0.1 and the instance's own, as each mode sees them.
func TestOwnAddresses(t *testing.T) {
	web, agent := model.HostPort{Port: 80, Protocol: model.TCP}, model.HostPort{Port: Introspection, Protocol: model.TCP}
	someone := []Listener{{Name: "b"}}
	host := &Place{Instance: "h1", Mode: model.HostMode, Interface: &Interface{Unknown: true}}
	shut := &Place{Instance: "h1", Mode: model.HostMode, Interface: &Interface{Groups: []string{"sg-h1"}}}
	for _, c := range []struct {
		name  string
		route Route
		want  string
	}{
		{"awsvpc", Loopback(at(model.AWSVPC, 1, "h1", "a"), web, someone, nil), "127.0.0.1: b listens there"},
		{"awsvpc, nobody", Loopback(at(model.AWSVPC, 1, "h1", "a"), web, nil, nil), "no: no container of the task has a port mapping for 80/tcp"},
		{"host", Loopback(at(model.HostMode, 1, "h1", "a"), web, []Listener{{"web", true}}, nil), "127.0.0.1: Docker has published it for web"},
		{"host, nobody", Loopback(at(model.HostMode, 1, "h1", "a"), web, nil, nil), "no: nothing on h1 listens on 80/tcp"},
		{"bridge, itself", Loopback(at(model.Bridge, 1, "h1", "a"), web, []Listener{{Name: "a"}}, nil), "127.0.0.1: a listens there"},
		{"bridge, its neighbour", Loopback(at(model.Bridge, 1, "h1", "a"), web, nil, []string{"b"}), "no: b listens on 80/tcp in a namespace of its own"},
		{"none", Loopback(at(model.None, 1, "h1", "a"), web, nil, nil), "no: only a itself is in this namespace, and it has no port mapping for 80/tcp"},
		{"the instance, host", OwnInstance(at(model.HostMode, 1, "h1", "a"), shut, agent, someone), "127.0.0.1: b listens there"},
		{"the instance, bridge", OwnInstance(at(model.Bridge, 1, "h1", "a"), shut, agent, someone), "docker0's own address, 172.17.0.1: b listens there"},
		{"the instance, awsvpc", OwnInstance(at(model.AWSVPC, 1, "h1", "a"), host, web, someone), "the primary interface of h1: b listens there"},
		{"the instance, awsvpc, shut", OwnInstance(at(model.AWSVPC, 1, "h1", "a"), shut, web, someone), "no: security group sg-h1 lets no tcp in from there"},
		{"introspection, awsvpc", OwnInstance(at(model.AWSVPC, 1, "h1", "a"), host, agent, someone), "no: the agent keeps its introspection port from awsvpc tasks"},
		{"the instance, nobody", OwnInstance(at(model.Bridge, 1, "h1", "a"), host, web, nil), "no: nothing on h1 listens on 80/tcp"},
		{"the instance, none", OwnInstance(at(model.None, 1, "h1", "a"), host, web, someone), "no: in mode none a container has a loopback interface and nothing else"},
	} {
		got := "no: " + c.route.Why
		if c.route.Reachable {
			got = c.route.Address + ": " + c.route.Steps[len(c.route.Steps)-1].Finding
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
