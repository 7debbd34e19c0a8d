package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/catalog"
	"ecssim/model/plaintext"
)

const rootLong = `ecssim simulates Amazon ECS networking on EC2 hosts. From a scenario file it
says, for each network setup (awsvpc, awsvpc-trunking, bridge-dynamic,
bridge-static, host), how many tasks run, on how many hosts, which ports
conflict, where network interfaces run out, and which limit stops the next task.
It imports a cluster that you have, plans the cheapest fleet with a proved bound
beside it, compares two files for a pull request, and draws what happens.

It needs no AWS account and makes no network connection.`

// rootCommand builds the command tree.
func (a *app) rootCommand() *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "ecssim",
		Short: "Simulate Amazon ECS networking on EC2 hosts",
		Long:  rootLong,
		Example: examples(
			"ecssim compare microservices", "one workload under every network setup",
			"ecssim density --instance-type m5.large --cpu 256 --memory 512", "how many tasks fit on one instance",
			"ecssim scenario list", "what is in the library"),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if i := slices.Index(args, ""); i >= 0 && !strings.HasPrefix(cmd.Name(), cobra.ShellCompRequestCmd) {
				return usagef("argument %d of %s is empty", i+1, cmd.CommandPath())
			}
			a.seedSet = cmd.Flags().Changed("seed")
			if a.table != "" && render.Format(a.output) != render.FormatCSV {
				return usagef("--table %q: it chooses the table of -o csv, and -o is %s", a.table, a.output)
			}
			a.begun = true
			if a.types != "" {
				return a.addTypes(a.types)
			}
			return nil
		},
	}
	f := root.PersistentFlags()
	f.VarP(&a.output, "output", "o", "format of the result: "+strings.Join(formatNames(), ", "))
	f.StringVar(&a.table, "table", "", "the table of this `name` that -o csv writes, such as services or instances")
	f.StringVar(&a.types, "catalog", "", "instance types that the catalogue lacks, a `file` of the AWS CLI's describe-instance-types")
	f.Uint64Var(&a.seed, "seed", 0, "seed of all random numbers, instead of the scenario's")
	root.Flags().BoolVar(&version, "version", false, "show the version and the date of the instance-type data")
	f.BoolVar(&a.noColor, "no-color", false, "no colour, even on a terminal")
	must(root.RegisterFlagCompletionFunc("output", fixed(formatNames()...)))
	must(root.RegisterFlagCompletionFunc("table", fixed(render.ReportTables...)))
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.runCommand(), a.compareCommand(), a.densityCommand(), a.headroomCommand(), a.planCommand(), a.explainCommand(), a.reachCommand(), a.diffCommand(), a.sweepCommand(), a.importCommand(),
		a.scenarioCommand(), a.catalogCommand(), a.serveCommand(), a.versionCommand())
	root.SetOut(a.stdout) // before cobra's completion commands take it
	root.SetErr(a.stderr)
	root.InitDefaultCompletionCmd()
	if c, _, err := root.Find([]string{"completion"}); err == nil {
		holdOthers(c)
	}
	root.SetHelpCommand(helpCommand())
	holdOthers(root)
	strictFlags(root)
	show := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case version && len(args) == 0:
			return a.showVersion()
		case len(args) == 0:
			return cmd.Help()
		}
		return show(cmd, args)
	}
	return root
}

// helpCommand is cobra's, but for a topic that does not exist, which is an error.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about any command",
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("no help for %q, no such command", plaintext.Short(strings.Join(args, " ")))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// group is a command that only holds others.
func group(use, short string, children ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short}
	cmd.AddCommand(children...)
	holdOthers(cmd)
	return cmd
}

// holdOthers makes a command that only holds others refuse to be run by itself
// or with a name that is none of theirs; cobra would print help and succeed.
func holdOthers(cmd *cobra.Command) {
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var names []string
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				names = append(names, c.Name())
			}
		}
		if len(args) == 0 {
			return usagef("%s wants one of %s", cmd.CommandPath(), strings.Join(names, ", "))
		}
		near := didYouMean(args[0], names)
		if below := commandBelow(cmd, args[0]); below != "" {
			near = ", did you mean " + below + "?"
		}
		if _, err := catalog.Match(args...); err == nil && slices.Contains(names, "show") && cmd.Name() == "catalog" {
			near = ", did you mean " + cmd.CommandPath() + " show " + args[0] + "?"
		}
		return usagef("unknown command %q for %q%s", args[0], cmd.CommandPath(), near)
	}
}

// commandBelow are the commands of a name in the groups below a command, such as scenario validate;
// "" = there are none.
func commandBelow(cmd *cobra.Command, name string) string {
	var found []string
	for _, c := range cmd.Commands() {
		for _, below := range c.Commands() {
			if c.Name() != "completion" && below.Name() == name {
				found = append(found, below.CommandPath())
			}
		}
	}
	return strings.Join(found, " or ")
}

// examples lays out pairs of a command line and what it shows.
func examples(pairs ...string) string {
	var b strings.Builder
	for i := 0; i < len(pairs); i += 2 {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("  # " + pairs[i+1] + "\n  " + pairs[i] + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// must panics on the errors of set-up calls, which only wrong code can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
