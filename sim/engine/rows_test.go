package engine_test

import (
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
)

// The worked examples of ECS networking that need hosts and tasks, each named by
// its number in the list of examples.
func TestNetworkingRows(t *testing.T) {
	tiny := func(mode model.NetworkMode, maps ...model.PortMapping) model.TaskDefinition {
		return def("t", mode, 16, 16, maps...)
	}
	for _, row := range []struct {
		name    string
		build   func(c *config.Config)
		running int
		refused string // reason of the refused tasks
		failed  string // stopped reason of the failed ones
	}{
		{"1 two slots", func(c *config.Config) { addTasks(c, "t", 3, 0, tiny(model.AWSVPC)) }, 2, "RESOURCE:ENI", ""},
		{"2 trunk", func(c *config.Config) { c.Trunking = true; addTasks(c, "t", 11, 0, tiny(model.AWSVPC)) }, 10, "RESOURCE:ENI", ""},
		{"3 launched before the opt-in", func(c *config.Config) {
			c.Trunking, c.Groups[0].Trunk = true, config.TrunkNever
			addTasks(c, "t", 3, 0, tiny(model.AWSVPC))
		}, 2, "RESOURCE:ENI", ""},
		{"launched while the account was opted in, which it is no longer", func(c *config.Config) {
			c.Groups[0].Trunk = config.TrunkAtStart
			addTasks(c, "t", 11, 0, tiny(model.AWSVPC))
		}, 10, "RESOURCE:ENI", ""},
		{"10 a /28 for task interfaces alone", func(c *config.Config) {
			net, _ := model.ParseSubnet("10.0.0.0/28")
			c.Subnets = append(c.Subnets, config.Subnet{ID: "tasks", Zone: "a", Network: net})
			c.Groups[0].SlotsPlain = 40
			addTasks(c, "t", 12, 0, tiny(model.AWSVPC)).Subnets = []int{1}
		}, 11, "", "InsufficientFreeAddressesInSubnet"},
		{"11 one port, two interfaces", func(c *config.Config) { addTasks(c, "t", 2, 0, tiny(model.AWSVPC, tcp(80, 80))) }, 2, "", ""},
		{"12 an interface attached by hand", func(c *config.Config) {
			c.Groups[0].ManualENIs = 1
			addTasks(c, "t", 2, 0, tiny(model.AWSVPC))
		}, 1, "", "Unable to attach network interface to unused device index."},
		{"12 the same, when attaching takes time", func(c *config.Config) {
			c.Groups[0].ManualENIs = 1
			c.Timings.ENIAttach, c.Timings.ENIDetach = des.Constant(10*time.Second), des.Constant(10*time.Second)
			addTasks(c, "t", 2, 0, tiny(model.AWSVPC))
		}, 1, "", "Unable to attach network interface to unused device index."},
		{"13 attached after 181 s", func(c *config.Config) {
			c.Timings.ENIAttach = des.Constant(181 * time.Second)
			addTasks(c, "t", 1, 0, tiny(model.AWSVPC))
		}, 0, "", "Timeout waiting for network interface provisioning to complete."},
		{"14 host mode, port 80 twice", func(c *config.Config) { addTasks(c, "t", 2, 0, tiny(model.HostMode, tcp(80, 0))) }, 1, "RESOURCE:PORTS", ""},
		{"15 53/tcp and 53/udp", func(c *config.Config) {
			addTasks(c, "a", 1, 0, tiny(model.Bridge, tcp(53, 53)))
			addTasks(c, "b", 1, 0, tiny(model.Bridge, udp(53, 53)))
		}, 2, "", ""},
		{"17 the agent's port", func(c *config.Config) { addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(80, 51679))) }, 0, "RESOURCE:PORTS", ""},
		{"17 the port beside it", func(c *config.Config) { addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(80, 51680))) }, 1, "", ""},
		{"17 with Prometheus metrics", func(c *config.Config) {
			c.Groups[0].Reserved = append(c.Groups[0].Reserved, model.HostPort{Port: model.PrometheusPort})
			addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(80, 51680)))
		}, 0, "RESOURCE:PORTS", ""},
		{"18 reserved ports replaced, 80", func(c *config.Config) {
			c.Groups[0].Reserved = reserved(80)
			addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(80, 80)))
		}, 0, "RESOURCE:PORTS", ""},
		{"19 the quota of reserved ports", func(c *config.Config) {
			for p := range uint16(96) {
				addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(80, 20001+p)))
			}
		}, 95, "RESOURCE:PORTS", ""},
		{"20 400 static ports", func(c *config.Config) {
			var maps []model.PortMapping
			for p := range uint16(400) {
				maps = append(maps, tcp(1000+p, 1000+p))
			}
			addTasks(c, "t", 1, 0, tiny(model.Bridge, maps...))
		}, 0, "RESOURCE:PORTS", ""},
		{"40 a static port that is dynamic already", func(c *config.Config) {
			addTasks(c, "dynamic", 3, 0, tiny(model.Bridge, tcp(80, 0)))
			addTasks(c, "static", 1, time.Second, tiny(model.Bridge, tcp(80, 32770)))
		}, 3, "", model.StartErrorPrefix + "Bind for 0.0.0.0:32770 failed: port is already allocated"},
		{"41 a process outside ECS on 80", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(80)
			addTasks(c, "t", 1, 0, tiny(model.Bridge, tcp(80, 80)))
		}, 0, "", model.StartErrorPrefix + "Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use"},
		{"47 the 1,024th container", func(c *config.Config) {
			c.Groups[0].CPU, c.Groups[0].Memory = 1<<20, 1<<20
			addTasks(c, "t", 1024, 0, tiny(model.Bridge))
		}, 1023, "", model.StartErrorPrefix + "adding interface veth to bridge docker0 failed: exchange full"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			r := play(t, c)
			if r.Tasks.Running != row.running {
				t.Errorf("%d tasks run, want %d: %+v", r.Tasks.Running, row.running, r.Tasks)
			}
			switch {
			case row.refused == "" && r.Tasks.Refused > 0:
				t.Errorf("refused: %+v", r.Refusals)
			case row.refused != "" && (len(r.Refusals) != 1 || r.Refusals[0].Reason != row.refused):
				t.Errorf("refusals %+v, want %s", r.Refusals, row.refused)
			case row.failed == "" && r.Tasks.Failed > 0:
				t.Errorf("failed: %+v", r.Failures)
			case row.failed != "" && (len(r.Failures) != 1 || r.Failures[0].StoppedReason != row.failed):
				t.Errorf("failures %+v, want %s", r.Failures, row.failed)
			}
			if r.Tasks.Requested != r.Tasks.Placed+r.Tasks.Waiting+r.Tasks.Refused+r.Tasks.Failed {
				t.Errorf("requested is not placed + waiting + refused + failed: %+v", r.Tasks)
			}
		})
	}
}

