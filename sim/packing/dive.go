package packing

import (
	"cmp"
	"math"
	"slices"
)

// diver rounds the linear program to a packing: patterns that it uses at least once are
// used so often, rounded down, or else the one of which it uses most, once; then the program is
// solved for the tasks that are left. After every step the greedy rules complete the packing.
type diver struct {
	*packer
	g  *generator
	f  *fleet
	lp *simplex
}

// dive is one such way down. The first takes the program's own choices, the others another
// pattern at the first choice.
func (x *packer) dive(number int) {
	if x.program == nil {
		return
	}
	d := &diver{packer: x, g: x.program, f: x.r.empty()}
	for first := true; !x.finished() && !d.f.done() && d.solve(); first = false {
		if math.Ceil(float64(d.f.cost)+d.lp.objective()-1e-6) >= float64(x.cost()) {
			return
		}
		skip := 0
		if first {
			skip = number
		}
		if !d.round(skip) {
			return
		}
		x.complete(d.f)
	}
	x.tell(d.f)
}

// complete completes a fleet by the greedy rules.
func (x *packer) complete(f *fleet) {
	if f.done() {
		return
	}
	for i := range x.r.boxes {
		if !x.finished() && (len(x.r.boxes) <= fewBoxes || x.program.active[i]) {
			newGreedy(x.r, i, f.rest).all(f, x.tell)
		}
	}
}

// solve solves the program for the tasks and the supplies that are left, from the last
// basis where that still stands for a solution.
func (d *diver) solve() bool {
	var right []float64
	for _, n := range d.f.rest {
		right = append(right, float64(n))
	}
	for _, n := range d.f.supplies {
		right = append(right, float64(n))
	}
	if d.lp != nil {
		d.lp.right = right
		if d.lp.refresh() && slices.Min(d.lp.value) >= -1e-7 && d.run() {
			return true
		}
	}
	d.lp = d.g.fresh(right)
	return d.run()
}

func (d *diver) run() bool {
	before := d.lp.pivots
	ok := d.lp.solve(20*d.lp.rows + 500)
	d.count(d.lp, d.lp.pivots-before)
	return ok
}

// fresh is the program with all patterns and another right side, before any pivot.
func (g *generator) fresh(right []float64) *simplex {
	cost := make([]float64, len(right))
	for row, c := range g.start {
		cost[row] = float64(c)
	}
	s := newSimplex(right, cost)
	for _, c := range g.lp.columns[len(right):] {
		c.basic, c.full = false, false
		s.add(c)
	}
	return s
}

// used is a pattern and how often the program uses it.
type used struct {
	pattern pattern
	times   float64
}

// round puts hosts into the fleet; false where none can be. Where no pattern is used once,
// skip passes over so many of those that are used most.
func (d *diver) round(skip int) bool {
	some := false
	list := d.used()
	for _, u := range list {
		for n := 1.0; n <= u.times+1e-6; n++ {
			some = d.f.load(u.pattern) || some
		}
	}
	if some && skip == 0 {
		return true
	}
	for i := range list {
		if d.f.load(list[(i+skip)%len(list)].pattern) {
			return true
		}
	}
	return some
}

// used are the patterns that the program uses, those first of which it uses most.
func (d *diver) used() (list []used) {
	for i, j := range d.lp.basis {
		if j >= d.g.first && d.lp.value[i] > 1e-6 {
			list = append(list, used{d.g.pool[j-d.g.first], d.lp.value[i]})
		}
	}
	slices.SortStableFunc(list, func(a, b used) int { return cmp.Compare(b.times, a.times) })
	return list
}
