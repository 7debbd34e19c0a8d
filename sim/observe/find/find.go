// Package find says what a reader of a run has to be told: what does not run and why, what went
// wrong for a while, and what stops the next task. It listens to the events of a run, asks its view
// when it has ended, and reads the report that others have made of it.
package find

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Finder watches one run. The zero Finder has watched none.
type Finder struct {
	counter *count.Counter
	view    *engine.View
	endedBy map[event.WorkloadID]event.Cause // what has ended a service's last deployment that failed

	lacking  []des.Time // by workload: since when it has been refused tasks; -1 = it is not
	failures map[failure]*failed
	dry      map[event.SubnetID]*dry
	shutOut  map[event.WorkloadID]*shutOut
	samples  []event.InstanceID // at the end of the run; nil = not chosen yet

	overloads map[event.WorkloadID]*overload

	shortRanges []event.GroupID // on whose instances tasks found no dynamic host port

	registered []bool // by instance
	unlaunched map[launch]*unlaunched
	providers  []scaling
	drains     map[event.InstanceID]*draining // that are under way
	lost       []*draining                    // that ended with tasks on the instance
	reasons    map[event.WorkloadID]reason    // why tasks keep instances from being drained
	until      map[event.InstanceID]ending
	drained    int // instances that began to drain with tasks on them, but not by scaling
	zonesLost  []lostZone

	moving map[event.WorkloadID]*moves
	moved  map[event.TaskID]int // how often tasks have moved that stand for others
}

// failure is what failures are counted by.
type failure struct {
	of   event.WorkloadID
	code model.StoppedCode
}

// failed counts failures of one kind.
type failed struct {
	tasks       int
	first, last des.Time
	why         model.StoppedReason // of the last
	group       event.GroupID       // of its instance; -1 = it had none
	revision    *engine.Revision
}

// New returns a Finder for one run, which the Counter listens to as well.
func New(c *count.Counter) *Finder { return &Finder{counter: c} }

// Begin readies the Finder.
func (x *Finder) Begin(v *engine.View) {
	c := v.Config()
	*x = Finder{counter: x.counter, view: v, endedBy: map[event.WorkloadID]event.Cause{}, shutOut: map[event.WorkloadID]*shutOut{}, overloads: map[event.WorkloadID]*overload{}, lacking: make([]des.Time, len(c.Services)+len(c.RunTasks)), failures: map[failure]*failed{},
		dry: map[event.SubnetID]*dry{}, unlaunched: map[launch]*unlaunched{}, providers: make([]scaling, len(c.Providers)), until: map[event.InstanceID]ending{},
		drains: map[event.InstanceID]*draining{}, reasons: map[event.WorkloadID]reason{},
		moving: map[event.WorkloadID]*moves{}, moved: map[event.TaskID]int{}}
	for i := range x.lacking {
		x.lacking[i] = -1
	}
}

// Wants is what goes wrong, and what of the rest this run may need for that: of a million tasks of RunTask
// requests each event costs.
func (x *Finder) Wants() event.Kinds {
	wants := event.KindsOf(event.PlacementRefused, event.TaskFailed, event.TaskUnhealthy,
		event.InstanceLaunched, event.InstanceRegistered, event.InstanceDraining, event.InstanceRetiring, event.SpotNoticed, event.InstanceTerminated,
		event.LaunchFailed, event.DeploymentFailed, event.ServiceOverloaded, event.ZoneFailed, event.ZoneRestored)
	if len(x.view.Config().Services) > 0 {
		wants = wants.Union(event.KindsOf(event.ServiceSteady, event.TaskPlaced, event.TaskStopped, event.TaskStopping))
	}
	if len(x.providers) > 0 {
		wants = wants.Union(event.KindsOf(event.CapacityScaled, event.ScriptDone, event.DesiredChanged, event.ServiceUpdated, event.TasksRequested))
	}
	return wants
}

