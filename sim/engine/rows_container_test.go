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
)

// happened runs a scenario, invariants checked, and lists the events of some kinds, each as
// "seconds event task container": of containers that start and stop only those of tasks whose
// containers wait for each other, and those without which their task goes on.
func happened(t *testing.T, c *config.Config, kinds ...string) []string {
	t.Helper()
	var lines []string
	play(t, c, hear(func(v *engine.View, e *event.Event) {
		if !slices.Contains(kinds, e.Kind.String()) {
			return
		}
		line := fmt.Sprintf("%g %v", e.At.Seconds(), e.Kind)
		if e.Kind.Fields()&event.HasTask != 0 {
			line += " " + taskOf(v, e)
		}
		if e.Kind.Fields()&event.HasContainer != 0 {
			r := v.Revision(e.Deployment)
			switch {
			case e.Kind == event.ContainerRestarted:
				line += " " + r.MainContainer
			case e.Cause == event.InstanceIsGone, e.Cause == event.DidNotStart && !e.On, !r.Ordered && !e.On:
				return
			default:
				line += " " + r.Plan[e.Container].Name
			}
		}
		lines = append(lines, line)
	}))
	return lines
}

// wantLines reports whether lines are those wanted, and fails with both.
func wantLines(t *testing.T, got []string, want string) {
	t.Helper()
	if have := strings.Join(got, "\n"); have != strings.TrimSpace(strings.ReplaceAll(want, "\t", "")) {
		t.Errorf("got\n%s\nwant\n%s", have, strings.ReplaceAll(want, "\t", ""))
	}
}

const pull, start1 = 10 * time.Second, time.Second

