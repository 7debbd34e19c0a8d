package engine

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/observe/words"
)

// subjectOf is how a text about a service or a RunTask request begins.
func subjectOf(w *state.Workload) string {
	if w.Service == nil {
		return words.OfRunTask(w.Name)
	}
	return words.OfService(w.Name)
}

// event adds a service event.
func (k *cluster) event(w *state.Workload, text string) { k.repeat(w, subjectOf(w)+(text)) }

// repeat adds the whole text of an event that may come again and again.
func (k *cluster) repeat(w *state.Workload, text string) {
	if text == w.Trouble && k.Clock.Now().Sub(w.TroubleAt) < state.RepeatsAfter {
		return
	}
	w.Trouble, w.TroubleAt = text, k.Clock.Now()
	if w.Pass.InPass {
		w.HeldEvents = append(w.HeldEvents, text)
		return
	}
	w.Keep(text)
}

// announce adds what a look at a service has done to its events.
func (k *cluster) announce(w *state.Workload) {
	p := &w.Pass
	w.List("started ", " tasks:", p.Started)
	if n := len(w.Events); p.Replacements > 0 {
		w.Events[n-1] += fmt.Sprintf(" Amazon ECS replaced %d tasks due to an unhealthy status.", p.Replacements)
	}
	w.List("stopped ", " running tasks:", p.Stopped)
	if p.StoppedPending > 0 {
		w.Keep(subjectOf(w) + (fmt.Sprintf("stopped %d pending tasks.", p.StoppedPending)))
	}
	if len(p.Started)+len(p.Stopped)+p.StoppedPending > 0 && len(w.HeldEvents) == 0 {
		w.Trouble = ""
	}
	p.Started, p.Stopped, p.StoppedPending, p.Replacements = p.Started[:0], p.Stopped[:0], 0, 0
	for _, g := range w.TargetGroups {
		name := k.TargetGroups[g].Name
		if w.TargetsRegistered > 0 {
			w.Keep(subjectOf(w) + (fmt.Sprintf("registered %d targets in (target-group %s)", w.TargetsRegistered, name)))
		}
		if w.TargetsDeregistered > 0 {
			w.Keep(subjectOf(w) + (fmt.Sprintf("deregistered %d targets in (target-group %s)", w.TargetsDeregistered, name)))
		}
		if w.TargetsDraining > 0 {
			w.Keep(subjectOf(w) + (fmt.Sprintf("has begun draining connections on %d tasks.", w.TargetsDraining)))
		}
	}
	w.TargetsRegistered, w.TargetsDeregistered, w.TargetsDraining = 0, 0, 0
	for _, text := range w.HeldEvents {
		w.Keep(text)
	}
	w.HeldEvents = w.HeldEvents[:0]
}

// message is the service event or the RunTask failure of a refused try.
func (k *cluster) message(w *state.Workload, shape state.ShapeID, reason model.Reason) string {
	if w.Service == nil {
		return words.RunTaskRefused(w.Name, reason)
	}
	h, _ := k.Closest(shape)
	return subjectOf(w) + words.Unplaced(reason, k.view.InstanceName(h))
}
