package experiment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/report"
)

// unblockWork bounds the work of looking for remedies, for all deployments together: what
// all runs cost, with their tasks and instances. It is a second or a few.
const unblockWork = 3_000_000

// Unblock finds, for each deployment of the report that is STUCK, or whose tasks fail for
// want of host ports, ports of a bridge or addresses (see model.LackOf), the smallest
// changes under which it completes, and writes them down there: hosts to add to one
// group, a lower minimumHealthyPercent, a higher maximumPercent, dynamic host ports in
// place of static ones, of containers and of Service Connect's proxies, a wider dynamic
// range, larger subnets. Each is found by running the scenario with it, as run 0; a
// kind of change under which none completes is left out. Of many candidates those
// are tried that halve what is open, so a still smaller one can exist where more is
// not better. The work is bounded; a warning says where it ended. The error is the
// context's, or that of a run.
func Unblock(ctx context.Context, c *config.Config, r *report.Report) error {
	return unblock(ctx, c, r, unblockWork)
}

func unblock(ctx context.Context, c *config.Config, r *report.Report, left int) error {
	stuck, looked := 0, 0
	for s := range r.Services {
		for n := range r.Services[s].Deployments {
			d := &r.Services[s].Deployments[n]
			if d.Verdict != report.Stuck && model.LackOf(d.BlockedBy) == model.Fits {
				continue
			}
			if stuck++; left <= 0 {
				continue
			}
			u := &unblocker{ctx: ctx, c: c, r: r, service: s, deployment: n, left: left}
			d.Remedies = append(d.Remedies, u.remedies(d)...)
			if len(d.Remedies) > 0 && c.Duration != 0 {
				end := c.Duration.Seconds()
				d.RemediesBy = &end
			}
			if u.err != nil {
				return u.err
			}
			if left = u.left; left > 0 {
				looked++
			}
		}
	}
	if looked < stuck {
		r.Warnings = append(r.Warnings, fmt.Sprintf("the smallest changes that unblock a deployment were looked for to the end in %d of %d that need one only: each is found by running the scenario again", looked, stuck))
	}
	return nil
}

// unblocker looks for what lets one deployment complete.
type unblocker struct {
	ctx                 context.Context
	c                   *config.Config
	r                   *report.Report // of the run without a change
	service, deployment int
	left                int // of unblockWork
	err                 error
}

func (u *unblocker) remedies(d *report.Deployment) []report.Remedy {
	var found []report.Remedy
	add := func(r report.Remedy, ok bool) {
		if ok {
			found = append(found, r)
		}
	}
	if d.BlockedBy != report.BlockedByConfiguration {
		add(u.hosts())
	}
	add(u.maxSize())
	add(u.minimum(d))
	add(u.maximum(d))
	add(u.ports())
	add(u.overrides())
	switch model.LackOf(d.BlockedBy) {
	case model.ReasonDynamicPorts:
		add(u.dynamicRange(d))
	case model.ReasonAddresses:
		add(u.subnets())
	}
	return found
}

// try runs a changed scenario and reports whether the deployment completes.
func (u *unblocker) try(c *config.Config) (report.Remedy, bool) {
	if u.err != nil || u.left <= 0 {
		return report.Remedy{}, false
	}
	r, err := simulate(u.ctx, c, 0)
	if r != nil {
		u.left -= r.Work + r.Tasks.Requested + len(r.Instances)
	}
	var impossible *engine.ImpossibleError
	switch {
	case errors.As(err, &impossible): // no subnet has room for one host more
		return report.Remedy{}, false
	case err != nil:
		u.err = err
		return report.Remedy{}, false
	}
	ds := r.Services[u.service].Deployments
	if u.deployment >= len(ds) || ds[u.deployment].Verdict != report.Completed {
		return report.Remedy{}, false
	}
	d := &ds[u.deployment]
	return report.Remedy{Lowest: d.LowestRunning, Rounds: d.Rounds, Time: *d.Seconds}, true
}

// least finds a small n from 1 to most for which change(n) lets the deployment
// complete: it doubles, then halves the gap.
func (u *unblocker) least(most int, change func(n int) *config.Config) (int, report.Remedy, bool) {
	fails, n := 0, 1
	var best report.Remedy
	for {
		if n > most {
			n = most
		}
		if n <= fails {
			return 0, report.Remedy{}, false
		}
		r, ok := u.try(change(n))
		if ok {
			best = r
			break
		}
		fails, n = n, 2*n
	}
	for n-fails > 1 {
		middle := (n + fails) / 2
		if r, ok := u.try(change(middle)); ok {
			n, best = middle, r
		} else {
			fails = middle
		}
	}
	return n, best, true
}

// hosts adds instances to the group for which the fewest are enough.
func (u *unblocker) hosts() (report.Remedy, bool) {
	most := max(u.c.Services[u.service].Desired, 1)
	var best report.Remedy
	ok := false
	for g := range u.c.Groups {
		if provided(u.c, g) {
			continue
		}
		limit := most
		if ok {
			limit = best.Value - 1
		}
		n, r, found := u.least(limit, func(n int) *config.Config {
			c := *u.c
			c.Groups = slices.Clone(c.Groups)
			c.Groups[g].Count += n
			return &c
		})
		if found {
			best, ok = r, true
			best.Change, best.Value = "hosts", n
			best.Text = fmt.Sprintf("%d more %s in group %s", n, u.c.Groups[g].InstanceType, u.c.Groups[g].Name)
		}
	}
	return best, ok
}

