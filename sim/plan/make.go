package plan

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/packing"
	"ecssim/sim/report"
)

// maker makes one plan.
type maker struct {
	ctx     context.Context
	o       *Options
	c       *config.Config // the scenario
	start   *config.Config // what it asks for at the start, on hosts without a type
	out     *Result
	spent   Spent
	perPool int    // hosts of each of several pools, at least
	why     string // what was in the way of the last fleet that did not do
	any     int64  // the least bound of any fleet under any setup; 0 = none is proved yet
}

// NoFleetError says that no candidate takes the workload, and why.
type NoFleetError struct{ Why string }

// Error says why.
func (e *NoFleetError) Error() string { return e.Why }

// Make finds the cheapest fleets for what a scenario asks for at t = 0. The error is a *NoFleetError, that of
// Config.Validate or of a run, or the context's.
func Make(ctx context.Context, c *config.Config, o Options) (*Result, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m := &maker{ctx: ctx, o: &o, c: c, spent: Spent{Name: o.Effort.Name}}
	m.begin()
	if !m.asks() {
		return nil, &NoFleetError{"the scenario asks for no tasks at its start, daemons apart, so that no hosts are needed"}
	}
	if zones := m.start.Groups[0].Zones; o.SurviveZone && len(zones) < 2 {
		return nil, &NoFleetError{fmt.Sprintf("all container instances are in %s, so that no fleet survives its loss; wanted two availability zones at least", strings.Join(zones, ", "))}
	}
	if err := m.setups(); err != nil {
		return nil, err
	}
	if len(m.out.Fleets) == 0 {
		return nil, &NoFleetError{m.noFleet()}
	}
	slices.SortStableFunc(m.out.Fleets, func(a, b Fleet) int {
		return cmp.Or(cmp.Compare(a.USDPerHour, b.USDPerHour), cmp.Compare(a.Hosts, b.Hosts), cmp.Compare(len(a.Pools), len(b.Pools)))
	})
	m.out.Changes = append(m.out.Changes, m.out.Fleets[0].changes...)
	m.out.AnyFleetLowerBoundUSDPerHour = usd(m.any)
	for i := range m.out.Fleets {
		m.out.Fleets[i].Gap = rounded(m.out.Fleets[i].USDPerHour/m.out.AnyFleetLowerBoundUSDPerHour - 1)
	}
	if m.o.SurviveZone && m.tellConfined() {
		for i := range m.out.Fleets {
			m.out.Fleets[i].Survives = false
		}
	}
	m.out.Effort = m.spent
	return m.out, nil
}

// rounded is a share to a ten-thousandth.
func rounded(x float64) float64 { return math.Round(x*10_000) / 10_000 }

// begin prepares the result.
func (m *maker) begin() {
	var notes []string
	m.start, notes = atStart(m.c)
	m.perPool = 1
	if m.o.MinHosts == 0 {
		m.o.MinHosts = len(m.start.Groups[0].Zones)
		m.perPool = m.o.MinHosts
	}
	p := m.o.Candidates.Prices
	m.out = &Result{
		Scenario: m.c.Name, Seed: m.c.Seed, Own: ownHosts(m.c, m.o.Candidates), Fleets: []Fleet{}, Changes: []Change{}, AnyProvedBy: []string{}, AnyCertificates: []Proved{},
		TypesConsidered: len(m.o.Candidates.Types), TypesLeftOut: m.o.Candidates.LeftOut, NotPossible: map[string]string{}, NeverPlaceable: map[string]NoPlace{},
		Fargate: experiment.Fargate(m.c), Headroom: m.o.Headroom.String(), MinHosts: m.o.MinHosts, SurviveZone: m.o.SurviveZone, Order: m.o.Order, Strategies: m.o.Strategies,
		Prices: PriceInfo{Region: p.Region, Date: p.Date, Kind: OnDemand, File: p.file, PerHostUSD: usd(p.PerHost)},
		Notes:  append([]string{}, notes...), DataDate: m.c.DataDate,
	}
	m.out.NotInTheSum = []string{"disks", "NAT", "public IPv4 addresses", "load balancers", "traffic between zones"}
	if p.PerHost > 0 {
		m.out.NotInTheSum = slices.DeleteFunc(m.out.NotInTheSum, func(s string) bool { return s == "disks" })
	}
}

// asks reports whether any tasks are asked for at the start, daemons apart.
func (m *maker) asks() bool {
	return slices.ContainsFunc(m.start.Services, func(s config.Service) bool { return !s.Daemon && s.Desired > 0 }) ||
		slices.ContainsFunc(m.start.RunTasks, func(r config.RunTask) bool { return r.Count > 0 })
}

