package find

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"ecssim/model"
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
	cause event.Cause
	kept  []kept // by which tasks it was kept when it was terminated
}

// kept is tasks of a workload that keep an instance from being drained.
type kept struct {
	of       event.WorkloadID
	tasks    int
	why      string
	remedies []report.FindingRemedy
}

// onDraining notes that an instance drains.
func (x *Finder) onDraining(e *event.Event) {
	d := draining{of: e.Instance, since: e.At, until: -1, cause: e.Cause}
	if until, ok := x.until[e.Instance]; ok {
		d.until = until
	}
	x.drains = append(x.drains, d)
}

// onUntil notes when an instance will be terminated whatever is on it.
func (x *Finder) onUntil(h event.InstanceID, until des.Time) {
	x.until[h] = until
	if d := x.drainOf(h); d != nil && (d.until < 0 || until < d.until) {
		d.until = until
	}
}

func (x *Finder) drainOf(h event.InstanceID) *draining {
	at := slices.IndexFunc(x.drains, func(d draining) bool { return d.of == h })
	if at < 0 {
		return nil
	}
	return &x.drains[at]
}

// onTerminated notes which tasks an instance takes with it that drained, and forgets one that had
// none left.
func (x *Finder) onTerminated(e *event.Event) {
	if of := x.view.Instance(e.Instance); !x.registered[e.Instance] && of.Provider >= 0 && of.LaunchedAt > 0 {
		x.providers[of.Provider].booting--
	}
	d := x.drainOf(e.Instance)
	if d == nil {
		return
	}
	d.kept = append(x.keptOn(e.Instance), x.stillDraining(e.Instance, e.At.Sub(d.since))...)
	if len(d.kept) > 0 {
		d.until = e.At
		x.lost = append(x.lost, *d)
	}
	x.drains = slices.DeleteFunc(x.drains, func(d draining) bool { return d.of == e.Instance })
}

// keptOn lists the tasks on an instance that are not told to stop.
func (x *Finder) keptOn(h event.InstanceID) (all []kept) {
	for _, i := range x.view.Staying(h) {
		w := x.view.Deployment(x.view.Task(i).Deployment).Workload
		at := slices.IndexFunc(all, func(k kept) bool { return k.of == w })
		if at < 0 {
			at = len(all)
			all = append(all, kept{of: w})
			all[at].why, all[at].remedies = x.whyKept(w)
		}
		all[at].tasks++
	}
	return all
}

// stillDraining lists the tasks on an instance that are told to stop and whose targets drain for
// longer than the instance had.
func (x *Finder) stillDraining(h event.InstanceID, had time.Duration) (all []kept) {
	c := x.view.Config()
	of := map[event.WorkloadID]int{}
	for _, i := range x.view.Leaving(h) {
		of[x.view.Deployment(x.view.Task(i).Deployment).Workload]++
	}
	for _, i := range slices.Sorted(maps.Keys(of)) {
		if !x.isService(i) {
			continue
		}
		s := &c.Services[i]
		for n := range s.Targets {
			g := c.GroupOf(&s.Targets[n])
			if delay := c.Timings.Rules(g).Deregistration; delay >= had {
				all = append(all, kept{i, of[i],
					fmt.Sprintf("the deregistration delay of target group %s is %s, and the instance had %s", g.Name, words.Length(delay.Seconds()), words.Length(had.Seconds())),
					[]report.FindingRemedy{{Change: fmt.Sprintf("deregistrationDelay below %d for target group %s", had/time.Second, g.Name)}}})
				break
			}
		}
	}
	return all
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
	change := func(format string, args ...any) {
		remedies = append(remedies, report.FindingRemedy{Change: fmt.Sprintf(format, args...)})
	}
	fewer := func() {
		if lower > 0 {
			change("minimumHealthyPercent %d for service %s", (lower-1)*100/max(w.Requested, 1), w.Name)
		}
	}
	healthy := fmt.Sprintf("%d of %s %s to stay healthy", lower, model.Counted(w.Requested, "task"), map[bool]string{true: "has", false: "have"}[lower == 1])
	switch {
	case x.view.KeepsFailing(i):
		change("a revision of service %s whose tasks stay", w.Name)
		fewer()
		return fmt.Sprintf("%s, and its new tasks fail one after the other (%s)", healthy, strings.TrimSuffix(w.LastFailureText(), ".")), remedies
	case w.RefusedNow:
		change("room for its next task: %s", x.instanceMore(i))
		fewer()
		return healthy + ", and " + noHostFor(words.Reason(w.LastReason)), remedies
	case x.view.QueuedOf(i) > 0:
		why := "its next task waits for a capacity provider"
		if o := x.view.WorkloadObstacle(i); o.Reason != model.Fits {
			why += " that launches no more instances: " + words.Obstacle(x.view, o)
			if lift := x.lift(o); lift != "" {
				change("%s", lift)
			}
		}
		fewer()
		return healthy + ", and " + why, remedies
	case upper <= w.Placed:
		fewer()
		if w.Requested > 0 {
			change("maximumPercent %d for service %s", ((upper+1)*100+w.Requested-1)/w.Requested, w.Name)
		}
		return fmt.Sprintf("%s, and at most %d may be there", healthy, upper), remedies
	}
	return healthy + ", and the tasks that replace those on it are not healthy yet", nil
}

