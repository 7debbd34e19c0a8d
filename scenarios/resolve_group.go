package scenarios

import (
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
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
