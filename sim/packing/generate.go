package packing

import (
	"encoding/binary"
	"math"
)

// pattern is tasks that a host of a box holds at once.
type pattern struct {
	box   int
	tasks []part // by row, ascending, amounts above 0
}

// generator solves the linear program of all patterns (Gilmore and Gomory's): the cheapest
// mix of patterns, each any fraction of times, that covers all tasks within the supplies.
// Patterns are generated as they are needed, by a knapsack for each box whose values are
// the duals. Every set of duals, cut to integers, is a certificate besides.
type generator struct {
	*meter
	r       *rows
	lp      *simplex
	prices  []int64 // by box
	start   []int64 // price of a column that a row starts with
	pool    []pattern
	first   int // column of pool[0]
	known   map[string]bool
	stable  []float64 // the duals of the best proof
	best    proof
	before  []proof // the best ones before it, the last few
	active  []bool  // by box: priced in every round
	enough  int64   // a bound so high cannot be improved
	program float64
}

// newGenerator starts with one column a row. Its cost has to be at least what a task's
// dual can become, unless the column is not to be used at the end.
func newGenerator(r *rows, m *meter, prices, start []int64) *generator {
	g := &generator{meter: m, r: r, prices: prices, start: start, known: map[string]bool{}, enough: huge}
	var right, cost []float64
	for row, n := range r.count {
		right, cost = append(right, float64(n)), append(cost, float64(start[row]))
	}
	for k := range r.p.Supplies {
		right, cost = append(right, float64(r.p.Supplies[k].Amount)), append(cost, 0)
	}
	g.lp = newSimplex(right, cost, 4*len(right))
	for row := range r.count {
		g.lp.add(column{rows: []int32{int32(row)}, factor: []float64{-1}, upper: math.Inf(1)})
	}
	g.first = len(g.lp.columns)
	g.active = make([]bool, len(r.boxes))
	return g
}

// add adds a pattern to the program; false where it is known.
func (g *generator) add(x pattern) bool {
	key := binary.AppendUvarint(nil, uint64(x.box))
	for _, t := range x.tasks {
		key = binary.AppendUvarint(binary.AppendUvarint(key, uint64(t.of)), uint64(t.amount))
	}
	if len(x.tasks) == 0 || g.known[string(key)] {
		return false
	}
	g.known[string(key)] = true
	g.pool = append(g.pool, x)
	g.lp.add(g.column(x))
	g.Patterns++
	return true
}

// column is a pattern as a column of the program.
func (g *generator) column(x pattern) column {
	c := column{cost: float64(g.prices[x.box]), upper: math.Inf(1)}
	b := g.r.boxes[x.box]
	draws := map[int]int64{}
	for _, d := range b.own {
		draws[d.of] += d.amount
	}
	for _, t := range x.tasks {
		c.rows, c.factor = append(c.rows, int32(t.of)), append(c.factor, float64(t.amount))
		for _, d := range b.draws[t.of] {
			draws[d.of] += d.amount * t.amount
		}
	}
	for k := range g.r.p.Supplies {
		if draws[k] > 0 {
			c.rows, c.factor = append(c.rows, int32(len(g.r.count)+k)), append(c.factor, float64(draws[k]))
		}
	}
	return c
}

// run generates patterns until none improves the program, the bound is enough, or the
// effort is spent.
func (g *generator) run() {
	for round := 0; round < g.effort.Rounds; round++ {
		g.Rounds++
		if !g.solve() || g.reached() || g.spent() || !g.improve() {
			return
		}
	}
}

// solve solves the program as it stands; false where the simplex method gives up.
func (g *generator) solve() bool {
	before := g.lp.pivots
	ok := g.lp.solve(50*g.lp.rows + 1000)
	g.count(g.lp, g.lp.pivots-before)
	g.program = g.lp.objective()
	return ok && !math.IsNaN(g.program-g.program)
}

// reached reports whether the bound is as high as a fleet that is known, or as the program
// lets it become.
func (g *generator) reached() bool {
	return g.best.impossible || g.best.least >= g.enough || float64(g.best.least) >= g.program-1e-6
}

// improve adds patterns that improve the program; false where there are none. It asks at
// first with duals halfway to those of the best proof, which move less from round to round.
func (g *generator) improve() bool {
	duals := append([]float64(nil), g.lp.dual...)
	all := len(g.r.boxes) <= fewBoxes || g.Rounds%fullRound == 0
	if g.stable != nil && g.price(halfway(g.stable, duals), g.effort.Quick, all) {
		return true
	}
	return g.price(duals, g.effort.Quick, all) ||
		!all && g.price(duals, g.effort.Quick, true) ||
		g.price(duals, g.effort.Thorough, true)
}

// Of more boxes than fewBoxes only the active ones are priced, and all in every fullRound-th
// round.
const (
	fewBoxes  = 4
	fullRound = 10
)

func halfway(a, b []float64) []float64 {
	mid := make([]float64, len(a))
	for i := range mid {
		mid[i] = float64(a[i]+b[i]) / 2
	}
	return mid
}

// price looks on each box, or each active one, for a pattern that improves the program, and
// reports whether it has added any. The best bound is kept.
func (g *generator) price(duals []float64, nodes int64, all bool) bool {
	x := g.r.weigh(duals)
	x.worth, x.exact = make([]int64, len(g.r.boxes)), make([]bool, len(g.r.boxes))
	added := false
	for i := range g.r.boxes {
		if !all && !g.active[i] || g.spent() {
			all = all && !g.spent()
			continue
		}
		f := g.search(g.r, &x, i, nodes)
		p := pattern{i, f.tasks}
		c := g.column(p)
		if g.lp.reduced(&c) < -1e-7*(1+c.cost) && g.add(p) {
			added = true
		}
	}
	if all {
		g.keep(x, duals)
	}
	return added
}
