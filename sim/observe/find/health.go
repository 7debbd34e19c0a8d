package find

import (
	"strings"

	"ecssim/model"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// mostLooks is how many unhealthy tasks of a service are looked at for what keeps their checks out.
const mostLooks = 10

// shutOut is what keeps health checks from the tasks of a service.
type shutOut struct {
	looks int
	why   string // of the last that is kept from its task; "" = none has been found
	tasks int    // that were unhealthy since
}

// onUnhealthy looks for what keeps the health checks from a task that is unhealthy.
func (x *Finder) onUnhealthy(e *event.Event) {
	if len(x.view.TargetGroupsOf(e.Workload)) == 0 {
		return
	}
	s := x.shutOut[e.Workload]
	if s == nil {
		s = &shutOut{}
		x.shutOut[e.Workload] = s
	}
	if s.why == "" && s.looks < mostLooks {
		s.looks++
		s.why = x.view.FailedCheck(e.Task)
	}
	if s.why != "" {
		s.tasks++
	}
}

// health says which health checks cannot pass, and why.
func (x *Finder) health(f *found) {
	never := map[event.WorkloadID]bool{}
	for _, fault := range x.counter.CheckFaults() {
		code := report.HealthCheckGrace
		if fault.Never {
			code = report.HealthCheckUnanswered
			never[fault.Service] = true
		}
		z := f.add(code, "%s", strings.TrimSuffix(words.UpperFirst(fault.Text), "; what would do: "+fault.Remedies[0].Change))
		z.Service, z.Warning = x.view.Workload(fault.Service).Name, fault.Text
		z.Remedies = append(z.Remedies, fault.Remedies...)
	}
	for i := range event.WorkloadID(x.view.Workloads()) {
		s := x.shutOut[i]
		if s == nil || s.why == "" || never[i] {
			continue
		}
		name := x.view.Workload(i).Name
		z := f.add(report.HealthCheckRefused, "Health checks do not reach the tasks of service %s (`ecssim reach FILE alb %s`), and %s for it: %s",
			name, name, failedFor(s.tasks), s.why)
		z.Service = name
		z.Remedies = append(z.Remedies, x.opened(i, report.OpenToChecks)...)
	}
	f.cure()
}

// failedFor says that n tasks failed.
func failedFor(n int) string { return model.Counted(n, "task") + " failed" }

// cure gives deployments whose tasks fail their health checks the remedies of those.
func (f *found) cure() {
	for i := range f.all {
		x := &f.all[i]
		switch x.Code {
		case report.DeploymentFailing, report.DeploymentStuck, report.DeploymentFailed, report.DeploymentRolledBack, report.DeploymentHollow:
		default:
			continue
		}
		for _, y := range f.all {
			switch y.Code {
			case report.HealthCheckGrace, report.HealthCheckRefused, report.HealthCheckUnanswered:
				if y.Service == x.Service {
					x.Remedies = append(x.Remedies, y.Remedies...)
				}
			}
		}
	}
}
