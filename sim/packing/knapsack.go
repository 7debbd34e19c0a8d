package packing

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// found is what a search for the most valuable pattern of a box came to.
type found struct {
	value int64  // of the best pattern found; the target where none is worth more
	tasks []part // that pattern by row, ascending; nil where none is worth more than the target
	above int64  // no pattern is worth more: equal to value unless the nodes ran out
	nodes int64
}

// query asks for the most valuable pattern of a box.
type query struct {
	values []int64         // by row, at least 0
	caps   []int64         // by row; nil = the box's own
	target int64           // only patterns worth more are looked for
	nodes  int64           // that are visited at most
	ctx    context.Context // whose end ends the search; nil = none
}

// knapsack looks for the pattern worth most.
//
// It is a depth-first search over the rows, those first that give most value for their
// weight, most copies first. Weight is one number for what a task takes of everything: the
// sum of its needs, times a multiplier for each constraint. Any multipliers give a valid
// bound; those of the relaxed knapsack, where tasks may be cut, the best at the root.
// Everything is compared in integers, products in 128 bits, so no rounding can lose a pattern.
func (b *box) knapsack(q query) found {
	s := search{ctx: q.ctx, best: q.target, open: q.target, limit: q.nodes, items: make([]item, 0, len(q.values))}
	for row, v := range q.values {
		n := b.caps[row]
		if q.caps != nil {
			n = min(n, q.caps[row])
		}
		if v > 0 && n > 0 {
			s.items = append(s.items, item{row: row, value: v, cap: n, needs: b.needs[row]})
		}
	}
	left := b.weigh(&s)
	s.prepare(b)
	s.from(0, 0, left)
	f := found{value: s.best, tasks: s.pattern, above: max(s.best, s.open), nodes: s.nodes}
	slices.SortFunc(f.tasks, func(x, y part) int { return cmp.Compare(x.of, y.of) })
	return f
}

// item is a row that has a value.
type item struct {
	row        int
	value, cap int64
	needs      []part
	weight     int64
	sum        int64 // of its needs: of two items that are worth the same, the one comes first that dominates
	fill, full int64 // value and weight of cap copies; capped at huge
	better     []int // items before it that are worth no less and need no more of anything
}

// huge is more than any value or weight that matters, and twice it does not overflow.
const huge = 1 << 61

// search is the state of a depth-first search.
type search struct {
	ctx     context.Context
	items   []item
	left    []int64 // by constraint
	taken   []int64 // by item
	slopes  []slope
	best    int64
	pattern []part
	open    int64 // the largest bound of a node that was not visited
	nodes   int64
	limit   int64
}

// weigh sets the weights of the items and returns what all constraints together are worth
// at the same multipliers.
func (b *box) weigh(s *search) (all int64) {
	multipliers := b.multipliers(s.items)
	for i, m := range multipliers {
		all += m * b.constraints[i].right
	}
	for i := range s.items {
		x := &s.items[i]
		for _, n := range x.needs {
			x.weight += n.amount * multipliers[n.of]
			x.sum += n.amount
		}
		x.fill, x.full = times(x.value, x.cap), times(x.weight, x.cap)
	}
	return all
}

// prepare sorts the items and sets what depends on their order.
func (s *search) prepare(b *box) {
	slices.SortFunc(s.items, func(x, y item) int {
		return cmp.Or(compareProducts(y.value, x.weight, x.value, y.weight),
			cmp.Compare(y.value, x.value), cmp.Compare(x.sum, y.sum), cmp.Compare(x.row, y.row))
	})
	s.taken = make([]int64, len(s.items))
	s.left = make([]int64, len(b.constraints))
	for i := range s.left {
		s.left[i] = b.constraints[i].right
	}
	for j := range s.items {
		for i := range j {
			if s.items[i].dominates(&s.items[j]) {
				s.items[j].better = append(s.items[j].better, i)
			}
		}
	}
	for c := range b.constraints {
		if x, ok := s.slopeOf(c); ok {
			s.slopes = append(s.slopes, x)
		}
	}
}

// dominates reports whether a task of x may stand wherever one of y does and is worth no less.
func (x *item) dominates(y *item) bool {
	if x.value < y.value {
		return false
	}
	i := 0
	for _, n := range x.needs {
		for i < len(y.needs) && y.needs[i].of < n.of {
			i++
		}
		if i == len(y.needs) || y.needs[i].of != n.of || y.needs[i].amount < n.amount {
			return false
		}
	}
	return true
}

// slope bounds what a shared constraint lets items from the k-th on be worth: what is left
// of it, times value[k]/need[k], the largest quotient of any of them.
type slope struct {
	constraint  int
	value, need []int64
}

// slopeOf is the slope of a constraint; false where some item needs nothing of it.
func (s *search) slopeOf(constraint int) (slope, bool) {
	n := len(s.items)
	list := make([]int64, 2*n)
	x := slope{constraint, list[:n], list[n:]}
	for k := n - 1; k >= 0; k-- {
		if x.need[k] = s.items[k].need(constraint); x.need[k] == 0 {
			return x, false
		}
		x.value[k] = s.items[k].value
		if k+1 < n && compareProducts(x.value[k+1], x.need[k], x.value[k], x.need[k+1]) > 0 {
			x.value[k], x.need[k] = x.value[k+1], x.need[k+1]
		}
	}
	return x, true
}

// need is what a task takes of a constraint.
func (x *item) need(constraint int) int64 {
	for _, n := range x.needs {
		if n.of == constraint {
			return n.amount
		}
	}
	return 0
}

// times is a product of two numbers that are at least 0, capped at huge.
func times(a, b int64) int64 {
	if hi, lo := bits.Mul64(uint64(a), uint64(b)); hi == 0 && lo < huge {
		return int64(lo)
	}
	return huge
}

// compareProducts compares a·b with c·d, all of them at least 0.
func compareProducts(a, b, c, d int64) int {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	hi2, lo2 := bits.Mul64(uint64(c), uint64(d))
	return cmp.Or(cmp.Compare(hi, hi2), cmp.Compare(lo, lo2))
}
