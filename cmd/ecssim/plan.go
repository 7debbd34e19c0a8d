package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"ecssim/cmd/ecssim/internal/render"
	"ecssim/model/catalog"
	"ecssim/model/plaintext"
	"ecssim/scenarios"
	"ecssim/scenarios/rehost"
	"ecssim/sim/config"
	"ecssim/sim/plan"
)

const planLong = `Finds the cheapest container instances that take what a scenario asks for at its
start, with a proved bound beside them: nobody can go below it, however the tasks
are placed. The scenario's own instances are ignored, but for what they are like:
zones, subnets, reserved memory and ports, attributes.

Every fleet that is shown has been placed by ECS's own strategies and run: all
tasks came to run, and every service was deployed once more, one after the other,
in ten orders and with ten chances. With --headroom none a fleet may fail that.

Candidates are x86_64 types of the current generation that are not burstable, have
no GPU and are no bare metal, unless flags say otherwise or --instance-type names
them, or their family, in full. What the order of creation and the strategies of services could save
is looked for with --order search and --strategies search, and told as changes.`

// planFlags are the flags of ecssim plan.
type planFlags struct {
	region                 regionFlag
	types                  []string
	arch, headroom, effort string
	order, strategies      string
	burstable, previous    bool
	gpu, metal             bool
	setups, moved          []string
	pools, minHosts        int
	surviveZone            bool
	prices                 string
	hostUSD                float64
	workers                int
	write                  string
	force                  bool
}

func (a *app) planCommand() *cobra.Command {
	var f planFlags
	var draw drawFlags
	cmd := &cobra.Command{
		Use:   "plan FILE|NAME",
		Short: "Find the cheapest instances for a workload, with a proved bound beside them",
		Long:  planLong,
		Example: examples(
			"ecssim plan microservices --setup awsvpc-trunking", "the cheapest types for a fleet of 40 services",
			"ecssim plan cluster.yaml --instance-type 'm5.*,c6a.xlarge' --survive-zone", "some types only, and any one zone may be lost",
			"ecssim plan cluster.yaml --order search --strategies search", "what another order and other strategies save",
			"ecssim plan cluster.yaml --prices prices.csv --host-usd 0.01", "prices of your own, and a cent an hour for the disk of each host",
			"ecssim plan cluster.yaml --region eu-west-1", "at the prices of Ireland",
			"ecssim plan cluster.yaml --write planned.yaml", "the cheapest fleet as a scenario, to run",
			"ecssim plan cluster.yaml --html plan.html", "a page with the fleets and what is proved of each"),
		Args:              oneScenario,
		ValidArgsFunction: scenarioNames(true),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.plan(cmd, &f, &draw, args[0]) },
	}
	g := cmd.Flags()
	g.StringSliceVar(&f.types, "instance-type", []string{"all"}, "candidates: instance types or patterns such as m5.*, comma-separated; all = every type")
	g.StringVar(&f.arch, "arch", "", "architecture of candidates: "+strings.Join(plan.Architectures(), ", ")+" (default: what the tasks need, else x86_64)")
	g.BoolVar(&f.burstable, "burstable", false, "burstable types too, whose CPU credits are not simulated")
	g.BoolVar(&f.previous, "previous-generation", false, "types of previous generations too")
	g.BoolVar(&f.gpu, "gpu", false, "types with GPUs too (default where a task needs one)")
	g.BoolVar(&f.metal, "metal", false, "bare metal too")
	g.StringSliceVar(&f.setups, "setup", nil, "network setups to plan for, comma-separated (default: as the scenario is written)")
	g.StringSliceVar(&f.moved, "move", nil, "what the setups rewrite too, comma-separated: daemons, host")
	g.IntVar(&f.pools, "pools", 2, fmt.Sprintf("instance types that a fleet may have, 1 to %d: a capacity provider for each, and every service on one", plan.MostPools))
	g.IntVar(&f.minHosts, "min-hosts", 0, "hosts that a fleet has at least (0 = one in every zone of the scenario's hosts, of every pool too)")
	g.BoolVar(&f.surviveZone, "survive-zone", false, "any one availability zone may be lost")
	g.StringVar(&f.headroom, "headroom", "one", "room for tasks beyond those asked for: none; one of any service, all deployments completing; wave, what one deployment starts at once; all, what all do")
	g.StringVar(&f.order, "order", "given", "order in which services are created: given, search")
	g.StringVar(&f.strategies, "strategies", "given", "placement strategies of services: given, search")
	g.StringVar(&f.prices, "prices", "", "CSV `file` with prices: instanceType, usdPerHour, and perhaps kind (onDemand, spot, plan) and maxHosts")
	g.Float64Var(&f.hostUSD, "host-usd", 0, "US dollars an hour that every host costs beside its price, as for disks and licences")
	g.StringVar(&f.effort, "effort", "normal", "work of the search, in counted steps: "+strings.Join(plan.Efforts(), ", "))
	g.IntVar(&f.workers, "workers", 0, "runs at a time (0 = one a processor)")
	g.StringVar(&f.write, "write", "", "write the cheapest fleet as a scenario to this `file`")
	g.BoolVar(&f.force, "force", false, "let --write, --html and --plot replace a file")
	f.region.addOver(cmd)
	draw.addPage(cmd)
	draw.addPlot(cmd)
	for name, values := range map[string][]string{
		"arch": plan.Architectures(), "headroom": plan.Headrooms(), "effort": plan.Efforts(), "order": givenOrSearch, "strategies": givenOrSearch} {
		must(cmd.RegisterFlagCompletionFunc(name, fixed(values...)))
	}
	must(cmd.RegisterFlagCompletionFunc("instance-type", typeNames))
	must(cmd.RegisterFlagCompletionFunc("setup", several(setupNames)))
	must(cmd.RegisterFlagCompletionFunc("move", several(moves)))
	return a.limited(cmd)
}

