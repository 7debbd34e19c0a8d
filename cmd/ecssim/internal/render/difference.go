package render

import "ecssim/sim/experiment"

// differing are the measures whose paired differences a table shows.
var differing = []string{
	"tasks.placed", "tasks.waiting", "tasks.refused", "portConflicts.refused", "eniExhaustion.refused",
	"timeToPlaceSeconds.mean", "timeToRunningSeconds.mean", "timeToRunningSeconds.p95",
}

// differenceTable shows what changes from the first setup to each other one; the
// runs are compared in pairs that met the same chance.
func differenceTable(differences []experiment.Difference) Table {
	t := Table{Title: "Paired differences, with 95 % confidence intervals", Columns: []Column{
		text("setup"), text("less"), text("measure"), count("mean"), count("low"), count("high")}}
	for _, d := range differences {
		for _, path := range differing {
			if x, ok := d.Measures[path]; ok {
				t.add(d.Setup, d.Versus, path, decimal(x.Mean, 3), decimal(x.Low, 3), decimal(x.High, 3))
			}
		}
	}
	return t
}
