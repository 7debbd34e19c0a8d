package main

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

const runLong = `Runs one scenario and reports how many of its tasks were placed, wait,
were refused or failed, on which instances, which limit stops the next one, and
how far its deployments came.

With --events the event log comes first, a line an event as it happens: when,
what (noun.verb), which service or task, on which instance, and why. With
-o json each line is one object and the last is {"report": {...}}; with -o csv
there is no report. --events=PATTERN shows the events with such a name only:
deployment.* or task.failed, several with commas between them; --service NAME those
of one service or RunTask request.

With --html, --plot and --trace the run is shown in files too: a page with pictures
of the container instances, deployments and tasks, one kind of picture, and a trace
that Perfetto opens. With --replications, --plot draws how the runs differ, measure by
measure, as name.svg, name.png or name.pdf. No file is overwritten without --force.

--deploy and --lose-zone have something happen beside the scenario's own events, after
five minutes or at --at: services are deployed anew, a zone is lost.

Whatever waits, is STUCK or went wrong has the scenario run again with changes that may
help: on a large cluster that takes longer than the run. --no-remedies leaves it out.

The exit status is 3 when the scenario ran but what it expects does not hold.`

// Bounds of the flags. What so many runs take is bounded by the budget of a run.
const (
	mostReplications = 1_000_000
	mostWorkers      = 1000
)

// replicationFlags are the flags of commands that can run many times.
type replicationFlags struct {
	replications, workers int
}

func (f *replicationFlags) add(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.replications, "replications", 1, "run this many times with different random numbers, report means with 95 % confidence intervals")
	cmd.Flags().IntVar(&f.workers, "workers", 0, "runs at a time (0 = one a processor)")
}

