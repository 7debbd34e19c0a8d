// Package config is all that a run needs, resolved and checked: container instances, task
// definitions, services, RunTask streams, events, timings, quotas and readings, with references
// between them as indices.
package config

import (
	"fmt"
	"maps"
	"slices"
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
	// DualStack is the account setting dualStackIPv6: tasks have an IPv6 address beside the IPv4
	// one where their subnet has blocks of both. It changes nothing but output that names addresses.
	DualStack bool

	Groups    []InstanceGroup // those of capacity providers too
	Providers []CapacityProvider
	Subnets   []Subnet
	Tasks     []model.TaskDefinition
	Services  []Service
	RunTasks  []RunTask
	Events    []Event  // in order of time, those of one moment in file order
	Alarms    []string // names of the CloudWatch alarms that deployments watch, all OK at the start
	// TargetGroups are those that services register tasks with.
	TargetGroups []TargetGroup
	Firewall     *Firewall
	Timings      Timings
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
	Zones        []string // availability zones, dealt round robin; never empty
	Subnets      []int    // into Config.Subnets: where primary (and trunk) interfaces live; the first of the host's zone is taken

	model.InstanceSize // of each instance

	// ReservedMemory is what is taken off InstanceSize.Memory already (ECS_RESERVED_MEMORY); another
	// type of the group would keep it too.
	ReservedMemory model.MiB

	Trunk        Trunk
	ManualENIs   int32 // attached by hand: they take slots that the scheduler cannot see
	Reserved     []model.HostPort
	DynamicRange model.PortRange
	Listeners    []model.HostPort // held by processes that are no task; sshd and the agent's own are added to them
	Attributes   map[string]string
	Architecture string // x86_64 or arm64
	AgentVersion string
	USDPerHour   float64 // or UnknownPrice
	// PriceDate is the day of the catalogue's on-demand price in Config.Region, ISO 8601;
	// "" = USDPerHour is somebody's own figure, such as the scenario file's, or unknown.
	PriceDate string
	// SecurityGroups are those of the hosts' primary interfaces, by name.
	SecurityGroups []string
	// SpotDraining sets an interrupted instance DRAINING at its notice
	// (ECS_ENABLE_SPOT_INSTANCE_DRAINING).
	SpotDraining bool
	// PullUpfront pulls the images of containers that wait for others at once
	// (ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT).
	PullUpfront bool
	// Draining says whether an instance that is replaced or scaled in is DRAINING first.
	Draining TerminationDraining
	Timings  *HostTimings // nil = as for all
	Faults   HostFaults
}

// UnknownPrice is a price an hour that nobody knows.
const UnknownPrice = -1.0

// TerminationDraining says what becomes of the tasks on an instance that Auto Scaling,
// or who replaces it, ends. A capacity provider's managed draining drains whatever the
// group says.
type TerminationDraining uint8

// DrainByDefault: the instances of a group that is no capacity provider's are drained,
// for there it is somebody's own doing; of one that is, a lifecycle hook would have to,
// and there is none. DrainAlways: the group has a lifecycle hook of its user's own that
// drains. DrainNever: tasks end with their instance.
const (
	DrainByDefault TerminationDraining = iota
	DrainAlways
	DrainNever
)

// Trunk says when the hosts of a group carry a trunk interface.
type Trunk uint8

// TrunkAuto: where the account setting is on at launch and the type can carry
// one. TrunkNever: launched before the opt-in. TrunkAlways: wherever the type
// can, as the setup awsvpc-trunking asks. TrunkAtStart: as TrunkAlways, but of
// the hosts that a run begins with only; those launched in it are TrunkAuto.
const (
	TrunkAuto Trunk = iota
	TrunkNever
	TrunkAlways
	TrunkAtStart
)

// Keeping says whether a network setup leaves a workload's network mode and host ports alone.
type Keeping uint8

// KeepByKind: where it is a DAEMON service or its tasks are in host mode, unless these are to
// move; others are rewritten. KeepAlways and KeepNever say so whatever it is.
const (
	KeepByKind Keeping = iota
	KeepAlways
	KeepNever
)

// Subnet is one subnet of the cluster's VPC.
type Subnet struct {
	ID      string
	Zone    string
	Network model.Subnet // zero = IPv4 addresses without limit
}

// Use is what a service and a RunTask call have in common.
type Use struct {
	Task            int // into Config.Tasks
	Strategies      []model.Strategy
	Constraints     []model.Constraint // of the service or call; the task definition's own stand there
	Subnets         []int              // into Config.Subnets, for awsvpc; empty = all
	ServiceConnect  model.ServiceConnect
	KeepNetworkMode Keeping
	// Providers is the capacity provider strategy; empty = launch type EC2, any
	// container instance.
	Providers      []ProviderShare // at most MaxProviders
	SecurityGroups []string        // of awsvpc tasks' own interfaces, by name
	// Running is where tasks run when the scenario begins, which are StartedBefore then; those
	// beyond are placed by strategy.
	Running []Running
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
	// StartedBefore: all Count of them run at t = 0, placed without delay; At is 0 then, and
	// there are no arrivals.
	StartedBefore bool
}

