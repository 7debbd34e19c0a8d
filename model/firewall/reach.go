package firewall

import (
	"fmt"
	"slices"

	"ecssim/model"
)

// TargetPort is the port that is asked for: of the container and, where it is
// published on the instance, of that.
type TargetPort struct {
	Inside model.HostPort
	OnHost uint16 // bridge mode; 0 = it is not published
	// Dynamic is the range that OnHost was chosen from; the zero PortRange = it is static.
	Dynamic  model.PortRange
	Declared bool // among the container's port mappings
	// Proxy is the container port to which a proxy of Service Connect, which takes what
	// comes here, passes it on; 0 = there is none in between.
	Proxy uint16
}

// Reach says whether a container, a load balancer or somebody on the internet
// reaches a container of a running task, or a container the internet or a load
// balancer.
//
// Where the namespaces of two containers are one, 127.0.0.1 does; where both are on
// docker0 or the instance, its addresses do, and no firewall is asked. All else goes
// from interface to interface (developer guide, task-networking,
// networking-networkmode-bridge, networking-networkmode-host and
// task-networking-awsvpc; moby cmd/dockerd/config_unix.go, icc).
func Reach(from, to *Place, port TargetPort) Route {
	var r Route
	switch {
	case !from.outside() && from.Mode.Isolated():
		r.stop("network namespace of "+from.Container, "a way out", "in mode "+from.Mode.String()+" a container has a loopback interface and nothing else",
			"another network mode for "+from.Name)
	case !to.outside() && to.Mode.Isolated():
		r.stop("network namespace of "+to.Container, "a way in", "in mode "+to.Mode.String()+" a container has a loopback interface and nothing else",
			"another network mode for "+to.Name)
	case to.outside():
		r.leave(from, to, port.Inside)
	case from.outside():
		r.overNetwork(from, to, port)
	case from.Namespace == to.Namespace && from.Instance == to.Instance && (from.Task == to.Task || from.Mode.OnInstance()):
		r.sharedNamespace(from, port)
	case from.onHost() && to.onHost() && from.Instance == to.Instance:
		r.overDocker(from, to, port)
	default:
		r.overNetwork(from, to, port)
	}
	if !port.Declared && !to.outside() && r.Reachable {
		r.note("Port %v is not among the port mappings of %s: it has to listen there all the same.", port.Inside, to.Name)
	}
	return r
}

// sharedNamespace: both are in one network namespace, and with it on one 127.0.0.1.
func (r *Route) sharedNamespace(from *Place, port TargetPort) {
	r.to("127.0.0.1", port.Inside)
	holder := "the pause container " + from.Namespace
	if from.Namespace == model.HostNamespace {
		holder = "the instance " + from.Instance
	}
	r.pass("network namespace of "+holder, fmt.Sprintf("127.0.0.1, %v", port.Inside), "both containers are in it: one 127.0.0.1, one set of ports")
	r.note("No security group and no network ACL is asked: the packet does not leave the namespace.")
}

// overDocker: two containers on one instance, at least one of them behind docker0.
func (r *Route) overDocker(from, to *Place, port TargetPort) {
	asked := func(address string) string { return fmt.Sprintf("%s, %v", address, port.Inside) }
	b := to.Mode.Bridge()
	if from.Mode.Publishes() {
		b = from.Mode.Bridge()
		r.pass("network namespace of "+from.Namespace, "a way out", "its own, with a veth pair to "+b.Name)
		r.note("127.0.0.1 does not work: in %v mode every container has a network namespace of its own, and there it reaches only itself.", from.Mode)
	}
	switch {
	case to.Mode.OnInstance():
		r.to(b.Name+"'s own address, "+b.Address, port.Inside)
		r.pass(b.Name+" on "+from.Instance, asked(b.Address), "the instance itself is its other end")
	case from.Mode.OnInstance() && port.OnHost != 0:
		r.to("127.0.0.1", model.HostPort{Port: port.OnHost, Protocol: port.Inside.Protocol})
		r.pass("network namespace of the instance "+from.Instance, fmt.Sprintf("127.0.0.1, %v", r.Port), fmt.Sprintf("Docker has published %v there", port.Inside))
	default:
		r.to("the address of "+to.Container+" on "+b.Name, port.Inside)
		if from.Task == to.Task && slices.Contains(from.Links, to.Container) {
			r.Address = to.Container + ", by the link"
		}
		r.pass(b.Name+" on "+from.Instance, asked(r.Address), "containers on one "+b.Name+" reach each other on any port, published or not")
	}
	r.dockerNotes(from, to, port)
	r.note("No security group and no network ACL is asked: the packet does not leave %s.", from.Instance)
}