// givenOrSearch are the values of --order and --strategies.
var givenOrSearch = []string{"given", "search"}

// mostMinHosts is the largest value of --min-hosts.
const mostMinHosts = 100_000

// mostHostUSD is the largest value of --host-usd.
const mostHostUSD = 1000

// check tests what the flags say on their own.
func (f *planFlags) check() error {
	for _, x := range []struct {
		flag, value string
		known       []string
	}{
		{"arch", f.arch, append([]string{""}, plan.Architectures()...)}, {"order", f.order, givenOrSearch},
		{"strategies", f.strategies, givenOrSearch}, {"headroom", f.headroom, plan.Headrooms()}, {"effort", f.effort, plan.Efforts()},
	} {
		if !slices.Contains(x.known, x.value) {
			known := slices.DeleteFunc(x.known, func(s string) bool { return s == "" })
			return usagef("--%s %q: wanted one of %s%s", x.flag, x.value, strings.Join(known, ", "), didYouMean(x.value, known))
		}
	}
	switch {
	case f.pools < 1 || f.pools > plan.MostPools:
		return usagef("--pools %d: wanted 1 to %d", f.pools, plan.MostPools)
	case f.minHosts < 0 || f.minHosts > mostMinHosts:
		return usagef("--min-hosts %d: wanted a whole number from 0 to %d", f.minHosts, mostMinHosts)
	case !(f.hostUSD >= 0 && f.hostUSD <= mostHostUSD):
		return usagef("--host-usd %v: wanted US dollars an hour, from 0 to %d", f.hostUSD, mostHostUSD)
	case f.region != "" && f.write != "":
		return usagef("--write keeps the scenario's Region: set cluster.region in place of --region")
	case f.workers < 0 || f.workers > mostWorkers:
		return usagef("--workers %d: wanted a whole number from 0 to %d", f.workers, mostWorkers)
	}
	if f.workers == 0 {
		f.workers = runtime.GOMAXPROCS(0)
	}
	return nil
}

