package refusal

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// diagnose says why the task that is refused finds no container instance.
func (x *Explainer) diagnose(e *event.Event) report.Diagnosis {
	rev := x.view.Revision(e.Deployment)
	shape := rev.Shape
	if len(rev.Queues) > 0 {
		shape = x.view.Queue(rev.Queues[0]).Shape
	}
	return x.diagnoseShape(e.Workload, shape, e.Reason)
}

// diagnoseShape says why a task of one of a workload's shapes, which was last refused for a
// reason, finds no container instance now.
func (x *Explainer) diagnoseShape(i event.WorkloadID, shape engine.ShapeID, reason model.Reason) report.Diagnosis {
	found := x.view.Diagnose(shape)
	d := report.Diagnosis{
		Workload: x.view.Workload(i).Name, At: x.view.Now().Seconds(),
		Reason: words.Reason(reason), Message: x.message(i, shape, reason),
		Hosts: []report.HostDiagnosis{}, Remedies: []string{}, Hopeless: found.Never,
	}
	for n, c := range found.Cases {
		h := report.HostDiagnosis{
			Instances: c.Examples, Count: c.Count, Reason: c.Reason.String(), Checks: []report.Check{},
		}
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

// join adds to a list of what has to change, or is there.
func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", and " + b
}

// checkNames are the checks that are of no resource, as a person would call them.
var checkNames = map[model.Reason]string{
	model.ReasonAgent: "agent connected", model.ReasonAttribute: "attributes",
	model.ReasonLocation: "availability zone",
	model.ReasonMemberOf: "memberOf", model.ReasonDistinctInstance: "distinctInstance",
}

// checkName is a check as a person would call it.
func checkName(r model.Reason) string {
	if x, ok := r.Resource(); ok {
		return x.Check()
	}
	return checkNames[r]
}

// subject is how a text about a service or a RunTask request begins.
func (x *Explainer) subject(i event.WorkloadID) string {
	w := x.view.Workload(i)
	if w.Service == nil {
		return words.OfRunTask(w.Name)
	}
	return words.OfService(w.Name)
}

// message is the service event or the RunTask failure of a refused try.
func (x *Explainer) message(i event.WorkloadID, shape engine.ShapeID, reason model.Reason) string {
	if w := x.view.Workload(i); w.Service == nil {
		return words.RunTaskRefused(w.Name, reason)
	}
	h, _ := x.view.Closest(shape)
	return x.subject(i) + words.Unplaced(reason, x.view.InstanceName(h))
}
