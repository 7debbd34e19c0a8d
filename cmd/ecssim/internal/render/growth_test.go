package render

import (
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/observe/words"
	"ecssim/sim/report"
)

// TestEveryResource looks for words for every resource, and for its column in the table of
// limits: none for a quota, and for what is rare only where a row has it.
func TestEveryResource(t *testing.T) {
	all, few := report.DensityRow{Limits: map[string]*int{}}, report.DensityRow{Limits: map[string]*int{}}
	n := 0
	for r := range model.Resources() {
		if r.OfAccount() {
			continue
		}
		n++
		limit := 1000 + n
		all.Limits[r.Key()] = &limit
		if !r.Rare() {
			few.Limits[r.Key()] = &limit
		}
	}
	n = 0
	for r := range model.Resources() {
		t.Run(r.Key(), func(t *testing.T) {
			if got := words.Limit(r.Reason().String()); got != r.Words() || got == "" {
				t.Errorf("in words %q, want %q", got, r.Words())
			}
			if r.OfAccount() {
				return
			}
			n++
			for _, c := range []struct {
				row  report.DensityRow
				want bool
			}{{all, true}, {few, !r.Rare()}} {
				table := Density(DensityAnswer{Rows: []report.DensityRow{c.row}}).Tables[0]
				column := -1
				for i, h := range table.Columns {
					if strings.HasPrefix(h.Name, r.Column()+" limit") {
						column = i
					}
				}
				switch {
				case column >= 0 != c.want:
					t.Errorf("a column: %v, want %v", column >= 0, c.want)
				case column >= 0 && table.Rows[0][column] != integer(1000+n):
					t.Errorf("the column says %s, want %d", table.Rows[0][column], 1000+n)
				}
			}
		})
	}
}
