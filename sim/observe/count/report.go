package count

import (
	"maps"
	"slices"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// Report is what has been counted, and where the run stands now that it has ended.
func (x *Counter) Report() *report.Report {
	c, v := x.c, x.view
	r := &report.Report{
		Scenario: c.Name, Title: c.Title, Lesson: c.Lesson, Seed: c.Seed, SimulatedSeconds: v.End().Seconds(),
		Refusals: []report.Refusal{}, Failures: []report.Failure{}, Services: make([]report.ServiceReport, 0, len(c.Services)),
		RunTasks:          []report.RunTaskReport{},
		CapacityProviders: []report.ProviderReport{}, TargetGroups: []report.TargetGroupReport{},
		Warnings: append(append([]string{}, c.Warnings...), x.warnings...), DataDate: c.DataDate,
		Fingerprint: v.Fingerprint(), Work: v.Work(),
	}
	rooms := x.headrooms()
	x.inZones = v.RunningInZones()
	for i := range x.workloads {
		x.reportWork(r, event.WorkloadID(i), rooms[i])
	}
	x.reportProviders(r)
	x.reportTargets(r)
	x.reportRefusals(r)
	x.reportPorts(r)
	x.reportInstances(r)
	for i := range c.Subnets {
		r.Subnets = append(r.Subnets, x.subnetReport(event.SubnetID(i)))
	}
	r.TimeToPlace, r.TimeToRunning = times(&x.place), times(&x.run)
	r.ENIExhaustion.Refused = x.attempts[model.ReasonENI]
	r.ENIExhaustion.InstanceSeconds = float64(x.full.Mean(v.End()) * v.End().Seconds())
	if x.firstENI >= 0 {
		at := x.firstENI.Seconds()
		r.ENIExhaustion.FirstAt = &at
	}
	x.reportReach(r)
	r.Bound = x.bound()
	x.warn(r)
	return r
}

func (x *Counter) reportRefusals(r *report.Report) {
	var unplaced [model.NumReasons]int
	for i := range x.workloads {
		for reason, n := range x.workloads[i].refusedBy {
			unplaced[reason] += n
		}
		if w := x.view.Workload(event.WorkloadID(i)); w.Service != nil && w.RefusedNow {
			unplaced[w.LastReason] += max(0, w.Requested-w.Placed)
		}
	}
	for reason, n := range x.attempts {
		if n > 0 {
			r.Refusals = append(r.Refusals, report.Refusal{
				Reason: words.Reason(model.Reason(reason)), Tasks: unplaced[reason], Attempts: n,
				Message: x.messages[reason],
			})
		}
	}
	r.Failures = append(r.Failures, x.failed()...)
}

// failed lists the failures by their stopped reason; those that ECS does not tell apart are
// counted together.
func (x *Counter) failed() (all []report.Failure) {
	tasks := map[string]int{}
	for f, n := range x.failures {
		tasks[f.of.StoppedText(f.why)] += n
	}
	for _, text := range slices.Sorted(maps.Keys(tasks)) {
		all = append(all, report.Failure{StoppedReason: text, Tasks: tasks[text]})
	}
	return all
}

func (x *Counter) reportPorts(r *report.Report) {
	byPort := []report.PortConflict{}
	for _, p := range slices.SortedFunc(maps.Keys(x.ports), model.HostPort.Compare) {
		conflict := report.PortConflict{Port: int(p.Port), Protocol: p.Protocol.String(), Times: x.ports[p]}
		byPort = append(byPort, conflict)
	}
	r.PortConflicts = report.PortConflicts{Refused: x.portsAsked, Failed: x.portsBound, ByPort: byPort}
}

func (x *Counter) subnetReport(i event.SubnetID) report.SubnetReport {
	of := x.view.Subnet(i)
	s := report.SubnetReport{
		SubnetID: x.c.Subnets[i].ID, AvailabilityZone: x.c.Subnets[i].Zone, Used: int(of.Used()), Peak: int(of.Peak()),
	}
	if n, ok := of.Usable(); ok {
		usable := int(n)
		s.Usable = &usable
	}
	return s
}

func times(s *des.Sample) report.Times {
	if s.Count() == 0 {
		return report.Times{}
	}
	q := func(p float64) float64 { return s.Quantile(p).Seconds() }
	return report.Times{
		Count: int(s.Count()), Mean: s.Mean().Seconds(), P50: q(0.5), P95: q(0.95), P99: q(0.99),
		Max: s.Max().Seconds(),
	}
}
