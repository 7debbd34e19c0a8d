package engine

import (
	"context"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Explain runs a scenario and says of every workload that was refused tasks why
// the last refusal of each happened: all hosts as they stood at that moment, every
// check, and the smallest change that would have let the task in. So it does of
// workloads whose placed tasks fail for want of something that ECS does not count
// (see model.StoppedReason.Lacks). The run is made twice, first to find those moments; both
// are the same to the last event, and the observers are told of the second.
func Explain(ctx context.Context, c *config.Config, observers ...Observer) ([]report.Diagnosis, *View, error) {
	if err := c.Validate(); err != nil {
		return nil, nil, err
	}
	last, lacked := map[event.WorkloadID]int{}, map[event.WorkloadID]int{} // refusals of each workload, and failures
	k, err := newCluster(c, 0)
	if err != nil {
		return nil, nil, err
	}
	k.onRefusal = func(w event.WorkloadID) { last[w]++ }
	k.onLack = func(w event.WorkloadID) { lacked[w]++ }
	if err := k.run(ctx, nil); err != nil {
		return nil, nil, err
	}
	if k, err = newCluster(c, 0, observers...); err != nil {
		return nil, nil, err
	}
	found, lacking := map[event.WorkloadID]report.Diagnosis{}, map[event.WorkloadID]report.Diagnosis{}
	k.onLack = func(w event.WorkloadID) {
		if lacked[w]--; lacked[w] == 0 {
			lacking[w] = k.diagnoseLack(w)
		}
	}
	k.onRefusal = func(w event.WorkloadID) {
		if last[w]--; last[w] == 0 {
			found[w] = k.diagnose(w)
		}
	}
	if err := k.run(ctx, nil); err != nil {
		return nil, nil, err
	}
	k.diagnoseQueues(found)
	var ds []report.Diagnosis
	for i := range k.Workloads {
		w := &k.Workloads[i]
		if d, ok := lacking[event.WorkloadID(i)]; ok {
			if d.Tasks = w.Failed; w.Service != nil {
				d.Tasks = w.Requested - w.Running
			}
			if w.Service != nil && !k.Deployments[w.Primary].Failed() {
				d.Tasks = max(d.Tasks, k.Startable(event.WorkloadID(i)))
			}
			if d.Tasks > 0 {
				ds = append(ds, d)
			}
		}
		d, ok := found[event.WorkloadID(i)]
		if !ok {
			continue
		}
		waiting := k.QueuedOf(event.WorkloadID(i))
		if d.Tasks = w.Unplaced() + waiting; w.Service != nil && !w.RefusedNow && waiting == 0 {
			continue // its last tries were accepted, or it has all its tasks
		}
		if w.Service != nil && !k.Deployments[w.Primary].Failed() {
			d.Tasks = max(d.Tasks, k.Startable(event.WorkloadID(i)))
		}
		ds = append(ds, d)
	}
	slices.SortStableFunc(ds, func(a, b report.Diagnosis) int { return b.Tasks - a.Tasks })
	return ds, &k.view, nil
}

// diagnoseQueues says why tasks wait for capacity providers at the end of the run.
func (k *cluster) diagnoseQueues(found map[event.WorkloadID]report.Diagnosis) {
	for l := range k.Queues {
		x := &k.Queues[l]
		i := x.Revision.Workload
		if x.Count == 0 {
			continue
		}
		k.Workloads[i].LastReason = x.Reason
		d := k.diagnoseFor(i, x.Shape)
		if why := k.QueueObstacle(state.QueueID(l)); why.Reason != model.Fits {
			d.Reason, d.Message = why.Reason.String(), subjectOf(&k.Workloads[i])+words.LaunchesNoMore(&k.view, why)
			if lift := words.Lift(&k.view, why); lift != "" {
				d.Remedies = slices.Insert(d.Remedies, 0, lift)
			}
		}
		found[i] = d
	}
}

// diagnose says why the workload's next task finds no host now.
func (k *cluster) diagnose(i event.WorkloadID) report.Diagnosis {
	rev := k.Deployments[k.Workloads[i].Primary].Revision
	shape := rev.Shape
	if len(rev.Queues) > 0 {
		shape = k.Queues[rev.Queues[0]].Shape
	}
	return k.diagnoseFor(i, shape)
}

// diagnoseFor is diagnose for one of the workload's shapes.
func (k *cluster) diagnoseFor(i event.WorkloadID, shape state.ShapeID) report.Diagnosis {
	w := &k.Workloads[i]
	found := k.Fleet.Explain(shape)
	d := report.Diagnosis{
		Workload: w.Name, At: k.Clock.Now().Seconds(), Reason: words.Reason(w.LastReason), Message: k.message(w, shape, w.LastReason),
		Hosts: []report.HostDiagnosis{}, Remedies: []string{}, Hopeless: found.Never,
	}
	for n, c := range found.Cases {
		h := report.HostDiagnosis{Instances: c.Examples, Count: c.Count, Reason: c.Reason.String(), Checks: []report.Check{}}
		liftable := true
		for _, f := range c.Findings {
			h.Checks = append(h.Checks, report.Check{Check: checkName(f.Check), Have: f.Have, Need: f.Need, OK: f.OK})
			if !f.OK {
				h.Lift = join(h.Lift, f.Lift)
				liftable = liftable && !f.Never
			}
		}
		if !liftable {
			h.Lift = ""
		}
		if n == found.Nearest {
			d.Hosts = slices.Insert(d.Hosts, 0, h)
			continue
		}
		d.Hosts = append(d.Hosts, h)
	}
	if found.Change != "" {
		d.Remedies = append(d.Remedies, found.Change)
	}
	return d
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", and " + b
}

// checkNames are the checks that are of no resource, as a person would call them.
var checkNames = map[model.Reason]string{
	model.ReasonAgent: "agent connected", model.ReasonAttribute: "attributes", model.ReasonLocation: "availability zone",
	model.ReasonMemberOf: "memberOf", model.ReasonDistinctInstance: "distinctInstance",
}

// checkName is a check as a person would call it.
func checkName(r model.Reason) string {
	if x, ok := r.Resource(); ok {
		return x.Check()
	}
	return checkNames[r]
}

// subjectOf is how a text about a service or a RunTask request begins.
func subjectOf(w *state.Workload) string {
	if w.Service == nil {
		return words.OfRunTask(w.Name)
	}
	return words.OfService(w.Name)
}

// message is the service event or the RunTask failure of a refused try.
func (k *cluster) message(w *state.Workload, shape state.ShapeID, reason model.Reason) string {
	if w.Service == nil {
		return words.RunTaskRefused(w.Name, reason)
	}
	h, _ := k.Closest(shape)
	return subjectOf(w) + words.Unplaced(reason, k.view.InstanceName(h))
}
