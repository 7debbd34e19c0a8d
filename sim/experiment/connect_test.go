package experiment

import (
	"context"
	"fmt"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// meshOf is a service of n tasks of 256 units and 512 MiB, with a listener of Service
// Connect before its port.
func meshOf(mode model.NetworkMode, n int, override uint16) *config.Config {
	td := definition("web", 256, 512)
	td.NetworkMode, td.Containers[0].PortMappings = mode, []model.PortMapping{{ContainerPort: 80, Name: "http"}}
	c := fixture([]config.InstanceGroup{m5large(1)}, td)
	c.Groups[0].DynamicRange = model.LinuxDynamicPorts()
	serve(c, "web", 0, n, func(s *config.Service) {
		s.ServiceConnect = model.ServiceConnect{Enabled: true, Listeners: []model.IngressListener{{PortName: "http", Override: override}}}
	})
	return c
}

// TestDensityWithServiceConnect: the proxy takes nothing beside the task's size, but an
// ingressPortOverride is there once an instance in bridge mode (D4).
func TestDensityWithServiceConnect(t *testing.T) {
	type5 := HostType{InstanceType: "m5.large", InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7600, SlotsPlain: 2, SlotsTrunk: 10}, USDPerHour: 0.096}
	for _, c := range []struct {
		name     string
		override uint16
		added    model.CPU
		want     string
	}{
		{"no override", 0, 0, "awsvpc 2, awsvpc-trunking 8, bridge-dynamic 8, bridge-static 1, host -"},
		{"proxyCpu", 0, 256, "awsvpc 2, awsvpc-trunking 4, bridge-dynamic 4, bridge-static 1, host -"},
		{"D4", 15000, 0, "awsvpc 2, awsvpc-trunking 8, bridge-dynamic 1, bridge-static 1, host -"},
	} {
		w := meshOf(model.Bridge, 1, c.override)
		w.Services[0].ServiceConnect.ProxyCPU = c.added
		got := ""
		for i, row := range Density(DensityRequest{Types: []HostType{type5}, Setups: model.Setups(), Task: w.Tasks[0], ServiceConnect: w.Services[0].ServiceConnect}) {
			if i > 0 {
				got += ", "
			}
			if row.NotPossible != "" {
				got += row.Setup + " -"
			} else {
				got += fmt.Sprint(row.Setup, " ", row.Tasks)
			}
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestCompareWithServiceConnect: each setup needs as many hosts as the tasks' own size,
// or an ingressPortOverride, asks for.
func TestCompareWithServiceConnect(t *testing.T) {
	for _, c := range []struct {
		name     string
		override uint16
		want     string
	}{
		{"no override", 0, "awsvpc 4, awsvpc-trunking 1, bridge-dynamic 1, bridge-static 8, host not possible"},
		{"D4", 15000, "awsvpc 4, awsvpc-trunking 1, bridge-dynamic 8, bridge-static 8, host not possible"},
	} {
		got := ""
		for i, setup := range model.Setups() {
			if i > 0 {
				got += ", "
			}
			w, err := Under(meshOf(model.Bridge, 8, c.override), setup, Move{})
			if err != nil {
				got += setup.String() + " not possible"
				continue
			}
			h, err := HostsNeeded(context.Background(), w)
			if err != nil {
				t.Fatal(err)
			}
			got += fmt.Sprint(setup, " ", *h.Needed)
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestFargateWithServiceConnect: the task's size is what is bought, with what its user
// adds for the proxy: 256 and 512, or 512 and 576, rounded up to 512 and 1,024.
func TestFargateWithServiceConnect(t *testing.T) {
	for _, c := range []struct {
		cpu    model.CPU
		memory model.MiB
		as     [2]int
	}{{0, 0, [2]int{256, 512}}, {256, 64, [2]int{512, 1024}}} {
		w := meshOf(model.Bridge, 2, 15000)
		w.Services[0].ServiceConnect.ProxyCPU, w.Services[0].ServiceConnect.ProxyMemory = c.cpu, c.memory
		price, _ := model.FargatePrice(model.CPU(c.as[0]), model.MiB(c.as[1]), "")
		if f := Fargate(w); f.USDPerHour == nil || *f.USDPerHour != dollars(2*price) {
			t.Errorf("with %d and %d: %+v, want 2 tasks of %v: %v", c.cpu, c.memory, f, c.as, dollars(2*price))
		}
	}
}
