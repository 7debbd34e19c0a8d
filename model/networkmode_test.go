package model

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestEveryMode asks every mode everything that is asked of modes, and holds the answers
// to what the mode makes of a task. Who reaches such a task is asked in package firewall. A
// mode that is new has its name in what fails.
func TestEveryMode(t *testing.T) {
	for _, m := range NetworkModes() {
		t.Run(m.String(), func(t *testing.T) {
			t.Run("answers", func(t *testing.T) { checkAnswers(t, m) })
			t.Run("network", func(t *testing.T) { checkNetworkOf(t, m) })
			t.Run("registration", func(t *testing.T) { checkRegistration(t, m) })
			t.Run("Service Connect", func(t *testing.T) { checkConnecting(t, m) })
			t.Run("host ports", func(t *testing.T) { checkHostPorts(t, m) })
		})
	}
}

// checkAnswers looks for a question without an answer.
func checkAnswers(t *testing.T, m NetworkMode) {
	if got, err := ParseNetworkMode(m.String()); err != nil || got != m {
		t.Errorf("%q reads as %v, %v", m.String(), got, err)
	}
	facts := reflect.ValueOf(m.rules().facts())
	for i := range facts.NumField() {
		if name := facts.Type().Field(i).Name; name != "bridge" && facts.Field(i).IsZero() {
			t.Errorf("no answer to %s", name)
		}
	}
	if b := m.Bridge(); (b.Name != "" && b.Address != "") != m.Publishes() {
		t.Errorf("publishes %v by bridge %+v", m.Publishes(), b)
	}
	if m.DynamicPorts() && !m.Publishes() {
		t.Error("dynamic host ports, and nobody who publishes them")
	}
	if m.TLS() && !m.ServiceConnect() {
		t.Error("TLS without Service Connect")
	}
}

// pair is a task of two containers, whose port mappings are those of a mode that has any.
func pair(m NetworkMode, hostPort uint16) *TaskDefinition {
	td := &TaskDefinition{Family: "pair", Revision: 1, NetworkMode: m, CPU: 256, Memory: 512, Containers: []Container{
		{Name: "a", Image: "image", Essential: true}, {Name: "b", Image: "image", Essential: true}}}
	if !m.Isolated() {
		td.Containers[0].PortMappings = []PortMapping{{ContainerPort: 80, HostPort: hostPort, Name: "web"}}
		td.Containers[1].PortMappings = []PortMapping{{ContainerPort: 81, HostPort: min(hostPort, 1) * 81}}
	}
	return td
}

func has(n int) int { return min(n, 1) }

// checkNetworkOf holds the answers to what the mode makes of a task.
func checkNetworkOf(t *testing.T, m NetworkMode) {
	td := pair(m, 80)
	n := td.Network(ServiceConnect{})
	if td.Containers[0].PortMappings = slices.Clone(td.Containers[0].PortMappings); m.Publishes() {
		td.Containers[0].PortMappings[0].HostPort = 0
	}
	dynamic := td.Network(ServiceConnect{})
	one := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"attachment points for a network interface", int(n.ENI), one(m.OwnInterface())},
		{"addresses of the subnet", int(n.Addresses), one(m.OwnInterface())},
		{"waits for its interface", one(n.Attach), one(m.OwnInterface())},
		{"a port of ecs-bridge", int(n.ECSBridge), one(m.OwnInterface())},
		{"has ports of docker0", has(int(n.Bridge)), one(m.Bridge().Name == "docker0")},
		{"listens on the instance", has(len(n.Listens)), one(m.OnInstance())},
		{"has Docker publish ports", has(len(n.Published)), one(m.Publishes())},
		{"ports that the scheduler counts", len(n.HostPorts), 2 * one(m.Publishes() || m.OnInstance())},
		{"dynamic host ports with host ports given", len(n.Dynamic), 0},
		{"dynamic host ports with one left out", len(dynamic.Dynamic), one(m.DynamicPorts())},
		{"can be a target", has(len(m.TargetType())), one(!m.Isolated())},
		{"is a target by its address", one(m.TargetType() == TargetTypeIP), one(m.OwnInterface())},
		{"network namespaces", len(n.Namespaces), 2 - one(m.OneNamespace())},
		{"is in the instance's namespace", one(n.Namespaces[0].Name == HostNamespace), one(m.OnInstance())},
		{"containers, with the pause containers", int(n.Containers), 2 + len(n.Pauses)},
		{"claimed attachment points", int(td.Claim(ServiceConnect{}, NewPortTable(n.HostPorts)).ENI), one(m.OwnInterface())},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	for _, name := range []string{"a", "b"} {
		holder := n.Holder(name)
		isPause := slices.ContainsFunc(n.Pauses, func(p Pause) bool { return p.Name == holder && slices.Contains(p.Holds, name) })
		if holder != name && holder != HostNamespace && !isPause {
			t.Errorf("container %s is in the network namespace of %s, which is no pause container", name, holder)
		}
	}
}

