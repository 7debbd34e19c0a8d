package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

func (k *cluster) reportWork(r *report.Report, i event.WorkloadID) {
	w := &k.Workloads[i]
	td := &k.Config.Tasks[k.Deployments[w.Primary].Revision.Definition]
	queued := k.QueuedOf(i)
	placed := w.Placed - queued + w.Completed
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
			reason = k.WorkloadObstacle(i).Reason.String()
		}
		x := report.RunTaskReport{
			Name: w.Name, TaskDefinition: td.Name(), NetworkMode: td.NetworkMode.String(), Requested: w.Requested, Waiting: queued,
			Placed: placed, Running: w.Running, Completed: w.Completed, Refused: w.Refused, Failed: w.Failed, LastReason: reason,
		}
		if w.Completed > 0 {
			at := w.LastStop.Seconds()
			x.LastStoppedAt = &at
		}
		r.RunTasks = append(r.RunTasks, x)
		return
	}
	waiting := max(0, w.Requested-placed)
	if waiting > 0 && w.RefusedNow {
		reason = words.Reason(w.LastReason)
	} else if queued > 0 {
		reason = k.WorkloadObstacle(i).Reason.String()
	}
	r.Tasks.Waiting += waiting
	s := report.ServiceReport{
		ServiceName: w.Service.Name, Desired: w.Requested, Running: w.Running, Placed: placed, Waiting: waiting,
		NetworkMode: td.NetworkMode.String(), Daemon: w.Service.Daemon, LastReason: reason,
		Events: []string{}, Deployments: k.deployments(i),
	}
	if w.Scaling != nil {
		s.Scaling = append([]report.DesiredStep{}, w.Scaling.Steps...)
	}
	r.Services = append(r.Services, s)
}

// deployments lists a service's deployments that started in the run.
func (k *cluster) deployments(i event.WorkloadID) []report.Deployment {
	ds, w := []report.Deployment{}, &k.Workloads[i]
	for _, n := range w.Deployments {
		d := k.Deployments[n]
		if d.CompletedBefore {
			continue
		}
		x := report.Deployment{
			TaskDefinition: k.DefinitionOf(d), Verdict: d.Verdict, Creation: int(n) < len(k.Workloads), Forced: d.Forced, Superseded: d.Superseded, StartedAt: d.Started.Seconds(),
			Desired: d.Desired, Lower: d.Lower, Upper: d.Upper, Minimum: d.Minimum, Maximum: d.Maximum,
			LowestRunning: d.LowestRunning, PeakTasks: d.PeakTasks, Rounds: d.PassesRun, FailedTasks: d.FailedTasks,
			BlockedBy: words.Rule(d.Blocker), Remedies: []report.Remedy{},
		}
		if d.Blocker.Rule != event.NotBlocked {
			x.Message = subjectOf(w) + words.Blocker(&k.view, d.Blocker)
		}
		switch d.Verdict {
		case "":
			x.Verdict = report.InProgress
			if p := &w.Pass; p.FailedPasses >= tellThrottle || p.Crashes >= tellThrottle {
				x.BlockedBy = w.LastFailureText()
			}
		case report.Failed, report.RolledBack:
			if w.LastFailure.Lacks() != model.Fits {
				x.BlockedBy = w.LastFailureText()
			}
		case report.Completed:
			seconds := d.Ended.Sub(d.Started).Seconds()
			x.Seconds = &seconds
		case report.Stuck:
			at := d.StuckAt.Seconds()
			x.StuckAt = &at
		}
		if d.RolledBackTo >= 0 {
			x.RolledBackTo = k.DefinitionOf(k.Deployments[d.RolledBackTo])
		}
		ds = append(ds, x)
	}
	return ds
}

// subjectOf is how a text about a service or a RunTask request begins.
func subjectOf(w *state.Workload) string {
	if w.Service == nil {
		return words.OfRunTask(w.Name)
	}
	return words.OfService(w.Name)
}

func (k *cluster) reportProviders(r *report.Report) {
	for p := range k.Providers {
		x := &k.Providers[p]
		out := report.ProviderReport{
			Name: k.Config.Providers[p].Name, Instances: x.Size, Peak: x.Peak, Launched: x.Launched, Terminated: x.Terminated,
			Metric: x.Metric, Excluded: x.Excluded, Steps: append([]report.ScalingStep{}, x.Steps...), Waiting: k.WaitingFor(event.ProviderID(p)),
			Desired: x.Desired, Needless: x.NeedlessSteps,
		}
		if why := k.ProviderObstacle(event.ProviderID(p)); why.Reason != model.Fits {
			out.BoundBy, out.Message = code(why.Reason), words.Obstacle(&k.view, why)
		}
		r.CapacityProviders = append(r.CapacityProviders, out)
	}
}

func (k *cluster) reportTargets(r *report.Report) {
	for _, x := range k.TargetGroups {
		r.TargetGroups = append(r.TargetGroups, report.TargetGroupReport{
			TargetGroup: x.Name, TargetType: x.Kind, Registered: x.Registered, Healthy: x.Healthy, Draining: x.Draining, Peak: x.Peak, Replaced: x.Replaced,
		})
	}
}
