package firewall

import (
	"fmt"
	"slices"

	"ecssim/model"
)

// DestinationPort is the port that a client asks for: of the container and, where it is
// published on the instance, of that.
type DestinationPort struct {
	Container model.HostPort
	Host      uint16 // bridge mode; 0 = it is not published
	// Dynamic is the range that Host was chosen from; the zero PortRange = it is static.
	Dynamic model.PortRange
	Mapped  bool // it is among the container's port mappings
	// Proxy is the container port to which a proxy of Service Connect, which takes what
	// comes here, passes it on; 0 = there is none in between.
	Proxy uint16
}

// Reach says whether a container, a load balancer or somebody on the internet
// reaches a container of a running task, or a container the internet or a load
// balancer.
//
// Where the namespaces of two containers are one, 127.0.0.1 does; where both are on
// docker0 or the instance, its addresses do, and no filter is asked. All else goes
// from interface to interface (developer guide, task-networking,
// networking-networkmode-bridge, networking-networkmode-host and
// task-networking-awsvpc; moby cmd/dockerd/config_unix.go, icc).
func Reach(from, to *Peer, port DestinationPort) Path {
	var p Path
	switch {
	case !from.external() && from.Mode.Isolated():
		p.refuse("network namespace of "+from.Container, "a way out", loopbackOnly(from), "another network mode for "+from.Name)
	case !to.external() && to.Mode.Isolated():
		p.refuse("network namespace of "+to.Container, "a way in", loopbackOnly(to), "another network mode for "+to.Name)
	case to.external():
		p.toExternal(from, to, port.Container)
	case from.external():
		p.throughVPC(from, to, port)
	case from.Namespace == to.Namespace && from.Instance == to.Instance && (from.Task == to.Task || from.Mode.OnInstance()):
		p.sharedNamespace(from, port)
	case from.onHost() && to.onHost() && from.Instance == to.Instance:
		p.throughBridge(from, to, port)
	default:
		p.throughVPC(from, to, port)
	}
	if !port.Mapped && !to.external() && p.Reachable {
		p.note("Port %v is not among the port mappings of %s: it has to listen there all the same.", port.Container, to.Name)
	}
	return p
}

// loopbackOnly says why an isolated container reaches nobody.
func loopbackOnly(p *Peer) string {
	return "in mode " + p.Mode.String() + " a container has a loopback interface and nothing else"
}

// sharedNamespace: both are in one network namespace, and with it on one 127.0.0.1.
func (p *Path) sharedNamespace(from *Peer, port DestinationPort) {
	p.address("127.0.0.1", port.Container)
	holder := "the pause container " + from.Namespace
	if from.Namespace == model.HostNamespace {
		holder = "the instance " + from.Instance
	}
	p.pass("network namespace of "+holder, fmt.Sprintf("127.0.0.1, %v", port.Container),
		"both containers are in it: one 127.0.0.1, one set of ports")
	p.note("No security group and no network ACL is asked: the packet does not leave the namespace.")
}

// throughBridge: two containers on one instance, at least one of them behind docker0.
func (p *Path) throughBridge(from, to *Peer, port DestinationPort) {
	asked := func(address string) string { return fmt.Sprintf("%s, %v", address, port.Container) }
	b := to.Mode.Bridge()
	if from.Mode.Publishes() {
		b = from.Mode.Bridge()
		p.pass("network namespace of "+from.Namespace, "a way out", "its own, with a veth pair to "+b.Name)
		p.note("127.0.0.1 does not work: in %v mode every container has a network namespace of its own, "+
			"and there it reaches only itself.", from.Mode)
	}
	switch {
	case to.Mode.OnInstance():
		p.address(b.Name+"'s own address, "+b.Address, port.Container)
		p.pass(b.Name+" on "+from.Instance, asked(b.Address), "the instance itself is its other end")
	case from.Mode.OnInstance() && port.Host != 0:
		p.address("127.0.0.1", model.HostPort{Port: port.Host, Protocol: port.Container.Protocol})
		p.pass("network namespace of the instance "+from.Instance, fmt.Sprintf("127.0.0.1, %v", p.Port),
			fmt.Sprintf("Docker has published %v there", port.Container))
	default:
		p.address("the address of "+to.Container+" on "+b.Name, port.Container)
		if from.Task == to.Task && slices.Contains(from.Links, to.Container) {
			p.Address = to.Container + ", by the link"
		}
		p.pass(b.Name+" on "+from.Instance, asked(p.Address),
			"containers on one "+b.Name+" reach each other on any port, published or not")
	}
	p.noteBridge(from, to, port)
	p.note("No security group and no network ACL is asked: the packet does not leave %s.", from.Instance)
}

