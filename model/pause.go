package model

import "slices"

// Names of the pause containers that the agent adds to a task (amazon-ecs-agent
// agent/api/task/task.go). A Service Connect task in bridge mode has one for each
// container, with the container's name after a hyphen.
const (
	PauseName          = "~internal~ecs~pause"
	NamespacePauseName = "~internal~ecs~pause~namespace"
)

// HostNamespace names the network namespace of the container instance itself.
const HostNamespace = "host"

// Pause is a container that does nothing but hold a namespace for others. Its
// image is loaded by the agent and not pulled; it claims no CPU units and no
// memory, and its death stops the task.
type Pause struct {
	Name string
	// Network is its own Docker network: "none" in awsvpc mode, where the
	// interface is plugged in afterwards, and "bridge" in bridge mode.
	Network string
	// Holds names the containers that live in its namespace. That is the network
	// namespace, but for the pause of pidMode or ipcMode "task", which holds the
	// PID or IPC namespace and no network.
	Holds []string
}

// Namespace is a network namespace and the containers that share it, and with
// it 127.0.0.1.
type Namespace struct {
	// Name is the container that owns it, or HostNamespace.
	Name string
	// Containers are those of the definition and the Service Connect proxy.
	Containers []string
}

// Namespaces says which containers of a task share a network namespace: all of
// them in awsvpc mode and, with every other process of the host, in host mode;
// none in bridge and none mode.
func (t *TaskDefinition) Namespaces(sc ServiceConnect) []Namespace { return t.Network(sc).Namespaces }

// Holder names who holds the network namespace of a container: a pause container,
// HostNamespace, or the container itself. It panics at a container that the task does
// not have.
func (n *Network) Holder(container string) string {
	for _, x := range n.Namespaces {
		if slices.Contains(x.Containers, container) {
			return x.Name
		}
	}
	panic("model: no network namespace of container " + container + ", invariant: each has one")
}

// pauseOf names the pause container of one container.
func pauseOf(container string) string { return PauseName + "-" + container }
