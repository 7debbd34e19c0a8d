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
	"ecssim/sim/experiment"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/report"
)

// The tests of this file were written because changes of the code at random went unnoticed by all
// others (make mutants). Each names what was changed.

// The words for an event of a scenario that finds no instance: which instance, of which group, any.
func TestEventsThatFindNoInstance(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(10 * time.Minute)
	addService(c, "web", 1, def("web", model.Bridge, 64, 64))
	soon(c, time.Minute, config.TerminateInstances, func(e *config.Event) { e.Instance = "host-1" })
	soon(c, 2*time.Minute, config.TerminateInstances, func(e *config.Event) { e.Instance = "host-1" })
	soon(c, 3*time.Minute, config.DrainInstances, func(e *config.Event) { e.Group = 0 })
	soon(c, 4*time.Minute, config.RestartAgent, nil)
	var log []string
	r, err := told(c, func(e narrate.Entry) {
		if e.Event == "event.void" {
			log = append(log, e.Cause)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"no instance host-1 is in service", "no instance of group host is in service", "no instance is in service"}
	if !slices.Equal(log, want) {
		t.Errorf("the log says %q, want %q", log, want)
	}
	for i, at := range []string{"2m0s", "3m0s", "4m0s"} {
		if warning := "event at " + at + ": " + want[i]; !slices.Contains(r.Warnings, warning) {
			t.Errorf("warnings %q, want %q among them", r.Warnings, warning)
		}
	}
}

// The comparison that ends an instance's warm-up: at the very moment it is over, and instances of
// the start have none.
func TestAWarmUpEndsOnTheDot(t *testing.T) {
	c := managed(1, 1, def("web", model.Bridge, 2048, 64))
	c.Duration, c.Providers[0].Warmup = des.Time(10*time.Minute), 2*time.Minute
	for i, at := range []time.Duration{30 * time.Second, 90 * time.Second} {
		job := addTasks(c, []string{"first", "second"}[i], 1, at, def("job", model.Bridge, 2048, 64))
		job.Providers = []config.ProviderShare{{Weight: 1}}
	}
	var out []float64
	for _, s := range play(t, c).CapacityProviders[0].Steps {
		out = append(out, s.At)
	}
	if want := []float64{60, 180}; !slices.Equal(out, want) {
		t.Errorf("scales at %v, want %v: not at 120, within the warm-up, and not as late as 240", out, want)
	}
}

// Whether services that wait for each other still do without one that turns out to go on. Here
// the last waits for a job, the second for the last, the first for the second.
func TestOneOfThoseThatWaitForEachOtherGoesOn(t *testing.T) {
	held := func(port uint16) model.TaskDefinition { return def("web", model.HostMode, 64, 64, tcp(port, port)) }
	for _, row := range []struct {
		name  string
		needs [3]uint16 // host port of each service's second revision
		stuck []int     // the services that are STUCK, at the same moment
	}{
		{"all go on", [3]uint16{1002, 1003, 2000}, nil},
		{"two hold each other's port", [3]uint16{1002, 1001, 2000}, []int{0, 1}},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Duration = des.Time(3 * time.Hour)
			for i, name := range []string{"first", "second", "last"} {
				addService(c, name, 1, held(uint16(1001+i))).StartedBefore = true
			}
			job := addTasks(c, "job", 1, 0, held(2000))
			job.Forever, job.RunFor = false, des.Constant(10*time.Minute)
			for i, at := range []time.Duration{70 * time.Second, 60 * time.Second, 50 * time.Second} {
				c.Tasks = append(c.Tasks, held(row.needs[i]))
				c.Tasks[len(c.Tasks)-1].Revision = 2
				soon(c, at, config.UpdateService, func(e *config.Event) { e.Service, e.Task = i, len(c.Tasks)-1 })
			}
			r := play(t, c)
			for i, s := range r.Services {
				d := s.Deployments[len(s.Deployments)-1]
				want := report.Completed
				if slices.Contains(row.stuck, i) {
					want = report.Stuck
				}
				if d.Verdict != want {
					t.Errorf("%s is %s, want %s", s.ServiceName, d.Verdict, want)
				}
				if d.StuckAt != nil && want == report.Completed {
					t.Errorf("%s was STUCK at %v, and went on", s.ServiceName, *d.StuckAt)
				}
				if d.StuckAt != nil && *d.StuckAt != 70 {
					t.Errorf("%s is STUCK at %v, want 70", s.ServiceName, *d.StuckAt)
				}
			}
		})
	}
}

// The host ports over which tasks fail: those that are known, not a range that is used up.
func TestHostPortsOfFailures(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(10 * time.Minute)
	c.Groups[0].DynamicRange = model.PortRange{First: 40000, Last: 40001}
	addTasks(c, "dynamic", 3, 0, def("dynamic", model.Bridge, 64, 64, tcp(80, 0)))
	soon(c, time.Minute, config.Listen, func(e *config.Event) { e.Group, e.Port = 0, model.HostPort{Port: 9000} })
	addTasks(c, "static", 1, 2*time.Minute, def("static", model.HostMode, 64, 64, tcp(9000, 9000)))
	r := play(t, c)
	want := []report.PortConflict{{Port: 9000, Protocol: "tcp", Times: 1}}
	if r.PortConflicts.Failed != 2 || !slices.Equal(r.PortConflicts.ByPort, want) {
		t.Errorf("%+v, failures %+v; want 2 failed, by port %+v", r.PortConflicts, r.Failures, want)
	}
}

