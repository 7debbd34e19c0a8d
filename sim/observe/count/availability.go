package count

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// availability is an observer that counts how many tasks of each service there are in the course of
// a run. What lasts no time does not count: a state is what an instant leaves behind.
type availability struct {
	view        *engine.View
	services    []available
	interrupted []int // by workload
}

// available is what is counted of a service.
type available struct {
	running, healthy extreme
	desired          int
	floor            int           // how few healthy ones it may have
	since            des.Time      // running, healthy and desired are as they are since then
	below            time.Duration // with fewer running than desired
}

// extreme is how many tasks there are, and the fewest since there were as many as desired for the
// first time.
type extreme struct {
	now, lowest int
	reached     bool
	level       int // how many there were when it last had as many as desired, or are desired since
	fall        Fall
}

// Fall is that a service had fewer tasks than it had had, and than its deployment may leave, from
// the first time to the last. The zero Fall is that of a service which never had.
type Fall struct {
	First, Last des.Time
	Length      time.Duration // in all
	Lowest, Of  int           // tasks, and how many it should have had then
}

func (x *availability) begin(v *engine.View) {
	c := v.Config()
	*x = availability{view: v, services: make([]available, len(c.Services)), interrupted: make([]int, len(c.Services)+len(c.RunTasks))}
}

// wants is what changes how many tasks a service has and wants, and what ends tasks.
func (x *availability) wants() event.Kinds {
	kinds := event.KindsOf(event.TaskFailed)
	if len(x.services) > 0 {
		kinds = kinds.Union(event.KindsOf(event.TaskRunning, event.TaskHealthy, event.TaskUnhealthy, event.TaskDismissed,
			event.TaskLost, event.TaskStopping, event.TaskStopped, event.DesiredChanged, event.DeploymentStarted))
	}
	return kinds
}

// on counts an event. A task is interrupted that ran and that neither its service nor a call told to
// stop: it is unhealthy, its essential container exits, or its instance is gone.
func (x *availability) on(e *event.Event) {
	service := int(e.Workload) < len(x.services)
	switch e.Kind {
	case event.TaskRunning, event.TaskHealthy, event.TaskUnhealthy, event.TaskDismissed, event.TaskLost,
		event.DesiredChanged, event.DeploymentStarted:
		if service {
			x.follow(e.Workload, e.At)
		}
	case event.TaskStopping:
		if service && e.Cause == event.TaskIsUnhealthy {
			x.interrupted[e.Workload]++
		}
	case event.TaskStopped:
		if service && e.Cause == event.EssentialContainerExited {
			x.interrupted[e.Workload]++
		}
	case event.TaskFailed:
		if e.State >= event.Running {
			x.interrupted[e.Workload]++
		}
	}
}

// follow takes over how many tasks a service has by now and wants.
func (x *availability) follow(i event.WorkloadID, now des.Time) {
	y := &x.services[i]
	if now > y.since {
		y.settle(now)
	}
	y.running.now, y.healthy.now, y.desired, y.floor = x.view.Running(i), x.view.Healthy(i), x.view.Requested(i), x.view.Floor(i)
}

// settle counts what has been so until now.
func (y *available) settle(now des.Time) {
	if y.running.now < y.desired {
		y.below += now.Sub(y.since)
	}
	y.running.settle(y.desired)
	y.healthy.settle(y.desired)
	y.running.follow(y, now)
	y.healthy.follow(y, now)
	y.since = now
}

// follow notes a fall, which ends when there are as many as before or fewer are wanted.
func (x *extreme) follow(y *available, now des.Time) {
	if x.now >= y.desired {
		x.level = y.desired
	}
	x.level = min(x.level, y.desired)
	if f := &x.fall; x.now < min(x.level, y.floor) {
		if f.Of == 0 {
			f.First = y.since
		}
		if f.Of == 0 || x.now < f.Lowest {
			f.Lowest, f.Of = x.now, x.level
		}
		f.Last = now
		f.Length += now.Sub(y.since)
	}
}

func (x *extreme) settle(desired int) {
	switch {
	case x.reached:
		x.lowest = min(x.lowest, x.now)
	case desired > 0 && x.now >= desired:
		x.reached, x.lowest = true, x.now
	}
}

// Falls are those of a service's running and of its healthy tasks.
func (x *Counter) Falls(i event.WorkloadID) (running, healthy Fall) {
	y := &x.available.services[i]
	return y.running.fall, y.healthy.fall
}

// fewest is the lowest that there were; nil where there were never as many as desired.
func (x *extreme) fewest() *int {
	if !x.reached {
		return nil
	}
	return &x.lowest
}

// into puts what was counted of a service until the end of the run into its report.
func (x *availability) into(r *report.ServiceReport, i event.WorkloadID, end des.Time) {
	y := &x.services[i]
	y.settle(end)
	r.LowestRunning, r.LowestHealthy = y.running.fewest(), y.healthy.fewest()
	r.BelowDesired, r.Interrupted = y.below.Seconds(), x.interrupted[i]
}
