package experiment

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// dynamicRange widens the range of dynamic host ports of the group for which the fewest
// ports are enough.
func (u *unblocker) dynamicRange() (report.Remedy, bool) {
	var all []ladder
	for g := range u.c.Groups {
		all = append(all, u.ranges(g, u.allDynamicPorts()))
	}
	return u.fewest(all)
}

// ranges are wider ranges of dynamic host ports of a group, by up to so many ports.
func (s *search) ranges(g, most int) ladder {
	r := s.c.Groups[g].DynamicRange
	return ladder{func(n int) report.Edit { return report.Edit{Kind: report.EditDynamicRange, In: []int{g}, Value: n} },
		min(most, r.Wider(most).Size()-r.Size())}
}

// allDynamicPorts is how many dynamic host ports all tasks of the scenario ask for, with their predecessors
// in deployments: more in a range help nobody.
func (s *search) allDynamicPorts() (all int) {
	for w := range event.WorkloadID(len(s.c.Services) + len(s.c.RunTasks)) {
		use, tasks := useOf(s.c, w), 0
		if int(w) < len(s.c.Services) {
			tasks = 2 * max(s.r.Services[w].Desired, 1)
		} else {
			tasks = s.r.RunTasks[int(w)-len(s.c.Services)].Requested
		}
		for _, m := range s.c.Tasks[use.Task].Network(use.ServiceConnect).Dynamic {
			all += tasks * m.Count
		}
	}
	return all
}

// subnets gives those subnets that ran out of addresses a prefix shorter by as few bits as it takes.
func (u *unblocker) subnets() (report.Remedy, bool) {
	return u.try(u.subnetsFor(event.WorkloadID(u.service)), always)
}

// subnetsFor are larger subnets in place of those that ran out of addresses for a workload: its own, and
// those of the instances that it may run on.
func (s *search) subnetsFor(w event.WorkloadID) ladder {
	return s.wider(slices.DeleteFunc(s.limitedSubnets(w), func(i int) bool { return !s.full(i) }))
}

// limitedSubnets are the subnets of a workload, and of the instances that it may run on, whose addresses
// are counted.
func (s *search) limitedSubnets(w event.WorkloadID) (limited []int) {
	use := useOf(s.c, w)
	theirs := map[int]bool{}
	add := func(of []int) {
		for i := range s.c.Subnets {
			theirs[i] = theirs[i] || len(of) == 0 || slices.Contains(of, i)
		}
	}
	if s.c.Tasks[use.Task].NetworkMode.OwnInterface() {
		add(use.Subnets)
	}
	for g := range s.c.Groups {
		uses := func(p config.ProviderShare) bool { return s.c.Providers[p.Provider].Group == g }
		if len(use.Providers) == 0 || slices.ContainsFunc(use.Providers, uses) {
			add(s.c.Groups[g].Subnets)
		}
	}
	for i := range s.c.Subnets {
		if theirs[i] && s.c.Subnets[i].Network.Limited() {
			limited = append(limited, i)
		}
	}
	return limited
}

// wider are larger subnets in place of some.
func (s *search) wider(which []int) ladder {
	most := 0
	for _, i := range which {
		most = max(most, s.c.Subnets[i].Network.Prefix().Bits()-model.LargestSubnet)
	}
	return ladder{func(n int) report.Edit { return report.Edit{Kind: report.EditSubnets, In: which, Value: n} }, most}
}

// full reports whether a subnet has had too few addresses left for an instance with a trunk.
func (s *search) full(i int) bool {
	x := &s.r.Subnets[i]
	return x.Usable != nil && *x.Usable-x.Peak < int(model.HostAddresses(true))
}

// mended lets a group come to the end of a step that something in the file keeps it from.
func (u *unblocker) mended() (report.Remedy, bool) {
	var all []ladder
	for g := range u.c.Groups {
		for _, step := range []config.HostStep{config.Registering, config.Attaching} {
			if why, _ := u.c.Fault(g, step); why != "" {
				all = append(all, one(report.Edit{Kind: report.EditFault, In: []int{g}, Value: int(step)}))
			}
		}
	}
	return u.fewest(all)
}

// bridge gives the service bridge mode with dynamic host ports.
func (u *unblocker) bridge() (report.Remedy, bool) {
	t := &u.c.Tasks[u.c.Services[u.service].Task]
	if !t.NetworkMode.OwnInterface() && len(t.StaticPorts(model.ServiceConnect{})) == 0 || t.NetworkMode.DynamicPorts() {
		return report.Remedy{}, false
	}
	return u.try(one(u.edit(report.EditNetworkMode)), always)
}

// otherPort gives the tasks of the service another host port in place of one that is not theirs to have:
// a process of the instances has it, or ECS_RESERVED_PORTS.
func (u *unblocker) otherPort() (report.Remedy, bool) {
	if p, ok := u.takenPort(event.WorkloadID(u.service)); ok {
		return u.try(one(report.Edit{Kind: report.EditPort, In: []int{u.service, int(p.Port), int(p.Protocol)}, Value: int(freePort(u.c, p.Port))}), always)
	}
	return report.Remedy{}, false
}

// listener has the process of a group that holds a port of the service let go of it.
func (u *unblocker) listener() (report.Remedy, bool) {
	return u.fewest(u.listeners(event.WorkloadID(u.service)))
}

// takenPort is the first static host port of a workload that is taken on the instances of some group
// before any task runs.
func (s *search) takenPort(w event.WorkloadID) (model.HostPort, bool) {
	use := useOf(s.c, w)
	for _, p := range s.c.Tasks[use.Task].StaticPorts(model.ServiceConnect{}) {
		for g := range s.c.Groups {
			if x := &s.c.Groups[g]; slices.Contains(x.Listening(), p) || slices.Contains(x.Reserved, p) {
				return p, true
			}
		}
	}
	return model.HostPort{}, false
}

// listeners are the processes of groups that hold a static host port of a workload, each of which may
// have another.
func (s *search) listeners(w event.WorkloadID) (all []ladder) {
	for _, p := range s.c.Tasks[useOf(s.c, w).Task].StaticPorts(model.ServiceConnect{}) {
		for g := range s.c.Groups {
			if slices.Contains(s.c.Groups[g].Listeners, p) {
				all = append(all, one(report.Edit{Kind: report.EditListener, In: []int{g, int(p.Protocol)}, Value: int(p.Port)}))
			}
		}
	}
	return all
}