// Whose health check a container waits for: that of the container it depends on, not another's.
func TestHealthChecksOfTwoContainers(t *testing.T) {
	checked := func(interval time.Duration) func(*model.Container) {
		return func(c *model.Container) { c.HealthCheck = &model.HealthCheck{Interval: interval, Retries: 3} }
	}
	for _, row := range []struct{ db, log time.Duration }{{10e9, 60e9}, {60e9, 10e9}} {
		c := world(1)
		c.Duration = des.Time(10 * time.Minute)
		addTasks(c, "t", 1, 0, several(model.Bridge, box("log", checked(row.log)), box("db", checked(row.db)), box("app", after("db", "HEALTHY"))))
		_, d := recorded(t, c)
		started := slices.IndexFunc(d, func(l line) bool { return strings.HasPrefix(l.what, "task.running t/1") })
		if started < 0 || d[started].at != row.db.Seconds() {
			t.Errorf("db is checked every %v, log every %v: %v, want the task RUNNING at %v", row.db, row.log, d, row.db)
		}
	}
}

// That the scheduler looks after a service when a task of it exits.
func TestAnExitIsMadeUpForAtOnce(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(5 * time.Minute)
	addService(c, "web", 1, def("web", model.Bridge, 64, 64))
	exit := des.Constant(2 * time.Minute)
	c.Own = map[string]config.TaskTimings{"web:1": {ExitAfter: &exit}}
	_, d := recorded(t, c)
	if got, want := d.when("task.placed"), "1 at 0, 1 at 120, 1 at 240"; got != want {
		t.Errorf("tasks are placed %s, want %s", got, want)
	}
}

// The wake of a service whose task exits: another task of it is stopping and will be for long, so that
// nothing else has the service look again.
func TestASuccessorDoesNotWaitForATaskThatStops(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(4*time.Minute + 30*time.Second)
	exit, stop := des.Constant(2*time.Minute), des.Constant(20*time.Minute)
	c.Own = map[string]config.TaskTimings{"web:1": {ExitAfter: &exit, ApplicationStop: &stop}}
	c.Timings.StopTimeout = time.Hour
	addService(c, "web", 2, def("web", model.Bridge, 64, 64))
	soon(c, time.Minute, config.StopTasks, func(e *config.Event) { e.Service, e.Count = 0, 1 })
	var placed []time.Duration
	end(t, c, hear(func(_ *engine.View, e *event.Event) { placed = append(placed, time.Duration(e.At)) }, event.TaskPlaced))
	want := []time.Duration{0, 0, time.Minute, 2 * time.Minute, 3 * time.Minute, 4 * time.Minute}
	if !slices.Equal(placed, want) {
		t.Errorf("tasks placed at %v, want %v", placed, want)
	}
}

// Services each of which waits for the next are asked in their order, so that each round finds one
// more that goes on. Where that takes too many rounds none may be called STUCK.
func TestALongLineOfThoseThatWaitForEachOther(t *testing.T) {
	const n = 24
	held := func(port uint16, revision int) model.TaskDefinition {
		td := def("web", model.HostMode, 1, 6, tcp(port, port))
		td.Revision = revision
		return td
	}
	c := world(1)
	c.Duration = des.Time(time.Hour)
	for i := range uint16(n) {
		addService(c, fmt.Sprintf("s%02d", i), 1, held(1000+i, 1)).StartedBefore = true
	}
	job := addTasks(c, "job", 1, 0, held(1000+n, 1))
	job.Forever, job.RunFor = false, des.Constant(10*time.Minute)
	for i := range n {
		c.Tasks = append(c.Tasks, held(uint16(1001+i), 2))
		soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Task = i, len(c.Tasks)-1 })
	}
	for _, s := range play(t, c).Services {
		if d := s.Deployments[len(s.Deployments)-1]; d.StuckAt != nil {
			t.Errorf("%s was STUCK at %v s, by %s", s.ServiceName, *d.StuckAt, d.BlockedBy)
		}
	}
}

