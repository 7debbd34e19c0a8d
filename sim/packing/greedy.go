package packing

import (
	"cmp"
	"slices"
)

// greedy makes packings in which tasks are placed once and stay: first fit over rows by
// several keys, and host after host filled by what suits best what is left of it.
type greedy struct {
	r     *rows
	boxes []int       // in the order in which hosts are opened
	share [][]float64 // by row and constraint of the first of them: part of a host that a task takes
	total []float64   // by constraint, of all tasks without a host
}

// newGreedy prefers one box; where that cannot be had, the cheapest that can.
func newGreedy(r *rows, prefer int, rest []int64) *greedy {
	g := &greedy{r: r, boxes: sequence(len(r.boxes))}
	slices.SortStableFunc(g.boxes, func(i, j int) int {
		if i == prefer || j == prefer {
			return map[bool]int{true: -1, false: 1}[i == prefer]
		}
		return cmp.Compare(r.boxes[i].price, r.boxes[j].price)
	})
	b := r.boxes[prefer]
	g.total = make([]float64, len(b.constraints))
	for row := range rest {
		share := make([]float64, len(b.constraints))
		for _, n := range b.needs[row] {
			share[n.of] = float64(n.amount) / float64(b.constraints[n.of].right)
			g.total[n.of] += float64(share[n.of] * float64(rest[row]))
		}
		g.share = append(g.share, share)
	}
	return g
}

// keys are functions of a row by which rows are sorted, the largest first.
func (g *greedy) keys() (list []func(row int) float64) {
	for c := range min(len(g.total), 3) {
		list = append(list, func(row int) float64 { return g.share[row][c] })
	}
	return append(list,
		func(row int) float64 { return g.weighted(row, func(int) float64 { return 1 }) },
		func(row int) float64 { return g.weighted(row, func(c int) float64 { return g.total[c] }) },
		func(row int) float64 {
			most := 0.0
			for _, s := range g.share[row] {
				most = max(most, s)
			}
			return most
		})
}

// weighted is the sum of a row's shares, each times a weight of its constraint.
func (g *greedy) weighted(row int, weight func(constraint int) float64) (sum float64) {
	for c, s := range g.share[row] {
		sum += float64(s * weight(c))
	}
	return sum
}

// all makes a packing of what a fleet leaves by every key and rule and tells of each.
func (g *greedy) all(f *draft, tell func(*draft)) {
	for _, key := range g.keys() {
		tell(g.firstFit(f.clone(), key))
	}
	if len(g.total) > 0 {
		tell(g.fillHosts(f.clone(), g.dot))
		tell(g.fillHosts(f.clone(), g.distance))
	}
}

// firstFit places rows in the order of a key, each task on the first host that takes it.
// O(rows × hosts).
func (g *greedy) firstFit(f *draft, key func(row int) float64) *draft {
	return g.firstFitIn(f, descending(len(f.rest), key))
}

// firstFitIn is firstFit for an order of rows. It gives up where no host can be opened.
func (g *greedy) firstFitIn(f *draft, order []int) *draft {
	for _, row := range order {
		for i := 0; f.rest[row] > 0; i++ {
			if i == len(f.bins) && !g.openFor(f, row) {
				return f
			}
			if n := f.fits(i, row); n > 0 {
				f.put(i, row, n)
			}
		}
	}
	return f
}

// openFor opens a host that takes a task of a row.
func (g *greedy) openFor(f *draft, row int) bool {
	for _, box := range g.boxes {
		if f.r.boxes[box].caps[row] == 0 || !f.open(box) {
			continue
		}
		if f.fits(len(f.bins)-1, row) > 0 {
			return true
		}
		f.close(len(f.bins) - 1)
	}
	return false
}

// descending sorts rows by a key, the largest first.
func descending(n int, key func(row int) float64) []int {
	keys, order := make([]float64, n), sequence(n)
	for row := range keys {
		keys[row] = key(row)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(keys[b], keys[a]) })
	return order
}

// fillHosts opens one host after the other and puts on it, one task at a time, what scores
// best for what is left of it. O(tasks × rows × constraints).
func (g *greedy) fillHosts(f *draft, score func(share, left []float64) float64) *draft {
	for !f.done() {
		row := slices.IndexFunc(f.rest, func(n int64) bool { return n > 0 })
		if !g.openFor(f, row) {
			return f
		}
		for best := 0; best >= 0; {
			if best = g.best(f, score); best >= 0 {
				f.put(len(f.bins)-1, best, 1)
			}
		}
	}
	return f
}

// best is the row that scores best on the last host; -1 where no row fits.
func (g *greedy) best(f *draft, score func(share, left []float64) float64) int {
	i, best, most := len(f.bins)-1, -1, 0.0
	left := g.left(f, i)
	for row := range f.rest {
		if f.rest[row] == 0 || f.fits(i, row) == 0 {
			continue
		}
		if x := score(g.share[row], left); best < 0 || x > most {
			best, most = row, x
		}
	}
	return best
}

// left is what is left of each constraint on a host, as a part of the preferred box.
func (g *greedy) left(f *draft, i int) []float64 {
	left := make([]float64, len(g.total))
	if b := f.r.boxes[f.bins[i].box]; f.bins[i].box == g.boxes[0] {
		for c, n := range f.bins[i].left {
			left[c] = float64(n) / float64(b.constraints[c].right)
		}
	}
	return left
}

// dot is the weighted scalar product of what a task takes and what is left.
func (g *greedy) dot(share, left []float64) (sum float64) {
	for c, s := range share {
		sum += float64(float64(g.total[c]*s) * left[c])
	}
	return sum
}

// distance is the weighted square of the distance between the two, times -1.
func (g *greedy) distance(share, left []float64) (sum float64) {
	for c, s := range share {
		d := left[c] - s
		sum -= float64(g.total[c] * float64(d*d))
	}
	return sum
}
