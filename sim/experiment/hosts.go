package experiment

import (
	"context"
	"fmt"
	"math"
	"strings"

	"ecssim/model"
	"ecssim/sim"
)

// Hosts is the number of hosts that a workload needs.
type Hosts struct {
	// Needed is the least number found on which everything is placed; nil where the
	// scenario mixes instance types or has no hosts, or no number is enough.
	Needed *int
	// LowerBound is a number of hosts proved necessary, and LowerBoundBy the
	// resource that proves it; nil where Needed is nil for a mix of types.
	LowerBound   *int
	LowerBoundBy string
	// BoundBy is the resource that stops more tasks like the last one on the host that
	// took it, and NextBound the runner-up there. With a trunk and small tasks last, it
	// can be ENI slots where the bound is by CPU.
	BoundBy, NextBound string
	// NeverPlaceable says which task no number of these hosts can take, and why.
	NeverPlaceable string
	// USDPerHour is the price of Needed hosts; nil where it is not known.
	USDPerHour *float64
	// TasksPerHost is the mean on the hosts needed, daemons' tasks included; nil
	// where Needed is nil or 0.
	TasksPerHost *float64
	// Note says what the hosts needed and their tasks have too little of that the
	// scheduler does not count, so that Needed does not either: subnet addresses,
	// ports of docker0, dynamic host ports.
	Note string
}

// stepsDown is how many smaller fleets are tried below the one that the search
// has found.
const stepsDown = 3

// affordable is the number of placements up to which every smaller fleet is tried.
const affordable = 2_000_000

// HostsNeeded finds the least number of hosts of the scenario's one instance type
// on which everything that it asks for at t = 0 is placed: daemons first, one a host,
// then services and RunTask calls in file order, each by its own placement strategy.
// It places for real; it does not divide. Hosts are dealt over the scenario's groups
// in turn, within a group over its zones. Subnet addresses and what ends or arrives
// later are left out. An ingressPortOverride of Service Connect counts as a static port
// in bridge mode, whether ECS places by it or not.
//
// More hosts are not always better: a strategy that spreads can use the additional
// host so that a later task fits nowhere. The search doubles from the lower bound and
// halves the gap, which ends at an n that is enough beside an n - 1 that is not;
// it then tries a few smaller fleets and goes on from any that is enough. A
// smaller one further down is possible in principle and not looked for.
func HostsNeeded(ctx context.Context, c *sim.Config) (*Hosts, error) {
	p := newPacker(c)
	if oneType(p.groups) == "" {
		return &Hosts{Note: "hosts needed are looked for only where the container instances of the start are of one type"}, nil
	}
	room, err := p.daemonsOnly()
	if err != nil {
		return nil, err
	}
	out := &Hosts{}
	if p.tasks() == 0 {
		out.Note = "hosts needed counts what is asked for at t = 0, and nothing is"
	}
	bound, by := p.lowerBound(room)
	if out.NeverPlaceable = p.never(room); out.NeverPlaceable != "" {
		return out, nil
	}
	out.LowerBound, out.LowerBoundBy = &bound, by.String()
	n, last, err := p.least(ctx, bound)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		d := &p.demands[last.last]
		out.NeverPlaceable = fmt.Sprintf("%s: a task found no place on %d hosts: %v", d.name, last.fleet.Hosts.Len(), last.reason)
		return out, nil
	}
	out.Needed = &n
	if price := p.groups[0].USDPerHour; price >= 0 {
		usd := dollars(float64(n) * price)
		out.USDPerHour = &usd
	}
	return out, p.explain(out, n)
}

// dollars rounds a sum to a millionth of a dollar, finer than any price, so that
// binary fractions do not show.
func dollars(usd float64) float64 { return math.Round(usd*1e6) / 1e6 }

// never says which task an empty host of no kind can take; "" if there is none.
// A memberOf constraint may hold once other tasks run, so it is left to the search.
func (p *packer) never(room *packing) string {
	typ := p.groups[0].InstanceType
	if room.failed {
		return fmt.Sprintf("%s: an empty %s cannot take its task: %v", p.demands[room.last].name, typ, room.reason)
	}
	for i := range p.demands {
		d := &p.demands[i]
		if d.shape.Daemon || d.count == 0 {
			continue
		}
		if _, r := room.fleet.Closest(room.shapes[i]); r != model.Fits && r != model.ReasonMemberOf {
			beside := ""
			if room.host >= 0 {
				beside = " beside the daemons"
			}
			return fmt.Sprintf("%s: no %s can take its task%s, however many there are: %v", d.name, typ, beside, r)
		}
	}
	return ""
}

