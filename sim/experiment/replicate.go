package experiment

import (
	"context"
	"fmt"

	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Replicated is the outcome of several runs of one scenario, each with its own
// chance. It is the same for any number of workers, and takes no more memory for many
// runs than for a few.
type Replicated struct {
	Replications int // at least one

	first *report.Report
	all   report.Merge // unless it is one run

	shares map[string]*FindingShare // by code; nil where findings were not asked for
	each   func(*report.Report)     // is handed every report; nil = nobody is
}

// runner is Run, or a stand-in of a test.
type runner func(ctx context.Context, c *config.Config, run int) (*report.Report, error)

func simulate(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
	return Run(ctx, c, run, nil)
}

// Replicate runs a scenario n times, as runs 0 to n-1, on so many workers (0 = 1).
// progress may be nil; it is called after each run, by one goroutine at a time. The
// error is that of the lowest run that failed, or the context's.
func Replicate(ctx context.Context, c *config.Config, n, workers int, progress func(done, total int)) (*Replicated, error) {
	return replicate(ctx, c, n, workers, progress, simulate)
}

func replicate(ctx context.Context, c *config.Config, n, workers int, progress func(done, total int), run runner) (*Replicated, error) {
	if n < 1 {
		return nil, fmt.Errorf("%d replications, wanted at least one", n)
	}
	return replicateInto(ctx, &Replicated{Replications: n}, c, workers, progress, run)
}

// ReplicateEach is Replicate, and hands the report of each run to each, in the order of the runs and one
// at a time. With findings every run says what a reader has to be told.
func ReplicateEach(
	ctx context.Context, c *config.Config, n, workers int, findings bool, progress func(done, total int), each func(*report.Report),
) (*Replicated, error) {
	if n < 1 {
		return nil, fmt.Errorf("%d replications, wanted at least one", n)
	}
	return replicateInto(ctx, &Replicated{Replications: n, each: each}, c, workers, progress,
		func(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
			return Run(ctx, c, run, &Watch{Findings: findings})
		})
}

func replicateInto(ctx context.Context, r *Replicated, c *config.Config, workers int, progress func(done, total int), run runner) (*Replicated, error) {
	err := parallel(ctx, r.Replications, workers, progress, func(ctx context.Context, i int) (*report.Report, error) {
		return run(ctx, c, i)
	}, r.take)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// take takes the report of the next run.
func (r *Replicated) take(run int, x *report.Report) {
	if r.each != nil {
		r.each(x)
	}
	if run == 0 {
		r.first = x
	}
	if r.Replications == 1 {
		return
	}
	if x.Findings != nil {
		r.takeFindings(run, x.Findings)
	}
	apart := *x
	apart.Findings = nil // they are counted by code
	r.all.Add(&apart)
}

// First returns the report of run 0.
func (r *Replicated) First() *report.Report { return r.first }

// Value returns the reports as one value.
func (r *Replicated) Value() report.Value {
	if r.Replications == 1 {
		return report.ValueOf(r.first)
	}
	return r.all.Value()
}

// JSON returns, for one run, the report. For more it returns an object of the same
// shape with "replications" added, in which each measure is {"mean", "low", "high"}:
// the mean over the runs and its confidence interval at 95 %. Numbers that name
// something (seed, port) stay numbers. Texts and truth values are those of run 0.
// A measure that is null in any run is null. Lists are matched by what names their
// members, else by position, and have every member that any run has: in a list
// of counts (refusals, failures, byPort, unreachable) a run without the member counts
// as 0 there, in others it is left out of the mean; a mean of one run has null bounds.
//
// Of several runs findings are told by code, each with the share of the runs that have it, where
// they were asked for.
func (r *Replicated) JSON() ([]byte, error) {
	text, err := appendJSON(nil, r.Value())
	if err != nil || r.shares == nil {
		return text, err
	}
	return r.appendShares(text)
}

// MarshalJSON is JSON.
func (r *Replicated) MarshalJSON() ([]byte, error) { return r.JSON() }