// maxSize raises the limit of the capacity provider that the service uses, if it has
// but one.
func (u *unblocker) maxSize() (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	if len(s.Providers) != 1 {
		return report.Remedy{}, false
	}
	p := s.Providers[0].Provider
	n, r, ok := u.least(max(s.Desired, 1), func(n int) *config.Config {
		c := *u.c
		c.Providers = slices.Clone(c.Providers)
		c.Providers[p].Max += n
		return &c
	})
	if ok {
		r.Change, r.Value = "maxSize", u.c.Providers[p].Max+n
		r.Text = fmt.Sprintf("maxSize %d of capacity provider %s: %d more", r.Value, u.c.Providers[p].Name, n)
	}
	return r, ok
}

// missing is how many of the desired tasks a minimumHealthyPercent lets be missing: it is
// rounded up to tasks.
func missing(desired, percent int) int { return desired - (desired*percent+99)/100 }

// minimum lowers minimumHealthyPercent by as few tasks as it takes.
func (u *unblocker) minimum(d *report.Deployment) (report.Remedy, bool) {
	desired := max(d.Desired, 1)
	n, r, ok := u.least(d.Lower, func(n int) *config.Config {
		return u.deploying(func(x *config.Deploying) { x.MinimumHealthyPercent = (d.Lower - n) * 100 / desired })
	})
	if ok {
		r.Change, r.Value = "minimumHealthyPercent", (d.Lower-n)*100/desired
		r.Text = fmt.Sprintf("minimumHealthyPercent %d: %s may be missing while it deploys", r.Value, model.Counted(missing(desired, r.Value), "task"))
	}
	return r, ok
}

// maximum raises maximumPercent by as few tasks as it takes; a daemon's is fixed.
func (u *unblocker) maximum(d *report.Deployment) (report.Remedy, bool) {
	desired := max(d.Desired, 1)
	if u.c.Services[u.service].Daemon {
		return report.Remedy{}, false
	}
	percent := func(n int) int { return ((d.Upper+n)*100 + desired - 1) / desired }
	n, r, ok := u.least(max(0, 2*desired-d.Upper), func(n int) *config.Config {
		return u.deploying(func(x *config.Deploying) { x.MaximumPercent = percent(n) })
	})
	if ok {
		r.Change, r.Value = "maximumPercent", percent(n)
		r.Text = fmt.Sprintf("maximumPercent %d: up to %s while it deploys", r.Value, model.Counted(desired*r.Value/100, "task"))
	}
	return r, ok
}

// ports gives the service dynamic host ports in place of static ones.
func (u *unblocker) ports() (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	c := *u.c
	c.Tasks = slices.Clone(c.Tasks)
	c.Services = slices.Clone(c.Services)
	c.Events = slices.Clone(c.Events)
	port, moved := 0, map[int]int{}
	move := func(task int) int {
		t := &u.c.Tasks[task]
		fixed := t.StaticPorts(model.ServiceConnect{})
		if !t.NetworkMode.DynamicPorts() || len(fixed) == 0 {
			return task
		}
		if at, ok := moved[task]; ok {
			return at
		}
		dynamic, err := t.WithDynamicPorts(s.ServiceConnect)
		if err != nil {
			return task
		}
		port = int(fixed[0].Port)
		c.Tasks = append(c.Tasks, dynamic)
		moved[task] = len(c.Tasks) - 1
		return moved[task]
	}
	c.Services[u.service].Task = move(s.Task)
	for i := range c.Events {
		if e := &c.Events[i]; e.Redefines() && e.Service == u.service {
			e.Task = move(e.Task)
		}
	}
	if len(moved) == 0 {
		return report.Remedy{}, false
	}
	r, ok := u.try(&c)
	r.Change, r.Text = "hostPort", fmt.Sprintf("hostPort 0 (dynamic) in place of %d", port)
	return r, ok
}

// overrides gives the service's proxies dynamic host ports in place of their
// ingressPortOverrides.
func (u *unblocker) overrides() (report.Remedy, bool) {
	s := u.c.Services[u.service]
	s.ServiceConnect.Listeners = slices.Clone(s.ServiceConnect.Listeners)
	port := 0
	for i := range s.ServiceConnect.Listeners {
		if l := &s.ServiceConnect.Listeners[i]; l.Override > 0 {
			port, l.Override = cmp.Or(port, int(l.Override)), 0
		}
	}
	if port == 0 || !u.c.Tasks[s.Task].NetworkMode.DynamicPorts() {
		return report.Remedy{}, false
	}
	c := *u.c
	c.Services = slices.Clone(c.Services)
	c.Services[u.service] = s
	r, ok := u.try(&c)
	r.Change, r.Text = "ingressPortOverride", fmt.Sprintf("no ingressPortOverride (a dynamic host port of the proxy) in place of %d", port)
	return r, ok
}

// deploying changes the service's deployment configuration, whenever it is set.
func (u *unblocker) deploying(change func(*config.Deploying)) *config.Config {
	c := *u.c
	c.Services = slices.Clone(c.Services)
	c.Events = slices.Clone(c.Events)
	change(&c.Services[u.service].Deploying)
	for i := range c.Events {
		if e := &c.Events[i]; e.Kind == config.UpdateService && e.Service == u.service && e.Deploying != nil {
			d := *e.Deploying
			change(&d)
			e.Deploying = &d
		}
	}
	return &c
}
