package count

import (
	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

func (x *Counter) reportWork(r *report.Report, i event.WorkloadID, room *report.Headroom) {
	w, counted := x.view.Workload(i), &x.workloads[i]
	td := &x.c.Tasks[x.view.Revision(w.Primary).Definition]
	queued := x.view.QueuedOf(i)
	completed := w.Completed + counted.stopped
	placed := w.Placed - queued + completed
	reason := ""
	r.Tasks.Requested += w.Requested
	r.Tasks.Placed += placed
	r.Tasks.Running += w.Running
	r.Tasks.Refused += w.Refused
	r.Tasks.Failed += w.Failed
	if w.Service == nil {
		r.Tasks.Waiting += queued
		if w.Refused > 0 {
			reason = words.Reason(w.LastReason)
		} else if queued > 0 {
			reason = x.view.WorkloadObstacle(i).Reason.String()
		}
		t := report.RunTaskReport{
			Name: w.Name, TaskDefinition: td.Name(), NetworkMode: td.NetworkMode.String(), Requested: w.Requested,
			Waiting: queued,
			Placed:  placed, Running: w.Running, Completed: completed, Refused: w.Refused, Failed: w.Failed,
			LastReason: reason, Headroom: room,
			Interrupted: x.available.interrupted[i], Zones: x.zones(i),
		}
		if completed > 0 {
			at := max(w.LastCompleted, counted.lastStop).Seconds()
			t.LastStoppedAt = &at
		}
		r.RunTasks = append(r.RunTasks, t)
		return
	}
	waiting := max(0, w.Requested-placed)
	if waiting > 0 && w.RefusedNow {
		reason = words.Reason(w.LastReason)
	} else if queued > 0 {
		reason = x.view.WorkloadObstacle(i).Reason.String()
	}
	r.Tasks.Waiting += waiting
	s := report.ServiceReport{
		ServiceName: w.Service.Name, Desired: w.Requested, Running: w.Running, Placed: placed, Waiting: waiting,
		NetworkMode: td.NetworkMode.String(), Daemon: w.Service.Daemon, LastReason: reason,
		Events: []string{}, Deployments: x.Deployments(i),
	}
	x.available.into(&s, i, x.view.End())
	s.Zones = x.zones(i)
	if !s.Daemon {
		s.Headroom = room
	}
	if w.Scaling != nil {
		s.Scaling = append([]report.DesiredStep{}, counted.steps...)
	}
	r.Services = append(r.Services, s)
}

// zones is how many tasks of a workload run in each availability zone.
func (x *Counter) zones(i event.WorkloadID) map[string]int {
	all := map[string]int{}
	for zone, n := range x.inZones[i] {
		all[x.view.ZoneName(event.ZoneID(zone))] = n
	}
	return all
}

// headrooms is how many more tasks of each workload fit.
func (x *Counter) headrooms() []*report.Headroom {
	var all []*report.Headroom
	for _, of := range x.view.Headrooms() {
		room := &report.Headroom{Tasks: of.Tasks, Hosts: of.Hosts, StoppedBy: []report.StoppedBy{}}
		for r, hosts := range of.StoppedBy {
			if hosts > 0 {
				room.StoppedBy = append(room.StoppedBy, report.StoppedBy{Reason: model.Reason(r).String(), Instances: hosts})
			}
		}
		if of.Bound != model.Fits {
			room.BoundBy = code(of.Bound)
		}
		if of.Next != model.Fits {
			room.NextBound = code(of.Next)
		}
		all = append(all, room)
	}
	return all
}

// Deployments lists a service's deployments that started in the run, as its report does.
func (x *Counter) Deployments(i event.WorkloadID) []report.Deployment {
	ds, w := []report.Deployment{}, x.view.Workload(i)
	for _, n := range w.Deployments {
		d, counted := x.view.Deployment(n), x.deployments.Of(n)
		if d.CompletedBefore {
			continue
		}
		y := report.Deployment{
			TaskDefinition: x.view.DefinitionOf(n), Verdict: d.Verdict, Creation: int(n) < len(x.workloads),
			Forced: d.Forced, Superseded: d.Superseded, StartedAt: d.Started.Seconds(),
			Desired: d.Desired, Lower: d.Lower, Upper: d.Upper, Minimum: d.Minimum, Maximum: d.Maximum,
			LowestRunning: counted.LowestRunning, PeakTasks: counted.PeakTasks, Rounds: counted.Rounds,
			FailedTasks: counted.FailedTasks,
			BlockedBy:   words.Rule(d.Blocker), Remedies: []report.Remedy{},
		}
		if d.Blocker.Rule != event.NotBlocked {
			y.Message = words.OfService(w.Name) + words.Blocker(x.view, d.Blocker)
		}
		switch d.Verdict {
		case "":
			y.Verdict = report.InProgress
			if x.view.KeepsFailing(i) {
				y.BlockedBy = w.LastFailureText()
			}
		case report.Failed, report.RolledBack:
			if w.LastFailure.Lacks() != model.Fits {
				y.BlockedBy = w.LastFailureText()
			}
		case report.Completed:
			seconds := d.Ended.Sub(d.Started).Seconds()
			y.Seconds = &seconds
		case report.Stuck:
			at := d.StuckAt.Seconds()
			y.StuckAt = &at
		}
		if d.RolledBackTo >= 0 {
			y.RolledBackTo = x.view.DefinitionOf(d.RolledBackTo)
		}
		ds = append(ds, y)
	}
	return ds
}

func (x *Counter) reportProviders(r *report.Report) {
	for n := range x.providers {
		p := event.ProviderID(n)
		of, counted := x.view.Provider(p), &x.providers[p]
		out := report.ProviderReport{
			Name: x.c.Providers[p].Name, Instances: of.Size, Peak: counted.peak, Launched: counted.launched,
			Terminated: counted.terminated,
			Metric:     of.Metric, Excluded: of.Excluded, Steps: append([]report.ScalingStep{}, counted.steps...),
			Waiting: x.view.WaitingFor(p),
			Desired: of.Desired, Needless: counted.needless,
		}
		if why := x.view.ProviderObstacle(p); why.Reason != model.Fits {
			out.BoundBy, out.Message = code(why.Reason), words.Obstacle(x.view, why)
		}
		r.CapacityProviders = append(r.CapacityProviders, out)
	}
}

func (x *Counter) reportTargets(r *report.Report) {
	for g := range event.TargetGroupID(x.view.TargetGroups()) {
		of, counted := x.view.TargetGroup(g), &x.targets.groups[g]
		r.TargetGroups = append(r.TargetGroups, report.TargetGroupReport{
			TargetGroup: of.Name, TargetType: of.Kind, Registered: of.Registered, Healthy: of.Healthy,
			Draining: of.Draining,
			Peak:     counted.peak, Replaced: counted.replaced,
		})
	}
}
