package model

// awsvpcMode gives the task an elastic network interface of its own: one
// attachment point of the host, plain or a branch of its trunk, and one address of
// the task's subnet. A pause container holds its network namespace and all
// containers live in it, so they share 127.0.0.1 and the ports of the interface;
// host ports are none of the host's (amazon-ecs-agent agent/api/task/task.go,
// ToHostResources). The namespace reaches the agent over one port of ecs-bridge.
type awsvpcMode struct{}

func (awsvpcMode) facts() modeFacts {
	return modeFacts{attached: byInterface, oneNamespace: yes, links: no, dynamicPorts: no, serviceConnect: yes, tls: yes, fargate: yes}
}

func (awsvpcMode) network(t *TaskDefinition, sc ServiceConnect) Network {
	names := t.containerNames(sc)
	return Network{
		ENI: 1, Addresses: 1, ECSBridge: 1, Attach: true,
		Pauses:     []Pause{{PauseName, "none", names}},
		Namespaces: []Namespace{{PauseName, names}},
	}
}

func (awsvpcMode) outside(m PortMapping) PortRange { return m.containerPorts() }

func (awsvpcMode) check(t *TaskDefinition) []Problem {
	return append(t.checkSamePort(), t.checkTwice(PortMapping.onHost, "in awsvpc mode all containers of a task share one network interface: give one of them another port")...)
}