// dockerNotes tells of links, which are one-way, and of what works on one instance
// only.
func (r *Route) dockerNotes(from, to *Place, port TargetPort) {
	switch {
	case from.Task == to.Task && slices.Contains(to.Links, from.Container):
		r.note("Links are one-way: %s knows %s by its name, and not the other way round.", to.Container, from.Container)
	case from.Task == to.Task && from.Mode.Publishes() && !slices.Contains(from.Links, to.Container):
		r.note("Docker chooses the address when the container starts; a link from %s to %s would give it a name.", from.Container, to.Container)
	case from.Task == to.Task:
	case port.OnHost == 0:
		r.note("This holds on one instance: from another, %s is not reached, for the port is not published.", to.Name)
	default:
		r.note("This holds on one instance: from another, it is port %d of the instance, and firewalls are asked.", port.OnHost)
	}
}

// overNetwork goes from interface to interface, by the VPC.
func (r *Route) overNetwork(from, to *Place, port TargetPort) {
	at := port.Inside
	switch {
	case to.Mode.OwnInterface() && from.Interface.Who == Internet:
		r.stop(to.interfaceName(), "a public address", "an awsvpc task on EC2 never gets a public address, not even in a public subnet",
			"a load balancer in front of it")
		return
	case to.Mode.Publishes() && port.OnHost == 0:
		r.stop("Docker on "+to.Instance, fmt.Sprintf("a host port for %v of %s", at, to.Container), fmt.Sprintf("%v is not published on the instance: it is reached on its %s only", at, to.Mode.Bridge().Name),
			fmt.Sprintf("a port mapping for container port %d of %s", at.Port, to.Container))
		return
	case to.Mode.Publishes():
		at.Port = port.OnHost
	}
	r.to(to.interfaceName(), at)
	r.depart(from, to)
	if !r.cross(from, to, at, port.Dynamic) {
		return
	}
	switch {
	case to.Mode.OwnInterface():
		r.pass("network namespace of the pause container "+to.Namespace, at.String(), "the interface is in it, and so is "+to.Container+port.passedOn())
	case to.Mode.OnInstance():
		r.pass("network namespace of the instance "+to.Instance, at.String(), to.Container+" listens there")
	default:
		r.pass(to.Mode.Bridge().Name+" on "+to.Instance, at.String(), "Docker forwards it to "+port.forwarded(to))
	}
}

// depart says by which interface a packet leaves.
func (r *Route) depart(from, to *Place) {
	switch {
	case from.Interface.Who == Internet:
		r.pass("public address of "+to.Instance, "a way in from the internet", "taken to have one, and a route: scenarios do not say")
	case from.Balancer && from.Interface.Who == Anyone:
		r.note("The scenario does not describe %s: it is taken to be in security groups that let it pass.", from.Name)
	case from.Balancer:
	case from.Mode.OwnInterface():
		r.pass("network namespace of the pause container "+from.Namespace, "a way out", from.interfaceName())
	case from.Mode.Publishes():
		r.pass(from.Mode.Bridge().Name+" on "+from.Instance, "a way out", "by "+from.interfaceName()+", under the instance's address and in its security groups")
	default:
		r.pass("network namespace of the instance "+from.Instance, "a way out", from.interfaceName())
	}
	if from.Instance == to.Instance && from.Instance != "" {
		r.note("Both are on %s, and still the packet leaves by one interface and comes in by another, so their firewalls are asked.", from.Instance)
	}
}

// leave goes from a container to the internet or a load balancer.
func (r *Route) leave(from, to *Place, port model.HostPort) {
	if from.outside() && !to.Balancer {
		r.stop(to.Name, "a way from "+from.Name, "neither end is a container or load balancer of this scenario")
		return
	}
	r.to(to.Name, port)
	if !from.outside() {
		r.depart(from, to)
	}
	if to.Interface.Who == Internet {
		way := "taken to have a public address, or a NAT gateway: scenarios do not say"
		if from.Mode.OwnInterface() {
			way = "no public address, not even in a public subnet: a NAT gateway is taken to be there"
		}
		r.pass(from.interfaceName(), "a way to the internet", way)
	}
	if r.cross(from, to, port, model.PortRange{}) {
		r.pass(to.Name, port.String(), "what listens there is not simulated")
	}
}