func (m *maker) tell(format string, args ...any) {
	if m.o.Progress != nil {
		m.o.Progress(fmt.Sprintf(format, args...))
	}
}

// setups looks for fleets under each setup.
func (m *maker) setups() error {
	list := []*model.Setup{nil}
	if len(m.o.Setups) > 0 {
		list = nil
		for i := range m.o.Setups {
			list = append(list, &m.o.Setups[i])
		}
	}
	for _, s := range list {
		w, err := newWorkload(m.c, m.start, s, m.o.Move, m.o.Headroom)
		if err != nil && s != nil {
			m.out.NotPossible[s.String()] = err.Error()
			continue
		}
		if err != nil {
			return err
		}
		if err := m.under(w); err != nil {
			return err
		}
	}
	return nil
}

// under looks for fleets under one setup.
func (m *maker) under(w *workload) error {
	m.tell("%s: bounds of %s", w.setup, model.Counted(len(m.o.Candidates.Types), "type"))
	q, none, err := m.candidates(w)
	if err != nil {
		return err
	}
	if none.Types > 0 {
		m.out.NeverPlaceable[w.setup] = none
	}
	if len(q) == 0 {
		return nil
	}
	all := slices.Clone(q)
	best, err := m.oneType(w, &q)
	if err != nil {
		return err
	}
	if w.unrunnable != "" {
		m.out.NotPossible[w.setup] = w.unrunnable
		return nil
	}
	if err := m.anyFleet(w, all); err != nil {
		return err
	}
	if len(best) > 0 && m.o.Pools > 1 {
		f, err := m.pools(w, all, best[0])
		if err != nil {
			return err
		}
		if f != nil {
			m.out.Fleets = append(m.out.Fleets, *f)
		}
	}
	return nil
}

// oneType looks for the cheapest fleets of one type, which it adds to the result, and returns them, the cheapest first.
func (m *maker) oneType(w *workload, q *queue) (best []*candidate, err error) {
	for q.Len() > 0 && len(best) < m.o.Effort.Types {
		if err := m.ctx.Err(); err != nil {
			return nil, err
		}
		c := heap.Pop(q).(*candidate)
		if c.stage == ran {
			if len(best) == 0 {
				if err := m.changes(c); err != nil {
					return nil, err
				}
				c.fleet.Cheapest = m.cheapest(c, *q)
			} else {
				c.fleet.Cheapest = best[0].fleet.Cheapest && c.cost == best[0].cost
			}
			best = append(best, c)
			m.out.Fleets = append(m.out.Fleets, *c.fleet)
			continue
		}
		m.tell("%s: %s, at least %.4f USD/h", w.setup, c.typ.Name, usd(c.cost))
		goOn, err := m.advance(c)
		if err != nil {
			return nil, err
		}
		if w.unrunnable != "" {
			return nil, nil
		}
		if goOn {
			heap.Push(q, c)
		}
	}
	return best, nil
}

// cheapest reports whether no fleet of one type can be cheaper than a candidate's.
func (m *maker) cheapest(c *candidate, rest queue) bool {
	below := func(x *candidate) bool { cost, ok := x.price(x.bound); return ok && cost < c.cost }
	return !below(c) && !slices.ContainsFunc(rest, below)
}

// advance looks at a candidate more closely; false where it cannot be.
func (m *maker) advance(c *candidate) (bool, error) {
	if err := c.load(); err != nil {
		return false, err
	}
	switch c.stage {
	case single:
		return m.toProved(c)
	case proved:
		return m.toPlaced(c)
	default:
		return m.toRan(c)
	}
}

// toProved places everything as it is written and proves the bound.
func (m *maker) toProved(c *candidate) (bool, error) {
	n, err := m.least(m.ctx, c, c.bound, nil)
	if err != nil {
		return false, err
	}
	c.asPlaced = n
	if err := m.prove(c, max(n, 0)); err != nil {
		return false, err
	}
	return c.set(c.bound, proved), nil
}

// searching reports whether order or strategies may change.
func (m *maker) searching() bool { return m.o.Order || m.o.Strategies }

