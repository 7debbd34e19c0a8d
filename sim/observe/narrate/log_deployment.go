package narrate

import (
	"fmt"
	"time"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
)

// bounds is what a deployment may do, after the name of its revision.
func (l *Log) bounds(id event.DeploymentID) string {
	d := l.v.Deployment(id)
	if l.v.Config().Services[d.Workload].Daemon {
		return fmt.Sprintf(", a task an instance; at least %d %% healthy", d.Minimum)
	}
	return fmt.Sprintf(", %s; at least %d healthy, at most %d at a time",
		model.Counted(d.Desired, "task"), d.Lower, d.Upper)
}

// deploymentStarted says that a deployment has started, after one of an earlier
// revision or of the same.
func (l *Log) deploymentStarted(e *event.Event) {
	before := event.DeploymentID(e.Other)
	what := l.definition(e.Deployment) + " in place of " + l.definition(before)
	if l.v.Revision(e.Deployment) == l.v.Revision(before) {
		what = l.definition(e.Deployment) + " anew"
	}
	l.ofWorkload(e, causes[e.Cause], what+l.bounds(e.Deployment))
}

// deploymentStuck says what a deployment wants to do and cannot, and by which rule.
func (l *Log) deploymentStuck(e *event.Event) {
	w, d := l.v.Workload(e.Workload), l.v.Deployment(e.Deployment)
	what, cause := l.definition(e.Deployment)+": ", words.Rule(d.Blocker)
	if n := l.v.Startable(e.Workload); n > 0 {
		what += fmt.Sprintf("may start %s and no instance has room", model.Counted(n, "task"))
		if w.RefusedNow && d.Blocker.NamesReason() && d.Blocker.Reason == w.LastReason {
			cause = l.lacking(l.lack(l.v.Revision(w.Primary).Shape, w.LastReason))
		}
	} else {
		what += fmt.Sprintf("may start none, %d of at most %d are there", w.Placed, d.Upper)
	}
	if w.ToReplace > 0 {
		what += fmt.Sprintf("; may stop none, %d of at least %d are healthy", w.Healthy, d.Lower)
	}
	l.ofWorkload(e, cause, what)
}

// deploymentResumed says that a deployment may get on.
func (l *Log) deploymentResumed(e *event.Event) {
	l.ofWorkload(e, "there may be room now", l.definition(e.Deployment))
}

// deploymentCompleted says that a deployment is over and how it went.
func (l *Log) deploymentCompleted(e *event.Event) {
	cause := "all tasks are healthy and of this revision"
	if w := l.v.Workload(e.Workload); w.Pass.Deploying.EarlySuccess.Enable {
		cause = fmt.Sprintf("%d of %s healthy, as its early success criteria ask for",
			l.v.Deployment(e.Deployment).Healthy, model.Counted(w.Requested, "task"))
	}
	l.ofWorkload(e, cause, l.course(e, e.Deployment))
}

// deploymentReverted says that a service is back at an earlier deployment.
func (l *Log) deploymentReverted(e *event.Event) {
	ended := map[event.Cause]string{
		event.CircuitBreaker: "the circuit breaker had ended ", event.AlarmInAlarm: "an alarm had ended ",
		event.StopServiceDeploymentCalled: "StopServiceDeployment had ended ",
	}
	l.ofWorkload(e, ended[e.Cause]+l.definition(e.Deployment), l.course(e, event.DeploymentID(e.Other)))
}

// deploymentBaking says until when a deployment watches its alarms.
func (l *Log) deploymentBaking(e *event.Event) {
	l.ofWorkload(e, "its alarms are watched for the bake time", l.definition(e.Deployment)+" until "+time.Duration(e.Until).String())
}

// course is how a deployment went, after the name of the one that its service is at now.
func (l *Log) course(e *event.Event, now event.DeploymentID) string {
	d, counted := l.v.Deployment(e.Deployment), l.deployments.Of(e.Deployment)
	return fmt.Sprintf("%s after %s in %s, lowest %d running, peak %s",
		l.definition(now), lasting(d.Ended.Sub(d.Started)),
		model.Counted(counted.Rounds, "round"), counted.LowestRunning, model.Counted(counted.PeakTasks, "task"))
}

// deploymentFailed says what has ended a deployment.
func (l *Log) deploymentFailed(e *event.Event) {
	cause := causes[e.Cause]
	if e.Cause == event.CircuitBreaker {
		cause = fmt.Sprintf("the circuit breaker counted %s, threshold %d", model.Counted(e.Count, "failed task"), e.To)
	}
	l.ofWorkload(e, cause, l.definition(e.Deployment))
}

// deploymentRolledBack says that a service goes back to an earlier deployment.
func (l *Log) deploymentRolledBack(e *event.Event) {
	back := l.definition(e.Deployment) + " back to " + l.definition(event.DeploymentID(e.Other))
	l.ofWorkload(e, causes[e.Cause], back)
}