// least searches from the lower bound; it returns -1 and the last packing where
// even a host a task and zone is not enough.
func (p *packer) least(ctx context.Context, bound int) (int, *packing, error) {
	if p.tasks() == 0 {
		return 0, nil, nil
	}
	try := func(n int) (*packing, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return p.pack(n)
	}
	most := max(p.tasks()*p.kinds(), bound)
	low, high := max(bound, 1)-1, max(bound, 1) // low is not enough, high may be
	for {
		x, err := try(high)
		if err != nil {
			return 0, nil, err
		}
		if !x.failed {
			break
		}
		if high >= most {
			return -1, x, nil
		}
		low, high = high, min(2*high, most)
	}
	for low+1 < high {
		middle := (low + high) / 2
		x, err := try(middle)
		if err != nil {
			return 0, nil, err
		}
		if x.failed {
			low = middle
		} else {
			high = middle
		}
	}
	// More hosts are not always enough where fewer were: a strategy can strand on
	// them. Where it is affordable every smaller number is tried.
	from := max(bound, 1, high-stepsDown)
	if (high-bound)*p.tasks() <= affordable {
		from = max(bound, 1)
	}
	for n := from; n < high; n++ {
		x, err := try(n)
		if err != nil {
			return 0, nil, err
		}
		if !x.failed {
			return n, nil, nil
		}
	}
	return high, nil, nil
}

// explain names what stops more tasks like the last one on the host that took it.
func (p *packer) explain(out *Hosts, n int) error {
	if n == 0 {
		return nil
	}
	x, err := p.pack(n)
	if err != nil {
		return err
	}
	l := x.fleet.Hosts.LimitsBeside(x.host, &p.demands[x.last].claim, x.fleet.Kept(x.shapes[x.last], x.host))
	bound, next := l.Bind()
	out.BoundBy, out.NextBound = bound.String(), next.String()
	tasks, addresses := int32(0), int32(0)
	for h := range int32(n) {
		tasks += x.fleet.Hosts.At(h).Tasks
		addresses += 1 + x.fleet.Hosts.At(h).Registered.ENI - x.fleet.Hosts.At(h).Free.ENI
		if _, trunk := x.fleet.Instance(h).Attribute("ecs.awsvpc-trunk-id"); trunk {
			addresses++
		}
	}
	mean := float64(tasks) / float64(n)
	out.TasksPerHost = &mean
	var notes []string
	if usable, limited := p.usable(); limited && addresses > usable {
		notes = append(notes, fmt.Sprintf("these hosts and their tasks take %d subnet addresses, and the subnets have %d: tasks will fail with InsufficientFreeAddressesInSubnet", addresses, usable))
	}
	out.Note = strings.Join(append(notes, p.unseen(n)...), "; ")
	return nil
}

// unseen says of which ports n hosts together have too few for everything: those of
// docker0, one a container, and dynamic ones, which no scheduler counts.
func (p *packer) unseen(n int) (notes []string) {
	docker, dynamic := 0, [2]int{}
	for i := range p.demands {
		d := &p.demands[i]
		count := d.count
		if d.shape.Daemon {
			count = n
		}
		docker += count * int(d.claim.Bridge)
		net := p.c.Tasks[d.use.Task].Network(d.use.ServiceConnect)
		for _, m := range net.Dynamic {
			dynamic[m.Protocol] += count * m.Count
		}
	}
	if most := n * model.BridgePortsMax; docker > most {
		notes = append(notes, fmt.Sprintf("the tasks' containers take %d ports of docker0, and these hosts have %d: tasks will fail to start", docker, most))
	}
	size := 0
	for _, g := range p.groups {
		size = max(size, g.DynamicRange.Size())
	}
	for protocol, ports := range dynamic {
		if most := n * size; ports > most {
			notes = append(notes, fmt.Sprintf("the tasks ask for %d dynamic host ports (%v), and these hosts have %d: tasks will fail to start", ports, model.Protocol(protocol), most))
		}
	}
	return notes
}

// usable is the number of addresses in all subnets; false where one has no limit.
func (p *packer) usable() (n int32, limited bool) {
	for i := range p.c.Subnets {
		s := &p.c.Subnets[i]
		if !s.Network.Limited() {
			return 0, false
		}
		n += s.Network.Usable()
	}
	return n, len(p.c.Subnets) > 0
}
