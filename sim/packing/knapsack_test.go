package packing

import (
	"math/rand/v2"
	"testing"
)

// TestKnapsackAgainstEveryLoad holds the knapsack to the best of all loads: it is exact
// with enough nodes, and with few nodes never says too little.
func TestKnapsackAgainstEveryLoad(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	cut := 0
	for i := range many(4_000, 100_000) {
		p := tiny(r, tinyKinds{types: 3, supplies: i%3 == 0})
		c := &Certificate{Charges: make([]int64, len(p.Supplies))}
		for range p.Classes {
			c.Weights = append(c.Weights, r.Int64N(1<<(1+r.IntN(40))))
		}
		u := p.unmerged()
		for h := range p.Hosts {
			b := u.newBox(h)
			values, _ := b.values(c.Weights, c.Charges)
			want := p.heaviest(h, c)
			exact := b.knapsack(query{values: values, nodes: 1_000_000})
			if exact.value != want || exact.above != want || !b.holds(exact.tasks) {
				t.Fatalf("problem %d: knapsack %+v, wanted %d\n%+v", i, exact, want, p)
			}
			few := b.knapsack(query{values: values, nodes: r.Int64N(4)})
			if few.above < want || few.value > want {
				t.Fatalf("problem %d: knapsack %+v with few nodes, wanted %d\n%+v", i, few, want, p)
			}
			if few.above > want {
				cut++
			}
			if more := b.knapsack(query{values: values, target: want, nodes: 1_000_000}); more.value != want || more.tasks != nil {
				t.Fatalf("problem %d: knapsack %+v, wanted nothing above %d\n%+v", i, more, want, p)
			}
		}
	}
	if cut == 0 {
		t.Error("no search was cut off")
	}
}

// TestKnapsackIsExactWithinNodes has the largest host of planning and values that are hard
// to tell apart.
func TestKnapsackIsExactWithinNodes(t *testing.T) {
	r := newRows(oneType(16384, 62500, 60, shapes(t, svc40x1)))
	values := make([]int64, len(r.count))
	for row := range values {
		values[row] = r.takes(row)[0]<<20 + r.takes(row)[1]<<16
	}
	f := r.boxes[0].knapsack(query{values: values, nodes: 10_000_000})
	if f.above != f.value {
		t.Errorf("after %d nodes value %d, bound %d; wanted the same two", f.nodes, f.value, f.above)
	}
}
