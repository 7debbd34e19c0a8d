package engine

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/placement"
)

// firstInstances registers what the scenario begins with.
func (k *cluster) firstInstances() error {
	k.launches = make([]int, len(k.config.Groups))
	for range k.config.Providers {
		k.providers = append(k.providers, provider{seen: -1})
	}
	k.trunking = k.config.Trunking
	n := k.config.Instances()
	k.info = make([]instance, 0, n)
	k.sockets.host, k.sockets.free = make([]hostSockets, 0, n), none
	k.hosts.Grow(n)
	k.fleet.GrowHosts(n)
	for g := range k.config.Groups {
		group := &k.config.Groups[g]
		for n := range group.Count {
			h, why := k.launch(groupID(g), group.Zones[n%len(group.Zones)])
			if why.reason != model.Fits {
				return impossible("instance %s: %s", k.nextID(groupID(g)), why.text)
			}
			k.booting--
			k.enlist(h)
		}
	}
	for p := range k.providers {
		k.providers[p].desired, k.providers[p].launched = k.providers[p].size, 0
	}
	return nil
}

// nextID is what the next instance of a group is called.
func (k *cluster) nextID(g groupID) string {
	return fmt.Sprintf("%s-%d", k.config.Groups[g].Name, k.launches[g]+1)
}

// trunked reports whether an instance of a group has a trunk that is launched now, and
// why: of trunk false only the first ones were launched before the opt-in.
func (k *cluster) trunked(g groupID) (bool, string) {
	group := k.config.Groups[g]
	if k.clock.Now() > 0 && group.Trunk == config.TrunkNever {
		group.Trunk = config.TrunkAuto
	}
	return group.Trunked(k.trunking)
}

// launch adds an instance of a group in a zone; it has its interfaces and is not
// registered yet.
func (k *cluster) launch(g groupID, zone string) (hostID, obstacle) {
	if why := k.obstacleTo(g, zone); why.reason != model.Fits {
		return none, why
	}
	group := &k.config.Groups[g]
	in := instance{
		id: k.nextID(g), group: g, provider: -1, zone: zone, subnet: k.config.SubnetIn(group.Subnets, zone),
		launched: k.clock.Now(), ended: -1, connected: true, queue: fifo{none, none},
	}
	in.trunk, in.why = k.trunked(g)
	interfaces := model.HostAddresses(in.trunk)
	if !k.subnets[in.subnet].Take(interfaces) {
		panic("sim: subnet " + k.config.Subnets[in.subnet].ID + " has too few addresses for " + in.id + ", invariant: nothing keeps it from being launched")
	}
	k.addENIs(in.subnet, int(interfaces))
	for p := range k.config.Providers {
		if k.config.Providers[p].Group == int(g) {
			in.provider = providerID(p)
			x := &k.providers[p]
			x.size++
			x.launched++
			x.peak = max(x.peak, x.size)
			in.needless, x.unneeded = x.idling, x.unneeded || x.idling
		}
	}
	in.luck = des.Luck(k.streams.Stream("instance", in.id, "luck").Uint64())
	k.launches[g]++
	h := hostID(k.hosts.Add(group.Room(in.trunk), k.table.Mask(group.Reserved), int32(len(group.Reserved)), k.config.Quotas.ReservedPortsPerInstance))
	k.info = append(k.info, in)
	k.sockets.add(group, k.config.Options.DockerPorts)
	k.measure.addHost()
	k.booting++
	return h, obstacle{}
}

// boot launches an instance in the course of a run, in the first zone that lets it;
// it registers when it has booted. Where none does, what keeps it from the first of
// them is returned.
func (k *cluster) boot(g groupID, cause string) obstacle {
	zones := k.zonesFor(g)
	if len(zones) == 0 {
		why := obstacle{reason: model.ReasonZones, text: allZonesFailed}
		k.sayCluster("launch.failed", why.text, k.config.Groups[g].Name)
		return why
	}
	var failed obstacle
	for n, zone := range zones {
		h, why := k.launch(g, zone)
		if why.reason != model.Fits {
			k.sayCluster("launch.failed", why.text, k.nextID(g)+" in "+zone)
			if n == 0 {
				failed = why
			}
			continue
		}
		x := &k.info[h]
		k.tellLaunched(h, cause)
		k.timer(instanceRegistered, h, k.clock.Now().Add(x.luck.Draw(drawBoot, k.config.Timings.InstanceBoot, &k.scratch)))
		return obstacle{}
	}
	k.warnOnce("group " + k.config.Groups[g].Name + " could not launch an instance: " + failed.text)
	return failed
}

