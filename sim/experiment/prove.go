package experiment

import (
	"context"
	"slices"

	"ecssim/model"
	"ecssim/sim/packing"
	"ecssim/sim/report"
)

// numbers is what a scenario asks for and its kinds of hosts, one of every group in each of its
// zones, as package packing takes them; price is that of a host, 1 = hosts are counted. room is a host
// of every kind with its daemons. Placement strategies and memberOf constraints are left out, which
// makes bounds weaker and never wrong.
func (p *packer) numbers(room *filling, price func(host int) int64) *packing.Fleet {
	f := &packing.Fleet{Ports: p.table, SinglePorts: p.c.Options.DockerPorts}
	for i := range p.c.Subnets {
		s := &p.c.Subnets[i]
		addresses := s.Network.Addresses()
		usable, _ := addresses.Usable()
		f.Subnets = append(f.Subnets, packing.Subnet{Name: s.ID, Zone: s.Zone, Addresses: usable})
	}
	var rows []int // the demand of each row
	for i := range p.demands {
		d := &p.demands[i]
		if d.shape.Daemon {
			continue
		}
		t := packing.Tasks{Name: d.name, Count: d.count, Claim: p.counted(&d.claim)}
		if d.distinct() {
			t.Distinct = d.group
		}
		if len(d.use.Subnets) > 0 {
			t.Subnets = d.use.Subnets
		}
		f.Tasks, rows = append(f.Tasks, t), append(rows, i)
	}
	for h := range room.fleet.Hosts.Len() {
		f.Hosts = append(f.Hosts, p.host(room, h, rows, price(h)))
	}
	return f
}

// counted is what of a claim the scheduler counts.
func (p *packer) counted(c *model.Claim) *model.Claim {
	if !p.c.Options.IgnoreENI {
		return c
	}
	without := *c
	without.ENI = 0
	return &without
}

// host is a host of a room in numbers; tasks are the demands of the rows.
func (p *packer) host(room *filling, h int, rows []int, price int64) packing.Host {
	g, zone := p.home(h)
	trunk, _ := g.Trunked(p.c.Trunking)
	dynamic := p.c.DynamicRoom(g)
	x := packing.Host{
		Name: g.InstanceType, Zone: zone, Price: price, Room: g.Room(trunk), Ports: p.table.Mask(g.Reserved),
		PortCount: int32(len(g.Reserved)), PortQuota: p.c.Quotas.ReservedPortsPerInstance, Dynamic: &dynamic,
		Refuses: func(row int) bool {
			r := room.fleet.Check(room.shapes[rows[row]], int32(h))
			return r == model.ReasonAttribute || r == model.ReasonLocation ||
				r == model.ReasonMemberOf && !room.fleet.Depends(room.shapes[rows[row]])
		},
	}
	x.Subnet, x.Addresses = p.ownAddresses(h)
	for i := range p.demands {
		d := &p.demands[i]
		if !d.shape.Daemon || room.fleet.Count(room.groups[i], int32(h)) == 0 {
			continue
		}
		x.Daemons = append(x.Daemons, p.counted(&d.claim))
		if there := room.subnetsThere(d, int32(h)); d.claim.Addresses > 0 && slices.Equal(there, []int{x.Subnet}) {
			x.Addresses += d.claim.Addresses
		}
	}
	return x
}

// oneHost is the price of a host where hosts are counted.
func oneHost(int) int64 { return 1 }

// proof is a number of hosts proved necessary, with what proves it.
type proof struct {
	bound
	together    bool                // none of bound.proved proves it without the others
	certificate *report.Certificate // nil = none was made
}

// prove raises a bound of single resources where several together prove more, up to a number of hosts
// known to be enough; 0 = none is known.
func (p *packer) prove(ctx context.Context, room *filling, b bound, known int) (proof, error) {
	x := p.numbers(room, oneHost).Problem()
	better, _, err := packing.LowerBound(ctx, x, packing.Low(), int64(known))
	if err != nil {
		return proof{}, err
	}
	out := proof{bound: b}
	if n := int(better.Value); n > b.hosts && !better.Impossible {
		out.hosts, out.proved = n, slices.Concat(better.Alone, better.Together)
		out.by = out.proved[0]
		out.together = len(better.Together) > 0
		slices.Sort(out.proved)
	}
	if int(better.Value) == out.hosts && !better.Impossible && len(better.Certificates) > 0 {
		out.certificate = CertificateOf(x, &better.Certificates[0])
	}
	return out, nil
}

// CertificateOf is a certificate of a problem as reports give it.
func CertificateOf(p *packing.Problem, c *packing.Certificate) *report.Certificate {
	out := &report.Certificate{Total: c.Total, Tasks: []report.TaskWeight{}, Hosts: []report.HostWorth{}}
	for i := range p.Classes {
		out.Tasks = append(out.Tasks, report.TaskWeight{Workload: p.Classes[i].Name, Count: p.Classes[i].Count, Weight: c.Weights[i]})
	}
	for i := range p.Supplies {
		if c.Charges[i] > 0 {
			out.Supplies = append(out.Supplies, report.SupplyCharge{Supply: p.Supplies[i].Name, Amount: p.Supplies[i].Amount, Charge: c.Charges[i]})
		}
	}
	seen := map[report.HostWorth]bool{}
	for t := range p.Hosts {
		if w := (report.HostWorth{InstanceType: p.Hosts[t].Name, Worth: c.Worth[t]}); !seen[w] {
			seen[w] = true
			out.Hosts = append(out.Hosts, w)
		}
	}
	return out
}
