package model

// noneMode leaves each container a loopback interface and nothing else: no
// connection to anywhere, and no port mappings (ECS API
// RegisterTaskDefinition, networkMode).
type noneMode struct{}

func (noneMode) facts() modeFacts {
	return modeFacts{attached: byNothing, oneNamespace: no, links: no, dynamicPorts: no, serviceConnect: no, tls: no, fargate: no}
}

func (noneMode) network(t *TaskDefinition, sc ServiceConnect) Network {
	var n Network
	for _, name := range t.containerNames(sc) {
		n.Namespaces = append(n.Namespaces, Namespace{name, []string{name}})
	}
	return n
}

func (noneMode) outside(PortMapping) PortRange { return PortRange{} }

func (noneMode) check(t *TaskDefinition) []Problem {
	var found []Problem
	t.eachMapping(func(path string, c *Container, m PortMapping) {
		found = append(found, Problem{path, ClientException,
			"Port mappings are not supported when networkMode=none.",
			"a task in this mode has no network: leave portMappings out or choose another mode"})
	})
	return found
}
