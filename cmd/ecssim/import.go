package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model"
	"ecssim/model/plaintext"
	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/cluster"
	"ecssim/scenarios/importer/commands"
	"ecssim/scenarios/importer/record"
)

const importLong = `Makes a scenario of what describes a cluster already, and prints it. What a
file is shows in its content; a folder is read with all that is below it, and - is
standard input. Nothing is sent anywhere, and no AWS account is needed; ecssim import
commands CLUSTER prints the calls of the AWS CLI that write the files.

Nothing is guessed in silence. What is missing and has no default stands in the
scenario as a value that ecssim refuses, and on standard error as a line that says
what is missing and what gives it; --set gives it by its path. Values taken by
default, what is left out, and where the sums of the tasks differ from what ECS
counts on an instance, stand there too; -o json gives all of it to programs.

Environment, secrets, labels, images and account numbers are not read into the
scenario, nor printed.

The exit status is 0 with a complete scenario, 3 with unknown values left, and 1 where
a file is wrong.`

// importFlags are the flags of ecssim import.
type importFlags struct {
	importer.Request
	set   []string
	write string
	force bool
}

func (a *app) importCommand() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Make a scenario of the files that describe a cluster",
		Long:  importLong,
		Example: examples(
			"ecssim import answers/ --write cluster.yaml", "a folder of the AWS CLI's answers becomes a scenario",
			"ecssim import answers/ -o json", "what is unknown, was decided by default or is left out, for a program",
			"ecssim import answers/ --set general.instanceType=m5.large", "with a value that no file has",
			"aws ecs describe-services --cluster prod --services web | ecssim import - taskdefs/", "standard input, and a folder",
			"terraform show -json | ecssim import -", "what Terraform has in its state; a plan likewise",
			"ecssim import cluster.yaml service.yaml --parameters Stage=prod", "two stacks of CloudFormation, joined by exports; a folder cdk.out likewise",
			"ecssim import compose.yaml --as compose-services --set hosts.instanceType=m5.large --set hosts.count=2", "a Compose file, whose hosts nobody describes",
			"ecssim import hosts.json --as hosts.json=awscli:containerInstances", "a list that --query has cut out of an answer"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s wants files, folders or -, or: ecssim import commands CLUSTER", cmd.CommandPath())
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			f.Files = args
			return a.importFiles(&f)
		},
	}
	g := cmd.Flags()
	g.StringVar(&f.write, "write", "", "save the scenario in this `file`; standard output then has the list")
	g.BoolVar(&f.force, "force", false, "with --write: put it in the place of a file that exists")
	g.StringArrayVar(&f.set, "set", nil, "a value by its path, as the list has it, `PATH=VALUE`; the last steps of a path will do, and * is any step")
	g.StringArrayVar(&f.As, "as", nil, "what the files are, or one of them, `[FILE=]WHAT`: "+readerNames())
	g.StringArrayVar(&f.Parameters, "parameters", nil, "a parameter of templates, a variable of Compose, or cluster where there are several, `NAME=VALUE`; or a file of them as the AWS CLI takes it")
	g.BoolVar(&f.Strict, "strict", false, "take no defaults: what is in no file is unknown")
	g.BoolVar(&f.AllHosts, "all-hosts", false, "with container instances that drain or are disconnected, as if they were not")
	g.BoolVar(&f.InFlight, "in-flight", false, "begin with deployments under way as events, not as if they were over")
	g.BoolVar(&f.Rename, "rename", false, "neutral names and blocks of addresses, for a scenario to show to others")
	cmd.AddCommand(a.importCommands())
	must(cmd.RegisterFlagCompletionFunc("as", fixed(strings.Split(strings.ReplaceAll(readerNames(), " or ", ", "), ", ")...)))
	return cmd
}

// importCommands prints the script that asks AWS.
func (a *app) importCommands() *cobra.Command {
	var r commands.Request
	cmd := &cobra.Command{
		Use:   "commands CLUSTER",
		Short: "Print the calls of the AWS CLI that write what import reads",
		Long: `Prints a shell script that writes what import reads of a cluster into a folder. All
its calls only read, each has its purpose beside it, and batches are made as the API
wants them. ecssim itself calls nothing: read the script, take out what you do not
want to ask for, and run it where the AWS CLI has credentials.`,
		Example: examples(
			"ecssim import commands prod > ask.sh", "the script for the cluster prod",
			"ecssim import commands prod --region eu-west-1 --folder answers | sh", "run at once, in a Region of its own"),
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%s wants the name of one cluster, found %s", cmd.CommandPath(), model.Counted(len(args), "argument"))
			}
			return nil
		},
		ValidArgsFunction: fixed(),
		RunE: func(_ *cobra.Command, args []string) error {
			r.Cluster = args[0]
			if err := r.Valid(); err != nil {
				return usageError{err}
			}
			_, err := io.WriteString(a.stdout, commands.Script(r))
			return err
		},
	}
	cmd.Flags().StringVar(&r.Region, "region", "", "the cluster's Region (the AWS CLI's own unless given)")
	cmd.Flags().StringVar(&r.Folder, "folder", "", "the folder that the script writes into (CLUSTER-answers unless given)")
	return cmd
}