const drawBoot = 1

// launchFor launches an instance of a capacity provider's group, or returns what keeps
// it from that.
func (k *cluster) launchFor(p providerID, cause string) obstacle {
	return k.boot(groupID(k.config.Providers[p].Group), cause)
}

// zonesFor are the zones in which a group launches next: of those that have not failed
// the one with the fewest of its instances, and where that cannot be, the next (EC2
// Auto Scaling, CapacityDistributionStrategy: balanced-best-effort is the default).
func (k *cluster) zonesFor(g groupID) []string {
	count := map[string]int{}
	for h := range k.info {
		if x := &k.info[h]; x.group == g && x.counts() {
			count[x.zone]++
		}
	}
	var zones []string
	for _, zone := range k.config.Groups[g].Zones {
		if !k.failed[zone] {
			zones = append(zones, zone)
		}
	}
	slices.SortStableFunc(zones, func(a, b string) int { return count[a] - count[b] })
	return zones
}

func (k *cluster) onInstanceRegistered(h hostID) {
	k.info[h].timers = slices.DeleteFunc(k.info[h].timers, func(t timer) bool { return t.what == instanceRegistered })
	k.booting--
	k.enlist(h)
	k.tellRegistered(h)
	for i := range k.work {
		w := &k.work[i]
		switch {
		case w.service == nil:
		case w.service.Daemon:
			k.startDaemonOn(workID(i), h)
		case w.pass.lacking && !k.config.Options.IgnoreRegistration:
			k.retryNow(workID(i))
		case w.steady:
			w.retry = 0
			k.wake(workID(i)) // its zones may be balanced now
		}
	}
	k.stir()
}

// Epoch is the date of second 0 of every run: what registeredAt of the cluster query
// language compares with.
var Epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// enlist makes an instance known to the scheduler.
func (k *cluster) enlist(h hostID) {
	x := &k.info[h]
	x.state = inService
	in := k.registered(hostKind{x.group, x.zone, x.trunk}, x.provider)
	in.ID = x.id
	k.fleet.Register(in, int32(h))
	k.measure.onRegistered(k, h)
	k.changes++
}

// hostKind is what decides an instance's attributes.
type hostKind struct {
	group groupID
	zone  string
	trunk bool
}

// registered is what an instance of a kind registers with, of a capacity provider where
// that is not -1, but for its id.
func (k *cluster) registered(kind hostKind, provider providerID) placement.Instance {
	group := &k.config.Groups[kind.group]
	in := placement.Instance{Zone: kind.zone, Type: group.InstanceType, AgentVersion: group.AgentVersion, Attributes: k.attributes(kind),
		RegisteredAt: Epoch.Add(time.Duration(k.clock.Now()))}
	if provider >= 0 {
		in.Provider = k.config.Providers[provider].Name
	}
	return in
}

// attributes returns the attributes of a kind, one map for all instances that are
// alike.
func (k *cluster) attributes(kind hostKind) map[string]string {
	a, ok := k.alike[kind]
	if !ok {
		a = HostAttributes(k.config, &k.config.Groups[kind.group], kind.zone, kind.trunk)
		k.alike[kind] = a
	}
	return a
}

// HostAttributes returns the attributes with which an instance of a group
// registers: the built-in ones that the scheduler can ask for, and the group's own
// (developer guide, task-placement-constraints; amazon-ecs-agent
// agent/app/agent_capability.go). The agent can serve a trunk on every type; the
// instance has one where there is an ecs.awsvpc-trunk-id.
func HostAttributes(c *config.Config, g *config.InstanceGroup, zone string, trunk bool) map[string]string {
	a := map[string]string{
		placement.AttributeZone: zone, placement.AttributeType: g.InstanceType, placement.AttributeOSType: "linux",
		placement.AttributeOSFamily: "LINUX", placement.AttributeArchitecture: g.Architecture,
		"ecs.capability.task-eni": "", "ecs.capability.task-eni-trunking": "", "ecs.capability.network.container-port-range": "",
	}
	if s := c.SubnetIn(g.Subnets, zone); s >= 0 {
		a["ecs.subnet-id"] = c.Subnets[s].ID
	}
	if trunk {
		a["ecs.awsvpc-trunk-id"] = "trunk"
	}
	maps.Copy(a, g.Attributes)
	return a
}