func (f *replicationFlags) check() error {
	if f.replications < 1 || f.replications > mostReplications {
		return usagef("--replications %d: wanted a whole number from 1 to %d", f.replications, mostReplications)
	}
	if f.workers < 0 || f.workers > mostWorkers {
		return usagef("--workers %d: wanted a whole number from 0 to %d", f.workers, mostWorkers)
	}
	if f.workers == 0 {
		f.workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

func (a *app) runCommand() *cobra.Command {
	var many replicationFlags
	var findings, noRemedies bool
	var log logFlags
	var draw drawFlags
	var whatIf whatIfFlags
	cmd := &cobra.Command{
		Use:   "run FILE|NAME",
		Short: "Run one scenario",
		Long:  runLong,
		Example: examples(
			"ecssim run two-tasks-and-a-wall", "a scenario of the library",
			"ecssim run cluster.yaml -o json", "a file of your own, for a program to read",
			"ecssim run cluster.yaml --events", "what happened, event by event, then the report",
			"ecssim run cluster.yaml --events=deployment.*,task.failed --service web", "what became of the deployments of one service",
			"ecssim run cluster.yaml --events -o json | jq -c 'select(.event == \"task.failed\")'", "every task that failed, and why",
			"ecssim run cluster.yaml --deploy all", "does a deployment of every service go through?",
			"ecssim run cluster.yaml --lose-zone us-east-1a --at 10m", "what is left when a zone is lost?",
			"ecssim run cluster.yaml --seed 7 --replications 30", "thirty runs, with confidence intervals",
			"ecssim run cluster.yaml --replications 30 --findings", "what goes wrong in how many of them",
			"ecssim run cluster.yaml --html report.html", "a page with pictures, to open in a browser or mail",
			"ecssim run cluster.yaml --plot deploy.svg --plot-kind deployments", "one kind of picture"),
		Args: func(cmd *cobra.Command, args []string) error {
			if log.patterns == "*" && len(args) == 2 && strings.Contains(args[1], ".") {
				return usagef("%s wants one scenario, found 2, did you mean --events=%s?", cmd.CommandPath(), args[1])
			}
			return oneScenario(cmd, args)
		},
		ValidArgsFunction: scenarioNames(true),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := cmp.Or(many.check(), whatIf.check(cmd)); err != nil {
				return err
			}
			if err := log.check(); err != nil {
				return err
			}
			if log.wanted() && many.replications > 1 {
				return usagef("--events is the log of one run, not of --replications %d", many.replications)
			}
			check := draw.check
			if many.replications > 1 {
				check = func() error { return draw.checkDistributions(many.replications) }
			}
			if err := check(); err != nil {
				return err
			}
			s, err := a.load(args[0])
			if err == nil {
				err = log.known(s)
			}
			if err == nil {
				err = whatIf.apply(s)
			}
			switch {
			case err != nil:
				return err
			case log.wanted():
				return a.runWithEvents(s, &log, &draw, noRemedies)
			case many.replications > 1:
				return a.replicate(s, many, findings, &draw)
			}
			return a.runOnce(s, &draw, noRemedies)
		},
	}
	many.add(cmd)
	cmd.Flags().BoolVar(&findings, "findings", false, "with --replications: in which share of the runs there is each finding (one run has them all)")
	cmd.Flags().BoolVar(&noRemedies, "no-remedies", false, "do not look for changes that help against what is found")
	log.add(a, cmd)
	draw.addRun(cmd)
	whatIf.add(a, cmd)
	return a.limited(cmd)
}

// runOnce runs a scenario once and tests what it expects.
func (a *app) runOnce(s *scenarios.Scenario, draw *drawFlags, noRemedies bool) error {
	p := a.newProgress("simulating")
	x, observers := draw.record(s.Config)
	r, err := sim.Run(a.ctx, s.Config, 0, &sim.Watch{Progress: p.time, Findings: true, Observers: observers})
	if err == nil {
		err = remedy(a.ctx, s.Config, r, noRemedies)
	}
	p.done()
	if err != nil {
		return err
	}
	a.warn(untold(r))
	if r.Expectations, err = a.expectations(s, report.ValueOf(r)); err != nil {
		return err
	}
	if err := a.drawRun(s.Config, r, draw, x); err != nil {
		return err
	}
	if err := a.write(render.Report(r)); err != nil {
		return err
	}
	return a.unmet(r.Expectations)
}

// remedy looks for changes that help against what was found about a run; with none, its findings have none.
func remedy(ctx context.Context, c *config.Config, r *report.Report, none bool) error {
	if !none {
		return experiment.Unblock(ctx, c, r)
	}
	for i := range r.Findings {
		r.Findings[i].Remedies = []report.FindingRemedy{}
	}
	return nil
}

// replicate runs a scenario many times; what it expects is tested on the means. With findings it says
// in which share of the runs there is each.
func (a *app) replicate(s *scenarios.Scenario, many replicationFlags, findings bool, draw *drawFlags) error {
	if err := a.runsWithinBudget(s, many.replications, 1); err != nil {
		return err
	}
	p := a.newProgress("runs")
	values, each := newDistributions(), func(*report.Report) {}
	if draw.plot != "" {
		each = values.take
	}
	r, err := experiment.ReplicateEach(a.ctx, s.Config, many.replications, many.workers, findings, p.count, each)
	p.done()
	if err != nil {
		return err
	}
	if draw.plot != "" {
		if err := a.drawDistributions(values, r, draw); err != nil {
			return err
		}
	}
	a.warn(r.First().Warnings)
	data, err := r.JSON()
	if err != nil {
		return err
	}
	if err := a.write(render.Replicated(r, data)); err != nil {
		return err
	}
	all, err := a.expectations(s, r.Value())
	if err != nil {
		return err
	}
	return a.unmet(all)
}

// expectations tests what a scenario expects of a run, or of the means of several. Who reaches whom is
// asked in a run of its own.
func (a *app) expectations(s *scenarios.Scenario, of report.Value) ([]report.Expectation, error) {
	all := s.Expectations(of)
	for _, r := range s.Reaches() {
		answer, err := a.ask(s, sim.ReachQuery{From: r.From, To: r.To, Port: r.Port, Protocol: r.Protocol})
		if err != nil {
			return nil, fmt.Errorf("expect reach [%s, %s]: %w", r.From, r.To, err)
		}
		all = append(all, r.Answered(answer.Reachable))
	}
	return all, nil
}

// unmet writes each expectation that does not hold.
func (a *app) unmet(all []report.Expectation) error {
	failed := scenarios.Unmet(all)
	for _, e := range failed {
		fmt.Fprintf(a.stderr, "expected: %s\n", plaintext.Escape(e.String()))
	}
	if len(failed) > 0 {
		return errExpectation
	}
	return nil
}
