package catalog

import (
	"testing"

	"ecssim/model"
)

// TestEveryResource looks for a type in the table that registers some of every resource
// of which an instance has room.
func TestEveryResource(t *testing.T) {
	has := map[model.Resource]bool{}
	for _, x := range All() {
		size := x.Registers()
		for r := range model.Resources() {
			if n, _ := r.In(size.Room(true)); n > 0 {
				has[r] = true
			}
		}
	}
	for r := range model.Resources() {
		if _, ok := r.In(model.Room{}); ok && !has[r] {
			t.Errorf("no instance type registers any %s", r.Key())
		}
	}
}
