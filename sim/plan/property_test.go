package plan_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/plan"
)

// sound holds a plan to its own proofs, and its fleets to a run.
func sound(t *testing.T, name string, r *plan.Result) {
	t.Helper()
	last := 0.0
	for i := range r.Fleets {
		f := &r.Fleets[i]
		if f.USDPerHour < r.AnyFleetLowerBoundUSDPerHour || f.USDPerHour < f.LowerBoundUSDPerHour || f.Hosts < f.LowerBoundHosts || f.Gap < 0 {
			t.Errorf("%s: %d hosts at %v USD/h, bounds %d, %v, of any fleet %v", name, f.Hosts, f.USDPerHour, f.LowerBoundHosts, f.LowerBoundUSDPerHour, r.AnyFleetLowerBoundUSDPerHour)
		}
		if f.USDPerHour < last {
			t.Errorf("%s: a fleet at %v USD/h after one at %v", name, f.USDPerHour, last)
		}
		last = f.USDPerHour
		if r.Headroom != "none" && !f.Redeploys.Passed() && !f.Redeploys.OnAny {
			t.Errorf("%s: %+v with headroom %s", name, *f.Redeploys, r.Headroom)
		}
		hosts := 0
		for _, p := range f.Pools {
			in := 0
			for _, n := range p.Zones {
				in += n
			}
			if in != p.Hosts {
				t.Errorf("%s: pool %s has %d hosts and %d in its zones", name, p.Name, p.Hosts, in)
			}
			hosts += p.Hosts
		}
		if hosts != f.Hosts {
			t.Errorf("%s: %d hosts, and %d in pools", name, f.Hosts, hosts)
		}
		ran, err := experiment.Run(context.Background(), f.Config(), 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ran.Tasks.Running != ran.Tasks.Requested {
			t.Errorf("%s: %d of %d tasks run on the planned fleet", name, ran.Tasks.Running, ran.Tasks.Requested)
		}
	}
}

// cost is that of the cheapest fleet; no fleet is dearer than any.
func cost(r *plan.Result) float64 {
	if r == nil {
		return 1e12
	}
	return r.Fleets[0].USDPerHour
}

// TestPlansOfRandomWorkloads has plans that are sound, never worse with more candidates, never cheaper with more asked for,
// and on one type without headroom as many hosts as are needed.
func TestPlansOfRandomWorkloads(t *testing.T) {
	rounds := 25
	if testing.Short() {
		rounds = 5
	}
	luck := rand.New(rand.NewPCG(11, 12))
	fleets := 0
	for range rounds {
		c := random(t, luck)
		low := plan.Options{Candidates: candidates(t, "m5.large"), Pools: 1, Effort: effort(t, "low"), Headroom: plan.HeadroomNone}
		none := planned(t, c, low)
		if none == nil {
			continue
		}
		sound(t, "one type", none)
		needed, err := experiment.HostsNeeded(context.Background(), c)
		if err != nil {
			t.Fatal(err)
		}
		// A run has another chance than HostsNeeded, and may need a host more; and there is a host in every zone.
		if f := &none.Fleets[0]; max(*needed.Needed, len(c.Groups[0].Zones)) != f.AsWritten || f.Hosts < f.AsWritten {
			t.Errorf("%d hosts planned, %d placed, and %d are needed", f.Hosts, f.AsWritten, *needed.Needed)
		}
		before, asked := none, low
		for _, h := range []plan.Headroom{plan.HeadroomOne, plan.HeadroomWave, plan.HeadroomAll} {
			asked.Headroom = h
			r := planned(t, c, asked)
			if cost(r) < cost(before) {
				t.Errorf("headroom %v costs %v, with less it was %v", h, cost(r), cost(before))
			}
			if r != nil {
				sound(t, h.String(), r)
				before = r
			}
		}
		zone := low
		zone.SurviveZone = true
		if r := planned(t, c, zone); r != nil {
			sound(t, "a zone lost", r)
			if cost(r) < cost(none) {
				t.Errorf("with a zone lost it costs %v, without %v", cost(r), cost(none))
			}
			zone.Headroom = plan.HeadroomOne
			if both := planned(t, c, zone); both != nil {
				sound(t, "a zone lost, and headroom", both)
			}
		}
		wide := low
		wide.Candidates = candidates(t, few...)
		wider := planned(t, c, wide)
		sound(t, "more types", wider)
		wide.Pools = 3
		pools := planned(t, c, wide)
		sound(t, "pools", pools)
		wide.Pools, wide.Order, wide.Strategies = 1, true, true
		searched := planned(t, c, wide)
		sound(t, "order and strategies", searched)
		if cost(wider) > cost(none) || cost(pools) > cost(wider) || cost(searched) > cost(wider) || wider.AnyFleetLowerBoundUSDPerHour > none.AnyFleetLowerBoundUSDPerHour {
			t.Errorf("%v with one type, %v with more, %v with pools, %v searched; bounds %v, %v", cost(none), cost(wider), cost(pools), cost(searched),
				none.AnyFleetLowerBoundUSDPerHour, wider.AnyFleetLowerBoundUSDPerHour)
		}
		fleets += len(none.Fleets) + len(wider.Fleets) + len(pools.Fleets)
	}
	if fleets < 3*rounds {
		t.Errorf("only %d fleets in %d rounds", fleets, rounds)
	}
}

// TestAnyNumberOfWorkers gives the same bytes.
func TestAnyNumberOfWorkers(t *testing.T) {
	c := library(t, "daemons-and-sidecars")
	want := ""
	for _, workers := range []int{1, 2, 8} {
		got := asJSON(t, made(t, c, plan.Options{Candidates: candidates(t, few...), Pools: 2, Headroom: plan.HeadroomOne, Effort: effort(t, "low"), Workers: workers,
			Order: true, Strategies: true}))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%d workers give\n%s\nwanted\n%s", workers, got, want)
		}
	}
}

// TestFewerTasksNeverCostMore takes a service away.
func TestFewerTasksNeverCostMore(t *testing.T) {
	luck := rand.New(rand.NewPCG(21, 22))
	for range 10 {
		c := random(t, luck)
		o := plan.Options{Candidates: candidates(t, few...), Pools: 1, Effort: effort(t, "low"), Headroom: plan.HeadroomNone}
		all := planned(t, c, o)
		less := *c
		less.Services = append([]config.Service{}, c.Services...)
		less.Services[0].Desired = 0
		some := planned(t, &less, o)
		if all != nil && some != nil && some.AnyFleetLowerBoundUSDPerHour > all.AnyFleetLowerBoundUSDPerHour {
			t.Errorf("a bound of %v, and of %v without a service", all.AnyFleetLowerBoundUSDPerHour, some.AnyFleetLowerBoundUSDPerHour)
		}
	}
}
