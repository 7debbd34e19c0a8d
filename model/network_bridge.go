package model

// bridgeMode gives each container a network namespace with a veth pair into
// docker0. Static host ports are Docker's to bind and the scheduler's to count;
// for the others the agent picks a free port when the container is created, and
// the scheduler never learns of them (ECS API PortMapping; amazon-ecs-agent
// agent/api/task/task.go, dockerPortMap). A containerPortRange asks for as many
// contiguous ports, and has no static form.
//
// With Service Connect each container, the proxy too, gets a pause container,
// which holds the namespace, the docker0 port and the published ports. A listener of
// the proxy has its ingressPortOverride as host port, which is not among the task's
// ports that ECS places by, or else a dynamic one (agent/api/task/task.go,
// buildPortMapWithSCIngressConfig and ToHostResources).
type bridgeMode struct{}

func (bridgeMode) facts() modeFacts {
	return modeFacts{attached: behindBridge, oneNamespace: no, links: yes, dynamicPorts: yes, serviceConnect: yes, tls: no, fargate: no,
		bridge: DockerBridge{"docker0", "172.17.0.1"}}
}

func (bridgeMode) network(t *TaskDefinition, sc ServiceConnect) Network {
	names := t.containerNames(sc)
	n := Network{Bridge: int32(len(names)), PausesPublish: sc.Enabled}
	for i, c := range t.Containers {
		for _, m := range c.PortMappings {
			for _, p := range m.outside() {
				n.HostPorts = append(n.HostPorts, p)
				n.Published = append(n.Published, Publication{i, m.ContainerPort, p})
			}
			if m.HostPort == 0 || m.ranged() {
				r := m.containerPorts()
				n.Dynamic = append(n.Dynamic, DynamicMapping{i, r, r.Size(), m.Protocol})
			}
		}
	}
	for _, name := range names {
		owner := name
		if sc.Enabled {
			owner = pauseOf(name)
			n.Pauses = append(n.Pauses, Pause{owner, "bridge", []string{name}})
		}
		n.Namespaces = append(n.Namespaces, Namespace{owner, []string{name}})
	}
	if sc.Enabled {
		n.listen(sc)
	}
	return n
}

// listen adds the host ports of the proxy's listeners.
func (n *Network) listen(sc ServiceConnect) {
	for _, l := range sc.Listeners {
		if l.Override == 0 {
			n.Dynamic = append(n.Dynamic, DynamicMapping{Container: Proxy, Count: 1})
			continue
		}
		p := HostPort{Port: l.Override}
		n.Published = append(n.Published, Publication{Container: Proxy, Host: p})
		if sc.PortsCounted {
			n.HostPorts = append(n.HostPorts, p)
		}
	}
}

func (bridgeMode) outside(m PortMapping) PortRange {
	if static := m.outside(); len(static) > 0 {
		return PortRange{static[0].Port, static[0].Port}
	}
	return PortRange{}
}

func (bridgeMode) check(t *TaskDefinition) []Problem {
	return t.checkTwice(PortMapping.outside, "two containers cannot have one host port: change one, or leave hostPort out for a dynamic one")
}
