package packing

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// drawn is a random problem of a few classes and host types, larger than the tiny ones.
func drawn(t *rapid.T) *Problem {
	p := &Problem{Resources: threeResources()}
	for i := range rapid.IntRange(1, 3).Draw(t, "types") {
		h := HostType{Name: fmt.Sprint(i), Price: rapid.Int64Range(1, 40).Draw(t, "price")}
		h.Offers = []int64{rapid.Int64Range(20, 80).Draw(t, "cpu"), rapid.Int64Range(20, 80).Draw(t, "memory"), rapid.Int64Range(1, 12).Draw(t, "slots")}
		p.Hosts = append(p.Hosts, h)
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "classes") {
		c := Class{Name: fmt.Sprint(i), Count: rapid.Int64Range(0, 9).Draw(t, "count")}
		c.Takes = []int64{rapid.Int64Range(0, 20).Draw(t, "cpu"), rapid.Int64Range(0, 20).Draw(t, "memory"), rapid.Int64Range(0, 1).Draw(t, "slots")}
		p.Classes = append(p.Classes, c)
	}
	return p
}

// solvedAt is the solution of a problem, its parts checked.
func solvedAt(t *rapid.T, p *Problem) *Result {
	r, err := Solve(context.Background(), p, Low())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Bound.Check(p, 1_000_000); err != nil {
		t.Fatalf("%v\n%+v", err, p)
	}
	if r.Packing != nil {
		if err := r.Packing.Check(p); err != nil {
			t.Fatalf("%v\n%+v", err, p)
		}
	}
	return r
}

// atMost holds what is asked for less to cost no more: the bound of the one at most the
// packing of the other, and where bound and packing meet, at most its bound.
func atMost(t *rapid.T, why string, less, more *Problem) {
	a, b := solvedAt(t, less), solvedAt(t, more)
	if b.Packing == nil {
		return
	}
	if a.Bound.Impossible || a.Bound.Value > b.Packing.Cost {
		t.Fatalf("%s: bound %d (impossible: %v), a packing of more costs %d\n%+v\n%+v", why, a.Bound.Value, a.Bound.Impossible, b.Packing.Cost, less, more)
	}
	if gap, ok := a.Gap(); ok && gap == 0 && a.Bound.Value > b.Bound.Value && b.Bound.Value == b.Packing.Cost {
		t.Fatalf("%s: optimum %d, of more %d\n%+v\n%+v", why, a.Bound.Value, b.Bound.Value, less, more)
	}
}

func TestMoreCostsNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		if len(p.Classes) > 0 {
			q := p.clone()
			q.Classes[0].Count++
			atMost(t, "a task more", p, q)
			q = p.clone()
			q.Classes[0].Takes[1] += 3
			atMost(t, "larger tasks", p, q)
			q = p.clone()
			q.Hosts[0].Bars = make([]bool, len(p.Classes))
			q.Hosts[0].Bars[0] = true
			atMost(t, "a class barred", p, q)
		}
		q := p.clone()
		q.Hosts[0].Offers[0] -= 5
		atMost(t, "a smaller host", p, q)
		q = p.clone()
		q.Hosts = q.Hosts[1:]
		atMost(t, "a host type less", p, q)
		q = p.clone()
		q.Supplies = []Supply{{Name: "hosts", Amount: 3, Hosts: slices.Repeat([]int64{1}, len(p.Hosts))}}
		atMost(t, "a supply", p, q)
	})
}

// TestOrderIsNothing holds a problem to one with classes, host types and resources in another
// order: optima are the same, and the same problem twice gives the same result.
func TestOrderIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawn(t)
		q := p.clone()
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0))
		r.Shuffle(len(q.Classes), func(i, j int) { q.Classes[i], q.Classes[j] = q.Classes[j], q.Classes[i] })
		r.Shuffle(len(q.Hosts), func(i, j int) { q.Hosts[i], q.Hosts[j] = q.Hosts[j], q.Hosts[i] })
		a, b := solvedAt(t, p), solvedAt(t, q)
		ga, aok := a.Gap()
		gb, bok := b.Gap()
		if aok && bok && ga == 0 && gb == 0 && a.Bound.Value != b.Bound.Value || a.Bound.Impossible != b.Bound.Impossible {
			t.Fatalf("optimum %d, in another order %d\n%+v", a.Bound.Value, b.Bound.Value, p)
		}
		if again := solvedAt(t, p); !reflect.DeepEqual(a, again) {
			t.Fatalf("%+v the first time, %+v the second", a, again)
		}
	})
}

// clone shares nothing with p that these tests change.
func (p *Problem) clone() *Problem {
	q := *p
	q.Classes, q.Hosts = slices.Clone(p.Classes), slices.Clone(p.Hosts)
	for i := range q.Classes {
		q.Classes[i].Takes = slices.Clone(q.Classes[i].Takes)
	}
	for i := range q.Hosts {
		q.Hosts[i].Offers = slices.Clone(q.Hosts[i].Offers)
	}
	return &q
}

// TestKnownOptimum has problems whose optimum is known by their making: the bound is never
// above it, the packing at most one host.
func TestKnownOptimum(t *testing.T) {
	for _, x := range []struct {
		name  string
		make  func(seed uint64, n int) *Problem
		hosts int
	}{
		{"triplets", triplets, 33}, {"perfect cuts", perfectCuts, 20},
	} {
		for seed := range uint64(many(3, 30)) {
			r, err := Solve(context.Background(), x.make(seed, x.hosts), Normal())
			if err != nil {
				t.Fatal(err)
			}
			if r.Bound.Value != int64(x.hosts) || r.Packing.Cost < int64(x.hosts) || r.Packing.Cost > int64(x.hosts)+1 {
				t.Errorf("%s, seed %d: bound %d, packing %d; wanted %d", x.name, seed, r.Bound.Value, r.Packing.Cost, x.hosts)
			}
		}
	}
}
