package experiment

import (
	"slices"

	"ecssim/sim/config"
	"ecssim/sim/report"
)

// labelPrices enters in the report of a run where, when and of what kind its prices are, and
// of which of its instances' types none is known.
func labelPrices(c *config.Config, r *report.Report) {
	var types []string
	for i := range r.Instances {
		if t := r.Instances[i].InstanceType; !slices.Contains(types, t) {
			types = append(types, t)
		}
	}
	r.PriceNote = c.PriceNote(types)
	if r.Density.USDPerHour != nil {
		label(c.PriceLabel(types), &r.Density.PriceRegion, &r.Density.PriceDate, &r.Density.PriceKind)
	}
}

// label writes a label into the three fields beside a price.
func label(l config.PriceLabel, region, date, kind *string) {
	*region, *date, *kind = l.Region, l.Date, string(l.Kind)
}

// monthly is the price of a month; nil where that of an hour is not known.
func monthly(usdPerHour *float64) *float64 {
	if usdPerHour == nil {
		return nil
	}
	usd := dollars(float64(*usdPerHour * report.HoursOfMonth))
	return &usd
}
