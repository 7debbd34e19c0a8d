package experiment

import (
	"fmt"
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// waiter is a service or RunTask request that has not all its tasks placed at the end of a run,
// whatever kept them from it: a smaller cluster, scaling, a lost zone.
type waiter struct {
	work    event.WorkloadID
	use     *config.Use
	service bool
	name    string
	missing int    // tasks
	reason  string // why the last try to place one failed
	helped  []report.FindingRemedy
	inVain  []string
	vain    []ladder
}

// placed reports whether all its tasks are placed at the end of a run.
func (w *waiter) placed(v *engine.View) bool {
	x := v.Workload(w.work)
	queued := v.QueuedOf(w.work)
	if !w.service {
		return x.Refused == 0 && queued == 0
	}
	return x.Placed-queued >= x.Requested
}

// in reports whether all its tasks are placed at the end of a run that was seen.
func (w *waiter) in(x *seen) bool { return x.made && x.placed[w.work] }

// waiting are the workloads that wait at the end of the run of a report.
func (s *search) waiting() (all []*waiter) {
	for i := range s.r.Services {
		if x := &s.r.Services[i]; x.Waiting > 0 {
			of := &s.c.Services[i]
			all = append(all, &waiter{work: event.WorkloadID(i), use: &of.Use, service: true, name: x.ServiceName, missing: x.Waiting, reason: x.LastReason})
		}
	}
	for i := range s.r.RunTasks {
		x, of := &s.r.RunTasks[i], &s.c.RunTasks[i]
		if n := x.Waiting + x.Refused; n > 0 {
			all = append(all, &waiter{work: event.WorkloadID(len(s.c.Services) + i), use: &of.Use, name: x.Name, missing: n, reason: x.LastReason})
		}
	}
	return slices.DeleteFunc(all, func(w *waiter) bool { return !slices.ContainsFunc(s.r.Findings, w.told) })
}

// helped reports whether the workload's deployment has remedies already.
func (s *search) helped(w *waiter) bool {
	if !w.service {
		return false
	}
	all := s.r.Services[w.work].Deployments
	return len(all) > 0 && len(all[len(all)-1].Remedies) > 0
}

// told reports whether a finding says that the workload waits.
func (w *waiter) told(f report.Finding) bool {
	return f.Workload() == w.name && slices.Contains([]string{report.TasksWait, report.TasksRefused, report.ConstraintsUnmet, report.DeploymentHollow}, f.Code)
}

// placing looks for the changes under which workloads that wait have all their tasks placed.
type placing struct {
	*search
	waiters []*waiter // those left out whose deployment has remedies already
}

// letIn finds, for each workload that waits, the smallest change of each kind under which all its tasks
// are placed: more instances, a higher maxSize, trunks, a larger instance type, larger subnets, a higher
// quota, another network mode, dynamic or other host ports; and the smallest under which those of all
// workloads are.
func (s *search) letIn() {
	p := &placing{s, slices.DeleteFunc(slices.Clone(s.waiters), s.helped)}
	if len(p.waiters) == 0 {
		return
	}
	total := 0
	for _, w := range p.waiters {
		total += w.missing
	}
	for _, w := range p.waiters {
		if e, ok := p.longer(w.in); ok {
			w.helped = append(w.helped, p.outcome(e))
		}
	}
	for _, l := range p.ladders(total) {
		p.ladder(l)
	}
	for _, w := range p.waiters {
		p.ports(w)
		if len(w.helped) == 0 {
			for _, e := range p.after(w.vain, w.in) {
				w.helped = append(w.helped, p.outcome(e))
			}
		}
		if len(w.helped) == 0 && roomHelps(w.reason) {
			p.two(w, total)
		}
	}
	p.note()
}

// ladders are the changes that concern all workloads, the cheapest in work first.
func (p *placing) ladders(total int) (all []ladder) {
	if p.trunks() {
		all = append(all, one(report.Edit{Kind: report.EditTrunking}))
	}
	for g := range p.c.Groups {
		if !provided(p.c, g) {
			zones := max(1, len(p.c.Groups[g].Zones)) // where all but one may be of no use
			all = append(all, hostsOfGroup(g, total*zones))
		}
		all = append(all, p.bestType(g, p.allPlaced))
	}
	for i := range p.c.Providers {
		all = append(all, maxSizeOf(i, total))
	}
	for _, w := range p.waiters {
		if l := p.subnetsFor(w.work); l.most > 0 && !slices.ContainsFunc(all, func(other ladder) bool { return other.most > 0 && same(other.at(1), l.at(1)) }) {
			all = append(all, l)
		}
	}
	for i := range p.r.Findings {
		for _, m := range p.r.Findings[i].Remedies {
			if m.Edit.Kind == report.EditDynamicRange {
				all = append(all, p.ranges(m.Edit.In[0], p.allDynamicPorts()))
			}
		}
	}
	return append(all, p.quotas())
}

func same(a, b report.Edit) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// trunks reports whether a task in awsvpc mode waits, and an instance is without a trunk.
func (p *placing) trunks() bool {
	own := slices.ContainsFunc(p.waiters, func(w *waiter) bool { return p.c.Tasks[w.use.Task].NetworkMode.OwnInterface() })
	return own && p.gainsByTrunks()
}

// gainsByTrunks reports whether some instance has no trunk, and some group would gain by them; or there
// is none yet.
func (s *search) gainsByTrunks() bool {
	without := len(s.r.Instances) == 0 || slices.ContainsFunc(s.r.Instances, func(x report.InstanceReport) bool { return !x.Trunk })
	return without && slices.ContainsFunc(s.c.Groups, func(g config.InstanceGroup) bool { return g.SlotsTrunk > g.SlotsPlain })
}

// allPlaced reports whether all tasks of all workloads that wait are placed.
func (p *placing) allPlaced(x *seen) bool {
	return x.made && !slices.ContainsFunc(p.search.waiters, func(w *waiter) bool { return !x.placed[w.work] })
}

// ladder looks for the least of a change for all workloads together, and for each where there is none.
func (p *placing) ladder(l ladder) {
	if l.most == 0 {
		return
	}
	if len(p.search.waiters) > 1 {
		if e, ok := p.search.least(l, always, p.allPlaced); ok {
			for _, w := range p.waiters {
				w.helped = append(w.helped, report.FindingRemedy{Change: wordsFor(p.c, e), All: true, Edit: e,
					Outcome: fmt.Sprintf("all tasks of all %d workloads that wait are placed", len(p.search.waiters))})
			}
			return // for each alone it would be as much or less, and the others would wait on
		}
	}
	for _, w := range p.waiters {
		p.one(w, l)
	}
}

// one looks for the least of a change for one workload.
func (p *placing) one(w *waiter, l ladder) {
	e, ok := p.search.least(l, always, w.in)
	switch {
	case ok:
		w.helped = append(w.helped, p.outcome(e))
	case e.Kind != "":
		w.inVain, w.vain = append(w.inVain, wordsFor(p.c, e)), append(w.vain, l)
	}
}

// two tries two changes together for one workload.
func (p *placing) two(w *waiter, most int) {
	if e, ok := p.pair(w.work, most, w.in); ok {
		w.helped = append(w.helped, p.outcome(e))
	}
}

// outcome is a change under which all tasks of a workload are placed.
func (p *placing) outcome(e report.Edit) report.FindingRemedy {
	outcome := "all its tasks are placed"
	if !p.allPlaced(p.with(e)) {
		outcome += ", and other workloads wait on"
	}
	return report.FindingRemedy{Change: wordsFor(p.c, e), Outcome: outcome, Edit: e}
}

// ports tries what concerns the host ports of one workload: dynamic ones in bridge mode, for one in awsvpc
// mode or with static host ports; and another port where a process of the instances has its own.
func (p *placing) ports(w *waiter) {
	t := &p.c.Tasks[w.use.Task]
	if t.NetworkMode.OwnInterface() || len(t.StaticPorts(w.use.ServiceConnect)) > 0 {
		p.one(w, one(report.Edit{Kind: report.EditNetworkMode, In: []int{int(w.work)}}))
	}
	if port, ok := p.takenPort(w.work); ok {
		p.one(w, one(report.Edit{Kind: report.EditPort, In: []int{int(w.work), int(port.Port), int(port.Protocol)}, Value: int(freePort(p.c, port.Port))}))
	}
	for _, l := range p.listeners(w.work) {
		p.one(w, l)
	}
}

// note writes down what was found with the findings about those that wait.
func (p *placing) note() {
	for _, w := range p.waiters {
		for i := range p.r.Findings {
			f := &p.r.Findings[i]
			if !w.told(*f) {
				continue
			}
			f.Remedies = append(f.Remedies, w.helped...)
			if len(f.Remedies) == 0 {
				f.TriedInVain = w.inVain
			}
			if len(f.Remedies)+len(f.TriedInVain) > 0 && !slices.ContainsFunc(f.Remedies, func(m report.FindingRemedy) bool { return outlasts(m.Edit) }) {
				f.RemediesBy = p.end()
			}
		}
	}
}