// What the log says of a deployment that may neither start nor stop a task.
func TestTheLogOfADeploymentThatMayDoNothing(t *testing.T) {
	c := world(2)
	s := addService(c, "web", 2, def("web", model.Bridge, 64, 64))
	s.StartedBefore, s.Deploying.MaximumPercent = true, 100
	c.Tasks = append(c.Tasks, def("web", model.Bridge, 64, 64))
	c.Tasks[1].Revision = 2
	soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, 1 })
	var log []string
	if _, err := told(c, func(e narrate.Entry) {
		if e.Event == "deployment.stuck" {
			log = append(log, e.Detail)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"web:2: may start none, 2 of at most 2 are there; may stop none, 2 of at least 2 are healthy"}; !slices.Equal(log, want) {
		t.Errorf("the log says %q, want %q", log, want)
	}
}

// Tasks that wait and may not share an instance: each needs one, however many would fit.
func TestDistinctInstancesAreLaunchedAtOnce(t *testing.T) {
	c := managed(1, 4, def("web", model.Bridge, 64, 64))
	c.Services[0].Constraints = []model.Constraint{{Type: "distinctInstance"}}
	c.Duration = des.Time(10 * time.Minute)
	steps := play(t, c).CapacityProviders[0].Steps
	if len(steps) != 1 || steps[0].From != 1 || steps[0].To != 4 {
		t.Errorf("steps %+v, want one from 1 to 4", steps)
	}
}

// Since when tasks wait, of a service and of a RunTask request with its name.
func TestSinceWhenTasksWait(t *testing.T) {
	c := managed(1, 1, def("web", model.Bridge, 2048, 64))
	c.Providers[0].Max, c.Duration = 1, des.Time(time.Hour)
	soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Desired = 0, 2 })
	addTasks(c, "web", 1, 2*time.Minute, def("job", model.Bridge, 2048, 64)).Providers = c.Services[0].Providers
	r, err := experiment.Run(t.Context(), c, 0, &experiment.Watch{Findings: true})
	if err != nil {
		t.Fatal(err)
	}
	got := map[bool]float64{} // by whether it is of the service
	for _, f := range r.Findings {
		if f.Code == report.TasksWait {
			got[f.Service != ""] = f.From
		}
	}
	if got[true] != 60 || got[false] != 120 {
		t.Errorf("tasks wait since %v, want those of the service since 60, the other since 120: %+v", got, r.Findings)
	}
}

// The instance that comes nearest to taking a task is explained first, wherever it stands.
func TestTheNearestInstanceIsExplainedFirst(t *testing.T) {
	for _, nearest := range []int{0, 1, 2} {
		c := world(1)
		c.Duration = des.Time(time.Minute)
		for _, name := range []string{"middle", "last"} {
			g := c.Groups[0]
			g.Name = name
			c.Groups = append(c.Groups, g)
		}
		for i := range c.Groups {
			c.Groups[i].Memory = model.MiB(100 + i)
			if i != nearest {
				c.Groups[i].CPU = 1
			}
		}
		addService(c, "web", 1, def("web", model.Bridge, 64, 1000))
		ds, _, err := experiment.Explain(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if len(ds) != 1 || len(ds[0].Hosts) != 3 || ds[0].Hosts[0].Instances[0] != c.Groups[nearest].Name+"-1" {
			t.Errorf("%+v, want the host of group %s first of three", ds, c.Groups[nearest].Name)
		}
	}
}

// The ports of containers one of whose ports was taken after the agent had chosen it: all are given back.
func TestPortsThatWereBoundInVainAreGivenBack(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(5 * time.Minute)
	c.Groups[0].DynamicRange = model.PortRange{First: 40000, Last: 40001}
	c.Timings.ImagePull = des.Constant(time.Minute)
	addTasks(c, "t", 1, 0, def("t", model.Bridge, 64, 64, tcp(80, 0), tcp(81, 0)))
	soon(c, 30*time.Second, config.Listen, func(e *config.Event) { e.Group, e.Port = 0, model.HostPort{Port: 40001} })
	failed := 0
	end(t, c, engine.Recount(t), hear(func(*engine.View, *event.Event) { failed++ }, event.TaskFailed))
	if failed != 1 {
		t.Errorf("%d tasks failed, want 1, and all ports recounted", failed)
	}
}

// Of the constraints that no instance meets together, those are named that some instance does not meet,
// also after one that all meet.
func TestConstraintsThatNoInstanceMeetsTogether(t *testing.T) {
	c := world(1)
	c.Duration = des.Time(time.Minute)
	other := c.Groups[0]
	other.Name, other.InstanceType = "other", "c5.large"
	c.Groups = append(c.Groups, other)
	s := addService(c, "web", 1, def("web", model.Bridge, 64, 64))
	for _, x := range []string{"attribute:ecs.instance-type =~ .*large", "attribute:ecs.instance-type == m5.large", "attribute:ecs.instance-type == c5.large"} {
		s.Constraints = append(s.Constraints, model.Constraint{Type: "memberOf", Expression: x})
	}
	r, err := experiment.Run(t.Context(), c, 0, &experiment.Watch{Findings: true})
	if err != nil {
		t.Fatal(err)
	}
	const want = "No instance takes the next task of service web: memberOf attribute:ecs.instance-type == m5.large is met by 1 of 2 instances, " +
		"memberOf attribute:ecs.instance-type == c5.large is met by 1 of 2 instances, and none meets all"
	if !slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Code == report.ConstraintsUnmet && f.Text == want }) {
		t.Errorf("%+v, want %q", r.Findings, want)
	}
}
