package engine

import (
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// forScaling is the engine as service auto scaling sees it.
type forScaling struct{ *cluster }

// Tell tells an event.
func (k forScaling) Tell(e event.Event) {
	if k.hears(e.Kind) {
		k.emit(e)
	}
}

// Resize sets the desired count of a service, and tells why.
func (k forScaling) Resize(i event.WorkloadID, want int, why event.Event) {
	w := &k.Workloads[i]
	k.completeIfDone(i)
	k.Tell(why)
	k.setRequested(i, want, event.AutoScaling)
	k.noteLacking(w)
	k.retryNow(i)
}

// Plan puts a scheduled action on the agenda, by its number there.
func (k forScaling) Plan(number int32, at des.Time) { k.scheduleScripted(state.Scripted, number, at) }
