package experiment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim/config"
	"ecssim/sim/event"
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

// Unblock finds what helps against what was found about a run, and writes it down in its report. For each
// deployment that is STUCK, or whose tasks fail for want of room, capacity, host ports, ports of a bridge,
// addresses or network interfaces, these are the smallest changes under which it completes: hosts to add
// to one group, a higher maxSize, a larger instance type, trunks, a lower minimumHealthyPercent, a
// higher maximumPercent, other or dynamic host ports, bridge mode, a wider dynamic range, larger
// subnets, a higher quota. For each workload that waits for another reason they are those under which all
// its tasks are placed. What findings offer of themselves is tried too, and left out where it does not do.
//
// Each change is found by running the scenario with it, as run 0; a kind of change that does not help is
// left out. Of many candidates those are tried that halve what is open, so a still smaller one can exist
// where more is not better. A run with a change is made once for all that it may help. The work is
// bounded; RemediesSearched and a warning say where it ended. The error is the context's, or that of a run.
func Unblock(ctx context.Context, c *config.Config, r *report.Report) error {
	_, err := searchRemedies(ctx, c, r, workFor(r))
	return err
}

// workFor is the work of looking for remedies after a run.
func workFor(r *report.Report) int { return min(unblockWork, unblockAlways+unblockRuns*cost(r)) }