// Timings is what each step of a task's life takes; DefaultTimings says what unless a
// scenario knows better. The zero value is not valid.
type Timings struct {
	SchedulerTick    time.Duration   // the service scheduler's period
	PlacementRetry   []time.Duration // waits after the 1st, 2nd, ... failed pass of a service; the last repeats; never empty
	ENIAttach        des.Dist
	BranchAttach     des.Dist
	ENIAttachTimeout time.Duration
	// CallTimeout is how long ECS repeats a call for a task's interface that
	// EC2 throttles; 0 = it fails at once.
	CallTimeout     time.Duration
	ENIDetach       des.Dist
	PauseStart      des.Dist // creation and start of a pause container, network set-up included
	ImagePull       des.Dist
	ContainerStart  des.Dist // create and start
	ApplicationStop des.Dist // SIGTERM to exit; endless = SIGTERM is ignored
	StopTimeout     time.Duration

	ApplicationReady      des.Dist      // start of the containers until health checks pass; endless = never
	ProxyReady            des.Dist      // start of the Service Connect proxy until it is HEALTHY; endless = never
	DependencyRun         des.Dist      // start to exit of a container that others wait for with COMPLETE or SUCCESS
	ContainerStartTimeout time.Duration // containers that have not started by then fail the task
	HealthyAfter          time.Duration // RUNNING until a task without any health check counts as healthy
	HealthCheckInterval   time.Duration // of target groups without their own, as are the next two and DeregistrationDelay
	UnhealthyThreshold    int           // failed checks in a row that make a target unhealthy
	HealthyThreshold      int           // passed checks in a row that make an unhealthy one healthy again; a new one needs a single one
	TargetRegistration    des.Dist      // ACTIVATING, of a service behind load balancers
	DeregistrationDelay   time.Duration
	BakeTime              time.Duration // how long a deployment with alarms that roll back watches them at its end
	ThrottleMaximum       time.Duration // longest wait between tasks of a service that stop without running

	InstanceBoot       des.Dist // launch to registration
	InstanceTerminate  des.Dist // TerminateInstances until the instance is INACTIVE
	LostHostGrace      time.Duration
	SpotNotice         time.Duration
	DrainTimeout       time.Duration // longest that a draining instance waits for its tasks before it is terminated
	MetricPeriod       time.Duration // of CapacityProviderReservation and of service auto scaling
	MetricDelay        time.Duration // end of a period until service auto scaling has what was measured in it
	ScaleInPoints      int           // metric periods below target before a capacity provider scales in
	ProvisioningExpiry des.Dist      // how long a task waits for a capacity provider; endless = for ever
}

// TaskTimings is what single steps take for tasks of one definition; nil = as
// for all.
type TaskTimings struct {
	ImagePull, ContainerStart, ApplicationReady, ApplicationStop, ProxyReady *des.Dist
	ExitAfter                                                                *des.Dist // RUNNING until the first essential container exits by itself
	ExitCode                                                                 int       // with which it exits then
}

// Quotas are the limits that AWS sets on an account or cluster. ReservedPortsPerInstance
// always holds; of the others, which AWS raises on request, a run only warns
// unless the file sets them.
type Quotas struct {
	ReservedPortsPerInstance int32 // 100
	TasksPerService          int   // 5,000
	InstancesPerCluster      int   // 5,000
	ENIsPerZone              int   // 5,000, in each availability zone
	ProvisioningPerCluster   int   // 500; always holds
	// TaskStartsPerMinute is how many tasks a service starts in a minute, counted in
	// fixed windows from its first start: 500, not adjustable (AWS General Reference,
	// ecs-service); always holds. 0 = no limit.
	TaskStartsPerMinute int
	TargetsPerGroup     int // 1,000
	// The most targets of a load balancer, each counted once for every target group that it is in:
	// of an Application Load Balancer 1,000; of a Network Load Balancer 3,000, and 500 in each
	// availability zone or, with cross-zone load balancing, in all.
	TargetsPerALB, TargetsPerNLB, TargetsPerNLBZone int
	// ENICalls limits how many task interfaces can be created: a bucket of Burst that
	// fills at PerSecond, as EC2's own for CreateNetworkInterface is (EC2Calls). Zero =
	// no limit.
	ENICalls Bucket
	Enforced map[string]bool // names, of those below, that the file sets
}

