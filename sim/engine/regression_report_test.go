package engine_test

import (
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Rows "registeredAt" and "ec2InstanceId": the query language knows when an instance
// registered, second 0 being Epoch, and its id in EC2's form, which counts launches.
func TestExpressionsOfInstances(t *testing.T) {
	for _, row := range []struct{ expression, on string }{
		{"registeredAt < 2026-01-01T00:00:01", "host-1"},
		{"registeredAt == 2026-01-01T00:00:00Z", "host-1"},
		{"registeredAt > 2026-01-01", "spare-1"},
		{"registeredAt >= 2026-01-01T00:02:30+00:00", "spare-1"},
		{"registeredAt > 2026-01-01T00:02:30", ""},
		{"registeredAt < 2025-12-31", ""},
		{"ec2InstanceId == i-00000000000000001", "host-1"},
		{"ec2InstanceId in [i-00000000000000002, i-0abcd1234]", "spare-1"},
		{"ec2InstanceId =~ i-[0-9a-f]{17} and registeredAt > 2026-01-01", "spare-1"},
		{"ec2InstanceId == host-1", ""},
	} {
		t.Run(row.expression, func(t *testing.T) {
			c := world(1)
			spare(c, 0, 1)
			c.Timings.InstanceBoot = des.Constant(90 * time.Second)
			addTasks(c, "first", 1, 0, def("first", model.Bridge, 16, 16)).Providers = []config.ProviderShare{{Weight: 1}}
			x := addTasks(c, "t", 1, 10*time.Minute, def("t", model.Bridge, 16, 16))
			x.Constraints = []model.Constraint{{Type: "memberOf", Expression: row.expression}}
			got := ""
			play(t, c, hear(func(v *engine.View, e *event.Event) {
				if taskOf(v, e) == "t/1" {
					got = v.InstanceName(e.Instance)
				}
			}, event.TaskPlaced))
			if got != row.on {
				t.Errorf("placed on %q, want %q", got, row.on)
			}
		})
	}
}

// A deployment that another follows before it is over is superseded, one that goes back
// to an earlier revision too; one that was over, if only nobody had looked, is not.
func TestSupersededDeployments(t *testing.T) {
	for _, row := range []struct {
		name string
		at   time.Duration // of the second update; the first is at 10 s
		want string        // verdict of the first deployment
		over bool
	}{
		{"while it moves", 12 * time.Second, report.InProgress, false},
		{"when it is over", 10 * time.Minute, report.Completed, true},
		{"when it is over and nobody has looked", 23 * time.Second, report.Completed, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := rollout(2, 2, 0, 100)
			c.Timings.SchedulerTick = 4 * time.Second
			c.Timings.ContainerStart = des.Constant(5 * time.Second)
			e := planUpdate(c, row.at)
			e.Force = true
			ds := play(t, c).Services[0].Deployments
			if len(ds) != 2 || ds[0].Verdict != row.want || ds[0].Superseded == row.over || ds[1].Superseded || ds[1].Verdict != report.Completed {
				t.Errorf("%+v, want the first %s, superseded: %v", ds, row.want, !row.over)
			}
		})
	}
}

// Rows "ports/15" and "ports/15c": a deployment's lowest running count ends with it: a
// scale-in at the moment at which it is complete comes after it.
func TestLowestRunningEndsWithItsDeployment(t *testing.T) {
	t.Run("ports/15c", func(t *testing.T) {
		c := rollout(6, 6, 83, 200, tcp(80, 80))
		c.Timings.HealthyAfter = 40 * time.Second
		c.Duration = des.Time(time.Hour)
		c.Services[0].Scaling = &config.Scaling{Min: 2, Max: 12, Load: 300, Policies: []config.TrackingPolicy{{Target: 50, InCooldown: time.Minute, OutCooldown: time.Minute}}}
		soon(c, 2*time.Minute, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, 100 })
		s := play(t, c).Services[0]
		if d := s.Deployments[0]; d.Verdict != report.Completed || d.LowestRunning != 5 || d.Desired != 6 || s.Running != 2 || len(s.Scaling) != 1 {
			t.Errorf("%+v, scaling %+v; want it completed over 5 of 6, and 2 running after that", d, s.Scaling)
		}
	})
	t.Run("a desired count lowered meanwhile is followed", func(t *testing.T) {
		c := rollout(6, 6, 100, 200)
		c.Timings.HealthyAfter = 40 * time.Second
		planUpdate(c, 20*time.Second).Desired = 3
		if d := play(t, c).Services[0].Deployments[0]; d.Verdict != report.Completed || d.LowestRunning != 3 || d.Desired != 3 || d.Lower != 3 {
			t.Errorf("%+v, want it completed over 3 of 3", d)
		}
	})
}
