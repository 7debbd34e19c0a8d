package config_test

import (
	"testing"

	"ecssim/sim/config"
)

// priced is a group of one type with a price and its date.
func priced(instanceType string, usd float64, date string) config.InstanceGroup {
	return config.InstanceGroup{InstanceType: instanceType, USDPerHour: usd, PriceDate: date}
}

func TestPriceLabel(t *testing.T) {
	c := &config.Config{Region: "ap-northeast-2", Groups: []config.InstanceGroup{
		priced("m5.large", 0.118, "2025-05-28"), priced("c5.large", 0.09, ""),
		priced("m8i.large", config.UnknownPrice, ""),
		priced("m8i.large", config.UnknownPrice, ""), priced("c5.xlarge", 0.192, "2025-05-28"),
	}}
	const seoul, day = "ap-northeast-2", "2025-05-28"
	mixed := config.PriceLabel{Region: seoul, Date: day, Kind: config.MixedPrice}
	const unknown = "no price is known in ap-northeast-2 (on demand, 2025-05-28) of m8i.large"
	for _, x := range []struct {
		types []string
		label config.PriceLabel
		note  string
	}{
		{nil, config.PriceLabel{}, ""},
		{[]string{"m5.large"}, config.PriceLabel{Region: seoul, Date: day, Kind: config.OnDemandPrice}, ""},
		{[]string{"c5.xlarge", "m5.large"}, config.PriceLabel{Region: seoul, Date: day, Kind: config.OnDemandPrice}, ""},
		{[]string{"c5.large"}, config.PriceLabel{Region: seoul, Kind: config.FilePrice}, ""},
		{[]string{"m5.large", "c5.large", "c5.xlarge"}, mixed, ""},
		{[]string{"m5.large", "m8i.large"}, config.PriceLabel{}, unknown},
		{c.InstanceTypes(), config.PriceLabel{}, unknown},
	} {
		if label, note := c.PriceLabel(x.types), c.PriceNote(x.types); label != x.label || note != x.note {
			t.Errorf("%v: %+v, %q; want %+v, %q", x.types, label, note, x.label, x.note)
		}
	}
}

// TestNewInstanceGroupHasItsPrice: that of us-east-1 with its day, or none.
func TestNewInstanceGroupHasItsPrice(t *testing.T) {
	for name, want := range map[string]config.InstanceGroup{
		"m5.large":       priced("m5.large", 0.096, "2026-07-20"),
		"hpc6a.48xlarge": priced("t8i.large", config.UnknownPrice, ""),
	} {
		g, err := config.NewInstanceGroup("hosts", name, 1)
		if err != nil || g.USDPerHour != want.USDPerHour || g.PriceDate != want.PriceDate {
			t.Errorf("%s: %v of %q (%v), want %v of %q", name, g.USDPerHour, g.PriceDate, err, want.USDPerHour, want.PriceDate)
		}
	}
}

// Of another Region are the catalogue's prices; the scenario's own have no date, and stay.
func TestInRegion(t *testing.T) {
	c := &config.Config{Region: "us-east-1", Groups: []config.InstanceGroup{priced("m5.large", 0.096, "2025-05-28"), priced("c5.large", 0.07, "")}}
	moved := c.InRegion("ap-northeast-2")
	usd, label := config.CatalogPrice("ap-northeast-2", "m5.large")
	if usd != 0.118 || moved.Region != "ap-northeast-2" || moved.Groups[0].USDPerHour != usd || moved.Groups[0].PriceDate != label.Date {
		t.Errorf("m5.large in %s at %v of %q, want 0.118 in ap-northeast-2 of %q", moved.Region, moved.Groups[0].USDPerHour, moved.Groups[0].PriceDate, label.Date)
	}
	if g := moved.Groups[1]; g.USDPerHour != 0.07 || g.PriceDate != "" {
		t.Errorf("c5.large at %v of %q, want the scenario's own 0.07", g.USDPerHour, g.PriceDate)
	}
	if c.Region != "us-east-1" || c.Groups[0].USDPerHour != 0.096 {
		t.Errorf("the scenario itself became %+v", c.Groups[0])
	}
	if g := moved.InRegion("us-east-1").Groups[0]; g.USDPerHour != 0.096 {
		t.Errorf("back in us-east-1 m5.large is at %v, want 0.096", g.USDPerHour)
	}
}
