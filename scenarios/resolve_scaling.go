package scenarios

import (
	"math"
	"slices"
	"time"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// scaling resolves service auto scaling. Cooldowns are 300 s unless given
// (Application Auto Scaling guide, target-tracking-scaling-policy-overview and
// step-scaling-policy-overview).
func (r *resolver) scaling(a *AutoScaling, service *config.Service, of strict.Place) *config.Scaling {
	if a == nil {
		return nil
	}
	at, before := of.At("autoScaling"), len(of.Found)
	switch {
	case service.Daemon:
		of.Key("autoScaling").Fail("", "a DAEMON service takes no autoScaling")
	case a.LoadNoise > 0 && r.file.Duration == nil:
		at.At("loadNoise").Fail("give the scenario a duration", "a load with noise never comes to rest, and the run would not end")
	case a.MaxCapacity < a.MinCapacity:
		at.At("maxCapacity").Fail("", "maxCapacity is %d, below minCapacity %d", a.MaxCapacity, a.MinCapacity)
	case len(a.Policies)+len(a.Steps)+len(a.Scheduled) == 0 && service.UnhealthyAbove == 0: // else it has the load
		at.Fail("wanted targetTrackingScalingPolicies, stepScalingPolicies or scheduledActions", "autoScaling has nothing that would scale")
	}
	s := &config.Scaling{Min: a.MinCapacity, Max: a.MaxCapacity, Load: a.Load, Noise: a.LoadNoise}
	for i, p := range a.Policies {
		if p.TargetValue == 0 {
			at.At("targetTrackingScalingPolicies", i, "targetValue").Fail("", "targetValue is 0, wanted more")
		}
		s.Policies = append(s.Policies, config.TrackingPolicy{
			Target:     p.TargetValue,
			InCooldown: seconds(p.ScaleInCooldown, 300), OutCooldown: seconds(p.ScaleOutCooldown, 300),
			DisableScaleIn: p.DisableScaleIn,
		})
	}
	for i := range a.Steps {
		s.Steps = append(s.Steps, stepPolicy(&a.Steps[i], at.At("stepScalingPolicies", i)))
	}
	names := map[string]bool{}
	for i := range a.Scheduled {
		at := at.At("scheduledActions", i)
		if name := a.Scheduled[i].Name; name != "" && names[name] {
			at.At("scheduledActionName").Fail("", "scheduled action %s is here twice", strict.Quote(name))
		} else {
			names[name] = true
		}
		s.Scheduled = append(s.Scheduled, r.scheduledAction(&a.Scheduled[i], at))
	}
	if t, least, most, ok := s.OutOfOrder(r.cfg.Duration); ok && len(at.Found) == before {
		at.At("scheduledActions", t.Action, "scalableTargetAction").Fail("give both, or change the one that is set before",
			"at %v minCapacity would be %d, above maxCapacity %d", t.At, least, most)
	}
	return s
}

// overload resolves the load above which health checks of a service's tasks fail.
func (r *resolver) overload(service *config.Service, s *Service, at strict.Place) {
	if s.UnhealthyAbove == nil {
		return
	}
	at = at.At("unhealthyAbove")
	if service.UnhealthyAbove = *s.UnhealthyAbove; service.UnhealthyAbove == 0 {
		at.Fail("leave it out where no load is too much", "unhealthyAbove is 0, wanted more")
		return
	}
	r.checked(service, at)
}

// unloaded warns of services whose tasks a load would make unhealthy that never comes.
func (r *resolver) unloaded() {
	for i := range r.cfg.Services {
		s := &r.cfg.Services[i]
		if s.UnhealthyAbove == 0 || s.Scaling != nil && s.Scaling.Load > 0 {
			continue
		}
		if !slices.ContainsFunc(r.cfg.Events, func(e config.Event) bool { return e.Kind == config.SetLoad && e.Service == i && e.Load > 0 }) {
			r.warn("service %s has unhealthyAbove and no load: give autoScaling.load, or an event setLoad", s.Name)
		}
	}
}

// statistics are the words of CloudWatch for them; left out, the average.
var statistics = map[string]config.Statistic{"": config.Average, "Average": config.Average, "Minimum": config.Minimum, "Maximum": config.Maximum}

// stepPolicy resolves a step scaling policy, by the rules of the Application Auto Scaling API
// (StepAdjustment, StepScalingPolicyConfiguration).
func stepPolicy(p *StepScaling, at strict.Place) config.StepPolicy {
	policy := config.StepPolicy{
		Name: p.PolicyName, Cooldown: seconds(p.Cooldown, 300), Aggregation: statistics[p.Aggregation],
		Adjustment: map[string]config.AdjustmentType{
			"PercentChangeInCapacity": config.PercentChange, "ExactCapacity": config.ExactCapacity,
		}[p.Adjustment],
	}
	if p.Magnitude != nil {
		policy.Magnitude = *p.Magnitude
		if policy.Adjustment != config.PercentChange {
			at.Key("minAdjustmentMagnitude").Fail("leave it out", "minAdjustmentMagnitude goes with PercentChangeInCapacity")
		}
	}
	if p.Alarm != nil {
		policy.Alarm = alarm(p.Alarm, at.At("alarm"))
	}
	order := make([]int, 0, len(p.Steps)) // of the steps in the file, from the lowest
	steps := make([]config.StepAdjustment, 0, len(p.Steps))
	for i, s := range p.Steps {
		step := config.StepAdjustment{Lower: math.Inf(-1), Upper: math.Inf(1), By: s.By}
		take(&step.Lower, s.Lower)
		take(&step.Upper, s.Upper)
		order, steps = append(order, i), append(steps, step)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case steps[a].Lower < steps[b].Lower:
			return -1
		case steps[a].Lower > steps[b].Lower:
			return 1
		}
		return 0
	})
	for _, i := range order {
		policy.Steps = append(policy.Steps, steps[i])
	}
	if i, wrong := policy.CheckSteps(); wrong != "" {
		at.At("stepAdjustments", order[i]).Fail("", "step adjustment %s", wrong)
	}
	return policy
}

