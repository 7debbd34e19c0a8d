package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What the container agent's own tests say (amazon-ecs-agent 1.105.1), each row named by
// its fact in docs/worked-examples.md. Its integers of CPU are units, of memory MiB.

// Rows A01 to A12: the agent's ledger of a host with 2,048 units, 2,048 MiB and 4 GPUs on
// which 22/tcp and 1000/udp are reserved. What fits is taken whole and given back whole, what
// does not leaves the ledger as it was (agent/engine/host_resource_manager_test.go).
func TestAgentsLedger(t *testing.T) {
	reserved := []HostPort{{22, TCP}, {1000, UDP}}
	for _, c := range []struct {
		name  string
		asks  Room
		ports []HostPort
		fits  bool
	}{
		{"A01 consume, A03 release", Room{CPU: 512, Memory: 768, GPU: 2}, []HostPort{{23, TCP}, {1001, UDP}}, true},
		{"A02 a reserved port", Room{CPU: 512, Memory: 768, GPU: 2}, []HostPort{{22, TCP}, {1001, UDP}}, false},
		{"A04 consumable", Room{CPU: 1024, Memory: 1024, GPU: 2}, []HostPort{{25, TCP}, {1003, UDP}}, true},
		{"A05 cpu short", Room{CPU: 2500, Memory: 1024}, nil, false},
		{"A06 memory short", Room{CPU: 1024, Memory: 2500}, nil, false},
		{"A07 22/tcp", Room{CPU: 1024, Memory: 1024}, []HostPort{{22, TCP}}, false},
		{"A08 1000/udp", Room{CPU: 1024, Memory: 1024}, []HostPort{{1000, UDP}}, false},
		{"A09 cpu and 1000/udp", Room{CPU: 2500, Memory: 1024}, []HostPort{{1000, UDP}}, false},
		{"A10 exactly all", Room{CPU: 2048, Memory: 2048, GPU: 4}, nil, true},
		{"A11 five GPUs", Room{CPU: 1024, Memory: 1024, GPU: 5}, nil, false},
		{"A12 22/udp and 1000/tcp", Room{CPU: 1024, Memory: 1024}, []HostPort{{1000, TCP}, {22, UDP}}, true},
		{"no resource at all", Room{}, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			table := NewPortTable(append(slices.Clone(reserved), c.ports...))
			hosts := NewHosts(table.Words())
			h := hosts.Add(Room{CPU: 2048, Memory: 2048, GPU: 4}, table.Mask(reserved), 2, ReservedPortQuota)
			asks := Claim{Room: c.asks, Ports: table.Mask(c.ports), PortCount: int32(len(c.ports))}
			held := func(what string, load Load, ports ...HostPort) {
				t.Helper()
				slices.SortFunc(ports, HostPort.Compare)
				if x := hosts.At(h); x.Held != load || !slices.Equal(table.Ports(hosts.heldPorts(h)), ports) {
					t.Errorf("%s: holds %+v and %v, want %+v and %v", what, x.Held, table.Ports(hosts.heldPorts(h)), load, ports)
				}
			}
			fits := hosts.AgentFits(h, &asks)
			held("asked", Load{}, slices.Clone(reserved)...)
			if fits != c.fits {
				t.Fatalf("fits: %v, want %v", fits, c.fits)
			}
			if !fits {
				return
			}
			hosts.AgentTake(h, &asks)
			held("taken", Load{c.asks.CPU, c.asks.Memory, c.asks.GPU}, append(slices.Clone(reserved), c.ports...)...)
			hosts.AgentRelease(h, &asks)
			held("given back", Load{}, slices.Clone(reserved)...)
		})
	}
}

