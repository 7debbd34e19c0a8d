package state

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Watch is what is remembered of a service whose tasks may fail their health checks after they
// have been healthy. Others have none, and cost nothing.
type Watch struct {
	Load       float64 // of the service, as it was last set
	Above      float64 // the load for each task that takes some above which checks fail; 0 = none
	Overloaded bool    // it is above that
	Lost       int     // of the healthy tasks: those that are lost and not missed yet
	Tasks      map[event.TaskID]*Watched
}

// Watched is a task of such a service, from RUNNING until it is told to stop.
type Watched struct {
	Ran    des.Time
	Before bool       // it ran before the run
	Since  des.Time   // its checks have failed since then
	End    des.Time   // until then; 0 = they pass
	Until  des.Time   // the end for which a scenario event has them fail; 0 = it does not
	Ticket des.Ticket // of its BecameUnhealthy, where that is due
}

// NewWatch is what is remembered of a service at the beginning of a run; nil where its tasks stay
// healthy.
func NewWatch(c *config.Config, i int) *Watch {
	s := &c.Services[i]
	if s.UnhealthyAbove == 0 && !c.FailsHealthChecks(i) {
		return nil
	}
	x := &Watch{Above: s.UnhealthyAbove, Tasks: map[event.TaskID]*Watched{}}
	if s.Scaling != nil {
		x.Load = s.Scaling.Load
	}
	return x
}

// MayBeOverloaded reports whether the load is more than one task takes. nil = it is not.
func (x *Watch) MayBeOverloaded() bool { return x != nil && x.Above > 0 && x.Load > x.Above }

// LoadOfEach is the load for each of a service's tasks that take some: the healthy ones, or all that
// run where none is healthy, for a load balancer without a healthy target sends to all of them
// (Elastic Load Balancing, target-group-health-checks). 0 where there is none.
func (w *Workload) LoadOfEach() float64 {
	n := w.Healthy - w.Watch.Lost
	if n == 0 {
		n = w.Running
	}
	if n == 0 {
		return 0
	}
	return w.Watch.Load / float64(n)
}

// UnhealthyAt is when a running task is unhealthy whose checks all fail from an instant on: with
// the last of as many failed checks in a row as its container's or a target group's threshold
// says, whichever is the first, and not within its grace period. des.Never where nothing checks it.
func (k *Cluster) UnhealthyAt(t *Task, x *Watched, since des.Time) des.Time {
	w, r := k.Owner(t), k.RevisionOf(t)
	var started, grace time.Duration
	if !x.Before {
		started, grace = k.Activating(t), w.Service.Grace
	}
	at := des.Never
	if c := &r.Recheck; c.Every > 0 {
		at = c.fail(x.Ran.Add(c.Every-started), since)
	}
	for _, g := range w.TargetGroups {
		rules := &k.TargetGroups[g].Rules
		first := k.firstCheck(t, rules.Interval)
		if !x.Before {
			first += k.registration(t, rules)
		}
		c := Recheck{rules.Interval, rules.Unhealthy}
		at = min(at, c.fail(x.Ran.Add(first), since))
	}
	return max(at, x.Ran.Add(grace-started))
}

// Recheck is a check that is made again and again.
type Recheck struct {
	Every    time.Duration
	Failures int // in a row that make it unhealthy
}

// lasts is how long it takes at the most from the first failed check.
func (c *Recheck) lasts() time.Duration { return time.Duration(c.Failures) * c.Every }

// fail is the last of so many checks in a row as make it unhealthy, of those that come after an
// instant. The first of all is given.
func (c *Recheck) fail(first, since des.Time) des.Time {
	next := max(first, since)
	if c.Every > 0 && since >= first {
		next = first.Add((since.Sub(first)/c.Every + 1) * c.Every)
	}
	return next.Add(time.Duration(max(c.Failures, 1)-1) * c.Every)
}
