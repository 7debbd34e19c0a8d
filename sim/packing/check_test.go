package packing

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"ecssim/model"
)

// TestChecksFindFaults spoils a proof and a packing in every way and wants the check to say
// what is wrong.
func TestChecksFindFaults(t *testing.T) {
	p := oneType(2048, 7600, 10, shapes(t, svc40x3))
	p.Supplies = []Supply{{Name: "hosts", Amount: 100, Hosts: []int64{1}}}
	for _, x := range []struct {
		name  string
		spoil func(r *Result)
		want  string
	}{
		{"nothing", func(*Result) {}, ""},
		{"a higher bound", func(r *Result) { r.Bound.Value++ }, "the certificates prove 42"},
		{"a heavier task", func(r *Result) { r.Bound.Certificates[0].Weights[3]++ }, "total"},
		{"a weight below 0", func(r *Result) { r.Bound.Certificates[0].Weights[3] = -1 }, "weight -1"},
		{"a larger total", func(r *Result) { r.Bound.Certificates[0].Total++ }, "total"},
		{"a charge", func(r *Result) { r.Bound.Certificates[0].Charges[0]++ }, "total"},
		{"a stronger host", func(r *Result) { r.Bound.Certificates[0].Worth[0]-- }, "tasks on it weigh"},
		{"another problem", func(r *Result) { r.Bound.Certificates[0].Weights = nil }, "other numbers"},
		{"a host less", func(r *Result) { r.Packing.Loads[0].Hosts-- }, "of resource 0 (CPU) taken, tasks placed, load 0"},
		{"a task more", func(r *Result) { r.Packing.Loads[0].Tasks[3] += 9 }, "taken, wanted at most"},
		{"a task of no class", func(r *Result) { r.Packing.Loads[0].Tasks = nil }, "tasks of 0 classes"},
		{"another cost", func(r *Result) { r.Packing.Cost-- }, "cost 41, wanted 42"},
	} {
		t.Run(x.name, func(t *testing.T) {
			r, err := Solve(context.Background(), p, Low())
			if err != nil {
				t.Fatal(err)
			}
			x.spoil(r)
			got := errors.Join(r.Bound.Check(p, 1_000_000), r.Packing.Check(p))
			if x.want == "" {
				if got != nil {
					t.Error(got)
				}
				return
			}
			if got == nil || !slices.ContainsFunc(strings.Split(x.want, ", "), func(s string) bool { return strings.Contains(got.Error(), s) }) {
				t.Errorf("%v, wanted %q", got, x.want)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	for _, x := range []struct {
		name  string
		spoil func(p *Problem)
		want  string
	}{
		{"nothing", func(*Problem) {}, ""},
		{"a count", func(p *Problem) { p.Classes[1].Count = -1 }, "class 1 (48×256/512): -1 tasks"},
		{"many tasks", func(p *Problem) { p.Classes[1].Count = MostCount }, "in all classes together"},
		{"takes", func(p *Problem) { p.Classes[0].Takes = nil }, "takes 0 amounts, wanted 3"},
		{"a negative take", func(p *Problem) { p.Classes[0].Takes[1] = -5 }, "takes -5 at index 1"},
		{"a price", func(p *Problem) { p.Hosts[0].Price = 0 }, "host type 0 (host): price 0, wanted 1 to"},
		{"offers", func(p *Problem) { p.Hosts[0].Offers = nil }, "offers 0 amounts"},
		{"bars", func(p *Problem) { p.Hosts[0].Bars = []bool{true} }, "bars of 1 classes, wanted 3"},
		{"an amount", func(p *Problem) { p.Supplies = []Supply{{Name: "subnet", Amount: -1}} }, "supply 0 (subnet): amount -1"},
		{"where", func(p *Problem) { p.Supplies = []Supply{{Where: []bool{}}} }, "where of 0 host types, wanted 1"},
		{"a supply's tasks", func(p *Problem) { p.Supplies = []Supply{{Tasks: []int64{1}}} }, "tasks take 1 amounts, wanted 3"},
		{"a supply's hosts", func(p *Problem) { p.Supplies = []Supply{{Hosts: []int64{-1}}} }, "hosts take -1 at index 0"},
	} {
		p := oneType(2048, 7600, 10, shapes(t, c1))
		x.spoil(p)
		_, err := Solve(context.Background(), p, Low())
		_, _, err2 := LowerBound(context.Background(), p, Low(), 0)
		if x.want == "" && err == nil && err2 == nil {
			continue
		}
		if err == nil || x.want == "" || !strings.Contains(err.Error(), x.want) || err2 == nil || err2.Error() != err.Error() {
			t.Errorf("%s: %v and %v, wanted %q", x.name, err, err2, x.want)
		}
	}
}

// TestTogether has proofs that no resource gives alone, and what they need.
func TestTogether(t *testing.T) {
	both := &Problem{Resources: threeResources(), Hosts: []HostType{{Name: "host", Price: 1, Offers: []int64{10, 10, 9}}}}
	for _, x := range [][]int64{{6, 1, 1}, {1, 6, 1}, {5, 5, 1}} {
		both.Classes = append(both.Classes, Class{Count: 4, Takes: x})
	}
	for _, x := range []struct {
		name  string
		p     *Problem
		value int64
		want  []model.Reason
	}{
		{"CPU and memory", both, 6, []model.Reason{model.ReasonMemory, model.ReasonCPU}},
		{"a port and memory", parseSmall(t, 3, "1×(1,1)p0 4×(1,16)p1 4×(1,16)p0"), 8, []model.Reason{model.ReasonMemory}},
	} {
		b, _, err := LowerBound(context.Background(), x.p, Normal(), 0)
		if err != nil || b.Value != x.value || !slices.Equal(b.Together, x.want) || len(b.Alone) > 0 {
			t.Errorf("%s: bound %d by %v alone, %v together (%v); wanted %d by %v", x.name, b.Value, b.Alone, b.Together, err, x.value, x.want)
		}
	}
}

// TestKnownEndsTheProof has a bound that stops at what is known, and one that does not.
func TestKnownEndsTheProof(t *testing.T) {
	p := oneType(2048, 7600, 10, shapes(t, svc40x3))
	for _, x := range []struct{ known, want int64 }{{0, 42}, {42, 42}, {41, 41}, {60, 42}} {
		b, w, err := LowerBound(context.Background(), p, Normal(), x.known)
		if err != nil || b.Value != x.want || x.known == 41 && w.Rounds > 0 {
			t.Errorf("%d known: bound %d after %+v (%v), wanted %d", x.known, b.Value, w, err, x.want)
		}
	}
}

// TestCancelled wants the context's error and no result.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r, err := Solve(ctx, oneType(2048, 7600, 10, shapes(t, svc40x3)), Normal()); r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v; wanted none and the context's error", r, err)
	}
}
