package packing

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// box is one host type as the knapsack sees it: at most caps[i] tasks of row i, and of each
// constraint at most right together. A pattern of the host type is a point of the box, and
// every point is a pattern.
type box struct {
	host        int // in Problem.Hosts
	price       int64
	caps        []int64 // by row
	constraints []constraint
	needs       [][]part // by row, in ascending order of the constraint; amounts above 0
	draws       [][]part // by row, what a task takes of each supply
	own         []part   // what the host itself takes of each supply
}

// constraint is Σ needs·tasks ≤ right.
type constraint struct {
	resource int // a supply stands after all resources; tasksCut = the number of tasks, which the rest implies
	right    int64
}

const tasksCut = -1

// newBox is the box of a host type. Left out are the resources that cannot run short there
// and those of which tasks of one row alone take any: these are in its cap.
func (r *rows) newBox(t int) *box {
	b := r.bareBox(t)
	known := map[string]int{}
	for i := range r.p.Resources {
		b.constrain(i, r.amounts(i), max(r.p.Hosts[t].Offers[i], 0), known)
	}
	for k := range r.p.Supplies {
		b.constrain(len(r.p.Resources)+k, r.draws(t, k), r.leaves(t, k), known)
	}
	b.order()
	b.cutTasks()
	return b
}

// bareBox is a box with its caps and supplies alone.
func (r *rows) bareBox(t int) *box {
	n := len(r.members)
	b := &box{
		host: t, price: r.p.Hosts[t].Price, caps: slices.Clone(r.count), needs: make([][]part, n), draws: make([][]part, n),
	}
	for row := range n {
		if !r.p.allows(t, r.first(row)) {
			b.caps[row] = 0
		}
		for i, take := range r.takes(row) {
			if take > 0 {
				b.caps[row] = min(b.caps[row], max(r.p.Hosts[t].Offers[i], 0)/take)
			}
		}
		for k := range r.p.Supplies {
			if n := r.p.Supplies[k].ofTask(t, r.first(row)); n > 0 {
				b.draws[row] = append(b.draws[row], part{k, n})
				b.caps[row] = min(b.caps[row], r.leaves(t, k)/n)
			}
		}
	}
	for k := range r.p.Supplies {
		if n := r.p.Supplies[k].ofHost(t); n > 0 {
			b.own = append(b.own, part{k, n})
		}
	}
	return b
}

// amounts is what a task of each row takes of a resource.
func (r *rows) amounts(resource int) []int64 {
	list := make([]int64, len(r.members))
	for row := range list {
		list[row] = r.takes(row)[resource]
	}
	return list
}

// draws is what a task of each row takes of a supply on a host type, and leaves what a host
// of the type leaves of it to tasks.
func (r *rows) draws(t, supply int) []int64 {
	list := make([]int64, len(r.members))
	for row := range list {
		list[row] = r.p.Supplies[supply].ofTask(t, r.first(row))
	}
	return list
}

func (r *rows) leaves(t, supply int) int64 {
	s := &r.p.Supplies[supply]
	return max(s.Amount-s.ofHost(t), 0)
}

// constrain adds a resource as a constraint, divided by the greatest common divisor of what
// tasks take. Where one with the same amounts is known, the scarcer of the two stays.
func (b *box) constrain(resource int, amounts []int64, offer int64, known map[string]int) {
	users, most, unit := 0, int64(0), int64(0)
	for row, n := range amounts {
		if n > 0 && b.caps[row] > 0 {
			users, most, unit = users+1, most+n*b.caps[row], gcd(unit, n)
		}
	}
	if users < 2 || most <= offer {
		return
	}
	var key []byte
	for row := range amounts {
		n := amounts[row] / unit
		if b.caps[row] == 0 {
			n = 0
		}
		key = binary.AppendVarint(key, n)
		amounts[row] = n
	}
	c, ok := known[string(key)]
	if ok {
		if offer/unit < b.constraints[c].right {
			b.constraints[c] = constraint{resource, offer / unit}
		}
		return
	}
	known[string(key)] = len(b.constraints)
	b.add(resource, amounts, offer/unit)
}

// add adds a constraint.
func (b *box) add(resource int, amounts []int64, right int64) {
	for row, n := range amounts {
		if n > 0 {
			b.needs[row] = append(b.needs[row], part{len(b.constraints), n})
		}
	}
	b.constraints = append(b.constraints, constraint{resource, right})
}

// order sorts the constraints, those first which most rows share: a search tells by them
// soonest that nothing more fits.
func (b *box) order() {
	users := make([]int, len(b.constraints))
	for _, needs := range b.needs {
		for _, n := range needs {
			users[n.of]++
		}
	}
	order := sequence(len(users))
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(users[j], users[i]) })
	sorted, place := make([]constraint, len(order)), make([]int, len(order))
	for to, from := range order {
		sorted[to], place[from] = b.constraints[from], to
	}
	b.constraints = sorted
	for _, needs := range b.needs {
		for i := range needs {
			needs[i].of = place[needs[i].of]
		}
		slices.SortFunc(needs, func(x, y part) int { return cmp.Compare(x.of, y.of) })
	}
}

// tasksCutNodes bounds the search for the most tasks that a host can have.
const tasksCutNodes = 2_000

// cutTasks adds the most tasks that a host can have as a constraint. Whole tasks obey it
// anyway; fractions of tasks, with which the knapsack bounds its nodes, would not.
func (b *box) cutTasks() {
	ones, all := make([]int64, len(b.caps)), int64(0)
	for row, n := range b.caps {
		ones[row], all = 1, all+n
	}
	if most := b.knapsack(query{values: ones, nodes: tasksCutNodes}).above; most < all {
		b.add(tasksCut, ones, most)
	}
}

// holds reports whether tasks, by row, are a pattern.
func (b *box) holds(tasks []part) bool {
	return !slices.ContainsFunc(tasks, func(t part) bool { return t.amount > b.caps[t.of] }) &&
		!slices.ContainsFunc(b.leftBeside(tasks), func(left int64) bool { return left < 0 })
}

// leftBeside is what tasks leave of each constraint.
func (b *box) leftBeside(tasks []part) []int64 {
	left := make([]int64, len(b.constraints))
	for i := range left {
		left[i] = b.constraints[i].right
	}
	for _, t := range tasks {
		for _, n := range b.needs[t.of] {
			left[n.of] -= n.amount * t.amount
		}
	}
	return left
}

// sequence is 0, 1 ... n-1.
func sequence(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
