package main

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// whatIfFlags are --deploy and --lose-zone: what happens to a scenario beside its own events.
type whatIfFlags struct {
	deploy, zones []string
	at            time.Duration
}

func (f *whatIfFlags) add(a *app, cmd *cobra.Command) {
	g := cmd.Flags()
	g.StringSliceVar(&f.deploy, "deploy", nil, "deploy `services` anew while it runs (forceNewDeployment), with commas between them, or all")
	g.StringSliceVar(&f.zones, "lose-zone", nil, "lose an availability `zone` while it runs, with all instances in it")
	g.DurationVar(&f.at, "at", 5*time.Minute, "when --deploy and --lose-zone happen")
	must(cmd.RegisterFlagCompletionFunc("deploy", a.ofScenario(func(s *scenarios.Scenario) []string { return append(serviceNames(s), "all") })))
	must(cmd.RegisterFlagCompletionFunc("lose-zone", a.ofScenario(func(s *scenarios.Scenario) []string { return s.Config.ZoneNames() })))
}

// check refuses a time at which nothing is to happen.
func (f *whatIfFlags) check(cmd *cobra.Command) error {
	if cmd.Flags().Changed("at") && len(f.deploy)+len(f.zones) == 0 {
		return usagef("--at goes with --deploy or --lose-zone, and is when they happen")
	}
	return nil
}

// apply adds the events that are asked for to a scenario.
func (f *whatIfFlags) apply(s *scenarios.Scenario) error {
	if len(f.deploy)+len(f.zones) == 0 {
		return nil
	}
	at := des.Time(f.at)
	switch {
	case at < 0:
		return usagef("--at %v: wanted a length of time such as 5m", f.at)
	case s.Config.Duration != 0 && at >= s.Config.Duration:
		return usagef("--at %v: the scenario ends at %v, wanted a time before that", f.at, time.Duration(s.Config.Duration))
	}
	events := slices.Clone(s.Config.Events)
	services := serviceNames(s)
	for _, name := range f.deploy {
		if name != "all" && !slices.Contains(services, name) {
			return usagef("--deploy %q: the scenario has no such service%s", name, didYouMean(name, append(services, "all")))
		}
	}
	for i, name := range services {
		if slices.Contains(f.deploy, "all") || slices.Contains(f.deploy, name) {
			e := config.NewEvent(at, config.UpdateService)
			e.Service, e.Force = i, true
			events = append(events, e)
		}
	}
	for _, zone := range f.zones {
		if zones := s.Config.ZoneNames(); !slices.Contains(zones, zone) {
			return usagef("--lose-zone %q: the scenario has nothing in such a zone, wanted one of %s", zone, strings.Join(zones, ", "))
		}
		e := config.NewEvent(at, config.FailAvailabilityZone)
		e.Zone = zone
		events = append(events, e)
	}
	slices.SortStableFunc(events, func(a, b config.Event) int { return cmp.Compare(a.At, b.At) })
	s.Config.Events = events
	return nil
}
