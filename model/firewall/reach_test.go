package firewall

import (
	"strings"
	"testing"

	"ecssim/model"
)

// The network modes.
const bridge, host, awsvpc, none = model.Bridge, model.HostMode, model.AWSVPC, model.None

// at is a container of a task on an instance, everything open.
func at(mode model.NetworkMode, task int, instance, container string) *Peer {
	p := &Peer{
		Name: "s/" + container, Mode: mode, Task: task, Instance: instance, Container: container, Namespace: container,
		Interface: &Interface{Unknown: true, Subnet: "private-a", Groups: []string{"sg-" + instance}},
	}
	switch mode {
	case awsvpc:
		p.Namespace = model.PauseName
		p.Interface = &Interface{Unknown: true, Subnet: "private-a", Groups: []string{"sg-" + container}}
	case host:
		p.Namespace = model.HostNamespace
	}
	return p
}

// closed is a peer whose own groups let nothing in.
func closed(p *Peer) *Peer {
	p.Interface.Unknown = false
	return p
}

var (
	internet = &Peer{Name: "the internet", Interface: &Interface{Location: Internet}}
	balancer = &Peer{Name: "the load balancer", Balancer: true, Interface: &Interface{Location: Anywhere}}
)

// TestReach is who reaches whom: within a namespace, over docker0, and through the filters
// between instances.
func TestReach(t *testing.T) {
	linked := at(bridge, 1, "h1", "a")
	linked.Links = []string{"b"}
	declared := DestinationPort{Container: model.HostPort{Port: 80}, Mapped: true}
	published := DestinationPort{Container: model.HostPort{Port: 80}, Host: 32768, Dynamic: model.LinuxDynamicPorts(), Mapped: true}
	for _, c := range []struct {
		name     string
		from, to *Peer
		port     DestinationPort
		want     string // address and port, or "no: " and what stops it
	}{
		{"one task, awsvpc", at(awsvpc, 1, "h1", "a"), at(awsvpc, 1, "h1", "b"), declared, "127.0.0.1 80/tcp"},
		{"one task, host", at(host, 1, "h1", "a"), at(host, 1, "h1", "b"), declared, "127.0.0.1 80/tcp"},
		{"one task, bridge", at(bridge, 1, "h1", "a"), at(bridge, 1, "h1", "b"), declared, "the address of b on docker0 80/tcp"},
		{"one task, bridge, a link", linked, at(bridge, 1, "h1", "b"), declared, "b, by the link 80/tcp"},
		{"one task, bridge, a link the other way", at(bridge, 1, "h1", "b"), linked, declared, "the address of a on docker0 80/tcp"},
		{"one task, none", at(none, 1, "h1", "a"), at(none, 1, "h1", "b"), declared, "no: in mode none a container has a loopback interface and nothing else"},
		{"two host-mode tasks on one instance", at(host, 1, "h1", "a"), closed(at(host, 2, "h1", "b")), declared, "127.0.0.1 80/tcp"},
		{"two host-mode tasks on two", at(host, 1, "h1", "a"), at(host, 2, "h2", "b"), declared, "the primary interface of h2 in private-a 80/tcp"},
		{"and the second closed", at(host, 1, "h1", "a"), closed(at(host, 2, "h2", "b")), declared, "no: security group sg-h2 lets no tcp in from there"},
		{"two awsvpc tasks on one instance", at(awsvpc, 1, "h1", "a"), at(awsvpc, 2, "h1", "b"), declared, "the task's own interface in private-a 80/tcp"},
		{"and the second closed", at(awsvpc, 1, "h1", "a"), closed(at(awsvpc, 2, "h1", "b")), declared, "no: security group sg-b lets no tcp in from there"},
		{"two bridge tasks on one instance", at(bridge, 1, "h1", "a"), closed(at(bridge, 2, "h1", "b")), declared, "the address of b on docker0 80/tcp"},
		{"two bridge tasks on two", at(bridge, 1, "h1", "a"), at(bridge, 2, "h2", "b"), published, "the primary interface of h2 in private-a 32768/tcp"},
		{"not published", at(bridge, 1, "h1", "a"), at(bridge, 2, "h2", "b"), declared, "no: 80/tcp is not published on the instance: it is reached on its docker0 only"},
		{"host to bridge on one instance", at(host, 1, "h1", "a"), at(bridge, 2, "h1", "b"), published, "127.0.0.1 32768/tcp"},
		{"not published", at(host, 1, "h1", "a"), at(bridge, 2, "h1", "b"), declared, "the address of b on docker0 80/tcp"},
		{"bridge to host on one instance", at(bridge, 1, "h1", "a"), closed(at(host, 2, "h1", "b")), declared, "docker0's own address, 172.17.0.1 80/tcp"},
		{"awsvpc to bridge on one instance", at(awsvpc, 1, "h1", "a"), closed(at(bridge, 2, "h1", "b")), published, "no: security group sg-h1 lets no tcp in from there"},
		{"bridge to awsvpc on one instance", at(bridge, 1, "h1", "a"), at(awsvpc, 2, "h1", "b"), declared, "the task's own interface in private-a 80/tcp"},
		{"the client's own group", closed(at(awsvpc, 1, "h1", "a")), at(awsvpc, 2, "h1", "b"), declared, "no: security group sg-a lets no tcp out to there"},
		{"internet to awsvpc", internet, at(awsvpc, 1, "h1", "a"), declared, "no: an awsvpc task on EC2 never gets a public address, not even in a public subnet"},
		{"internet to bridge", internet, at(bridge, 1, "h1", "a"), published, "the primary interface of h1 in private-a 32768/tcp"},
		{"load balancer to awsvpc", balancer, at(awsvpc, 1, "h1", "a"), declared, "the task's own interface in private-a 80/tcp"},
		{"load balancer to bridge", balancer, at(bridge, 1, "h1", "a"), published, "the primary interface of h1 in private-a 32768/tcp"},
		{"load balancer to none", balancer, at(none, 1, "h1", "a"), declared, "no: in mode none a container has a loopback interface and nothing else"},
		{"awsvpc to the internet", at(awsvpc, 1, "h1", "a"), internet, declared, "the internet 80/tcp"},
		{"none to the internet", at(none, 1, "h1", "a"), internet, declared, "no: in mode none a container has a loopback interface and nothing else"},
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
		if last := r.Hops[len(r.Hops)-1]; last.OK != r.Reachable || (r.Why == "") != r.Reachable {
			t.Errorf("%s: ends with %+v, but reachable is %v", c.name, last, r.Reachable)
		}
	}
}

