package experiment

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// rollout is a service of bridge tasks that has run on port 80 of each host and is
// updated to a revision on the same port.
func rollout(hosts, desired int, deploying config.Deploying) *config.Config {
	v1 := definition("web", 128, 128, 80)
	v1.NetworkMode = model.Bridge
	v2 := v1.Clone()
	v1.Revision, v2.Revision = 1, 2
	c := fixture([]config.InstanceGroup{m5large(hosts)}, v1, v2)
	c.Groups[0].DynamicRange = model.LinuxDynamicPorts()
	c.Timings = config.Timings{SchedulerTick: 5 * time.Second, PlacementRetry: []time.Duration{10 * time.Second}, StopTimeout: 30 * time.Second,
		MetricPeriod: time.Minute, UnhealthyThreshold: 2, HealthyThreshold: 1, ScaleInPoints: 15}
	serve(c, "web", 0, desired, func(s *config.Service) { s.StartedBefore, s.Deploying = true, deploying })
	update := config.NewEvent(des.Time(time.Minute), config.UpdateService)
	update.Service, update.Task = 0, 1
	c.Events = []config.Event{update}
	return c
}

// overridden has a port of the proxy in place of the containers' static ones.
func overridden(c *config.Config) *config.Config {
	for i := range c.Tasks {
		c.Tasks[i].Containers[0].PortMappings = []model.PortMapping{{ContainerPort: 80, Name: "http"}}
	}
	c.Services[0].ServiceConnect = model.ServiceConnect{Enabled: true, PortsCounted: true, Listeners: []model.IngressListener{{PortName: "http", Override: 15000}}}
	return c
}

// The remedies of a deployment that is stuck are the smallest changes of each kind
// under which it completes.
func TestUnblock(t *testing.T) {
	type remedy struct {
		Change string
		Value  int
		Lowest int
		Rounds int
	}
	for name, row := range map[string]struct {
		c    *config.Config
		want []remedy
	}{
		"no spare host": {rollout(3, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200}),
			[]remedy{{"hosts", 1, 3, 3}, {"minimumHealthyPercent", 66, 2, 3}, {"hostPort", 0, 3, 1}}},
		"rounding down": {rollout(9, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 125}),
			[]remedy{{"minimumHealthyPercent", 66, 2, 3}, {"maximumPercent", 134, 3, 3}}},
		"one task": {rollout(9, 1, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 134}),
			[]remedy{{"minimumHealthyPercent", 0, 0, 1}, {"maximumPercent", 200, 1, 1}}},
		"D4: an ingressPortOverride that the scheduler counts": {overridden(rollout(3, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})),
			[]remedy{{"hosts", 1, 3, 3}, {"minimumHealthyPercent", 66, 2, 3}, {"ingressPortOverride", 0, 3, 1}}},
		"not stuck": {rollout(4, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200}), nil},
	} {
		r, err := Run(context.Background(), row.c, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := Unblock(context.Background(), row.c, r); err != nil {
			t.Fatal(err)
		}
		var got []remedy
		for _, x := range r.Services[0].Deployments[0].Remedies {
			got = append(got, remedy{x.Change, x.Value, x.Lowest, x.Rounds})
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %+v\n%s", name, r.Services[0].Deployments[0], diff)
		}
	}
}

// A deployment whose tasks fail for want of what ECS does not count gets the same, and the
// range or the subnet that would do.
func TestUnblockWhatECSDoesNotCount(t *testing.T) {
	type remedy struct {
		Change string
		Value  int
		Text   string
	}
	timed := func(c *config.Config) *config.Config {
		c.Timings = config.Timings{SchedulerTick: 5 * time.Second, PlacementRetry: []time.Duration{10 * time.Second}, StopTimeout: 30 * time.Second, ThrottleMaximum: time.Hour,
			MetricPeriod: time.Minute, UnhealthyThreshold: 2, HealthyThreshold: 1, ScaleInPoints: 15}
		return c
	}
	breaking := timed(portWorld(5, 3, onePort))
	breaking.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true, Value: 50}
	wide := timed(portWorld(3, 10, fourPorts))
	small := timed(addressWorld(10, 28))
	override := timed(portWorld(2, 9, onePort))
	override.Tasks[0].Containers[0].PortMappings[0].Name = "http"
	override.Services[0].ServiceConnect = model.ServiceConnect{Enabled: true, Listeners: []model.IngressListener{{PortName: "http", Override: 15000}}}
	docker := timed(portWorld(4, 3, onePort))
	docker.Options.DockerPorts = true
	for what, row := range map[string]struct {
		c    *config.Config
		want []remedy
	}{
		"five tasks, three ports": {timed(portWorld(5, 3, onePort)),
			[]remedy{{"hosts", 1, "1 more m5.large in group hosts"}, {"dynamicHostPortRange", 2, "dynamicHostPortRange 40000-40004 in group hosts: 2 more"}}},
		"ended by the circuit breaker": {breaking,
			[]remedy{{"hosts", 1, "1 more m5.large in group hosts"}, {"dynamicHostPortRange", 2, "dynamicHostPortRange 40000-40004 in group hosts: 2 more"}}},
		"four contiguous ports thrice in ten": {wide,
			[]remedy{{"hosts", 1, "1 more m5.large in group hosts"}, {"dynamicHostPortRange", 2, "dynamicHostPortRange 40000-40011 in group hosts: 2 more"}}},
		"by Docker": {docker,
			[]remedy{{"hosts", 1, "1 more m5.large in group hosts"}, {"dynamicHostPortRange", 1, "dynamicHostPortRange 40000-40003 in group hosts: 1 more"}}},
		"an ingressPortOverride that ECS does not count": {override,
			[]remedy{{"hosts", 1, "1 more m5.large in group hosts"}, {"ingressPortOverride", 0, "no ingressPortOverride (a dynamic host port of the proxy) in place of 15000"}}},
		"a subnet too small": {small, []remedy{{"cidrBlock", 27, "/27 in place of /28 for subnet subnet-a"}, {"networkMode", 0, "bridge mode with dynamic host ports for web"}}},
	} {
		r, err := Run(context.Background(), row.c, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := Unblock(context.Background(), row.c, r); err != nil {
			t.Fatal(err)
		}
		var got []remedy
		for _, x := range r.Services[0].Deployments[0].Remedies {
			got = append(got, remedy{x.Change, x.Value, x.Text})
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %+v\n%s", what, r.Services[0].Deployments[0], diff)
		}
	}
}

