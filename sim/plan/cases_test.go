package plan_test

import (
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/plan"
)

// TestCases has workloads whose fleets are known: C1 is microservices with a trunk, C5 survive-a-zone.
func TestCases(t *testing.T) {
	trunk := []model.Setup{model.SetupTrunking}
	for _, x := range []struct {
		name, scenario, typ       string
		setups                    []model.Setup
		headroom                  plan.Headroom
		search, zone              bool
		hosts, bound, placed, of  int
		runs, deployments, change int
	}{
		{"C1 as written", "microservices", "m5.large", trunk, plan.HeadroomOne, false, false, 26, 23, 26, 10, 10, 40, 0},
		{"C1 without a trunk", "microservices", "m5.large", nil, plan.HeadroomNone, false, false, 72, 72, 72, 10, 0, 0, 0},
		{"C1 in bridge mode", "microservices", "m5.large", []model.Setup{model.SetupBridgeDynamic}, plan.HeadroomNone, false, false, 23, 23, 23, 10, 0, 36, 0},
		{"C1 in another order", "microservices", "m5.large", trunk, plan.HeadroomOne, true, false, 24, 23, 26, 10, 10, 40, 2},
		{"C1 at its bound", "microservices", "m5.large", trunk, plan.HeadroomNone, true, false, 23, 23, 26, 10, 0, 0, 2},
		{"C5 with a zone lost", "survive-a-zone", "m5.xlarge", nil, plan.HeadroomOne, false, true, 12, 12, 12, 10, 10, 1, 0},
		{"C5 with a zone lost, without trunks", "survive-a-zone-no-trunking", "m5.xlarge", nil, plan.HeadroomOne, false, true, 30, 30, 30, 10, 10, 1, 0},
		{"C5", "survive-a-zone-no-trunking", "m5.xlarge", nil, plan.HeadroomNone, false, false, 20, 20, 20, 10, 0, 0, 0},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			r := made(t, library(t, x.scenario), plan.Options{Candidates: candidates(t, x.typ), Setups: x.setups, Pools: 1, Headroom: x.headroom,
				Order: x.search, Strategies: x.search, SurviveZone: x.zone, Effort: effort(t, "normal"), Workers: 1})
			sound(t, x.name, r)
			f := r.Fleets[0]
			if f.Hosts != x.hosts || f.LowerBoundHosts != x.bound || f.AsWritten != x.placed {
				t.Errorf("%d hosts, bound %d, %d as written; wanted %d, %d, %d", f.Hosts, f.LowerBoundHosts, f.AsWritten, x.hosts, x.bound, x.placed)
			}
			if d := f.Redeploys; d.Of != x.of || d.Completed != x.runs || d.Most != x.deployments {
				t.Errorf("redeployments %+v, wanted %d of %d, and %d in a run at most", *d, x.runs, x.of, x.deployments)
			}
			if f.Survives != x.zone || len(r.Changes) < x.change || (x.change == 0) != (len(r.Changes) == 0) {
				t.Errorf("survives %v, changes %v; wanted %v, and %d changes at least", f.Survives, r.Changes, x.zone, x.change)
			}
		})
	}
}

// TestCheapestOfTheCatalogue plans C1 over all instance types: what any fleet costs at least is within half a percent of the
// cheapest, of which there are three sizes, and the tightest has no room for a deployment.
func TestCheapestOfTheCatalogue(t *testing.T) {
	r := made(t, library(t, "microservices"), plan.Options{Candidates: candidates(t, "all"), Setups: []model.Setup{model.SetupTrunking}, Pools: 2, Headroom: plan.HeadroomNone,
		Order: true, Strategies: true, Effort: effort(t, "normal"), Workers: 2})
	sound(t, "C1", r)
	i := slices.IndexFunc(r.Fleets, func(f plan.Fleet) bool { return f.Pools[0].InstanceType == "c6a.xlarge" })
	if i < 0 || r.Fleets[i].Hosts != 12 || r.Fleets[i].USDPerHour != 1.836 || !r.Fleets[i].Cheapest || r.Fleets[i].Redeploys.Most != 0 || r.Fleets[0].USDPerHour != 1.836 {
		t.Errorf("fleets %+v, wanted 12 c6a.xlarge at 1.836 among the cheapest, proved, without a redeployment that completes", r.Fleets)
	}
	if b := r.AnyFleetLowerBoundUSDPerHour; b < 1.8263 || b > 1.836 {
		t.Errorf("any fleet costs at least %v, wanted 1.8263 to 1.836", b)
	}
	if r.TypesConsidered < 600 || r.TypesLeftOut["architecture"] == 0 || r.TypesLeftOut["burstable"] == 0 || r.TypesLeftOut["previousGeneration"] == 0 {
		t.Errorf("%d types, left out %v; wanted over 600, and some of each rule", r.TypesConsidered, r.TypesLeftOut)
	}
}

