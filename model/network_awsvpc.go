package model

// awsvpcMode gives the task an elastic network interface of its own: one
// attachment point of the host, plain or a branch of its trunk, and one address of
// the task's subnet. A pause container holds its network namespace and all
// containers live in it, so they share 127.0.0.1 and the ports of the interface;
// host ports are none of the host's (amazon-ecs-agent agent/api/task/task.go,
// ToHostResources). The namespace reaches the agent over one port of ecs-bridge.
type awsvpcMode struct{}

func (awsvpcMode) network(t *TaskDefinition, sc ServiceConnect) Network {
	names := t.containerNames(sc)
	return Network{
		ENI: 1, Addresses: 1, ECSBridge: 1, Attach: true, TargetType: "ip",
		Pauses:     []Pause{{PauseName, "none", names}},
		Namespaces: []Namespace{{PauseName, names}},
	}
}

func (awsvpcMode) door(m PortMapping) Door {
	return Door{OwnInterface: true, Ports: m.containerPorts()}
}

func (awsvpcMode) check(t *TaskDefinition) []Problem {
	found := append(t.checkLinks(), t.checkSamePort()...)
	return append(found, t.checkTwice(PortMapping.onHost, "in awsvpc mode all containers of a task share one network interface: give one of them another port")...)
}

func (awsvpcMode) serviceConnect() string { return "" }
