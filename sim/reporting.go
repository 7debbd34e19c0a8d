package sim

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/placement"
)

// report writes down where the run stands.
func (k *cluster) report() *Report {
	c := k.config
	r := &Report{
		Scenario: c.Name, Title: c.Title, Lesson: c.Lesson, Seed: c.Seed, SimulatedSeconds: k.end.Seconds(),
		Refusals: []Refusal{}, Failures: []Failure{}, Services: []ServiceReport{}, RunTasks: []RunTaskReport{},
		CapacityProviders: []ProviderReport{}, TargetGroups: []TargetGroupReport{},
		Warnings: append(append([]string{}, c.Warnings...), k.warnings...), DataDate: c.DataDate, Fingerprint: k.trace.String(),
	}
	for i := range k.work {
		k.reportWork(r, int32(i))
	}
	k.reportProviders(r)
	k.reportTargets(r)
	k.reportRefusals(r)
	k.reportPorts(r)
	k.reportInstances(r)
	for i := range k.subnets {
		r.Subnets = append(r.Subnets, k.subnetReport(i))
	}
	m := &k.measure
	r.TimeToPlace, r.TimeToRunning = times(&m.place), times(&m.run)
	r.ENIExhaustion.Refused = m.attempts[model.ReasonENI]
	r.ENIExhaustion.InstanceSeconds = m.full.Mean(k.end) * k.end.Seconds()
	if m.firstENI >= 0 {
		at := m.firstENI.Seconds()
		r.ENIExhaustion.FirstAt = &at
	}
	k.reportUnreachable(r)
	k.reportFirewall(r)
	r.Bound = k.bound(r)
	k.warn(r)
	return r
}

