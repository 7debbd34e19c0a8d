package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// idle is a provider of m5.large instances that no task needs, with a target.
func idle(target int, change func(c *config.Config)) *config.Config {
	c := managed(0, 0, def("web", model.AWSVPC, 256, 512))
	c.Duration = des.Time(2 * time.Hour)
	c.Providers[0].Target = target
	if change != nil {
		change(c)
	}
	return c
}

// Rows capacity/01, 01b and 01c: an empty group has a metric of 100, and launches for no
// task where its target is lower. Steps are those of the first 20 minutes.
func TestAGroupThatNoTaskNeeds(t *testing.T) {
	again := func(n int) []report.ScalingStep {
		return []report.ScalingStep{{At: 60, Metric: 100, To: n}, {At: 960, From: 2, To: 1}, {At: 1020, From: 1}, {At: 1080, Metric: 100, To: n}}
	}
	for _, row := range []struct {
		name   string
		c      *config.Config
		steps  []report.ScalingStep
		warned bool
	}{
		{"capacity/01", idle(90, nil), again(2), true},
		{"capacity/01b", idle(100, nil), nil, false},
		{"capacity/01c", idle(50, nil), again(2), true},
		{"a third, and less than half a minute", idle(34, nil),
			[]report.ScalingStep{{At: 60, Metric: 100, To: 3}, {At: 960, From: 3, To: 2}, {At: 1020, From: 2, To: 1}, {At: 1080, From: 1}, {At: 1140, Metric: 100, To: 3}}, true},
		{"maxSize 1", idle(50, func(c *config.Config) { c.Providers[0].Max = 1 }),
			[]report.ScalingStep{{At: 60, Metric: 100, To: 1}, {At: 960, From: 1}, {At: 1020, Metric: 100, To: 1}}, true},
		{"maxSize 0", idle(50, func(c *config.Config) { c.Providers[0].Max = 0 }), nil, false},
		{"the other reading", idle(90, func(c *config.Config) { c.Options.NoneFromZero = true }), nil, false},
		{"managed scaling DISABLED", idle(90, func(c *config.Config) { c.Providers[0].Managed = false }), nil, false},
		{"a warm-up longer than the round, of instances that are gone", idle(90, func(c *config.Config) { c.Providers[0].Warmup = 20 * time.Minute }), again(2), true},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := play(t, row.c)
			steps := r.CapacityProviders[0].Steps
			early := slices.IndexFunc(steps, func(s report.ScalingStep) bool { return s.At >= 1200 })
			if early >= 0 {
				steps = steps[:early]
			}
			if !slices.Equal(steps, row.steps) {
				t.Errorf("steps %+v, want %+v", steps, row.steps)
			}
			if warned := slices.ContainsFunc(r.Warnings, func(w string) bool { return strings.Contains(w, "is below 100 with minSize 0") }); warned != row.warned {
				t.Errorf("warnings %q, want one of the empty group: %v", r.Warnings, row.warned)
			}
			if len(row.steps) > 0 && r.SimulatedSeconds != 7200 {
				t.Errorf("the run ends at %v s", r.SimulatedSeconds)
			}
		})
	}
}

// Without a duration a run ends where a group begins to repeat itself, whatever else
// there is, and says so.
func TestARunEndsAtTheFirstRepetition(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(c *config.Config)
		end    float64
		times  int
	}{
		{"one group", func(c *config.Config) {}, 1080, 1},
		{"two groups", func(c *config.Config) {
			g, p := c.Groups[0], c.Providers[0]
			g.Name, p.Name, p.Group, p.Target = "q", "q", 1, 40 // three instances: a minute more
			c.Groups, c.Providers = append(c.Groups, g), append(c.Providers, p)
		}, 1140, 1},
		{"after something planned it begins anew", func(c *config.Config) {
			soon(c, 30*time.Minute, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, 0 })
			c.Services[0].Scaling = &config.Scaling{Max: 1, Policies: []config.TrackingPolicy{{Target: 1}}}
		}, 52 * 60, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := play(t, idle(90, func(c *config.Config) { c.Duration = 0; row.change(c) }))
			if p := r.CapacityProviders[0]; r.SimulatedSeconds != row.end || p.Needless != row.times {
				t.Errorf("the run ends at %v s, %d needless steps; want %v and %d: %+v", r.SimulatedSeconds, p.Needless, row.end, row.times, p.Steps)
			}
			if len(r.Warnings) == 0 || !strings.HasSuffix(r.Warnings[0], "ends at the first repetition") {
				t.Errorf("warnings %q", r.Warnings)
			}
		})
	}
}

