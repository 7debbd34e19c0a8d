package engine

import (
	"ecssim/model"
	"ecssim/sim/report"
)

func (k *cluster) reportWork(r *report.Report, i workID) {
	w := &k.work[i]
	td := &k.config.Tasks[k.deps[w.dep].rev.def]
	queued := k.inLanes(i)
	placed := w.placed - queued + w.completed
	reason := ""
	r.Tasks.Requested += w.requested
	r.Tasks.Placed += placed
	r.Tasks.Running += w.running
	r.Tasks.Refused += w.refused
	r.Tasks.Failed += w.failed
	if w.service == nil {
		r.Tasks.Waiting += queued
		if w.refused > 0 {
			reason = reasonText(w.lastReason)
		} else if queued > 0 {
			reason = k.lackOfWork(i).reason.String()
		}
		x := report.RunTaskReport{
			Name: w.name, TaskDefinition: td.Name(), NetworkMode: td.NetworkMode.String(), Requested: w.requested, Waiting: queued,
			Placed: placed, Running: w.running, Completed: w.completed, Refused: w.refused, Failed: w.failed, LastReason: reason,
		}
		if w.completed > 0 {
			at := w.lastStop.Seconds()
			x.LastStoppedAt = &at
		}
		r.RunTasks = append(r.RunTasks, x)
		return
	}
	waiting := max(0, w.requested-placed)
	if waiting > 0 && w.refusedNow {
		reason = reasonText(w.lastReason)
	} else if queued > 0 {
		reason = k.lackOfWork(i).reason.String()
	}
	r.Tasks.Waiting += waiting
	s := report.ServiceReport{
		ServiceName: w.service.Name, Desired: w.requested, Running: w.running, Placed: placed, Waiting: waiting,
		NetworkMode: td.NetworkMode.String(), Daemon: w.service.Daemon, LastReason: reason,
		Events: append([]string{}, w.events...), Deployments: k.deployments(i),
	}
	if w.scaling != nil {
		s.Scaling = append([]report.DesiredStep{}, w.scaling.steps...)
	}
	r.Services = append(r.Services, s)
}

// deployments lists a service's deployments that started in the run.
func (k *cluster) deployments(i workID) []report.Deployment {
	ds, w := []report.Deployment{}, &k.work[i]
	for _, n := range w.deps {
		d := k.deps[n]
		if d.before {
			continue
		}
		x := report.Deployment{
			TaskDefinition: k.definition(d), Verdict: d.verdict, Creation: int(n) < len(k.work), Forced: d.forced, Superseded: d.followed, StartedAt: d.started.Seconds(),
			Desired: d.desired, Lower: d.lower, Upper: d.upper, Minimum: d.minimum, Maximum: d.maximum,
			LowestRunning: d.lowest, PeakTasks: d.peak, Rounds: d.rounds, FailedTasks: d.failed,
			BlockedBy: d.blocked, Message: d.message, Remedies: []report.Remedy{},
		}
		switch d.verdict {
		case "":
			x.Verdict = report.InProgress
			if p := &w.pass; p.streak >= tellThrottle || p.crashes >= tellThrottle {
				x.BlockedBy = w.lastFailure
			}
		case report.Failed, report.RolledBack:
			if Lacks(w.lastFailure) != model.Fits {
				x.BlockedBy = w.lastFailure
			}
		case report.Completed:
			seconds := d.ended.Sub(d.started).Seconds()
			x.Seconds = &seconds
		case report.Stuck:
			at := d.stuckAt.Seconds()
			x.StuckAt = &at
		}
		if d.back >= 0 {
			x.RolledBackTo = k.definition(k.deps[d.back])
		}
		ds = append(ds, x)
	}
	return ds
}

// inLanes is how many tasks of a workload wait for capacity providers.
func (k *cluster) inLanes(i workID) int {
	n := 0
	for l := range k.lanes {
		if x := &k.lanes[l]; x.rev.work == i {
			n += x.count
		}
	}
	return n
}

func (k *cluster) reportProviders(r *report.Report) {
	for p := range k.providers {
		x := &k.providers[p]
		out := report.ProviderReport{
			Name: k.config.Providers[p].Name, Instances: x.size, Peak: x.peak, Launched: x.launched, Terminated: x.terminated,
			Metric: x.metric, Excluded: x.excluded, Steps: append([]report.ScalingStep{}, x.steps...), Waiting: k.waitingFor(providerID(p)),
			Desired: x.desired, Needless: x.needless,
		}
		if why := k.lackOf(providerID(p)); why.reason != model.Fits {
			out.BoundBy, out.Message = code(why.reason), why.text
		}
		r.CapacityProviders = append(r.CapacityProviders, out)
	}
}

func (k *cluster) reportTargets(r *report.Report) {
	for _, x := range k.targets {
		r.TargetGroups = append(r.TargetGroups, report.TargetGroupReport{
			TargetGroup: x.name, TargetType: x.kind, Registered: x.registered, Healthy: x.healthy, Draining: x.draining, Peak: x.peak, Replaced: x.replaced,
		})
	}
}
