package main

import (
	"slices"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model"
	"ecssim/sim/experiment"
)

const compareLong = `Runs the same workload with the same random numbers under every network setup
and shows the results side by side: how many hosts of the scenario's type the
workload needs, a proved lower bound, which limit binds, and what happened on the
scenario's own hosts. The last line is the price of the tasks on Fargate.`

func (a *app) compareCommand() *cobra.Command {
	var many replicationFlags
	var names []string
	cmd := &cobra.Command{
		Use:   "compare FILE|NAME",
		Short: "Run one workload under every network setup, side by side",
		Long:  compareLong,
		Example: examples(
			"ecssim compare microservices", "a fleet of 40 services, 144 tasks, on m5.large",
			"ecssim compare cluster.yaml --setup awsvpc,awsvpc-trunking", "two setups only",
			"ecssim compare cluster.yaml -o markdown", "a table to paste into a pull request"),
		Args:              oneScenario,
		ValidArgsFunction: scenarioNames(true),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := many.check(); err != nil {
				return err
			}
			setups, err := parseSetups(names)
			if err != nil {
				return err
			}
			s, err := a.load(args[0])
			if err != nil {
				return err
			}
			if err := a.runsWithinBudget(s, many.replications, len(setups)); err != nil {
				return err
			}
			p := a.newProgress("runs")
			r, err := experiment.Compare(a.ctx, s.Config, experiment.CompareOptions{
				Setups: setups, Replications: many.replications, Workers: many.workers, Progress: p.count})
			p.done()
			if err != nil {
				return err
			}
			a.warn(s.Config.Warnings)
			data, err := r.JSON()
			if err != nil {
				return err
			}
			return a.write(render.Comparison(r, data))
		},
	}
	many.add(cmd)
	a.addSetups(cmd, &names)
	return a.limited(cmd)
}

// addSetups adds the flag --setup.
func (a *app) addSetups(cmd *cobra.Command, names *[]string) {
	cmd.Flags().StringSliceVar(names, "setup", nil, "network setups to show, comma-separated (default all)")
	must(cmd.RegisterFlagCompletionFunc("setup", several(setupNames)))
}

func setupNames() []string {
	var names []string
	for _, s := range model.Setups() {
		names = append(names, s.String())
	}
	return names
}

// parseSetups reads --setup, each once; all of them where it is not given.
func parseSetups(names []string) ([]model.Setup, error) {
	if len(names) == 0 {
		return model.Setups(), nil
	}
	var setups []model.Setup
	for _, n := range names {
		s, err := model.ParseSetup(n)
		if err != nil {
			return nil, usagef("--setup: %w%s", err, didYouMean(n, setupNames()))
		}
		if !slices.Contains(setups, s) {
			setups = append(setups, s)
		}
	}
	return setups, nil
}
