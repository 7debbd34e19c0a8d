package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// when counts the lines of an event's name by their seconds: "500 at 0, 12 at 60".
func (d diary) when(event string) string {
	count := map[float64]int{}
	var order []float64
	for _, l := range d {
		if name, _, _ := strings.Cut(l.what, " "); name == event {
			if count[l.at]++; count[l.at] == 1 {
				order = append(order, l.at)
			}
		}
	}
	var all []string
	for _, at := range order {
		all = append(all, fmt.Sprintf("%d at %v", count[at], at))
	}
	return strings.Join(all, ", ")
}

// Row X20: a service starts 500 tasks a minute, in windows from its first start.
func TestExamplesOfStartsAMinute(t *testing.T) {
	roomy := func() *config.Config {
		c := world(2)
		c.Groups[0].CPU, c.Groups[0].Memory = 1<<20, 1<<20
		c.Quotas.TaskStartsPerMinute, c.Quotas.ProvisioningPerCluster = 500, 10_000
		return c
	}
	tiny := func(family string) model.TaskDefinition { return def(family, model.HostMode, 1, 6) }
	for _, row := range []struct {
		name   string
		build  func(c *config.Config)
		placed string
	}{
		{"X20", func(c *config.Config) { addService(c, "web", 2000, tiny("web")) }, "500 at 0, 500 at 60, 500 at 120, 500 at 180"},
		{"500 are one window's", func(c *config.Config) { addService(c, "web", 500, tiny("web")) }, "500 at 0"},
		{"two services, each its own", func(c *config.Config) {
			addService(c, "web", 501, tiny("web"))
			addService(c, "api", 501, tiny("api"))
		}, "1000 at 0, 2 at 60"},
		{"RunTask is no service", func(c *config.Config) { addTasks(c, "job", 2000, 0, tiny("job")) }, "2000 at 0"},
		{"with a capacity provider", func(c *config.Config) {
			c.Providers = []config.CapacityProvider{{Name: "p", Group: 0, Min: 2, Max: 2}}
			addService(c, "web", 1001, tiny("web")).Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
		}, "500 at 0, 500 at 60, 1 at 120"},
		{"a service that ran before counts from its next start on", func(c *config.Config) {
			addService(c, "web", 1000, tiny("web")).StartedBefore = true
			planUpdate(c, 70*time.Second).Desired = 1600
		}, "1000 at 0, 500 at 70, 100 at 130"},
		{"windows are fixed, from the first start", func(c *config.Config) {
			addService(c, "web", 400, tiny("web"))
			planUpdate(c, 50*time.Second).Desired = 1200
		}, "400 at 0, 100 at 50, 500 at 60, 200 at 120"},
		{"no limit", func(c *config.Config) {
			c.Quotas.TaskStartsPerMinute = 0
			addService(c, "web", 2000, tiny("web"))
		}, "2000 at 0"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := roomy()
			row.build(c)
			r, d := recorded(t, c)
			if got := d.when("task.placed"); got != row.placed {
				t.Errorf("placed %s, want %s", got, row.placed)
			}
			for _, s := range r.Services {
				if n := len(s.Deployments); s.Running != s.Desired || n > 0 && s.Deployments[n-1].Verdict != report.Completed || slices.ContainsFunc(d, func(l line) bool { return strings.HasPrefix(l.what, "deployment.stuck") }) {
					t.Errorf("%+v, want it completed, and never stuck", s)
				}
			}
		})
	}
}

// A daemon starts on every instance at once; and a service that waits for its window
// does not end the run, is IN_PROGRESS, and has no events of a failure to place.
func TestStartsAMinuteOfDaemonsAndCuts(t *testing.T) {
	c := world(6)
	c.Quotas.TaskStartsPerMinute = 5
	addDaemon(c, "agent", def("agent", model.HostMode, 1, 6))
	addService(c, "web", 11, def("web", model.HostMode, 1, 6))
	c.Duration = des.Time(100 * time.Second)
	r, d := recorded(t, c)
	if got := d.when("task.placed"); got != "11 at 0, 5 at 60" {
		t.Errorf("placed %s, want 6 daemons and 5 at 0, 5 at 60", got)
	}
	s := r.Services[1]
	if d := s.Deployments[0]; d.Verdict != report.InProgress || d.BlockedBy != "" || s.LastReason != "" || len(r.Refusals) > 0 {
		t.Errorf("%+v, refusals %+v, want it in progress, and none", s, r.Refusals)
	}
}