// Rows 24 to 29: the agent's dynamic ports on a host.
func TestDynamicPortRows(t *testing.T) {
	web := def("t", model.Bridge, 16, 16, tcp(80, 0))
	for _, row := range []struct {
		name  string
		build func(c *config.Config)
		want  []int
	}{
		{"24 fresh agent", func(c *config.Config) { addTasks(c, "t", 3, 0, web) }, []int{32768, 32769, 32770}},
		{"25 32768 taken", func(c *config.Config) { c.Groups[0].Listeners = reserved(32768); addTasks(c, "t", 2, 0, web) }, []int{32769, 32770}},
		{"26 tcp then udp", func(c *config.Config) {
			addTasks(c, "t", 1, 0, web)
			addTasks(c, "u", 1, time.Second, def("u", model.Bridge, 16, 16, udp(53, 0)))
		}, []int{32768, 32769}},
		{"28 32770 taken", func(c *config.Config) { c.Groups[0].Listeners = reserved(32770); addTasks(c, "t", 3, 0, web) }, []int{32768, 32769, 32771}},
		{"29 the agent's own ports are skipped", func(c *config.Config) {
			c.Groups[0].DynamicRange.First = 51677
			addTasks(c, "t", 2, 0, web)
		}, []int{51677, 51680}},
		{"static first: the picker goes round it", func(c *config.Config) {
			addTasks(c, "s", 1, 0, def("s", model.Bridge, 16, 16, tcp(80, 32769)))
			addTasks(c, "t", 3, time.Second, web)
		}, []int{32768, 32770, 32771}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			v, _ := end(t, c, engine.Recount(t))
			if got := portsOn(v, 0); !slices.Equal(got, row.want) {
				t.Errorf("ports %v, want %v", got, row.want)
			}
		})
	}
}

// A task's resources come back when it has ended, its interface's slot only when
// the interface is gone.
func TestReleaseTimes(t *testing.T) {
	c := world(1)
	c.Timings.ENIDetach = des.Constant(15 * time.Second)
	c.Timings.ENIAttach = des.Constant(10 * time.Second)
	old := addTasks(c, "old", 2, 0, def("old", model.AWSVPC, 1024, 64))
	old.Forever, old.RunFor = false, des.Constant(20*time.Second)
	addTasks(c, "early", 1, 44*time.Second, def("early", model.AWSVPC, 1024, 64)) // 10 + 20 + 15 = 45 s
	addTasks(c, "late", 2, 46*time.Second, def("late", model.AWSVPC, 1024, 64))
	r := play(t, c)
	if r.Tasks.Refused != 1 || r.RunTasks[1].Refused != 1 || r.RunTasks[2].Running != 2 || attemptsIn(r, "RESOURCE:ENI") != 1 {
		t.Errorf("want the task at 44 s refused for its ENI and those at 46 s placed: %+v, %+v", r.RunTasks, r.Refusals)
	}
}

