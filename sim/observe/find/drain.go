package find

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// draining is an instance that is or was DRAINING.
type draining struct {
	of    event.InstanceID
	since des.Time
	until des.Time // when it is terminated whatever is on it; -1 = nobody has said
	spot  bool     // until is the end of a Spot notice
	kept  []kept   // by which tasks it was kept when it was terminated
}

// kept is tasks of a workload that keep an instance from being drained.
type kept struct {
	of       event.WorkloadID
	tasks    int
	stopping bool // they are told to stop, and their targets drain
	why      string
	remedies []report.FindingRemedy
}

// onDraining notes that an instance drains.
func (x *Finder) onDraining(e *event.Event) {
	d := &draining{of: e.Instance, since: e.At, until: -1}
	if end, ok := x.until[e.Instance]; ok {
		d.until, d.spot = end.at, end.spot
	}
	if e.Cause != event.ProviderScalesIn && len(x.view.Staying(e.Instance)) > 0 {
		x.drained++
	}
	x.drains[e.Instance] = d
}

// Drained is how many instances began to drain with tasks on them, but for those that scaling gives up.
func (x *Finder) Drained() int { return x.drained }

// ending is when an instance will be terminated whatever is on it.
type ending struct {
	at   des.Time
	spot bool // after a Spot notice
}

// onUntil notes when an instance will be terminated whatever is on it.
func (x *Finder) onUntil(h event.InstanceID, end ending) {
	x.until[h] = end
	if d := x.drains[h]; d != nil && (d.until < 0 || end.at < d.until) {
		d.until, d.spot = end.at, end.spot
	}
}

// onTerminated notes which tasks an instance takes with it that drained, and forgets one that had
// none left, or whose draining was not what it waited for: its zone failed, or somebody terminated it.
func (x *Finder) onTerminated(e *event.Event) {
	if of := x.view.Instance(e.Instance); !x.registered[e.Instance] && of.Provider >= 0 && of.LaunchedAt > 0 {
		x.providers[of.Provider].booting--
	}
	d := x.drains[e.Instance]
	if d == nil {
		return
	}
	delete(x.drains, e.Instance)
	if e.Cause == event.ZoneHasFailed || e.Cause == event.TerminateInstancesCalled {
		return
	}
	d.until = e.At
	if d.kept = append(x.keptOn(e.Instance), x.stillDraining(e.Instance, d)...); len(d.kept) > 0 {
		x.lost = append(x.lost, d)
	}
}

// keptOn lists the tasks on an instance that are not told to stop.
func (x *Finder) keptOn(h event.InstanceID) (all []kept) {
	for _, i := range x.view.Staying(h) {
		w := x.view.Deployment(x.view.Task(i).Deployment).Workload
		at := slices.IndexFunc(all, func(k kept) bool { return k.of == w })
		if at < 0 {
			at = len(all)
			all = append(all, kept{of: w})
			all[at].why, all[at].remedies = x.whyKeptNow(w)
		}
		all[at].tasks++
	}
	return all
}

// stillDraining lists the tasks on an instance that are told to stop and whose targets drain for
// longer than the instance had.
func (x *Finder) stillDraining(h event.InstanceID, d *draining) (all []kept) {
	of := map[event.WorkloadID]int{}
	for _, i := range x.view.Leaving(h) {
		of[x.view.Deployment(x.view.Task(i).Deployment).Workload]++
	}
	for _, i := range slices.Sorted(maps.Keys(of)) {
		if why, sooner, ok := x.outlasts(i, d); ok {
			all = append(all, kept{i, of[i], true, why, []report.FindingRemedy{sooner}})
		}
	}
	return all
}

// outlasts says that the targets of a service's tasks drain for longer than an instance has, and with which
// deregistration delay they do not.
func (x *Finder) outlasts(i event.WorkloadID, d *draining) (why string, sooner report.FindingRemedy, ok bool) {
	if !x.isService(i) || d.until < 0 {
		return "", sooner, false
	}
	c, had := x.view.Config(), d.until.Sub(d.since)
	for n := range c.Services[i].Targets {
		t := &c.Services[i].Targets[n]
		g := c.GroupOf(t)
		delay := c.Timings.Rules(g).Deregistration
		if delay < had || t.Group < 0 {
			continue
		}
		less := max(0, int(had/time.Second)-1)
		sooner = report.FindingRemedy{Change: fmt.Sprintf("deregistrationDelay %d for target group %s", less, g.Name),
			Edit: report.Edit{Kind: report.EditDeregistration, In: []int{t.Group}, Value: less}}
		longer := "the time that the instance has"
		if d.spot {
			longer = "the Spot notice"
		}
		return fmt.Sprintf("the deregistration delay of target group %s, %s, is longer than %s, %s", g.Name, words.Length(delay.Seconds()), longer, words.Length(had.Seconds())),
			sooner, true
	}
	return "", sooner, false
}

