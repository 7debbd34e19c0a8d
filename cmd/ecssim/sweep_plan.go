package main

import (
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/scenarios/sweep"
	"ecssim/sim/config"
	"ecssim/sim/experiment/points"
)

func (a *app) sweepPlan() *cobra.Command {
	f := sweepFlags{}
	noPilot := false
	cmd := &cobra.Command{
		Use:   "plan FILE",
		Short: "Show the points of a sweep, and how long they take",
		Long: `Shows the points of a sweep, which of them the scenario refuses, and, from one run
each of up to eight of them, about how long all take and into how many shards to
deal them: each is to take about five minutes on one processor.`,
		Example: examples("ecssim sweep plan sweep.yaml", "before an array job",
			"ecssim sweep plan sweep.yaml --no-pilot -o csv", "the points alone, for a spreadsheet"),
		Args:              oneSweep,
		ValidArgsFunction: scenarioNames(true),
		RunE:              func(_ *cobra.Command, args []string) error { return a.planSweep(args[0], &f, noPilot) },
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&noPilot, "no-pilot", false, "run nothing, estimate nothing")
	return a.limited(cmd)
}

func (a *app) planSweep(arg string, f *sweepFlags, noPilot bool) error {
	p, err := a.planned(arg, f)
	if err != nil {
		return err
	}
	all := make([]int, p.Points())
	for i := range all {
		all[i] = i
	}
	refused, err := a.checkPoints(p, all, runtime.GOMAXPROCS(0))
	if err != nil {
		return err
	}
	d := render.SweepPlanData{Sweep: describe(p, false), Refused: len(refused), Runs: [2]int{(len(all) - len(refused)) * p.Rule.Min, (len(all) - len(refused)) * p.Rule.Max}}
	why := map[int]string{}
	for _, x := range refused {
		why[x.point] = x.text
	}
	for i := range all {
		x := render.PlannedPoint{Number: i, ID: p.ID(i), Values: rowsOf(p, points.Outcome{Point: i}).Values, Error: why[i]}
		d.Points = append(d.Points, x)
	}
	if !noPilot {
		if d.Pilot, err = a.pilot(p, why); err != nil {
			return err
		}
	}
	if err := a.write(render.SweepPlan(&d)); err != nil {
		return err
	}
	if len(refused) > 0 {
		return errExpectation
	}
	return nil
}

const (
	mostPilots   = 8
	shardSeconds = 300
)

// pilot runs points that are far apart once each, and tells how long all take. nil = no point can be
// run.
func (a *app) pilot(p *sweep.Plan, refused map[int]string) (*render.Pilot, error) {
	var can []int
	for i := range p.Points() {
		if refused[i] == "" {
			can = append(can, i)
		}
	}
	if len(can) == 0 {
		return nil, nil
	}
	n := min(mostPilots, len(can))
	var some []int
	for i := range n {
		some = append(some, can[i*(len(can)-1)/max(n-1, 1)])
	}
	bar := a.newProgress("trying points")
	defer bar.done()
	x, loading := render.Pilot{Points: n}, time.Duration(0)
	s := &points.Sweep{Points: slices.Compact(some), Seed: p.SeedOf, Measure: p.Measured, Rule: points.Rule{Min: 1, Max: 1, Confidence: 0.95},
		Config: func(i int) (*config.Config, error) {
			start := time.Now()
			defer func() { loading += time.Since(start) }()
			return a.configOf(p, i)
		}}
	running := time.Duration(0)
	if err := s.Run(a.ctx, func(o points.Outcome) error {
		running += o.Rows[0].Wall
		return nil
	}); err != nil {
		return nil, err
	}
	perRun, perPoint := running.Seconds()/float64(n), 2*loading.Seconds()/float64(n) // each point is made when it is checked, and to be run
	x.SecondsPerRun = perRun
	for i, runs := range []int{p.Rule.Min, p.Rule.Max} {
		x.Seconds[i] = float64(len(can)) * (perPoint + perRun*float64(runs))
	}
	x.Shards = max(1, min(len(can), int(math.Ceil(min(x.Seconds[1]/shardSeconds, sweep.MostPoints)))))
	return &x, nil
}
