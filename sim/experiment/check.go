package experiment

import (
	"slices"

	"ecssim/sim/report"
)

// gone says what has become of a finding that a change does away with, by its code.
var gone = map[string]string{
	report.DeploymentFailing:     "its tasks stay, and the deployment completes or goes on",
	report.HealthCheckGrace:      "its tasks are not given up before their checks can pass",
	report.DrainBlocked:          "no instance is kept DRAINING by its tasks",
	report.DrainLost:             "no instance ends with its tasks",
	report.SubnetExhausted:       "no task fails for want of an address",
	report.LaunchFailed:          "no launch of its group fails",
	report.ZoneUnusable:          "no instance is launched where none of its tasks can run",
	report.LaunchedTwice:         "no instance is launched twice",
	report.ServiceOverloaded:     "it is not overloaded",
	report.LaunchedNeedlessly:    "no instance is launched that no task needs",
	report.TasksFailed:           "none of its tasks fails",
	report.InstancesUnregistered: "every instance of its group registers",
	report.HostPortTaken:         "no task fails over a host port",
	report.TasksMoved:            "no task is moved that has been moved before",

	report.DeploymentStuck:       "the deployment is not STUCK",
	report.DeploymentFailed:      "the deployment does not fail",
	report.DeploymentRolledBack:  "the deployment is not rolled back",
	report.DeploymentHollow:      "its tasks stay",
	report.HealthCheckRefused:    "its health checks pass",
	report.HealthCheckUnanswered: "its health checks pass",
	report.TasksUnreachable:      "its clients reach all its running tasks",
}

// check makes the run with each change that a finding offers and that nobody has simulated, or with more
// of it. One under which there is such a finding all the same is taken out.
func (s *search) check() {
	for i := range s.r.Findings {
		f := &s.r.Findings[i]
		if !slices.ContainsFunc(f.Remedies, untried) {
			continue
		}
		var all []report.FindingRemedy
		for _, m := range f.Remedies {
			if !untried(m) {
				all = append(all, m)
				continue
			}
			tried, ok := s.checked(f, m)
			switch {
			case ok && !slices.ContainsFunc(all, func(other report.FindingRemedy) bool { return other.Change == tried.Change }):
				all = append(all, tried)
			case !ok && s.left <= 0:
				all = append(all, m)
			case !ok:
				f.TriedInVain = append(f.TriedInVain, tried.Change)
			}
		}
		if f.Remedies, f.RemediesBy = all, s.end(); len(all) > 0 {
			f.TriedInVain = nil
		}
		if f.Remedies == nil {
			f.Remedies = []report.FindingRemedy{}
		}
	}
}

// checked is a change that a finding offers, or more of it, under which there is no such finding; false
// where there is one, with the most that was tried.
func (s *search) checked(f *report.Finding, m report.FindingRemedy) (report.FindingRemedy, bool) {
	helps := func(x *seen) bool {
		switch {
		case !x.made || !without(x.findings, f):
			return false
		case x.drained < f.Drained:
			return false // by chance, instances were drained that had no tasks
		case f.Code == report.TasksMoved:
			return wrong(x.findings) <= wrong(s.r.Findings)
		case aboutChecks(f):
			return len(checksOf(x.findings, f.Service)) == 0
		}
		return true
	}
	e, ok := s.offered(m.Edit, helps)
	if !ok {
		e, ok = s.smallest(m.Edit, helps)
	}
	if !ok {
		if also, helped := s.together(f, m.Edit, helps); helped {
			e, ok = also, true
		}
	}
	if slices.Contains([]string{report.EditApart, report.EditTogether, report.EditStrategy}, e.Kind) || e.Kind != "" && !same(e, m.Edit) {
		m.Edit, m.Change = e, wordsFor(s.c, e)
	}
	if ok {
		m.Outcome = gone[f.Code]
	}
	return m, ok
}

// aboutChecks reports whether a finding is about health checks that do not pass.
func aboutChecks(f *report.Finding) bool {
	return slices.Contains([]string{report.HealthCheckRefused, report.HealthCheckUnanswered, report.HealthCheckGrace}, f.Code)
}

// checksOf are the findings about the health checks of a service.
func checksOf(all []report.Finding, service string) []report.Finding {
	return slices.DeleteFunc(slices.Clone(all), func(f report.Finding) bool { return f.Service != service || !aboutChecks(&f) })
}

// together is a change with those that the health checks of a finding's service need beside it, as the
// run with it finds them: a rule for the port at which they ask then, a longer grace period. It is
// false where they do not help either.
func (s *search) together(f *report.Finding, e report.Edit, helps func(*seen) bool) (report.Edit, bool) {
	for range mostTogether {
		x := s.with(e)
		if x == nil || !x.made {
			return e, false
		}
		if helps(x) {
			return e, true
		}
		next := checksOf(x.findings, f.Service)
		if len(next) == 0 || len(next[0].Remedies) == 0 || next[0].Remedies[0].Edit.Kind == "" {
			return e, false
		}
		e.And = append(slices.Clip(e.And), next[0].Remedies[0].Edit)
	}
	return e, false
}

