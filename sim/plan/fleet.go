package plan

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// try runs the fleet of a candidate with an arrangement; nil where it does not do.
func (m *maker) try(c *candidate, a *experiment.Arrangement) (*Fleet, error) {
	t := &trial{w: c.w, arrange: a, pools: []poolOf{{group: c.w.group(c.typ), hosts: c.n}}}
	f, err := m.judge(t)
	if f == nil || err != nil {
		return nil, err
	}
	f.Hosts = c.n
	f.cost(c.cost)
	f.LowerBoundHosts, f.ProvedBy, f.ProvedTogether, f.Certificate = c.bound, c.proof.by, c.proof.together, c.proof.certificate
	if cost, ok := c.price(c.bound); ok {
		f.LowerBoundUSDPerHour = usd(cost)
	}
	f.AsWritten, f.Placed = c.asPlaced, c.placed
	f.Pools = []Pool{m.pool(t, 0, c)}
	f.Spot = spotShare(f.Pools)
	bound, next, taken, err := c.hosts.Arranged(a).Binds(c.n)
	if err != nil {
		return nil, err
	}
	f.BoundBy, f.NextBound = bound.String(), next.String()
	f.steady(taken)
	f.arrange = arranged(c.w, a)
	return f, nil
}

// judge runs a fleet: created, with a zone lost, and with every service deployed once more. It is nil where that does
// not do.
func (m *maker) judge(t *trial) (*Fleet, error) {
	m.spent.Runs++
	why, _, err := t.created(m.ctx)
	if why != "" || err != nil {
		m.why = t.words() + why
		return nil, err
	}
	f := &Fleet{Setup: t.w.setup}
	lost, deployed := map[string]int{}, map[string]int{}
	if m.o.SurviveZone {
		m.spent.Runs += len(t.zones())
		if why, err := t.zoneLost(m.ctx, lost); why != "" || err != nil {
			m.why = t.words() + why
			return nil, err
		}
		f.Survives = true
	}
	must := m.o.Headroom != HeadroomNone && !t.w.stuck
	if must && t.arrange != nil {
		// One of several arrangements is chosen by other runs than those that are told of it: else the luckiest would be.
		chosen, err := t.redeploys(m.ctx, redeployments, m.o.Workers, false, map[string]int{})
		if err != nil {
			return nil, err
		}
		if m.spent.Runs += chosen.ran; !chosen.Passed() {
			return nil, nil
		}
	}
	f.Redeploys, err = t.redeploys(m.ctx, 0, m.o.Workers, !must, deployed)
	if err != nil {
		return nil, err
	}
	m.spent.Runs += f.Redeploys.ran
	f.Redeploys.OnAny = t.w.stuck
	if must && !f.Redeploys.Passed() {
		m.why = fmt.Sprintf("%sonly %d of %s complete in one of the runs in which every service is deployed once more", t.words(), f.Redeploys.Least, model.Counted(f.Redeploys.Deployments, "deployment"))
		return nil, nil
	}
	f.config = t.config()
	tasks, hosts := 0, 0
	for i := range t.w.list {
		tasks += t.w.list[i].Count
	}
	for _, p := range t.pools {
		hosts += p.hosts
	}
	f.TasksByHost = math.Round(float64(tasks)/float64(hosts)*100) / 100
	for i := range t.w.c.Subnets {
		f.Subnets = append(f.Subnets, subnetTake(&t.w.c.Subnets[i], deployed, lost))
	}
	return f, nil
}

// words name a fleet in front of what is wrong with it.
func (t *trial) words() string {
	var parts []string
	for _, p := range t.pools {
		parts = append(parts, fmt.Sprintf("%d %s", p.hosts, p.group.InstanceType))
	}
	return "on " + strings.Join(parts, " and ") + ", "
}

// cost enters what the fleet costs.
func (f *Fleet) cost(amount int64) {
	f.USDPerHour = usd(amount)
	f.USDPerMonth = math.Round(float64(f.USDPerHour*report.HoursOfMonth)*100) / 100
}

func subnetTake(s *config.Subnet, deployed, lost map[string]int) SubnetTake {
	out := SubnetTake{SubnetID: s.ID}
	a := s.Network.Addresses()
	if usable, limited := a.Usable(); limited {
		n := int(usable)
		out.Usable = &n
	}
	if n, ok := deployed[s.ID]; ok {
		out.Deployment = &n
	}
	if n, ok := lost[s.ID]; ok {
		out.ZoneLost = &n
	}
	return out
}

// steady enters what is taken of each subnet when everything is placed.
func (f *Fleet) steady(taken *report.Addresses) {
	for i := range f.Subnets {
		if taken != nil && i < len(taken.Subnets) {
			f.Subnets[i].Steady += taken.Subnets[i].Taken
		}
	}
}

// pool is the i-th pool of a trial as a result tells it.
func (m *maker) pool(t *trial, i int, c *candidate) Pool {
	p := &t.pools[i]
	out := Pool{Name: p.group.Name, InstanceType: c.typ.Name, Setup: c.w.setup, Hosts: p.hosts, Services: []string{}, Prices: []PoolPrice{}}
	if len(t.pools) > 1 {
		out.Name = PoolName(i)
	}
	_, out.Zones = c.hosts.Zones(p.hosts)
	for w := range t.w.list {
		if p.keep == nil || p.keep[w] {
			out.Services = append(out.Services, t.w.list[w].Name)
		}
	}
	list, _, _ := buy(c.offers, int64(p.hosts))
	for _, b := range list {
		out.Prices = append(out.Prices, PoolPrice{Kind: b.Kind, Hosts: int(b.hosts), USDPerHour: usd(b.Micro), Own: b.Own})
	}
	return out
}

// spotShare is how much of some pools is Spot; nil = nothing is.
func spotShare(pools []Pool) *SpotShare {
	var s SpotShare
	for _, p := range pools {
		spot := 0
		for _, x := range p.Prices {
			if x.Kind == Spot {
				spot += x.Hosts
			}
		}
		s.Hosts += spot
		for _, n := range p.Zones {
			s.Largest = max(s.Largest, min(n, spot))
		}
	}
	if s.Hosts == 0 {
		return nil
	}
	return &s
}

// arranged is what of an arrangement is otherwise than in the scenario; nil = nothing.
func arranged(w *workload, a *experiment.Arrangement) *Arrangement {
	if a == nil {
		return nil
	}
	out := &Arrangement{Strategies: map[string][]model.Strategy{}}
	if !slices.IsSorted(a.Order) {
		for _, i := range a.Order {
			if w.list[i].Service != config.None {
				out.Order = append(out.Order, w.list[i].Name)
			}
		}
	}
	for i, s := range a.Strategies {
		if s != nil && !slices.Equal(s, w.list[i].Own) {
			out.Strategies[w.list[i].Name] = s
		}
	}
	if out.Order == nil && len(out.Strategies) == 0 {
		return nil
	}
	return out
}
