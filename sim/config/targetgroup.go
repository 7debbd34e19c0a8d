package config

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// TargetGroup is a target group of a load balancer.
type TargetGroup struct {
	model.TargetGroup
	// LoadBalancerName is the load balancer that forwards to it, with which groups of the same
	// name share its quotas; "" = one of its own.
	LoadBalancerName string
	// CrossZone is load_balancing.cross_zone.enabled of a Network Load Balancer, on which its
	// quotas depend.
	CrossZone bool
	// RegistrationDelay is how long the load balancer takes from the registration of a target
	// until its checks of it begin: DefaultRegistrationDelay of its kind, unless the scenario knows
	// better.
	RegistrationDelay des.Dist
	TargetTimings
}

// TargetTimings is what the checks and the end of a target group's targets are like; nil = as
// Timings has it for all.
type TargetTimings struct {
	HealthCheckInterval                  *time.Duration
	UnhealthyThreshold, HealthyThreshold *int
	DeregistrationDelay                  *time.Duration
}

// TargetRules is how a load balancer treats the targets of a group.
type TargetRules struct {
	Registration   des.Dist      // until its checks begin
	Interval       time.Duration // of its checks
	Unhealthy      int           // failed checks in a row that make a target unhealthy
	Healthy        int           // passed checks in a row that make such a one healthy again
	Deregistration time.Duration // how long a target drains
}

// Rules returns how the load balancer treats the targets of a group.
func (t *Timings) Rules(g *TargetGroup) TargetRules {
	r := TargetRules{g.RegistrationDelay, t.HealthCheckInterval, t.UnhealthyThreshold, t.HealthyThreshold, t.DeregistrationDelay}
	take(&r.Interval, g.HealthCheckInterval)
	take(&r.Unhealthy, g.UnhealthyThreshold)
	take(&r.Healthy, g.HealthyThreshold)
	take(&r.Deregistration, g.DeregistrationDelay)
	return r
}

// take sets a value where there is one.
func take[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

// DefaultRegistrationDelay returns how long a kind of load balancer takes from the registration of
// a target until its checks of it begin. That of a Network Load Balancer is 90 to 180 seconds (a
// maintainer in kubernetes-sigs/aws-load-balancer-controller issue 1834, 2021; containers-roadmap
// issue 469 has 70 to 120 with ECS; its guide says "a few minutes"); of the other none is reported.
// Its form is an assumption.
func DefaultRegistrationDelay(b model.LoadBalancer) des.Dist {
	if b == model.NetworkLoadBalancer {
		return valid(des.Uniform(90*time.Second, 180*time.Second))
	}
	return des.Dist{}
}

// NewTargetGroup returns a target group of which nothing but the name is known: one of an
// Application Load Balancer with the timings of all.
func NewTargetGroup(name string) TargetGroup {
	return TargetGroup{TargetGroup: model.TargetGroup{Name: name}}
}

// TargetGroupNamed finds a target group by its name; None if there is none.
func (c *Config) TargetGroupNamed(name string) int {
	return slices.IndexFunc(c.TargetGroups, func(g TargetGroup) bool { return g.Name == name })
}

// GroupOf is the target group of an entry of loadBalancers.
func (c *Config) GroupOf(t *Target) *TargetGroup { return &c.TargetGroups[t.Group] }
