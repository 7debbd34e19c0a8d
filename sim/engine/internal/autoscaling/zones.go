package autoscaling

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// RebalancesZones reports whether the process AZRebalance watches the group of a capacity provider:
// after an event that may have left its zones uneven, until they are not, unless it is suspended.
func RebalancesZones(k *state.Cluster, p event.ProviderID) bool {
	return k.Providers[p].ZonesMayBeUneven && !k.Config.Providers[p].AZRebalanceSuspended
}

// Rebalancing is how many instances the group has beyond its desired count because it rebalances its
// zones: launched, and others not terminated for them yet.
func (g Group) Rebalancing() (n int) {
	for _, h := range g.all() {
		if g.Instances[h].Rebalances {
			n++
		}
	}
	return n
}

// ZoneMoves lists the zones in which AZRebalance would launch an instance at once, to terminate one
// elsewhere when that is in service, and reports whether the group of a capacity provider is
// uneven: one zone has two instances more than another. It launches no more at once than 10
// percent of the maximum size, one at least, where nothing keeps it from that and there is an
// instance to terminate elsewhere.
func ZoneMoves(k *state.Cluster, p event.ProviderID) (moves []string, uneven bool) {
	g := Of(k, event.GroupID(k.Config.Providers[p].Group))
	zones := k.ZonesFor(g.ID)
	there, mayGo := make([]int, len(zones)), make([]int, len(zones))
	for _, h := range g.all() {
		z := slices.Index(zones, g.Instances[h].Zone)
		if z < 0 {
			continue
		}
		there[z]++
		if g.Instances[h].State == state.InService && g.Unprotected(h) {
			mayGo[z]++
		}
	}
	if len(zones) < 2 || slices.Max(there)-slices.Min(there) < 2 {
		return nil, false
	}
	for len(moves) < max(1, k.Providers[p].Max/10) {
		to, from := -1, -1
		for z := range zones {
			if (to < 0 || there[z] < there[to]) && k.ZoneObstacle(g.ID, zones[z]).Reason == model.Fits {
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
		moves = append(moves, zones[to])
	}
	return moves, true
}
