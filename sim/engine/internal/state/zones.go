package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// ZonesOf counts a service's tasks by the zones that it could use, in order of
// their names.
func (k *Cluster) ZonesOf(w *Workload) (zones []string, count []int) {
	shape := k.Deployments[w.Primary].Revision.Shape
	for h := range event.InstanceID(len(k.Instances)) {
		x := &k.Instances[h]
		if !x.Active() || slices.Contains(zones, x.Zone) || !mayPlaceOn(w.Use, x) {
			continue
		}
		if reason := k.Fleet.Check(shape, int32(h)); reason == model.Fits || reason.OfOtherTasks() {
			zones = append(zones, x.Zone)
		}
	}
	slices.Sort(zones)
	count = make([]int, len(zones))
	for _, t := range w.Members {
		if x := k.Tasks.At(t); !x.Is(DesiredStopped) && x.Instance >= 0 {
			if z := slices.Index(zones, k.Instances[x.Instance].Zone); z >= 0 {
				count[z]++
			}
		}
	}
	return zones, count
}

// mayPlaceOn reports whether an instance is one of the strategy's providers'; without a
// strategy any is.
func mayPlaceOn(u *config.Use, x *Instance) bool {
	isOf := func(p config.ProviderShare) bool { return event.ProviderID(p.Provider) == x.Provider }
	return len(u.Providers) == 0 || slices.ContainsFunc(u.Providers, isOf)
}
