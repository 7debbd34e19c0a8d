package experiment

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/report"
)

// Watch is told how a run gets on. Its functions are called from the goroutine of the run.
type Watch struct {
	// Progress gets the present, the end (0 where the run has none) and the number of tasks
	// asked for so far, a few times a second of work at most; nil = nobody is told.
	Progress engine.Progress
	// Log gets every line of the event log as it happens; nil = none is made.
	Log func(narrate.Entry)
}

// Run simulates a scenario once, with the observers that make its report of it. Equal c and run
// give equal Reports; run numbers make independent replications of one scenario. w may be nil. The
// error is engine.Run's.
func Run(ctx context.Context, c *config.Config, run int, w *Watch) (*report.Report, error) {
	if w == nil {
		w = &Watch{}
	}
	events := narrate.NewServiceEvents()
	observers := []engine.Observer{events}
	if w.Log != nil {
		observers = append(observers, narrate.NewLog(w.Log))
	}
	v, err := engine.Run(ctx, c, run, w.Progress, observers...)
	if err != nil {
		return nil, err
	}
	return reportOf(v, events), nil
}

// Explain runs a scenario and says why its tasks were refused; see engine.Explain.
func Explain(ctx context.Context, c *config.Config) ([]report.Diagnosis, *report.Report, error) {
	events := narrate.NewServiceEvents()
	list, v, err := engine.Explain(ctx, c, events)
	if err != nil {
		return nil, nil, err
	}
	return list, reportOf(v, events), nil
}

// reportOf is the report of a run that has ended.
func reportOf(v *engine.View, events *narrate.ServiceEvents) *report.Report {
	r := v.Report()
	labelPrices(v.Config(), r)
	events.Into(r)
	return r
}
