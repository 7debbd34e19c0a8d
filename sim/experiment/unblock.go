package experiment

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/find"
	"ecssim/sim/report"
)

// The work of looking for remedies, for all deployments together, in entries of the agenda: what
// all its runs cost (see cost). It is at most unblockWork, which is a few seconds, and at
// most unblockAlways and unblockRuns times what the run itself has cost: twice as many services in a
// cluster that is merely full take twice as long, not four times.
const (
	unblockWork   = 3_000_000
	unblockAlways = 300_000
	unblockRuns   = 64
)

// Unblock finds, for each deployment of the report that is STUCK, or whose tasks fail for
// want of host ports, ports of a bridge or addresses (see model.LackOf), the smallest
// changes under which it completes, and writes them down there: hosts to add to one
// group, a lower minimumHealthyPercent, a higher maximumPercent, dynamic host ports in
// place of static ones, of containers and of Service Connect's proxies, a wider dynamic
// range, larger subnets. Each is found by running the scenario with it, as run 0; a
// kind of change under which none completes is left out. Of many candidates those
// are tried that halve what is open, so a still smaller one can exist where more is
// not better. A run with a change that concerns all is made once for all deployments. The
// work is bounded; a warning says where it ended. The error is the
// context's, or that of a run.
func Unblock(ctx context.Context, c *config.Config, r *report.Report) error {
	_, err := searchRemedies(ctx, c, r, workFor(r))
	find.Remedies(r)
	return err
}

// workFor is the work of looking for remedies after a run.
func workFor(r *report.Report) int { return min(unblockWork, unblockAlways+unblockRuns*cost(r)) }

// searchRemedies is Unblock with so much work; it returns what is left of that.
func searchRemedies(ctx context.Context, c *config.Config, r *report.Report, work int) (int, error) {
	s := &search{ctx: ctx, c: c, r: r, left: work, known: map[change]outcomes{}}
	for i := range r.Services {
		for n := range r.Services[i].Deployments {
			if d := &r.Services[i].Deployments[n]; d.Verdict == report.Stuck || model.LackOf(d.BlockedBy) != model.Fits {
				s.blocked = append(s.blocked, deployment{i, n})
			}
		}
	}
	looked := 0
	for n, d := range s.blocked {
		u := &unblocker{search: s, deployment: d, number: n}
		if s.left > 0 {
			u.remedies()
		}
		if s.err != nil {
			return s.left, s.err
		}
		if s.left > 0 {
			looked++
		}
	}
	s.letIn()
	if s.err != nil || s.runs == 0 && len(s.blocked) == 0 {
		return s.left, s.err
	}
	r.RemediesSearched = &report.RemedySearch{Changes: s.runs, Complete: s.left > 0}
	if looked < len(s.blocked) {
		r.Warnings = append(r.Warnings, fmt.Sprintf("the smallest changes that unblock a deployment were looked for to the end in %d of %d that need one only: "+
			"each is found by running the scenario again, and the search ended after %s", looked, len(s.blocked), model.Counted(s.runs, "run")))
	}
	return s.left, nil
}

// cost is what a run has cost with its report, in entries of the agenda.
func cost(r *report.Report) int {
	return r.Work + r.Tasks.Requested + len(r.Instances) + costOfService*len(r.Services)
}

// costOfService is about what it costs to prepare a service and to report it.
const costOfService = 16

// search looks for what lets blocked deployments complete.
type search struct {
	ctx     context.Context
	c       *config.Config
	r       *report.Report // of the run without a change
	blocked []deployment
	known   map[change]outcomes // of the runs with a change that concerns all
	left    int                 // of the work
	runs    int                 // that were made
	err     error
}

// deployment is the place of a deployment in the report.
type deployment struct{ service, n int }

// change is one that concerns all deployments: more of something in a group or provider.
type change struct {
	what string
	in   int
}

// outcomes are those of the blocked deployments, in order, by how much more there is.
type outcomes map[int][]outcome

// outcome is how a deployment completes under a change, if it does.
type outcome struct {
	completes      bool
	lowest, rounds int
	seconds        float64
}

