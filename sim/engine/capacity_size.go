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
	size := groupSize{least: x.Min, most: x.Max, desired: x.Desired}
	for _, given := range []struct {
		n  int
		to *int
	}{{e.Min, &size.least}, {e.Max, &size.most}, {e.Desired, &size.desired}} {
		if given.n != config.None {
			*given.to = given.n
		}
	}
	size.desired = min(max(size.desired, size.least), size.most)
	k.sizeGroup(p, size, event.UpdateAutoScalingGroupCalled)
	k.reviewProviders()
}

// groupSize is minSize, maxSize and the desired capacity of an Auto Scaling group.
type groupSize struct{ least, most, desired int }

// sizeGroup sets the size of a capacity provider's group, which launches what it lacks then and
// terminates what it has too many.
func (k *cluster) sizeGroup(p event.ProviderID, size groupSize, cause event.Cause) {
	x := &k.Providers[p]
	x.Min, x.Max, x.Desired = size.least, size.most, size.desired
	g := event.GroupID(k.Config.Providers[p].Group)
	if k.hears(event.GroupSized) {
		k.emit(event.Event{Kind: event.GroupSized, Group: g, Provider: p, Cause: cause,
			From: int32(size.least), To: int32(size.most), Count: int32(size.desired)})
	}
	for x.Size < x.Desired && k.launchInFirstZone(g, cause, event.None).Reason == model.Fits {
	}
	k.giveUpExcess(p, cause)
}

// setPlainGroup gives an instance group that is no capacity provider's another number of instances.
// Nobody keeps that number later.
func (k *cluster) setPlainGroup(g event.GroupID, desired int) {
	size := k.SizeOf(g)
	if k.hears(event.GroupSized) {
		k.emit(event.Event{Kind: event.GroupSized, Group: g, Provider: event.None, Cause: event.UpdateAutoScalingGroupCalled, Count: int32(desired)})
	}
	for n := size; n < desired && k.launchInFirstZone(g, event.UpdateAutoScalingGroupCalled, event.None).Reason == model.Fits; n++ {
	}
	for _, h := range k.instancesToTerminate(g, size-desired, func(*state.Instance) bool { return true }) {
		k.giveUp(h, event.UpdateAutoScalingGroupCalled)
	}
}

// giveUpExcess terminates instances that a group has beyond its desired count, but for those that
// it has launched to rebalance its zones and that are not in service yet. Those that are protected
// from scale in go as soon as they are so no more (EC2 Auto Scaling guide,
// ec2-auto-scaling-instance-protection, 2026).
func (k *cluster) giveUpExcess(p event.ProviderID, cause event.Cause) {
	x := &k.Providers[p]
	if x.Size <= x.Desired {
		return
	}
	may := func(y *state.Instance) bool { return !y.Rebalances && !k.ProtectedFromScaleIn(y) }
	for _, h := range k.instancesToTerminate(event.GroupID(k.Config.Providers[p].Group), x.Size-x.Desired-k.Rebalancing(p), may) {
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
func (k *cluster) instancesToTerminate(g event.GroupID, n int, may func(x *state.Instance) bool) []event.InstanceID {
	zones := map[string]int{}
	var of, hs []event.InstanceID
	for h := range event.InstanceID(len(k.Instances)) {
		x := &k.Instances[h]
		if x.Group != g || !x.CountsInGroup() {
			continue
		}
		zones[x.Zone]++
		if may(x) {
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
