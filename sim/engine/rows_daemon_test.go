package engine_test

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// meshed is one instance with a daemon "mesh" of a size and a service "app" of tasks of
// 512 units, all of which ran before as far as they fit. Tasks stop a second after
// SIGTERM, and services that found no room try again each second.
func meshed(mesh model.TaskDefinition, apps int) *config.Config {
	c := world(1)
	c.Duration = des.Time(time.Hour)
	c.Timings.PlacementRetry = []time.Duration{time.Second}
	c.Timings.ApplicationStop = des.Constant(time.Second)
	s := addService(c, "mesh", 0, mesh)
	s.Daemon, s.StartedBefore, s.Deploying = true, true, config.Deploying{MaximumPercent: 100}
	addService(c, "app", apps, def("app", model.Bridge, 512, 512)).StartedBefore = true
	return c
}

// revised has the daemon updated to a second revision.
func revised(c *config.Config, at time.Duration, td model.TaskDefinition) *config.Config {
	td.Revision = 2
	c.Tasks = append(c.Tasks, td)
	planUpdate(c, at).Task = len(c.Tasks) - 1
	return c
}

// Rows capacity/05d and 05f, and what is near them: the room of a daemon is kept while
// its task is away. A replica that waits never has it.
func TestRoomOfDaemonsIsKept(t *testing.T) {
	never, mesh := des.Endless(), def("mesh", model.HostMode, 512, 128)
	size := func(cpu model.CPU) model.TaskDefinition { return def("mesh", model.HostMode, cpu, 128) }
	const at = 302 * time.Second
	for _, row := range []struct {
		name   string
		c      *config.Config
		placed map[string]float64 // seconds
		never  []string           // placed
		runs   []int              // at the end, by service
	}{
		{"capacity/05d: a deployment that stops first", revised(meshed(mesh, 4), at, mesh),
			map[string]float64{"mesh/2": 310}, []string{"app/4"}, []int{1, 3}},
		{"capacity/05f: it exits again and again", func() *config.Config {
			c := meshed(mesh, 4)
			d := des.Constant(5 * time.Minute)
			c.Own = map[string]config.TaskTimings{"mesh:1": {ExitAfter: &d}}
			return c
		}(), map[string]float64{"mesh/2": 300, "mesh/3": 600, "mesh/12": 3300}, []string{"app/4"}, []int{1, 3}},
		{"it fails to start, and waits between its tries", func() *config.Config {
			c := revised(meshed(mesh, 4), at, mesh)
			c.Own = map[string]config.TaskTimings{"mesh:2": {ContainerStart: &never}}
			return c
		}(), map[string]float64{"mesh/2": 310}, []string{"app/4"}, []int{0, 3}},
		{"its deployment has FAILED", func() *config.Config {
			c := revised(meshed(mesh, 4), at, mesh)
			c.Own = map[string]config.TaskTimings{"mesh:2": {ContainerStart: &never}}
			c.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 1}
			return c
		}(), map[string]float64{"mesh/2": 310}, []string{"mesh/3", "app/4"}, []int{0, 3}},
		{"the new revision is larger", func() *config.Config {
			c := revised(meshed(mesh, 2), at, size(1024))
			e := planUpdate(c, 303*time.Second)
			e.Service, e.Desired = 1, 3
			return c
		}(), map[string]float64{"mesh/2": 310}, []string{"app/3"}, []int{1, 2}},
		{"the new revision is larger than what is free: what comes free is the daemon's", func() *config.Config {
			c := revised(meshed(mesh, 3), at, size(1024))
			e := planUpdate(c, 602*time.Second)
			e.Service, e.Desired = 1, 2
			e = planUpdate(c, 612*time.Second)
			e.Service, e.Desired = 1, 3
			return c
		}(), map[string]float64{"mesh/2": 610}, []string{"app/4"}, []int{1, 2}},
		{"the new revision is smaller", func() *config.Config {
			c := revised(meshed(size(1024), 3), at, mesh)
			return c
		}(), map[string]float64{"mesh/2": 310, "app/3": 310}, nil, []int{1, 3}},
		{"the new revision may not run there", func() *config.Config {
			td := mesh
			td.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == other"}}
			return revised(meshed(mesh, 4), at, td)
		}(), map[string]float64{"app/4": 310}, []string{"mesh/2"}, []int{0, 4}},
		{"an interface", func() *config.Config {
			c := revised(meshed(def("mesh", model.AWSVPC, 16, 16), 0), at, def("mesh", model.AWSVPC, 16, 16))
			c.Timings.ENIDetach = des.Constant(20 * time.Second)
			addService(c, "web", 2, def("web", model.AWSVPC, 16, 16)).StartedBefore = true
			return c
		}(), map[string]float64{"mesh/2": 330}, []string{"web/2"}, []int{1, 0, 1}},
		{"a static port", func() *config.Config {
			statsd := def("mesh", model.Bridge, 16, 16, udp(8125, 8125))
			c := revised(meshed(statsd, 0), at, statsd)
			addService(c, "web", 1, def("web", model.Bridge, 16, 16, udp(8125, 8125))).StartedBefore = true
			return c
		}(), map[string]float64{"mesh/2": 310}, []string{"web/1"}, []int{1, 0, 0}},
		{"a daemon for which no empty instance has room keeps none", meshed(size(4096), 4), nil, nil, []int{0, 4}},
		{"a daemon goes before those behind it in the file", func() *config.Config {
			c := revised(meshed(size(1536), 0), at, size(1536))
			addDaemon(c, "logs", def("logs", model.HostMode, 1024, 16))
			return c
		}(), map[string]float64{"mesh/2": 310}, []string{"logs/1"}, []int{1, 0, 0}},
		{"RunTask does not take it", func() *config.Config {
			c := revised(meshed(mesh, 3), at, mesh)
			addTasks(c, "job", 1, 307*time.Second, def("job", model.Bridge, 512, 16))
			return c
		}(), map[string]float64{"mesh/2": 310}, []string{"job/1"}, []int{1, 3}},
	} {
		t.Run(row.name, func(t *testing.T) {
			slices.SortStableFunc(row.c.Events, func(a, b config.Event) int { return cmp.Compare(a.At, b.At) })
			for _, linear := range []bool{false, true} {
				row.c.Options.Linear = linear
				r, d := recorded(t, row.c)
				for _, task := range slices.Sorted(maps.Keys(row.placed)) {
					if at := d.at(t, "task.placed "+task); at != row.placed[task] {
						t.Errorf("%s placed at %v, want %v: %v", task, at, row.placed[task], d)
					}
				}
				for _, task := range row.never {
					if !d.never("task.placed " + task) {
						t.Errorf("%s was placed at %v: %v", task, d.at(t, "task.placed "+task), d)
					}
				}
				var runs []int
				for _, s := range r.Services {
					runs = append(runs, s.Running)
				}
				if !slices.Equal(runs, row.runs) {
					t.Errorf("%v tasks run, want %v: %v", runs, row.runs, d)
				}
			}
		})
	}
}