// The names of the quotas that hold only where the file sets them. Of targets a run only warns
// all the same.
const (
	QuotaTasksPerService     = "tasksPerService"
	QuotaInstancesPerCluster = "containerInstancesPerCluster"
	QuotaENIsPerZone         = "networkInterfacesPerRegion"
	QuotaTargetsPerGroup     = "targetsPerTargetGroup"
	QuotaTargetsPerALB       = "targetsPerApplicationLoadBalancer"
	QuotaTargetsPerNLB       = "targetsPerNetworkLoadBalancer"
	QuotaTargetsPerNLBZone   = "targetsPerZonePerNetworkLoadBalancer"
)

// Bucket is a token bucket.
type Bucket struct{ Burst, PerSecond int }

// EC2Calls is EC2's bucket of CreateNetworkInterface calls, for an account and Region
// (EC2 developer guide, ec2-api-throttling, 2026). That ECS's own calls draw from it is
// not said, so a run does without unless it is asked for.
var EC2Calls = Bucket{Burst: 100, PerSecond: 5}

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
	// NoneFromZero keeps managed scaling from launching into a group without instances that
	// no task needs, where its target is below 100.
	NoneFromZero bool
	// IgnoreRegistration leaves a service that waits for room to its retries when an
	// instance registers; otherwise it tries again at once.
	IgnoreRegistration bool
	// GPUIDs gives a task certain GPUs of its host, so that it waits in the agent's queue
	// for those that one which is told to stop still holds; otherwise it starts if enough
	// are free.
	GPUIDs bool
	// QueueWithoutECS lets an agent that is disconnected start tasks that wait in its
	// queue, as they find room; otherwise they wait until it is back.
	QueueWithoutECS bool
	// InServiceAtLaunch takes an instance for in service as soon as it is launched, where the
	// instances of a group are replaced in batches; otherwise when it has registered.
	InServiceAtLaunch bool
	// Linear places with the plain linear scan: slower, the same choices.
	Linear bool
}

// Instances is how many container instances there are at the start.
func (c *Config) Instances() (n int) {
	for g := range c.Groups {
		n += c.Groups[g].Count
	}
	return n
}

// firstInterfaces counts the network interfaces of the instances at the start, by
// availability zone.
func (c *Config) firstInterfaces() map[string]int {
	zones := map[string]int{}
	for g := range c.Groups {
		group := &c.Groups[g]
		trunk, _ := group.Trunked(c.Trunking)
		for n := range group.Count {
			zones[group.Zones[n%len(group.Zones)]] += int(model.HostAddresses(trunk))
		}
	}
	return zones
}

// Crowded is the first group whose instances have no room in a subnet when the scenario begins,
// each group after those before it, and what of; None where all have.
func (c *Config) Crowded() (group int, why string) {
	subnets := make([]model.Addresses, len(c.Subnets))
	for i := range subnets {
		subnets[i] = c.Subnets[i].Network.Addresses()
	}
	for g := range c.Groups {
		group := &c.Groups[g]
		trunk, _ := group.Trunked(c.Trunking)
		for n := range group.Count {
			i := c.SubnetIn(group.Subnets, group.Zones[n%len(group.Zones)])
			if i >= 0 && !subnets[i].Take(model.HostAddresses(trunk)) {
				usable, _ := subnets[i].Usable()
				return g, fmt.Sprintf("subnet %s has %d usable addresses, too few for the interfaces of %s", c.Subnets[i].ID, usable, group.InstanceName(n+1))
			}
		}
	}
	return None, ""
}

// Excess is something that a scenario begins with over a quota that its file sets.
type Excess struct {
	Quota   string // its key
	Service int    // that wants too many tasks; None = the cluster has too many instances
	Text    string
}

// OverQuota lists what the scenario begins with over a quota that its file sets.
func (c *Config) OverQuota() []Excess {
	var over []Excess
	q, instances := c.Quotas, c.Instances()
	if n := q.InstancesPerCluster; q.Enforced[QuotaInstancesPerCluster] && instances > n {
		over = append(over, Excess{QuotaInstancesPerCluster, None,
			fmt.Sprintf("the cluster has %d container instances, wanted at most its quota %s of %d", instances, QuotaInstancesPerCluster, n)})
	}
	if q.Enforced[QuotaENIsPerZone] {
		zones := c.firstInterfaces()
		for _, zone := range slices.Sorted(maps.Keys(zones)) {
			if n := zones[zone]; n > q.ENIsPerZone {
				over = append(over, Excess{QuotaENIsPerZone, None,
					fmt.Sprintf("the instances have %d network interfaces in availability zone %s, wanted at most the quota %s of %d", n, zone, QuotaENIsPerZone, q.ENIsPerZone)})
			}
		}
	}
	for i := range c.Services {
		if s, n := &c.Services[i], q.TasksPerService; q.Enforced[QuotaTasksPerService] && s.Desired > n {
			over = append(over, Excess{QuotaTasksPerService, i,
				fmt.Sprintf("service %q wants %d tasks, wanted at most the quota %s of %d", s.Name, s.Desired, QuotaTasksPerService, n)})
		}
	}
	return over
}
