package engine_test

import (
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// placed is how many tasks run on each instance.
func placed(r *report.Report) (tasks []int) {
	for _, x := range r.Instances {
		tasks = append(tasks, x.Tasks)
	}
	return tasks
}

// Tasks begin where they are said to run, whatever the placement strategy makes of that, and those
// beyond are placed by it; nothing of them takes time or is a deployment.
func TestRunningOn(t *testing.T) {
	c := world(4)
	s := addService(c, "web", 6, def("web", model.Bridge, 256, 256, tcp(80, 0)))
	s.StartedBefore, s.Running = true, []config.Running{{Group: 0, Number: 3, Tasks: 4}}
	s.Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
	d := addDaemon(c, "agent", def("agent", model.HostMode, 64, 64))
	d.StartedBefore, d.Running = true, []config.Running{{Group: 0, Number: 2, Tasks: 1}}
	job := addTasks(c, "job", 3, 0, def("job", model.AWSVPC, 64, 64))
	job.StartedBefore, job.Running = true, []config.Running{{Group: 0, Number: 4, Tasks: 2}}
	job.Forever, job.RunFor = false, des.Constant(10*time.Minute)
	c.Timings.ImagePull, c.Timings.ENIAttach = des.Constant(time.Minute), des.Constant(time.Minute)
	c.Duration = des.Time(9 * time.Minute)
	r := play(t, c)
	if got := placed(r); got[2] < 4+1 || got[3] < 2+1 || got[0]+got[1]+got[2]+got[3] != 6+4+3 {
		t.Errorf("tasks %v on the instances, want 5 or more on the third and 3 or more on the fourth", got)
	}
	if x := r.TimeToRunning; x.Max != 0 || r.Tasks.Running != 13 || len(r.Services[0].Deployments) != 0 {
		t.Errorf("%v s to run, %+v, %d deployments; want none of it", x.Max, r.Tasks, len(r.Services[0].Deployments))
	}
	c.Duration = 0
	if r := play(t, c); r.RunTasks[0].Requested != 3 || r.RunTasks[0].Placed != 3 || r.Tasks.Running != 10 || r.SimulatedSeconds < 600 {
		t.Errorf("%+v after %v s, %+v; want the job done", r.RunTasks[0], r.SimulatedSeconds, r.Tasks)
	}
}

// What is said to run on an instance of a capacity provider is of that provider's share, and
// without room it is placed by strategy, as under another network setup.
func TestRunningOnProviders(t *testing.T) {
	c := world(0)
	spare(c, 2, 4)
	c.Groups[1].Count = 2
	s := addService(c, "web", 6, def("web", model.Bridge, 256, 256))
	s.Providers = []config.ProviderShare{{Provider: 0, Weight: 1}}
	s.StartedBefore, s.Running = true, []config.Running{{Group: 1, Number: 2, Tasks: 5}}
	c.Duration = des.Time(time.Minute)
	if got := placed(play(t, c)); !slices.Equal(got, []int{1, 5}) && !slices.Equal(got, []int{0, 6}) {
		t.Errorf("tasks %v on the instances, want 5 or 6 on the second", got)
	}
	c.Tasks[0].NetworkMode = model.AWSVPC
	if got := placed(play(t, c)); !slices.Equal(got[:2], []int{2, 2}) {
		t.Errorf("tasks %v on the instances in awsvpc mode, want two on each", got)
	}
}

// A daemon has no second task where it is said to run.
func TestRunningOnOfADaemon(t *testing.T) {
	c := world(2)
	d := addDaemon(c, "agent", def("agent", model.HostMode, 64, 64, tcp(8125, 8125)))
	d.StartedBefore, d.Running = true, []config.Running{{Group: 0, Number: 1, Tasks: 1}, {Group: 0, Number: 2, Tasks: 1}}
	c.Duration = des.Time(time.Minute)
	r := play(t, c)
	if got := placed(r); !slices.Equal(got, []int{1, 1}) || r.Services[0].Running != 2 || r.PortConflicts.Refused != 0 {
		t.Errorf("tasks %v, %+v", got, r.Services[0])
	}
}
