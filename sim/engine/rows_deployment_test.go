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
	"ecssim/sim/report"
)

// rollout is one zone of hosts like an m5.large on which a service of one-container
// tasks runs at t = 0, updated to a new revision at ten seconds.
func rollout(hosts, desired, minimum, maximum int, maps ...model.PortMapping) *config.Config {
	c := world(hosts)
	s := addService(c, "web", desired, def("web", model.Bridge, 16, 16, maps...))
	s.StartedBefore = true
	s.Deploying.MinimumHealthyPercent, s.Deploying.MaximumPercent = minimum, maximum
	next := c.Tasks[s.Task]
	next.Revision = 2
	c.Tasks = append(c.Tasks, next)
	planUpdate(c, 10*time.Second).Task = 1
	return c
}

// recorded plays a scenario, invariants checked, and keeps its events from the start of the run
// on, each as "event task-or-instance".
func recorded(t testing.TB, c *config.Config) (*report.Report, diary) {
	t.Helper()
	var d diary
	r := play(t, c, hear(func(v *engine.View, e *event.Event) {
		who := ""
		switch has := e.Kind.Fields(); {
		case has&event.HasTask != 0 && has&event.HasWorkload != 0:
			who = taskOf(v, e)
		case has&event.HasTask == 0 && has&event.HasInstance != 0 && e.Instance >= 0:
			who = v.InstanceName(e.Instance)
		}
		d = append(d, line{e.At.Seconds(), strings.TrimSpace(e.Kind.String() + " " + who)})
	}))
	return r, d
}

type line struct {
	at   float64
	what string
}

type diary []line

// index is the place of the first line that says so; -1 where there is none.
func (d diary) index(what string) int {
	return slices.IndexFunc(d, func(l line) bool { return l.what == what })
}

// at is when something happened first; it fails the test where it never did.
func (d diary) at(t testing.TB, what string) float64 {
	t.Helper()
	i := d.index(what)
	if i < 0 {
		t.Fatalf("no %q in %v", what, d)
	}
	return d[i].at
}

// first is the first line that begins so; "" where there is none.
func (d diary) first(prefix string) string {
	for _, l := range d {
		if strings.HasPrefix(l.what, prefix) {
			return l.what
		}
	}
	return ""
}

// never reports whether something did not happen.
func (d diary) never(what string) bool { return d.index(what) < 0 }

// inOrder fails the test unless all happened, in this order.
func (d diary) inOrder(t testing.TB, what ...string) {
	t.Helper()
	left := what
	for _, l := range d {
		if len(left) > 0 && l.what == left[0] {
			left = left[1:]
		}
	}
	if len(left) > 0 {
		t.Errorf("%q did not happen after those before it: %v", left[0], d)
	}
}

const (
	stuckOnPort = "(service web) was unable to place a task because no container instance met all of its requirements. " +
		"The closest matching container-instance host-1 is already using a port required by your task. " +
		"For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
	stuckOnBounds = "(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. " +
		"Update the minimumHealthyPercent or maximumPercent value and try again."
)

