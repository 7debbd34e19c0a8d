package experiment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// waiter is a service or RunTask request that has not all its tasks placed at the end of a run,
// whatever kept them from it: a smaller cluster, scaling, a lost zone.
type waiter struct {
	work    event.WorkloadID
	use     *config.Use
	task    int // its task definition, into Config.Tasks
	service int // into Config.Services; -1 = a RunTask request
	name    string
	missing int // tasks
	helped  []report.FindingRemedy
	inVain  []string
}

// placed reports whether all its tasks are placed at the end of a run.
func (w *waiter) placed(v *engine.View) bool {
	x := v.Workload(w.work)
	queued := v.QueuedOf(w.work)
	if w.service < 0 {
		return x.Refused == 0 && queued == 0
	}
	return x.Placed-queued >= x.Requested
}

// waiters are the workloads that wait at the end of the run of a report, those left out whose
// deployment has remedies already.
func (s *search) waiters() (all []*waiter) {
	for i := range s.r.Services {
		x := &s.r.Services[i]
		n := len(x.Deployments)
		if x.Waiting > 0 && (n == 0 || len(x.Deployments[n-1].Remedies) == 0) {
			of := &s.c.Services[i]
			all = append(all, &waiter{work: event.WorkloadID(i), use: &of.Use, task: of.Task, service: i, name: x.ServiceName, missing: x.Waiting})
		}
	}
	for i := range s.r.RunTasks {
		x, of := &s.r.RunTasks[i], &s.c.RunTasks[i]
		if n := x.Waiting + x.Refused; n > 0 {
			all = append(all, &waiter{work: event.WorkloadID(len(s.c.Services) + i), use: &of.Use, task: of.Task, service: -1, name: x.Name, missing: n})
		}
	}
	return slices.DeleteFunc(all, func(w *waiter) bool { return !slices.ContainsFunc(s.r.Findings, w.told) })
}

// told reports whether a finding says that the workload waits.
func (w *waiter) told(f report.Finding) bool {
	return f.Workload() == w.name && slices.Contains([]string{report.TasksWait, report.TasksRefused, report.ConstraintsUnmet, report.DeploymentHollow}, f.Code)
}

// placing looks for the changes under which workloads that wait have all their tasks placed.
type placing struct {
	*search
	waiters []*waiter
	tried   map[change]map[int][]bool // whether all tasks of each are placed, by how much more there is
}

// letIn finds, for each workload that waits, the smallest change of each kind under which all its tasks
// are placed: more instances, a higher maxSize, trunks, a larger instance type, another network mode or
// dynamic host ports; and the smallest under which those of all workloads are.
func (s *search) letIn() {
	p := &placing{search: s, waiters: s.waiters(), tried: map[change]map[int][]bool{}}
	if len(p.waiters) == 0 {
		return
	}
	total := 0
	for _, w := range p.waiters {
		total += w.missing
	}
	for _, k := range p.kinds(total) {
		p.kind(&k)
	}
	for n, w := range p.waiters {
		p.modes(n, w)
	}
	p.note()
}

// kind is a change of which there may be more, which concerns all workloads.
type kind struct {
	change
	most    int
	changed func(n int) *config.Config // nil = the scenario cannot be changed so
	words   func(n int) string
}

// kinds are the changes that are tried, the cheapest in work first.
func (p *placing) kinds(total int) (all []kind) {
	if c := p.trunked(); c != nil {
		all = append(all, kind{change{"trunking", 0}, 1, func(int) *config.Config { return c },
			func(int) string { return trunkWords }})
	}
	for g := range p.c.Groups {
		group := &p.c.Groups[g]
		if !provided(p.c, g) {
			all = append(all, kind{change{"hosts", g}, total, func(n int) *config.Config { return withHosts(p.c, g, n) },
				func(n int) string { return moreHosts(group, n) }})
		}
		if larger := largerTypes(group.InstanceType); len(larger) > 0 {
			all = append(all, kind{change{"instanceType", g}, len(larger), func(n int) *config.Config { return withType(p.c, g, larger[n-1]) }, func(n int) string {
				return typeWords(group, larger[n-1])
			}})
		}
	}
	for i := range p.c.Providers {
		x := &p.c.Providers[i]
		all = append(all, kind{change{"maxSize", i}, total, func(n int) *config.Config { return withMaxSize(p.c, i, n) }, func(n int) string {
			return moreMaxSize(x, n)
		}})
	}
	return all
}