// D2, D6, G05 to G08, H02 to H07: in which order the containers of a task are pulled, started
// and stopped.
func TestContainersStartAndStopInOrder(t *testing.T) {
	check := func(interval time.Duration) func(*model.Container) {
		return func(c *model.Container) { c.HealthCheck = &model.HealthCheck{Interval: interval, Retries: 3} }
	}
	logs := func(c *model.Container) { c.LogDriver = "awsfirelens" }
	router := func(c *model.Container) { c.FireLens = true }
	for _, row := range []struct {
		name    string
		def     model.TaskDefinition
		upfront bool
		run     time.Duration // of a container that exits
		stop    time.Duration // StopTask; 0 = none
		want    string
	}{
		{"D2 G05 a chain of two", several(model.Bridge, box("db", stops(30e9)), box("app", stops(30e9), after("db", "START"))), false, 0, time.Minute, `
			11 container.started t/1 db
			22 container.started t/1 app
			22 task.running t/1
			90 container.stopped t/1 app
			120 container.stopped t/1 db
			120 task.stopped t/1`},
		{"G06 a chain of three", several(model.HostMode, box("a", stops(10e9)), box("b", stops(20e9), after("a", "START")), box("c", stops(30e9), after("b", "START"))), false, 0, time.Minute, `
			11 container.started t/1 a
			22 container.started t/1 b
			33 container.started t/1 c
			33 task.running t/1
			90 container.stopped t/1 c
			110 container.stopped t/1 b
			120 container.stopped t/1 a
			120 task.stopped t/1`},
		{"G07 two that wait for one", several(model.AWSVPC, box("a", stops(5e9)), box("b", stops(50e9), after("a", "START")), box("c", stops(7e9), after("a", "START"))), false, 0, time.Minute, `
			11 container.started t/1 a
			22 container.started t/1 b
			22 container.started t/1 c
			22 task.running t/1
			67 container.stopped t/1 c
			110 container.stopped t/1 b
			115 container.stopped t/1 a
			115 task.stopped t/1`},
		{"G08 H04 a link", several(model.Bridge, box("app", func(c *model.Container) { c.Links = []string{"db:alias"} }), box("db", stops(20e9))), false, 0, time.Minute, `
			11 container.started t/1 db
			22 container.started t/1 app
			22 task.running t/1
			90 container.stopped t/1 app
			110 container.stopped t/1 db
			110 task.stopped t/1`},
		{"G04 none waits for another", several(model.Bridge, box("a", stops(5e9)), box("b", stops(50e9))), false, 0, time.Minute, `
			11 task.running t/1
			110 task.stopped t/1`},
		{"a log router", several(model.Bridge, box("app", func(c *model.Container) { c.LogDriver = "awsfirelens" }), box("log", func(c *model.Container) { c.FireLens = true })), false, 0, 0, `
			11 container.started t/1 log
			22 container.started t/1 app
			22 task.running t/1`},
		{"volumes of another", several(model.Bridge, box("app", func(c *model.Container) { c.VolumesFrom = []string{"data"} }), box("data")), false, 0, 0, `
			11 container.started t/1 data
			21 container.started t/1 app
			21 task.running t/1`},
		{"H02 START", several(model.Bridge, box("b", after("a", "START")), box("a")), false, 0, 0, `
			11 container.started t/1 a
			22 container.started t/1 b
			22 task.running t/1`},
		{"H03 START, pulled upfront", several(model.Bridge, box("b", after("a", "START")), box("a")), true, 0, 0, `
			11 container.started t/1 a
			12 container.started t/1 b
			12 task.running t/1`},
		{"H05 HEALTHY", several(model.Bridge, box("b", after("a", "HEALTHY")), box("a", check(15e9))), false, 0, 0, `
			11 container.started t/1 a
			37 container.started t/1 b
			37 task.running t/1`},
		{"HEALTHY, pulled upfront", several(model.Bridge, box("b", after("a", "HEALTHY")), box("a", check(15e9))), true, 0, 0, `
			11 container.started t/1 a
			27 container.started t/1 b
			27 task.running t/1`},
		{"H06 SUCCESS", several(model.Bridge, box("b", after("a", "SUCCESS")), box("a", side)), false, 20 * time.Second, 0, `
			11 container.started t/1 a
			31 container.stopped t/1 a
			42 container.started t/1 b
			42 task.running t/1`},
		{"H07 COMPLETE, pulled upfront", several(model.Bridge, box("b", after("a", "COMPLETE")), box("a", side)), true, 20 * time.Second, 0, `
			11 container.started t/1 a
			31 container.stopped t/1 a
			32 container.started t/1 b
			32 task.running t/1`},
		{"START of one that has exited by the time the image is there", several(model.Bridge, box("b", after("a", "START")), box("c", after("a", "COMPLETE")), box("a", side)), false, 5 * time.Second, 0, `
			11 container.started t/1 a
			16 container.stopped t/1 a
			22 container.started t/1 b
			27 container.started t/1 c
			27 task.running t/1`},
		{"volumes of another are let go first", several(model.Bridge, box("app", func(c *model.Container) { c.VolumesFrom = []string{"data"} }), box("data", stops(10e9))), false, 0, time.Minute, `
			11 container.started t/1 data
			21 container.started t/1 app
			21 task.running t/1
			90 container.stopped t/1 app
			100 container.stopped t/1 data
			100 task.stopped t/1`},
		{"a log router stops last", several(model.Bridge, box("app", logs), box("log", router, stops(10e9))), false, 0, time.Minute, `
			11 container.started t/1 log
			22 container.started t/1 app
			22 task.running t/1
			90 container.stopped t/1 app
			100 container.stopped t/1 log
			100 task.stopped t/1`},
		{"a log router that waits for another: who logs to it does not wait for it", several(model.Bridge, box("app", logs, stops(20e9)), box("log", router, after("init", "START"), stops(10e9)), box("init", stops(5e9))), false, 0, time.Minute, `
			11 container.started t/1 app
			11 container.started t/1 init
			22 container.started t/1 log
			22 task.running t/1
			70 container.stopped t/1 log
			75 container.stopped t/1 init
			80 container.stopped t/1 app
			80 task.stopped t/1`},
		{"what has exited is not stopped, and nobody waits for it to", several(model.Bridge, box("app", after("init", "SUCCESS"), stops(5e9)), box("init", side)), false, 5 * time.Second, time.Minute, `
			11 container.started t/1 init
			16 container.stopped t/1 init
			27 container.started t/1 app
			27 task.running t/1
			65 container.stopped t/1 app
			65 task.stopped t/1`},
		{"stopped while the other one's image is pulled", several(model.Bridge, box("a", stops(20e9)), box("b", after("a", "START"))), false, 0, 12 * time.Second, `
			11 container.started t/1 a
			32 container.stopped t/1 a
			32 task.stopped t/1`},
		{"stopped while a container is being started: it starts, and the other one waits for it to stop", several(model.Bridge, box("a", stops(20e9)), box("b", after("a", "START"), stops(5e9))), false, 0, 21500 * time.Millisecond, `
			11 container.started t/1 a
			22 container.started t/1 b
			27 container.stopped t/1 b
			47 container.stopped t/1 a
			47 task.stopped t/1`},
		{"stopped while another's exit is waited for", several(model.Bridge, box("app", after("init", "COMPLETE")), box("init", side, stops(5e9))), false, time.Minute, 15 * time.Second, `
			11 container.started t/1 init
			20 container.stopped t/1 init
			20 task.stopped t/1`},
		{"stopped while nothing has been started", several(model.Bridge, box("a"), box("b", after("a", "START"))), false, 0, 5 * time.Second, ""},
		{"H01 two without dependencies", several(model.Bridge, box("a"), box("b")), false, 0, 0, `
			11 task.running t/1`},
		{"stopped while one of two is up", several(model.Bridge, box("a", stops(20e9)), box("b", after("a", "START"))), false, 0, 15 * time.Second, `
			11 container.started t/1 a
			35 container.stopped t/1 a
			35 task.stopped t/1`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Timings.ImagePull, c.Timings.ContainerStart, c.Timings.ApplicationStop = des.Constant(pull), des.Constant(start1), des.Constant(time.Minute)
			c.Timings.DependencyRun = des.Constant(row.run)
			c.Groups[0].PullUpfront = row.upfront
			addTasks(c, "t", 1, 0, row.def)
			if row.stop > 0 {
				planStopAt(c, row.stop)
			}
			wantLines(t, happened(t, c, "container.started", "container.stopped", "task.running", "task.stopped", "task.failed"), row.want)
		})
	}
}

