package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/cmd/ecssim/internal/results"
	"ecssim/model"
	"ecssim/model/plaintext"
	"ecssim/scenarios/sweep"
	"ecssim/sim/config"
	"ecssim/sim/experiment/points"
)

const sweepRunLong = `Runs what is missing of a sweep, on all processors, and writes the results to a
folder: one row a run in results.parquet, the means of each point in summary.csv.
Whatever ends it, the same command goes on with the points that are not done.
Without --out the summary is printed and nothing is kept.

With --shard I --of N it runs the points whose number leaves the rest I when it is
divided by N, and writes the file of that shard; ecssim sweep merge puts them
together. Inside an array job I comes from SLURM_ARRAY_TASK_ID,
AWS_BATCH_JOB_ARRAY_INDEX or JOB_COMPLETION_INDEX. N is always given: an array
that runs some shards again does not say how many there are. A shard whose file
is there costs nothing. With --only 3,5-7 the array is of those shards, and its
index is a place among them.

A combination that the scenario refuses is a row with the reason, and the exit
status is 3 then. It is 0 when every row has a result.`

// Where array jobs say which of their tasks this is.
var indexVariables = []string{
	"SLURM_ARRAY_TASK_ID",       // https://slurm.schedmd.com/job_array.html
	"AWS_BATCH_JOB_ARRAY_INDEX", // AWS Batch user guide, Array jobs
	"JOB_COMPLETION_INDEX",      // Kubernetes, Indexed Job for parallel processing
}

// runFlags are the flags of sweep run.
type runFlags struct {
	sweepFlags
	plotFlags
	out           string
	shard, of     int
	only          string
	workers       int
	deterministic bool
	failFast      bool
	rows          bool
	timeout       time.Duration
}

func (a *app) sweepRun() *cobra.Command {
	f := runFlags{}
	cmd := &cobra.Command{
		Use:   "run FILE",
		Short: "Run what is missing of a sweep, all of it or one shard",
		Long:  sweepRunLong,
		Example: examples(
			"ecssim sweep run sweep.yaml --out results", "all of it; the same again goes on after Ctrl-C",
			"ecssim sweep run microservices --vary cluster.instances.hosts.count=20..30 --vary cluster.accountSettings.awsvpcTrunking=enabled,disabled", "without a file",
			"ecssim sweep run sweep.yaml --plot means.svg", "the means with their intervals as a picture",
			"ecssim sweep run sweep.yaml --shard 3 --of 8 --out results", "one of eight shards",
			"ecssim sweep run sweep.yaml --of 8 --out results", "the same inside an array job"),
		Args:              oneSweep,
		ValidArgsFunction: scenarioNames(true),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.runSweep(cmd, args[0], &f) },
	}
	f.sweepFlags.add(cmd)
	f.plotFlags.add(cmd)
	fl := cmd.Flags()
	fl.StringVar(&f.out, "out", "", "`folder` of the results")
	fl.IntVar(&f.shard, "shard", 0, "which shard, from 0 (an array job says it itself)")
	fl.IntVar(&f.of, "of", 0, "into how many shards the sweep is dealt")
	fl.StringVar(&f.only, "only", "", "the `shards` of which the array is, such as 3,5-7")
	fl.IntVar(&f.workers, "workers", 0, "runs at a time (0 = one a processor)")
	fl.BoolVar(&f.deterministic, "deterministic", false, "leave out how long runs took: then equal sweeps are equal files")
	fl.BoolVar(&f.failFast, "fail-fast", false, "stop at the first point without a result")
	fl.BoolVar(&f.rows, "csv", false, "write the rows as "+results.RowsName+" too")
	fl.DurationVar(&f.timeout, "timeout", 0, "real time after which a run is given up (0 = never)")
	must(cmd.MarkFlagDirname("out"))
	return a.limited(cmd)
}

// check looks at what goes together, and finds out which shard is meant.
func (f *runFlags) check(cmd *cobra.Command) error {
	switch {
	case f.workers < 0 || f.workers > mostWorkers:
		return usagef("--workers %d: wanted a whole number from 0 to %d", f.workers, mostWorkers)
	case f.timeout < 0:
		return usagef("--timeout %v: wanted 0 or more", f.timeout)
	case !cmd.Flags().Changed("of"):
		if cmd.Flags().Changed("shard") || f.only != "" {
			return usagef("--shard and --only go with --of: into how many shards the sweep is dealt")
		}
		f.of = 1
		return nil
	case f.of < 1 || f.of > sweep.MostPoints:
		return usagef("--of %d: wanted a whole number from 1 to %d", f.of, sweep.MostPoints)
	case f.out == "":
		return usagef("--of goes with --out: the folder in which the shards meet")
	}
	if !cmd.Flags().Changed("shard") {
		return f.fromArray()
	}
	if f.only != "" {
		return usagef("--shard and --only exclude each other")
	}
	return f.within("--shard "+strconv.Itoa(f.shard), f.shard)
}

