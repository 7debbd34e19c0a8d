package experiment

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"ecssim/model/catalog"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/find"
	"ecssim/sim/report"
)

// search looks for changes that do away with what was found about a run: it makes the run with them.
type search struct {
	ctx     context.Context
	c       *config.Config
	r       *report.Report // of the run without a change
	blocked []deployment
	waiters []*waiter
	checks  bool             // findings have changes that nobody has simulated
	known   map[string]*seen // what came of the runs, by the change
	tries   map[string]int   // how many of them there are, by what is changed where
	types   [][]catalog.Type // by group: see largerTypes; nil = not asked yet
	left    int              // of the work
	runs    int              // that were made
	err     error
}

// deployment is the place of a deployment in the report.
type deployment struct{ service, n int }

// seen is what came of a run with a change. The zero seen is that of one that cannot be.
type seen struct {
	made        bool                      // the run was made
	deployments map[deployment]*outcome   // of those that are blocked without the change; nil = it does not complete
	placed      map[event.WorkloadID]bool // of those that wait without the change
	findings    []report.Finding          // where search.checks
	drained     int                       // instances that began to drain with tasks on them, but not by scaling, likewise
}

// outcome is how a deployment completes under a change.
type outcome struct {
	lowest, rounds int
	seconds        float64
}

func newSearch(ctx context.Context, c *config.Config, r *report.Report, work int) *search {
	s := &search{ctx: ctx, c: c, r: r, left: work, known: map[string]*seen{}, tries: map[string]int{}, types: make([][]catalog.Type, len(c.Groups))}
	for i := range r.Services {
		for n := range r.Services[i].Deployments {
			if s.unblockable(&r.Services[i].Deployments[n]) {
				s.blocked = append(s.blocked, deployment{i, n})
			}
		}
	}
	s.waiters = s.waiting()
	s.checks = slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return slices.ContainsFunc(f.Remedies, untried) })
	return s
}

// with is what comes of a run with a change; nil where the work is used up.
func (s *search) with(e report.Edit) *seen {
	key := s.key(e)
	if x, made := s.known[key]; made {
		return x
	}
	if s.err != nil || s.left <= 0 {
		return nil
	}
	own := event.None
	if editKinds[e.Kind].own {
		own = e.In[0]
	}
	x := s.run(Edited(s.c, e), own)
	if s.err != nil {
		return nil
	}
	s.known[key] = x
	s.tries[place(e)]++
	return x
}

// key tells changes apart: rules of a firewall by what they are, whosever clients they are for.
func (s *search) key(e report.Edit) string {
	if e.Kind == report.EditFirewall && len(e.And) == 0 {
		return e.Kind + ": " + wordsFor(s.c, e)
	}
	return fmt.Sprint(e)
}

// place is what is changed where, without by how much.
func place(e report.Edit) string { return fmt.Sprint(e.Kind, e.In) }

// run makes the run of a changed scenario; nil = the scenario cannot be changed so. Of a change that
// concerns one workload alone the others' deployments are not looked at.
func (s *search) run(c *config.Config, own int) *seen {
	counter := count.New()
	finder := find.New(counter)
	observers := []engine.Observer{counter}
	if s.checks {
		observers = append(observers, finder)
	}
	v := s.simulate(c, observers...)
	if s.err != nil {
		return nil
	}
	if v == nil {
		return &seen{}
	}
	x := &seen{made: true, deployments: map[deployment]*outcome{}, placed: map[event.WorkloadID]bool{}}
	for _, d := range s.blocked {
		if own == event.None || own == d.service {
			if o := d.in(counter); o != nil {
				x.deployments[d] = o
			}
		}
	}
	for _, w := range s.waiters {
		x.placed[w.work] = w.placed(v)
	}
	if s.checks {
		x.findings, x.drained = finder.Findings(counter.Report()), finder.Drained()
		for i := range x.findings {
			if !aboutChecks(&x.findings[i]) {
				x.findings[i].Remedies = nil
			}
		}
	}
	return x
}

// simulate makes the run of a changed scenario, and takes its cost from the work that is left; nil = the
// scenario cannot be changed so, or the search has an error.
func (s *search) simulate(c *config.Config, observers ...engine.Observer) *engine.View {
	if c == nil || c.Validate() != nil {
		return nil
	}
	s.runs++
	v, err := start(s.ctx, c, 0, nil, observers...)
	if impossible := (*engine.ImpossibleError)(nil); errors.As(err, &impossible) {
		s.left -= cost(s.r) / 2 // it was prepared
		return nil
	} else if err != nil {
		s.err = err
		return nil
	}
	s.left -= v.Work() + v.Instances() + costOfService*len(c.Services)
	for i := range event.WorkloadID(len(c.Services) + len(c.RunTasks)) {
		s.left -= v.Workload(i).Requested
	}
	return v
}

// in is how a deployment completes in a run; nil = it does not.
func (d deployment) in(ran *count.Counter) *outcome {
	all := ran.Deployments(event.WorkloadID(d.service))
	if d.n >= len(all) || all[d.n].Verdict != report.Completed {
		return nil
	}
	return &outcome{all[d.n].LowestRunning, all[d.n].Rounds, *all[d.n].Seconds}
}

