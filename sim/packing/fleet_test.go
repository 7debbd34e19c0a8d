package packing

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"ecssim/model"
)

// task is a definition of one container.
func task(mode model.NetworkMode, cpu model.CPU, memory model.MiB, ports ...model.PortMapping) model.TaskDefinition {
	return model.TaskDefinition{
		Family: "task", NetworkMode: mode, CPU: cpu, Memory: memory,
		Containers: []model.Container{{Name: "main", Essential: true, PortMappings: ports}},
	}
}

// asked is a fleet of one class for each definition, on one type of host with much of
// everything, and of the ports that an agent leaves.
func asked(count int, definitions ...model.TaskDefinition) *Fleet {
	var ports []model.HostPort
	for i := range definitions {
		ports = append(ports, definitions[i].StaticPorts(model.ServiceConnect{})...)
	}
	f := &Fleet{Ports: model.NewPortTable(ports)}
	for i := range definitions {
		c := definitions[i].Claim(model.ServiceConnect{}, f.Ports)
		f.Tasks = append(f.Tasks, Tasks{Name: fmt.Sprint(i), Count: count, Claim: &c})
	}
	var reserved []model.HostPort
	for _, n := range model.DefaultReservedPorts() {
		reserved = append(reserved, model.HostPort{Port: n})
	}
	room := model.NewDynamicRoom(model.LinuxDynamicPorts(), false, nil)
	f.Hosts = []Host{{
		Name: "large", Price: 1, Room: model.Room{CPU: 1 << 20, Memory: 1 << 20, ENI: 1000, GPU: 8}, Ports: f.Ports.Mask(reserved),
		PortCount: int32(len(reserved)), PortQuota: model.ReservedPortQuota, Dynamic: &room, Subnet: -1,
	}}
	return f
}

// TestFleet holds what each resource of a host asks for, worked out by hand, to the bound
// and to the packing, which here are the same.
func TestFleet(t *testing.T) {
	static := func(port uint16) model.PortMapping { return model.PortMapping{ContainerPort: port, HostPort: port} }
	ranged := func(n uint16) model.PortMapping {
		return model.PortMapping{Range: model.PortRange{First: 8000, Last: 8000 + n - 1}}
	}
	gpu := task(model.AWSVPC, 256, 512)
	gpu.Containers[0].GPUs = 3
	for _, x := range []struct {
		name  string
		fleet *Fleet
		want  int64 // hosts; -1 = no fleet is enough
		by    model.Reason
	}{
		{"CPU", shrunk(asked(10, task(model.AWSVPC, 1024, 512)), model.Room{CPU: 4096, Memory: 1 << 20, ENI: 1000}), 3, model.ReasonCPU},
		{"memory", shrunk(asked(10, task(model.AWSVPC, 256, 512)), model.Room{CPU: 1 << 20, Memory: 2000, ENI: 1000}), 4, model.ReasonMemory},
		{"ENI slots", shrunk(asked(10, task(model.AWSVPC, 256, 512)), model.Room{CPU: 1 << 20, Memory: 1 << 20, ENI: 3}), 4, model.ReasonENI},
		{"GPUs", asked(10, gpu), 5, model.ReasonGPU},
		{"a static port", asked(10, task(model.Bridge, 128, 128, static(80))), 10, model.ReasonPorts},
		{"a port that two classes want", asked(10, task(model.Bridge, 128, 128, static(80)), task(model.Bridge, 128, 256, static(80))), 20, model.ReasonPorts},
		{"two ports", asked(10, task(model.Bridge, 128, 128, static(80)), task(model.Bridge, 128, 256, static(81))), 10, model.ReasonPorts},
		{"a port of the agent", asked(1, task(model.Bridge, 128, 128, static(51678))), -1, model.ReasonPorts},
		{"the quota of reserved ports", asked(1, manyPorts(96)...), 2, model.ReasonPorts},
		{"dynamic ports", asked(29, task(model.Bridge, 128, 128, slices.Repeat([]model.PortMapping{{ContainerPort: 80}}, 1000)...)), 2, model.ReasonDynamicPorts},
		{"stretches of dynamic ports", asked(3, task(model.Bridge, 128, 128, ranged(15000))), 3, model.ReasonDynamicPorts},
		{"ports of docker0", asked(2000, task(model.Bridge, 128, 128)), 2, model.ReasonBridgePorts},
		{"distinctInstance", grouped(asked(4, task(model.AWSVPC, 256, 512), task(model.AWSVPC, 128, 512))), 8, model.ReasonDistinctInstance},
		{"architecture", refusing(asked(1, task(model.AWSVPC, 256, 512))), -1, model.Fits},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := x.fleet.Problem()
			r, err := Solve(context.Background(), p, Low())
			if err != nil {
				t.Fatal(err)
			}
			if err := r.Bound.Check(p, 100_000); err != nil {
				t.Error(err)
			}
			if x.want < 0 {
				if !r.Bound.Impossible || r.Packing != nil || x.by != model.Fits && !slices.Contains(r.Bound.Alone, x.by) {
					t.Errorf("%+v, wanted no fleet, by %v", r.Bound, x.by)
				}
				return
			}
			if r.Bound.Value != x.want || r.Packing.Cost != x.want || len(r.Bound.Alone) == 0 || r.Bound.Alone[0] != x.by {
				t.Errorf("bound %d by %v, packing %d; wanted %d by %v", r.Bound.Value, r.Bound.Alone, r.Packing.Cost, x.want, x.by)
			}
		})
	}
}

func shrunk(f *Fleet, room model.Room) *Fleet {
	f.Hosts[0].Room = room
	return f
}

func grouped(f *Fleet) *Fleet {
	for i := range f.Tasks {
		f.Tasks[i].Distinct = "service:web"
	}
	return f
}