// On notes an event.
func (x *Finder) On(e *event.Event) {
	switch e.Kind {
	case event.PlacementRefused:
		if x.lacking[e.Workload] < 0 {
			x.lacking[e.Workload] = e.At
		}
	case event.ServiceSteady:
		x.lacking[e.Workload] = -1
		x.onSettled(e)
	case event.TaskPlaced:
		x.onPlaced(e)
	case event.TaskFailed:
		x.onMovedFailed(e)
		x.onPortTaken(e)
		x.fail(e, e.Stopped)
		if e.Stopped.Code == model.StoppedNoAddress {
			x.onNoAddress(e)
		}
	case event.TaskUnhealthy:
		x.onUnhealthy(e)
	case event.InstanceLaunched:
		x.onLaunched(e)
	case event.InstanceRegistered:
		x.onRegistered(e)
	case event.InstanceDraining:
		x.onLeaving(e)
		x.onDraining(e)
	case event.InstanceRetiring:
		x.onUntil(e.Instance, ending{at: e.At.Add(x.view.Config().Timings.DrainTimeout)})
	case event.SpotNoticed:
		x.onUntil(e.Instance, ending{e.Until, true})
	case event.InstanceTerminated:
		if x.drains[e.Instance] == nil {
			x.onLeaving(e) // without draining
		}
		x.onTerminated(e)
	case event.ScriptDone, event.DesiredChanged, event.ServiceUpdated, event.TasksRequested:
		x.onPlanned()
	case event.ServiceOverloaded:
		x.onOverloaded(e)
	case event.ZoneFailed:
		x.onZoneFailed(e)
	case event.ZoneRestored:
		x.onZoneRestored(e)
	case event.DeploymentFailed:
		x.endedBy[e.Workload] = e.Cause
	case event.LaunchFailed:
		x.onLaunchFailed(e)
	case event.CapacityScaled:
		x.onScaled(e)
	case event.TaskStopped:
		delete(x.moved, e.Task)
		if e.Cause == event.EssentialContainerExited && x.isService(e.Workload) {
			x.fail(e, model.StoppedReason{Code: model.StoppedExited})
		}
	case event.TaskStopping:
		if e.Cause == event.TaskIsUnhealthy && x.isService(e.Workload) {
			why := model.StoppedReason{Code: model.StoppedContainerChecks}
			if len(x.view.TargetGroupsOf(e.Workload)) > 0 {
				why.Code = model.StoppedTargetChecks
			}
			x.fail(e, why)
		}
	}
}

func (x *Finder) isService(i event.WorkloadID) bool { return int(i) < len(x.view.Config().Services) }

// fail counts a task that has failed.
func (x *Finder) fail(e *event.Event, why model.StoppedReason) {
	key := failure{e.Workload, why.Code}
	f := x.failures[key]
	if f == nil {
		f = &failed{first: e.At}
		x.failures[key] = f
	}
	f.tasks++
	f.last, f.why, f.group, f.revision = e.At, why, -1, x.view.Revision(e.Deployment)
	if e.Instance >= 0 {
		f.group = x.view.Instance(e.Instance).Group
	}
}

// Findings is what a reader has to be told of the run, which has ended, and of its report: most
// important first.
func (x *Finder) Findings(r *report.Report) []report.Finding { return x.findings(r) }

func (x *Finder) findings(r *report.Report) []report.Finding {
	f := &found{r: r, all: []report.Finding{}, endedBy: x.endedBy, details: map[event.WorkloadID]string{}}
	for key, y := range x.failures {
		if more := x.detail(y); more != "" {
			f.details[key.of] = more
		}
	}
	f.deployments()
	f.waiting()
	f.providers()
	x.unreachable(f)
	x.hostPorts(f)
	if x.view != nil {
		x.since(f)
		x.health(f)
		x.overloaded(f)
		x.exits(f)
		x.constraints(f)
		x.failed(f)
		x.subnets(f)
		x.availability(f)
		x.movedAgain(f)
		x.drainFindings(f)
		x.launches(f)
		x.lostZones(f)
	}
	f.next()
	report.SortFindings(f.all)
	return f.all
}

// since dates the tasks that wait.
func (x *Finder) since(f *found) {
	var waits []*report.Finding
	for n := range f.all {
		if f.all[n].Code == report.TasksWait {
			waits = append(waits, &f.all[n])
		}
	}
	if len(waits) == 0 {
		return
	}
	queued := map[event.WorkloadID]des.Time{}
	for i := range x.view.Tasks() {
		if t := x.view.Task(i); t.State == event.Queued {
			of := x.view.Deployment(t.Deployment).Workload
			if at, ok := queued[of]; !ok || t.AskedAt < at {
				queued[of] = t.AskedAt
			}
		}
	}
	for i := range event.WorkloadID(x.view.Workloads()) {
		at, ok := queued[i]
		if since := x.lacking[i]; since >= 0 && (!ok || since < at) {
			at = since
		}
		for _, y := range waits {
			if y.Workload() == x.view.Workload(i).Name && (y.Service != "") == x.isService(i) {
				y.From = at.Seconds()
			}
		}
	}
}

