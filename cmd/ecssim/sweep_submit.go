package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/arrayjob"
	"ecssim/cmd/ecssim/internal/results"
	"ecssim/model"
)

// submitFlags are the flags of sweep submit.
type submitFlags struct {
	engine, only  string
	deterministic bool
	job           arrayjob.Job
}

func (a *app) sweepSubmit() *cobra.Command {
	f := submitFlags{}
	cmd := &cobra.Command{
		Use:   "submit FILE",
		Short: "Print what submits a sweep as an array job",
		Long: `Prints what runs a sweep in N shards as an array job: for Slurm a script that
sbatch takes, for AWS Batch the requests of RegisterJobDefinition and SubmitJob as
one JSON object, for Kubernetes an Indexed Job. It submits nothing and makes no
connection: your own tool does that, as you, with what you have changed in it.

Every task writes its shard into the folder --out, which all share: a network file
system under Slurm, an EFS file system under AWS Batch, a persistent volume claim
under Kubernetes. In containers that volume is mounted at ` + arrayjob.Mount + `, and the paths of
the sweep file and of --out are relative to its root. With --only 3,5-7, as sweep
merge names them, the array is of those shards alone.`,
		Example: examples(
			"ecssim sweep submit sweep.yaml --engine slurm --of 8 --out results | sbatch", "Slurm",
			"ecssim sweep submit sweep.yaml --engine k8s --of 8 --out results --image ecssim:1 --volume sweeps | kubectl create -f -", "Kubernetes",
			"ecssim sweep submit sweep.yaml --engine batch --of 8 --out results --image ecssim:1 --volume fs-0123 --queue spot", "AWS Batch"),
		Args:              oneSweep,
		ValidArgsFunction: scenarioNames(true),
		RunE:              func(_ *cobra.Command, args []string) error { return a.submitSweep(args[0], &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.engine, "engine", "", "what runs the array job: "+strings.Join(engineNames(), ", "))
	fl.IntVar(&f.job.Of, "of", 0, "into how many shards the sweep is dealt")
	fl.StringVar(&f.only, "only", "", "the `shards` to be run, such as 3,5-7")
	fl.StringVar(&f.job.Out, "out", "", "`folder` of the results, which all tasks share")
	fl.StringVar(&f.job.Image, "image", "", "container image of ecssim")
	fl.StringVar(&f.job.Volume, "volume", "", "EFS file system id, or `name` of a persistent volume claim")
	fl.StringVar(&f.job.Queue, "queue", "", "job queue of AWS Batch")
	fl.IntVar(&f.job.CPUs, "cpus", 1, "processors of a task")
	fl.IntVar(&f.job.Memory, "memory", 1024, "memory of a task, in MiB")
	fl.BoolVar(&f.deterministic, "deterministic", false, "leave out how long runs took: then equal sweeps are equal files")
	must(cmd.RegisterFlagCompletionFunc("engine", fixed(engineNames()...)))
	return cmd
}

func engineNames() (names []string) {
	for _, e := range arrayjob.Engines() {
		names = append(names, e.Name)
	}
	return names
}

func (a *app) submitSweep(arg string, f *submitFlags) error {
	engine, err := f.check(arg)
	if err != nil {
		return err
	}
	p, err := a.planned(arg, &sweepFlags{})
	if err != nil {
		return err
	}
	if f.job.Of > p.Points() {
		a.warn([]string{fmt.Sprintf("%d shards for %s: some will have none", f.job.Of, model.Counted(p.Points(), "point"))})
	}
	f.job.Name, f.job.File = p.Name, arg
	if a.seedSet {
		f.job.Flags = append(f.job.Flags, fmt.Sprintf("--seed=%d", a.seed))
	}
	if f.deterministic {
		f.job.Flags = append(f.job.Flags, "--deterministic")
	}
	text, err := engine.Render(&f.job)
	if err != nil {
		return usagef("--engine %s: %w", engine.Name, err)
	}
	_, err = io.WriteString(a.stdout, text)
	return err
}

// check finds the engine and looks at what goes together.
func (f *submitFlags) check(arg string) (*arrayjob.Engine, error) {
	switch {
	case arg == standardInput:
		return nil, usagef("a task cannot read what stands in standard input: wanted a sweep file")
	case f.job.Of < 1:
		return nil, usagef("--of %d: wanted the number of shards, such as that of ecssim sweep plan", f.job.Of)
	case f.job.Out == "":
		return nil, usagef("wanted --out, the folder of the results, which all tasks share")
	case f.job.CPUs < 1 || f.job.CPUs > mostWorkers:
		return nil, usagef("--cpus %d: wanted a whole number from 1 to %d", f.job.CPUs, mostWorkers)
	case f.job.Memory < 16:
		return nil, usagef("--memory %d: wanted 16 at least", f.job.Memory)
	}
	if f.only != "" {
		some, err := results.ParseRanges(f.only, f.job.Of)
		if err != nil {
			return nil, usagef("--only %s: %w", f.only, err)
		}
		f.job.Only = some
	}
	for _, e := range arrayjob.Engines() {
		if e.Name == f.engine {
			return &e, nil
		}
	}
	return nil, usagef("--engine %q: wanted one of %s%s", f.engine, strings.Join(engineNames(), ", "), didYouMean(f.engine, engineNames()))
}