// unblocker looks for what lets one deployment complete.
type unblocker struct {
	*search
	deployment
	number int      // in search.blocked
	inVain []string // the changes that were tried
}

func (u *unblocker) remedies() {
	d := &u.r.Services[u.service].Deployments[u.n]
	add := func(r report.Remedy, ok bool) {
		if ok {
			d.Remedies = append(d.Remedies, r)
		}
	}
	if d.BlockedBy != report.BlockedByConfiguration {
		add(u.hosts())
	}
	add(u.maxSize())
	if lacksRoom(d.BlockedBy) {
		add(u.larger())
		add(u.trunks())
	}
	if d.PeakTasks > 0 { // else there is none that may be missing
		add(u.minimum(d))
	}
	if d.PeakTasks > 0 || d.BlockedBy == report.BlockedByConfiguration {
		add(u.maximum(d))
	}
	add(u.ports())
	add(u.overrides())
	switch model.LackOf(d.BlockedBy) {
	case model.ReasonDynamicPorts:
		add(u.dynamicRange(d))
	case model.ReasonAddresses:
		add(u.subnets())
	}
	if len(d.Remedies) == 0 {
		d.TriedInVain = u.inVain
	}
	if len(d.Remedies)+len(d.TriedInVain) > 0 && u.c.Duration != 0 {
		end := u.c.Duration.Seconds()
		d.RemediesBy = &end
	}
}

// run runs a changed scenario and returns what its deployments came to; nil where the work is used up
// or the scenario cannot be: no subnet has room for one host more.
func (s *search) run(c *config.Config) (*count.Counter, *engine.View) {
	if s.err != nil || s.left <= 0 {
		return nil, nil
	}
	s.runs++
	counter := count.New()
	v, err := start(s.ctx, c, 0, nil, counter)
	if err == nil {
		s.left -= v.Work() + v.Instances() + costOfService*len(c.Services)
		for i := range event.WorkloadID(len(c.Services) + len(c.RunTasks)) {
			s.left -= v.Workload(i).Requested
		}
		return counter, v
	}
	if impossible := (*engine.ImpossibleError)(nil); !errors.As(err, &impossible) {
		s.err = err
	}
	s.left -= cost(s.r) / 2 // it was prepared
	return nil, nil
}

// in is how a deployment came out in a run.
func (d deployment) in(ran *count.Counter, _ *engine.View) (o outcome) {
	if ran == nil {
		return o
	}
	if all := ran.Deployments(event.WorkloadID(d.service)); d.n < len(all) && all[d.n].Verdict == report.Completed {
		o = outcome{true, all[d.n].LowestRunning, all[d.n].Rounds, *all[d.n].Seconds}
	}
	return o
}

// attempt is a change that was tried for a deployment, and how that completes under it.
type attempt struct {
	report.Remedy
	completes bool
	made      bool // the scenario was run with it; not where the work is used up
}

func (o outcome) attempt() attempt {
	return attempt{report.Remedy{Lowest: o.lowest, Rounds: o.rounds, Time: o.seconds}, o.completes, true}
}

// try runs a changed scenario.
func (u *unblocker) try(c *config.Config) attempt {
	if u.err != nil || u.left <= 0 {
		return attempt{}
	}
	return u.in(u.run(c)).attempt()
}

// tryForAll is try with n more in a change that concerns all deployments, which is run once.
func (u *unblocker) tryForAll(x change, n int, c *config.Config) attempt {
	if _, made := u.known[x][n]; !made {
		if u.err != nil || u.left <= 0 {
			return attempt{}
		}
		if u.known[x] == nil {
			u.known[x] = outcomes{}
		}
		ran, v := u.run(c)
		for _, d := range u.blocked {
			u.known[x][n] = append(u.known[x][n], d.in(ran, v))
		}
	}
	return u.known[x][n][u.number].attempt()
}

