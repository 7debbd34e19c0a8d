package experiment

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Headroom simulates a scenario and adds to the headroom of services and RunTask requests how many more of
// each fit beside the others, where they take turns, one task each; and the changes under which more fit,
// each found by running the scenario with it. It is about those that are named; nil = all. The error is
// engine.Run's.
func Headroom(ctx context.Context, c *config.Config, named map[string]bool) (*report.Report, error) {
	made, of, err := headroom(ctx, c, 0, named)
	if err != nil {
		return nil, err
	}
	s := &roomSearch{search: newSearch(ctx, c, made, workFor(made))}
	for _, w := range of {
		room, waiting := roomOf(made, w)
		s.rows = append(s.rows, &roomRow{work: w, room: room, waiting: waiting})
	}
	return made, s.makeRoom()
}

// together is how many more tasks of all workloads fit beside each other.
func together(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
	made, _, err := headroom(ctx, c, run, nil)
	return made, err
}

// headroom is the report of a run with the headroom of workloads together, and which those are.
func headroom(ctx context.Context, c *config.Config, run int, named map[string]bool) (*report.Report, []event.WorkloadID, error) {
	r := newReporter()
	v, err := start(ctx, c, run, nil, r.observers()...)
	if err != nil {
		return nil, nil, err
	}
	made := r.report(c)
	var of []event.WorkloadID
	for w := range event.WorkloadID(len(c.Services) + len(c.RunTasks)) {
		if room, _ := roomOf(made, w); room != nil && (named == nil || named[workloadName(c, w)]) {
			of = append(of, w)
		}
	}
	for n, tasks := range v.Together(of) {
		room, _ := roomOf(made, of[n])
		room.Together = &tasks
	}
	return made, of, nil
}
