package packing

import "slices"

// combine raises the bound by certificates that are made for it (Benders' cuts): the
// cheapest whole numbers of hosts that no certificate forbids are a bound; a linear program says
// whether any packing on them can be, tasks cut; if none can, it gives a certificate that
// forbids them, and the next numbers are looked for. Where the program does not forbid them, a
// packing on them is looked for, and if none is found, on the next few: the bound stays then.
func (x *packer) combine() {
	if len(x.r.boxes) < 2 && len(x.p.Supplies) == 0 || x.best == nil {
		return
	}
	w := wholeHosts{p: x.p, certs: slices.Clone(x.bound.Certificates)}
	for i := range x.singles {
		w.certs = append(w.certs, x.singles[i].certificate(x.r))
	}
	for i := 0; i < x.effort.Cuts && len(w.tried) < mostTried && !x.finished(); i++ {
		hosts, ok := x.cheapest(&w)
		if !ok {
			return
		}
		if hosts == nil {
			continue
		}
		if c, ok := x.forbid(hosts); ok {
			w.certs = append(w.certs, c)
		} else {
			w.tried = append(w.tried, hosts)
		}
	}
}

// cheapest looks for numbers of hosts that cost little more than the bound, an eighth of the
// gap. Where there are none, so much is proved, and they are nil; false where the steps do not
// suffice.
func (x *packer) cheapest(w *wholeHosts) (hosts []int64, ok bool) {
	limit, below := x.nodes(x.effort.Whole), x.cost()
	if len(w.tried) == 0 {
		below = min(below, x.bound.Value+1+(x.cost()-x.bound.Value)/8)
	}
	cost, hosts, ok := w.cheapest(x.r.kept(), below, limit)
	x.Steps += limit - w.steps
	if ok && cost > x.bound.Value && len(w.tried) == 0 {
		x.bound.Value, x.bound.By, x.bound.Certificates = cost, ByWholeHosts, slices.Clone(w.certs)
	}
	return hosts, ok && (hosts != nil || len(w.tried) == 0)
}

// mostTried is on how many numbers of hosts, that no certificate forbids, a packing is tried.
const mostTried = 8

// forbid is a certificate that so many hosts, by type, are too few; false where the linear
// program does not prove it. Then a packing on them is looked for.
func (x *packer) forbid(hosts []int64) (Certificate, bool) {
	p, types := x.p.within(hosts)
	s, err := newSolver(x.ctx, p, x.effort)
	if err != nil {
		return Certificate{}, false
	}
	s.effort.Steps, s.effort.Cuts = x.nodes(partSteps), 0
	defer func() { x.add(s.Work) }()
	if c, none := s.noFleet(); none {
		return x.lift(c), true
	}
	y := &packer{solver: s}
	y.simple()
	if y.best == nil {
		s.prove(huge)
		y.improve()
	}
	if y.best != nil {
		x.take(y.best, types)
	}
	return Certificate{}, false
}

// within is the problem with so many hosts of each type and no more, and its host types.
func (p *Problem) within(hosts []int64) (*Problem, []int) {
	q, types := *p, []int(nil)
	q.Hosts, q.Supplies = nil, nil
	for t, n := range hosts {
		if n > 0 {
			types = append(types, t)
			q.Hosts = append(q.Hosts, p.Hosts[t])
		}
	}
	for k := range p.Supplies {
		q.Supplies = append(q.Supplies, p.Supplies[k].on(types))
	}
	for i, t := range types {
		limit := Supply{Name: p.Hosts[t].Name, Amount: hosts[t], Hosts: make([]int64, len(types))}
		limit.Hosts[i] = 1
		q.Supplies = append(q.Supplies, limit)
	}
	return &q, types
}

// on is the supply where there are these host types alone.
func (s *Supply) on(types []int) Supply {
	q := Supply{Name: s.Name, Reason: s.Reason, Amount: s.Amount, Tasks: s.Tasks}
	for _, t := range types {
		q.Where = append(q.Where, s.Where == nil || s.Where[t])
		q.Hosts = append(q.Hosts, s.ofHost(t))
	}
	return q
}

// noFleet says whether the linear program proves that no fleet holds all tasks.
func (s *solver) noFleet() (Certificate, bool) {
	if s.homeless() {
		return s.proof.certificate(s.r), true
	}
	x, none := s.placeable()
	if !none {
		return Certificate{}, false
	}
	return x.certificate(s.r), true
}

// lift makes a certificate for some numbers of hosts one for all: the weights stay, charges
// for hosts fall away, and what a host is worth is computed without them.
func (x *packer) lift(c Certificate) Certificate {
	p := x.r.nothing()
	copy(p.charges, c.Charges)
	for row := range p.weights {
		p.weights[row] = c.Weights[x.r.first(row)]
	}
	p.sum(x.r)
	for i := range x.r.boxes {
		x.search(x.r, &p, i, x.effort.Thorough)
	}
	return p.certificate(x.r)
}

// take makes a packing on some host types one of the whole problem.
func (x *packer) take(best *draft, types []int) {
	f := x.r.empty()
	for _, l := range best.packing().Loads {
		counts := make([]int64, len(x.r.count))
		for class, n := range l.Tasks {
			if n > 0 {
				counts[x.r.row[class]] += n
			}
		}
		load := bin{tasks: counts}
		for range l.Hosts {
			f.load(pattern{x.r.keeper[types[l.Host]], load.parts()})
		}
	}
	x.tell(f)
}