// What is kept for a daemon that does not come is said where a replica is refused, and
// what stops the next one is what it leaves. A new instance gets none of its tasks, once
// its deployment has FAILED, and keeps the room all the same.
func TestReportsTellOfRoomThatIsKept(t *testing.T) {
	never := des.Endless()
	c := revised(meshed(def("mesh", model.HostMode, 1900, 64), 20), 302*time.Second, def("mesh", model.HostMode, 1900, 64))
	c.Tasks[c.Services[1].Task] = def("app", model.Bridge, 16, 512)
	c.Own = map[string]config.TaskTimings{"mesh:2": {ContainerStart: &never}}
	c.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 1}
	c.Groups[0].Draining, c.Timings.InstanceBoot = config.DrainNever, des.Constant(time.Minute)
	soon(c, 40*time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group = 0 })
	ds, r, err := experiment.Explain(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	if len(ds) != 1 || ds[0].Workload != "app" {
		t.Fatalf("%+v, want app alone, for the daemon's deployment is over", ds)
	}
	found := []report.Check{}
	for _, x := range ds[0].Hosts[0].Checks {
		if !x.OK {
			found = append(found, x)
		}
	}
	if want := []report.Check{{Check: "CPU", Have: "4 CPU units beside 1900 kept for daemons", Need: "16 CPU units"}}; !slices.Equal(found, want) {
		t.Errorf("%+v, want %+v", found, want)
	}
	last := r.Instances[len(r.Instances)-1]
	if last.InstanceID != "host-2" || last.Tasks != 9 || last.BoundBy == nil || *last.BoundBy != "RESOURCE:CPU" || *last.NextBound != "RESOURCE:MEMORY" {
		t.Errorf("%+v, want nine tasks of app on host-2, and that CPU stops the next", last)
	}
	if x := r.Services[0].Deployments[0]; x.Verdict != report.Failed || x.FailedTasks != 1 || r.Services[0].Placed != 0 {
		t.Errorf("%+v with %d placed, want one failure and no more", x, r.Services[0].Placed)
	}
}

