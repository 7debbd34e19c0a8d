package render

import (
	"fmt"
	"slices"
	"strings"

	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// meansTable shows each setup's means over its runs.
func meansTable(r *experiment.ComparisonResult) Table {
	t := Table{Title: fmt.Sprintf("Means, over %d runs, with 95 %% confidence intervals", r.Replications), Columns: []Column{
		text("setup"), text("measure"), count("mean"), count("low"), count("high"), count("n")}}
	for i, runs := range r.Runs {
		if runs == nil {
			continue
		}
		all := runs.Value()
		for _, m := range brief() {
			if v, ok := all.At(m.Path); ok && !v.Null() {
				t.add(slices.Concat([]string{r.Setups[i].Setup, m.Path}, interval(v), []string{integer(r.Replications)})...)
			}
		}
	}
	return t
}

// brief are the measures whose means and paired differences a comparison shows.
func brief() []report.Summarized {
	return slices.DeleteFunc(report.Summary(), func(m report.Summarized) bool { return !m.Brief })
}

// differenceTable shows what changes from one setup to another; the runs are
// compared in pairs that met the same chance.
func differenceTable(r *experiment.ComparisonResult) Table {
	t := Table{Title: "Paired differences, with 95 % confidence intervals", Columns: []Column{
		text("setup"), text("less"), text("measure"), count("mean"), count("low"), count("high"), count("n")}}
	for _, d := range r.Differences {
		for _, m := range brief() {
			if x, ok := d.Measures[m.Path]; ok {
				t.add(d.Setup, d.Versus, m.Path, decimal(x.Mean, 3), decimal(x.Low, 3), decimal(x.High, 3), integer(r.Replications))
			}
		}
	}
	return t
}

// telling leaves out the measures, named in a column, that are zero in every row:
// what a reader of many rows need not see.
func telling(t Table, measure int) Table {
	return t.without("Measures that are 0 throughout are left out.", func(row []string) string { return row[measure] }, measure)
}

// different is the table without the differences that are 0 throughout.
func different(t Table, measure int) Table {
	return t.without("Differences that are 0 throughout are left out.", func(row []string) string { return strings.Join(row[:measure+1], "\n") }, measure)
}

// without leaves out the rows of those keys for which mean, low and high, which follow
// the measure, are 0 in all rows.
func (t Table) without(note string, key func(row []string) string, measure int) Table {
	tells := map[string]bool{}
	for _, row := range t.Rows {
		for _, cell := range row[measure+1 : measure+4] { // mean, low and high
			if strings.Trim(cell, "-0.") != "" {
				tells[key(row)] = true
			}
		}
	}
	all := t.Rows
	t.Rows = nil
	for _, row := range all {
		if tells[key(row)] {
			t.add(row...)
		}
	}
	t.limit(maxChecks)
	if len(tells) > 0 && len(t.Rows) < len(all) {
		t.note(note)
	}
	return t
}

// replicatedCSV is one table of all that a replicated comparison found: each row
// has what its setup needs, and either a mean of the setup or, where "less" names
// another setup, a paired difference.
func replicatedCSV(need, means, differences *Table) *Table {
	t := &Table{Columns: append(append([]Column{}, need.Columns...), differences.Columns[1:]...)}
	for _, setup := range need.Rows {
		add := func(cells []string) { t.add(append(append([]string{}, setup...), cells...)...) }
		known := false
		for _, row := range means.Rows {
			if row[0] == setup[0] {
				add(append([]string{none}, row[1:]...))
				known = true
			}
		}
		if !known { // not possible: what is known of the setup still has its row
			add([]string{none, none, none, none, none, none})
		}
		for _, row := range differences.Rows {
			if row[0] == setup[0] {
				add(row[1:])
			}
		}
	}
	return t
}