// fromArray takes the shard from the array job of which this is a task.
func (f *runFlags) fromArray() error {
	for _, name := range indexVariables {
		text, ok := os.LookupEnv(name)
		if !ok {
			continue
		}
		i, err := strconv.Atoi(text)
		if err != nil {
			return usagef("%s is %q, wanted a whole number", name, text)
		}
		if f.only == "" {
			return f.within(name+"="+text, i)
		}
		some, err := results.ParseRanges(f.only, f.of)
		if err != nil {
			return usagef("--only %s: %w", f.only, err)
		}
		if i < 0 || i >= len(some) {
			return usagef("%s=%s: --only has %s, wanted 0 to %d", name, text, model.Counted(len(some), "shard"), len(some)-1)
		}
		f.shard = some[i]
		return nil
	}
	return usagef("--of without --shard: this is no task of an array job, wanted one of %s", orList(indexVariables))
}

func orList(words []string) string {
	text := ""
	for i, w := range words {
		switch {
		case i > 0 && i == len(words)-1:
			text += " or "
		case i > 0:
			text += ", "
		}
		text += w
	}
	return text
}

func (f *runFlags) within(what string, i int) error {
	if i < 0 || i >= f.of {
		return usagef("%s: wanted 0 to %d, as there are %s", what, f.of-1, model.Counted(f.of, "shard"))
	}
	f.shard = i
	return nil
}

// runSweep runs what is missing.
func (a *app) runSweep(cmd *cobra.Command, arg string, f *runFlags) error {
	if err := f.check(cmd); err != nil {
		return err
	}
	if f.of > 1 && (f.plot != "" || f.html != "") {
		return usagef("--plot and --html show all of a sweep: ecssim sweep merge draws what the shards come to")
	}
	if err := apart(outFile{"out", f.out}, outFile{"html", f.html}, outFile{"plot", f.plot}); err != nil {
		return err
	}
	if err := f.plotFlags.check(); err != nil {
		return err
	}
	p, err := a.planned(arg, &f.sweepFlags)
	if err != nil {
		return err
	}
	if f.out == "" {
		if f.out, err = os.MkdirTemp("", "ecssim-sweep-"); err != nil {
			return err
		}
		defer os.RemoveAll(f.out)
	}
	shard, err := results.Open(f.out, describe(p, !f.deterministic), f.shard, f.of)
	if err != nil {
		return err
	}
	defer shard.Close()
	if err := a.runPoints(p, shard, f); err != nil {
		return err
	}
	if f.of > 1 {
		return a.shardDone(shard, p, f)
	}
	return a.summary(f.out, f.rows, &f.plotFlags)
}

// describe is what the files of results say of a sweep.
func describe(p *sweep.Plan, wall bool) *results.Sweep {
	kinds := map[sweep.Type]results.Kind{sweep.Int: results.Int, sweep.Double: results.Double, sweep.Bool: results.Bool, sweep.String: results.String}
	v := buildData()
	version := v.Version + " " + v.Revision
	hash := sha256.New()
	for _, text := range p.Texts() {
		fmt.Fprintf(hash, "%d\n%s", len(text), text)
	}
	s := &results.Sweep{Name: p.Name, Scenario: p.Scenario.Name, Hash: hex.EncodeToString(hash.Sum(nil)), Fingerprint: p.Fingerprint(version), Version: version,
		DataDate: p.Scenario.Config.DataDate, Design: p.Design, Points: p.Points(), Common: p.Common, Rule: points.Rule(p.Rule), Wall: wall}
	for _, c := range p.Columns {
		kind := kinds[c.Type]
		if c.Scaled {
			kind = results.Double
		}
		s.Varied = append(s.Varied, results.Column{Name: c.Address, Kind: kind, Scaled: c.Scaled})
	}
	for _, m := range p.Measures {
		s.Measures = append(s.Measures, results.Column{Name: m.Path, Kind: kinds[m.Type]})
	}
	return s
}

