package find

import (
	"fmt"
	"math"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// overload is what is remembered of a service whose tasks had more load than their health checks
// stand.
type overload struct {
	first, last, began des.Time
	length             des.Time // in all
	on                 bool
	each               float64 // the most for a task
}

// onOverloaded notes the beginning of an overload, more of it, or its end.
func (x *Finder) onOverloaded(e *event.Event) {
	o := x.overloads[e.Workload]
	if o == nil {
		o = &overload{first: e.At}
		x.overloads[e.Workload] = o
	}
	if o.on {
		o.length += e.At - o.began
	}
	o.on, o.began, o.last = e.On, e.At, e.At
	if e.On {
		o.each = max(o.each, e.Metric)
	}
}

// overloaded says which services had too few tasks for their load, and how many would have done.
func (x *Finder) overloaded(f *found) {
	c := x.view.Config()
	for i := range c.Services {
		o := x.overloads[event.WorkloadID(i)]
		if o == nil {
			continue
		}
		s := &c.Services[i]
		if o.on {
			o.length, o.last = o.length+x.view.End()-o.began, x.view.End()
		}
		most := 0.0
		if s.Scaling != nil {
			most = s.Scaling.Load
		}
		for n := range c.Events {
			if e := &c.Events[n]; e.Kind == config.SetLoad && e.Service == i && e.At < x.view.End() {
				most = max(most, e.Load)
			}
		}
		unhealthy := ""
		if y := x.failures[failure{event.WorkloadID(i), model.StoppedTargetChecks}]; y != nil {
			unhealthy = fmt.Sprintf("; %s were replaced as unhealthy, and each that goes raises the load of the others", model.Counted(y.tasks, "task"))
		}
		z := f.add(report.ServiceOverloaded, "Service %s was overloaded for %s: up to %.4g of load for each task, and health checks fail above %.4g%s",
			s.Name, words.Length(o.length.Seconds()), o.each, s.UnhealthyAbove, unhealthy)
		z.Service, z.From = s.Name, o.first.Seconds()
		if !o.on {
			to := o.last.Seconds()
			z.To = &to
		}
		if need := int(min(math.Ceil(most/s.UnhealthyAbove), math.MaxInt32)); need > x.view.Workload(event.WorkloadID(i)).Requested || need > s.Desired {
			z.Remedies = append(z.Remedies, report.FindingRemedy{Change: fmt.Sprintf("%d healthy tasks before the load comes", need),
				Edit: report.Edit{Kind: report.EditDesired, In: []int{i}, Value: need}})
		}
	}
}