// TestReachNotes are what a yes or no leaves open.
func TestReachNotes(t *testing.T) {
	linked := at(bridge, 1, "h1", "a")
	linked.Links = []string{"b"}
	half := at(host, 2, "h2", "b")
	half.Interface.Subnet, half.Interface.ACL = "private-b", &NetworkACL{
		Ingress: []ACLEntry{{Number: 100, Ports: model.EveryPort(), Allow: true}},
		Egress:  []ACLEntry{{Number: 100, Ports: tcpPorts(49152, 65535), Allow: true}},
	}
	declared := DestinationPort{Container: model.HostPort{Port: 80}, Mapped: true}
	for _, c := range []struct {
		from, to *Peer
		port     DestinationPort
		want     string
	}{
		{at(bridge, 1, "h1", "b"), linked, declared, "Links are one-way: a knows b by its name, and not the other way round."},
		{at(bridge, 1, "h1", "a"), at(bridge, 1, "h1", "b"), declared, "a link from a to b would give it a name"},
		{at(bridge, 1, "h1", "a"), at(bridge, 2, "h1", "b"), declared, "from another, s/b is not reached, for the port is not published"},
		{at(awsvpc, 1, "h1", "a"), at(awsvpc, 2, "h1", "b"), declared, "Both are on h1, and still the packet leaves"},
		{at(awsvpc, 1, "h1", "a"), at(awsvpc, 1, "h1", "b"), DestinationPort{Container: model.HostPort{Port: 81}}, "Port 81/tcp is not among the port mappings of s/b"},
		{at(host, 1, "h1", "a"), half, declared, "answers to 11848 of the 28232 ports pass from which Linux asks"},
		{balancer, at(host, 1, "h1", "a"), declared, "taken to be in security groups that let it pass"},
	} {
		if got := strings.Join(Reach(c.from, c.to, c.port).Notes, "\n"); !strings.Contains(got, c.want) {
			t.Errorf("%s to %s: %q, want %q", c.from.Name, c.to.Name, got, c.want)
		}
	}
}