// leastForAll is least with a change that concerns all deployments. To halve the gap, it makes no
// more runs for all of them than twice what it may take for one: the others take the smallest that
// has been tried by then.
func (u *unblocker) leastForAll(x change, most int, changed func(n int) *config.Config) (n int, r report.Remedy, ok bool) {
	worth := func(n int) bool {
		_, made := u.known[x][n]
		return made || len(u.known[x]) < 2*bits.Len(uint(most))
	}
	return least(most, worth, func(n int) attempt { return u.tryForAll(x, n, changed(n)) })
}

// always has least halve the gap until it is closed.
func always(int) bool { return true }

// least finds a small n from 1 to most with which a try completes the deployment: it doubles, then
// halves the gap as long as that is worth a try. Where none does, n is the largest that was tried.
func least(most int, worth func(n int) bool, try func(n int) attempt) (n int, r report.Remedy, ok bool) {
	fails := 0
	var best attempt
	for n = min(1, most); n > fails && !best.completes; {
		switch best = try(n); {
		case !best.made:
			return fails, r, false
		case !best.completes:
			fails, n = n, min(2*n, most)
		}
	}
	if !best.completes {
		return fails, r, false
	}
	for n-fails > 1 {
		middle := (n + fails) / 2
		if !worth(middle) {
			break
		}
		if x := try(middle); x.completes {
			n, best = middle, x
		} else {
			fails = middle
		}
	}
	return n, best.Remedy, true
}

// vain notes a change that was tried and under which the deployment does not complete.
func (u *unblocker) vain(format string, args ...any) {
	u.inVain = append(u.inVain, fmt.Sprintf(format, args...))
}

// hostsATask is how many instances are added for each task of a service at the most: tasks of other
// services are placed on them too.
const hostsATask = 4

// hosts adds instances to the group for which the fewest are enough.
func (u *unblocker) hosts() (report.Remedy, bool) {
	return u.fewest("hosts", func(g int) int {
		if provided(u.c, g) {
			return 0
		}
		return max(hostsATask*u.c.Services[u.service].Desired, u.r.Tasks.Waiting, 1)
	}, func(g, n int) *config.Config { return withHosts(u.c, g, n) }, func(g, n int) string { return moreHosts(&u.c.Groups[g], n) })
}

// lacksRoom reports whether a larger instance type, or one with more interfaces, could help.
func lacksRoom(blockedBy string) bool {
	reason, _ := model.ParseReason(blockedBy)
	return slices.Contains([]model.Reason{model.ReasonCPU, model.ReasonMemory, model.ReasonENI, model.ReasonGPU}, reason)
}

// larger gives the group for which the smallest is enough a larger instance type of its family.
func (u *unblocker) larger() (report.Remedy, bool) {
	return u.fewest("instanceType", func(g int) int { return len(largerTypes(u.c.Groups[g].InstanceType)) },
		func(g, n int) *config.Config { return withType(u.c, g, largerTypes(u.c.Groups[g].InstanceType)[n-1]) },
		func(g, n int) string {
			group := &u.c.Groups[g]
			return typeWords(group, largerTypes(group.InstanceType)[n-1])
		})
}

// trunks gives the instances trunks.
func (u *unblocker) trunks() (report.Remedy, bool) {
	if !u.c.Tasks[u.c.Services[u.service].Task].NetworkMode.OwnInterface() || !u.gainsByTrunks() {
		return report.Remedy{}, false
	}
	_, r, ok := u.leastForAll(change{"trunking", 0}, 1, func(int) *config.Config { return withTrunks(u.c) })
	r.Change, r.Text = "trunking", trunkWords
	if !ok {
		u.vain("%s", trunkWords)
	}
	return r, ok
}

// maxSize raises the limit of the capacity provider that the service uses, if it has
// but one.
func (u *unblocker) maxSize() (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	if len(s.Providers) != 1 {
		return report.Remedy{}, false
	}
	p := s.Providers[0].Provider
	x := &u.c.Providers[p]
	n, r, ok := u.leastForAll(change{"maxSize", p}, max(s.Desired, 1), func(n int) *config.Config { return withMaxSize(u.c, p, n) })
	switch {
	case ok:
		r.Change, r.Value = "maxSize", x.Max+n
		r.Text = moreMaxSize(x, n)
	case n > 0:
		u.vain("maxSize up to %d of capacity provider %s", x.Max+n, x.Name)
	}
	return r, ok
}

