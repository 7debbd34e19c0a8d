package engine

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

func (k *cluster) reportInstances(r *report.Report) {
	r.Instances = make([]report.InstanceReport, 0, len(k.Instances))
	pauses, ranges, refused := k.pauses(), k.dynamicRanges(), k.lastRefused()
	asksDynamic := k.asksDynamic()
	dynamic, _ := model.ReasonDynamicPorts.Resource()
	total, most, serving, price, cost, known := 0, 0, 0, 0.0, 0.0, true
	for h := range event.InstanceID(len(k.Instances)) {
		in := k.instanceReport(h, refused)
		in.PauseContainers, in.DynamicRanges = pauses[h], model.NewPortRanges(ranges[h]...).String()
		if asksDynamic {
			in.Resources[dynamic.Key()] = k.dynamicPortsUsed(h)
		}
		r.Instances = append(r.Instances, in)
		x := &k.Instances[h]
		end := k.End
		if x.EndedAt >= 0 {
			end = x.EndedAt
		}
		hours := end.Sub(x.LaunchedAt).Hours()
		r.InstanceHours += hours
		usd := k.Config.Groups[x.Group].USDPerHour
		known = known && usd != config.UnknownPrice
		cost += usd * hours
		if x.State > state.InService {
			continue
		}
		serving++
		total += in.Tasks
		most = max(most, in.Tasks)
		price += usd
		if k.Full(h) {
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

func (k *cluster) instanceReport(h event.InstanceID, refused []event.WorkloadID) report.InstanceReport {
	info, x := &k.Instances[h], k.Hosts.At(int32(h))
	in := report.InstanceReport{
		InstanceID: info.ID, InstanceType: k.Config.Groups[info.Group].InstanceType, AvailabilityZone: info.Zone,
		Status: info.Status(), LaunchedAt: info.LaunchedAt.Seconds(),
		Trunk: info.Trunk, TrunkReason: info.TrunkReason, Tasks: int(x.Tasks), DynamicPorts: int(k.Sockets.Hosts[h].DynamicBound), BridgePorts: int(x.Bridge),
		Resources: map[string]report.Resource{},
	}
	for r := range model.Resources() {
		if used, total, ok := r.On(x); ok && r.Placed() && (total > 0 || !r.Rare()) {
			in.Resources[r.Key()] = report.Resource{Used: int(used), Total: int(total)}
		}
	}
	if info.Provider >= 0 {
		in.CapacityProvider = k.Config.Providers[info.Provider].Name
	}
	if info.EndedAt >= 0 {
		at := info.EndedAt.Seconds()
		in.TerminatedAt = &at
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
func (k *cluster) lastRefused() []event.WorkloadID {
	var is []event.WorkloadID
	for i := range k.Workloads {
		if k.Workloads[i].RefusedSeq > 0 {
			is = append(is, event.WorkloadID(i))
		}
	}
	slices.SortFunc(is, func(a, b event.WorkloadID) int { return k.Workloads[b].RefusedSeq - k.Workloads[a].RefusedSeq })
	return is
}

// boundOn names what stops the next task on a host: of the workload last refused
// there, else of the one last placed there. A workload that may not go there at
// all, by an attribute, a zone or a constraint, was not refused for want of a
// resource.
func (k *cluster) boundOn(h event.InstanceID, refused []event.WorkloadID) (bound, next model.Reason) {
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
	l := k.limits(i, h)
	return l.Bind()
}

// limits is how many more tasks of a workload each resource of a host, or of the subnets
// there, would allow as things stand. Dynamic host ports are counted only so far as they
// bind or come next.
func (k *cluster) limits(i event.WorkloadID, h event.InstanceID) model.Limits {
	w := &k.Workloads[i]
	rev := k.Deployments[w.Primary].Revision
	claim := &rev.Claim
	l := k.Hosts.LimitsBeside(int32(h), claim, k.Fleet.Kept(rev.Shape, int32(h)))
	if claim.Addresses > 0 {
		l[model.ReasonAddresses] = k.addressesLeft(w.Use, h)
		l[model.ReasonInterfaces] = k.ENIsLeft(k.Instances[h].Subnet)
	}
	if len(claim.Dynamic) > 0 || rev.Network.PausesPublish {
		room := k.DynamicRoom(h)
		l[model.ReasonPorts] = overridesLeft(&room, rev, l[model.ReasonPorts])
		l[model.ReasonDynamicPorts] = room.Fits(claim.Dynamic, l.Decisive())
	}
	return l
}

// overridesLeft is the limit by static ports with the ingressPortOverrides of Service
// Connect, which are host ports in bridge mode that ECS may not count: one task a host.
func overridesLeft(room *model.DynamicRoom, rev *state.Revision, static int32) int32 {
	for _, p := range rev.Network.Published {
		switch {
		case p.Container != model.Proxy:
		case !room.Hold(p.Host):
			return 0
		case static == model.NoLimit:
			static = 1
		}
	}
	return static
}

// eligible reports whether room is all that a workload's next task may lack on a
// host.
func (k *cluster) eligible(i event.WorkloadID, h event.InstanceID) bool {
	if !k.Instances[h].Active() {
		return false
	}
	rev := k.Deployments[k.Workloads[i].Primary].Revision
	shape := rev.Shape
	for j, item := range k.Workloads[i].Use.Providers {
		if event.ProviderID(item.Provider) == k.Instances[h].Provider {
			shape = k.Queues[rev.Queues[j]].Shape
		}
	}
	reason := k.Fleet.Check(shape, int32(h))
	return reason == model.Fits || reason.OfRoom()
}

// addressesLeft is the number of addresses left for a use's tasks on a host;
// model.NoLimit where one of its subnets there has no limit.
func (k *cluster) addressesLeft(u *config.Use, h event.InstanceID) int32 {
	left := int32(0)
	for s := range k.Config.Subnets {
		if k.Config.Subnets[s].Zone != k.Instances[h].Zone || len(u.Subnets) > 0 && !slices.Contains(u.Subnets, s) {
			continue
		}
		free, limited := k.Subnets[s].Free()
		if !limited {
			return model.NoLimit
		}
		left += free
	}
	return left
}

// boundInQueue is the limit that keeps a capacity provider from an instance for the tasks
// that wait for it: of the queue with the most of them. Next is what they lack on the
// instances that there are.
func (k *cluster) boundInQueue() *report.Bound {
	most, best := 0, (*report.Bound)(nil)
	for l := range k.Queues {
		x := &k.Queues[l]
		if x.Count <= most {
			continue
		}
		if why := k.QueueObstacle(state.QueueID(l)); why.Reason != model.Fits {
			most, best = x.Count, &report.Bound{Workload: k.Workloads[x.Revision.Workload].Name, BoundBy: why.Reason.String(), NextBound: x.Reason.String()}
		}
	}
	return best
}

// bound is the limit that most hosts meet first, for the workload that last found no
// room, be it refused or failed for want of what ECS does not count, else the one last
// placed.
func (k *cluster) bound() *report.Bound {
	i := k.measure.lastLack
	lacks := i >= 0 && (k.Workloads[i].RefusedNow || k.Workloads[i].Pass.FailedPasses > 0)
	if i < 0 {
		i = k.measure.lastPlace
	}
	if !lacks {
		if b := k.boundInQueue(); b != nil {
			return b
		}
	}
	if i < 0 {
		return nil
	}
	type pair struct{ bound, next string }
	count := map[pair]int{}
	for h := range event.InstanceID(len(k.Instances)) {
		if !k.eligible(i, h) {
			continue
		}
		l := k.limits(i, h)
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
	return &report.Bound{Workload: k.Workloads[i].Name, BoundBy: best.bound, NextBound: best.next, Hosts: count[best]}
}

// pauses counts the pause containers on each host.
func (k *cluster) pauses() []int {
	n := make([]int, len(k.Instances))
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); !t.Is(state.InstanceLost) && t.State >= event.Pending && t.State < event.Deprovisioning {
			n[t.Instance] += len(k.RevisionOf(t).Network.Pauses)
		}
	}
	return n
}

// dynamicRanges lists the dynamic ports that are bound on each host.
func (k *cluster) dynamicRanges() [][]model.PortRange {
	held := make([][]model.PortRange, len(k.Instances))
	for i := range k.Tasks.All() {
		t := k.Tasks.At(i)
		for p := range k.Sockets.Bound(t) {
			held[t.Instance] = append(held[t.Instance], model.PortRange{First: p, Last: p})
		}
	}
	return held
}