// wrong counts the findings that are errors.
func wrong(all []report.Finding) (n int) {
	for i := range all {
		if all[i].Severity == report.Error {
			n++
		}
	}
	return n
}

// offered is a change that deployments or workloads that wait are offered already, where that is more of
// the same and helps: one figure is told everywhere.
func (s *search) offered(e report.Edit, helps func(*seen) bool) (report.Edit, bool) {
	var all []report.Edit
	for _, d := range s.blocked {
		for _, m := range s.r.Services[d.service].Deployments[d.n].Remedies {
			all = append(all, m.Edit)
		}
	}
	for _, w := range s.waiters {
		for _, m := range w.helped {
			all = append(all, m.Edit)
		}
	}
	for _, x := range all {
		if place(x) != place(e) {
			continue
		}
		if came := s.with(x); came != nil && helps(came) {
			return x, true
		}
	}
	return report.Edit{}, false
}

// without reports whether a run is told nothing like a finding about another: nor that an instance has
// ended with the tasks that kept it.
func without(all []report.Finding, f *report.Finding) bool {
	like := func(x report.Finding) bool {
		alike := x
		if f.Code == report.DrainBlocked && x.Code == report.DrainLost {
			alike.Code = f.Code
		}
		if alike.Code == f.Code && f.Instance != "" && x.Instance == f.Instance {
			return true // whoever keeps it now
		}
		return alike.Same(*f) && (f.Code != report.LaunchFailed || alike.Subnet == f.Subnet)
	}
	return !slices.ContainsFunc(all, like)
}

// smallest finds a small change that does, of one that a finding offers and more of it; of several
// together each is made smaller in turn. Where none does it is the largest.
func (s *search) smallest(e report.Edit, does func(*seen) bool) (report.Edit, bool) {
	if len(e.And) == 0 {
		return s.least(s.more(e), always, does)
	}
	var parts []ladder
	var steps []int
	for _, part := range append([]report.Edit{e}, e.And...) {
		part.And = nil
		parts, steps = append(parts, s.more(part)), append(steps, 1)
	}
	together := func() report.Edit {
		all := parts[0].at(steps[0])
		for i, l := range parts[1:] {
			all.And = append(all.And, l.at(steps[i+1]))
		}
		return all
	}
	try := func() trial {
		x := s.with(together())
		return trial{helps: x != nil && does(x), made: x != nil && x.made}
	}
	if try().helps {
		return together(), true
	}
	for i, l := range parts {
		steps[i] = l.most
	}
	if !try().helps {
		return together(), false
	}
	for i, l := range parts {
		steps[i], _ = least(l.most, always, func(n int) trial {
			steps[i] = n
			return try()
		})
	}
	return together(), true
}

// more are a change that a finding offers and more of it.
func (s *search) more(e report.Edit) ladder {
	switch e.Kind {
	case report.EditDeregistration:
		return ladder{func(n int) report.Edit {
			less := e
			less.Value = e.Value - (n - 1)
			return less
		}, e.Value + 1}
	case report.EditHosts:
		return hostsOfGroup(e.In[0], mostSpare)
	case report.EditMaxSize:
		return maxSizeOf(e.In[0], mostSpare)
	case report.EditInterfaceQuota:
		return s.quotas()
	case report.EditSubnets:
		most := s.wider(e.In).most
		return ladder{func(n int) report.Edit { return report.Edit{Kind: e.Kind, In: e.In, Value: n} }, most}
	case report.EditDynamicRange:
		return s.ranges(e.In[0], s.allDynamicPorts())
	case report.EditMinimum:
		desired := max(1, s.c.Services[e.In[0]].Desired)
		return ladder{func(n int) report.Edit {
			less := e
			less.Value = max(0, e.Value-(n-1)*100/desired)
			return less
		}, 1 + e.Value*desired/100}
	case report.EditMinSize:
		return ladder{func(n int) report.Edit {
			return report.Edit{Kind: e.Kind, In: e.In, Value: e.Value + n - 1}
		}, s.c.Providers[e.In[0]].Max - e.Value + 1}
	case report.EditApart:
		return ladder{func(n int) report.Edit { return report.Edit{Kind: e.Kind, Value: n} }, mostApart}
	}
	return one(e)
}

const (
	mostSpare = 64  // instances that are added to a group to drain others
	mostApart = 120 // minutes between deployments

	mostTogether = 4 // runs with changes for the health checks of one service
)
