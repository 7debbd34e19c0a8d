package experiment

import (
	"cmp"
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// roomSearch looks for the changes under which more tasks of workloads fit at the end of a run.
type roomSearch struct {
	*search
	rows []*roomRow
}

// roomRow is a workload whose headroom is asked for.
type roomRow struct {
	work    event.WorkloadID
	room    *report.Headroom
	waiting int
	gains   []int // of its remedies: tasks that run or fit more
}

// roomOf is the headroom of a workload in a report, and how many of its tasks wait or were refused; nil
// for a daemon.
func roomOf(r *report.Report, w event.WorkloadID) (room *report.Headroom, waiting int) {
	if int(w) < len(r.Services) {
		return r.Services[w].Headroom, r.Services[w].Waiting
	}
	x := &r.RunTasks[int(w)-len(r.Services)]
	return x.Headroom, x.Waiting + x.Refused
}

// makeRoom writes down with the headroom of each workload the changes under which more of its tasks fit,
// those that cost nothing first, and of them that which makes most room: one instance more of each group, trunks, the next larger instance type,
// larger subnets, a wider range of dynamic host ports, and bridge mode with dynamic host ports for the
// workload alone. The scenario is run with each. The work is bounded as in Unblock, and
// RemediesSearched says where it ended.
func (s *roomSearch) makeRoom() error {
	for _, e := range s.forAll() {
		s.try(e, s.rows)
	}
	least := slices.Clone(s.rows) // those with the least room first, for the work may be used up
	slices.SortStableFunc(least, func(a, b *roomRow) int { return cmp.Compare(a.room.Tasks, b.room.Tasks) })
	for _, x := range least {
		if e, ok := s.forOne(x); ok {
			s.try(e, []*roomRow{x})
		}
	}
	s.r.RemediesSearched = &report.RemedySearch{Changes: s.runs, Complete: s.left > 0}
	return s.err
}

// forAll are the changes that may make room for several workloads.
func (s *roomSearch) forAll() (all []report.Edit) {
	for g := range s.c.Groups {
		if !provided(s.c, g) {
			all = append(all, hostsOfGroup(g, 1).at(1))
		}
	}
	for p := range s.c.Providers {
		all = append(all, s.oneMore(p))
	}
	lacks := func(reason string) bool {
		return slices.ContainsFunc(s.rows, func(x *roomRow) bool { return x.lacks(reason) })
	}
	if lacks(model.ReasonENI.String()) && s.gainsByTrunks() {
		all = append(all, report.Edit{Kind: report.EditTrunking})
	}
	for g := range s.c.Groups {
		if larger := s.typesOf(g, 0); larger.most > 0 {
			all = append(all, larger.at(1))
		}
	}
	if lacks(model.ReasonDynamicPorts.String()) {
		for g := range s.c.Groups {
			if wider := s.ranges(g, widerBy); wider.most > 0 {
				all = append(all, wider.at(wider.most))
			}
		}
	}
	for _, x := range s.rows {
		if wider := s.wider(s.limitedSubnets(x.work)); x.lacks(model.ReasonAddresses.String()) && wider.most > 0 &&
			!slices.ContainsFunc(all, func(e report.Edit) bool { return same(e, wider.at(1)) }) {
			all = append(all, wider.at(1))
		}
	}
	return all
}

// widerBy is by how many ports a range of dynamic host ports becomes wider, if there are so many.
const widerBy = 1_000

// oneMore is one more instance of a capacity provider than there are at the end of the run.
func (s *roomSearch) oneMore(p int) report.Edit {
	provider := &s.c.Providers[p]
	n := 1
	for i := range s.r.Instances {
		if x := &s.r.Instances[i]; x.CapacityProvider == provider.Name && x.TerminatedAt == nil {
			n++
		}
	}
	atLeast := report.Edit{Kind: report.EditMinSize, In: []int{p}, Value: n}
	if n <= provider.Max {
		return atLeast
	}
	return report.Edit{Kind: report.EditMaxSize, In: []int{p}, Value: n - provider.Max, And: []report.Edit{atLeast}}
}

// forOne is the change that may make room for one workload alone.
func (s *roomSearch) forOne(x *roomRow) (report.Edit, bool) {
	t := &s.c.Tasks[useOf(s.c, x.work).Task]
	ports := t.NetworkMode.OwnInterface() || len(t.StaticPorts(model.ServiceConnect{})) > 0
	return report.Edit{Kind: report.EditNetworkMode, In: []int{int(x.work)}}, ports && slices.ContainsFunc(x.room.StoppedBy, func(y report.StoppedBy) bool { return modeMatters(y.Reason) })
}

// lacks reports whether the next task of the workload lacks something on an instance.
func (x *roomRow) lacks(reason string) bool {
	return slices.ContainsFunc(x.room.StoppedBy, func(y report.StoppedBy) bool { return y.Reason == reason })
}

// try runs the scenario with a change, and notes it with those workloads of which more tasks fit.
func (s *roomSearch) try(e report.Edit, rows []*roomRow) {
	made := s.reportWith(e)
	if made == nil {
		return
	}
	for _, x := range rows {
		room, waiting := roomOf(made, x.work)
		placed := x.waiting - waiting
		gain := room.Tasks - x.room.Tasks + placed
		if gain <= 0 {
			continue
		}
		at := 0
		for at < len(x.gains) && cmp.Or(cmp.Compare(dear(x.room.Remedies[at].Edit), dear(e)), cmp.Compare(gain, x.gains[at])) <= 0 {
			at++
		}
		x.gains = slices.Insert(x.gains, at, gain)
		x.room.Remedies = slices.Insert(x.room.Remedies, at, report.FindingRemedy{Change: wordsFor(s.c, e), Outcome: x.outcome(room.Tasks, placed), Edit: e})
	}
}

// dear is how changes are ranked by what they cost: nothing, an instance, or all instances of a group.
func dear(e report.Edit) int {
	switch e.Kind {
	case report.EditHosts, report.EditMaxSize, report.EditMinSize:
		return 1
	case report.EditInstanceType:
		return 2
	}
	return 0
}

// outcome says how many more tasks of a workload fit, and how many of those that wait are placed.
func (x *roomRow) outcome(fit, placed int) string {
	if placed <= 0 {
		return fmt.Sprintf("%d more fit in place of %d", fit, x.room.Tasks)
	}
	waits := fmt.Sprintf("%d of its %s that wait are placed", placed, model.Counted(x.waiting, "task"))
	if placed == x.waiting {
		waits = map[bool]string{true: "its task that waits is placed", false: fmt.Sprintf("all its %d tasks that wait are placed", placed)}[placed == 1]
	}
	if fit == 0 {
		return waits
	}
	return fmt.Sprintf("%s, and %d more fit", waits, fit)
}

// reportWith is the report of a run with a change; nil where there is none, or the work is used up.
func (s *roomSearch) reportWith(e report.Edit) *report.Report {
	if s.err != nil || s.left <= 0 {
		return nil
	}
	c, r := Edited(s.c, e), newReporter()
	if s.simulate(c, r.observers()...) == nil {
		return nil
	}
	return r.report(c)
}