// D3, G09, K01, K02: the exit or the failed start of an essential container has the others
// stopped first; until the last has, ECS counts the task and what it takes.
func TestEssentialContainerEndsTheTask(t *testing.T) {
	events := []string{"container.started", "container.stopped", "task.placed", "task.running", "task.stopped", "task.failed"}
	exits := func(c *config.Config, after time.Duration) {
		d := des.Constant(after)
		c.Own = map[string]config.TaskTimings{"t:1": {ExitAfter: &d}}
	}
	for _, row := range []struct {
		name  string
		build func(c *config.Config)
		want  string
	}{
		{"D3 the successor waits for the port", func(c *config.Config) {
			c.Duration = des.Time(2 * time.Minute)
			exits(c, time.Minute)
			c.Timings.ApplicationStop = des.Constant(time.Minute)
			s := addService(c, "t", 1, several(model.HostMode, box("app", on(tcp(80, 0))), box("side", side, stops(30e9))))
			s.Deploying = config.Deploying{MinimumHealthyPercent: 0, MaximumPercent: 100}
		}, `
			0 task.placed t/1
			0 task.running t/1
			90 task.stopped t/1
			90 task.placed t/2
			90 task.running t/2`},
		{"G09 a RunTask task whose work is done", func(c *config.Config) {
			c.Timings.ApplicationStop = des.Constant(time.Minute)
			r := addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "START")), box("db", stops(5e9))))
			r.Forever, r.RunFor = false, des.Constant(20*time.Second)
			addTasks(c, "u", 1, 22*time.Second, def("u", model.Bridge, 2048, 16))
			addTasks(c, "v", 1, 26*time.Second, def("v", model.Bridge, 2048, 16))
		}, `
			0 task.placed t/1
			0 container.started t/1 db
			0 container.started t/1 app
			0 task.running t/1
			20 container.stopped t/1 app
			25 container.stopped t/1 db
			25 task.stopped t/1
			26 task.placed v/1
			26 task.running v/1`},
		{"K01 one that cannot bind its port", func(c *config.Config) {
			c.Timings.ApplicationStop = des.Constant(8 * time.Second)
			c.Groups[0].Listeners = reserved(9000)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "START"), on(tcp(80, 9000))), box("db")))
		}, `
			0 task.placed t/1
			0 container.started t/1 db
			8 container.stopped t/1 db
			8 task.failed t/1`},
		{"D7 K02 one that is not essential", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", on(tcp(80, 0))), box("side", side, on(tcp(80, 9000)))))
		}, `
			0 task.placed t/1
			0 container.stopped t/1 side
			0 task.running t/1`},
		{"K02 two that are not essential, of which one waits for the other", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app"), box("late", side, after("side", "START")), box("side", side, on(tcp(80, 9000)))))
		}, `
			0 task.placed t/1
			0 container.started t/1 app
			0 container.stopped t/1 side
			0 container.stopped t/1 late
			0 task.running t/1`},
		{"K02 its exit is waited for, and it never runs", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			c.Timings.ApplicationStop = des.Constant(3 * time.Second)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("init", "COMPLETE")), box("init", side, on(tcp(80, 9000))), box("other")))
		}, `
			0 task.placed t/1
			0 container.stopped t/1 init
			0 container.started t/1 other
			3 container.stopped t/1 other
			3 task.failed t/1`},
		{"K02 volumes of one that cannot start, while the image is pulled", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			c.Timings.ImagePull, c.Timings.ContainerStart = des.Constant(pull), des.Constant(start1)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", func(c *model.Container) { c.VolumesFrom = []string{"data"} }), box("data", side, on(tcp(80, 9000)))))
		}, `
			0 task.placed t/1
			11 container.stopped t/1 data
			11 task.failed t/1`},
		{"K01 two ports, of which the second is taken: the first is free again", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", on(tcp(80, 8000), tcp(81, 9000))), box("side", side)))
			addTasks(c, "u", 1, time.Second, several(model.Bridge, box("app", on(tcp(80, 8000)))))
		}, `
			0 task.placed t/1
			0 task.failed t/1
			1 task.placed u/1
			1 task.running u/1`},
		{"the same in host mode", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			addTasks(c, "t", 1, 0, several(model.HostMode, box("app", on(tcp(80, 0))), box("side", side, on(tcp(9000, 0)))))
		}, `
			0 task.placed t/1
			0 container.stopped t/1 side
			0 task.running t/1`},
		{"an essential one that waits for one that cannot start", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(9000)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("side", "START")), box("side", side, on(tcp(80, 9000)))))
		}, `
			0 task.placed t/1
			0 container.stopped t/1 side
			0 task.failed t/1`},
		{"told to stop while its containers are being stopped", func(c *config.Config) {
			c.Timings.ApplicationStop = des.Constant(time.Minute)
			exits(c, 20*time.Second)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "START")), box("db", stops(30e9))))
			planStopAt(c, 25*time.Second)
		}, `
			0 task.placed t/1
			0 container.started t/1 db
			0 container.started t/1 app
			0 task.running t/1
			20 container.stopped t/1 app
			50 container.stopped t/1 db
			50 task.stopped t/1`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			wantLines(t, happened(t, c, events...), row.want)
		})
	}
}

