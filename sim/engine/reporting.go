package engine

import (
	"maps"
	"slices"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// report writes down where the run stands.
func (k *cluster) report() *report.Report {
	c := k.Config
	r := &report.Report{
		Scenario: c.Name, Title: c.Title, Lesson: c.Lesson, Seed: c.Seed, SimulatedSeconds: k.End.Seconds(),
		Refusals: []report.Refusal{}, Failures: []report.Failure{}, Services: []report.ServiceReport{}, RunTasks: []report.RunTaskReport{},
		CapacityProviders: []report.ProviderReport{}, TargetGroups: []report.TargetGroupReport{},
		Warnings: append(append([]string{}, c.Warnings...), k.warnings...), DataDate: c.DataDate, Fingerprint: k.trace.String(), Work: k.trace.Len() + (k.TasksLookedAt+k.outlook.TasksLookedAt)/looksAnEvent,
	}
	for i := range k.Workloads {
		k.reportWork(r, event.WorkloadID(i))
	}
	k.reportProviders(r)
	k.reportTargets(r)
	k.reportRefusals(r)
	k.reportPorts(r)
	k.reportInstances(r)
	for i := range k.Subnets {
		r.Subnets = append(r.Subnets, k.subnetReport(i))
	}
	m := &k.measure
	r.TimeToPlace, r.TimeToRunning = times(&m.place), times(&m.run)
	r.ENIExhaustion.Refused = m.attempts[model.ReasonENI]
	r.ENIExhaustion.InstanceSeconds = m.full.Mean(k.End) * k.End.Seconds()
	if m.firstENI >= 0 {
		at := m.firstENI.Seconds()
		r.ENIExhaustion.FirstAt = &at
	}
	k.reportReach(r)
	r.Bound = k.bound()
	k.warn(r)
	return r
}

// looksAnEvent is about how many looks at a task cost as much as an event.
const looksAnEvent = 64

func (k *cluster) reportRefusals(r *report.Report) {
	var unplaced [model.NumReasons]int
	for i := range k.Workloads {
		w := &k.Workloads[i]
		for reason, n := range w.RefusedBy {
			unplaced[reason] += n
		}
		if w.Service != nil && w.RefusedNow {
			unplaced[w.LastReason] += max(0, w.Requested-w.Placed)
		}
	}
	for reason, n := range k.measure.attempts {
		if n > 0 {
			r.Refusals = append(r.Refusals, report.Refusal{
				Reason: words.Reason(model.Reason(reason)), Tasks: unplaced[reason], Attempts: n, Message: k.measure.messages[reason],
			})
		}
	}
	r.Failures = append(r.Failures, k.measure.failed()...)
}

// failed lists the failures by their stopped reason; those that ECS does not tell apart are
// counted together.
func (m *measure) failed() (all []report.Failure) {
	tasks := map[string]int{}
	for f, n := range m.failures {
		tasks[f.of.StoppedText(f.why)] += n
	}
	for _, text := range slices.Sorted(maps.Keys(tasks)) {
		all = append(all, report.Failure{StoppedReason: text, Tasks: tasks[text]})
	}
	return all
}

func (k *cluster) reportPorts(r *report.Report) {
	m := &k.measure
	r.PortConflicts = report.PortConflicts{Refused: m.portsAsked, Failed: m.portsBound, ByPort: []report.PortConflict{}}
	for _, p := range slices.SortedFunc(maps.Keys(m.ports), model.HostPort.Compare) {
		r.PortConflicts.ByPort = append(r.PortConflicts.ByPort, report.PortConflict{Port: int(p.Port), Protocol: p.Protocol.String(), Times: m.ports[p]})
	}
}

func (k *cluster) subnetReport(i int) report.SubnetReport {
	s := report.SubnetReport{
		SubnetID: k.Config.Subnets[i].ID, AvailabilityZone: k.Config.Subnets[i].Zone,
		Used: int(k.Subnets[i].Used()), Peak: int(k.Subnets[i].Peak()),
	}
	if n, ok := k.Subnets[i].Usable(); ok {
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
	return report.Times{Count: int(s.Count()), Mean: s.Mean().Seconds(), P50: q(0.5), P95: q(0.95), P99: q(0.99), Max: s.Max().Seconds()}
}
