package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// reviewProviders notes that the next metric of every capacity provider may change something:
// instances or tasks that wait have come or gone.
func (k *cluster) reviewProviders() {
	k.judgedAt = -1
	for i := range k.Providers {
		x := &k.Providers[i]
		x.MayAct = k.Config.Providers[i].Managed || x.Size != x.Desired || x.ZonesMayBeUneven
	}
}

// onMetricTaken is the end of a metric period of the cluster: capacity providers, then service
// auto scaling.
func (k *cluster) onMetricTaken() {
	for p := range k.Providers {
		k.scaleProvider(event.ProviderID(p))
	}
	late := false
	for i := range k.Workloads {
		if x := k.Workloads[i].Scaling; x != nil && !k.Workloads[i].HasOwnMetrics() {
			k.scaling.Measure(event.WorkloadID(i))
			late = late || len(x.Unseen) > 0
		}
	}
	if late {
		k.Clock.At(k.Clock.Now().Add(k.Config.Timings.MetricDelay), state.Word(state.MetricSeen, 0, 0))
	}
	k.judgeQueued()
	k.Clock.At(k.Clock.Now().Add(k.Config.Timings.MetricPeriod), state.Word(state.MetricTaken, 0, 0))
}

// scaleProvider is managed scaling: CapacityProviderReservation = M / N x 100, with N
// the instances that there are and M those needed, and a target tracking policy on it
// (developer guide, managed-scaling-behavior and cluster-auto-scaling).
func (k *cluster) scaleProvider(p event.ProviderID) {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	x.SeenAt = k.Changes
	group := k.groupOf(p)
	group.launchLacking(event.GroupHasLostOne) // what failed or was interrupted
	group.rebalanceZones()
	group.giveUpExcess(event.GroupHasTooMany)
	if !c.Managed {
		x.MayAct = false
		return
	}
	n := x.Size
	before := x.Excluded
	additions, excluded := k.Additions(c, p)
	x.Excluded = excluded
	if x.Excluded != before && k.hears(event.CapacityExcluded) {
		k.emit(event.Event{Kind: event.CapacityExcluded, Provider: p, Count: int32(x.Excluded)})
	}
	if additions == 0 && excluded > 0 { // managed scaling stops
		x.Metric, x.LowPeriods, x.MayAct = 100, 0, false
		k.tellMeasured(p, n, n)
		return
	}
	needed := n + additions
	if additions == 0 {
		needed = k.BusyInstances(p)
	}
	switch {
	case n > 0:
		x.Metric = float64(float64(needed) / float64(n) * 100)
	case needed > 0:
		x.Metric = 200
	default:
		x.Metric = 100
	}
	k.tellMeasured(p, n, needed)
	switch {
	case needed > n:
		x.LowPeriods = 0
		k.scaleOut(p, needed)
		return
	case n == 0:
		x.LowPeriods = 0
		k.scaleFromEmpty(p)
		return
	}
	// ceil(N x metric / T), in whole numbers
	want := max((needed*100+c.Target-1)/c.Target, x.Min)
	switch {
	case want > n && needed > 0:
		x.LowPeriods = 0
		k.raiseDesired(p, want)
	case want < n && needed*100 < n*c.Target:
		x.MayAct = true
		if x.LowPeriods++; x.LowPeriods >= max(k.Config.Timings.ScaleInPoints, 1) {
			x.MayAct = k.scaleInProvider(p, want)
		}
	default:
		x.LowPeriods, x.MayAct = 0, false
	}
}

// tellMeasured tells of the metric of a capacity provider: there are n instances, and so many
// are needed.
func (k *cluster) tellMeasured(p event.ProviderID, n, needed int) {
	if k.hears(event.CapacityMeasured) {
		k.emit(event.Event{Kind: event.CapacityMeasured, Provider: p, From: int32(n), To: int32(needed), Metric: k.Providers[p].Metric})
	}
}

// scaleOut asks for the instances that waiting tasks need. From an empty group the
// metric is 200 whatever waits, so that the first step is to two instances at a
// target of 100 (containers-roadmap issue 1716).
func (k *cluster) scaleOut(p event.ProviderID, needed int) {
	c := &k.Config.Providers[p]
	want := (needed*100 + c.Target - 1) / c.Target
	if k.Providers[p].Size == 0 {
		want = (200 + c.Target - 1) / c.Target
	}
	k.raiseDesired(p, want)
}

// raiseDesired raises the group's desired count, unless an instance of it is still within its
// warm-up.
func (k *cluster) raiseDesired(p event.ProviderID, want int) {
	x := &k.Providers[p]
	want = min(want, x.Max)
	x.MayAct = want > x.Size
	if want <= x.Size || k.WarmsUp(p) {
		return
	}
	if want > x.Desired {
		k.setProviderDesired(p, want)
		if x.ScaledIn {
			x.Reversals++
			x.ScaledIn = false
		}
	}
	for x.Size < x.Desired {
		if why := k.launchInFirstZone(event.GroupID(k.Config.Providers[p].Group), event.GroupScalesOut, event.None); why.Reason != model.Fits {
			x.MayAct = false // until something else changes
			return
		}
	}
}

func (k *cluster) setProviderDesired(p event.ProviderID, want int) {
	x := &k.Providers[p]
	if k.hears(event.CapacityScaled) {
		k.emit(event.Event{Kind: event.CapacityScaled, Provider: p, From: int32(x.Desired), To: int32(want), Metric: x.Metric, Count: int32(k.WaitingFor(p))})
	}
	x.Desired = want
}

// scaleInProvider terminates instances: less than half of them at a time, and
// with managed termination protection only those without tasks (developer guide,
// cluster-auto-scaling). Without it the Auto Scaling group's default policy takes the
// oldest of the zone with the most. It reports whether there was one to terminate.
func (k *cluster) scaleInProvider(p event.ProviderID, want int) bool {
	x := &k.Providers[p]
	if k.ScalesInNoMore(p) {
		return false
	}
	group := k.groupOf(p)
	registered := func(h event.InstanceID) bool {
		return k.Instances[h].State != state.Registering && group.now().Unprotected(h)
	}
	hs := group.now().ToTerminate(min(x.Size-want, max(1, (x.Size-1)/2)), registered)
	if to := x.Size - len(hs); to < x.Desired {
		k.setProviderDesired(p, to)
		x.ScaledIn = true
	}
	for _, h := range hs {
		group.giveUp(h, event.ProviderScalesIn)
	}
	return len(hs) > 0
}