// A quota that the file sets holds; one that it leaves alone is only worth a
// warning.
func TestQuotaOfInterfaces(t *testing.T) {
	for _, set := range []bool{false, true} {
		c := world(1)
		c.Groups[0].SlotsPlain = 10
		c.Quotas.ENIsPerZone = 5
		c.Quotas.Enforced = map[string]bool{config.QuotaENIsPerZone: set}
		addTasks(c, "t", 6, 0, def("t", model.AWSVPC, 16, 16))
		r := play(t, c)
		if want := map[bool]int{false: 6, true: 4}[set]; r.Tasks.Running != want || len(r.Warnings) != map[bool]int{false: 1, true: 0}[set] {
			t.Errorf("set %v: %+v, warnings %q; want %d running", set, r.Tasks, r.Warnings, want)
		}
	}
}

// A daemon service needs nobody beside it to come to life.
func TestDaemonAlone(t *testing.T) {
	c := world(2)
	addDaemon(c, "logs", def("logs", model.HostMode, 16, 16))
	if r := play(t, c); r.Tasks.Requested != 2 || r.Tasks.Running != 2 || r.Services[0].Desired != 2 {
		t.Errorf("%+v, want 2 running", r.Tasks)
	}
}

// A placement can be what another service has been waiting for.
func TestPlacementWakesTheWaiting(t *testing.T) {
	c := world(1)
	addService(c, "a", 1, def("a", model.Bridge, 16, 16)).Constraints = []model.Constraint{{Type: "memberOf", Expression: "task:group == service:b"}}
	addService(c, "b", 1, def("b", model.Bridge, 16, 16))
	if r := play(t, c); r.Tasks.Running != 2 || r.TimeToRunning.Max != 10 || r.SimulatedSeconds != 15 {
		t.Errorf("%+v at %v s, want both running at 10 s, and the scheduler to see it a tick later", r.Tasks, r.SimulatedSeconds)
	}
}

// Tasks that fail while others hold what they need are tried again when those
// have ended, however often they failed before.
func TestFailuresAreNotForEver(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(3 * time.Hour)
	net, _ := model.ParseSubnet("10.0.0.0/28")
	c.Subnets = append(c.Subnets, config.Subnet{ID: "tasks", Zone: "a", Network: net})
	c.Groups[0].SlotsPlain = 40
	jobs := addTasks(c, "jobs", 11, 0, def("jobs", model.AWSVPC, 1, 6))
	jobs.Subnets, jobs.Forever, jobs.RunFor = []int{1}, false, des.Constant(50*time.Minute)
	addTasks(c, "other", 1, time.Second, def("other", model.Bridge, 1, 6))
	late := addService(c, "late", 3, def("late", model.AWSVPC, 1, 6))
	late.Subnets = []int{1}
	c.Services[0].Constraints = []model.Constraint{{Type: "memberOf", Expression: "task:group == family:other"}}
	if r := play(t, c); r.Services[0].Running != 3 || r.Tasks.Failed < engine.RepeatLimit {
		t.Errorf("%+v, want the service's three running after failures", r.Tasks)
	}
}

// Tasks that were started together and failed are one try: the wait doubles from
// pass to pass. Passes at 0, 5, 15 and 35 s; the next would be at 75 s.
func TestFailuresTogetherAreOneTry(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(time.Minute)
	c.Quotas.ENIsPerZone = 1
	c.Quotas.Enforced = map[string]bool{config.QuotaENIsPerZone: true}
	addService(c, "web", 2, def("web", model.AWSVPC, 16, 16))
	if r := play(t, c); r.Tasks.Failed != 8 {
		t.Errorf("%+v, want two failed in each of four tries", r.Tasks)
	}
}

// ecs-bridge has 1,021 addresses, fewer than the kernel has bridge ports: the task
// after that has no way to the agent.
func TestFullECSBridge(t *testing.T) {
	c := world(1)
	c.Groups[0].CPU, c.Groups[0].Memory, c.Groups[0].SlotsPlain = 1<<20, 1<<20, 2000
	addTasks(c, "t", 1022, 0, def("t", model.AWSVPC, 1, 6))
	r := play(t, c)
	want := model.StoppedReason{Code: model.StoppedNoBridgeAddress}.Text(nil)
	if r.Tasks.Running != model.EcsBridgeAddresses || len(r.Failures) != 1 || r.Failures[0].StoppedReason != want {
		t.Errorf("%d run, failures %+v; want %d and one for the namespace", r.Tasks.Running, r.Failures, model.EcsBridgeAddresses)
	}
}
