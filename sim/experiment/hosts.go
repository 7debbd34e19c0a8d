package experiment

import (
	"context"
	"fmt"
	"math"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// Hosts is the number of hosts that a workload needs.
type Hosts struct {
	// Needed is the least number found on which everything is placed; nil where the
	// scenario mixes instance types or has no hosts, or no number is enough.
	Needed *int
	// LowerBound is a number of hosts proved necessary, LowerBoundBy the resource that
	// comes nearest to asking for one more, and ProvedBy all that prove it, each alone, or
	// where Together, none without the others, in the order of the checks; nil where Needed
	// is nil for a mix of types. Certificate is the proof; nil where none was made.
	LowerBound   *int
	LowerBoundBy string
	ProvedBy     []string
	Together     bool
	Certificate  *report.Certificate
	// BoundBy is the resource that stops more tasks like the last one on the host that
	// took it, and NextBound the runner-up there. With a trunk and small tasks last, it
	// can be ENI slots where the bound is by CPU.
	BoundBy, NextBound string
	// NeverPlaceable says which task no number of these hosts can take, and why.
	NeverPlaceable string
	// USDPerHour is the price of Needed hosts; nil where it is not known. PriceLabel says
	// where and when, and is zero beside nil.
	USDPerHour *float64
	PriceLabel config.PriceLabel
	// TasksPerHost is the mean on the hosts needed, daemons' tasks included; nil
	// where Needed is nil or 0.
	TasksPerHost *float64
	// ToLoseZone is the least number found, dealt evenly over the zones, of which any one zone may
	// be lost: its tasks find places on the hosts of the others. nil where ZoneNote says why.
	ToLoseZone *int
	ZoneNote   string
	// Addresses is what is taken of each subnet on the hosts needed. Where no number is enough
	// for want of addresses, it is what would be taken on the hosts that are needed if the
	// subnets had more. nil where no number is known at all.
	Addresses *report.Addresses
	// Note says how many tasks ECS places where something is used up that it does not
	// count: dynamic host ports, ports of docker0, subnet addresses.
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
// in turn, within a group over its zones. Host ports, ports of docker0 and subnet
// addresses, those of the hosts' own interfaces too, count as CPU does although ECS
// does not count them: a host that has none left takes no more, and Note says where
// ECS itself would place on it all the same. What ends or arrives later is left out.
// An ingressPortOverride of Service Connect counts as a static port in bridge mode,
// whether ECS places by it or not.
//
// More hosts are not always better: a strategy that spreads can use the additional
// host so that a later task fits nowhere. The search doubles from the lower bound and
// halves the gap, which ends at an n that is enough beside an n - 1 that is not;
// it then tries a few smaller fleets and goes on from any that is enough. A
// smaller one further down is possible in principle and not looked for.
func HostsNeeded(ctx context.Context, c *config.Config) (*Hosts, error) {
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
	bound := p.lowerBound(room)
	if out.NeverPlaceable = p.never(room); out.NeverPlaceable != "" {
		return out, nil
	}
	out.enter(proof{bound: bound})
	n, last, err := p.least(ctx, bound.hosts)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		out.NeverPlaceable = p.noNumber(last)
		return out, p.overdraw(ctx, out)
	}
	out.Needed = &n
	if n > 0 {
		better, err := p.prove(ctx, room, bound, n)
		if err != nil {
			return nil, err
		}
		out.enter(better)
	}
	if out.ToLoseZone, out.ZoneNote, err = p.toLoseZone(ctx, n, bound.hosts); err != nil {
		return nil, err
	}
	if price := p.groups[0].USDPerHour; price != config.UnknownPrice {
		usd := dollars(float64(float64(n) * price))
		out.USDPerHour, out.PriceLabel = &usd, p.c.PriceLabel([]string{p.groups[0].InstanceType})
	}
	return out, p.explain(out, n)
}

// enter writes a proof down.
func (h *Hosts) enter(x proof) {
	h.LowerBound, h.LowerBoundBy, h.ProvedBy, h.Together, h.Certificate = &x.hosts, x.by.String(), nil, x.together, x.certificate
	for _, r := range x.proved {
		h.ProvedBy = append(h.ProvedBy, r.String())
	}
}

// dollars rounds a sum to a millionth of a dollar, finer than any price, so that
// binary fractions do not show.
func dollars(usd float64) float64 { return math.Round(usd*1e6) / 1e6 }

// never says which task an empty host of no kind can take; "" if there is none.
// A memberOf constraint on tasks may hold once other tasks run, so it is left to the search.
func (p *packer) never(room *filling) string {
	typ := p.groups[0].InstanceType
	if room.failed {
		return fmt.Sprintf("%s: an empty %s cannot take its task: %v", p.demands[room.last].name, typ, room.reason)
	}
	for i := range p.demands {
		d := &p.demands[i]
		if d.shape.Daemon || d.count == 0 {
			continue
		}
		_, r := room.fleet.Closest(room.shapes[i])
		if r == model.Fits {
			if r = room.roomless(i); r != model.Fits {
				return fmt.Sprintf("%s: on any %s, however many there are, ECS places its task and it fails: %v", d.name, typ, r)
			}
		}
		if r != model.Fits && (r != model.ReasonMemberOf || !room.fleet.Depends(room.shapes[i])) {
			beside := ""
			if room.host >= 0 {
				beside = " beside the daemons"
			}
			return fmt.Sprintf("%s: no %s can take its task%s, however many there are: %v", d.name, typ, beside, r)
		}
	}
	return ""
}

// noNumber says why no number of hosts is enough, by the packing that came nearest.
func (p *packer) noNumber(x *filling) string {
	hosts := x.fleet.Hosts.Len()
	if x.last < 0 {
		return fmt.Sprintf("the subnets have no addresses for the own interfaces of %s, and fewer are not enough: %v", hostsOf(hosts), x.reason)
	}
	s := fmt.Sprintf("%s: a task found no place on %s: %v", p.demands[x.last].name, hostsOf(hosts), x.reason)
	if !p.limited() {
		return s
	}
	usable := int32(0)
	for i := range p.c.Subnets {
		usable += p.c.Subnets[i].Network.Usable()
	}
	return fmt.Sprintf("%s; the subnets have %d usable addresses, and each host takes some for its own interfaces: here %d of %s are placed, and neither more hosts nor fewer take all",
		s, usable, x.placed, model.Counted(p.tasks(), "task"))
}

func hostsOf(n int) string {
	if n == 1 {
		return "1 host"
	}
	return fmt.Sprintf("%d hosts", n)
}

// least searches from the lower bound; it returns -1 and the packing that placed the
// most where even a host a task and zone is not enough, or as many as the subnets have
// addresses for.
func (p *packer) least(ctx context.Context, bound int) (int, *filling, error) {
	if p.tasks() == 0 {
		return 0, nil, nil
	}
	var best *filling
	try := func(n int) (bool, error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		x, err := p.pack(n)
		if err == nil && (best == nil || x.placed > best.placed || !p.limited()) {
			best = x
		}
		return err == nil && !x.failed, err
	}
	first := max(bound, 1)
	most := max(first, p.launchable(max(p.tasks()*p.kinds(), bound)))
	low, high := first-1, first // low is not enough, high may be
	for {
		ok, err := try(high)
		if err != nil {
			return 0, nil, err
		}
		if ok {
			break
		}
		if high >= most {
			if low, high, err = p.upward(first, most, try); err != nil || high < 0 {
				return high, best, err
			}
			break
		}
		low, high = high, min(2*high, most)
	}
	for low+1 < high {
		middle := (low + high) / 2
		ok, err := try(middle)
		if err != nil {
			return 0, nil, err
		}
		if ok {
			high = middle
		} else {
			low = middle
		}
	}
	// More hosts are not always enough where fewer were: a strategy can strand on
	// them. Where it is affordable every smaller number is tried.
	from := max(first, high-stepsDown)
	if int64(high-bound)*int64(p.tasks()) <= affordable {
		from = first
	}
	for n := from; n < high; n++ {
		if ok, err := try(n); ok || err != nil {
			return n, nil, err
		}
	}
	return high, nil, nil
}

// upward looks for a number of hosts that is enough where the largest is not: hosts
// take subnet addresses that tasks need, so fewer can be enough. It goes up in steps
// that are affordable together, and returns the last number that is not enough and the
// first that is; -1 where there is none.
func (p *packer) upward(first, most int, try func(int) (bool, error)) (low, high int, err error) {
	if !p.limited() {
		return 0, -1, nil
	}
	step := max(1, int(int64(most-first)*int64(p.tasks())/affordable))
	for n := first; n <= most; n += step {
		if ok, err := try(n); ok || err != nil {
			return n - step, n, err
		}
	}
	return 0, -1, nil
}

// explain names what stops more tasks like the last one on the host that took it.
func (p *packer) explain(out *Hosts, n int) error {
	if n == 0 {
		return nil
	}
	x, err := p.fleet(n)
	if err != nil {
		return err
	}
	x.open() // whatever runs short, what comes next is asked
	p.fill(x)
	out.Addresses = x.taken()
	l := x.limits()
	bound, next := l.Bind()
	out.BoundBy, out.NextBound = bound.String(), next.String()
	placed := int32(0)
	for h := range int32(n) {
		placed += x.fleet.Hosts.At(h).Tasks
	}
	mean := float64(placed) / float64(n)
	out.TasksPerHost = &mean
	if x.misplaced > 0 {
		out.Note, err = p.misplaced(n)
	}
	return err
}

// misplaced says how many of the tasks ECS places, on so many hosts, where they fail.
func (p *packer) misplaced(n int) (string, error) {
	x, err := p.fleet(n)
	if err != nil {
		return "", err
	}
	x.open()
	x.blind = true
	if p.fill(x); x.misplaced == 0 {
		return "", nil
	}
	lacking, _ := x.misplacedBy.Resource()
	return fmt.Sprintf("ECS does not count %s when it places: on these hosts its strategies put %d of %s where none are left, to fail there",
		lacking.Uncounted(), x.misplaced, model.Counted(p.tasks(), "task")), nil
}

// limits is what each resource allows of more tasks like the last one on the host
// that took it.
func (x *filling) limits() model.Limits {
	d := &x.p.demands[x.last]
	l := x.fleet.Hosts.LimitsBeside(x.host, &d.claim, x.fleet.Kept(x.shapes[x.last], x.host))
	if d.claim.Addresses > 0 {
		l[model.ReasonAddresses] = x.addressesLeft(d, x.host)
	}
	if len(d.claim.Dynamic) > 0 {
		room := x.rooms[x.host].Clone()
		l[model.ReasonDynamicPorts] = room.Fits(d.claim.Dynamic, l.Decisive())
	}
	return l
}