// searchRemedies is Unblock with so much work; it returns what is left of that.
func searchRemedies(ctx context.Context, c *config.Config, r *report.Report, work int) (int, error) {
	s := newSearch(ctx, c, r, work)
	looked := 0
	for _, d := range s.blocked {
		u := &unblocker{search: s, deployment: d}
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
	find.Remedies(r)
	s.letIn()
	s.check()
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

// unblocker looks for what lets one deployment complete.
type unblocker struct {
	*search
	deployment
	inVain []string // the changes that were tried
	vain   []ladder
}

// of is the deployment in the report.
func (u *unblocker) of() *report.Deployment { return &u.r.Services[u.service].Deployments[u.n] }

// unblockable reports whether changes are looked for under which a deployment completes.
func (s *search) unblockable(d *report.Deployment) bool {
	return d.Verdict == report.Stuck || failsForWant(d.BlockedBy) || failsToAttach(d.BlockedBy) || s.portsTaken(d)
}

// failsToAttach reports whether a stopped reason is that a network interface was not attached in time.
func failsToAttach(reason string) bool {
	return strings.HasPrefix(reason, model.StoppedReason{Code: model.StoppedAttachTimeout}.Text(nil))
}

// failsForWant reports whether a stopped reason is that something has run out.
func failsForWant(reason string) bool {
	return model.LackOf(reason) != model.Fits || failsForCapacity(reason) || strings.HasPrefix(reason, "NetworkInterfaceLimitExceeded")
}

// failsForCapacity reports whether a stopped reason is that a task has waited for a capacity provider
// for too long.
func failsForCapacity(reason string) bool { return strings.HasPrefix(reason, "TaskFailedToStart: ") }

// portsTaken reports whether the tasks of a deployment fail one after the other where tasks fail over
// host ports that processes of the instances have.
func (s *search) portsTaken(d *report.Deployment) bool {
	return d.Verdict == report.InProgress && d.BlockedBy != "" && s.r.PortConflicts.Failed > 0
}

// remedies writes down the smallest changes of each kind under which the deployment completes; where there
// are none, two together, or what was tried.
func (u *unblocker) remedies() {
	d := u.of()
	for _, try := range u.kinds(d) {
		if r, ok := try(); ok {
			d.Remedies = append(d.Remedies, r)
		}
	}
	if len(d.Remedies) == 0 {
		for _, e := range u.after(u.vain, u.completes) {
			d.Remedies = append(d.Remedies, u.remedy(e))
		}
	}
	if len(d.Remedies) == 0 && lacks(d) && roomHelps(d.BlockedBy) {
		if e, ok := u.pair(event.WorkloadID(u.service), u.most(), u.completes); ok {
			d.Remedies = append(d.Remedies, u.remedy(e))
		}
	}
	if len(d.Remedies) == 0 {
		d.TriedInVain = u.inVain
	}
	if len(d.Remedies)+len(d.TriedInVain) > 0 && !slices.ContainsFunc(d.Remedies, func(m report.Remedy) bool { return outlasts(m.Edit) }) {
		d.RemediesBy = u.end()
	}
}

// lacks reports whether a deployment does not go on because something is missing, and not because its tasks
// fail for another reason.
func lacks(d *report.Deployment) bool { return d.Verdict == report.Stuck || failsForWant(d.BlockedBy) }

// kinds are the changes that may help the deployment, as functions that look for the smallest of a kind.
func (u *unblocker) kinds(d *report.Deployment) (all []func() (report.Remedy, bool)) {
	once := func(e report.Edit) func() (report.Remedy, bool) {
		return func() (report.Remedy, bool) { return u.try(one(e), always) }
	}
	all = append(all, u.mended)
	if lacks(d) {
		all = append(all, u.roomier(d)...)
	}
	all = append(all, once(u.edit(report.EditDynamicPorts)), u.otherPort, u.listener)
	if u.portsTaken(d) || failsForWant(d.BlockedBy) || failsToAttach(d.BlockedBy) || modeMatters(d.BlockedBy) {
		all = append(all, u.bridge)
	}
	all = append(all, once(u.edit(report.EditOverride)))
	if model.LackOf(d.BlockedBy) == model.ReasonDynamicPorts {
		all = append(all, u.dynamicRange)
	}
	return all
}

// roomier are the changes that give the tasks of a deployment more room, or have it need less.
func (u *unblocker) roomier(d *report.Deployment) (all []func() (report.Remedy, bool)) {
	configured := d.BlockedBy == report.BlockedByConfiguration
	if !configured {
		all = append(all, u.hosts)
	}
	all = append(all, u.maxSize)
	if lacksRoom(d.BlockedBy) {
		all = append(all, u.larger, u.trunks)
	}
	all = append(all, u.subnets, func() (report.Remedy, bool) { return u.try(u.quotas(), always) })
	if d.PeakTasks > 0 { // else there is none that may be missing
		all = append(all, func() (report.Remedy, bool) { return u.minimum(d) })
	}
	if d.PeakTasks > 0 || configured {
		all = append(all, func() (report.Remedy, bool) { return u.maximum(d) })
	}
	return all
}

// end is the end that the scenario sets, in seconds; nil = none.
func (s *search) end() *float64 {
	if s.c.Duration == 0 {
		return nil
	}
	end := s.c.Duration.Seconds()
	return &end
}

// edit is a change of the service alone.
func (u *unblocker) edit(kind string) report.Edit {
	return report.Edit{Kind: kind, In: []int{u.service}}
}

// completes reports whether the deployment completes; one that creates a service of which tasks wait at
// the end has to place them for good, whatever happens after it.
func (u *unblocker) completes(x *seen) bool {
	service := event.WorkloadID(u.service)
	waits := func(w *waiter) bool { return w.work == service }
	if u.of().Creation && slices.ContainsFunc(u.waiters, waits) && !x.placed[service] {
		return false
	}
	return x.deployments[u.deployment] != nil
}

// remedy is a change under which the deployment completes.
func (u *unblocker) remedy(e report.Edit) report.Remedy {
	o := u.with(e).deployments[u.deployment]
	return report.Remedy{Change: e.Kind, Value: u.value(e), Text: u.words(e), Edit: e, Lowest: o.lowest, Rounds: o.rounds, Time: o.seconds}
}

// value is what a change comes to, as reports have it.
func (u *unblocker) value(e report.Edit) int {
	switch e.Kind {
	case report.EditMaxSize:
		return u.c.Providers[e.In[0]].Max + e.Value
	case report.EditSubnets:
		return u.c.Subnets[e.In[0]].Network.Wider(e.Value).Prefix().Bits()
	case report.EditInstanceType:
		return 1 + slices.IndexFunc(u.types[e.In[0]], func(t catalog.Type) bool { return t.Name == e.Name })
	}
	return e.Value
}

// words say what a change is, and what the percentages of a deployment allow.
func (u *unblocker) words(e report.Edit) string {
	desired := max(u.of().Desired, 1)
	switch {
	case len(e.And) > 0:
	case e.Kind == report.EditMinimum:
		return fmt.Sprintf("minimumHealthyPercent %d: %s may be missing while it deploys", e.Value, model.Counted(missing(desired, e.Value), "task"))
	case e.Kind == report.EditMaximum:
		return fmt.Sprintf("maximumPercent %d: up to %s while it deploys", e.Value, model.Counted(desired*e.Value/100, "task"))
	}
	return wordsFor(u.c, e)
}

// try looks for the least of a change under which the deployment completes, and notes the most that was
// tried in vain.
func (u *unblocker) try(l ladder, worth func(n int) bool) (report.Remedy, bool) {
	e, ok := u.least(l, worth, u.completes)
	if !ok && e.Kind != "" {
		u.vain = append(u.vain, l)
	}
	switch {
	case ok:
		return u.remedy(e), true
	case e.Kind == report.EditMinimum:
		u.inVain = append(u.inVain, fmt.Sprintf("minimumHealthyPercent down to %d", e.Value))
	case e.Kind == report.EditMaximum:
		u.inVain = append(u.inVain, fmt.Sprintf("maximumPercent up to %d", e.Value))
	case e.Kind == report.EditMaxSize:
		p := &u.c.Providers[e.In[0]]
		u.inVain = append(u.inVain, fmt.Sprintf("maxSize up to %d of capacity provider %s", p.Max+e.Value, p.Name))
	case l.most > 1 && e.Kind != "":
		u.inVain = append(u.inVain, "up to "+u.words(e))
	case e.Kind != "":
		u.inVain = append(u.inVain, u.words(e))
	}
	return report.Remedy{}, false
}

// fewest is the change of that ladder under which the least is enough.
func (u *unblocker) fewest(ladders []ladder) (best report.Remedy, found bool) {
	steps := 0
	for _, l := range ladders {
		if found {
			l.most = min(l.most, steps-1)
		}
		if r, ok := u.try(l, u.few(l)); ok {
			best, found = r, true
			for steps = 1; fmt.Sprint(l.at(steps)) != fmt.Sprint(r.Edit); {
				steps++
			}
		}
	}
	return best, found
}

// hostsATask is how many instances are added for each task of a service at the most: tasks of other
// services are placed on them too.
const hostsATask = 4

// most is how many instances are added at the most.
func (u *unblocker) most() int {
	return max(hostsATask*u.c.Services[u.service].Desired, u.r.Tasks.Waiting, 1)
}

// hosts adds instances to the group for which the fewest are enough.
func (u *unblocker) hosts() (report.Remedy, bool) {
	var all []ladder
	for g := range u.c.Groups {
		if !provided(u.c, g) {
			all = append(all, hostsOfGroup(g, u.most()))
		}
	}
	return u.fewest(all)
}

// maxSize raises the limit of that capacity provider of the service for which the least is enough.
func (u *unblocker) maxSize() (report.Remedy, bool) {
	s := &u.c.Services[u.service]
	var all []ladder
	for _, p := range s.Providers {
		all = append(all, maxSizeOf(p.Provider, max(s.Desired, 1)))
	}
	return u.fewest(all)
}

// lacksRoom reports whether a larger instance type, or one with more interfaces, could help.
func lacksRoom(blockedBy string) bool {
	blockedBy = strings.TrimPrefix(blockedBy, "TaskFailedToStart: ")
	if blockedBy == model.EmptyCapacityProvider {
		return true
	}
	reason, _ := model.ParseReason(blockedBy)
	return slices.Contains([]model.Reason{model.ReasonCPU, model.ReasonMemory, model.ReasonENI, model.ReasonGPU}, reason)
}

// larger gives the group for which the smallest is enough a larger instance type.
func (u *unblocker) larger() (report.Remedy, bool) {
	var all []ladder
	for g := range u.c.Groups {
		all = append(all, u.bestType(g, u.completes))
	}
	return u.fewest(all)
}

// bestType are the larger types of a group as it is better to have them: with the group's own figures
// where as small a type helps then as without them.
func (s *search) bestType(g int, does func(*seen) bool) ladder {
	plain := s.typesOf(g, 0)
	if memory, slots := ownFigures(&s.c.Groups[g]); !memory && !slots {
		return plain
	}
	keeping := s.typesOf(g, keepsOwn)
	e, ok := s.least(plain, s.few(plain), does)
	if !ok {
		return keeping
	}
	e.In = keeping.at(1).In
	if x := s.with(e); x != nil && x.made && does(x) {
		return keeping
	}
	return plain
}

// trunks gives the instances trunks.
func (u *unblocker) trunks() (report.Remedy, bool) {
	if !u.c.Tasks[u.c.Services[u.service].Task].NetworkMode.OwnInterface() || !u.gainsByTrunks() {
		return report.Remedy{}, false
	}
	return u.try(one(report.Edit{Kind: report.EditTrunking}), always)
}

// modeMatters reports whether a reason is about what another network mode takes less of.
func modeMatters(blockedBy string) bool {
	reason, _ := model.ParseReason(blockedBy)
	return slices.Contains([]model.Reason{model.ReasonENI, model.ReasonPorts, model.ReasonInterfaces, model.ReasonAddresses}, reason)
}

// missing is how many of the desired tasks a minimumHealthyPercent lets be missing: it is
// rounded up to tasks.
func missing(desired, percent int) int { return desired - (desired*percent+99)/100 }

// minimum lowers minimumHealthyPercent by as few tasks as it takes.
func (u *unblocker) minimum(d *report.Deployment) (report.Remedy, bool) {
	desired := max(d.Desired, 1)
	return u.try(ladder{func(n int) report.Edit {
		e := u.edit(report.EditMinimum)
		e.Value = (d.Lower - n) * 100 / desired
		return e
	}, d.Lower}, always)
}

// maximum raises maximumPercent by as few tasks as it takes; a daemon's is fixed.
func (u *unblocker) maximum(d *report.Deployment) (report.Remedy, bool) {
	desired := max(d.Desired, 1)
	if u.c.Services[u.service].Daemon {
		return report.Remedy{}, false
	}
	return u.try(ladder{func(n int) report.Edit {
		e := u.edit(report.EditMaximum)
		e.Value = ((d.Upper+n)*100 + desired - 1) / desired
		return e
	}, max(0, 2*desired-d.Upper)}, always)
}
