package state

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// TargetGroup counts the targets of one target group. A target is an instance and
// a host port, or in awsvpc mode an address and a container port.
type TargetGroup struct {
	Name                          string
	Kind                          string // model.TargetTypeInstance or TargetTypeIP
	Rules                         config.TargetRules
	Registered, Healthy, Draining int
}

// longestRegistration bounds what a distribution with a long tail may give.
const longestRegistration = 100 * 365 * 24 * time.Hour

// MostTargets is more than a task has, one in each target group of its service.
const MostTargets = 8

// Targets is which targets a task has. Bit n is of the nth target group of its service.
type Targets struct{ Registered, Healthy uint8 }

// Activating is how long a task that runs was ACTIVATING: its targets were being registered.
func (k *Cluster) Activating(t *Task) time.Duration {
	if len(k.Owner(t).TargetGroups) == 0 {
		return 0
	}
	return k.Draw(t, DrawRegister, &k.Config.Timings.TargetRegistration)
}

// TargetChecks returns how long after RUNNING a task's target in a target group is healthy, and
// when ECS stops waiting for that: a task whose target is unhealthy is replaced, but not before
// its grace period is over. Its application is ready so long after its containers have
// started, from which the grace period counts too.
//
// A new target needs one passed check, the first after its load balancer has registered it; one
// that has failed often enough to be unhealthy needs several in a row (Elastic Load Balancing,
// target-group-health-checks). A target whose registration outlasts a grace period that its
// service has is taken as unhealthy when that is over (aws-cdk issue 16675).
func (k *Cluster) TargetChecks(t *Task, g *TargetGroup, ready time.Duration) (passes, deadline time.Duration) {
	started, grace := k.Activating(t), k.Owner(t).Service.Grace
	if ready != des.Forever {
		ready = max(0, ready-started)
	}
	registered := k.registration(t, &g.Rules)
	every, first := g.Rules.Interval, registered+k.firstCheck(t, g.Rules.Interval)
	unhealthy := time.Duration(max(g.Rules.Unhealthy, 1))
	deadline = max(first+(unhealthy-1)*every, grace-started)
	if grace > 0 && started+registered > grace {
		deadline = registered
	}
	switch {
	case ready <= first:
		return first, deadline
	case every == 0 || ready > deadline:
		return ready, deadline
	}
	failed := (ready - first + every - 1) / every
	if failed >= unhealthy {
		failed += time.Duration(max(g.Rules.Healthy, 1)) - 1
	}
	return first + failed*every, deadline
}

// registration is how long a load balancer takes to register a task's target.
func (k *Cluster) registration(t *Task, r *config.TargetRules) time.Duration {
	return min(k.Draw(t, DrawRegistration, &r.Registration), longestRegistration)
}

// firstCheck is how long after a target's registration its load balancer first looks at
// it: any moment of its interval alike.
func (k *Cluster) firstCheck(t *Task, every time.Duration) time.Duration {
	if every == 0 {
		return 0
	}
	d, err := des.Uniform(0, every)
	if err != nil {
		panic("sim: " + err.Error() + ", invariant: an interval above zero")
	}
	return k.Draw(t, DrawFirstCheck, &d)
}
