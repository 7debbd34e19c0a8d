package count

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// targets counts the targets of load balancers.
type targets struct {
	view      *engine.View
	groups    []targetGroup
	balancers []balancer
	late      []late // by service
}

// targetGroup is what is counted of a target group.
type targetGroup struct {
	peak, replaced int
	balancer       int // into targets.balancers
}

// balancer is what is counted of a load balancer.
type balancer struct {
	of     *config.TargetGroup // the first of its target groups
	groups []event.TargetGroupID
	peak   int // targets in all of them
	zones  []zone
	// crossZone: one of its target groups is balanced over all zones.
	crossZone bool
}

// zone is the targets of a load balancer in an availability zone.
type zone struct {
	name      string
	now, peak int
}

// late is tasks of a service that were found unhealthy though their checks would have passed in
// the end.
type late struct {
	tasks int
	ready time.Duration // of the slowest application that there may be, or else among them
}

func (x *targets) begin(v *engine.View) {
	c := v.Config()
	*x = targets{view: v, late: make([]late, len(c.Services))}
	for g := range c.TargetGroups {
		of := &c.TargetGroups[g]
		at := slices.IndexFunc(x.balancers, func(b balancer) bool {
			return of.LoadBalancerName != "" && b.of.LoadBalancerName == of.LoadBalancerName
		})
		if at < 0 {
			at = len(x.balancers)
			x.balancers = append(x.balancers, balancer{of: of})
		}
		b := &x.balancers[at]
		b.groups, b.crossZone = append(b.groups, event.TargetGroupID(g)), b.crossZone || of.CrossZone
		x.groups = append(x.groups, targetGroup{balancer: at})
	}
}

// wants is the kinds of events about targets: registrations, and their ends where load balancers
// have a quota by availability zone.
func (x *targets) wants() event.Kinds {
	switch {
	case len(x.groups) == 0:
		return event.Kinds{}
	case slices.ContainsFunc(x.balancers, func(b balancer) bool { return b.byZone() }):
		return event.KindsOf(event.TargetRegistered, event.TargetDeregistered)
	}
	return event.KindsOf(event.TargetRegistered)
}

// byZone reports whether a load balancer's targets are counted by availability zone.
func (b *balancer) byZone() bool { return b.of.LoadBalancer == model.NetworkLoadBalancer }

func (x *targets) on(e *event.Event) {
	switch e.Kind {
	case event.TargetRegistered:
		g := &x.groups[e.TargetGroup]
		g.peak = max(g.peak, x.view.Registered(e.TargetGroup))
		b, all := &x.balancers[g.balancer], 0
		for _, g := range b.groups {
			all += x.view.Registered(g)
		}
		b.peak = max(b.peak, all)
		x.countInZone(b, e, 1)
	case event.TargetDeregistered:
		x.countInZone(&x.balancers[x.groups[e.TargetGroup].balancer], e, -1)
	case event.TaskUnhealthy:
		for _, g := range x.view.TargetGroupsOf(e.Workload) {
			x.groups[g].replaced++
		}
		if ready, ok := x.view.InTime(e.Task); ok {
			if most := x.view.Revision(e.Deployment).ApplicationReady.Max(); most != des.Forever {
				ready = most
			}
			y := &x.late[e.Workload]
			y.tasks++
			y.ready = max(y.ready, ready)
		}
	}
}

// countInZone counts n targets of a load balancer more in the zone of an event's instance.
func (x *targets) countInZone(b *balancer, e *event.Event, n int) {
	if !b.byZone() {
		return
	}
	name := x.view.Instance(e.Instance).Zone
	at := slices.IndexFunc(b.zones, func(z zone) bool { return z.name == name })
	if at < 0 {
		at = len(b.zones)
		b.zones = append(b.zones, zone{name: name})
	}
	z := &b.zones[at]
	z.now += n
	z.peak = max(z.peak, z.now)
}
