package health

import (
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// SetLoad sets the load of a service.
func (k *Checks) SetLoad(i event.WorkloadID, load float64) {
	if x := k.Workloads[i].Watch; x != nil {
		x.Load = load
		k.Review(i)
	}
}

// Fail has the checks of a service's healthy tasks fail, the oldest first, as an event of the
// scenario asks for; it returns of how many.
func (k *Checks) Fail(e *config.Event) (n int) {
	i, until := event.WorkloadID(e.Service), des.Never
	w := &k.Workloads[i]
	if e.For > 0 {
		until = k.Clock.Now().Add(e.For)
	}
	for t := range k.TasksOf(i) {
		if x := k.Tasks.At(t); n != e.Count && x.Is(state.Healthy) && !x.Is(state.InstanceLost) {
			y := w.Watch.Tasks[t]
			y.Until = max(y.Until, until)
			k.review(t, w)
			n++
		}
	}
	if n > 0 {
		k.engine.Wake(i)
	}
	return n
}

// Forgive has watched services begin anew to count the tasks that come to nothing: an event of the
// scenario may have ended what they failed for.
func (k *Checks) Forgive() {
	for i := range k.Config.Services {
		if w := &k.Workloads[i]; w.Watch != nil && w.Pass.FutileTasks > 0 {
			w.Pass.FutileTasks = 0
			k.engine.Wake(event.WorkloadID(i))
		}
	}
}

// Ran notes that a task of a watched service runs, from now on or since before the run.
func (k *Checks) Ran(i event.TaskID, w *state.Workload, before bool) {
	w.Watch.Tasks[i] = &state.Watched{Ran: k.Clock.Now(), Before: before}
	k.Review(k.WorkloadOf(k.Tasks.At(i)))
}

// Healthy notes that a task of a watched service is healthy, and takes its part of the load.
func (k *Checks) Healthy(i event.TaskID, w *state.Workload) {
	k.Review(k.WorkloadOf(k.Tasks.At(i)))
	k.review(i, w)
}

// Lost notes that a task of a watched service is lost with its instance.
func (k *Checks) Lost(t *state.Task, w *state.Workload) {
	if t.Is(state.Healthy) && !t.Is(state.DesiredStopped) {
		w.Watch.Lost++
	}
	k.Review(k.WorkloadOf(t))
}

// Left notes that a task of a watched service is told to stop.
func (k *Checks) Left(i event.TaskID, t *state.Task, w *state.Workload) {
	delete(w.Watch.Tasks, i)
	if t.Is(state.Healthy) && t.Is(state.InstanceLost) {
		w.Watch.Lost--
	}
	k.Review(k.WorkloadOf(t))
}

// Review finds out whether a watched service has more load for each task than its health checks
// stand. Tasks that ran before the run are there all at once: the end of their first pass tells.
func (k *Checks) Review(i event.WorkloadID) {
	if k.Clock.Now() > 0 {
		k.Passed(i)
	}
}

// Passed is Review at the end of a pass of the service scheduler.
func (k *Checks) Passed(i event.WorkloadID) {
	w := &k.Workloads[i]
	x := w.Watch
	if x.Above == 0 {
		return
	}
	each := w.LoadOfEach()
	if over := each > x.Above; over == x.Overloaded {
		return
	}
	x.Overloaded = !x.Overloaded
	k.engine.Tell(event.Event{Kind: event.ServiceOverloaded, Workload: i, Metric: each, On: x.Overloaded})
	for _, t := range w.Members {
		k.review(t, w)
	}
	k.engine.Wake(i)
}

// review finds out when a healthy task will be unhealthy, if its checks fail and go on to.
func (k *Checks) review(i event.TaskID, w *state.Workload) {
	t, x, now := k.Tasks.At(i), w.Watch.Tasks[i], k.Clock.Now()
	if x == nil || !t.Is(state.Healthy) || t.Is(state.InstanceLost) {
		return
	}
	if x.End <= now { // they have passed
		x.Since = now
	}
	x.End = 0
	switch {
	case w.Watch.Overloaded:
		x.End = des.Never
	case x.Until > now:
		x.End = x.Until
	}
	if t.Due&state.DueBit(state.BecameUnhealthy) != 0 {
		k.engine.Withdraw(t, x.Ticket)
	}
	if x.End == 0 {
		return
	}
	if at := max(k.UnhealthyAt(t, x, x.Since), now); at < x.End {
		x.Ticket = k.engine.Expect(i, t, at)
	}
}
