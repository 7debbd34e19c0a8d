package experiment

import (
	"math"
	"slices"

	"ecssim/model"
)

// bound is a number of hosts proved necessary, and what proves it.
type bound struct {
	hosts  int
	by     model.Reason   // that comes nearest to asking for a host more
	proved []model.Reason // all that prove as many hosts, each alone, in the order of the checks; of one host, which any task proves, by alone
}

// lowerBound proves a number of hosts below which the workload cannot be: the largest
// over all resources, each alone:
//
//   - CPU, memory, ENI slots, GPUs, reserved host ports and ports of docker0: what all
//     tasks take over what a host has left beside its daemons, rounded up. Both are
//     counted in whole multiples of the tasks' greatest common divisor: tasks of 256
//     and 512 units leave 3,776 units a host no better than 3,584;
//
//   - dynamic host ports, of each protocol: the same, and for each length of contiguous
//     ports that is asked for, the stretches of that length (see dynamicBound);
//
//   - each static port and protocol: one task a host;
//
//   - distinctInstance: one task of its service or group a host.
//
//   - subnet addresses: the fewest hosts in whose zones the subnets have enough of them.
//
// Groups of hosts that differ count with the best of them. room is a host of every kind
// with its daemons.
func (p *packer) lowerBound(room *filling) bound {
	var b bound
	least := 0.0
	add := func(exact float64, r model.Reason) {
		n := int(math.Ceil(exact))
		switch {
		case n == 0 || n < b.hosts:
			return
		case n > b.hosts:
			b.hosts, b.proved = n, nil
		}
		if exact > least {
			least, b.by = exact, r
		}
		if !slices.Contains(b.proved, r) {
			b.proved = append(b.proved, r)
		}
	}
	add(float64(p.portBound()), model.ReasonPorts)
	for r := range model.CheckedResources() {
		add(p.countBound(room, r), r.Reason())
	}
	add(p.dynamicBound(room), model.ReasonDynamicPorts)
	add(float64(p.distinctBound()), model.ReasonDistinctInstance)
	add(float64(p.addressBound()), model.ReasonAddresses)
	if b.hosts == 1 {
		b.proved = []model.Reason{b.by}
	}
	slices.Sort(b.proved)
	return b
}

// addressBound is the least number of hosts with which the subnets of the tasks, in the
// zones that have a host by then, have an address for each task beside the hosts' own
// interfaces; 0 where the first has, or no number. Once there is a host in every zone, further ones
// only take addresses.
func (p *packer) addressBound() int {
	asked, uses := 0, map[int]bool{}
	for i := range p.demands {
		d := &p.demands[i]
		if d.shape.Daemon || d.claim.Addresses == 0 {
			continue
		}
		asked += d.count * int(d.claim.Addresses)
		for _, s := range p.subnetsOf(d) {
			uses[s] = true
		}
	}
	if asked == 0 || !p.limited() {
		return 0
	}
	addresses, zones := p.fresh(), map[string]bool{}
	for n := range p.kinds() {
		if !p.launches(n, addresses) {
			return 0
		}
		_, zone := p.home(n)
		zones[zone] = true
		left := 0
		for s := range addresses {
			if !uses[s] || !zones[p.c.Subnets[s].Zone] {
				continue
			}
			free, limited := addresses[s].Free()
			if left += int(free); !limited {
				left = max(left, asked)
			}
		}
		switch {
		case left >= asked && n == 0:
			return 0 // a host is needed without that
		case left >= asked:
			return n + 1
		}
	}
	return 0
}

// dynamicBound is the number of hosts that dynamic host ports ask for, not yet rounded
// up. A request for m contiguous ports holds m/n separate stretches of n, rounded down,
// for any n, and a host has only so many of them between the ports on which its
// processes listen. The largest quotient over both protocols and every length asked for
// is the bound; n = 1 counts the ports themselves.
func (p *packer) dynamicBound(room *filling) float64 {
	lengths := []int{1}
	for i := range p.demands {
		for _, m := range p.demands[i].net.Dynamic {
			if !p.c.Options.DockerPorts { // whose choices are not contiguous
				lengths = append(lengths, m.Count)
			}
		}
	}
	slices.Sort(lengths)
	most := 0.0
	for _, n := range slices.Compact(lengths) {
		for _, protocol := range []model.Protocol{model.TCP, model.UDP} {
			asked := int64(0)
			for i := range p.demands {
				if d := &p.demands[i]; !d.shape.Daemon {
					asked += int64(d.count) * int64(d.stretches(protocol, n))
				}
			}
			left := 0
			for h := range int32(room.fleet.Hosts.Len()) {
				left = max(left, p.stretchesLeft(room, h, protocol, n))
			}
			if asked > 0 && left > 0 { // none left: no number of hosts is enough, said elsewhere
				most = max(most, float64(asked)/float64(left))
			}
		}
	}
	return most
}

// stretches is how many separate stretches of n ports one task's requests hold.
func (d *demand) stretches(protocol model.Protocol, n int) (count int) {
	for _, m := range d.net.Dynamic {
		if m.Protocol == protocol {
			count += m.Count / n
		}
	}
	return count
}

// stretchesLeft is how many stretches of n ports a host has beside its daemons'.
func (p *packer) stretchesLeft(room *filling, h int32, protocol model.Protocol, n int) int {
	g, _ := p.home(int(h))
	empty := p.c.DynamicRoom(g)
	left := empty.Busy(protocol).Free(g.DynamicRange, n)
	for i := range p.demands {
		if d := &p.demands[i]; d.shape.Daemon && room.fleet.Count(room.groups[i], h) > 0 {
			left -= d.stretches(protocol, n)
		}
	}
	return left
}

// countBound is the number of hosts that a resource asks for which adds up on a host, not
// yet rounded up; 0 for one that does not. Both counts are below 2^53 and whole numbers of hosts come out exact.
func (p *packer) countBound(room *filling, r model.Resource) float64 {
	if r.Reason() == model.ReasonENI && p.c.Options.IgnoreENI {
		return 0
	}
	var largest model.Room // a task that wants all GPUs of its host asks for no less of the bound than a whole host
	for h := range int32(room.fleet.Hosts.Len()) {
		largest = largest.Max(room.fleet.Hosts.At(h).Registered)
	}
	total, unit := int64(0), 0
	for i := range p.demands {
		d := &p.demands[i]
		if n := int(r.TakesOn(&d.claim, largest)); !d.shape.Daemon && d.count > 0 && n > 0 {
			total += int64(n) * int64(d.count)
			unit = gcd(unit, n)
		}
	}
	if total == 0 {
		return 0
	}
	most := 0
	for h := range int32(room.fleet.Hosts.Len()) {
		if used, total, ok := r.On(room.fleet.Hosts.At(h)); ok {
			most = max(most, int(total-used)/unit)
		}
	}
	if most == 0 {
		return 0 // no number of hosts is enough: said elsewhere
	}
	return float64(total/int64(unit)) / float64(most)
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
