package packing

import (
	"context"
	"fmt"
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
// Solve panics where a packing or a certificate does not stand its own check.
func Solve(ctx context.Context, p *Problem, e Effort) (*Result, error) {
	s, err := newSolver(ctx, p, e)
	if err != nil {
		return nil, err
	}
	x := &packer{solver: s}
	if !s.homeless() {
		x.simple(s.r.empty())
	}
	s.prove(x.cost())
	if !s.bound.Impossible {
		x.improve()
	}
	s.name()
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
	return r, ctx.Err()
}

// packer looks for packings and keeps the cheapest.
type packer struct {
	*solver
	best *fleet
}

// cost is that of the best packing; huge where there is none.
func (x *packer) cost() int64 {
	if x.best == nil {
		return huge
	}
	return x.best.cost
}

// tell counts a packing and keeps it if it is the best. It may keep the fleet itself.
func (x *packer) tell(f *fleet) {
	x.Packings++
	x.Steps += int64(1 + len(f.bins)*len(f.rest)/16)
	if !f.done() {
		return
	}
	if f.downsize(); f.cost < x.cost() {
		x.best = f
	}
}

// finished reports whether nothing better can be found or looked for.
func (x *packer) finished() bool {
	return x.ctx.Err() != nil || x.spent() || x.cost() <= x.bound.Value
}

// simple completes a fleet by every greedy rule, for each box that is preferred.
func (x *packer) simple(f *fleet) {
	for i := range x.r.boxes {
		if i == 0 || !x.finished() {
			newGreedy(x.r, i, f.rest).all(f, x.tell)
		}
	}
}

// improve tries one method after the other until the packing meets the bound.
func (x *packer) improve() {
	if !x.finished() {
		x.combine()
	}
	x.correct(x.effort.Corrections)
	for i := 0; i < x.effort.Dives && !x.finished(); i++ {
		x.dive(i)
	}
	for i := 0; i < x.effort.Rebuilds && !x.finished(); i++ {
		x.rebuild(i)
	}
}
