// Package engine runs a scenario through time: container instances register,
// services and RunTask ask for tasks, the scheduler places them, the agents start
// them, and what was taken is given back when ECS gives it back. It brings the
// rules of package model, which know no time, and the kernel sim/des, which knows
// no ECS, together; sim/placement chooses the hosts.
package engine

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Watch is told how far a run has come. Its function is called from the
// goroutine of the run, a few times a second of work at most.
type Watch struct {
	// Progress gets the present, the end (0 where the run has none) and the number
	// of tasks asked for so far.
	Progress func(now, end des.Time, tasks int)
	// Log gets every line of the event log as it happens; nil = none is made.
	Log func(Entry)
}

// watchEvery is the number of events between two looks at the context.
const watchEvery = 1 << 16

// Run simulates a scenario once and reports. Equal c and run give equal Reports;
// run numbers make independent replications of one scenario. Observers are told what happens.
// The error is that of Config.Validate, an *ImpossibleError, or the context's, when it ends
// before the run does.
func Run(ctx context.Context, c *config.Config, run int, w *Watch, observers ...Observer) (*report.Report, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return simulate(ctx, c, run, w, observers...)
}

// simulate is Run of a Config that is known to be valid.
func simulate(ctx context.Context, c *config.Config, run int, w *Watch, observers ...Observer) (*report.Report, error) {
	k, err := newCluster(c, run, observers...)
	if err != nil {
		return nil, err
	}
	if w != nil {
		k.log = w.Log
	}
	if err := k.run(ctx, w); err != nil {
		return nil, err
	}
	return k.report(), nil
}

// run handles events until the end of the run.
func (k *cluster) run(ctx context.Context, w *Watch) error {
	limit := des.Never
	if k.Config.Duration != 0 {
		limit = k.Config.Duration
	}
	k.tellRun(event.RunStarted)
	k.tellOpening()
	for n, known := 1, 0; !k.isOver(); n++ {
		word, ok := k.Clock.NextBy(limit)
		if !ok {
			break
		}
		if known--; known < 0 && k.Tasks.Len() >= worthFetching {
			known = k.fetch()
		}
		k.handle(word)
		if k.afterEvent != nil {
			k.afterEvent(k)
		}
		if n%watchEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			if w != nil && w.Progress != nil {
				w.Progress(k.Clock.Now(), k.Config.Duration, k.requested())
			}
		}
	}
	k.End = k.Clock.Now()
	k.judgeAll() // room may have come since the last passes
	k.tellRun(event.RunEnded)
	return ctx.Err()
}
