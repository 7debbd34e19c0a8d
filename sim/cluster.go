package sim

import (
	"fmt"
	"maps"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/placement"
)

// cluster is the container instances, services and RunTask streams of one run,
// and the handlers that move them. Everything that exists once a task or once an
// instance is a plain record in a slice, named by its index.
type cluster struct {
	config  *Config
	clock   des.Clock
	streams des.Streams
	trace   des.Trace
	end     des.Time
	live    int // pending events that are not a service's retry
	changes int // moments at which a refused try might do better
	freed   int // of those, when a task that had run gave something back

	table    *model.PortTable
	hosts    *model.Hosts
	fleet    *placement.Fleet
	info     []instance // by host
	queue    []fifo     // by host: tasks that wait for the agent to have room
	devices  []int32    // by host: task interfaces that exist, whatever the scheduler counts
	sockets  sockets
	subnets  []model.Addresses
	enis     int // network interfaces in use, all kinds
	peakENIs int

	tasks   des.Slots[task]
	work    []workload // services, then RunTask streams, each in file order
	scratch des.Scratch
	measure measure

	afterEvent func(*cluster) // for tests
	onRefusal  func(w int32)  // for Explain
}

// instance is what does not change about a container instance.
type instance struct {
	id     string
	group  int32
	zone   string
	subnet int32 // of its primary interface
	trunk  bool
	why    string // it has a trunk, or has none
}

// newCluster registers the scenario's container instances and prepares its
// services and RunTask streams. The error names an instance or subnet that cannot
// be as the scenario says.
func newCluster(c *Config, run int) (*cluster, error) {
	if err := c.exceeded(); err != nil {
		return nil, err
	}
	k := &cluster{config: c, streams: des.NewStreams(c.Seed, run)}
	k.table = model.NewPortTable(staticPorts(c))
	k.hosts = model.NewHosts(k.table.Words())
	opts := c.PlacementOptions()
	opts.Ports = k.table
	k.fleet = placement.NewFleet(k.hosts, opts)
	k.subnets = make([]model.Addresses, len(c.Subnets))
	for i, s := range c.Subnets {
		k.subnets[i] = s.Network.Addresses()
	}
	if err := k.addWork(); err != nil {
		return nil, err
	}
	for g := range c.Groups {
		if err := k.launch(int32(g)); err != nil {
			return nil, err
		}
	}
	k.measure.init(k)
	k.begin()
	return k, nil
}

// staticPorts lists every static host port that a task of the scenario may take.
func staticPorts(c *Config) []model.HostPort {
	var ps []model.HostPort
	for i := range c.Services {
		ps = append(ps, c.Tasks[c.Services[i].Task].StaticPorts(c.Services[i].ServiceConnect)...)
	}
	for i := range c.RunTasks {
		ps = append(ps, c.Tasks[c.RunTasks[i].Task].StaticPorts(c.RunTasks[i].ServiceConnect)...)
	}
	return ps
}

// launch registers all instances of a group.
func (k *cluster) launch(g int32) error {
	c := k.config
	group := &c.Groups[g]
	reserved := k.table.Mask(group.Reserved)
	quota := k.config.Quotas.ReservedPortsPerInstance
	for n := range group.Count {
		in := instance{id: fmt.Sprintf("%s-%d", group.Name, n+1), group: g, zone: group.Zones[n%len(group.Zones)]}
		in.trunk, in.why = group.Trunked(c.Trunking)
		in.subnet = k.config.subnetIn(group.Subnets, in.zone)
		if in.subnet < 0 {
			return impossible("instance %s: none of its subnets is in %s", in.id, in.zone)
		}
		interfaces := model.HostAddresses(in.trunk)
		if !k.subnets[in.subnet].Take(interfaces) {
			free, _ := k.subnets[in.subnet].Free()
			return impossible("instance %s: subnet %s has %d free addresses left and the instance's own interfaces need %d",
				in.id, k.config.Subnets[in.subnet].ID, free, interfaces)
		}
		k.addENIs(int(interfaces))
		room := model.Room{CPU: group.CPU, Memory: group.Memory, ENI: model.Slots(group.SlotsPlain, group.SlotsTrunk, in.trunk), GPU: group.GPU}
		h := k.hosts.Add(room, reserved, int32(len(group.Reserved)), quota)
		k.info = append(k.info, in)
		k.queue = append(k.queue, fifo{-1, -1})
		k.devices = append(k.devices, 0)
		k.sockets.add(group, k.config.Options.DockerPorts)
		k.fleet.Register(placement.Instance{
			ID: in.id, Zone: in.zone, Type: group.InstanceType, AgentVersion: group.AgentVersion,
			Attributes: c.HostAttributes(group, in.zone, in.trunk),
		}, h)
	}
	return nil
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

// subnetIn returns the first of the subnets (all, where none are given) that lies
// in a zone; -1 if there is none.
func (c *Config) subnetIn(subnets []int, zone string) int32 {
	if len(subnets) == 0 {
		for i := range c.Subnets {
			if c.Subnets[i].Zone == zone {
				return int32(i)
			}
		}
		return -1
	}
	for _, i := range subnets {
		if c.Subnets[i].Zone == zone {
			return int32(i)
		}
	}
	return -1
}

// requested is the number of tasks asked for so far.
func (k *cluster) requested() int {
	n := 0
	for i := range k.work {
		n += k.work[i].requested
	}
	return n
}

// addENIs counts network interfaces in the Region.
func (k *cluster) addENIs(n int) {
	k.enis += n
	k.peakENIs = max(k.peakENIs, k.enis)
}

// ImpossibleError says why the container instances of a scenario cannot be as it
// says: a subnet too small for their own interfaces, a quota that they are over.
type ImpossibleError struct{ Why string }

// Error returns the reason.
func (e *ImpossibleError) Error() string { return e.Why }

func impossible(format string, args ...any) error {
	return &ImpossibleError{fmt.Sprintf(format, args...)}
}
