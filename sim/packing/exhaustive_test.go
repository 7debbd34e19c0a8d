package packing

import (
	"context"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
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
		effort          Effort
		atBound, packed float64 // least parts of all cases
	}{
		{"one type", 10_500, 60_000, tinyKinds{types: 1}, Low(), 0.999, 0.999},
		{"several types with prices", 4_000, 30_000, tinyKinds{types: 3}, Low(), 0.999, 0.999},
		{"a supply", 1_500, 10_000, tinyKinds{types: 3, supplies: true}, Low(), 0.97, 0.99},
		{"searches cut off", 4_000, 30_000, tinyKinds{types: 2}, hasty(), 0.3, 0.5},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			n, atBound, packed := many(x.few, x.verify), 0, 0
			for i := range n {
				p := tiny(r, x.kinds)
				b, c := holdToTwin(t, i, p, x.effort)
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

// hasty is an effort whose searches end before they are through.
func hasty() Effort {
	return Effort{Rounds: 20, Quick: 3, Thorough: 5, Last: 8, Corrections: 1, Cuts: 4, Whole: 50, Steps: 20_000}
}

// holdToTwin solves a problem and says by 1 whether the bound, and the packing, is the
// optimum.
func holdToTwin(t *testing.T, i int, p *Problem, e Effort) (atBound, packed int) {
	t.Helper()
	got, err := Solve(context.Background(), p, e)
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

// holdCertificate checks a bound with math/big, every load of every host type and all
// numbers of hosts that cost less.
func holdCertificate(t *testing.T, p *Problem, b *Bound) {
	t.Helper()
	if err := b.Check(p, 1_000_000); err != nil {
		t.Fatalf("%v\n%+v\n%+v", err, p, b)
	}
	totals := make([]*big.Int, len(b.Certificates))
	for i := range b.Certificates {
		c := &b.Certificates[i]
		totals[i] = c.bigTotal(p)
		for h := range p.Hosts {
			if w := p.heaviest(h, c); w > c.Worth[h] {
				t.Fatalf("tasks on %s weigh %d, the certificate says %d\n%+v\n%+v", p.Hosts[h].Name, w, c.Worth[h], p, c)
			}
		}
	}
	if b.Impossible {
		if totals[0].Sign() <= 0 || slices.Max(b.Certificates[0].Worth) > 0 {
			t.Fatalf("the certificate does not prove that no fleet holds all tasks\n%+v\n%+v", p, b)
		}
		return
	}
	if b.By != ByWholeHosts {
		totals = totals[:1]
	}
	if n := p.enough(b, totals, 0, nil); n != nil {
		t.Fatalf("hosts %v satisfy all certificates, and cost less than %d\n%+v\n%+v", n, b.Value, p, b)
	}
}

func (c *Certificate) bigTotal(p *Problem) *big.Int {
	total := new(big.Int)
	for i, w := range c.Weights {
		total.Add(total, new(big.Int).Mul(big.NewInt(w), big.NewInt(p.Classes[i].Count)))
	}
	for k, w := range c.Charges {
		total.Sub(total, new(big.Int).Mul(big.NewInt(w), big.NewInt(p.Supplies[k].Amount)))
	}
	return total
}

// enough finds numbers of hosts, from type len(now) on, that cost less than the bound and
// are enough for the totals; nil where there are none.
func (p *Problem) enough(b *Bound, totals []*big.Int, cost int64, now []int64) []int64 {
	t := len(now)
	if t < len(p.Hosts) {
		for n := int64(0); cost+n*p.Hosts[t].Price < b.Value; n++ {
			if found := p.enough(b, totals, cost+n*p.Hosts[t].Price, append(slices.Clone(now), n)); found != nil {
				return found
			}
		}
		return nil
	}
	for k := range p.Supplies {
		own := int64(0)
		for t, n := range now {
			own += n * p.Supplies[k].ofHost(t)
		}
		if own > p.Supplies[k].Amount {
			return nil
		}
	}
	for i, total := range totals {
		sum := new(big.Int)
		for t, n := range now {
			sum.Add(sum, new(big.Int).Mul(big.NewInt(n), big.NewInt(b.Certificates[i].Worth[t])))
		}
		if sum.Cmp(total) < 0 {
			return nil
		}
	}
	return now
}
