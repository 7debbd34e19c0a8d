package sim

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// maxThrottle is the longest wait between tasks of a service that stop without
// ever running (developer guide, service-throttle-logic, 2026; 15 minutes in 2023).
const maxThrottle = 27 * time.Minute

// pass schedules a look of the service scheduler at a service, at the first tick
// from at on; a pass already scheduled later gives way.
func (k *cluster) pass(i int32, at des.Time) {
	w := &k.work[i]
	if tick := k.config.Timings.SchedulerTick; tick > 0 && at%des.Time(tick) != 0 {
		at += des.Time(tick) - at%des.Time(tick)
	}
	if w.pending && w.passAt <= at {
		return
	}
	w.pending, w.passAt = true, at
	k.clock.At(at, word(servicePassed, 0, i))
}

// onServicePassed places what the service lacks, until it has all or a try is
// refused; then it comes back after the next of the retry waits.
func (k *cluster) onServicePassed(i int32) {
	w := &k.work[i]
	if !w.pending || w.passAt != k.clock.Now() {
		return // an earlier pass took its place
	}
	w.pending, w.passed = false, true
	if w.service.Daemon {
		k.passDaemon(i)
	} else {
		for range w.requested - w.placed { // a task may fail at once and be lacking again
			if _, ok := k.place(i, w.since); !ok {
				break
			}
		}
	}
	if w.placed >= w.requested || !w.refusedNow {
		return
	}
	waits := k.config.Timings.PlacementRetry
	wait := waits[min(w.failures, len(waits)-1)]
	w.failures++
	k.pass(i, k.clock.Now().Add(max(wait, k.config.Timings.SchedulerTick, 1)))
}

// passDaemon puts one task on every instance that meets the daemon's constraints
// and has none, resources permitting.
func (k *cluster) passDaemon(i int32) {
	w := &k.work[i]
	w.requested = 0
	refused := model.Fits
	for h := range int32(k.hosts.Len()) {
		reason := k.fleet.Check(w.shape, h)
		switch {
		case reason == model.Fits:
			w.requested++
			k.put(i, h, w.since)
		case reason == model.ReasonDistinctInstance: // it has its task
			w.requested++
		case reason >= model.ReasonPorts: // eligible, but without room
			w.requested++
			refused = max(refused, reason)
		}
	}
	if refused != model.Fits {
		k.refuse(i, refused)
	}
}

// onServiceTaskFailed makes up for a task that stopped before it ran, the later
// the more of them failed in a row. The growth is an assumption: only its limit
// is published.
func (k *cluster) onServiceTaskFailed(i int32) {
	w := &k.work[i]
	w.streak++
	w.failedAt = k.freed
	if w.placed+1 == w.requested {
		w.since = k.clock.Now() // nothing else is lacking: the wait begins anew
	}
	wait := max(k.config.Timings.SchedulerTick, time.Second)
	for range min(w.streak-1, 20) {
		wait = min(2*wait, maxThrottle)
	}
	k.pass(i, k.clock.Now().Add(wait))
}
