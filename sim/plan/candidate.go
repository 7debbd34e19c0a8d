package plan

import (
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"

	"ecssim/model"
	"ecssim/model/catalog"
	"ecssim/sim/experiment"
	"ecssim/sim/packing"
	"ecssim/sim/report"
)

// candidate is an instance type for a workload, or a part of it, and how far it has been looked at.
type candidate struct {
	w        *workload
	typ      *catalog.Type
	index    int  // of the type
	part     bool // its hosts are one of several pools
	offers   []Offer
	host     packing.Host      // one of the type, with its daemons
	hosts    *experiment.Sizer // on hosts of the type; nil until it is needed: see load
	stage    stage
	n        int   // hosts: proved necessary, then placed, then run
	cost     int64 // of n
	bound    int
	proof    proof
	asPlaced int                     // hosts as written, placed once; -1 = no number is enough
	placed   int                     // hosts with the arrangement found, placed once
	arrange  *experiment.Arrangement // nil = as written
	others   []*experiment.Arrangement
	fleet    *Fleet
}

// proof is what proves the bound of a candidate.
type proof struct {
	by          []string
	together    bool
	certificate *report.Certificate
}

// stage is how far a candidate has been looked at.
type stage uint8

const (
	single stage = iota // one resource alone proves its bound
	proved              // the bound is the best that is found
	placed              // everything is placed on its hosts
	ran                 // and has been run
)

// queue is candidates by what they cost at least, those with fewer hosts first.
type queue []*candidate

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.n, b.n), cmp.Compare(b.stage, a.stage), cmp.Compare(a.index, b.index)) < 0
}
func (q *queue) Push(x any) { *q = append(*q, x.(*candidate)) }
func (q *queue) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// price is the cost of n hosts; false where so many are not to be had.
func (c *candidate) price(n int) (int64, bool) {
	_, cost, ok := buy(c.offers, int64(n))
	return cost, ok
}

// set sets the number of hosts and a stage; false where so many are not to be had.
func (c *candidate) set(n int, s stage) bool {
	cost, ok := c.price(n)
	c.n, c.cost, c.stage = n, cost, s
	return ok
}

// candidates are those of a workload that can take every task, each with the bound by one resource, and on how many
// types which task fits nowhere.
func (m *maker) candidates(w *workload) (q queue, none NoPlace, err error) {
	for i := range m.o.Candidates.Types {
		if err := m.ctx.Err(); err != nil {
			return nil, none, err
		}
		t := &m.o.Candidates.Types[i]
		c := &candidate{w: w, typ: t, index: i, offers: m.o.Candidates.Prices.Offers(t.Name)}
		if err := c.load(); err != nil {
			return nil, none, err
		}
		if why := c.hosts.Never(); why != "" {
			if none.Types++; none.Why == "" {
				none.Why = why
			}
			continue
		}
		c.bound = max(m.surviving(c, max(c.hosts.Bound(), 1), nil), m.o.MinHosts)
		c.unload()
		if c.set(c.bound, single) {
			q = append(q, c)
		}
	}
	heap.Init(&q)
	return q, none, nil
}

// load makes the sizer of a candidate.
func (c *candidate) load() (err error) {
	if c.hosts == nil {
		g := c.w.group(c.typ)
		c.hosts, err = c.w.hosts.On(&g)
	}
	return err
}

// unload keeps a host alone: of many candidates few are looked at more closely.
func (c *candidate) unload() {
	c.host = c.hosts.Fleet(1, nil).Hosts[0]
	bars := make([]bool, len(c.w.list))
	for i := range bars {
		bars[i] = c.host.Refuses(i)
	}
	c.host.Refuses = func(row int) bool { return bars[row] }
	c.hosts = nil
}

// surviving is the least number of hosts, dealt evenly over their zones, of which there are bound in all and, where a
// zone may be lost, as many as are proved necessary without it; nil = as many.
func (m *maker) surviving(c *candidate, bound int, without map[string]int) int {
	if !m.o.SurviveZone {
		return bound
	}
	n := bound
	for ; ; n++ {
		zones, in := c.hosts.Zones(n)
		enough := true
		for _, zone := range zones {
			need, known := without[zone]
			if !known {
				need = m.lostBound(c, zone, bound)
			}
			enough = enough && n-in[zone] >= need
		}
		if enough {
			return n
		}
	}
}

// lostBound is a bound without a zone where none is proved: none of the tasks that may run elsewhere is lost with it.
func (m *maker) lostBound(c *candidate, zone string, bound int) int {
	for i := range c.w.list {
		if slices.Equal(c.w.zonesOf(i), []string{zone}) {
			return 0
		}
	}
	return bound
}