// readerNames are what --as takes.
func readerNames() string {
	var names []string
	for _, r := range importer.Readers() {
		names = append(names, r.Name)
	}
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

func (a *app) importFiles(f *importFlags) error {
	for _, s := range f.set {
		path, value, ok := strings.Cut(s, "=")
		if !ok || path == "" {
			return usagef("--set %q: wanted PATH=VALUE, such as general.instanceType=m5.large", plaintext.Short(s))
		}
		f.Set = append(f.Set, cluster.Setting{Path: path, Value: value})
	}
	if f.force && f.write == "" {
		return usagef("--force goes with --write")
	}
	f.Stdin = os.Stdin
	res, err := interruptible(a.ctx, func() (*importer.Result, error) { return importer.Import(f.Request) })
	if err != nil {
		return err
	}
	list := imported(res)
	if err := a.saveImport(f, res, list); err != nil {
		return err
	}
	if res.Cluster.List.Unknown() > 0 {
		return errExpectation
	}
	return nil
}

// saveImport writes the scenario and the list: the scenario to its file, else to stdout, where -o
// has another format than table the list alone.
func (a *app) saveImport(f *importFlags, res *importer.Result, list *render.Import) error {
	if f.write != "" {
		if err := a.saveFile(newFile{f.write, res.Text}, f.force); err != nil {
			return err
		}
		list.Written = &f.write
		return a.write(list.Document())
	}
	if render.Format(a.output) != render.FormatTable {
		return a.write(list.Document())
	}
	for _, l := range list.Lines() {
		fmt.Fprintln(a.stderr, plaintext.Escape(l))
	}
	_, err := a.stdout.Write(res.Text)
	return err
}

// saveFile writes a file whole or not at all; over one that exists only with force.
func (a *app) saveFile(f newFile, force bool) error {
	a.writing.Lock()
	defer a.writing.Unlock()
	if err := a.ctx.Err(); err != nil {
		return err
	}
	if err := vacant(f.path, force); err != nil {
		return err
	}
	if force {
		return replaceWhole(f)
	}
	return writeNew([]newFile{f}, writeWhole)
}

// imported is what a user is told of an import.
func imported(res *importer.Result) *render.Import {
	l := &res.Cluster.List
	x := &render.Import{
		Summary: summary(res), Unknown: []render.ImportedValue{}, Defaults: []render.ImportedValue{}, Derived: []render.ImportedValue{},
		LeftOut: []render.LeftOut{}, Told: []string{}, Trunks: []render.TrunkRow{},
		SelfCheck: render.SelfCheck{Instances: l.Checked, Differences: []render.ImportDifference{}},
	}
	for _, i := range l.Items {
		v := render.ImportedValue{Path: i.Path, Value: i.Value, Why: i.Why}
		switch i.State {
		case record.Unknown:
			v.Say = i.Say()
			x.Unknown = append(x.Unknown, v)
		case record.Defaulted:
			v.Say = i.Say()
			x.Defaults = append(x.Defaults, v)
		default:
			x.Derived = append(x.Derived, v)
		}
	}
	for _, o := range l.LeftOut {
		x.LeftOut = append(x.LeftOut, render.LeftOut{What: o.What, Count: len(o.Names), Names: o.Names})
	}
	for _, t := range l.Told {
		x.Told = append(x.Told, t.Text)
	}
	if l.Unchecked != "" {
		x.SelfCheck.Skipped = &l.Unchecked
	}
	for _, d := range l.Differences {
		x.SelfCheck.Differences = append(x.SelfCheck.Differences, render.ImportDifference{
			Instance: d.Instance, ContainerInstance: d.Host, Resource: d.Resource, Tasks: d.Tasks, ECS: d.ECS, Why: d.Why})
	}
	for _, t := range l.Trunks {
		row := render.TrunkRow{Instances: t.Hosts, InstanceType: t.Type, Trunk: t.Trunk, Setting: t.Setting, TypeGains: t.TypeCan, Text: t.Text, Right: t.Right}
		if t.Agent != "" {
			row.AgentVersion = &t.Agent
		}
		x.Trunks = append(x.Trunks, row)
	}
	return x
}

// summary says what is in an imported scenario.
func summary(res *importer.Result) string {
	c := res.Cluster
	instances := 0
	for _, g := range c.Groups {
		instances += g.Count.Or(0)
	}
	for _, p := range c.Providers {
		instances += p.Desired.Or(0)
	}
	tasks := 0
	for _, s := range c.Services {
		for _, n := range s.RunningOn {
			tasks += n
		}
	}
	for _, r := range c.RunTasks {
		tasks += r.Count
	}
	s := fmt.Sprintf("%s: %s in %s, %s, %s", c.Name, model.Counted(instances, "container instance"), model.Counted(len(c.Groups)+len(c.Providers), "group"),
		model.Counted(len(c.Services), "service"), model.Counted(len(c.Definitions), "task definition"))
	if tasks > 0 {
		s += fmt.Sprintf(", %s where they run", model.Counted(tasks, "task"))
	}
	if n := c.List.Unknown(); n > 0 {
		they := "they are"
		if n == 1 {
			they = "it is"
		}
		return s + fmt.Sprintf("; %s unknown, and ecssim refuses the scenario until %s given.", model.Counted(n, "value"), they)
	}
	return s + "; nothing is unknown."
}
