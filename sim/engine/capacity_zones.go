package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/autoscaling"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// restoreZone has a zone that has failed be there again: groups may launch in it.
func (k *cluster) restoreZone(n int32) {
	zone := k.Config.Events[n].Zone
	if !k.FailedZones[zone] {
		return
	}
	delete(k.FailedZones, zone)
	if k.hears(event.ZoneRestored) {
		k.emit(event.Event{Kind: event.ZoneRestored, Zone: k.ZoneID(zone), Script: n})
	}
	for p := range k.Providers {
		k.Providers[p].ZonesMayBeUneven = true
	}
	k.reviewProviders()
}

// rebalanceZones is the process AZRebalance of EC2 Auto Scaling, once a metric period: it launches
// in the zone with the fewest instances, and when what it has launched is in service as many are
// terminated in the zone with the most. It does so after what the guide says may leave a group
// uneven: a zone that was not there is back, or has addresses again, or instances were terminated
// by EC2's own call (EC2 Auto Scaling guide, auto-scaling-benefits and as-instance-termination,
// 2026; when it looks, and how many it moves at once, is not said).
func (k group) rebalanceZones() {
	x := &k.Providers[k.p]
	if !autoscaling.RebalancesZones(&k.Cluster, k.p) || x.Size < x.Desired || k.ReplacementOf(k.id) != nil {
		return
	}
	if x.Size > x.Desired {
		k.finishRebalance()
		return
	}
	moves, uneven := autoscaling.ZoneMoves(&k.Cluster, k.p)
	x.ZonesMayBeUneven = uneven
	for _, zone := range moves {
		h, why := k.launchIn(k.id, zone, event.ZoneHasFewest, event.None)
		if why.Reason != model.Fits {
			return // the one before has taken the last address
		}
		k.Instances[h].Rebalances = true
	}
}

// finishRebalance has the group count on what it has launched for its zones and is in service, and
// terminates as many instances elsewhere.
func (k group) finishRebalance() {
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Group == k.id && x.Rebalances && x.State == state.InService {
			x.Rebalances = false
		}
	}
	k.giveUpExcess(event.ZoneHasMostInstances)
}
