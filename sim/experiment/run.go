package experiment

import (
	"context"
	"errors"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/find"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/observe/refusal"
	"ecssim/sim/observe/words"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// Watch is told how a run gets on. Its functions are called from the goroutine of the run.
type Watch struct {
	// Progress gets the present, the end (0 where the run has none) and the number of tasks
	// asked for so far, a few times a second of work at most; nil = nobody is told.
	Progress engine.Progress
	// Log gets every line of the event log as it happens; nil = none is made.
	Log func(narrate.Entry)
	// Findings has the report say what a reader has to be told.
	Findings bool
	// Observers are told of the run beside those that make its report.
	Observers []engine.Observer
}

// reporter is the observers that make the report of a run.
type reporter struct {
	counter *count.Counter
	events  *narrate.ServiceEvents
}

func newReporter() reporter { return reporter{count.New(), narrate.NewServiceEvents()} }

func (r reporter) observers() []engine.Observer { return []engine.Observer{r.counter, r.events} }

// report is that of a run which has ended.
func (r reporter) report(c *config.Config) *report.Report {
	made := r.counter.Report()
	labelPrices(c, made)
	r.events.Into(made)
	return made
}

// Run simulates a scenario once, with the observers that make its report of it. Equal c and run
// give equal Reports; run numbers make independent replications of one scenario. w may be nil. The
// error is engine.Run's.
func Run(ctx context.Context, c *config.Config, run int, w *Watch) (*report.Report, error) {
	if w == nil {
		w = &Watch{}
	}
	r := newReporter()
	observers := r.observers()
	if w.Log != nil {
		observers = append(observers, narrate.NewLog(w.Log))
	}
	finder := find.New(r.counter)
	if w.Findings {
		observers = append(observers, finder)
	}
	if _, err := start(ctx, c, run, w.Progress, append(observers, w.Observers...)...); err != nil {
		return nil, err
	}
	made := r.report(c)
	if w.Findings {
		made.Findings = finder.Findings(made)
	}
	return made, nil
}

// Explain runs a scenario and says of every workload that was refused tasks why the last refusal
// of each happened: all hosts as they stood at that moment, every check, and the smallest change
// that would have let the task in. So it does of workloads whose placed tasks fail for want of
// something that ECS does not count (see model.StoppedReason.Lacks). The run is made twice, first
// to find those moments. The error is engine.Run's.
func Explain(ctx context.Context, c *config.Config) ([]report.Diagnosis, *report.Report, error) {
	counter := refusal.NewCounter()
	if _, err := start(ctx, c, 0, nil, counter); err != nil {
		return nil, nil, err
	}
	r, explainer := newReporter(), refusal.NewExplainer(counter)
	finder := find.New(r.counter)
	if _, err := start(ctx, c, 0, nil, append(r.observers(), explainer, finder)...); err != nil {
		return nil, nil, err
	}
	made := r.report(c)
	made.Findings = finder.Findings(made)
	return explainer.Diagnoses(), made, nil
}

// start is engine.Run, with words for what keeps an instance of the start from being launched.
func start(
	ctx context.Context, c *config.Config, run int, progress engine.Progress, observers ...engine.Observer,
) (*engine.View, error) {
	v, err := engine.Run(ctx, c, run, progress, observers...)
	if no := (*engine.ImpossibleError)(nil); errors.As(err, &no) && no.Instance != "" {
		no.Why = "instance " + no.Instance + ": " + words.Obstacle(configured{c}, no.Obstacle)
	}
	return v, err
}

// configured is the names of what there is before any instance is launched.
type configured struct{ c *config.Config }

func (x configured) Config() *config.Config               { return x.c }
func (x configured) ZoneName(z event.ZoneID) string       { return x.c.ZoneNames()[z] }
func (x configured) InstanceName(event.InstanceID) string { return "" }

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
	v, err := start(ctx, c, 0, nil)
	if err != nil {
		return nil, err
	}
	return question.Answer(v.Reach())
}
