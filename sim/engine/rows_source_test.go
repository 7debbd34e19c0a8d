package engine_test

import (
	"fmt"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// broken is a rolling deployment at ten seconds to a revision whose tasks never pass their health
// check, in a run of an hour.
func broken(desired, minimum, maximum int) *config.Config {
	c := rollout(3, desired, minimum, maximum)
	c.Duration = des.Time(time.Hour)
	for i := range c.Tasks {
		c.Tasks[i].Containers = []model.Container{box("app", checked(5*time.Second, 2))}
	}
	never := des.Endless()
	c.Own = map[string]config.TaskTimings{c.Tasks[1].Name(): {ApplicationReady: &never}}
	return c
}

// checked gives a container a health check.
func checked(interval time.Duration, retries int) func(*model.Container) {
	return func(c *model.Container) {
		c.HealthCheck = &model.HealthCheck{Interval: interval, Timeout: time.Second, Retries: retries}
	}
}

// starts counts the tasks of each revision that a run starts after its beginning, and the healthy
// ones at its end.
type starts struct {
	of, healthy map[string]int
}

func startsIn(t testing.TB, c *config.Config) (*report.Report, starts) {
	t.Helper()
	x := starts{map[string]int{}, map[string]int{}}
	v, r := guarded(t, c, hear(func(v *engine.View, e *event.Event) {
		if e.At > 0 {
			x.of[v.DefinitionOf(e.Deployment)]++
		}
	}, event.TaskRequested))
	for d := range event.DeploymentID(v.Deployments()) {
		x.healthy[v.DefinitionOf(d)] += v.Deployment(d).Healthy
	}
	return r, x
}

// Tasks of the older revision that wait for a capacity provider until they fail are started again
// at longer and longer intervals. Where maximumPercent has no room for both, the newer revision does
// not take their places meanwhile.
func TestThrottledSuccessorsKeepTheirPlaces(t *testing.T) {
	c := rollout(1, 6, 100, 100)
	c.Duration = des.Time(6 * time.Hour)
	spare(c, 1, 1)
	soon(c, time.Second, config.SetGroup, func(e *config.Event) { e.Group, e.Min, e.Max = 1, 0, 0 })
	soon(c, 6*time.Hour-time.Second, config.SetGroup, func(e *config.Event) { e.Group, e.Max = 1, 0 }) // until when the run goes on
	c.Services[0].Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
	c.Timings.ProvisioningExpiry, c.Timings.ThrottleMaximum = config.DefaultTimings().ProvisioningExpiry, 15*time.Minute
	_, got := startsIn(t, c)
	older, newer := got.of[c.Tasks[0].Name()], got.of[c.Tasks[1].Name()]
	if older == 0 || newer > 0 {
		t.Errorf("%d tasks of the older revision were started and %d of the newer one, want some and none", older, newer)
	}
}

// Row X37 and its neighbours: a task of the older revision that stops while a deployment goes on
// has a successor of its own revision, as far as minimumHealthyPercent asks for it.
func TestSuccessorsOfOlderRevisions(t *testing.T) {
	stop := func(n int) func(c *config.Config) {
		return func(c *config.Config) {
			soon(c, 5*time.Minute, config.StopTasks, func(e *config.Event) { e.Service, e.Count = 0, n })
		}
	}
	for _, row := range []struct {
		name    string
		c       *config.Config
		what    func(c *config.Config)
		started int // of the older revision
		healthy int // of the older revision at the end
	}{
		{"X37: none stops", broken(4, 100, 200), nil, 0, 4},
		{"X37: StopTask", broken(4, 100, 200), stop(1), 1, 4},
		{"X37: StopTask for all", broken(4, 100, 200), stop(4), 4, 4},
		{"X37: exits", broken(4, 100, 200), func(c *config.Config) {
			after := des.Constant(25 * time.Minute)
			c.Own[c.Tasks[0].Name()] = config.TaskTimings{ExitAfter: &after, ExitCode: 1}
		}, 8, 4},
		{"X37: an instance is lost", broken(4, 100, 200), func(c *config.Config) {
			soon(c, 5*time.Minute, config.TerminateInstances, func(e *config.Event) { e.Instance = "host-1" })
		}, 1, 4},
		{"no more than the minimum", broken(4, 50, 200), stop(1), 1, 2},
		{"a minimum of none", broken(4, 0, 200), stop(1), 0, 0},
		{"no room beside the others", broken(4, 75, 100), stop(1), 1, 3},
		{"a circuit breaker without rollback", broken(4, 100, 200), func(c *config.Config) {
			c.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 3}
			stop(2)(c)
		}, 2, 4},
		{"the newer revision does not even start", broken(4, 100, 200), func(c *config.Config) {
			c.Tasks[1].Containers[0].Memory = 7000
			never := des.Endless()
			c.Own[c.Tasks[1].Name()] = config.TaskTimings{ContainerStart: &never}
			stop(1)(c)
		}, 1, 4},
		{"more are wanted meanwhile", broken(4, 100, 200), func(c *config.Config) {
			soon(c, 5*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Desired = 0, 6 })
		}, 2, 6},
		{"a newer revision still", broken(4, 100, 200), func(c *config.Config) {
			next := c.Tasks[1]
			next.Revision = 3
			c.Tasks = append(c.Tasks, next)
			c.Own[next.Name()] = c.Own[c.Tasks[1].Name()]
			soon(c, 4*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, 2 })
			stop(1)(c)
		}, 1, 4},
	} {
		t.Run(row.name, func(t *testing.T) {
			if row.what != nil {
				row.what(row.c)
			}
			r, got := startsIn(t, row.c)
			if old := row.c.Tasks[0].Name(); got.of[old] != row.started || got.healthy[old] != row.healthy {
				t.Errorf("of %s started %d, healthy at the end %d, want %d and %d", old, got.of[old], got.healthy[old], row.started, row.healthy)
			}
			if d := r.Services[0].Deployments; d[0].FailedTasks == 0 {
				t.Errorf("deployments %s, want tasks of the newer revision that fail", fmt.Sprint(d))
			}
		})
	}
}

// Where the newer revision works nothing is made up for that is not needed: the deployment completes.
func TestSuccessorsEnd(t *testing.T) {
	c := rollout(3, 4, 100, 200)
	c.Timings.HealthyAfter, c.Timings.ImagePull = 40*time.Second, des.Constant(time.Minute)
	soon(c, 20*time.Second, config.StopTasks, func(e *config.Event) { e.Service, e.Count = 0, 1 })
	r, got := startsIn(t, c)
	if d := r.Services[0].Deployments[0]; d.Verdict != report.Completed || got.of["web:1"] != 1 || got.of["web:2"] != 4 || got.healthy["web:2"] != 4 {
		t.Errorf("%s, started %v, healthy %v; want COMPLETED, 1 and 4 started, 4 healthy", d.Verdict, got.of, got.healthy)
	}
}
