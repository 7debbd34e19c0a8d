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
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/narrate"
)

// healthy is a service of four tasks behind a target group whose checks come every ten seconds, in a
// run of half an hour.
func healthy(maximum int) *config.Config {
	c := world(4)
	s := addService(c, "web", 4, def("web", model.Bridge, 256, 512, tcp(80, 0)))
	s.StartedBefore, s.Deploying.MaximumPercent = true, maximum
	behindGroup(c, s, "web-tg", 0, 80)
	c.Timings.HealthCheckInterval, c.Timings.DeregistrationDelay = 10*time.Second, 20*time.Second
	c.Timings.ImagePull = des.Constant(time.Minute) // no successor is there before all have failed
	c.Duration = des.Time(30 * time.Minute)
	return c
}

// failing plans that the health checks of so many tasks fail for some time after five minutes.
func failing(c *config.Config, count int, length time.Duration) *config.Config {
	soon(c, 5*time.Minute, config.FailHealthChecks, func(e *config.Event) { e.Service, e.Count, e.For = 0, count, length })
	return c
}

// loaded is such a service with a load, and another one for two minutes after five.
func loaded(c *config.Config, above, load, peak float64) *config.Config {
	s := &c.Services[0]
	s.UnhealthyAbove = above
	soon(c, 0, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, load })
	soon(c, 5*time.Minute, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, peak })
	soon(c, 7*time.Minute, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, load })
	return c
}

// Running tasks whose health checks fail are replaced, however many, whatever
// minimumHealthyPercent is (containers-roadmap issue 1271).
func TestTasksThatBecomeUnhealthyLater(t *testing.T) {
	const all = config.None
	checkedOnly := func(c *config.Config) *config.Config { // by its container's check alone
		c.Services[0].Targets = nil
		c.Tasks[0].Containers[0].HealthCheck = &model.HealthCheck{Interval: 10 * time.Second, Timeout: time.Second, Retries: 3}
		return c
	}
	threshold := func(n int, c *config.Config) *config.Config { c.TargetGroups[0].UnhealthyThreshold = &n; return c }
	for _, row := range []struct {
		name                                      string
		c                                         *config.Config
		interrupted, lowestRunning, lowestHealthy int
		least, most                               time.Duration // from five minutes to the first unhealthy task; 0 = there is none
	}{
		{"four of four for three minutes", failing(healthy(200), 4, 3*time.Minute), 4, 4, 0, 10 * time.Second, 20 * time.Second},
		{"all until they are replaced", failing(healthy(200), all, 0), 4, 4, 0, 10 * time.Second, 20 * time.Second},
		{"nothing may run beside them, and each pass stops one", failing(healthy(100), all, 0), 4, 0, 0, 10 * time.Second, 20 * time.Second},
		{"one of them", failing(healthy(200), 1, 0), 1, 4, 3, 10 * time.Second, 20 * time.Second},
		{"not long enough", failing(healthy(200), all, 9*time.Second), 0, 4, 4, 0, 0},
		{"a threshold of five", threshold(5, failing(healthy(200), all, 0)), 4, 4, 0, 40 * time.Second, 50 * time.Second},
		{"a threshold that outlasts it", threshold(5, failing(healthy(200), all, 35*time.Second)), 0, 4, 4, 0, 0},
		{"a container's health check", failing(checkedOnly(healthy(200)), all, 0), 4, 4, 0, 30 * time.Second, 30 * time.Second},
		{"nothing checks", failing(func() *config.Config { c := healthy(200); c.Services[0].Targets = nil; return c }(), all, 0), 0, 4, 4, 0, 0},
		{"load that all stand", loaded(healthy(200), 100, 200, 400), 0, 4, 4, 0, 0},
		{"load that all stand but not three", loaded(failing(healthy(200), 1, 0), 100, 390, 390), 4, 4, 0, 10 * time.Second, 20 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			first := des.Never
			r := play(t, row.c, hear(func(_ *engine.View, e *event.Event) { first = min(first, e.At) }, event.TaskUnhealthy))
			s := r.Services[0]
			if s.Interrupted < row.interrupted || row.interrupted < 4 && s.Interrupted != row.interrupted {
				t.Errorf("%d interrupted, want %d", s.Interrupted, row.interrupted)
			}
			if *s.LowestRunning != row.lowestRunning || *s.LowestHealthy != row.lowestHealthy {
				t.Errorf("lowest running %d and healthy %d, want %d and %d", *s.LowestRunning, *s.LowestHealthy, row.lowestRunning, row.lowestHealthy)
			}
			if s.Running != 4 || row.lowestRunning == 4 && s.BelowDesired != 0 {
				t.Errorf("%d run at the end, and fewer than four for %v s", s.Running, s.BelowDesired)
			}
			switch after := first.Sub(des.Time(5 * time.Minute)); {
			case row.most == 0 && first != des.Never, row.most > 0 && (after < row.least || after > row.most):
				t.Errorf("the first is unhealthy at %v, want %v to %v after five minutes", first, row.least, row.most)
			}
		})
	}
}

