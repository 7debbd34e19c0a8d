package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/scenarios/internal/value"
	"ecssim/sim/config"
)

// description is how the file describes a target group.
type description struct {
	*TargetGroup
	at   strict.Place
	used bool
}

// targetGroupList takes the descriptions of target groups, by name.
func (r *resolver) targetGroupList() {
	for i := range r.file.TargetGroups {
		d := &description{TargetGroup: &r.file.TargetGroups[i], at: r.root.At("targetGroups", i)}
		if r.describedAs(d.TargetGroup.TargetGroup) != nil {
			d.at.At("targetGroup").Fail("", "target group %s is here twice", strict.Quote(d.TargetGroup.TargetGroup))
		}
		r.described = append(r.described, d)
	}
}

// describedAs is the description of a target group that is called by its name or by the end of its
// ARN, targetgroup/NAME/ID; nil if there is none.
func (r *resolver) describedAs(name string) *description {
	inARN := name
	if rest, ok := strings.CutPrefix(name, "targetgroup/"); ok {
		inARN, _, _ = strings.Cut(rest, "/")
	}
	i := slices.IndexFunc(r.described, func(d *description) bool {
		return d.TargetGroup.TargetGroup == name || d.TargetGroup.TargetGroup == inARN
	})
	if i < 0 {
		return nil
	}
	return r.described[i]
}

// targetGroup finds a target group by its name, and adds it where it is the first time that it is
// named: behind it is a port mapping of a protocol.
func (r *resolver) targetGroup(name string, mapping model.Protocol) int {
	if n := r.cfg.TargetGroupNamed(name); n >= 0 {
		return n
	}
	g := config.NewTargetGroup(name)
	d := r.describedAs(name)
	if d == nil {
		d = &description{TargetGroup: &TargetGroup{}, at: r.root}
		if names := r.describedNames(); len(names) > 0 {
			r.warn("target group %s is not described under targetGroups, and has the defaults%s", name, also(strict.DidYouMean(name, names)))
		}
	}
	d.used = true
	r.kindOf(&g, d, mapping)
	r.checkOf(&g, d)
	r.lifeOf(&g, d)
	r.cfg.TargetGroups = append(r.cfg.TargetGroups, g)
	return len(r.cfg.TargetGroups) - 1
}

// also puts a hint behind a text.
func also(hint string) string {
	if hint == "" {
		return ""
	}
	return ": " + hint
}

// describedNames are the names of the target groups that the file describes.
func (r *resolver) describedNames() []string {
	var names []string
	for _, d := range r.described {
		names = append(names, d.TargetGroup.TargetGroup)
	}
	return names
}

// unusedTargetGroups warns of descriptions that are nobody's.
func (r *resolver) unusedTargetGroups() {
	var all []string
	for i := range r.cfg.TargetGroups {
		all = append(all, r.cfg.TargetGroups[i].Name)
	}
	for _, d := range r.described {
		if !d.used {
			name := d.TargetGroup.TargetGroup
			r.warn("no service registers its tasks with target group %s%s", name, also(strict.DidYouMean(name, all)))
		}
	}
}

// kindOf resolves the kind of the load balancer and the protocol of a target group. Each follows
// from the other; where neither is given, from what is behind it.
func (r *resolver) kindOf(g *config.TargetGroup, d *description, mapping model.Protocol) {
	protocol, given := protocolNamed(d.Protocol)
	switch {
	case d.LoadBalancer == "" && given:
		g.LoadBalancer = protocol.LoadBalancer()
	case d.LoadBalancer == model.NetworkLoadBalancer.String(), d.LoadBalancer == "" && mapping == model.UDP:
		g.LoadBalancer = model.NetworkLoadBalancer
	}
	if g.Protocol = protocol; !given {
		g.Protocol = model.DefaultTargetProtocol(g.LoadBalancer, mapping)
	}
	g.Check.Protocol = model.DefaultCheckProtocol(g.LoadBalancer)
	if h := d.HealthCheck; h != nil {
		if p, given := protocolNamed(h.Protocol); given {
			g.Check.Protocol = p
		}
		if h.Port != nil {
			g.Check.Port = uint16(*h.Port)
		}
	}
	g.TargetType, g.LoadBalancerName, g.PreserveClientIP = d.TargetType, d.LoadBalancerName, d.PreserveClientIP
	if d.CrossZone != nil {
		g.CrossZone = *d.CrossZone
	}
}

