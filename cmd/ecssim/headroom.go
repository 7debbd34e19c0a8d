package main

import (
	"math"
	"slices"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/engine"
	"ecssim/sim/report"
)

const headroomLong = `Runs a scenario and says of each service how many more of its tasks would fit on
the instances that there are at the end, on how many of them, which limit stops
the next one, and what would stop it after that.

Each row counts by itself, for the services share the same room; "together" is how
many of each fit where all that are named take turns, one task more each. What is free
on different instances is no room for one task, and what ECS does not count when it
places (dynamic host ports, ports of a bridge, subnet addresses) is a limit too.
Instances that are DRAINING, or whose agent is disconnected, are no room: ECS places no
task there.

Below stands what makes room for the workload that has the least, found by simulating
each change: an instance more, trunks, the next larger instance type, larger subnets, more
dynamic host ports, bridge mode. With -o json every workload has its own.`

func (a *app) headroomCommand() *cobra.Command {
	return a.limited(&cobra.Command{
		Use:   "headroom FILE|NAME [SERVICE...]",
		Short: "Say how many more tasks of each service fit, and what stops the next one",
		Long:  headroomLong,
		Example: examples(
			"ecssim headroom microservices", "a row for each service of a library scenario",
			"ecssim headroom cluster.yaml web api", "two services of a file of your own",
			"ecssim headroom cluster.yaml -o csv", "the same for a spreadsheet"),
		Args: func(cmd *cobra.Command, args []string) error {
			return oneScenario(cmd, args[:min(1, len(args))])
		},
		ValidArgsFunction: a.scenarioThen(workloadNames, math.MaxInt),
		RunE: func(_ *cobra.Command, args []string) error {
			s, err := a.load(args[0])
			if err != nil {
				return err
			}
			names, err := workloads(s, args[1:])
			if err != nil {
				return err
			}
			p := a.newProgress("simulating")
			r, err := sim.Headroom(a.ctx, s.Config, names)
			p.done()
			if err != nil {
				return err
			}
			a.warn(r.Warnings)
			return a.write(render.Headroom(r, names))
		},
	})
}

// simulate runs a scenario once, with what a reader has to be told of it where findings is set.
func (a *app) simulate(s *scenarios.Scenario, findings bool, observers ...engine.Observer) (*report.Report, error) {
	p := a.newProgress("simulating")
	defer p.done()
	return sim.Run(a.ctx, s.Config, 0, &sim.Watch{Progress: p.time, Findings: findings, Observers: observers})
}

// workloads checks names of services and RunTask requests; none given = all.
func workloads(s *scenarios.Scenario, names []string) (map[string]bool, error) {
	known, wanted := workloadNames(s), map[string]bool{}
	for _, name := range names {
		if wanted[name] = true; !slices.Contains(known, name) {
			return nil, usagef("the scenario has no service %q%s", name, didYouMean(name, known))
		}
	}
	if len(names) == 0 {
		for _, name := range known {
			wanted[name] = true
		}
	}
	return wanted, nil
}
