package engine_test

import (
	"os"
	"strings"
	"sync"
	"testing"

	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// TestEveryRemedyHelps runs random worlds with each change that their findings and deployments offer,
// and holds what came of it to what the change's outcome says. The changes are made anew, from what is
// told of them, and looked at in the report of a run of its own. About half of the worlds are such as a
// file may describe; these are a thousand with ECSSIM_VERIFY.
func TestEveryRemedyHelps(t *testing.T) {
	n := 100
	if os.Getenv("ECSSIM_VERIFY") != "" {
		n = 2000
	}
	var mu sync.Mutex
	kinds := map[string]int{}
	n = eachWorld(t, n, func(t *testing.T, seed uint64) {
		p := &promises{t: t, c: guardedWorldOf(seed), kinds: map[string]int{}}
		if p.c.Validate() != nil {
			return // a file would be refused
		}
		p.search()
		p.ofDeployments()
		p.ofFindings()
		mu.Lock()
		defer mu.Unlock()
		for kind, n := range p.kinds {
			kinds[kind] += n
		}
	})
	t.Logf("changes that were offered: %v", kinds)
	if n >= 100 && kinds[report.EditHosts] == 0 {
		t.Error("no world has been offered an instance more")
	}
}

// promises are the changes that a report offers, which are to do what they say.
type promises struct {
	t     *testing.T
	c     *config.Config
	r     *report.Report
	kinds map[string]int
}

func (p *promises) search() {
	var err error
	if p.r, err = experiment.Run(p.t.Context(), p.c, 0, &experiment.Watch{Findings: true}); err == nil {
		err = experiment.Unblock(p.t.Context(), p.c, p.r)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// with is the report of a run with a change; nil where it cannot be made, which is wrong.
func (p *promises) with(e report.Edit, words string) *report.Report {
	p.kinds[e.Kind]++
	c := experiment.Edited(p.c, e)
	if c == nil {
		p.t.Errorf("%q: %+v cannot be made", words, e)
		return nil
	}
	r, err := experiment.Run(p.t.Context(), c, 0, &experiment.Watch{Findings: true})
	if err != nil {
		p.t.Errorf("%q: %v", words, err)
	}
	return r
}

func (p *promises) ofDeployments() {
	for i := range p.r.Services {
		for n := range p.r.Services[i].Deployments {
			for _, m := range p.r.Services[i].Deployments[n].Remedies {
				r := p.with(m.Edit, m.Text)
				if r == nil {
					continue
				}
				d := &r.Services[i].Deployments[n]
				if d.Verdict != report.Completed || *d.Seconds != m.Time || d.LowestRunning != m.Lowest || d.Rounds != m.Rounds {
					p.t.Errorf("%q: deployment %d of %s: %+v, is %+v", m.Text, n, p.r.Services[i].ServiceName, m, d)
				}
			}
		}
	}
}

func (p *promises) ofFindings() {
	waits := p.waits()
	for i := range p.r.Findings {
		f := &p.r.Findings[i]
		for _, m := range f.Remedies {
			if m.Outcome == "" {
				if m.Edit.Kind != "" && p.r.RemediesSearched.Complete {
					p.t.Errorf("%s: %q has not been simulated", f.Code, m.Change)
				}
				continue
			}
			if strings.HasPrefix(m.Outcome, "the deployment completes") {
				continue // it is the deployment's
			}
			if r := p.with(m.Edit, m.Change); r != nil {
				p.holds(f, m, r, waits)
			}
		}
	}
}

// waits is how many tasks of each workload that a finding says to wait, or to be refused, do.
func (p *promises) waits() map[string]bool {
	all := map[string]bool{}
	for _, f := range p.r.Findings {
		for _, code := range []string{report.TasksWait, report.TasksRefused, report.ConstraintsUnmet, report.DeploymentHollow} {
			if f.Code == code && missing(p.r, f.Workload()) > 0 {
				all[f.Workload()] = true
			}
		}
	}
	return all
}

// missing is how many tasks of a workload wait, or were refused.
func missing(r *report.Report, name string) (n int) {
	for i := range r.Services {
		if r.Services[i].ServiceName == name {
			n += r.Services[i].Waiting
		}
	}
	for i := range r.RunTasks {
		if r.RunTasks[i].Name == name {
			n += r.RunTasks[i].Waiting + r.RunTasks[i].Refused
		}
	}
	return n
}

// holds reports what of an outcome is not so in a run with the change.
func (p *promises) holds(f *report.Finding, m report.FindingRemedy, r *report.Report, waits map[string]bool) {
	p.t.Helper()
	others := 0
	for name := range waits {
		if name != f.Workload() && missing(r, name) > 0 {
			others++
		}
	}
	switch {
	case strings.HasPrefix(m.Outcome, "all "):
		if n := missing(r, f.Workload()); n > 0 {
			p.t.Errorf("%q of %s: %q, and %d of its tasks are missing", m.Change, f.Workload(), m.Outcome, n)
		}
		if m.All != strings.HasPrefix(m.Outcome, "all tasks of all ") || m.All && others > 0 {
			p.t.Errorf("%q of %s: %q, and other workloads wait", m.Change, f.Workload(), m.Outcome)
		}
	default:
		for _, x := range r.Findings {
			if strings.HasPrefix(f.Code, "HEALTH_CHECK_") && strings.HasPrefix(x.Code, "HEALTH_CHECK_") && x.Service == f.Service {
				p.t.Errorf("%s: %q: %q, and the checks do not pass: %s", f.Code, m.Change, m.Outcome, x.Text)
			}
			if x.Same(*f) && (f.Code != report.LaunchFailed || x.Subnet == f.Subnet) {
				p.t.Errorf("%s: %q: %q, and it is found: %s", f.Code, m.Change, m.Outcome, x.Text)
			}
		}
	}
}