// D10: startTimeout bounds what others wait; restartPolicy restarts in place. X24 to X26.
func TestStartTimeoutAndRestartPolicy(t *testing.T) {
	policy := func(period time.Duration, ignored ...int) func(*model.Container) {
		return func(c *model.Container) {
			c.Restart = &model.RestartPolicy{Enabled: true, AttemptPeriod: period, IgnoredExitCodes: ignored}
		}
	}
	crashing := func(runs time.Duration, change ...func(*model.Container)) func(*config.Config) {
		return func(c *config.Config) {
			d := des.Constant(runs)
			c.Own = map[string]config.TaskTimings{"t:1": {ExitAfter: &d}}
			c.Duration = des.Time(30 * time.Minute)
			addService(c, "t", 1, several(model.Bridge, box("app", change...)))
		}
	}
	for _, row := range []struct {
		name                     string
		build                    func(c *config.Config)
		restarts, failed, placed int
		first                    string // failure and its time
	}{
		{"D10 COMPLETE of one that runs too long", func(c *config.Config) {
			c.Timings.DependencyRun = des.Constant(2 * time.Minute)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("init", "COMPLETE")), box("init", side, func(c *model.Container) { c.StartTimeout = 30e9 })))
		}, 0, 1, 1, "30 task.failed t/1"},
		{"D10 HEALTHY of one that takes too long", func(c *config.Config) {
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "HEALTHY")), box("db", func(c *model.Container) {
				c.StartTimeout, c.HealthCheck = 30e9, &model.HealthCheck{Interval: 31e9}
			})))
		}, 0, 1, 1, "30 task.failed t/1"},
		{"HEALTHY at the last moment", func(c *config.Config) {
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "HEALTHY")), box("db", func(c *model.Container) {
				c.StartTimeout, c.HealthCheck = 30e9, &model.HealthCheck{Interval: 30e9}
			})))
		}, 0, 0, 1, ""},
		{"HEALTHY in time, and the time is over before the image is there", func(c *config.Config) {
			c.Timings.ImagePull = des.Constant(25 * time.Second)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "HEALTHY")), box("db", func(c *model.Container) {
				c.StartTimeout, c.HealthCheck = 30e9, &model.HealthCheck{Interval: 10e9}
			})))
		}, 0, 1, 1, "60 task.failed t/1"},
		{"HEALTHY in time, and the image is there in time", func(c *config.Config) {
			c.Timings.ImagePull = des.Constant(20 * time.Second)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "HEALTHY")), box("db", func(c *model.Container) {
				c.StartTimeout, c.HealthCheck = 30e9, &model.HealthCheck{Interval: 10e9}
			})))
		}, 0, 0, 1, ""},
		{"COMPLETE in time: what has exited cannot be late", func(c *config.Config) {
			c.Timings.ImagePull, c.Timings.DependencyRun = des.Constant(25*time.Second), des.Constant(10*time.Second)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("init", "COMPLETE")), box("init", side, func(c *model.Container) { c.StartTimeout = 30e9 })))
		}, 0, 0, 1, ""},
		{"one of two is HEALTHY in time, the other is not waited for any longer", func(c *config.Config) {
			c.Timings.DependencyRun = des.Constant(2 * time.Minute)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "HEALTHY"), after("init", "COMPLETE")), box("init", side), box("db", func(c *model.Container) {
				c.StartTimeout, c.HealthCheck = 30e9, &model.HealthCheck{Interval: 10e9}
			})))
		}, 0, 1, 1, "30 task.failed t/1"},
		{"START of one that is up for long", func(c *config.Config) {
			c.Timings.ImagePull = des.Constant(time.Minute)
			addTasks(c, "t", 1, 0, several(model.Bridge, box("app", after("db", "START")), box("db", func(c *model.Container) { c.StartTimeout = 30e9 })))
		}, 0, 0, 1, ""},
		{"D10 restarted every 90 s", crashing(90*time.Second, policy(time.Minute)), 20, 0, 1, ""},
		{"X24 runs 400 s, period 300 s", crashing(400*time.Second, policy(300*time.Second)), 4, 0, 1, ""},
		{"X25 runs 200 s, period 300 s", crashing(200*time.Second, policy(300*time.Second)), 0, 9, 10, "200 task.stopped t/1"},
		{"X26 runs 100 s, period 60 s", crashing(100*time.Second, policy(time.Minute)), 18, 0, 1, ""},
		{"X26 exit code 0 ignored", crashing(100*time.Second, policy(time.Minute, 0)), 0, 18, 19, "100 task.stopped t/1"},
		{"another code ignored", func(c *config.Config) {
			crashing(100*time.Second, policy(time.Minute, 3))(c)
			own := c.Own["t:1"]
			own.ExitCode = 3
			c.Own["t:1"] = own
		}, 0, 18, 19, "100 task.stopped t/1"},
		{"a RunTask task that crashes and goes on", func(c *config.Config) {
			d := des.Constant(70 * time.Second)
			c.Own = map[string]config.TaskTimings{"t:1": {ExitAfter: &d}}
			r := addTasks(c, "t", 1, 0, several(model.AWSVPC, box("app", policy(time.Minute)), box("side", side)))
			r.Forever, r.RunFor = false, des.Constant(200*time.Second)
		}, 2, 1, 1, "200 task.stopped t/1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			row.build(c)
			restarts := happened(t, c, "container.restarted")
			ends := happened(t, c, "task.failed", "task.stopped")
			placed := happened(t, c, "task.placed")
			if len(restarts) != row.restarts || len(ends) != row.failed || len(placed) != row.placed {
				t.Errorf("%d restarts, %d ends, %d placed; want %d, %d, %d\n%s", len(restarts), len(ends), len(placed), row.restarts, row.failed, row.placed, strings.Join(ends, "\n"))
			}
			if row.first != "" && (len(ends) == 0 || ends[0] != row.first) {
				t.Errorf("ended %q, want first %q", ends, row.first)
			}
		})
	}
}

