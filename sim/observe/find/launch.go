package find

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// launch is what launches that fail are counted by.
type launch struct {
	group  event.GroupID
	zone   event.ZoneID
	reason model.Reason
}

// unlaunched counts launches that failed for one reason.
type unlaunched struct {
	times       int
	first, last des.Time
	atOnce      int            // of the instant of the last
	most        int            // of any instant
	why         event.Obstacle // of the last
}

// scaling is what is noted of a capacity provider.
type scaling struct {
	booting  int           // instances launched in the run that have not registered
	slowest  time.Duration // from the launch to the registration of an instance
	waiting  int32         // tasks at the last scale-out
	in       bool          // the last step was a scale-in
	outs     bool          // there was a scale-out in the run
	twice    int           // instances launched while others for the same tasks were booting
	swings   int           // scale-outs after a scale-in
	at, last des.Time      // of those
	zones    map[event.ZoneID]int
	first    map[event.ZoneID]des.Time // launches in the run
}

// onLaunched notes an instance that is launched in the run.
func (x *Finder) onLaunched(e *event.Event) {
	x.registered = append(x.registered, false)
	if e.Provider < 0 || e.Cause == event.ScenarioBegins {
		return
	}
	p := &x.providers[e.Provider]
	p.booting++
	if p.zones == nil {
		p.zones, p.first = map[event.ZoneID]int{}, map[event.ZoneID]des.Time{}
	}
	if p.zones[e.Zone]++; p.zones[e.Zone] == 1 {
		p.first[e.Zone] = e.At
	}
}

// onRegistered notes that an instance has registered.
func (x *Finder) onRegistered(e *event.Event) {
	x.registered[e.Instance] = true
	if of := x.view.Instance(e.Instance); of.Provider >= 0 && of.LaunchedAt > 0 {
		p := &x.providers[of.Provider]
		p.booting--
		p.slowest = max(p.slowest, e.Length)
	}
}

// onScaled notes a step of a capacity provider: one that launches while others boot for no more
// tasks than these were launched for, and one that takes back a scale-in.
func (x *Finder) onScaled(e *event.Event) {
	p := &x.providers[e.Provider]
	if e.To < e.From {
		p.in = p.outs
		return
	}
	switch {
	case p.booting > 0 && e.Count <= p.waiting && e.Count > 0:
		if p.twice == 0 {
			p.at = e.At
		}
		p.twice += int(e.To - e.From)
		p.last = e.At
	case p.in && e.Count > 0:
		if p.swings == 0 {
			p.at = e.At
		}
		p.swings++
		p.last = e.At
	}
	p.in, p.outs, p.waiting = false, true, e.Count
}

// onPlanned notes that something has happened for which a capacity provider may well scale out.
func (x *Finder) onPlanned() {
	for i := range x.providers {
		x.providers[i].in, x.providers[i].outs = false, false
	}
}

// onLaunchFailed counts a launch that failed in a zone.
func (x *Finder) onLaunchFailed(e *event.Event) {
	key := launch{e.Group, e.Zone, e.Reason}
	y := x.unlaunched[key]
	if y == nil {
		y = &unlaunched{first: e.At}
		x.unlaunched[key] = y
	}
	if y.times == 0 || y.last != e.At {
		y.atOnce = 0
	}
	y.times, y.atOnce, y.last = y.times+1, y.atOnce+1, e.At
	y.most = max(y.most, y.atOnce)
	y.why = event.Obstacle{Reason: e.Reason, Group: e.Group, Zone: e.Zone, Subnet: e.Subnet, Have: e.Have, Need: e.Need, Limit: e.To}
}

