package engine

import (
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// View is a run as an observer may ask for it: what there is at the moment of an event, or
// when the run has ended. It changes nothing.
type View struct{ k *cluster }

// Config is the scenario. It is not to be changed.
func (v *View) Config() *config.Config { return v.k.Config }

// Now is the present instant of the run.
func (v *View) Now() des.Time { return v.k.Clock.Now() }