// A service that waits for any room finds it on what a group launches for no task, and
// one for which that is too small is STUCK all the same.
func TestRoomOnAnIdleGroup(t *testing.T) {
	for _, row := range []struct {
		cpu     model.CPU
		running int
		verdict string
	}{{2048, 1, report.Completed}, {4096, 0, report.Stuck}} {
		r := play(t, idle(90, func(c *config.Config) { addService(c, "any", 1, def("any", model.Bridge, row.cpu, 64)) }))
		s := r.Services[1]
		if d := s.Deployments[0]; s.Running != row.running || d.Verdict != row.verdict || row.verdict == report.Stuck && *d.StuckAt > 60 {
			t.Errorf("%d CPU units: %d run, %+v; want %d and %s", row.cpu, s.Running, d, row.running, row.verdict)
		}
	}
}

// Row capacity/01e: tasks that fit no instance of the group keep its metric at 100 and
// its instances where they are, though the target is lower.
func TestTasksTooLargeKeepTheMetricAt100(t *testing.T) {
	c := idle(80, func(c *config.Config) {
		c.Services[0].Desired, c.Services[0].Providers = 1, []config.ProviderShare{{Weight: 1}}
		c.Tasks[0] = def("big", model.Bridge, 8192, 64)
		c.Providers[0].Types = []model.InstanceSize{xlarge, large}
		c.Groups[0].CPU, c.Groups[0].Memory = xlarge.CPU, xlarge.Memory
		job := addTasks(c, "job", 4, 0, def("job", model.Bridge, 1024, 64))
		job.Providers, job.Forever, job.RunFor = []config.ProviderShare{{Weight: 1}}, false, des.Constant(10*time.Minute)
	})
	r := play(t, c)
	p := r.CapacityProviders[0]
	if p.Metric != 100 || p.Instances != 3 || len(p.Steps) != 1 || p.Excluded != 1 || r.RunTasks[0].Completed != 4 {
		t.Errorf("%+v and %+v, want a metric of 100, three instances that stay, one task too large", p, r.RunTasks[0])
	}
}

// Row capacity/23: instances have interfaces too. Of eight launches six find one left of
// a quota of twelve, for two instances and four tasks have the others.
func TestLaunchesWithinTheQuotaOfInterfaces(t *testing.T) {
	t.Run("capacity/23", func(t *testing.T) {
		c := managed(2, 20, def("web", model.AWSVPC, 256, 512))
		c.Providers[0].Min, c.Providers[0].Max = 2, 20
		c.Quotas.ENIsPerZone, c.Quotas.Enforced = 12, map[string]bool{config.QuotaENIsPerZone: true}
		c.Timings.InstanceBoot = des.Constant(3 * time.Minute)
		c.Duration = des.Time(2*time.Minute + 30*time.Second)
		r := play(t, c)
		p := r.CapacityProviders[0]
		if p.Launched != 6 || p.Desired != 10 || p.Metric != 200 || p.BoundBy == nil || *p.BoundBy != "QUOTA:NETWORK_INTERFACES" {
			t.Errorf("%+v, want six launched of eight, a metric of 200, and the quota", p)
		}
		if s := p.Steps[0]; s.FailedLaunches != 2 || s.BoundBy != "QUOTA:NETWORK_INTERFACES" || !strings.HasPrefix(s.Message, "NetworkInterfaceLimitExceeded") {
			t.Errorf("%+v, want two failed for the quota", s)
		}
		if b := r.Bound; b == nil || b.BoundBy != "QUOTA:NETWORK_INTERFACES" || b.NextBound != "RESOURCE:ENI" || b.Workload != "web" {
			t.Errorf("bound %+v, want the quota and then ENI slots", b)
		}
		if !slices.ContainsFunc(r.Warnings, func(w string) bool {
			return strings.Contains(w, "NetworkInterfaceLimitExceeded, availability zone a has 12 of the 12")
		}) {
			t.Errorf("warnings %q", r.Warnings)
		}
	})
	t.Run("each zone has a quota of its own", func(t *testing.T) {
		c := managed(0, 8, def("web", model.Bridge, 2048, 64))
		c.Groups[0].Zones = []string{"a", "b"}
		c.Groups[0].SlotsTrunk = c.Groups[0].SlotsPlain
		c.Subnets = []config.Subnet{{ID: "in-a", Zone: "a"}, {ID: "in-b", Zone: "b"}, {ID: "more-in-a", Zone: "a"}}
		c.Quotas.ENIsPerZone, c.Quotas.Enforced = 5, map[string]bool{config.QuotaENIsPerZone: true}
		addTasks(c, "other", 2, 0, def("other", model.AWSVPC, 1, 6)) // in zone a
		other := c.Groups[0]
		other.Name, other.Count, other.Zones = "other", 1, []string{"a"}
		c.Groups = append(c.Groups, other)
		r := play(t, c)
		zones := map[string]int{}
		for _, x := range r.Instances {
			zones[x.AvailabilityZone]++
		}
		// in a: the other instance, its two tasks, and two of the group; in b: five
		if zones["a"] != 3 || zones["b"] != 5 || r.Services[0].Running != 7 {
			t.Errorf("%v by zone, %d run; want 3 and 5, and 7", zones, r.Services[0].Running)
		}
		if d := r.Services[0].Deployments[0]; d.Verdict != report.Stuck || d.BlockedBy != "QUOTA:NETWORK_INTERFACES" {
			t.Errorf("%+v, want STUCK by the quota", d)
		}
	})
	t.Run("an interface that comes free is launched with", func(t *testing.T) {
		c := managed(1, 2, def("web", model.Bridge, 2048, 64))
		c.Quotas.ENIsPerZone, c.Quotas.Enforced = 3, map[string]bool{config.QuotaENIsPerZone: true}
		other := c.Groups[0]
		other.Name, other.Count = "other", 1
		c.Groups = append(c.Groups, other)
		job := addTasks(c, "job", 1, 0, def("job", model.AWSVPC, 1, 6))
		job.Forever, job.RunFor = false, des.Constant(10*time.Minute)
		r := play(t, c)
		if p := r.CapacityProviders[0]; r.Services[0].Running != 2 || p.Launched != 1 || r.Services[0].Deployments[0].Verdict != report.Completed || r.SimulatedSeconds < 600 {
			t.Errorf("%+v, %+v; want the second instance launched when the job's interface is gone", p, r.Services[0])
		}
	})
}

