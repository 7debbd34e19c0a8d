package config

import (
	"time"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim/des"
)

// DefaultZone is the availability zone of what Defaults and NewInstanceGroup make.
const DefaultZone = "us-east-1a"

// Defaults returns a Config to begin with when one is written by hand: the timings of
// DefaultTimings, the quotas of DefaultQuotas, and a subnet in DefaultZone whose addresses
// nobody counts. Groups, Tasks, and Services or RunTasks are still to be added.
func Defaults() *Config {
	return &Config{
		Region: catalog.DefaultRegion, Subnets: []Subnet{{ID: "subnet-" + DefaultZone, Zone: DefaultZone}},
		Timings: DefaultTimings(), Quotas: DefaultQuotas(), DataDate: catalog.LimitsDate,
	}
}

// DefaultTimings returns what each step takes unless a scenario says otherwise: the preset
// typical of scenario files. Where AWS publishes no figure, it is an assumption; which are,
// and the sources of the others, stand with the keys of scenario files (package scenarios,
// type Timings). The retries are those of reproio/ecs_deploy pull request 53 (the next try
// about 5 minutes after some 50 s of failures). One measured start of an awsvpc task on a
// fresh t3.small took 28 s in all.
func DefaultTimings() Timings {
	return Timings{
		SchedulerTick:    5 * time.Second,
		PlacementRetry:   []time.Duration{10 * time.Second, 10 * time.Second, 20 * time.Second, 300 * time.Second},
		ENIAttach:        triangle(4, 10, 25),
		BranchAttach:     triangle(6, 12, 25),
		ENIAttachTimeout: 3 * time.Minute,
		CallTimeout:      5 * time.Minute,
		ENIDetach:        triangle(5, 15, 45),
		PauseStart:       des.Constant(time.Second),
		ImagePull:        triangle(2, 8, 60),
		ContainerStart:   triangle(1, 2, 6),
		ApplicationStop:  des.Constant(time.Second),
		StopTimeout:      30 * time.Second,

		ProxyReady:            des.Constant(time.Second),
		DependencyRun:         des.Constant(time.Second),
		ContainerStartTimeout: 3 * time.Minute,
		HealthyAfter:          40 * time.Second,
		HealthCheckInterval:   30 * time.Second,
		UnhealthyThreshold:    2,
		HealthyThreshold:      5,
		TargetRegistration:    des.Constant(time.Second),
		DeregistrationDelay:   300 * time.Second,
		BakeTime:              4 * time.Minute,
		ThrottleMaximum:       27 * time.Minute,

		InstanceBoot:       triangle(60, 90, 180),
		InstanceTerminate:  des.Constant(30 * time.Second),
		LostHostGrace:      60 * time.Second,
		SpotNotice:         2 * time.Minute,
		DrainTimeout:       48 * time.Hour,
		MetricPeriod:       60 * time.Second,
		MetricDelay:        180 * time.Second,
		ScaleInPoints:      15,
		ProvisioningExpiry: valid(des.Uniform(10*time.Minute, 30*time.Minute)),
	}
}

// triangle is a triangular distribution in seconds.
func triangle(least, mode, most time.Duration) des.Dist {
	return valid(des.Triangular(least*time.Second, mode*time.Second, most*time.Second))
}

// valid is a distribution of the default timings.
func valid(d des.Dist, err error) des.Dist {
	if err != nil {
		panic("config: default timing: " + err.Error() + ", invariant: a valid distribution")
	}
	return d
}

// DefaultQuotas returns AWS's default quotas; those that AWS raises on request are not
// enforced.
func DefaultQuotas() Quotas {
	return Quotas{
		ReservedPortsPerInstance: model.ReservedPortQuota,
		TasksPerService:          5000, // developer guide, service-quotas
		InstancesPerCluster:      5000, // developer guide, service-quotas
		ENIsPerZone:              5000, // VPC guide, amazon-vpc-limits: each availability zone
		ProvisioningPerCluster:   500,  // developer guide, service-event-messages-list
		TaskStartsPerMinute:      500,  // AWS General Reference, ecs-service
		TargetsPerGroup:          1000, // Elastic Load Balancing guides, load-balancer-limits, as are the next three
		TargetsPerALB:            1000,
		TargetsPerNLB:            3000,
		TargetsPerNLBZone:        500,
		Enforced:                 map[string]bool{},
	}
}

// DefaultReplica returns the deploymentConfiguration of a REPLICA service that is created
// without one (ECS API, DeploymentConfiguration).
func DefaultReplica() Deploying {
	return Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200, Breaker: DefaultBreaker()}
}

// DefaultDaemon returns the deploymentConfiguration of a DAEMON service that is created
// without one (ECS API, DeploymentConfiguration; the console gives it 50 as its minimum).
func DefaultDaemon() Deploying {
	return Deploying{MinimumHealthyPercent: 0, MaximumPercent: 100, Breaker: DefaultBreaker()}
}

// DefaultBreaker returns a circuit breaker that is off, with the threshold that one without
// a thresholdConfiguration has: BOUNDED_PERCENT of 50 (ECS API, ThresholdConfiguration).
func DefaultBreaker() CircuitBreaker { return CircuitBreaker{Kind: BoundedPercent, Value: 50} }

// NewInstanceGroup returns some container instances of one type in DefaultZone, as the
// ECS-optimized AMI of Linux and its agent have them by default: with the figures of the
// catalogue, the agent's reserved ports, Linux's range of dynamic host ports and the price
// of us-east-1. The error names an instance type that the catalogue does not have.
func NewInstanceGroup(name, instanceType string, count int) (InstanceGroup, error) {
	t, err := catalog.Lookup(instanceType)
	if err != nil {
		return InstanceGroup{}, err
	}
	g := InstanceGroup{
		Name: name, InstanceType: instanceType, Count: count, Zones: []string{DefaultZone},
		InstanceSize: t.Registers(),
		DynamicRange: model.LinuxDynamicPorts(), Architecture: t.Arch(),
	}
	price, label := CatalogPrice(catalog.DefaultRegion, t.Name)
	g.USDPerHour, g.PriceDate = price, label.Date
	for _, p := range model.DefaultReservedPorts() {
		g.Reserved = append(g.Reserved, model.HostPort{Port: p})
	}
	return g, nil
}

// NewCapacityProvider returns a capacity provider that launches a group's instances, the
// index'th of Config.Groups, with managed scaling on and what ECS's API has by default
// beside it (ECS API, ManagedScaling, AutoScalingGroupProvider). Its least size is the
// group's Count.
func NewCapacityProvider(name string, index int, g *InstanceGroup, most int) CapacityProvider {
	return CapacityProvider{
		Name: name, Group: index, Min: g.Count, Max: most, Managed: true, Drain: true,
		Target: DefaultTarget, MinStep: DefaultMinStep, MaxStep: DefaultMaxStep, Warmup: DefaultWarmup,
		Types: []model.InstanceSize{g.InstanceSize},
	}
}

// The defaults of managed scaling (ECS API, ManagedScaling).
const (
	DefaultTarget  = 100 // targetCapacity, percent
	DefaultMinStep = 1
	DefaultMaxStep = 10000
	DefaultWarmup  = 300 * time.Second
)