// toPlaced has a number of hosts on which everything is placed.
func (m *maker) toPlaced(c *candidate) (bool, error) {
	c.placed = c.asPlaced
	if !m.searching() || c.asPlaced == c.n {
		return c.asPlaced >= 0 && c.set(c.asPlaced, placed), nil
	}
	most := c.asPlaced
	if most < 0 {
		most = c.n + c.n/2 + 2
	}
	for n := c.n; n < most && m.left() > 0; n++ {
		m.tell("%s: order and strategies for %s on %d %s", c.w.setup, model.Counted(len(c.w.list), "workload"), n, c.typ.Name)
		list, err := m.arrangements(c, n, m.o.Effort.Tries, m.left()/4)
		if err != nil {
			return false, err
		}
		if len(list) > 0 {
			c.others, c.arrange, c.placed = list, list[0], n
			return c.set(n, placed), nil
		}
	}
	return c.asPlaced >= 0 && c.set(c.asPlaced, placed), nil
}

// left is how many tasks a search may still place.
func (m *maker) left() int64 { return m.o.Effort.Placements - m.spent.Placements }

// toRan runs the fleet; where it does not do, the candidate has a host more.
func (m *maker) toRan(c *candidate) (bool, error) {
	list := c.others
	if c.n == c.asPlaced || len(list) == 0 {
		list = append([]*experiment.Arrangement{nil}, list...)
	}
	for _, a := range list {
		f, err := m.try(c, a)
		if err != nil {
			return false, err
		}
		if f != nil {
			c.fleet, c.arrange = f, a
			return c.set(c.n, ran), nil
		}
		if c.w.looked {
			continue
		}
		if err := m.plenty(c); err != nil || c.w.unrunnable != "" {
			return false, err
		}
		if c.w.stuck {
			return m.toRan(c)
		}
	}
	return m.oneMore(c)
}

// plenty runs a candidate with many more hosts than it needs: what does not run there, or is not deployed again, has
// other reasons than the number of hosts, and more of them are not tried for it.
func (m *maker) plenty(c *candidate) error {
	c.w.looked = true
	t := &trial{w: c.w, pools: []poolOf{{group: c.w.group(c.typ), hosts: c.hosts.Launchable(3*c.n + 3*len(c.w.c.Groups[0].Zones))}}}
	m.spent.Runs++
	why, can, err := t.created(m.ctx)
	if err != nil || !can {
		return err
	}
	if why != "" {
		c.w.unrunnable = fmt.Sprintf("even on %d %s, %s", t.pools[0].hosts, c.typ.Name, why)
		return nil
	}
	if m.o.Headroom == HeadroomNone {
		return nil
	}
	d, err := t.redeploys(m.ctx, 0, m.o.Workers, true, map[string]int{})
	if err != nil {
		return err
	}
	m.spent.Runs += d.ran
	if c.w.stuck = !d.Passed(); c.w.stuck {
		m.out.Notes = append(m.out.Notes, fmt.Sprintf("%s: even on %d %s only %d to %d of %s complete when every service is deployed once more, so hosts are not the reason, and no fleet is asked to pass; explain says what is in the way of a deployment",
			c.w.setup, t.pools[0].hosts, c.typ.Name, d.Least, d.Most, model.Counted(d.Deployments, "deployment")))
	}
	return nil
}

// oneMore is a candidate with a host more, or one in a hundred.
func (m *maker) oneMore(c *candidate) (bool, error) {
	n := c.n + max(1, c.n/100)
	for ; n <= 4*max(c.asPlaced, c.bound)+16; n++ {
		if m.searching() && m.left() > 0 {
			list, err := m.arrangements(c, n, m.o.Effort.Tries, m.left()/8)
			if err != nil {
				return false, err
			}
			c.others = list
		}
		ok, err := m.fits(c.hosts, n, c.w.cases)
		if err != nil {
			return false, err
		}
		if ok {
			c.others = append([]*experiment.Arrangement{nil}, c.others...)
		}
		if len(c.others) > 0 {
			return c.set(n, placed), nil
		}
	}
	return false, nil
}

// anyFleet proves the bound of any fleet of the candidates.
func (m *maker) anyFleet(w *workload, all queue) error {
	m.tell("%s: the bound of any fleet", w.setup)
	bound, proof, err := m.boundOfAny(w, all)
	if err != nil {
		return err
	}
	m.out.AnyCertificates = append(m.out.AnyCertificates, proof)
	if m.any == 0 || bound < m.any {
		m.any, m.out.AnyProvedBy = bound, proof.ProvedBy
	}
	return nil
}