// Rows S1 to S9: bounds, waves and deadlocks of a deployment.
func TestExamplesOfDeployments(t *testing.T) {
	port := tcp(80, 80)
	for _, row := range []struct {
		name  string
		c     *config.Config
		want  report.Deployment
		event string // that the service tells besides
	}{
		{"S1", rollout(2, 4, 50, 100), report.Deployment{Verdict: report.Completed, Lower: 2, Upper: 4, LowestRunning: 2, PeakTasks: 4, Rounds: 2}, ""},
		{"S2: none may stop before the start of others", rollout(2, 2, 75, 150), report.Deployment{Verdict: report.Completed, Lower: 2, Upper: 3, LowestRunning: 2, PeakTasks: 3, Rounds: 2}, ""},
		{"S2: where none may start", rollout(2, 2, 75, 100),
			report.Deployment{Verdict: report.Stuck, Lower: 2, Upper: 2, LowestRunning: 2, PeakTasks: 2, BlockedBy: "deploymentConfiguration", Message: stuckOnBounds}, stuckOnBounds},
		{"S3", rollout(2, 4, 100, 200), report.Deployment{Verdict: report.Completed, Lower: 4, Upper: 8, LowestRunning: 4, PeakTasks: 8, Rounds: 1}, ""},
		{"S4", rollout(2, 3, 100, 125),
			report.Deployment{Verdict: report.Stuck, Lower: 3, Upper: 3, LowestRunning: 3, PeakTasks: 3, BlockedBy: "deploymentConfiguration", Message: stuckOnBounds}, stuckOnBounds},
		{"S5: no deployment", rollout(4, 2, 100, 100),
			report.Deployment{Verdict: report.Stuck, Lower: 2, Upper: 2, LowestRunning: 2, PeakTasks: 2, BlockedBy: "deploymentConfiguration", Message: stuckOnBounds}, stuckOnBounds},
		{"S6", rollout(2, 1, 100, 134),
			report.Deployment{Verdict: report.Stuck, Lower: 1, Upper: 1, LowestRunning: 1, PeakTasks: 1, BlockedBy: "deploymentConfiguration", Message: stuckOnBounds}, stuckOnBounds},
		{"S6: 200 works", rollout(2, 1, 100, 200), report.Deployment{Verdict: report.Completed, Lower: 1, Upper: 2, LowestRunning: 1, PeakTasks: 2, Rounds: 1}, ""},
		{"S7", rollout(3, 3, 100, 200, port),
			report.Deployment{Verdict: report.Stuck, Lower: 3, Upper: 6, LowestRunning: 3, PeakTasks: 3, BlockedBy: "RESOURCE:PORTS", Message: stuckOnPort}, stuckOnPort},
		{"S8", rollout(4, 3, 100, 200, port), report.Deployment{Verdict: report.Completed, Lower: 3, Upper: 6, LowestRunning: 3, PeakTasks: 4, Rounds: 3}, ""},
		{"S9: minimum 67", rollout(3, 3, 67, 200, port),
			report.Deployment{Verdict: report.Stuck, Lower: 3, Upper: 6, LowestRunning: 3, PeakTasks: 3, BlockedBy: "RESOURCE:PORTS", Message: stuckOnPort}, stuckOnPort},
		{"S9: minimum 66", rollout(3, 3, 66, 200, port), report.Deployment{Verdict: report.Completed, Lower: 2, Upper: 6, LowestRunning: 2, PeakTasks: 3, Rounds: 3}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := play(t, row.c)
			s := r.Services[0]
			if len(s.Deployments) != 1 || r.Tasks.Running != s.Desired {
				t.Fatalf("deployments %+v, tasks %+v; want one deployment and %d tasks", s.Deployments, r.Tasks, s.Desired)
			}
			got := s.Deployments[0]
			if got.TaskDefinition != "web:2" || got.StartedAt != 10 || (got.Seconds != nil) != (got.Verdict == report.Completed) || (got.StuckAt != nil) != (got.Verdict == report.Stuck) {
				t.Errorf("%+v", got)
			}
			if d := (report.Deployment{
				Verdict: got.Verdict, Lower: got.Lower, Upper: got.Upper, LowestRunning: got.LowestRunning, PeakTasks: got.PeakTasks,
				Rounds: got.Rounds, BlockedBy: got.BlockedBy, Message: got.Message,
			}); fmt.Sprint(d) != fmt.Sprint(row.want) {
				t.Errorf("got  %+v\nwant %+v", d, row.want)
			}
			if row.event != "" && s.Events[len(s.Events)-1] != row.event {
				t.Errorf("events %q, want %q at the end", s.Events, row.event)
			}
			if row.event == "" && !slices.Contains(s.Events, "(service web) (deployment ecs-svc/2) deployment completed.") {
				t.Errorf("events %q, want the deployment completed", s.Events)
			}
		})
	}
}

// Rows S3 and S9 in time: what starts and stops first.
func TestExamplesOfDeploymentOrder(t *testing.T) {
	t.Run("S3", func(t *testing.T) {
		c := rollout(2, 4, 100, 200)
		c.Timings.ContainerStart = des.Constant(7 * time.Second)
		_, d := recorded(t, c)
		for i := 5; i <= 8; i++ {
			if at := d.at(t, fmt.Sprint("task.placed web/", i)); at != 10 {
				t.Errorf("web/%d is placed at %v, want all four at 10", i, at)
			}
			d.inOrder(t, fmt.Sprint("task.running web/", i), "task.stopping web/1")
		}
	})
	t.Run("S1", func(t *testing.T) {
		c := rollout(2, 4, 50, 100)
		c.Timings.ContainerStart = des.Constant(7 * time.Second)
		_, d := recorded(t, c)
		d.inOrder(t, "task.stopping web/1", "task.stopping web/2", "task.placed web/5", "task.placed web/6", "task.running web/6", "task.stopping web/3")
		if at := d.at(t, "task.stopping web/3"); at < 22 {
			t.Errorf("the third stops at %v, want it after the first two new ones run", at)
		}
	})
	t.Run("S9", func(t *testing.T) {
		c := rollout(3, 3, 66, 200, tcp(80, 80))
		_, d := recorded(t, c)
		d.inOrder(t, "task.stopping web/1", "task.running web/4", "task.stopping web/2", "task.running web/5", "task.stopping web/3", "task.running web/6")
	})
}