// TestPools has two services of different shape, for which two types are cheaper than one.
func TestPools(t *testing.T) {
	c := library(t, "daemons-and-sidecars")
	o := plan.Options{Candidates: candidates(t, "m5.*", "c6a.*"), Pools: 1, Headroom: plan.HeadroomOne, Effort: effort(t, "normal"), Workers: 1}
	one := made(t, c, o)
	o.Pools = 2
	two := made(t, c, o)
	sound(t, "two pools", two)
	f := two.Fleets[0]
	if len(f.Pools) != 2 || f.USDPerHour >= one.Fleets[0].USDPerHour {
		t.Fatalf("%d pools at %v USD/h, wanted 2 below %v", len(f.Pools), f.USDPerHour, one.Fleets[0].USDPerHour)
	}
	names := map[string]int{}
	for _, p := range f.Pools {
		for _, s := range p.Services {
			names[s]++
		}
	}
	for i := range c.Services {
		if s := &c.Services[i]; (names[s.Name] == 1) == s.Daemon {
			t.Errorf("service %s (daemon: %v) is on %d pools", s.Name, s.Daemon, names[s.Name])
		}
	}
}

// TestPricesOfOnesOwn has Spot instances, of which there are few, and a price for every host.
func TestPricesOfOnesOwn(t *testing.T) {
	c := library(t, "survive-a-zone")
	plans := func(file string, perHost int64) *plan.Result {
		p := plan.CataloguePrices("us-east-1")
		p.PerHost = perHost
		if file != "" {
			readPrices(t, p, file)
		}
		all, err := plan.Choose([]string{"m5.xlarge", "m5.2xlarge"}, plan.Filter{}, p)
		if err != nil {
			t.Fatal(err)
		}
		r := made(t, c, plan.Options{Candidates: all, Pools: 1, Headroom: plan.HeadroomNone, Effort: effort(t, "low"), Workers: 1})
		sound(t, file, r)
		return r
	}
	if r := plans("", 0); r.Fleets[0].USDPerHour != 8*0.192 || r.Fleets[0].OwnPrices() != nil {
		t.Errorf("%+v, wanted 8 m5.xlarge", r.Fleets[0])
	}
	if r := plans("", 50_000); r.Fleets[0].Pools[0].InstanceType != "m5.2xlarge" || r.Fleets[0].USDPerHour != 4*(0.384+0.05) {
		t.Errorf("%+v, wanted 4 m5.2xlarge, since every host costs five cents more", r.Fleets[0])
	}
	r := plans("instanceType,usdPerHour,kind,maxHosts\nm5.xlarge,0.07,spot,5\n", 0)
	f := &r.Fleets[0]
	if want := float64(5*70_000+3*192_000) / 1e6; f.USDPerHour != want || f.Spot == nil || f.Spot.Hosts != 5 || f.Spot.Largest != 3 {
		t.Errorf("%v USD/h, Spot %+v; wanted %v with 5 hosts of Spot, 3 of them in one zone", f.USDPerHour, f.Spot, want)
	}
	if own := f.OwnPrices()["m5.xlarge"]; own != f.USDPerHour/8 {
		t.Errorf("a mean price of %v, wanted %v", own, f.USDPerHour/8)
	}
	r = plans("\ufeffinstanceType,usdPerHour\nm5.2xlarge,0.1\n", 0)
	if f := &r.Fleets[0]; f.Pools[0].InstanceType != "m5.2xlarge" || f.USDPerHour != 0.4 || r.AnyFleetLowerBoundUSDPerHour > 0.4 {
		t.Errorf("%+v, wanted 4 m5.2xlarge at a tenth of a dollar", f)
	}
}
