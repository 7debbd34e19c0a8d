package engine

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// rebalance is what availability zone rebalancing of a service is about.
type rebalance struct {
	extra   int32 // serial number of the task that it has started beside the others; 0 = none
	retry   des.Time
	movedAt int  // cluster.changes when its zones were last looked at
	toldNot bool // the service was found out of balance
	vain    int  // moves whose task has failed
}

// surplus is how many tasks more than its desired count the service has on
// purpose.
func (w *workload) surplus() int {
	if w.extra > 0 {
		return 1
	}
	return 0
}

// balance moves one task of a steady service from the availability zone that has
// the most to the one that has the fewest: it starts one there, waits until it is
// healthy and stops one here (developer guide, service-rebalancing).
func (k *cluster) balance(i workID) {
	w := &k.work[i]
	if !w.service.Rebalance || w.service.Daemon {
		return
	}
	if w.extra > 0 {
		k.finishMove(i)
		return
	}
	_, upper := w.bounds()
	if w.steady && k.clock.Now() < w.retry {
		k.lookAt(i, w.retry)
		return
	}
	w.movedAt = k.changes
	if k.config.Duration == 0 && w.vain >= hopelessStreak {
		return // a run without an end of its own would never see the last of them
	}
	if !w.steady || upper <= w.requested || w.requested < 2 {
		return
	}
	zones, count := k.spread(i)
	if len(zones) < 2 {
		return
	}
	most, least := slices.Max(count), slices.Min(count)
	if most-least < 2 {
		if w.toldNot {
			w.toldNot = false
			k.event(w, "is AZ balanced with "+inZones(zones, count)+".")
		}
		return
	}
	if !w.toldNot {
		w.toldNot = true
		k.event(w, "is not AZ balanced with "+inZones(zones, count)+". AZ Rebalancing in progress.")
	}
	if n, opens := k.mayStart(w, 1); n == 0 {
		k.ration(i, opens)
		return
	}
	if !k.putIn(i, zones[slices.Index(count, least)]) {
		k.moveLater(i)
		return
	}
	w.extra = w.serial
	k.sayOf("service.rebalancing", w, "its zones are out of balance", inZones(zones, count))
	k.announce(w)
	k.wake(i)
}

// putIn starts one more task of a service in a zone, on an instance that there is:
// rebalancing never waits for a capacity provider to launch one.
func (k *cluster) putIn(work workID, zone string) bool {
	w := &k.work[work]
	rev := k.deps[w.dep].rev
	lanes := []laneID{none}
	if len(w.use.Providers) > 0 {
		lanes[0] = k.share(w)
	}
	for j, item := range w.use.Providers {
		if item.Weight > 0 {
			lanes = append(lanes, rev.lanes[j])
		}
	}
	for _, l := range lanes {
		shape := k.shapeIn(rev, l, zone)
		h, _ := k.choose(shape, uint64(w.fortune()))
		if h < 0 {
			continue
		}
		t := k.newTask(work, k.clock.Now())
		if l >= 0 {
			k.tasks.At(t).item = k.lanes[l].item
			k.lanes[l].tasks++
		}
		k.occupy(t, h)
		return true
	}
	return false
}

// finishMove stops a task in the fullest zone once the new one is healthy, and
// gives the move up when that has failed.
func (k *cluster) finishMove(work workID) {
	w := &k.work[work]
	var moved *task
	for _, t := range w.members {
		if x := k.tasks.At(t); x.serial == w.extra && !x.is(told) {
			moved = x
		}
	}
	if moved != nil && !moved.is(healthy) {
		return
	}
	w.extra = 0
	if moved == nil {
		w.vain++
		k.moveLater(work)
		return
	}
	k.wake(work) // if none may go here, the service scales in
	zones, count := k.spread(work)
	if len(zones) == 0 {
		return
	}
	zone := zones[slices.Index(count, slices.Max(count))]
	lower, _ := w.bounds()
	for _, t := range w.members {
		x := k.tasks.At(t)
		if !x.is(told) && x.serial != moved.serial && x.host >= 0 && k.info[x.host].zone == zone && !(x.is(healthy) && w.healthy <= lower) {
			k.stopMember(w, t, "its zone has the most tasks")
			break
		}
	}
	k.announce(w)
}

// moveLater has the next move wait for the longest of the waits between tries to
// place.
func (k *cluster) moveLater(i workID) {
	w := &k.work[i]
	waits := k.config.Timings.PlacementRetry
	w.retry = k.clock.Now().Add(waits[len(waits)-1])
	k.lookAt(i, w.retry)
}

// spread counts a service's tasks by the zones that it could use, in order of
// their names.
func (k *cluster) spread(work workID) (zones []string, count []int) {
	w := &k.work[work]
	shape := k.deps[w.dep].rev.shape
	for h := range hostID(len(k.info)) {
		x := &k.info[h]
		if !x.active() || slices.Contains(zones, x.zone) || !mayPlaceOn(w.use, x) {
			continue
		}
		if reason := k.fleet.Check(shape, int32(h)); reason == model.Fits || reason.OfOtherTasks() {
			zones = append(zones, x.zone)
		}
	}
	slices.Sort(zones)
	count = make([]int, len(zones))
	for _, t := range w.members {
		if x := k.tasks.At(t); !x.is(told) && x.host >= 0 {
			if z := slices.Index(zones, k.info[x.host].zone); z >= 0 {
				count[z]++
			}
		}
	}
	return zones, count
}

// mayGo reports whether an instance is one of the strategy's providers'; without a
// strategy any is.
func mayPlaceOn(u *config.Use, x *instance) bool {
	return len(u.Providers) == 0 || slices.ContainsFunc(u.Providers, func(p config.ProviderShare) bool { return providerID(p.Provider) == x.provider })
}

// inZones writes "3 tasks in az1, 1 tasks in az2", as ECS does.
func inZones(zones []string, count []int) string {
	parts := make([]string, len(zones))
	for z := range zones {
		parts[z] = fmt.Sprintf("%d tasks in %s", count[z], zones[z])
	}
	return strings.Join(parts, ", ")
}