// launches says where groups could not launch instances, which instances never registered, and
// what capacity providers have launched in vain.
func (x *Finder) launches(f *found) {
	keys := slices.SortedFunc(maps.Keys(x.unlaunched), func(a, b launch) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.zone, b.zone), cmp.Compare(a.reason, b.reason))
	})
	for _, key := range keys {
		y := x.unlaunched[key]
		where := ""
		if key.zone >= 0 {
			where = " in " + x.view.ZoneName(key.zone)
		}
		name := x.view.Config().Groups[key.group].Name
		text := words.Obstacle(x.view, y.why)
		z := f.add(report.LaunchFailed, "Group %s could not launch an instance%s, %s %s: %s", name, where, times(y.times), between(y.first, y.last), text)
		to := y.last.Seconds()
		z.From, z.To = y.first.Seconds(), &to
		z.Warning = "group " + name + " could not launch an instance: " + text
		z.CapacityProvider = x.providerOf(int(key.group))
		if y.why.Subnet >= 0 && y.why.Reason == model.ReasonAddresses {
			z.Subnet = x.view.Config().Subnets[y.why.Subnet].ID
		}
		all := y.why
		if all.Reason == model.ReasonInterfaces {
			all.Need *= int32(y.most)
		}
		if change, ok := x.lift(all); ok {
			z.Remedies = append(z.Remedies, change)
		}
	}
	x.unregistered(f)
	for p := range x.providers {
		x.zones(f, p)
		x.steps(f, p)
	}
}

// lift is a change that takes an obstacle away: one that somebody can make; false where none is known.
func (x *Finder) lift(o event.Obstacle) (m report.FindingRemedy, ok bool) {
	switch o.Reason {
	case model.ReasonAddresses:
		return x.larger(o.Subnet)
	case model.ReasonInterfaces:
		m.Edit = report.Edit{Kind: report.EditInterfaceQuota, Value: int(min(o.Have, o.Limit) + o.Need)}
	case model.ReasonMaxSize:
		ofGroup := func(p config.CapacityProvider) bool { return p.Group == int(o.Group) }
		m.Edit = report.Edit{Kind: report.EditMaxSize, In: []int{slices.IndexFunc(x.view.Config().Providers, ofGroup)}, Value: 1}
	}
	m.Change = words.Lift(x.view, o)
	return m, m.Change != ""
}

// between says when something happened, from the first time to the last.
func between(first, last des.Time) string {
	a, b := words.Length(first.Seconds()), words.Length(last.Seconds())
	if a == b {
		return "at " + a
	}
	return "from " + a + " to " + b
}

// providerOf is the capacity provider of a group; "" = it has none.
func (x *Finder) providerOf(group int) string {
	for _, p := range x.view.Config().Providers {
		if p.Group == group {
			return p.Name
		}
	}
	return ""
}

// unregistered says which instances were launched and have never registered.
func (x *Finder) unregistered(f *found) {
	c := x.view.Config()
	ids, since := make([][]string, len(c.Groups)), make([]des.Time, len(c.Groups))
	for h := range event.InstanceID(x.view.Instances()) {
		of := x.view.Instance(h)
		if x.registered[h] || of.WillRegister() || of.EndedAt >= 0 && c.Groups[of.Group].Faults.Register == 0 {
			continue
		}
		if len(ids[of.Group]) == 0 {
			since[of.Group] = of.LaunchedAt
		}
		ids[of.Group] = append(ids[of.Group], of.ID)
	}
	for g, all := range ids {
		if len(all) == 0 {
			continue
		}
		z := f.add(report.InstancesUnregistered, "%s of group %s never registered with the cluster: %s", model.Counted(len(all), "instance"), c.Groups[g].Name, some(all))
		z.From, z.CapacityProvider, z.Instance = since[g].Seconds(), x.providerOf(g), all[0]
		if why, _ := c.Fault(g, config.Registering); why != "" {
			z.Text += "; " + why
			z.Remedies = append(z.Remedies, mended(c, g, config.Registering))
		}
		x.blameUnregistered(f, g, len(all))
	}
}

// blameUnregistered adds to what is said of workloads that lack tasks that instances of their group never registered.
func (x *Finder) blameUnregistered(f *found, g, n int) {
	c := x.view.Config()
	provides := func(p config.ProviderShare) bool { return c.Providers[p.Provider].Group == g }
	for i := range f.all {
		y := &f.all[i]
		switch y.Code {
		case report.DeploymentStuck, report.DeploymentFailing, report.DeploymentFailed, report.TasksWait:
		default:
			continue
		}
		for w := range event.WorkloadID(x.view.Workloads()) {
			of := x.view.Workload(w)
			if of.Name == y.Workload() && (of.Service != nil) == (y.Service != "") && slices.ContainsFunc(of.Use.Providers, provides) {
				y.Text += fmt.Sprintf("; %s of group %s never registered", model.Counted(n, "instance"), c.Groups[g].Name)
			}
		}
	}
}

