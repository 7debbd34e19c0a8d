// Package engine runs a scenario through time: container instances register,
// services and RunTask ask for tasks, the scheduler places them, the agents start
// them, and what was taken is given back when ECS gives it back. It brings the
// rules of package model, which know no time, and the kernel sim/des, which knows
// no ECS, together; sim/placement chooses the instances.
package engine

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

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
func simulate(ctx context.Context, c *config.Config, run int, progress Progress, observers ...Observer) (v *View, err error) {
	defer catchInterrupt(&err)
	k, err := newCluster(patience{ctx: ctx, progress: progress}, c, run, observers...)
	if err != nil {
		return nil, err
	}
	if err := k.run(); err != nil {
		return nil, err
	}
	return &k.view, nil
}

// run handles the entries of the agenda until the end of the run.
func (k *cluster) run() error {
	limit := des.Never
	if k.Config.Duration != 0 {
		limit = k.Config.Duration
	}
	k.tellRun(event.RunStarted)
	for prefetched := 0; !k.isOver(); {
		word, ok := k.Clock.NextBy(limit)
		if !ok {
			break
		}
		if prefetched--; prefetched < 0 && k.Tasks.Len() >= prefetchFrom {
			prefetched = k.prefetch()
		}
		k.handle(word)
		if k.afterEvent != nil {
			k.afterEvent(k)
		}
		k.spend(1)
	}
	k.End = k.Clock.Now()
	k.judgeAll() // room may have come since the last passes
	k.tellRun(event.RunEnded)
	return k.ctx.Err()
}
