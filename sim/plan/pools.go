package plan

import (
	"cmp"
	"container/heap"
	"slices"

	"ecssim/model"
	"ecssim/sim/experiment"
)

// pooling looks for fleets of several types: services in the order of memory for each CPU unit are cut into two or three
// parts, and each part has the types with which it may cost least.
type pooling struct {
	m     *maker
	w     *workload
	types []*candidate // on which each workload fits, for all of them
	order []int        // workloads, by memory for each CPU unit
	sums  [][]int64    // by place in the order, what those before it take of each resource together
	takes [][]int64    // by workload, what one task takes
	has   [][]int64    // by type
	fits  [][]int      // by type and place in the order, how many of those before it fit on it
	parts map[cut][]choice
	cells map[cell]*candidate
}

// cut is a part of the order: from the first up to the last, which is not in it.
type cut struct{ first, last int }

// choice is a type for a part, with what it costs at least: as many whole hosts as any one resource asks for.
type choice struct {
	typ  int
	cost int64
}

type cell struct {
	cut
	typ int
}

// combination is a type for each part.
type combination struct {
	cuts  []cut
	types []int
	cost  int64
}

// fewTypes is how many types are looked at for a part, and mostCuts in how many places the order is cut at most.
const (
	fewTypes = 3
	mostCuts = 60
)

// pools looks for a fleet of several types that is cheaper than the best of one type; nil where none is found.
func (m *maker) pools(w *workload, all queue, best *candidate) (*Fleet, error) {
	x := &pooling{m: m, w: w, types: all, parts: map[cut][]choice{}, cells: map[cell]*candidate{}}
	if len(w.list) < 2 {
		return nil, nil
	}
	m.tell("%s: pools", w.setup)
	x.prepare()
	var list []combination
	for n := 2; n <= min(m.o.Pools, len(w.list)); n++ {
		x.combine(&list, n, nil, best.cost)
	}
	slices.SortStableFunc(list, func(a, b combination) int { return cmp.Compare(a.cost, b.cost) })
	list = list[:min(len(list), m.o.Effort.Pairs)]
	return x.place(list, best)
}

// prepare sums up what the workloads take in the order of memory for each CPU unit.
func (x *pooling) prepare() {
	p := anyProblem(x.types, nil)
	for i := range p.Classes {
		x.takes = append(x.takes, p.Classes[i].Takes)
	}
	x.order = given(len(x.w.list))
	slices.SortStableFunc(x.order, func(a, b int) int {
		c, d := x.w.list[a].Claim, x.w.list[b].Claim
		return cmp.Compare(int64(c.Memory)*int64(max(d.CPU, 1)), int64(d.Memory)*int64(max(c.CPU, 1)))
	})
	sum := make([]int64, len(p.Resources))
	x.sums = append(x.sums, slices.Clone(sum))
	for _, w := range x.order {
		for r := range sum {
			sum[r] += x.takes[w][r] * int64(x.w.list[w].Count)
		}
		x.sums = append(x.sums, slices.Clone(sum))
	}
	host := 0 // of the problem, where there is one for each offer
	for _, c := range x.types {
		h := &p.Hosts[host]
		host += len(c.offers)
		fits := []int{0}
		for i, w := range x.order {
			n := fits[i]
			if !exceeds(x.takes[w], h.Offers) && (h.Bars == nil || !h.Bars[w]) {
				n++
			}
			fits = append(fits, n)
		}
		x.has, x.fits = append(x.has, h.Offers), append(x.fits, fits)
	}
}

func exceeds(takes, has []int64) bool {
	for r := range takes {
		if takes[r] > max(has[r], 0) {
			return true
		}
	}
	return false
}

// best are the types with which a part may cost least, and that.
func (x *pooling) best(c cut) []choice {
	if list, known := x.parts[c]; known {
		return list
	}
	var list []choice
	for t := range x.types {
		if x.fits[t][c.last]-x.fits[t][c.first] < c.last-c.first {
			continue
		}
		hosts := int64(x.m.perPool)
		for r, has := range x.has[t] {
			if need := x.sums[c.last][r] - x.sums[c.first][r]; need > 0 {
				hosts = max(hosts, (need+has-1)/has)
			}
		}
		list = append(list, choice{t, hosts * x.types[t].offers[0].Micro})
		slices.SortStableFunc(list, func(a, b choice) int { return cmp.Compare(a.cost, b.cost) })
		list = list[:min(len(list), fewTypes)]
	}
	x.parts[c] = list
	return list
}

