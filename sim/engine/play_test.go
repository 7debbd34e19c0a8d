package engine_test

// This file runs the worlds of tests and says how: with their report, their events, their recounts.

import (
	"context"
	"strconv"
	"testing"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/report"
)

// play runs a scenario, ledgers recounted after each entry of its agenda, and reports.
func play(t testing.TB, c *config.Config, observers ...engine.Observer) *report.Report {
	t.Helper()
	_, r := end(t, c, append(observers, engine.Recount(t))...)
	return r
}

// guarded is play that also compares the run with what it was before each entry, and that has
// to end.
func guarded(t testing.TB, c *config.Config, observers ...engine.Observer) (*engine.View, *report.Report) {
	t.Helper()
	return end(t, c, append(observers, engine.Guard(t))...)
}

// end runs a scenario as run 0 and returns the view of its end, and its report.
func end(t testing.TB, c *config.Config, observers ...engine.Observer) (*engine.View, *report.Report) {
	t.Helper()
	return nth(t, c, 0, observers...)
}

// nth is end of a run by its number.
func nth(t testing.TB, c *config.Config, number int, observers ...engine.Observer) (*engine.View, *report.Report) {
	t.Helper()
	v, r, err := run(t.Context(), c, number, observers...)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range observers {
		if x, ok := o.(*engine.Recounter); ok {
			if err := foldReport(x.Scene, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	return v, r
}

// run runs a scenario, which need not be valid, and makes its report as package experiment does.
func run(
	ctx context.Context, c *config.Config, number int, observers ...engine.Observer,
) (*engine.View, *report.Report, error) {
	counter, events := count.New(), narrate.NewServiceEvents()
	v, err := engine.RunAsIs(ctx, c, number, append([]engine.Observer{counter, events}, observers...)...)
	if err != nil {
		return nil, nil, err
	}
	r := counter.Report()
	events.Into(r)
	return v, r, nil
}

// told runs a scenario, which need not be valid, and reports; log is given each line of the event
// log, and may be nil.
func told(c *config.Config, log func(narrate.Entry)) (*report.Report, error) {
	_, r, err := run(context.Background(), c, 0, logTo(log)...)
	return r, err
}

// logTo is the observers that tell a function of each line of the event log; none where it is nil.
func logTo(log func(narrate.Entry)) []engine.Observer {
	if log == nil {
		return nil
	}
	return []engine.Observer{narrate.NewLog(log)}
}

// ear is an observer that calls a function from the start of the run on: not for what the
// scenario begins with.
type ear struct {
	view  *engine.View
	kinds event.Kinds
	begun bool
	on    func(v *engine.View, e *event.Event)
}

func (x *ear) Begin(v *engine.View) { x.view = v }
func (x *ear) Wants() event.Kinds   { return x.kinds.Union(event.KindsOf(event.RunStarted)) }

func (x *ear) On(e *event.Event) {
	x.begun = x.begun || e.Kind == event.RunStarted
	if x.begun && x.kinds.Has(e.Kind) {
		x.on(x.view, e)
	}
}

// hear is an observer that calls a function for each event of some kinds from the start of the run
// on; of all where none is named.
func hear(on func(v *engine.View, e *event.Event), kinds ...event.Kind) engine.Observer {
	if len(kinds) == 0 {
		return &ear{kinds: event.AllKinds(), on: on}
	}
	return &ear{kinds: event.KindsOf(kinds...), on: on}
}

// taskOf is what the task of an event is called.
func taskOf(v *engine.View, e *event.Event) string {
	return v.Workload(e.Workload).Name + "/" + strconv.Itoa(int(v.Task(e.Task).Serial))
}

// attemptsIn returns the refused tries of a reason.
func attemptsIn(r *report.Report, reason string) int {
	for _, x := range r.Refusals {
		if x.Reason == reason {
			return x.Attempts
		}
	}
	return 0
}

// portsOn returns the dynamic ports of the tasks on an instance, in the order of the tasks.
func portsOn(v *engine.View, h event.InstanceID) []int {
	var ps []int
	for i := range v.Tasks() {
		if v.Task(i).Instance == h {
			ps = append(ps, v.ChosenPorts(i)...)
		}
	}
	return ps
}
