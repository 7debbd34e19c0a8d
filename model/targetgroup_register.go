package model

import (
	"fmt"
	"slices"
)

// CheckTargetGroup returns for what CreateService would refuse a target group in front of a
// container's port, beside what CheckLoadBalancer finds: targets of another type than tasks of the
// network mode are, health checks of one port where each task has another, or a protocol that the
// port mapping does not speak.
//
// The words on types and ports are ECS's own (hashicorp/terraform issue 24266, cfn-lint issue 817),
// with the group's name for its ARN; those on protocols are in its manner.
func (t *TaskDefinition) CheckTargetGroup(g *TargetGroup, container string, port uint16) []Problem {
	var found []Problem
	add := func(message, hint string) {
		found = append(found, Problem{"loadBalancers.targetGroupArn", InvalidParameterException, message, hint})
	}
	want := t.NetworkMode.TargetType()
	if want != "" && g.TargetType != "" && g.TargetType != want {
		add(fmt.Sprintf("The provided target group %s has target type %s, which is incompatible with the %v network mode specified in the task definition.",
			g.Name, g.TargetType, t.NetworkMode), fmt.Sprintf("wanted targetType: %s", want))
	}
	m := t.mappingOf(container, port)
	if m == nil {
		return found // as CheckLoadBalancer says
	}
	if g.Check.Port != 0 && t.NetworkMode.rules().outside(*m) == (PortRange{}) {
		add(fmt.Sprintf("The task definition is configured to use a dynamic host port, but the target group with targetGroupArn %s has a health check port specified.", g.Name),
			"wanted healthCheck.port: traffic-port, or a static hostPort")
	}
	if !g.Protocol.Over(m.Protocol) {
		add(fmt.Sprintf("The target group %s has protocol %v, which is incompatible with protocol %v of container port %d of container %s.",
			g.Name, g.Protocol, m.Protocol, port, container), "wanted "+names(TargetProtocols(), func(p TargetProtocol) bool { return p.Over(m.Protocol) }))
	}
	return found
}

// mappingOf is the port mapping of a container's port; nil if there is none.
func (t *TaskDefinition) mappingOf(container string, port uint16) *PortMapping {
	i := t.Index(container)
	if i < 0 {
		return nil
	}
	all := t.Containers[i].PortMappings
	if j := slices.IndexFunc(all, func(m PortMapping) bool { return m.containerPorts().Contains(port) }); j >= 0 {
		return &all[j]
	}
	return nil
}

// MappedProtocol is the protocol of a container's port; TCP where it has no mapping.
func (t *TaskDefinition) MappedProtocol(container string, port uint16) Protocol {
	if m := t.mappingOf(container, port); m != nil {
		return m.Protocol
	}
	return TCP
}

// CheckFault is why the health checks of a target group can never pass, and changes of which any one
// would mend that, the simplest first.
type CheckFault struct {
	Why      string
	Remedies []CheckRemedy
}

// CheckRemedy is a change by which health checks find a port that answers: a healthCheck.port of the
// target group, 0 = traffic-port. With Mapping the task has no port mapping for TCP there, and needs
// one too (see WithCheckedPort).
type CheckRemedy struct {
	Port    uint16
	Mapping bool
}

// CheckedPort finds the port at which the health checks of a target group in front of a container's
// port ask: the one of ExternalPorts, by its index, and how far behind the first of its ports. It has
// to be a port mapping for TCP, for no load balancer checks over anything else. Where none of the
// task's is there, the fault says so; external is -1 then.
func (t *TaskDefinition) CheckedPort(g *TargetGroup, container int, port uint16) (external, offset int, fault *CheckFault) {
	all := t.ExternalPorts(ServiceConnect{})
	traffic := slices.IndexFunc(all, func(p ExternalPort) bool { return p.Container == container && p.ContainerPort.Contains(port) })
	if traffic < 0 {
		return -1, 0, nil // as CheckLoadBalancer says
	}
	p := &all[traffic]
	behind := port - p.ContainerPort.First
	at := g.Check.Port
	switch {
	case at == 0 && p.Protocol == TCP:
		return traffic, int(behind), nil
	case at == 0 && !p.Dynamic():
		at = p.Ports.First + behind
	}
	answers := func(q ExternalPort) bool { return q.Protocol == TCP && !q.Dynamic() }
	for i, q := range all {
		if at != 0 && answers(q) && q.Ports.Contains(at) {
			return i, int(at - q.Ports.First), nil
		}
	}
	f := t.checkFault(g, container)
	if g.Check.Port != 0 && p.Protocol == TCP {
		f.Remedies = append(f.Remedies, CheckRemedy{})
	} else if n := slices.IndexFunc(all, answers); n >= 0 {
		f.Remedies = append(f.Remedies, CheckRemedy{Port: all[n].Ports.First})
	}
	free := g.Check.Port
	if free == 0 {
		free = t.freePort(port)
	}
	f.Remedies = append(f.Remedies, CheckRemedy{Port: free, Mapping: true})
	return -1, 0, f
}

// freePort is the next port above one at which no container of the task has a port mapping.
func (t *TaskDefinition) freePort(above uint16) uint16 {
	for p := above + 1; p != above; p++ {
		taken := p == 0
		t.eachMapping(func(_ string, _ *Container, m PortMapping) {
			taken = taken || m.containerPorts().Contains(p) || m.HostPort == p
		})
		if !taken {
			return p
		}
	}
	return 0
}

// checkFault words a health check that nothing answers.
func (t *TaskDefinition) checkFault(g *TargetGroup, container int) *CheckFault {
	c := &t.Containers[container]
	f := &CheckFault{Why: fmt.Sprintf("its target group checks over %v", g.Check.Protocol)}
	tcp := slices.ContainsFunc(c.PortMappings, func(m PortMapping) bool { return m.Protocol == TCP })
	switch {
	case g.Check.Port != 0:
		f.Why += fmt.Sprintf(" on port %d, and no port mapping of %s is TCP at that port", g.Check.Port, t.Name())
	case tcp:
		f.Why += fmt.Sprintf(" on the port of its requests, which port mappings of %s have for UDP only", c.Name)
	default:
		f.Why += fmt.Sprintf(", and no port mapping of %s is TCP", c.Name)
	}
	return f
}

// WithCheckedPort is the definition with one more port mapping of a container, for TCP, at a port that
// is the same outside, for the health checks of a target group in front of the container's port: with a
// healthCheck.port CreateService takes no dynamic host port there, which becomes the container's. It
// is false where there is no such container, or ECS would refuse that.
func (t *TaskDefinition) WithCheckedPort(container string, port, checked uint16) (TaskDefinition, bool) {
	d, i := t.Clone(), t.Index(container)
	if i < 0 || checked == 0 {
		return *t, false
	}
	all, added := d.Containers[i].PortMappings, PortMapping{ContainerPort: checked}
	if t.NetworkMode.DynamicPorts() {
		added.HostPort = checked
		for n := range all {
			if m := &all[n]; m.containerPorts().Contains(port) && m.HostPort == 0 {
				m.HostPort = port
			}
		}
	}
	d.Containers[i].PortMappings = append(all, added)
	return d, len(d.checkNetwork()) == 0
}