// plan answers the command.
func (a *app) plan(cmd *cobra.Command, f *planFlags, draw *drawFlags, name string) error {
	if err := f.check(); err != nil {
		return err
	}
	if err := apart(outFile{"write", f.write}, outFile{"html", draw.html}, outFile{"plot", draw.plot}); err != nil {
		return err
	}
	draw.force = f.force
	if err := draw.check(); err != nil {
		return err
	}
	if f.force && f.write == "" && !draw.wanted() {
		return usagef("--force goes with --write, --html or --plot")
	}
	if err := vacant(f.write, f.force); err != nil {
		return err
	}
	s, err := a.load(name)
	if err != nil {
		return err
	}
	s.Config = f.region.over(s.Config)
	o, err := a.planOptions(cmd, f, s)
	if err != nil {
		return err
	}
	p := a.newProgress("planning")
	o.Progress = p.say
	r, err := plan.Make(a.ctx, s.Config, o)
	p.done()
	if err != nil {
		return err
	}
	a.warn(s.Config.Warnings)
	if f.write != "" {
		if err := a.writeFleet(f, s, r); err != nil {
			return err
		}
	}
	d := render.Plan(r)
	if err := a.drawPlan(s.Config, d, r, draw); err != nil {
		return err
	}
	return a.write(d)
}

// planOptions are what the flags and the scenario ask of a plan.
func (a *app) planOptions(cmd *cobra.Command, f *planFlags, s *scenarios.Scenario) (o plan.Options, err error) {
	if len(f.setups) > 0 {
		if o.Setups, err = parseSetups(f.setups); err != nil {
			return o, err
		}
	}
	if o.Move, err = parseMove(f.moved); err != nil {
		return o, err
	}
	prices, err := a.planPrices(f, s.Config)
	if err != nil {
		return o, err
	}
	o.Candidates, err = plan.Choose(f.types, f.filter(cmd, s.Config), prices)
	if err != nil {
		return o, err
	}
	if o.Headroom, err = plan.ParseHeadroom(f.headroom); err != nil {
		return o, err
	}
	o.Effort, err = plan.EffortNamed(f.effort)
	o.Pools, o.MinHosts, o.SurviveZone, o.Workers = f.pools, f.minHosts, f.surviveZone, f.workers
	o.Order, o.Strategies = f.order == "search", f.strategies == "search"
	return o, err
}

// filter is which types are candidates: by default those on which the scenario's tasks can run.
func (f *planFlags) filter(cmd *cobra.Command, c *config.Config) plan.Filter {
	out := plan.Filter{Architecture: f.arch, Burstable: f.burstable, Previous: f.previous, GPU: f.gpu, Metal: f.metal}
	needed := plan.Needed(c)
	if out.Architecture == "" {
		out.Architecture = needed.Architecture
	}
	if !cmd.Flags().Changed("gpu") {
		out.GPU = needed.GPU
	}
	return out
}

// planPrices are the catalogue's in the scenario's Region, with those of --prices.
func (a *app) planPrices(f *planFlags, c *config.Config) (*plan.Prices, error) {
	region := c.Region
	if region == "" {
		region = catalog.DefaultRegion
	}
	p := plan.CataloguePrices(region)
	p.PerHost = int64(math.Round(f.hostUSD * 1e6))
	if f.prices == "" {
		if p.Date == "" {
			return nil, fmt.Errorf("the catalogue has no prices in %s, wanted --prices, or a --region of %s", region, strings.Join(catalog.PricedRegions(), ", "))
		}
		return p, nil
	}
	_, err := interruptible(a.ctx, func() (struct{}, error) {
		in := os.Stdin
		if f.prices != standardInput {
			var err error
			if in, err = os.Open(f.prices); err != nil {
				return struct{}{}, scenarios.FileError(f.prices, err)
			}
			defer in.Close()
		}
		return struct{}{}, p.Read(f.prices, in)
	})
	return p, err
}

// writeFleet writes the cheapest fleet as a scenario.
func (a *app) writeFleet(f *planFlags, s *scenarios.Scenario, r *plan.Result) error {
	best := &r.Fleets[0]
	text, err := rehost.Text(s, &rehost.Plan{Config: best.Config(), About: render.FleetWords(r, best), Prices: best.OwnPrices()})
	if err != nil {
		return err
	}
	if _, err := scenarios.Parse(f.write, text); err != nil {
		return fmt.Errorf("the planned fleet cannot be written as a scenario: %w", err)
	}
	err = a.saveFile(newFile{f.write, text}, f.force)
	if err == nil {
		fmt.Fprintf(a.stderr, "written: %s\n", plaintext.Escape(f.write))
	}
	return err
}
