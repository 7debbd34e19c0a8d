package experiment

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/placement"
)

// packer places what a scenario asks for at t = 0 on fleets of any size, each
// made of the scenario's own hosts.
type packer struct {
	c       *config.Config
	demands []demand
	table   *model.PortTable
	groups  []*config.InstanceGroup // those that have hosts or may launch some, in file order
	every   []int                   // all subnets
	tight   bool                    // host ports may run short: see crowded
	lost    bool                    // tasks that may run in one zone only are lost with it: see without
	endless bool                    // subnets give addresses that they have not: see uncounted.owed
}

func newPacker(c *config.Config) *packer {
	p := &packer{c: c}
	p.demands, p.table = demands(c)
	for g := range c.Groups {
		if c.Groups[g].Count > 0 || provided(c, g) {
			p.groups = append(p.groups, &c.Groups[g])
		}
	}
	for s := range c.Subnets {
		p.every = append(p.every, s)
	}
	p.tight = p.crowded()
	return p
}

// home is the group and the zone of the i-th host of a fleet.
func (p *packer) home(i int) (*config.InstanceGroup, string) {
	g := p.groups[i%len(p.groups)]
	return g, g.Zones[i/len(p.groups)%len(g.Zones)]
}

// provided reports whether a group is a capacity provider's, whose size is its own
// affair.
func provided(c *config.Config, g int) bool {
	return slices.ContainsFunc(c.Providers, func(p config.CapacityProvider) bool { return p.Group == g })
}

// kinds is a number of hosts that has one of every group in every one of its zones.
func (p *packer) kinds() int {
	zones := 0
	for _, g := range p.groups {
		zones = max(zones, len(g.Zones))
	}
	return zones * len(p.groups)
}

// tasks is the number of tasks asked for, daemons apart.
func (p *packer) tasks() int {
	n := 0
	for i := range p.demands {
		if !p.demands[i].shape.Daemon {
			n += p.demands[i].count
		}
	}
	return n
}

// filling is a fleet with tasks on it.
type filling struct {
	p      *packer
	fleet  *placement.Fleet
	shapes []placement.ShapeID // by demand
	groups []int32             // by demand, of the fleet
	last   int                 // demand whose task was placed or tried last; -1 = none
	host   int32               // host of the last task placed
	placed int                 // tasks, daemons apart
	failed bool
	reason model.Reason // why the last try failed
	spots  []spot       // in the order of placement
	uncounted
}

// fleet registers n hosts, dealt over the groups in turn and within a group over
// its zones, and every demand's shape.
func (p *packer) fleet(n int) (*filling, error) {
	hosts := model.NewHosts(p.table.Words())
	x := &filling{p: p, fleet: placement.NewFleet(hosts, engine.PlacementOptions(p.c)), last: -1, host: -1}
	for i := range n {
		g, zone := p.home(i)
		trunk, _ := g.Trunked(p.c.Trunking)
		h := hosts.Add(g.Room(trunk), p.table.Mask(g.Reserved), int32(len(g.Reserved)), p.c.Quotas.ReservedPortsPerInstance)
		x.fleet.Register(placement.Instance{
			ID: fmt.Sprintf("host-%d", i+1), Zone: zone, Type: g.InstanceType, AgentVersion: g.AgentVersion,
			Attributes: engine.HostAttributes(p.c, g, zone, trunk), RegisteredAt: engine.Epoch,
		}, h)
	}
	for i := range p.demands {
		d := &p.demands[i]
		shape := d.shape
		shape.Claim, shape.Group = &d.claim, x.fleet.NewGroup(d.group)
		x.groups = append(x.groups, shape.Group)
		s, err := x.fleet.NewShape(shape)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.name, err)
		}
		if shape.Daemon {
			x.fleet.Keep(s)
		}
		x.shapes = append(x.shapes, s)
	}
	return x, nil
}

// pack places everything on n hosts, daemons first, and stops at the first task
// that no host takes. The chance of the k-th task is the same for every n.
func (p *packer) pack(n int) (*filling, error) {
	x, err := p.fleet(n)
	if err != nil {
		return nil, err
	}
	if p.tight {
		x.open()
	}
	p.fill(x)
	return x, nil
}

// fill is pack on the hosts of a fleet.
func (p *packer) fill(x *filling) {
	if !x.launch() {
		x.failed, x.reason = true, model.ReasonAddresses
		return
	}
	luck := rand.NewPCG(p.c.Seed, uint64(len(p.demands)))
	for i := range p.demands {
		d := &p.demands[i]
		switch {
		case d.shape.Daemon:
			x.placeDaemon(i, d)
		default:
			for k := 0; k < d.count && !x.failed; k++ {
				x.place(i, luck.Uint64())
			}
			x.unbar()
		}
		if x.failed {
			return
		}
	}
}

func (x *filling) place(demand int, luck uint64) {
	x.last = demand
	for {
		h, reason := x.fleet.Choose(x.shapes[demand], luck)
		if h < 0 {
			x.failed, x.reason = true, max(reason, x.barredBy)
			return
		}
		r := x.lacks(demand, h)
		if r == model.Fits {
			x.fleet.Place(x.shapes[demand], h)
			x.host = h
			x.spots = append(x.spots, spot{demand, h})
			x.placed++
			return
		}
		if x.misplaced++; x.blind {
			x.misplacedBy = r
			return
		}
		x.bar(h, r)
	}
}

// placeDaemon puts one task on every host that meets the daemon's constraints.
func (x *filling) placeDaemon(demand int, d *demand) {
	for h := range int32(x.fleet.Hosts.Len()) {
		reason := x.fleet.Check(x.shapes[demand], h)
		if reason == model.Fits {
			reason = x.lacks(demand, h)
		}
		switch {
		case reason == model.Fits:
			x.fleet.Place(x.shapes[demand], h)
			x.spots = append(x.spots, spot{demand, h})
			x.last, x.host = demand, h
		case reason.OfRoom(): // eligible, but without room
			x.last, x.failed, x.reason = demand, true, reason
			return
		}
	}
}

// daemonsOnly places the daemons on one host of every kind.
func (p *packer) daemonsOnly() (*filling, error) {
	x, err := p.fleet(p.kinds())
	if err != nil {
		return nil, err
	}
	if p.tight {
		x.open()
	}
	x.addresses = make([]model.Addresses, len(p.c.Subnets)) // without limit: a host of every kind need not have one
	for i := range p.demands {
		if d := &p.demands[i]; d.shape.Daemon && !x.failed {
			x.placeDaemon(i, d)
		}
	}
	return x, nil
}

// oneType returns the instance type of all hosts; "" where there are several or
// none.
func oneType(groups []*config.InstanceGroup) string {
	types := map[string]bool{}
	for _, g := range groups {
		types[g.InstanceType] = true
	}
	if len(types) != 1 {
		return ""
	}
	return slices.Collect(maps.Keys(types))[0]
}
