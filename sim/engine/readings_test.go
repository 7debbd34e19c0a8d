package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
)

// TestReadings plays what docs/readings.md says of questions on which sources differ or
// are silent: as it is taken, and as a file may have it otherwise.
func TestReadings(t *testing.T) {
	tiny := func(family string, mode model.NetworkMode, maps ...model.PortMapping) model.TaskDefinition {
		return def(family, mode, 16, 16, maps...)
	}
	first := func(event string) func(*testing.T, *config.Config) string {
		return func(t *testing.T, c *config.Config) string {
			_, d := recorded(t, c)
			return fmt.Sprint(d.at(t, event))
		}
	}
	outcome := func(t *testing.T, c *config.Config) string {
		r := play(t, c)
		text := fmt.Sprintf("%d run, %d refused, %d failed", r.Tasks.Running, r.Tasks.Refused, r.Tasks.Failed)
		for _, f := range r.Failures {
			text += ": " + f.StoppedReason
		}
		return text
	}
	for _, row := range []struct {
		name             string
		build, other     func(c *config.Config)
		see              func(*testing.T, *config.Config) string
		taken, otherwise string
	}{
		{"tieBreak", func(c *config.Config) {
			c.Groups[0].Count = 6
			addService(c, "t", 1, tiny("t", model.Bridge))
		}, func(c *config.Config) { c.Options.TieLowest = true }, func(t *testing.T, c *config.Config) string {
			on := map[string]bool{}
			for seed := range uint64(50) {
				c.Seed = seed
				for _, in := range play(t, c).Instances {
					if in.Tasks > 0 {
						on[in.InstanceID] = true
					}
				}
			}
			return fmt.Sprintf("%d of 6, host-1 among them: %v", len(on), on["host-1"])
		}, "6 of 6, host-1 among them: true", "1 of 6, host-1 among them: true"},
		{"eniFreedAt", func(c *config.Config) {
			c.Timings.ENIDetach, c.Timings.ApplicationStop = des.Constant(15*time.Second), des.Constant(10*time.Second)
			addService(c, "old", 2, tiny("old", model.AWSVPC))
			planUpdate(c, 10*time.Second).Desired = 0
			addTasks(c, "t", 1, 30*time.Second, tiny("t", model.AWSVPC)) // stopped at 20 s, detached at 35 s
		}, func(c *config.Config) { c.Options.ENIAtStopping = true }, outcome,
			"0 run, 1 refused, 0 failed", "0 run, 0 refused, 1 failed: Unable to attach network interface to unused device index."},
		{"countENIs", func(c *config.Config) { addTasks(c, "t", 3, 0, tiny("t", model.AWSVPC)) }, func(c *config.Config) { c.Options.IgnoreENI = true }, outcome,
			"2 run, 1 refused, 0 failed", "2 run, 0 refused, 1 failed: Unable to attach network interface to unused device index."},
		{"dynamicPortsBy", func(c *config.Config) {
			addTasks(c, "t", 1, 0, tiny("t", model.Bridge, tcp(80, 0)))
			addTasks(c, "u", 1, time.Second, tiny("u", model.Bridge, udp(53, 0)))
		}, func(c *config.Config) { c.Options.DockerPorts = true }, func(t *testing.T, c *config.Config) string {
			v, _ := end(t, c, engine.Recount(t))
			return fmt.Sprint(portsOn(v, 0))
		}, "[32768 32769]", "[32768 32768]"},
		{"stoppingCountsAgainstMaximum", func(c *config.Config) {
			c.Timings.ApplicationStop = des.Constant(8 * time.Second)
			s := addService(c, "web", 2, tiny("web", model.Bridge))
			s.StartedBefore, s.Deploying = true, config.Deploying{MaximumPercent: 100}
			planUpdate(c, 10*time.Second).Force = true
		}, func(c *config.Config) { c.Options.CountStopping = true }, first("task.placed web/3"), "15", "20"},
		{"retryWhenInstanceRegisters", func(c *config.Config) {
			c.Groups[0].Count = 0
			spare(c, 0, 1)
			c.Timings.InstanceBoot = des.Constant(30 * time.Second)
			addService(c, "web", 1, tiny("web", model.Bridge))
			addTasks(c, "job", 1, 0, tiny("job", model.Bridge)).Providers = []config.ProviderShare{{Weight: 1}} // launches at 60 s
		}, func(c *config.Config) { c.Options.IgnoreRegistration = true }, first("task.placed web/1"), "90", "340"},
		{"healthyAfter", func(c *config.Config) {
			c.Timings.HealthyAfter = 40 * time.Second
			addService(c, "web", 1, tiny("web", model.Bridge))
		}, func(c *config.Config) { c.Timings.HealthyAfter = 0 }, first("deployment.completed"), "40", "0"},
		{"placementRetry", func(c *config.Config) { // tries at 0, 10, 20, 40 and 340 s, and room from 45 s on
			addService(c, "old", 1, def("old", model.Bridge, 2048, 16)).StartedBefore = true
			planUpdate(c, 45*time.Second).Desired = 0
			addService(c, "web", 1, def("web", model.Bridge, 2048, 16))
		}, func(c *config.Config) { c.Timings.PlacementRetry = []time.Duration{time.Minute} }, first("task.placed web/1"), "340", "60"},
		{"lostHostGrace", func(c *config.Config) {
			c.Groups[0].Count = 2
			c.Timings.LostHostGrace = time.Minute
			addService(c, "web", 2, tiny("web", model.Bridge)).StartedBefore = true
			soon(c, 100*time.Second, config.TerminateInstances, func(e *config.Event) { e.Group, e.Count = 0, 1 })
		}, func(c *config.Config) { c.Timings.LostHostGrace = 10 * time.Second }, first("task.placed web/3"), "160", "110"},
		{"callTimeout", func(c *config.Config) {
			c.Groups[0].SlotsPlain, c.Timings.CallTimeout, c.Quotas.ENICalls = 10, 5*time.Minute, config.Bucket{Burst: 2, PerSecond: 1}
			addTasks(c, "t", 5, 0, tiny("t", model.AWSVPC))
		}, func(c *config.Config) { c.Timings.CallTimeout = 0 }, outcome, "5 run, 0 refused, 0 failed",
			"2 run, 0 refused, 3 failed: Rate limit exceeded while preparing network interface to be attached to instance"},
		{"spread over an attribute that an instance lacks", func(c *config.Config) {
			plain := c.Groups[0]
			c.Groups[0].Count, c.Groups[0].Attributes = 2, map[string]string{"rack": "one"}
			plain.Name = "plain"
			c.Groups = append(c.Groups, plain)
			addTasks(c, "t", 4, 0, tiny("t", model.Bridge)).Strategies = []model.Strategy{{Type: "spread", Field: "attribute:rack"}}
		}, nil, func(t *testing.T, c *config.Config) string {
			r := play(t, c)
			return fmt.Sprintf("%d without it", r.Instances[2].Tasks)
		}, "2 without it", ""},
		{"a task that finds no room is no failure to the circuit breaker", func(c *config.Config) {
			addService(c, "web", 5, def("web", model.Bridge, 4096, 16)).Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 1}
		}, nil, func(t *testing.T, c *config.Config) string {
			d := play(t, c).Services[0].Deployments[0]
			return fmt.Sprintf("%s, %d failed", d.Verdict, d.FailedTasks)
		}, "STUCK, 0 failed", ""},
		{"draining keeps to the service's spread", func(c *config.Config) {
			c.Options.TieLowest = true
			c.Groups[0].Count, c.Groups[0].Zones = 6, []string{"a", "b", "c"}
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"}, config.Subnet{ID: "subnet-c", Zone: "c"})
			addService(c, "web", 3, tiny("web", model.Bridge)).StartedBefore = true
			soon(c, time.Minute, config.DrainInstances, func(e *config.Event) { e.Instance = "host-1" })
		}, nil, func(t *testing.T, c *config.Config) string {
			var on []string
			for _, in := range play(t, c).Instances {
				if in.Tasks > 0 {
					on = append(on, in.InstanceID)
				}
			}
			return strings.Join(on, " ")
		}, "host-2 host-3 host-4", ""},
		{"the remainder of the weights", func(c *config.Config) {
			*c = *managed(1, 3, tiny("web", model.Bridge))
			other := c.Groups[0]
			other.Name = "q"
			c.Groups, c.Providers = append(c.Groups, other), append(c.Providers, c.Providers[0])
			c.Providers[1].Name, c.Providers[1].Group = "q", 1
			c.Services[0].Providers, c.Duration = []config.ProviderShare{{Provider: 0, Weight: 1}, {Provider: 1, Weight: 1}}, des.Time(time.Minute)
		}, nil, func(t *testing.T, c *config.Config) string {
			r := play(t, c)
			return fmt.Sprintf("%d and %d", r.Instances[0].Tasks, r.Instances[1].Tasks)
		}, "2 and 1", ""},
		{"scaling in: less than half of the instances a minute", func(c *config.Config) { *c = *managed(10, 0, tiny("web", model.Bridge)) }, nil,
			func(t *testing.T, c *config.Config) string {
				var to []int
				for _, s := range play(t, c).CapacityProviders[0].Steps {
					to = append(to, s.To)
				}
				return fmt.Sprint(to)
			}, "[6 4 3 2 1 0]", ""},
		{"additions of several groups of waiting tasks: the maximum", func(c *config.Config) {
			*c = *managed(1, 3, def("web", model.Bridge, 2048, 64)) // two wait, for an instance each
			addService(c, "api", 3, def("api", model.Bridge, 1500, 64)).Providers = []config.ProviderShare{{Weight: 1}}
		}, nil, func(t *testing.T, c *config.Config) string {
			s := play(t, c).CapacityProviders[0].Steps[0]
			return fmt.Sprintf("from %d to %d", s.From, s.To)
		}, "from 1 to 4", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			if got := row.see(t, c); got != row.taken {
				t.Errorf("taken: %s, want %s", got, row.taken)
			}
			if row.other == nil {
				return
			}
			c = world(1)
			row.build(c)
			row.other(c)
			if got := row.see(t, c); strings.TrimSuffix(got, ".") != strings.TrimSuffix(row.otherwise, ".") {
				t.Errorf("otherwise: %s, want %s", got, row.otherwise)
			}
		})
	}
}
