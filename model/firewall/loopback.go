package firewall

import (
	"fmt"

	"ecssim/model"
)

// Listener is who listens on a port in some network namespace.
type Listener struct {
	Name string // a container, or a process of the instance
	// Published: Docker listens for it, and forwards to a namespace of its own.
	Published bool
}

// Introspection is the agent's introspection port. The agent's own rules keep it from
// awsvpc tasks and from other hosts (amazon-ecs-agent README).
const Introspection = 51678

// ProcessOn names the process of an instance that listens on a port which no task has
// (amazon-ecs-agent README).
func ProcessOn(port model.HostPort) string {
	switch port {
	case model.HostPort{Port: 22}:
		return "sshd"
	case model.HostPort{Port: Introspection}:
		return "the agent's introspection server"
	case model.HostPort{Port: 51679}:
		return "the agent's credentials server"
	case model.HostPort{Port: model.PrometheusPort}:
		return "the agent's metrics server"
	}
	return "a process outside ECS"
}

// ReachLoopback says what a container reaches on 127.0.0.1: what listens in its own
// network namespace, and only that. who is that; elsewhere names containers of the
// same task that have the port in another namespace.
func ReachLoopback(from *Peer, port model.HostPort, who []Listener, elsewhere []string) Path {
	var p Path
	where := namespaceOf(from)
	asked := fmt.Sprintf("127.0.0.1, %v", port)
	switch {
	case len(who) > 0:
		p.address("127.0.0.1", port)
		p.pass(where, asked, listens(who[0]))
		p.note("No security group and no network ACL is asked: the packet does not leave the namespace.")
	case len(elsewhere) > 0:
		remedies := []string{sharedMode()}
		if from.Mode.Links() {
			remedies = append(remedies,
				"its address on "+from.Mode.Bridge().Name+", which a link from "+from.Container+" would name")
		}
		p.refuse(where, asked, fmt.Sprintf("%s listens on %v in a namespace of its own", elsewhere[0], port), remedies...)
	case from.Mode.OwnInterface():
		p.refuse(where, asked, fmt.Sprintf("no container of the task has a port mapping for %v", port),
			"a container of the same task that listens there")
	case from.Mode.OnInstance():
		p.refuse(where, asked, fmt.Sprintf("nothing on %s listens on %v", from.Instance, port),
			"a container in host mode, or one that publishes the port, on the same instance")
	default:
		why := fmt.Sprintf("only %s itself is in this namespace, and it has no port mapping for %v", from.Container, port)
		p.refuse(where, asked, why, "a port mapping of "+from.Container+" for it, if it listens there")
	}
	return p
}

// sharedMode names the modes in which 127.0.0.1 is that of the whole task.
func sharedMode() string {
	return model.ModesThat(model.NetworkMode.OneNamespace) + " mode, where the containers of a task share one"
}

func namespaceOf(p *Peer) string {
	switch {
	case p.Namespace == model.HostNamespace:
		return "network namespace of the instance " + p.Instance
	case p.Namespace != p.Container:
		return "network namespace of the pause container " + p.Namespace
	}
	return "network namespace of " + p.Container
}

// listens says who listens.
func listens(l Listener) string {
	if l.Published {
		return "Docker has published it for " + l.Name
	}
	return l.Name + " listens there"
}

// ReachInstance says what a container reaches on a port of the instance that it runs
// on. who is what listens there; host is a process of the instance.
func ReachInstance(from, host *Peer, port model.HostPort, who []Listener) Path {
	if from.Mode.OnInstance() {
		return ReachLoopback(from, port, who, nil)
	}
	var p Path
	where := "network namespace of the instance " + from.Instance
	switch {
	case from.Mode.Isolated():
		p.refuse(namespaceOf(from), "a way out", loopbackOnly(from), "another network mode")
		return p
	case len(who) == 0:
		p.refuse(where, port.String(), fmt.Sprintf("nothing on %s listens on %v", from.Instance, port))
		return p
	case from.Mode.Publishes():
		b := from.Mode.Bridge()
		p.address(b.Name+"'s own address, "+b.Address, port)
		p.pass(b.Name+" on "+from.Instance, fmt.Sprintf("%s, %v", b.Address, port), "the instance itself is its other end")
		p.pass(where, port.String(), listens(who[0]))
		return p
	}
	p.address(host.interfaceName(), port)
	if port == (model.HostPort{Port: Introspection, Protocol: model.TCP}) {
		p.refuse("iptables on "+from.Instance, port.String(), "the agent keeps its introspection port from awsvpc tasks",
			"the task metadata endpoint, ECS_CONTAINER_METADATA_URI_V4, which every task has")
		return p
	}
	p.leave(from, host)
	if p.filter(from, host, port, model.PortRange{}) {
		p.pass(where, port.String(), listens(who[0]))
	}
	return p
}

// ReachDocker0 is ReachInstance under the address of docker0, which is there in the network namespace
// of the instance and for the containers that are connected to it.
func ReachDocker0(from, host *Peer, port model.HostPort, who []Listener) Path {
	if from.Mode.OnInstance() || from.Mode.Publishes() {
		return ReachInstance(from, host, port, who)
	}
	var p Path
	p.refuse(namespaceOf(from), "a way to docker0", "docker0 is in the network namespace of the instance, and no interface of this one leads there")
	return p
}
