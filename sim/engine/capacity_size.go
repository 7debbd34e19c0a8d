package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// setGroup is UpdateAutoScalingGroup, or a scheduled action. A minimum above the desired
// capacity raises that, a maximum below it lowers it (EC2 Auto Scaling API,
// UpdateAutoScalingGroup, 2026). The group launches and terminates at once what the call asks for.
func (k *cluster) setGroup(e *config.Event) {
	g := event.GroupID(e.Group)
	p := k.ProviderOf(g)
	if p < 0 {
		k.setPlainGroup(g, e.Desired)
		return
	}
	x := &k.Providers[p]
	size := state.GroupSize{Min: x.Min, Max: x.Max, Desired: x.Desired}
	for _, given := range []struct {
		n  int
		to *int
	}{{e.Min, &size.Min}, {e.Max, &size.Max}, {e.Desired, &size.Desired}} {
		if given.n != config.None {
			*given.to = given.n
		}
	}
	size.Desired = min(max(size.Desired, size.Min), size.Max)
	k.sizeGroup(p, size, event.UpdateAutoScalingGroupCalled)
	k.reviewProviders()
}

// sizeGroup sets the size of a capacity provider's group, which launches what it lacks then and
// terminates what it has too many.
func (k *cluster) sizeGroup(p event.ProviderID, size state.GroupSize, cause event.Cause) {
	x := &k.Providers[p]
	x.Min, x.Max, x.Desired = size.Min, size.Max, size.Desired
	k.tellGroupSized(p, cause)
	for x.Size < x.Desired && k.launchInFirstZone(event.GroupID(k.Config.Providers[p].Group), cause, event.None).Reason == model.Fits {
	}
	k.giveUpExcess(p, cause)
}

// tellGroupSized tells which size a capacity provider's group is set to.
func (k *cluster) tellGroupSized(p event.ProviderID, cause event.Cause) {
	if x := &k.Providers[p]; k.hears(event.GroupSized) {
		k.emit(event.Event{Kind: event.GroupSized, Group: event.GroupID(k.Config.Providers[p].Group), Provider: p, Cause: cause,
			From: int32(x.Min), To: int32(x.Max), Count: int32(x.Desired)})
	}
}

// setPlainGroup gives an instance group that is no capacity provider's another number of instances.
// Nobody keeps that number later.
func (k *cluster) setPlainGroup(g event.GroupID, desired int) {
	size := k.SizeOf(g)
	if k.hears(event.GroupSized) {
		k.emit(event.Event{Kind: event.GroupSized, Group: g, Provider: event.None, Cause: event.UpdateAutoScalingGroupCalled, Count: int32(desired)})
	}
	if x := k.ReplacementOf(g); x != nil {
		x.Size, x.Before.Desired = max(x.Size+desired-size, 0), max(x.Before.Desired+desired-size, 0)
		x.Acting = true
		defer func() {
			x.Acting = false
			k.scheduleReplacement(g, k.Clock.Now())
		}()
	}
	for n := size; n < desired && k.launchInFirstZone(g, event.UpdateAutoScalingGroupCalled, event.None).Reason == model.Fits; n++ {
	}
	for _, h := range k.instancesToTerminate(g, size-desired, func(event.InstanceID) bool { return true }) {
		k.giveUp(h, event.UpdateAutoScalingGroupCalled)
	}
}

// giveUpExcess terminates instances that a group has beyond its desired count, but for those that
// it has launched to rebalance its zones and that are not in service yet. Those that are protected
// from scale in go as soon as they are so no more (EC2 Auto Scaling guide,
// ec2-auto-scaling-instance-protection, 2026). A replacement of the group's instances sees to that
// itself.
func (k *cluster) giveUpExcess(p event.ProviderID, cause event.Cause) {
	x, g := &k.Providers[p], event.GroupID(k.Config.Providers[p].Group)
	if x.Size <= x.Desired || k.ReplacementOf(g) != nil {
		return
	}
	may := func(h event.InstanceID) bool {
		return !k.Instances[h].Rebalances && !k.ProtectedFromScaleIn(&k.Instances[h])
	}
	for _, h := range k.instancesToTerminate(g, x.Size-x.Desired-k.Rebalancing(p), may) {
		k.giveUp(h, cause)
	}
}

// giveUp ends an instance that its group has too many; one without tasks at once.
func (k *cluster) giveUp(h event.InstanceID, cause event.Cause) {
	if k.Instances[h].TaskCount > 0 {
		k.retire(h, cause, false)
	} else {
		k.terminate(h, cause)
	}
}

// instancesToTerminate picks up to n instances that a group terminates, of those that may be; fewer where
// there are not so many: in the zone with the most of the group's, the oldest there (EC2 Auto
// Scaling guide, ec2-auto-scaling-termination-policies: the default policy, where all have one
// configuration).
func (k *cluster) instancesToTerminate(g event.GroupID, n int, may func(h event.InstanceID) bool) []event.InstanceID {
	zones := map[string]int{}
	var of, hs []event.InstanceID
	for h := range event.InstanceID(len(k.Instances)) {
		x := &k.Instances[h]
		if x.Group != g || !x.CountsInGroup() {
			continue
		}
		zones[x.Zone]++
		if may(h) {
			of = append(of, h)
		}
	}
	for ; n > 0 && len(of) > 0; n-- {
		best := 0
		for j, h := range of {
			if zones[k.Instances[h].Zone] > zones[k.Instances[of[best]].Zone] {
				best = j
			}
		}
		zones[k.Instances[of[best]].Zone]--
		hs = append(hs, of[best])
		of = slices.Delete(of, best, best+1)
	}
	return hs
}
