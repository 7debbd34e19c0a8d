package model

import (
	"math"
	"testing"
)

func TestReasonsReadBack(t *testing.T) {
	for r := ReasonAgent; r < NumReasons; r++ {
		got, ok := ParseReason(r.String())
		if r.String() == "" || !ok || got != r {
			t.Errorf("reason %d prints %q, which reads as %d, %v", r, r.String(), got, ok)
		}
	}
	for _, code := range []string{"", "RESOURCE:ports", "RESOURCE:PORTS "} {
		if r, ok := ParseReason(code); ok {
			t.Errorf("ParseReason(%q) = %v", code, r)
		}
	}
}

func TestSuffixes(t *testing.T) {
	const who = "The closest matching container-instance i-1 "
	for r, want := range map[Reason]string{
		ReasonPorts:     who + "is already using a port required by your task.",
		ReasonMemory:    who + "has insufficient memory available.",
		ReasonCPU:       who + "has insufficient CPU units available.",
		ReasonAttribute: who + "is missing an attribute required by your task.",
		ReasonENI:       who + `encountered error "RESOURCE:ENI".`,
		ReasonAgent:     who + `encountered error "AGENT".`,
		ReasonMemberOf:  who + `encountered error "MemberOf placement constraint unsatisfied.".`,
	} {
		if got := r.Suffix("i-1"); got != want {
			t.Errorf("%v: got %q, want %q", r, got, want)
		}
	}
}

// The order among equal limits is a promise to users: PORTS, ENI, GPU, MEMORY,
// CPU, BRIDGE_PORTS, ADDRESSES.
func TestBindNamesTheLeastAndTheNext(t *testing.T) {
	for _, c := range []struct {
		name        string
		set         map[Reason]int32
		bound, next Reason
		tasks       int32
	}{
		{"nothing binds", nil, Fits, Fits, NoLimit},
		{"one", map[Reason]int32{ReasonCPU: 7}, ReasonCPU, Fits, 7},
		{"least first", map[Reason]int32{ReasonCPU: 8, ReasonMemory: 15, ReasonENI: 2}, ReasonENI, ReasonCPU, 2},
		{"least last", map[Reason]int32{ReasonPorts: 9, ReasonENI: 8, ReasonAddresses: 1}, ReasonAddresses, ReasonENI, 1},
		{"zero binds", map[Reason]int32{ReasonPorts: 0, ReasonCPU: 3}, ReasonPorts, ReasonCPU, 0},
		{"ports before ENI", map[Reason]int32{ReasonENI: 1, ReasonPorts: 1}, ReasonPorts, ReasonENI, 1},
		{"ENI before GPU", map[Reason]int32{ReasonGPU: 1, ReasonENI: 1}, ReasonENI, ReasonGPU, 1},
		{"GPU before memory", map[Reason]int32{ReasonMemory: 1, ReasonGPU: 1}, ReasonGPU, ReasonMemory, 1},
		{"memory before CPU", map[Reason]int32{ReasonCPU: 4, ReasonMemory: 4}, ReasonMemory, ReasonCPU, 4},
		{"CPU before dynamic ports", map[Reason]int32{ReasonDynamicPorts: 4, ReasonCPU: 4}, ReasonCPU, ReasonDynamicPorts, 4},
		{"dynamic ports before bridge", map[Reason]int32{ReasonBridgePorts: 4, ReasonDynamicPorts: 4}, ReasonDynamicPorts, ReasonBridgePorts, 4},
		{"CPU before bridge", map[Reason]int32{ReasonBridgePorts: 4, ReasonCPU: 4}, ReasonCPU, ReasonBridgePorts, 4},
		{"bridge before addresses", map[Reason]int32{ReasonAddresses: 4, ReasonBridgePorts: 4}, ReasonBridgePorts, ReasonAddresses, 4},
		{"runner-up by order", map[Reason]int32{ReasonCPU: 5, ReasonMemory: 5, ReasonAddresses: 3}, ReasonAddresses, ReasonMemory, 3},
	} {
		l := NoLimits()
		for r, n := range c.set {
			l[r] = n
		}
		bound, next := l.Bind()
		if bound != c.bound || next != c.next || l.Tasks() != c.tasks {
			t.Errorf("%s: %v then %v, %d tasks; want %v then %v, %d", c.name, bound, next, l.Tasks(), c.bound, c.next, c.tasks)
		}
	}
}

// web is a container with the given port mappings, valid under a task-level
// memory.
func web(name string, ports ...PortMapping) Container {
	return Container{Name: name, Essential: true, PortMappings: ports}
}

func task(mode NetworkMode, containers ...Container) *TaskDefinition {
	return &TaskDefinition{Family: "web", Revision: 1, NetworkMode: mode, Memory: 512, Containers: containers}
}

func claim(d *TaskDefinition, sc ServiceConnect) Claim {
	return d.Claim(sc, NewPortTable(d.StaticPorts(sc)))
}

