package placement

import (
	"math/bits"
	"slices"

	"ecssim/model"
	"ecssim/model/cql"
)

// daemon is a daemon service for whose tasks room is kept: ECS "reserves container
// instance compute resources including CPU, memory, and network interfaces for the
// daemon tasks", and after an update "blocks that capacity" which the new revision
// asks for (developer guide, ecs_service-options, Daemon scheduling strategy). That
// GPUs and static host ports are among them is an assumption.
type daemon struct {
	shape ShapeID // of the revision that is to run
	group int32   // of its tasks
	fixed []uint8 // by host: the part of Check that never changes; unseen = not asked yet
	on    []int32 // by host: the shape of its task that counts there, plus one; 0 = none
}

// reservation is what daemons have a right to on one host.
type reservation struct {
	due  model.Claim // by all that should have a task there and for which an empty host has room
	kept model.Claim // the part of due that their tasks on the host do not hold; of ports those that nobody holds
}

// Keep has the room of a daemon's shape kept on every instance that should have a
// task of it, in place of that of the shape of the same group that was kept before.
// Daemons go before each other in the order in which the first shape of each was
// kept: room that is kept for one is not for those after it, nor for any task that is
// no daemon's. Where an empty instance has no room for a daemon beside those before
// it, nothing is kept for it; where tasks are in its place already, what they give
// back is.
func (f *Fleet) Keep(shape ShapeID) {
	g := f.shapes[shape].group
	i := slices.IndexFunc(f.daemons, func(d daemon) bool { return d.group == g })
	if i < 0 {
		i = len(f.daemons)
		f.daemons = append(f.daemons, daemon{shape: -1, group: g})
	}
	d := &f.daemons[i]
	if d.shape == shape {
		return
	}
	d.shape, d.fixed = shape, d.fixed[:0]
	for _, h := range f.order {
		f.touch(h)
	}
}

// Kept is what a task of a shape may not take on host h, for it is kept for daemons;
// nil = nothing. It holds until the fleet is asked or told anything else.
func (f *Fleet) Kept(shape ShapeID, h int32) *model.Claim { return f.keptFrom(&f.shapes[shape], h) }

func (f *Fleet) keptFrom(s *shape, h int32) *model.Claim {
	switch {
	case len(f.daemons) == 0:
		return nil
	case s.Daemon:
		return &f.forDaemons(s, h).kept
	}
	return &f.reserved[h].kept
}

// left is what host h has left for a task that is no daemon's.
func (f *Fleet) left(h int32) model.Room {
	if len(f.daemons) == 0 {
		return f.Hosts.At(h).Free
	}
	return f.Hosts.Left(h, &f.reserved[h].kept)
}

// forDaemons is what the daemons have a right to on host h that go before the tasks of
// a shape: all of them, unless it is a daemon's itself. It holds until it is asked
// again.
func (f *Fleet) forDaemons(s *shape, h int32) *reservation {
	before := len(f.daemons)
	if s.Daemon {
		if i := slices.IndexFunc(f.daemons, func(d daemon) bool { return d.group == s.group }); i >= 0 {
			before = i
		}
	}
	f.reserve(&f.scratch.reservation, h, before)
	return &f.scratch.reservation
}

// keep works out anew what is kept on host h, where something has changed.
func (f *Fleet) keep(h int32) {
	for len(f.reserved) <= int(h) {
		f.reserved = append(f.reserved, reservation{})
	}
	f.reserve(&f.reserved[h], h, len(f.daemons))
}

// reserve works out what the first n daemons have a right to on host h: nothing where
// that is not ACTIVE, for no task is placed there.
func (f *Fleet) reserve(r *reservation, h int32, n int) {
	r.reset(f.Hosts.Words())
	if !f.Active(h) {
		return
	}
	x, agent := f.Hosts.At(h), &f.agents[h]
	for i := range f.daemons[:n] {
		d := &f.daemons[i]
		c := &f.shapes[d.shape].claim
		if !f.wants(d, h) || !r.add(c, x.Registered, agent.mask, x.PortQuota-agent.count) {
			continue
		}
		missing := c.On(x.Registered)
		if on := at(d.on, h); on > 0 {
			missing = missing.Less(f.shapes[on-1].claim.On(x.Registered))
		}
		r.kept.Room = r.kept.Room.Add(missing)
	}
	taken := f.Hosts.Ports(h)
	for i, w := range r.due.Ports {
		w &^= taken[i]
		r.kept.Ports[i] = w
		r.kept.PortCount += int32(bits.OnesCount64(w))
	}
}

