package engine

import (
	"slices"
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// addTargetGroups prepares the target groups that services name.
func (k *cluster) addTargetGroups() {
	for i := range k.Config.Services {
		s := &k.Config.Services[i]
		w := &k.Workloads[i]
		for _, x := range s.Targets {
			g := slices.IndexFunc(k.TargetGroups, func(g state.TargetGroup) bool { return g.Name == x.Group })
			if g < 0 {
				g = len(k.TargetGroups)
				k.TargetGroups = append(k.TargetGroups, state.TargetGroup{Name: x.Group, Kind: k.Config.Tasks[s.Task].Network(s.ServiceConnect).TargetType})
			}
			w.TargetGroups = append(w.TargetGroups, int32(g))
		}
	}
}

// registerTargets adds a RUNNING task's targets: its host port is known only now
// (developer guide, load-balancer-types).
func (k *cluster) registerTargets(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	t.Set(state.TargetRegistered)
	for _, g := range w.TargetGroups {
		x := &k.TargetGroups[g]
		x.Registered++
		k.tellTarget(event.TargetRegistered, i, t, g)
	}
}

// deregisterTargets takes a task's targets away.
func (k *cluster) deregisterTargets(i event.TaskID, t *state.Task) {
	t.Unset(state.TargetRegistered)
	w := k.Owner(t)
	for _, g := range w.TargetGroups {
		x := &k.TargetGroups[g]
		x.Registered--
		switch {
		case t.State == event.Deactivating:
			x.Draining--
		case t.Is(state.Healthy):
			x.Healthy--
		}
		if k.hears(event.TargetDeregistered) {
			e := k.taskEvent(event.TargetDeregistered, i, t)
			e.TargetGroup, e.On = event.TargetGroupID(g), t.State == event.Deactivating
			k.emit(e)
		}
	}
}

// tellTarget tells of an event of a task's target in one of its target groups.
func (n *notifier) tellTarget(kind event.Kind, i event.TaskID, t *state.Task, g int32) {
	if n.hears(kind) {
		e := n.taskEvent(kind, i, t)
		e.TargetGroup = event.TargetGroupID(g)
		n.emit(e)
	}
}

// drainTargets is DEACTIVATING: the targets are deregistered and the load balancer
// lets their connections end, which it shows as draining until the delay is over
// even where there are none; only then ECS sends SIGTERM (developer guide,
// load-balancer-connection-draining).
func (k *cluster) drainTargets(i event.TaskID) {
	t := k.Tasks.At(i)
	w := k.Owner(t)
	for _, g := range w.TargetGroups {
		x := &k.TargetGroups[g]
		x.Draining++
		if t.Is(state.Healthy) {
			x.Healthy--
		}
		if k.hears(event.TargetDraining) {
			e := k.taskEvent(event.TargetDraining, i, t)
			e.TargetGroup, e.Length, e.On = event.TargetGroupID(g), k.Config.Timings.DeregistrationDelay, t.Is(state.Healthy)
			k.emit(e)
		}
	}
	k.enter(i, t, event.Deactivating)
	k.happenAfter(k.Config.Timings.DeregistrationDelay, state.TargetsDrained, i, t)
}

func (k *cluster) onTargetsDrained(i event.TaskID, t *state.Task) {
	k.deregisterTargets(i, t)
	for _, g := range k.Owner(t).TargetGroups {
		k.tellTarget(event.TargetDrained, i, t, g)
	}
	k.terminateContainers(i, t)
}

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
		k.onHealthy(i, t)
		return
	}
	pass, fail := k.checks(i, t)
	if fail != des.Forever {
		k.schedule(state.BecameUnhealthy, i, t, k.Clock.Now().Add(fail))
		return
	}
	k.happenAfter(pass, state.BecameHealthy, i, t)
}

// checks returns how long after RUNNING a task becomes healthy; or, where it never
// does, how long until it is found unhealthy: one of the two is des.Forever. A task
// without any check that never gets ready is none the less healthy in time: nobody
// looks.
func (k *cluster) checks(i event.TaskID, t *state.Task) (healthy, unhealthy time.Duration) {
	w, r := k.Owner(t), k.RevisionOf(t)
	ready := k.Draw(t, state.DrawReady, &r.ApplicationReady)
	unhealthy = des.Forever
	if r.CheckInterval == 0 && len(w.TargetGroups) == 0 {
		return k.Config.Timings.HealthyAfter, unhealthy
	}
	if r.CheckInterval > 0 {
		healthy = r.CheckInterval * max(1, (ready+r.CheckInterval-1)/r.CheckInterval)
		if ready > r.CheckPatience {
			unhealthy = r.CheckPatience
		}
	}
	if len(w.TargetGroups) > 0 {
		if open, _ := k.reachableByBalancers(i); !open {
			ready = des.Forever
		}
		if passes, deadline := k.TargetChecks(t, ready); passes > deadline {
			unhealthy = min(unhealthy, deadline)
		} else {
			healthy = max(healthy, passes)
		}
	}
	if unhealthy != des.Forever {
		healthy = des.Forever
	}
	return healthy, unhealthy
}

func (k *cluster) onHealthy(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	t.Set(state.Healthy)
	w.Healthy++
	k.Deployments[t.Deployment].Healthy++
	w.Pass.Crashes = 0
	if w.Healthy > w.Pass.MostHealthy {
		w.Pass.MostHealthy, w.Pass.FutileTasks = w.Healthy, 0
	}
	for _, g := range w.TargetGroups {
		k.TargetGroups[g].Healthy++
		k.tellTarget(event.TargetHealthy, i, t, g)
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
