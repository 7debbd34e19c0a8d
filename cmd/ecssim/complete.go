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

// typeNames completes instance types, after the last comma where several may be
// given in one value.
func typeNames(_ *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
	done, last := "", prefix
	if i := strings.LastIndexByte(prefix, ','); i >= 0 {
		done, last = prefix[:i+1], prefix[i+1:]
	}
	var out []cobra.Completion
	for _, t := range catalog.All() {
		if strings.HasPrefix(t.Name, last) {
			out = append(out, done+t.Name)
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp
}

func startingWith(values []string, prefix string) []string {
	var out []string
	for _, v := range values {
		if strings.HasPrefix(v, prefix) {
			out = append(out, v)
		}
	}
	return out
}
