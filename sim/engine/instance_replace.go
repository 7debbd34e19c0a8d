package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/autoscaling"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// replaceInBatches begins to replace instances of the group batch by batch: an instance refresh of
// EC2 Auto Scaling, or a rolling update of CloudFormation. A group has one at a time (EC2 Auto
// Scaling API, StartInstanceRefresh: InstanceRefreshInProgress). What is replaced leaves as any
// instance that is replaced does; neither waits for its tasks to leave it.
func (k group) replaceInBatches(n int32) {
	old := k.instancesOf(n)
	if len(old) == 0 {
		return
	}
	if k.ReplacementOf(k.id) != nil {
		k.tellNotReplaced(n, event.AnotherIsInProgress, len(old))
		return
	}
	if k.Replacements == nil {
		k.Replacements = make([]*state.Replacement, len(k.Config.Groups))
	}
	k.Replacements[k.id] = &state.Replacement{
		Script: n, Old: old, First: event.InstanceID(len(k.Instances)), OwnSize: k.now().Size(), MovedAt: k.Clock.Now(),
	}
	k.LiveEvents++
	k.CapacityEvents++
	k.replaceFurtherAt(k.Clock.Now())
	x := k.replacement()
	least, most := x.Bounds()
	if k.hears(event.ReplacementStarted) {
		k.emit(event.Event{Kind: event.ReplacementStarted, Group: k.id, Script: n, Count: int32(len(old)), From: int32(least), To: int32(most)})
	}
	if x.Event.Rolling != nil {
		k.beginRollingUpdate(x, most)
	}
}

// replacement is the one of the group's instances that goes on.
func (k group) replacement() autoscaling.Replacement {
	return k.now().ReplacementIn(k.ReplacementOf(k.id))
}

// replaceFurtherAt has the next step of the replacement due at an instant.
func (k group) replaceFurtherAt(at des.Time) {
	x := k.ReplacementOf(k.id)
	k.Clock.Cancel(x.Ticket)
	x.Ticket = k.Clock.AtTicket(at, state.Word(state.ReplacementDue, 0, k.id))
}

// beginRollingUpdate sets the minimum and the desired capacity of the group to what there is at the
// most, until the last batch ("Temporarily setting autoscaling group MinSize and DesiredCapacity
// to 4.", stack events of CloudFormation).
func (k group) beginRollingUpdate(x autoscaling.Replacement, most int) {
	x.Acting = true
	defer func() { x.Acting = false }()
	if k.p < 0 {
		x.Before.Desired, x.OwnSize = x.OwnSize, most
		return
	}
	y := &k.Providers[k.p]
	x.Before = state.GroupSize{Min: y.Min, Max: y.Max, Desired: y.Desired}
	most = min(most, y.Max)
	k.setSize(state.GroupSize{Min: most, Max: y.Max, Desired: most}, event.InstancesAreReplaced)
}

// onReplacementDue is the next step of a replacement, or the moment at which it has waited too long.
func (k group) onReplacementDue() {
	x, now := k.replacement(), k.Clock.Now()
	x.Old = slices.DeleteFunc(x.Old, func(h event.InstanceID) bool { return !k.Instances[h].CountsInGroup() })
	switch waits := x.Waits(); {
	case waits && now >= x.GivenUpAt():
		k.endReplacement(event.NewInstancesAreNotInService)
	case waits:
		k.replaceFurtherAt(x.GivenUpAt())
	case now < x.ReadyAt:
		k.replaceFurtherAt(x.ReadyAt)
	default:
		k.replaceNext(x)
	}
}

// replaceNext replaces the next batch of the group, whose instances are all in service, or ends the
// replacement.
func (k group) replaceNext(x autoscaling.Replacement) {
	x.Acting = true
	defer func() { x.Acting = false }()
	k.setSizeBack(x)
	if len(x.Old) == 0 && x.Size() >= x.Desired() {
		k.endReplacement(event.NoCause)
		return
	}
	waits := k.replaceBatch(x)
	switch now := k.Clock.Now(); {
	case waits == event.NoCause:
		k.replaceFurtherAt(now)
	case now >= x.GivenUpAt():
		k.endReplacement(waits)
	default:
		k.replaceFurtherAt(min(now.Add(k.Config.Timings.MetricPeriod), x.GivenUpAt()))
	}
}

