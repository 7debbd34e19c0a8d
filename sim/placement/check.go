package placement

import "ecssim/model"

// Check returns the first check that host h fails for a shape, in the order
// agent, attributes, location, memberOf, distinctInstance, ports, ENI, GPU,
// memory, CPU; Fits when it passes them all. A host that is not ACTIVE takes no
// task and answers ReasonAgent; Choose does not count such hosts.
func (f *Fleet) Check(shape, h int32) model.Reason {
	if f.status[h]&(active|connected) != active|connected {
		return model.ReasonAgent
	}
	s := &f.shapes[shape]
	if r := f.fixed(s, h); r != model.Fits {
		return r
	}
	return f.moving(s, h)
}

// CheckWithout is Check as if tasks on host h were gone, each given by its shape:
// leave those that count there, slots those that are told to stop and have their
// attachment slot left.
func (f *Fleet) CheckWithout(shape, h int32, leave, slots []int32) (r model.Reason) {
	f.Hosts.Suppose(h, func() {
		for _, s := range leave {
			f.Hosts.Release(h, &f.shapes[s].claim)
			f.Hosts.ReleaseENI(h, &f.shapes[s].claim)
			f.groups[f.shapes[s].group].count.add(h, -1, len(f.info))
		}
		for _, s := range slots {
			f.Hosts.ReleaseENI(h, &f.shapes[s].claim)
		}
		r = f.Check(shape, h)
		for _, s := range leave {
			f.groups[f.shapes[s].group].count.add(h, 1, len(f.info))
		}
	})
	return r
}

// fixed is the part of the check whose answer never changes for a host.
func (f *Fleet) fixed(s *shape, h int32) model.Reason {
	info := &f.info[h]
	switch {
	case !s.attributes(info):
		return model.ReasonAttribute
	case !s.located(info):
		return model.ReasonLocation
	}
	for _, e := range s.members {
		if !e.dynamic && !f.holds(e, h) {
			return model.ReasonMemberOf
		}
	}
	return model.Fits
}

// moving is the part whose answer changes as tasks come and go.
func (f *Fleet) moving(s *shape, h int32) model.Reason {
	for _, e := range s.members {
		if e.dynamic && !f.holds(e, h) {
			return model.ReasonMemberOf
		}
	}
	if s.distinct && f.Count(s.group, h) > 0 {
		return model.ReasonDistinctInstance
	}
	return f.Hosts.Check(h, &s.claim)
}

// further orders reasons by how many checks were passed before.
func further(r model.Reason) model.Reason {
	if r == model.Fits {
		return model.NumReasons
	}
	return r
}
