package outlook

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/engine/internal/autoscaling"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// providerMayAct reports whether the next metric of a capacity provider may have managed scaling
// do something, or its Auto Scaling group lacks instances of its desired count.
func (o *Outlook) providerMayAct(p event.ProviderID) bool {
	x := &o.Providers[p]
	return x.MayAct || x.SeenAt != o.Changes && (o.Config.Providers[p].Managed || x.Size != x.Desired || x.ZonesMayBeUneven)
}

// providerMayLaunch reports whether a capacity provider may launch an instance, now or after
// what goes on in the cluster: one that its group lacks of its desired count, or one that tasks
// need which wait for it now or will, where its group has room for one or may terminate another
// before.
func (o *Outlook) providerMayLaunch(p event.ProviderID, staying event.WorkloadID) bool {
	c, x := &o.Config.Providers[p], &o.Providers[p]
	if x.Size >= x.Desired && !o.zonesMayBeRebalanced(p, staying) &&
		!(c.Managed && (x.Size < x.Max || o.providerMayTerminate(p, staying)) && o.moreMayBeNeeded(p)) {
		return false
	}
	return o.groupMayLaunch(event.GroupID(c.Group))
}

// groupMayChange reports whether a capacity provider may launch an instance or terminate one.
func (o *Outlook) groupMayChange(p event.ProviderID) bool {
	room := o.Providers[p].Size < o.Providers[p].Max
	return o.providerMayTerminate(p, nobodyStays) ||
		room && (o.providerMayLaunch(p, nobodyStays) || o.providerMayLaunchNeedlessly(p, nobodyStays))
}

// someProviderLaunchesNeedlessly reports whether a capacity provider goes on launching what no
// task needs.
func (o *Outlook) someProviderLaunchesNeedlessly() bool {
	for p := range event.ProviderID(len(o.Providers)) {
		if o.providerMayAct(p) && o.launchesNeedlessly(p) {
			return true
		}
	}
	return false
}

// launchesNeedlessly reports whether a capacity provider goes on launching what no task needs and
// terminating it again, and does nothing else.
func (o *Outlook) launchesNeedlessly(p event.ProviderID) bool {
	return o.LaunchesFromEmpty(p) && (o.Providers[p].Size > 0 || !o.NeedlessLaunchesEnd(p)) &&
		o.WaitingFor(p) == 0 && o.BusyInstances(p) == 0
}

// providerMayLaunchNeedlessly reports whether a capacity provider may launch an instance that no
// task needs, now or when its group has become empty.
func (o *Outlook) providerMayLaunchNeedlessly(p event.ProviderID, staying event.WorkloadID) bool {
	return o.groupMayBecomeEmpty(p, staying) && o.groupMayLaunch(event.GroupID(o.Config.Providers[p].Group))
}

// groupMayBecomeEmpty reports whether a group that launches instances when it is empty is so, or
// may terminate those that it has.
func (o *Outlook) groupMayBecomeEmpty(p event.ProviderID, staying event.WorkloadID) bool {
	if !o.LaunchesFromEmpty(p) || o.NeedlessLaunchesEnd(p) {
		return false
	}
	if o.Providers[p].Size == 0 {
		return !o.someTaskNeverExpires(p)
	}
	return o.providerMayTerminate(p, staying)
}

// providerMayTerminate reports whether managed scaling may terminate instances of a capacity
// provider, now or when the tasks that may leave have left.
func (o *Outlook) providerMayTerminate(p event.ProviderID, staying event.WorkloadID) bool {
	return o.providerOfSizeMayTerminate(p, staying, o.Providers[p].Size)
}

// providerOfSizeMayTerminate is providerMayTerminate of a capacity provider whose group has grown
// to a size, or has its own.
func (o *Outlook) providerOfSizeMayTerminate(p event.ProviderID, staying event.WorkloadID, size int) bool {
	c, x := &o.Config.Providers[p], &o.Providers[p]
	if o.excessMayGo(p, staying) || o.zonesMayBeRebalanced(p, staying) {
		return true
	}
	if !c.Managed || size <= x.Min || o.ScalesInNoMore(p) {
		return false
	}
	busy, victim := 0, size > x.Size
	for h := range event.InstanceID(len(o.Instances)) {
		y := &o.Instances[h]
		if y.Provider != p || !y.CountsInGroup() {
			continue
		}
		staysBusy := o.someTaskStaysOn(h, staying)
		if staysBusy {
			busy++
		}
		if max((busy*100+c.Target-1)/c.Target, x.Min) >= size {
			return false
		}
		victim = victim || !(c.Protect && staysBusy) && (y.State == state.InService || y.WillRegister())
	}
	if !victim {
		return false
	}
	if size == x.Size && o.someTaskWaitsForever(p, staying) {
		return false // it keeps the group from that
	}
	o.dependsOnOthers = true
	return true
}

// zonesMayBeRebalanced reports whether a group may launch an instance in one zone to terminate one
// in another, now or when the tasks that may leave have left.
func (o *Outlook) zonesMayBeRebalanced(p event.ProviderID, staying event.WorkloadID) bool {
	if !autoscaling.RebalancesZones(o.Cluster, p) {
		return false
	}
	if moves, uneven := autoscaling.ZoneMoves(o.Cluster, p); len(moves) > 0 || !uneven {
		return uneven
	}
	// What is in the way is an obstacle in the zone with the fewest, or tasks on all that could go.
	mayLift := o.tasksMayChange()
	for q := range event.ProviderID(len(o.Providers)) {
		mayLift = mayLift || q != p && o.providerMayAct(q)
	}
	for h := range event.InstanceID(len(o.Instances)) {
		y := &o.Instances[h]
		if mayLift && y.Provider == p && y.CountsInGroup() && !(o.Config.Providers[p].Protect && o.someTaskStaysOn(h, staying)) {
			o.dependsOnOthers = true
			return true
		}
	}
	return false
}