// fewest changes the group for which the least change is enough, of up to most of that group; words
// are the change's.
func (u *unblocker) fewest(
	what string, most func(g int) int, changed func(g, n int) *config.Config, words func(g, n int) string,
) (report.Remedy, bool) {
	var best report.Remedy
	found := false
	for g := range u.c.Groups {
		limit := most(g)
		if found {
			limit = min(limit, best.Value-1)
		}
		n, r, ok := u.leastForAll(change{what, g}, limit, func(n int) *config.Config { return changed(g, n) })
		switch {
		case ok:
			best, found = r, true
			best.Change, best.Value, best.Text = what, n, words(g, n)
		case n > 0:
			u.vain("up to %s", words(g, n))
		}
	}
	return best, found
}

// missing is how many of the desired tasks a minimumHealthyPercent lets be missing: it is
// rounded up to tasks.
func missing(desired, percent int) int { return desired - (desired*percent+99)/100 }

// minimum lowers minimumHealthyPercent by as few tasks as it takes.
func (u *unblocker) minimum(d *report.Deployment) (report.Remedy, bool) {
	desired := max(d.Desired, 1)
	percent := func(n int) int { return (d.Lower - n) * 100 / desired }
	n, r, ok := least(d.Lower, always, func(n int) attempt {
		return u.deploying(func(x *config.Deploying) { x.MinimumHealthyPercent = percent(n) })
	})
	switch {
	case ok:
		r.Change, r.Value = "minimumHealthyPercent", percent(n)
		r.Text = fmt.Sprintf("minimumHealthyPercent %d: %s may be missing while it deploys", r.Value, model.Counted(missing(desired, r.Value), "task"))
	case n > 0:
		u.vain("minimumHealthyPercent down to %d", percent(n))
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
	n, r, ok := least(max(0, 2*desired-d.Upper), always, func(n int) attempt {
		return u.deploying(func(x *config.Deploying) { x.MaximumPercent = percent(n) })
	})
	switch {
	case ok:
		r.Change, r.Value = "maximumPercent", percent(n)
		r.Text = fmt.Sprintf("maximumPercent %d: up to %s while it deploys", r.Value, model.Counted(desired*r.Value/100, "task"))
	case n > 0:
		u.vain("maximumPercent up to %d", percent(n))
	}
	return r, ok
}

// ports gives the service dynamic host ports in place of static ones.
func (u *unblocker) ports() (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	tasks := slices.Clip(u.c.Tasks)
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
		tasks = append(tasks, dynamic)
		moved[task] = len(tasks) - 1
		return moved[task]
	}
	first := move(s.Task)
	redefined := map[int]int{} // task definitions by event
	for i := range u.c.Events {
		if e := &u.c.Events[i]; e.Redefines() && e.Service == u.service {
			redefined[i] = move(e.Task)
		}
	}
	if len(moved) == 0 {
		return report.Remedy{}, false
	}
	c := *u.c
	c.Tasks, c.Services, c.Events = tasks, slices.Clone(c.Services), slices.Clone(c.Events)
	c.Services[u.service].Task = first
	for i, task := range redefined {
		c.Events[i].Task = task
	}
	if suitTargets(u.c, &c) != nil {
		return report.Remedy{}, false
	}
	return u.once(&c, "hostPort", fmt.Sprintf("hostPort 0 (dynamic) in place of %d", port))
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
	return u.once(&c, "ingressPortOverride", fmt.Sprintf("no ingressPortOverride (a dynamic host port of the proxy) in place of %d", port))
}

// once tries a change of which there is no more and no less.
func (u *unblocker) once(c *config.Config, what, words string) (report.Remedy, bool) {
	x := u.try(c)
	if x.made && !x.completes {
		u.vain("%s", words)
	}
	x.Change, x.Text = what, words
	return x.Remedy, x.completes
}

// deploying tries a change of the service's deployment configuration, whenever it is set.
func (u *unblocker) deploying(change func(*config.Deploying)) attempt {
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
	return u.try(&c)
}
