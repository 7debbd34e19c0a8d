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

// burst is a cluster without instances but those of a provider, m5.large, on which a
// process listens on port 9000. With it comes a service that publishes that port and
// needs a whole instance: each of its tries makes the group launch one and fails there,
// and in the waits between, up to 27 minutes, the group gives it up.
func burst(least, most int) *config.Config {
	c := managed(0, 0, def("none", model.Bridge, 1, 6))
	p := &c.Providers[0]
	p.Min, p.Max, c.Groups[0].Count = least, most, least
	c.Groups[0].Listeners = reserved(9000)
	c.Services[0].Providers = nil
	c.Timings.ScaleInPoints, c.Timings.InstanceBoot = 3, des.Constant(time.Minute)
	worker := addService(c, "worker", 1, def("worker", model.Bridge, 2048, 6, tcp(9000, 9000)))
	worker.Providers = []config.ProviderShare{{Weight: 1}}
	return c
}

// quiet takes the service that fails out of such a cluster.
func quiet(c *config.Config) *config.Config {
	c.Services[1].Desired = 0
	return c
}

// A deployment is STUCK only if no task of its service is placed any more when nothing
// is planned, and IN_PROGRESS if others may make room for one. Each world is played to
// its end, and then six hours longer to see which it is.
func TestVerdictsHold(t *testing.T) {
	never := des.Endless()
	daemon := func(c *config.Config) *config.Config { // its deployment may neither start nor stop a task
		d := addService(c, "web", 0, def("web", model.Bridge, 1200, 64))
		d.Daemon, d.Deploying = true, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 100}
		soon(c, 5*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Force = len(c.Services)-1, true })
		return c
	}
	unprotected := func(c *config.Config) *config.Config { c.Providers[0].Protect = false; return c }
	pending := func(c *config.Config) *config.Config { // its image is never there
		addService(c, "web", 1, def("web", model.Bridge, 64, 64))
		c.Own = map[string]config.TaskTimings{"web:1": {ImagePull: &never}}
		c.Timings.ContainerStartTimeout = 0
		return c
	}
	anywhere := func(c *config.Config, constraints ...model.Constraint) *config.Config {
		s := addService(c, "web", 0, def("web", model.Bridge, 64, 64))
		s.Constraints = constraints
		soon(c, 20*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Desired, e.Force = len(c.Services)-1, 1, true })
		return c
	}
	disconnected := func(expiry des.Dist) *config.Config { // the one instance that there may be has no agent
		c := managed(0, 0, def("none", model.Bridge, 1, 6))
		c.Providers[0].Max = 1
		c.Timings.ScaleInPoints, c.Timings.ProvisioningExpiry = 6, expiry
		job := addTasks(c, "job", 1, 0, def("job", model.Bridge, 64, 64))
		job.Providers, job.Forever, job.RunFor = []config.ProviderShare{{Weight: 1}}, false, des.Constant(30*time.Second)
		soon(c, 95*time.Second, config.DisconnectAgent, func(e *config.Event) { e.Instance = "p-1" })
		s := addService(c, "web", 0, def("web", model.Bridge, 64, 64))
		s.Providers = []config.ProviderShare{{Weight: 1}}
		soon(c, 100*time.Second, config.UpdateService, func(e *config.Event) { e.Service, e.Desired, e.Force = len(c.Services)-1, 1, true })
		return c
	}
	beside := func(desired int) *config.Config { // tasks go where one of db is, which fails six minutes after each start
		c, start := world(1), des.Constant(6*time.Minute)
		c.Groups[0].Listeners, c.Timings.ContainerStartTimeout = reserved(9000), 10*time.Minute
		c.Own = map[string]config.TaskTimings{"db:1": {ContainerStart: &start}}
		addService(c, "db", desired, def("db", model.Bridge, 64, 64, tcp(9000, 9000)))
		anywhere(c, model.Constraint{Type: "memberOf", Expression: "task:group == service:db"})
		c.Events[0].At = des.Time(85 * time.Minute)
		return c
	}
	exiting := func() *config.Config { // tasks wait for any instance beside a provider whose own task never starts
		c := managed(0, 0, def("none", model.Bridge, 1, 6))
		p, exit := &c.Providers[0], des.Constant(6*time.Minute)
		p.Max, p.Warmup, p.Protect = 2, 0, false
		c.Timings.ScaleInPoints, c.Timings.ContainerStartTimeout = 1, 30*time.Second
		c.Own = map[string]config.TaskTimings{"web:1": {ExitAfter: &exit}, "bad:1": {ContainerStart: &never}}
		addService(c, "bad", 1, def("bad", model.Bridge, 128, 128)).Providers = []config.ProviderShare{{Weight: 1}}
		s := addService(c, "web", 3, def("web", model.Bridge, 128, 128))
		s.Constraints = []model.Constraint{{Type: "distinctInstance"}}
		return c
	}
	for _, row := range []struct {
		name    string
		c       *config.Config
		end     time.Duration
		verdict string
	}{
		{"a daemon on a group that launches for no task", daemon(idle(90, nil)), 10 * time.Minute, report.InProgress},
		{"the same on a group that launches none from zero", daemon(idle(90, func(c *config.Config) {
			c.Providers[0].Min, c.Groups[0].Count = 1, 1
		})), 10 * time.Minute, report.Stuck},
		{"any room, and a group that a failing service swings", anywhere(burst(0, 1)), 25 * time.Minute, report.InProgress},
		{"the same with a constraint that the group never meets",
			anywhere(burst(0, 1), model.Constraint{Type: "memberOf", Expression: "attribute:stack == prod"}), 25 * time.Minute, report.Stuck},
		{"the same without the failing service", anywhere(quiet(burst(0, 1))), 25 * time.Minute, report.Stuck},
		{"a task on an instance that such a group may give up", pending(unprotected(burst(1, 2))), 25 * time.Minute, report.InProgress},
		{"the same with termination protection", pending(burst(1, 2)), 25 * time.Minute, report.Stuck},
		{"the same without the failing service", pending(unprotected(quiet(burst(1, 2)))), 25 * time.Minute, report.Stuck},
		{"an instance where another service's next task will be", beside(1), 90 * time.Minute, report.InProgress},
		{"the same without that service", beside(0), 90 * time.Minute, report.Stuck},
		{"F6", exiting(), 100 * time.Minute, report.InProgress},
		{"tasks that give up, so that the instance without an agent is given up", disconnected(des.Constant(time.Minute)), 7 * time.Minute, report.InProgress},
		{"the same with tasks that never give up", disconnected(des.Endless()), 20 * time.Minute, report.Stuck},
	} {
		t.Run(row.name, func(t *testing.T) {
			row.c.Duration = des.Time(row.end)
			r := play(t, row.c)
			s := r.Services[len(r.Services)-1]
			d := s.Deployments[len(s.Deployments)-1]
			if d.Verdict != row.verdict {
				t.Errorf("the deployment is %s by %q, want %s: %+v", d.Verdict, d.BlockedBy, row.verdict, r.CapacityProviders)
			}
			prolong(row.c, des.Time(row.end))
			placed := 0
			play(t, row.c, hear(func(v *engine.View, e *event.Event) {
				if e.At > des.Time(row.end) && v.Workload(e.Workload).Name == s.ServiceName {
					placed++
				}
			}, event.TaskPlaced))
			if (placed > 0) != (row.verdict == report.InProgress) {
				t.Errorf("%d tasks are placed in the six hours after, and the deployment was %s", placed, row.verdict)
			}
		})
	}
}