// While a daemon whose revision wants more room may still go back to one that wants less,
// a deployment that waits for that room is not STUCK.
func TestADaemonMayGoBackToASmallerRevision(t *testing.T) {
	never := des.Endless()
	c := revised(meshed(def("mesh", model.HostMode, 512, 128), 2), 302*time.Second, def("mesh", model.HostMode, 1024, 128))
	c.Own = map[string]config.TaskTimings{"mesh:2": {ContainerStart: &never}}
	c.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true, Rollback: true, Kind: config.CountThreshold, Value: 2}
	again := planUpdate(c, 312*time.Second)
	again.Service, again.Force = 1, true
	r, d := recorded(t, c)
	d.inOrder(t, "task.placed mesh/2", "service.blocked", "task.failed mesh/2", "task.failed mesh/3", "task.placed app/3", "task.placed app/4")
	if !d.never("deployment.stuck") || r.Services[0].Deployments[0].Verdict != report.RolledBack || r.Services[1].Deployments[0].Verdict != report.Completed {
		t.Errorf("%+v and %+v, want one ROLLED_BACK, the other COMPLETED and never STUCK: %v", r.Services[0].Deployments, r.Services[1].Deployments, d)
	}
}

// A daemon that belongs beside tasks of a service is looked at when those come and go.
func TestDaemonFollowsTasks(t *testing.T) {
	c := world(2)
	s := addService(c, "mesh", 0, def("mesh", model.HostMode, 64, 128))
	s.Daemon, s.Deploying = true, config.Deploying{MaximumPercent: 100}
	s.Constraints = []model.Constraint{{Type: "memberOf", Expression: "task:group == service:app"}}
	addService(c, "app", 0, def("app", model.Bridge, 64, 128))
	e := planUpdate(c, time.Minute)
	e.Service, e.Desired = 1, 1
	e = planUpdate(c, 2*time.Minute)
	e.Service, e.Desired = 1, 2
	r, d := recorded(t, c)
	if one, two := d.at(t, "task.placed mesh/1"), d.at(t, "task.placed mesh/2"); one != 60 || two != 120 || r.Services[0].Running != 2 {
		t.Errorf("placed at %v and %v, %d run; want 60, 120 and 2: %v", one, two, r.Services[0].Running, d)
	}
}

// Managed scaling and placement agree on what daemons leave of an instance: those that
// may run there, in whichever zone.
func TestScalingLeavesRoomForDaemons(t *testing.T) {
	app := def("web", model.Bridge, 512, 64)
	for _, row := range []struct {
		name     string
		task     model.TaskDefinition
		daemon   model.TaskDefinition
		only     string // a constraint of the daemon
		tasks    int
		to       int // instances
		excluded int
	}{
		{"three of 512 units beside one", app, def("logs", model.HostMode, 512, 64), "", 8, 3, 0},
		{"it may not run there", app, def("logs", model.HostMode, 512, 64), "attribute:stack == other", 8, 2, 0},
		{"it may run in one zone of two only", app, def("logs", model.HostMode, 512, 64), "attribute:ecs.availability-zone == b", 8, 2, 0},
		{"it may run beside tasks only, and does once there is one", app, def("logs", model.HostMode, 512, 64), "runningTasksCount > 0", 7, 3, 0},
		{"an empty instance has no room for it", app, def("logs", model.HostMode, 4096, 64), "", 8, 2, 0},
		{"it leaves too little", def("web", model.Bridge, 1792, 64), def("logs", model.HostMode, 512, 64), "", 8, 1, 8},
		{"it has the port", def("web", model.Bridge, 16, 64, tcp(80, 80)), def("logs", model.Bridge, 16, 64, tcp(80, 80)), "", 8, 1, 8},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(1, row.tasks, row.task)
			c.Duration = des.Time(4 * time.Minute)
			c.Groups[0].Zones = []string{"a", "b"}
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
			s := addService(c, "logs", 0, row.daemon)
			s.Daemon, s.Deploying = true, config.Deploying{MaximumPercent: 100}
			if row.only != "" {
				s.Constraints = []model.Constraint{{Type: "memberOf", Expression: row.only}}
			}
			r := play(t, c)
			p := &r.CapacityProviders[0]
			to := 1
			if len(p.Steps) > 0 {
				to = p.Steps[0].To
			}
			if to != row.to || p.Excluded != row.excluded {
				t.Errorf("to %d instances, %d tasks too large; want %d and %d: %+v", to, p.Excluded, row.to, row.excluded, p)
			}
		})
	}
}