// noteBridge tells of links, which are one-way, and of what works on one instance
// only.
func (p *Path) noteBridge(from, to *Peer, port DestinationPort) {
	switch {
	case from.Task == to.Task && slices.Contains(to.Links, from.Container):
		p.note("Links are one-way: %s knows %s by its name, and not the other way round.", to.Container, from.Container)
	case from.Task == to.Task && from.Mode.Publishes() && !slices.Contains(from.Links, to.Container):
		p.note("Docker chooses the address when the container starts; a link from %s to %s would give it a name.",
			from.Container, to.Container)
	case from.Task == to.Task:
	case port.Host == 0:
		p.note("This holds on one instance: from another, %s is not reached, for the port is not published.", to.Name)
	default:
		p.note("This holds on one instance: from another, it is port %d of the instance, and firewalls are asked.", port.Host)
	}
}

// throughVPC goes from interface to interface.
func (p *Path) throughVPC(from, to *Peer, port DestinationPort) {
	at := port.Container
	switch {
	case to.Mode.OwnInterface() && from.fromInternet() && to.Interface.Families != IPv6:
		p.refuse(to.interfaceName(), "a public address",
			"an awsvpc task on EC2 never gets a public address, not even in a public subnet", "a load balancer in front of it")
		return
	case to.Mode.Publishes() && port.Host == 0:
		p.refuse("Docker on "+to.Instance, fmt.Sprintf("a host port for %v of %s", at, to.Container),
			fmt.Sprintf("%v is not published on the instance: it is reached on its %s only", at, to.Mode.Bridge().Name),
			fmt.Sprintf("a port mapping for container port %d of %s", at.Port, to.Container))
		return
	case to.Mode.Publishes():
		at.Port = port.Host
	}
	p.address(to.interfaceName(), at)
	p.leave(from, to)
	if !p.filter(from, to, at, port.Dynamic) {
		return
	}
	switch {
	case to.Mode.OwnInterface():
		p.pass("network namespace of the pause container "+to.Namespace, at.String(),
			"the interface is in it, and so is "+to.Container+port.passedOn())
	case to.Mode.OnInstance():
		p.pass("network namespace of the instance "+to.Instance, at.String(), to.Container+" listens there")
	default:
		p.pass(to.Mode.Bridge().Name+" on "+to.Instance, at.String(), "Docker forwards it to "+port.forwardedTo(to))
	}
}

// leave adds the hop by which packets leave the source.
func (p *Path) leave(from, to *Peer) {
	switch {
	case from.fromInternet():
		whose, has := to.Instance, "taken to have one, and a route: scenarios do not say"
		if to.Mode.OwnInterface() {
			whose, has = to.Name, "its IPv6 address; an internet gateway and a route are taken to be there: scenarios do not say"
		}
		p.pass("public address of "+whose, "a way in from the internet", has)
	case from.Balancer && from.Interface.Location == Anywhere:
		p.note("The scenario does not describe %s: it is taken to be in security groups that let it pass.", from.Name)
	case from.Balancer:
	case from.Mode.OwnInterface():
		p.pass("network namespace of the pause container "+from.Namespace, "a way out", from.interfaceName())
	case from.Mode.Publishes():
		p.pass(from.Mode.Bridge().Name+" on "+from.Instance, "a way out",
			"by "+from.interfaceName()+", under the instance's address and in its security groups")
	default:
		p.pass("network namespace of the instance "+from.Instance, "a way out", from.interfaceName())
	}
	if from.Instance == to.Instance && from.Instance != "" {
		p.note("Both are on %s, and still the packet leaves by one interface and comes in by another, "+
			"so their firewalls are asked.", from.Instance)
	}
}

// toExternal goes from a container to the internet or a load balancer.
func (p *Path) toExternal(from, to *Peer, port model.HostPort) {
	if from.external() && !to.Balancer {
		p.refuse(to.Name, "a way from "+from.Name, "neither end is a container or load balancer of this scenario")
		return
	}
	p.address(to.Name, port)
	if !from.external() {
		p.leave(from, to)
	}
	if to.Interface.Location == Internet {
		way := "taken to have a public address, or a NAT gateway: scenarios do not say"
		switch {
		case from.Interface.Families == IPv6:
			way = "over IPv6, by an internet gateway or an egress-only one that is taken to be there; what has IPv4 alone needs NAT64: scenarios do not say"
		case from.Mode.OwnInterface():
			way = "no public address, not even in a public subnet: a NAT gateway is taken to be there"
		}
		p.pass(from.interfaceName(), "a way to the internet", way)
	}
	if p.filter(from, to, port, model.PortRange{}) {
		p.pass(to.Name, port.String(), "what listens there is not simulated")
	}
}
