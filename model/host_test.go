package model

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// m5 offers what an m5.large registers, with room for two awsvpc tasks.
var m5 = Room{CPU: 2048, Memory: 7680, ENI: 2}

// onOneHost places the definitions in order on one host with the given reserved
// TCP ports and returns the answer to each.
func onOneHost(offers Room, reserved []uint16, defs ...*TaskDefinition) []Reason {
	var ports []HostPort
	for _, d := range defs {
		ports = append(ports, d.StaticPorts(ServiceConnect{})...)
	}
	table := NewPortTable(ports)
	var taken []HostPort
	for _, p := range reserved {
		taken = append(taken, HostPort{p, TCP})
	}
	hosts := NewHosts(table.Words())
	h := hosts.Add(offers, table.Mask(taken), int32(len(reserved)), ReservedPortQuota)
	var answers []Reason
	for _, d := range defs {
		c := d.Claim(ServiceConnect{}, table)
		r := hosts.Check(h, &c)
		if r == Fits {
			hosts.Take(h, &c)
		}
		answers = append(answers, r)
	}
	return answers
}

func small(mode NetworkMode, ports ...PortMapping) *TaskDefinition {
	d := task(mode, web("app", ports...))
	d.Memory = 8
	return d
}

func static(port uint16, p Protocol) PortMapping {
	return PortMapping{ContainerPort: port, HostPort: port, Protocol: p}
}

func repeat(n int, d *TaskDefinition) []*TaskDefinition {
	return slices.Repeat([]*TaskDefinition{d}, n)
}

