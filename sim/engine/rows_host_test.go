package engine_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/report"
)

// Steps of instances and of the tasks on them take what their group says; a task definition's own
// timings count before that, and instances from before launchedFrom are as all.
func TestTimingsOfAGroup(t *testing.T) {
	length := func(d time.Duration) *des.Dist { dist := des.Constant(d); return &dist }
	for _, row := range []struct {
		name    string
		mode    model.NetworkMode
		timings config.HostTimings
		own     config.TaskTimings
		seconds float64 // from the request of a task to RUNNING
	}{
		{"as all", model.AWSVPC, config.HostTimings{}, config.TaskTimings{}, 10 + 1 + 5 + 2},
		{"an interface", model.AWSVPC, config.HostTimings{ENIAttach: length(20 * time.Second)}, config.TaskTimings{}, 20 + 1 + 5 + 2},
		{"a branch is another step", model.AWSVPC, config.HostTimings{BranchAttach: length(20 * time.Second)}, config.TaskTimings{}, 10 + 1 + 5 + 2},
		{"a pause container", model.AWSVPC, config.HostTimings{PauseStart: length(4 * time.Second)}, config.TaskTimings{}, 10 + 4 + 5 + 2},
		{"an image", model.Bridge, config.HostTimings{ImagePull: length(40 * time.Second)}, config.TaskTimings{}, 40 + 2},
		{"an image of a definition's own", model.Bridge, config.HostTimings{ImagePull: length(40 * time.Second)}, config.TaskTimings{ImagePull: length(0)}, 2},
		{"a container", model.Bridge, config.HostTimings{ContainerStart: length(12 * time.Second)}, config.TaskTimings{}, 5 + 12},
		{"a container of a definition's own", model.Bridge, config.HostTimings{ContainerStart: length(12 * time.Second)}, config.TaskTimings{ContainerStart: length(time.Second)}, 5 + 1},
		{"of instances launched later", model.Bridge, config.HostTimings{ImagePull: length(40 * time.Second), LaunchedFrom: 1}, config.TaskTimings{}, 5 + 2},
	} {
		c := world(1)
		c.Timings.ENIAttach, c.Timings.PauseStart = des.Constant(10*time.Second), des.Constant(time.Second)
		c.Timings.ImagePull, c.Timings.ContainerStart = des.Constant(5*time.Second), des.Constant(2*time.Second)
		c.Groups[0].Timings, c.Own = &row.timings, map[string]config.TaskTimings{"web:1": row.own}
		addTasks(c, "web", 1, time.Minute, def("web", row.mode, 128, 64))
		if r := play(t, c); r.TimeToRunning.Max != row.seconds {
			t.Errorf("%s: RUNNING after %v s, want %v", row.name, r.TimeToRunning.Max, row.seconds)
		}
	}
}

