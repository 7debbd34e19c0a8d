package state

import (
	"math"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// Scaler is service auto scaling by target tracking on a service's load.
type Scaler struct {
	*config.Scaling
	CurrentLoad     float64
	LoadBefore      float64       // CurrentLoad before LoadSince
	LoadSince       des.Time      // when CurrentLoad was set; 0 = at the beginning
	Unseen          []MetricPoint // measured, and not yet seen by service auto scaling
	NoiseDist       des.Dist
	NoiseStream     *des.Stream
	HighPeriods     []int    // metric periods in a row above the target, by policy
	LowPeriods      []int    // below LowShare of it, by policy
	NextOut, NextIn des.Time // ends of the cooldowns
	LastOut         int      // what the last scale-out asked for
}

// The metric periods in a row after which a target tracking alarm acts, and the
// share of the target below which the load is low. They are widely reported and not
// documented.
const (
	HighPeriodsToAct = 3
	LowPeriodsToAct  = 15
	LowShare         = 0.9
)

// MetricPoint is one value of a service's metric: the load over the tasks that ran.
type MetricPoint struct {
	Metric  float64
	Running int      // tasks that ran; 0 = none did, and none was wanted
	Seen    des.Time // when service auto scaling gets it
}

// MetricNow is the metric as it stands; false where there is none, for no task runs though
// some should.
func (x *Scaler) MetricNow(w *Workload) (MetricPoint, bool) {
	return MetricPoint{Metric: x.CurrentLoad / float64(max(w.Running, 1)), Running: w.Running}, w.Running > 0 || w.Requested == 0
}

// TasksFor is how many tasks bring a policy's metric to its target.
func (p *MetricPoint) TasksFor(policy *config.TrackingPolicy) int {
	return int(min(math.Ceil(float64(max(p.Running, 1))*p.Metric/policy.Target-1e-9), math.MaxInt32))
}

// OutCooldown is the longest scale-out cooldown of the policies.
func (x *Scaler) OutCooldown() (d time.Duration) {
	for _, p := range x.Policies {
		d = max(d, p.OutCooldown)
	}
	return d
}

// InCooldown is the longest scale-in cooldown of the policies.
func (x *Scaler) InCooldown() (d time.Duration) {
	for _, p := range x.Policies {
		d = max(d, p.InCooldown)
	}
	return d
}