// The sizes that a task counts for. Row numbers are those of the scheduling facts.
func TestClaimSizes(t *testing.T) {
	two := func(c Container) []Container {
		d := c
		d.Name = "b"
		return []Container{c, d}
	}
	soft := Container{Name: "a", CPU: 10, Memory: 300, MemoryReservation: 128}
	for _, c := range []struct {
		name string
		def  TaskDefinition
		sc   ServiceConnect
		want Room
	}{
		{"row 16: the soft limit counts", TaskDefinition{Containers: []Container{soft}}, ServiceConnect{}, Room{CPU: 10, Memory: 128}},
		{"the hard limit where there is no other", TaskDefinition{Containers: []Container{{Memory: 300}}}, ServiceConnect{}, Room{Memory: 300}},
		{"each container by its own", TaskDefinition{Containers: append(two(soft), Container{Memory: 50, CPU: 1})}, ServiceConnect{}, Room{CPU: 21, Memory: 306}},
		{"row 17: the task's memory wins", TaskDefinition{Memory: 1024, Containers: two(soft)}, ServiceConnect{}, Room{CPU: 20, Memory: 1024}},
		{"the task's CPU wins", TaskDefinition{CPU: 256, Memory: 512, Containers: two(soft)}, ServiceConnect{}, Room{CPU: 256, Memory: 512}},
		{"B08: Service Connect adds nothing to the task's size", TaskDefinition{NetworkMode: AWSVPC, CPU: 256, Memory: 512, Containers: two(soft)},
			ServiceConnect{Enabled: true}, Room{CPU: 256, Memory: 512, ENI: 1}},
		{"B07: nor in bridge mode", TaskDefinition{CPU: 512, Memory: 576, Containers: two(soft)},
			ServiceConnect{Enabled: true}, Room{CPU: 512, Memory: 576}},
		{"B09: nor to the containers' sum", TaskDefinition{Memory: 512, Containers: two(soft)}, ServiceConnect{Enabled: true}, Room{CPU: 20, Memory: 512}},
		{"what its user adds comes on top", TaskDefinition{CPU: 256, Memory: 512, Containers: two(soft)},
			ServiceConnect{Enabled: true, ProxyCPU: 256, ProxyMemory: 64}, Room{CPU: 512, Memory: 576}},
		{"of the sum too", TaskDefinition{Memory: 512, Containers: two(soft)},
			ServiceConnect{Enabled: true, ProxyCPU: 256, ProxyMemory: 64}, Room{CPU: 276, Memory: 576}},
		{"not when it is off", TaskDefinition{CPU: 256, Memory: 512}, ServiceConnect{ProxyCPU: 256, ProxyMemory: 64}, Room{CPU: 256, Memory: 512}},
		{"GPUs add up", TaskDefinition{Memory: 512, Containers: two(Container{GPUs: 2})}, ServiceConnect{}, Room{Memory: 512, GPU: 4}},
		{"sums do not wrap around", TaskDefinition{Containers: two(Container{CPU: 1 << 30, Memory: 1 << 30, GPUs: 1 << 30})},
			ServiceConnect{}, Room{CPU: 1 << 30, Memory: 1 << 30, GPU: 1 << 30}},
	} {
		if got := claim(&c.def, c.sc).Room; got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestRoomHoldsWhatIsNowhereMore(t *testing.T) {
	few := []int32{0, 1, 2, math.MaxInt32 - 1, math.MaxInt32}
	for i := range len(few) * len(few) * len(few) * len(few) {
		s := Room{CPU: CPU(few[i%5]), Memory: MiB(few[i/5%5]), ENI: few[i/25%5], GPU: few[i/125]}
		for _, r := range []Room{{}, plenty(1), {CPU: 2, ENI: 1}, plenty(math.MaxInt32), {CPU: math.MaxInt32, Memory: 1, ENI: 2}} {
			want := r.CPU >= s.CPU && r.Memory >= s.Memory && r.ENI >= s.ENI && r.GPU >= s.GPU
			if got := r.Holds(s); got != want {
				t.Errorf("%+v holds %+v: %v, want %v", r, s, got, want)
			}
		}
	}
}

// Every reason is the instance's own, another task's in its place, or want of room.
func TestReasonsByWhoIsInTheWay(t *testing.T) {
	own := []Reason{ReasonAgent, ReasonAttribute, ReasonLocation, ReasonMemberOf}
	place := []Reason{ReasonDistinctInstance}
	room := []Reason{ReasonPorts, ReasonENI, ReasonGPU, ReasonMemory, ReasonCPU, ReasonDynamicPorts, ReasonBridgePorts, ReasonAddresses,
		ReasonProvisioning, ReasonInterfaces, ReasonZones, ReasonMaxSize}
	seen := map[Reason]bool{Fits: true}
	for _, rows := range []struct {
		reasons         []Reason
		room, otherTask bool
	}{{[]Reason{Fits}, false, false}, {own, false, false}, {place, false, true}, {room, true, true}} {
		for _, r := range rows.reasons {
			if seen[r] = true; r.OfRoom() != rows.room || r.OfOtherTasks() != rows.otherTask {
				t.Errorf("%q: of room %v, of other tasks %v, want %v, %v", r, r.OfRoom(), r.OfOtherTasks(), rows.room, rows.otherTask)
			}
		}
	}
	for r := Fits; r < NumReasons; r++ {
		if !seen[r] {
			t.Errorf("%q is in no row", r)
		}
	}
}
