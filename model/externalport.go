package model

import "slices"

// ExternalPort is the port, or the range of ports, at which a port mapping of a task can be
// reached from outside its network namespace. A task in mode none has none.
type ExternalPort struct {
	Container     int       // index in TaskDefinition.Containers, or Proxy
	ContainerPort PortRange // zero for a listener of the proxy, whose port ECS picks
	Protocol      Protocol
	// Listener is the one of Service Connect that takes what comes here, counted from 1;
	// 0 = none. Bypassed is one that listens elsewhere for this port mapping: whoever comes
	// here goes past the proxy; 0 = none.
	Listener, Bypassed int
	// OwnInterface: on the task's own network interface, where its own security groups
	// filter; otherwise on its host, where those of the instance do.
	OwnInterface bool
	// Ports are those outside; the zero PortRange = chosen on the host, out of its
	// dynamic range, when the containers are created.
	Ports PortRange
}

// Dynamic reports whether the ports outside are chosen on the host.
func (p *ExternalPort) Dynamic() bool { return p.Ports == PortRange{} }

// Size is how many ports there are outside: as many as inside.
func (p *ExternalPort) Size() int { return p.ContainerPort.Size() }

// OwnInterface reports whether a task of the definition has a network interface of its
// own, by which its packets leave and come in.
func (t *TaskDefinition) OwnInterface() bool {
	return t.NetworkMode.OwnInterface()
}

// ExternalPorts lists where a task of the definition can be reached, in the order of its
// port mappings, then the listeners of Service Connect that have a port of their own.
// Those that are dynamic come in the order of Network.Dynamic.
//
// In awsvpc mode a listener without an ingressPortOverride, or with the container port
// as one, takes what comes to the container port: netfilter redirects it (amazon-ecs-agent
// agent/api/serviceconnect/service_connect.go, InterceptPort).
func (t *TaskDefinition) ExternalPorts(sc ServiceConnect) []ExternalPort {
	mode := t.NetworkMode
	sc.Enabled = sc.Enabled && mode.ServiceConnect()
	var all []ExternalPort
	for i := range t.Containers {
		for j, m := range t.Containers[i].PortMappings {
			p := ExternalPort{Container: i, ContainerPort: m.containerPorts(), Protocol: m.Protocol,
				OwnInterface: mode.OwnInterface(), Ports: mode.rules().outside(m)}
			t.setListener(&p, i, j, &sc)
			all = append(all, p)
		}
	}
	if !sc.Enabled {
		return all
	}
	for n, l := range sc.Listeners {
		if mode.OwnInterface() && t.redirected(&l) {
			continue
		}
		all = append(all, ExternalPort{Container: Proxy, Listener: n + 1, OwnInterface: mode.OwnInterface(),
			Ports: mode.rules().outside(PortMapping{ContainerPort: l.Override, HostPort: l.Override})})
	}
	return all
}

// setListener says which listener is in front of a port mapping, and whether it takes
// what comes to the external port of the mapping itself.
func (t *TaskDefinition) setListener(p *ExternalPort, container, mapping int, sc *ServiceConnect) {
	if !sc.Enabled {
		return
	}
	for n := range sc.Listeners {
		l := &sc.Listeners[n]
		if i, j, ok := t.named(l.PortName); !ok || i != container || j != mapping {
			continue
		}
		if p.OwnInterface && t.redirected(l) {
			p.Listener = n + 1
		} else {
			p.Bypassed = n + 1
		}
		return
	}
}

// redirected reports whether a listener of an awsvpc task takes what comes to the
// container port. One whose port mapping is not there listens nowhere.
func (t *TaskDefinition) redirected(l *IngressListener) bool {
	i, j, ok := t.named(l.PortName)
	return l.Override == 0 || ok && t.Containers[i].PortMappings[j].ContainerPort == l.Override
}

// ForwardsTo is the container, its index in the definition, and the port to which a listener
// of Service Connect passes connections on; false where no port mapping has the name.
func (t *TaskDefinition) ForwardsTo(l *IngressListener) (container int, port uint16, ok bool) {
	i, j, ok := t.named(l.PortName)
	if !ok {
		return 0, 0, false
	}
	return i, t.Containers[i].PortMappings[j].containerPorts().First, true
}

// Endpoint is what clients of a listener ask for.
func (t *TaskDefinition) Endpoint(l *IngressListener) Endpoint {
	e := l.Alias
	if e.Port == 0 {
		_, e.Port, _ = t.ForwardsTo(l)
	}
	return e
}

// Maps reports whether a port of the container is in its port mappings.
func (c *Container) Maps(port HostPort) bool {
	return slices.ContainsFunc(c.PortMappings, func(m PortMapping) bool {
		return m.Protocol == port.Protocol && m.containerPorts().Contains(port.Port)
	})
}
