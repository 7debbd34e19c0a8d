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

// What the container agent's own tests say (amazon-ecs-agent 1.105.1), each row named by its
// fact in docs/worked-examples.md; a row without one is a neighbour, whose outcome the same
// function of the agent's gives.

// publishedOn lists what Docker publishes on the first host, UDP behind TCP.
func publishedOn(v *engine.View) string {
	var ports []string
	for _, proto := range []model.Protocol{model.TCP, model.UDP} {
		for n := range 1 << 16 {
			if p := (model.HostPort{Port: uint16(n), Protocol: proto}); v.Publishes(0, p) {
				ports = append(ports, p.String())
			}
		}
	}
	return strings.Join(ports, " ")
}

// Rows D01 to D06: which host ports a container's mappings get (agent/api/task/task_test.go,
// TestDockerHostConfigPortBinding).
func TestAgentsPortBindings(t *testing.T) {
	ranged := func(first, last uint16) model.PortMapping {
		return model.PortMapping{Range: model.PortRange{First: first, Last: last}, Protocol: model.UDP}
	}
	for _, row := range []struct {
		name        string
		first, last uint16 // of the dynamic range
		taken       []uint16
		maps        []model.PortMapping
		want        string
		failed      string
	}{
		{"D01 given host ports", 40000, 60000, nil, []model.PortMapping{tcp(10, 20), udp(20, 30)}, "20/tcp 30/udp", ""},
		{"D02 three dynamic ones", 40000, 60000, nil, []model.PortMapping{tcp(10, 0), udp(20, 0), udp(30, 0)}, "40000/tcp 40001/udp 40002/udp", ""},
		{"D03 D06 none of two is free", 100, 101, []uint16{100, 101}, []model.PortMapping{tcp(10, 0), udp(20, 0), udp(30, 0)}, "",
			"HostConfigError: error retrieving docker port map: a host port is unavailable"},
		{"D03 the third of two is the first again, which Docker does not bind twice", 100, 101, nil, []model.PortMapping{tcp(10, 0), tcp(20, 0), tcp(30, 0)}, "",
			model.StartErrorPrefix + "Bind for 0.0.0.0:100 failed: port is already allocated"},
		{"D03 over UDP it is another port", 100, 101, nil, []model.PortMapping{tcp(10, 0), udp(20, 0), udp(30, 0)}, "100/tcp 100/udp 101/udp", ""},
		{"D04 a range and a port", 40000, 60000, nil, []model.PortMapping{ranged(55, 57), tcp(80, 0)}, "40003/tcp 40000/udp 40001/udp 40002/udp", ""},
		{"D05 D06 a range of three in one of two", 40000, 40001, nil, []model.PortMapping{ranged(55, 57), tcp(80, 0)}, "",
			"HostConfigError: error retrieving docker port map: 3 contiguous host ports are unavailable"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Groups[0].DynamicRange = model.PortRange{First: row.first, Last: row.last}
			c.Groups[0].Listeners = reserved(row.taken...)
			addTasks(c, "t", 1, 0, def("t", model.Bridge, 16, 16, row.maps...))
			v, r := end(t, c, engine.Recount(t))
			want := []report.Failure{}
			if row.failed != "" {
				want = append(want, report.Failure{StoppedReason: row.failed, Tasks: 1})
			}
			if got := publishedOn(v); got != row.want {
				t.Errorf("bound: %s, want %s", got, row.want)
			}
			if got := r.Failures; !slices.Equal(got, want) {
				t.Errorf("failures %v, want %v", got, want)
			}
		})
	}
}

