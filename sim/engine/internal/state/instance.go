package state

import (
	"iter"
	"maps"
	"slices"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/placement"
)

// Instance is a container instance from its launch to its end.
type Instance struct {
	// What every event of a task on it reads or writes: 64 bytes, one line of the cache.
	Tasks     []event.TaskID // all whose records are not freed yet, in no order
	Queue     TaskQueue      // tasks that wait for the agent to have room
	Zone      string
	TaskCount int32 // tasks that have not stopped
	Devices   int32 // device indexes that interfaces of tasks use, whatever the scheduler counts
	Group     event.GroupID
	State     InstanceState
	Trunk     bool
	Connected bool // its agent is
	Draining  bool

	// What is read now and then.
	ID           string
	Provider     event.ProviderID // its capacity provider, or none
	Subnet       int32            // of its primary interface
	Daemons      int32            // of TaskCount: daemons' tasks
	Retiring     bool             // to be terminated when its tasks are gone
	ToBeReplaced bool             // another is launched in its place when it is terminated
	Rebalances   bool             // launched to make its group's zones even, and none is terminated for it yet
	Needless     bool             // launched for no task, and none has asked for its provider since
	TrunkReason  string           // why it has a trunk, or has none
	Luck         des.Luck
	Cause        event.Cause // why it is Retiring

	LaunchedAt, EndedAt des.Time
	MissedAttachments   []Ticket // tasks whose interface its agent could not report
	MissedStops         []Ticket // tasks that its agent could not be told to stop
	Timers              []Timer

	_ [40]byte // so that each of a slice begins with a line of the cache
}

// Ticket is a task that may be gone by the time that it is asked for.
type Ticket struct {
	Task event.TaskID
	Gen  uint32
}

// TicketOf is a task as it may be asked for later.
func (k *Cluster) TicketOf(i event.TaskID) Ticket { return Ticket{i, k.Tasks.Gen(i)} }

// InstanceState is the status of a container instance (ECS API ContainerInstance).
type InstanceState uint8

const (
	Registering InstanceState = iota // launched, not registered yet
	InService                        // ACTIVE, or DRAINING
	Ending                           // being terminated
	Inactive                         // terminated
)

// Active reports whether the instance takes new tasks.
func (x *Instance) Active() bool { return x.State == InService && !x.Draining }

// CountsInGroup reports whether its Auto Scaling group counts on it.
func (x *Instance) CountsInGroup() bool { return x.State <= InService && !x.Retiring }

// WillRegister reports whether the instance boots and has not been terminated meanwhile.
func (x *Instance) WillRegister() bool {
	return slices.ContainsFunc(x.Timers, func(t Timer) bool { return t.What == InstanceRegistered })
}

// Status is the instance's status in the words of the ECS API.
func (x *Instance) Status() string {
	switch {
	case x.State == Registering:
		return "REGISTERING"
	case x.State == InService && x.Draining:
		return "DRAINING"
	case x.State == InService:
		return "ACTIVE"
	}
	return "INACTIVE"
}

// TasksOn gives the tasks that are on an instance; those that are gone by the time that it
// is their turn are left out.
func (k *Cluster) TasksOn(h event.InstanceID) iter.Seq[event.TaskID] {
	all := make([]Ticket, len(k.Instances[h].Tasks))
	for j, i := range k.Instances[h].Tasks {
		all[j] = k.TicketOf(i)
	}
	return func(yield func(event.TaskID) bool) {
		for _, x := range all {
			if k.Tasks.Live(x.Task, x.Gen) && !yield(x.Task) {
				return
			}
		}
	}
}

// Full reports whether an instance in service has attachment slots and none of them free.
func (k *Cluster) Full(h event.InstanceID) bool {
	x := k.Hosts.At(int32(h))
	return x.Free.ENI == 0 && x.Registered.ENI > 0 && k.Instances[h].State == InService
}

// Trunked reports whether an instance of a group would have a trunk if it were launched now, and
// why. TrunkNever and TrunkAtStart are about the instances that the scenario begins with, which were
// launched before the account opted in, or while it was; those that are launched in the run go by the
// account setting.
func (k *Cluster) Trunked(g event.GroupID) (bool, string) {
	group := k.Config.Groups[g]
	if k.Clock.Now() > 0 && (group.Trunk == config.TrunkNever || group.Trunk == config.TrunkAtStart) {
		group.Trunk = config.TrunkAuto
	}
	return group.Trunked(k.Trunking)
}

