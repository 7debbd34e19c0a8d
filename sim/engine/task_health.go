package engine

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/health"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// beginChecks finds out when a task that has come to run will count as healthy, or
// that it never will. With a load balancer that is when its target passes a check,
// with container health checks when all containers pass theirs, with both the
// later; with neither it is some time after RUNNING (ECS API
// DeploymentConfiguration, minimumHealthyPercent), though it may never get ready: nobody looks.
func (k *cluster) beginChecks(i event.TaskID, t *state.Task, runningBefore bool) {
	w := k.Owner(t)
	if len(w.TargetGroups) > 0 {
		k.registerTargets(i, t)
	}
	if w.Watch != nil {
		k.health.Ran(i, w, runningBefore)
	}
	if runningBefore {
		k.targetsPass(i, t, des.Forever, nil)
		k.onHealthy(i, t)
		return
	}
	if len(w.TargetGroups) == 0 && k.RevisionOf(t).CheckInterval == 0 {
		k.happenAfter(k.Config.Timings.HealthyAfter, state.ChecksPassed, i, t)
		return
	}
	c := k.checks(i, t)
	if c.Unhealthy != des.Forever {
		k.schedule(state.BecameUnhealthy, i, t, k.Clock.Now().Add(c.Unhealthy))
	}
	k.awaitPass(i, t, &c, 0)
}

// checks is when the health checks of a task pass or fail after its start.
func (k *cluster) checks(i event.TaskID, t *state.Task) health.Times {
	var refused uint8
	if len(k.Owner(t).TargetGroups) > 0 {
		refused, _ = k.refusedChecks(i)
	}
	return k.health.AfterStart(t, refused)
}

// forHealth is the engine as the health checks see it.
type forHealth struct{ forScaling }

// Wake makes a pass of a service due.
func (k forHealth) Wake(i event.WorkloadID) { k.wake(i) }

// Expect has a healthy task be unhealthy at an instant.
func (k forHealth) Expect(i event.TaskID, t *state.Task, at des.Time) des.Ticket {
	k.await(state.BecameUnhealthy, t)
	return k.Clock.AtTicket(at, state.Word(state.BecameUnhealthy, k.Tasks.Gen(i), i))
}

// Withdraw takes that back.
func (k forHealth) Withdraw(t *state.Task, of des.Ticket) {
	k.strikeOff(t, state.BecameUnhealthy)
	k.Clock.Cancel(of)
}

// awaitPass waits until the next of a task's checks passes, of which some have by now, so long
// after RUNNING.
func (k *cluster) awaitPass(i event.TaskID, t *state.Task, c *health.Times, now time.Duration) {
	if next := c.Next(len(k.Owner(t).TargetGroups), k.healthyTargets(i, t)); next != des.Forever {
		k.happenAfter(next-now, state.ChecksPassed, i, t)
	}
}

// onChecksPassed is when a target of a task passes its checks, or when all of the task's checks
// pass.
func (k *cluster) onChecksPassed(i event.TaskID, t *state.Task) {
	n := len(k.Owner(t).TargetGroups)
	if n == 0 || n == 1 && k.RevisionOf(t).CheckInterval == 0 { // one check, or none
		k.targetsPass(i, t, des.Forever, nil)
		k.onHealthy(i, t)
		return
	}
	c := k.checks(i, t)
	now := c.Next(n, k.healthyTargets(i, t))
	k.targetsPass(i, t, now, &c)
	if now == c.Healthy {
		k.onHealthy(i, t)
		return
	}
	k.awaitPass(i, t, &c, now)
}

func (k *cluster) onHealthy(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	t.Set(state.Healthy)
	w.Healthy++
	k.Deployments[t.Deployment].Healthy++
	w.Pass.Crashes, w.Pass.SettledAt = 0, k.Clock.Now()
	if w.Healthy > w.Pass.MostHealthy {
		w.Pass.MostHealthy, w.Pass.FutileTasks = w.Healthy, 0
	}
	k.onServiceTaskHealthy(t)
	k.tellTask(event.TaskHealthy, i, t)
	k.wake(k.WorkloadOf(t))
	if w.Watch != nil {
		k.health.Healthy(i, w)
	}
}

// onUnhealthy has a running task replaced, which a deployment's circuit breaker
// counts.
func (k *cluster) onUnhealthy(i event.TaskID, t *state.Task) {
	w, d := k.Owner(t), k.Deployments[t.Deployment]
	if t.Is(state.Healthy) {
		t.Unset(state.Healthy)
		t.Set(state.WasHealthy)
		w.Healthy--
		d.Healthy--
		k.targetsFail(i, t)
	} else {
		w.Pass.Crashes++
	}
	t.Set(state.Unhealthy)
	d.Unhealthy++
	if !t.Is(state.ToReplace) {
		w.Unhealthy++
	}
	k.tellTask(event.TaskUnhealthy, i, t)
	k.countFutile(w)
	k.countAgainstDeployment(t)
	k.wake(k.WorkloadOf(t))
	if w.Watch != nil {
		k.health.Review(k.WorkloadOf(t))
	}
}
