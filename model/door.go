package model

import "slices"

// Door is where a port mapping of a task can be reached from outside its network
// namespace. A task in mode none has none.
type Door struct {
	Container     int       // index in TaskDefinition.Containers, or Proxy
	ContainerPort PortRange // zero for a listener of the proxy, whose port ECS picks
	Protocol      Protocol
	// OwnInterface: on the task's own network interface, where its own security groups
	// filter; otherwise on its host, where those of the instance do.
	OwnInterface bool
	// Ports are those outside; the zero PortRange = chosen on the host, out of its
	// dynamic range, when the containers are created.
	Ports PortRange
}

// Dynamic reports whether the ports outside are chosen on the host.
func (d *Door) Dynamic() bool { return d.Ports == PortRange{} }

// Size is how many ports the door has outside: as many as inside.
func (d *Door) Size() int { return d.ContainerPort.Size() }

// Doors lists where a task of the definition can be reached, in the order of its
// port mappings, Service Connect's dynamic listeners last. Those that are dynamic come
// in the order of Network.Dynamic.
func (t *TaskDefinition) Doors(sc ServiceConnect) []Door {
	mode := networkModes[t.NetworkMode].mode
	var all []Door
	for i := range t.Containers {
		for _, m := range t.Containers[i].PortMappings {
			d := mode.door(m)
			d.Container, d.ContainerPort, d.Protocol = i, m.containerPorts(), m.Protocol
			all = append(all, d)
		}
	}
	for _, m := range mode.network(t, sc).Dynamic {
		if m.Container == Proxy {
			all = append(all, Door{Container: Proxy, Protocol: m.Protocol})
		}
	}
	return all
}

// Maps reports whether a port of the container is in its port mappings.
func (c *Container) Maps(port HostPort) bool {
	return slices.ContainsFunc(c.PortMappings, func(m PortMapping) bool {
		return m.Protocol == port.Protocol && m.containerPorts().Contains(port.Port)
	})
}
