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
	g    *generator
	f    *draft
	lp   *simplex
	pool []pattern // of the columns from generator.first on
}

// dive is one such way down. Each takes another pattern at the first choice.
func (x *packer) dive(number int) {
	if x.program == nil {
		return
	}
	d := &diver{packer: x, g: x.program, f: x.r.empty(), pool: slices.Clone(x.program.pool)}
	for ok := d.solve() && d.promises(); ok && !x.finished() && !d.f.done(); number = 0 {
		ok = d.roundDown() || d.choose(number)
		x.complete(d.f)
	}
	x.tell(d.f)
}

// promises reports whether the program leaves room for a packing cheaper than the best.
func (d *diver) promises() bool { return math.Ceil(d.least()-1e-6) < float64(d.cost()) }

// least is what the fleet costs with what the program says of the rest.
func (d *diver) least() float64 { return float64(d.f.cost) + d.lp.objective() }

// roundDown puts hosts into the fleet for all patterns that are used at least once; false
// where there are none.
func (d *diver) roundDown() (some bool) {
	for _, u := range d.used() {
		for n := 1.0; n <= u.times+1e-6; n++ {
			some = d.f.load(u.pattern) || some
		}
	}
	return some && d.solve() && d.promises()
}

// choose tries patterns, those first that are used most, until the program becomes no
// dearer for one of them, and stays with the one for which it becomes least so. It passes over
// the first few as skip says; false where nothing promises a better packing.
func (d *diver) choose(skip int) bool {
	before, best := d.least(), (*diver)(nil)
	list := d.used()
	for i := 0; i < min(len(list), diveChoices); i++ {
		e := *d
		e.f, e.lp = d.f.clone(), d.lp.clone()
		if !e.f.load(list[(i+skip)%len(list)].pattern) || !e.solve() {
			continue
		}
		if best == nil || e.least() < best.least()-1e-6 {
			best = &e
		}
		if d.pool = e.pool; best.least() <= before+1e-6 || d.spent() {
			break
		}
	}
	if best == nil {
		return false
	}
	d.f, d.lp = best.f, best.lp
	return d.promises()
}

// diveChoices is how many patterns are tried where one has to be chosen.
const diveChoices = 6

// complete completes a fleet by the greedy rules.
func (x *packer) complete(f *draft) {
	if f.done() {
		return
	}
	for _, i := range x.useful() {
		if !x.finished() {
			newGreedy(x.r, i, f.rest).all(f, x.tell)
		}
	}
}

// solve solves the program for the tasks and the supplies that are left, with patterns of
// these tasks that improve it.
func (d *diver) solve() bool {
	if !d.restart() {
		return false
	}
	for range diveRounds {
		if d.spent() || !d.price() {
			break
		}
		if !d.run() {
			return false
		}
	}
	return true
}

// diveRounds is how often patterns are generated for the tasks that are left.
const diveRounds = 30

// restart solves the program with the patterns known, from the last basis where that still
// stands for a solution.
func (d *diver) restart() bool {
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
	d.lp = d.fresh(right)
	return d.run()
}

func (d *diver) run() bool {
	before := d.lp.pivots
	ok := d.lp.solve(20*d.lp.rows + 500)
	d.count(d.lp, d.lp.pivots-before)
	return ok
}

// fresh is the program with all patterns and another right side, before any pivot.
func (d *diver) fresh(right []float64) *simplex {
	cost := make([]float64, len(right))
	for row, c := range d.g.start {
		cost[row] = float64(c)
	}
	s := newSimplex(right, cost, 4*len(right))
	for row := range d.f.rest {
		s.add(column{rows: []int32{int32(row)}, factor: []float64{-1}, upper: math.Inf(1)})
	}
	for _, x := range d.pool {
		s.add(d.g.column(x))
	}
	return s
}

// price adds patterns of the tasks that are left; false where none improves the program.
func (d *diver) price() bool {
	w := d.r.weigh(d.lp.dual)
	added := false
	for _, i := range d.useful() {
		b := d.r.boxes[i]
		values, _ := b.values(w.weights, w.charges)
		f := d.knapsack(b, query{values: values, caps: d.f.rest, nodes: d.effort.Quick})
		p := pattern{i, f.tasks}
		if c := d.g.column(p); len(f.tasks) > 0 && d.lp.reduced(&c) < -1e-7*(1+c.cost) {
			d.lp.add(c)
			d.pool = append(d.pool, p)
			added = true
		}
	}
	return added
}

// used is a pattern and how often the program uses it.
type used struct {
	pattern pattern
	times   float64
}

// used are the patterns that the program uses, those first of which it uses most.
func (d *diver) used() (list []used) {
	for i, j := range d.lp.basis {
		if j >= d.g.first && d.lp.value[i] > 1e-6 {
			list = append(list, used{d.pool[j-d.g.first], d.lp.value[i]})
		}
	}
	slices.SortStableFunc(list, func(a, b used) int { return cmp.Compare(b.times, a.times) })
	return list
}
