package engine

import (
	"fmt"
	"testing"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// watched builds a run that is checked after every event, against its own records
// and against what it was before, and that has to end.
func watched(t testing.TB, c *config.Config) *cluster {
	k := start(t, c)
	check, events := k.afterEvent, 0
	starts := make([]startLog, len(k.config.Services))
	was := make([]headcounts, len(k.work))
	for i := range was {
		was[i] = k.headcount(workID(i))
	}
	k.afterEvent = func(k *cluster) {
		check(k)
		for i := range k.work {
			now := k.headcount(workID(i))
			if err := k.within(workID(i), was[i], now); err != nil {
				t.Fatalf("at %v: %v", k.clock.Now(), err)
			}
			was[i] = now
		}
		for i := range starts {
			if err := k.slowly(workID(i), &starts[i]); err != nil {
				t.Fatalf("at %v: %v", k.clock.Now(), err)
			}
		}
		if events++; events > 200_000 {
			t.Fatalf("200,000 events by %v, and no end", k.clock.Now())
		}
	}
	return k
}

// headcounts is what the service scheduler's bounds are about.
type headcounts struct {
	placed, healthy int
	looked          des.Time // when the service was last looked at; -1 = never
}

func (k *cluster) headcount(i workID) headcounts {
	w := &k.work[i]
	all := w.placed - w.adrift
	if k.config.Options.CountStopping {
		all += w.leaving
	}
	looked := w.pass.last
	if !w.pass.passed {
		looked = -1
	}
	return headcounts{all, w.healthy, looked}
}

// startLog is when a service started each of its tasks but those before the run.
type startLog struct {
	before int32
	at     []des.Time
}

// slowly says which minute of a service has more starts than there may be; minutes
// begin with the first start.
func (k *cluster) slowly(i workID, starts *startLog) error {
	w, limit := &k.work[i], k.config.Quotas.TaskStartsPerMinute
	if limit == 0 || w.service.Daemon {
		return nil
	}
	now := k.clock.Now()
	if w.service.StartedBefore && now == 0 {
		starts.before = w.serial
	}
	for n := int32(len(starts.at)) + starts.before; n < w.serial; n++ {
		starts.at = append(starts.at, now)
	}
	in := map[time.Duration]int{}
	for _, at := range starts.at {
		minute := at.Sub(starts.at[0]) / time.Minute
		if in[minute]++; in[minute] > limit {
			return fmt.Errorf("service %s has started %d tasks in its minute %d, wanted at most %d", w.name, in[minute], minute, limit)
		}
	}
	return nil
}

// within says how a service has gone out of its bounds by what it did itself.
func (k *cluster) within(i workID, was, now headcounts) error {
	w := &k.work[i]
	if w.service == nil {
		return nil
	}
	lower, upper := w.bounds()
	switch {
	case w.service.Daemon:
		for h := range k.info {
			if n := k.fleet.Count(w.group, int32(h)); n > 1 {
				return fmt.Errorf("daemon %s has %d tasks on %s", w.name, n, k.info[h].id)
			}
		}
	case now.placed > max(upper, was.placed) && w.pass.passed:
		return fmt.Errorf("service %s has %d tasks and had %d: it may have %d", w.name, now.placed, was.placed, upper)
	case now.looked != was.looked && now.healthy < was.healthy && now.healthy < min(lower, w.requested):
		return fmt.Errorf("service %s has %d healthy tasks left of %d: it has to keep %d", w.name, now.healthy, was.healthy, lower)
	}
	return nil
}
