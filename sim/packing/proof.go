package packing

import "math"

// proof is a certificate in the making: by row and box.
type proof struct {
	weights    []int64 // by row
	charges    []int64 // by supply
	total      int64
	worth      []int64 // by box
	exact      []bool  // by box: worth is that of a pattern
	least      int64   // what it proves
	impossible bool
}

// Weights are duals times a power of two, so large that no task's dual times it is above
// mostDual and that all tasks weigh no more than half of mostWeight.
const mostDual = 1 << 40

// weigh cuts duals to integers: rows' down, supplies' up, so that total is no larger for it
// than the program's value.
func (r *rows) weigh(duals []float64) proof {
	sum, most := 0.0, 0.0
	for row, n := range r.count {
		sum += float64(duals[row] * float64(n))
		most = max(most, duals[row])
	}
	if math.IsNaN(sum-sum) || math.IsNaN(most-most) {
		return r.nothing() // the simplex method has gone wrong
	}
	scale := 1.0
	for ; 2*scale*most <= mostDual && 2*scale*sum <= mostWeight/2 && scale < mostDual; scale *= 2 {
	}
	for ; (scale*most > mostDual || scale*sum > mostWeight/2) && scale > 1.0/mostDual; scale /= 2 {
	}
	return r.scaled(duals, scale)
}

// scaled is weigh for a scale.
func (r *rows) scaled(duals []float64, scale float64) proof {
	n := len(r.count)
	x := proof{weights: make([]int64, n), charges: make([]int64, len(duals)-n)}
	for row := range x.weights {
		x.weights[row] = int64(max(math.Floor(float64(duals[row]*scale)), 0))
	}
	for k := range x.charges {
		x.charges[k] = int64(min(max(math.Ceil(float64(-duals[n+k]*scale)), 0), mostWeight))
	}
	x.sum(r)
	return x
}

// sum sets the total. Where charges come to more than any weights it is less than 0 in any
// case, and proves nothing.
func (x *proof) sum(r *rows) {
	x.total = 0
	for row, w := range x.weights {
		x.total += times(w, r.count[row])
	}
	for k, c := range x.charges {
		x.total = max(x.total-times(c, r.p.Supplies[k].Amount), -huge)
	}
}

// keptProofs is how many proofs before the best are kept: for whole hosts of several types
// one of them may prove more.
const keptProofs = 8

// keep keeps a proof that is better than the best, and makes the boxes active that come
// near to binding in it.
func (g *generator) keep(x proof, duals []float64) {
	b := x.settle(g.prices)
	for i, w := range x.worth {
		g.active[i] = b >= 0 && w > 0 && compareProducts(10*g.prices[b], w, 9*g.prices[i], x.worth[b]) >= 0
	}
	if g.best.worth != nil && x.least <= g.best.least && !x.impossible {
		return
	}
	if g.best.worth != nil {
		g.before = append(g.before, g.best)
		g.before = g.before[max(len(g.before)-keptProofs, 0):]
	}
	g.best, g.stable = x, duals
}

// search is one knapsack of a proof.
func (m *meter) search(r *rows, x *proof, i int, nodes int64) found {
	values, own := r.boxes[i].values(x.weights, x.charges)
	f := m.knapsack(r.boxes[i], query{values: values, nodes: nodes})
	x.worth[i], x.exact[i] = f.above-own, f.above == f.value
	return f
}

// settle sets what a proof proves and returns the binding box; -1 where there is none.
func (x *proof) settle(prices []int64) (binding int) {
	binding, x.least, x.impossible = divide(x.total, x.worth, prices)
	return binding
}

// certificate is the proof by class and host type.
func (x *proof) certificate(r *rows) Certificate {
	c := Certificate{
		Weights: make([]int64, len(r.p.Classes)), Charges: make([]int64, len(r.p.Supplies)),
		Worth: make([]int64, len(r.p.Hosts)), Total: x.total,
	}
	for row, members := range r.members {
		for _, class := range members {
			c.Weights[class] = x.weights[row]
		}
	}
	copy(c.Charges, x.charges)
	for t, b := range r.keeper {
		c.Worth[t] = x.worth[b]
	}
	return c
}
