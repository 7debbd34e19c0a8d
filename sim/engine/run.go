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
)

// Progress is told how far a run has come: the present, the end (0 where the run has none) and the
// number of tasks asked for so far. It is called from the goroutine of the run, a few times a
// second of work at most.
type Progress func(now, end des.Time, tasks int)

// watchEvery is the number of agenda entries between two looks at the context.
const watchEvery = 1 << 16

// Run simulates a scenario once, tells its observers of all that they want, in the order in which
// they are given, and returns the view of its end. Equal c and run give equal runs; run numbers
// make independent replications of one scenario. progress may be nil. The error is that of
// Config.Validate, an *ImpossibleError, or the context's, when it ends before the run does.
func Run(ctx context.Context, c *config.Config, run int, progress Progress, observers ...Observer) (*View, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return simulate(ctx, c, run, progress, observers...)
}

// simulate is Run of a Config that is known to be valid.
func simulate(ctx context.Context, c *config.Config, run int, progress Progress, observers ...Observer) (*View, error) {
	k, err := newCluster(c, run, observers...)
	if err != nil {
		return nil, err
	}
	if err := k.run(ctx, progress); err != nil {
		return nil, err
	}
	return &k.view, nil
}

// run handles events until the end of the run.
func (k *cluster) run(ctx context.Context, progress Progress) error {
	limit := des.Never
	if k.Config.Duration != 0 {
		limit = k.Config.Duration
	}
	k.tellRun(event.RunStarted)
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
			if progress != nil {
				progress(k.Clock.Now(), k.Config.Duration, k.TasksRequested())
			}
		}
	}
	k.End = k.Clock.Now()
	k.judgeAll() // room may have come since the last passes
	k.tellRun(event.RunEnded)
	return ctx.Err()
}
