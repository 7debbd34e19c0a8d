package packing

import (
	"context"
	"testing"

	"ecssim/model/catalog"
)

// sold are the host types of the catalogue among which planners choose by default: x86,
// of the current generation, not burstable, without GPUs, no bare metal.
func sold(t testing.TB, trunk bool) (list []HostType) {
	t.Helper()
	types, err := catalog.Match("*")
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range types {
		if x.Arch() != "x86_64" || x.USDPerHour <= 0 || !x.CurrentGeneration || x.Burstable || x.GPUs > 0 || x.Hypervisor == "metal" {
			continue
		}
		s := x.Registers()
		room := s.Room(trunk)
		list = append(list, HostType{
			Name: x.Name, Price: int64(x.USDPerHour*1e6 + 0.5), Offers: []int64{int64(room.CPU), int64(room.Memory), int64(room.ENI)},
		})
	}
	return list
}

// TestCatalogue has fleets of any types sold: bound and packing lie within a hundredth, and
// for C1 and without trunks they meet. Of seven hundred types a hundred are kept.
func TestCatalogue(t *testing.T) {
	for _, x := range []struct {
		name, tasks string
		trunk       bool
		most        float64 // packing beside bound
	}{
		{"C1", c1, true, 1},
		{"C1 without trunks", c1, false, 1},
		{"svc40-1 without trunks", svc40x1, false, 1},
		{"svc40-2 without trunks", svc40x2, false, 1},
		{"svc40-3 without trunks", svc40x3, false, 1},
		{"svc40-1", svc40x1, true, 1.01},
		{"svc40-2", svc40x2, true, 1.01},
		{"svc40-3", svc40x3, true, 1.01},
	} {
		if x.most > 1 && many(0, 1) == 0 {
			continue // seconds each
		}
		t.Run(x.name, func(t *testing.T) {
			p := &Problem{Resources: threeResources(), Classes: shapes(t, x.tasks), Hosts: sold(t, x.trunk)}
			r, err := Solve(context.Background(), p, Normal())
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d types, %d kept: bound %d by %d certificates, packing %d, %+v",
				len(p.Hosts), len(newRows(p).boxes), r.Bound.Value, len(r.Bound.Certificates), r.Packing.Cost, r.Work)
			if ratio := float64(r.Packing.Cost) / float64(r.Bound.Value); ratio > x.most {
				t.Errorf("packing %d, bound %d: a ratio of %.4f, wanted at most %v", r.Packing.Cost, r.Bound.Value, ratio, x.most)
			}
			if err := r.Bound.Check(p, 40_000_000); err != nil {
				t.Error(err)
			}
		})
	}
}
