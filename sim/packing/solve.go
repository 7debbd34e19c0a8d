package packing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Result is a bound, the best packing found, and what both took.
type Result struct {
	Bound   Bound
	Packing *Packing // nil where none was found: Bound.Impossible, or the supplies are scarce
	Work    Work
}

// Gap is how much dearer the packing is than the bound; false where there is no packing.
func (r *Result) Gap() (int64, bool) {
	if r.Packing == nil {
		return 0, false
	}
	return r.Packing.Cost - r.Bound.Value, true
}

// Solve looks for the cheapest fleet that holds all tasks and proves a bound beside it. It
// stops where the two meet, which proves that no fleet is cheaper, or where the effort is
// spent. The result is a function of the problem and the effort: equal on every machine. The
// error is that of Validate, or of the context.
//
// Solve panics where the packing does not stand its check or costs less than the bound: the
// package is wrong then.
func Solve(ctx context.Context, p *Problem, e Effort) (*Result, error) {
	s, err := newSolver(ctx, p, e)
	if err != nil {
		return nil, err
	}
	x := &packer{solver: s}
	x.simple()
	s.within(2, func() { s.prove(x.cost()) }) // packings get the other half
	if !s.bound.Impossible {
		x.improve()
	}
	s.shorten()
	s.name()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Result{Bound: s.bound, Work: s.Work}
	if x.best != nil {
		r.Packing = x.best.packing()
		if err := r.Packing.Check(p); err != nil {
			panic(fmt.Sprintf("packing: %v", err))
		}
		if r.Packing.Cost < r.Bound.Value {
			panic(fmt.Sprintf("packing: a fleet costs %d, invariant: at least the bound, %d", r.Packing.Cost, r.Bound.Value))
		}
	}
	return r, nil
}

// packer looks for packings and keeps the cheapest.
type packer struct {
	*solver
	best *draft
}

// cost is that of the best packing; huge where there is none.
func (x *packer) cost() int64 {
	if x.best == nil {
		return huge
	}
	return x.best.cost
}

// tell counts a packing and keeps it if it is the best. It may keep the fleet itself.
func (x *packer) tell(f *draft) {
	x.Packings++
	x.Steps += int64(1 + len(f.bins)*len(f.rest)/16)
	if !f.done() {
		return
	}
	if f.downsize(); f.cost < x.cost() {
		x.best = f
	}
}

// useful are the boxes that packings are made of: all, or of many those that come near to
// binding in the best proof, and those of the best packing.
func (x *packer) useful() (list []int) {
	used := make([]bool, len(x.r.boxes))
	for i := 0; x.best != nil && i < len(x.best.bins); i++ {
		used[x.best.bins[i].box] = true
	}
	for i := range x.r.boxes {
		if len(x.r.boxes) <= fewBoxes || used[i] || x.program == nil || x.program.active[i] {
			list = append(list, i)
		}
	}
	return list
}

// finished reports whether nothing better can be found or looked for.
func (x *packer) finished() bool {
	return x.spent() || x.cost() <= x.bound.Value
}

// simple makes packings by every greedy rule, for each box that is preferred: those first
// of which a fleet may cost least by any resource alone, as long as that is less than the best
// packing.
func (x *packer) simple() {
	if x.homeless() {
		return
	}
	f := x.r.empty()
	least := x.alone(f)
	for n, i := range ascending(least) {
		if n > 0 && (x.finished() || least[i] >= x.cost()) {
			return
		}
		newGreedy(x.r, i, f.rest).all(f, x.tell)
	}
}

// alone is what hosts of each box alone cost at least for the tasks that a draft leaves, by
// the resource of which these need most; huge of a box on which some cannot run.
func (x *packer) alone(f *draft) []int64 {
	list := make([]int64, len(x.r.boxes))
	for i, b := range x.r.boxes {
		hosts := int64(1)
		for c := range b.constraints {
			hosts = max(hosts, b.hosts(c, f.rest))
		}
		list[i] = times(hosts, b.price)
		for row, n := range f.rest {
			if n > 0 && b.caps[row] == 0 {
				list[i] = huge
			} else if n > 0 {
				list[i] = max(list[i], times((n-1)/b.caps[row]+1, b.price))
			}
		}
	}
	return list
}

// hosts is how many hosts of a box tasks need by one constraint.
func (b *box) hosts(constraint int, rest []int64) int64 {
	sum := int64(0)
	for row, n := range rest {
		for _, need := range b.needs[row] {
			if need.of == constraint {
				sum += n * need.amount
			}
		}
	}
	return (sum + b.constraints[constraint].right - 1) / b.constraints[constraint].right
}

// ascending sorts the places of a list by what stands there.
func ascending(list []int64) []int {
	order := sequence(len(list))
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(list[i], list[j]) })
	return order
}

// mostInVain is after how many rebuildings without a better packing no further one is tried.
const mostInVain = 10

// improve tries one method after the other until the packing meets the bound.
func (x *packer) improve() {
	x.correct(x.effort.Corrections)
	x.combine()
	for i := 0; i < x.effort.Dives && !x.finished(); i++ {
		x.dive(i)
	}
	for i, since := 0, 0; i < x.effort.Rebuilds && since < mostInVain && !x.finished(); i++ {
		before := x.cost()
		x.rebuild(i)
		if since++; x.cost() < before {
			since = 0
		}
	}
}
