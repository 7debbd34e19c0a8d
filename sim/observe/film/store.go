package film

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/event"
)

// A stored film is a line that says so, the fingerprint of the kinds of events and that of the
// scenario, the number of its steps, whether it is cut, and its blocks, each behind its length.

const begin = "ecssim film 1\n"

// Bytes is the film as it is stored. It compresses to half and less.
func (f *Film) Bytes() []byte {
	b := make([]byte, 0, len(begin)+32+f.bytes+len(f.blocks)*4)
	b = append(b, begin...)
	b = binary.BigEndian.AppendUint64(b, kindsPrint())
	b = binary.BigEndian.AppendUint64(b, scenarioPrint(f.Config))
	b = binary.AppendUvarint(b, uint64(f.steps))
	if f.Cut {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	for i := range f.blocks {
		b = binary.AppendUvarint(b, uint64(len(f.blocks[i].data)))
		b = append(b, f.blocks[i].data...)
	}
	return b
}

// Read is the film of a scenario that Bytes has given. The error says what is wrong: it is no
// film, or not of this scenario, or another version of ecssim has recorded it, or it is damaged.
// What it takes of memory is a few hundred bytes for each of the film's at the most.
func Read(b []byte, c *config.Config) (*Film, error) {
	if len(b) < len(begin)+16 || string(b[:len(begin)]) != begin {
		return nil, errors.New("this is no film, or one of another version")
	}
	b = b[len(begin):]
	switch kinds, scenario := binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]); {
	case kinds != kindsPrint():
		return nil, errors.New("another version of ecssim has recorded the film, with other kinds of events")
	case scenario != scenarioPrint(c):
		return nil, fmt.Errorf("the film is not of scenario %s as it is now", c.Name)
	}
	r := reader{left: b[16:]}
	steps := r.uvarint()
	if steps > uint64(len(b)) {
		return nil, fmt.Errorf("%d steps in %d bytes", steps, len(b))
	}
	f := New(c)
	f.Cut = r.uvarint() != 0
	for n := uint64(0); n < steps && r.err == nil; n += blockSteps {
		length := r.uvarint()
		if length > uint64(len(r.left)) {
			return nil, fmt.Errorf("a block of %d bytes, and %d are left", length, len(r.left))
		}
		f.blocks = append(f.blocks, block{data: slices.Clone(r.left[:length])})
		f.bytes += int(length)
		r.left = r.left[length:]
	}
	if r.err != nil || len(r.left) > 0 {
		return nil, errors.New("the film does not end where it should")
	}
	f.steps = int(steps)
	return f, f.check()
}

// check reads a film from one end to the other: every event can be the next one.
func (f *Film) check() error {
	s, c := NewScene(f.Config), cursor{}
	for step := range f.steps {
		if step%blockSteps == 0 {
			c.memory, c.left = memory{}, f.blocks[step/blockSteps].data
		}
		var err error
		c.left, err = c.readEvent(c.left, &c.event)
		if err == nil {
			err = s.Fits(&c.event)
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
		if s.Apply(&c.event); step%blockSteps == 0 {
			f.blocks[step/blockSteps].first = s.At
		}
		if last := step == f.steps-1 || (step+1)%blockSteps == 0; last && len(c.left) > 0 {
			return fmt.Errorf("step %d: %d bytes are left of its block", step, len(c.left))
		}
	}
	f.last, f.end = s.At, c.memory
	return nil
}

// kindsPrint is the fingerprint of the kinds of events and their fields.
func kindsPrint() uint64 {
	h := fnv.New64a()
	for k := range event.NumKinds {
		fmt.Fprintln(h, k, k.Fields().Names())
	}
	return h.Sum64()
}

// scenarioPrint is the fingerprint of what a film takes from its scenario: its records and
// their names.
func scenarioPrint(c *config.Config) uint64 {
	h := fnv.New64a()
	fmt.Fprintln(h, c.Name, c.Seed, len(c.Events))
	for i := range c.Groups {
		fmt.Fprintln(h, c.Groups[i].Name, c.Groups[i].InstanceSize, c.Groups[i].Zones)
	}
	for i := range c.Subnets {
		fmt.Fprintln(h, c.Subnets[i].ID, c.Subnets[i].Zone, c.Subnets[i].Network, c.Subnets[i].Network.IPv6Only())
	}
	for i := range c.Providers {
		fmt.Fprintln(h, c.Providers[i].Name)
	}
	for i := range c.Tasks {
		fmt.Fprintln(h, c.Tasks[i].Name(), c.Tasks[i].NetworkMode, len(c.Tasks[i].Containers))
	}
	for i := range c.Services {
		fmt.Fprintln(h, c.Services[i].Name, len(c.Services[i].Targets))
	}
	for i := range c.RunTasks {
		fmt.Fprintln(h, c.RunTasks[i].Name)
	}
	return h.Sum64()
}