// Rows F01 to F06: the agent's queue on a host of 1,024 units (agent/engine/docker_task_engine.go,
// monitorQueuedTasks and tryDequeueWaitingTasks). Tasks are named and sized; each that is
// told to stop takes its 30 s.
func TestAgentsQueue(t *testing.T) {
	type ask struct {
		name string
		at   int
		cpu  model.CPU
		port uint16 // static; 0 = none
		stop int    // StopTask; 0 = never
	}
	for _, row := range []struct {
		name string
		asks []ask
		want string
	}{
		{"F01 F02 three halves", []ask{{"a", 0, 512, 0, 10}, {"b", 0, 512, 0, 0}, {"c", 15, 512, 0, 0}}, `
			0 task.running a/1
			0 task.running b/1
			15 task.queued c/1
			40 task.stopped a/1
			40 task.running c/1`},
		{"F03 a small one behind a large one", []ask{{"a", 0, 512, 0, 10}, {"b", 0, 256, 0, 0}, {"c", 15, 512, 0, 0}, {"d", 20, 256, 0, 0}}, `
			0 task.running a/1
			0 task.running b/1
			15 task.queued c/1
			20 task.queued d/1
			40 task.stopped a/1
			40 task.running c/1
			40 task.running d/1`},
		{"F05 who waits and is stopped holds nothing", []ask{{"a", 0, 1024, 80, 10}, {"b", 15, 1024, 80, 20}, {"c", 25, 1024, 80, 0}}, `
			0 task.running a/1
			15 task.queued b/1
			25 task.queued c/1
			40 task.stopped a/1
			40 task.running c/1`},
		{"F06 a port", []ask{{"a", 0, 16, 80, 10}, {"b", 15, 16, 80, 0}}, `
			0 task.running a/1
			15 task.queued b/1
			40 task.stopped a/1
			40 task.running b/1`},
		{"one is stopped in the middle: the head keeps those behind it", []ask{{"a", 0, 768, 0, 10}, {"b", 15, 512, 0, 0}, {"c", 16, 256, 0, 20}, {"d", 17, 256, 0, 0}}, `
			0 task.running a/1
			15 task.queued b/1
			16 task.queued c/1
			17 task.queued d/1
			40 task.stopped a/1
			40 task.running b/1
			40 task.running d/1`},
		{"the last is stopped", []ask{{"a", 0, 512, 0, 10}, {"b", 0, 512, 0, 0}, {"c", 15, 512, 0, 20}}, `
			0 task.running a/1
			0 task.running b/1
			15 task.queued c/1
			40 task.stopped a/1`},
		{"all that wait are stopped, and one comes that fits", []ask{{"a", 0, 512, 0, 10}, {"b", 15, 1024, 0, 20}, {"c", 16, 1024, 0, 21}, {"d", 22, 512, 0, 0}}, `
			0 task.running a/1
			15 task.queued b/1
			22 task.running d/1
			40 task.stopped a/1`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Groups[0].CPU = 1024
			c.Timings.ApplicationStop = des.Endless()
			for _, a := range row.asks {
				td := def(a.name, model.Bridge, a.cpu, 16)
				if a.port > 0 {
					td.Containers[0].PortMappings = []model.PortMapping{tcp(80, a.port)}
				}
				addTasks(c, a.name, 1, time.Duration(a.at)*time.Second, td)
				if a.stop > 0 {
					planStop(c, a.name, time.Duration(a.stop)*time.Second)
				}
			}
			slices.SortStableFunc(c.Events, func(a, b config.Event) int { return int(a.At/1e9) - int(b.At/1e9) })
			wantLines(t, happened(t, c, "task.queued", "task.running", "task.stopped", "task.failed"), row.want)
		})
	}
}

// Rows G01 to G03: how long a container has from SIGTERM to SIGKILL
// (agent/engine/engine_unix_integ_test.go), alone and beside another one.
func TestAgentsStopTimeouts(t *testing.T) {
	for _, row := range []struct {
		name    string
		exits   time.Duration // after SIGTERM
		timeout time.Duration // of the container's own; 0 = the agent's 30 s
		want    string        // seconds
	}{
		{"G01 by default", time.Minute, 0, "90"},
		{"G02 a timeout of its own", time.Minute, 5 * time.Second, "65"},
		{"G02 a longer one", time.Minute, 50 * time.Second, "110"},
		{"G03 it exits before", 4 * time.Second, 0, "64"},
		{"G03 before its own timeout", 4 * time.Second, 5 * time.Second, "64"},
	} {
		for _, beside := range [][]model.Container{nil, {box("quick", stops(time.Second))}} {
			c := world(1)
			c.Timings.ApplicationStop = des.Constant(row.exits)
			addTasks(c, "t", 1, 0, several(model.Bridge, append([]model.Container{box("app", stops(row.timeout))}, beside...)...))
			planStopAt(c, time.Minute)
			if got := happened(t, c, "task.stopped"); !slices.Equal(got, []string{row.want + " task.stopped t/1"}) {
				t.Errorf("%s, beside %d: %q, want %s s", row.name, len(beside), got, row.want)
			}
		}
	}
}

