package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Proxy is the container index of the Service Connect proxy, which no task
// definition lists, and ProxyName its name here; ECS adds a random suffix.
const (
	Proxy     = -1
	ProxyName = "ecs-service-connect"
)

// Network is what its network mode makes of one task: everything that it holds
// on its host or in its subnet on account of networking.
type Network struct {
	ENI       int32 // attachment points for task ENIs: 1 in awsvpc mode
	Addresses int32 // private IPv4 addresses of its subnet: 1 in awsvpc mode
	Bridge    int32 // docker0 ports, and as many docker0 addresses
	ECSBridge int32 // ecs-bridge ports, over which the task reaches the agent's credentials
	// Containers counts the task's Docker containers in all: those of the
	// definition, the Service Connect proxy and the pause containers.
	Containers int32
	// HostPorts are the static ports as the scheduler counts them, ascending,
	// each once.
	HostPorts []HostPort
	// Listens are those that the application itself opens on the host: host mode.
	Listens []Listening
	// Published are those that Docker binds on the host: bridge mode.
	Published []Publication
	// Dynamic are requests to the agent for host ports, in the order in which it
	// makes them. The scheduler does not see them.
	Dynamic []DynamicMapping
	Pauses  []Pause
	// PausesPublish says that the pause containers publish the ports and join docker0, before
	// any image is pulled: bridge mode with Service Connect.
	PausesPublish bool
	Namespaces    []Namespace // network namespaces, in the order of the definition
	// Attach says that the task stays PROVISIONING until its ENI is attached.
	Attach bool
}

// Listening is a port of the host that a container's application opens by itself.
type Listening struct {
	Container int // index in TaskDefinition.Containers
	Host      HostPort
}

// Publication is a static host port that Docker binds for a container.
type Publication struct {
	Container     int    // index in TaskDefinition.Containers, or Proxy
	ContainerPort uint16 // 0 for a listener of the proxy, whose port inside ECS picks
	Host          HostPort
}

// DynamicMapping is one request for Count contiguous host ports: 1 for a port
// mapping without a host port, more for a containerPortRange.
type DynamicMapping struct {
	Container     int       // index in TaskDefinition.Containers, or Proxy
	ContainerPort PortRange // zero for a listener of the proxy, whose port ECS picks
	Count         int
	Protocol      Protocol
}

// Network returns what a task of this definition uses, with the Service Connect
// of its service if that is enabled. The definition is taken to be valid; a mode
// that cannot have Service Connect still counts the proxy as a container.
func (t *TaskDefinition) Network(sc ServiceConnect) Network {
	names := t.containerNames(sc)
	n := t.NetworkMode.rules().network(t, sc)
	slices.SortFunc(n.HostPorts, HostPort.Compare)
	n.HostPorts = slices.Compact(n.HostPorts)
	if t.PIDMode == "task" || t.IPCMode == "task" {
		n.Pauses = append(n.Pauses, Pause{NamespacePauseName, "none", names})
	}
	n.Containers = int32(len(names) + len(n.Pauses))
	return n
}

// StaticPorts returns the ports for which a task of this definition needs a host
// of its own: what a PortTable is made of. Ascending, each once.
func (t *TaskDefinition) StaticPorts(sc ServiceConnect) []HostPort { return t.Network(sc).HostPorts }

// Claim returns what the scheduler and the host have to find for one task
// (amazon-ecs-agent agent/api/task/task.go, ToHostResources, whose comment says
// that ECS places by it). CPU is the task's, else the sum of the containers';
// memory is the task's, else the sum of each container's memoryReservation if it
// has one, else memory. Service Connect's proxy counts for nothing in either, but for
// what the user means to add for it. The table numbers the static ports; sums saturate
// at 2^30.
func (t *TaskDefinition) Claim(sc ServiceConnect, table *PortTable) Claim {
	n := t.Network(sc)
	return Claim{
		Room:      t.room(&n, sc),
		Ports:     table.Mask(n.HostPorts),
		PortCount: int32(len(n.HostPorts)),
		Bridge:    n.Bridge,
		Addresses: n.Addresses,
		Dynamic:   n.Dynamic,
	}
}

