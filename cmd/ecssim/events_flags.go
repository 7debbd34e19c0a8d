package main

import (
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/observe/narrate"
)

// logFlags are --events and --service, which choose lines of the event log.
type logFlags struct {
	patterns string          // of names, as path.Match has them, commas between them; "" = no log
	service  string          // or RunTask request; "" = all
	names    map[string]bool // that the patterns match
}

func (f *logFlags) add(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.patterns, "events", "", "show the event log while it runs, then the report; with a `pattern` such as deployment.* some events only")
	cmd.Flags().Lookup("events").NoOptDefVal = "*"
	cmd.Flags().StringVar(&f.service, "service", "", "show the events of the service or RunTask request of this `name` only")
	must(cmd.RegisterFlagCompletionFunc("events", several(narrate.EventNames)))
	must(cmd.RegisterFlagCompletionFunc("service", a.ofScenario(workloadNames)))
}

// wanted reports whether the log is asked for.
func (f *logFlags) wanted() bool { return f.patterns != "" || f.service != "" }

// check finds the names that the patterns match; each has to match one.
func (f *logFlags) check() error {
	all := narrate.EventNames()
	f.names = map[string]bool{}
	patterns := f.patterns
	if patterns == "" {
		patterns = "*"
	}
	for pattern := range strings.SplitSeq(patterns, ",") {
		found := false
		for _, name := range all {
			ok, err := path.Match(pattern, name)
			if err != nil {
				return usagef("--events %q: not a pattern, wanted a name such as task.failed, with * for any characters", pattern)
			}
			if ok {
				f.names[name], found = true, true
			}
		}
		if !found {
			return usagef("--events %q: no event has such a name%s", pattern, eventHint(pattern, all))
		}
	}
	return nil
}

// eventHint says what a name that no event has may have meant.
func eventHint(pattern string, all []string) string {
	if near := didYouMean(pattern, all); near != "" {
		return near
	}
	noun, _, _ := strings.Cut(pattern, ".")
	var nouns []string
	for _, name := range all {
		n, _, _ := strings.Cut(name, ".")
		if n == noun {
			return ", did you mean " + noun + ".*?"
		}
		nouns = append(nouns, n)
	}
	if near := didYouMean(noun, nouns); near != "" {
		return strings.TrimSuffix(near, "?") + ".*?"
	}
	return " (they begin with " + strings.Join(slices.Compact(nouns), ", ") + ")"
}

// known checks --service against a scenario.
func (f *logFlags) known(s *scenarios.Scenario) error {
	if f.service == "" {
		return nil
	}
	names := workloadNames(s)
	if !slices.Contains(names, f.service) {
		return usagef("--service %q: the scenario has no such service or RunTask request%s", f.service, didYouMean(f.service, names))
	}
	return nil
}

// take reports whether a line is wanted.
func (f *logFlags) take(e *sim.Entry) bool {
	return f.names[e.Event] && (f.service == "" || e.Service == f.service)
}
