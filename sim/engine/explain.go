package engine

import (
	"context"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Explain runs a scenario and says of every workload that was refused tasks why
// the last refusal of each happened: all hosts as they stood at that moment, every
// check, and the smallest change that would have let the task in. So it does of
// workloads whose placed tasks fail for want of something that ECS does not count
// (see Lacks). The run is made
// twice, first to find those moments; both are the same to the last event.
func Explain(ctx context.Context, c *config.Config) ([]report.Diagnosis, *report.Report, error) {
	if err := c.Validate(); err != nil {
		return nil, nil, err
	}
	last, lacked := map[workID]int{}, map[workID]int{} // refusals of each workload, and failures
	k, err := newCluster(c, 0)
	if err != nil {
		return nil, nil, err
	}
	k.onRefusal = func(w workID) { last[w]++ }
	k.onLack = func(w workID, _ failure) { lacked[w]++ }
	if err := k.run(ctx, nil); err != nil {
		return nil, nil, err
	}
	if k, err = newCluster(c, 0); err != nil {
		return nil, nil, err
	}
	found, lacking := map[workID]report.Diagnosis{}, map[workID]report.Diagnosis{}
	k.onLack = func(w workID, why failure) {
		if lacked[w]--; lacked[w] == 0 {
			lacking[w] = k.diagnoseLack(w, why)
		}
	}
	k.onRefusal = func(w workID) {
		if last[w]--; last[w] == 0 {
			found[w] = k.diagnose(w)
		}
	}
	if err := k.run(ctx, nil); err != nil {
		return nil, nil, err
	}
	k.diagnoseQueues(found)
	var ds []report.Diagnosis
	for i := range k.work {
		w := &k.work[i]
		if d, ok := lacking[workID(i)]; ok {
			if d.Tasks = w.failed; w.service != nil {
				d.Tasks = w.requested - w.running
			}
			if w.service != nil && !k.deps[w.dep].over() {
				d.Tasks = max(d.Tasks, k.startable(workID(i)))
			}
			if d.Tasks > 0 {
				ds = append(ds, d)
			}
		}
		d, ok := found[workID(i)]
		if !ok {
			continue
		}
		waiting := k.inLanes(workID(i))
		if d.Tasks = w.unplaced() + waiting; w.service != nil && !w.refusedNow && waiting == 0 {
			continue // its last tries were accepted, or it has all its tasks
		}
		if w.service != nil && !k.deps[w.dep].over() {
			d.Tasks = max(d.Tasks, k.startable(workID(i)))
		}
		ds = append(ds, d)
	}
	slices.SortStableFunc(ds, func(a, b report.Diagnosis) int { return b.Tasks - a.Tasks })
	return ds, k.report(), nil
}

// diagnoseQueues says why tasks wait for capacity providers at the end of the run.
func (k *cluster) diagnoseQueues(found map[workID]report.Diagnosis) {
	for l := range k.lanes {
		x := &k.lanes[l]
		i := x.rev.work
		if x.count == 0 {
			continue
		}
		k.work[i].lastReason = x.reason
		d := k.diagnoseFor(i, x.shape)
		if why := k.lackFor(laneID(l)); why.reason != model.Fits {
			d.Reason, d.Message = why.reason.String(), k.saysLack(&k.work[i], x.provider, why)
			if why.lift != "" {
				d.Remedies = slices.Insert(d.Remedies, 0, why.lift)
			}
		}
		found[i] = d
	}
}

// unplaced is the number of tasks that the workload lacks or was refused for good.
func (w *workload) unplaced() int {
	if w.service != nil {
		return w.requested - w.placed
	}
	return w.refused
}

// diagnose says why the workload's next task finds no host now.
func (k *cluster) diagnose(i workID) report.Diagnosis {
	rev := k.deps[k.work[i].dep].rev
	shape := rev.shape
	if len(rev.lanes) > 0 {
		shape = k.lanes[rev.lanes[0]].shape
	}
	return k.diagnoseFor(i, shape)
}

// diagnoseFor is diagnose for one of the workload's shapes.
func (k *cluster) diagnoseFor(i workID, shape shapeID) report.Diagnosis {
	w := &k.work[i]
	found := k.fleet.Explain(shape)
	d := report.Diagnosis{
		Workload: w.name, At: k.clock.Now().Seconds(), Reason: reasonText(w.lastReason), Message: k.message(w, shape, w.lastReason),
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
