package engine_test

import (
	"slices"

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
