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

	Groups    []InstanceGroup // those of capacity providers too
	Providers []CapacityProvider
	Subnets   []Subnet
	Tasks     []model.TaskDefinition
	Services  []Service
	RunTasks  []RunTask
	Events    []Event // in order of time, those of one moment in file order
	Firewall  *Firewall
	Timings   Timings
	// Own is what single task definitions take otherwise, by family:revision.
	Own      map[string]TaskTimings
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
	// SecurityGroups are those of the hosts' primary interfaces, by name.
	SecurityGroups []string
	// SpotDraining sets an interrupted instance DRAINING at its notice
	// (ECS_ENABLE_SPOT_INSTANCE_DRAINING).
	SpotDraining bool
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
	// Providers is the capacity provider strategy; empty = launch type EC2, any
	// container instance.
	Providers      []ProviderShare
	SecurityGroups []string // of awsvpc tasks' own interfaces, by name
}

// Service is a service of the cluster.
type Service struct {
	Name string
	Use
	Desired       int // of a REPLICA service
	Daemon        bool
	StartedBefore bool // running at t = 0, placed without delay
	Deploying     Deploying
	Rebalance     bool     // availabilityZoneRebalancing: ENABLED, or left out where the service is eligible
	Targets       []Target // loadBalancers
	Grace         time.Duration
	Scaling       *Scaling // nil = none
}

// Deploying is a service's deploymentConfiguration (ECS API
// DeploymentConfiguration).
type Deploying struct {
	// MinimumHealthyPercent of the desired count, rounded up, is how many healthy
	// tasks a deployment leaves running; 100 for a REPLICA, 0 for a DAEMON service
	// unless the file says otherwise.
	MinimumHealthyPercent int
	// MaximumPercent of the desired count, rounded down, is how many tasks there may
	// be from PROVISIONING to RUNNING; 200 for a REPLICA, 100 for a DAEMON service.
	MaximumPercent int
	Breaker        CircuitBreaker
}

// CircuitBreaker ends a deployment whose tasks fail (ECS API
// DeploymentCircuitBreaker, ThresholdConfiguration).
type CircuitBreaker struct {
	Enable, Rollback bool
	Kind             ThresholdKind
	Value            int  // percent of the desired count, or a count
	Cumulative       bool // resetOnHealthyTask: false
}

// ThresholdKind says how a circuit breaker's value becomes a number of tasks.
type ThresholdKind uint8

// BoundedPercent keeps the percentage of the desired count, rounded up, between 3
// and 200 (ECS API, June 2026; the developer guide of 2023 had 10 and 200).
const (
	BoundedPercent ThresholdKind = iota
	UnboundedPercent
	CountThreshold
)

// Target is one entry of loadBalancers: a target group that a service's tasks
// register with.
type Target struct {
	Group         string // its name, or the end of its ARN
	Container     int    // index in the task definition; -1 where it has none of the name
	ContainerPort uint16
}

// Scaling is service auto scaling by target tracking (developer guide,
// service-autoscaling-targettracking). The metric is Load over the running tasks.
type Scaling struct {
	Min, Max int
	Policies []TrackingPolicy
	Load     float64 // until an event sets another, in the metric's unit times tasks
	// Noise is the standard deviation, as a share of the load, of a factor of mean 1
	// drawn anew for every metric period; 0 = none.
	Noise float64
}

// TrackingPolicy is one target tracking policy.
type TrackingPolicy struct {
	Target                  float64
	InCooldown, OutCooldown time.Duration
	DisableScaleIn          bool
}

// CapacityProvider is an Auto Scaling group as a capacity provider (ECS API
// CapacityProvider, ManagedScaling).
type CapacityProvider struct {
	Name     string
	Group    int // into Config.Groups: what it launches, Count = Min of them at t = 0
	Min, Max int
	Managed  bool // managedScaling is ENABLED
	Target   int  // targetCapacity, percent
	MinStep  int
	MaxStep  int
	Warmup   time.Duration
	Protect  bool // managedTerminationProtection: only empty instances are scaled in
	Drain    bool // managedDraining: what is terminated is DRAINING first
	// Types are the sizes of all the group's instance types, the launched one first.
	// Managed scaling asks the smallest of each resource whether tasks fit at all and
	// packs them on the largest (developer guide, managed-scaling-behavior).
	Types []InstanceSize
}

// InstanceSize is what an instance type of a capacity provider offers.
type InstanceSize struct {
	CPU                    model.CPU
	Memory                 model.MiB
	SlotsPlain, SlotsTrunk int32
	GPU                    int32
}

// ProviderShare is one item of a capacity provider strategy.
type ProviderShare struct {
	Provider     int // into Config.Providers
	Base, Weight int
}

// EventKind is what is done to the cluster.
type EventKind uint8

