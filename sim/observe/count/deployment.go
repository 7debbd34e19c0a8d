package count

import "ecssim/sim/event"

// deployment is what is counted of a deployment.
type deployment struct {
	lowestRunning, peakTasks int
	failedTasks              int
	rounds                   int      // passes of the service scheduler of whose tasks one came to run
	ran                      []uint64 // those passes, a bit each
}

// onDeploymentStarted begins to count.
func (x *Counter) onDeploymentStarted(e *event.Event) {
	for int(e.Deployment) >= len(x.deployments) {
		x.deployments = append(x.deployments, deployment{})
	}
	d := &x.deployments[e.Deployment]
	d.lowestRunning, d.peakTasks = x.view.Running(e.Workload), x.view.Placed(e.Workload)
}

// track follows the extremes of a service's deployment that is under way.
func (x *Counter) track(i event.WorkloadID) {
	if n := x.view.OpenDeployment(i); n >= 0 {
		d := &x.deployments[n]
		d.lowestRunning, d.peakTasks = min(d.lowestRunning, x.view.Running(i)), max(d.peakTasks, x.view.Placed(i))
	}
}

// onServiceTaskRan counts the pass that has placed a task, when the first of its tasks has
// come to run.
func (x *Counter) onServiceTaskRan(e *event.Event) {
	if x.view.IsOpen(e.Deployment) {
		x.deployments[e.Deployment].countRun(x.view.PassOf(e.Task))
	}
	x.track(e.Workload)
}

func (d *deployment) countRun(pass int32) {
	for int(pass>>6) >= len(d.ran) {
		d.ran = append(d.ran, 0)
	}
	if bit := uint64(1) << (pass & 63); d.ran[pass>>6]&bit == 0 {
		d.ran[pass>>6] |= bit
		d.rounds++
	}
}

// strike counts a failure of a task against its deployment, if that is under way: the task did
// not come to run, or failed its health checks.
func (x *Counter) strike(e *event.Event) {
	if x.view.CountsAgainstDeployment(e.Task) {
		x.deployments[e.Deployment].failedTasks++
	}
}
