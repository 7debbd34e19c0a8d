package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

const densityLong = `Says how many of one task fit on one instance under each network setup, which
limit stops the next one, and which comes after it. Every limit is shown.

The task is given by --cpu and --memory, or by a task definition as the AWS CLI
writes it (describe-task-definition or the input of register-task-definition).`

// densityFlags are the flags of ecssim density.
type densityFlags struct {
	types, setups              []string
	cpu, memory                string
	containerPort              uint16
	containers                 int
	registeredMemory, reserved int
	file, sort, dynamicRange   string
	region                     regionFlag
}

// The orders of --sort.
var densityOrders = []string{"type", "tasks", "price-per-task"}

func (a *app) densityCommand() *cobra.Command {
	var f densityFlags
	cmd := &cobra.Command{
		Use:   "density",
		Short: "Say how many of one task fit on one instance, per setup, and what binds",
		Long:  densityLong,
		Example: examples(
			"ecssim density --instance-type m5.large,c5.large --cpu 256 --memory 512", "two types, every setup",
			"ecssim density --instance-type 'm6i.*' --setup awsvpc-trunking --cpu 512 --memory 1024 --sort price-per-task", "the cheapest size of a family",
			"aws ecs describe-task-definition --task-definition web > web.json\n  ecssim density --instance-type m5.large --task-definition web.json", "a task definition of your own",
			"ecssim density --instance-type all --cpu 256 --memory 512 -o csv", "the whole catalogue for a spreadsheet"),
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.density(cmd, &f) },
	}
	g := cmd.Flags()
	g.StringSliceVar(&f.types, "instance-type", nil, "instance types or patterns such as m5.*, comma-separated; all = every type")
	a.addSetups(cmd, &f.setups)
	g.StringVar(&f.cpu, "cpu", "", `CPU of the task: units such as 256, or "1 vCPU"`)
	g.StringVar(&f.memory, "memory", "", `memory of the task: MiB such as 512, or "1 GB"`)
	g.Uint16Var(&f.containerPort, "container-port", 80, "port on which the first container listens; 0 = none")
	g.IntVar(&f.containers, "containers", 1, "containers in the task")
	g.StringVar(&f.file, "task-definition", "", "file with a task definition, instead of the four flags above")
	g.IntVar(&f.registeredMemory, "registered-memory", 0, "MiB that the instance registers, instead of the catalogue's figure")
	g.IntVar(&f.reserved, "reserved-memory", 0, "MiB kept from tasks (ECS_RESERVED_MEMORY)")
	g.StringVar(&f.dynamicRange, "dynamic-host-port-range", "", "dynamic host ports of the agent, `FIRST-LAST` (default 32768-60999)")
	g.StringVar(&f.sort, "sort", "", "order of the rows: "+strings.Join(densityOrders, ", ")+" (default: as asked for)")
	f.region.add(cmd)
	must(cmd.RegisterFlagCompletionFunc("instance-type", typeNames))
	must(cmd.RegisterFlagCompletionFunc("sort", fixed(densityOrders...)))
	return cmd
}

// density answers the command.
func (a *app) density(cmd *cobra.Command, f *densityFlags) error {
	setups, err := parseSetups(f.setups)
	if err != nil {
		return err
	}
	if err := f.check(cmd); err != nil {
		return err
	}
	types, err := catalog.Match(f.types...)
	if err != nil {
		return err
	}
	types = eachOnce(types)
	if err := f.memoryLeft(types); err != nil {
		return err
	}
	task, notes, err := a.densityTask(f)
	if err != nil {
		return err
	}
	ports, err := f.dynamicPorts()
	if err != nil {
		return err
	}
	hosts, priceNote := hostTypes(types, f.region.prices())
	rows := experiment.Density(experiment.DensityRequest{Types: hosts, Setups: setups, Task: task, DynamicRange: ports,
		RegisteredMemory: model.MiB(f.registeredMemory), ReservedMemory: model.MiB(f.reserved)})
	a.warn(notes)
	sortDensity(rows, f.sort)
	return a.write(render.Density(render.DensityAnswer{DataDate: catalog.LimitsDate, PriceNote: priceNote, Rows: rows}))
}

// dynamicPorts is the range asked for; zero where none is.
func (f *densityFlags) dynamicPorts() (model.PortRange, error) {
	if f.dynamicRange == "" {
		return model.PortRange{}, nil
	}
	r, err := model.ParsePortRange(f.dynamicRange)
	if err != nil {
		return r, usagef("--dynamic-host-port-range: %w", err)
	}
	return r, nil
}

// eachOnce drops types that were asked for twice, by name and by pattern.
func eachOnce(types []catalog.Type) []catalog.Type {
	seen := map[string]bool{}
	var out []catalog.Type
	for _, t := range types {
		if !seen[t.Name] {
			seen[t.Name] = true
			out = append(out, t)
		}
	}
	return out
}

