package main

import (
	"context"
	"fmt"
	"os"
	"runtime"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/des"
)

// run is a scenario inside this process, for what the command does not tell:
// allocations a task once the cluster is full, and the same run with placement's
// slow twin, the plain walk over all hosts.
func (w *worker) run(file string, twin bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		w.err = err
		return
	}
	s, err := scenarios.Parse(file, text)
	if err != nil {
		w.err = err
		return
	}
	s.Config.Options.Linear = twin
	collect()
	begin := cpu()
	var a steady
	r, err := sim.Run(context.Background(), s.Config, 0, &sim.Watch{Progress: a.look})
	if err != nil {
		w.err = err
		return
	}
	fmt.Fprintf(w.out, "allocs=%.6f ", a.perTask())
	w.done(cpu()-begin, r.Tasks.Requested, fmt.Sprintf("%d-placed", r.Tasks.Placed))
}

// steady counts allocations between the first look at which a third of a million
// tasks have been asked for and the last.
type steady struct {
	from, to struct {
		tasks   int
		mallocs uint64
	}
}

func (a *steady) look(_, _ des.Time, tasks int) {
	if tasks < 1_000_000/3 {
		return
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	a.to.tasks, a.to.mallocs = tasks, m.Mallocs
	if a.from.tasks == 0 {
		a.from = a.to
	}
}

// perTask is 0 where there were too few tasks to tell.
func (a *steady) perTask() float64 {
	if a.to.tasks == a.from.tasks {
		return 0
	}
	return float64(a.to.mallocs-a.from.mallocs) / float64(a.to.tasks-a.from.tasks)
}