// reserves is the memory that a container counts for where the task sets none.
func (c *Container) reserves() MiB {
	if c.MemoryReservation > 0 {
		return c.MemoryReservation
	}
	return c.Memory
}

// containerNames lists the containers that run in a task, pauses apart.
func (t *TaskDefinition) containerNames(sc ServiceConnect) []string {
	var names []string
	for _, c := range t.Containers {
		names = append(names, c.Name)
	}
	if sc.Enabled {
		names = append(names, ProxyName)
	}
	return names
}

// ranged reports whether the mapping is a containerPortRange.
func (m PortMapping) ranged() bool { return m.Range != PortRange{} }

// containerPorts returns the container ports of a mapping.
func (m PortMapping) containerPorts() PortRange {
	if m.ranged() {
		return m.Range
	}
	return PortRange{m.ContainerPort, m.ContainerPort}
}

// onHost returns the ports of a mapping where they are the same inside and out:
// on the host in host mode, on the task's ENI in awsvpc mode.
func (m PortMapping) onHost() []HostPort {
	r := m.containerPorts()
	ports := make([]HostPort, 0, r.Size())
	for p := int(r.First); p <= int(r.Last); p++ {
		ports = append(ports, HostPort{uint16(p), m.Protocol})
	}
	return ports
}

// outside returns the static ports of a mapping in bridge mode, if any.
func (m PortMapping) outside() []HostPort {
	if m.HostPort == 0 || m.ranged() {
		return nil
	}
	return []HostPort{{m.HostPort, m.Protocol}}
}

// eachMapping calls f for every port mapping with its path.
func (t *TaskDefinition) eachMapping(f func(path string, c *Container, m PortMapping)) {
	for i := range t.Containers {
		c := &t.Containers[i]
		for j, m := range c.PortMappings {
			f(containerPath(i)+".portMappings["+strconv.Itoa(j)+"]", c, m)
		}
	}
}

// checkSamePort returns mappings whose host port differs from the container's.
func (t *TaskDefinition) checkSamePort() []Problem {
	var found []Problem
	t.eachMapping(func(path string, c *Container, m PortMapping) {
		if !m.ranged() && m.HostPort != 0 && m.HostPort != m.ContainerPort {
			found = append(found, Problem{path + ".hostPort", ClientException,
				"When networkMode=" + t.NetworkMode.String() + ", the host ports and container ports in port mappings must match.",
				fmt.Sprintf("found %d for %d: leave hostPort out", m.HostPort, m.ContainerPort)})
		}
	})
	return found
}

// enoughRepeats is where a definition has shown what is wrong with its ports: a
// bound on the work that a file full of wide ranges can ask for.
const enoughRepeats = 20

// checkTwice returns mappings with a port that an earlier one has, where of gives
// the ports that may come once only.
func (t *TaskDefinition) checkTwice(of func(PortMapping) []HostPort, hint string) []Problem {
	var found []Problem
	seen := map[HostPort]bool{}
	t.eachMapping(func(path string, c *Container, m PortMapping) {
		if len(found) == enoughRepeats {
			return
		}
		ports := of(m)
		if i := slices.IndexFunc(ports, func(p HostPort) bool { return seen[p] }); i >= 0 {
			found = append(found, Problem{path + ".hostPort", ClientException,
				fmt.Sprintf("%s host port '%d' is mapped multiple times in task.", strings.ToUpper(m.Protocol.String()), ports[i].Port), hint})
		}
		for _, p := range ports {
			seen[p] = true
		}
	})
	return found
}

// checkLinks returns the links of a task whose mode knows none.
func (t *TaskDefinition) checkLinks() []Problem {
	if t.NetworkMode.Links() {
		return nil
	}
	var found []Problem
	for i, c := range t.Containers {
		if len(c.Links) > 0 {
			found = append(found, Problem{containerPath(i) + ".links", ClientException,
				"Links are not supported when networkMode=" + t.NetworkMode.String(), "links are for " + ModesThat(NetworkMode.Links) + " mode only"})
		}
	}
	return found
}