// replaceBatch gives old instances up and launches others. It returns what the replacement waits
// for where it could not do all of that.
func (k group) replaceBatch(x autoscaling.Replacement) (waits event.Cause) {
	rolling := x.Event.Rolling != nil
	var step autoscaling.Step
	if rolling {
		step = x.NextBatch()
	} else {
		step = x.NextOfRefresh()
	}
	if step.Ends {
		x.Old = nil
		return event.NoCause
	}
	for _, h := range step.GiveUp {
		k.giveUpOld(x, h)
	}
	x.Old = slices.DeleteFunc(x.Old, func(h event.InstanceID) bool { return slices.Contains(step.GiveUp, h) })
	if rolling {
		k.setSizeBack(x)
		step.Launch = x.Desired() - x.Size()
	} else if len(x.Old) == 0 {
		k.giveUpSurplus(x)
	}
	for n := step.Launch; n > 0; n-- {
		if k.launchInFirstZone(k.id, event.InstancesAreReplaced, event.None).Reason != model.Fits {
			return event.NewInstancesAreNotInService
		}
	}
	return step.Waits
}

// giveUpOld ends an old instance that is replaced.
func (k group) giveUpOld(x autoscaling.Replacement, h event.InstanceID) {
	x.Done++
	x.MovedAt = k.Clock.Now()
	if k.Instances[h].State == state.InService {
		k.retire(h, event.IsBeingReplaced, false)
	} else {
		k.terminate(h, event.IsBeingReplaced)
	}
}

// setSizeBack gives the group the size that it had before a rolling update, when no old instance is
// left.
func (k group) setSizeBack(x autoscaling.Replacement) {
	if x.Event.Rolling != nil && len(x.Old) == 0 && !x.Back {
		k.setSizeTo(x, x.Before.Desired)
		k.giveUpSurplus(x)
	}
}

// setSizeTo gives the group the minimum that it had before a rolling update, and a desired capacity.
func (k group) setSizeTo(x autoscaling.Replacement, desired int) {
	x.Back = true
	if k.p < 0 {
		x.OwnSize = desired
		return
	}
	y := &k.Providers[k.p]
	y.Min = min(x.Before.Min, y.Max)
	y.Desired = min(max(desired, y.Min), y.Max)
	k.tellSized(event.InstancesAreReplaced)
}

// giveUpSurplus ends what the group has beyond its desired capacity.
func (k group) giveUpSurplus(x autoscaling.Replacement) {
	for _, h := range x.ToTerminate(x.Size()-x.Desired(), x.Unprotected) {
		k.giveUp(h, event.GroupHasTooMany)
	}
}

// onLaunched notes for a replacement that the group has launched an instance.
func (k group) onLaunched() {
	if k.ReplacementOf(k.id) == nil {
		return
	}
	x := k.replacement()
	x.MovedAt = k.Clock.Now()
	if k.Config.Options.InServiceAtLaunch {
		x.ReadyAt = k.Clock.Now().Add(x.WarmUp())
	}
}

// onRegistered goes on with a replacement when an instance of the group has registered.
func (k group) onRegistered() {
	if k.ReplacementOf(k.id) != nil {
		x := k.replacement()
		x.ReadyAt = k.Clock.Now().Add(x.WarmUp())
		k.replaceFurtherAt(k.Clock.Now())
	}
}

// endReplacement ends the replacement of the group's instances, done or, for a cause, failed. A
// rolling update that has failed leaves the desired capacity as it is.
func (k group) endReplacement(cause event.Cause) {
	x := k.replacement()
	k.Replacements[k.id] = nil
	k.LiveEvents--
	k.CapacityEvents--
	k.Changes++
	switch {
	case cause != event.NoCause:
		if x.Event.Rolling != nil && !x.Back {
			k.setSizeTo(x, x.Desired())
		}
		k.giveUpSurplus(x)
		k.tellNotReplaced(x.Script, cause, len(x.Old))
	default:
		if k.hears(event.ReplacementCompleted) {
			k.emit(event.Event{Kind: event.ReplacementCompleted, Group: k.id, Script: x.Script, Count: int32(x.Done)})
		}
		k.giveUpSurplus(x) // a size that was set meanwhile
	}
	k.reviewProviders()
}

// tellNotReplaced tells that a replacement has failed or was refused, with instances left.
func (k group) tellNotReplaced(script int32, cause event.Cause, left int) {
	if k.hears(event.ReplacementFailed) {
		k.emit(event.Event{Kind: event.ReplacementFailed, Group: k.id, Script: script, Cause: cause, Count: int32(left)})
	}
}
