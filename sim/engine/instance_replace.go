package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// replaceInBatches begins to replace instances of a group batch by batch: an instance refresh of EC2
// Auto Scaling, or a rolling update of CloudFormation. A group has one at a time (EC2 Auto Scaling
// API, StartInstanceRefresh: InstanceRefreshInProgress). What is replaced leaves as any instance
// that is replaced does; neither waits for its tasks to leave it.
func (k *cluster) replaceInBatches(n int32) {
	e := &k.Config.Events[n]
	g := event.GroupID(e.Group)
	old := k.instancesOf(n)
	if len(old) == 0 {
		return
	}
	if k.ReplacementOf(g) != nil {
		k.tellReplacementFailed(g, n, event.AnotherIsInProgress, len(old))
		return
	}
	if k.Replacements == nil {
		k.Replacements = make([]*state.Replacement, len(k.Config.Groups))
	}
	x := &state.Replacement{Script: n, Old: old, First: event.InstanceID(len(k.Instances)), Size: k.SizeOf(g), MovedAt: k.Clock.Now()}
	k.Replacements[g] = x
	k.LiveEvents++
	k.CapacityEvents++
	x.Ticket = k.Clock.AtTicket(k.Clock.Now(), state.Word(state.ReplacementDue, 0, g))
	least, most := k.replacementBounds(g, x)
	if k.hears(event.ReplacementStarted) {
		k.emit(event.Event{Kind: event.ReplacementStarted, Group: g, Script: n, Count: int32(len(old)), From: int32(least), To: int32(most)})
	}
	if e.Rolling != nil {
		k.beginRollingUpdate(g, x, most)
	}
}

// replacementBounds is how many instances of a group are in service at least, and there at most,
// while they are replaced.
func (k *cluster) replacementBounds(g event.GroupID, x *state.Replacement) (least, most int) {
	desired := k.DesiredSize(g, x)
	e := &k.Config.Events[x.Script]
	if r := e.Rolling; r != nil {
		return r.MinInService, max(desired, r.MinInService+k.batchSize(g, x))
	}
	least, most = (desired*e.Refresh.MinHealthy+99)/100, desired
	if e.Refresh.MaxHealthy != config.None {
		most = desired * e.Refresh.MaxHealthy / 100
	}
	return least, most
}

// batchSize is how many instances a rolling update replaces together: no more than there is room
// for beside those that stay in service, one at least.
func (k *cluster) batchSize(g event.GroupID, x *state.Replacement) int {
	r := k.Config.Events[x.Script].Rolling
	n := min(r.MaxBatch, max(len(x.Old), 1))
	if p := k.ProviderOf(g); p >= 0 {
		n = min(n, k.Providers[p].Max-r.MinInService)
	}
	return max(n, 1)
}

// beginRollingUpdate sets the minimum and the desired capacity of a group to what there is at the
// most, until the last batch ("Temporarily setting autoscaling group MinSize and DesiredCapacity
// to 4.", stack events of CloudFormation).
func (k *cluster) beginRollingUpdate(g event.GroupID, x *state.Replacement, most int) {
	x.Acting = true
	defer func() { x.Acting = false }()
	p := k.ProviderOf(g)
	if p < 0 {
		x.Before.Desired, x.Size = x.Size, most
	} else {
		y := &k.Providers[p]
		x.Before = state.GroupSize{Min: y.Min, Max: y.Max, Desired: y.Desired}
		most = min(most, y.Max)
		k.sizeGroup(p, state.GroupSize{Min: most, Max: y.Max, Desired: most}, event.InstancesAreReplaced)
	}
}

// onReplacementDue is the next step of a replacement, or the moment at which it has waited too long.
func (k *cluster) onReplacementDue(g event.GroupID) {
	x := k.ReplacementOf(g)
	now := k.Clock.Now()
	x.Old = slices.DeleteFunc(x.Old, func(h event.InstanceID) bool { return !k.Instances[h].CountsInGroup() })
	switch waits := k.ReplacementWaits(g, x); {
	case waits && now >= k.GivenUpAt(x):
		k.endReplacement(g, event.NewInstancesAreNotInService)
	case waits:
		k.scheduleReplacement(g, k.GivenUpAt(x))
	case now < x.ReadyAt:
		k.scheduleReplacement(g, x.ReadyAt)
	default:
		k.replaceNext(g, x)
	}
}

