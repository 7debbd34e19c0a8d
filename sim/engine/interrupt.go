package engine

import (
	"context"

	"ecssim/sim/des"
)

// Progress is told how far a run has come: the present, the end (0 where the run has none) and the
// number of tasks asked for so far. It is called from the goroutine of the run, a few times a
// second of work at most.
type Progress func(now, end des.Time, tasks int)

// patience is who may end a run early, and who is told how far it is.
type patience struct {
	ctx      context.Context
	progress Progress // nil = nobody
	spent    int      // work since the last look at the context
	looks    int
}

// The work between two looks at the context, some milliseconds, and the looks between two tellings
// of the progress. A unit of work is an entry of the agenda, a task that is started or stopped, an
// instance that is launched or ended.
const (
	workBetweenLooks    = 1 << 12
	looksBetweenTelling = 16
)

// spend is called for work that goes on for long within one entry of the agenda, too: a service that
// starts a million tasks, a group that launches a hundred thousand instances. It ends the run by a
// panic, which simulate catches, when the context has ended: no handler has to hand that on.
func (k *cluster) spend(work int) {
	if k.spent += work; k.spent >= workBetweenLooks {
		k.spent = 0
		k.look()
	}
}

func (k *cluster) look() {
	if err := k.ctx.Err(); err != nil {
		panic(interrupt{err})
	}
	if k.looks++; k.progress != nil && k.looks%looksBetweenTelling == 0 {
		k.progress(k.Clock.Now(), k.Config.Duration, k.TasksRequested())
	}
}

// interrupt is the panic of a run whose context has ended.
type interrupt struct{ err error }

// catchInterrupt makes an error of it.
func catchInterrupt(err *error) {
	switch p := recover().(type) {
	case nil:
	case interrupt:
		*err = p.err
	default:
		panic(p)
	}
}