// checkRegistration holds the answers to what ECS registers.
func checkRegistration(t *testing.T, m NetworkMode) {
	if found := pair(m, 80).Validate(); len(found) > 0 {
		t.Errorf("refused: %v", found)
	}
	linked := pair(m, 80)
	linked.Containers[0].Links = []string{"b"}
	refusedFor(t, m, linked.Validate(), "links", !m.Links())
	fargate := pair(m, 80)
	fargate.Compatibilities = []string{"FARGATE"}
	refusedFor(t, m, fargate.Validate(), "networkMode", !m.Fargate())
	mapped := pair(m, 80)
	mapped.Containers[0].PortMappings = []PortMapping{{ContainerPort: 80, HostPort: 80}}
	refusedFor(t, m, mapped.Validate(), "portMappings", m.Isolated())
}

// refusedFor compares whether a problem's path ends in, or leads through, a field.
func refusedFor(t *testing.T, m NetworkMode, found []Problem, field string, want bool) {
	t.Helper()
	got := slices.ContainsFunc(found, func(p Problem) bool { return strings.Contains(p.Path, field) })
	if got != want {
		t.Errorf("refused for %s: %v, want %v (%v)", field, got, want, found)
	}
}

// checkConnecting holds the answers to what CreateService says of Service Connect.
func checkConnecting(t *testing.T, m NetworkMode) {
	td := pair(m, 0)
	sc := ServiceConnect{Enabled: true}
	refusedFor(t, m, td.CheckServiceConnect(sc), "networkMode", !m.ServiceConnect())
	if !m.ServiceConnect() {
		return
	}
	sc.Listeners = []IngressListener{{PortName: "web", TLS: true}}
	refusedFor(t, m, td.CheckServiceConnect(sc), "tls", !m.TLS())
	n := td.Network(sc)
	if holder := n.Holder(ProxyName); holder == "" || int(n.Containers) != 3+len(n.Pauses) {
		t.Errorf("the proxy is in the namespace of %q, and there are %d containers, %d of them pause containers", holder, n.Containers, len(n.Pauses))
	}
	if n.PausesPublish != m.Publishes() {
		t.Errorf("pause containers publish: %v, want %v", n.PausesPublish, m.Publishes())
	}
	for _, d := range td.ExternalPorts(sc) {
		if d.Listener == 0 && d.Container == 0 && m.OwnInterface() {
			t.Errorf("what comes to the container port goes past the proxy, which is in the same namespace: %+v", d)
		}
	}
}

// checkHostPorts holds the answers to where a port mapping is reached from outside.
func checkHostPorts(t *testing.T, m NetworkMode) {
	for _, hostPort := range []uint16{0, 80} {
		td := pair(m, hostPort)
		for _, d := range td.ExternalPorts(ServiceConnect{}) {
			if d.OwnInterface != m.OwnInterface() || d.Dynamic() != (hostPort == 0 && m.DynamicPorts()) {
				t.Errorf("host port %d: on the task's own interface %v, dynamic %v", hostPort, d.OwnInterface, d.Dynamic())
			}
		}
	}
	if !m.DynamicPorts() {
		return
	}
	td, err := pair(m, 80).WithDynamicPorts(ServiceConnect{})
	if n := td.Network(ServiceConnect{}); err != nil || td.NetworkMode != m || len(n.HostPorts) > 0 || len(n.Dynamic) != 2 {
		t.Errorf("with dynamic ports: mode %v, static ports %v, dynamic %v, error %v", td.NetworkMode, n.HostPorts, n.Dynamic, err)
	}
}
