package state

import (
	"time"

	"ecssim/sim/des"
)

// TargetGroup counts the targets of one target group. A target is an instance and
// a host port, or in awsvpc mode an address and a container port.
type TargetGroup struct {
	Name                          string
	Kind                          string // instance or ip
	Registered, Healthy, Draining int
}

// TargetChecks returns how long after its registration a target is healthy, and
// when ECS stops waiting for that: a task whose target is unhealthy is replaced, but
// not before its grace period is over. A new target needs one passed check; one that
// has failed often enough to be unhealthy needs several in a row (Elastic Load
// Balancing, target-group-health-checks).
func (k *Cluster) TargetChecks(t *Task, ready time.Duration) (passes, deadline time.Duration) {
	every, first := k.Config.Timings.HealthCheckInterval, k.firstCheck(t)
	unhealthy := time.Duration(max(k.Config.Timings.UnhealthyThreshold, 1))
	deadline = max(first+(unhealthy-1)*every, k.Owner(t).Service.Grace)
	switch {
	case ready <= first:
		return first, deadline
	case every == 0 || ready > deadline:
		return ready, deadline
	}
	failed := (ready - first + every - 1) / every
	if failed >= unhealthy {
		failed += time.Duration(max(k.Config.Timings.HealthyThreshold, 1)) - 1
	}
	return first + failed*every, deadline
}

// firstCheck is how long after its registration the load balancer first looks at
// a target: any moment of its interval alike.
func (k *Cluster) firstCheck(t *Task) time.Duration {
	every := k.Config.Timings.HealthCheckInterval
	if every == 0 {
		return 0
	}
	d, err := des.Uniform(0, every)
	if err != nil {
		panic("sim: " + err.Error() + ", invariant: an interval above zero")
	}
	return k.Draw(t, DrawPhase, &d)
}
