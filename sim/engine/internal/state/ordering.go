package state

import (
	"ecssim/model"
	"ecssim/sim/des"
)

// NeedsMet reports whether all is so that a container waits for; why is a reason where
// that can never be, and then the agent marks the container STOPPED. Until it creates the
// container, a startTimeout that has run out counts although the container waited for is so by
// now (agent/engine/dependencygraph, verifyContainerOrderingStatusResolvable and
// hasDependencyTimedOut).
func (k *Cluster) NeedsMet(t *Task, x *Containers, c int) (met bool, why model.StoppedReason) {
	plan := k.RevisionOf(t).Plan
	met = true
	gaveUp, slow := des.Never, 0
	for _, need := range plan[c].Needs {
		on := &x.Each[need.On]
		ok := false
		switch need.Condition {
		case model.ConditionCreate:
			ok = on.Phase >= Starting
		case model.ConditionStart:
			ok = on.Phase.Ran()
		case model.ConditionHealthy:
			ok = on.Phase.Ran() && k.healthyAt(t, x, need.On) <= min(k.Clock.Now(), on.StoppedAt)
		default:
			ok = on.Phase == Exited
		}
		if on.Phase == Skipped {
			return false, ordering(model.StoppedDependencyNever, c, need.On)
		}
		if at := k.givesUpAt(t, x, need); at < gaveUp {
			gaveUp, slow = at, need.On
		}
		met = met && ok
	}
	if now := k.Clock.Now(); gaveUp < now || gaveUp == now && !met {
		return false, ordering(model.StoppedDependencyTimeout, c, slow)
	}
	return met, model.StoppedReason{}
}

// healthyAt is when a container that runs is HEALTHY: a container at its first health check, the
// Service Connect proxy when it says so.
func (k *Cluster) healthyAt(t *Task, x *Containers, c int) des.Time {
	r := k.RevisionOf(t)
	wait := r.Plan[c].Interval
	switch {
	case r.Plan[c].Proxy:
		wait = k.Draw(t, DrawProxy, &r.ProxyReady)
	case t.Is(BeganBefore):
		wait = 0
	}
	return x.Each[c].Since.Add(wait)
}

// givesUpAt is until when a container may be created that waits for another one, which the other
// one's startTimeout decides; des.Never where nothing does. A START waits for ever.
func (k *Cluster) givesUpAt(t *Task, x *Containers, need PlanNeed) des.Time {
	on, p := &x.Each[need.On], &k.RevisionOf(t).Plan[need.On]
	if on.Phase != Up || p.StartTimeout == 0 || need.Condition == model.ConditionStart || need.Condition == model.ConditionCreate {
		return des.Never
	}
	return on.Since.Add(p.StartTimeout)
}

// NextNeed is when time alone may change whether a waiting container's needs are met.
func (k *Cluster) NextNeed(t *Task, x *Containers, c int) des.Time {
	next := des.Never
	if x.EndedBy != NotEnding || x.Each[c].Phase != Unpulled && x.Each[c].Phase != Pulled {
		return next
	}
	for _, need := range k.RevisionOf(t).Plan[c].Needs {
		if need.Condition == model.ConditionHealthy && x.Each[need.On].Phase == Up {
			if at := k.healthyAt(t, x, need.On); at > k.Clock.Now() {
				next = min(next, at)
			}
		}
		if at := k.givesUpAt(t, x, need); at > k.Clock.Now() {
			next = min(next, at)
		}
	}
	return next
}

// EndedByExit is how the exit of its essential container ends a task.
func (k *Cluster) EndedByExit(t *Task) EndedBy {
	if k.Owner(t).Service == nil {
		return EndFinished
	}
	return EndExited
}

// ordering is the agent's reason for a container that it does not start because of another.
func ordering(code model.StoppedCode, container, dependency int) model.StoppedReason {
	return model.StoppedReason{Code: code, Container: int8(container), Dependency: int8(dependency)}
}
