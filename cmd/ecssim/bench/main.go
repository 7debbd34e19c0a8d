// Command bench measures ecssim beside the programs that it wants to outrun, on
// the same work in the same minutes, and holds the ratios to targets.
//
//	go run -C cmd/ecssim/bench .                  every target, as Markdown
//	go run -C cmd/ecssim/bench . -check           the same; status 1 when one is missed
//	go run -C cmd/ecssim/bench . -rows 'K1 K3'    some of them
//	go run -C cmd/ecssim/bench . -list            what there is
//	go run -C cmd/ecssim/bench . -scenes DIR      write the scenario files of the targets, and measure nothing
//
// It is a module of its own, and runs in its own folder.
//
// The other programs are built from anchors/ first: C++ with its own priority
// queue, ns-3, and SimPy, where this machine has what they need. Nothing is
// installed: targets that cannot be measured are left out, and it says what to
// install for them.
//
// With the first argument "work" it is itself one of the programs: see work.go.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "work" {
		os.Exit(work(os.Args[2:], os.Stdout, os.Stderr))
	}
	os.Exit(bench(os.Args[1:], os.Stdout, os.Stderr))
}

// options are the command line.
type options struct {
	rounds int
	rows   string
	check  bool
	list   bool
	scenes string
}

func bench(args []string, stdout, stderr io.Writer) int {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.rounds, "rounds", 5, "how often each program runs; long ones run less")
	flags.StringVar(&o.rows, "rows", "", "targets to measure, such as 'K1 S'; left out = all")
	flags.BoolVar(&o.check, "check", false, "status 1 when a target is missed or two checks differ")
	flags.BoolVar(&o.list, "list", false, "list the targets and measure nothing")
	flags.StringVar(&o.scenes, "scenes", "", "write the scenario files of the targets to this folder and measure nothing")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() > 0 || o.rounds < 1 {
		fmt.Fprintf(stderr, "bench: wanted flags only, and 1 round or more; got %q and %d rounds\n", flags.Args(), o.rounds)
		return 2
	}
	missed, err := o.run(stdout, stderr)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "bench:", err)
		return 1
	case o.check && missed > 0:
		fmt.Fprintf(stderr, "bench: %d missed\n", missed)
		return 1
	}
	return 0
}

// run measures what the options ask for and returns how much was missed.
func (o *options) run(stdout, stderr io.Writer) (missed int, err error) {
	picked, err := pick(targets, strings.Fields(o.rows))
	if err != nil {
		return 0, err
	}
	if o.list {
		for _, t := range picked {
			fmt.Fprintf(stdout, "%-4s %s, %s\n", t.id, t.what, t.wanted())
		}
		return 0, nil
	}
	if o.scenes != "" {
		return 0, newSite(o.scenes, stderr).prepare(needed(jobs(), picked))
	}
	dir, err := os.MkdirTemp("", "ecssim-bench-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	s := newSite(dir, stderr)
	if err := s.build(); err != nil {
		return 0, err
	}
	jobs := needed(jobs(), picked)
	if err := s.prepare(jobs); err != nil {
		return 0, err
	}
	left := s.leftOut(jobs, picked)
	for _, line := range left {
		fmt.Fprintln(stderr, line)
	}
	m, err := s.measure(jobs, o.rounds)
	if err != nil {
		return 0, err
	}
	text, missed := report(jobs, picked, m, left)
	fmt.Fprint(stdout, text)
	return missed, nil
}
