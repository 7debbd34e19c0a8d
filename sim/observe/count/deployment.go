package count

import (
	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// Deployments is an observer that counts what no record keeps of deployments.
type Deployments struct {
	view     *engine.View
	services int
	all      []Deployment
}

// Deployment is what is counted of a deployment.
type Deployment struct {
	LowestRunning, PeakTasks int
	FailedTasks              int
	Rounds                   int      // passes of the service scheduler of whose tasks one came to run
	ran                      []uint64 // those passes, a bit each
}

// Begin readies the observer.
func (x *Deployments) Begin(v *engine.View) {
	*x = Deployments{view: v, services: len(v.Config().Services)}
}

// Wants is what changes how many tasks a service has; nothing where there is no service.
func (x *Deployments) Wants() event.Kinds {
	if x.services == 0 {
		return event.Kinds{}
	}
	return event.KindsOf(
		event.DeploymentStarted, event.TaskRequested, event.TaskRunning, event.TaskDismissed, event.TaskLost,
		event.TaskFailed, event.TaskUnhealthy,
	)
}

// On counts an event; of kinds that it does not want it takes no notice.
func (x *Deployments) On(e *event.Event) {
	if int(e.Workload) >= x.services {
		return
	}
	switch e.Kind {
	case event.DeploymentStarted:
		d := x.at(e.Deployment)
		d.LowestRunning, d.PeakTasks = x.view.Running(e.Workload), x.view.Placed(e.Workload)
	case event.TaskRunning:
		if x.view.IsOpen(e.Deployment) {
			x.at(e.Deployment).countRun(x.view.PassOf(e.Task))
		}
		x.track(e.Workload)
	case event.TaskRequested, event.TaskDismissed, event.TaskLost:
		x.track(e.Workload)
	case event.TaskFailed:
		if e.Stopped.Code != model.StoppedHost {
			x.strike(e)
		}
	case event.TaskUnhealthy:
		x.strike(e)
	}
}

// Of is what has been counted of a deployment.
func (x *Deployments) Of(d event.DeploymentID) Deployment { return *x.at(d) }

func (x *Deployments) at(d event.DeploymentID) *Deployment {
	for int(d) >= len(x.all) {
		x.all = append(x.all, Deployment{})
	}
	return &x.all[d]
}

// track follows the extremes of a service's deployment that is under way.
func (x *Deployments) track(i event.WorkloadID) {
	if n := x.view.OpenDeployment(i); n >= 0 {
		d := x.at(n)
		d.LowestRunning, d.PeakTasks = min(d.LowestRunning, x.view.Running(i)), max(d.PeakTasks, x.view.Placed(i))
	}
}

// strike counts a failure of a task against its deployment, if that is under way: the task did
// not come to run, or failed its health checks.
func (x *Deployments) strike(e *event.Event) {
	if x.view.CountsAgainstDeployment(e.Task) {
		x.at(e.Deployment).FailedTasks++
	}
}

// countRun counts a pass when the first of its tasks has come to run.
func (d *Deployment) countRun(pass int32) {
	for int(pass>>6) >= len(d.ran) {
		d.ran = append(d.ran, 0)
	}
	if bit := uint64(1) << (pass & 63); d.ran[pass>>6]&bit == 0 {
		d.ran[pass>>6] |= bit
		d.Rounds++
	}
}