// ladder is a change of which there may be more, from step 1 to most.
type ladder struct {
	at   func(n int) report.Edit
	most int
}

// one is a change of which there is no more and no less.
func one(e report.Edit) ladder { return ladder{func(int) report.Edit { return e }, 1} }

// least finds a small step of a change that does; where none does, the largest that was tried: zero
// where none was, for the scenario cannot be changed so, or the work is used up.
func (s *search) least(l ladder, worth func(n int) bool, does func(*seen) bool) (e report.Edit, ok bool) {
	n, ok := least(l.most, worth, func(n int) trial {
		x := s.with(l.at(n))
		return trial{helps: x != nil && does(x), made: x != nil && x.made}
	})
	if n == 0 {
		return e, false
	}
	return l.at(n), ok
}

// few makes no more runs, for all that is looked for together, to halve the gap than twice what it may
// take for one: the others take the smallest that has been tried by then.
func (s *search) few(l ladder) func(n int) bool {
	return func(n int) bool {
		_, made := s.known[fmt.Sprint(l.at(n))]
		return made || s.tries[place(l.at(n))] < 2*bits.Len(uint(l.most))
	}
}

// always has least halve the gap until it is closed.
func always(int) bool { return true }

// trial is a step that was tried.
type trial struct {
	helps bool
	made  bool // not where the work is used up, or the scenario cannot be changed so
}

// least finds a small n from 1 to most that helps: it doubles, then halves the gap as long as that is
// worth a try. Where none does, n is the largest that was tried.
func least(most int, worth func(n int) bool, try func(n int) trial) (n int, ok bool) {
	fails := 0
	for n = min(1, most); n > fails && !ok; {
		x := try(n)
		switch ok = x.helps; {
		case !x.made:
			return fails, false
		case !ok:
			fails, n = n, min(2*n, most)
		}
	}
	if !ok {
		return fails, false
	}
	for n-fails > 1 {
		middle := (n + fails) / 2
		if !worth(middle) {
			break
		}
		if try(middle).helps {
			n = middle
		} else {
			fails = middle
		}
	}
	return n, true
}

// untried reports whether a change of a finding could be simulated, and has not been.
func untried(m report.FindingRemedy) bool { return m.Outcome == "" && m.Edit.Kind != "" }

// larger are the types that a group may have in place of its own.
func (s *search) larger(g int) []catalog.Type {
	if s.types[g] == nil {
		s.types[g] = append([]catalog.Type{}, largerTypes(s.c, g)...)
	}
	return s.types[g]
}

// Ladders of changes that concern all workloads.

func hostsOfGroup(g, most int) ladder {
	return ladder{func(n int) report.Edit { return report.Edit{Kind: report.EditHosts, In: []int{g}, Value: n} }, most}
}

func maxSizeOf(p, most int) ladder {
	return ladder{func(n int) report.Edit { return report.Edit{Kind: report.EditMaxSize, In: []int{p}, Value: n} }, most}
}

// typesOf are the larger types of a group, with its own figures of registered memory and attachment
// slots or without.
func (s *search) typesOf(g, keeps int) ladder {
	larger := s.larger(g)
	return ladder{func(n int) report.Edit {
		return report.Edit{Kind: report.EditInstanceType, In: []int{g, keeps}, Name: larger[n-1].Name}
	}, len(larger)}
}

// quotas are higher quotas of network interfaces; none where that of the scenario was in nobody's way.
func (s *search) quotas() ladder {
	if !s.shortOfInterfaces() {
		return ladder{}
	}
	return s.anyQuota()
}

// anyQuota are higher quotas of network interfaces; none where the scenario sets none.
func (s *search) anyQuota() ladder {
	q := &s.c.Quotas
	if !q.Enforced[config.QuotaENIsPerZone] {
		return ladder{}
	}
	most := 2 * s.r.Tasks.Requested // an interface each, and its predecessor's
	for g := range s.c.Groups {
		most += 2 * s.c.Groups[g].Count
	}
	for p := range s.c.Providers {
		most += 2 * s.c.Providers[p].Max
	}
	return ladder{func(n int) report.Edit {
		return report.Edit{Kind: report.EditInterfaceQuota, Value: q.ENIsPerZone + n}
	}, most}
}

// shortOfInterfaces reports whether a task or an instance has met the quota of network interfaces.
func (s *search) shortOfInterfaces() bool {
	const met = "NetworkInterfaceLimitExceeded"
	return slices.ContainsFunc(s.r.Failures, func(f report.Failure) bool { return strings.HasPrefix(f.StoppedReason, met) }) ||
		slices.ContainsFunc(s.r.Findings, func(f report.Finding) bool { return strings.Contains(f.Text, met) }) ||
		slices.ContainsFunc(s.r.CapacityProviders, func(p report.ProviderReport) bool { return strings.HasPrefix(p.Message, met) })
}
