package engine

import (
	"fmt"
	"testing"
	"time"

	"ecssim/sim/des"
	"ecssim/sim/event"
)

// watch has a run checked after every entry of its agenda, against its own records
// and against what it was before, and has it end.
func (k *cluster) watch(t testing.TB) {
	entries := 0
	starts := make([]startLog, len(k.Config.Services))
	was := make([]headcounts, len(k.Workloads))
	for i := range was {
		was[i] = k.headcount(event.WorkloadID(i))
	}
	before := k.afterEvent
	k.afterEvent = func(k *cluster) {
		if before != nil {
			before(k)
		}
		for i := range k.Workloads {
			now := k.headcount(event.WorkloadID(i))
			if err := k.within(event.WorkloadID(i), was[i], now); err != nil {
				t.Fatalf("at %v: %v", k.Clock.Now(), err)
			}
			was[i] = now
		}
		for i := range starts {
			if err := k.slowly(event.WorkloadID(i), &starts[i]); err != nil {
				t.Fatalf("at %v: %v", k.Clock.Now(), err)
			}
		}
		if entries++; entries > 200_000 {
			t.Fatalf("200,000 entries by %v, and no end", k.Clock.Now())
		}
	}
}

// headcounts is what the service scheduler's bounds are about.
type headcounts struct {
	placed, healthy int
	looked          des.Time // when the service was last looked at; -1 = never
}

func (k *cluster) headcount(i event.WorkloadID) headcounts {
	w := &k.Workloads[i]
	all := w.Placed - w.DaemonsDraining
	if k.Config.Options.CountStopping {
		all += w.Leaving
	}
	looked := w.Pass.LastPass
	if !w.Pass.Passed {
		looked = -1
	}
	return headcounts{all, w.Healthy, looked}
}

// startLog is when a service started each of its tasks but those before the run.
type startLog struct {
	before int32
	at     []des.Time
}

// slowly says which minute of a service has more starts than there may be; minutes
// begin with the first start.
func (k *cluster) slowly(i event.WorkloadID, starts *startLog) error {
	w, limit := &k.Workloads[i], k.Config.Quotas.TaskStartsPerMinute
	if limit == 0 || w.Service.Daemon {
		return nil
	}
	now := k.Clock.Now()
	if w.Service.StartedBefore && now == 0 {
		starts.before = w.LastSerial
	}
	for n := int32(len(starts.at)) + starts.before; n < w.LastSerial; n++ {
		starts.at = append(starts.at, now)
	}
	in := map[time.Duration]int{}
	for _, at := range starts.at {
		minute := at.Sub(starts.at[0]) / time.Minute
		if in[minute]++; in[minute] > limit {
			return fmt.Errorf("service %s has started %d tasks in its minute %d, wanted at most %d", w.Name, in[minute], minute, limit)
		}
	}
	return nil
}

// within says how a service has gone out of its bounds by what it did itself.
func (k *cluster) within(i event.WorkloadID, was, now headcounts) error {
	w := &k.Workloads[i]
	if w.Service == nil {
		return nil
	}
	lower, upper := w.Bounds()
	switch {
	case w.Service.Daemon:
		for h := range k.Instances {
			if n := k.Fleet.Count(w.TaskGroup, int32(h)); n > 1 {
				return fmt.Errorf("daemon %s has %d tasks on %s", w.Name, n, k.Instances[h].ID)
			}
		}
	case now.placed > max(upper, was.placed) && w.Pass.Passed:
		return fmt.Errorf("service %s has %d tasks and had %d: it may have %d", w.Name, now.placed, was.placed, upper)
	case now.looked != was.looked && now.healthy < was.healthy && now.healthy < min(lower, w.Requested):
		return fmt.Errorf("service %s has %d healthy tasks left of %d: it has to keep %d", w.Name, now.healthy, was.healthy, lower)
	}
	return nil
}
