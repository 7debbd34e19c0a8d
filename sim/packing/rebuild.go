package packing

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// rebuild takes some hosts of the best packing apart and solves the problem of their tasks
// alone. What costs no more takes their place, so that the next rebuilding finds other hosts.
func (x *packer) rebuild(number int) {
	if x.best == nil || x.program == nil {
		return
	}
	f := x.best.clone()
	chosen := x.apart(f, rand.New(rand.NewPCG(uint64(number), 0)))
	slices.SortFunc(chosen, func(a, b int) int { return cmp.Compare(b, a) })
	for _, i := range chosen {
		f.close(i)
	}
	boxes := x.useful()
	y := &packer{solver: x.part(f, boxes)}
	y.simple()
	y.prove(y.cost())
	for i := 0; i < y.effort.Dives && !y.finished(); i++ {
		y.dive(i)
	}
	x.add(y.Work)
	if y.best == nil || f.cost+y.best.cost > x.best.cost {
		return
	}
	for i := range y.best.bins {
		p := y.best.loadOf(i)
		f.load(pattern{boxes[p.box], p.tasks})
	}
	if f.done() {
		x.tell(f)
		x.best = f
	}
}

// apart chooses the hosts to take apart: those with most room left, until they have room
// for a host and a half together, and some others.
func (x *packer) apart(f *draft, luck *rand.Rand) (chosen []int) {
	room := make([]float64, len(f.bins))
	for i := range f.bins {
		room[i] = x.waste(&f.bins[i])
	}
	order, free := descending(len(room), func(i int) float64 { return room[i] }), 0.0
	for len(order) > 0 && free < 1.5 && len(chosen) < mostApart/2 {
		chosen, free = append(chosen, order[0]), free+room[order[0]]
		order = order[1:]
	}
	others := min(5+luck.IntN(mostApart/2), len(order))
	for range others {
		i := luck.IntN(len(order))
		chosen = append(chosen, order[i])
		order = slices.Delete(order, i, i+1)
	}
	return chosen
}

// mostApart is how many hosts are taken apart at once.
const mostApart = 50

// waste is the part of a host that its tasks do not make use of, by the weights that prove
// the bound. That of all hosts together is by how much the packing is above the bound.
func (x *packer) waste(b *bin) float64 {
	weight := 0.0
	for row, n := range b.tasks {
		weight += float64(float64(x.proof.weights[row]) * float64(n))
	}
	return 1 - weight/float64(max(x.proof.worth[b.box], 1))
}

// part is a solver of the problem of the tasks that have no host: its classes are the rows,
// its host types the given boxes.
func (x *packer) part(f *draft, boxes []int) *solver {
	p := &Problem{Resources: x.p.Resources}
	for _, i := range boxes {
		b := x.r.boxes[i]
		h := x.p.Hosts[b.host]
		h.Bars = nil
		for row := range x.r.members {
			h.Bars = append(h.Bars, !x.p.allows(b.host, x.r.first(row)))
		}
		p.Hosts = append(p.Hosts, h)
	}
	for row, n := range f.rest {
		p.Classes = append(p.Classes, Class{Count: n, Takes: x.r.takes(row)})
	}
	for k := range x.p.Supplies {
		p.Supplies = append(p.Supplies, x.r.supply(k, boxes, f.supplies[k]))
	}
	e := x.effort
	e.Rounds, e.Quick, e.Thorough, e.Last, e.Dives = 100, e.Quick/3, e.Quick, e.Quick, 1
	e.Steps = x.nodes(partSteps)
	s := &solver{meter: &meter{effort: e, ctx: x.ctx}, p: p, r: newRows(p)}
	for _, b := range s.r.boxes {
		s.prices = append(s.prices, b.price)
	}
	return s
}

// partSteps ends the solution of one part.
const partSteps = 1_000_000

// supply is a supply by row and box, with another amount.
func (r *rows) supply(k int, boxes []int, amount int64) Supply {
	old := &r.p.Supplies[k]
	s := Supply{Name: old.Name, Reason: old.Reason, Amount: amount}
	for row := range r.members {
		n := int64(0)
		if old.Tasks != nil {
			n = old.Tasks[r.first(row)]
		}
		s.Tasks = append(s.Tasks, n)
	}
	for _, i := range boxes {
		t := r.boxes[i].host
		s.Where = append(s.Where, old.Where == nil || old.Where[t])
		s.Hosts = append(s.Hosts, old.ofHost(t))
	}
	return s
}

// loadOf is what a host of a part holds, by row of the whole problem; its box is the place
// in the list of boxes that the part was made of.
func (f *draft) loadOf(i int) pattern {
	p := pattern{box: f.r.boxes[f.bins[i].box].host}
	for _, t := range f.bins[i].parts() {
		p.tasks = append(p.tasks, part{f.r.first(t.of), t.amount})
	}
	return p
}