// reason is why tasks of a workload are kept, as found when there had been so many changes.
type reason struct {
	changes  int
	why      string
	remedies []report.FindingRemedy
}

// whyKeptNow is whyKept, asked again only when something has changed.
func (x *Finder) whyKeptNow(i event.WorkloadID) (why string, remedies []report.FindingRemedy) {
	y, known := x.reasons[i]
	if now := x.view.Changes(); !known || y.changes != now {
		y = reason{changes: now}
		y.why, y.remedies = x.whyKept(i)
		x.reasons[i] = y
	}
	return y.why, y.remedies
}

// whyKept says why a workload does not stop its tasks on an instance that drains, and what would
// have it stop them.
func (x *Finder) whyKept(i event.WorkloadID) (why string, remedies []report.FindingRemedy) {
	w := x.view.Workload(i)
	if w.Service == nil {
		return "nobody stops the tasks of a RunTask request, which run to their end",
			[]report.FindingRemedy{{Change: "StopTask for the tasks of " + w.Name + " on it"}}
	}
	if w.Service.Daemon {
		return "the tasks of a daemon go last", nil
	}
	lower, upper := w.Bounds()
	add := func(m report.FindingRemedy) { remedies = append(remedies, m) }
	percent := func(kind string, n int) {
		add(report.FindingRemedy{Change: fmt.Sprintf("%s %d for service %s", kind, n, w.Name), Edit: report.Edit{Kind: kind, In: []int{int(i)}, Value: n}})
	}
	fewer := func() { // no more than leaves it one that is healthy to stop
		if lower > 0 {
			percent(report.EditMinimum, max(min(lower, w.Healthy)-1, 0)*100/max(w.Requested, 1))
		}
	}
	healthy := fmt.Sprintf("%d of %s %s to stay healthy", lower, model.Counted(w.Requested, "task"), map[bool]string{true: "has", false: "have"}[lower == 1])
	switch {
	case x.view.KeepsFailing(i):
		lift, lifts := x.lift(x.view.WorkloadObstacle(i))
		switch {
		case w.LastFailure.Code != model.StoppedNoCapacity:
			add(report.FindingRemedy{Change: "a revision of service " + w.Name + " whose tasks stay"})
		case lifts:
			add(lift)
		default:
			add(x.instanceMore(i))
		}
		fewer()
		return fmt.Sprintf("%s, and its new tasks fail one after the other (%s)", healthy, strings.TrimSuffix(w.LastFailureText(), ".")), remedies
	case w.RefusedNow:
		add(x.instanceMore(i))
		fewer()
		if w.LastReason == model.Fits {
			return healthy + ", and all other instances are DRAINING too", remedies
		}
		return healthy + ", and " + noHostFor(words.Reason(w.LastReason)), remedies
	case x.view.QueuedOf(i) > 0:
		why := "its next task waits for a capacity provider"
		if o := x.view.WorkloadObstacle(i); o.Reason != model.Fits {
			why += " that launches no more instances: " + words.Obstacle(x.view, o)
			if lift, ok := x.lift(o); ok {
				add(lift)
			}
		}
		fewer()
		return healthy + ", and " + why, remedies
	case upper <= w.Placed:
		fewer()
		if w.Requested > 0 {
			percent(report.EditMaximum, ((upper+1)*100+w.Requested-1)/w.Requested)
		}
		return fmt.Sprintf("%s, and at most %d may be there", healthy, upper), remedies
	}
	return healthy + ", and the tasks that replace those on it are not healthy yet", nil
}

