package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseNetworkMode(t *testing.T) {
	for m, e := range networkModes {
		if got, err := ParseNetworkMode(e.name); err != nil || got != NetworkMode(m) || got.String() != e.name {
			t.Errorf("ParseNetworkMode(%q) = %v, %v", e.name, got, err)
		}
	}
	if m, err := ParseNetworkMode(""); err != nil || m != Bridge {
		t.Errorf("no mode = %v, %v; want bridge", m, err)
	}
	for _, text := range []string{"default", "AWSVPC", "vpc"} {
		if m, err := ParseNetworkMode(text); err == nil || !strings.Contains(err.Error(), "awsvpc") {
			t.Errorf("ParseNetworkMode(%q) = %v, %v; want an error with the choices", text, m, err)
		}
	}
}

// What a task uses in each mode, in one line; rows of the facts on networking.
func TestNetworks(t *testing.T) {
	sc := ServiceConnect{Enabled: true, Listeners: []IngressListener{{}}}
	two := []Container{web("app", PortMapping{ContainerPort: 80}), web("log")}
	three := append(slices.Clone(two), web("metrics"))
	shared := task(AWSVPC, two...)
	shared.PIDMode = "task"
	for _, c := range []struct {
		name string
		def  *TaskDefinition
		sc   ServiceConnect
		want string
	}{
		{"44: awsvpc, two containers", task(AWSVPC, two...), ServiceConnect{},
			"containers 3, pauses 1, docker0 0, ecs-bridge 1, eni 1, addresses 1, dynamic 0, target ip, attach true"},
		{"45: bridge with Service Connect", task(Bridge, two...), sc,
			"containers 6, pauses 3, docker0 3, ecs-bridge 0, eni 0, addresses 0, dynamic 2, target instance, attach false"},
		{"46: bridge, three containers", task(Bridge, three...), ServiceConnect{},
			"containers 3, pauses 0, docker0 3, ecs-bridge 0, eni 0, addresses 0, dynamic 1, target instance, attach false"},
		{"awsvpc with Service Connect", task(AWSVPC, two...), sc,
			"containers 4, pauses 1, docker0 0, ecs-bridge 1, eni 1, addresses 1, dynamic 0, target ip, attach true"},
		{"awsvpc with a shared PID namespace", shared, ServiceConnect{},
			"containers 4, pauses 2, docker0 0, ecs-bridge 1, eni 1, addresses 1, dynamic 0, target ip, attach true"},
		{"host", task(HostMode, two...), ServiceConnect{},
			"containers 2, pauses 0, docker0 0, ecs-bridge 0, eni 0, addresses 0, dynamic 0, target instance, attach false"},
		{"none", task(None, web("job")), ServiceConnect{},
			"containers 1, pauses 0, docker0 0, ecs-bridge 0, eni 0, addresses 0, dynamic 0, target , attach false"},
	} {
		n := c.def.Network(c.sc)
		got := fmt.Sprintf("containers %d, pauses %d, docker0 %d, ecs-bridge %d, eni %d, addresses %d, dynamic %d, target %s, attach %v",
			n.Containers, len(n.Pauses), n.Bridge, n.ECSBridge, n.ENI, n.Addresses, len(n.Dynamic), c.def.NetworkMode.TargetType(), n.Attach)
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		k := claim(c.def, c.sc)
		if k.ENI != n.ENI || k.Addresses != n.Addresses || k.Bridge != n.Bridge || int(k.PortCount) != len(n.HostPorts) {
			t.Errorf("%s: the claim %+v is not that of the network", c.name, k)
		}
	}
}

func TestNamespaces(t *testing.T) {
	sc := ServiceConnect{Enabled: true}
	shared := task(Bridge, web("app"), web("log"))
	shared.IPCMode = "task"
	for _, c := range []struct {
		name       string
		def        *TaskDefinition
		sc         ServiceConnect
		namespaces string
		pauses     string
	}{
		{"44", task(AWSVPC, web("app"), web("log")), ServiceConnect{},
			"[{~internal~ecs~pause [app log]}]", "[{~internal~ecs~pause none [app log]}]"},
		{"45", task(Bridge, web("app"), web("log")), sc,
			"[{~internal~ecs~pause-app [app]} {~internal~ecs~pause-log [log]} {~internal~ecs~pause-ecs-service-connect [ecs-service-connect]}]",
			"[{~internal~ecs~pause-app bridge [app]} {~internal~ecs~pause-log bridge [log]} {~internal~ecs~pause-ecs-service-connect bridge [ecs-service-connect]}]"},
		{"46", task(Bridge, web("app"), web("log"), web("x")), ServiceConnect{}, "[{app [app]} {log [log]} {x [x]}]", "[]"},
		{"awsvpc with a proxy", task(AWSVPC, web("app")), sc,
			"[{~internal~ecs~pause [app ecs-service-connect]}]", "[{~internal~ecs~pause none [app ecs-service-connect]}]"},
		{"host", task(HostMode, web("app"), web("log")), ServiceConnect{}, "[{host [app log]}]", "[]"},
		{"none", task(None, web("a"), web("b")), ServiceConnect{}, "[{a [a]} {b [b]}]", "[]"},
		{"shared IPC", shared, ServiceConnect{}, "[{app [app]} {log [log]}]", "[{~internal~ecs~pause~namespace none [app log]}]"},
	} {
		if got := fmt.Sprint(c.def.Namespaces(c.sc)); got != c.namespaces {
			t.Errorf("%s: namespaces\n got %s\nwant %s", c.name, got, c.namespaces)
		}
		if got := fmt.Sprint(c.def.Network(c.sc).Pauses); got != c.pauses {
			t.Errorf("%s: pauses\n got %s\nwant %s", c.name, got, c.pauses)
		}
	}
}

func TestPortsOfEachMode(t *testing.T) {
	mappings := []PortMapping{
		{ContainerPort: 443, HostPort: 443},
		{ContainerPort: 80},
		{Range: PortRange{9000, 9002}, Protocol: UDP},
	}
	for _, c := range []struct {
		mode                         NetworkMode
		hosts, listens, pub, dynamic string
	}{
		{Bridge, "[443/tcp]", "[]", "[{1 443 443/tcp}]", "[{1 80-80 1 tcp} {1 9000-9002 3 udp} {-1 0-0 1 tcp}]"},
		{HostMode, "[80/tcp 443/tcp 9000/udp 9001/udp 9002/udp]", "[{1 443/tcp} {1 80/tcp} {1 9000/udp} {1 9001/udp} {1 9002/udp}]", "[]", "[]"},
		{AWSVPC, "[]", "[]", "[]", "[]"},
		{None, "[]", "[]", "[]", "[]"},
	} {
		n := task(c.mode, web("quiet"), web("app", mappings...)).Network(ServiceConnect{Enabled: true, Listeners: []IngressListener{{}}})
		for _, x := range []struct {
			what, want string
			got        any
		}{
			{"host ports", c.hosts, n.HostPorts}, {"listens", c.listens, n.Listens},
			{"published", c.pub, n.Published}, {"dynamic", c.dynamic, n.Dynamic},
		} {
			if got := fmt.Sprint(x.got); got != x.want {
				t.Errorf("%v: %s %s, want %s", c.mode, x.what, got, x.want)
			}
		}
	}
}

func TestPortAtTheTopOfTheRange(t *testing.T) {
	d := task(HostMode, web("app", PortMapping{Range: PortRange{65534, 65535}}))
	if got := fmt.Sprint(d.StaticPorts(ServiceConnect{})); got != "[65534/tcp 65535/tcp]" {
		t.Errorf("got %s", got)
	}
}
