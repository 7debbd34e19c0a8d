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

// Loopback says what a container reaches on 127.0.0.1: what listens in its own
// network namespace, and only that. who is that; elsewhere names containers of the
// same task that have the port in another namespace.
func Loopback(from *Place, port model.HostPort, who []Listener, elsewhere []string) Route {
	var r Route
	where := namespaceOf(from)
	asked := fmt.Sprintf("127.0.0.1, %v", port)
	switch {
	case len(who) > 0:
		r.to("127.0.0.1", port)
		r.pass(where, asked, heard(who[0]))
		r.note("No security group and no network ACL is asked: the packet does not leave the namespace.")
	case len(elsewhere) > 0:
		lifts := []string{model.ModesThat(model.NetworkMode.OneNamespace) + " mode, where the containers of a task share one"}
		if from.Mode.Links() {
			lifts = append(lifts, "its address on "+from.Mode.Bridge().Name+", which a link from "+from.Container+" would name")
		}
		r.stop(where, asked, fmt.Sprintf("%s listens on %v in a namespace of its own", elsewhere[0], port), lifts...)
	case from.Mode.OwnInterface():
		r.stop(where, asked, fmt.Sprintf("no container of the task has a port mapping for %v", port), "a container of the same task that listens there")
	case from.Mode.OnInstance():
		r.stop(where, asked, fmt.Sprintf("nothing on %s listens on %v", from.Instance, port), "a container in host mode, or one that publishes the port, on the same instance")
	default:
		r.stop(where, asked, fmt.Sprintf("only %s itself is in this namespace, and it has no port mapping for %v", from.Container, port),
			model.ModesThat(model.NetworkMode.OneNamespace)+" mode, where the containers of a task share one")
	}
	return r
}

func namespaceOf(p *Place) string {
	switch {
	case p.Namespace == model.HostNamespace:
		return "network namespace of the instance " + p.Instance
	case p.Namespace != p.Container:
		return "network namespace of the pause container " + p.Namespace
	}
	return "network namespace of " + p.Container
}

// heard says who answers.
func heard(l Listener) string {
	if l.Published {
		return "Docker has published it for " + l.Name
	}
	return l.Name + " listens there"
}

// OwnInstance says what a container reaches on a port of the instance that it runs
// on. who is what listens there; host is a place on the instance.
func OwnInstance(from, host *Place, port model.HostPort, who []Listener) Route {
	if from.Mode.OnInstance() {
		return Loopback(from, port, who, nil)
	}
	var r Route
	where := "network namespace of the instance " + from.Instance
	switch {
	case from.Mode.Isolated():
		r.stop(namespaceOf(from), "a way out", "in mode "+from.Mode.String()+" a container has a loopback interface and nothing else", "another network mode")
		return r
	case len(who) == 0:
		r.stop(where, port.String(), fmt.Sprintf("nothing on %s listens on %v", from.Instance, port))
		return r
	case from.Mode.Publishes():
		b := from.Mode.Bridge()
		r.to(b.Name+"'s own address, "+b.Address, port)
		r.pass(b.Name+" on "+from.Instance, fmt.Sprintf("%s, %v", b.Address, port), "the instance itself is its other end")
		r.pass(where, port.String(), heard(who[0]))
		return r
	}
	r.to(host.interfaceName(), port)
	if port == (model.HostPort{Port: Introspection, Protocol: model.TCP}) {
		r.stop("iptables on "+from.Instance, port.String(), "the agent keeps its introspection port from awsvpc tasks",
			"the task metadata endpoint, ECS_CONTAINER_METADATA_URI_V4, which every task has")
		return r
	}
	r.depart(from, host)
	if r.cross(from, host, port, model.PortRange{}) {
		r.pass(where, port.String(), heard(who[0]))
	}
	return r
}