func refusing(f *Fleet) *Fleet {
	f.Hosts[0].Refuses = func(int) bool { return true }
	return f
}

// manyPorts are definitions of one static port each, no two the same.
func manyPorts(n int) (list []model.TaskDefinition) {
	for i := range n {
		list = append(list, task(model.Bridge, 128, 128, model.PortMapping{ContainerPort: 80, HostPort: uint16(7000 + i)}))
	}
	return list
}

// TestDaemonsAreTakenOff is C3 of planning: 80 tasks of 256/512 and 40 of 512/576 on
// m5.xlarge, of which daemons leave 3776/14860 and 19 slots.
func TestDaemonsAreTakenOff(t *testing.T) {
	f := asked(80, task(model.AWSVPC, 256, 512), task(model.AWSVPC, 512, 576))
	f.Tasks[1].Count = 40
	daemon := model.Claim{Room: model.Room{CPU: 160, Memory: 320, ENI: 1}}
	other := model.Claim{Room: model.Room{CPU: 160, Memory: 320}}
	f.Hosts[0].Room = model.Room{CPU: 4096, Memory: 15500, ENI: 20}
	f.Hosts[0].Daemons = []*model.Claim{&daemon, &other}
	p := f.Problem()
	if got := p.Hosts[0].Offers; !slices.Contains(got, 3776) || !slices.Contains(got, 14860) || !slices.Contains(got, 19) {
		t.Errorf("hosts offer %v, wanted 3776 of CPU, 14860 of memory and 19 slots", got)
	}
	r, err := Solve(context.Background(), p, Low())
	if err != nil || r.Bound.Value != 12 || r.Packing.Cost != 12 {
		t.Errorf("%+v, %v; wanted 12 hosts", r, err)
	}
}

// TestEveryResource has three tasks that take one of each resource, on hosts that have room
// for one task by that resource and for a hundred by the others.
func TestEveryResource(t *testing.T) {
	for r := range model.CheckedResources() {
		if r.Reason() == model.ReasonAddresses || r.OfAccount() {
			continue // supplies
		}
		t.Run(r.Key(), func(t *testing.T) {
			f := asked(3, task(model.AWSVPC, 256, 512))
			f.Tasks[0].Claim = &model.Claim{Room: model.Room{CPU: 1, Memory: 1, ENI: 1, GPU: 1}, PortCount: 1, Bridge: 1,
				Dynamic: []model.DynamicMapping{{Count: 1, Protocol: model.TCP}}}
			f.Hosts[0].Room, f.Hosts[0].PortCount = model.Room{CPU: 100, Memory: 100, ENI: 100, GPU: 100}, 0
			p := f.Problem()
			i := slices.IndexFunc(p.Resources, func(x Resource) bool { return x.Reason == r.Reason() })
			if i < 0 {
				t.Fatalf("no resource of a problem: %v", p.Resources)
			}
			p.Hosts[0].Offers[i] = 1
			b, _, err := LowerBound(context.Background(), p, Low(), 0)
			if err != nil || b.Value != 3 || !slices.Equal(b.Alone, []model.Reason{r.Reason()}) {
				t.Errorf("bound %d by %v (%v), wanted 3 by %v", b.Value, b.Alone, err, r.Reason())
			}
		})
	}
}

// TestZones has three zones with subnets: addresses bound what runs in each, and a task runs
// only where it has a subnet.
func TestZones(t *testing.T) {
	f := asked(60, task(model.AWSVPC, 512, 1024))
	h := f.Hosts[0]
	h.Room = model.Room{CPU: 4096, Memory: 15500, ENI: 20}
	h.Addresses = 2
	f.Hosts = nil
	for i, zone := range []string{"a", "b", "c"} {
		h.Name, h.Zone, h.Subnet = "m5.xlarge in "+zone, zone, i
		f.Hosts = append(f.Hosts, h)
		f.Subnets = append(f.Subnets, Subnet{Name: "subnet-" + zone, Zone: zone, Addresses: 27})
	}
	hold := func(what string, f *Fleet, want int64) {
		t.Helper()
		r, err := Solve(context.Background(), f.Problem(), Low())
		if err != nil {
			t.Fatal(err)
		}
		if want < 0 {
			if !r.Bound.Impossible {
				t.Errorf("%s: %+v, wanted that no fleet is enough", what, r.Bound)
			}
			return
		}
		if r.Bound.Value != want || r.Packing == nil || r.Packing.Cost != want {
			t.Errorf("%s: bound %d, packing %+v; wanted %d", what, r.Bound.Value, r.Packing, want)
		}
	}
	// 60 tasks at 8 a host would be 8 hosts. But three in a zone leave 21 of its addresses to
	// tasks, so that 3, 3 and 2 hosts hold 21, 21 and 16 of them.
	hold("three zones", f, 9)
	// Two zones have 54 addresses, and 60 tasks alone take more.
	hold("a zone lost", f.Without("a"), -1)
	f.Tasks[0].Subnets = []int{0}
	hold("tasks of one zone", f, -1)
	f.Tasks[0].Count = 20
	// Of 27 addresses, 20 tasks and three hosts take 26.
	hold("fewer tasks of one zone", f, 3)
	hold("their zone lost", f.Without("a"), 0)
	f.Subnets[0].Addresses = 24
	hold("two addresses too few", f, -1)
	if got := SurvivingZone(8, 3); got != 12 {
		t.Errorf("C5 survives the loss of a zone on %d hosts, wanted 12", got)
	}
	if got := SurvivingZone(20, 3); got != 30 {
		t.Errorf("C5 without a trunk survives the loss of a zone on %d hosts, wanted 30", got)
	}
}
