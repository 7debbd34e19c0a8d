package packing

import "slices"

// wholeHosts looks for the cheapest whole numbers of hosts, below known, of which no
// certificate says that they are too few and whose own draws no supply forbids. Any fleet that
// holds all tasks is such numbers. It is a depth-first search over the host types.
type wholeHosts struct {
	p     *Problem
	certs []Certificate
	tried [][]int64 // numbers of hosts that are passed over
	types []int     // those worth anything, those first that are worth most for their price
	ratio [][]ratio // by certificate and place in types: the best of this type and all later ones
	need  []int64   // by certificate, what is still to be reached
	left  []int64   // of each supply
	now   []int64   // hosts by type
	best  []int64   // of the cheapest numbers found; nil where none is below known
	cost  int64     // of best, or known
	steps int64     // that are left
}

// ratio is a worth and its price.
type ratio struct{ worth, price int64 }

// cheapest returns the cost of the cheapest such numbers of hosts, by type, or known and
// nil; false where the steps do not suffice. Of types that can replace each other the first given
// is chosen.
func (w *wholeHosts) cheapest(types []int, known, steps int64) (cost int64, hosts []int64, ok bool) {
	w.now, w.best, w.cost, w.steps = make([]int64, len(w.p.Hosts)), nil, known, steps
	w.types, w.ratio, w.need, w.left = nil, nil, nil, nil
	for _, t := range types {
		if !slices.ContainsFunc(w.types, func(u int) bool { return w.replaces(u, t) }) {
			w.types = append(w.types, t)
		}
	}
	first := &w.certs[0]
	slices.SortStableFunc(w.types, func(t, u int) int {
		return compareProducts(max(first.Worth[u], 0), w.p.Hosts[t].Price, max(first.Worth[t], 0), w.p.Hosts[u].Price)
	})
	for i := range w.certs {
		w.ratio = append(w.ratio, w.ratios(&w.certs[i]))
		w.need = append(w.need, w.certs[i].Total)
	}
	for k := range w.p.Supplies {
		w.left = append(w.left, w.p.Supplies[k].Amount)
	}
	w.from(0, 0)
	return w.cost, w.best, w.steps > 0
}

// replaces reports whether a type costs no more than another, is worth no less by any
// certificate and takes no more of any supply.
func (w *wholeHosts) replaces(u, t int) bool {
	return w.p.Hosts[u].Price <= w.p.Hosts[t].Price &&
		!slices.ContainsFunc(w.certs, func(c Certificate) bool { return max(c.Worth[u], 0) < c.Worth[t] }) &&
		!slices.ContainsFunc(w.p.Supplies, func(s Supply) bool { return s.ofHost(u) > s.ofHost(t) })
}

func (w *wholeHosts) ratios(c *Certificate) []ratio {
	list := make([]ratio, len(w.types))
	for i := len(list) - 1; i >= 0; i-- {
		t := w.types[i]
		list[i] = ratio{max(c.Worth[t], 0), w.p.Hosts[t].Price}
		if i+1 < len(list) {
			if r := list[i+1]; compareProducts(r.worth, list[i].price, list[i].worth, r.price) > 0 {
				list[i] = r
			}
		}
	}
	return list
}

// from adds hosts of the types from the i-th on to those that cost so much already.
func (w *wholeHosts) from(i int, cost int64) {
	if !slices.ContainsFunc(w.need, func(n int64) bool { return n > 0 }) {
		if cost < w.cost && !slices.ContainsFunc(w.tried, func(hosts []int64) bool { return slices.Equal(hosts, w.now) }) {
			w.cost, w.best = cost, slices.Clone(w.now)
		}
		return
	}
	for ; i < len(w.types) && w.steps > 0 && w.promises(i, cost); i++ {
		w.steps--
		t, n := w.types[i], w.most(i, cost)
		w.add(t, n)
		for ; n > 0 && w.steps > 0; n-- {
			w.steps--
			w.from(i+1, cost+n*w.p.Hosts[t].Price)
			w.add(t, -1)
		}
		w.add(t, -n)
	}
}

// promises reports whether hosts of the types from the i-th on can give every certificate
// what it needs at a cost below the best.
func (w *wholeHosts) promises(i int, cost int64) bool {
	for k, need := range w.need {
		r := w.ratio[k][i]
		if need > 0 && (r.worth == 0 || compareProducts(need, r.price, w.cost-cost-1, r.worth) > 0) {
			return false
		}
	}
	return cost < w.cost
}

// most is how many hosts of the i-th type can be of use: what the supplies and the best
// cost allow, and no more than some certificate needs.
func (w *wholeHosts) most(i int, cost int64) int64 {
	t := w.types[i]
	n := (w.cost - cost - 1) / w.p.Hosts[t].Price
	useful := int64(0)
	for k, need := range w.need {
		if worth := w.certs[k].Worth[t]; need > 0 && worth > 0 {
			useful = max(useful, (need-1)/worth+1)
		}
	}
	n = min(n, useful)
	for k := range w.left {
		if own := w.p.Supplies[k].ofHost(t); own > 0 {
			n = min(n, w.left[k]/own)
		}
	}
	return n
}

// add adds n hosts of a type. A worth below 0 counts as 0: who has such a host can do
// without.
func (w *wholeHosts) add(t int, n int64) {
	w.now[t] += n
	for k := range w.need {
		w.need[k] -= n * max(w.certs[k].Worth[t], 0)
	}
	for k := range w.left {
		w.left[k] -= n * w.p.Supplies[k].ofHost(t)
	}
}
