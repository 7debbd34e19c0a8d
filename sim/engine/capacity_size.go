package engine

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/autoscaling"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// group is what is done to one group of container instances as a whole. What EC2 Auto Scaling does
// next with it, package autoscaling says.
type group struct {
	*cluster
	id event.GroupID
	p  event.ProviderID // None: it is no capacity provider's
}

func (k *cluster) group(id event.GroupID) group { return group{k, id, k.ProviderOf(id)} }

// groupOf is the group of a capacity provider.
func (k *cluster) groupOf(p event.ProviderID) group {
	return group{k, event.GroupID(k.Config.Providers[p].Group), p}
}

// now is the group as it stands.
func (k group) now() autoscaling.Group { return autoscaling.Of(&k.Cluster, k.id) }

// set is UpdateAutoScalingGroup, or a scheduled action. A minimum above the desired capacity raises
// that, a maximum below it lowers it (EC2 Auto Scaling API, UpdateAutoScalingGroup, 2026). The
// group launches and terminates at once what the call asks for.
func (k group) set(e *config.Event) {
	if k.p < 0 {
		k.setNumber(e.Desired)
		return
	}
	x := &k.Providers[k.p]
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
	k.setSize(size, event.UpdateAutoScalingGroupCalled)
	k.reviewProviders()
}

// setSize sets the size of a capacity provider's group, which launches what it lacks then and
// terminates what it has too many.
func (k group) setSize(size state.GroupSize, cause event.Cause) {
	x := &k.Providers[k.p]
	x.Min, x.Max, x.Desired = size.Min, size.Max, size.Desired
	k.tellSized(cause)
	k.launchLacking(cause)
	k.giveUpExcess(cause)
}

// launchLacking launches what a capacity provider's group lacks of its desired count, as far as it
// can.
func (k group) launchLacking(cause event.Cause) {
	x := &k.Providers[k.p]
	for x.Size < x.Desired && k.launchInFirstZone(k.id, cause, event.None).Reason == model.Fits {
	}
}

// tellSized tells which size a capacity provider's group is set to.
func (k group) tellSized(cause event.Cause) {
	if x := &k.Providers[k.p]; k.hears(event.GroupSized) {
		k.emit(event.Event{Kind: event.GroupSized, Group: k.id, Provider: k.p, Cause: cause,
			From: int32(x.Min), To: int32(x.Max), Count: int32(x.Desired)})
	}
}

// setNumber gives an instance group that is no capacity provider's another number of instances.
// Nobody keeps that number later.
func (k group) setNumber(desired int) {
	const cause = event.UpdateAutoScalingGroupCalled
	size := k.now().Size()
	if k.hears(event.GroupSized) {
		k.emit(event.Event{Kind: event.GroupSized, Group: k.id, Provider: event.None, Cause: cause, Count: int32(desired)})
	}
	if x := k.ReplacementOf(k.id); x != nil {
		x.OwnSize, x.Before.Desired = max(x.OwnSize+desired-size, 0), max(x.Before.Desired+desired-size, 0)
		x.Acting = true
		defer func() {
			x.Acting = false
			k.replaceFurtherAt(k.Clock.Now())
		}()
	}
	for n := size; n < desired && k.launchInFirstZone(k.id, cause, event.None).Reason == model.Fits; n++ {
	}
	for _, h := range k.now().ToTerminate(size-desired, func(event.InstanceID) bool { return true }) {
		k.giveUp(h, cause)
	}
}

// giveUpExcess terminates instances that a capacity provider's group has beyond its desired count,
// but for those that it has launched to rebalance its zones and that are not in service yet. Those
// that are protected from scale in go as soon as they are so no more (EC2 Auto Scaling guide,
// ec2-auto-scaling-instance-protection, 2026). A replacement of the group's instances sees to that
// itself.
func (k group) giveUpExcess(cause event.Cause) {
	x, now := &k.Providers[k.p], k.now()
	if x.Size <= x.Desired || k.ReplacementOf(k.id) != nil {
		return
	}
	may := func(h event.InstanceID) bool { return !k.Instances[h].Rebalances && now.Unprotected(h) }
	for _, h := range now.ToTerminate(x.Size-x.Desired-now.Rebalancing(), may) {
		k.giveUp(h, cause)
	}
}

// giveUp ends an instance that the group has too many; one without tasks at once.
func (k group) giveUp(h event.InstanceID, cause event.Cause) {
	if k.Instances[h].TaskCount > 0 {
		k.retire(h, cause, false)
	} else {
		k.terminate(h, cause)
	}
}

// leave has the group no longer count on an instance. A replacement that goes on may have waited for
// it, and does not make up for one of a group that nobody keeps at its size.
func (k group) leave() {
	if k.p >= 0 {
		k.Providers[k.p].Size--
	}
	if x := k.ReplacementOf(k.id); x != nil && !x.Acting {
		if k.p < 0 {
			x.OwnSize, x.Before.Desired = max(x.OwnSize-1, 0), max(x.Before.Desired-1, 0)
		}
		k.replaceFurtherAt(k.Clock.Now())
	}
}
