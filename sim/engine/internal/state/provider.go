package state

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
	"fmt"
	"slices"
)

// Provider is a capacity provider in the course of a run.
type Provider struct {
	Desired     int // of its Auto Scaling group
	Size        int // instances launched and not terminating
	LowPeriods  int // metric periods in a row below the target
	Metric      float64
	Excluded    int
	MayAct      bool // its next looks may change something
	Swings      int  // times that it has scaled in and out again since something planned last happened
	ScaledIn    bool // its last step was inwards
	SeenAt      int  // cluster.changes at the last look of managed scaling
	IdleSteps   int  // steps from no instance that no task needed, since something planned last happened
	Ceased      bool // it makes no more of them
	Idling      bool // only within scaleIdle: it launches for no task
	HasNeedless bool // it has instances that are needless
}

// Swinging reports whether a group gives up, again and again, instances that are
// needed, so that in a run without an end of its own it gives up no more.
func (k *Cluster) Swinging(p event.ProviderID) bool {
	return k.Config.Duration == 0 && k.Providers[p].Swings >= HopelessStreak
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
	for l := range k.Queues {
		x := &k.Queues[l]
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
	return event.ProviderID(slices.IndexFunc(k.Config.Providers, func(c config.CapacityProvider) bool { return c.Group == int(g) }))
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

// Idles reports whether a group launches instances that no task needs when it has none.
func (k *Cluster) Idles(p event.ProviderID) bool {
	c := &k.Config.Providers[p]
	return c.Managed && c.Target < 100 && c.Min == 0 && c.Max > 0 && !k.Config.Options.NoneFromZero
}

// Ceases reports whether a group has launched once what no task needs, in a run without
// an end of its own for which nothing is planned any more.
func (k *Cluster) Ceases(p event.ProviderID) bool {
	return k.Config.Duration == 0 && k.ScriptedEvents == 0 && k.Providers[p].IdleSteps > 0
}

// Obstacle is what keeps an instance from being launched; none where its reason is
// model.Fits.
type Obstacle struct {
	Reason model.Reason
	Text   string
	Lift   string // the smallest change that takes it away; "" = none is known
}

// ZoneObstacle is what keeps a group from launching in a zone as things stand:
// RunInstances fails with InsufficientFreeAddressesInSubnet, or with
// NetworkInterfaceLimitExceeded (Amazon EC2 API, error codes).
func (k *Cluster) ZoneObstacle(g event.GroupID, zone string) Obstacle {
	s := k.Config.SubnetIn(k.Config.Groups[g].Subnets, zone)
	if s < 0 {
		return Obstacle{Reason: model.ReasonZones, Text: "none of its subnets is in " + zone}
	}
	trunk, _ := k.Trunked(g)
	n := model.HostAddresses(trunk)
	if free, limited := k.Subnets[s].Free(); limited && free < n {
		id := k.Config.Subnets[s].ID
		return Obstacle{model.ReasonAddresses,
			fmt.Sprintf("subnet %s has %d of the %d free addresses that the instance's own interfaces need", id, free, n),
			fmt.Sprintf("free addresses in subnet %s: %d more", id, n-free)}
	}
	if k.LacksENIs(s, n) {
		return Obstacle{model.ReasonInterfaces, k.overENIs(s, n),
			fmt.Sprintf("quota %s of %d", config.QuotaENIsPerZone, k.Config.Quotas.ENIsPerZone+int(n-k.ENIsLeft(s)))}
	}
	return Obstacle{}
}

// AllZonesFailed is what keeps a group from launching that has no zone left.
const AllZonesFailed = "every availability zone of its group has failed"

// LaunchObstacle is what keeps a capacity provider's group from another instance as things
// stand; none where it may launch one.
func (k *Cluster) LaunchObstacle(p event.ProviderID) Obstacle {
	c := &k.Config.Providers[p]
	if n := k.Providers[p].Size; n >= c.Max {
		return Obstacle{model.ReasonMaxSize, "its group has " + model.Counted(n, "instance") + ", as many as its maxSize",
			fmt.Sprintf("maxSize of capacity provider %s above %d", c.Name, c.Max)}
	}
	zones := k.ZonesFor(event.GroupID(c.Group))
	if len(zones) == 0 {
		return Obstacle{Reason: model.ReasonZones, Text: AllZonesFailed}
	}
	for n := len(zones) - 1; n > 0; n-- {
		if why := k.ZoneObstacle(event.GroupID(c.Group), zones[n]); why.Reason == model.Fits {
			return why
		}
	}
	return k.ZoneObstacle(event.GroupID(c.Group), zones[0])
}

// QueueObstacle is what keeps the capacity provider of a lane from an instance for its tasks;
// none where that may launch one, or where one more would be of no use to them.
func (k *Cluster) QueueObstacle(l QueueID) Obstacle {
	x := &k.Queues[l]
	c, p := &k.Config.Providers[x.Provider], &k.Providers[x.Provider]
	switch x.Reason {
	case model.ReasonAgent, model.ReasonAttribute, model.ReasonLocation, model.ReasonMemberOf:
		return Obstacle{}
	}
	if !c.Managed && p.Size >= p.Desired || k.TasksPerInstance(c, &x.Revision.Claim, false) == 0 {
		return Obstacle{}
	}
	return k.LaunchObstacle(x.Provider)
}
