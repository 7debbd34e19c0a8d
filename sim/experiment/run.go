package experiment

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/observe/count"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// Watch is who is told of a run beside those who report of it. Any of it may be nil.
type Watch struct {
	Progress  engine.Progress
	Log       func(engine.Entry) // gets every line of the event log as it happens
	Observers []engine.Observer
}

// observers are those of a run: of its report first, then the others.
func (w *Watch) observers(counter *count.Counter) []engine.Observer {
	all := []engine.Observer{counter}
	if w == nil {
		return all
	}
	if w.Log != nil {
		all = append(all, engine.Log(w.Log))
	}
	return append(all, w.Observers...)
}

// Run simulates a scenario once and reports. Equal c and run give equal Reports; run numbers make
// independent replications of one scenario. w may be nil. The error is engine.Run's.
func Run(ctx context.Context, c *config.Config, run int, w *Watch) (*report.Report, error) {
	counter := count.New()
	var progress engine.Progress
	if w != nil {
		progress = w.Progress
	}
	if _, err := engine.Run(ctx, c, run, progress, w.observers(counter)...); err != nil {
		return nil, err
	}
	return reportOf(c, counter), nil
}

// reportOf is the report of a run that has ended.
func reportOf(c *config.Config, counter *count.Counter) *report.Report {
	r := counter.Report()
	labelPrices(c, r)
	return r
}

// Explain is engine.Explain and the report of the run that it explains.
func Explain(ctx context.Context, c *config.Config) ([]report.Diagnosis, *report.Report, error) {
	counter := count.New()
	ds, _, err := engine.Explain(ctx, c, counter)
	if err != nil {
		return nil, nil, err
	}
	return ds, reportOf(c, counter), nil
}

// Reach runs a scenario to its end and asks whether a source reaches a destination: the
// first running task of each, or two of a service that is both. The error is a
// *reach.UnknownNameError, says that one of them has no running task or no port, or is the run's.
func Reach(ctx context.Context, c *config.Config, q reach.Query) (*report.ReachAnswer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	question, err := reach.Parse(c, q)
	if err != nil {
		return nil, err
	}
	v, err := engine.Run(ctx, c, 0, nil)
	if err != nil {
		return nil, err
	}
	return question.Answer(v.Reach())
}
