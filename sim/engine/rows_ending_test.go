package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Row X27: how many healthy tasks of the newer revision early success criteria ask for. The tasks
// come to run one after the other, a minute apart.
func TestExamplesOfEarlySuccess(t *testing.T) {
	for _, row := range []struct{ desired, percent, want int }{
		{2, 50, 1}, {3, 50, 2}, {10, 80, 8}, {100, 90, 90}, {10, 100, 10},
		{4, 0, 1}, // one at least
		{0, 50, 0},
	} {
		c := rollout(2, row.desired, 0, 200)
		c.Services[0].Deploying.EarlySuccess = config.EarlySuccess{Enable: true, HealthyPercent: row.percent, Deferred: true}
		c.Quotas.TaskStartsPerMinute = 1
		healthy := -1
		r := play(t, c, hear(func(v *engine.View, e *event.Event) {
			healthy = v.Deployment(e.Deployment).Healthy
		}, event.DeploymentCompleted))
		s := r.Services[0]
		if d := s.Deployments[0]; d.Verdict != report.Completed || healthy != row.want || s.Running != row.desired {
			t.Errorf("%d at %d %%: %s with %d healthy, %d run in the end; want COMPLETED with %d, and all", row.desired, row.percent, d.Verdict, healthy, s.Running, row.want)
		}
	}
}

// cleaned is row X28: four tasks behind a load balancer whose targets drain for 300 s, replaced by
// healthy ones at once.
func cleaned(early config.EarlySuccess) *config.Config {
	c := rollout(2, 4, 100, 200, tcp(80, 0))
	behindGroup(c, &c.Services[0], "web", 0, 80)
	c.Timings.DeregistrationDelay = 300 * time.Second
	c.Services[0].Deploying.EarlySuccess = early
	return c
}

// Row X28: early success is complete when the last task that it asks for is healthy, or when the
// older tasks have gone.
func TestExamplesOfCleanup(t *testing.T) {
	for _, row := range []struct {
		name     string
		early    config.EarlySuccess
		seconds  float64
		draining int // tasks of the older revision at that moment
	}{
		{"X28: DEFERRED", config.EarlySuccess{Enable: true, HealthyPercent: 100, Deferred: true}, 0, 4},
		{"X28: BLOCKING", config.EarlySuccess{Enable: true, HealthyPercent: 100}, 300, 0},
		{"no early success", config.EarlySuccess{}, 300, 0},
	} {
		c := cleaned(row.early)
		draining := -1
		r := play(t, c, hear(func(v *engine.View, e *event.Event) { draining = v.TargetGroup(0).Draining }, event.DeploymentCompleted))
		d := r.Services[0].Deployments[0]
		if d.Verdict != report.Completed || d.Seconds == nil || *d.Seconds < row.seconds || *d.Seconds > row.seconds+10 || draining != row.draining {
			t.Errorf("%s: %s after %v with %d draining, want COMPLETED after %v to %v with %d", row.name, d.Verdict, d.Seconds, draining, row.seconds, row.seconds+10, row.draining)
		}
		if s := r.Services[0]; s.Running != 4 || r.TargetGroups[0].Registered != 4 {
			t.Errorf("%s: %d run, %+v; want 4 and no older target in the end", row.name, s.Running, r.TargetGroups[0])
		}
	}
}

// When a deployment has succeeded early, the circuit breaker and alarms act no more, though the
// rest of its tasks fail.
func TestNothingGoesBackAfterEarlySuccess(t *testing.T) {
	c := rollout(1, 4, 50, 200)
	c.Groups[0].CPU, c.Alarms, c.Duration = 80, []string{"errors"}, des.Time(time.Hour) // room for five of sixteen units
	s := &c.Services[0]
	s.Deploying.EarlySuccess = config.EarlySuccess{Enable: true, HealthyPercent: 50, Deferred: true}
	s.Deploying.Breaker = config.CircuitBreaker{Enable: true, Rollback: true, Kind: config.CountThreshold, Value: 1}
	s.Deploying.Alarms = &config.DeploymentAlarms{Enable: true, Rollback: true, Alarms: []int{0}}
	soon(c, 10*time.Minute, config.SetAlarm, func(e *config.Event) { e.Enable = true })
	r := play(t, c)
	if d := r.Services[0].Deployments; len(d) != 1 || d[0].Verdict != report.Completed || d[0].RolledBackTo != "" || r.Services[0].Running != 4 {
		t.Errorf("%+v, want one deployment that completed, and all run", d)
	}
}

