package model

import (
	"fmt"
	"slices"
	"strconv"
)

// ServiceConnect is what a service's serviceConnectConfiguration adds to each of its
// tasks: a proxy container, and the ports on which that listens. ECS gives the proxy no
// size of its own: it lives on what the containers leave over of the task's size
// (developer guide, service-connect-concepts-deploy).
type ServiceConnect struct {
	Enabled   bool
	Namespace string // as it is written; "" = the cluster's default
	// ProxyCPU and ProxyMemory are what the user means to add to the task's own size for
	// the proxy. AWS advises 256 CPU units and 64 MiB at least.
	ProxyCPU    CPU
	ProxyMemory MiB
	Listeners   []IngressListener // none = the tasks are clients only
	// PortsCounted lets the scheduler count the ingressPortOverrides of bridge mode among
	// the task's host ports. The agent does not (amazon-ecs-agent agent/api/task/task.go,
	// ToHostResources).
	PortsCounted bool
}

// What AWS advises to add to a task for its proxy (developer guide,
// service-connect-concepts-deploy, 2026).
const (
	AdvisedProxyCPU    CPU = 256
	AdvisedProxyMemory MiB = 64
)

// IngressListener is one entry of serviceConnectConfiguration.services: a listener of
// the proxy in front of one port mapping.
type IngressListener struct {
	PortName string // of the port mapping that it passes connections on to
	// Override is ingressPortOverride: where it listens; 0 = not given. Then it takes what
	// comes to the container port in awsvpc mode, and in bridge mode gets a dynamic host
	// port (ECS API, ServiceConnectService).
	Override uint16
	Alias    Endpoint // what clients ask for; its port 0 = the container port
	TLS      bool
}

// Endpoint is a name and port that the tasks of a Service Connect namespace can ask for.
type Endpoint struct {
	Name string
	Port uint16
}

// String returns "NAME:PORT".
func (e Endpoint) String() string { return e.Name + ":" + strconv.Itoa(int(e.Port)) }

// leastOverride is the first port that ingressPortOverride takes.
const leastOverride = 1025

// CheckIngressPortOverride returns for what CreateService refuses a port as
// ingressPortOverride, in its words (terraform-provider-aws issue 28293); nil if it takes
// it.
func CheckIngressPortOverride(port int64) *Problem {
	switch {
	case port < leastOverride:
		return &Problem{"ingressPortOverride", InvalidParameterException, "IngressPortOverride cannot use ports <= 1024.",
			"1025 to 65535, or leave it out"}
	case port > 65535:
		return &Problem{"ingressPortOverride", InvalidParameterException, fmt.Sprintf("IngressPortOverride %d is no port.", port),
			"1025 to 65535, or leave it out"}
	}
	return nil
}

// CheckServiceConnect returns for what CreateService or UpdateService would refuse a
// service of this definition with Service Connect; nil if that is not enabled. Paths are
// those of serviceConnectConfiguration; "networkMode" and "memory" are the definition's.
// Task-level memory is mandatory, the modes are awsvpc and bridge, TLS is for awsvpc mode
// only (developer guide, service-connect-concepts-deploy), and no two listeners may have
// one port (amazon-ecs-agent agent/api/serviceconnect/service_connect_validator.go); the
// words are this program's.
func (t *TaskDefinition) CheckServiceConnect(sc ServiceConnect) []Problem {
	if !sc.Enabled {
		return nil
	}
	found := t.checkProxyMode(sc)
	if t.Memory == 0 {
		found = append(found, Problem{"memory", InvalidParameterException, "Service Connect requires that 'memory' be defined at the task level.",
			"what the containers leave over of it is the proxy's: 64 MiB at least"})
	}
	for i := range sc.Listeners {
		l := &sc.Listeners[i]
		if _, _, ok := t.named(l.PortName); !ok {
			found = append(found, Problem{listenerPath(i) + ".portName", InvalidParameterException,
				fmt.Sprintf("No port mapping of %s has the name %s.", t.Name(), l.PortName), ""})
		}
		if slices.ContainsFunc(sc.Listeners[:i], func(o IngressListener) bool { return l.Override > 0 && o.Override == l.Override }) {
			found = append(found, Problem{listenerPath(i) + ".ingressPortOverride", InvalidParameterException,
				fmt.Sprintf("IngressPortOverride %d is used by two services.", l.Override), "each listener of the proxy needs a port of its own"})
		}
	}
	return found
}