// ZonesFor are the zones in which a group launches next: of those that have not failed
// the one with the fewest of its instances, and where that cannot be, the next (EC2
// Auto Scaling, CapacityDistributionStrategy: balanced-best-effort is the default).
func (k *Cluster) ZonesFor(g event.GroupID) []string {
	count := map[string]int{}
	for h := range k.Instances {
		if x := &k.Instances[h]; x.Group == g && x.CountsInGroup() {
			count[x.Zone]++
		}
	}
	var zones []string
	for _, zone := range k.Config.Groups[g].Zones {
		if !k.FailedZones[zone] {
			zones = append(zones, zone)
		}
	}
	slices.SortStableFunc(zones, func(a, b string) int { return count[a] - count[b] })
	return zones
}

// Epoch is the date of second 0 of every run: what registeredAt of the cluster query
// language compares with.
var Epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// InstanceKind is what decides an instance's attributes.
type InstanceKind struct {
	Group event.GroupID
	Zone  string
	Trunk bool
}

// Registered is what an instance of a kind registers with, of a capacity provider where
// that is not -1, but for its id.
func (k *Cluster) Registered(kind InstanceKind, provider event.ProviderID) placement.Instance {
	group := &k.Config.Groups[kind.Group]
	in := placement.Instance{Zone: kind.Zone, Type: group.InstanceType, AgentVersion: group.AgentVersion, Attributes: k.attributesOf(kind),
		RegisteredAt: Epoch.Add(time.Duration(k.Clock.Now()))}
	if provider >= 0 {
		in.Provider = k.Config.Providers[provider].Name
	}
	return in
}

// attributesOf returns the attributes of a kind, one map for all instances that are
// alike.
func (k *Cluster) attributesOf(kind InstanceKind) map[string]string {
	a, ok := k.KnownAttributes[kind]
	if !ok {
		a = HostAttributes(k.Config, &k.Config.Groups[kind.Group], kind.Zone, kind.Trunk)
		k.KnownAttributes[kind] = a
	}
	return a
}

// HostAttributes returns the attributes with which an instance of a group
// registers: the built-in ones that the scheduler can ask for, and the group's own
// (developer guide, task-placement-constraints; amazon-ecs-agent
// agent/app/agent_capability.go). The agent can serve a trunk on every type; the
// instance has one where there is an ecs.awsvpc-trunk-id.
func HostAttributes(c *config.Config, g *config.InstanceGroup, zone string, trunk bool) map[string]string {
	a := map[string]string{
		placement.AttributeZone: zone, placement.AttributeType: g.InstanceType, placement.AttributeOSType: "linux",
		placement.AttributeOSFamily: "LINUX", placement.AttributeArchitecture: g.Architecture,
		"ecs.capability.task-eni": "", "ecs.capability.task-eni-trunking": "", "ecs.capability.network.container-port-range": "",
	}
	if s := c.SubnetIn(g.Subnets, zone); s >= 0 {
		a["ecs.subnet-id"] = c.Subnets[s].ID
	}
	if trunk {
		a["ecs.awsvpc-trunk-id"] = "trunk"
	}
	maps.Copy(a, g.Attributes)
	return a
}

// ProviderName is the instance's capacity provider.
func (x *Instance) ProviderName(c *config.Config) string {
	if x.Provider < 0 {
		return ""
	}
	return c.Providers[x.Provider].Name
}

// DrainsFirst reports whether an instance is DRAINING before it is terminated, unless
// somebody terminates it by EC2's own call.
func (k *Cluster) DrainsFirst(x *Instance) bool {
	switch k.Config.Groups[x.Group].Draining {
	case config.DrainAlways:
		return true
	case config.DrainNever:
		return x.Provider >= 0 && k.Config.Providers[x.Provider].Drain
	}
	return x.Provider < 0 || k.Config.Providers[x.Provider].Drain
}

// ProtectedFromScaleIn reports whether managed termination protection keeps an instance from being
// scaled in: it has tasks other than daemons' (developer guide, managed-termination-protection).
func (k *Cluster) ProtectedFromScaleIn(x *Instance) bool {
	return x.Provider >= 0 && k.Config.Providers[x.Provider].Protect && x.TaskCount > x.Daemons
}

// OnDrainingInstance reports whether a task is on an instance that drains.
func (k *Cluster) OnDrainingInstance(t *Task) bool {
	return t.Instance >= 0 && k.Instances[t.Instance].Draining
}

// NextInstanceID is what the next instance of a group is called.
func (k *Cluster) NextInstanceID(g event.GroupID) string {
	return k.Config.Groups[g].InstanceName(k.Launches[g] + 1)
}
