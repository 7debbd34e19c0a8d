package plan

import (
	"fmt"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/experiment"
)

// AsWritten is the setup of a workload that is as the scenario has it.
const AsWritten = experiment.AsWritten

// workload is what a scenario asks for at t = 0 under a network setup, on hosts that have no type yet.
type workload struct {
	setup string
	c     *config.Config    // with one group, whose type and number mean nothing
	hosts *experiment.Sizer // on that group
	list  []experiment.Workload
	cases [][]int // tasks beyond those asked for, by workload, that have to find places each by itself
	sizes map[string]config.InstanceGroup
	// Known once a fleet did not do: see maker.plenty.
	looked     bool
	unrunnable string // what does not run however many hosts there are; "" = all does
	stuck      bool   // deployments do not complete however many hosts there are
}

// atStart is a scenario of what is asked for at t = 0, on one group of hosts, and what was left out of it.
func atStart(old *config.Config) (c *config.Config, notes []string) {
	u := *old
	c = &u
	c.Events, c.Providers, c.Duration = nil, nil, 0
	c.Services = slices.Clone(c.Services)
	for i := range c.Services {
		s := &c.Services[i]
		s.Running, s.Providers, s.Scaling, s.UnhealthyAbove, s.StartedBefore = nil, nil, nil, 0, false
		if old.Services[i].Scaling != nil {
			notes = append(notes, fmt.Sprintf("service auto scaling of %s is left out: it has its desired count of %d throughout", s.Name, s.Desired))
		}
	}
	later := 0
	c.RunTasks = nil
	for _, r := range old.RunTasks {
		if r.At > 0 || r.Stream {
			later++
			continue
		}
		r.Running, r.Providers, r.StartedBefore = nil, nil, false
		r.Forever, r.RunFor = true, des.Constant(des.Forever)
		c.RunTasks = append(c.RunTasks, r)
	}
	if later > 0 {
		notes = append(notes, fmt.Sprintf("RunTask entries whose tasks are asked for after the start are left out: %d", later))
	}
	if len(old.Events) > 0 {
		notes = append(notes, "the scenario's events are left out; what is asked for at the start counts")
	}
	group, note := likeHosts(old)
	if note != "" {
		notes = append(notes, note)
	}
	c.Groups = []config.InstanceGroup{group}
	return c, notes
}

// likeHosts is a group of hosts that are like those of the scenario: its first group, in the zones of all.
func likeHosts(c *config.Config) (g config.InstanceGroup, note string) {
	if len(c.Groups) == 0 {
		g, err := config.NewInstanceGroup("hosts", "m5.large", 1)
		if err != nil {
			panic("plan: " + err.Error() + ", invariant: m5.large is in the catalogue")
		}
		g.Zones = c.Zones(nil)
		return g, ""
	}
	first := 0
	for i := range c.Groups {
		if c.Groups[i].Count > 0 {
			first = i
			break
		}
	}
	g = c.Groups[first]
	g.Count, g.Zones, g.Attributes = 1, slices.Clone(g.Zones), attributesOf(c, g.Attributes)
	if g.Trunk == config.TrunkNever {
		g.Trunk = config.TrunkAuto // launched before the opt-in, as new ones are not
	}
	for i := range c.Groups {
		for _, zone := range c.Groups[i].Zones {
			if !slices.Contains(g.Zones, zone) {
				g.Zones, g.Subnets = append(g.Zones, zone), nil
			}
		}
	}
	if len(c.Groups) > 1 {
		note = fmt.Sprintf("hosts are like those of group %s, the first of %d, but for their type: reserved memory and ports, listeners; attributes are those of all groups that do not contradict each other", g.Name, len(c.Groups))
	}
	return g, note
}

