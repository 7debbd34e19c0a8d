package main

import (
	"fmt"
	"slices"
	"time"
)

// A job is a piece of work that one or more programs do, the same for all.
type job struct {
	name   string        // "loss", unique
	what   string        // "M/M/100/100 at 90 erlangs, 1,000,000 arrivals"
	unit   string        // of the measured loop, "ns/arrival"; "" = only whole processes are of interest
	scene  func() string // writes the scenario file that the programs read; nil = none
	rounds int           // at most; 0 = as many as asked for
	by     []program
}

// A program does a job once each time it is run. In its arguments {bench} is this
// program, {ecssim}, {cpp} and {ns3} what was built, {simpy} a Python that has
// SimPy and its anchor, {file} the job's scenario file, and {go} the go command.
type program struct {
	name string
	args string
	env  string
	// read returns what the program has to say of its work from what it wrote to
	// standard output; nil = it prints ns=... and check=... itself.
	read   reader
	rounds int // at most; 0 = as many as the job
	// apart: its check is its own, because it does more or draws otherwise.
	apart bool
}

// A sample is one run of a program.
type sample struct {
	cpu    time.Duration      // user and system time of the whole process and its children
	memory int64              // peak resident bytes
	values map[string]float64 // what it printed: "ns" a unit of the measured loop
	check  string
}

// A metric is a number that every sample has.
type metric string

// The metrics. CPU time is user and system time of all threads.
const (
	loop    metric = "ns"     // CPU time of the measured loop in nanoseconds a unit, as printed by it
	process metric = "s"      // CPU time of the whole process in seconds, start-up and all
	memory  metric = "MiB"    // most memory resident at a time
	allocs  metric = "allocs" // allocations a task
	hosts   metric = "hosts"  // hosts with a task in the end
	cut     metric = "cut"    // a variance over another
	gap     metric = "%"      // what a fleet costs more than any fleet has to
)

func (s *sample) of(m metric) float64 {
	switch m {
	case process:
		return s.cpu.Seconds()
	case memory:
		return float64(s.memory) / (1 << 20)
	}
	return s.values[string(m)]
}

// A quantity is a metric of a program at a job.
type quantity struct {
	job, program string
	metric       metric
}

// measured holds the samples of every program, by job and program, one a round;
// a program that was left out has none.
type measured map[string]map[string][]sample

// of returns a quantity round by round.
func (m measured) of(q quantity) []float64 {
	var xs []float64
	for _, s := range m[q.job][q.program] {
		xs = append(xs, s.of(q.metric))
	}
	return xs
}

// needed returns the jobs, and of them the programs, that the targets ask for.
// Where a target names a job without a program, all of its programs are.
func needed(jobs []job, targets []target) []job {
	wants := func(j, p string) bool {
		return slices.ContainsFunc(targets, func(t target) bool { return t.names(j, p) })
	}
	var out []job
	for _, j := range jobs {
		j.by = slices.DeleteFunc(slices.Clone(j.by), func(p program) bool { return !wants(j.name, p.name) })
		if len(j.by) > 0 {
			out = append(out, j)
		}
	}
	return out
}

// disagreement says which programs of a job have printed different checks, or one
// program different ones from round to round; "" = none.
func (j *job) disagreement(m measured) string {
	first, by := "", ""
	for _, p := range j.by {
		own := ""
		for _, s := range m[j.name][p.name] {
			if own != "" && s.check != own {
				return fmt.Sprintf("%s printed %s and %s", p.name, own, s.check)
			}
			own = s.check
		}
		switch {
		case own == "" || p.apart:
		case first == "":
			first, by = own, p.name
		case own != first:
			return fmt.Sprintf("%s printed %s and %s %s", by, first, p.name, own)
		}
	}
	return ""
}
