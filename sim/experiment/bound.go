package experiment

import (
	"ecssim/model"
)

// lowerBound proves a number of hosts below which the workload cannot be, and
// names the resource that proves it; the largest over all resources, each alone:
//
//   - CPU, memory, ENI slots, GPUs, reserved host ports and docker0 ports: what all
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
	better := func(n int, r model.Reason) {
		if n > hosts {
			hosts, by = n, r
		}
	}
	better(p.portBound(), model.ReasonPorts)
	for _, r := range countable {
		better(p.countBound(room, r), r.reason)
	}
	better(p.distinctBound(), model.ReasonDistinctInstance)
	return hosts, by
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
	{model.ReasonBridgePorts, func(c *model.Claim) int { return int(c.Bridge) },
		func(x *packing, h int32) int { return int(model.BridgePortsMax - x.bridge[h]) }},
}

func (p *packer) countBound(room *packing, r resource) int {
	if r.reason == model.ReasonENI && p.c.Options.IgnoreENI {
		return 0
	}
	total, unit := 0, 0
	for i := range p.demands {
		d := &p.demands[i]
		if n := r.takes(&d.claim); !d.daemon && d.count > 0 && n > 0 {
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
	return ceil(total/unit, most)
}

// portBound is the number of tasks that want the static port most wanted.
func (p *packer) portBound() int {
	wanted := make([]int, p.table.Words()*64)
	for i := range p.demands {
		if d := &p.demands[i]; !d.daemon {
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
		if d := &p.demands[i]; !d.daemon && d.distinct(p.c) {
			byGroup[d.group] += d.count
			most = max(most, byGroup[d.group])
		}
	}
	return most
}

func ceil(a, b int) int { return (a + b - 1) / b }

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