// excessMayGo reports whether a group terminates instances beyond its desired count, now or when
// the tasks that may leave have left.
func (o *Outlook) excessMayGo(p event.ProviderID, staying event.WorkloadID) bool {
	if x := &o.Providers[p]; x.Size <= x.Desired {
		return false
	}
	for h := range event.InstanceID(len(o.Instances)) {
		y := &o.Instances[h]
		if y.Provider == p && y.CountsInGroup() && !(o.Config.Providers[p].Protect && o.someTaskStaysOn(h, staying)) {
			o.dependsOnOthers = true
			return true
		}
	}
	return false
}

// mayLoseInstance reports whether a capacity provider may terminate an instance that has a task of
// a service, or whether that is one of a group whose instances are being replaced.
func (o *Outlook) mayLoseInstance(w *state.Workload, staying event.WorkloadID) bool {
	for _, t := range w.Members {
		if h := o.Tasks.At(t).Instance; h >= 0 && o.ReplacementOf(o.Instances[h].Group) != nil {
			return true
		}
	}
	for p := range event.ProviderID(len(o.Providers)) {
		c := &o.Config.Providers[p]
		if !o.providerMayTerminate(p, staying) &&
			!(staying != nobodyStays && o.providerOfSizeMayTerminate(p, staying, o.Providers[p].Max) && o.providerMayLaunch(p, staying)) {
			continue
		}
		for _, t := range w.Members {
			h := o.Tasks.At(t).Instance
			if h < 0 || o.Instances[h].Provider != p {
				continue
			}
			if !c.Protect || !o.someTaskStaysOn(h, staying) {
				return true
			}
		}
	}
	return false
}

// groupMayLaunch reports whether a group may launch an instance: in one of its zones that have
// not failed nothing keeps it from that, or what does may be lifted.
func (o *Outlook) groupMayLaunch(g event.GroupID) bool {
	for _, zone := range o.ZonesFor(g) {
		s := o.Config.SubnetIn(o.Config.Groups[g].Subnets, zone)
		switch o.ZoneObstacle(g, zone).Reason {
		case model.Fits:
			return true
		case model.ReasonAddresses:
			if o.interfaceMayBeDeleted(func(subnet int32) bool { return subnet == s }) {
				return true
			}
		case model.ReasonInterfaces:
			if o.interfaceMayBeDeleted(func(subnet int32) bool { return o.ZoneOf[subnet] == o.ZoneOf[s] }) {
				return true
			}
		}
	}
	return false
}

// interfaceMayBeDeleted reports whether a task may leave or an instance end that has a network
// interface in one of some subnets.
func (o *Outlook) interfaceMayBeDeleted(in func(subnet int32) bool) bool {
	for h := range o.Instances {
		if x := &o.Instances[h]; x.State <= state.InService && in(x.Subnet) && o.instanceMayEnd(x) {
			return true
		}
	}
	for i := range o.Tasks.All() {
		if t := o.Tasks.At(i); t.Subnet >= 0 && in(int32(t.Subnet)) && o.TaskMayLeave(t) {
			return true
		}
	}
	return false
}

// instanceMayEnd reports whether an instance is about to be terminated, or is of a capacity
// provider that is about to terminate some.
func (o *Outlook) instanceMayEnd(x *state.Instance) bool {
	if x.Retiring || o.ReplacementOf(x.Group) != nil || slices.ContainsFunc(x.Timers, func(t state.Timer) bool { return t.What == state.SpotReclaimed }) {
		return true
	}
	if x.Provider < 0 {
		return false
	}
	p := &o.Providers[x.Provider]
	return (p.LowPeriods > 0 && p.MayAct || o.tasksMayChange()) && o.providerMayTerminate(x.Provider, nobodyStays)
}

// instanceWillRegister reports whether an instance of a capacity provider boots and will
// register.
func (o *Outlook) instanceWillRegister(p event.ProviderID) bool {
	for h := range o.Instances {
		if x := &o.Instances[h]; x.Provider == p && x.WillRegister() {
			return true
		}
	}
	return false
}

// newInstanceSuits reports whether a new instance of a capacity provider has room for a task of a
// shape of a revision, and meets its constraints.
func (o *Outlook) newInstanceSuits(p event.ProviderID, r *state.Revision, shape state.ShapeID) bool {
	c := &o.Config.Providers[p]
	w := &o.Workloads[r.Workload]
	if !(w.Service != nil && w.Service.Daemon) && o.TasksPerInstance(c, &r.Claim, true) == 0 {
		return false
	}
	g := event.GroupID(c.Group)
	trunk, _ := o.Trunked(g)
	for _, zone := range o.Config.Groups[g].Zones {
		in := o.Registered(state.InstanceKind{Group: g, Zone: zone, Trunk: trunk}, p)
		if o.Fleet.Suits(shape, &in) {
			return true
		}
	}
	return false
}