// The search ends when its work is done for all deployments together, and says so; the
// text of a remedy says what its percentage allows.
func TestUnblockIsBounded(t *testing.T) {
	for _, row := range []struct {
		left   int
		warned bool
	}{{1, true}, {unblockWork, false}} {
		c := rollout(3, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})
		r, err := Run(context.Background(), c, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		before := len(r.Warnings)
		if _, err := searchRemedies(context.Background(), c, r, row.left); err != nil {
			t.Fatal(err)
		}
		remedies := r.Services[0].Deployments[0].Remedies
		if warned := len(r.Warnings) > before; warned != row.warned || row.warned != (len(remedies) < 3) {
			t.Errorf("%d left: remedies %v, warnings %q", row.left, remedies, r.Warnings)
		}
		for _, x := range remedies {
			if want := "minimumHealthyPercent 66: 1 task may be missing while it deploys"; x.Change == "minimumHealthyPercent" && x.Text != want {
				t.Errorf("remedy %q, want %q", x.Text, want)
			}
		}
	}
	if got := missing(900, 82); got != 162 {
		t.Errorf("of 900 tasks %d may be missing at 82 %%, want 162", got)
	}
}

// Where no change helps, the largest that were tried are named; the search has then gone to its
// end.
func TestUnblockSaysWhatItTried(t *testing.T) {
	c := rollout(3, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})
	c.Tasks[1].Memory, c.Tasks[1].Containers[0].Memory = 9000, 9000 // no m5.large has so much
	r, err := Run(t.Context(), c, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := Unblock(t.Context(), c, r); err != nil {
		t.Fatal(err)
	}
	d := r.Services[0].Deployments[0]
	want := []string{"up to 12 more m5.large in group hosts", "minimumHealthyPercent down to 0", "hostPort 0 (dynamic) in place of 80"}
	if diff := cmp.Diff(want, d.TriedInVain); diff != "" || len(d.Remedies) > 0 {
		t.Errorf("remedies %+v, tried in vain:\n%s", d.Remedies, diff)
	}
	if got := *r.RemediesSearched; got != (report.RemedySearch{Changes: 9, Complete: true}) {
		t.Errorf("searched: %+v, want 9 runs and all", got)
	}
}

// waiting is a cluster that is merely full: of so many services the first 32 have the two hosts.
func waiting(services int) *config.Config {
	c := rollout(2, 1, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})
	c.Services, c.Events = nil, nil
	c.Tasks[0].Containers[0].PortMappings[0].HostPort = 0
	for i := range services {
		serve(c, fmt.Sprint("w", i), 0, 1, func(s *config.Service) {
			s.Deploying = config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200}
		})
	}
	return c
}

// rolling is a rolling deployment of so many services, each on a host and a port of its own, which
// is full.
func rolling(services int) *config.Config {
	c := rollout(services, 1, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})
	c.Services, c.Events = nil, nil
	for i := range services {
		serve(c, fmt.Sprint("w", i), 0, 1, func(s *config.Service) { s.StartedBefore = true })
		update := config.NewEvent(des.Time(time.Minute), config.UpdateService)
		update.Service, update.Task = i, 1
		c.Events = append(c.Events, update)
	}
	return c
}

// Twice as many services cost twice as much and a little more, whatever the search for remedies
// finds: it is counted in what the runs do, not in seconds.
func TestUnblockGrowsWithTheServices(t *testing.T) {
	for name, world := range map[string]func(services int) *config.Config{"waiting": waiting, "rolling": rolling} {
		before := 0
		for _, services := range []int{240, 480} {
			c := world(services)
			r, err := Run(t.Context(), c, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			work := workFor(r)
			left, err := searchRemedies(t.Context(), c, r, work)
			if err != nil {
				t.Fatal(err)
			}
			spent := cost(r) + work - left
			if s := r.Services[services-1]; s.Deployments[0].Verdict != report.Stuck {
				t.Fatalf("the last deployment is %s", s.Deployments[0].Verdict)
			}
			if before > 0 && spent > 5*before/2 {
				t.Errorf("%s: %d services cost %d, half as many %d: %+v, %q", name, services, spent, before, *r.RemediesSearched, r.Warnings)
			}
			before = spent
		}
	}
}
