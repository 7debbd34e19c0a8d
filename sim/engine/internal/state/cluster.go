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

	LiveEvents      int // pending events that are a reason for the run to go on
	ServiceEvents   int // of LiveEvents: those of services' tasks
	UnfollowedExits int // pending exit events that do not keep the run alive
	RepeatedExits   int // of LiveEvents and UnfollowedExits: exits of containers that are restarted each time
	CapacityEvents  int // of LiveEvents: what happens to instances and may make room
	ScriptedEvents  int // of LiveEvents: what the scenario has planned, its requests, arrivals and events
	Changes         int // moments at which a refused try might do better
	Freed           int // of those, when a task that had run gave something back

	PortTable *model.PortTable
	Hosts     *model.Hosts // by instance
	Fleet     *placement.Fleet
	Instances []Instance
	Sockets   Sockets
	Subnets   []model.Addresses // by subnet of the Config
	ZoneNames []string          // by event.ZoneID
	Zones     []ZoneInterfaces
	ZoneOf    []int32 // into Zones, by subnet
	ENIQuota  bool    // the quota of network interfaces holds

	Calls Calls
	GPUs  GPUs

	Launches        []int                              // instances ever launched, by group
	Booting         int                                // instances launched and not registered
	Trunking        bool                               // awsvpcTrunking as it stands
	FailedZones     map[string]bool                    // availability zones
	KnownAttributes map[InstanceKind]map[string]string // attributes of instances, as far as asked for
	DaemonClaims    map[EmptyInstance]model.Claim      // what daemons take from an instance that may be launched, as far as asked for

	Tasks          des.Slots[event.TaskID, Task]
	Containers     map[event.TaskID]*Containers // of tasks of several containers, while not all of them run
	Workloads      []Workload                   // services, then RunTask requests, each in file order
	Revisions      []*Revision
	Deployments    []*Deployment
	TargetGroups   []TargetGroup
	Providers      []Provider
	Queues         []ProviderQueue
	QueuedTasks    int                // tasks that wait for a capacity provider
	DaemonServices []event.WorkloadID // services of the strategy DAEMON

	// FutileEventsPossible says that pending events may be futile: a task of a service has
	// failed or waits for a capacity provider, or a deployment was STUCK.
	Scratch des.Scratch // of draws

	FutileEventsPossible bool

	TasksLookedAt int // looks at tasks by those who look at all of them
}

// TasksRequested is the number of tasks asked for so far.
func (k *Cluster) TasksRequested() int {
	n := 0
	for i := range k.Workloads {
		n += k.Workloads[i].Requested
	}
	return n
}
