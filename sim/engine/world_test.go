package engine_test

import (
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
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

// play runs a scenario, ledgers recounted after each entry of its agenda, and reports.
func play(t testing.TB, c *config.Config, observers ...engine.Observer) *report.Report {
	t.Helper()
	_, r := end(t, c, append(observers, engine.Recount(t))...)
	return r
}

// playLog is play, with a function that is given each line of the event log.
func playLog(t testing.TB, c *config.Config, log func(entry)) *report.Report {
	t.Helper()
	return play(t, c, engine.Log(log))
}

// guarded is play that also compares the run with what it was before each entry, and that has
// to end.
func guarded(t testing.TB, c *config.Config, observers ...engine.Observer) (*engine.View, *report.Report) {
	t.Helper()
	return end(t, c, append(observers, engine.Guard(t))...)
}

// end runs a scenario as run 0 and returns the view of its end, and its report.
func end(t testing.TB, c *config.Config, observers ...engine.Observer) (*engine.View, *report.Report) {
	t.Helper()
	return nth(t, c, 0, observers...)
}

// nth is end of a run by its number.
func nth(t testing.TB, c *config.Config, run int, observers ...engine.Observer) (*engine.View, *report.Report) {
	t.Helper()
	counter := count.New()
	v, err := engine.RunAsIs(t.Context(), c, run, append([]engine.Observer{counter}, observers...)...)
	if err != nil {
		t.Fatal(err)
	}
	r := counter.Report()
	for _, o := range observers {
		if x, ok := o.(*engine.Recounter); ok {
			if err := foldReport(x.Scene, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return v, r
}

// entry is a line of the event log.
type entry = engine.Entry

// attempts returns the refused tries of a reason.
func attemptsIn(r *report.Report, reason string) int {
	for _, x := range r.Refusals {
		if x.Reason == reason {
			return x.Attempts
		}
	}
	return 0
}

// portsOn returns the dynamic ports of the tasks on an instance, in the order of the tasks.
func portsOn(v *engine.View, h event.InstanceID) []int {
	var ps []int
	for i := range v.Tasks() {
		if v.Task(i).Instance == h {
			ps = append(ps, v.ChosenPorts(i)...)
		}
	}
	return ps
}
