package model

import (
	"fmt"
	"slices"
	"strings"
)

// NetworkMode is a task definition's networkMode. The zero value is Bridge: the
// agent reads an absent mode as bridge on Linux (amazon-ecs-agent
// agent/api/task/task.go, initNetworkMode).
type NetworkMode uint8

// The network modes of Linux container instances.
const (
	Bridge NetworkMode = iota
	HostMode
	AWSVPC
	None
)

// networkModes is the one list of modes. A new mode is a constant above, an entry here
// and a file of its own. Nobody else asks which mode a task has: what follows from it is
// among its facts, and TestEveryMode asks every mode for all of them.
var networkModes = [...]struct {
	name  string
	rules modeRules
}{
	Bridge:   {"bridge", bridgeMode{}},
	HostMode: {"host", hostMode{}},
	AWSVPC:   {"awsvpc", awsvpcMode{}},
	None:     {"none", noneMode{}},
}

// modeRules is what a mode has to know about itself.
type modeRules interface {
	facts() modeFacts
	// network turns a task into what it uses, all but the count of containers
	// and the pause container of shared PID and IPC namespaces.
	network(t *TaskDefinition, sc ServiceConnect) Network
	// outside is the ports at which a port mapping is reached from outside; the zero
	// PortRange = chosen on the host.
	outside(m PortMapping) PortRange
	// check returns what RegisterTaskDefinition rejects in this mode only.
	check(t *TaskDefinition) []Problem
}

// modeFacts are the answers of a mode. The zero value of a field is no answer.
type modeFacts struct {
	attached       attachment
	oneNamespace   answer // the containers of a task share one network namespace, and its 127.0.0.1
	links          answer // a container may know others of its task by links
	dynamicPorts   answer // a port mapping may leave its host port to the agent
	serviceConnect answer
	tls            answer // of Service Connect
	fargate        answer
	bridge         DockerBridge // that of an attachment behind a bridge; zero for the others
}

// answer is yes or no.
type answer uint8

const (
	unanswered answer = iota
	no
	yes
)

// attachment is what connects the containers of a task to the world.
type attachment uint8

const (
	unattached    attachment = iota // no answer
	byInterface                     // a network interface of the task's own
	behindBridge                    // a bridge of Docker's on the instance, where Docker publishes ports
	onTheInstance                   // they are in the network namespace of the instance
	byNothing                       // each has a loopback interface and nothing else
)

// DockerBridge is a bridge that Docker has made on the instance: its name, and the
// address that the instance itself has there.
type DockerBridge struct{ Name, Address string }

// rules is the mode's entry in the list.
func (m NetworkMode) rules() modeRules { return networkModes[m].rules }

// OwnInterface reports whether a task has a network interface of its own, by which its
// packets leave and come in, with an address of its subnet.
func (m NetworkMode) OwnInterface() bool { return m.rules().facts().attached == byInterface }

// Publishes reports whether the containers are behind a bridge on the instance, and
// Docker publishes their ports at host ports.
func (m NetworkMode) Publishes() bool { return m.rules().facts().attached == behindBridge }

// OnInstance reports whether the containers are in the network namespace of the
// instance itself, and listen on its ports.
func (m NetworkMode) OnInstance() bool { return m.rules().facts().attached == onTheInstance }

// Isolated reports whether a container reaches nobody and is reached by nobody.
func (m NetworkMode) Isolated() bool { return m.rules().facts().attached == byNothing }

// OneNamespace reports whether the containers of a task share a network namespace, and
// with it 127.0.0.1 and ports.
func (m NetworkMode) OneNamespace() bool { return m.rules().facts().oneNamespace == yes }

// Links reports whether a container may have links.
func (m NetworkMode) Links() bool { return m.rules().facts().links == yes }

// DynamicPorts reports whether a port mapping may leave its host port to the agent.
func (m NetworkMode) DynamicPorts() bool { return m.rules().facts().dynamicPorts == yes }

// ServiceConnect reports whether a service of such tasks can have Service Connect.
func (m NetworkMode) ServiceConnect() bool { return m.rules().facts().serviceConnect == yes }

// TLS reports whether its proxy can encrypt what it sends.
func (m NetworkMode) TLS() bool { return m.rules().facts().tls == yes }

// TargetType is how a load balancer addresses such tasks: TargetTypeInstance, TargetTypeIP, or ""
// where it cannot (developer guide, load-balancer-types).
func (m NetworkMode) TargetType() string {
	switch {
	case m.OwnInterface():
		return TargetTypeIP
	case m.Isolated():
		return ""
	}
	return TargetTypeInstance
}

// Fargate reports whether Fargate runs such tasks.
func (m NetworkMode) Fargate() bool { return m.rules().facts().fargate == yes }

// Bridge is the bridge that the containers are behind; zero where they are behind none.
func (m NetworkMode) Bridge() DockerBridge { return m.rules().facts().bridge }

// NetworkModes returns all modes.
func NetworkModes() []NetworkMode {
	all := make([]NetworkMode, len(networkModes))
	for i := range all {
		all[i] = NetworkMode(i)
	}
	return all
}

// ModesThat names the modes that answer yes, in order of their names: "awsvpc or host".
func ModesThat(answer func(NetworkMode) bool) string {
	var names []string
	for _, m := range NetworkModes() {
		if answer(m) {
			names = append(names, m.String())
		}
	}
	slices.Sort(names)
	return strings.Join(names, " or ")
}

// ParseNetworkMode reads the ECS API's networkMode, to the letter; the empty
// text is Bridge. The mode "default" of Windows is not simulated.
func ParseNetworkMode(text string) (NetworkMode, error) {
	if text == "" {
		return Bridge, nil
	}
	var names []string
	for m, e := range networkModes {
		if e.name == text {
			return NetworkMode(m), nil
		}
		names = append(names, e.name)
	}
	if text == "default" {
		return 0, fmt.Errorf("networkMode %q is that of Windows, which is not simulated, wanted one of %s", text, strings.Join(names, ", "))
	}
	return 0, fmt.Errorf("networkMode %q is unknown, wanted one of %s", text, strings.Join(names, ", "))
}

// String returns the ECS API's name of the mode.
func (m NetworkMode) String() string { return networkModes[m].name }