// trunked is the scenario with trunks; nil where no task in awsvpc mode waits, or all instances have
// one.
func (p *placing) trunked() *config.Config {
	own := slices.ContainsFunc(p.waiters, func(w *waiter) bool { return p.c.Tasks[w.task].NetworkMode.OwnInterface() })
	if !own || !p.gainsByTrunks() {
		return nil
	}
	return withTrunks(p.c)
}

// gainsByTrunks reports whether some instance has no trunk, and some group would gain by them.
func (s *search) gainsByTrunks() bool {
	without := slices.ContainsFunc(s.r.Instances, func(x report.InstanceReport) bool { return !x.Trunk })
	return without && slices.ContainsFunc(s.c.Groups, func(g config.InstanceGroup) bool { return g.SlotsTrunk > g.SlotsPlain })
}

// withHosts is a scenario with n more instances in a group, and moreHosts says so.
func withHosts(old *config.Config, g, n int) *config.Config {
	c := *old
	c.Groups = slices.Clone(c.Groups)
	c.Groups[g].Count += n
	return &c
}

func moreHosts(group *config.InstanceGroup, n int) string {
	return fmt.Sprintf("%d more %s in group %s", n, group.InstanceType, group.Name)
}

// withMaxSize is a scenario with n more in the maxSize of a capacity provider, and moreMaxSize says so.
func withMaxSize(old *config.Config, p, n int) *config.Config {
	c := *old
	c.Providers = slices.Clone(c.Providers)
	c.Providers[p].Max += n
	return &c
}

func moreMaxSize(x *config.CapacityProvider, n int) string {
	return fmt.Sprintf("maxSize %d of capacity provider %s: %d more", x.Max+n, x.Name, n)
}

// trunkWords are what withTrunks changes.
const trunkWords = "awsvpcTrunking enabled, and the instances launched after that"

// withTrunks is a scenario whose instances all have trunks, where their type gains by it.
func withTrunks(old *config.Config) *config.Config {
	c := *old
	c.Trunking, c.Groups = true, slices.Clone(c.Groups)
	c.Events = slices.DeleteFunc(slices.Clone(c.Events), func(e config.Event) bool { return e.Kind == config.PutAccountSetting })
	for g := range c.Groups {
		c.Groups[g].Trunk = config.TrunkAlways
	}
	return &c
}

// withType is a scenario with another instance type in a group, which registers what the
// catalogue says of it. Of a capacity provider's types it takes the place of the launched one.
func withType(old *config.Config, g int, t catalog.Type) *config.Config {
	c := *old
	c.Groups = slices.Clone(c.Groups)
	group := &c.Groups[g]
	group.InstanceType, group.InstanceSize = t.Name, t.Registers()
	group.Memory -= group.ReservedMemory
	c.Providers = slices.Clone(c.Providers)
	for i := range c.Providers {
		if p := &c.Providers[i]; p.Group == g && len(p.Types) > 0 {
			p.Types = slices.Clone(p.Types)
			p.Types[0] = group.InstanceSize
		}
	}
	return &c
}

// typeWords are what withType changes. Figures of a type that the group has of its own go with
// the type.
func typeWords(group *config.InstanceGroup, t catalog.Type) string {
	words := fmt.Sprintf("%s in place of %s in group %s", t.Name, group.InstanceType, group.Name)
	was, err := catalog.Lookup(group.InstanceType)
	if err != nil {
		return words
	}
	var own []string
	size := was.Registers()
	if group.Memory+group.ReservedMemory != size.Memory {
		own = append(own, "registeredMemory")
	}
	if group.SlotsPlain != size.SlotsPlain || group.SlotsTrunk != size.SlotsTrunk {
		own = append(own, "awsvpcTasks")
	}
	if len(own) == 0 {
		return words
	}
	return words + ", without its " + strings.Join(own, " and ")
}

// mostLarger is how many larger types of a family are tried.
const mostLarger = 3

// largerTypes are the next larger types of a type's family, the smallest first.
func largerTypes(name string) []catalog.Type {
	t, err := catalog.Lookup(name)
	if err != nil {
		return nil
	}
	all, err := catalog.Match(t.Family() + ".*")
	if err != nil {
		return nil
	}
	all = slices.DeleteFunc(slices.Clone(all), func(x catalog.Type) bool {
		return x.VCPU <= t.VCPU || strings.Contains(x.Name, "metal")
	})
	slices.SortFunc(all, func(a, b catalog.Type) int {
		return cmp.Or(cmp.Compare(a.VCPU, b.VCPU), cmp.Compare(a.Name, b.Name))
	})
	return all[:min(mostLarger, len(all))]
}

