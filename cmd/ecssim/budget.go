package main

import (
	"github.com/spf13/cobra"

	"ecssim/scenarios"
)

// limited adds the flag --no-limit to a command that runs scenarios.
func (a *app) limited(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().BoolVar(&a.noLimit, "no-limit", false, "run it however many instances, tasks and events are expected")
	return cmd
}

// withinBudget refuses a scenario of which one run is more work than the budget allows.
func (a *app) withinBudget(s *scenarios.Scenario) error {
	if a.noLimit {
		return nil
	}
	return s.OverBudget
}

// runsWithinBudget refuses more runs of a scenario than the budget allows, each under so many setups.
func (a *app) runsWithinBudget(s *scenarios.Scenario, replications, setups int) error {
	if a.noLimit || replications == 1 {
		return nil
	}
	if over := s.Config.OverBudget(replications * setups); over != nil {
		return usagef("--replications %d: %s (--no-limit runs it all the same)", replications, over.Text)
	}
	return nil
}
