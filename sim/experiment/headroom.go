package experiment

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Headroom simulates a scenario and adds to the headroom of services and RunTask requests how many more of
// each fit beside the others: they take turns, one task each. It is about those that are named; nil = all.
// The error is engine.Run's.
func Headroom(ctx context.Context, c *config.Config, named map[string]bool) (*report.Report, error) {
	return headroom(ctx, c, 0, named)
}

// together is headroom of all workloads.
func together(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
	return headroom(ctx, c, run, nil)
}

func headroom(ctx context.Context, c *config.Config, run int, named map[string]bool) (*report.Report, error) {
	r := newReporter()
	v, err := start(ctx, c, run, nil, r.observers()...)
	if err != nil {
		return nil, err
	}
	made := r.report(c)
	var of []event.WorkloadID
	var rooms []*report.Headroom
	add := func(i int, name string, h *report.Headroom) {
		if h != nil && (named == nil || named[name]) {
			of, rooms = append(of, event.WorkloadID(i)), append(rooms, h)
		}
	}
	for i := range made.Services {
		add(i, made.Services[i].ServiceName, made.Services[i].Headroom)
	}
	for i := range made.RunTasks {
		add(len(made.Services)+i, made.RunTasks[i].Name, made.RunTasks[i].Headroom)
	}
	for n, tasks := range v.Together(of) {
		rooms[n].Together = &tasks
	}
	return made, nil
}
