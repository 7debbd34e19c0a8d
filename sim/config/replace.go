package config

import "time"

// InstanceRefresh replaces the instances of a group as StartInstanceRefresh does (EC2 Auto Scaling
// API, RefreshPreferences, 2026).
type InstanceRefresh struct {
	MinHealthy int // percent of the desired capacity, rounded up, that is in service all the time; 0 to 100
	// MaxHealthy is the percent of the desired capacity, rounded down, that there may be of
	// instances, 100 to 200; None = it is not given, and then an instance is terminated and its
	// replacement launched together where the percentages leave nothing else.
	MaxHealthy int
	Warmup     time.Duration // from an instance's being in service until the next are replaced
	Protected  ProtectedInstances
}

// ProtectedInstances says what an instance refresh does with instances that are protected from
// scale in: those with tasks, where managed termination protection is on.
type ProtectedInstances uint8

// WaitForProtected waits for an hour until they are so no more, and then the refresh fails.
// IgnoreProtected leaves them. RefreshProtected replaces them as any.
const (
	WaitForProtected ProtectedInstances = iota
	IgnoreProtected
	RefreshProtected
)

// DefaultMinHealthy is an instance refresh's minimum healthy percentage (EC2 Auto Scaling guide,
// understand-instance-refresh-default-values, 2026).
const DefaultMinHealthy = 90

// RollingUpdate replaces the instances of a group as CloudFormation does with the update policy
// AutoScalingRollingUpdate (CloudFormation template reference, aws-attribute-updatepolicy, 2026).
type RollingUpdate struct {
	MaxBatch     int // instances that are replaced together at the most; 1 or more
	MinInService int // instances that are in service all the time; less than the maximum size
	// Pause is how long the update waits when a batch is in service; with WaitForSignals, how
	// long it waits for that, and then it fails.
	Pause          time.Duration
	WaitForSignals bool
}

// SignalTimeout is PauseTime of a rolling update that waits for signals, where none is given.
const SignalTimeout = 5 * time.Minute

// InBatches reports whether the event replaces the instances of a group batch by batch.
func (e *Event) InBatches() bool { return e.Refresh != nil || e.Rolling != nil }
