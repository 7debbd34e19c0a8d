package state

import (
	"slices"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// StepState is how a step policy and its alarm stand.
type StepState struct {
	period     time.Duration // of the alarm
	open       int64         // the number of the period that goes on
	points     int           // seen of that period
	sum        float64
	min, max   float64
	everyPoint bool   // its alarm has a period for each point of the metric
	inAlarm    bool   // at the end of the last period
	breached   []bool // whether the last periods with points breached the threshold, the oldest first

	// Within the cooldown of a scale-out, which lasts until CoolsUntil, Base is how many tasks
	// there were before it.
	CoolsUntil des.Time
	Base       int
	NextIn     des.Time // the end of the cooldown of a scale-in
}

// Wish is what policies ask for.
type Wish struct {
	Want   int     // tasks
	Up     bool    // they ask for more; else for fewer
	Metric float64 // the value that decided
	Step   int     // the step policy that asks, or TargetTracking
	Base   int     // of a step policy: the tasks from which it counts
}

// TargetTracking stands for the target tracking policies of a service together.
const TargetTracking = -1

// SeeStep takes a point that was measured at an instant into the alarm of the i-th step policy.
// It returns what the policy asks for where that ends a period of the alarm and the alarm is in
// ALARM; tasks is how many there are.
func (x *Scaler) SeeStep(i int, measured, now des.Time, metric float64, tasks, requested int) (wish Wish, ok bool) {
	p, s := &x.Steps[i], &x.StepStates[i]
	number := (int64(measured) - 1) / int64(max(s.period, 1))
	if number != s.open && s.points > 0 { // its last point is missing
		s.close(&p.Alarm)
	}
	s.open = number
	if s.points == 0 {
		s.min, s.max, s.sum = metric, metric, 0
	}
	s.points++
	s.sum, s.min, s.max = s.sum+metric, min(s.min, metric), max(s.max, metric)
	if int64(measured)%int64(max(s.period, 1)) != 0 {
		return wish, false
	}
	value := s.statistic(p.Aggregation)
	if !s.close(&p.Alarm) {
		return wish, false
	}
	return x.wish(i, value, now, tasks, requested)
}

// statistic is one value of the points in the period that goes on.
func (s *StepState) statistic(of config.Statistic) float64 {
	switch of {
	case config.Minimum:
		return s.min
	case config.Maximum:
		return s.max
	}
	return s.sum / float64(s.points)
}

// close ends a period of the alarm, and reports whether the alarm is in ALARM.
func (s *StepState) close(a *config.Alarm) bool {
	if len(s.breached) == a.Periods {
		s.breached = append(s.breached[:0], s.breached[1:]...)
	}
	s.breached = append(s.breached, a.Breached(s.statistic(a.Statistic)))
	s.points = 0
	n := 0
	for _, b := range s.breached {
		if b {
			n++
		}
	}
	s.inAlarm = n >= a.Datapoints
	return s.inAlarm
}

// wish is what a step policy in ALARM asks for at a value of the metric; ok = a step is meant for
// it. Within the cooldown of a scale-out, a larger one counts from where the first began
// (Application Auto Scaling guide, step-scaling-policy-overview: "the previous increase is
// considered part of the current capacity").
func (x *Scaler) wish(i int, metric float64, now des.Time, tasks, requested int) (wish Wish, ok bool) {
	p, s := &x.Steps[i], &x.StepStates[i]
	step := p.StepAt(metric)
	if step == nil {
		return wish, false
	}
	wish = Wish{Metric: metric, Step: i, Base: tasks, Up: step.By > 0}
	if p.Adjustment == config.ExactCapacity {
		wish.Up = step.By > requested
	}
	if wish.Up && now < s.CoolsUntil {
		wish.Base = s.Base
	}
	wish.Want = p.Apply(step, wish.Base)
	if wish.Up {
		wish.Want = max(min(wish.Want, x.Max), x.Min)
	} else {
		wish.Want = min(max(wish.Want, x.Min), x.Max)
	}
	return wish, step.By != 0 || p.Adjustment == config.ExactCapacity
}

// span is the lowest and the highest of the metric as it stands, of the points that are measured
// and not seen, and with past also of those that alarms still look at; ok = there is any that will
// be seen. Where no task runs there are no new points, and alarms stay as they are.
func (x *Scaler) span(w *Workload, past bool) (low, high float64, ok bool) {
	see := func(metric float64) {
		if !ok {
			low, high, ok = metric, metric, true
		}
		low, high = min(low, metric), max(high, metric)
	}
	if now, has := x.MetricNow(w); has {
		see(now.Metric)
	}
	for i := range x.Unseen {
		see(x.Unseen[i].Metric)
	}
	for i := 0; ok && past && i < len(x.Recent); i++ {
		see(x.Recent[i])
	}
	return low, high, ok
}

// StepsMayAsk reports whether a step policy may ask for more tasks than are requested, or for
// fewer, as the metric stands and as it stood at the points that its alarm still looks at.
func (x *Scaler) StepsMayAsk(w *Workload, up bool) bool {
	if len(x.Steps) == 0 {
		return false
	}
	low, high, ok := x.span(w, true)
	if !ok {
		return false
	}
	tasks := min(w.Running, w.Requested)
	for i := range x.Steps {
		p := &x.Steps[i]
		if !p.Alarm.Breached(low) && !p.Alarm.Breached(high) {
			continue
		}
		exact := p.Adjustment == config.ExactCapacity
		for j := range p.Steps {
			s := &p.Steps[j]
			if !meant(s, low-p.Alarm.Threshold, high-p.Alarm.Threshold) || s.By == 0 && !exact {
				continue
			}
			asksForMore := s.By > 0 && !exact || exact && s.By > w.Requested
			want := min(max(p.Apply(s, tasks), x.Min), x.Max)
			if asksForMore == up && (up && want > w.Requested || !up && want < w.Requested) {
				return true
			}
		}
	}
	return false
}

// meant reports whether a step is meant for some value from low to high, less the threshold: the
// bound that is nearer to the threshold belongs to it, as in StepPolicy.StepAt.
func meant(s *config.StepAdjustment, low, high float64) bool {
	if s.Lower >= 0 {
		return high >= s.Lower && low < s.Upper
	}
	return high > s.Lower && low <= s.Upper
}

// holdsAllIn reports whether a step policy that asks for more at the end of each of its periods keeps
// all others from scaling in: with a metric from low to high none of them asks for fewer but at the
// end of such a period.
func (x *Scaler) holdsAllIn(w *Workload, s *StepState, low, high float64) bool {
	if s.everyPoint {
		return true
	}
	if x.tracksIn(w, MetricPoint{Metric: low, Running: w.Running}) || slices.ContainsFunc(x.Unseen, func(p MetricPoint) bool { return x.tracksIn(w, p) }) {
		return false
	}
	for i := range x.Steps {
		p := &x.Steps[i]
		fewer := func(a config.StepAdjustment) bool {
			return meant(&a, low-p.Alarm.Threshold, high-p.Alarm.Threshold) && (a.By < 0 || p.Adjustment == config.ExactCapacity)
		}
		if x.StepStates[i].period%max(s.period, 1) != 0 && (p.Alarm.Breached(low) || p.Alarm.Breached(high)) && slices.ContainsFunc(p.Steps, fewer) {
			return false
		}
	}
	return true
}

// tracksIn reports whether some target tracking policy asks for fewer tasks than are requested at a
// point of the metric.
func (x *Scaler) tracksIn(w *Workload, point MetricPoint) bool {
	return slices.ContainsFunc(x.Policies, func(p config.TrackingPolicy) bool {
		return !p.DisableScaleIn && point.Metric < p.Target*LowShare && point.TasksFor(&p) < w.Requested
	})
}

// AsksForMoreAlways reports whether, as the metric stands and stood, some policy asks to scale out
// at every point to come, so that there is no scaling in.
func (x *Scaler) AsksForMoreAlways(w *Workload) bool {
	low, high, ok := x.span(w, true)
	if !ok {
		return false
	}
	for i := range x.Policies {
		if x.HighPeriods[i] >= HighPeriodsToAct && low > x.Policies[i].Target && x.Max > 0 {
			return true
		}
	}
	for i := range x.Steps {
		p, s := &x.Steps[i], &x.StepStates[i]
		if !x.holdsAllIn(w, s, low, high) || !s.inAlarm || !p.Alarm.Breached(low) || !p.Alarm.Breached(high) || p.StepAt(low) == nil || p.StepAt(high) == nil {
			continue
		}
		always := true
		for j := range p.Steps {
			a := &p.Steps[j]
			if !meant(a, low-p.Alarm.Threshold, high-p.Alarm.Threshold) {
				continue
			}
			always = always && (a.By > 0 && p.Adjustment != config.ExactCapacity || p.Adjustment == config.ExactCapacity && a.By > w.Requested)
		}
		if always {
			return true
		}
	}
	return false
}
