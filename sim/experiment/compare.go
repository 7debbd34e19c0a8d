package experiment

import (
	"context"
	"encoding/json"
	"errors"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/report"
)

// AsWritten is the name of the row of a comparison in which every task definition is as the
// scenario has it. It is no setup: it is always there, and first.
const AsWritten = "as-written"

// CompareOptions say what is compared and how often it is run.
type CompareOptions struct {
	Setups       []model.Setup         // none = all; compared in the order of model.Setups, each once
	Move         Move                  // what the setups rewrite that they leave alone otherwise
	Replications int                   // 0 = 1
	Workers      int                   // runs that go on at a time; 0 = 1
	Progress     func(done, total int) // after each run; nil = not wanted
}

// ComparisonResult is the same workload, met by the same chance, under several
// setups.
type ComparisonResult struct {
	// Comparison holds the results of run 0.
	report.Comparison
	// Replications is the number of runs of each setup.
	Replications int
	// Runs are all runs by setup; nil where the setup is not possible.
	Runs []*Replicated
	// Differences are between every two possible setups; empty with one replication.
	Differences []Difference
}

// Difference is what changes from one setup to another. As run i of every setup
// meets the same chance, the runs are compared in pairs: an interval is of the mean
// of the pairs' differences, and much narrower than the runs' own.
type Difference struct {
	Setup    string              `json:"setup"`
	Versus   string              `json:"versus"`
	Measures map[string]Interval `json:"measures"` // Setup less Versus, by path in the report
}

// Compare runs a scenario as it is written and under each setup, and finds the hosts that it
// needs there. Every setup has the scenario's seed, so tasks of equal name meet equal
// chance. A setup that ECS would refuse, or under which the scenario's hosts cannot
// be, gets a null result and the reason. The
// outcome is the same for any number of workers. The error is that of a run, or the
// context's.
func Compare(ctx context.Context, c *config.Config, o CompareOptions) (*ComparisonResult, error) {
	return compare(ctx, c, o, together)
}

