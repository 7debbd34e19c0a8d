package engine

import (
	"ecssim/sim/report"
)

// What package engine_test needs of the tests in this package. Those there are about what package
// narrate says of runs: it imports this package, so that no test in it can import narrate.
var (
	RandomWorld = randomWorld
	World       = world
	Def         = def
	TCP         = tcp
	AddService  = addService
	PlanUpdate  = planUpdate
	Simulate    = simulate // which takes what Config.Validate does not
)

// GeneratorVersion is that of RandomWorld.
const GeneratorVersion = generatorVersion

// ServiceEvents is narrate.ServiceEvents.
type ServiceEvents interface {
	Observer
	Into(r *report.Report)
}

// NewServiceEvents is narrate.NewServiceEvents: engine_test sets it, so that the tests of this
// package see whole reports.
var NewServiceEvents func() ServiceEvents

// wholeReport is the report of a run with the service events that an observer has kept.
func (k *cluster) wholeReport() *report.Report {
	r := k.report()
	for _, l := range k.listeners {
		if x, ok := l.Observer.(ServiceEvents); ok {
			x.Into(r)
		}
	}
	return r
}