func (k *cluster) reportWork(r *Report, i int32) {
	w := &k.work[i]
	td := &k.config.Tasks[k.revs[k.deps[w.dep].rev].def]
	queued := k.inLanes(i)
	placed := w.placed - queued + w.completed
	reason := ""
	r.Tasks.Requested += w.requested
	if r.Tasks.Placed += placed; w.service != nil {
		r.Tasks.Placed -= max(0, placed-w.requested) // what a deployment has beside what it wants
	}
	r.Tasks.Running += w.running
	r.Tasks.Refused += w.refused
	r.Tasks.Failed += w.failed
	if w.service == nil {
		r.Tasks.Waiting += queued
		if w.refused > 0 {
			reason = reasonText(w.lastReason)
		}
		x := RunTaskReport{
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
	}
	r.Tasks.Waiting += waiting
	s := ServiceReport{
		ServiceName: w.service.Name, Desired: w.requested, Running: w.running, Placed: placed, Waiting: waiting,
		NetworkMode: td.NetworkMode.String(), Daemon: w.service.Daemon, LastReason: reason,
		Events: append([]string{}, w.events...), Deployments: k.deployments(i),
	}
	if w.scaling != nil {
		s.Scaling = append([]ScalingStep{}, w.scaling.steps...)
	}
	r.Services = append(r.Services, s)
}

// deployments lists a service's deployments that started in the run.
func (k *cluster) deployments(i int32) []Deployment {
	ds := []Deployment{}
	for n := range k.deps {
		d := &k.deps[n]
		if d.work != i || d.before {
			continue
		}
		x := Deployment{
			TaskDefinition: k.definition(d), Verdict: d.verdict, Creation: n < len(k.work), Forced: d.forced, StartedAt: d.started.Seconds(),
			Desired: d.desired, Lower: d.lower, Upper: d.upper, Minimum: d.minimum, Maximum: d.maximum,
			LowestRunning: d.lowest, PeakTasks: d.peak, Rounds: d.rounds, FailedTasks: d.failed,
			BlockedBy: d.blocked, Message: d.message, Remedies: []Remedy{},
		}
		switch d.verdict {
		case "":
			x.Verdict = InProgress
		case Completed:
			seconds := d.ended.Sub(d.started).Seconds()
			x.Seconds = &seconds
		case Stuck:
			at := d.stuckAt.Seconds()
			x.StuckAt = &at
		}
		if d.back > 0 {
			x.RolledBackTo = k.definition(&k.deps[d.back-1])
		}
		ds = append(ds, x)
	}
	return ds
}

// inLanes is how many tasks of a workload wait for capacity providers.
func (k *cluster) inLanes(i int32) int {
	n := 0
	for l := range k.lanes {
		if x := &k.lanes[l]; k.revs[x.rev].work == i {
			n += x.count
		}
	}
	return n
}

func (k *cluster) reportProviders(r *Report) {
	for p := range k.providers {
		x := &k.providers[p]
		out := ProviderReport{
			Name: k.config.Providers[p].Name, Instances: x.size, Peak: x.peak, Launched: x.launched, Terminated: x.terminated,
			Metric: x.metric, Excluded: x.excluded, Steps: append([]ScalingStep{}, x.steps...),
		}
		for l := range k.lanes {
			if k.lanes[l].provider == int32(p) {
				out.Waiting += k.lanes[l].count
			}
		}
		r.CapacityProviders = append(r.CapacityProviders, out)
	}
}

func (k *cluster) reportTargets(r *Report) {
	for _, x := range k.targets {
		r.TargetGroups = append(r.TargetGroups, TargetGroupReport{
			TargetGroup: x.name, TargetType: x.kind, Registered: x.registered, Healthy: x.healthy, Draining: x.draining, Peak: x.peak, Replaced: x.replaced,
		})
	}
}

// reasonText is a reason's code; an empty cluster's words where no instance could
// give one.
func reasonText(r model.Reason) string {
	if r == model.Fits {
		return placement.NoInstances
	}
	return r.String()
}

func (k *cluster) reportRefusals(r *Report) {
	var unplaced [model.NumReasons]int
	for i := range k.work {
		w := &k.work[i]
		for reason, n := range w.refusedBy {
			unplaced[reason] += n
		}
		if w.service != nil && w.refusedNow {
			unplaced[w.lastReason] += max(0, w.requested-w.placed)
		}
	}
	for reason, n := range k.measure.attempts {
		if n > 0 {
			r.Refusals = append(r.Refusals, Refusal{
				Reason: reasonText(model.Reason(reason)), Tasks: unplaced[reason], Attempts: n, Message: k.measure.messages[reason],
			})
		}
	}
	for _, text := range slices.Sorted(maps.Keys(k.measure.failures)) {
		r.Failures = append(r.Failures, Failure{StoppedReason: text, Tasks: k.measure.failures[text]})
	}
}

func (k *cluster) reportPorts(r *Report) {
	m := &k.measure
	r.PortConflicts = PortConflicts{Refused: m.portsAsked, Failed: m.portsBound, ByPort: []PortConflict{}}
	for _, p := range slices.SortedFunc(maps.Keys(m.ports), model.HostPort.Compare) {
		r.PortConflicts.ByPort = append(r.PortConflicts.ByPort, PortConflict{Port: int(p.Port), Protocol: p.Protocol.String(), Times: m.ports[p]})
	}
}

func (k *cluster) reportInstances(r *Report) {
	r.Instances = make([]InstanceReport, 0, len(k.info))
	pauses, dynamic, refused := k.pauses(), k.dynamicRanges(), k.lastRefused()
	total, most, serving, price, cost, known := 0, 0, 0, 0.0, 0.0, true
	for h := range int32(len(k.info)) {
		in := k.instanceReport(h, refused)
		in.PauseContainers, in.DynamicRanges = pauses[h], model.NewPortRanges(dynamic[h]...).String()
		r.Instances = append(r.Instances, in)
		x := &k.info[h]
		end := k.end
		if x.ended >= 0 {
			end = x.ended
		}
		hours := end.Sub(x.launched).Hours()
		r.InstanceHours += hours
		usd := k.config.Groups[x.group].USDPerHour
		known = known && usd >= 0
		cost += usd * hours
		if x.state > inService {
			continue
		}
		serving++
		total += in.Tasks
		most = max(most, in.Tasks)
		price += usd
		if k.full(h) {
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

func (k *cluster) instanceReport(h int32, refused []int32) InstanceReport {
	info, x := &k.info[h], k.hosts.At(h)
	used := x.Registered.Sub(x.Free)
	in := InstanceReport{
		InstanceID: info.id, InstanceType: k.config.Groups[info.group].InstanceType, AvailabilityZone: info.zone,
		Status: info.status(), LaunchedAt: info.launched.Seconds(),
		Trunk: info.trunk, TrunkReason: info.why, Tasks: int(x.Tasks), DynamicPorts: int(k.sockets.count[h]), BridgePorts: int(x.Bridge),
		Resources: map[string]Resource{
			"CPU":    {int(used.CPU), int(x.Registered.CPU)},
			"MEMORY": {int(used.Memory), int(x.Registered.Memory)},
			"ENI":    {int(used.ENI), int(x.Registered.ENI)},
			"PORTS":  {int(x.PortsUsed), int(x.PortQuota)},
		},
	}
	if info.provider >= 0 {
		in.CapacityProvider = k.config.Providers[info.provider].Name
	}
	if info.ended >= 0 {
		at := info.ended.Seconds()
		in.TerminatedAt = &at
	}
	if x.Registered.GPU > 0 {
		in.Resources["GPU"] = Resource{int(used.GPU), int(x.Registered.GPU)}
	}
	if bound, next := k.boundOn(h, refused); bound != model.Fits {
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
func (k *cluster) lastRefused() []int32 {
	var is []int32
	for i := range k.work {
		if k.work[i].refusedSeq > 0 {
			is = append(is, int32(i))
		}
	}
	slices.SortFunc(is, func(a, b int32) int { return k.work[b].refusedSeq - k.work[a].refusedSeq })
	return is
}

// boundOn names what stops the next task on a host: of the workload last refused
// there, else of the one last placed there. A workload that may not go there at
// all, by an attribute, a zone or a constraint, was not refused for want of a
// resource.
func (k *cluster) boundOn(h int32, refused []int32) (bound, next model.Reason) {
	i := k.measure.placedOn[h]
	for _, r := range refused {
		if k.eligible(r, h) {
			i = r
			break
		}
	}
	if i < 0 {
		return model.Fits, model.Fits
	}
	w := &k.work[i]
	claim := &k.revs[k.deps[w.dep].rev].claim
	l := k.hosts.Limits(h, claim)
	if claim.Addresses > 0 {
		l[model.ReasonAddresses] = k.addressesLeft(w.use, h)
	}
	return l.Bind()
}

// eligible reports whether room is all that a workload's next task may lack on a
// host.
func (k *cluster) eligible(i, h int32) bool {
	if !k.info[h].active() {
		return false
	}
	rev := &k.revs[k.deps[k.work[i].dep].rev]
	shape := rev.shape
	for j, item := range k.work[i].use.Providers {
		if int32(item.Provider) == k.info[h].provider {
			shape = k.lanes[rev.lanes[j]].shape
		}
	}
	reason := k.fleet.Check(shape, h)
	return reason == model.Fits || reason >= model.ReasonPorts
}

// addressesLeft is the number of addresses left for a use's tasks on a host;
// model.NoLimit where one of its subnets there has no limit.
func (k *cluster) addressesLeft(u *Use, h int32) int32 {
	left := int32(0)
	for s := range k.config.Subnets {
		if k.config.Subnets[s].Zone != k.info[h].zone || len(u.Subnets) > 0 && !slices.Contains(u.Subnets, s) {
			continue
		}
		free, limited := k.subnets[s].Free()
		if !limited {
			return model.NoLimit
		}
		left += free
	}
	return left
}

// bound is the limit that most hosts meet first.
func (k *cluster) bound(r *Report) *Bound {
	i := k.measure.lastPlace
	if refused := k.lastRefused(); len(refused) > 0 {
		i = refused[0]
	}
	if i < 0 {
		return nil
	}
	type pair struct{ bound, next string }
	count := map[pair]int{}
	for h := range r.Instances {
		if in := &r.Instances[h]; in.BoundBy != nil && k.eligible(i, int32(h)) {
			p := pair{bound: *in.BoundBy}
			if in.NextBound != nil {
				p.next = *in.NextBound
			}
			count[p]++
		}
	}
	if len(count) == 0 {
		return nil
	}
	best := slices.MinFunc(slices.Collect(maps.Keys(count)), func(a, b pair) int {
		return cmp.Or(count[b]-count[a], cmp.Compare(a.bound, b.bound), cmp.Compare(a.next, b.next))
	})
	return &Bound{Workload: k.work[i].name, BoundBy: best.bound, NextBound: best.next, Hosts: count[best]}
}

// pauses counts the pause containers on each host.
func (k *cluster) pauses() []int {
	n := make([]int, len(k.info))
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); !t.lost && t.state >= pending && t.state < deprovisioning {
			n[t.host] += len(k.rev(t).net.Pauses)
		}
	}
	return n
}

// dynamicRanges lists the dynamic ports that are bound on each host.
func (k *cluster) dynamicRanges() [][]model.PortRange {
	held := make([][]model.PortRange, len(k.info))
	for i := range k.tasks.All() {
		t := k.tasks.At(i)
		for p := range k.sockets.bound(t) {
			held[t.host] = append(held[t.host], model.PortRange{First: p, Last: p})
		}
	}
	return held
}

func (k *cluster) subnetReport(i int) SubnetReport {
	s := SubnetReport{
		SubnetID: k.config.Subnets[i].ID, AvailabilityZone: k.config.Subnets[i].Zone,
		Used: int(k.subnets[i].Used()), Peak: int(k.subnets[i].Peak()),
	}
	if n, ok := k.subnets[i].Usable(); ok {
		usable := int(n)
		s.Usable = &usable
	}
	return s
}

func times(s *des.Sample) Times {
	if s.Count() == 0 {
		return Times{}
	}
	q := func(p float64) float64 { return s.Quantile(p).Seconds() }
	return Times{Count: int(s.Count()), Mean: s.Mean().Seconds(), P50: q(0.5), P95: q(0.95), P99: q(0.99), Max: s.Max().Seconds()}
}
