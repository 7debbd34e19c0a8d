package config

import (
	"time"
)

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
	Scaling       *Scaling // service auto scaling; nil = none
	// UnhealthyAbove is the load for each healthy task above which the health checks of its tasks
	// fail; 0 = none does. The load is Scaling's, and 0 without, until a SetLoad changes it.
	UnhealthyAbove float64
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
	EarlySuccess   EarlySuccess
	Alarms         *DeploymentAlarms // nil = none
	// BakeTime is how long alarms that roll back are watched when all else is done (ECS API,
	// bakeTimeInMinutes); nil = Timings.BakeTime.
	BakeTime *time.Duration
}

// EarlySuccess has a deployment complete before all its tasks are there (ECS API
// DeploymentEarlySuccessCriteria, September 2026).
type EarlySuccess struct {
	Enable bool
	// HealthyPercent of the desired count, rounded up, one at least, is how many healthy tasks the
	// new revision needs; MinimumHealthyPercent to 100.
	HealthyPercent int
	// Deferred completes the deployment while tasks of older revisions are left
	// (sourceServiceRevisionCleanup: DEFERRED); else it waits for them to go (BLOCKING).
	Deferred bool
}

// DeploymentAlarms are CloudWatch alarms that end a deployment (ECS API DeploymentAlarms).
type DeploymentAlarms struct {
	Enable, Rollback bool
	Alarms           []int // into Config.Alarms
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
	Group         int // into Config.TargetGroups
	Container     int // index in the task definition; None where it has none of the name
	ContainerPort uint16
}

// RollBack reports whether the alarms are on and have a deployment go back: only then there is a
// bake time. nil = no alarms.
func (a *DeploymentAlarms) RollBack() bool { return a != nil && a.Enable && a.Rollback }
