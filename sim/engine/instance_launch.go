package engine

import (
	"slices"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// launchFirstInstances registers what the scenario begins with.
func (k *cluster) launchFirstInstances() error {
	k.Launches = make([]int, len(k.Config.Groups))
	for p := range k.Config.Providers {
		c := &k.Config.Providers[p]
		k.Providers = append(k.Providers, state.Provider{Min: c.Min, Max: c.Max, SeenAt: -1})
	}
	k.Trunking = k.Config.Trunking
	n := k.Config.Instances()
	k.Instances = make([]state.Instance, 0, n)
	k.Sockets.Instances, k.Sockets.Free = make([]state.InstanceSockets, 0, n), event.None
	k.Hosts.Grow(n)
	k.Fleet.GrowHosts(n)
	for g := range k.Config.Groups {
		group := &k.Config.Groups[g]
		for n := range group.Count {
			h, why := k.launch(event.GroupID(g), group.Zones[n%len(group.Zones)], event.ScenarioBegins, event.None)
			if why.Reason != model.Fits {
				return &ImpossibleError{Instance: k.NextInstanceID(event.GroupID(g)), Obstacle: why}
			}
			k.Booting--
			k.registerInstance(h)
		}
	}
	for p := range k.Providers {
		k.Providers[p].Desired = k.Providers[p].Size
	}
	return nil
}

// launch adds an instance of a group in a zone; it has its interfaces and is not
// registered yet. other is the instance whose place it takes, if it takes one.
func (k *cluster) launch(g event.GroupID, zone string, cause event.Cause, other event.InstanceID) (event.InstanceID, event.Obstacle) {
	if why := k.ZoneObstacle(g, zone); why.Reason != model.Fits {
		return event.None, why
	}
	k.spend(1)
	group := &k.Config.Groups[g]
	in := state.Instance{
		ID: k.NextInstanceID(g), Group: g, Provider: -1, Zone: zone, Subnet: k.Config.SubnetIn(group.Subnets, zone),
		LaunchedAt: k.Clock.Now(), EndedAt: -1, Connected: true, Queue: state.EmptyQueue(),
	}
	in.Trunk, in.TrunkReason = k.Trunked(g)
	interfaces := model.HostAddresses(in.Trunk)
	if !k.Subnets[in.Subnet].Take(interfaces) {
		panic("sim: subnet " + k.Config.Subnets[in.Subnet].ID + " has too few addresses for " + in.ID + ", invariant: nothing keeps it from being launched")
	}
	for p := range k.Config.Providers {
		if k.Config.Providers[p].Group == int(g) {
			in.Provider = event.ProviderID(p)
			x := &k.Providers[p]
			x.Size++
			in.Needless, x.HasNeedless = x.LaunchingNeedlessly, x.HasNeedless || x.LaunchingNeedlessly
		}
	}
	in.Luck = des.Luck(k.streams.Stream("instance", in.ID, "luck").Uint64())
	k.Launches[g]++
	h := event.InstanceID(k.Hosts.Add(group.Room(in.Trunk), k.PortTable.Mask(group.Reserved), int32(len(group.Reserved)), k.Config.Quotas.ReservedPortsPerInstance))
	k.Instances = append(k.Instances, in)
	k.Sockets.Add(group, k.Config.Options.DockerPorts)
	k.Booting++
	if k.hears(event.InstanceLaunched) {
		k.emit(event.Event{Kind: event.InstanceLaunched, Instance: h, Group: g, Zone: k.ZoneID(zone), Subnet: event.SubnetID(in.Subnet), Provider: in.Provider,
			Cause: cause, Other: int32(other), On: in.Trunk})
	}
	k.countENIs(event.SubnetID(in.Subnet), int(interfaces), event.None, h)
	return h, event.Obstacle{}
}

// launchInFirstZone launches an instance in the course of a run, in the first of its zones that nothing
// keeps it from; it registers when it has booted. other is the instance whose place it takes, or None.
// Where no zone will do it returns what keeps it from the first.
func (k *cluster) launchInFirstZone(g event.GroupID, cause event.Cause, other event.InstanceID) event.Obstacle {
	zones := k.ZonesFor(g)
	if len(zones) == 0 {
		why := state.AllZonesFailed(g)
		k.tellLaunchFailed(g, "", why)
		return why
	}
	var failed event.Obstacle
	for n, zone := range zones {
		h, why := k.launchIn(g, zone, cause, other)
		if why.Reason != model.Fits {
			k.tellLaunchFailed(g, zone, why)
			if n == 0 {
				failed = why
			}
			continue
		}
		if p := k.Instances[h].Provider; p >= 0 && n > 0 {
			k.Providers[p].ZonesMayBeUneven = true
		}
		return event.Obstacle{}
	}
	return failed
}

// launchIn launches an instance in a zone in the course of a run, as launchInFirstZone does.
func (k *cluster) launchIn(g event.GroupID, zone string, cause event.Cause, other event.InstanceID) (event.InstanceID, event.Obstacle) {
	h, why := k.launch(g, zone, cause, other)
	if why.Reason == model.Fits {
		if !k.NeverRegisters(h) {
			boot := k.Instances[h].Luck.Draw(state.DrawBoot, *k.BootTime(h), &k.Scratch)
			k.scheduleTimer(state.InstanceRegistered, h, k.Clock.Now().Add(boot))
		}
		k.group(g).onLaunched()
	}
	return h, why
}

func (k *cluster) onInstanceRegistered(h event.InstanceID) {
	k.Instances[h].Timers = slices.DeleteFunc(k.Instances[h].Timers, func(t state.Timer) bool { return t.What == state.InstanceRegistered })
	k.Booting--
	k.registerInstance(h)
	for i := range k.Workloads {
		w := &k.Workloads[i]
		switch {
		case w.Service == nil:
		case w.Service.Daemon:
			k.startDaemonOn(event.WorkloadID(i), h)
		case w.Pass.Lacking && !k.Config.Options.IgnoreRegistration:
			k.retryNow(event.WorkloadID(i))
		case w.Steady:
			w.NextMove = 0
			k.wake(event.WorkloadID(i)) // its zones may be balanced now
		}
	}
	k.reviewProviders()
	k.group(k.Instances[h].Group).onRegistered()
}

// registerInstance makes an instance known to the scheduler.
func (k *cluster) registerInstance(h event.InstanceID) {
	x := &k.Instances[h]
	x.State = state.InService
	in := k.Registered(state.InstanceKind{Group: x.Group, Zone: x.Zone, Trunk: x.Trunk}, x.Provider)
	in.ID = x.ID
	k.Fleet.Register(in, int32(h))
	k.Changes++
	if k.hears(event.InstanceRegistered) {
		k.emit(event.Event{Kind: event.InstanceRegistered, Instance: h, Length: k.Clock.Now().Sub(x.LaunchedAt)})
	}
}

// tellLaunchFailed tells that a group could not launch an instance in a zone, or in none where
// all have failed.
func (k *cluster) tellLaunchFailed(g event.GroupID, zone string, why event.Obstacle) {
	if k.hears(event.LaunchFailed) {
		k.emit(event.Event{Kind: event.LaunchFailed, Group: g, Zone: k.ZoneID(zone), Reason: why.Reason,
			Subnet: why.Subnet, Have: why.Have, Need: why.Need, To: why.Limit})
	}
}