// replaceNext replaces the next batch of a group whose instances are all in service, or ends
// the replacement.
func (k *cluster) replaceNext(g event.GroupID, x *state.Replacement) {
	x.Acting = true
	defer func() { x.Acting = false }()
	k.setBackAfterLast(g, x)
	size := k.SizeOf(g)
	wait := event.NoCause // what it waits for that nobody tells of
	switch {
	case len(x.Old) == 0 && size >= k.DesiredSize(g, x):
		k.endReplacement(g, event.NoCause)
		return
	case k.Config.Events[x.Script].Rolling != nil:
		wait = k.updateNext(g, x, size)
	default:
		wait = k.refreshNext(g, x, size)
	}
	switch now := k.Clock.Now(); {
	case wait == event.NoCause:
		k.scheduleReplacement(g, now)
	case now >= k.GivenUpAt(x):
		k.endReplacement(g, wait)
	default:
		k.scheduleReplacement(g, min(now.Add(k.Config.Timings.MetricPeriod), k.GivenUpAt(x)))
	}
}

// updateNext replaces the next batch of a rolling update. With the last one the group gets its
// size back, so that no more is launched than it lacks of that. It returns what it waits for.
func (k *cluster) updateNext(g event.GroupID, x *state.Replacement, size int) event.Cause {
	if size < k.DesiredSize(g, x) {
		return k.launchForReplacement(g, k.DesiredSize(g, x)-size)
	}
	batch := x.Old[:min(k.batchSize(g, x), len(x.Old))]
	x.Old = x.Old[len(batch):]
	for _, h := range batch {
		k.giveUpOld(x, h)
	}
	k.setBackAfterLast(g, x)
	return k.launchForReplacement(g, k.DesiredSize(g, x)-k.SizeOf(g))
}

// setBackAfterLast gives a group the size that it had before a rolling update, when no old instance
// is left.
func (k *cluster) setBackAfterLast(g event.GroupID, x *state.Replacement) {
	if k.Config.Events[x.Script].Rolling == nil || len(x.Old) > 0 || x.Back {
		return
	}
	k.setSizeBack(g, x, x.Before.Desired)
	k.giveUpSurplus(g, x)
}

// setSizeBack gives a group the minimum that it had before a rolling update, and a desired capacity.
func (k *cluster) setSizeBack(g event.GroupID, x *state.Replacement, desired int) {
	x.Back = true
	p := k.ProviderOf(g)
	if p < 0 {
		x.Size = desired
		return
	}
	y := &k.Providers[p]
	y.Min = min(x.Before.Min, y.Max)
	y.Desired = min(max(desired, y.Min), y.Max)
	k.tellGroupSized(p, event.InstancesAreReplaced)
}

// refreshNext gives up as many old instances as the minimum healthy percentage allows and launches
// as many as the maximum does. Where that is none at all, one is launched first, or, without a
// maximum, one is given up and its replacement launched together (EC2 Auto Scaling API,
// RefreshPreferences). It returns what it waits for.
func (k *cluster) refreshNext(g event.GroupID, x *state.Replacement, size int) event.Cause {
	r := k.Config.Events[x.Script].Refresh
	mayReplace := func(h event.InstanceID) bool {
		_, old := slices.BinarySearch(x.Old, h)
		return old && (r.Protected == config.RefreshProtected || !k.ProtectedFromScaleIn(&k.Instances[h]))
	}
	unready, inService, mayGo := 0, 0, 0
	for h := range event.InstanceID(len(k.Instances)) {
		y := &k.Instances[h]
		if y.Group != g || !y.CountsInGroup() {
			continue
		}
		old, serves := mayReplace(h), k.Serves(y)
		if serves {
			inService++
		}
		switch {
		case old && serves:
			mayGo++
		case old:
			unready++
		}
	}
	if unready+mayGo == 0 && len(x.Old) > 0 {
		if r.Protected == config.IgnoreProtected {
			x.Old = nil
			return event.NoCause
		}
		return event.InstancesAreProtected
	}
	least, most := k.replacementBounds(g, x)
	desired := k.DesiredSize(g, x)
	gone := unready + min(mayGo, max(inService-least, 0))
	needed := unready + mayGo - (size - desired)
	launched := min(needed, most-(size-gone))
	if gone == 0 && launched <= 0 && needed > 0 {
		launched = 1
		if r.MaxHealthy == config.None {
			gone = 1
		}
	}
	if gone == 0 && launched <= 0 {
		return event.NewInstancesAreNotInService
	}
	unreadyFirst := k.instancesToTerminate(g, min(gone, unready), func(h event.InstanceID) bool { return mayReplace(h) && !k.Serves(&k.Instances[h]) })
	for _, h := range unreadyFirst {
		k.giveUpOld(x, h)
	}
	for _, h := range k.instancesToTerminate(g, gone-len(unreadyFirst), mayReplace) {
		k.giveUpOld(x, h)
	}
	x.Old = slices.DeleteFunc(x.Old, func(h event.InstanceID) bool { return !k.Instances[h].CountsInGroup() })
	if len(x.Old) == 0 {
		k.giveUpSurplus(g, x)
	}
	return k.launchForReplacement(g, launched)
}

