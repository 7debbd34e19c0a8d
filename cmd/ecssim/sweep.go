package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/scenarios/sweep"
)

const sweepLong = `A sweep runs a scenario at many points: every combination, or a sample, of the
values that a sweep file lists for keys of the scenario file, each often enough
to know the means. One process does it on one machine; with run --shard an array
job of Slurm, AWS Batch or Kubernetes does it on many, and merge puts the shards
together. The results are the same bytes either way.`

func (a *app) sweepCommand() *cobra.Command {
	cmd := group("sweep", "Run a scenario at many points, here or as an array job", a.sweepPlan(), a.sweepRun(), a.sweepMerge(), a.sweepSubmit(), a.sweepSchema())
	cmd.Long = sweepLong
	cmd.Example = examples(
		"ecssim sweep run microservices --vary cluster.instances.hosts.count=20..30 --replications 10", "without a file",
		"ecssim sweep plan sweep.yaml", "how many points, how long they take",
		"ecssim sweep run sweep.yaml --out results", "here; run it again to go on after Ctrl-C",
		"ecssim sweep submit sweep.yaml --engine slurm --of 8 --out results | sbatch", "on a cluster",
		"ecssim sweep merge results", "when the array job is over")
	return cmd
}

func (a *app) sweepSchema() *cobra.Command {
	return &cobra.Command{
		Use:     "schema",
		Short:   "Print the JSON Schema of sweep files, for editors",
		Long:    "Prints the JSON Schema of sweep files. Editors with a YAML language server complete and\ncheck a file that begins with\n\n  # yaml-language-server: $schema=sweep.schema.json",
		Example: examples("ecssim sweep schema > sweep.schema.json", "keep it beside your sweep files"),
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.stdout.Write(sweep.Schema())
			return err
		},
	}
}

// sweepFlags are what the commands of a sweep share.
type sweepFlags struct {
	vary, measure []string
	replications  int
}

func (f *sweepFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.vary, "vary", nil, "`ADDRESS=VALUES`: vary a key of the scenario FILE; values such as 2,4,8 or 20..30 or 20..30..5")
	cmd.Flags().StringArrayVar(&f.measure, "measure", nil, "with --vary: a `path` into the output of run -o json, such as tasks.waiting")
	cmd.Flags().IntVar(&f.replications, "replications", 0, "runs of each point (0 = what the file says, else 1)")
	must(cmd.RegisterFlagCompletionFunc("measure", cobra.NoFileCompletions))
	must(cmd.RegisterFlagCompletionFunc("vary", cobra.NoFileCompletions))
}

// oneSweep demands the one argument of plan, run and submit.
func oneSweep(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%s wants a sweep file, or with --vary a scenario; found %s", cmd.CommandPath(), model.Counted(len(args), "argument"))
	}
	return nil
}

// planned reads a sweep file, or makes one of a scenario and --vary.
func (a *app) planned(arg string, f *sweepFlags) (*sweep.Plan, error) {
	if f.replications < 0 || f.replications > mostReplications {
		return nil, usagef("--replications %d: wanted a whole number from 0 to %d", f.replications, mostReplications)
	}
	if f.vary == nil && f.measure != nil {
		return nil, usagef("--measure goes with --vary; a sweep file has measure:")
	}
	o := sweep.Options{Replications: f.replications}
	if a.seedSet {
		o.Seed = &a.seed
	}
	p, err := interruptible(a.ctx, func() (*sweep.Plan, error) { return a.readPlan(arg, f, o) })
	if err != nil {
		return nil, err
	}
	a.warn(p.Notes)
	return p, nil
}

func (a *app) readPlan(arg string, f *sweepFlags, o sweep.Options) (*sweep.Plan, error) {
	if f.vary != nil {
		text, err := written(arg, f)
		if err != nil {
			return nil, err
		}
		o.Unseen = true
		return sweep.Parse("<command line>", text, ".", o)
	}
	if arg == standardInput {
		var b bytes.Buffer
		if _, err := b.ReadFrom(os.Stdin); err != nil {
			return nil, err
		}
		return sweep.Parse("<stdin>", b.Bytes(), ".", o)
	}
	if slices.Contains(scenarios.Names(), arg) {
		if _, err := os.Stat(arg); err != nil {
			return nil, usagef("%s is a scenario: a sweep of it needs --vary, or a sweep file that names it", arg)
		}
	}
	return sweep.LoadFile(arg, o)
}

// written is the sweep file that says what --vary and --measure say.
func written(scenario string, f *sweepFlags) ([]byte, error) {
	if scenario == standardInput {
		return nil, usagef("--vary takes a scenario by its name or from a file, not from standard input")
	}
	name := strings.TrimSuffix(filepath.Base(scenario), filepath.Ext(scenario))
	var b bytes.Buffer
	fmt.Fprintf(&b, "scenario: %s\nvary:\n", strconv.Quote(filepath.ToSlash(scenario)))
	for _, v := range f.vary {
		address, values, ok := strings.Cut(v, "=")
		if !ok || address == "" || values == "" {
			return nil, usagef("--vary %q: wanted ADDRESS=VALUES, such as cluster.instances.hosts.count=20..30", v)
		}
		if !strings.Contains(values, "..") && !strings.HasPrefix(values, "[") && !strings.HasPrefix(values, "{") {
			values = "[" + values + "]"
		}
		fmt.Fprintf(&b, "  %s: %s\n", strconv.Quote(address), values)
	}
	if f.measure != nil {
		b.WriteString("measure:\n")
		for _, m := range f.measure {
			fmt.Fprintf(&b, "  - %s\n", strconv.Quote(m))
		}
	}
	fmt.Fprintf(&b, "sweep: %s\n", strconv.Quote(cleanName(name)))
	return b.Bytes(), nil
}

// cleanName is a name that a sweep may have.
func cleanName(name string) string {
	name = strings.Map(func(c rune) rune {
		if c < 0x80 && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.ContainsRune("_.-", c)) {
			return c
		}
		return '-'
	}, name)
	name = strings.TrimLeft(name, "_.-")
	if name == "" {
		return "sweep"
	}
	return name[:min(len(name), 100)]
}

// pointFault says on one line what is wrong with a point. Folders are left out: they differ between
// machines, and the results of a sweep do not.
func pointFault(err error) string {
	bad, ok := errors.AsType[*scenarios.Error](err)
	if !ok || len(bad.Faults) == 0 {
		return err.Error()
	}
	f := bad.Faults[0]
	file := f.File
	if file == "" {
		file = bad.File
	}
	text := filepath.Base(file)
	if f.Line > 0 {
		text += fmt.Sprintf(":%d:%d", f.Line, f.Column)
	}
	text += ": " + f.Message
	if f.Hint != "" {
		text += " (" + f.Hint + ")"
	}
	if more := len(bad.Faults) - 1; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}