// try reports of each workload whether all its tasks are placed under n more of a kind; nil where the
// work is used up.
func (p *placing) try(k *kind, n int) []bool {
	if got, made := p.tried[k.change][n]; made {
		return got
	}
	if p.tried[k.change] == nil {
		p.tried[k.change] = map[int][]bool{}
	}
	v := p.look(k.changed(n))
	if v == nil && (p.left <= 0 || p.err != nil) {
		return nil
	}
	got := make([]bool, len(p.waiters))
	for i, w := range p.waiters {
		got[i] = v != nil && w.placed(v)
	}
	p.tried[k.change][n] = got
	return got
}

// kind looks for the least of a kind for each workload and for all together.
func (p *placing) kind(k *kind) {
	all := func(got []bool) bool { return !slices.Contains(got, false) }
	if len(p.waiters) > 1 {
		if n, ok := p.least(k, all); ok {
			for _, w := range p.waiters {
				w.helped = append(w.helped, report.FindingRemedy{Change: k.words(n), All: true,
					Outcome: fmt.Sprintf("all tasks of all %d workloads that wait are placed", len(p.waiters))})
			}
			return // for each alone it would be as much or less, and the others would wait on
		}
	}
	for i, w := range p.waiters {
		n, ok := p.least(k, func(got []bool) bool { return got[i] })
		switch {
		case ok:
			outcome := "all its tasks are placed"
			if len(p.waiters) > 1 {
				outcome += ", and other workloads wait on"
			}
			w.helped = append(w.helped, report.FindingRemedy{Change: k.words(n), Outcome: outcome})
		case n > 0:
			w.inVain = append(w.inVain, k.words(n))
		}
	}
}

// least finds a small n of a kind that does; where none does, the largest that was tried.
func (p *placing) least(k *kind, does func([]bool) bool) (n int, ok bool) {
	n, _, ok = least(k.most, always, func(n int) attempt {
		got := p.try(k, n)
		return attempt{completes: got != nil && does(got), made: got != nil}
	})
	return n, ok
}

// modes tries another network mode for one workload: dynamic host ports in bridge mode for one in awsvpc
// mode or with static host ports, awsvpc mode for one with host ports.
func (p *placing) modes(n int, w *waiter) {
	t := &p.c.Tasks[w.task]
	static := len(t.StaticPorts(w.use.ServiceConnect)) > 0
	try := func(s model.Setup, words string) {
		v := p.look(p.alone(w, s))
		switch {
		case v == nil:
		case w.placed(v):
			w.helped = append(w.helped, report.FindingRemedy{Change: words, Outcome: "all its tasks are placed"})
		default:
			w.inVain = append(w.inVain, words)
		}
	}
	switch {
	case t.NetworkMode.OwnInterface():
		try(model.SetupBridgeDynamic, "bridge mode with dynamic host ports for "+w.name)
	case static && t.NetworkMode.DynamicPorts():
		try(model.SetupBridgeDynamic, "hostPort 0 (dynamic) for "+w.name)
	case static:
		try(model.SetupBridgeDynamic, "bridge mode with dynamic host ports for "+w.name)
	}
}

// alone is the scenario with one workload under a setup; nil where ECS would refuse it.
func (p *placing) alone(w *waiter, s model.Setup) *config.Config {
	c := *p.c
	c.Services, c.RunTasks = slices.Clone(c.Services), slices.Clone(c.RunTasks)
	keeping := map[bool]config.Keeping{true: config.KeepNever, false: config.KeepAlways} // by whether it is the one
	for i := range c.Services {
		c.Services[i].KeepNetworkMode = keeping[i == w.service]
	}
	for i := range c.RunTasks {
		c.RunTasks[i].KeepNetworkMode = keeping[event.WorkloadID(len(c.Services)+i) == w.work]
	}
	changed, err := Under(&c, s, Move{})
	if err != nil {
		return nil
	}
	return changed
}

// look runs a changed scenario and returns how it stands at its end; nil where the work is used up, or
// the scenario cannot be.
func (p *placing) look(c *config.Config) *engine.View {
	if c == nil {
		return nil
	}
	_, v := p.run(c)
	return v
}

// note writes down what was found with the findings about those that wait.
func (p *placing) note() {
	for _, w := range p.waiters {
		for i := range p.r.Findings {
			f := &p.r.Findings[i]
			if !w.told(*f) {
				continue
			}
			f.Remedies = append(f.Remedies, w.helped...)
			if len(f.Remedies) == 0 {
				f.TriedInVain = w.inVain
			}
		}
	}
}
