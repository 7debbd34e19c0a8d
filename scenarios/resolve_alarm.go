package scenarios

import (
	"slices"
	"time"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// alarms collects the names of all CloudWatch alarms that deployments watch, at the start or
// after an update.
func (r *resolver) alarms() {
	add := func(c *DeploymentConfiguration) {
		if c == nil || c.Alarms == nil {
			return
		}
		for _, name := range c.Alarms.Names {
			if !slices.Contains(r.cfg.Alarms, name) {
				r.cfg.Alarms = append(r.cfg.Alarms, name)
			}
		}
	}
	for i := range r.file.Services {
		add(r.file.Services[i].DeploymentConfiguration)
	}
	for i := range r.file.Events {
		if u := r.file.Events[i].UpdateService; u != nil {
			add(u.Deployment)
		}
	}
}

// ends resolves when a deployment is over, of what a deploymentConfiguration gives of it.
func (r *resolver) ends(now *config.Deploying, c *DeploymentConfiguration, at strict.Place) {
	if s := c.EarlySuccess; s != nil {
		now.EarlySuccess = earlySuccess(s, at.At("earlySuccessCriteria"))
	}
	if e := &now.EarlySuccess; e.Enable && e.HealthyPercent < now.MinimumHealthyPercent {
		at.At("earlySuccessCriteria", "healthyPercent").Fail("", "healthyPercent is %d, below minimumHealthyPercent %d", e.HealthyPercent, now.MinimumHealthyPercent)
	}
	if a := c.Alarms; a != nil {
		now.Alarms = &config.DeploymentAlarms{Enable: a.Enable, Rollback: a.Rollback}
		for _, name := range a.Names {
			now.Alarms.Alarms = append(now.Alarms.Alarms, slices.Index(r.cfg.Alarms, name))
		}
		if a.Enable && len(a.Names) == 0 {
			at.At("alarms", "alarmNames").Fail("", "alarms are enabled, and alarmNames is empty")
		}
	}
	if c.BakeTime != nil {
		bake := time.Duration(*c.BakeTime) * time.Minute
		now.BakeTime = &bake
		if bake > 0 && !now.Alarms.RollBack() {
			r.warn("bakeTimeInMinutes: %d has no effect without alarms that roll back", *c.BakeTime)
		}
	}
}

// earlySuccess resolves early success criteria. What enable asks for has no default.
func earlySuccess(s *EarlySuccessCriteria, at strict.Place) config.EarlySuccess {
	now := config.EarlySuccess{Enable: s.Enable, Deferred: s.Cleanup == "DEFERRED"}
	take(&now.HealthyPercent, s.HealthyPercent)
	if s.Enable && s.HealthyPercent == nil {
		at.Fail("", "early success criteria are enabled, and have no healthyPercent, which they need")
	}
	if s.Enable && s.Cleanup == "" {
		at.Fail("BLOCKING or DEFERRED", "early success criteria are enabled, and have no sourceServiceRevisionCleanup, which they need")
	}
	return now
}

// setAlarm resolves a new state of an alarm.
func (r *resolver) setAlarm(e *config.Event, s *AlarmState, at strict.Place) bool {
	if e.Alarm = slices.Index(r.cfg.Alarms, s.Alarm); e.Alarm < 0 {
		at.At("alarm").Fail(r.root.Reference(s.Alarm, func() []string { return r.cfg.Alarms }), "no service has an alarm %s in its alarmNames", strict.Quote(s.Alarm))
		return false
	}
	e.Enable = s.State == "ALARM"
	return true
}