// A daemon whose tasks fail on an instance with room waits between its tries, and
// another instance on which it has none does not make it STUCK.
func TestADaemonThatWaitsBetweenTriesIsNotStuck(t *testing.T) {
	c := world(1)
	small := c.Groups[0]
	small.Name, small.Memory = "small", 400
	c.Groups[0].Listeners = reserved(9000)
	c.Groups = append(c.Groups, small)
	addDaemon(c, "metrics", def("metrics", model.Bridge, 64, 500, tcp(9000, 9000)))
	c.Services[0].Deploying.MaximumPercent = 100
	c.Duration = des.Time(20 * time.Minute)
	r := play(t, c)
	if d := r.Services[0].Deployments[0]; d.Verdict != report.InProgress || r.Services[0].LastReason != "RESOURCE:MEMORY" {
		t.Errorf("%+v after %q, want IN_PROGRESS after RESOURCE:MEMORY", d, r.Services[0].LastReason)
	}
}

// A container that its restart policy restarts each time that it exits is no hope: the
// task stays where it is, a deployment that waits for its port is STUCK, and a run
// without a duration ends.
func TestAContainerThatIsRestartedStays(t *testing.T) {
	for _, duration := range []time.Duration{0, 10 * time.Hour} {
		c := world(1)
		c.Duration = des.Time(duration)
		td := def("web", model.Bridge, 64, 64, tcp(8080, 8080))
		td.Containers[0].Restart = &model.RestartPolicy{Enabled: true, AttemptPeriod: time.Minute}
		addService(c, "web", 1, td)
		after := des.Constant(5 * time.Minute)
		c.Own = map[string]config.TaskTimings{"web:1": {ExitAfter: &after}}
		soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Force = 0, true })
		v, r := guarded(t, c)
		d := r.Services[0].Deployments[1]
		if d.Verdict != report.Stuck || d.BlockedBy != "RESOURCE:PORTS" || *d.StuckAt > 120 || v.End() > des.Time(20*time.Minute) {
			t.Errorf("duration %v: %+v at %v, want STUCK by the port within 2 minutes and the end soon after", duration, d, v.End())
		}
	}
}