func (m *maker) boundOfAny(w *workload, all queue) (int64, Proved, error) {
	out := Proved{Setup: w.setup, ProvedBy: []string{}, Certificates: []*report.Certificate{}}
	if len(all) == 0 {
		return 0, out, nil
	}
	if err := all[0].load(); err != nil {
		return 0, out, err
	}
	most, err := m.solveAny(all, all[0].heaviest()[0], &out)
	if err != nil {
		return 0, out, err
	}
	if zones, _ := all[0].hosts.Zones(1); m.o.SurviveZone && len(zones) > 1 && !m.confinedAny(w) {
		// Without any zone the rest has to cost as much as the tasks alone do: summed up over the zones, each host is in all
		// of these sums but one.
		alone := Proved{Setup: w.setup, ProvedBy: []string{}, Certificates: []*report.Certificate{}}
		least, err := m.solveAny(all, nil, &alone)
		if err != nil {
			return 0, out, err
		}
		if k := int64(len(zones)); (least*k+k-2)/(k-1) > most {
			most, out = (least*k+k-2)/(k-1), alone
		}
	}
	out.USDPerHour = usd(most)
	return most, out, nil
}

// solveAny proves what any fleet costs that takes the workload and so many tasks more of each.
func (m *maker) solveAny(all queue, more []int, out *Proved) (int64, error) {
	p := anyProblem(all, more)
	r, err := packing.Solve(m.ctx, p, m.o.Effort.Any)
	if err != nil {
		return 0, err
	}
	m.spent.Steps += r.Work.Steps
	out.ProvedBy = append(out.ProvedBy, codes(&r.Bound)...)
	for i := range r.Bound.Certificates {
		out.Certificates = append(out.Certificates, experiment.CertificateOf(p, &r.Bound.Certificates[i]))
	}
	return r.Bound.Value, nil
}

// confinedAny reports whether some tasks may run in one zone only.
func (m *maker) confinedAny(w *workload) bool {
	return slices.ContainsFunc(given(len(w.list)), func(i int) bool { return len(w.zonesOf(i)) == 1 })
}

// anyProblem is the workload on all candidates, at each of their prices. Zones, and addresses of subnets, are left out.
func anyProblem(all queue, more []int) *packing.Problem {
	f := all[0].w.hosts.Fleet(1, more)
	f.Hosts, f.Subnets = nil, nil
	var limits []packing.Supply
	for i := range f.Tasks {
		f.Tasks[i].Subnets = nil
	}
	for _, c := range all {
		h := c.host
		h.Zone, h.Subnet, h.Addresses = "", -1, 0
		for _, o := range c.offers {
			h.Price = o.Micro
			if o.Most > 0 {
				s := packing.Supply{Name: fmt.Sprintf("%s at %.4f USD/h (%s)", h.Name, usd(o.Micro), o.Kind), Reason: model.ReasonMaxSize, Amount: o.Most}
				s.Hosts = make([]int64, len(f.Hosts)+1)
				s.Hosts[len(f.Hosts)] = 1
				limits = append(limits, s)
			}
			f.Hosts = append(f.Hosts, h)
		}
	}
	p := f.Problem()
	for i := range limits {
		limits[i].Hosts = append(limits[i].Hosts, make([]int64, len(p.Hosts)-len(limits[i].Hosts))...)
		p.Supplies = append(p.Supplies, limits[i])
	}
	return p
}

// noFleet says why there is no fleet.
func (m *maker) noFleet() string {
	for _, setup := range slices.Sorted(maps.Keys(m.out.NeverPlaceable)) {
		n := m.out.NeverPlaceable[setup]
		if n.Types == len(m.o.Candidates.Types) {
			like := ""
			if len(m.c.Groups) > 1 {
				like = fmt.Sprintf("; planned hosts are like those of group %s but for their type", m.start.Groups[0].Name)
			}
			return fmt.Sprintf("none of %s takes the workload (%s): %s%s", model.Counted(n.Types, "instance type"), setup, n.Why, like)
		}
	}
	for _, setup := range slices.Sorted(maps.Keys(m.out.NotPossible)) {
		return setup + ": " + m.out.NotPossible[setup]
	}
	why := fmt.Sprintf("no fleet of %s takes the workload with headroom %s", model.Counted(len(m.o.Candidates.Types), "instance type"), m.o.Headroom)
	if m.o.SurviveZone {
		why += " and without any one zone"
	}
	if m.why != "" {
		why += ": " + m.why
	}
	return why
}

// tellConfined says which services may run in one zone only, and reports whether any is.
func (m *maker) tellConfined() (any bool) {
	for i := range m.start.Services {
		s := &m.start.Services[i]
		if zones := m.start.Zones(s.Subnets); len(zones) == 1 && len(m.start.Groups[0].Zones) > 1 && len(s.Subnets) > 0 {
			m.out.Notes = append(m.out.Notes, fmt.Sprintf("service %s may run in %s only, and is lost with that zone", s.Name, zones[0]))
			any = true
		}
	}
	return any
}
