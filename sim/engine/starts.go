package engine

import (
	"fmt"
	"time"

	"ecssim/sim/des"
)

// startWindow is the length of the windows in which AWS counts the tasks that a
// service starts (AWS General Reference, ecs-service: 500 a minute, not adjustable).
// That they are fixed windows from the service's first start is an assumption.
const startWindow = time.Minute

// startCount counts what a service has started in the present window.
//
//	0 <= started <= Quotas.TaskStartsPerMinute where that is no 0
type startCount struct {
	window  des.Time // its beginning, the first start of all plus whole minutes
	started int
	any     bool // there was a start that counts
	told    bool // that the window is used up
}

// add counts a start.
func (s *startCount) add(now des.Time) {
	if !s.any {
		s.any, s.window = true, now
	}
	s.advance(now)
	s.started++
}

// advance goes on to the window that an instant is in.
func (s *startCount) advance(now des.Time) {
	if past := now.Sub(s.window); s.any && past >= startWindow {
		s.window, s.started, s.told = s.window.Add(past-past%startWindow), 0, false
	}
}

// mayStart is how many of n tasks a service may start now, and the beginning of the
// window in which it may start the others. A daemon's tasks and those that ran before
// the scenario do not count.
func (k *cluster) mayStart(w *workload, n int) (int, des.Time) {
	limit := k.config.Quotas.TaskStartsPerMinute
	if limit == 0 || w.service.Daemon || w.service.StartedBefore && k.clock.Now() == 0 {
		return n, 0
	}
	s := &w.pass.starts
	s.advance(k.clock.Now())
	return min(n, limit-s.started), s.window.Add(startWindow)
}

// countStart counts a task that a service has started.
func (k *cluster) countStart(w *workload) {
	if k.config.Quotas.TaskStartsPerMinute > 0 && !w.service.Daemon && !(w.service.StartedBefore && k.clock.Now() == 0) {
		w.pass.starts.add(k.clock.Now())
	}
}

// ration has a service wait for its next window.
func (k *cluster) ration(i workID, opens des.Time) {
	w := &k.work[i]
	w.pass.rationed = true
	k.lookAt(i, opens)
	if s := &w.pass.starts; k.logs() && !s.told {
		s.told = true
		k.sayOf("service.limited", w, fmt.Sprintf("it has started %d tasks this minute", s.started), "until "+time.Duration(opens).String())
	}
}
