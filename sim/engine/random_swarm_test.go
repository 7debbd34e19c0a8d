package engine_test

import (
	"math/rand/v2"

	"ecssim/model"
	"ecssim/sim/config"
)

// feature is what a random world may have or do without.
type feature int

const (
	aDuration feature = iota
	trunking
	readings
	limitedSubnets
	ipv6
	plainGroups
	listeners
	otherENIs
	gpus
	hostTimings
	hostFaults
	providers
	unmanaged
	protection
	providerDrain
	mixedTypes
	lengths  // that steps take time
	nanos    // that lengths of time are no whole seconds
	noEnd    // that boots, stops and timeouts take for ever
	badTasks // that never start, are never ready or exit
	quotas   // that small worlds meet
	expiry   // of PROVISIONING tasks, differently long
	runTasks
	streams
	startedBefore
	running // where tasks run when the scenario begins
	daemons
	strategies
	constraints
	rebalancing
	breakers
	alarms
	earlySuccess
	serviceConnect
	targetGroups
	targetTimings
	tracking
	stepScaling
	schedules
	healthChecks
	stopTimeouts
	sidecars
	dependencies
	nonessential
	restarts
	hostPorts
	batches
	overload // health checks that fail above a load
	numFeatures
)

// swarm is what a world has that does without most features, so that those which it has meet more
// often. Nil has all of them.
type swarm struct {
	has   [numFeatures]bool
	kinds []config.EventKind // that happen
	modes []model.NetworkMode
}

// newSwarm draws which features a world has: fewer than half.
func newSwarm(r *rand.Rand) *swarm {
	s := &swarm{}
	for _, f := range r.Perm(int(numFeatures))[:2+r.IntN(int(numFeatures)/2-2)] {
		s.has[f] = true
	}
	for _, k := range r.Perm(int(config.NumEventKinds) - 1)[:1+r.IntN(int(config.NumEventKinds)/2-1)] {
		s.kinds = append(s.kinds, config.EventKind(1+k))
	}
	modes := model.NetworkModes()
	for _, m := range r.Perm(len(modes))[:1+r.IntN(len(modes)/2)] {
		s.modes = append(s.modes, modes[m])
	}
	return s
}

// may reports whether something of a feature is in a world: once in n times, more often where few
// features are.
func (r chance) may(f feature, n int) bool {
	switch {
	case r.swarm == nil:
		return r.in(n)
	case !r.swarm.has[f]:
		return false
	}
	return r.in(min(n, 2))
}

// mostly reports whether something of a feature that most worlds have is in this one: not once in n
// times.
func (r chance) mostly(f feature, n int) bool {
	return (r.swarm == nil || r.swarm.has[f]) && !r.in(n)
}

// kind draws what happens.
func (r chance) kind() config.EventKind {
	if r.swarm != nil {
		return r.swarm.kinds[r.IntN(len(r.swarm.kinds))]
	}
	return config.EventKind(1 + r.IntN(int(config.NumEventKinds)-1))
}

// mode draws a network mode.
func (r chance) mode() model.NetworkMode {
	modes := model.NetworkModes()
	if r.swarm != nil {
		modes = r.swarm.modes
	}
	return modes[r.IntN(len(modes))]
}

// one is 1 where most worlds have something of a feature, and 0 where it is left out.
func (r chance) one(f feature) int {
	if r.mostly(f, 4) {
		return 1
	}
	return 0
}
