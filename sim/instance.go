package sim

import (
	"fmt"
	"iter"
	"maps"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/placement"
)

// instance is a container instance from its launch to its end.
type instance struct {
	id       string
	group    int32
	provider int32 // its capacity provider; -1 = none
	zone     string
	subnet   int32 // of its primary interface
	trunk    bool
	why      string // it has a trunk, or has none
	luck     des.Luck

	state     instanceState
	connected bool     // its agent is
	gone      des.Time // when the agent was disconnected
	draining  bool
	leaving   bool // to be terminated when its tasks are gone
	renew     bool // and another launched in its place
	cause     string

	launched, ended des.Time
	tasks           []int32  // all on it whose records live, in no order
	present         int      // of those, the ones that have not stopped
	daemons         int      // of those, daemons' tasks
	missed          []ticket // tasks whose interface its agent could not report
	untold          []ticket // tasks that its agent could not be told to stop
	timers          []des.Ticket
}

// ticket is a task that may be gone by the time that it is asked for.
type ticket struct {
	i   int32
	gen uint32
}

func (k *cluster) ticket(i int32) ticket { return ticket{i, k.tasks.Gen(i)} }

// instanceState is the status of a container instance (ECS API ContainerInstance).
type instanceState uint8

const (
	registering instanceState = iota // launched, not registered yet
	inService                        // ACTIVE, or DRAINING
	ending                           // being terminated
	inactive
)

// active reports whether the instance takes new tasks.
func (x *instance) active() bool { return x.state == inService && !x.draining }

// counts reports whether its Auto Scaling group counts on it.
func (x *instance) counts() bool { return x.state <= inService && !x.leaving }

// status is the instance's status in the words of the ECS API.
func (x *instance) status() string {
	switch {
	case x.state == registering:
		return "REGISTERING"
	case x.state == inService && x.draining:
		return "DRAINING"
	case x.state == inService:
		return "ACTIVE"
	}
	return "INACTIVE"
}

