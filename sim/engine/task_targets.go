package engine

import (
	"time"

	"ecssim/sim/des"
	"ecssim/sim/engine/internal/health"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// addTargetGroups prepares the target groups of the scenario.
func (k *cluster) addTargetGroups() {
	for g := range k.Config.TargetGroups {
		of := &k.Config.TargetGroups[g]
		k.TargetGroups = append(k.TargetGroups, state.TargetGroup{
			Name: of.Name, Kind: of.TargetType, Rules: k.Config.Timings.Rules(of),
		})
	}
	for i := range k.Config.Services {
		s := &k.Config.Services[i]
		w := &k.Workloads[i]
		for _, x := range s.Targets {
			g := &k.TargetGroups[x.Group]
			if g.Kind == "" {
				g.Kind = k.Config.Tasks[s.Task].NetworkMode.TargetType()
			}
			w.TargetGroups = append(w.TargetGroups, int32(x.Group))
		}
	}
}

// targetsOf is which targets a task of a service behind load balancers has.
func (k *cluster) targetsOf(i event.TaskID) *state.Targets {
	for int(i) >= len(k.Targets) {
		k.Targets = append(k.Targets, state.Targets{})
	}
	return &k.Targets[i]
}

// healthyTargets is which targets of a task are healthy: bit n is of its service's nth.
func (k *cluster) healthyTargets(i event.TaskID, t *state.Task) uint8 {
	if !t.Is(state.TargetRegistered) {
		return 0
	}
	return k.targetsOf(i).Healthy
}

// registerTargets adds a RUNNING task's targets: its host port is known only now
// (developer guide, load-balancer-types).
func (k *cluster) registerTargets(i event.TaskID, t *state.Task) {
	w := k.Owner(t)
	t.Set(state.TargetRegistered)
	*k.targetsOf(i) = state.Targets{Registered: 1<<len(w.TargetGroups) - 1}
	for n, g := range w.TargetGroups {
		k.TargetGroups[g].Registered++
		if k.hears(event.TargetRegistered) {
			e := k.beginTaskEvent(event.TargetRegistered, i, t)
			e.TargetGroup, e.Port = event.TargetGroupID(g), k.TargetPort(t, n)
			k.send()
		}
	}
}

// targetsPass has those targets of a task be healthy that pass their checks by an instant after
// RUNNING; all of them where that is des.Forever.
func (k *cluster) targetsPass(i event.TaskID, t *state.Task, by time.Duration, c *health.Times) {
	if !t.Is(state.TargetRegistered) {
		return
	}
	x := k.targetsOf(i)
	for n, g := range k.Owner(t).TargetGroups {
		if x.Healthy>>n&1 == 0 && (by == des.Forever || c.Targets[n] <= by) {
			x.Healthy |= 1 << n
			k.TargetGroups[g].Healthy++
			k.tellTarget(event.TargetHealthy, i, t, g)
		}
	}
}

// targetsFail has the healthy targets of a task be unhealthy.
func (k *cluster) targetsFail(i event.TaskID, t *state.Task) {
	if !t.Is(state.TargetRegistered) {
		return
	}
	x := k.targetsOf(i)
	for n, g := range k.Owner(t).TargetGroups {
		if x.Healthy>>n&1 == 0 {
			continue
		}
		k.TargetGroups[g].Healthy--
		if k.hears(event.TargetUnhealthy) {
			e := k.taskEvent(event.TargetUnhealthy, i, t)
			e.TargetGroup, e.Port = event.TargetGroupID(g), k.TargetPort(t, n)
			k.emit(e)
		}
	}
	x.Healthy = 0
}

// tellTarget tells of an event of a task's target in one of its target groups.
func (n *notifier) tellTarget(kind event.Kind, i event.TaskID, t *state.Task, g int32) {
	if n.hears(kind) {
		e := n.taskEvent(kind, i, t)
		e.TargetGroup = event.TargetGroupID(g)
		n.emit(e)
	}
}

// drainTargets is DEACTIVATING: the targets are deregistered and the load balancers
// let their connections end, which they show as draining until the delay of each target
// group is over even where there are none; only then ECS sends SIGTERM (developer guide,
// load-balancer-connection-draining).
func (k *cluster) drainTargets(i event.TaskID) {
	t := k.Tasks.At(i)
	x := k.targetsOf(i)
	for n, g := range k.Owner(t).TargetGroups {
		of, healthy := &k.TargetGroups[g], x.Healthy>>n&1 != 0
		of.Draining++
		if healthy {
			of.Healthy--
		}
		if k.hears(event.TargetDraining) {
			e := k.taskEvent(event.TargetDraining, i, t)
			e.TargetGroup, e.Length, e.On = event.TargetGroupID(g), of.Rules.Deregistration, healthy
			k.emit(e)
		}
	}
	x.Healthy = 0
	k.enter(i, t, event.Deactivating)
	k.happenAfter(k.nextDrained(i, t), state.TargetsDrained, i, t)
}

// nextDrained is the shortest delay of the target groups in which targets of a task drain.
func (k *cluster) nextDrained(i event.TaskID, t *state.Task) time.Duration {
	next, x := time.Duration(des.Forever), k.targetsOf(i)
	for n, g := range k.Owner(t).TargetGroups {
		if x.Registered>>n&1 != 0 {
			next = min(next, k.TargetGroups[g].Rules.Deregistration)
		}
	}
	return next
}

// onTargetsDrained is when those targets of a task are gone whose delay is over. The task goes on
// with the last of them.
func (k *cluster) onTargetsDrained(i event.TaskID, t *state.Task) {
	delay := k.nextDrained(i, t)
	for n, g := range k.Owner(t).TargetGroups {
		if k.targetsOf(i).Registered>>n&1 != 0 && k.TargetGroups[g].Rules.Deregistration == delay {
			k.tellTarget(event.TargetDrained, i, t, g)
			k.deregisterTarget(i, t, n)
		}
	}
	if k.targetsOf(i).Registered != 0 {
		k.happenAfter(k.nextDrained(i, t)-delay, state.TargetsDrained, i, t)
		return
	}
	k.terminateContainers(i, t)
}

// deregisterTargets takes a task's targets away.
func (k *cluster) deregisterTargets(i event.TaskID, t *state.Task) {
	for n := range k.Owner(t).TargetGroups {
		if k.targetsOf(i).Registered>>n&1 != 0 {
			k.deregisterTarget(i, t, n)
		}
	}
}

// deregisterTarget takes a task's target in the nth target group of its service away.
func (k *cluster) deregisterTarget(i event.TaskID, t *state.Task, n int) {
	g, x := k.Owner(t).TargetGroups[n], k.targetsOf(i)
	of := &k.TargetGroups[g]
	of.Registered--
	switch {
	case t.State == event.Deactivating:
		of.Draining--
	case x.Healthy>>n&1 != 0:
		of.Healthy--
	}
	x.Registered &^= 1 << n
	x.Healthy &^= 1 << n
	t.SetTo(state.TargetRegistered, x.Registered != 0)
	if k.hears(event.TargetDeregistered) {
		e := k.taskEvent(event.TargetDeregistered, i, t)
		e.TargetGroup, e.On = event.TargetGroupID(g), t.State == event.Deactivating
		k.emit(e)
	}
}
