package main

import (
	"slices"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/picture"
	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model"
	"ecssim/sim/experiment"
)

const compareLong = `Runs the same workload with the same random numbers as it is written and under
every network setup, and shows the results side by side: how many hosts of the
scenario's type the workload needs, also if a zone may be lost, a proved lower
bound, which limit binds, what they cost, how many addresses they take of each
subnet, and what happened on the scenario's own hosts. The last line is the price
of the tasks on Fargate.

A setup rewrites the network mode and host ports of every task definition, but
leaves DAEMON services and tasks in host mode alone: they are reached on their
host. --move, and keepNetworkMode in the scenario file, say otherwise.`

func (a *app) compareCommand() *cobra.Command {
	var many replicationFlags
	var names, moved []string
	var draw drawFlags
	var region regionFlag
	cmd := &cobra.Command{
		Use:   "compare FILE|NAME",
		Short: "Run one workload under every network setup, side by side",
		Long:  compareLong,
		Example: examples(
			"ecssim compare microservices", "a fleet of 40 services, 144 tasks, on m5.large",
			"ecssim compare cluster.yaml --setup awsvpc,awsvpc-trunking", "two setups only",
			"ecssim compare cluster.yaml --move daemons,host", "daemons and what runs in host mode are rewritten too",
			"ecssim compare cluster.yaml --region ap-northeast-2", "at the prices of Seoul",
			"ecssim compare cluster.yaml -o markdown", "a table to paste into a pull request",
			"ecssim compare cluster.yaml --html setups.html", "a page with the bars of all setups, to mail"),
		Args:              oneScenario,
		ValidArgsFunction: scenarioNames(true),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := many.check(); err != nil {
				return err
			}
			if err := draw.check(); err != nil {
				return err
			}
			setups, err := parseSetups(names)
			if err != nil {
				return err
			}
			move, err := parseMove(moved)
			if err != nil {
				return err
			}
			s, err := a.load(args[0])
			if err != nil {
				return err
			}
			s.Config = region.over(s.Config)
			if err := a.runsWithinBudget(s, many.replications, 1+len(setups)); err != nil {
				return err
			}
			p := a.newProgress("runs")
			r, err := experiment.Compare(a.ctx, s.Config, experiment.CompareOptions{
				Setups: setups, Move: move, Replications: many.replications, Workers: many.workers, Progress: p.count})
			p.done()
			if err != nil {
				return err
			}
			a.warn(s.Config.Warnings)
			data, err := r.JSON()
			if err != nil {
				return err
			}
			d := render.Comparison(r, data)
			files, err := draw.files(d, func() *render.Page { return comparisonPage(s.Config, &r.Comparison) },
				func() ([]*picture.Picture, error) {
					return drawn(picture.Comparison(&r.Comparison, &picture.English)), nil
				}, nil)
			if err != nil {
				return err
			}
			if err := a.writeFiles(files, draw.force); err != nil {
				return err
			}
			return a.write(d)
		},
	}
	many.add(cmd)
	draw.addHTML(cmd)
	draw.addPlot(cmd)
	a.addSetups(cmd, &names)
	region.addOver(cmd)
	cmd.Flags().StringSliceVar(&moved, "move", nil, "what the setups rewrite too, comma-separated: daemons (DAEMON services), host (tasks in host mode)")
	must(cmd.RegisterFlagCompletionFunc("move", several(moves)))
	return a.limited(cmd)
}

// moves are the values of --move.
func moves() []string { return []string{"daemons", "host"} }

func parseMove(names []string) (m experiment.Move, err error) {
	for _, n := range names {
		switch n {
		case "daemons":
			m.Daemons = true
		case "host":
			m.Host = true
		default:
			return m, usagef("--move %q is unknown, wanted daemons, host or both%s", n, didYouMean(n, moves()))
		}
	}
	return m, nil
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