func compare(ctx context.Context, c *config.Config, o CompareOptions, run runner) (*ComparisonResult, error) {
	n := max(o.Replications, 1)
	x := contrast(c, o)
	out := &ComparisonResult{
		Comparison: report.Comparison{Scenario: c.Name, Seed: c.Seed, Fargate: Fargate(c), DataDate: c.DataDate,
			PriceNote: c.PriceNote(c.InstanceTypes()), Kept: keptModes(c, o.Move), Setups: x.setups},
		Replications: n,
		Runs:         make([]*Replicated, len(x.setups)),
	}
	if n > 1 {
		out.Differences = []Difference{}
	}
	for i := range x.setups {
		if x.under[i] != nil {
			out.Runs[i] = &Replicated{Replications: n}
		}
	}
	possible := x.own
	impossible := make([]string, len(x.setups)) // written by each setup's run 0
	// A job is one run of one setup, and the setups of a run follow each other.
	err := parallel(ctx, len(possible)*n, o.Workers, o.Progress, func(ctx context.Context, job int) (*report.Report, error) {
		i, k := possible[job%len(possible)], job/len(possible)
		report, err := run(ctx, x.under[i], k)
		if no := (*engine.ImpossibleError)(nil); errors.As(err, &no) {
			if k == 0 {
				impossible[i] = no.Why
			}
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if k == 0 {
			err = fillHosts(ctx, &out.Setups[i], x.under[i], report)
		}
		return report, err
	}, out.take(x))
	if err != nil {
		return nil, err
	}
	for i := range out.Setups {
		of := x.sameAs(i)
		if impossible[of] != "" {
			out.Setups[i].NotPossible, out.Runs[i] = impossible[of], nil
		}
	}
	return out, nil
}

// contrasted is what is compared: the scenario as it is written and under each setup.
type contrasted struct {
	setups []report.SetupResult
	under  []*config.Config // by setup; nil where it is not possible
	own    []int            // setups that have runs of their own
	same   int              // a later setup that is the scenario as it is written, and shares its runs; 0 = none
}

// sameAs is the setup whose runs are those of another.
func (x *contrasted) sameAs(setup int) int {
	if setup == x.same {
		return 0
	}
	return setup
}

func contrast(c *config.Config, o CompareOptions) *contrasted {
	asked := inOrder(o.Setups)
	x := &contrasted{setups: []report.SetupResult{{Setup: AsWritten, Changed: []report.ChangedMode{}}}, under: []*config.Config{c}, own: []int{0}}
	for _, s := range asked {
		i := len(x.setups)
		x.setups = append(x.setups, report.SetupResult{Setup: s.String(), Changed: []report.ChangedMode{}})
		u, err := Under(c, s, o.Move)
		x.under = append(x.under, u)
		switch {
		case err != nil:
			x.setups[i].NotPossible = err.Error()
			continue
		case x.same == 0 && alike(c, u):
			x.same = i
		default:
			x.own = append(x.own, i)
		}
		x.setups[i].Changed = changedModes(c, u)
	}
	return x
}

// take returns what takes the reports of the setups that have runs of their own, nil of one that
// turns out not to be possible, and fills in Differences after the last.
func (r *ComparisonResult) take(x *contrasted) func(job int, report *report.Report) {
	pairs := newPairing(len(r.Setups))
	enter := func(i, k int, x *report.Report) {
		x.Setup = r.Setups[i].Setup
		if k == 0 {
			r.Setups[i].Result = x
		}
		r.Runs[i].take(k, x)
		pairs.take(i, x)
	}
	return func(job int, of *report.Report) {
		i, k := x.own[job%len(x.own)], job/len(x.own)
		if of != nil {
			enter(i, k, of)
			if i == 0 && x.same > 0 {
				again := *of
				if k == 0 {
					name, changed := r.Setups[x.same].Setup, r.Setups[x.same].Changed
					r.Setups[x.same] = r.Setups[0]
					r.Setups[x.same].Setup, r.Setups[x.same].Result, r.Setups[x.same].Changed = name, nil, changed
				}
				enter(x.same, k, &again)
			}
		}
		if i != x.own[len(x.own)-1] || r.Replications == 1 {
			return
		}
		pairs.next()
		if k == r.Replications-1 {
			r.Differences = pairs.differences(r.Setups)
		}
	}
}

// fillHosts enters the hosts that the workload needs under a setup, and the addresses that it
// takes there; where the number of hosts is not known, those of the run.
func fillHosts(ctx context.Context, s *report.SetupResult, c *config.Config, ran *report.Report) error {
	h, err := HostsNeeded(ctx, c)
	if err != nil {
		return err
	}
	s.HostsNeeded, s.LowerBoundHosts, s.LowerBoundBy, s.LowerBoundProvedBy = h.Needed, h.LowerBound, h.LowerBoundBy, h.ProvedBy
	s.LowerBoundTogether, s.LowerBoundCertificate = h.Together, h.Certificate
	s.BoundBy, s.NextBound, s.NeverPlaceable, s.USDPerHour = h.BoundBy, h.NextBound, h.NeverPlaceable, h.USDPerHour
	s.TasksPerHost, s.Note, s.Addresses = h.TasksPerHost, h.Note, h.Addresses
	s.HostsToLoseZone, s.ZoneNote = h.ToLoseZone, h.ZoneNote
	s.USDPerMonth = monthly(s.USDPerHour)
	if s.Addresses == nil {
		s.Addresses = takenIn(ran)
	}
	label(h.PriceLabel, &s.PriceRegion, &s.PriceDate, &s.PriceKind)
	return nil
}

// inOrder returns the setups asked for, all where none are, in their own order.
func inOrder(asked []model.Setup) []model.Setup {
	if len(asked) == 0 {
		return model.Setups()
	}
	want := map[model.Setup]bool{}
	for _, s := range asked {
		want[s] = true
	}
	var out []model.Setup
	for _, s := range model.Setups() {
		if want[s] {
			out = append(out, s)
		}
	}
	return out
}

// JSON returns the comparison as one object. With several replications each
// result is that of Replicated.JSON, and "replications" and "differences" are added.
func (r *ComparisonResult) JSON() ([]byte, error) {
	if r.Replications == 1 {
		return json.Marshal(&r.Comparison)
	}
	c := &r.Comparison
	setups := make([]replicatedSetup, len(r.Setups))
	for i := range setups {
		setups[i] = replicatedSetup{r.Setups[i].Setup, r.Runs[i], &r.Setups[i]}
	}
	return json.Marshal(struct {
		Scenario string            `json:"scenario"`
		Seed     uint64            `json:"seed"`
		Setups   []replicatedSetup `json:"setups"`
		*report.Comparison
		Replications int          `json:"replications"`
		Differences  []Difference `json:"differences"`
	}{c.Scenario, c.Seed, setups, c, r.Replications, r.Differences})
}

// replicatedSetup is a setup with the result of all its runs in the place of the first
// one's.
type replicatedSetup struct {
	Setup  string      `json:"setup"`
	Result *Replicated `json:"result"`
	*report.SetupResult
}