// combine adds the combinations of n parts that may cost less than a fleet that is known; so far are those of the parts
// before.
func (x *pooling) combine(list *[]combination, n int, so []cut, known int64) {
	first := 0
	if len(so) > 0 {
		first = so[len(so)-1].last
	}
	if n == 1 {
		x.withTypes(list, append(slices.Clone(so), cut{first, len(x.order)}), known)
		return
	}
	step := max(1, len(x.order)/mostCuts)
	for last := first + step; last < len(x.order); last += step {
		x.combine(list, n-1, append(slices.Clone(so), cut{first, last}), known)
	}
}

// withTypes adds the combinations of types for some parts.
func (x *pooling) withTypes(list *[]combination, cuts []cut, known int64) {
	var add func(c combination)
	add = func(c combination) {
		i := len(c.types)
		if c.cost >= known {
			return
		}
		if i == len(cuts) {
			*list = append(*list, c)
			return
		}
		for _, t := range x.best(cuts[i]) {
			if !slices.Contains(c.types, t.typ) {
				add(combination{cuts, append(slices.Clone(c.types), t.typ), c.cost + t.cost})
			}
		}
	}
	add(combination{cuts: cuts})
	if len(*list) > 20*x.m.o.Effort.Pairs {
		slices.SortStableFunc(*list, func(a, b combination) int { return cmp.Compare(a.cost, b.cost) })
		*list = (*list)[:x.m.o.Effort.Pairs]
	}
}

// at is a part on a type, placed; nil where it cannot be.
func (x *pooling) at(c cut, typ int) (*candidate, error) {
	key := cell{c, typ}
	if got, known := x.cells[key]; known {
		return got, nil
	}
	x.cells[key] = nil
	w, err := x.w.part(x.keep(c))
	if err != nil {
		return nil, err
	}
	of := x.types[typ]
	g := w.group(of.typ)
	out := &candidate{w: w, part: true, typ: of.typ, index: of.index, offers: of.offers}
	if out.hosts, err = w.hosts.On(&g); err != nil || out.hosts.Never() != "" {
		return nil, err
	}
	out.bound = max(x.m.surviving(out, max(out.hosts.Bound(), 1), nil), x.m.perPool)
	out.asPlaced, err = x.m.least(x.m.ctx, out, out.bound, nil)
	if err != nil || out.asPlaced < 0 || !out.set(out.asPlaced, placed) {
		return nil, err
	}
	out.placed = out.asPlaced
	x.cells[key] = out
	return out, x.search(out)
}

// search looks for an order and strategies with which a part needs fewer hosts.
func (x *pooling) search(c *candidate) error {
	for n := c.bound; x.m.searching() && n < c.asPlaced && x.m.left() > 0; n++ {
		list, err := x.m.arrangements(c, n, 1, x.m.left()/64)
		if err != nil {
			return err
		}
		if len(list) > 0 {
			c.arrange, c.placed = list[0], n
			c.set(n, placed)
			return nil
		}
	}
	return nil
}

// keep is which workloads are in a part.
func (x *pooling) keep(c cut) []bool {
	keep := make([]bool, len(x.w.list))
	for _, w := range x.order[c.first:c.last] {
		keep[w] = true
	}
	return keep
}

// pooled is parts on their types, with a number of hosts each.
type pooled struct {
	cuts  []cut
	cells []*candidate
	hosts []int
	cost  int64
}

// placements is pooled fleets by what they cost.
type placements []*pooled

