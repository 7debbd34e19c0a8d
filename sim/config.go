package sim

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// Config is all that a run needs, resolved and checked. Equal Config, seed and
// run number give equal Reports. Slices keep file order; names are unique within
// their kind; every reference between them is an index into the slice named.
type Config struct {
	Name, Title, Description, Lesson string

	Seed     uint64
	Duration des.Time // end of the run; 0 = when nothing is left to happen
	Region   string
	Trunking bool // account setting awsvpcTrunking, as effective for the instance role at launch

	Groups   []InstanceGroup
	Subnets  []Subnet
	Tasks    []model.TaskDefinition
	Services []Service
	RunTasks []RunTask
	Timings  Timings
	Quotas   Quotas
	Options  Options
	Warnings []string // what resolving the file found worth saying

	DataDate string // date of the instance-type limits in use
}

// InstanceGroup is some container instances launched alike, named Name-1, Name-2, ...
type InstanceGroup struct {
	Name         string
	InstanceType string
	Count        int
	Zones        []string  // availability zones, dealt round robin; never empty
	Subnets      []int     // into Config.Subnets: where primary (and trunk) interfaces live; the first of the host's zone is taken
	CPU          model.CPU // registered
	Memory       model.MiB // registered, ECS_RESERVED_MEMORY already taken off
	GPU          int32
	SlotsPlain   int32 // awsvpc tasks without a trunk
	SlotsTrunk   int32 // with one; equal to SlotsPlain where the type carries none
	Trunk        Trunk
	ManualENIs   int32 // attached by hand: they take slots that the scheduler cannot see
	Reserved     []model.HostPort
	DynamicRange model.PortRange
	Listeners    []model.HostPort // held by processes that are no task; sshd and the agent's own are added to them
	Attributes   map[string]string
	Architecture string // x86_64 or arm64
	AgentVersion string
	USDPerHour   float64 // negative = unknown
}

// Trunk says when the hosts of a group carry a trunk interface.
type Trunk uint8

// TrunkAuto: where the account setting is on at launch and the type can carry
// one. TrunkNever: launched before the opt-in. TrunkAlways: wherever the type
// can, as the setup awsvpc-trunking asks.
const (
	TrunkAuto Trunk = iota
	TrunkNever
	TrunkAlways
)

// Subnet is one subnet of the cluster's VPC.
type Subnet struct {
	ID      string
	Zone    string
	Network model.Subnet // zero = addresses without limit
}

// Use is what a service and a RunTask call have in common.
type Use struct {
	Task            int // into Config.Tasks
	Strategies      []model.Strategy
	Constraints     []model.Constraint // of the service or call; the task definition's own stand there
	Subnets         []int              // into Config.Subnets, for awsvpc; empty = all
	ServiceConnect  model.ServiceConnect
	KeepNetworkMode bool // a setup leaves its network mode alone
}

// Service is a service of the cluster.
type Service struct {
	Name string
	Use
	Desired       int // of a REPLICA service
	Daemon        bool
	StartedBefore bool // running at t = 0, placed without delay
}

// RunTask is a stream of RunTask requests. Count tasks are asked for at At in
// calls of ten at most; or, with Arrivals, one task at a time from At on, gap by
// gap, until Until and, with Count > 0, until Count have been asked for.
type RunTask struct {
	Name string // how the report calls it: its group, "family:NAME" unless the file names one
	Use
	Count    int
	At       des.Time
	Arrivals des.Dist
	Stream   bool     // Arrivals holds
	Until    des.Time // 0 = no end but Count's or the run's; a stream has one of the three
	RunFor   des.Dist
	Forever  bool // no runFor in the file: tasks run until they are stopped
	Group    string
}

// Timings is what each step of a task's life takes. The presets of scenario files,
// with their sources, stand with the resolving of timings in package scenarios.
type Timings struct {
	SchedulerTick    time.Duration   // the service scheduler's period
	PlacementRetry   []time.Duration // waits after the 1st, 2nd, ... failed pass of a service; the last repeats; never empty
	ENIAttach        des.Dist
	BranchAttach     des.Dist
	ENIAttachTimeout time.Duration
	ENIDetach        des.Dist
	PauseStart       des.Dist // creation and start of a pause container, network set-up included
	ImagePull        des.Dist
	ContainerStart   des.Dist // create and start
	ApplicationStop  des.Dist // SIGTERM to exit
	StopTimeout      time.Duration
}

// Quotas are the limits that AWS sets on an account or cluster. ReservedPortsPerInstance
// always holds; of the others, which AWS raises on request, a run only warns
// unless the file sets them.
type Quotas struct {
	ReservedPortsPerInstance int32           // 100
	TasksPerService          int             // 5,000
	InstancesPerCluster      int             // 5,000
	ENIsPerRegion            int             // 5,000
	Enforced                 map[string]bool // names, of those below, that the file sets
}

// The names of the quotas that hold only where the file sets them.
const (
	QuotaTasksPerService     = "tasksPerService"
	QuotaInstancesPerCluster = "containerInstancesPerCluster"
	QuotaENIsPerRegion       = "networkInterfacesPerRegion"
)

// Options are the readings of ECS's behaviour on which public sources differ.
// The zero value is the documented default of each.
type Options struct {
	// TieLowest gives ties in placement to the lowest instance; otherwise they
	// are decided by the task's own chance.
	TieLowest bool
	// ENIAtStopping frees an attachment slot when the task is told to stop, not
	// when its interface is gone.
	ENIAtStopping bool
	// IgnoreENI lets the scheduler place without counting attachment slots.
	IgnoreENI bool
	// DockerPorts leaves the choice of dynamic host ports to Docker, as agents
	// before 1.70.0 did.
	DockerPorts bool
	// Linear places with the plain linear scan: slower, the same choices.
	Linear bool
}
