package config

import (
	"math"
	"slices"
	"time"

	"ecssim/sim/des"
)

// Scaling is service auto scaling: target tracking, step scaling and scheduled actions
// (developer guide, service-auto-scaling). The metric of all policies is Load over the running
// tasks.
type Scaling struct {
	Min, Max  int // until a scheduled action sets others
	Policies  []TrackingPolicy
	Steps     []StepPolicy
	Scheduled []ScheduledAction
	Load      float64 // until an event sets another, in the metric's unit times tasks
	// Noise is the standard deviation, as a share of the load, of a factor of mean 1
	// drawn anew for every metric period; 0 = none, 1 at most.
	Noise float64
	// HighResolution, where it is not nil, is how the service's own metrics differ from
	// Timings.MetricPeriod and MetricDelay.
	HighResolution *Resolution
}

// Resolution is how often a service has a value of its metric, and how late that is seen.
type Resolution struct{ Period, Delay time.Duration }

// TrackingPolicy is one target tracking policy.
type TrackingPolicy struct {
	Target                  float64
	InCooldown, OutCooldown time.Duration
	DisableScaleIn          bool
}

// StepPolicy is one step scaling policy with the CloudWatch alarm that invokes it (Application
// Auto Scaling API, StepScalingPolicyConfiguration).
type StepPolicy struct {
	Name        string // "" = it has none
	Alarm       Alarm
	Adjustment  AdjustmentType
	Steps       []StepAdjustment // from the lowest to the highest, without gaps
	Magnitude   int              // minAdjustmentMagnitude: the least change by PercentChange
	Cooldown    time.Duration
	Aggregation Statistic // of the values in the alarm's last period, which chooses the step
}

// AdjustmentType says what a step's number means.
type AdjustmentType uint8

// The ECS API's adjustment types.
const (
	ChangeInCapacity AdjustmentType = iota // tasks more, or fewer
	PercentChange                          // percent of the tasks more, or fewer
	ExactCapacity                          // so many tasks
)

// StepAdjustment is what is done while the metric lies so far from the alarm's threshold: from
// Lower on, which is minus infinity where nothing else is said, to Upper, which is plus infinity.
// A metric above the threshold has to be below Upper, and one below it above Lower; the other
// bound belongs to the step.
type StepAdjustment struct {
	Lower, Upper float64
	By           int
}

// Alarm is a CloudWatch alarm on a service's metric: in ALARM while Datapoints of the last
// Periods values breach the threshold. Values that are missing are passed over.
type Alarm struct {
	Threshold           float64
	Comparison          Comparison
	Periods, Datapoints int
	Period              time.Duration // of one value; 0 = that of the metric, of which it is a multiple
	Statistic           Statistic     // of what was measured in a period
}

// Comparison says on which side of its threshold an alarm is breached.
type Comparison uint8

// The CloudWatch API's comparison operators.
const (
	AtLeast Comparison = iota // GreaterThanOrEqualToThreshold
	Above                     // GreaterThanThreshold
	Below                     // LessThanThreshold
	AtMost                    // LessThanOrEqualToThreshold
)

// Statistic makes one value of several.
type Statistic uint8

// The statistics.
const (
	Average Statistic = iota
	Minimum
	Maximum
)

// ScheduledAction sets the bounds of a service's desired count at a time, and again and again
// where Every is not 0 (Application Auto Scaling API, PutScheduledAction).
type ScheduledAction struct {
	Name     string // "" = it has none
	At       des.Time
	Every    time.Duration // 0 = once
	Until    des.Time      // of those that come again: none after it; 0 = no end
	Min, Max int           // None = stays as it is
}

// Upwards reports whether an alarm is breached by a metric that is high.
func (c Comparison) Upwards() bool { return c == AtLeast || c == Above }

// Breached reports whether a metric breaches the threshold.
func (a *Alarm) Breached(metric float64) bool {
	switch a.Comparison {
	case AtLeast:
		return metric >= a.Threshold
	case Above:
		return metric > a.Threshold
	case Below:
		return metric < a.Threshold
	}
	return metric <= a.Threshold
}

// StepAt is the step for a value of the metric; nil where none is meant. At the threshold itself
// the bound counts that lies on the alarm's side (Application Auto Scaling guide,
// step-scaling-policy-overview).
func (p *StepPolicy) StepAt(metric float64) *StepAdjustment {
	d := metric - p.Alarm.Threshold
	upper := d > 0 || d == 0 && p.Alarm.Comparison.Upwards()
	for i := range p.Steps {
		s := &p.Steps[i]
		if upper && d >= s.Lower && d < s.Upper || !upper && d > s.Lower && d <= s.Upper {
			return s
		}
	}
	return nil
}

