package engine_test

import (
	"slices"
	"time"

	"ecssim/sim/config"
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
	switch r.IntN(3) {
	case 0:
		x := config.InstanceRefresh{MinHealthy: []int{0, 50, 90, 100}[r.IntN(4)], MaxHealthy: config.None, Warmup: pause,
			Protected: config.ProtectedInstances(r.IntN(3))}
		if r.in(2) {
			x.MaxHealthy = 100 + 50*r.IntN(3)
		}
		e.Refresh = &x
	case 1:
		e.Rolling = &config.RollingUpdate{MaxBatch: 1 + r.IntN(3), MinInService: r.IntN(4), Pause: pause, WaitForSignals: r.in(3)}
	}
}