// Rows B01 to B06: what a task counts for, as the agent adds it up (agent/api/task/task_test.go,
// TestToHostResources). B07 to B09 are in TestClaimSizes.
func TestAgentsClaims(t *testing.T) {
	sized := func(memory, reservation MiB) Container {
		return Container{CPU: 1200, Memory: memory, MemoryReservation: reservation}
	}
	ranges := []PortMapping{{Range: PortRange{99, 999}}, {Range: PortRange{121, 221}, Protocol: UDP}}
	exposed := sized(1200, 400)
	exposed.PortMappings = append([]PortMapping{static(10, TCP), static(11, TCP), static(20, UDP), static(21, UDP)}, ranges...)
	graphics := sized(1200, 400)
	graphics.GPUs = 2
	light := func(memory, reservation MiB) Container {
		return Container{CPU: 200, Memory: memory, MemoryReservation: reservation}
	}
	for _, c := range []struct {
		name string
		def  TaskDefinition
		want string
	}{
		{"B01 the task's sizes", TaskDefinition{CPU: 1024, Memory: 512, Containers: []Container{graphics}}, "1024 units, 512 MiB, 2 GPUs, ports []"},
		{"B02 reservations", TaskDefinition{Containers: []Container{sized(1200, 400), sized(1200, 600)}}, "2400 units, 1000 MiB, 0 GPUs, ports []"},
		{"B03 hard limits", TaskDefinition{Containers: []Container{sized(1200, 0), sized(500, 0)}}, "2400 units, 1700 MiB, 0 GPUs, ports []"},
		{"B04 ports", TaskDefinition{CPU: 1024, Memory: 512, Containers: []Container{exposed}},
			"1024 units, 512 MiB, 0 GPUs, ports [10/tcp 11/tcp 20/udp 21/udp]"},
		{"B05 one of each", TaskDefinition{Containers: []Container{light(600, 400), light(600, 0), light(800, 0)}}, "600 units, 1800 MiB, 0 GPUs, ports []"},
		{"B06 awsvpc", TaskDefinition{NetworkMode: AWSVPC, CPU: 1024, Memory: 512, Containers: []Container{exposed}}, "1024 units, 512 MiB, 0 GPUs, ports []"},
	} {
		k := claim(&c.def, ServiceConnect{})
		got := fmt.Sprintf("%d units, %d MiB, %d GPUs, ports %v", k.CPU, k.Memory, k.GPU, c.def.StaticPorts(ServiceConnect{}))
		if got != c.want || int(k.PortCount) != len(c.def.StaticPorts(ServiceConnect{})) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// Rows E05 to E15: which pidMode and ipcMode give a task of two containers a pause container
// that holds their namespace (agent/api/task/task_test.go, namespaceTests).
func TestAgentsNamespaces(t *testing.T) {
	for _, c := range []struct {
		name, pid, ipc string
		pause          bool
	}{
		{"E05", "", "none", false},
		{"E06", "", "", false},
		{"E07", "host", "host", false},
		{"E08", "task", "task", true},
		{"E09", "host", "task", true},
		{"E10", "task", "host", true},
		{"E11", "", "task", true},
		{"E12", "task", "none", true},
		{"E13", "host", "none", false},
		{"E14", "host", "", false},
		{"E15", "", "host", false},
	} {
		for m := range networkModes {
			d := task(NetworkMode(m), web("a"), web("b"))
			before := d.Network(ServiceConnect{})
			d.PIDMode, d.IPCMode = c.pid, c.ipc
			n := d.Network(ServiceConnect{})
			want := slices.Clone(before.Pauses)
			if c.pause {
				want = append(want, Pause{"~internal~ecs~pause~namespace", "none", []string{"a", "b"}})
			}
			if fmt.Sprint(n.Pauses) != fmt.Sprint(want) || int(n.Containers) != 2+len(want) {
				t.Errorf("%s, %v: %d containers, pauses %v, want %d, %v", c.name, NetworkMode(m), n.Containers, n.Pauses, 2+len(want), want)
			}
			if found := d.Validate(); found != nil {
				t.Errorf("%s, %v: %v", c.name, NetworkMode(m), found)
			}
		}
	}
}

// Rows J01 and J02: the ports that the agent reserves (agent/config/config_unix_test.go).
func TestAgentsReservedPorts(t *testing.T) {
	if got := DefaultReservedPorts(); !slices.Equal(got, []uint16{22, 2375, 2376, 51678, 51679}) {
		t.Errorf("J01: %v", got)
	}
	if got := append(DefaultReservedPorts(), PrometheusPort); len(got) != 6 || got[5] != 51680 {
		t.Errorf("J02: %v", got)
	}
	if got := DefaultReservedPorts(); len(got) != 5 {
		t.Errorf("J02: the metrics' port stays in %v", got)
	}
}

// Rows H08 to H12: containers that the agent could never bring into an order, refused at
// registration (agent/engine/dependencygraph/graph_test.go, TestValidDependencies...;
// agent/api/task/task_test.go, TestInitializeContainerOrderingWithError;
// agent/engine/docker_task_engine_test.go, TestTaskWithCircularDependency).
func TestAgentsContainerOrdering(t *testing.T) {
	depends := func(name string) func(*Container) {
		return func(c *Container) { c.DependsOn = append(c.DependsOn, Dependency{name, "START"}) }
	}
	links := func(to string) func(*Container) {
		return func(c *Container) { c.Links = append(c.Links, to) }
	}
	volumes := func(of string) func(*Container) {
		return func(c *Container) { c.VolumesFrom = append(c.VolumesFrom, of) }
	}
	const circle = "form a cycle: a -> b -> a."
	for _, c := range []struct {
		name string
		a, b func(*Container)
		want string // in the one problem; "" = accepted
	}{
		{"H08 two that wait for each other", depends("b"), depends("a"), circle},
		{"H09 an unknown dependency", depends("db"), nil, "unknown container 'db'"},
		{"H10 an unknown link", links("db"), nil, "unknown container 'db'"},
		{"H10 volumes of an unknown container", volumes("db"), nil, "unknown container 'db'"},
		{"H11 a link of three parts", links("b:one:two"), nil, "Invalid link format 'b:one:two'"},
		{"H12 a link and a dependency", links("b:db"), depends("a"), circle},
		{"H12 a link and volumes", links("b:b"), volumes("a"), circle},
		{"H12 volumes and a dependency", volumes("b"), depends("a"), circle},
		{"H12 two links", links("b"), links("a"), circle},
		{"a link with an alias", links("b:db"), nil, ""},
		{"a link, a dependency and volumes that lead the same way", func(c *Container) { depends("b")(c); links("b")(c); volumes("b")(c) }, nil, ""},
	} {
		d := task(Bridge, web("a"), web("b"))
		for i, change := range []func(*Container){c.a, c.b} {
			if change != nil {
				change(&d.Containers[i])
			}
		}
		found := d.Validate()
		if c.want == "" && found != nil || c.want != "" && (len(found) != 1 || !strings.Contains(found[0].Error(), c.want)) {
			t.Errorf("%s: %v, want %q", c.name, found, c.want)
		}
	}
}
