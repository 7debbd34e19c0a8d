package config

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// FieldError says what is wrong with one field of a Config.
type FieldError struct {
	Path string // from the Config on, as Go selects it with a small letter: services[0].deploying.maximumPercent
	Text string // what was found, what was wanted
}

// Error returns "PATH is FOUND, wanted WANTED".
func (e *FieldError) Error() string { return e.Path + " " + e.Text }

// Validate says what a run cannot take: every field that is out of its range, empty though
// something has to be there, or an index that leads to nothing. The error joins a
// *FieldError for each, in the order of the fields; nil if there is none. The time it takes
// grows with the size of the Config.
//
// What cannot be only once the scenario is put together, such as more instances than a quota
// that it sets, is not looked for: see OverQuota.
func (c *Config) Validate() error {
	v := &validator{c: c}
	v.duration()
	v.subnets()
	v.groups()
	v.providers()
	v.tasks()
	v.own()
	v.targetGroups()
	v.services()
	v.runTasks()
	v.events()
	v.firewall()
	v.timings()
	v.quotas()
	return errors.Join(v.faults...)
}

// validator collects what is wrong with a Config.
type validator struct {
	c      *Config
	formed []bool             // of each task definition: whether the rules of package model can be asked of it
	sizes  []CapacityProvider // as the events checked so far have set their groups; nil = none has
	faults []error
}

// fail notes what is wrong with a field.
func (v *validator) fail(at *field, format string, args ...any) {
	v.faults = append(v.faults, &FieldError{at.String(), fmt.Sprintf(format, args...)})
}

// field is the place of a value in a Config. Only what is wrong gets its path written out.
type field struct {
	of   *field
	name string
	i    int // of a member of a list; None = the whole
}

func at(name string) *field { return &field{nil, name, None} }

func member(name string, i int) *field { return &field{nil, name, i} }

// at is a field of a value.
func (f *field) at(name string) *field { return &field{f, name, None} }

// member is a member of a list in a value.
func (f *field) member(name string, i int) *field { return &field{f, name, i} }

// String returns the path, such as services[0].deploying.maximumPercent.
func (f *field) String() string {
	path := f.name
	if f.i != None {
		path += "[" + strconv.Itoa(f.i) + "]"
	}
	if f.of != nil {
		path = f.of.String() + "." + path
	}
	return path
}

// Bounds that keep whole numbers from running over: a run of such a size would not fit into
// any memory, or come to no end.
const (
	mostInstances = 10_000_000 // of a group
	mostTasks     = 100_000_000
	mostPercent   = 10_000
	mostLoad      = 1e12    // in the unit of a service's metric, times tasks
	mostUSD       = 100_000 // of an instance, an hour
	longest       = 100 * 365 * 24 * time.Hour
	// Oftenest is the shortest period of what comes again and again. A number of seconds
	// without a unit is below it, for that is nanoseconds.
	Oftenest = time.Millisecond
	// some is the shortest length of time that is more than none.
	some = time.Nanosecond
)

// within holds a number between two bounds; it reports whether it is.
func within[N int | int32 | int64 | model.CPU | model.MiB | model.Protocol](v *validator, at *field, n, least, most N) bool {
	if n < least || n > most {
		v.fail(at, "is %d, wanted %d to %d", n, least, most)
		return false
	}
	return true
}

// index holds an index into a list of so many members.
func (v *validator) index(at *field, i, n int, list string) bool {
	switch {
	case i >= 0 && i < n:
		return true
	case n == 0:
		v.fail(at, "is %d, an index into %s, which is empty", i, list)
	default:
		v.fail(at, "is %d, wanted 0 to %d, an index into %s", i, n-1, list)
	}
	return false
}

// filled holds a text that may not be empty.
func (v *validator) filled(at *field, text string) {
	if text == "" {
		v.fail(at, "is empty, wanted a name")
	}
}

// unique holds a name that may neither be empty nor come twice.
func (v *validator) unique(at *field, name string, seen map[string]bool) {
	v.filled(at, name)
	if seen[name] && name != "" {
		v.fail(at, "is %q, which another one has, wanted a name of its own", name)
	}
	seen[name] = true
}

// length holds a length of time that is at least so long.
func (v *validator) length(at *field, d, least time.Duration) {
	if d < least || d > longest {
		wanted := least.String() + " or more"
		if least == some {
			wanted = "more than 0s"
		}
		v.fail(at, "is %v, wanted %s and at most a hundred years", d, wanted)
	}
}

// between holds a length of time between two bounds.
func (v *validator) between(at *field, d, least, most time.Duration) {
	if d < least || d > most {
		v.fail(at, "is %v, wanted %v to %v", d, least, most)
	}
}

// moment holds an instant, which does not come before the run begins.
func (v *validator) moment(at *field, t des.Time) {
	switch {
	case t < 0:
		v.fail(at, "is %v before the run begins, wanted 0s or more", -time.Duration(t))
	case t > des.Time(longest):
		v.fail(at, "is %v, wanted at most a hundred years", t)
	}
}

// amount holds a number from 0 on; it reports whether it is.
func (v *validator) amount(at *field, x, most float64) bool {
	if !(x >= 0 && x <= most) {
		v.fail(at, "is %v, wanted a number from 0 to %v", x, most)
		return false
	}
	return true
}

// port holds a port and its protocol.
func (v *validator) port(at *field, p model.HostPort) {
	if p.Port == 0 || p.Protocol > model.UDP {
		v.fail(at, "is port %d of protocol %d, wanted 1 to 65535 of TCP or UDP", p.Port, p.Protocol)
	}
}

// ports holds a list of ports.
func (v *validator) ports(of *field, name string, ports []model.HostPort) {
	for i, p := range ports {
		v.port(of.member(name, i), p)
	}
}

// inSubnets holds indices into Config.Subnets.
func (v *validator) inSubnets(of *field, name string, subnets []int) bool {
	good := true
	for i, s := range subnets {
		good = v.index(of.member(name, i), s, len(v.c.Subnets), "Config.Subnets") && good
	}
	return good
}

func (v *validator) duration() {
	switch d := v.c.Duration; {
	case d < 0:
		v.fail(at("duration"), "is %v, wanted 0 for a run until nothing is left to happen, or more", time.Duration(d))
	case d > des.Time(longest):
		v.fail(at("duration"), "is %v, wanted at most a hundred years", d)
	}
}
