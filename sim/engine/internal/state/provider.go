package state

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// Provider is a capacity provider in the course of a run.
type Provider struct {
	Min, Max            int     // minSize and maxSize of its Auto Scaling group, as they stand
	Desired             int     // of its Auto Scaling group
	ZonesMayBeUneven    bool    // something has happened after which AZRebalance looks at them
	Size                int     // instances launched that are neither retiring nor terminated
	LowPeriods          int     // metric periods in a row below the target
	Metric              float64 // CapacityProviderReservation
	Excluded            int     // waiting tasks that do not fit its smallest type
	MayAct              bool    // its next metric may change something
	Reversals           int     // times that it scaled in and then out, since the last scripted event
	ScaledIn            bool    // its last step was a scale-in
	SeenAt              int     // Cluster.Changes at the last metric; -1 = none yet
	RecentNeedlessSteps int     // scale-outs of an empty group that no task needed, since the last scripted event
	NeedlessEnded       bool    // it makes no more such scale-outs
	LaunchingNeedlessly bool    // only while it makes such a scale-out
	HasNeedless         bool    // it may have instances that are Needless
}

// ScalesInNoMore reports whether a capacity provider has terminated, again and again, instances
// that were needed, so that in a run without a duration it terminates no more.
func (k *Cluster) ScalesInNoMore(p event.ProviderID) bool {
	return k.Config.Duration == 0 && k.Providers[p].Reversals >= RepeatLimit
}

// Additions is how many more instances managed scaling finds that waiting tasks
// need: for every group of tasks that ask for the same, those that fit on the group's
// smallest type are packed on its largest; the group that needs the most counts.
// excluded is the tasks that do not fit.
func (k *Cluster) Additions(c *config.CapacityProvider, p event.ProviderID) (more, excluded int) {
	type request struct {
		claim *model.Claim
		one   bool
		tasks int
	}
	var groups []request
	for q := range k.Queues {
		x := &k.Queues[q]
		if x.Provider != p || x.Count == 0 {
			continue
		}
		claim := &x.Revision.Claim
		if k.TasksPerInstance(c, claim, false) == 0 {
			excluded += x.Count
			continue
		}
		one := k.distinct(x.Revision)
		found := false
		for g := range groups {
			if y := &groups[g]; y.one == one && y.claim.Room == claim.Room && samePorts(y.claim, claim) {
				y.tasks += x.Count
				found = true
			}
		}
		if !found {
			groups = append(groups, request{claim, one, x.Count})
		}
	}
	most := 0
	for _, g := range groups {
		fit := max(1, k.TasksPerInstance(c, g.claim, true))
		if g.one {
			fit = 1
		}
		most = max(most, (g.tasks+fit-1)/fit)
	}
	if most == 0 {
		return 0, excluded
	}
	return min(max(most, c.MinStep), c.MaxStep), excluded
}

func samePorts(a, b *model.Claim) bool {
	for i := range a.Ports {
		if a.Ports[i] != b.Ports[i] {
			return false
		}
	}
	return a.PortCount == b.PortCount
}

// distinct reports whether no two tasks of a revision share an instance.
func (k *Cluster) distinct(r *Revision) bool {
	for _, x := range k.Workloads[r.Workload].Use.Constraints {
		if x.Type == "distinctInstance" {
			return true
		}
	}
	return false
}

// TasksPerInstance is how many tasks of a claim an empty instance of the provider
// takes, what is kept for daemons there apart: of its largest type, each resource
// alone, in the zone where daemons take the least, or of its smallest, where they take
// the most.
func (k *Cluster) TasksPerInstance(c *config.CapacityProvider, claim *model.Claim, largest bool) int {
	g := &k.Config.Groups[c.Group]
	trunk, _ := g.Trunked(k.Trunking)
	pick, pickRoom := func(a, b int32) int32 { return min(a, b) }, model.Room.Min
	if largest {
		pick, pickRoom = func(a, b int32) int32 { return max(a, b) }, model.Room.Max
	}
	var room model.Room
	for i := range c.Types {
		if i == 0 {
			room = c.Types[i].Room(trunk)
		}
		room = pickRoom(room, c.Types[i].Room(trunk))
	}
	tasks := k.tasksBesideDaemons(EmptyInstance{InstanceKind{event.GroupID(c.Group), g.Zones[0], trunk}, room}, claim)
	for _, zone := range g.Zones[1:] {
		tasks = pick(tasks, k.tasksBesideDaemons(EmptyInstance{InstanceKind{event.GroupID(c.Group), zone, trunk}, room}, claim))
	}
	return int(tasks)
}

// EmptyInstance is an instance that may be launched.
type EmptyInstance struct {
	Kind InstanceKind
	Room model.Room
}

// tasksBesideDaemons is how many tasks of a claim an empty instance takes beside the daemons
// that should run there.
func (k *Cluster) tasksBesideDaemons(x EmptyInstance, claim *model.Claim) int32 {
	group := &k.Config.Groups[x.Kind.Group]
	ports := k.Config.Quotas.ReservedPortsPerInstance - int32(len(group.Reserved))
	due, known := k.DaemonClaims[x]
	if !known {
		in := k.Registered(x.Kind, k.ProviderOf(x.Kind.Group))
		due = k.Fleet.Due(&in, x.Room, k.PortTable.Mask(group.Reserved), ports)
		k.DaemonClaims[x] = due
	}
	if claim.SharesPort(&due) {
		return 0
	}
	return int32(model.Fit(x.Room.Sub(due.Room), ports-due.PortCount, claim))
}

// ProviderOf is the capacity provider of a group, or none.
func (k *Cluster) ProviderOf(g event.GroupID) event.ProviderID {
	isOf := func(c config.CapacityProvider) bool { return c.Group == int(g) }
	return event.ProviderID(slices.IndexFunc(k.Config.Providers, isOf))
}

// BusyInstances is the number of instances of a provider with a task that is no daemon's.
func (k *Cluster) BusyInstances(p event.ProviderID) int {
	n := 0
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Provider == p && x.CountsInGroup() && x.TaskCount > x.Daemons {
			n++
		}
	}
	return n
}

// LaunchesFromEmpty reports whether the group of a capacity provider launches instances that no
// task needs when it has none.
func (k *Cluster) LaunchesFromEmpty(p event.ProviderID) bool {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	return c.Managed && c.Target < 100 && x.Min == 0 && x.Max > 0 && !k.Config.Options.NoneFromZero
}

// NeedlessLaunchesEnd reports whether the group of a capacity provider launches no more what no
// task needs: it has done so once, in a run without a duration for which nothing is scripted any
// more.
func (k *Cluster) NeedlessLaunchesEnd(p event.ProviderID) bool {
	return k.Config.Duration == 0 && k.ScriptedEvents == 0 && k.Providers[p].RecentNeedlessSteps > 0
}

// MeasuresMetrics reports whether anything looks at metrics.
func (k *Cluster) MeasuresMetrics() bool {
	if len(k.Providers) > 0 {
		return true
	}
	for i := range k.Workloads {
		if w := &k.Workloads[i]; w.Scaling != nil && !w.HasOwnMetrics() {
			return true
		}
	}
	return false
}

// WarmsUp reports whether a group has an instance that it launched in the run less than
// the warm-up period ago. One that is gone by now holds nothing up.
func (k *Cluster) WarmsUp(p event.ProviderID) bool {
	now := k.Clock.Now()
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Provider == p && x.LaunchedAt > 0 && x.CountsInGroup() &&
			now < x.LaunchedAt.Add(k.Config.Providers[p].Warmup) {
			return true
		}
	}
	return false
}
