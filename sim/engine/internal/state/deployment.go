package state

import (
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Deployment brings a service from its older revisions to one revision. That of a
// RunTask request only says which revision its tasks are of.
type Deployment struct {
	Workload        event.WorkloadID
	Owner           *Workload // the record of Workload
	Revision        *Revision
	CompletedBefore bool // completed before the run
	Superseded      bool // another one started before it was over
	Forced          bool
	HadInstance     bool   // of a daemon: an instance on which it may run has been in service
	HadHealthy      bool   // a task of it has been healthy
	Verdict         string // "" = in progress
	Started         des.Time
	Ended           des.Time
	RolledBackTo    event.DeploymentID // the deployment that the service went back to; none where it did not
	EndedBy         event.Cause        // what made it fail or go back; NoCause where nothing did
	WatchesAlarms   bool               // its alarms end it: they are on, and none was in ALARM when it started
	BakeUntil       des.Time           // the end of its bake time; 0 = that has not begun

	Desired          int
	Lower, Upper     int
	Minimum, Maximum int   // percent
	Passes           int32 // passes that placed a task of it, before the present one
	PassPlaced       bool  // the present pass has placed one

	// Of its tasks that are not told to stop: all, the healthy ones, and those that have failed a
	// health check.
	Placed, Healthy, Unhealthy int
	Kept                       int // of a source of its service: how many of its tasks the service makes up for

	BreakerCount int // failures that the circuit breaker counts
	StuckAt      des.Time
	Blocker      event.Blocker // what is in its way, while it is STUCK
}

// Begin sets what a deployment counts from.
func (d *Deployment) Begin(w *Workload) {
	d.Measure(w)
	if d.CompletedBefore {
		d.Verdict = report.Completed
	}
}

// Measure takes over what the service wants now.
func (d *Deployment) Measure(w *Workload) {
	d.Desired = w.Requested
	d.Lower, d.Upper = w.Bounds()
	d.Minimum, d.Maximum = w.Pass.Deploying.MinimumHealthyPercent, w.Pass.Deploying.MaximumPercent
}

// Failed reports whether the deployment starts no more tasks: its circuit breaker
// has ended it, and there was nothing to go back to.
func (d *Deployment) Failed() bool { return d.Verdict == report.Failed }

// Open reports whether the deployment is under way, stuck or not.
func (d *Deployment) Open() bool { return d.Verdict == "" || d.Verdict == report.Stuck }

// NextPass begins a pass of the service scheduler.
func (d *Deployment) NextPass() {
	if d.PassPlaced {
		d.Passes++
		d.PassPlaced = false
	}
}

// PassOfTask is the number of the present pass, for a task that it places.
func (d *Deployment) PassOfTask() int32 {
	d.PassPlaced = true
	return d.Passes
}

// OpenDeployment is the deployment whose progress is being followed: the service's own, or
// the failed one that it goes back from; nil where none is under way.
func (k *Cluster) OpenDeployment(w *Workload) *Deployment {
	if d := k.OpenDeploymentID(w); d >= 0 {
		return k.Deployments[d]
	}
	return nil
}

// OpenDeploymentID is the index of OpenDeployment, or None.
func (k *Cluster) OpenDeploymentID(w *Workload) event.DeploymentID {
	if w.Pass.RollingBackFrom >= 0 {
		return w.Pass.RollingBackFrom
	}
	if k.Deployments[w.Primary].Open() {
		return w.Primary
	}
	return event.None
}

// Complete reports whether the service has all that it wants, healthy and of the
// revision that it should be, and nothing that it does not. A daemon's tasks on
// instances that drain are beside that: they stay as long as other tasks do.
func (k *Cluster) Complete(w *Workload) bool {
	if k.Unproved(w) {
		return false
	}
	healthy := w.Healthy
	if w.DaemonsDraining > 0 {
		for _, t := range w.Members {
			if x := k.Tasks.At(t); x.Is(DaemonDraining) && x.Is(Healthy) && !x.Is(DesiredStopped) {
				healthy--
			}
		}
	}
	return w.ToReplace == w.DaemonsDraining && w.Unhealthy == 0 && w.Leaving == 0 && w.Placed-w.DaemonsDraining == w.Requested && healthy == w.Requested
}

// Unproved reports whether a daemon's deployment has shown nothing yet and no instance
// is there to show it on: those on which it may run drain or are gone, or are still to
// register. With a desired count of 0 it would be complete in an instant, and what fails
// on the instances that come would be of no deployment (containers-roadmap issue 2685).
func (k *Cluster) Unproved(w *Workload) bool {
	d := k.Deployments[w.Primary]
	return w.Service.Daemon && w.Requested == 0 && d.Open() && !d.HadHealthy && (d.HadInstance || k.Booting > 0)
}

// DefinitionOf names the task definition of a deployment.
func (k *Cluster) DefinitionOf(d *Deployment) string {
	return k.Config.Tasks[d.Revision.Definition].Name()
}

// FailureCounts reports whether a failure of a task counts against the deployment of its
// service.
func (k *Cluster) FailureCounts(t *Task) bool {
	d := k.Deployments[t.Deployment]
	return t.Deployment == k.Owner(t).Primary && d.Open() && !d.CompletedBefore
}
