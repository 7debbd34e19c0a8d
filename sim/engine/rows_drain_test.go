package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// Row S48: three kinds of tasks on an instance that is set DRAINING. Binpack puts
// all on the smaller instance while it takes any.
func TestExampleOfDraining(t *testing.T) {
	t.Run("S48", func(t *testing.T) {
		c := world(1)
		c.Groups = append(c.Groups, c.Groups[0])
		c.Groups[0].Memory, c.Groups[1].Name = 1000, "room"
		c.Timings.ImagePull, c.Timings.HealthyAfter = des.Constant(30*time.Second), 40*time.Second
		pack := []model.Strategy{{Type: "binpack", Field: "memory"}}
		addService(c, "web", 1, def("web", model.Bridge, 16, 100)).Strategies = pack
		c.Services[0].StartedBefore = true
		addTasks(c, "job", 1, 0, def("job", model.Bridge, 16, 100)).Strategies = pack
		planUpdate(c, 100*time.Second).Desired = 2
		soon(c, 120*time.Second, config.DrainInstances, func(e *config.Event) { e.Group = 0 })
		r, d := recorded(t, c)
		// web/1 runs and web/2 pulls its image when the instance drains.
		if d.at(t, "task.placed web/2") != 100 || d.at(t, "task.stopping web/2") != 120 || !d.never("task.running web/2") {
			t.Errorf("%v, want the PENDING task stopped at once", d)
		}
		d.inOrder(t, "task.running web/1", "instance.draining host-1", "task.placed web/3", "task.placed web/4", "task.healthy web/4", "task.stopping web/1")
		if healthy, stopping := d.at(t, "task.healthy web/3"), d.at(t, "task.stopping web/1"); healthy != 190 || stopping != 190 {
			t.Errorf("successors healthy at %v, the RUNNING task stops at %v; want both at 190", healthy, stopping)
		}
		if !d.never("task.stopping job/1") || r.RunTasks[0].Running != 1 || r.Instances[0].Tasks != 1 || r.Instances[1].Tasks != 2 || r.Instances[0].Status != "DRAINING" {
			t.Errorf("%+v, want the standalone task alone on the draining instance", r.Instances)
		}
	})
}

// behind is one task of a service behind a load balancer with ECS's and its own
// defaults: checks every 30 seconds, 300 seconds of deregistration delay.
func behind(mode model.NetworkMode) *config.Config {
	c := world(1)
	s := addService(c, "web", 1, def("web", mode, 16, 16, tcp(80, 80)))
	behindGroup(c, s, "web-tg", 0, 80)
	c.Timings.HealthCheckInterval, c.Timings.DeregistrationDelay = 30*time.Second, 300*time.Second
	return c
}

// Rows N49 and N50: the targets of a load balancer.
func TestExamplesOfTargets(t *testing.T) {
	for _, row := range []struct {
		name string
		exit des.Dist
		want float64 // from the stop on
	}{
		{"N49: SIGTERM is ignored", des.Endless(), 330},
		{"N49: it ends at SIGTERM", des.Constant(time.Second), 301},
	} {
		t.Run(row.name, func(t *testing.T) {
			for _, mode := range []model.NetworkMode{model.Bridge, model.HostMode, model.AWSVPC} {
				c := behind(mode)
				c.Timings.ApplicationStop = row.exit
				planUpdate(c, 100*time.Second).Desired = 0
				r, d := recorded(t, c)
				d.inOrder(t, "task.healthy web/1", "task.stopping web/1", "target.drained web/1", "task.stopped web/1")
				if stop, drained, end := d.at(t, "task.stopping web/1"), d.at(t, "target.drained web/1"), d.at(t, "task.stopped web/1"); stop != 100 || drained != 400 || end != 100+row.want {
					t.Errorf("%v: stopping at %v, drained at %v, stopped at %v; want 100, 400, %v", mode, stop, drained, end, 100+row.want)
				}
				at := 0
				for _, want := range []string{
					"(service web) registered 1 targets in (target-group web-tg)",
					"(service web) has reached a steady state.",
					"(service web) has stopped 1 running tasks: (task web/1).",
					"(service web) deregistered 1 targets in (target-group web-tg)",
					"(service web) has begun draining connections on 1 tasks.",
				} {
					n := slices.Index(r.Services[0].Events[at:], want)
					if n < 0 {
						t.Fatalf("events %q, want %q among them, behind those before", r.Services[0].Events, want)
					}
					at += n + 1
				}
			}
		})
	}
	t.Run("N50", func(t *testing.T) {
		early, late := 30.0, 0.0
		for seed := range uint64(50) {
			c := behind(model.Bridge)
			c.Seed = seed
			_, d := recorded(t, c)
			took := d.at(t, "task.healthy web/1") - d.at(t, "task.running web/1")
			early, late = min(early, took), max(late, took)
		}
		if early < 0 || late > 30 || early > 5 || late < 25 {
			t.Errorf("healthy after %v to %v s, want one check, at any moment of 30 s", early, late)
		}
	})
}

// Row N51: containers wait for a Service Connect proxy that is never healthy.
func TestExampleOfAProxyNeverHealthy(t *testing.T) {
	for _, mode := range []model.NetworkMode{model.Bridge, model.AWSVPC} {
		t.Run(fmt.Sprint("N51: ", mode), func(t *testing.T) {
			c := world(1)
			addService(c, "web", 1, def("web", mode, 16, 16, tcp(80, 80))).ServiceConnect = model.ServiceConnect{Enabled: true, ProxyCPU: 256, ProxyMemory: 64}
			c.Timings.ProxyReady = des.Endless()
			c.Duration = des.Time(24 * time.Hour)
			r, d := recorded(t, c)
			if d.at(t, "task.placed web/1") != 0 || !d.never("task.running web/1") || r.Tasks.Placed != 1 || r.Tasks.Running != 0 || r.Tasks.Failed != 0 {
				t.Errorf("%+v, want the task placed and never RUNNING", r.Tasks)
			}
			if v := r.Services[0].Deployments[0].Verdict; v == report.Completed || v == report.Failed {
				t.Errorf("%s, want the deployment unfinished", v)
			}
		})
	}
}