// Rows X17 and X18: 60 instances with a trunk and 5,900 tasks have 6,020 interfaces. In
// three zones that is within the quota of each, in one it is not.
func TestExamplesOfInterfacesAZone(t *testing.T) {
	for _, row := range []struct {
		name    string
		zones   []string
		set     bool
		warning string
		failed  int
	}{
		{"X17", []string{"a", "b", "c"}, false, "", 0},
		{"X17, enforced", []string{"a", "b", "c"}, true, "", 0},
		{"X18", []string{"a"}, false, "availability zone a had 6020 network interfaces at the most, of instances and tasks: the default quota is 5000 a zone", 0},
		{"X18, enforced", []string{"a"}, true, "", 1020},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(60)
			g := &c.Groups[0]
			g.InstanceType, g.Zones, g.CPU, g.Memory, g.SlotsPlain, g.SlotsTrunk, g.Trunk = "m5.16xlarge", row.zones, 65536, 250_000, 14, 120, config.TrunkAlways
			c.Subnets = nil
			for _, z := range row.zones {
				c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-" + z, Zone: z})
			}
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 5000, map[string]bool{config.QuotaENIsPerZone: row.set}
			addTasks(c, "t", 5900, 0, def("t", model.AWSVPC, 1, 6)).Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
			r, err := experiment.Run(context.Background(), c, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(r.Warnings, "\n"); got != row.warning || r.Tasks.Failed != row.failed || r.Tasks.Running != 5900-row.failed {
				t.Errorf("%+v, warnings %q; want %d failed, and %q", r.Tasks, got, row.failed, row.warning)
			}
		})
	}
}

