package catalog

import (
	"strings"
	"testing"

	"ecssim/model/catalog/internal/pricetable"
)

// X39 of the facts of 2026, and the other Regions: an m5.large in each, with its day.
func TestX39PricesOfRegions(t *testing.T) {
	const day = "2025-05-28"
	want := []struct {
		region, date string
		usd          float64
	}{
		{"us-east-1", "2026-07-20", 0.096}, {"us-east-2", day, 0.096}, {"us-west-2", day, 0.096},
		{"ca-central-1", day, 0.107},
		{"sa-east-1", day, 0.153}, {"eu-west-1", day, 0.107}, {"eu-central-1", day, 0.115}, {"eu-north-1", day, 0.102},
		{"ap-northeast-1", day, 0.124}, {"ap-northeast-2", day, 0.118}, {"ap-southeast-1", day, 0.12},
		{"ap-southeast-2", day, 0.12}, {"ap-south-1", day, 0.101},
	}
	regions := PricedRegions()
	if len(regions) != len(want) {
		t.Fatalf("prices of %v, want %d Regions", regions, len(want))
	}
	for i, w := range want {
		l := Prices(w.region)
		usd, ok := l.USDPerHour("m5.large")
		if regions[i] != w.region || l.Region != w.region || l.Date != w.date || !ok || usd != w.usd {
			t.Errorf("%s, listed as %s: %v, %v of %s; want %v of %s", w.region, regions[i], usd, ok, l.Date, w.usd, w.date)
		}
	}
}

func TestUnknownPrices(t *testing.T) {
	for _, c := range []struct{ region, instanceType string }{
		{"us-east-1", "m5.lrge"}, {"us-east-1", "hpc6a.48xlarge"}, {"ap-northeast-2", "m5.lrge"},
		{"ap-northeast-2", "a1.large"},
		{"ap-northeast-2", "m8i.large"}, {"eu-west-2", "m5.large"}, {"eu-wset-1", "m5.large"}, {"", "m5.large"},
	} {
		if usd, ok := Prices(c.region).USDPerHour(c.instanceType); ok || usd != 0 {
			t.Errorf("%s in %q: %v, want no price", c.instanceType, c.region, usd)
		}
	}
	if usd, ok := (PriceList{}).USDPerHour("m5.large"); ok {
		t.Errorf("the empty list has a price: %v", usd)
	}
}

func TestLacking(t *testing.T) {
	const seoul, saoPaulo = "in ap-northeast-2 (on demand, 2025-05-28) of ", "in sa-east-1 (on demand, 2025-05-28) of "
	for _, c := range []struct {
		region string
		types  []string
		want   string // behind "no price is known "
	}{
		{"ap-northeast-2", nil, ""},
		{"ap-northeast-2", []string{"a1.large"}, seoul + "a1.large"},
		{"us-east-1", []string{"a", "b"}, "in us-east-1 (on demand, 2026-07-20) of a and b"},
		{"sa-east-1", []string{"a", "b", "c", "d"}, saoPaulo + "a, b, c and d"},
		{"sa-east-1", []string{"a", "b", "c", "d", "e"}, saoPaulo + "a, b, c and 2 more instance types"},
		{"eu-west-2", []string{"a"}, "in eu-west-2: the catalogue has those of us-east-1, us-east-2, us-west-2, " +
			"ca-central-1, sa-east-1, eu-west-1, eu-central-1, eu-north-1, ap-northeast-1, ap-northeast-2, " +
			"ap-southeast-1, ap-southeast-2, ap-south-1"},
	} {
		if c.want != "" {
			c.want = "no price is known " + c.want
		}
		if got := Prices(c.region).Lacking(c.types); got != c.want {
			t.Errorf("%s lacks %v: %q, want %q", c.region, c.types, got, c.want)
		}
	}
}

// TestPricesAsWritten: the stored table is what the generator's writer makes of what it
// holds, so nobody has changed it by hand, and it keeps the licence of the data.
func TestPricesAsWritten(t *testing.T) {
	stored, err := pricetable.Parse(pricesCSV)
	if err != nil {
		t.Fatal(err)
	}
	if stored.String() != pricesCSV {
		t.Error("prices.csv is not what its generator would write")
	}
	notes := strings.Join(stored.Notes, "\n")
	for _, want := range []string{"Copyright (c) 2013 Garret Heaton (powdahound.com)", "shall be\nincluded in all copies",
		"github.com/cristim/ec2-instances-info v0.0.0-"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes of prices.csv lack %q", want)
		}
	}
	before := -1
	counts := map[string]int{}
	for _, r := range stored.Rows {
		i, ok := table().index[r.InstanceType]
		if !ok || i <= before {
			t.Errorf("%s is no type of the catalogue, or does not stand in its order", r.InstanceType)
		}
		before = i
		for c, usd := range r.Prices {
			if usd != "" {
				counts[stored.Columns[c].Region]++
			}
		}
	}
	for region, want := range map[string]int{
		"us-east-2": 830, "us-west-2": 903, "ca-central-1": 538, "sa-east-1": 534, "eu-west-1": 812, "eu-central-1": 802,
		"eu-north-1": 517, "ap-northeast-1": 803, "ap-northeast-2": 521, "ap-southeast-1": 670, "ap-southeast-2": 719,
		"ap-south-1": 591,
	} {
		if counts[region] != want {
			t.Errorf("%s: prices of %d types, want %d", region, counts[region], want)
		}
	}
}

func TestRegions(t *testing.T) {
	all := Regions()
	if len(all) != 48 {
		t.Errorf("%d Regions, want 48", len(all))
	}
	for _, name := range PricedRegions() {
		if !KnownRegion(name) {
			t.Errorf("%s has prices and is no Region", name)
		}
	}
	for _, name := range []string{"", "us-east", "us-east-1a", "us-esat-1", "ap-northeast-22"} {
		if KnownRegion(name) {
			t.Errorf("%q is a Region", name)
		}
	}
}
