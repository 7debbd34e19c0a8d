package packing

import (
	"fmt"
	"maps"
	"slices"

	"ecssim/model"
)

// dynamicPorts adds, for each protocol and each length of contiguous ports that is asked
// for, the stretches of that length: a request for m ports holds m/n of n, rounded down, and a
// host has only so many between the ports on which its processes listen. Where ports need not be
// contiguous, only the ports themselves count. Stretches are necessary and not sufficient: which
// ports the agent chooses is left out.
func (f *Fleet) dynamicPorts(p *Problem) {
	lengths := map[int]bool{}
	for i := range f.Tasks {
		for _, m := range f.Tasks[i].Claim.Dynamic {
			if lengths[1] = true; !f.SinglePorts {
				lengths[m.Count] = true
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(lengths)) {
		for _, protocol := range []model.Protocol{model.TCP, model.UDP} {
			name := fmt.Sprintf("dynamic %v ports", protocol)
			if n > 1 {
				name = fmt.Sprintf("stretches of %d dynamic %v ports", n, protocol)
			}
			f.resource(p, Resource{name, model.ReasonDynamicPorts}, stretches(protocol, n), func(h *Host) int64 {
				if h.Dynamic == nil {
					return MostAmount
				}
				return int64(h.Dynamic.Busy(protocol).Free(h.Dynamic.Agent.Range, n))
			})
		}
	}
}

// stretches is how many stretches of n ports a task's requests hold.
func stretches(protocol model.Protocol, n int) func(c *model.Claim) int64 {
	return func(c *model.Claim) (sum int64) {
		for _, m := range c.Dynamic {
			if m.Protocol == protocol {
				sum += int64(m.Count / n)
			}
		}
		return sum
	}
}

// distinct adds the groups of which a host may have one task.
func (f *Fleet) distinct(p *Problem) {
	groups := map[string]bool{}
	for i := range f.Tasks {
		if g := f.Tasks[i].Distinct; g != "" && !groups[g] {
			groups[g] = true
			f.group(p, g)
		}
	}
}

func (f *Fleet) group(p *Problem, name string) {
	p.Resources = append(p.Resources, Resource{name, model.ReasonDistinctInstance})
	for i := range f.Tasks {
		p.Classes[i].Takes = append(p.Classes[i].Takes, count(f.Tasks[i].Distinct == name))
	}
	for t := range f.Hosts {
		p.Hosts[t].Offers = append(p.Hosts[t].Offers, 1)
	}
}

// addresses adds the supplies of subnets, zone by zone.
func (f *Fleet) addresses(p *Problem) {
	var zones []string
	for _, s := range f.Subnets {
		if !slices.Contains(zones, s.Zone) {
			zones = append(zones, s.Zone)
		}
	}
	for _, zone := range zones {
		for _, set := range f.choices(zone) {
			if s, ok := f.supply(zone, set); ok {
				p.Supplies = append(p.Supplies, s)
			}
		}
	}
}

// choices are the sets of subnets of a zone that some tasks choose from, or a host's own
// interfaces, and all of these together; each once.
func (f *Fleet) choices(zone string) (sets [][]int) {
	var all []int
	add := func(set []int) {
		if len(set) > 0 && !slices.ContainsFunc(sets, func(s []int) bool { return slices.Equal(s, set) }) {
			sets = append(sets, set)
		}
	}
	for i := range f.Tasks {
		if f.Tasks[i].Claim.Addresses > 0 {
			set := f.subnetsIn(i, zone)
			add(set)
			all = append(all, set...)
		}
	}
	for _, h := range f.Hosts {
		if h.Zone == zone && h.Subnet >= 0 && h.Addresses > 0 {
			add([]int{h.Subnet})
			all = append(all, h.Subnet)
		}
	}
	slices.Sort(all)
	add(slices.Compact(all))
	return sets
}

// subnetsIn are the subnets in a zone that tasks may choose from, ascending.
func (f *Fleet) subnetsIn(task int, zone string) (set []int) {
	for s := range f.Subnets {
		if f.Subnets[s].Zone == zone && (f.Tasks[task].Subnets == nil || slices.Contains(f.Tasks[task].Subnets, s)) {
			set = append(set, s)
		}
	}
	return set
}

// supply is the addresses of a set of subnets for those that have no other choice; false
// where one of them has no limit.
func (f *Fleet) supply(zone string, set []int) (Supply, bool) {
	s := Supply{Reason: model.ReasonAddresses}
	for i, n := range set {
		if f.Subnets[n].Addresses == 0 {
			return s, false
		}
		s.Amount += int64(f.Subnets[n].Addresses)
		if s.Name += f.Subnets[n].Name; i+1 < len(set) {
			s.Name += ", "
		}
	}
	for i := range f.Tasks {
		own, n := f.subnetsIn(i, zone), int64(0)
		if len(own) > 0 && !slices.ContainsFunc(own, func(x int) bool { return !slices.Contains(set, x) }) {
			n = int64(f.Tasks[i].Claim.Addresses)
		}
		s.Tasks = append(s.Tasks, n)
	}
	for _, h := range f.Hosts {
		n := int64(0)
		if slices.Contains(set, h.Subnet) {
			n = int64(h.Addresses)
		}
		s.Where, s.Hosts = append(s.Where, h.Zone == zone), append(s.Hosts, n)
	}
	return s, true
}
