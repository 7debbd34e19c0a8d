// Package sim simulates Amazon ECS on EC2 container instances. It runs a scenario through
// time and reports; says why tasks were refused and who reaches whom; and runs a scenario
// many times, under several network setups, or for the number of hosts that it needs.
//
// A scenario is a config.Config: read from a file by package scenarios, or written in Go from
// config.Defaults. What a function returns is in package report, or in package experiment
// where it comes of many runs. Equal configurations, seeds and run numbers give equal
// results, at any number of workers.
package sim

import (
	"context"

	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/experiment"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// Watch is told how far a run has come, and every line of its event log.
type Watch = experiment.Watch

// Entry is one line of a run's event log.
type Entry = narrate.Entry

// ReachQuery is a question of Reach: who wants to reach whom, over which port.
type ReachQuery = reach.Query

// UnknownNameError names a source or a destination of a ReachQuery that is not in the scenario.
type UnknownNameError = reach.UnknownNameError

// ImpossibleError says what a valid scenario begins with that cannot be: more than a quota
// that it sets, or a subnet too small for the instances' own interfaces.
type ImpossibleError = engine.ImpossibleError

// BlockedByConfiguration is the rule in the way of a deployment that may neither stop nor
// start a task.
const BlockedByConfiguration = report.BlockedByConfiguration

// Run simulates a scenario once and reports. Run numbers, from 0, make independent
// replications of one scenario; w may be nil. The error is that of Config.Validate, which names
// each field at fault, an *ImpossibleError, or the context's.
func Run(ctx context.Context, c *config.Config, run int, w *Watch) (*report.Report, error) {
	return experiment.Run(ctx, c, run, w)
}

// Explain runs a scenario and says why its tasks were refused, host by host and check by
// check. The error is Run's.
func Explain(ctx context.Context, c *config.Config) ([]report.Diagnosis, *report.Report, error) {
	return experiment.Explain(ctx, c)
}

// Reach runs a scenario and says whether a source reaches a destination, over what, and what
// refuses the connection. The error is Run's, or an *UnknownNameError.
func Reach(ctx context.Context, c *config.Config, q ReachQuery) (*report.ReachAnswer, error) {
	return experiment.Reach(ctx, c, q)
}

// ReachNames lists what a ReachQuery may name in a valid scenario: services, RunTask
// calls, Service Connect endpoints, target groups, "alb" and "internet".
func ReachNames(c *config.Config) []string { return reach.Names(c) }

// Replicate runs a scenario n times, with run numbers from 0, so many at a time; progress may
// be nil. The error is Run's.
func Replicate(ctx context.Context, c *config.Config, n, workers int, progress func(done, total int)) (*experiment.Replicated, error) {
	return experiment.Replicate(ctx, c, n, workers, progress)
}

// Compare runs a scenario's workload under several network setups, with the same chance. A
// setup that cannot be has the reason in place of a result. The error is that of
// Config.Validate, or the context's.
func Compare(ctx context.Context, c *config.Config, o experiment.CompareOptions) (*experiment.ComparisonResult, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return experiment.Compare(ctx, c, o)
}

// Headroom runs a scenario and says of each service and RunTask request how many more of its tasks fit,
// alone and beside those that are named, nil = all: these take turns, one task each. The error is Run's.
func Headroom(ctx context.Context, c *config.Config, named map[string]bool) (*report.Report, error) {
	return experiment.Headroom(ctx, c, named)
}

// HostsNeeded finds, by placing, the least number of hosts of a scenario's one instance type
// that takes all that it asks for at the start. The error is Compare's.
func HostsNeeded(ctx context.Context, c *config.Config) (*experiment.Hosts, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return experiment.HostsNeeded(ctx, c)
}

// Density is how many tasks of one definition fit on one instance, by instance type and
// network setup, and what stops more. No time passes.
func Density(r experiment.DensityRequest) []report.DensityRow { return experiment.Density(r) }