// firstInstances registers what the scenario begins with.
func (k *cluster) firstInstances() error {
	k.launches = make([]int, len(k.config.Groups))
	for range k.config.Providers {
		k.providers = append(k.providers, provider{seen: -1})
	}
	k.trunking = k.config.Trunking
	for g := range k.config.Groups {
		group := &k.config.Groups[g]
		for n := range group.Count {
			h, err := k.launch(int32(g), group.Zones[n%len(group.Zones)])
			if err != nil {
				return err
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

// launch adds an instance of a group in a zone; it has its interfaces and is not
// registered yet. The error says why it cannot be.
func (k *cluster) launch(g int32, zone string) (int32, error) {
	group := &k.config.Groups[g]
	in := instance{
		id: fmt.Sprintf("%s-%d", group.Name, k.launches[g]+1), group: g, provider: -1, zone: zone,
		launched: k.clock.Now(), ended: -1, connected: true,
	}
	if k.clock.Now() > 0 && group.Trunk == TrunkNever { // only the first ones were launched before the opt-in
		later := *group
		later.Trunk = TrunkAuto
		group = &later
	}
	in.trunk, in.why = group.Trunked(k.trunking)
	if in.subnet = k.config.subnetIn(group.Subnets, zone); in.subnet < 0 {
		return -1, impossible("instance %s: none of its subnets is in %s", in.id, zone)
	}
	interfaces := model.HostAddresses(in.trunk)
	if !k.subnets[in.subnet].Take(interfaces) {
		free, _ := k.subnets[in.subnet].Free()
		return -1, impossible("instance %s: subnet %s has %d free addresses left and the instance's own interfaces need %d",
			in.id, k.config.Subnets[in.subnet].ID, free, interfaces)
	}
	k.addENIs(int(interfaces))
	for p := range k.config.Providers {
		if k.config.Providers[p].Group == int(g) {
			in.provider = int32(p)
			x := &k.providers[p]
			x.size++
			x.launched++
			x.peak = max(x.peak, x.size)
			x.newest = k.clock.Now()
		}
	}
	in.luck = des.Luck(k.streams.Stream("instance", in.id, "luck").Uint64())
	k.launches[g]++
	room := model.Room{CPU: group.CPU, Memory: group.Memory, ENI: model.Slots(group.SlotsPlain, group.SlotsTrunk, in.trunk), GPU: group.GPU}
	h := k.hosts.Add(room, k.table.Mask(group.Reserved), int32(len(group.Reserved)), k.config.Quotas.ReservedPortsPerInstance)
	k.info = append(k.info, in)
	k.queue = append(k.queue, fifo{-1, -1})
	k.devices = append(k.devices, 0)
	k.sockets.add(group, k.config.Options.DockerPorts)
	k.measure.addHost()
	k.booting++
	return h, nil
}

// boot launches an instance in the course of a run; it registers when it has
// booted.
func (k *cluster) boot(g int32, cause string) (int32, bool) {
	zone, ok := k.zoneFor(g)
	if !ok {
		k.sayCluster("launch.failed", "every availability zone of the group has failed", k.config.Groups[g].Name)
		return -1, false
	}
	h, err := k.launch(g, zone)
	if err != nil {
		k.warnOnce(err.Error())
		k.sayCluster("launch.failed", err.Error(), k.config.Groups[g].Name)
		return -1, false
	}
	x := &k.info[h]
	k.tellLaunched(h, cause)
	k.timer(instanceRegistered, h, k.clock.Now().Add(x.luck.Draw(drawBoot, k.config.Timings.InstanceBoot, &k.scratch)))
	return h, true
}

const drawBoot = 1

// launchFor launches an instance of a capacity provider's group; false where that
// cannot be.
func (k *cluster) launchFor(p int32, cause string) bool {
	_, ok := k.boot(int32(k.config.Providers[p].Group), cause)
	return ok
}

// launchable reports whether a group may launch an instance: a zone of it stands,
// and its subnet there has the addresses, or things are under way that may free some.
func (k *cluster) launchable(g int32) bool {
	group := &k.config.Groups[g]
	zone, ok := k.zoneFor(g)
	if !ok {
		return false
	}
	s := k.config.subnetIn(group.Subnets, zone)
	if s < 0 {
		return false
	}
	trunk, _ := group.Trunked(k.trunking)
	free, limited := k.subnets[s].Free()
	return !limited || free >= model.HostAddresses(trunk) || k.addressesMayCome(s)
}

// addressesMayCome reports whether tasks may go that have an address of a subnet.
func (k *cluster) addressesMayCome(s int32) bool {
	for i := range k.tasks.All() {
		if t := k.tasks.At(i); int32(t.subnet) == s && k.mayGo(t) {
			return true
		}
	}
	return false
}

// zoneFor is the zone in which a group launches next: the one with the fewest of
// its instances, of those that have not failed (EC2 Auto Scaling, zonal balance).
func (k *cluster) zoneFor(g int32) (string, bool) {
	count := map[string]int{}
	for h := range k.info {
		if x := &k.info[h]; x.group == g && x.counts() {
			count[x.zone]++
		}
	}
	best, ok := "", false
	for _, zone := range k.config.Groups[g].Zones {
		if !k.failed[zone] && (!ok || count[zone] < count[best]) {
			best, ok = zone, true
		}
	}
	return best, ok
}

func (k *cluster) onInstanceRegistered(h int32) {
	k.booting--
	k.enlist(h)
	k.tellRegistered(h)
	for i := range k.work {
		w := &k.work[i]
		switch {
		case w.service == nil:
		case w.service.Daemon:
			k.startDaemonOn(int32(i), h)
		case w.pass.lacking && !k.config.Options.IgnoreRegistration:
			k.retryNow(int32(i))
		case w.steady:
			w.retry = 0
			k.wake(int32(i)) // its zones may be balanced now
		}
	}
	k.stir()
}

// enlist makes an instance known to the scheduler.
func (k *cluster) enlist(h int32) {
	x := &k.info[h]
	x.state = inService
	group := &k.config.Groups[x.group]
	in := placement.Instance{
		ID: x.id, Zone: x.zone, Type: group.InstanceType, AgentVersion: group.AgentVersion,
		Attributes: k.config.HostAttributes(group, x.zone, x.trunk),
	}
	if x.provider >= 0 {
		in.Provider = k.config.Providers[x.provider].Name
	}
	k.fleet.Register(in, h)
	k.measure.onRegistered(k, h)
	k.changes++
}

// HostAttributes returns the attributes with which an instance of a group
// registers: the built-in ones that the scheduler can ask for, and the group's own
// (developer guide, task-placement-constraints; amazon-ecs-agent
// agent/app/agent_capability.go).
func (c *Config) HostAttributes(g *InstanceGroup, zone string, trunk bool) map[string]string {
	a := map[string]string{
		placement.AttributeZone: zone, placement.AttributeType: g.InstanceType, placement.AttributeOSType: "linux",
		placement.AttributeOSFamily: "LINUX", placement.AttributeArchitecture: g.Architecture,
		"ecs.capability.task-eni": "", "ecs.capability.network.container-port-range": "",
	}
	if s := c.subnetIn(g.Subnets, zone); s >= 0 {
		a["ecs.subnet-id"] = c.Subnets[s].ID
	}
	if g.SlotsTrunk > g.SlotsPlain {
		a["ecs.capability.task-eni-trunking"] = ""
	}
	if trunk {
		a["ecs.awsvpc-trunk-id"] = "trunk"
	}
	maps.Copy(a, g.Attributes)
	return a
}

// drain sets an instance DRAINING: it takes no more tasks, service tasks that do
// not run yet stop at once, running ones are replaced as far as their deployment
// configuration allows, and standalone tasks are left alone (developer guide,
// container-instance-draining). With end it is terminated when it is empty, and with
// renew another is launched in its place.
func (k *cluster) drain(h int32, cause string, end, renew bool) {
	x := &k.info[h]
	if x.state != inService || x.leaving || x.draining && !end {
		return
	}
	if end {
		x.leaving, x.renew, x.cause = true, renew, cause
		k.timer(drainTimedOut, h, k.clock.Now().Add(k.config.Timings.DrainTimeout))
		if x.provider >= 0 {
			k.providers[x.provider].size--
			k.stir()
		}
	}
	if x.draining {
		k.drained(h)
		return
	}
	x.draining = true
	k.fleet.SetStatus(h, false, x.connected)
	k.changes++
	k.sayHost("instance.draining", h, cause, many(x.present, "task")+" on it")
	for i := range k.on(h) {
		t := k.tasks.At(i)
		w := &k.work[t.work]
		switch {
		case w.service == nil || t.told:
		case w.service.Daemon:
			k.replace(i)
			w.adrift++
			t.adrift = true
		case t.state < running:
			k.stopMember(w, i, "its instance drains")
			k.lacks(w)
		default:
			k.replace(i)
		}
	}
	k.wakeServices()
	k.drained(h)
}

// draining reports whether a task is on an instance that drains.
func (k *cluster) draining(t *task) bool { return t.host >= 0 && k.info[t.host].draining }

// on gives the tasks that are on a host; those that are gone by the time that it
// is their turn are left out.
func (k *cluster) on(h int32) iter.Seq[int32] {
	all := make([]ticket, len(k.info[h].tasks))
	for j, i := range k.info[h].tasks {
		all[j] = k.ticket(i)
	}
	return func(yield func(int32) bool) {
		for _, x := range all {
			if k.tasks.Live(x.i, x.gen) && !yield(x.i) {
				return
			}
		}
	}
}

// arrive and depart keep the list of tasks on a host.
func (k *cluster) arrive(i int32) {
	t := k.tasks.At(i)
	x := &k.info[t.host]
	t.onHost = int32(len(x.tasks))
	x.tasks = append(x.tasks, i)
	x.present++
}

func (k *cluster) depart(t *task) {
	x := &k.info[t.host]
	last := len(x.tasks) - 1
	moved := x.tasks[last]
	k.tasks.At(moved).onHost = t.onHost
	x.tasks[t.onHost] = moved
	x.tasks = x.tasks[:last]
}

// wakeServices has the service scheduler look at every service.
func (k *cluster) wakeServices() {
	for i := range k.work {
		if w := &k.work[i]; w.service != nil {
			k.wake(int32(i))
		}
	}
}

// drained lets a draining instance go when no task but daemons' is left on it, and
// its daemons with it, which drain last (developer guide, ecs_services).
func (k *cluster) drained(h int32) {
	x := &k.info[h]
	if x.state != inService || x.present > x.daemons {
		return
	}
	if x.daemons > 0 {
		for i := range k.on(h) {
			if t := k.tasks.At(i); !t.told {
				k.stopTask(i, "its instance drains")
			}
		}
		return
	}
	if x.leaving {
		k.terminate(h, x.cause)
	}
}

func (k *cluster) onDrainTimedOut(h int32) {
	if x := &k.info[h]; x.state == inService && x.leaving {
		k.terminate(h, x.cause)
	}
}

// terminate ends an instance: its containers end at once, and ECS notices some
// time later.
func (k *cluster) terminate(h int32, cause string) {
	x := &k.info[h]
	switch x.state {
	case registering, inService:
	default:
		return
	}
	if x.provider >= 0 {
		if !x.leaving {
			k.providers[x.provider].size--
		}
		k.providers[x.provider].terminated++
	}
	was := x.state
	if was == inService {
		k.measure.onGone(k, h)
	} else {
		k.booting--
	}
	k.stopTimers(h)
	x.state = ending
	x.leaving = true
	x.ended = k.clock.Now()
	k.sayHost("instance.terminated", h, cause, many(x.present, "task")+" on it")
	if was == inService {
		k.fleet.Deregister(h)
		k.changes++
		k.lose(h)
	}
	k.subnets[x.subnet].Release(model.HostAddresses(x.trunk))
	k.enis -= int(model.HostAddresses(x.trunk))
	if x.present > 0 {
		k.later(hostMissed, h, k.clock.Now().Add(k.config.Timings.LostHostGrace))
	}
	k.later(instanceInactive, h, k.clock.Now().Add(x.luck.Draw(drawEnd, k.config.Timings.InstanceTerminate, &k.scratch)))
	if x.renew {
		k.boot(x.group, "it takes the place of "+x.id)
	}
	k.stir()
	k.wakeServices()
}

const drawEnd = 2

func (k *cluster) onInstanceInactive(h int32) {
	k.info[h].state = inactive
	k.sayHost("instance.inactive", h, "its termination is over", "")
}

// lose ends the containers on an instance that is gone. ECS goes on counting the
// tasks that it has not told to stop until it notices.
func (k *cluster) lose(h int32) {
	x := &k.info[h]
	k.queue[h] = fifo{-1, -1}
	for i := range k.on(h) {
		t := k.tasks.At(i)
		w := &k.work[t.work]
		k.abandon(t)
		t.next = -1
		switch {
		case t.state == deprovisioning:
			k.onENIDeleted(i)
			continue
		case t.state > pending:
			if t.target {
				k.deregister(t)
			}
			k.sockets.close(k.hosts, t, &k.rev(t).net)
			k.hosts.AgentRelease(h, &k.rev(t).claim)
		case t.state == pending:
			k.sockets.drop(t)
			k.hosts.AgentRelease(h, &k.rev(t).claim)
		}
		if !t.noSlot && t.subnet >= 0 {
			k.devices[h]--
		}
		t.lost = true
		if t.told {
			x.present--
			k.forget(i)
			continue
		}
		if t.state == running {
			w.running--
			k.track(w)
		}
	}
	x.untold, x.missed = nil, nil
}

// onHostMissed is the moment at which ECS notices that an instance is gone: its
// tasks are stopped, and services make up for theirs.
func (k *cluster) onHostMissed(h int32) {
	k.sayHost("instance.missed", h, "ECS notices now that it is gone", many(k.info[h].present, "task")+" to stop")
	for i := range k.on(h) {
		t := k.tasks.At(i)
		if !t.lost {
			continue
		}
		w := &k.work[t.work]
		w.failed++
		k.measure.onFailed(failedHost)
		if w.service != nil {
			k.lacks(w)
			k.wake(t.work)
		}
		k.stopTask(i, failedHost.text)
	}
	k.info[h].present, k.info[h].daemons = 0, 0
}

// chosen lists the instances that an event is about, those that serve longest
// first.
func (k *cluster) chosen(e *Event) []int32 {
	var hs []int32
	for h := range int32(len(k.info)) {
		x := &k.info[h]
		if x.state > inService || x.leaving {
			continue
		}
		if e.Instance != "" && x.id == e.Instance || e.Instance == "" && (e.Group < 0 || int(x.group) == e.Group) {
			hs = append(hs, h)
		}
	}
	if e.Count >= 0 && e.Count < len(hs) {
		hs = hs[:e.Count]
	}
	return hs
}
