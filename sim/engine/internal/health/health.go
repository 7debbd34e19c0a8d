// Package health is when the health checks of services' tasks pass and fail: after their start,
// and, in later.go, when healthy tasks are unhealthy later, for an event of the scenario or the load
// that they take. It finds out and counts; what becomes of it is the engine's.
package health

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Checks are the health checks of a run.
type Checks struct {
	*state.Cluster
	engine Engine
}

// Engine is what the health checks ask of the engine.
type Engine interface {
	// Tell tells an event to the observers that want its kind.
	Tell(event.Event)
	// Wake makes a pass of a service due.
	Wake(event.WorkloadID)
	// Expect has a healthy task be unhealthy at an instant.
	Expect(event.TaskID, *state.Task, des.Time) des.Ticket
	// Withdraw takes that back.
	Withdraw(*state.Task, des.Ticket)
}

// New is the health checks of the services of a cluster whose workloads are known.
func New(k *state.Cluster, engine Engine) *Checks {
	for i := range k.Config.Services {
		k.Workloads[i].Watch = state.NewWatch(k.Config, i)
	}
	return &Checks{Cluster: k, engine: engine}
}

// Times is how long after RUNNING the health checks of a task pass or fail.
type Times struct {
	Targets   [state.MostTargets]time.Duration // until each passes its checks, whatever the others do
	Healthy   time.Duration                    // until all checks pass; des.Forever where Unhealthy is not
	Unhealthy time.Duration                    // until a check has failed for good
	Ready     time.Duration                    // of the application, after its containers have started
	Patient   bool                             // the containers' own checks wait for that
}

// Next is when the next of the checks passes: one of a target that is not healthy, or all.
func (c *Times) Next(targets int, healthy uint8) time.Duration {
	next := c.Healthy
	for n := range targets {
		if healthy>>n&1 == 0 && c.Targets[n] < c.Unhealthy {
			next = min(next, c.Targets[n])
		}
	}
	return next
}

// AfterStart returns when the health checks of a task, which has some, pass or fail; refused are the
// targets that its load balancers do not reach. An application gets ready, and a grace period passes,
// while the task is ACTIVATING too.
func (k *Checks) AfterStart(t *state.Task, refused uint8) Times {
	w, r := k.Owner(t), k.RevisionOf(t)
	c := Times{Unhealthy: des.Forever}
	ready, started := k.Draw(t, state.DrawReady, &r.ApplicationReady), k.Activating(t)
	c.Ready, c.Patient = ready, r.CheckInterval == 0 || ready <= r.CheckPatience
	if r.CheckInterval > 0 {
		c.Healthy = max(0, r.CheckInterval*max(1, (ready+r.CheckInterval-1)/r.CheckInterval)-started)
		if !c.Patient {
			c.Unhealthy = max(0, r.CheckPatience-started)
		}
	}
	failing := r.Unanswered | refused
	for n, g := range w.TargetGroups {
		ready := ready
		if failing>>n&1 != 0 {
			ready = des.Forever
		}
		passes, deadline := k.TargetChecks(t, &k.TargetGroups[g], ready)
		if c.Targets[n] = passes; passes > deadline {
			c.Unhealthy = min(c.Unhealthy, deadline)
		} else {
			c.Healthy = max(c.Healthy, passes)
		}
	}
	if c.Unhealthy != des.Forever {
		c.Healthy = des.Forever
	}
	return c
}
