// Package film records what happens in a run and shows how things stood at any step of it. A
// Scene is folded from events alone; a Film is an observer of a run that keeps its events.
package film

import (
	"slices"
	"strconv"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Scene is what there is at an instant of a run, as its events have told until then. Records
// are in slices by their handles. A Scene that Film.Scene returns is the caller's own.
type Scene struct {
	Config *config.Config
	At     des.Time // of the last event
	Events int      // applied so far
	Begun  bool     // what the scenario begins with is there
	Ended  bool

	Tasks        []Task // one that is gone is not Live, and a later task may have its place
	Instances    []Instance
	Workloads    []Workload
	Deployments  []Deployment
	Providers    []Provider
	TargetGroups []TargetGroup
	Subnets      []Subnet
	Zones        []Zone
	Revisions    []*Revision

	TasksLive int
	Trunking  bool   // awsvpcTrunking as it stands
	InAlarm   []bool // CloudWatch alarms, by Config.Alarms
	Launches  []int  // container instances ever launched, by group
	Script    int    // events of the scenario that have been done
}

// Revision is a task definition as a service or RunTask request runs it. It never changes.
type Revision struct {
	Workload   event.WorkloadID
	Definition int32
	Network    model.Network
	Claim      model.Claim // its ports are those of a table of its own
	Containers int         // those of the definition, and the Service Connect proxy

	ports int // that a task may have on its instance
}

// Health is what the health checks of a task have found.
type Health uint8

// The results. An unknown one is of a task whose checks are still to come.
const (
	HealthUnknown Health = iota
	Healthy
	Unhealthy
)

var healths = [...]string{HealthUnknown: "UNKNOWN", Healthy: "HEALTHY", Unhealthy: "UNHEALTHY"}

// String is the health in the words of DescribeTasks.
func (h Health) String() string { return healths[h] }

// Target is how a target of a task stands.
type Target uint8

// The states. NoTarget is of one that is not registered.
const (
	NoTarget Target = iota
	TargetInitial
	TargetHealthy
	TargetUnhealthy // it was healthy
	TargetDraining
)

var targets = [...]string{NoTarget: "", TargetInitial: "initial", TargetHealthy: "healthy", TargetUnhealthy: "unhealthy", TargetDraining: "draining"}

// String is the state in the words of DescribeTargetHealth.
func (t Target) String() string { return targets[t] }

// ContainerState is how far a container has come.
type ContainerState uint8

// The states of a container, in their order.
const (
	ContainerPending ContainerState = iota
	ContainerCreated
	ContainerRunning
	ContainerStopped // it has run, and has stopped
	ContainerFailed  // it did not come to run
)

var containerStates = [...]string{
	ContainerPending: "PENDING", ContainerCreated: "CREATED", ContainerRunning: "RUNNING",
	ContainerStopped: "STOPPED", ContainerFailed: "STOPPED",
}

// String is the state in the words of the container agent.
func (s ContainerState) String() string { return containerStates[s] }

// Port is a host port that a task has chosen or bound.
type Port struct {
	model.HostPort
	Container int8
	Bound     bool
}

// Task is a task.
type Task struct {
	Live       bool
	Number     int32 // in its workload, from 1
	Workload   event.WorkloadID
	Deployment event.DeploymentID
	Definition int32            // index into Config.Tasks
	Revision   int32            // index into Scene.Revisions
	Provider   event.ProviderID // None for launch type EC2
	Instance   event.InstanceID // None until it is placed
	Subnet     event.SubnetID   // of its network interface; None where it has none

	State   event.TaskState
	Since   des.Time // when it came to this state
	Entered int      // by which event, counted from 1: who waits behind whom
	Asked   des.Time // when it was wanted; known from its placement on
	Health  Health
	Targets []Target // one for each of its workload's target groups; empty before it runs

	Waiting        bool // for its capacity provider
	Throttled      bool // it waits for EC2 to create its network interface
	HasRun         bool
	ToReplace      bool
	Counted        bool // among its service's unhealthy tasks
	Draining       bool // a daemon's, on an instance that drains
	DesiredStopped bool
	Lost           bool // its instance is gone
	Left           bool // its containers have stopped and its instance counts it no more
	Held           bool // in its agent's ledger
	Slot           bool // it has an attachment slot
	Device         bool // and a device index
	Attached       bool // its network interface is

	Containers  []ContainerState // by place in its plan
	Ports       []Port           // in the order in which they were chosen or bound
	TargetPorts []model.HostPort // of Targets
	Bridge      int32            // ports of docker0 that it has
	ECSBridge   int32            // addresses of ecs-bridge
	Restarts    int32
}

// InstanceStatus is the status of a container instance (ECS API ContainerInstance).
type InstanceStatus uint8

// The statuses of a container instance, in their order.
const (
	Registering InstanceStatus = iota
	InService                  // ACTIVE, or DRAINING
	Terminating
	Inactive
)

// Instance is a container instance. One that is gone keeps its place.
type Instance struct {
	ID       string
	Group    event.GroupID
	Zone     event.ZoneID
	Subnet   event.SubnetID
	Provider event.ProviderID
	Trunk    bool
	Instead  event.InstanceID // the one whose place it has taken, or None

	Status    InstanceStatus
	Draining  bool
	Retiring  bool // it is terminated when its tasks are gone
	Replaced  bool // another one is launched in its place then
	Connected bool
	Launched  des.Time
	Ended     des.Time // des.Never while it is there
	SpotEnds  des.Time // when EC2 takes it back; des.Never where it has said nothing
	Cause     event.Cause

	Tasks   int32 // whose containers have not stopped
	Daemons int32 // of those, tasks of daemons

	// ECS's ledger.
	Registered model.Room
	Free       model.Room
	Placed     int32 // tasks not told to stop
	PortsUsed  int32 // static ports, reserved ones among them
	PortQuota  int32

	// The agent's ledger, and what really is.
	Held      model.Load
	Devices   int32 // device indexes that network interfaces of tasks have
	Bridge    int32 // ports of docker0
	ECSBridge int32 // addresses of ecs-bridge
	Listeners []model.HostPort
}

// StatusText is the instance's status in the words of the ECS API.
func (x *Instance) StatusText() string {
	switch {
	case x.Status == Registering:
		return "REGISTERING"
	case x.Status == InService && x.Draining:
		return "DRAINING"
	case x.Status == InService:
		return "ACTIVE"
	}
	return "INACTIVE"
}

// Refusal is the last try to place a task that no instance took.
type Refusal struct {
	At         des.Time
	Reason     model.Reason
	Instance   event.InstanceID // that came closest, or None
	Have, Need int32
}

// Workload is a service, or a RunTask request.
type Workload struct {
	Name     string
	Service  bool
	Daemon   bool
	Primary  event.DeploymentID // that new tasks belong to
	Followed event.DeploymentID // that is in progress or stuck, or None

	// Of the tasks that are not told to stop: Placed counts all from PROVISIONING on.
	Desired, Placed, Running, Healthy, ToReplace, Unhealthy, Draining int
	Leaving                                                           int // told to stop and not gone
	Waiting                                                           int // for capacity providers

	Completed, Failed, Refused, Exits, Restarts int

	TargetGroups []event.TargetGroupID
	Load         float64  // on a service with auto scaling, or whose health checks fail above one
	Overloaded   bool     // they do
	Least, Most  int      // bounds of its desired count by auto scaling
	Unbalanced   bool     // its availability zones are out of balance
	BlockedTill  des.Time // its last pass found no room, and none tries again before
	LimitedTill  des.Time // it has started as many tasks this minute as it may
	Throttled    des.Time // its tasks fail one after the other, and none is started before
	Refusal      Refusal
	LastFailure  model.StoppedReason

	revision int32 // of its last task
}

// Steady reports whether the service has all that it wants, and nothing else.
func (w *Workload) Steady() bool {
	return w.Placed == w.Desired && w.Healthy == w.Desired && w.ToReplace == 0 && w.Unhealthy == 0 && w.Leaving == 0
}

// DeploymentStatus is how a deployment stands.
type DeploymentStatus uint8

// The statuses of a deployment.
const (
	NotStarted DeploymentStatus = iota
	InProgress
	Stuck
	Completed
	Failed
	RolledBack
)

var deploymentStatus = [...]string{
	NotStarted: "", InProgress: "IN_PROGRESS", Stuck: "STUCK",
	Completed: "COMPLETED", Failed: "FAILED", RolledBack: "ROLLED_BACK",
}

// String is the status as reports have it.
func (s DeploymentStatus) String() string { return deploymentStatus[s] }

// Deployment is a deployment of a service, or all that a RunTask request does.
type Deployment struct {
	Workload   event.WorkloadID
	Definition int32
	Status     DeploymentStatus
	Cause      event.Cause
	Before     event.DeploymentID // the one whose tasks it replaces, or None
	Started    des.Time
	Ended      des.Time // des.Never while it goes on
	Superseded bool
	BackTo     event.DeploymentID // to which the service went back, or None
	BakesTill  des.Time           // the end of its bake time; 0 = that has not begun

	Lower, Upper, Desired int32 // healthy tasks at least, tasks at most, tasks wanted
}

// Provider is a capacity provider.
type Provider struct {
	Size       int // instances that its group counts on
	Desired    int // of its group
	Peak       int
	Launched   int // in the run
	Terminated int
	Metric     float64
	Excluded   int // tasks that do not fit its smallest instance type
	Waiting    int // tasks that wait for it
}

// TargetGroup is a target group.
type TargetGroup struct {
	Name                          string
	Registered, Healthy, Draining int
	Peak                          int
	Replaced                      int // targets of tasks found unhealthy
}

// Subnet counts the IPv4 addresses of a subnet.
type Subnet struct {
	Zone       event.ZoneID
	Usable     int32 // 0 = without limit
	Used, Peak int32
}

// Zone counts the network interfaces in an availability zone.
type Zone struct {
	Name       string
	Failed     bool
	Used, Peak int
}

// NewScene is what there is before the first event of a run.
func NewScene(c *config.Config) *Scene {
	s := &Scene{
		Config: c, Trunking: c.Trunking, Launches: make([]int, len(c.Groups)), Providers: make([]Provider, len(c.Providers)),
		InAlarm: make([]bool, len(c.Alarms)),
	}
	for i := range c.Groups {
		for _, zone := range c.Groups[i].Zones {
			s.addZone(zone)
		}
	}
	for i := range c.Subnets {
		x := &c.Subnets[i]
		s.Subnets = append(s.Subnets, Subnet{Zone: s.addZone(x.Zone), Usable: x.Network.Usable()})
	}
	for g := range c.TargetGroups {
		s.TargetGroups = append(s.TargetGroups, TargetGroup{Name: c.TargetGroups[g].Name})
	}
	for p := range c.Providers {
		s.Providers[p].Desired = c.Groups[c.Providers[p].Group].Count
	}
	for i := range c.Services {
		x := &c.Services[i]
		s.Workloads = append(s.Workloads, Workload{Name: x.Name, Service: true, Daemon: x.Daemon})
		for _, t := range x.Targets {
			s.Workloads[i].TargetGroups = append(s.Workloads[i].TargetGroups, event.TargetGroupID(t.Group))
		}
		if x.Scaling != nil {
			w := &s.Workloads[i]
			w.Load, w.Least, w.Most = x.Scaling.Load, x.Scaling.Min, x.Scaling.Max
		}
	}
	for i := range c.RunTasks {
		s.Workloads = append(s.Workloads, Workload{Name: c.RunTasks[i].Name})
	}
	s.Deployments = make([]Deployment, len(s.Workloads))
	for i := range s.Workloads {
		w := &s.Workloads[i]
		w.Primary, w.Followed, w.Refusal.Instance, w.revision = event.DeploymentID(i), event.None, event.None, event.None
		s.Deployments[i] = Deployment{
			Workload: event.WorkloadID(i), Definition: int32(s.use(event.WorkloadID(i)).Task),
			Before: event.None, BackTo: event.None, Ended: des.Never,
		}
	}
	return s
}

func (s *Scene) addZone(name string) event.ZoneID {
	for z := range s.Zones {
		if s.Zones[z].Name == name {
			return event.ZoneID(z)
		}
	}
	s.Zones = append(s.Zones, Zone{Name: name})
	return event.ZoneID(len(s.Zones) - 1)
}

// use is what the scenario says of a service or RunTask request.
func (s *Scene) use(i event.WorkloadID) *config.Use {
	if n := event.WorkloadID(len(s.Config.Services)); i >= n {
		return &s.Config.RunTasks[i-n].Use
	}
	return &s.Config.Services[i].Use
}

// revisionOf is the number of the revision of a definition that a workload runs.
func (s *Scene) revisionOf(i event.WorkloadID, definition int32) int32 {
	w := &s.Workloads[i]
	if w.revision >= 0 && s.Revisions[w.revision].Definition == definition {
		return w.revision
	}
	for n, r := range s.Revisions {
		if r.Workload == i && r.Definition == definition {
			w.revision = int32(n)
			return w.revision
		}
	}
	sc, td := s.use(i).ServiceConnect, &s.Config.Tasks[definition]
	r := &Revision{Workload: i, Definition: definition, Network: td.Network(sc), Containers: len(td.Containers)}
	r.Claim = td.Claim(sc, model.NewPortTable(td.StaticPorts(sc)))
	if sc.Enabled {
		r.Containers++
	}
	r.ports = len(r.Network.Published) + len(r.Network.Listens)
	for _, m := range r.Network.Dynamic {
		r.ports += m.Count
	}
	s.Revisions = append(s.Revisions, r)
	w.revision = int32(len(s.Revisions) - 1)
	return w.revision
}

// Copy is a scene of its own that is equal to this one.
func (s *Scene) Copy() *Scene {
	c := *s
	c.Tasks, c.Instances, c.Workloads = slices.Clone(s.Tasks), slices.Clone(s.Instances), slices.Clone(s.Workloads)
	c.Deployments, c.Providers = slices.Clone(s.Deployments), slices.Clone(s.Providers)
	c.TargetGroups, c.Launches, c.InAlarm = slices.Clone(s.TargetGroups), slices.Clone(s.Launches), slices.Clone(s.InAlarm)
	c.Subnets, c.Zones, c.Revisions = slices.Clone(s.Subnets), slices.Clone(s.Zones), slices.Clone(s.Revisions)
	return &c // what lies in a record's own slices is replaced and never changed
}

// records is how many records the scene has, which is what it takes to copy it.
func (s *Scene) records() int {
	return len(s.Tasks) + len(s.Instances) + len(s.Deployments) + len(s.Workloads)
}

// TasksOn lists the tasks on a container instance that are not gone.
func (s *Scene) TasksOn(h event.InstanceID) (on []event.TaskID) {
	for i := range s.Tasks {
		if t := &s.Tasks[i]; t.Live && t.Instance == h {
			on = append(on, event.TaskID(i))
		}
	}
	return on
}

// RegisteredTarget is a target of a target group: a task, by an address of its own or by its
// instance, a port there, and how it stands.
type RegisteredTarget struct {
	Task  event.TaskID
	Port  model.HostPort // 0 where its definition has no port mapping for it
	State Target
}

// Targets lists the targets of a target group in the order of their tasks' handles, those that drain
// included.
func (s *Scene) Targets(g event.TargetGroupID) (all []RegisteredTarget) {
	for i := range s.Tasks {
		t := &s.Tasks[i]
		for n, state := range t.Targets {
			if state != NoTarget && s.Workloads[t.Workload].TargetGroups[n] == g && n < len(t.TargetPorts) {
				all = append(all, RegisteredTarget{event.TaskID(i), t.TargetPorts[n], state})
			}
		}
	}
	return all
}

// instanceID is what an instance of a group is called, by its number in the group.
func instanceID(group string, n int) string { return group + "-" + strconv.Itoa(n) }

// TaskName is a task as ECS's messages have it: that of its workload, and its number.
func (s *Scene) TaskName(i event.TaskID) string {
	t := &s.Tasks[i]
	return s.Workloads[t.Workload].Name + "/" + strconv.Itoa(int(t.Number))
}
