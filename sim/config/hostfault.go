package config

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"ecssim/sim/des"
)

// HostStep is a step that may never come to its end on the instances of a group, as the file has it.
type HostStep int

const (
	Registering HostStep = iota // of instances with ECS
	Attaching                   // of tasks' network interfaces
)

// What the steps take where they are to come to an end.
const (
	mendedBoot   = 2 * time.Minute
	mendedAttach = 10 * time.Second
)

// hostFault is a key of a scenario file that keeps a group from a step.
type hostFault struct {
	key, value string
	mended     string          // what to write instead
	mend       func(c *Config) // of lists of its own
}

// Fault is what keeps a group from a step, in the words of a scenario file, such as "timings.eniAttach
// is never"; and what to write instead. It is empty where nothing does.
func (c *Config) Fault(g int, s HostStep) (why, mended string) {
	f := c.hostFault(g, s)
	if f == nil {
		return "", ""
	}
	return f.key + " is " + f.value, f.mended
}

// Mend takes away what keeps a group from a step; false where nothing does.
func (c *Config) Mend(g int, s HostStep) bool {
	f := c.hostFault(g, s)
	if f == nil {
		return false
	}
	c.Groups = slices.Clone(c.Groups)
	if t := c.Groups[g].Timings; t != nil {
		own := *t
		for _, d := range []**des.Dist{&own.InstanceBoot, &own.ENIAttach, &own.BranchAttach} {
			if *d != nil {
				length := **d
				*d = &length
			}
		}
		c.Groups[g].Timings = &own
	}
	f.mend(c)
	c.Mend(g, s) // another may stand behind it
	return true
}

func (c *Config) hostFault(g int, s HostStep) *hostFault {
	group := &c.Groups[g]
	share, key := group.Faults.Register, "register"
	if s == Attaching {
		share, key = group.Faults.ENIAttach, "eniAttach"
	}
	if share > 0 {
		value := "never"
		if share < 1 {
			value = strconv.FormatFloat(share, 'f', -1, 64)
		}
		return &hostFault{fmt.Sprintf("faults.%s of group %s", key, group.Name), value, "faults." + key + " left out", func(c *Config) {
			f := &c.Groups[g].Faults
			if s == Attaching {
				f.ENIAttach = 0
			} else {
				f.Register = 0
			}
			if f.Register == 0 && f.ENIAttach == 0 {
				*f = HostFaults{}
			}
		}}
	}
	if s == Registering {
		return c.slowStep(g, "instanceBoot", des.Forever-1)
	}
	if f := c.slowStep(g, "eniAttach", c.Timings.ENIAttachTimeout); f != nil {
		return f
	}
	return c.slowStep(g, "branchAttach", c.Timings.ENIAttachTimeout)
}

// lengthOf is how long a step takes on instances of a group, by the key of a scenario file, and whether
// that is the group's own.
func (c *Config) lengthOf(g int, key string) (d *des.Dist, own bool) {
	t, all := c.Groups[g].Timings, &c.Timings
	if t == nil {
		t = &HostTimings{}
	}
	of := map[string]struct{ own, all *des.Dist }{
		"instanceBoot": {t.InstanceBoot, &all.InstanceBoot}, "eniAttach": {t.ENIAttach, &all.ENIAttach}, "branchAttach": {t.BranchAttach, &all.BranchAttach},
	}[key]
	if of.own != nil {
		return of.own, true
	}
	return of.all, false
}

// slowStep is a timing, of a group or of all, that is longer than a limit as a rule.
func (c *Config) slowStep(g int, key string, limit time.Duration) *hostFault {
	d, own := c.lengthOf(g, key)
	if d.Mean() <= limit {
		return nil
	}
	value, whose, mended := "never", "", mendedAttach
	if d.Mean() < des.Forever {
		value = fmt.Sprintf("%v as a rule, more than %v", d.Mean(), limit)
	}
	if own {
		whose = " of group " + c.Groups[g].Name
	}
	if key == "instanceBoot" {
		mended = mendedBoot
	}
	mended = min(mended, limit)
	return &hostFault{"timings." + key + whose, value, fmt.Sprintf("timings.%s %v%s", key, mended, whose), func(c *Config) {
		d, _ := c.lengthOf(g, key)
		*d = des.Constant(mended)
	}}
}
