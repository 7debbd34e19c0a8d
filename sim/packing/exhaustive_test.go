package packing

import (
	"context"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"
)

// many is a number of random cases: few in a quick run, many with ECSSIM_VERIFY=1.
func many(few, verify int) int {
	if os.Getenv("ECSSIM_VERIFY") != "" {
		return verify
	}
	return few
}

// TestAgainstExhaustiveSearch holds bounds and packings to the optimum of tiny problems:
// no bound above it, no packing below it.
func TestAgainstExhaustiveSearch(t *testing.T) {
	for _, x := range []struct {
		name            string
		few, verify     int
		kinds           tinyKinds
		atBound, packed float64 // least parts of all cases
	}{
		{"one type", 8_000, 60_000, tinyKinds{types: 1}, 0.999, 0.999},
		{"several types with prices", 4_000, 30_000, tinyKinds{types: 3}, 0.9, 0.99},
		{"a supply", 1_500, 10_000, tinyKinds{types: 3, supplies: true}, 0.8, 0.9},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			n, atBound, packed := many(x.few, x.verify), 0, 0
			for i := range n {
				p := tiny(r, x.kinds)
				b, c := holdToTwin(t, i, p)
				atBound, packed = atBound+b, packed+c
			}
			t.Logf("%d problems: the bound is the optimum of %d, the packing of %d", n, atBound, packed)
			if float64(atBound) < x.atBound*float64(n) || float64(packed) < x.packed*float64(n) {
				t.Errorf("of %d problems the bound is the optimum of %d and the packing of %d; wanted %v and %v of them",
					n, atBound, packed, x.atBound, x.packed)
			}
		})
	}
}

// holdToTwin solves a problem and says by 1 whether the bound, and the packing, is the
// optimum.
func holdToTwin(t *testing.T, i int, p *Problem) (atBound, packed int) {
	t.Helper()
	got, err := Solve(context.Background(), p, Low())
	if err != nil {
		t.Fatal(err)
	}
	want, any := p.optimum()
	switch {
	case got.Bound.Impossible && any, !got.Bound.Impossible && any && got.Bound.Value > want:
		t.Fatalf("problem %d: bound %d (impossible: %v), optimum %d\n%+v", i, got.Bound.Value, got.Bound.Impossible, want, p)
	case got.Packing != nil && (!any || got.Packing.Cost < want):
		t.Fatalf("problem %d: a packing costs %d, optimum %d (%v)\n%+v", i, got.Packing.Cost, want, any, p)
	}
	holdCertificate(t, p, &got.Bound)
	if got.Bound.Impossible == !any && (!any || got.Bound.Value == want) {
		atBound = 1
	}
	if !any || got.Packing != nil && got.Packing.Cost == want {
		packed = 1
	}
	return atBound, packed
}

// holdCertificate checks a bound with math/big and every load of every host type.
func holdCertificate(t *testing.T, p *Problem, b *Bound) {
	t.Helper()
	c := &b.Certificate
	total := new(big.Int)
	for i, w := range c.Weights {
		total.Add(total, new(big.Int).Mul(big.NewInt(w), big.NewInt(p.Classes[i].Count)))
	}
	for k, w := range c.Charges {
		total.Sub(total, new(big.Int).Mul(big.NewInt(w), big.NewInt(p.Supplies[k].Amount)))
	}
	var least *big.Rat
	for h := range p.Hosts {
		if w := p.heaviest(h, c); w > c.Worth[h] {
			t.Fatalf("tasks on %s weigh %d, the certificate says %d\n%+v\n%+v", p.Hosts[h].Name, w, c.Worth[h], p, c)
		}
		if c.Worth[h] > 0 {
			q := new(big.Rat).SetFrac(new(big.Int).Mul(total, big.NewInt(p.Hosts[h].Price)), big.NewInt(c.Worth[h]))
			if least == nil || q.Cmp(least) < 0 {
				least = q
			}
		}
	}
	switch {
	case b.Impossible:
		if total.Sign() <= 0 || least != nil {
			t.Fatalf("the certificate does not prove that no fleet holds all tasks\n%+v\n%+v", p, c)
		}
	case b.Value > 0 && !b.ByCover && (least == nil || least.Cmp(big.NewRat(b.Value-1, 1)) <= 0):
		t.Fatalf("the certificate proves %v, the bound says %d\n%+v\n%+v", least, b.Value, p, c)
	}
}