// Rows capacity/05 and 05b, and what is near them: a daemon's deployment that has no
// instance left has shown nothing.
func TestDaemonsDeploymentWithoutAnInstance(t *testing.T) {
	never, mesh := des.Endless(), def("mesh", model.HostMode, 64, 128)
	const startTimeout = "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s"
	build := func(hosts int, provider, broken bool) *config.Config {
		c := world(hosts)
		c.Timings.InstanceBoot, c.Timings.HealthyAfter = des.Constant(2*time.Minute), 40*time.Second
		if provider {
			c = managed(hosts, 0, def("none", model.Bridge, 16, 16))
			c.Services, c.Tasks = nil, nil
			c.Providers[0].Min = hosts
			c.Timings.InstanceBoot = des.Constant(2 * time.Minute)
		}
		s := addService(c, "mesh", 0, mesh)
		s.Daemon, s.StartedBefore, s.Deploying = true, true, config.Deploying{MaximumPercent: 100}
		if broken {
			c.Own = map[string]config.TaskTimings{"mesh:2": {ContainerStart: &never}}
		}
		return c
	}
	for _, row := range []struct {
		name    string
		c       *config.Config
		verdict string
		blocked string
		failed  int // at least
		want    map[string]float64
	}{
		{"capacity/05: all instances are replaced while its tasks fail", func() *config.Config {
			c := revised(build(2, true, true), 5*time.Minute, mesh)
			soon(c, 10*time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group = 0 })
			c.Duration = des.Time(2 * time.Hour)
			return c
		}(), report.InProgress, startTimeout, 8, map[string]float64{"instance.draining p-1": 600, "task.stopping mesh/5": 600, "task.stopping mesh/6": 600}},
		{"capacity/05b: nothing drains", func() *config.Config {
			c := revised(build(2, true, true), 5*time.Minute, mesh)
			c.Duration = des.Time(2 * time.Hour)
			return c
		}(), report.InProgress, startTimeout, 8, nil},
		{"the circuit breaker counts what fails on the new instances", func() *config.Config {
			c := revised(build(2, true, true), 5*time.Minute, mesh)
			soon(c, 7*time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group = 0 })
			c.Services[0].Deploying.Breaker = config.CircuitBreaker{Enable: true, Kind: config.CountThreshold, Value: 2}
			return c
		}(), report.Failed, "", 2, nil},
		{"it began while all instances were being replaced", func() *config.Config {
			c := revised(build(2, true, false), 10*time.Minute+time.Second, mesh)
			c.Timings.DrainTimeout = 48 * time.Hour
			addTasks(c, "job", 2, 0, def("job", model.Bridge, 16, 16)).Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
			soon(c, 10*time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group = 0 })
			slices.SortStableFunc(c.Events, func(a, b config.Event) int { return cmp.Compare(a.At, b.At) })
			c.Duration = des.Time(time.Hour)
			return c
		}(), report.Completed, "", 0, map[string]float64{"instance.registered p-3": 720, "deployment.completed": 720}},
		{"no instance comes", func() *config.Config {
			c := revised(build(2, false, true), 5*time.Minute, mesh)
			soon(c, 6*time.Minute, config.DrainInstances, func(e *config.Event) { e.Group = 0 })
			return c
		}(), report.Stuck, "No Container Instances were found in your cluster.", 0, nil},
		{"a task was healthy before the instances drained", func() *config.Config {
			c := revised(build(2, false, false), 5*time.Minute, mesh)
			own := des.Constant(2 * time.Minute)
			c.Own = map[string]config.TaskTimings{"mesh:2": {ContainerStart: &own}}
			soon(c, 5*time.Minute+60*time.Second, config.DrainInstances, func(e *config.Event) { e.Instance = "host-1" })
			soon(c, 10*time.Minute, config.DrainInstances, func(e *config.Event) { e.Instance = "host-2" })
			return c
		}(), report.Completed, "", 0, nil},
		{"its revision may run on none of the instances", func() *config.Config {
			td := mesh
			td.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == other"}}
			return revised(build(2, false, false), 5*time.Minute, td)
		}(), report.Completed, "", 0, nil},
		{"there was never an instance", func() *config.Config {
			c := build(0, false, false)
			c.Services[0].StartedBefore = false
			return c
		}(), report.Completed, "", 0, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, d := recorded(t, row.c)
			x := r.Services[0].Deployments[len(r.Services[0].Deployments)-1]
			if x.Verdict != row.verdict || x.BlockedBy != row.blocked || x.FailedTasks < row.failed {
				t.Errorf("%s, %d failed, blocked by %q; want %s, %d, %q: %v", x.Verdict, x.FailedTasks, x.BlockedBy, row.verdict, row.failed, row.blocked, d)
			}
			for _, what := range slices.Sorted(maps.Keys(row.want)) {
				if at := d.at(t, what); at != row.want[what] {
					t.Errorf("%s at %v, want %v: %v", what, at, row.want[what], d)
				}
			}
		})
	}
}