// protocolNamed finds a protocol of target groups by its name.
func protocolNamed(name string) (model.TargetProtocol, bool) {
	all := model.TargetProtocols()
	i := slices.IndexFunc(all, func(p model.TargetProtocol) bool { return p.String() == name })
	if i < 0 {
		return 0, false
	}
	return all[i], true
}

// checkOf resolves the numbers of a target group's health checks.
func (r *resolver) checkOf(g *config.TargetGroup, d *description) {
	h := d.HealthCheck
	if h == nil {
		return
	}
	at := d.at.At("healthCheck")
	interval := config.DefaultTimings().HealthCheckInterval
	if h.Interval != nil {
		interval = h.Interval.Duration
		g.HealthCheckInterval = &interval
		within(h.Interval, model.MinCheckInterval, model.MaxCheckInterval, at.At("interval"), "interval")
	}
	if t := h.Timeout; t != nil && within(t, model.MinCheckTimeout, model.MaxCheckTimeout, at.At("timeout"), "timeout") && interval <= t.Duration {
		at.At("timeout").Fail(fmt.Sprintf("wanted less than the interval of %v", interval),
			"timeout is %v: ValidationError: Health check interval must be greater than the timeout.", t.Duration)
	}
	g.HealthyThreshold, g.UnhealthyThreshold = h.HealthyThreshold, h.UnhealthyThreshold
}

// lifeOf resolves how long a target is registered and drains, and what Elastic Load Balancing
// would refuse.
func (r *resolver) lifeOf(g *config.TargetGroup, d *description) {
	instant := r.file.Timings.Preset == "instant"
	if g.FixedDeregistrationDelay() && !instant {
		fixed := model.QUICDeregistrationDelay
		g.DeregistrationDelay = &fixed
	}
	if s := d.DeregistrationDelay; s != nil {
		at := d.at.At("deregistrationDelay")
		if within(s, 0, model.MaxDeregistrationDelay, at, "deregistrationDelay") && g.FixedDeregistrationDelay() && s.Duration != model.QUICDeregistrationDelay {
			at.Fail("leave it out", "deregistrationDelay of a %v target group is %v, and it is always %v", g.Protocol, s.Duration, model.QUICDeregistrationDelay)
		}
		g.DeregistrationDelay = &s.Duration
	}
	if s := d.SlowStart; s != nil {
		if g.SlowStart = s.Duration; s.Duration != 0 {
			within(s, model.MinSlowStart, model.MaxSlowStart, d.at.At("slowStart"), "slowStart")
		}
	}
	switch {
	case d.RegistrationDelay != nil:
		if g.RegistrationDelay = *d.RegistrationDelay.Chance(); d.RegistrationDelay.Never {
			d.at.At("registrationDelay").Fail("", "registrationDelay is never, and no target would be checked")
		}
	case !instant:
		g.RegistrationDelay = config.DefaultRegistrationDelay(g.LoadBalancer)
	}
	for _, p := range g.Validate() {
		d.at.At(steps(p.Path)...).Fail(p.Hint, "target group %s: %s", strict.Quote(g.Name), p.Error())
	}
}

// within reports whether a length of time is within the bounds of the Elastic Load Balancing API.
func within(s *value.Seconds, least, most time.Duration, at strict.Place, key string) bool {
	if s.Duration >= least && s.Duration <= most {
		return true
	}
	at.Fail("", "%s is %v, wanted %v to %v", key, s.Duration, least, most)
	return false
}
