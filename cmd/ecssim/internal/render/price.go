package render

import (
	"fmt"
	"strings"

	"ecssim/sim/config"
	"ecssim/sim/report"
)

// priced continues the line that says of which day the data are with where, when and of what
// kind the prices shown are; "" where none is.
func priced(region, date, kind string) string {
	switch config.PriceKind(kind) {
	case config.OnDemandPrice:
		return fmt.Sprintf("; on-demand prices in %s of %s", region, date)
	case config.FilePrice:
		return "; prices as the scenario's file gives them"
	case config.MixedPrice:
		return fmt.Sprintf("; on-demand prices in %s of %s, some as the scenario's file gives them", region, date)
	}
	return ""
}

// runPriced is priced for a run.
func runPriced(r *report.Report) string {
	return priced(r.Density.PriceRegion, r.Density.PriceDate, r.Density.PriceKind)
}

// sentence is a note with a capital and a full stop, as a list of notes to add to one; empty
// where there is no note.
func sentence(note string) []string {
	if note == "" {
		return nil
	}
	return []string{strings.ToUpper(note[:1]) + note[1:] + "."}
}
