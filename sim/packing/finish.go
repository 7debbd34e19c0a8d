package packing

// seed adds for every row and box the pattern with as many of its tasks alone as fit.
func (g *generator) seed() {
	for i, b := range g.r.boxes {
		for row, n := range b.caps {
			if n > 0 && (len(g.r.boxes) <= fewBoxes || g.cheapest(row, i)) {
				g.add(pattern{i, []part{{row, n}}})
			}
		}
	}
}

// cheapest reports whether a box is the first at which tasks of a row alone cost least.
func (g *generator) cheapest(row, box int) bool {
	n := g.r.boxes[box].caps[row]
	for i, b := range g.r.boxes {
		if b.caps[row] == 0 {
			continue
		}
		if c := compareProducts(g.prices[i], n, g.prices[box], b.caps[row]); c < 0 || c == 0 && i < box {
			return false
		}
	}
	return true
}

// unplaced reports whether the program still makes use of a column with which a row started.
func (g *generator) unplaced() bool {
	for i, j := range g.lp.basis {
		if j < len(g.r.count) && g.lp.value[i] > 1e-6 {
			return true
		}
	}
	return false
}

// finish spends at most half of what is left: see thorough.
func (g *generator) finish() {
	if g.best.worth != nil && !g.best.impossible {
		g.within(2, g.thorough)
	}
}

// thorough searches the boxes on which the bound depends as thoroughly as the effort lets it:
// while the binding box of the best proof is not exact, and the program leaves room for a better
// bound. Then the others, on which a cover depends.
func (g *generator) thorough() {
	x := &g.best
	for !g.spent() {
		b := x.settle(g.prices)
		if b < 0 || x.exact[b] || g.reached() {
			break
		}
		before := x.worth[b]
		g.search(g.r, x, b, g.effort.Last)
		if x.worth[b] = min(x.worth[b], before); !x.exact[b] {
			break
		}
	}
	for b := range x.worth {
		if before := x.worth[b]; !x.exact[b] && len(x.worth) > 1 && !g.spent() {
			g.search(g.r, x, b, g.effort.Thorough)
			x.worth[b] = min(x.worth[b], before)
		}
	}
	x.settle(g.prices)
}
