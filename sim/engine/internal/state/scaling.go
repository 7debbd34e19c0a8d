package state

import (
	"math"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// Scaler is service auto scaling on a service's load.
type Scaler struct {
	*config.Scaling
	Min, Max        int // as scheduled actions have set them
	CurrentLoad     float64
	LoadBefore      float64       // CurrentLoad before LoadSince
	LoadSince       des.Time      // when CurrentLoad was set; 0 = at the beginning
	Unseen          []MetricPoint // measured, and not yet seen by service auto scaling
	NoiseDist       des.Dist
	NoiseStream     *des.Stream
	HighPeriods     []int    // metric periods in a row above the target, by target tracking policy
	LowPeriods      []int    // below LowShare of it, by target tracking policy
	NextOut, NextIn des.Time // ends of the cooldowns of target tracking
	LastOut         int      // what the last scale-out of target tracking asked for

	StepStates []StepState // by step policy
	Recent     []float64   // the last points seen, as many as any alarm looks at; nil without step policies
	recentAt   int         // the oldest of them, once there are so many

	LastUp    bool // the last change by a policy was a scale-out
	Reversals int  // how often policies have changed their direction since something scripted happened
}

// The metric periods in a row after which a target tracking alarm acts, and the
// share of the target below which the load is low. They are widely reported and not
// documented.
const (
	HighPeriodsToAct = 3
	LowPeriodsToAct  = 15
	LowShare         = 0.9
)

// ReversalsFollowed is how often a service may scale out and in again before a run without an end
// of its own leaves it be.
const ReversalsFollowed = 10

// MetricPoint is one value of a service's metric: the load over the tasks that ran.
type MetricPoint struct {
	Metric  float64
	Running int      // tasks that ran; 0 = none did, and none was wanted
	Seen    des.Time // when service auto scaling gets it
}

// NewScaler is the auto scaling of a service at the beginning of a run. period is that of the
// cluster's metrics.
func NewScaler(s *config.Scaling, period time.Duration) *Scaler {
	n := len(s.Policies)
	x := &Scaler{Scaling: s, Min: s.Min, Max: s.Max, CurrentLoad: s.Load, HighPeriods: make([]int, n), LowPeriods: make([]int, n)}
	if s.HighResolution != nil {
		period = s.HighResolution.Period
	}
	looksAt := 0
	for i := range s.Steps {
		a := &s.Steps[i].Alarm
		points := 1
		if a.Period > period && period > 0 {
			points = int(a.Period / period)
		}
		x.StepStates = append(x.StepStates, StepState{period: max(a.Period, period), everyPoint: points == 1, breached: make([]bool, 0, a.Periods)})
		looksAt = max(looksAt, (a.Periods+1)*points)
	}
	x.Recent = make([]float64, 0, looksAt)
	return x
}

// HasOwnMetrics reports whether a service's metric has another period than the cluster's.
func (w *Workload) HasOwnMetrics() bool { return w.Scaling != nil && w.Scaling.HighResolution != nil }

// Flaps reports whether the policies of a service change their direction again and again.
func (x *Scaler) Flaps() bool { return x.Reversals >= ReversalsFollowed }

// ScalesNoMore reports whether the policies of a service have changed their direction so often that, in
// a run without a duration, they act no more: what else goes on can come to rest then.
func (k *Cluster) ScalesNoMore(w *Workload) bool {
	return k.Config.Duration == 0 && w.Scaling.Reversals >= 10*ReversalsFollowed
}

// NoteChange notes that policies have changed the desired count, upwards or not.
func (x *Scaler) NoteChange(up bool) {
	if up != x.LastUp {
		x.Reversals++
	}
	x.LastUp = up
}

// MetricNow is the metric as it stands; false where there is none, for no task runs though
// some should.
func (x *Scaler) MetricNow(w *Workload) (MetricPoint, bool) {
	return MetricPoint{Metric: x.CurrentLoad / float64(max(w.Running, 1)), Running: w.Running}, w.Running > 0 || w.Requested == 0
}

// See takes a point that service auto scaling has got.
func (x *Scaler) See(metric float64) {
	switch {
	case cap(x.Recent) == 0:
	case len(x.Recent) < cap(x.Recent):
		x.Recent = append(x.Recent, metric)
	default:
		x.Recent[x.recentAt] = metric
		x.recentAt = (x.recentAt + 1) % len(x.Recent)
	}
}

// TasksFor is how many tasks bring a policy's metric to its target.
func (p *MetricPoint) TasksFor(policy *config.TrackingPolicy) int {
	return int(min(math.Ceil(float64(max(p.Running, 1))*p.Metric/policy.Target-1e-9), math.MaxInt32))
}

// OutCooldown is the longest scale-out cooldown of the target tracking policies.
func (x *Scaler) OutCooldown() (d time.Duration) {
	for _, p := range x.Policies {
		d = max(d, p.OutCooldown)
	}
	return d
}

// InCooldown is the longest scale-in cooldown of the target tracking policies.
func (x *Scaler) InCooldown() (d time.Duration) {
	for _, p := range x.Policies {
		d = max(d, p.InCooldown)
	}
	return d
}
