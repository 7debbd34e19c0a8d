package experiment

import (
	"fmt"
	"testing"

	"ecssim/model"
)

func ofM5large() HostType {
	return HostType{InstanceType: "m5.large", InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7811, SlotsPlain: 2, SlotsTrunk: 10}, USDPerHour: 0.096}
}

// The rows of scenarios 1, 2 and 10 and their neighbours.
func TestDensityRows(t *testing.T) {
	web := definition("web", 256, 512, 80)
	tests := []struct {
		setup       model.Setup
		registered  model.MiB
		tasks       int
		bound, next string
		limits      string // CPU MEMORY ENI PORTS DYNAMIC_PORTS BRIDGE
	}{
		{model.SetupAWSVPC, 0, 2, "RESOURCE:ENI", "RESOURCE:CPU", "8 15 2 - - -"},
		{model.SetupAWSVPC, 7600, 2, "RESOURCE:ENI", "RESOURCE:CPU", "8 14 2 - - -"},
		{model.SetupTrunking, 7600, 8, "RESOURCE:CPU", "RESOURCE:ENI", "8 14 10 - - -"},
		{model.SetupBridgeDynamic, 7600, 8, "RESOURCE:CPU", "RESOURCE:MEMORY", "8 14 - - 28230 1023"},
		{model.SetupBridgeStatic, 7600, 1, "RESOURCE:PORTS", "RESOURCE:CPU", "8 14 - 1 - 1023"},
		{model.SetupHost, 7600, 1, "RESOURCE:PORTS", "RESOURCE:CPU", "8 14 - 1 - -"},
		{model.SetupTrunking, 3000, 5, "RESOURCE:MEMORY", "RESOURCE:CPU", "8 5 10 - - -"},
	}
	for _, x := range tests {
		rows := Density(DensityRequest{Types: []HostType{ofM5large()}, Setups: []model.Setup{x.setup}, Task: web, RegisteredMemory: x.registered})
		r := rows[0]
		limits := ""
		for _, k := range []string{"CPU", "MEMORY", "ENI", "PORTS", "DYNAMIC_PORTS", "BRIDGE"} {
			if n := r.Limits[k]; n != nil {
				limits += fmt.Sprint(*n, " ")
			} else {
				limits += "- "
			}
		}
		if r.Tasks != x.tasks || *r.BoundBy != x.bound || *r.NextBound != x.next || limits != x.limits+" " {
			t.Errorf("%v, %d MiB: %d tasks by %s, then %s, limits %s; want %+v", x.setup, x.registered, r.Tasks, *r.BoundBy, *r.NextBound, limits, x)
		}
		if want := 0.096 / float64(x.tasks); *r.USDPerTaskHour != want {
			t.Errorf("%v: %v USD per task, want %v", x.setup, *r.USDPerTaskHour, want)
		}
	}
}

// The dynamic range is a limit like any other.
func TestDensityOfDynamicPorts(t *testing.T) {
	web := definition("web", 128, 256, 80, 443)
	for _, x := range []struct {
		ports       model.PortRange
		tasks       int
		bound, next string
		limit       int
	}{
		{model.PortRange{}, 16, "RESOURCE:CPU", "RESOURCE:MEMORY", 14115}, // the default range less the agent's two ports
		{model.PortRange{First: 40000, Last: 40009}, 5, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 5},
		{model.PortRange{First: 51670, Last: 51680}, 4, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 4}, // eleven, of which the agent has two
		{model.PortRange{First: 40000, Last: 40031}, 16, "RESOURCE:CPU", "HOST:DYNAMIC_PORTS", 16},
	} {
		r := Density(DensityRequest{Types: []HostType{ofM5large()}, Setups: []model.Setup{model.SetupBridgeDynamic}, Task: web, DynamicRange: x.ports})[0]
		if got := r.Limits["DYNAMIC_PORTS"]; r.Tasks != x.tasks || *r.BoundBy != x.bound || *r.NextBound != x.next || got == nil || *got != x.limit {
			t.Errorf("range %v: %d tasks by %s, then %s, limit %v; want %+v", x.ports, r.Tasks, *r.BoundBy, *r.NextBound, show(got), x)
		}
	}
}

func TestDensityReserves(t *testing.T) {
	row := func(task model.TaskDefinition, edit func(*DensityRequest)) (int, string, string) {
		r := DensityRequest{Types: []HostType{ofM5large()}, Setups: []model.Setup{model.SetupBridgeStatic}, Task: task}
		if edit != nil {
			edit(&r)
		}
		d := Density(r)[0]
		if d.BoundBy == nil {
			return d.Tasks, "", d.NotPossible
		}
		return d.Tasks, *d.BoundBy, d.NotPossible
	}
	small := definition("small", 0, 0)
	small.Containers[0].CPU, small.Containers[0].Memory = 2, 4 // below what registers
	if n, by, _ := row(small, func(r *DensityRequest) { r.RegisteredMemory, r.ReservedMemory = 5000, 1000 }); n != 1000 || by != "RESOURCE:MEMORY" {
		t.Errorf("4 MiB in 4000: %d by %s", n, by)
	}
	if n, by, _ := row(small, nil); n != 1023 || by != "HOST:BRIDGE_PORTS" {
		t.Errorf("4 MiB in 7811: %d by %s, want docker0's 1023", n, by)
	}
	if n, by, _ := row(definition("ssh", 128, 128, 22), nil); n != 0 || by != "RESOURCE:PORTS" {
		t.Errorf("port 22: %d by %s, want none: it is the host's", n, by)
	}
	gpu := definition("train", 128, 128)
	gpu.Containers[0].GPUs = 1
	r := DensityRequest{Types: []HostType{ofM5large()}, Setups: model.Setups(), Task: gpu}
	r.Types[0].GPU, r.Types[0].USDPerHour = 4, -1
	for _, d := range Density(r)[2:4] {
		if d.Tasks != 4 || *d.Limits["GPU"] != 4 || d.USDPerTaskHour != nil {
			t.Errorf("%s: %d tasks with 4 GPUs, price %v", d.Setup, d.Tasks, d.USDPerTaskHour)
		}
	}
	r.Task.Containers[0].GPUs = model.AllGPUs
	for _, d := range Density(r) {
		if d.Tasks != 1 || *d.Limits["GPU"] != 1 {
			t.Errorf("%s: %d tasks that want all of 4 GPUs, limit %d", d.Setup, d.Tasks, *d.Limits["GPU"])
		}
	}
	twice := definition("twice", 128, 128, 80)
	twice.Containers = append(twice.Containers, model.Container{Name: "b", PortMappings: []model.PortMapping{{ContainerPort: 80}}})
	if n, _, why := row(twice, func(r *DensityRequest) { r.Setups = []model.Setup{model.SetupHost} }); n != 0 || why == "" {
		t.Errorf("two containers on port 80 in host mode: %d tasks, %q", n, why)
	}
}

// manyTypes is as many as the catalogue has.
func manyTypes() []HostType {
	ts := make([]HostType, 1430)
	for i := range ts {
		ts[i] = ofM5large()
		ts[i].CPU = model.CPU(1024 * (1 + i%192))
	}
	return ts
}

func BenchmarkDensityAll(b *testing.B) {
	r := DensityRequest{Types: manyTypes(), Setups: model.Setups()[:2], Task: definition("web", 256, 512, 80)}
	for b.Loop() {
		Density(r)
	}
}