// A task that is told to stop before it runs: what is not being started is stopped at once,
// what is when it has been (agent/engine/task_manager.go, containerNextState). Its successor
// on the same port starts when the agent has let go of it.
func TestAgentsStopBeforeRunning(t *testing.T) {
	for _, row := range []struct {
		name      string
		stop      time.Duration
		start     time.Duration // of a container; its image takes 10 s
		successor string        // when it starts, in seconds
	}{
		{"while its image is pulled", 5 * time.Second, 5 * time.Second, "7"},
		{"while it is being started", 12 * time.Second, 5 * time.Second, "45"},
		{"while it is being started, and would not be in time", 12 * time.Second, time.Hour, "190"},
	} {
		for _, side := range [][]model.Container{nil, {box("side", side, stops(5e9))}, {box("side", side, after("app", "START"))}} {
			c := world(1)
			c.Timings.ImagePull, c.Timings.ContainerStart, c.Timings.ApplicationStop = des.Constant(pull), des.Constant(row.start), des.Endless()
			none := des.Dist{}
			c.Own = map[string]config.TaskTimings{"next:1": {ImagePull: &none, ContainerStart: &none}}
			addTasks(c, "t", 1, 0, several(model.Bridge, append([]model.Container{box("app", on(tcp(80, 80)))}, side...)...))
			planStopAt(c, row.stop)
			addTasks(c, "next", 1, row.stop+2*time.Second, def("next", model.Bridge, 16, 16, tcp(80, 80)))
			if got := happened(t, c, "task.running", "task.failed"); !slices.Equal(got, []string{row.successor + " task.running next/1"}) {
				t.Errorf("%s, beside %d: %q, want the successor at %s s", row.name, len(side), got, row.successor)
			}
		}
	}
}

// Rows G05, G07: an essential container exits, and those that it waited for are stopped after
// it, against the order of their dependencies (agent/engine/ordering_integ_test.go,
// TestShutdownOrder; ordering_integ_unix_test.go, TestGranularStopTimeout).
func TestAgentsShutdownOrder(t *testing.T) {
	for _, row := range []struct {
		name string
		def  model.TaskDefinition
		term time.Duration // what an application takes to exit on SIGTERM
		want string
	}{
		{"G05 parent, A, B, C", several(model.Bridge, box("parent", after("A", "START")), box("A", stops(30e9), after("B", "START")),
			box("B", stops(20e9), after("C", "START")), box("C", stops(10e9))), time.Minute, `
			60 container.stopped t/1 parent
			90 container.stopped t/1 A
			110 container.stopped t/1 B
			120 container.stopped t/1 C
			120 task.stopped t/1`},
		{"G07 5 s and 50 s side by side", several(model.Bridge, box("five", stops(5e9)), box("fifty", stops(50e9)),
			box("parent", after("five", "START"), after("fifty", "START"))), time.Minute, `
			60 container.stopped t/1 parent
			65 container.stopped t/1 five
			110 container.stopped t/1 fifty
			110 task.stopped t/1`},
		{"G07 one is killed, one exits by itself", several(model.HostMode, box("five", stops(5e9)), box("fifty", stops(50e9)),
			box("parent", after("five", "START"), after("fifty", "START"))), 30 * time.Second, `
			60 container.stopped t/1 parent
			65 container.stopped t/1 five
			90 container.stopped t/1 fifty
			90 task.stopped t/1`},
		{"a diamond: what two wait for stops after the slower one", several(model.AWSVPC, box("parent", after("l", "START"), after("r", "START")),
			box("l", stops(5e9), after("base", "START")), box("r", stops(20e9), after("base", "START")), box("base", stops(10e9))), time.Minute, `
			60 container.stopped t/1 parent
			65 container.stopped t/1 l
			80 container.stopped t/1 r
			90 container.stopped t/1 base
			90 task.stopped t/1`},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Timings.ApplicationStop = des.Constant(row.term)
			parent := slices.IndexFunc(row.def.Containers, func(c model.Container) bool { return c.Name == "parent" })
			for i := range row.def.Containers {
				row.def.Containers[i].Essential = i == parent
			}
			r := addTasks(c, "t", 1, 0, row.def)
			r.Forever, r.RunFor = false, des.Constant(time.Minute)
			wantLines(t, happened(t, c, "container.stopped", "task.stopped", "task.failed"), row.want)
		})
	}
}

