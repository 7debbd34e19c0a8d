package placement

import (
	"ecssim/model"
	"ecssim/model/cql"
)

// Check returns the first check that host h fails for a shape, in the order
// agent, attributes, location, memberOf, distinctInstance, ports, ENI, GPU,
// memory, CPU; Fits when it passes them all. A host that is not ACTIVE takes no
// task and answers ReasonAgent; Choose does not count such hosts.
func (f *Fleet) Check(shape ShapeID, h int32) model.Reason {
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
// attachment slot left. What daemons among them leave is kept for their next tasks. A
// constraint that depends on tasks is met if it is before they go or after, and that of
// a daemon may be met by none: nothing is kept for it.
func (f *Fleet) CheckWithout(shape ShapeID, h int32, leave, slots []ShapeID) (r model.Reason) {
	s := &f.shapes[shape]
	before := f.allowed(s, h)
	f.supposing = true
	f.Hosts.Suppose(h, func() {
		for _, s := range leave {
			f.Hosts.Release(h, &f.shapes[s].claim)
			f.Hosts.ReleaseENI(h, &f.shapes[s].claim)
			f.counts(s, h, -1)
		}
		for _, s := range slots {
			f.Hosts.ReleaseENI(h, &f.shapes[s].claim)
		}
		if len(f.daemons) > 0 {
			f.keep(h)
		}
		if r = f.Check(shape, h); r == model.ReasonMemberOf && before && f.fixed(s, h) == model.Fits {
			r = f.besideTasks(s, h)
		}
		for _, s := range leave {
			f.counts(s, h, 1)
		}
	})
	f.supposing = false
	if len(f.daemons) > 0 {
		f.keep(h)
	}
	return r
}

// counts changes by n how many tasks of a shape count on host h, for what Check asks.
func (f *Fleet) counts(shape ShapeID, h, n int32) {
	s := &f.shapes[shape]
	f.groups[s.group].count.add(h, n, len(f.info))
	if s.Daemon {
		f.station(shape, h, n > 0)
	}
}

// fixed is the part of the check whose answer never changes for a host.
func (f *Fleet) fixed(s *shape, h int32) model.Reason { return s.fixed(&f.info[h], f.on(h)) }

func (s *shape) fixed(info *Instance, on cql.Subject) model.Reason {
	switch {
	case !s.attributes(info):
		return model.ReasonAttribute
	case !s.located(info):
		return model.ReasonLocation
	}
	for _, e := range s.members {
		if !e.dynamic && !e.expr.Eval(on) {
			return model.ReasonMemberOf
		}
	}
	return model.Fits
}

// allowed reports whether a host satisfies the expressions whose answer changes as
// tasks come and go.
func (f *Fleet) allowed(s *shape, h int32) bool { return s.allowed(f.on(h)) }

func (s *shape) allowed(on cql.Subject) bool {
	for _, e := range s.members {
		if e.dynamic && !e.expr.Eval(on) {
			return false
		}
	}
	return true
}

// moving is the part whose answer changes as tasks come and go.
func (f *Fleet) moving(s *shape, h int32) model.Reason {
	if !f.allowed(s, h) {
		return model.ReasonMemberOf
	}
	return f.besideTasks(s, h)
}

// besideTasks is moving but for memberOf constraints.
func (f *Fleet) besideTasks(s *shape, h int32) model.Reason {
	if s.distinct && f.Count(s.group, h) > 0 {
		return model.ReasonDistinctInstance
	}
	return f.roomFor(s, h)
}

// roomFor is the part that is about resources: those that are free and not kept for
// daemons.
func (f *Fleet) roomFor(s *shape, h int32) model.Reason {
	if len(f.daemons) == 0 {
		return f.Hosts.Check(h, &s.claim)
	}
	return f.Hosts.CheckBeside(h, &s.claim, f.keptFrom(s, h))
}

// further orders reasons by how many checks were passed before.
func further(r model.Reason) model.Reason {
	if r == model.Fits {
		return model.NumReasons
	}
	return r
}
