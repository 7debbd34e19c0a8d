package experiment

import (
	"math"

	"ecssim/model"
)

// lowerBound proves a number of hosts below which the workload cannot be, and
// names the resource that proves it: the largest over all resources, each alone,
// and among equals the one that comes nearest to asking for a host more:
//
//   - CPU, memory, ENI slots, GPUs and reserved host ports: what all
//     tasks take over what a host has left beside its daemons, rounded up. Both are
//     counted in whole multiples of the tasks' greatest common divisor: tasks of 256
//     and 512 units leave 3,776 units a host no better than 3,584;
//   - each static port and protocol: one task a host;
//   - distinctInstance: one task of its service or group a host.
//
// Groups of hosts that differ count with the best of them. Subnet addresses are
// left out: they run out by subnet, not by host. room is a host of every kind with
// its daemons.
func (p *packer) lowerBound(room *packing) (hosts int, by model.Reason) {
	least := 0.0
	better := func(exact float64, r model.Reason) {
		if exact > least {
			least, by = exact, r
		}
	}
	better(float64(p.portBound()), model.ReasonPorts)
	for _, r := range countable {
		better(p.countBound(room, r), r.reason)
	}
	better(float64(p.distinctBound()), model.ReasonDistinctInstance)
	return int(math.Ceil(least)), by
}

// resource is something that adds up on a host.
type resource struct {
	reason model.Reason
	takes  func(*model.Claim) int
	left   func(x *packing, h int32) int
}

// countable resources in the order in which equal bounds are named.
var countable = []resource{
	{model.ReasonPorts, func(c *model.Claim) int { return int(c.PortCount) },
		func(x *packing, h int32) int {
			return int(x.fleet.Hosts.At(h).PortQuota - x.fleet.Hosts.At(h).PortsUsed)
		}},
	{model.ReasonENI, func(c *model.Claim) int { return int(c.ENI) },
		func(x *packing, h int32) int { return int(x.fleet.Hosts.At(h).Free.ENI) }},
	{model.ReasonGPU, func(c *model.Claim) int { return int(c.GPU) },
		func(x *packing, h int32) int { return int(x.fleet.Hosts.At(h).Free.GPU) }},
	{model.ReasonMemory, func(c *model.Claim) int { return int(c.Memory) },
		func(x *packing, h int32) int { return int(x.fleet.Hosts.At(h).Free.Memory) }},
	{model.ReasonCPU, func(c *model.Claim) int { return int(c.CPU) },
		func(x *packing, h int32) int { return int(x.fleet.Hosts.At(h).Free.CPU) }},
}

// countBound is the number of hosts that one countable resource asks for, not yet
// rounded up. Both counts are below 2^53 and whole numbers of hosts come out exact.
func (p *packer) countBound(room *packing, r resource) float64 {
	if r.reason == model.ReasonENI && p.c.Options.IgnoreENI {
		return 0
	}
	total, unit := 0, 0
	for i := range p.demands {
		d := &p.demands[i]
		if n := r.takes(&d.claim); !d.shape.Daemon && d.count > 0 && n > 0 {
			total += n * d.count
			unit = gcd(unit, n)
		}
	}
	if total == 0 {
		return 0
	}
	most := 0
	for h := range int32(room.fleet.Hosts.Len()) {
		most = max(most, r.left(room, h)/unit)
	}
	if most == 0 {
		return 0 // no number of hosts is enough: said elsewhere
	}
	return float64(total/unit) / float64(most)
}

// portBound is the number of tasks that want the static port most wanted.
func (p *packer) portBound() int {
	wanted := make([]int, p.table.Words()*64)
	for i := range p.demands {
		if d := &p.demands[i]; !d.shape.Daemon {
			for w, word := range d.claim.Ports {
				for b := range 64 {
					if word>>b&1 == 1 {
						wanted[w*64+b] += d.count
					}
				}
			}
		}
	}
	most := 0
	for _, n := range wanted {
		most = max(most, n)
	}
	return most
}

func (p *packer) distinctBound() int {
	byGroup := map[string]int{}
	most := 0
	for i := range p.demands {
		if d := &p.demands[i]; !d.shape.Daemon && d.distinct() {
			byGroup[d.group] += d.count
			most = max(most, byGroup[d.group])
		}
	}
	return most
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