// instanceMore is an instance more, like those that there are, in a group that a workload may use: one
// whose size nobody else decides, or else a higher minSize of a capacity provider's.
func (x *Finder) instanceMore(i event.WorkloadID) report.FindingRemedy {
	c := x.view.Config()
	more := report.FindingRemedy{Change: "room for its next task: 1 more instance"}
	oneOf := func(g int) report.FindingRemedy {
		return report.FindingRemedy{Change: fmt.Sprintf("room for its next task: 1 more %s in group %s", c.Groups[g].InstanceType, c.Groups[g].Name),
			Edit: report.Edit{Kind: report.EditHosts, In: []int{g}, Value: 1}}
	}
	for h := range event.InstanceID(x.view.Instances()) {
		of := x.view.Instance(h)
		if !of.Active() || !x.view.Eligible(i, h) {
			continue
		}
		p := slices.IndexFunc(c.Providers, func(p config.CapacityProvider) bool { return p.Group == int(of.Group) })
		if p < 0 {
			return oneOf(int(of.Group))
		}
		if n := max(c.Groups[of.Group].Count, c.Providers[p].Min) + 1; more.Edit.Kind == "" && n <= c.Providers[p].Max {
			more = report.FindingRemedy{Change: fmt.Sprintf("room for its next task: minSize %d for capacity provider %s", n, c.Providers[p].Name),
				Edit: report.Edit{Kind: report.EditMinSize, In: []int{p}, Value: n}}
		}
	}
	if g := x.plainGroup(); more.Edit.Kind == "" && g >= 0 && len(x.view.Workload(i).Use.Providers) == 0 {
		return oneOf(g) // all that there are drain
	}
	return more
}

// plainGroup is the first group that is no capacity provider's; -1 = there is none.
func (x *Finder) plainGroup() int {
	for g := range x.view.Config().Groups {
		if x.providerOf(g) == "" {
			return g
		}
	}
	return -1
}

// drainFindings says which instances were terminated with tasks on them although they drained, and
// which have not been drained by the end of the run.
func (x *Finder) drainFindings(f *found) {
	x.addDrains(f, report.DrainLost, x.lost)
	var blocked []*draining
	for _, h := range slices.Sorted(maps.Keys(x.drains)) {
		d := x.drains[h]
		if d.kept = x.keptOn(h); len(d.kept) > 0 && x.view.Instance(h).Draining {
			blocked = append(blocked, d)
		}
	}
	x.addDrains(f, report.DrainBlocked, blocked)
}

// addDrains tells of instances that are kept from being drained, or were to the last: one by one,
// or many together that were kept by the same until the same time.
func (x *Finder) addDrains(f *found, code string, all []*draining) {
	var order []string
	alike := map[string][]*draining{}
	for _, d := range all {
		key := fmt.Sprint(d.until, d.keepers())
		if alike[key] == nil {
			order = append(order, key)
		}
		alike[key] = append(alike[key], d)
	}
	for _, key := range order {
		if same := alike[key]; len(same) > mostApart {
			x.addDrain(f, code, same)
			continue
		}
		for _, d := range alike[key] {
			x.addDrain(f, code, []*draining{d})
		}
	}
}

// frees is what has an instance drained: of those that keep it each has to let it go.
func (x *Finder) frees(d *draining) (all []report.FindingRemedy) {
	var each [][]report.FindingRemedy
	most := 0
	for _, k := range d.kept {
		if of := x.inTime(k, d); len(of) > 0 {
			each, most = append(each, of), max(most, len(of))
		}
	}
	for n := range most {
		m := each[0][min(n, len(each[0])-1)]
		for _, of := range each[1:] {
			m = both(m, of[min(n, len(of)-1)])
		}
		all = append(all, m)
	}
	return all
}

// inTime are what has tasks stopped that keep an instance, with a deregistration delay that lets them stop
// before it is terminated.
func (x *Finder) inTime(k kept, d *draining) (all []report.FindingRemedy) {
	_, sooner, ok := x.outlasts(k.of, d)
	if !ok || k.stopping {
		return k.remedies
	}
	for _, m := range k.remedies {
		all = append(all, both(m, sooner))
	}
	return all
}

