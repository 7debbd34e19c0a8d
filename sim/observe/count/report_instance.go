package count

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

func (x *Counter) reportInstances(r *report.Report) {
	v := x.view
	r.Instances = make([]report.InstanceReport, 0, v.Instances())
	pauses, ranges, refused := v.PauseContainers(), v.BoundPorts(), x.lastRefused()
	asksDynamic := v.AsksDynamic()
	dynamic, _ := model.ReasonDynamicPorts.Resource()
	total, most, serving, price, cost, known := 0, 0, 0, 0.0, 0.0, true
	for h := range event.InstanceID(v.Instances()) {
		of := v.Instance(h)
		in := x.instanceReport(h, &of, refused)
		in.PauseContainers, in.DynamicRanges = pauses[h], model.NewPortRanges(ranges[h]...).String()
		if asksDynamic {
			used, all := v.DynamicPortsUsed(h)
			in.Resources[dynamic.Key()] = report.Resource{Used: used, Total: all}
		}
		r.Instances = append(r.Instances, in)
		end := v.End()
		if of.EndedAt >= 0 {
			end = of.EndedAt
		}
		hours := end.Sub(of.LaunchedAt).Hours()
		r.InstanceHours += hours
		usd := x.c.Groups[of.Group].USDPerHour
		known = known && usd != config.UnknownPrice
		cost += float64(usd * hours)
		if of.EndedAt >= 0 {
			continue
		}
		serving++
		total += in.Tasks
		most = max(most, in.Tasks)
		price += usd
		if v.Full(h) {
			r.ENIExhaustion.InstancesFull++
		}
	}
	r.Density.TasksPerInstance.Max = most
	if serving > 0 {
		r.Density.TasksPerInstance.Mean = float64(total) / float64(serving)
	}
	if known {
		cost = math.Round(cost*1e6) / 1e6 // finer than any price, so that binary fractions do not show
		r.USD, r.Density.USDPerHour = &cost, &price
		if r.Tasks.Running > 0 {
			each := price / float64(r.Tasks.Running)
			r.Density.USDPerTaskHour = &each
		}
	}
}

func (x *Counter) instanceReport(
	h event.InstanceID, of *engine.Instance, refused []event.WorkloadID,
) report.InstanceReport {
	host := x.view.Host(h)
	in := report.InstanceReport{
		InstanceID: of.ID, InstanceType: x.c.Groups[of.Group].InstanceType, AvailabilityZone: of.Zone,
		Status: of.Status(), LaunchedAt: of.LaunchedAt.Seconds(),
		Trunk: of.Trunk, TrunkReason: of.TrunkReason, Tasks: int(host.Tasks), DynamicPorts: x.view.DynamicPorts(h),
		BridgePorts: int(host.Bridge),
		Resources:   map[string]report.Resource{},
	}
	for r := range model.Resources() {
		if used, total, ok := r.On(&host); ok && r.Placed() && (total > 0 || !r.Rare()) {
			in.Resources[r.Key()] = report.Resource{Used: int(used), Total: int(total)}
		}
	}
	if of.Provider >= 0 {
		in.CapacityProvider = x.c.Providers[of.Provider].Name
	}
	if of.EndedAt >= 0 {
		at := of.EndedAt.Seconds()
		in.TerminatedAt = &at
	}
	if bound, next := x.boundOn(h, refused); bound != model.Fits {
		in.BoundBy = code(bound)
		if next != model.Fits {
			in.NextBound = code(next)
		}
	}
	return in
}

func code(r model.Reason) *string {
	s := r.String()
	return &s
}

// lastRefused lists the workloads that were ever refused, the last one first.
func (x *Counter) lastRefused() []event.WorkloadID {
	var is []event.WorkloadID
	for i := range x.workloads {
		if x.workloads[i].lastRefusal > 0 {
			is = append(is, event.WorkloadID(i))
		}
	}
	slices.SortFunc(is, func(a, b event.WorkloadID) int {
		return x.workloads[b].lastRefusal - x.workloads[a].lastRefusal
	})
	return is
}

// boundOn names what stops the next task on an instance: of the workload last refused
// there, else of the one last placed there. A workload that may not go there at
// all, by an attribute, a zone or a constraint, was not refused for want of a
// resource.
func (x *Counter) boundOn(h event.InstanceID, refused []event.WorkloadID) (bound, next model.Reason) {
	i := x.instances[h].placed
	for _, r := range refused {
		if x.view.Eligible(r, h) {
			i = r
			break
		}
	}
	if i < 0 {
		return model.Fits, model.Fits
	}
	l := x.view.Limits(i, h)
	return l.Bind()
}

// boundInQueue is the limit that keeps a capacity provider from an instance for the tasks
// that wait for it: of the queue with the most of them. Next is what they lack on the
// instances that there are.
func (x *Counter) boundInQueue() *report.Bound {
	most, best := 0, (*report.Bound)(nil)
	for q := range engine.QueueID(x.view.Queues()) {
		of := x.view.Queue(q)
		if of.Count <= most {
			continue
		}
		if why := x.view.QueueObstacle(q); why.Reason != model.Fits {
			most, best = of.Count, &report.Bound{
				Workload: x.name(of.Revision.Workload), BoundBy: why.Reason.String(), NextBound: of.Reason.String(),
			}
		}
	}
	return best
}

// bound is the limit that most instances meet first, for the workload that last found no
// room, be it refused or failed for want of what ECS does not count, else the one last
// placed.
func (x *Counter) bound() *report.Bound {
	i := x.lastLacking
	lacks := false
	if i >= 0 {
		w := x.view.Workload(i)
		lacks = w.RefusedNow || w.Pass.FailedPasses > 0
	} else {
		i = x.lastPlaced
	}
	if !lacks {
		if b := x.boundInQueue(); b != nil {
			return b
		}
	}
	if i < 0 {
		return nil
	}
	type pair struct{ bound, next string }
	count := map[pair]int{}
	for h := range event.InstanceID(x.view.Instances()) {
		if !x.view.Eligible(i, h) {
			continue
		}
		l := x.view.Limits(i, h)
		if bound, next := l.Bind(); bound != model.Fits {
			count[pair{bound.String(), next.String()}]++
		}
	}
	if len(count) == 0 {
		return nil
	}
	best := slices.MinFunc(slices.Collect(maps.Keys(count)), func(a, b pair) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a.bound, b.bound), cmp.Compare(a.next, b.next))
	})
	return &report.Bound{Workload: x.name(i), BoundBy: best.bound, NextBound: best.next, Hosts: count[best]}
}
