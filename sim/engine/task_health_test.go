package engine_test

import (
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// A new target needs one passed check, one that has become unhealthy within its
// grace period as many as the healthy threshold says: an application that is ready a
// moment too late costs minutes, or its task.
func TestChecksOfATarget(t *testing.T) {
	const s = time.Second
	for _, row := range []struct {
		ready, grace time.Duration
		least, most  time.Duration // healthy after RUNNING; 0 = never
	}{
		{0, 0, 0, 30 * s},                             // the first check
		{30 * s, 0, 30 * s, 60 * s},                   // the second
		{61 * s, 0, 0, 0},                             // two have failed
		{61 * s, 300 * s, 60*s + 121*s, 90*s + 121*s}, // and five have to pass
		{170 * s, 300 * s, 290 * s, 300 * s},          // just in time, where the checks come early enough
		{185 * s, 300 * s, 0, 0},                      // ready in time and replaced none the less
		{299 * s, 300 * s, 0, 0},
		{400 * s, 300 * s, 0, 0},
	} {
		for seed := range uint64(20) {
			c := behind(model.Bridge)
			c.Groups[0].Count = 2
			c.Seed = seed
			c.Timings.ApplicationReady, c.Timings.HealthyThreshold = des.Constant(row.ready), 5
			c.Services[0].Grace = row.grace
			c.Duration = des.Time(20 * time.Minute)
			r, d := recorded(t, c)
			switch at := d.index("task.healthy web/1"); {
			case row.most == 0 && (at >= 0 || d.index("task.unhealthy web/1") < 0):
				t.Errorf("ready after %v, grace %v: %v, want it unhealthy", row.ready, row.grace, d)
			case row.ready == 170*s && at < 0: // the draw decides
			case row.most > 0 && (at < 0 || d[at].at < row.least.Seconds() || d[at].at > row.most.Seconds()):
				t.Errorf("ready after %v, grace %v: %v, want it healthy after %v to %v", row.ready, row.grace, d, row.least, row.most)
			}
			const want = "(service web) has started 1 tasks: (task web/2). Amazon ECS replaced 1 tasks due to an unhealthy status."
			if row.most == 0 && !slices.Contains(r.Services[0].Events, want) {
				t.Errorf("events %q, want %q among them", r.Services[0].Events, want)
			}
		}
	}
}

// An unhealthy task is stopped first where no instance has room for its successor.
func TestUnhealthyOnTheOnlyHost(t *testing.T) {
	c := behind(model.Bridge)
	c.Timings.ApplicationReady, c.Timings.DeregistrationDelay = des.Endless(), 0
	c.Duration = des.Time(10 * time.Minute)
	r, d := recorded(t, c)
	d.inOrder(t, "task.unhealthy web/1", "task.stopping web/1", "task.placed web/2", "task.unhealthy web/2", "task.stopping web/2")
	if unhealthy, placed := d.at(t, "task.unhealthy web/1"), d.at(t, "task.placed web/2"); placed > unhealthy+15 {
		t.Errorf("unhealthy at %v, the next placed at %v, want it two looks later at the most", unhealthy, placed)
	}
	if n := r.TargetGroups[0].Replaced; n < 5 {
		t.Errorf("%d replaced in ten minutes", n)
	}
}

// StopTask does not wait for the target to drain; the service scheduler does.
func TestStopTaskBehindALoadBalancer(t *testing.T) {
	c := behind(model.Bridge)
	soon(c, 100*time.Second, config.StopTasks, func(e *config.Event) { e.Service, e.Count = 0, 1 })
	r, d := recorded(t, c)
	if stopped := d.at(t, "task.stopped web/1"); stopped != 100 || d.index("target.drained web/1") >= 0 {
		t.Errorf("stopped at %v, want at once: %v", stopped, d)
	}
	if g := r.TargetGroups[0]; g.Registered != 1 || g.Healthy != 1 || g.Draining != 0 || r.Tasks.Running != 1 {
		t.Errorf("%+v, want the successor's target alone", g)
	}
}
