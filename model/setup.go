package model

import (
	"fmt"
	"slices"
	"strings"
)

// Setup is a network setup: a way to run the same workload. It rewrites the
// network mode and host ports of each task definition and says which hosts launch
// with a trunk. Mode none is no setup: a task without a network keeps it.
type Setup uint8

// The setups in the order in which they are compared.
const (
	SetupAWSVPC Setup = iota
	SetupTrunking
	SetupBridgeDynamic
	SetupBridgeStatic
	SetupHost
)

var setups = [...]struct {
	name string
	mode NetworkMode
}{
	SetupAWSVPC:        {"awsvpc", AWSVPC},
	SetupTrunking:      {"awsvpc-trunking", AWSVPC},
	SetupBridgeDynamic: {"bridge-dynamic", Bridge},
	SetupBridgeStatic:  {"bridge-static", Bridge},
	SetupHost:          {"host", HostMode},
}

// Setups returns all setups in their order.
func Setups() []Setup {
	all := make([]Setup, len(setups))
	for i := range all {
		all[i] = Setup(i)
	}
	return all
}

// ParseSetup reads the name of a setup, to the letter.
func ParseSetup(text string) (Setup, error) {
	var names []string
	for s, e := range setups {
		if e.name == text {
			return Setup(s), nil
		}
		names = append(names, e.name)
	}
	return 0, fmt.Errorf("network setup %q is unknown, wanted one of %s", text, strings.Join(names, ", "))
}

// String returns the name of the setup.
func (s Setup) String() string { return setups[s].name }

// Mode is the network mode that the setup gives to a task.
func (s Setup) Mode() NetworkMode { return setups[s].mode }

// ForcesTrunk reports whether every host launches with a trunk whose type can
// have one, whatever the scenario says.
func (s Setup) ForcesTrunk() bool { return s == SetupTrunking }

// ForbidsTrunk reports whether no host launches with a trunk, whatever the
// scenario says. A setup that neither forces nor forbids leaves it as it is.
func (s Setup) ForbidsTrunk() bool { return s == SetupAWSVPC }

// Rewrite returns the definition as it would be registered for this setup, and
// leaves the given one alone; the two share nothing that can change. The error is
// a Problem: the first reason for which ECS would refuse the network part of it,
// as with two containers on one port in a shared namespace. Sizes are not judged.
//
// Host ports become the container's in awsvpc and host mode and 0 in
// bridge-dynamic; bridge-static keeps one that is given and otherwise takes the
// container's. A mapping that comes twice in a container, on two host ports, is one
// in awsvpc and host mode.
//
// A containerPortRange stays one in awsvpc and bridge-dynamic. It has no static
// form in ECS, so bridge-static and host list its ports one by one, which is what
// their user would have to write. FARGATE is dropped from
// requiresCompatibilities outside awsvpc: the setups compare hosts. Required
// attributes that only the old mode or a range called for go too.
func (s Setup) Rewrite(t TaskDefinition, sc ServiceConnect) (TaskDefinition, error) {
	if t.NetworkMode.Isolated() {
		return t.Clone(), nil
	}
	return s.rewriteFor(s.Mode(), t, sc)
}

// WithDynamicPorts is the definition with dynamic host ports in place of static ones; the
// error is that of Rewrite. Its mode has to have them.
func (t *TaskDefinition) WithDynamicPorts(sc ServiceConnect) (TaskDefinition, error) {
	return SetupBridgeDynamic.rewriteFor(t.NetworkMode, *t, sc)
}

// rewriteFor is Rewrite for a mode.
func (s Setup) rewriteFor(mode NetworkMode, t TaskDefinition, sc ServiceConnect) (TaskDefinition, error) {
	t = t.Clone()
	t.NetworkMode = mode
	ranged := false
	for i := range t.Containers {
		c := &t.Containers[i]
		c.PortMappings = s.rewrite(c.PortMappings)
		ranged = ranged || slices.ContainsFunc(c.PortMappings, PortMapping.ranged)
	}
	if !mode.Fargate() {
		t.Compatibilities = slices.DeleteFunc(t.Compatibilities, func(c string) bool { return c == "FARGATE" })
	}
	t.Requires = slices.DeleteFunc(t.Requires, func(name string) bool {
		return name == "ecs.capability.task-eni" && !mode.OwnInterface() ||
			name == "ecs.capability.network.container-port-range" && !ranged
	})
	found := t.checkNetwork()
	if sc.Enabled {
		found = append(found, t.checkProxyMode(sc)...)
	}
	if len(found) > 0 {
		return t, found[0]
	}
	return t, nil
}

// rewrite returns the mappings of one container for the setup.
func (s Setup) rewrite(old []PortMapping) []PortMapping {
	var ms []PortMapping
	add := func(m PortMapping) {
		same := func(n PortMapping) bool {
			return n.ContainerPort == m.ContainerPort && n.Protocol == m.Protocol && n.Range == m.Range && n.HostPort == m.HostPort
		}
		if s == SetupBridgeDynamic || !slices.ContainsFunc(ms, same) {
			ms = append(ms, m)
		}
	}
	static := s == SetupBridgeStatic || s == SetupHost
	for _, m := range old {
		switch {
		case m.ranged() && static:
			for _, p := range m.onHost() {
				add(PortMapping{ContainerPort: p.Port, HostPort: p.Port, Protocol: p.Protocol})
			}
			continue
		case m.ranged():
		case s == SetupBridgeDynamic:
			m.HostPort = 0
		case s == SetupBridgeStatic && m.HostPort != 0:
		default:
			m.HostPort = m.ContainerPort
		}
		add(m)
	}
	return ms
}

// Clone returns a copy that shares nothing with t that can change.
func (t *TaskDefinition) Clone() TaskDefinition {
	d := *t
	d.Containers = slices.Clone(t.Containers)
	for i := range d.Containers {
		c := &d.Containers[i]
		c.PortMappings = slices.Clone(c.PortMappings)
		c.Links = slices.Clone(c.Links)
		c.DependsOn = slices.Clone(c.DependsOn)
		if c.HealthCheck != nil {
			h := *c.HealthCheck
			c.HealthCheck = &h
		}
	}
	d.Constraints = slices.Clone(t.Constraints)
	d.Compatibilities = slices.Clone(t.Compatibilities)
	d.Requires = slices.Clone(t.Requires)
	return d
}
