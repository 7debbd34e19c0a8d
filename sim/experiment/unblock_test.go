package experiment

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
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
		"a subnet too small": {small, []remedy{{"cidrBlock", 27, "/27 in place of /28 for subnet subnet-a"}}},
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
		if err := unblock(context.Background(), c, r, row.left); err != nil {
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
