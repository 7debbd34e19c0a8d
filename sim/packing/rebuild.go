package packing

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// rebuild takes apart a few of the hosts with most room left and fills hosts anew with
// their tasks, in a random order that the number of the rebuilding fixes.
func (x *packer) rebuild(number int) {
	if x.best == nil {
		return
	}
	luck := rand.New(rand.NewPCG(uint64(number), 0))
	f := x.best.clone()
	byRoom := x.emptiest(f)
	n := min(3+luck.IntN(6), len(byRoom))
	chosen := byRoom[:n]
	slices.SortFunc(chosen, func(a, b int) int { return cmp.Compare(b, a) })
	for _, i := range chosen {
		f.close(i)
	}
	prefer := luck.IntN(len(x.r.boxes))
	g := newGreedy(x.r, prefer, f.rest)
	for _, key := range g.keys() {
		x.tell(g.firstFit(f.clone(), func(row int) float64 { return key(row) * (0.5 + luck.Float64()) }))
	}
}

// emptiest are the hosts of a fleet, those first of which most is left.
func (x *packer) emptiest(f *fleet) []int {
	left := make([]float64, len(f.bins))
	for i := range f.bins {
		b := x.r.boxes[f.bins[i].box]
		for c, n := range f.bins[i].left {
			left[i] += float64(n) / float64(b.constraints[c].right)
		}
	}
	return descending(len(left), func(i int) float64 { return left[i] })
}
