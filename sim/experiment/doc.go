// Package experiment puts a run together with the observers that make its report, and is
// what takes more than one run: replications of a scenario with confidence intervals, the
// same workload under several network setups, the number of hosts that a workload needs,
// and tables of how many tasks fit on an instance.
//
// Runs go on in parallel, each on its own; what they give is stored by run number,
// so that no result depends on the number of workers or on which one was first.
package experiment