// The events of scenario files.
const (
	UpdateService EventKind = iota + 1
	StopTasks
	ReplaceInstances
	TerminateInstances
	DrainInstances
	InterruptSpot
	DisconnectAgent
	ReconnectAgent
	RestartAgent
	FailAvailabilityZone
	PutAccountSetting
	Listen
	Unlisten
	SetLoad
)

// Event is something that is done to the cluster at a time. Only the fields that
// its kind uses are set.
type Event struct {
	At   des.Time
	Kind EventKind

	Service   int        // of UpdateService, SetLoad and StopTasks; into Config.Services, -1 = none
	Task      int        // of UpdateService: the new task definition; -1 = as it was
	Desired   int        // of UpdateService; -1 = as it was
	Force     bool       // of UpdateService: forceNewDeployment
	Deploying *Deploying // of UpdateService; nil = as it was

	Group    int    // of what is done to instances, Listen and Unlisten; into Config.Groups, -1 = none
	Instance string // one instance in place of a group
	Count    int    // how many instances or tasks; -1 = all

	TaskGroup string         // of StopTasks, in place of a service
	Zone      string         // of FailAvailabilityZone
	Enable    bool           // of PutAccountSetting: awsvpcTrunking for the instance role or the account
	Port      model.HostPort // of Listen and Unlisten
	Load      float64        // of SetLoad
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
	ApplicationStop  des.Dist // SIGTERM to exit; endless = SIGTERM is ignored
	StopTimeout      time.Duration

	ApplicationReady      des.Dist      // RUNNING until health checks pass; endless = never
	ProxyReady            des.Dist      // start of the Service Connect proxy until it is HEALTHY; endless = never
	DependencyRun         des.Dist      // start to exit of a container that others wait for with COMPLETE or SUCCESS
	ContainerStartTimeout time.Duration // containers that have not started by then fail the task
	HealthyAfter          time.Duration // RUNNING until a task without any health check counts as healthy
	HealthCheckInterval   time.Duration // of the load balancer, as are the next four
	UnhealthyThreshold    int           // failed checks in a row that make a target unhealthy
	HealthyThreshold      int           // passed checks in a row that make an unhealthy one healthy again; a new one needs a single one
	TargetRegistration    des.Dist      // ACTIVATING, of a service with several target groups
	DeregistrationDelay   time.Duration
	ThrottleMaximum       time.Duration // longest wait between tasks of a service that stop without running

	InstanceBoot       des.Dist // launch to registration
	InstanceTerminate  des.Dist // TerminateInstances until the instance is INACTIVE
	LostHostGrace      time.Duration
	SpotNotice         time.Duration
	DrainTimeout       time.Duration // longest that a draining instance waits for its tasks before it is terminated
	MetricPeriod       time.Duration // of CapacityProviderReservation and of service auto scaling
	ScaleInPoints      int           // metric periods below target before a capacity provider scales in
	ProvisioningExpiry des.Dist      // how long a task waits for a capacity provider; endless = for ever
}

// TaskTimings is what single steps take for tasks of one definition; nil = as
// for all.
type TaskTimings struct {
	ImagePull, ContainerStart, ApplicationReady, ApplicationStop, ProxyReady *des.Dist
	ExitAfter                                                                *des.Dist // RUNNING until the essential container exits by itself
}

// Quotas are the limits that AWS sets on an account or cluster. ReservedPortsPerInstance
// always holds; of the others, which AWS raises on request, a run only warns
// unless the file sets them.
type Quotas struct {
	ReservedPortsPerInstance int32 // 100
	TasksPerService          int   // 5,000
	InstancesPerCluster      int   // 5,000
	ENIsPerRegion            int   // 5,000
	ProvisioningPerCluster   int   // 500; always holds
	TargetsPerGroup          int   // 1,000
	// ENICalls limits how many task interfaces can be created: a bucket of Burst that
	// fills at PerSecond. Zero = no limit, for AWS publishes none.
	ENICalls Bucket
	Enforced map[string]bool // names, of those below, that the file sets
}

// The names of the quotas that hold only where the file sets them.
const (
	QuotaTasksPerService     = "tasksPerService"
	QuotaInstancesPerCluster = "containerInstancesPerCluster"
	QuotaENIsPerRegion       = "networkInterfacesPerRegion"
	QuotaTargetsPerGroup     = "targetsPerTargetGroup"
)

// Bucket is a token bucket.
type Bucket struct{ Burst, PerSecond int }

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
	// CountStopping counts STOPPING tasks against a deployment's maximum, as one page
	// of the developer guide has it (service_definition_parameters).
	CountStopping bool
	// IgnoreRegistration leaves a service that waits for room to its retries when an
	// instance registers; otherwise it tries again at once.
	IgnoreRegistration bool
	// Linear places with the plain linear scan: slower, the same choices.
	Linear bool
}