// Apply is how many tasks a step asks for where there are so many. A percentage is rounded
// towards none, but to one task where it is less, and to the policy's least change where that is
// more (Application Auto Scaling guide, step-scaling-policy-overview).
func (p *StepPolicy) Apply(s *StepAdjustment, tasks int) int {
	switch p.Adjustment {
	case ExactCapacity:
		return s.By
	case ChangeInCapacity:
		return max(tasks+s.By, 0)
	}
	percent, least := int64(tasks)*int64(s.By), max(p.Magnitude, 0)
	by := int(max(min(percent/100, mostTasks), -mostTasks))
	if by == 0 && percent != 0 {
		least = max(least, 1)
	}
	switch {
	case s.By > 0:
		by = max(by, least)
	case s.By < 0:
		by = min(by, -least)
	}
	return max(tasks+by, 0)
}

// Times lists when the scheduled actions of a service come until an instant, by their indices in
// order of time, and those of one instant in their own order; most of them at most.
func (s *Scaling) Times(until des.Time, most int) (times []ScheduledTime) {
	next := make([]des.Time, len(s.Scheduled))
	for i := range next {
		next[i] = s.Scheduled[i].At
	}
	for len(times) < most {
		first := None
		for i, at := range next {
			if at <= until && (first == None || at < next[first]) {
				first = i
			}
		}
		if first == None {
			break
		}
		times = append(times, ScheduledTime{next[first], first})
		next[first] = s.Scheduled[first].After(next[first])
	}
	return times
}

// ScheduledTime is one instant of a scheduled action.
type ScheduledTime struct {
	At     des.Time
	Action int // index into Scaling.Scheduled
}

// After is when the action comes again after an instant at which it came; des.Never if it does
// not.
func (a *ScheduledAction) After(at des.Time) des.Time {
	if a.Every == 0 || a.Until != 0 && at.Add(a.Every) > a.Until {
		return des.Never
	}
	return at.Add(a.Every)
}

// Bounds are the bounds of the desired count after an action, and whether they are in order.
func (a *ScheduledAction) Bounds(least, most int) (newLeast, newMost int, inOrder bool) {
	if a.Min != None {
		least = a.Min
	}
	if a.Max != None {
		most = a.Max
	}
	return least, most, least <= most
}

// mostScheduled bounds how many instants of scheduled actions are looked at beforehand.
const mostScheduled = 10_000

// OutOfOrder is the first instant at which a scheduled action would set a minimum above the
// maximum, which Application Auto Scaling refuses, with what it would make of them; ok = there is
// one. Of actions that come again it looks at the first 10,000 instants.
func (s *Scaling) OutOfOrder(end des.Time) (at ScheduledTime, least, most int, ok bool) {
	if end == 0 {
		end = des.Never - 1
	}
	low, high := s.Min, s.Max
	for _, t := range s.Times(end, mostScheduled) {
		l, h, inOrder := s.Scheduled[t.Action].Bounds(low, high)
		if !inOrder {
			return t, l, h, true
		}
		low, high = l, h
	}
	return ScheduledTime{}, 0, 0, false
}

// Repeats reports whether a scheduled action comes again without end.
func (s *Scaling) Repeats() bool {
	return slices.ContainsFunc(s.Scheduled, func(a ScheduledAction) bool { return a.Every > 0 && a.Until == 0 })
}

// CheckSteps says what is wrong with the steps of a policy, and with which; "" if nothing is. They
// have to be in order already.
func (p *StepPolicy) CheckSteps() (step int, wrong string) {
	lowest, highest := math.Inf(1), math.Inf(-1)
	for i, s := range p.Steps {
		switch {
		case math.IsInf(s.Lower, -1) && math.IsInf(s.Upper, 1):
			return i, "has neither a lower nor an upper bound, wanted one of them"
		case !(s.Lower < s.Upper):
			return i, "has an upper bound that is not above its lower one"
		case p.Adjustment == ExactCapacity && s.By < 0:
			return i, "asks for fewer than no tasks"
		case i > 0 && s.Lower < p.Steps[i-1].Upper:
			return i, "overlaps with another"
		case i > 0 && s.Lower > p.Steps[i-1].Upper:
			return i, "leaves a gap to the one below it"
		}
		lowest, highest = min(lowest, s.Lower), max(highest, s.Upper)
	}
	switch {
	case len(p.Steps) == 0:
	case lowest < 0 && !math.IsInf(lowest, -1):
		return 0, "has a lower bound below 0, wanted none for the lowest"
	case highest > 0 && !math.IsInf(highest, 1):
		return len(p.Steps) - 1, "has an upper bound above 0, wanted none for the highest"
	}
	return 0, ""
}
