package experiment

import (
	"context"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// TestPricesAreLabelled: in a run, in a comparison, in a density table and beside Fargate.
func TestPricesAreLabelled(t *testing.T) {
	const seoul, day = "ap-northeast-2", "2025-05-28"
	for _, x := range []struct {
		name string
		usd  float64
		date string
		want config.PriceLabel
		note string
	}{
		{"catalogue", 0.118, day, config.PriceLabel{Region: seoul, Date: day, Kind: config.OnDemandPrice}, ""},
		{"file", 0.1, "", config.PriceLabel{Region: seoul, Kind: config.FilePrice}, ""},
		{"unknown", config.UnknownPrice, "", config.PriceLabel{},
			"no price is known in ap-northeast-2 (on demand, 2025-05-28) of m5.large"},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := microservices()
			c.Region, c.Timings, c.Quotas = seoul, config.DefaultTimings(), config.DefaultQuotas()
			for i := range c.Groups {
				c.Groups[i].USDPerHour, c.Groups[i].PriceDate = x.usd, x.date
			}
			r, err := Compare(context.Background(), c, CompareOptions{Setups: []model.Setup{model.SetupBridgeDynamic}})
			if err != nil {
				t.Fatal(err)
			}
			s := &r.Setups[0]
			d := s.Result.Density
			known := x.want != config.PriceLabel{}
			if (s.USDPerHour != nil) != known || (d.USDPerHour != nil) != known {
				t.Errorf("prices %v and %v, want them known: %v", s.USDPerHour, d.USDPerHour, known)
			}
			needed := config.PriceLabel{Region: s.PriceRegion, Date: s.PriceDate, Kind: config.PriceKind(s.PriceKind)}
			ran := config.PriceLabel{Region: d.PriceRegion, Date: d.PriceDate, Kind: config.PriceKind(d.PriceKind)}
			if needed != x.want || ran != x.want {
				t.Errorf("the hosts needed are labelled %+v, the run %+v; want %+v", needed, ran, x.want)
			}
			if r.PriceNote != x.note || s.Result.PriceNote != x.note {
				t.Errorf("notes %q and %q, want %q", r.PriceNote, s.Result.PriceNote, x.note)
			}
		})
	}
}

func TestFargateIsLabelled(t *testing.T) {
	c := agents()
	if f := Fargate(c); f.PriceRegion != "us-east-1" || f.PriceDate != "2026-03-10" || f.PriceKind != "onDemand" {
		t.Errorf("%+v, want the Region, day and kind of its price", f)
	}
	c.Region = "ap-northeast-2"
	const note = "prices are known for us-east-1 only, not for ap-northeast-2"
	if f := Fargate(c); f.USDPerHour != nil || f.PriceRegion+f.PriceDate+f.PriceKind != "" || f.Note != note {
		t.Errorf("%+v, want no price, no label and a note", f)
	}
}

func TestDensityRowsAreLabelled(t *testing.T) {
	known, unknown := ofM5large(), ofM5large()
	known.PriceLabel = config.PriceLabel{Region: "eu-west-1", Date: "2025-05-28", Kind: config.OnDemandPrice}
	unknown.USDPerHour = config.UnknownPrice
	task := model.TaskDefinition{Family: "t", NetworkMode: model.Bridge, CPU: 256, Memory: 512,
		Containers: []model.Container{{Name: "a", Essential: true}}}
	rows := Density(DensityRequest{Types: []HostType{known, unknown}, Setups: []model.Setup{model.SetupHost}, Task: task})
	const label = "eu-west-1 2025-05-28 onDemand"
	if r := rows[0]; r.USDPerTaskHour == nil || r.PriceRegion+" "+r.PriceDate+" "+r.PriceKind != label {
		t.Errorf("%+v, want a price with its label", r)
	}
	if r := rows[1]; r.USDPerTaskHour != nil || r.PriceRegion+r.PriceDate+r.PriceKind != "" {
		t.Errorf("%+v, want neither price nor label", r)
	}
}
