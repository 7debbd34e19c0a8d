package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
)

// Move is an instance that Availability Zone rebalancing would launch in one zone, to terminate
// one in another when it is in service.
type Move struct{ To, From string }

// ZoneMoves lists what Availability Zone rebalancing would launch at once for a capacity
// provider's group, and reports whether the group is uneven: one zone has two instances more than
// another. It launches no more at once than 10 percent of the maximum size, one at least, where
// nothing keeps it from that and there is an instance to terminate elsewhere.
func (k *Cluster) ZoneMoves(p event.ProviderID) (moves []Move, uneven bool) {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	g := event.GroupID(c.Group)
	zones := k.ZonesFor(g)
	there, mayGo := make([]int, len(zones)), make([]int, len(zones))
	for h := range k.Instances {
		y := &k.Instances[h]
		z := slices.Index(zones, y.Zone)
		if y.Group != g || !y.CountsInGroup() || z < 0 {
			continue
		}
		there[z]++
		if y.State == InService && !k.ProtectedFromScaleIn(y) {
			mayGo[z]++
		}
	}
	if len(zones) < 2 || slices.Max(there)-slices.Min(there) < 2 {
		return nil, false
	}
	for len(moves) < max(1, x.Max/10) {
		to, from := -1, -1
		for z := range zones {
			if (to < 0 || there[z] < there[to]) && k.ZoneObstacle(g, zones[z]).Reason == model.Fits {
				to = z
			}
			if mayGo[z] > 0 && (from < 0 || there[z] > there[from]) {
				from = z
			}
		}
		if to < 0 || from < 0 || there[from]-there[to] < 2 {
			break
		}
		there[to]++
		there[from]--
		mayGo[from]--
		moves = append(moves, Move{zones[to], zones[from]})
	}
	return moves, true
}

// Rebalancing is how many instances a capacity provider's group has beyond its desired count because
// it rebalances its zones: launched, and others not terminated for them yet.
func (k *Cluster) Rebalancing(p event.ProviderID) (n int) {
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Provider == p && x.Rebalances && x.CountsInGroup() {
			n++
		}
	}
	return n
}

// RebalancesZones reports whether Availability Zone rebalancing watches the group of a capacity
// provider: after an event that may have left its zones uneven, until they are not, unless the
// process is suspended.
func (k *Cluster) RebalancesZones(p event.ProviderID) bool {
	return k.Providers[p].ZonesMayBeUneven && !k.Config.Providers[p].AZRebalanceSuspended
}
