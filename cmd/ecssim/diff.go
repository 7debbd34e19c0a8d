package main

import (
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/sim/engine"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

const diffLong = `Runs two scenarios with the same random numbers and shows what differs: the
settings of the files, the figures of the outcome, what the second file expects, and
what the instances cost. Tables are narrow, and nothing is cut: -o markdown is made
for the comment of a pull request.

It is worse when more tasks of a workload wait, are refused, fail or cannot be
reached, when a deployment does not complete that did or is new, when fewer tasks more
fit of a service, or when an expectation does not hold that held before or is new. The
price is shown and does not count.

The exit status is 0, or 3 where it is worse and --fail-if-worse is given.`

func (a *app) diffCommand() *cobra.Command {
	var failIfWorse bool
	var draw drawFlags
	cmd := &cobra.Command{
		Use:   "diff BEFORE AFTER",
		Short: "Show what differs between two scenarios, and in what comes of them",
		Long:  diffLong,
		Example: examples(
			"ecssim diff rolling-deploy-deadlock rolling-deploy-deadlock-spare-host", "two scenarios of the library",
			"git show main:cluster.yaml | ecssim diff - cluster.yaml", "what a branch changes; - is standard input",
			"ecssim diff old.yaml new.yaml -o markdown --fail-if-worse", "for a pull request",
			"ecssim diff old.yaml new.yaml --html change.html", "a page with the pictures of both"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usagef("%s wants two scenarios, BEFORE and AFTER, found %d: %s", cmd.CommandPath(), len(args), plaintext.Short(strings.Join(args, " ")))
			}
			return nil
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 1 {
				args = nil
			}
			return scenarioNames(true)(cmd, args, prefix)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := draw.check(); err != nil {
				return err
			}
			return a.diff(args[0], args[1], failIfWorse, &draw)
		},
	}
	draw.addHTML(cmd)
	cmd.Flags().BoolVar(&failIfWorse, "fail-if-worse", false, "exit with status 3 where it is worse")
	return a.limited(cmd)
}

func (a *app) diff(before, after string, failIfWorse bool, draw *drawFlags) error {
	var loaded [2]*scenarios.Scenario
	var reports [2]*report.Report
	var recorded [2]*recording
	for i, arg := range []string{before, after} {
		s, err := a.load(arg)
		if err != nil {
			return err
		}
		loaded[i] = s
	}
	changes, err := scenarios.Changes(loaded[0], loaded[1])
	if err != nil {
		return err
	}
	for i, s := range loaded {
		var observers []engine.Observer
		recorded[i], observers = draw.record(s.Config)
		r, err := a.simulate(s, true, observers...)
		if err != nil {
			return err
		}
		if i == 1 {
			if err := experiment.Unblock(a.ctx, s.Config, r); err != nil {
				return err
			}
		}
		if r.Expectations, err = a.expectations(s, report.ValueOf(r)); err != nil {
			return err
		}
		reports[i] = r
	}
	a.warn(reports[1].Warnings)
	d := render.NewDifference(reports[0], reports[1], changes)
	if err := a.drawDifference(d.Document(), loaded, reports, recorded, draw); err != nil {
		return err
	}
	if err := a.write(d.Document()); err != nil {
		return err
	}
	if failIfWorse && d.Worse {
		return errExpectation
	}
	return nil
}