// alarm resolves a CloudWatch alarm. Its period is checked when that of the metric is known.
func alarm(a *Alarm, at strict.Place) config.Alarm {
	alarm := config.Alarm{
		Threshold: a.Threshold, Statistic: statistics[a.Statistic],
		Comparison: map[string]config.Comparison{
			"GreaterThanThreshold": config.Above, "LessThanThreshold": config.Below, "LessThanOrEqualToThreshold": config.AtMost,
		}[a.Comparison],
	}
	take(&alarm.Periods, a.Periods)
	alarm.Datapoints = alarm.Periods
	if a.Datapoints != nil {
		if alarm.Datapoints = *a.Datapoints; alarm.Datapoints > alarm.Periods {
			at.At("datapointsToAlarm").Fail("", "datapointsToAlarm is %d, above evaluationPeriods %d", alarm.Datapoints, alarm.Periods)
		}
	}
	if a.Period != nil {
		alarm.Period = time.Duration(*a.Period) * time.Second
	}
	return alarm
}

// scheduledAction resolves a scheduled action.
func (r *resolver) scheduledAction(a *ScheduledAction, at strict.Place) config.ScheduledAction {
	action := config.ScheduledAction{Name: a.Name, Min: config.None, Max: config.None}
	if a.At != nil {
		action.At = des.Time(a.At.Duration)
	}
	if end := r.cfg.Duration; end > 0 && action.At > end {
		r.warn("scheduled action at %v is after the run's end at %v", action.At, end)
	}
	if strict.Child(at.Node, "schedule") != nil {
		at.At("schedule").Fail("write at: 10m, and every: 24h where it comes again", "schedule is a time of the calendar, and a run begins at no date")
	}
	if a.Until != nil {
		action.Until = des.Time(a.Until.Duration)
		switch {
		case a.Every == nil:
			at.Key("until").Fail("", "until goes with every")
		case action.Until < action.At:
			at.At("until").Fail("", "until is %v, wanted %v or later, when the action comes first", action.Until, action.At)
		}
	}
	if a.Every != nil {
		action.Every = a.Every.Duration
		switch {
		case action.Every < config.Oftenest:
			at.At("every").Fail("", "every is %v, wanted %v or more", action.Every, config.Oftenest)
		case a.Until == nil && r.file.Duration == nil:
			at.Key("every").Fail("give until here, or the scenario's duration", "the action comes again without end, and the run would not end")
		}
	}
	if a.Action != nil {
		take(&action.Min, a.Action.MinCapacity)
		take(&action.Max, a.Action.MaxCapacity)
		switch {
		case a.Action.MinCapacity == nil && a.Action.MaxCapacity == nil:
			at.At("scalableTargetAction").Fail("", "scalableTargetAction has neither minCapacity nor maxCapacity")
		case a.Action.MinCapacity != nil && a.Action.MaxCapacity != nil && action.Min > action.Max:
			at.At("scalableTargetAction", "maxCapacity").Fail("", "maxCapacity is %d, below minCapacity %d", action.Max, action.Min)
		}
	}
	return action
}

// resolutions resolves how often each service that scales has a value of its metric, and checks
// that its alarms go with that.
func (r *resolver) resolutions() {
	for i := range r.cfg.Services {
		s, given, at := r.cfg.Services[i].Scaling, &r.file.Services[i], r.serviceAt[i]
		period := r.cfg.Timings.MetricPeriod
		for j, m := range monitored(given.Monitoring) {
			at := at.At("monitoring", "metricConfigurations", j, "resolutionSeconds")
			switch {
			case m.Resolution == nil || *m.Resolution == 60:
			case *m.Resolution != 20:
				at.Fail("", "resolutionSeconds is %d, wanted 20 or 60", *m.Resolution)
			case slices.ContainsFunc(given.LoadBalancers, func(l LoadBalancer) bool { return l.ClassicName != "" }):
				at.Fail("", "resolutionSeconds is 20, and a service behind a Classic Load Balancer has metrics of 60 s")
			case s != nil:
				s.HighResolution = &config.Resolution{Period: 20 * time.Second, Delay: 26 * time.Second}
				if r.file.Timings.MetricDelay != nil {
					s.HighResolution.Delay = r.cfg.Timings.MetricDelay
				}
				period = s.HighResolution.Period
			}
		}
		if s == nil || period <= 0 {
			continue
		}
		for j := range s.Steps {
			if p := s.Steps[j].Alarm.Period; p%period != 0 {
				at.At("autoScaling", "stepScalingPolicies", j, "alarm", "period").Fail("",
					"the alarm's period is %v, wanted a multiple of %v, how often the service's metric has a value", p, period)
			}
		}
	}
}

func monitored(m *Monitoring) []MetricConfiguration {
	if m == nil {
		return nil
	}
	return m.Metrics
}
