package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/catalog"
	"ecssim/model/plaintext"
	"ecssim/scenarios/importer"
)

func (a *app) catalogCommand() *cobra.Command {
	return group("catalog", "List and show EC2 instance types: ENIs, task limits, memory, price", a.catalogList(), a.catalogShow())
}

// addTypes adds the instance types of a file to the catalogue.
func (a *app) addTypes(file string) error {
	types, err := interruptible(a.ctx, func() ([]catalog.Type, error) { return importer.InstanceTypes(file, os.Stdin) })
	if err != nil {
		return err
	}
	if len(catalog.Add(types)) == 0 {
		fmt.Fprintf(a.stderr, "note: the catalogue has all types of %s already, and its own figures count\n", plaintext.Escape(file))
	}
	return nil
}

func (a *app) catalogList() *cobra.Command {
	var f catalog.Filter
	var region regionFlag
	var trunking bool
	cmd := &cobra.Command{
		Use:   "list [PATTERN ...]",
		Short: "List instance types",
		Long: `Lists the instance types that match any of the patterns (all of them without
one) and every filter, with the interfaces they take, the awsvpc tasks they run
with and without a trunk, memory and price.`,
		Example: examples(
			"ecssim catalog list 'm5.*'", "a family",
			"ecssim catalog list --generation current --architecture arm64 --trunking --max-vcpu 4", "small types that support trunks",
			"ecssim catalog list -o csv", "everything, for a spreadsheet"),
		ValidArgsFunction: typeNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("trunking") {
				f.Trunking = &trunking
			}
			if err := f.Validate(); err != nil {
				return usageError{err}
			}
			if len(args) == 0 {
				args = []string{"all"}
			}
			types, err := catalog.Match(args...)
			if err != nil {
				return err
			}
			return a.write(render.Types(f.Apply(types), region.prices()))
		},
	}
	region.add(cmd)
	g := cmd.Flags()
	g.StringVar(&f.Family, "family", "", "the part before the dot, such as m5")
	g.StringVar(&f.Generation, "generation", "", "current, previous, or the number in the family's name")
	g.StringVar(&f.Architecture, "architecture", "", "x86_64 or arm64")
	g.BoolVar(&trunking, "trunking", false, "types on which a trunk is of use (--trunking=false: on which it is not)")
	g.IntVar(&f.MinVCPU, "min-vcpu", 0, "least vCPUs")
	g.IntVar(&f.MaxVCPU, "max-vcpu", 0, "most vCPUs (0 = any)")
	g.IntVar(&f.MinMemoryMiB, "min-memory", 0, "least memory in MiB")
	g.IntVar(&f.MaxMemoryMiB, "max-memory", 0, "most memory in MiB (0 = any)")
	g.IntVar(&f.MinGPUs, "min-gpus", 0, "least GPUs")
	g.BoolVar(&f.OfferedOnly, "offered", false, "only types offered in us-east-1 on "+catalog.OfferedDate)
	must(cmd.RegisterFlagCompletionFunc("generation", fixed("current", "previous")))
	must(cmd.RegisterFlagCompletionFunc("architecture", fixed("x86_64", "arm64")))
	return cmd
}

func (a *app) catalogShow() *cobra.Command {
	var region regionFlag
	cmd := &cobra.Command{
		Use:   "show TYPE ...",
		Short: "Show everything known about an instance type, with sources",
		Example: examples(
			"ecssim catalog show m5.large", "one type",
			"ecssim catalog show m5.large m6i.large", "two side by side, before an upgrade",
			"ecssim catalog show m5.large --region ap-northeast-2", "with the price in Seoul"),
		ValidArgsFunction: typeNames,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s wants an instance type such as m5.large", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			types, err := catalog.Match(args...)
			if err != nil {
				return err
			}
			return a.write(render.TypeDetails(types, region.prices()))
		},
	}
	region.add(cmd)
	return cmd
}
