package config

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// targetGroups checks the target groups, by what Elastic Load Balancing's API would refuse too.
func (v *validator) targetGroups() {
	seen := map[string]bool{}
	for i := range v.c.TargetGroups {
		g, at := &v.c.TargetGroups[i], member("targetGroups", i)
		v.unique(at.at("name"), g.Name, seen)
		kinds := len([]model.LoadBalancer{model.ApplicationLoadBalancer, model.NetworkLoadBalancer})
		good := within(v, at.at("loadBalancer"), int(g.LoadBalancer), 0, kinds-1)
		protocols := len(model.TargetProtocols())
		good = within(v, at.at("protocol"), int(g.Protocol), 0, protocols-1) && good
		good = within(v, at.at("check.protocol"), int(g.Check.Protocol), 0, protocols-1) && good
		if good {
			for _, p := range g.Validate() {
				v.fail(at, "is not valid: %s: %s", p.Path, p.Message)
			}
		}
		switch g.TargetType {
		case "", model.TargetTypeInstance, model.TargetTypeIP:
		default:
			v.fail(at.at("targetType"), "is %q, wanted %s, %s or nothing", g.TargetType, model.TargetTypeInstance, model.TargetTypeIP)
		}
		if d, constant := g.RegistrationDelay.IsConstant(); constant && d == des.Forever {
			v.fail(at.at("registrationDelay"), "is endless, and no target is ever checked, wanted less")
		}
		v.targetTimings(at, &g.TargetTimings)
	}
}

// targetTimings checks the timings of a target group that are its own.
func (v *validator) targetTimings(at *field, t *TargetTimings) {
	for _, x := range []struct {
		name string
		d    *time.Duration
	}{{"healthCheckInterval", t.HealthCheckInterval}, {"deregistrationDelay", t.DeregistrationDelay}} {
		if x.d != nil {
			v.length(at.at(x.name), *x.d, 0)
		}
	}
	good := true
	for _, x := range []struct {
		name string
		n    *int
	}{{"unhealthyThreshold", t.UnhealthyThreshold}, {"healthyThreshold", t.HealthyThreshold}} {
		if x.n != nil {
			good = within(v, at.at(x.name), *x.n, 1, mostPercent) && good
		}
	}
	if !good || *t == (TargetTimings{DeregistrationDelay: t.DeregistrationDelay}) {
		return
	}
	r := v.c.Timings.Rules(&TargetGroup{TargetTimings: *t})
	if n := max(r.Unhealthy, r.Healthy, 1); r.Interval > longest/time.Duration(n) {
		v.fail(at.at("healthCheckInterval"), "is %v, wanted at most %v: %d checks in a hundred years", r.Interval, longest/time.Duration(n), n)
	}
}