// runPoints checks the points that are missing, runs them and finishes the shard.
func (a *app) runPoints(p *sweep.Plan, shard *results.Shard, f *runFlags) error {
	if shard.Finished() {
		return nil
	}
	evenCollector()
	missing := shard.Missing()
	workers := cmp.Or(f.workers, runtime.GOMAXPROCS(0))
	refused, err := a.checkPoints(p, missing, workers)
	if err != nil {
		return err
	}
	if n := len(refused); n > 0 && f.failFast {
		return a.failed(p, refused[0].point, refused[0].text)
	} else if n > 0 {
		a.warn([]string{fmt.Sprintf("%s refused and will have no result; the first is point %d (%s): %s",
			counted(n, "point is", "points are"), refused[0].point, p.Label(refused[0].point), refused[0].text)})
	}
	bar := a.newProgress("points")
	defer bar.done()
	done := 0
	s := &points.Sweep{Points: missing, Config: func(i int) (*config.Config, error) { return a.configOf(p, i) }, Seed: p.SeedOf, Measure: p.Measured,
		Rule: points.Rule(p.Rule), Workers: workers, Timeout: f.timeout}
	err = s.Run(a.ctx, func(o points.Outcome) error {
		last := o.Rows[len(o.Rows)-1]
		if f.failFast && last.Status != points.OK {
			return a.failed(p, o.Point, last.Status.String()+": "+last.Error)
		}
		done++
		bar.count(done, len(missing))
		return shard.Put(rowsOf(p, o))
	})
	if err != nil {
		return err
	}
	return shard.Finish(a.ctx)
}

// failed says which point ends a sweep that stops at the first without a result.
func (a *app) failed(p *sweep.Plan, point int, text string) error {
	fmt.Fprintf(a.stderr, "ecssim: %s\n", plaintext.Escape(fmt.Sprintf("point %d (%s): %s", point, p.Label(point), text)))
	return errExpectation
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// rowsOf puts what a point is beside its rows.
func rowsOf(p *sweep.Plan, o points.Outcome) *results.Point {
	x := &results.Point{Number: o.Point, ID: p.ID(o.Point), Rows: o.Rows}
	for c, v := range p.Values(o.Point) {
		t := p.Columns[c].Type
		if p.Columns[c].Scaled {
			t = sweep.Double
		}
		x.Values = append(x.Values, v.As(t))
	}
	return x
}

// configOf makes the scenario of a point.
func (a *app) configOf(p *sweep.Plan, point int) (*config.Config, error) {
	s, err := p.Load(point)
	if err != nil {
		return nil, &points.NoConfigError{Status: points.Invalid, Text: pointFault(err)}
	}
	if err := a.withinBudget(s); err != nil {
		return nil, &points.NoConfigError{Status: points.Refused, Text: pointFault(err)}
	}
	return s.Config, nil
}

// refusedPoint is one that cannot be run.
type refusedPoint struct {
	point int
	text  string
}

// checkPoints makes the scenario of every point once, before any of them is run, and returns those that
// are refused, in their order.
func (a *app) checkPoints(p *sweep.Plan, all []int, workers int) ([]refusedPoint, error) {
	bar := a.newProgress("checking points")
	defer bar.done()
	texts := make([]string, len(all))
	var next, done atomic.Int64
	work := func(ctx context.Context) {
		for i := int(next.Add(1)) - 1; i < len(all) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
			if _, err := a.configOf(p, all[i]); err != nil {
				texts[i] = err.Error()
			}
			bar.count(int(done.Add(1)), len(all))
		}
	}
	inParallel(a.ctx, workers, work)
	if err := a.ctx.Err(); err != nil {
		return nil, err
	}
	var refused []refusedPoint
	for i, text := range texts {
		if text != "" {
			refused = append(refused, refusedPoint{all[i], text})
		}
	}
	return refused, nil
}

// inParallel runs a worker so many times at once, and raises what one of them panics with.
func inParallel(ctx context.Context, workers int, work func(context.Context)) {
	panics := make(chan any, workers)
	for range workers {
		go func() {
			defer func() { panics <- recover() }()
			work(ctx)
		}()
	}
	var first any
	for range workers {
		if p := <-panics; p != nil {
			first = p
		}
	}
	if first != nil {
		panic(first)
	}
}

// shardDone says what a shard holds.
func (a *app) shardDone(shard *results.Shard, p *sweep.Plan, f *runFlags) error {
	n, rows, bad, err := shard.Tally()
	if err != nil {
		return err
	}
	d := render.Shard(render.ShardData{Sweep: p.Name, Shard: f.shard, Of: f.of, Points: n, Rows: rows, Errors: bad, File: shard.Path()})
	if err := a.write(d); err != nil {
		return err
	}
	if bad > 0 {
		return errExpectation
	}
	return nil
}

// summary writes and shows what the points of a sweep come to.
func (a *app) summary(folder string, rows bool, f *plotFlags) error {
	s, err := results.WriteSummary(a.ctx, folder, rows)
	if err != nil {
		return err
	}
	if err := a.drawSweep(s, f); err != nil {
		return err
	}
	if err := a.write(render.Sweep(s)); err != nil {
		return err
	}
	if s.Errors > 0 {
		return errExpectation
	}
	return nil
}
