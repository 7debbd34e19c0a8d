package engine

import (
	"context"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/film"
	"ecssim/sim/report"
)

// world returns a scenario of one zone with n container instances like an
// m5.large, on which steps take no time but the scheduler's tick.
func world(n int) *config.Config {
	return &config.Config{
		Name: "test", Seed: 1,
		Groups: []config.InstanceGroup{{
			Name: "host", InstanceType: "m5.large", Count: n, Zones: []string{"a"},
			InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7600, SlotsPlain: 2, SlotsTrunk: 10}, Reserved: reserved(model.DefaultReservedPorts()...),
			DynamicRange: model.PortRange{First: 32768, Last: 60999}, Architecture: "x86_64", AgentVersion: "1.105.1", USDPerHour: 0.096,
		}},
		Subnets: []config.Subnet{{ID: "subnet-a", Zone: "a"}},
		Timings: config.Timings{
			SchedulerTick: 5 * time.Second, PlacementRetry: []time.Duration{10e9, 10e9, 20e9, 300e9}, ENIAttachTimeout: 3 * time.Minute,
			ContainerStartTimeout: 3 * time.Minute, StopTimeout: 30 * time.Second, UnhealthyThreshold: 2, HealthyThreshold: 1, ThrottleMaximum: 27 * time.Minute,
			SpotNotice: 2 * time.Minute, DrainTimeout: 48 * time.Hour, MetricPeriod: time.Minute, ScaleInPoints: 15, ProvisioningExpiry: des.Endless(),
		},
		Quotas: config.Quotas{ReservedPortsPerInstance: model.ReservedPortQuota, ProvisioningPerCluster: 500},
	}
}

func reserved(ports ...uint16) []model.HostPort {
	var ps []model.HostPort
	for _, p := range ports {
		ps = append(ps, model.HostPort{Port: p})
	}
	return ps
}

// def is a task definition of one container.
func def(family string, mode model.NetworkMode, cpu model.CPU, mib model.MiB, maps ...model.PortMapping) model.TaskDefinition {
	return model.TaskDefinition{Family: family, Revision: 1, NetworkMode: mode, Containers: []model.Container{
		{Name: "app", Image: "app", Essential: true, CPU: cpu, Memory: mib, PortMappings: maps},
	}}
}

func tcp(container, host uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, HostPort: host}
}

func udp(container, host uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, HostPort: host, Protocol: model.UDP}
}

// service adds a service of a new task definition.
func addService(c *config.Config, name string, desired int, td model.TaskDefinition) *config.Service {
	c.Tasks = append(c.Tasks, td)
	c.Services = append(c.Services, config.Service{
		Name: name, Desired: desired, Use: config.Use{Task: len(c.Tasks) - 1}, Deploying: config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200},
	})
	return &c.Services[len(c.Services)-1]
}

// addDaemon adds a DAEMON service of a new task definition.
func addDaemon(c *config.Config, name string, td model.TaskDefinition) *config.Service {
	s := addService(c, name, 0, td)
	s.Daemon, s.Deploying = true, config.DefaultDaemon()
	return s
}

// tasks adds a RunTask call for tasks that run until they are stopped.
func addTasks(c *config.Config, name string, count int, at time.Duration, td model.TaskDefinition) *config.RunTask {
	c.Tasks = append(c.Tasks, td)
	c.RunTasks = append(c.RunTasks, config.RunTask{
		Name: name, Group: "family:" + td.Family, Count: count, At: des.Time(at), Forever: true, Use: config.Use{Task: len(c.Tasks) - 1},
	})
	return &c.RunTasks[len(c.RunTasks)-1]
}

// start builds the run with the invariants checked after every event, and the scene that its
// events tell of held to its records.
func start(t testing.TB, c *config.Config) *cluster {
	t.Helper()
	f := &folder{Scene: film.NewScene(c), t: t}
	k, err := newCluster(c, 0, f, NewServiceEvents())
	if err != nil {
		t.Fatal(err)
	}
	f.k = k
	k.afterEvent = func(k *cluster) {
		if err := k.check(); err != nil {
			t.Fatalf("at %v: %v", k.Clock.Now(), err)
		}
		if err := k.foldError(f.Scene); err != nil {
			t.Fatalf("at %v: %v", k.Clock.Now(), err)
		}
	}
	return k
}

// play runs a scenario, invariants checked, and reports.
func play(t testing.TB, c *config.Config) *report.Report {
	t.Helper()
	k := start(t, c)
	if err := k.run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return k.wholeReport()
}

// attempts returns the refused tries of a reason.
func attemptsIn(r *report.Report, reason string) int {
	for _, x := range r.Refusals {
		if x.Reason == reason {
			return x.Attempts
		}
	}
	return 0
}

// portsOn returns the dynamic ports of the running tasks on a host, in the order
// of the tasks.
func (k *cluster) portsOn(h event.InstanceID) []int {
	var ps []int
	for i := range k.Tasks.All() {
		for at := k.Tasks.At(i).Ports; at >= 0 && k.Tasks.At(i).Instance == h; at = k.Sockets.Nodes[at].Next {
			ps = append(ps, int(k.Sockets.Nodes[at].Port))
		}
	}
	return ps
}