// A peak of load that one task more would carry takes every task, one wave of successors after the
// other, until it is over: the first of them that is healthy has it alone.
func TestOverloadTakesAllTasks(t *testing.T) {
	c := loaded(healthy(200), 100, 320, 440)
	var log []string
	r := play(t, c, narrate.NewLog(func(e narrate.Entry) { log = append(log, fmt.Sprint(e.Event, ": ", e.Cause, ": ", e.Detail)) }))
	s := r.Services[0]
	if *s.LowestHealthy != 0 || s.Interrupted < 8 || r.TargetGroups[0].Healthy != 4 {
		t.Errorf("lowest healthy %d, %d interrupted, %d healthy at the end; want 0, two waves, 4", *s.LowestHealthy, s.Interrupted, r.TargetGroups[0].Healthy)
	}
	for _, want := range []string{
		"service.overloaded: the load is 110.0 a task, above 100: health checks fail",
		"service.overloaded: the load is 440.0 a task, above 100: health checks fail",
		"task.unhealthy: health checks of web-tg fail: the load is above 100 a task: web:1",
	} {
		if !slices.Contains(log, want) {
			t.Errorf("the log has no line %q:\n%s", want, strings.Join(log, "\n"))
		}
	}
	const told = "(service web) (task web/1) (port 32768) is unhealthy in (target-group web-tg) due to (reason Health checks failed)"
	if !slices.Contains(s.Events, told) {
		t.Errorf("service events %q, want %q among them", s.Events, told)
	}
}

// A lost instance is a load for the others: with more than they stand, none is left.
func TestALostInstanceOverloadsTheOthers(t *testing.T) {
	for _, row := range []struct {
		load   float64
		lowest int
	}{{300, 3}, {301, 0}} {
		c := healthy(200)
		c.Services[0].UnhealthyAbove, c.Timings.LostHostGrace = 100, 5*time.Minute
		soon(c, 0, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, row.load })
		soon(c, 5*time.Minute, config.TerminateInstances, func(e *config.Event) { e.Instance = "host-1" })
		if r := play(t, c); *r.Services[0].LowestHealthy != row.lowest {
			t.Errorf("load %v: lowest healthy %d, want %d", row.load, *r.Services[0].LowestHealthy, row.lowest)
		}
	}
}

// Without a duration a run ends though its tasks are overloaded for ever, and what the scenario has
// planned for later still happens: the load falls, and the service recovers.
func TestOverloadForEverEnds(t *testing.T) {
	for _, relieved := range []bool{false, true} {
		c := healthy(200)
		c.Duration, c.Services[0].UnhealthyAbove = 0, 100
		soon(c, 5*time.Minute, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, 500 })
		if relieved {
			soon(c, 5*time.Hour, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, 100 })
		}
		v, r := guarded(t, c)
		if s := r.Services[0]; s.Interrupted < 4*(engine.RepeatLimit-1) || v.End() > des.Time(6*time.Hour) || relieved != (v.Healthy(0) == 4) {
			t.Errorf("relieved %v: %d interrupted, the end at %v, %d healthy", relieved, s.Interrupted, v.End(), v.Healthy(0))
		}
	}
}

// Row X37 with a task that becomes unhealthy: its successor is of the older revision.
func TestAnUnhealthyOlderTask(t *testing.T) {
	c := broken(4, 100, 200)
	soon(c, 5*time.Minute, config.FailHealthChecks, func(e *config.Event) { e.Service, e.Count = 0, 1 })
	r, got := startsIn(t, c)
	if old := c.Tasks[0].Name(); got.of[old] != 1 || got.healthy[old] != 4 || *r.Services[0].LowestHealthy != 3 {
		t.Errorf("of %s started %d, healthy at the end %d, lowest %d; want 1, 4, 3", old, got.of[old], got.healthy[old], *r.Services[0].LowestHealthy)
	}
}