// attributesOf are the attributes of hosts that have those of all groups, as far as these do not have other values for
// them; given are those of the first.
func attributesOf(c *config.Config, given map[string]string) map[string]string {
	all, several := map[string]string{}, map[string]bool{}
	for i := range c.Groups {
		for key, value := range c.Groups[i].Attributes {
			if old, known := all[key]; known && old != value {
				several[key] = true
			}
			all[key] = value
		}
	}
	for key := range several {
		if delete(all, key); given[key] != "" {
			all[key] = given[key]
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// newWorkload is a workload under a setup; nil = as it is written. The error says why ECS would refuse it.
func newWorkload(old, start *config.Config, setup *model.Setup, move experiment.Move, h Headroom) (*workload, error) {
	w := &workload{setup: AsWritten, c: start, sizes: map[string]config.InstanceGroup{}}
	if setup != nil {
		u, err := experiment.Under(start, *setup, move)
		if err != nil {
			return nil, fmt.Errorf("under %v: %w", *setup, err)
		}
		w.setup, w.c = setup.String(), u
	}
	for _, g := range old.Groups {
		if _, known := w.sizes[g.InstanceType]; !known {
			w.sizes[g.InstanceType] = g
		}
	}
	s, err := experiment.NewSizer(w.c)
	if err != nil {
		return nil, err
	}
	w.hosts, w.list = s, s.Workloads()
	w.cases = w.headroom(h)
	return w, nil
}

// headroom is the cases of tasks beyond those asked for.
func (w *workload) headroom(h Headroom) (cases [][]int) {
	together := make([]int, len(w.list))
	for i, x := range w.list {
		n := w.more(x, h)
		if n == 0 {
			continue
		}
		together[i] = n
		if h != HeadroomAll {
			one := make([]int, len(w.list))
			one[i] = n
			cases = append(cases, one)
		}
	}
	if h == HeadroomAll && slices.Max(append(together, 0)) > 0 {
		cases = [][]int{together}
	}
	return cases
}

// more is how many tasks of a workload there has to be room for beyond those asked for.
func (w *workload) more(x experiment.Workload, h Headroom) int {
	if h == HeadroomNone || x.Service == config.None || x.Count == 0 {
		return 0
	}
	d := &w.c.Services[x.Service].Deploying
	surge := x.Count*d.MaximumPercent/100 - x.Count
	switch {
	case surge <= 0:
		return 0
	case h != HeadroomOne:
		return surge
	case (x.Count*d.MinimumHealthyPercent+99)/100 < x.Count:
		return 0 // it stops a task first
	}
	return 1
}

// part is the part of the workload that runs on a pool; nil = all of it.
func (w *workload) part(keep []bool) (*workload, error) {
	if keep == nil {
		return w, nil
	}
	s, err := w.hosts.Only(func(i int) bool { return keep[i] })
	if err != nil {
		return nil, err
	}
	p := *w
	p.hosts, p.list, p.cases = s, s.Workloads(), nil
	for _, c := range w.cases {
		var own []int
		for i, n := range c {
			if keep[i] {
				own = append(own, n)
			}
		}
		if slices.Max(append(own, 0)) > 0 {
			p.cases = append(p.cases, own)
		}
	}
	return &p, nil
}

// group is hosts of a type, with what the scenario says of that type.
func (w *workload) group(t *catalog.Type) config.InstanceGroup {
	g := w.c.Groups[0]
	if own, ok := w.sizes[t.Name]; ok {
		g.InstanceSize, g.ReservedMemory = own.InstanceSize, own.ReservedMemory
	} else {
		g.InstanceSize = t.Registers()
		g.Memory -= g.ReservedMemory
	}
	g.InstanceType, g.Architecture, g.Count = t.Name, t.Arch(), 1
	g.USDPerHour, g.PriceDate = config.UnknownPrice, ""
	return g
}

// deployEvery is the least time from one forced deployment to the next.
const deployEvery = 3 * time.Minute

// between is how long one deployment may take before the next begins: deployEvery, and as long as targets drain.
func (w *workload) between() time.Duration {
	most := time.Duration(0)
	for i := range w.c.Services {
		for _, t := range w.c.Services[i].Targets {
			most = max(most, w.c.Timings.Rules(&w.c.TargetGroups[t.Group]).Deregistration)
		}
	}
	return deployEvery + most
}