// TestLifts name the rule that is missing: for a dynamic port all of the range.
func TestLifts(t *testing.T) {
	published := DestinationPort{Container: model.HostPort{Port: 80}, Host: 32768, Dynamic: model.LinuxDynamicPorts(), Mapped: true}
	subnetClosed := at(bridge, 2, "h2", "b")
	subnetClosed.Interface.Subnet, subnetClosed.Interface.ACL = "private-b", &NetworkACL{Ingress: []ACLEntry{{Number: 1, Ports: model.EveryPort(), Allow: true}}}
	subnetClosed.Interface.Block = block("10.0.2.0/24")
	from := at(awsvpc, 1, "h1", "a")
	from.Interface.Block = block("10.0.1.0/24")
	for _, c := range []struct {
		from, to *Peer
		want     string
	}{
		{from, closed(at(bridge, 2, "h2", "b")), "an ingress rule of sg-h2: tcp 32768-60999 from sg-a"},
		{from, subnetClosed, "an egress entry in the network ACL of private-b: allow tcp 32768-60999 to 10.0.1.0/24"},
		{internet, closed(at(bridge, 2, "h2", "b")), "an ingress rule of sg-h2: tcp 32768-60999 from 0.0.0.0/0"},
	} {
		if got := Reach(c.from, c.to, published).Remedies; len(got) != 1 || got[0] != c.want {
			t.Errorf("remedies %q, want %q", got, c.want)
		}
	}
}

// TestOwnAddresses are 127.0.0.1 and the instance's own, as each mode sees them.
func TestOwnAddresses(t *testing.T) {
	web, agent := model.HostPort{Port: 80}, model.HostPort{Port: Introspection, Protocol: model.TCP}
	someone := []Listener{{Name: "b"}}
	server := &Peer{Instance: "h1", Mode: host, Interface: &Interface{Unknown: true}}
	closedServer := &Peer{Instance: "h1", Mode: host, Interface: &Interface{Groups: []string{"sg-h1"}}}
	for _, c := range []struct {
		name string
		path Path
		want string
	}{
		{"awsvpc", ReachLoopback(at(awsvpc, 1, "h1", "a"), web, someone, nil), "127.0.0.1: b listens there"},
		{"awsvpc, nobody", ReachLoopback(at(awsvpc, 1, "h1", "a"), web, nil, nil), "no: no container of the task has a port mapping for 80/tcp"},
		{"host", ReachLoopback(at(host, 1, "h1", "a"), web, []Listener{{"web", true}}, nil), "127.0.0.1: Docker has published it for web"},
		{"host, nobody", ReachLoopback(at(host, 1, "h1", "a"), web, nil, nil), "no: nothing on h1 listens on 80/tcp"},
		{"bridge, itself", ReachLoopback(at(bridge, 1, "h1", "a"), web, []Listener{{Name: "a"}}, nil), "127.0.0.1: a listens there"},
		{"bridge, its neighbour", ReachLoopback(at(bridge, 1, "h1", "a"), web, nil, []string{"b"}), "no: b listens on 80/tcp in a namespace of its own"},
		{"none", ReachLoopback(at(none, 1, "h1", "a"), web, nil, nil), "no: only a itself is in this namespace, and it has no port mapping for 80/tcp"},
		{"the instance, host", ReachInstance(at(host, 1, "h1", "a"), closedServer, agent, someone), "127.0.0.1: b listens there"},
		{"the instance, bridge", ReachInstance(at(bridge, 1, "h1", "a"), closedServer, agent, someone), "docker0's own address, 172.17.0.1: b listens there"},
		{"the instance, awsvpc", ReachInstance(at(awsvpc, 1, "h1", "a"), server, web, someone), "the primary interface of h1: b listens there"},
		{"the instance, awsvpc, closed", ReachInstance(at(awsvpc, 1, "h1", "a"), closedServer, web, someone), "no: security group sg-h1 lets no tcp in from there"},
		{"introspection, awsvpc", ReachInstance(at(awsvpc, 1, "h1", "a"), server, agent, someone), "no: the agent keeps its introspection port from awsvpc tasks"},
		{"the instance, nobody", ReachInstance(at(bridge, 1, "h1", "a"), server, web, nil), "no: nothing on h1 listens on 80/tcp"},
		{"the instance, none", ReachInstance(at(none, 1, "h1", "a"), server, web, someone), "no: in mode none a container has a loopback interface and nothing else"},
	} {
		got := "no: " + c.path.Why
		if c.path.Reachable {
			got = c.path.Address + ": " + c.path.Hops[len(c.path.Hops)-1].Finding
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