// D5, F03 to F05: the agent's queue keeps its order, and who is told to stop leaves it.
func TestStoppedHeadOfTheAgentsQueue(t *testing.T) {
	c := world(1)
	c.Groups[0].CPU = 2048
	c.Timings.ApplicationStop = des.Endless()
	one := func(name string, at time.Duration, cpu model.CPU, stop time.Duration) {
		td := def(name, model.Bridge, cpu, 16)
		td.Containers[0].StopTimeout = stop
		addTasks(c, name, 1, at, td)
	}
	one("a", 0, 1024, 120*time.Second)
	one("b", 0, 256, 0)
	one("c", 20*time.Second, 1024, 0)
	one("d", 25*time.Second, 512, 0)
	for name, at := range map[string]time.Duration{"a": 10 * time.Second, "c": 30 * time.Second} {
		soon(c, at, config.StopTasks, func(e *config.Event) { e.TaskGroup = "family:" + name })
	}
	if c.Events[0].At > c.Events[1].At {
		c.Events[0], c.Events[1] = c.Events[1], c.Events[0]
	}
	wantLines(t, happened(t, c, "task.queued", "task.running", "task.stopped"), `
		0 task.running a/1
		0 task.running b/1
		20 task.queued c/1
		25 task.queued d/1
		30 task.running d/1
		130 task.stopped a/1`)
}