// Rows I01 to I05: what the agent waits for, and how long (agent/acs/session, agent/eni/watcher,
// agent/engine/docker_task_engine_test.go, agent/dockerclient/dockerapi/errors.go).
func TestAgentsTimeouts(t *testing.T) {
	const (
		noENI   = "Timeout waiting for network interface provisioning to complete."
		noStart = "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s"
	)
	gap := func(c *config.Config, from, to time.Duration) {
		soon(c, from, config.DisconnectAgent, func(e *config.Event) { e.Group = 0 })
		soon(c, to, config.ReconnectAgent, func(e *config.Event) { e.Group = 0 })
	}
	for _, row := range []struct {
		name   string
		mode   model.NetworkMode
		attach time.Duration
		start  time.Duration
		events func(c *config.Config)
		want   string
		failed string
	}{
		{"I01 attached after 181 s", model.AWSVPC, 181 * time.Second, 0, nil, "180 task.failed t/1", noENI},
		{"I02 attached after 179 s", model.AWSVPC, 179 * time.Second, 0, nil, "179 task.running t/1", ""},
		{"I03 reported after a gap", model.AWSVPC, 10 * time.Second, 0, func(c *config.Config) { gap(c, 5*time.Second, 2*time.Minute) }, "120 task.running t/1", ""},
		{"I03 the gap is longer than the expiry", model.AWSVPC, 10 * time.Second, 0, func(c *config.Config) { gap(c, 5*time.Second, 4*time.Minute) }, "180 task.failed t/1", noENI},
		{"I04 I05 not started in 3 minutes", model.Bridge, 0, 181 * time.Second, nil, "180 task.failed t/1", noStart},
		{"I04 just in time", model.Bridge, 0, 3 * time.Minute, nil, "180 task.running t/1", ""},
		{"I04 behind an interface", model.AWSVPC, 10 * time.Second, time.Hour, nil, "190 task.failed t/1", noStart},
	} {
		for _, side := range [][]model.Container{nil, {box("side", func(c *model.Container) { c.Essential = false })}} {
			t.Run(fmt.Sprint(row.name, len(side)), func(t *testing.T) {
				c := world(1)
				c.Timings.ENIAttach, c.Timings.ContainerStart = des.Constant(row.attach), des.Constant(row.start)
				addTasks(c, "t", 1, 0, several(row.mode, append([]model.Container{box("app")}, side...)...))
				if row.events != nil {
					row.events(c)
				}
				var got []string
				r := play(t, c, hear(func(v *engine.View, e *event.Event) {
					got = append(got, fmt.Sprintf("%g %v %s", e.At.Seconds(), e.Kind, taskOf(v, e)))
				}, event.TaskRunning, event.TaskFailed))
				wantLines(t, got, row.want)
				if f := r.Failures; row.failed != "" && (len(f) != 1 || f[0].StoppedReason != row.failed) || row.failed == "" && len(f) > 0 {
					t.Errorf("failures %v, want %q", f, row.failed)
				}
			})
		}
	}
}
