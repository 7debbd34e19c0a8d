package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// mayCall reports whether the interface of a task can be created at once, where calls are
// limited; otherwise the task waits its turn, or has failed.
func (k *cluster) mayCall(i event.TaskID, t *state.Task) bool {
	size, now := k.Config.Quotas.ENICalls, k.Clock.Now()
	switch {
	case t.Is(state.BeganBefore):
		return true
	case len(k.Calls.Line) == 0 && k.Calls.Take(now, size):
		return true
	case k.Config.Timings.CallTimeout == 0:
		k.fail(i, t, model.StoppedReason{Code: model.StoppedThrottled})
		return false
	}
	t.Due |= state.DueBit(state.ENIAttached)
	k.reckon(t, state.ENIAttached, 1)
	k.Calls.Line = append(k.Calls.Line, state.Call{Ticket: k.TicketOf(i), Since: now})
	k.tellTask(event.ENIThrottled, i, t)
	k.awaitCalls()
	return false
}

// awaitCalls has the line looked at when its head may call, or gives up.
func (k *cluster) awaitCalls() {
	if x := &k.Calls; !x.Due && len(x.Line) > 0 {
		x.Due = true
		at := min(x.Next(k.Clock.Now(), k.Config.Quotas.ENICalls), x.Line[0].Since.Add(k.Config.Timings.CallTimeout))
		k.Clock.At(at, state.Word(state.CallsAllowed, 0, 0))
	}
}

// onCallsAllowed lets tasks of the line have their interfaces, as many as the bucket
// allows.
func (k *cluster) onCallsAllowed() {
	x, now := &k.Calls, k.Clock.Now()
	x.Due = true // whoever joins the line meanwhile has no event to make
	done := 0
	for ; done < len(x.Line); done++ {
		c := x.Line[done]
		if !k.WaitsForCall(c) {
			continue
		}
		t := k.Tasks.At(c.Task)
		if x.Take(now, k.Config.Quotas.ENICalls) {
			k.strikeOff(t, state.ENIAttached)
			k.createInterface(c.Task, t)
		} else if now >= c.Since.Add(k.Config.Timings.CallTimeout) {
			k.fail(c.Task, t, model.StoppedReason{Code: model.StoppedThrottled})
		} else {
			break
		}
	}
	x.Line = append(x.Line[:0], x.Line[done:]...)
	x.Due = false
	k.awaitCalls()
}
