package config

import "slices"

// setGroup checks the size that a group is set to, for a capacity provider's against what the
// events before have left.
func (v *validator) setGroup(at *field, e *Event) {
	if !v.index(at.at("group"), e.Group, len(v.c.Groups), "Config.Groups") {
		return
	}
	good := true
	for _, x := range []struct {
		name string
		n    int
	}{{"min", e.Min}, {"max", e.Max}, {"desired", e.Desired}} {
		good = (x.n == None || within(v, at.at(x.name), x.n, 0, mostInstances)) && good
	}
	if v.sizes == nil {
		v.sizes = slices.Clone(v.c.Providers)
	}
	p := slices.IndexFunc(v.sizes, func(p CapacityProvider) bool { return p.Group == e.Group })
	switch {
	case !good:
	case p < 0 && (e.Min != None || e.Max != None):
		v.fail(at, "has min %d and max %d, and group %q is no capacity provider's, wanted None", e.Min, e.Max, v.c.Groups[e.Group].Name)
	case p < 0 && e.Desired == None:
		v.fail(at.at("desired"), "is None, wanted how many instances there are to be")
	case p >= 0:
		size := &v.sizes[p]
		if e.Min != None {
			size.Min = e.Min
		}
		if e.Max != None {
			size.Max = e.Max
		}
		if size.Max < size.Min {
			v.fail(at, "sets a group to %d instances at least and %d at most, wanted min not above max", size.Min, size.Max)
		} else if e.Desired != None {
			within(v, at.at("desired"), e.Desired, size.Min, size.Max)
		}
	}
}

// replacement checks how the instances of a group are replaced in batches.
func (v *validator) replacement(at *field, e *Event) {
	if e.InBatches() && (e.Group == None || e.Refresh != nil && e.Rolling != nil) {
		v.fail(at, "replaces in batches, wanted a group, and a refresh or a rolling update")
	}
	if r := e.Refresh; r != nil {
		within(v, at.at("refresh.minHealthy"), r.MinHealthy, 0, 100)
		if r.MaxHealthy != None {
			within(v, at.at("refresh.maxHealthy"), r.MaxHealthy, 100, min(200, r.MinHealthy+100))
		}
		v.length(at.at("refresh.warmup"), r.Warmup, 0)
		within(v, at.at("refresh.protected"), int(r.Protected), 0, int(RefreshProtected))
	}
	if r := e.Rolling; r != nil {
		within(v, at.at("rolling.maxBatch"), r.MaxBatch, 1, mostInstances)
		within(v, at.at("rolling.minInService"), r.MinInService, 0, mostInstances)
		v.length(at.at("rolling.pause"), r.Pause, 0)
	}
}

// host checks what is otherwise with the instances of a group.
func (v *validator) host(at *field, g *InstanceGroup) {
	f, at := &g.Faults, at.at("faults")
	v.amount(at.at("register"), f.Register, 1)
	v.amount(at.at("eniAttach"), f.ENIAttach, 1)
	v.moment(at.at("launchedFrom"), f.LaunchedFrom)
	if t := g.Timings; t != nil {
		v.moment(at.of.at("timings").at("launchedFrom"), t.LaunchedFrom)
	}
}
