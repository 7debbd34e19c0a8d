package config

import (
	"math"
	"time"
)

// scaling checks service auto scaling. Where the health checks are loaded, it may be there for the
// load alone.
func (v *validator) scaling(at *field, s *Scaling, loaded bool) {
	if within(v, at.at("min"), s.Min, 0, mostTasks) {
		within(v, at.at("max"), s.Max, s.Min, mostTasks)
	}
	v.load(at.at("load"), s.Load, s)
	v.amount(at.at("noise"), s.Noise, 1)
	if s.Noise > 0 && v.c.Duration == 0 {
		v.fail(at.at("noise"), "is %v, and such a load never comes to rest, wanted a Config.Duration", s.Noise)
	}
	if len(s.Policies)+len(s.Steps)+len(s.Scheduled) == 0 && !loaded {
		v.fail(at.at("policies"), "is empty, wanted a target tracking policy, a step policy or a scheduled action")
	}
	for i, p := range s.Policies {
		at := at.member("policies", i)
		if v.amount(at.at("target"), p.Target, mostLoad); p.Target == 0 {
			v.fail(at.at("target"), "is 0, wanted more")
		}
		v.length(at.at("inCooldown"), p.InCooldown, 0)
		v.length(at.at("outCooldown"), p.OutCooldown, 0)
	}
	period := v.c.Timings.MetricPeriod
	if r := s.HighResolution; r != nil {
		period = r.Period
		v.length(at.at("highResolution.period"), r.Period, Oftenest)
		v.length(at.at("highResolution.delay"), r.Delay, 0)
	}
	for i := range s.Steps {
		v.steps(at.member("steps", i), &s.Steps[i], period)
	}
	v.scheduled(at, s)
}

// steps checks a step scaling policy of a service with metrics of a period.
func (v *validator) steps(at *field, p *StepPolicy, period time.Duration) {
	within(v, at.at("adjustment"), int(p.Adjustment), 0, int(ExactCapacity))
	within(v, at.at("aggregation"), int(p.Aggregation), 0, int(Maximum))
	within(v, at.at("magnitude"), p.Magnitude, 0, mostTasks)
	v.length(at.at("cooldown"), p.Cooldown, 0)
	if len(p.Steps) == 0 {
		v.fail(at.at("steps"), "is empty, wanted a step at least")
	}
	for i, s := range p.Steps {
		within(v, at.member("steps", i).at("by"), s.By, -mostTasks, mostTasks)
	}
	if i, wrong := p.CheckSteps(); wrong != "" {
		v.fail(at.member("steps", i), "%s", wrong)
	}
	a, at := &p.Alarm, at.at("alarm")
	if math.IsNaN(a.Threshold) || math.Abs(a.Threshold) > mostLoad {
		v.fail(at.at("threshold"), "is %v, wanted a number from %v to %v", a.Threshold, -float64(mostLoad), float64(mostLoad))
	}
	within(v, at.at("comparison"), int(a.Comparison), 0, int(AtMost))
	within(v, at.at("statistic"), int(a.Statistic), 0, int(Maximum))
	if within(v, at.at("periods"), a.Periods, 1, mostPercent) {
		within(v, at.at("datapoints"), a.Datapoints, 1, a.Periods)
	}
	if v.length(at.at("period"), a.Period, 0); period > 0 && a.Period%period != 0 {
		v.fail(at.at("period"), "is %v, wanted a multiple of the metric's, %v", a.Period, period)
	}
}

// scheduled checks scheduled actions.
func (v *validator) scheduled(of *field, s *Scaling) {
	before := len(v.faults)
	for i, a := range s.Scheduled {
		at := of.member("scheduled", i)
		v.moment(at.at("at"), a.At)
		v.moment(at.at("until"), a.Until)
		if a.Every != 0 {
			v.length(at.at("every"), a.Every, Oftenest)
		}
		if a.Min == None && a.Max == None {
			v.fail(at, "sets neither bound, wanted a minimum, a maximum or both")
		}
		if a.Min != None {
			within(v, at.at("min"), a.Min, 0, mostTasks)
		}
		if a.Max != None {
			within(v, at.at("max"), a.Max, 0, mostTasks)
		}
	}
	if len(v.faults) > before {
		return // a schedule that is wrong may have no order
	}
	if s.Repeats() && v.c.Duration == 0 {
		v.fail(of.at("scheduled"), "has an action that comes again without end, wanted its Until or a Config.Duration")
	}
	if t, least, most, ok := s.OutOfOrder(v.c.Duration); ok {
		v.fail(of.member("scheduled", t.Action), "would set the bounds to %d and %d at %v, wanted the least first", least, most, t.At)
	}
}