// Row S5 for draining: with 100 and 100 the tasks of a draining instance stay.
func TestExampleOfDrainingWithoutLeeway(t *testing.T) {
	t.Run("S5", func(t *testing.T) {
		c := world(2)
		s := addService(c, "web", 2, def("web", model.Bridge, 16, 16))
		s.Deploying.MaximumPercent = 100
		soon(c, 20*time.Second, config.DrainInstances, func(e *config.Event) { e.Instance = "host-1" })
		r, d := recorded(t, c)
		if in := r.Instances[0]; in.Tasks != 1 || in.Status != "DRAINING" || !d.never("task.stopping web/1") || !d.never("task.stopping web/2") {
			t.Errorf("%+v, want its task left on it", in)
		}
		if e := r.Services[0].Events; e[len(e)-1] != stuckOnBounds {
			t.Errorf("events %q, want %q at the end", e, stuckOnBounds)
		}
	})
}

// Row S10: the old task stops first, its successor is placed beside it and waits in
// the agent's queue.
func TestExampleOfStoppingFirst(t *testing.T) {
	t.Run("S10", func(t *testing.T) {
		c := rollout(1, 1, 0, 100, tcp(80, 80))
		c.Timings.ApplicationStop = des.Constant(20 * time.Second)
		r, d := recorded(t, c)
		d.inOrder(t, "task.stopping web/1", "task.placed web/2", "task.queued web/2", "task.stopped web/1", "task.running web/2")
		stopping, placed, stopped := d.at(t, "task.stopping web/1"), d.at(t, "task.placed web/2"), d.at(t, "task.stopped web/1")
		if stopping != 10 || placed > 15 || stopped != 30 || d.at(t, "task.running web/2") != 30 {
			t.Errorf("stopping at %v, successor placed at %v, stopped at %v: want 10, a tick later, 30, and it runs then", stopping, placed, stopped)
		}
		if x := r.Services[0].Deployments[0]; x.Verdict != report.Completed || x.LowestRunning != 0 || x.PeakTasks != 1 || x.Rounds != 1 {
			t.Errorf("%+v, want COMPLETED in one round over 0 running tasks", x)
		}
	})
}

// Rows N42, N43 and S30, with tasks that really stop: what the scheduler counts as
// free the agent may still hold.
func TestExampleOfTwoLedgers(t *testing.T) {
	t.Run("N42 and N43", func(t *testing.T) {
		c := rollout(1, 1, 0, 100, tcp(80, 80))
		c.Timings.ApplicationStop, c.Timings.StopTimeout = des.Endless(), 90*time.Second
		addTasks(c, "other", 1, 20*time.Second, def("other", model.Bridge, 16, 16))
		_, d := recorded(t, c)
		if placed, other := d.at(t, "task.placed web/2"), d.at(t, "task.placed other/1"); placed > 15 || other != 20 {
			t.Errorf("placed at %v and %v, want a tick after the stop and when it was asked for", placed, other)
		}
		d.inOrder(t, "task.stopping web/1", "task.queued web/2", "task.queued other/1", "task.stopped web/1", "task.running web/2", "task.running other/1")
		if at := d.at(t, "task.running other/1"); at != 100 {
			t.Errorf("they run at %v, want 100: the stop begins at 10 and takes 90", at)
		}
	})
	t.Run("S30", func(t *testing.T) {
		c := rollout(1, 1, 0, 100)
		c.Services[0].Constraints = []model.Constraint{{Type: "distinctInstance"}}
		c.Timings.ApplicationStop = des.Constant(20 * time.Second)
		_, d := recorded(t, c)
		d.inOrder(t, "task.stopping web/1", "task.running web/2", "task.stopped web/1")
	})
}

// Deployments each of which could go on if the tasks that another is to replace went
// are stuck together, each from its own start on; one that may stop tasks of its own
// first goes on, and the room that comes with it is its own.
func TestDeploymentsThatWaitForEachOther(t *testing.T) {
	for _, row := range []struct {
		name    string
		minimum int // percent, of the last of three services
		want    [3]string
	}{
		{"a standoff", 100, [3]string{report.Stuck, report.Stuck, report.Stuck}},
		{"one can move", 0, [3]string{report.Stuck, report.Stuck, report.Completed}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(3)
			c.Groups[0].SlotsPlain, c.Duration = 3, des.Time(3*time.Hour)
			for i := range 3 {
				s := addService(c, fmt.Sprint("web-", i), 3, def("web", model.AWSVPC, 64, 64))
				s.StartedBefore = true
				if i == 2 {
					s.Deploying.MinimumHealthyPercent = row.minimum
				}
				soon(c, time.Duration(1+i)*time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Force = i, true })
			}
			r := play(t, c)
			for i, s := range r.Services {
				d := s.Deployments[len(s.Deployments)-1]
				if d.Verdict != row.want[i] || d.Verdict == report.Stuck && *d.StuckAt != float64(60*(1+i)) && row.minimum > 0 {
					t.Errorf("service %d is %s, stuck at %v, want %s", i, d.Verdict, d.StuckAt, row.want[i])
				}
			}
		})
	}
}
