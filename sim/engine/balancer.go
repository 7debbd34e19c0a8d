package engine

import (
	"slices"
	"time"

	"ecssim/sim/des"
)

// targetGroup counts the targets of one target group. A target is an instance and
// a host port, or in awsvpc mode an address and a container port.
type targetGroup struct {
	name                          string
	kind                          string // instance or ip
	registered, healthy, draining int
	peak, replaced                int
}

// addTargets prepares the target groups that services name.
func (k *cluster) addTargets() {
	for i := range k.config.Services {
		s := &k.config.Services[i]
		w := &k.work[i]
		for _, x := range s.Targets {
			g := slices.IndexFunc(k.targets, func(g targetGroup) bool { return g.name == x.Group })
			if g < 0 {
				g = len(k.targets)
				k.targets = append(k.targets, targetGroup{name: x.Group, kind: k.config.Tasks[s.Task].Network(s.ServiceConnect).TargetType})
			}
			w.targets = append(w.targets, int32(g))
		}
	}
}

// register adds a RUNNING task's targets: its host port is known only now
// (developer guide, load-balancer-types).
func (k *cluster) register(t *task) {
	w := k.owner(t)
	t.set(target)
	w.joined++
	for _, g := range w.targets {
		x := &k.targets[g]
		x.registered++
		x.peak = max(x.peak, x.registered)
	}
}

// deregister takes a task's targets away.
func (k *cluster) deregister(t *task) {
	t.unset(target)
	w := k.owner(t)
	if t.state != deactivating {
		w.parted++
	}
	for _, g := range w.targets {
		x := &k.targets[g]
		x.registered--
		switch {
		case t.state == deactivating:
			x.draining--
		case t.is(healthy):
			x.healthy--
		}
	}
}

// drainTargets is DEACTIVATING: the targets are deregistered and the load balancer
// lets their connections end, which it shows as draining until the delay is over
// even where there are none; only then ECS sends SIGTERM (developer guide,
// load-balancer-connection-draining).
func (k *cluster) drainTargets(i taskID) {
	t := k.tasks.At(i)
	w := k.owner(t)
	for _, g := range w.targets {
		x := &k.targets[g]
		x.draining++
		if t.is(healthy) {
			x.healthy--
		}
	}
	t.state = deactivating
	w.drains++
	w.parted++
	if k.logs() {
		k.say("targets.draining", i, "", k.targetNames(w)+" for "+lasting(k.config.Timings.DeregistrationDelay))
	}
	if k.in(k.config.Timings.DeregistrationDelay, targetsDrained, i, t) {
		k.onTargetsDrained(i, t)
	}
}

func (k *cluster) onTargetsDrained(i taskID, t *task) {
	k.deregister(t)
	if k.logs() {
		k.say("targets.drained", i, "the deregistration delay is over", k.targetNames(k.owner(t)))
	}
	k.terminateContainers(i, t)
}

// beginChecks finds out when a task that has come to run will count as healthy, or
// that it never will. With a load balancer that is when its target passes a check,
// with container health checks when all containers pass theirs, with both the
// later; with neither it is some time after RUNNING (ECS API
// DeploymentConfiguration, minimumHealthyPercent).
func (k *cluster) beginChecks(i taskID, t *task, runningBefore bool) {
	w := k.owner(t)
	if len(w.targets) > 0 {
		k.register(t)
	}
	if runningBefore {
		k.onHealthy(i, t)
		return
	}
	pass, fail := k.checks(i, t)
	if fail != des.Forever {
		k.schedule(becameUnhealthy, i, t, k.clock.Now().Add(fail))
		return
	}
	if k.in(pass, becameHealthy, i, t) {
		k.onHealthy(i, t)
	}
}

// checks returns how long after RUNNING a task becomes healthy; or, where it never
// does, how long until it is found unhealthy: one of the two is des.Forever. A task
// without any check that never gets ready is none the less healthy in time: nobody
// looks.
func (k *cluster) checks(i taskID, t *task) (healthy, sick time.Duration) {
	w, r := k.owner(t), k.rev(t)
	ready := k.draw(t, drawReady, &r.ready)
	sick = des.Forever
	if r.check == 0 && len(w.targets) == 0 {
		return k.config.Timings.HealthyAfter, sick
	}
	if r.check > 0 {
		healthy = r.check * max(1, (ready+r.check-1)/r.check)
		if ready > r.patience {
			sick = r.patience
		}
	}
	if len(w.targets) > 0 {
		if open, _ := k.targeted(i); !open {
			ready = des.Forever
		}
		if passes, deadline := k.targetChecks(t, ready); passes > deadline {
			sick = min(sick, deadline)
		} else {
			healthy = max(healthy, passes)
		}
	}
	if sick != des.Forever {
		healthy = des.Forever
	}
	return healthy, sick
}

// targetChecks returns how long after its registration a target is healthy, and
// when ECS stops waiting for that: a task whose target is unhealthy is replaced, but
// not before its grace period is over. A new target needs one passed check; one that
// has failed often enough to be unhealthy needs several in a row (Elastic Load
// Balancing, target-group-health-checks).
func (k *cluster) targetChecks(t *task, ready time.Duration) (passes, deadline time.Duration) {
	every, first := k.config.Timings.HealthCheckInterval, k.firstCheck(t)
	unhealthy := time.Duration(max(k.config.Timings.UnhealthyThreshold, 1))
	deadline = max(first+(unhealthy-1)*every, k.owner(t).service.Grace)
	switch {
	case ready <= first:
		return first, deadline
	case every == 0 || ready > deadline:
		return ready, deadline
	}
	failed := (ready - first + every - 1) / every
	if failed >= unhealthy {
		failed += time.Duration(max(k.config.Timings.HealthyThreshold, 1)) - 1
	}
	return first + failed*every, deadline
}

// firstCheck is how long after its registration the load balancer first looks at
// a target: any moment of its interval alike.
func (k *cluster) firstCheck(t *task) time.Duration {
	every := k.config.Timings.HealthCheckInterval
	if every == 0 {
		return 0
	}
	d, err := des.Uniform(0, every)
	if err != nil {
		panic("sim: " + err.Error() + ", invariant: an interval above zero")
	}
	return k.draw(t, drawPhase, &d)
}

func (k *cluster) onHealthy(i taskID, t *task) {
	w := k.owner(t)
	t.set(healthy)
	w.healthy++
	w.pass.crashes = 0
	if w.healthy > w.pass.best {
		w.pass.best, w.pass.undone = w.healthy, 0
	}
	for _, g := range w.targets {
		k.targets[g].healthy++
	}
	k.onServiceTaskHealthy(t)
	k.tellHealthy(i)
	k.wake(k.workOf(t))
}

// onUnhealthy has a running task replaced, which a deployment's circuit breaker
// counts.
func (k *cluster) onUnhealthy(i taskID, t *task) {
	w := k.owner(t)
	w.pass.crashes++
	if !t.is(outgoing) {
		t.set(sick)
		w.sick++
	}
	k.tellUnhealthy(i)
	k.undo(w)
	k.strike(t)
	for _, g := range w.targets {
		k.targets[g].replaced++
	}
	k.wake(k.workOf(t))
}