// What the instances of the start have of interfaces is part of the file's own quota.
func TestInstancesOverTheQuotaOfInterfaces(t *testing.T) {
	c := world(3)
	c.Groups[0].Trunk = config.TrunkAlways
	c.Quotas.ENIsPerZone, c.Quotas.Enforced = 5, map[string]bool{config.QuotaENIsPerZone: true}
	err := engine.Possible(c)
	const want = "the instances have 6 network interfaces in availability zone a, wanted at most the quota networkInterfacesPerRegion of 5"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// What keeps an instance of the start from being launched is told as a fact, and in words by
// whoever starts the run.
func TestInstancesOverTheAddressesOfASubnet(t *testing.T) {
	c := world(12)
	c.Subnets[0].Network, _ = model.ParseSubnet("10.0.0.0/28")
	var no *engine.ImpossibleError
	if err := engine.Possible(c); !errors.As(err, &no) || no.Instance != "host-12" || no.Obstacle.Reason != model.ReasonAddresses {
		t.Errorf("error %v, want SUBNET:ADDRESSES of host-12", err)
	}
	_, err := experiment.Run(t.Context(), c, 0, nil)
	const want = "instance host-12: subnet subnet-a has 0 of the 1 free addresses that the instance's own interfaces need"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// Rows capacity/09 and 09b and their kind: tasks wait for a capacity provider that
// launches no more instances, and what keeps it from that is what binds. That is said when
// nothing more can happen, not when a job has ended that could not help.
func TestWhatKeepsAProviderFromLaunching(t *testing.T) {
	for _, row := range []struct {
		name        string
		change      func(c *config.Config)
		rule, words string
		next        string
		stuck       float64 // when, in seconds
	}{
		{"capacity/09b: no address is left", func(c *config.Config) {
			c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
			addTasks(c, "eats", 10, 0, def("eats", model.AWSVPC, 1, 6))
			c.Groups[0].SlotsPlain, c.Tasks[0].Containers[0].CPU = 20, 2000
		}, "SUBNET:ADDRESSES", "subnet subnet-a has 0 of the 1 free addresses that the instance's own interfaces need", "RESOURCE:CPU", 5},
		{"no address is left, and a job that ends gives none back", func(c *config.Config) {
			c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
			addTasks(c, "eats", 10, 0, def("eats", model.AWSVPC, 1, 6))
			c.Groups[0].SlotsPlain, c.Tasks[0].Containers[0].CPU = 20, 2000
			job := addTasks(c, "job", 1, 0, def("job", model.Bridge, 1, 6))
			job.Forever, job.RunFor = false, des.Constant(3*time.Hour)
		}, "SUBNET:ADDRESSES", "subnet subnet-a has 0 of the 1 free addresses that the instance's own interfaces need", "RESOURCE:CPU", 5},
		{"no address is left, and a job that ends gives one of another subnet back", func(c *config.Config) {
			c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
			c.Subnets = append(c.Subnets, config.Subnet{ID: "other", Zone: "a", Network: must(model.ParseSubnet("10.0.1.0/28"))})
			addTasks(c, "eats", 10, 0, def("eats", model.AWSVPC, 1, 6)).Subnets = []int{0}
			c.Groups[0].SlotsPlain, c.Tasks[0].Containers[0].CPU = 20, 2000
			job := addTasks(c, "job", 1, 0, def("job", model.AWSVPC, 1, 6))
			job.Forever, job.RunFor, job.Subnets = false, des.Constant(3*time.Hour), []int{1}
		}, "SUBNET:ADDRESSES", "subnet subnet-a has 0 of the 1 free addresses that the instance's own interfaces need", "RESOURCE:CPU", 5},
		{"in two zones, the one with the fewest first", func(c *config.Config) {
			c.Groups[0].Zones = []string{"a", "b"}
			c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b", Network: must(model.ParseSubnet("10.0.1.0/28"))})
			c.Services[0].Desired = 30
		}, "SUBNET:ADDRESSES", "subnet subnet-a has 0 of the 1", "RESOURCE:CPU", 90},
		{"the quota", func(c *config.Config) {
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 1, map[string]bool{config.QuotaENIsPerZone: true}
		}, "QUOTA:NETWORK_INTERFACES", "availability zone a has 1 of the 1 network interfaces of its quota and the instance needs 1 more", "RESOURCE:CPU", 5},
		{"the quota, and a job that ends gives an interface of another zone back", func(c *config.Config) {
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 2, map[string]bool{config.QuotaENIsPerZone: true}
			c.Tasks[0].Containers[0].CPU = 2000
			addTasks(c, "eats", 1, 0, def("eats", model.AWSVPC, 1, 6)).Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:ecs.availability-zone == a"}}
			other := c.Groups[0]
			other.Name, other.Zones = "other", []string{"b"}
			c.Groups, c.Subnets = append(c.Groups, other), append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
			job := addTasks(c, "job", 1, 0, def("job", model.AWSVPC, 1, 6))
			job.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:ecs.availability-zone == b"}}
			job.Forever, job.RunFor = false, des.Constant(3*time.Hour)
		}, "QUOTA:NETWORK_INTERFACES", "availability zone a has 2 of the 2 network interfaces of its quota and the instance needs 1 more", "RESOURCE:CPU", 5},
		{"maxSize", func(c *config.Config) { c.Providers[0].Max = 1 }, "GROUP:MAX_SIZE", "its group has 1 instance, as many as its maxSize", "RESOURCE:CPU", 5},
		{"maxSize, tasks give up, and zones are rebalanced when the service is steady", func(c *config.Config) {
			c.Providers[0].Max, c.Services[0].Rebalance = 1, true
			c.Providers[0].Min, c.Groups[0].Count = 0, 0
			c.Timings.ProvisioningExpiry = des.Constant(20 * time.Minute)
		}, "GROUP:MAX_SIZE", "its group has 1 instance, as many as its maxSize", "RESOURCE:CPU", 90},
		{"the zone has failed", func(c *config.Config) {
			soon(c, 30*time.Second, config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "a" })
		}, "GROUP:AVAILABILITY_ZONES", "every availability zone of its group has failed", "", 30},
		{"a constraint that another instance would not meet either", func(c *config.Config) {
			c.Providers[0].Max = 1
			c.Services[0].Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == prod"}}
		}, "MemberOf placement constraint unsatisfied.", "MemberOf placement constraint unsatisfied.", "", 0},
		{"tasks too large", func(c *config.Config) {
			c.Providers[0].Max = 1
			c.Tasks[0].Containers[0].CPU = 4096
		}, "RESOURCE:CPU", "insufficient CPU units", "", 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(1, 3, def("web", model.Bridge, 2048, 64))
			row.change(c)
			r := play(t, c)
			d := r.Services[0].Deployments[0]
			if d.Verdict != report.Stuck || d.BlockedBy != row.rule || !strings.Contains(d.Message, row.words) {
				t.Fatalf("%s by %q: %q; want STUCK by %q: %q", d.Verdict, d.BlockedBy, d.Message, row.rule, row.words)
			}
			if *d.StuckAt != row.stuck {
				t.Errorf("STUCK at %v, want %v", *d.StuckAt, row.stuck)
			}
			p := r.CapacityProviders[0]
			if row.next == "" && row.rule != "GROUP:AVAILABILITY_ZONES" {
				if p.BoundBy != nil {
					t.Errorf("provider bound by %s", *p.BoundBy)
				}
				return
			}
			if p.BoundBy == nil || *p.BoundBy != row.rule || !strings.Contains(p.Message, row.words) {
				t.Errorf("provider %+v, want it bound by %s", p, row.rule)
			}
			if last := r.Services[0].LastReason; last != row.rule {
				t.Errorf("the service's last reason is %q, want %s", last, row.rule)
			}
			if want := (report.Bound{Workload: "web", BoundBy: row.rule, NextBound: row.next}); r.Bound == nil || *r.Bound != want {
				t.Errorf("bound %+v, want %+v", r.Bound, want)
			}
		})
	}
}