// checkProxyMode returns what the network mode rules out.
func (t *TaskDefinition) checkProxyMode(sc ServiceConnect) []Problem {
	var found []Problem
	mode := t.NetworkMode
	if !mode.ServiceConnect() {
		found = append(found, Problem{"networkMode", InvalidParameterException, fmt.Sprintf("Service Connect is not supported when networkMode=%v.", mode),
			"Service Connect needs " + ModesThat(NetworkMode.ServiceConnect) + " mode"})
	}
	for i := range sc.Listeners {
		if sc.Listeners[i].TLS && mode.ServiceConnect() && !mode.TLS() {
			found = append(found, Problem{listenerPath(i) + ".tls", InvalidParameterException,
				fmt.Sprintf("Service Connect with TLS is not supported when networkMode=%v.", mode), "TLS needs " + ModesThat(NetworkMode.TLS) + " mode"})
		}
	}
	return found
}

func listenerPath(i int) string { return "services[" + strconv.Itoa(i) + "]" }

// named finds a port mapping by its name: the indexes of its container and of itself.
func (t *TaskDefinition) named(portName string) (container, mapping int, ok bool) {
	for i := range t.Containers {
		for j := range t.Containers[i].PortMappings {
			if name := t.Containers[i].PortMappings[j].Name; name != "" && name == portName {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// PortNames lists the names of the port mappings.
func (t *TaskDefinition) PortNames() []string {
	var all []string
	for _, c := range t.Containers {
		for _, m := range c.PortMappings {
			if m.Name != "" {
				all = append(all, m.Name)
			}
		}
	}
	return all
}

// ProxyShare is what the containers leave over for the Service Connect proxy of the
// task's size and of what was added for it. Where a container sets no size, it lives on
// the same rest, and Shared says so: then nothing is the proxy's own.
type ProxyShare struct {
	CPU                     CPU
	Memory                  MiB
	CPUShared, MemoryShared bool
}

// ProxyShare returns what is left over for the proxy; never below 0.
func (t *TaskDefinition) ProxyShare(sc ServiceConnect) ProxyShare {
	var s ProxyShare
	cpu, memory := int64(t.CPU)+int64(sc.ProxyCPU), int64(t.Memory)+int64(sc.ProxyMemory)
	for _, c := range t.Containers {
		limit := c.Memory
		if limit == 0 {
			limit = c.MemoryReservation
		}
		if t.CPU > 0 {
			cpu -= int64(c.CPU)
			s.CPUShared = s.CPUShared || c.CPU == 0
		}
		memory -= int64(limit)
		s.MemoryShared = s.MemoryShared || limit == 0
	}
	s.CPU, s.Memory = CPU(max(cpu, 0)), MiB(max(memory, 0))
	return s
}

// Short says which of the proxy's shares are below AWS's advice. A rest that containers
// without a size of their own live on as well has to be more than that.
func (s ProxyShare) Short() (cpu, memory bool) {
	return s.CPU < AdvisedProxyCPU || s.CPUShared && s.CPU == AdvisedProxyCPU,
		s.Memory < AdvisedProxyMemory || s.MemoryShared && s.Memory == AdvisedProxyMemory
}

// ProxyPortTaken returns a container of the task whose port mapping a listener's
// ingressPortOverride is in the way of; "" = there is none. In awsvpc mode they share a
// network namespace, where only one can listen, unless the mapping is the one that the
// listener is in front of; in bridge mode they want one host port.
func (t *TaskDefinition) ProxyPortTaken(l *IngressListener) string {
	if l.Override == 0 || t.NetworkMode.OwnInterface() && t.redirected(l) {
		return ""
	}
	port := HostPort{Port: l.Override}
	for i := range t.Containers {
		c := &t.Containers[i]
		switch {
		case t.NetworkMode.OwnInterface():
			if c.Maps(port) {
				return c.Name
			}
		case t.NetworkMode.Publishes():
			if slices.ContainsFunc(c.PortMappings, func(m PortMapping) bool { return slices.Contains(m.outside(), port) }) {
				return c.Name
			}
		}
	}
	return ""
}