// prove raises the bound of a candidate: by several resources together, with the tasks for which there has to be room,
// and without a zone. known is a number of hosts that are enough; 0 = none is known.
func (m *maker) prove(c *candidate, known int) error {
	most := 0
	var best packing.Bound
	var of *packing.Problem
	for _, more := range c.heaviest() {
		p := c.hosts.Fleet(1, more).Problem()
		b, work, err := packing.LowerBound(m.ctx, p, m.o.Effort.Bound, int64(known))
		if err != nil {
			return err
		}
		m.spent.Steps += work.Steps
		if n := int(b.Value); !b.Impossible && n > most {
			most, best, of = n, b, p
		}
	}
	if most == 0 {
		return nil
	}
	c.proof = proof{by: codes(&best), together: len(best.Together) > 0}
	if len(best.Certificates) > 0 {
		c.proof.certificate = experiment.CertificateOf(of, &best.Certificates[0])
	}
	without, err := m.withoutZones(c, known)
	if err != nil {
		return err
	}
	n := m.surviving(c, most, without)
	if n < m.o.MinHosts && !c.part || n < m.perPool {
		c.proof = proof{} // more are asked for
	}
	c.bound = max(c.bound, n)
	return nil
}

// codes are the resources that prove a bound, in the order of the checks.
func codes(b *packing.Bound) (list []string) {
	for _, r := range slices.Concat(b.Alone, b.Together) {
		if r != model.ReasonMaxSize { // how many hosts are had at a price
			list = append(list, r.String())
		}
	}
	return list
}

// withoutZones is what is proved necessary when a zone is lost.
func (m *maker) withoutZones(c *candidate, known int) (map[string]int, error) {
	out := map[string]int{}
	if !m.o.SurviveZone {
		return out, nil
	}
	f := c.hosts.Fleet(1, nil)
	zones, _ := c.hosts.Zones(1)
	for _, zone := range zones {
		b, work, err := packing.LowerBound(m.ctx, f.Without(zone).Problem(), m.o.Effort.Bound, int64(known))
		if err != nil {
			return nil, err
		}
		m.spent.Steps += work.Steps
		if out[zone] = int(b.Value); b.Impossible {
			out[zone] = 0
		}
	}
	return out, nil
}

// heaviest are the cases of which a bound may be highest, a few, and the workload alone where there is none.
func (c *candidate) heaviest() [][]int {
	const few = 2
	if len(c.w.cases) == 0 {
		return [][]int{nil}
	}
	f := c.hosts.Fleet(1, nil)
	p := f.Problem()
	loads := make([]float64, len(c.w.cases))
	for i, more := range c.w.cases {
		for r := range p.Resources {
			total := int64(0)
			for class := range p.Classes {
				total += (p.Classes[class].Count + int64(more[class])) * p.Classes[class].Takes[r]
			}
			if offers := p.Hosts[0].Offers[r]; offers > 0 {
				loads[i] = max(loads[i], float64(total)/float64(offers))
			}
		}
	}
	order := given(len(loads))
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(loads[b], loads[a]) })
	var list [][]int
	last := -1.0
	for _, i := range order {
		if len(list) < few && loads[i] != last { // of equal ones the first
			list, last = append(list, c.w.cases[i]), loads[i]
		}
	}
	return list
}

// least is the least number of hosts, from a number on, on which everything has a place with an arrangement, the cases
// and what a zone loses too; -1 where none is found.
func (m *maker) least(ctx context.Context, c *candidate, from int, a *experiment.Arrangement) (int, error) {
	s := c.hosts.Arranged(a)
	n, why, err := s.Least(ctx, from)
	if n < 0 || err != nil {
		m.why = c.typ.Name + ": " + why
		return n, err
	}
	return m.upward(s, n, s.Launchable(2*n+s.Tasks()*len(c.w.c.Groups[0].Zones)), c.w.cases)
}

// upward looks for a number of hosts from first to most on which everything fits: in steps that double, and then between
// the last that is not enough and the first that is. It is -1 where none is found.
func (m *maker) upward(s *experiment.Sizer, first, most int, cases [][]int) (int, error) {
	low, high := first-1, first
	for step := 1; ; step *= 2 {
		ok, err := m.fits(s, high, cases)
		if err != nil {
			return -1, err
		}
		if ok {
			break
		}
		if high >= most {
			return -1, nil
		}
		low, high = high, min(high+step, most)
	}
	for low+1 < high {
		middle := (low + high) / 2
		ok, err := m.fits(s, middle, cases)
		if err != nil {
			return -1, err
		}
		if ok {
			high = middle
		} else {
			low = middle
		}
	}
	return high, nil
}

// fits reports whether everything has a place on n hosts, the cases and what a zone loses too.
func (m *maker) fits(s *experiment.Sizer, n int, cases [][]int) (bool, error) {
	if err := m.ctx.Err(); err != nil {
		return false, err
	}
	x, err := s.Place(n, cases, 0)
	if err != nil {
		return false, err
	}
	if !x.OK() {
		m.why = fmt.Sprintf("on %s %s", model.Counted(n, "host"), x.Why)
		if x.Unplaced == 0 {
			m.why = fmt.Sprintf("on %s everything has a place, and beyond that %s", model.Counted(n, "host"), x.Why)
		}
		return false, nil
	}
	if !m.o.SurviveZone {
		return true, nil
	}
	ok, why, err := s.Survives(n)
	if !ok {
		m.why = fmt.Sprintf("on %s %s", model.Counted(n, "host"), why)
	}
	return ok, err
}