// The same where an address or an interface will be given back: the deployment is never called STUCK.
func TestWhatLetsAProviderLaunchLater(t *testing.T) {
	ends := func(c *config.Config) {
		job := addTasks(c, "job", 1, 0, def("job", model.AWSVPC, 1, 6))
		job.Forever, job.RunFor = false, des.Constant(10*time.Minute)
	}
	for _, row := range []struct {
		name   string
		change func(c *config.Config)
	}{
		{"a job that ends gives an address back", func(c *config.Config) {
			c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
			addTasks(c, "eats", 9, 0, def("eats", model.AWSVPC, 1, 6))
			ends(c)
		}},
		{"a job that ends gives an interface back", func(c *config.Config) {
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 2, map[string]bool{config.QuotaENIsPerZone: true}
			ends(c)
		}},
		{"a Spot instance that is reclaimed gives an interface back", func(c *config.Config) {
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 2, map[string]bool{config.QuotaENIsPerZone: true}
			spot := c.Groups[0]
			spot.Name, spot.CPU = "spot", 1
			c.Groups = append(c.Groups, spot)
			soon(c, 0, config.InterruptSpot, func(e *config.Event) { e.Group, e.Count = 1, 1 })
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(1, 2, def("web", model.Bridge, 2000, 64))
			c.Groups[0].SlotsPlain = 20
			row.change(c)
			var judged []event.Kind
			end(t, c, hear(func(_ *engine.View, e *event.Event) { judged = append(judged, e.Kind) }, event.DeploymentStuck, event.DeploymentCompleted))
			if want := []event.Kind{event.DeploymentCompleted}; !slices.Equal(judged, want) {
				t.Errorf("%v; want it COMPLETED when a second instance was launched, and never STUCK", judged)
			}
		})
	}
}

