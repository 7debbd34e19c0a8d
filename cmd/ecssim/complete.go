package main

import (
	"strings"

	"github.com/spf13/cobra"

	"ecssim/model/catalog"
	"ecssim/scenarios"
)

// completer is what cobra asks for the values of an argument or flag.
type completer = func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective)

// fixed completes from a fixed list.
func fixed(values ...string) completer {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// scenarioNames completes one scenario of the library; files are offered too
// where the argument may be one.
func scenarioNames(files bool) completer {
	return func(_ *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		directive := cobra.ShellCompDirectiveNoFileComp
		if files {
			directive = cobra.ShellCompDirectiveDefault
		}
		if len(args) > 0 {
			return nil, directive
		}
		return startingWith(scenarios.Names(), prefix), directive
	}
}

// scenarioThen completes a scenario, then names that stand in it, as many as most.
func (a *app) scenarioThen(names func(*scenarios.Scenario) []string, most int) completer {
	return func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return scenarioNames(true)(cmd, args, prefix)
		}
		if s, err := a.open(args[0]); err == nil && len(args) <= most {
			return startingWith(names(s), prefix), cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
}

// ofScenario completes the value of a flag by names that stand in the scenario that is the first argument.
func (a *app) ofScenario(names func(*scenarios.Scenario) []string) completer {
	return func(cmd *cobra.Command, args []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 || args[0] == standardInput {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		s, err := a.open(args[0])
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return several(func() []string { return names(s) })(cmd, args, prefix)
	}
}

// serviceNames are the services of a scenario.
func serviceNames(s *scenarios.Scenario) (names []string) {
	for i := range s.Config.Services {
		names = append(names, s.Config.Services[i].Name)
	}
	return names
}

// workloadNames are the services and the RunTask requests of a scenario.
func workloadNames(s *scenarios.Scenario) []string {
	names := serviceNames(s)
	for i := range s.Config.RunTasks {
		names = append(names, s.Config.RunTasks[i].Name)
	}
	return names
}

// several completes values of which several may be given, after the last comma.
func several(values func() []string) completer {
	return func(_ *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		done, last := "", prefix
		if i := strings.LastIndexByte(prefix, ','); i >= 0 {
			done, last = prefix[:i+1], prefix[i+1:]
		}
		var out []cobra.Completion
		for _, v := range startingWith(values(), last) {
			out = append(out, done+v)
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// typeNames completes instance types.
var typeNames = several(func() []string {
	var names []string
	for _, t := range catalog.All() {
		names = append(names, t.Name)
	}
	return names
})

func startingWith(values []string, prefix string) []string {
	var out []string
	for _, v := range values {
		if strings.HasPrefix(v, prefix) {
			out = append(out, v)
		}
	}
	return out
}