func (q placements) Len() int           { return len(q) }
func (q placements) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q placements) Less(i, j int) bool { return q[i].cost < q[j].cost }
func (q *placements) Push(x any)        { *q = append(*q, x.(*pooled)) }
func (q *placements) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// place places combinations, and runs those that cost less than the best of one type, the cheapest first; one that does
// not do is tried with a host more in each of its pools.
func (x *pooling) place(list []combination, best *candidate) (*Fleet, error) {
	var q placements
	for _, c := range list {
		p := &pooled{cuts: c.cuts}
		for i := range c.cuts {
			cell, err := x.at(c.cuts[i], c.types[i])
			if err != nil {
				return nil, err
			}
			if cell == nil {
				break
			}
			p.cells, p.hosts, p.cost = append(p.cells, cell), append(p.hosts, cell.n), p.cost+cell.cost
		}
		if len(p.cells) == len(c.cuts) && p.cost < best.cost {
			q = append(q, p)
		}
	}
	heap.Init(&q)
	for tries := 0; len(q) > 0 && tries < 4*x.m.o.Effort.Tries; tries++ {
		p := heap.Pop(&q).(*pooled)
		x.m.tell("%s: %d pools at %.4f USD/h", x.w.setup, len(p.cells), usd(p.cost))
		f, err := x.run(p)
		if f != nil || err != nil {
			return f, err
		}
		for i := range p.hosts {
			more := &pooled{cuts: p.cuts, cells: p.cells, hosts: slices.Clone(p.hosts)}
			more.hosts[i]++
			ok := true
			for k, c := range more.cells {
				cost, had := c.price(more.hosts[k])
				more.cost, ok = more.cost+cost, ok && had
			}
			if ok && more.cost < best.cost {
				heap.Push(&q, more)
			}
		}
	}
	return nil, nil
}

// run runs a pooled fleet; nil where it does not do.
func (x *pooling) run(p *pooled) (*Fleet, error) {
	total := 0
	for _, n := range p.hosts {
		total += n
	}
	if total < x.m.o.MinHosts {
		return nil, nil
	}
	t := &trial{w: x.w, arrange: x.arrangement(p)}
	for i, c := range p.cells {
		t.pools = append(t.pools, poolOf{group: x.w.group(c.typ), hosts: p.hosts[i], keep: x.keep(p.cuts[i])})
	}
	f, err := x.m.judge(t)
	if f == nil || err != nil {
		return nil, err
	}
	f.ProvedBy = []string{}
	f.cost(p.cost)
	bounds := int64(0)
	for i, c := range p.cells {
		if c.proof.by == nil {
			if err := x.m.prove(c, c.n); err != nil {
				return nil, err
			}
		}
		cost, _ := c.price(c.bound)
		bounds += cost
		f.LowerBoundHosts, f.Hosts = f.LowerBoundHosts+c.bound, f.Hosts+p.hosts[i]
		f.AsWritten, f.Placed = f.AsWritten+c.asPlaced, f.Placed+c.placed
		for _, r := range c.proof.by {
			if !slices.Contains(f.ProvedBy, r) {
				f.ProvedBy = append(f.ProvedBy, r)
			}
		}
		f.Pools = append(f.Pools, x.m.pool(t, i, c))
		bound, next, taken, err := c.hosts.Arranged(c.arrange).Binds(p.hosts[i])
		if err != nil {
			return nil, err
		}
		if f.steady(taken); i == 0 {
			f.BoundBy, f.NextBound = bound.String(), next.String()
		}
	}
	f.LowerBoundUSDPerHour, f.ProvedTogether = usd(bounds), false
	f.Spot = spotShare(f.Pools)
	f.arrange = arranged(x.w, t.arrange)
	for _, c := range p.cells {
		changes, err := x.m.saved(c, c.arrange)
		if err != nil {
			return nil, err
		}
		f.changes = append(f.changes, changes...)
	}
	return f, nil
}

// arrangement is those of the parts one after the other; nil where none has one.
func (x *pooling) arrangement(p *pooled) *experiment.Arrangement {
	out := &experiment.Arrangement{Strategies: make([][]model.Strategy, len(x.w.list))}
	some := false
	for i, c := range p.cells {
		var own []int // the workloads of the part, in the file's order
		for w, kept := range x.keep(p.cuts[i]) {
			if kept {
				own = append(own, w)
			}
		}
		order := given(len(own))
		if c.arrange != nil {
			some, order = true, c.arrange.Order
			for k, s := range c.arrange.Strategies {
				out.Strategies[own[k]] = s
			}
		}
		for _, k := range order {
			out.Order = append(out.Order, own[k])
		}
	}
	if !some {
		return nil
	}
	slices.SortStableFunc(out.Order, func(a, b int) int { return cmp.Compare(min(x.w.list[b].Service, 0), min(x.w.list[a].Service, 0)) })
	return out
}
