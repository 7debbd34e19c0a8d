package engine

import (
	"slices"

	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// rebalance moves one task of a steady service from the availability zone that has
// the most to the one that has the fewest: it starts one there, waits until it is
// healthy and stops one here (developer guide, service-rebalancing).
func (k pass) rebalance() {
	w, i := k.w, k.i
	if !w.Service.Rebalance || w.Service.Daemon {
		return
	}
	if w.ExtraTask > 0 {
		k.finishMove()
		return
	}
	_, upper := w.Bounds()
	if w.Steady && k.Clock.Now() < w.NextMove {
		k.schedulePass(i, w.NextMove)
		return
	}
	w.MoveTriedAt = k.Changes
	if k.Config.Duration == 0 && w.FailedMoves >= state.RepeatLimit {
		return // a run without an end of its own would never see the last of them
	}
	if !w.Steady || upper <= w.Requested || w.Requested < 2 {
		return
	}
	zones, count := k.ZonesOf(w)
	w.Zones, w.TasksIn = zones, count
	if len(zones) < 2 {
		return
	}
	most, least := slices.Max(count), slices.Min(count)
	if most-least < 2 {
		if w.Unbalanced {
			w.Unbalanced = false
			k.tellWorkload(event.ServiceBalanced, i)
		}
		return
	}
	if !w.Unbalanced {
		w.Unbalanced = true
		k.tellWorkload(event.ServiceUnbalanced, i)
	}
	if n, opens := k.MayStart(w, 1); n == 0 {
		k.awaitStartWindow(i, opens)
		return
	}
	if !k.startInZone(zones[slices.Index(count, least)]) {
		k.postponeMove()
		return
	}
	w.ExtraTask = w.LastSerial
	if k.hears(event.ServiceRebalancing) {
		k.emit(event.Event{Kind: event.ServiceRebalancing, Workload: i, Number: w.LastSerial})
	}
	k.wake(i)
}

// startInZone starts one more task of a service in a zone, on an instance that there is:
// rebalancing never waits for a capacity provider to launch one.
func (k pass) startInZone(zone string) bool {
	w := k.w
	rev := k.Deployments[w.Primary].Revision
	queues := []state.QueueID{event.None}
	if len(w.Use.Providers) > 0 {
		queues[0] = k.NextQueue(rev)
	}
	for j, item := range w.Use.Providers {
		if item.Weight > 0 {
			queues = append(queues, rev.Queues[j])
		}
	}
	for _, q := range queues {
		shape := k.shapeIn(rev, q, zone)
		h, _ := k.Choose(shape, uint64(w.NextDraw()))
		if h < 0 {
			continue
		}
		k.placeOn(k.newTask(w.Primary, q, k.Clock.Now()), h)
		return true
	}
	return false
}

// finishMove stops a task in the fullest zone once the new one is healthy, and
// gives the move up when that has failed.
func (k pass) finishMove() {
	w := k.w
	var moved *state.Task
	for _, t := range w.Members {
		if x := k.Tasks.At(t); x.Serial == w.ExtraTask && !x.Is(state.DesiredStopped) {
			moved = x
		}
	}
	if moved != nil && !moved.Is(state.Healthy) {
		return
	}
	w.ExtraTask = 0
	if moved == nil {
		w.FailedMoves++
		k.postponeMove()
		return
	}
	k.wake(k.i) // if none may go here, the service scales in
	zones, count := k.ZonesOf(w)
	if len(zones) == 0 {
		return
	}
	zone := zones[slices.Index(count, slices.Max(count))]
	lower, _ := w.Bounds()
	for _, t := range w.Members {
		x := k.Tasks.At(t)
		if !x.Is(state.DesiredStopped) && x.Serial != moved.Serial && x.Instance >= 0 && k.Instances[x.Instance].Zone == zone &&
			!(x.Is(state.Healthy) && w.Healthy <= lower) {
			k.stopMember(t, event.ZoneHasMost)
			k.tellWorkload(event.ServiceMoved, k.i)
			break
		}
	}
}

// postponeMove has the next move wait for the longest of the waits between tries to
// place.
func (k pass) postponeMove() {
	waits := k.Config.Timings.PlacementRetry
	k.w.NextMove = k.Clock.Now().Add(waits[len(waits)-1])
	k.schedulePass(k.i, k.w.NextMove)
}
