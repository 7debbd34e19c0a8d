package servicescaling

import (
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// ScheduleActions puts the scheduled actions of all services on the agenda, numbered after the
// events of the scenario.
func (k *Scaling) ScheduleActions() {
	for i := range k.Config.Services {
		s := k.Config.Services[i].Scaling
		if s == nil {
			continue
		}
		for n := range s.Scheduled {
			k.engine.Plan(int32(len(k.Config.Events)+len(k.actions)), s.Scheduled[n].At)
			k.actions = append(k.actions, action{event.WorkloadID(i), int32(n)})
		}
	}
}

// action is one scheduled action: of which service, and which of its own.
type action struct {
	service event.WorkloadID
	number  int32
}

// OnScheduled is a scheduled action whose time has come, by its number on the agenda: it sets the bounds of a service's
// desired count and brings the count between them, whatever cooldown there is, and during a
// deployment too (Application Auto Scaling guide, scheduled-scaling-policy-overview).
func (k *Scaling) OnScheduled(number int32) {
	a := k.actions[int(number)-len(k.Config.Events)]
	w := &k.Workloads[a.service]
	x := w.Scaling
	s := &x.Scheduled[a.number]
	if least, most, inOrder := s.Bounds(x.Min, x.Max); inOrder {
		x.Min, x.Max = least, most
		k.engine.Tell(event.Event{Kind: event.ServiceBoundsSet, Workload: a.service, Number: a.number, From: int32(least), To: int32(most)})
		if want := min(max(w.Requested, least), most); want != w.Requested {
			k.engine.Resize(a.service, want, event.Event{
				Kind: event.ServiceMovedToBounds, Workload: a.service, Number: a.number, From: int32(w.Requested), To: int32(want)})
		}
	}
	if next := s.After(k.Clock.Now()); next != des.Never {
		k.engine.Plan(number, next)
	}
}