// giveUpOld ends an old instance that is replaced.
func (k *cluster) giveUpOld(x *state.Replacement, h event.InstanceID) {
	x.Done++
	x.MovedAt = k.Clock.Now()
	if k.Instances[h].State == state.InService {
		k.retire(h, event.IsBeingReplaced, false)
	} else {
		k.terminate(h, event.IsBeingReplaced)
	}
}

// giveUpSurplus ends what a group has beyond its desired capacity.
func (k *cluster) giveUpSurplus(g event.GroupID, x *state.Replacement) {
	may := func(h event.InstanceID) bool { return !k.ProtectedFromScaleIn(&k.Instances[h]) }
	for _, h := range k.instancesToTerminate(g, k.SizeOf(g)-k.DesiredSize(g, x), may) {
		k.giveUp(h, event.GroupHasTooMany)
	}
}

// launchForReplacement launches n instances in the place of old ones. It returns what the
// replacement waits for where not all could be.
func (k *cluster) launchForReplacement(g event.GroupID, n int) event.Cause {
	for ; n > 0; n-- {
		if k.launchInFirstZone(g, event.InstancesAreReplaced, event.None).Reason != model.Fits {
			return event.NewInstancesAreNotInService
		}
	}
	return event.NoCause
}

// onLaunchedWhileReplacing notes that a group whose instances are being replaced has launched one.
func (k *cluster) onLaunchedWhileReplacing(g event.GroupID) {
	if x := k.ReplacementOf(g); x != nil {
		x.MovedAt = k.Clock.Now()
		if k.Config.Options.InServiceAtLaunch {
			x.ReadyAt = k.Clock.Now().Add(k.WarmUp(x))
		}
	}
}

// onRegisteredWhileReplacing goes on with the replacement of a group's instances when one has
// registered.
func (k *cluster) onRegisteredWhileReplacing(g event.GroupID) {
	if x := k.ReplacementOf(g); x != nil {
		x.ReadyAt = k.Clock.Now().Add(k.WarmUp(x))
		k.scheduleReplacement(g, k.Clock.Now())
	}
}

// leaveGroup has a group no longer count on an instance. A replacement that goes on may have waited
// for it, and does not make up for one of a group that nobody keeps at its size.
func (k *cluster) leaveGroup(h event.InstanceID) {
	y := &k.Instances[h]
	if y.Provider >= 0 {
		k.Providers[y.Provider].Size--
	}
	if x := k.ReplacementOf(y.Group); x != nil && !x.Acting {
		if y.Provider < 0 {
			x.Size, x.Before.Desired = max(x.Size-1, 0), max(x.Before.Desired-1, 0)
		}
		k.scheduleReplacement(y.Group, k.Clock.Now())
	}
}

// scheduleReplacement has the next step of a replacement due at an instant.
func (k *cluster) scheduleReplacement(g event.GroupID, at des.Time) {
	x := k.ReplacementOf(g)
	k.Clock.Cancel(x.Ticket)
	x.Ticket = k.Clock.AtTicket(at, state.Word(state.ReplacementDue, 0, g))
}

// endReplacement ends the replacement of a group's instances, done or, for a cause, failed. A
// rolling update that has failed leaves the desired capacity as it is.
func (k *cluster) endReplacement(g event.GroupID, cause event.Cause) {
	x := k.ReplacementOf(g)
	k.Replacements[g] = nil
	k.LiveEvents--
	k.CapacityEvents--
	k.Changes++
	if cause == event.NoCause {
		if k.hears(event.ReplacementCompleted) {
			k.emit(event.Event{Kind: event.ReplacementCompleted, Group: g, Script: x.Script, Count: int32(x.Done)})
		}
	} else {
		if p := k.ProviderOf(g); p >= 0 && k.Config.Events[x.Script].Rolling != nil && !x.Back {
			k.setSizeBack(g, x, k.Providers[p].Desired)
		}
		k.tellReplacementFailed(g, x.Script, cause, len(x.Old))
	}
	k.reviewProviders()
}

// tellReplacementFailed tells that a replacement has failed or was refused, with instances left.
func (k *cluster) tellReplacementFailed(g event.GroupID, script int32, cause event.Cause, left int) {
	if k.hears(event.ReplacementFailed) {
		k.emit(event.Event{Kind: event.ReplacementFailed, Group: g, Script: script, Cause: cause, Count: int32(left)})
	}
}