// some lists the first of some names.
func some(names []string) string {
	if len(names) <= mostApart {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:mostApart], ", "), len(names)-mostApart)
}

// zones says in which zones a capacity provider launches although none of its tasks can run there.
func (x *Finder) zones(f *found, n int) {
	c, p := x.view.Config(), &x.providers[n]
	can, users, theirs, workloads := map[string]bool{}, []string(nil), []string(nil), []int(nil)
	for i := range event.WorkloadID(x.view.Workloads()) {
		use := x.view.Workload(i).Use
		if !slices.ContainsFunc(use.Providers, func(s config.ProviderShare) bool { return int(s.Provider) == n }) {
			continue
		}
		if !c.Tasks[use.Task].NetworkMode.OwnInterface() {
			return // its tasks run anywhere
		}
		users, workloads = append(users, x.nameOf(i)), append(workloads, int(i))
		for _, zone := range c.Zones(use.Subnets) {
			can[zone] = true
		}
	}
	theirs = slices.Sorted(maps.Keys(can))
	launched, names, first := 0, []string(nil), des.Time(-1)
	for _, zone := range slices.Sorted(maps.Keys(p.zones)) {
		if name := x.view.ZoneName(zone); !can[name] && len(users) > 0 {
			launched += p.zones[zone]
			names = append(names, name)
			if first < 0 || p.first[zone] < first {
				first = p.first[zone]
			}
		}
	}
	if launched == 0 {
		return
	}
	z := f.add(report.ZoneUnusable, "Capacity provider %s launched %s in %s, where no task of %s can run: the subnets of these are in %s",
		c.Providers[n].Name, model.Counted(launched, "instance"), strings.Join(names, " and "), some(users), strings.Join(theirs, " and "))
	z.From, z.CapacityProvider = first.Seconds(), c.Providers[n].Name
	keep := []int{n}
	for _, zone := range theirs {
		keep = append(keep, slices.Index(c.ZoneNames(), zone))
	}
	z.Remedies = append(z.Remedies, report.FindingRemedy{Change: fmt.Sprintf("availabilityZones [%s] for the group of %s", strings.Join(theirs, ", "), c.Providers[n].Name),
		Edit: report.Edit{Kind: report.EditZones, In: keep}},
		report.FindingRemedy{Change: "a subnet in " + strings.Join(names, " and in ") + " for " + some(users),
			Edit: report.Edit{Kind: report.EditTaskZones, In: workloads, Value: n}})
}

// steps says what a capacity provider has launched twice, or given up and launched again.
func (x *Finder) steps(f *found, n int) {
	c, p := &x.view.Config().Providers[n], &x.providers[n]
	to := p.last.Seconds()
	if p.twice > 0 && p.slowest > c.Warmup {
		z := f.add(report.LaunchedTwice, "Capacity provider %s launched %s more %s for tasks for which others were booting already: its instanceWarmupPeriod is %s",
			c.Name, model.Counted(p.twice, "instance"), between(p.at, p.last), words.Length(c.Warmup.Seconds()))
		z.From, z.To, z.CapacityProvider = p.at.Seconds(), &to, c.Name
		warmup := int((p.slowest + time.Second - 1) / time.Second)
		z.Remedies = append(z.Remedies, report.FindingRemedy{Change: fmt.Sprintf("instanceWarmupPeriod %d: its instances take that long to register", warmup),
			Edit: report.Edit{Kind: report.EditWarmup, In: []int{n}, Value: warmup}})
	}
	if p.swings > 0 {
		z := f.add(report.ProviderSwings, "Capacity provider %s swings: it scaled out %s after it had scaled in, %s", c.Name, times(p.swings), between(p.at, p.last))
		z.From, z.To, z.CapacityProvider = p.at.Seconds(), &to, c.Name
	}
}

// times says how often.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