// Row X19: interfaces are created as EC2's bucket lets calls through.
func TestExamplesOfInterfaceCalls(t *testing.T) {
	for _, row := range []struct {
		name     string
		bucket   config.Bucket
		patience time.Duration
		tasks    int
		service  bool
		last     float64 // when the last interface is there
		failed   int
	}{
		{"X19", config.EC2Calls, 5 * time.Minute, 500, false, 80, 0},
		{"X19, of a service", config.EC2Calls, 5 * time.Minute, 500, true, 80, 0},
		{"X19 with the bucket of other calls", config.Bucket{Burst: 50, PerSecond: 5}, 5 * time.Minute, 500, false, 90, 0},
		{"no more than the bucket has", config.EC2Calls, 5 * time.Minute, 100, false, 0, 0},
		{"no bucket", config.Bucket{}, 5 * time.Minute, 500, false, 0, 0},
		{"a call is given up at once", config.EC2Calls, 0, 500, false, 0, 400},
		{"a call is given up after ten seconds", config.EC2Calls, 10 * time.Second, 500, false, 10, 350},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Groups[0].CPU, c.Groups[0].Memory, c.Groups[0].SlotsPlain = 1<<20, 1<<20, 1000
			c.Quotas.ENICalls, c.Timings.CallTimeout = row.bucket, row.patience
			if row.service {
				addService(c, "web", row.tasks, def("web", model.AWSVPC, 1, 6))
			} else {
				addTasks(c, "job", row.tasks, 0, def("job", model.AWSVPC, 1, 6))
			}
			r, d := recorded(t, c)
			last := 0.0
			for _, l := range d {
				if strings.HasPrefix(l.what, "eni.attached") {
					last = l.at
				}
			}
			if last != row.last || r.Tasks.Failed != row.failed || r.Tasks.Running != row.tasks-row.failed {
				t.Errorf("the last interface at %v, tasks %+v; want %v and %d failed", last, r.Tasks, row.last, row.failed)
			}
			want := model.StoppedReason{Code: model.StoppedThrottled}.Text(nil)
			if row.failed > 0 && (len(r.Failures) != 1 || r.Failures[0].StoppedReason != want) {
				t.Errorf("failures %+v, want %q", r.Failures, want)
			}
		})
	}
}

// Tasks that are told to stop while they wait for a call leave the line to others.
func TestLineOfCallsIsLeft(t *testing.T) {
	c := world(1)
	c.Groups[0].CPU, c.Groups[0].Memory, c.Groups[0].SlotsPlain = 1<<20, 1<<20, 1000
	c.Quotas.ENICalls, c.Timings.CallTimeout = config.Bucket{Burst: 10, PerSecond: 1}, 5*time.Minute
	addService(c, "web", 100, def("web", model.AWSVPC, 1, 6))
	c.Timings.SchedulerTick = time.Second
	addTasks(c, "job", 5, 3*time.Second, def("job", model.AWSVPC, 1, 6))
	planUpdate(c, 2*time.Second).Desired = 10
	r, d := recorded(t, c)
	if at := d.at(t, "eni.attached job/5"); at != 6 || r.Services[0].Running != 10 || r.Tasks.Failed != 0 {
		t.Errorf("the job's last interface is there at %v, tasks %+v; want 6: of one call a second the service takes the first, and nobody that of 2", at, r.Tasks)
	}
}

// Row X21: how long after a step of the load, at the boundary of a metric period, service
// auto scaling acts. A metric is what was measured in the period that it ends.
func TestExamplesOfMetricDelay(t *testing.T) {
	for _, row := range []struct {
		name          string
		period, delay time.Duration
		out, in       float64 // seconds after the step
	}{
		{"X21 metrics of 60 s", time.Minute, 3 * time.Minute, 360, 0},
		{"X21 metrics of 20 s", 20 * time.Second, 26 * time.Second, 86, 0},
		{"X21 without a delay", time.Minute, 0, 180, 0},
		{"X21 inwards, metrics of 60 s", time.Minute, 3 * time.Minute, 0, 15*60 + 180},
		{"X21 inwards, metrics of 20 s", 20 * time.Second, 26 * time.Second, 0, 15*20 + 26},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Timings.MetricPeriod, c.Timings.MetricDelay = row.period, row.delay
			s := addService(c, "web", 2, def("web", model.Bridge, 1, 6))
			s.StartedBefore, s.Scaling = true, &config.Scaling{Min: 1, Max: 4, Load: 20, Policies: []config.TrackingPolicy{{Target: 10}}}
			load := 40.0
			if row.in > 0 {
				load = 5
			}
			soon(c, 20*time.Minute, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, load })
			r := play(t, c)
			steps := r.Services[0].Scaling
			if len(steps) != 1 || steps[0].At != 1200+row.out+row.in || steps[0].From != 2 || steps[0].To != max(1, int(load)/10) {
				t.Errorf("steps %+v, want one %v s after 1200", steps, row.out+row.in)
			}
		})
	}
}

// What is measured before a scale-out and seen after it asks for no more than that.
func TestLatePointsAskForNoMore(t *testing.T) {
	c := world(2)
	c.Timings.MetricDelay, c.Duration = 3*time.Minute, des.Time(time.Hour)
	s := addService(c, "web", 2, def("web", model.Bridge, 1, 6))
	s.StartedBefore, s.Scaling = true, &config.Scaling{Min: 1, Max: 100, Load: 80, Policies: []config.TrackingPolicy{{Target: 10}}}
	if steps := play(t, c).Services[0].Scaling; len(steps) != 1 || steps[0].To != 8 {
		t.Errorf("steps %+v, want one to 8", steps)
	}
}
