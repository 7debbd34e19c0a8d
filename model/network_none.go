package model

// noneMode leaves each container a loopback interface and nothing else: no
// connection to anywhere, and no port mappings (ECS API
// RegisterTaskDefinition, networkMode).
type noneMode struct{}

func (noneMode) network(t *TaskDefinition, sc ServiceConnect) Network {
	var n Network
	for _, name := range t.containerNames(sc) {
		n.Namespaces = append(n.Namespaces, Namespace{name, []string{name}})
	}
	return n
}

func (noneMode) door(PortMapping) Door { return Door{} }

func (noneMode) check(t *TaskDefinition) []Problem {
	found := t.checkLinks()
	t.eachMapping(func(path string, c *Container, m PortMapping) {
		found = append(found, Problem{path, ClientException,
			"Port mappings are not supported when networkMode=none.",
			"a task in this mode has no network: leave portMappings out or choose another mode"})
	})
	return found
}

func (noneMode) serviceConnect() string {
	return "Service Connect is not supported when networkMode=none."
}
