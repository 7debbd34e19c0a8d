package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/results"
	"ecssim/model"
	"ecssim/model/plaintext"
)

func (a *app) sweepMerge() *cobra.Command {
	var rows bool
	var draw plotFlags
	cmd := &cobra.Command{
		Use:   "merge DIR",
		Short: "Put the shards of a sweep together",
		Long: `Puts the shards of a sweep together: results.parquet has one row a run, and
summary.csv the means of each point with half the width of their intervals, and
the differences to the first point, run by run. The bytes are those that one
process writes for the whole sweep.

It refuses shards of another sweep, of another version of its file or of another
version of ecssim. Shards that are missing are named as an array job takes them;
the exit status is 3 then, and nothing is written.`,
		Example: examples("ecssim sweep merge results", "when the array job is over", "ecssim sweep merge results --csv -o json", "the rows as CSV too, the means as JSON",
			"ecssim sweep merge results --html summary.html", "a page with pictures, to mail"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s wants the folder of the shards, found %s", cmd.CommandPath(), model.Counted(len(args), "argument"))
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if err := draw.check(); err != nil {
				return err
			}
			err := results.Merge(a.ctx, args[0])
			if missing, ok := errors.AsType[*results.MissingError](err); ok {
				fmt.Fprintf(a.stderr, "ecssim: %s\n%s", plaintext.Escape(missing.Error()), resubmission(missing))
				return errExpectation
			}
			if err != nil {
				return err
			}
			return a.summary(args[0], rows, &draw)
		},
	}
	draw.add(cmd)
	cmd.Flags().BoolVar(&rows, "csv", false, "write the rows as "+results.RowsName+" too")
	return cmd
}

// resubmission says how the shards that are missing are run again.
func resubmission(e *results.MissingError) string {
	if e.Of == 1 {
		return "run them with the command that began the sweep\n"
	}
	list := results.Ranges(e.Shards)
	return fmt.Sprintf("run them with one of\n  sbatch --array=%s SCRIPT\n  ecssim sweep submit FILE --of %d --only %s --engine batch|k8s|slurm ...\n", list, e.Of, list)
}
