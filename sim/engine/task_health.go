package engine

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// beginChecks finds out when a task that has come to run will count as healthy, or
// that it never will. With a load balancer that is when its target passes a check,
// with container health checks when all containers pass theirs, with both the
// later; with neither it is some time after RUNNING (ECS API
// DeploymentConfiguration, minimumHealthyPercent).
func (k *cluster) beginChecks(i event.TaskID, t *state.Task, runningBefore bool) {
	w := k.Owner(t)
	if len(w.TargetGroups) > 0 {
		k.registerTargets(i, t)
	}
	if runningBefore {
		k.targetsPass(i, t, des.Forever, nil)
		k.onHealthy(i, t)
		return
	}
	c := k.checks(i, t)
	if c.unhealthy != des.Forever {
		k.schedule(state.BecameUnhealthy, i, t, k.Clock.Now().Add(c.unhealthy))
	}
	k.awaitPass(i, t, &c, 0)
}

// checkTimes is how long after RUNNING the health checks of a task pass or fail.
type checkTimes struct {
	targets   [state.MostTargets]time.Duration // until each passes its checks, whatever the others do
	healthy   time.Duration                    // until all checks pass; des.Forever where unhealthy is not
	unhealthy time.Duration                    // until a check has failed for good
	ready     time.Duration                    // of the application, after its containers have started
	patient   bool                             // the containers' own checks wait for that
}

// next is when the next of the checks passes: one of a target that is not healthy, or all.
func (c *checkTimes) next(targets int, healthy uint8) time.Duration {
	next := c.healthy
	for n := range targets {
		if healthy>>n&1 == 0 && c.targets[n] < c.unhealthy {
			next = min(next, c.targets[n])
		}
	}
	return next
}

// checks returns when the health checks of a task pass or fail. A task without any check
// that never gets ready is none the less healthy in time: nobody looks. An application gets
// ready, and a grace period passes, while the task is ACTIVATING too.
func (k *cluster) checks(i event.TaskID, t *state.Task) checkTimes {
	w, r := k.Owner(t), k.RevisionOf(t)
	c := checkTimes{unhealthy: des.Forever}
	if r.CheckInterval == 0 && len(w.TargetGroups) == 0 {
		c.healthy = k.Config.Timings.HealthyAfter
		return c
	}
	ready, started := k.Draw(t, state.DrawReady, &r.ApplicationReady), k.Activating(t)
	c.ready, c.patient = ready, r.CheckInterval == 0 || ready <= r.CheckPatience
	if r.CheckInterval > 0 {
		c.healthy = max(0, r.CheckInterval*max(1, (ready+r.CheckInterval-1)/r.CheckInterval)-started)
		if !c.patient {
			c.unhealthy = max(0, r.CheckPatience-started)
		}
	}
	failing := r.Unanswered
	if len(w.TargetGroups) > 0 {
		refused, _ := k.refusedChecks(i)
		failing |= refused
	}
	for n, g := range w.TargetGroups {
		ready := ready
		if failing>>n&1 != 0 {
			ready = des.Forever
		}
		passes, deadline := k.TargetChecks(t, &k.TargetGroups[g], ready)
		if c.targets[n] = passes; passes > deadline {
			c.unhealthy = min(c.unhealthy, deadline)
		} else {
			c.healthy = max(c.healthy, passes)
		}
	}
	if c.unhealthy != des.Forever {
		c.healthy = des.Forever
	}
	return c
}

// awaitPass waits until the next of a task's checks passes, of which some have by now, so long
// after RUNNING.
func (k *cluster) awaitPass(i event.TaskID, t *state.Task, c *checkTimes, now time.Duration) {
	if next := c.next(len(k.Owner(t).TargetGroups), k.healthyTargets(i, t)); next != des.Forever {
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
	now := c.next(n, k.healthyTargets(i, t))
	k.targetsPass(i, t, now, &c)
	if now == c.healthy {
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
}

// onUnhealthy has a running task replaced, which a deployment's circuit breaker
// counts.
func (k *cluster) onUnhealthy(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	w.Pass.Crashes++
	t.Set(state.Unhealthy)
	k.Deployments[t.Deployment].Unhealthy++
	if !t.Is(state.ToReplace) {
		w.Unhealthy++
	}
	k.tellTask(event.TaskUnhealthy, i, t)
	k.countFutile(w)
	k.countAgainstDeployment(t)
	k.wake(k.WorkloadOf(t))
}
