package find

import (
	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// unreachable says which tasks run and are cut off, and by what.
func (x *Finder) unreachable(f *found) {
	for i := range f.r.Unreachable {
		u := &f.r.Unreachable[i]
		name := "service " + u.Service
		if u.Service == "" {
			name = "RunTask request " + u.RunTask
		}
		verb := "are"
		if u.Tasks == 1 {
			verb = "is"
		}
		by := ""
		if u.From != "anyone" {
			by = " by " + u.From
		}
		z := f.add(report.TasksUnreachable, "%s of %s %s not reached%s: %s", model.Counted(u.Tasks, "running task"), name, verb, by, u.Why)
		z.Service, z.RunTask = u.Service, u.RunTask
		if x.view != nil {
			z.Remedies = append(z.Remedies, x.opened(x.named(u.Service, u.RunTask), report.OpenToClients)...)
		}
	}
}

// named is a service or, where that has no name, a RunTask request.
func (x *Finder) named(service, runTask string) event.WorkloadID {
	for i := range event.WorkloadID(x.view.Workloads()) {
		if name := x.view.Workload(i).Name; x.isService(i) && name == service || !x.isService(i) && service == "" && name == runTask {
			return i
		}
	}
	return event.None
}

// opened are the rules by which clients reach the tasks of a workload, as one change; nothing where no
// rule helps.
func (x *Finder) opened(i event.WorkloadID, whom int) []report.FindingRemedy {
	open := reach.Opening{Work: i, Groups: x.groupsOf(i), Checks: whom == report.OpenToChecks}
	_, words, ok := open.Open(x.view.Config())
	if !ok {
		return nil
	}
	return []report.FindingRemedy{{Change: words, Edit: report.Edit{Kind: report.EditFirewall, In: append([]int{int(i)}, open.Groups...), Value: whom}}}
}

// groupsOf are the groups on whose instances tasks of a workload may run: those that have such an
// instance, and those of its capacity providers.
func (x *Finder) groupsOf(i event.WorkloadID) (all []int) {
	c := x.view.Config()
	may := make([]bool, len(c.Groups))
	for _, s := range x.view.Workload(i).Use.Providers {
		may[c.Providers[s.Provider].Group] = true
	}
	if x.samples == nil {
		x.samples = x.oneOfEach()
	}
	for _, h := range x.samples {
		if g := x.view.Instance(h).Group; !may[g] && x.view.Eligible(i, h) {
			may[g] = true
		}
	}
	for g := range may {
		if may[g] {
			all = append(all, g)
		}
	}
	return all
}

// oneOfEach are the first active instances of each group in each zone, which stand for the others.
func (x *Finder) oneOfEach() []event.InstanceID {
	type kind struct {
		group event.GroupID
		zone  string
	}
	seen, all := map[kind]bool{}, []event.InstanceID{}
	for h := range event.InstanceID(x.view.Instances()) {
		of := x.view.Instance(h)
		if k := (kind{of.Group, of.Zone}); of.Active() && !seen[k] {
			seen[k] = true
			all = append(all, h)
		}
	}
	return all
}
