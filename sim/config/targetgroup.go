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

// GroupFor is a target group as CreateService finds it for an entry of a service's loadBalancers:
// with the type of the targets that it has by then, those of the services before this one. An
// UpdateService, which may bring another group with it, finds one of which no type is given as
// it needs it.
func (c *Config) GroupFor(s *Service, t *Target, created bool) model.TargetGroup {
	g := c.GroupOf(t).TargetGroup
	for i := range c.Services {
		other := &c.Services[i]
		if !created || g.TargetType != "" || other.Name == s.Name {
			break
		}
		if slices.ContainsFunc(other.Targets, func(o Target) bool { return o.Group == t.Group }) && other.Task >= 0 {
			g.TargetType = c.Tasks[other.Task].NetworkMode.TargetType()
		}
	}
	return g
}

// targetProblems returns for what CreateService, or else UpdateService, would refuse an entry of a
// service's loadBalancers with a task definition.
func (c *Config) targetProblems(s *Service, x *Target, t *model.TaskDefinition, container string, created bool) []model.Problem {
	g := c.GroupFor(s, x, created)
	return append(t.CheckLoadBalancer(container, x.ContainerPort), t.CheckTargetGroup(&g, container, x.ContainerPort)...)
}

// CheckTargets returns the first reason for which CreateService, or with another task definition
// UpdateService, would refuse the target groups of a service, or for which their health checks can
// never pass; nil if there is none. Task is an index into Config.Tasks.
func (c *Config) CheckTargets(s *Service, task int) (fault *model.CheckFault, refused error) {
	was, now := &c.Tasks[s.Task], &c.Tasks[task]
	for i := range s.Targets {
		x := &s.Targets[i]
		if x.Container < 0 {
			continue
		}
		if found := c.targetProblems(s, x, now, was.Containers[x.Container].Name, task == s.Task); len(found) > 0 && refused == nil {
			refused = found[0]
		}
		if _, _, f := c.CheckedPort(s, x, task); fault == nil {
			fault = f
		}
	}
	return fault, refused
}

// CheckedPort finds the port of a service's tasks at which the health checks of an entry of its
// loadBalancers ask, as model.TaskDefinition.CheckedPort does; the tasks are of a definition of
// Config.Tasks.
func (c *Config) CheckedPort(s *Service, x *Target, task int) (external, offset int, fault *model.CheckFault) {
	n := c.ContainerIn(s, x, task)
	if n < 0 {
		return -1, 0, nil
	}
	return c.Tasks[task].CheckedPort(&c.GroupOf(x).TargetGroup, n, x.ContainerPort)
}

// ContainerIn is the container behind an entry of a service's loadBalancers, its index in a task
// definition of Config.Tasks; None where that has none of the name.
func (c *Config) ContainerIn(s *Service, x *Target, task int) int {
	if x.Container < 0 || x.Container >= len(c.Tasks[s.Task].Containers) {
		return None
	}
	return c.Tasks[task].Index(c.Tasks[s.Task].Containers[x.Container].Name)
}

// GroupOf is the target group of an entry of loadBalancers.
func (c *Config) GroupOf(t *Target) *TargetGroup { return &c.TargetGroups[t.Group] }
