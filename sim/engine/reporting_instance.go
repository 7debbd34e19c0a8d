package engine

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

func (k *cluster) reportInstances(r *report.Report) {
	r.Instances = make([]report.InstanceReport, 0, len(k.info))
	pauses, ranges, refused := k.pauses(), k.dynamicRanges(), k.lastRefused()
	asksDynamic := k.asksDynamic()
	dynamic, _ := model.ReasonDynamicPorts.Resource()
	total, most, serving, price, cost, known := 0, 0, 0, 0.0, 0.0, true
	for h := range hostID(len(k.info)) {
		in := k.instanceReport(h, refused)
		in.PauseContainers, in.DynamicRanges = pauses[h], model.NewPortRanges(ranges[h]...).String()
		if asksDynamic {
			in.Resources[dynamic.Key()] = k.dynamicPortsUsed(h)
		}
		r.Instances = append(r.Instances, in)
		x := &k.info[h]
		end := k.end
		if x.ended >= 0 {
			end = x.ended
		}
		hours := end.Sub(x.launched).Hours()
		r.InstanceHours += hours
		usd := k.config.Groups[x.group].USDPerHour
		known = known && usd != config.UnknownPrice
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

func (k *cluster) instanceReport(h hostID, refused []workID) report.InstanceReport {
	info, x := &k.info[h], k.hosts.At(int32(h))
	in := report.InstanceReport{
		InstanceID: info.id, InstanceType: k.config.Groups[info.group].InstanceType, AvailabilityZone: info.zone,
		Status: info.status(), LaunchedAt: info.launched.Seconds(),
		Trunk: info.trunk, TrunkReason: info.why, Tasks: int(x.Tasks), DynamicPorts: int(k.sockets.host[h].count), BridgePorts: int(x.Bridge),
		Resources: map[string]report.Resource{},
	}
	for r := range model.Resources() {
		if used, total, ok := r.On(x); ok && r.Placed() && (total > 0 || !r.Rare()) {
			in.Resources[r.Key()] = report.Resource{Used: int(used), Total: int(total)}
		}
	}
	if info.provider >= 0 {
		in.CapacityProvider = k.config.Providers[info.provider].Name
	}
	if info.ended >= 0 {
		at := info.ended.Seconds()
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
func (k *cluster) lastRefused() []workID {
	var is []workID
	for i := range k.work {
		if k.work[i].refusedSeq > 0 {
			is = append(is, workID(i))
		}
	}
	slices.SortFunc(is, func(a, b workID) int { return k.work[b].refusedSeq - k.work[a].refusedSeq })
	return is
}

// boundOn names what stops the next task on a host: of the workload last refused
// there, else of the one last placed there. A workload that may not go there at
// all, by an attribute, a zone or a constraint, was not refused for want of a
// resource.
func (k *cluster) boundOn(h hostID, refused []workID) (bound, next model.Reason) {
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
func (k *cluster) limits(i workID, h hostID) model.Limits {
	w := &k.work[i]
	rev := k.deps[w.dep].rev
	claim := &rev.claim
	l := k.hosts.LimitsBeside(int32(h), claim, k.fleet.Kept(rev.shape, int32(h)))
	if claim.Addresses > 0 {
		l[model.ReasonAddresses] = k.addressesLeft(w.use, h)
		l[model.ReasonInterfaces] = k.enisLeft(k.info[h].subnet)
	}
	if len(claim.Dynamic) > 0 || rev.net.PausesPublish {
		room := k.dynamicRoom(h)
		l[model.ReasonPorts] = overridesLeft(&room, rev, l[model.ReasonPorts])
		l[model.ReasonDynamicPorts] = room.Fits(claim.Dynamic, l.Decisive())
	}
	return l
}

// overridesLeft is the limit by static ports with the ingressPortOverrides of Service
// Connect, which are host ports in bridge mode that ECS may not count: one task a host.
func overridesLeft(room *model.DynamicRoom, rev *revision, static int32) int32 {
	for _, p := range rev.net.Published {
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
func (k *cluster) eligible(i workID, h hostID) bool {
	if !k.info[h].active() {
		return false
	}
	rev := k.deps[k.work[i].dep].rev
	shape := rev.shape
	for j, item := range k.work[i].use.Providers {
		if providerID(item.Provider) == k.info[h].provider {
			shape = k.lanes[rev.lanes[j]].shape
		}
	}
	reason := k.fleet.Check(shape, int32(h))
	return reason == model.Fits || reason.OfRoom()
}

// addressesLeft is the number of addresses left for a use's tasks on a host;
// model.NoLimit where one of its subnets there has no limit.
func (k *cluster) addressesLeft(u *config.Use, h hostID) int32 {
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

// boundInLane is the limit that keeps a capacity provider from an instance for the tasks
// that wait for it: of the lane with the most of them. Next is what they lack on the
// instances that there are.
func (k *cluster) boundInLane() *report.Bound {
	most, best := 0, (*report.Bound)(nil)
	for l := range k.lanes {
		x := &k.lanes[l]
		if x.count <= most {
			continue
		}
		if why := k.lackFor(laneID(l)); why.reason != model.Fits {
			most, best = x.count, &report.Bound{Workload: k.work[x.rev.work].name, BoundBy: why.reason.String(), NextBound: x.reason.String()}
		}
	}
	return best
}

// bound is the limit that most hosts meet first, for the workload that last found no
// room, be it refused or failed for want of what ECS does not count, else the one last
// placed.
func (k *cluster) bound() *report.Bound {
	i := k.measure.lastLack
	lacks := i >= 0 && (k.work[i].refusedNow || k.work[i].pass.streak > 0)
	if i < 0 {
		i = k.measure.lastPlace
	}
	if !lacks {
		if b := k.boundInLane(); b != nil {
			return b
		}
	}
	if i < 0 {
		return nil
	}
	type pair struct{ bound, next string }
	count := map[pair]int{}
	for h := range hostID(len(k.info)) {
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
	return &report.Bound{Workload: k.work[i].name, BoundBy: best.bound, NextBound: best.next, Hosts: count[best]}
}

// pauses counts the pause containers on each host.
func (k *cluster) pauses() []int {
	n := make([]int, len(k.info))
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); !t.is(lost) && t.state >= pending && t.state < deprovisioning {
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
