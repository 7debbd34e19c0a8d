package main

import (
	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/sim"
	"ecssim/sim/experiment"
)

const explainLong = `Shows why tasks of a scenario were refused: for each refused workload every host
(equal hosts folded), every check with what the host has and what the task
needs, and the smallest change that would let the task in, or that none can.

Of a deployment that is STUCK it says which rule blocks it, how many tasks it has
to leave healthy and may have at a time, and the smallest changes that unblock it.`

func (a *app) explainCommand() *cobra.Command {
	return a.limited(&cobra.Command{
		Use:   "explain FILE|NAME",
		Short: "Say why a task was refused, host by host and check by check",
		Long:  explainLong,
		Example: examples(
			"ecssim explain port-80-twice", "two replicas that no host takes",
			"ecssim explain rolling-deploy-deadlock", "a deployment that cannot go on",
			"ecssim explain cluster.yaml -o json", "the same for a program"),
		Args:              oneScenario,
		ValidArgsFunction: scenarioNames(true),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.load(args[0])
			if err != nil {
				return err
			}
			p := a.newProgress("explaining")
			list, report, err := sim.Explain(a.ctx, s.Config)
			if err == nil {
				err = experiment.Unblock(a.ctx, s.Config, report)
			}
			p.done()
			if err != nil {
				return err
			}
			a.warn(report.Warnings)
			return a.write(render.Diagnoses(list, report))
		},
	})
}