// instanceMore names an instance as those that there are, in a group that a workload may use.
func (x *Finder) instanceMore(i event.WorkloadID) string {
	c := x.view.Config()
	for h := range event.InstanceID(x.view.Instances()) {
		of := x.view.Instance(h)
		if of.Active() && x.view.Eligible(i, h) {
			g := &c.Groups[of.Group]
			return "1 more " + g.InstanceType + " in group " + g.Name
		}
	}
	return "1 more instance"
}

// drainFindings says which instances were terminated with tasks on them although they drained, and
// which have not been drained by the end of the run.
func (x *Finder) drainFindings(f *found) {
	for i := range x.lost {
		x.addDrain(f, report.DrainLost, &x.lost[i])
	}
	for i := range x.drains {
		d := &x.drains[i]
		if d.kept = x.keptOn(d.of); len(d.kept) > 0 && x.view.Instance(d.of).Draining {
			x.addDrain(f, report.DrainBlocked, d)
		}
	}
}

// addDrain tells of an instance that is kept from being drained, or was to the last.
func (x *Finder) addDrain(f *found, code string, d *draining) {
	tasks, names, whys := 0, []string(nil), []string(nil)
	var remedies []report.FindingRemedy
	for _, k := range d.kept {
		tasks += k.tasks
		names = append(names, fmt.Sprintf("%s of %s", model.Counted(k.tasks, "task"), x.nameOf(k.of)))
		whys = append(whys, k.why)
		remedies = append(remedies, k.remedies...)
	}
	id, because := x.view.InstanceName(d.of), ""
	if len(d.kept) == 1 {
		because = ": " + whys[0]
	}
	who := strings.Join(names[:min(len(names), mostApart)], ", ")
	if more := len(names) - mostApart; more > 0 {
		who += " and " + model.Counted(more, "more workload")
	}
	since := words.Length(d.since.Seconds())
	var z *report.Finding
	if code == report.DrainLost {
		z = f.add(code, "Instance %s drained from %s and was terminated at %s with %s on it%s", id, since, words.Length(d.until.Seconds()), who, because)
		to := d.until.Seconds()
		z.To = &to
	} else {
		end := "nobody terminates it"
		if d.until >= 0 {
			end = fmt.Sprintf("it is terminated at %s, and %s with it", words.Length(d.until.Seconds()), map[bool]string{true: "that task ends", false: "those tasks end"}[tasks == 1])
		}
		z = f.add(code, "Instance %s is DRAINING since %s, kept by %s%s; %s", id, since, who, because, end)
	}
	z.Instance, z.From = id, d.since.Seconds()
	z.Remedies = append(z.Remedies, remedies...)
	if w := x.view.Workload(d.kept[0].of); len(d.kept) == 1 && w.Service != nil {
		z.Service = w.Name
	} else if len(d.kept) == 1 {
		z.RunTask = w.Name
	}
}
