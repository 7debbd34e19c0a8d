package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// TestServiceConnectRows is what Service Connect costs on an m5.large: nothing but what
// the task's own size has room for, and one host port a listener in bridge mode.
func TestServiceConnectRows(t *testing.T) {
	sized := func(mode model.NetworkMode, cpu model.CPU, mib model.MiB) model.TaskDefinition {
		td := def("web", mode, 0, 0, named("http", 80))
		td.CPU, td.Memory = cpu, mib
		return td
	}
	for _, c := range []struct {
		name  string
		setUp func(c *config.Config)
		want  string
	}{
		{"X1", func(c *config.Config) {
			c.Trunking = true
			connect(addService(c, "web", 10, sized(model.AWSVPC, 256, 512)), "", 0, 0)
		}, "8 run, 2 wait for RESOURCE:CPU, 0 failed, CPU 2048"},
		{"X2", func(c *config.Config) { connect(addService(c, "web", 8, sized(model.Bridge, 512, 1024)), "http", 0, 0) },
			"4 run, 4 wait for RESOURCE:CPU, 0 failed, CPU 2048"},
		{"ports/05i", func(c *config.Config) { connect(addService(c, "web", 4, sized(model.Bridge, 512, 576)), "http", 0, 0) },
			"4 run, 0 wait for , 0 failed, CPU 2048"},
		{"what its user adds for the proxy counts", func(c *config.Config) {
			s := addService(c, "web", 8, sized(model.Bridge, 256, 512))
			connect(s, "http", 0, 0)
			s.ServiceConnect.ProxyCPU, s.ServiceConnect.ProxyMemory = 256, 64
		}, "4 run, 4 wait for RESOURCE:CPU, 0 failed, CPU 2048"},
		{"D4: fails on the host", func(c *config.Config) {
			connect(addService(c, "web", 2, sized(model.Bridge, 256, 512)), "http", 15000, 0)
		},
			"1 run, 1 wait for , some failed, CPU 256"},
		{"D4: refused", func(c *config.Config) {
			s := addService(c, "web", 2, sized(model.Bridge, 256, 512))
			connect(s, "http", 15000, 0)
			s.ServiceConnect.PortsCounted = true
		}, "1 run, 1 wait for RESOURCE:PORTS, 0 failed, CPU 256"},
		{"D4 in awsvpc mode: each task has an interface of its own", func(c *config.Config) {
			connect(addService(c, "web", 2, sized(model.AWSVPC, 256, 512)), "http", 15000, 0)
		}, "2 run, 0 wait for , 0 failed, CPU 512"},
		{"D4: a static port of another service", func(c *config.Config) {
			td := sized(model.Bridge, 256, 512)
			td.Family, td.Containers[0].PortMappings = "other", []model.PortMapping{tcp(80, 15000)}
			addService(c, "other", 1, td).StartedBefore = true
			connect(addService(c, "web", 1, sized(model.Bridge, 256, 512)), "http", 15000, 0)
		}, "1 run, 1 wait for , some failed, CPU 256"},
		{"D4: a process of the instance", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(15000)
			connect(addService(c, "web", 1, sized(model.Bridge, 256, 512)), "http", 15000, 0)
		}, "0 run, 1 wait for , some failed, CPU 0"},
	} {
		w := world(1)
		w.Duration = 600e9
		c.setUp(w)
		r := play(t, w)
		running, why := 0, ""
		for _, s := range r.Services {
			running += s.Running
		}
		for _, x := range r.Refusals {
			if x.Tasks > 0 {
				why = x.Reason
			}
		}
		failed := fmt.Sprint(r.Tasks.Failed)
		for _, f := range r.Failures {
			if f.Tasks > 0 && strings.Contains(f.StoppedReason, "15000") {
				failed = "some"
			}
		}
		got := fmt.Sprintf("%d run, %d wait for %s, %s failed, CPU %d", running, r.Tasks.Waiting, why, failed, r.Instances[0].Resources["CPU"].Used)
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestProxyRefusedIsNoUnhealthyTarget: a load balancer asks for the container port, so a
// port of the proxy that is not open keeps no target from being healthy.
func TestProxyRefusedIsNoUnhealthyTarget(t *testing.T) {
	for _, override := range []uint16{15000, 0} {
		c := world(1)
		s := addService(c, "auth", 1, def("auth", model.AWSVPC, 1, 6, named("auth", 18888)))
		connect(s, "auth", override, 8888)
		behindGroup(c, s, "tg", 0, 18888)
		s.SecurityGroups = []string{"sg-auth"}
		connect(addService(c, "gw", 1, def("gw", model.AWSVPC, 1, 6)), "", 0, 0)
		c.Tasks[0].Memory, c.Tasks[1].Memory = 6, 6 // of the task: Service Connect needs it
		addGroup(c, "sg-auth", open(model.TCP, 18888, 18888, "sg-gw"))
		if r := play(t, c); r.Services[0].Running != 1 || r.Tasks.Failed != 0 {
			t.Errorf("override %d: %d running, %d failed; want 1 and 0", override, r.Services[0].Running, r.Tasks.Failed)
		}
	}
}
