package placement

import (
	"fmt"

	"ecssim/model"
)

// unseen is the stage of a host that is not ACTIVE, or not read yet.
const unseen = uint8(model.NumReasons)

// class knows, for all shapes that ask the same of a host, which hosts fit. It is
// brought up to date when it is asked.
//
// After refresh, for every ACTIVE host h: stage[h] = Check(h), h is in fits if
// and only if stage[h] = Fits, and tally[r] = number of ACTIVE hosts with
// stage r; tally[unseen] counts nothing. At all times, for the hosts read so far:
// fixed[h] = the part of Check that never changes, and barred = number of h with
// fixed[h] != Fits.
type class struct {
	special bool // has a check beside resources that changes with the tasks
	refused bool // the last answer was that nothing fits
	known   int  // hosts read, in order of Register
	barred  int
	seen    uint64 // position in the journal
	fixed   []uint8
	stage   []uint8
	fits    bitset
	tally   [model.NumReasons + 1]int32
	s       shape // the first shape of the class
}

// class returns the class of a shape, a new one if there is none like it.
func (f *Fleet) class(s *shape) int32 {
	special := s.distinct
	for _, e := range s.members {
		special = special || e.dynamic
	}
	key := keyOf(s)
	if c, ok := f.byKey[key]; ok {
		return c
	}
	c := int32(len(f.classes))
	f.byKey[key] = c
	f.classes = append(f.classes, class{s: *s, special: special})
	return c
}

// classKey is all that a class asks of a host: shapes with equal keys are of one class.
type classKey struct {
	room                                    model.Room
	portCount, group                        int32
	anywhere, daemon                        bool
	ports, constraints, zones, requires     string
	architecture, operatingSystem, provider string
}

func keyOf(s *shape) classKey {
	k := classKey{room: s.claim.Room, portCount: s.claim.PortCount, group: -1, anywhere: s.Zones == nil, daemon: s.Daemon,
		architecture: s.Architecture, operatingSystem: s.OS, provider: s.Provider}
	if s.distinct {
		k.group = s.group
	}
	if s.claim.PortCount > 0 {
		k.ports = fmt.Sprint(s.claim.Ports)
	}
	if len(s.Constraints) > 0 {
		k.constraints = fmt.Sprintf("%q", s.Constraints)
	}
	if len(s.Zones) > 0 {
		k.zones = fmt.Sprintf("%q", s.Zones)
	}
	if len(s.Requires) > 0 {
		k.requires = fmt.Sprintf("%q", s.Requires)
	}
	return k
}

// learn reads the hosts that have registered since.
func (f *Fleet) learn(c *class) {
	for len(c.fixed) < len(f.info) {
		c.fixed = append(c.fixed, unseen)
		c.stage = append(c.stage, unseen)
	}
	c.fits = c.fits.grown(len(f.info))
	for _, h := range f.order[c.known:] {
		r := f.fixed(&c.s, h)
		c.fixed[h] = uint8(r)
		if r != model.Fits {
			c.barred++
		}
	}
	c.known = len(f.order)
}

// refresh brings a class up to date: from the journal, or host by host when it
// has fallen too far behind.
func (f *Fleet) refresh(class int32) *class {
	c := &f.classes[class]
	if c.known < len(f.order) {
		f.learn(c)
	}
	if f.changed.lost(c.seen) {
		for _, h := range f.order {
			f.examine(c, h)
		}
	} else {
		for p := c.seen; p < f.changed.end; p++ {
			f.examine(c, f.changed.entry(p))
		}
	}
	c.seen = f.changed.caughtUp()
	return c
}

// examine puts one host in its stage. As many change it as do not: it is written at any
// rate, for a processor could not predict which.
func (f *Fleet) examine(c *class, h int32) {
	old, now := c.stage[h], f.stage(c, h)
	c.stage[h] = now
	c.tally[old]--
	c.tally[now]++
	c.fits.put(h, now == uint8(model.Fits))
}

func (f *Fleet) stage(c *class, h int32) uint8 {
	switch st := f.status[h]; {
	case st&active == 0:
		return unseen
	case st&connected == 0:
		return uint8(model.ReasonAgent)
	case c.barred > 0 && c.fixed[h] != uint8(model.Fits):
		return c.fixed[h]
	case c.special:
		return uint8(f.moving(&c.s, h))
	}
	return uint8(f.roomFor(&c.s, h))
}

// refusal is the reason of the closest host when none fits: the last check that
// any host reached; Fits when there is no host.
func (c *class) refusal() model.Reason {
	for r := model.NumReasons - 1; r > model.Fits; r-- {
		if c.tally[r] > 0 {
			return r
		}
	}
	return model.Fits
}