// D8, H13, H14: with Service Connect in bridge mode the pause containers publish the ports
// before anything is pulled; the others start behind a healthy proxy, which stops after them.
func TestServiceConnectContainers(t *testing.T) {
	sc := model.ServiceConnect{Enabled: true}
	c := world(1)
	slow := des.Constant(20 * time.Second)
	c.Own = map[string]config.TaskTimings{"slow:1": {ImagePull: &slow}}
	td := def("slow", model.Bridge, 16, 16, tcp(80, 0))
	td.Memory = 128
	addService(c, "slow", 1, td).ServiceConnect = sc
	addTasks(c, "late", 1, 5*time.Second, def("late", model.Bridge, 16, 16, tcp(80, 32768)))
	wantLines(t, happened(t, c, "task.running", "task.failed"), `
		5 task.failed late/1
		20 task.running slow/1`)

	// H13 before the proxy is healthy: nothing else has been started.
	c = world(1)
	c.Timings.PauseStart, c.Timings.ContainerStart, c.Timings.ProxyReady = des.Constant(start1), des.Constant(start1), des.Endless()
	c.Timings.ApplicationStop = des.Endless()
	addService(c, "slow", 1, td).ServiceConnect = sc
	soon(c, 10*time.Second, config.UpdateService, func(e *config.Event) { e.Service, e.Desired = 0, 0 })
	addTasks(c, "next", 1, 12*time.Second, def("next", model.Bridge, 16, 16, tcp(80, 32768)))
	wantLines(t, happened(t, c, "container.started", "container.stopped", "task.running", "task.failed"), `
		2 container.started slow/1 ecs-service-connect
		10 container.stopped slow/1 ecs-service-connect
		13 task.running next/1`)

	for _, mode := range []model.NetworkMode{model.Bridge, model.AWSVPC} {
		c = world(1)
		c.Timings.ImagePull, c.Timings.ContainerStart, c.Timings.PauseStart = des.Constant(pull), des.Constant(start1), des.Constant(start1)
		c.Timings.ApplicationStop = des.Constant(5 * time.Second)
		td = def("t", mode, 16, 16, tcp(80, 0))
		td.Memory = 128
		addService(c, "t", 1, td).ServiceConnect = sc
		soon(c, time.Minute, config.UpdateService, func(e *config.Event) { e.Service, e.Desired = 0, 0 })
		wantLines(t, happened(t, c, "container.started", "container.stopped", "task.running", "task.stopped"), `
			2 container.started t/1 ecs-service-connect
			13 container.started t/1 app
			13 task.running t/1
			65 container.stopped t/1 app
			65 container.stopped t/1 ecs-service-connect
			65 task.stopped t/1`)
	}
}