// memoryLeft refuses a reserve that leaves tasks no memory on any of the types.
func (f *densityFlags) memoryLeft(types []catalog.Type) error {
	most, name := -1, ""
	for _, t := range types {
		registered := t.RegisteredMemoryMiB
		if f.registeredMemory > 0 {
			registered = f.registeredMemory
		}
		if registered > most {
			most, name = registered, t.Name
		}
	}
	if f.reserved == 0 || f.reserved < most {
		return nil
	}
	if len(types) > 1 {
		name = fmt.Sprintf("none of the %d instance types registers more than %d MiB (%s)", len(types), most, name)
	} else {
		name = fmt.Sprintf("%s registers %d MiB of memory", name, most)
	}
	return fmt.Errorf("--reserved-memory %d: %s, so nothing is left for tasks; wanted fewer MiB", f.reserved, name)
}

// check tests what the flags say on their own and together.
func (f *densityFlags) check(cmd *cobra.Command) error {
	switch {
	case len(f.types) == 0:
		return usagef("density wants --instance-type, such as m5.large, m5.* or all")
	case f.file == "" && (f.cpu == "" || f.memory == ""):
		return usagef("density wants --cpu and --memory, or --task-definition")
	case f.containers < 1 || f.containers > 10:
		return usagef("--containers %d: wanted 1 to 10, as many as a task may have", f.containers)
	case f.registeredMemory < 0 || f.registeredMemory > math.MaxInt32:
		return usagef("--registered-memory %d: wanted MiB from 0 to %d", f.registeredMemory, math.MaxInt32)
	case f.reserved < 0 || f.reserved > math.MaxInt32:
		return usagef("--reserved-memory %d: wanted MiB from 0 to %d", f.reserved, math.MaxInt32)
	case f.sort != "" && !slices.Contains(densityOrders, f.sort):
		return usagef("--sort %q: wanted one of %s%s", f.sort, strings.Join(densityOrders, ", "), didYouMean(f.sort, densityOrders))
	}
	if f.file != "" {
		for _, name := range []string{"cpu", "memory", "container-port", "containers"} {
			if cmd.Flags().Changed(name) {
				return usagef("--%s and --task-definition exclude each other", name)
			}
		}
	}
	return nil
}

// densityTask is the task to fit: of a file, with notes on what was left out of
// it, or one made of the flags.
func (a *app) densityTask(f *densityFlags) (t model.TaskDefinition, notes []string, err error) {
	if f.file == "" {
		t, err = f.task()
		return t, nil, err
	}
	data, err := interruptible(a.ctx, func() ([]byte, error) { return readTaskDefinition(f.file) })
	if err != nil {
		return t, nil, err
	}
	return scenarios.TaskDefinitionJSON(f.file, data)
}

// task is the task that the flags describe.
func (f *densityFlags) task() (t model.TaskDefinition, err error) {
	t = model.TaskDefinition{Family: "task", Revision: 1, NetworkMode: model.Bridge}
	if t.CPU, err = model.ParseCPU(f.cpu); err != nil {
		return t, usagef("--cpu: %w", err)
	}
	if t.Memory, err = model.ParseMiB(f.memory); err != nil {
		return t, usagef("--memory: %w", err)
	}
	for i := range f.containers {
		t.Containers = append(t.Containers, model.Container{Name: fmt.Sprintf("container-%d", i+1), Image: "image", Essential: true})
	}
	if f.containerPort != 0 {
		t.Containers[0].PortMappings = []model.PortMapping{{ContainerPort: f.containerPort}}
	}
	return t, nil
}

// hostTypes gives the catalogue's figures to the density table, and says of which types it
// has no price.
func hostTypes(types []catalog.Type, prices catalog.PriceList) (hosts []experiment.HostType, priceNote string) {
	var unpriced []string
	for _, t := range types {
		h := experiment.HostType{InstanceType: t.Name, Architecture: t.Arch(), InstanceSize: t.Registers()}
		h.USDPerHour, h.PriceLabel = config.CatalogPrice(prices.Region, t.Name)
		if h.USDPerHour == config.UnknownPrice {
			unpriced = append(unpriced, t.Name)
		}
		hosts = append(hosts, h)
	}
	return hosts, prices.Lacking(unpriced)
}

// sortDensity orders rows: most tasks first, cheapest task first (unknown last),
// or by type; equal rows keep their order.
func sortDensity(rows []report.DensityRow, order string) {
	nanoUSD := func(r report.DensityRow) float64 {
		if r.USDPerTaskHour == nil {
			return math.Inf(1)
		}
		return math.Round(*r.USDPerTaskHour * 1e9) // equal prices may differ in their last bit
	}
	switch order {
	case "tasks":
		slices.SortStableFunc(rows, func(x, y report.DensityRow) int { return cmp.Compare(y.Tasks, x.Tasks) })
	case "price-per-task":
		slices.SortStableFunc(rows, func(x, y report.DensityRow) int { return cmp.Compare(nanoUSD(x), nanoUSD(y)) })
	case "type":
		slices.SortStableFunc(rows, func(x, y report.DensityRow) int { return strings.Compare(x.InstanceType, y.InstanceType) })
	}
}

// noArguments refuses arguments to commands that take flags only.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		near := ""
		if _, err := catalog.Match(args...); err == nil && cmd.Flags().Lookup("instance-type") != nil {
			near = ", did you mean --instance-type " + strings.Join(args, ",") + "?"
		}
		return usagef("%s takes no argument, found %q%s", cmd.CommandPath(), args[0], near)
	}
	return nil
}
