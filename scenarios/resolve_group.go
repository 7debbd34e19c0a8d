package scenarios

import (
	"time"

	"ecssim/scenarios/internal/strict"
	"ecssim/scenarios/internal/value"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// setGroup resolves the size that a group is set to, as UpdateAutoScalingGroup checks it: against
// what the events before have left.
func (r *resolver) setGroup(e *config.Event, s *GroupSize, at strict.Place) bool {
	if !r.groupNamed(e, s.Group, at.At("group")) {
		return false
	}
	take(&e.Min, s.MinSize)
	take(&e.Max, s.MaxSize)
	take(&e.Desired, s.DesiredCapacity)
	p, ofProvider := r.providers[s.Group]
	switch {
	case !ofProvider && s.MinSize != nil:
		at.Key("minSize").Fail("give desiredCapacity", "minSize goes with a capacity provider's group, and %s is an instance group", strict.Quote(s.Group))
	case !ofProvider && s.MaxSize != nil:
		at.Key("maxSize").Fail("give desiredCapacity", "maxSize goes with a capacity provider's group, and %s is an instance group", strict.Quote(s.Group))
	case s.MinSize == nil && s.MaxSize == nil && s.DesiredCapacity == nil:
		at.Fail("", "event sets nothing of group %s, wanted %s", strict.Quote(s.Group), both(ofProvider, "minSize, maxSize or desiredCapacity", "desiredCapacity"))
	case ofProvider:
		size := &r.sizes[p]
		take(&size.Min, s.MinSize)
		take(&size.Max, s.MaxSize)
		return sizesFit(at, size.Min, size.Max, s.DesiredCapacity)
	default:
		return true
	}
	return false
}

// sizesFit refuses sizes of an Auto Scaling group that are out of their order, as CreateAutoScalingGroup
// and UpdateAutoScalingGroup do. desired is nil where it is not given.
func sizesFit(at strict.Place, least, most int, desired *int) bool {
	switch {
	case most < least:
		where := at.At("maxSize")
		if where.Node == at.Node { // it is as it was
			where = at.At("minSize")
		}
		where.Fail("", "maxSize is %d, below minSize %d", most, least)
	case desired != nil && (*desired < least || *desired > most):
		at.At("desiredCapacity").Fail("", "desiredCapacity is %d, wanted minSize to maxSize, %d to %d", *desired, least, most)
	default:
		return true
	}
	return false
}

// failZone resolves a zone that fails.
func (r *resolver) failZone(e *config.Event, zone string, at strict.Place) bool {
	r.failed[zone] = true
	return r.zoneNamed(e, zone, at)
}

// restoreZone resolves a zone that comes back.
func (r *resolver) restoreZone(e *config.Event, zone string, at strict.Place) bool {
	if !r.zoneNamed(e, zone, at) {
		return false
	}
	if !r.failed[zone] {
		r.warn("event restoreAvailabilityZone at %v has no effect: no event before it fails zone %s", e.At, zone)
	}
	delete(r.failed, zone)
	return true
}

// replacement resolves which instances are replaced, and how.
func (r *resolver) replacement(e *config.Event, given *Replacement, at strict.Place) bool {
	if !r.instanceChoice(e, &given.InstanceChoice, at) {
		return false
	}
	refresh, rolling := given.ofRefresh(), given.ofRollingUpdate()
	switch {
	case refresh == "" && rolling == "":
		return true
	case refresh != "" && rolling != "":
		at.Key(rolling).Fail("an instance refresh has percentages, CloudFormation's rolling update has batches",
			"replaceInstances has %s of an instance refresh and %s of a rolling update, wanted one of the two", refresh, rolling)
	case given.Instance != "":
		at.Key(refresh+rolling).Fail("name a group, or leave it out", "%s goes with a group", refresh+rolling)
	case refresh != "":
		return given.refresh(e, at)
	default:
		return r.rollingUpdate(e, given, at)
	}
	return false
}

// ofRefresh is the first key that an instance refresh has and the file gives; "" where it gives none.
func (x *Replacement) ofRefresh() string {
	switch {
	case x.MinHealthy != nil:
		return "minHealthyPercentage"
	case x.MaxHealthy != nil:
		return "maxHealthyPercentage"
	case x.Warmup != nil:
		return "instanceWarmup"
	case x.Protected != "":
		return "scaleInProtectedInstances"
	}
	return ""
}

// ofRollingUpdate is ofRefresh of CloudFormation's rolling update.
func (x *Replacement) ofRollingUpdate() string {
	switch {
	case x.MaxBatch != nil:
		return "maxBatchSize"
	case x.MinInService != nil:
		return "minInstancesInService"
	case x.Pause != nil:
		return "pauseTime"
	case x.WaitForSignals != nil:
		return "waitOnResourceSignals"
	}
	return ""
}

// refresh resolves an instance refresh by the rules of the API's type RefreshPreferences.
func (x *Replacement) refresh(e *config.Event, at strict.Place) bool {
	to := config.InstanceRefresh{MinHealthy: config.DefaultMinHealthy, MaxHealthy: config.None}
	take(&to.MinHealthy, x.MinHealthy)
	take(&to.MaxHealthy, x.MaxHealthy)
	if x.Warmup != nil {
		to.Warmup = x.Warmup.Duration
	}
	switch x.Protected {
	case "Ignore":
		to.Protected = config.IgnoreProtected
	case "Refresh":
		to.Protected = config.RefreshProtected
	}
	switch {
	case x.MaxHealthy != nil && x.MinHealthy == nil:
		at.Key("maxHealthyPercentage").Fail("give minHealthyPercentage", "maxHealthyPercentage is given without minHealthyPercentage, which it needs")
	case x.MaxHealthy != nil && to.MaxHealthy-to.MinHealthy > 100:
		at.At("maxHealthyPercentage").Fail("", "maxHealthyPercentage is %d, wanted at most 100 above minHealthyPercentage %d", to.MaxHealthy, to.MinHealthy)
	default:
		e.Refresh = &to
		return true
	}
	return false
}

// rollingUpdate resolves a rolling update by the rules of CloudFormation's update policy.
func (r *resolver) rollingUpdate(e *config.Event, x *Replacement, at strict.Place) bool {
	to := config.RollingUpdate{MaxBatch: 1, WaitForSignals: x.WaitForSignals != nil && *x.WaitForSignals}
	take(&to.MaxBatch, x.MaxBatch)
	take(&to.MinInService, x.MinInService)
	switch {
	case x.Pause != nil:
		to.Pause = x.Pause.Duration
	case to.WaitForSignals:
		to.Pause = config.SignalTimeout
	}
	if to.Pause > time.Hour {
		at.At("pauseTime").Fail("", "pauseTime is %v, wanted at most 1h", to.Pause)
		return false
	}
	if p, ok := r.providers[x.Group]; ok && to.MinInService >= r.sizes[p].Max {
		at.At("minInstancesInService").Fail("", "minInstancesInService is %d, wanted less than maxSize %d of %s", to.MinInService, r.sizes[p].Max, x.Group)
		return false
	}
	e.Rolling = &to
	return true
}

// providersOwn gives an Auto Scaling group the timings and faults that stand with its capacity
// provider.
func (r *resolver) providersOwn(p *CapacityProvider, at strict.Place) {
	g := &p.AutoScalingGroup
	switch {
	case p.Timings != nil && g.Timings != nil:
		at.Key("timings").Fail("leave one of them out", "timings of capacity provider %s are given twice, with it and with its autoScalingGroup", strict.Quote(p.Name))
	case p.Timings != nil:
		g.Timings = p.Timings
	}
	switch {
	case p.Faults != nil && g.Faults != nil:
		at.Key("faults").Fail("leave one of them out", "faults of capacity provider %s are given twice, with it and with its autoScalingGroup", strict.Quote(p.Name))
	case p.Faults != nil:
		g.Faults = p.Faults
	}
}

// hostSteps resolves what is otherwise with the instances of a group.
func hostSteps(group *config.InstanceGroup, k *HostKeys) {
	from := func(d *value.Duration) des.Time {
		if d == nil {
			return 0
		}
		return des.Time(d.Duration)
	}
	if t := k.Timings; t != nil {
		group.Timings = &config.HostTimings{
			InstanceBoot: t.InstanceBoot.Chance(), InstanceTerminate: t.InstanceTerminate.Chance(),
			ENIAttach: t.ENIAttach.Chance(), BranchAttach: t.BranchAttach.Chance(), ENIDetach: t.ENIDetach.Chance(),
			PauseStart: t.PauseStart.Chance(), ImagePull: t.ImagePull.Chance(), ContainerStart: t.ContainerStart.Chance(),
			LaunchedFrom: from(t.LaunchedFrom),
		}
	}
	if f := k.Faults; f != nil {
		share := func(s *Share) float64 {
			if s == nil {
				return 0
			}
			return float64(*s)
		}
		group.Faults = config.HostFaults{Register: share(f.Register), ENIAttach: share(f.ENIAttach), LaunchedFrom: from(f.LaunchedFrom)}
	}
}
