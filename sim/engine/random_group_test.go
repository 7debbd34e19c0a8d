package engine_test

import (
	"slices"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// size draws the size that a group is set to, within what its events so far leave.
func (r chance) size(c *config.Config, e *config.Event) {
	e.Group = r.IntN(len(c.Groups))
	p := slices.IndexFunc(c.Providers, func(p config.CapacityProvider) bool { return p.Group == e.Group })
	if p >= 0 && r.in(2) {
		e.Min = r.IntN(3)
		e.Max = e.Min + r.IntN(5)
	}
	if p < 0 || e.Min == config.None || r.in(2) {
		e.Desired = r.IntN(6) // the engine keeps it within the two
	}
}

// batches draws how the instances of a group are replaced: all at once, by an instance refresh or by
// a rolling update.
func (r chance) batches(e *config.Event) {
	pause := []time.Duration{0, r.upTo(time.Minute), r.upTo(10 * time.Minute)}[r.IntN(3)]
	switch n := r.IntN(3); {
	case n == 2 || !r.mostly(batches, 8):
	case n == 0:
		x := config.InstanceRefresh{MinHealthy: []int{0, 50, 90, 100}[r.IntN(4)], MaxHealthy: config.None, Warmup: pause,
			Protected: config.ProtectedInstances(r.IntN(3))}
		if r.in(2) {
			x.MaxHealthy = 100 + 50*r.IntN(3)
		}
		e.Refresh = &x
	default:
		e.Rolling = &config.RollingUpdate{MaxBatch: 1 + r.IntN(3), MinInService: r.IntN(4), Pause: pause, WaitForSignals: r.in(3)}
	}
}

// host draws timings and faults of a group: none for three in four.
func (r chance) host(g *config.InstanceGroup) {
	from := func() des.Time {
		if r.in(2) {
			return 0
		}
		return des.Time(r.upTo(40 * time.Minute))
	}
	if r.may(hostTimings, 4) {
		one := func(most time.Duration) *des.Dist {
			if r.in(2) {
				return nil
			}
			d := r.some(most)
			return &d
		}
		g.Timings = &config.HostTimings{
			InstanceBoot: one(5 * time.Minute), InstanceTerminate: one(time.Minute), ENIAttach: one(5 * time.Minute), BranchAttach: one(time.Minute),
			ENIDetach: one(time.Minute), PauseStart: one(time.Second), ImagePull: one(time.Minute), ContainerStart: one(5 * time.Minute), LaunchedFrom: from(),
		}
	}
	if r.may(hostFaults, 4) {
		g.Faults = config.HostFaults{Register: []float64{0, 0.3, 1}[r.IntN(3)], ENIAttach: []float64{0, 0.3, 1}[r.IntN(3)], LaunchedFrom: from()}
	}
}