// Row X30 and what else alarms do to a rolling deployment at ten seconds: its tasks are healthy,
// and the older ones gone, at thirty.
func TestExamplesOfAlarms(t *testing.T) {
	alarm := func(at time.Duration, on bool) func(c *config.Config) {
		return func(c *config.Config) {
			soon(c, at, config.SetAlarm, func(e *config.Event) { e.Alarm, e.Enable = 1, on })
		}
	}
	minutes := func(n int) *time.Duration { d := time.Duration(n) * time.Minute; return &d }
	for _, row := range []struct {
		name    string
		alarms  config.DeploymentAlarms
		bake    *time.Duration
		early   bool
		events  []func(c *config.Config)
		verdict string
		seconds float64 // from its start, where it completes
		event   string  // of the service, in the end
	}{
		{"X30", config.DeploymentAlarms{Enable: true, Rollback: true}, minutes(5), false, nil, report.Completed, 320, "deployment completed."},
		{"the default bake time", config.DeploymentAlarms{Enable: true, Rollback: true}, nil, false, nil, report.Completed, 260, "deployment completed."},
		{"a bake time of none", config.DeploymentAlarms{Enable: true, Rollback: true}, minutes(0), false, nil, report.Completed, 20, "deployment completed."},
		{"no rollback, no bake time", config.DeploymentAlarms{Enable: true}, minutes(5), false, nil, report.Completed, 20, "deployment completed."},
		{"alarms that are off", config.DeploymentAlarms{Rollback: true}, minutes(5), false, []func(*config.Config){alarm(12*time.Second, true)}, report.Completed, 20, "deployment completed."},
		{"early success bakes, too", config.DeploymentAlarms{Enable: true, Rollback: true}, minutes(5), true, nil, report.Completed, 320, "deployment completed."},
		{"an alarm in the bake time", config.DeploymentAlarms{Enable: true, Rollback: true}, minutes(5), false, []func(*config.Config){alarm(2*time.Minute, true)}, report.RolledBack, 0, "rolling back to deployment ecs-svc/1."},
		{"an alarm, no rollback", config.DeploymentAlarms{Enable: true}, nil, false, []func(*config.Config){alarm(12*time.Second, true)}, report.Failed, 0, "deployment failed: alarm detected."},
		{"after the bake time", config.DeploymentAlarms{Enable: true, Rollback: true}, minutes(5), false, []func(*config.Config){alarm(6*time.Minute, true)}, report.Completed, 320, "deployment completed."},
		{"in ALARM at the start, again later", config.DeploymentAlarms{Enable: true, Rollback: true}, minutes(5), false,
			[]func(*config.Config){alarm(time.Second, true), alarm(11*time.Second, false), alarm(12*time.Second, true)}, report.Completed, 20, "deployment completed."},
		{"another alarm", config.DeploymentAlarms{Enable: true, Rollback: true, Alarms: []int{0}}, minutes(5), false, []func(*config.Config){alarm(2*time.Minute, true)}, report.Completed, 320, "deployment completed."},
		{"StopServiceDeployment", config.DeploymentAlarms{}, nil, false, []func(*config.Config){func(c *config.Config) {
			soon(c, 12*time.Second, config.StopDeployment, func(e *config.Event) { e.Service = 0 })
		}}, report.RolledBack, 0, "rolling back to deployment ecs-svc/1."},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := rollout(2, 4, 100, 200)
			c.Alarms, c.Timings.BakeTime, c.Timings.ImagePull = []string{"latency", "errors"}, 4*time.Minute, des.Constant(20*time.Second)
			d := &c.Services[0].Deploying
			d.Alarms, d.BakeTime = &row.alarms, row.bake
			if row.alarms.Alarms == nil {
				row.alarms.Alarms = []int{0, 1}
			}
			d.EarlySuccess = config.EarlySuccess{Enable: row.early, HealthyPercent: 100}
			for _, add := range row.events {
				add(c)
			}
			slices.SortStableFunc(c.Events, func(a, b config.Event) int { return int(a.At - b.At) })
			r := play(t, c)
			s := r.Services[0]
			x := s.Deployments[0]
			seconds := 0.0
			if x.Seconds != nil {
				seconds = *x.Seconds
			}
			if x.Verdict != row.verdict || seconds != row.seconds {
				t.Errorf("%s after %v s, want %s after %v", x.Verdict, seconds, row.verdict, row.seconds)
			}
			if !slices.ContainsFunc(s.Events, func(e string) bool { return strings.HasSuffix(e, row.event) }) {
				t.Errorf("events %q, want one that ends in %q", s.Events, row.event)
			}
			if want := map[bool]int{false: 4, true: 8}[row.verdict == report.Failed]; s.Running != want {
				t.Errorf("%d run, want %d", s.Running, want)
			}
		})
	}
}

// Without a deployment under way there is none to stop, which a warning says.
func TestStopServiceDeploymentInVain(t *testing.T) {
	c := rollout(2, 4, 100, 200)
	soon(c, 10*time.Minute, config.StopDeployment, func(e *config.Event) { e.Service = 0 })
	r := play(t, c)
	const want = "event at 10m0s: no deployment of service web is under way"
	if r.Services[0].Deployments[0].Verdict != report.Completed || !slices.Contains(r.Warnings, want) {
		t.Errorf("%+v, warnings %q, want %q", r.Services[0].Deployments, r.Warnings, want)
	}
}
