package config

import (
	"time"

	"ecssim/model"
)

// MaxProviders is how many capacity providers a strategy may have (ECS API
// CreateService, capacityProviderStrategy).
const MaxProviders = 20

// CapacityProvider is an Auto Scaling group as a capacity provider (ECS API
// CapacityProvider, ManagedScaling).
type CapacityProvider struct {
	Name     string
	Group    int // into Config.Groups: what it launches; Count of them, Min to Max, are there at t = 0
	Min, Max int
	Managed  bool // managedScaling is ENABLED
	Target   int  // targetCapacity, percent
	MinStep  int
	MaxStep  int
	Warmup   time.Duration
	Protect  bool // managedTerminationProtection: only empty instances are scaled in
	// Drain is managedDraining: what Auto Scaling ends, by scaling in or replacing it, and
	// what has a Spot interruption notice is DRAINING first (developer guide,
	// managed-instance-draining); without it only InstanceGroup.Draining drains.
	Drain bool
	// AZRebalanceSuspended says that the group leaves its instances in the zones where they
	// are (EC2 Auto Scaling API, SuspendProcesses, AZRebalance).
	AZRebalanceSuspended bool
	// Types are the sizes of all the group's instance types, the launched one first.
	// Managed scaling asks the smallest of each resource whether tasks fit at all and
	// packs them on the largest (developer guide, managed-scaling-behavior).
	Types []model.InstanceSize
}

// ProviderShare is one item of a capacity provider strategy.
type ProviderShare struct {
	Provider     int // into Config.Providers
	Base, Weight int
}
