package count

import (
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// reportReach says which running tasks clients do not reach, and compares what the workloads
// need open with what is.
func (x *Counter) reportReach(r *report.Report) {
	vpc := reach.NewVPC(x.c)
	r.Tasks.Unreachable, r.Unreachable = vpc.Unreachable(x.view.Reach())
	var current, all []reach.Revision
	for i := range x.workloads {
		current = append(current, asReach(x.view.Revision(x.view.Workload(event.WorkloadID(i)).Primary)))
	}
	for _, rev := range x.view.Revisions() {
		all = append(all, asReach(rev))
	}
	r.Firewall = report.FirewallReport{
		Described: x.c.Firewall != nil, Coverage: vpc.Coverage(all), Exposure: vpc.Exposure(current),
	}
}

// asReach is a revision as package reach knows it.
func asReach(r *engine.Revision) reach.Revision {
	return reach.Revision{Work: r.Workload, Definition: int32(r.Definition)}
}