func (r *reservation) reset(words int) {
	for _, c := range []*model.Claim{&r.due, &r.kept} {
		if c.Ports == nil {
			c.Ports = make([]uint64, words)
		}
		clear(c.Ports)
		*c = model.Claim{Ports: c.Ports}
	}
}

// add gives one more daemon its due, if an empty host with that room has it left, and
// so many static ports beside those that its agent reserves.
func (r *reservation) add(c *model.Claim, registered model.Room, reserved []uint64, ports int32) bool {
	takes := c.On(registered)
	if !registered.Sub(r.due.Room).Holds(takes) || ports < r.due.PortCount+c.PortCount {
		return false
	}
	for i, w := range c.Ports {
		if w&(r.due.Ports[i]|reserved[i]) != 0 {
			return false
		}
	}
	r.due.Room = r.due.Room.Add(takes)
	r.due.PortCount += c.PortCount
	for i, w := range c.Ports {
		r.due.Ports[i] |= w
	}
	return true
}

// station notes that a daemon's task of a shape counts on host h, or counts there no
// more.
func (f *Fleet) station(shape ShapeID, h int32, counts bool) {
	g := f.shapes[shape].group
	i := slices.IndexFunc(f.daemons, func(d daemon) bool { return d.group == g })
	if i < 0 {
		return
	}
	d := &f.daemons[i]
	for len(d.on) <= int(h) {
		d.on = append(d.on, 0)
	}
	if d.on[h] = 0; counts {
		d.on[h] = int32(shape) + 1
	}
}

// wants reports whether a daemon should have a task on host h.
func (f *Fleet) wants(d *daemon, h int32) bool {
	s := &f.shapes[d.shape]
	for len(d.fixed) <= int(h) {
		d.fixed = append(d.fixed, unseen)
	}
	if d.fixed[h] == unseen {
		d.fixed[h] = uint8(f.fixed(s, h))
	}
	return d.fixed[h] == uint8(model.Fits) && f.allowed(s, h) && !(f.supposing && s.depends())
}

// Depends reports whether a constraint of a shape depends on the tasks on an instance, or
// on its agent's connection.
func (f *Fleet) Depends(shape ShapeID) bool { return f.shapes[shape].depends() }

func (s *shape) depends() bool {
	return slices.ContainsFunc(s.members, func(e *expression) bool { return e.dynamic })
}

// Qualifies reports whether host h, whatever its status and room, meets the attributes,
// zones and memberOf constraints of a shape.
func (f *Fleet) Qualifies(shape ShapeID, h int32) bool {
	s := &f.shapes[shape]
	return f.fixed(s, h) == model.Fits && f.allowed(s, h)
}

// Follows reports whether a shape has a memberOf constraint that holds or does not as
// tasks come and go, or agents.
func (f *Fleet) Follows(shape ShapeID) bool {
	return slices.ContainsFunc(f.shapes[shape].members, func(e *expression) bool { return e.dynamic })
}

// Due is what daemons have a right to on an instance that does not exist yet, with the
// room that it would register, the mask of the ports that its agent would reserve and
// so many static ports beside those. A constraint that depends on tasks is taken to be
// met, as it may be once some are there.
func (f *Fleet) Due(info *Instance, registered model.Room, reserved []uint64, ports int32) model.Claim {
	var r reservation
	r.reset(f.Hosts.Words())
	for i := range f.daemons {
		s := &f.shapes[f.daemons[i].shape]
		if s.fixed(info, fresh{info}) == model.Fits {
			r.add(&s.claim, registered, reserved, ports)
		}
	}
	return r.due
}

// DueVaries reports whether Due may be another for each of several instances launched alike: a
// daemon's memberOf asks when an instance was registered, or for its id.
func (f *Fleet) DueVaries() bool {
	for i := range f.daemons {
		if slices.ContainsFunc(f.shapes[f.daemons[i].shape].members, func(e *expression) bool { return e.single }) {
			return true
		}
	}
	return false
}

// Suits reports whether an instance that does not exist yet meets the attributes and
// zones of a shape, and its memberOf constraints where those depend neither on tasks nor on
// which of several instances launched alike it is.
func (f *Fleet) Suits(shape ShapeID, info *Instance) bool {
	s := &f.shapes[shape]
	return s.attributes(info) && s.located(info) && !slices.ContainsFunc(s.members, func(e *expression) bool {
		return !e.dynamic && !e.single && !e.expr.Eval(fresh{info})
	})
}

// fresh is an instance as the query language sees it when it has just registered.
type fresh struct{ *Instance }

// RunsGroup is false: it has no task.
func (x fresh) RunsGroup(string) bool { return false }

// Field gives a field of the instance.
func (x fresh) Field(field cql.Field) (cql.Value, bool) { return x.field(field, true, 0) }