// both is two changes together, of which one may be part of the other; it can be simulated where both can.
func both(a, b report.FindingRemedy) report.FindingRemedy {
	if !strings.Contains(a.Change, b.Change) {
		a.Change += ", and " + b.Change
	}
	if a.Edit.Kind == "" || b.Edit.Kind == "" {
		a.Edit = report.Edit{}
		return a
	}
	known := append([]report.Edit{a.Edit}, a.Edit.And...)
	for _, e := range append([]report.Edit{b.Edit}, b.Edit.And...) {
		e.And = nil
		if !slices.ContainsFunc(known, func(k report.Edit) bool { return k.Kind == e.Kind && slices.Equal(k.In, e.In) }) {
			a.Edit.And = append(slices.Clip(a.Edit.And), e)
		}
	}
	return a
}

// keepers are the workloads whose tasks keep the instance from being drained.
func (d *draining) keepers() (all []event.WorkloadID) {
	for _, k := range d.kept {
		all = append(all, k.of)
	}
	return all
}

// addDrain tells of instances that are kept by tasks of the same workloads.
func (x *Finder) addDrain(f *found, code string, same []*draining) {
	first := same[0]
	tasks := make([]int, len(first.kept))
	var ids []string
	for _, d := range same {
		ids = append(ids, x.view.InstanceName(d.of))
		for n, k := range d.kept {
			tasks[n] += k.tasks
		}
	}
	total, names := 0, []string(nil)
	for n, k := range first.kept {
		total += tasks[n]
		name := fmt.Sprintf("%s of %s", model.Counted(tasks[n], "task"), x.nameOf(k.of))
		if k.stopping && len(first.kept) > 1 {
			name += " with " + map[bool]string{true: "a target", false: "targets"}[tasks[n] == 1] + " that still drained"
		}
		names = append(names, name)
	}
	who, because := some(names), x.because(first)
	what, is, was, it, on := "Instance "+ids[0], "is", "was", "it is", "it"
	if len(ids) > 1 {
		what, is, was, it, on = model.Counted(len(ids), "instance")+" ("+some(ids)+")", "are", "were", "they are", "them"
	}
	since := words.Length(first.since.Seconds())
	var z *report.Finding
	if code == report.DrainLost {
		z = f.add(code, "%s drained from %s and %s terminated at %s with %s on %s%s", what, since, was, words.Length(first.until.Seconds()), who, on, because)
		to := first.until.Seconds()
		z.To = &to
	} else {
		end := "nobody terminates " + on
		if first.until >= 0 {
			end = fmt.Sprintf("%s terminated at %s, and %s with %s", it, words.Length(first.until.Seconds()), map[bool]string{true: "that task ends", false: "those tasks end"}[total == 1], on)
		}
		z = f.add(code, "%s %s DRAINING since %s, kept by %s%s; %s", what, is, since, who, because, end)
	}
	z.Instance, z.From, z.Drained = ids[0], first.since.Seconds(), x.drained
	z.Remedies = append(z.Remedies, x.frees(first)...)
	if w := x.view.Workload(first.kept[0].of); len(first.kept) == 1 && w.Service != nil {
		z.Service = w.Name
		z.Text += f.complaint(first.kept[0].of)
	} else if len(first.kept) == 1 {
		z.RunTask = w.Name
	}
}

// because says why each of those that keep an instance does, where they are few, and whose targets drain
// for too long.
func (x *Finder) because(d *draining) string {
	if len(d.kept) > mostApart {
		return ""
	}
	var all []string
	late := ""
	for _, k := range d.kept {
		if why, _, ok := x.outlasts(k.of, d); ok && !k.stopping && late == "" {
			late = "; and " + why
		}
		why := k.why
		if len(d.kept) > 1 {
			why = "of " + x.view.Workload(k.of).Name + " " + why
		}
		all = append(all, why)
	}
	return ": " + strings.Join(all, "; ") + late
}

// complaint is what ECS's own events of a service have said last of what it was not able to do.
func (f *found) complaint(i event.WorkloadID) string {
	s := &f.r.Services[i]
	for _, text := range slices.Backward(s.Events) {
		text, _, _ = strings.Cut(text, ". ")
		said := strings.TrimPrefix(text, words.OfService(s.ServiceName))
		if strings.HasPrefix(said, "was unable to ") || strings.HasPrefix(said, "is unable to ") {
			return fmt.Sprintf("; ECS's service event: %q", strings.TrimSuffix(text, "."))
		}
	}
	return ""
}