// Rows of the facts on networking (n) and on scheduling (s).
func TestPlacementOnOneHost(t *testing.T) {
	standard := DefaultReservedPorts()
	sized := func(cpu CPU, memory MiB) *TaskDefinition {
		return &TaskDefinition{CPU: cpu, Memory: memory, Containers: []Container{web("app")}}
	}
	wide := small(Bridge)
	for p := range 400 {
		wide.Containers[0].PortMappings = append(wide.Containers[0].PortMappings, static(uint16(1000+p), TCP))
	}
	big := Room{CPU: 1 << 20, Memory: 1 << 20, ENI: 10}
	for _, c := range []struct {
		name     string
		offers   Room
		reserved []uint16
		defs     []*TaskDefinition
		want     []Reason
	}{
		{"n1 s12: c5.large without a trunk", m5, standard, repeat(3, small(AWSVPC)), []Reason{Fits, Fits, ReasonENI}},
		{"n11 s21: two awsvpc tasks on port 80", m5, standard, repeat(2, small(AWSVPC, static(80, TCP))), []Reason{Fits, Fits}},
		{"n14: host mode on port 80", m5, standard, repeat(2, small(HostMode, static(80, TCP))), []Reason{Fits, ReasonPorts}},
		{"n15 s20: 53/tcp and 53/udp", m5, standard, []*TaskDefinition{small(Bridge, static(53, TCP)), small(Bridge, static(53, UDP))}, []Reason{Fits, Fits}},
		{"n17: 51679 is the agent's, 51680 is not", m5, standard,
			[]*TaskDefinition{small(Bridge, static(51679, TCP)), small(Bridge, static(51680, TCP))}, []Reason{ReasonPorts, Fits}},
		{"n17: 51680 with metrics on", m5, append(DefaultReservedPorts(), PrometheusPort), repeat(1, small(Bridge, static(51680, TCP))), []Reason{ReasonPorts}},
		{"n18: ECS_RESERVED_PORTS=[80]", m5, []uint16{80},
			[]*TaskDefinition{small(Bridge, static(80, TCP)), small(Bridge, static(22, TCP))}, []Reason{ReasonPorts, Fits}},
		{"n20 s24: 400 static ports", big, standard, repeat(1, wide), []Reason{ReasonPorts}},
		{"s15: 8192 MiB on an m4.large", Room{CPU: 2048, Memory: 7985}, standard, repeat(1, sized(128, 8192)), []Reason{ReasonMemory}},
		{"s18: tasks of 1000 units on 1024", Room{CPU: 1024, Memory: 4096}, standard, repeat(2, sized(1000, 10)), []Reason{Fits, ReasonCPU}},
		{"s22: two dynamic tasks", m5, standard, repeat(2, small(Bridge, PortMapping{ContainerPort: 80})), []Reason{Fits, Fits}},
		{"s25: host mode, the container port alone", m5, standard, repeat(2, small(HostMode, PortMapping{ContainerPort: 8080})), []Reason{Fits, ReasonPorts}},
		{"a reserved TCP port is free for UDP", m5, standard, repeat(1, small(Bridge, static(22, UDP))), []Reason{Fits}},
		{"ports are named before all else", Room{}, standard, repeat(1, small(HostMode, static(22, TCP))), []Reason{ReasonPorts}},
		{"ENI before memory and CPU", Room{}, standard, repeat(1, small(AWSVPC)), []Reason{ReasonENI}},
		{"memory before CPU", Room{}, standard, repeat(1, sized(128, 128)), []Reason{ReasonMemory}},
	} {
		if got := onOneHost(c.offers, c.reserved, c.defs...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// Rows n2, s13: ten tasks with a trunk, and twelve interfaces in all.
func TestTrunkedHost(t *testing.T) {
	offers := m5
	offers.ENI = Slots(2, 10, true)
	got := onOneHost(offers, DefaultReservedPorts(), repeat(11, small(AWSVPC))...)
	if i := slices.Index(got, ReasonENI); i != 10 {
		t.Errorf("the first refusal is number %d of %v, want 10", i, got)
	}
	if n := HostAddresses(true) + 10; n != 12 {
		t.Errorf("%d interfaces, want 12", n)
	}
}

// Rows n19, s23: five reserved ports and 95 more reach the quota of 100.
func TestReservedPortQuota(t *testing.T) {
	var defs []*TaskDefinition
	for p := range uint16(96) {
		defs = append(defs, small(Bridge, static(8000+p, Protocol(p%2))))
	}
	got := onOneHost(Room{CPU: 1 << 20, Memory: 1 << 20}, DefaultReservedPorts(), defs...)
	if i := slices.Index(got, ReasonPorts); i != 95 {
		t.Errorf("the first refusal is number %d, want 95", i)
	}
}

// Row s19: ten tasks of 1024 units and 2048 MiB on a c4.4xlarge and a c4.large
// reserve 55 % of the CPU and 60 % of the memory.
func TestReservationOfACluster(t *testing.T) {
	hosts := NewHosts(0)
	hosts.Add(Room{CPU: 16384, Memory: 30158}, nil, 0, ReservedPortQuota)
	hosts.Add(Room{CPU: 2048, Memory: 3768}, nil, 0, ReservedPortQuota)
	c := claim(&TaskDefinition{CPU: 1024, Memory: 2048, Containers: []Container{web("a")}}, ServiceConnect{})
	for i := range int32(10) {
		hosts.Take(i/9, &c)
	}
	var taken, all Room
	for h := range int32(hosts.Len()) {
		x := hosts.At(h)
		taken, all = taken.Add(x.Registered.Sub(x.Free)), all.Add(x.Registered)
	}
	if cpu, memory := 100*taken.CPU/all.CPU, 100*taken.Memory/all.Memory; cpu != 55 || memory != 60 {
		t.Errorf("%d %% of CPU and %d %% of memory, want 55 and 60", cpu, memory)
	}
}

// Row n16, the agent's own TestHostResourceConsumeFail: all of a task or nothing.
func TestAgentConsumesPortsOfBothProtocols(t *testing.T) {
	table := NewPortTable([]HostPort{{22, TCP}, {23, TCP}, {1000, UDP}, {1001, UDP}})
	hosts := NewHosts(table.Words())
	h := hosts.Add(Room{CPU: 2048, Memory: 2048}, table.Mask([]HostPort{{22, TCP}, {1000, UDP}}), 2, ReservedPortQuota)
	refused := small(Bridge, static(22, TCP), static(1001, UDP)).Claim(ServiceConnect{}, table)
	taken := small(Bridge, static(23, TCP), static(1001, UDP)).Claim(ServiceConnect{}, table)
	if hosts.AgentFits(h, &refused) {
		t.Error("22/tcp and 1001/udp fit, although 22/tcp is taken")
	}
	if !hosts.AgentFits(h, &taken) {
		t.Fatal("23/tcp and 1001/udp do not fit")
	}
	hosts.AgentTake(h, &taken)
	if hosts.AgentFits(h, &taken) {
		t.Error("23/tcp and 1001/udp fit twice")
	}
}

// Row n42 without its clock: the control plane frees a port at once when a task
// is told to stop, the agent when it has stopped.
func TestTwoLedgers(t *testing.T) {
	d := small(AWSVPC)
	p := small(Bridge, static(80, TCP))
	table := NewPortTable(p.StaticPorts(ServiceConnect{}))
	hosts := NewHosts(table.Words())
	h := hosts.Add(Room{CPU: 1024, Memory: 1024, ENI: 1}, make([]uint64, table.Words()), 0, ReservedPortQuota)
	old := p.Claim(ServiceConnect{}, table)
	hosts.Take(h, &old)
	hosts.AgentTake(h, &old)
	hosts.Release(h, &old)
	if r := hosts.Check(h, &old); r != Fits || hosts.AgentFits(h, &old) {
		t.Errorf("stopping: check %v, agent has room %v; want Fits, false", r, hosts.AgentFits(h, &old))
	}
	hosts.AgentRelease(h, &old)
	if !hosts.AgentFits(h, &old) {
		t.Error("stopped: the agent has no room")
	}
	vpc := d.Claim(ServiceConnect{}, table)
	hosts.Take(h, &vpc)
	hosts.Release(h, &vpc)
	if r := hosts.Check(h, &vpc); r != ReasonENI {
		t.Errorf("stopping awsvpc task: check %v, want RESOURCE:ENI until its interface is gone", r)
	}
	hosts.ReleaseENI(h, &vpc)
	if r := hosts.Check(h, &vpc); r != Fits {
		t.Errorf("interface gone: check %v", r)
	}
}

func TestBridgeFills(t *testing.T) {
	hosts := NewHosts(0)
	h := hosts.Add(m5, nil, 0, ReservedPortQuota)
	for range BridgePortsMax / 3 {
		if !hosts.JoinBridge(h, 3, 0) {
			t.Fatal("docker0 is full too early")
		}
	}
	if hosts.JoinBridge(h, 1, 0) {
		t.Error("a 1,024th port")
	}
	hosts.LeaveBridge(h, 3, 0)
	if !hosts.JoinBridge(h, 1, 0) {
		t.Error("no port after one was given back")
	}
	if !hosts.JoinBridge(h, 0, EcsBridgeAddresses) || hosts.JoinBridge(h, 0, 1) {
		t.Error("ecs-bridge does not end at its addresses")
	}
}

func TestOverdrawingPanics(t *testing.T) {
	for name, f := range map[string]func(*Hosts, *Claim){
		"take":       func(s *Hosts, c *Claim) { s.Take(0, c) },
		"release":    func(s *Hosts, c *Claim) { s.Release(0, c) },
		"eni":        func(s *Hosts, c *Claim) { s.ReleaseENI(0, c) },
		"agent take": func(s *Hosts, c *Claim) { s.AgentTake(0, c) },
		"agent":      func(s *Hosts, c *Claim) { s.AgentRelease(0, c) },
		"bridge":     func(s *Hosts, c *Claim) { s.LeaveBridge(0, 1, 0) },
	} {
		hosts := NewHosts(0)
		hosts.Add(Room{CPU: 10}, nil, 0, 0)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f(hosts, &Claim{Room: Room{CPU: 11, ENI: 1}})
		}()
	}
}

// slowHost keeps what a host has taken as a plain list and counts it anew each
// time.
type slowHost struct {
	offers   Room
	reserved []HostPort
	taken    []slowTask
}

type slowTask struct {
	claim Claim
	ports []HostPort
}

func (s *slowHost) check(c *Claim, ports []HostPort) Reason {
	left, used := s.offers, slices.Clone(s.reserved)
	for _, x := range s.taken {
		left = left.Sub(x.claim.Room)
		used = append(used, x.ports...)
	}
	if len(ports) > 0 && len(used)+len(ports) > ReservedPortQuota {
		return ReasonPorts
	}
	for _, p := range ports {
		if slices.Contains(used, p) {
			return ReasonPorts
		}
	}
	switch {
	case left.ENI < c.ENI:
		return ReasonENI
	case left.GPU < c.GPU:
		return ReasonGPU
	case left.Memory < c.Memory:
		return ReasonMemory
	case left.CPU < c.CPU:
		return ReasonCPU
	}
	return Fits
}

// Random placements and stops on one host: the ledger answers as the list does,
// its Limits keep their promise, and in the end everything is back.
func TestHostAgainstAList(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kinds := []*TaskDefinition{
			small(Bridge, static(80, TCP), static(53, UDP)), small(Bridge, PortMapping{ContainerPort: 80}),
			small(HostMode, static(80, TCP)), small(HostMode, static(53, TCP)), small(AWSVPC, static(80, TCP)), small(None),
		}
		var ports []HostPort
		for i, d := range kinds {
			d.CPU = CPU(rapid.IntRange(0, 700).Draw(rt, "cpu"))
			d.Memory = MiB(rapid.IntRange(6, 900).Draw(rt, "memory"))
			d.Containers[0].GPUs = int32(i % 2)
			ports = append(ports, d.StaticPorts(ServiceConnect{})...)
		}
		table := NewPortTable(ports)
		offers := Room{CPU: 2048, Memory: 4096, ENI: 2, GPU: 2}
		reserved := []HostPort{{22, TCP}}
		hosts := NewHosts(table.Words())
		h := hosts.Add(offers, table.Mask(reserved), 1, ReservedPortQuota)
		slow := &slowHost{offers: offers, reserved: reserved}
		release := func(i int) {
			c := slow.taken[i].claim
			hosts.Release(h, &c)
			hosts.ReleaseENI(h, &c)
			slow.taken = slices.Delete(slow.taken, i, i+1)
		}
		for range rapid.IntRange(1, 60).Draw(rt, "steps") {
			if n := len(slow.taken); n > 0 && rapid.IntRange(0, 2).Draw(rt, "stop") == 0 {
				release(rapid.IntRange(0, n-1).Draw(rt, "which"))
				continue
			}
			d := rapid.SampledFrom(kinds).Draw(rt, "kind")
			c := d.Claim(ServiceConnect{}, table)
			got, want := hosts.Check(h, &c), slow.check(&c, d.StaticPorts(ServiceConnect{}))
			if got != want {
				rt.Fatalf("check says %v, the list %v", got, want)
			}
			l := hosts.Limits(h, &c)
			if n := l.Tasks(); (n != 0) != (got == Fits) {
				rt.Fatalf("room for %d more, but check says %v", n, got)
			}
			if got == Fits {
				hosts.Take(h, &c)
				slow.taken = append(slow.taken, slowTask{c, d.StaticPorts(ServiceConnect{})})
			}
		}
		for len(slow.taken) > 0 {
			release(0)
		}
		x := hosts.At(h)
		if x.Free != offers || x.PortsUsed != 1 || x.Tasks != 0 || !slices.Equal(hosts.Ports(h), table.Mask(reserved)) {
			rt.Fatalf("not all came back: %+v, ports %v", *x, table.Ports(hosts.Ports(h)))
		}
	})
}