// mostApart is of how many workloads failures of one kind are told one by one.
const mostApart = 3

// failed says which tasks failed, and how: of every workload, or of several together where many
// failed alike.
func (x *Finder) failed(f *found) {
	byCode := map[model.StoppedCode][]event.WorkloadID{}
	for key := range x.failures {
		if !f.toldFailure(x.view.Workload(key.of).Name, key.code) {
			byCode[key.code] = append(byCode[key.code], key.of)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(byCode)) {
		if code == model.StoppedNoAddress && len(x.dry) > 0 {
			continue // the subnets say it
		}
		of := byCode[code]
		most := func(a, b event.WorkloadID) int {
			return cmp.Or(x.failures[failure{b, code}].tasks-x.failures[failure{a, code}].tasks, cmp.Compare(a, b))
		}
		slices.SortFunc(of, most)
		if len(of) > mostApart {
			x.addFailed(f, code, of)
			continue
		}
		for n := range of {
			x.addFailed(f, code, of[n:n+1])
		}
	}
}

// toldFailure reports whether other findings say already that tasks of a service have failed so.
func (f *found) toldFailure(service string, code model.StoppedCode) bool {
	switch code {
	case model.StoppedExited:
		return f.about(service, report.TasksExit)
	case model.StoppedTargetChecks:
		return f.about(service, report.HealthCheckGrace, report.HealthCheckRefused, report.HealthCheckUnanswered, report.ServiceOverloaded)
	}
	return false
}

// addFailed tells of the failures of one kind of some workloads, the one with the most first.
func (x *Finder) addFailed(f *found, code model.StoppedCode, of []event.WorkloadID) {
	all := *x.failures[failure{of[0], code}]
	var names []string
	for n, i := range of {
		y := x.failures[failure{i, code}]
		if n > 0 {
			all.tasks, all.first, all.last = all.tasks+y.tasks, min(all.first, y.first), max(all.last, y.last)
		}
		if n < mostApart {
			names = append(names, fmt.Sprintf("%s %d", x.view.Workload(i).Name, y.tasks))
		}
	}
	w := x.view.Workload(of[0])
	whose := fmt.Sprintf("%d workloads (%s, ...)", len(of), strings.Join(names, ", "))
	if len(of) == 1 {
		whose = x.nameOf(of[0])
	}
	z := f.add(report.TasksFailed, "%s of %s failed %s: %s", model.Counted(all.tasks, "task"), whose, between(all.first, all.last),
		strings.TrimSuffix(all.revision.StoppedText(all.why), ".")+x.detail(&all))
	if len(of) == 1 {
		z.Service, z.RunTask = w.Name, ""
		if w.Service == nil {
			z.Service, z.RunTask = "", w.Name
		}
	}
	if code == model.StoppedAttachTimeout && x.detail(&all) != "" {
		z.Remedies = append(z.Remedies, mended(x.view.Config(), int(all.group), config.Attaching))
	}
	to := all.last.Seconds()
	z.From, z.To = all.first.Seconds(), &to
}

// mended is that a group comes to the end of a step that something in the file keeps it from.
func mended(c *config.Config, g int, step config.HostStep) report.FindingRemedy {
	return report.FindingRemedy{Change: words.Mended(c, g, step), Edit: report.Edit{Kind: report.EditFault, In: []int{g}, Value: int(step)}}
}

// detail is what a stopped reason leaves out: the host port that a task did not get to listen on, which
// exited; or what in the file keeps interfaces from being attached.
func (x *Finder) detail(y *failed) string {
	switch y.why.Code {
	case model.StoppedNoListen:
		return fmt.Sprintf(": port %d/%v of its instance is taken", y.why.Port.Port, y.why.Port.Protocol)
	case model.StoppedAttachTimeout:
		if y.group >= 0 {
			if why, _ := x.view.Config().Fault(int(y.group), config.Attaching); why != "" {
				return ": " + why
			}
		}
	}
	return ""
}

// nameOf calls a service or a RunTask request by its name.
func (x *Finder) nameOf(i event.WorkloadID) string {
	if w := x.view.Workload(i); w.Service == nil {
		return "RunTask request " + w.Name
	} else {
		return "service " + w.Name
	}
}