// What would let a provider launch is among the remedies of explain.
func TestRemediesOfAProvider(t *testing.T) {
	for _, row := range []struct {
		change func(c *config.Config)
		want   string
	}{
		{func(c *config.Config) { c.Providers[0].Max = 1 }, "maxSize of capacity provider p above 1"},
		{func(c *config.Config) {
			c.Quotas.ENIsPerZone, c.Quotas.Enforced = 1, map[string]bool{config.QuotaENIsPerZone: true}
		}, "quota networkInterfacesPerRegion of 2 or more"},
		{func(c *config.Config) {
			c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
			c.Services[0].Desired = 20
		}, "free addresses in subnet subnet-a: 1 more"},
	} {
		c := managed(1, 3, def("web", model.Bridge, 2048, 64))
		row.change(c)
		ds, _, err := experiment.Explain(context.Background(), c)
		if err != nil || len(ds) != 1 || !slices.Contains(ds[0].Remedies, row.want) {
			t.Errorf("%v, %+v; want %q among the remedies", err, fmt.Sprint(ds), row.want)
		}
	}
}

// The warm-up is that of the instances there are: what the group has given up again holds
// nothing up.
func TestTheWarmUpOfAnInstanceThatIsGone(t *testing.T) {
	c := idle(100, func(c *config.Config) {
		c.Timings.ScaleInPoints = 1
		for n, name := range []string{"first", "second"} {
			job := addTasks(c, name, 1, time.Duration(n)*5*time.Minute, def(name, model.Bridge, 2048, 64))
			job.Providers, job.Forever, job.RunFor = []config.ProviderShare{{Weight: 1}}, false, des.Constant(time.Minute)
		}
		c.Providers[0].Warmup = time.Hour
	})
	var out []float64
	for _, s := range play(t, c).CapacityProviders[0].Steps {
		if s.To > s.From {
			out = append(out, s.At)
		}
	}
	if want := []float64{60, 300}; !slices.Equal(out, want) {
		t.Errorf("scales out at %v, want %v", out, want)
	}
}

// Deployments that wait for room are STUCK for good, though tasks of the service are to be
// replaced when it has come, or zones would be rebalanced in a steady service: neither
// happens first. What ends and is restarted in place makes no room either.
func TestStuckForGood(t *testing.T) {
	for name, rebalance := range map[string]bool{"rebalanced": true, "not rebalanced": false} {
		full := managed(0, 2, def("web", model.Bridge, 1000, 64))
		full.Providers[0].Max = 1
		full.Timings.ProvisioningExpiry = des.Constant(20 * time.Minute)
		revised(full, 10*time.Minute, def("web", model.Bridge, 1000, 64))

		crashing := world(1)
		box := def("crashing", model.Bridge, 1500, 64)
		box.Containers[0].Restart = &model.RestartPolicy{Enabled: true, AttemptPeriod: time.Minute}
		exit := des.Constant(90 * time.Second)
		crashing.Own = map[string]config.TaskTimings{"crashing:1": {ExitAfter: &exit}}
		addService(crashing, "crashing", 1, box).StartedBefore = true
		addService(crashing, "web", 1, def("web", model.Bridge, 600, 64))

		for _, row := range []struct {
			name string
			c    *config.Config
			rule string
			at   float64
		}{
			{"its own tasks are to be replaced", full, "GROUP:MAX_SIZE", 600},
			{"others are restarted in place", crashing, "RESOURCE:CPU", 10},
		} {
			t.Run(row.name+", "+name, func(t *testing.T) {
				row.c.Duration = des.Time(time.Hour)
				for i := range row.c.Services {
					row.c.Services[i].Rebalance = rebalance
				}
				if got := happened(t, row.c, "deployment.stuck", "deployment.resumed"); len(got) != 1 {
					t.Errorf("told %q, want STUCK once", got)
				}
				r := play(t, row.c)
				all := r.Services[len(r.Services)-1].Deployments
				d := all[len(all)-1]
				if d.Verdict != report.Stuck || d.BlockedBy != row.rule || d.StuckAt == nil || *d.StuckAt > row.at {
					t.Errorf("%s by %q, want STUCK by %q since %g s at the latest: %+v", d.Verdict, d.BlockedBy, row.rule, row.at, d)
				}
			})
		}
	}
}
