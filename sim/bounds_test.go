package sim

import (
	"fmt"
	"testing"

	"ecssim/sim/des"
)

// watched builds a run that is checked after every event, against its own records
// and against what it was before, and that has to end.
func watched(t testing.TB, c *Config) *cluster {
	k := start(t, c)
	check, events := k.afterEvent, 0
	was := make([]headcounts, len(k.work))
	for i := range was {
		was[i] = k.headcount(int32(i))
	}
	k.afterEvent = func(k *cluster) {
		check(k)
		for i := range k.work {
			now := k.headcount(int32(i))
			if err := k.within(int32(i), was[i], now); err != nil {
				t.Fatalf("at %v: %v", k.clock.Now(), err)
			}
			was[i] = now
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

func (k *cluster) headcount(i int32) headcounts {
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

// within says how a service has gone out of its bounds by what it did itself.
func (k *cluster) within(i int32, was, now headcounts) error {
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
