// Package state is what there is at an instant of a run: the records of tasks, services,
// deployments, container instances, capacity providers and target groups, what they hold, and
// what can be read from them. Nothing happens here; package engine changes it.
package state

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/placement"
)

// Cluster is all that there is. What exists once a task or once an instance is a plain record
// in a slice, named by its index.
type Cluster struct {
	Config *config.Config
	Clock  des.Clock
	End    des.Time // of the run; 0 while it goes on

	LiveEvents      int // pending entries of the agenda that are a reason for the run to go on
	ServiceEvents   int // of LiveEvents: those of services' tasks
	UnfollowedExits int // pending exits of tasks that are no reason for the run to go on
	RepeatedExits   int // of LiveEvents and UnfollowedExits: exits of containers that are always restarted
	CapacityEvents  int // of LiveEvents: what happens to instances and may make room
	ScriptedEvents  int // of LiveEvents: what the scenario has planned, its requests, arrivals and events
	Changes         int // how many times something has changed by which a refused try might do better
	Freed           int // how many times a task that had run gave something back, or a scripted event happened

	PortTable *model.PortTable
	Hosts     *model.Hosts // by instance
	Fleet     *placement.Fleet
	Instances []Instance
	Sockets   Sockets
	Subnets   []model.Addresses // by subnet of the Config
	ZoneNames []string          // by event.ZoneID
	Zones     []ZoneInterfaces
	ZoneOf    []int32 // into Zones, by subnet
	ENIQuota  bool    // the quota of network interfaces is enforced

	Calls Calls
	GPUs  GPUs

	HostsDiffer     bool                               // some group has timings of its own, or faults
	Launches        []int                              // instances ever launched, by group
	Booting         int                                // instances launched and not registered yet
	Trunking        bool                               // awsvpcTrunking as it stands
	InAlarm         []bool                             // CloudWatch alarms, by Config.Alarms
	FailedZones     map[string]bool                    // availability zones
	KnownAttributes map[InstanceKind]map[string]string // attributes of instances, cached
	DaemonClaims    map[EmptyInstance]model.Claim      // what daemons take of an instance that may be launched, cached

	Tasks          des.Slots[event.TaskID, Task]
	Containers     map[event.TaskID]*Containers // of tasks of several containers, while not all of them run
	Workloads      []Workload                   // services, then RunTask requests, each in file order
	Revisions      []*Revision
	Deployments    []*Deployment
	TargetGroups   []TargetGroup // as Config has them
	Targets        []Targets     // of tasks, by their index; shorter where those to come have had none
	Providers      []Provider
	Replacements   []*Replacement // by group; nil = none goes on, and of all where none has
	Queues         []ProviderQueue
	QueuedTasks    int                // tasks that wait for a capacity provider
	DaemonServices []event.WorkloadID // services of the strategy DAEMON

	// FutileEventsPossible says that pending entries of the agenda may be futile: a task of a
	// service has failed or waits for a capacity provider, or a deployment was STUCK.
	FutileEventsPossible bool

	Scratch des.Scratch // memory that draws reuse

	TasksLookedAt int // by what looks at many tasks at once: a measure of its cost
}

// TasksRequested is the number of tasks asked for so far.
func (k *Cluster) TasksRequested() int {
	n := 0
	for i := range k.Workloads {
		n += k.Workloads[i].Requested
	}
	return n
}
