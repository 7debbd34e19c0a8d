package model

// hostMode puts the containers on the host's own network: each declared
// container port is a static port of the host (developer guide,
// task_definition_parameters; an absent hostPort becomes the container's,
// amazon-ecs-agent issue 185). A port that a container opens without declaring it
// is invisible to the scheduler and is not simulated.
type hostMode struct{}

func (hostMode) facts() modeFacts {
	return modeFacts{attached: onTheInstance, oneNamespace: yes, links: no, dynamicPorts: no, serviceConnect: no, tls: no, fargate: no}
}

func (hostMode) network(t *TaskDefinition, sc ServiceConnect) Network {
	n := Network{Namespaces: []Namespace{{HostNamespace, t.containerNames(sc)}}}
	for i, c := range t.Containers {
		for _, m := range c.PortMappings {
			for _, p := range m.onHost() {
				n.HostPorts = append(n.HostPorts, p)
				n.Listens = append(n.Listens, Listening{i, p})
			}
		}
	}
	return n
}

func (hostMode) outside(m PortMapping) PortRange { return m.containerPorts() }

func (hostMode) check(t *TaskDefinition) []Problem {
	found := t.checkSamePort()
	t.eachMapping(func(path string, c *Container, m PortMapping) {
		if m.ranged() {
			found = append(found, Problem{path + ".containerPortRange", ClientException,
				"containerPortRange is not supported when networkMode=host.",
				"ranges need bridge or awsvpc mode: list the ports one by one"})
		}
	})
	return append(found, t.checkTwice(PortMapping.onHost, "in host mode all containers listen on the host itself: give one of them another port")...)
}