// Limits is what one gets by placing until the host refuses.
func TestLimitsAreWhatFits(t *testing.T) {
	for _, c := range []struct {
		name        string
		def         *TaskDefinition
		bound, next Reason
		tasks       int32
	}{
		{"awsvpc", &TaskDefinition{NetworkMode: AWSVPC, CPU: 256, Memory: 512, Containers: []Container{web("a")}}, ReasonENI, ReasonCPU, 2},
		{"bridge", &TaskDefinition{CPU: 256, Memory: 512, Containers: []Container{web("a")}}, ReasonCPU, ReasonMemory, 8},
		{"bridge, memory", &TaskDefinition{CPU: 128, Memory: 1024, Containers: []Container{web("a")}}, ReasonMemory, ReasonCPU, 7},
		{"host", &TaskDefinition{NetworkMode: HostMode, CPU: 256, Memory: 512, Containers: []Container{web("a", static(80, TCP))}}, ReasonPorts, ReasonCPU, 1},
	} {
		table := NewPortTable(c.def.StaticPorts(ServiceConnect{}))
		hosts := NewHosts(table.Words())
		h := hosts.Add(m5, make([]uint64, table.Words()), 0, ReservedPortQuota)
		k := c.def.Claim(ServiceConnect{}, table)
		l := hosts.Limits(h, &k)
		if bound, next := l.Bind(); bound != c.bound || next != c.next || l.Tasks() != c.tasks {
			t.Errorf("%s: %v then %v, %d tasks; want %v then %v, %d", c.name, bound, next, l.Tasks(), c.bound, c.next, c.tasks)
		}
		n := int32(0)
		for ; hosts.Check(h, &k) == Fits; n++ {
			hosts.Take(h, &k)
		}
		if n != c.tasks {
			t.Errorf("%s: %d placed, want %d", c.name, n, c.tasks)
		}
	}
}