// An instance boots, detaches interfaces and ends as its group says.
func TestTimingsOfInstances(t *testing.T) {
	length := func(d time.Duration) *des.Dist { dist := des.Constant(d); return &dist }
	c := managed(0, 1, def("web", model.AWSVPC, 128, 64))
	c.Timings.InstanceTerminate, c.Timings.ENIDetach, c.Duration = des.Constant(30*time.Second), des.Constant(time.Minute), des.Time(10*time.Minute)
	c.Groups[0].Timings = &config.HostTimings{InstanceBoot: length(5 * time.Minute), InstanceTerminate: length(time.Minute), ENIDetach: length(time.Second)}
	planUpdate(c, 7*time.Minute).Desired = 0
	setGroup(c, 8*time.Minute, 0, 0, 0)
	var log []string
	end(t, c, append(logTo(func(e narrate.Entry) {
		switch e.Event {
		case "instance.registered", "instance.terminated", "instance.inactive", "eni.deleted":
			log = append(log, time.Duration(e.At).String()+" "+e.Event)
		}
	}), engine.Recount(t))...)
	const want = "6m0s instance.registered, 6m0s instance.registered, 7m1s eni.deleted, " +
		"8m0s instance.terminated, 8m0s instance.terminated, 9m0s instance.inactive, 9m0s instance.inactive"
	if got := strings.Join(log, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Instances that never register: their group counts on them, and tasks wait in vain (developer
// guide, document_history of 2026-04-24, has ECS's role end such instances; how soon is not said).
func TestInstancesThatNeverRegister(t *testing.T) {
	c := managed(0, 4, def("web", model.Bridge, 2048, 64))
	c.Providers[0].Max, c.Groups[0].Faults.Register = 3, 1
	r := play(t, c)
	d, p := r.Services[0].Deployments[0], r.CapacityProviders[0]
	if d.Verdict != report.Stuck || p.Instances != 3 || r.Services[0].Running != 0 || p.BoundBy == nil || *p.BoundBy != "GROUP:MAX_SIZE" {
		t.Errorf("%+v and %+v, want three instances that never register, and STUCK by maxSize", d, p)
	}

	c = managed(2, 4, def("web", model.Bridge, 2048, 64))
	c.Groups[0].Faults = config.HostFaults{Register: 1, LaunchedFrom: des.Time(10 * time.Minute)}
	soon(c, 20*time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group = 0 })
	c.Providers[0].Max, c.Duration = 6, des.Time(40*time.Minute)
	if r := play(t, c); r.Services[0].Running != 4 || r.CapacityProviders[0].Launched != 8 {
		t.Errorf("%d tasks run, %+v; want the four on old instances, two that were launched before, and six that never register", r.Services[0].Running, r.CapacityProviders[0])
	}
}

// The share of instances and of tasks that a fault is about, each by its own chance.
func TestSharesOfFaults(t *testing.T) {
	const n = 2000
	c := world(0)
	c.Groups[0].Faults.Register = 0.25
	setGroup(c, time.Minute, config.None, config.None, n)
	v, _ := end(t, c)
	never := 0
	for h := range event.InstanceID(v.Instances()) {
		if x := v.Instance(h); x.Status() == "REGISTERING" {
			never++
		}
	}
	near(t, "instances that never register", never, n/4)

	c = world(20)
	c.Groups[0].Faults.ENIAttach, c.Groups[0].SlotsPlain, c.Groups[0].CPU, c.Groups[0].Memory = 0.1, 200, 200_000, 200_000
	addTasks(c, "web", n, time.Minute, def("web", model.AWSVPC, 128, 64))
	r := play(t, c)
	near(t, "tasks whose interface is never attached", r.Tasks.Failed, n/10)
	if r.Failures[0].StoppedReason != "Timeout waiting for network interface provisioning to complete." {
		t.Errorf("failures %+v", r.Failures)
	}
}

// near holds a count of chances to its mean, within five standard deviations.
func near(t *testing.T, what string, have, want int) {
	t.Helper()
	if math.Abs(float64(have-want)) > 5*math.Sqrt(float64(want)) {
		t.Errorf("%d %s, want about %d", have, what, want)
	}
}

// Row capacity/19: hosts on which awsvpc tasks do not get their interface. Where all hosts are so,
// the service's deployment comes to nothing; where others are not, a host on which tasks fail is
// the one with the fewest, and gets the next.
func TestInterfacesNeverAttached(t *testing.T) {
	for _, row := range []struct {
		name    string
		change  func(c *config.Config)
		running int
	}{
		{"all hosts", func(c *config.Config) {}, 0},
		{"bridge mode needs none", func(c *config.Config) { c.Tasks[0].NetworkMode = model.Bridge }, 2},
		{"another group is well, and the bad one always has fewer tasks", func(c *config.Config) {
			good := c.Groups[0]
			good.Name, good.Faults = "good", config.HostFaults{}
			c.Groups = append(c.Groups, good)
		}, 1},
		{"only those launched later", func(c *config.Config) { c.Groups[0].Faults.LaunchedFrom = 1 }, 2},
		{"tasks that ran before", func(c *config.Config) { c.Services[0].StartedBefore = true }, 2},
	} {
		c := world(1)
		c.Groups[0].Faults.ENIAttach = 1
		addService(c, "web", 2, def("web", model.AWSVPC, 256, 512))
		row.change(c)
		if r := play(t, c); r.Services[0].Running != row.running {
			t.Errorf("%s: %d tasks run, want %d: %+v", row.name, r.Services[0].Running, row.running, r.Services[0])
		}
	}
}
