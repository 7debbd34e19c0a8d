package packing

import (
	"context"
	"testing"
)

// TestItems has random tasks of two resources in the style of Caprara and Toth, no two
// alike, on which one resource alone proves little: bound and packing meet all the same.
func TestItems(t *testing.T) {
	for i, c := range itemClasses() {
		if i != 1 && i != 2 && i != 7 && many(0, 1) == 0 {
			continue // up to seconds each
		}
		t.Run("class "+c.name, func(t *testing.T) {
			p := c.items(1, 100)
			r, err := Solve(context.Background(), p, Normal())
			if err != nil {
				t.Fatal(err)
			}
			if gap, ok := r.Gap(); !ok || gap != 0 {
				t.Errorf("bound %d, packing %d; wanted the same two", r.Bound.Value, r.Packing.Cost)
			}
			if r.Bound.Value < p.bySingle() {
				t.Errorf("bound %d, one resource alone proves %d", r.Bound.Value, p.bySingle())
			}
			if err := r.Bound.Check(p, 40_000_000); err != nil {
				t.Error(err)
			}
		})
	}
}
