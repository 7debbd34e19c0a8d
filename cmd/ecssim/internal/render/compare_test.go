package render

import (
	"slices"
	"testing"

	"ecssim/sim/report"
)

func TestComparisonVerdictNamesEachBound(t *testing.T) {
	hosts := func(n int) *int { return &n }
	setup := func(name string, n int, bound, next string) report.SetupResult {
		return report.SetupResult{Setup: name, HostsNeeded: hosts(n), BoundBy: bound, NextBound: next}
	}
	trunking := setup("awsvpc-trunking", 1, "RESOURCE:ENI", "RESOURCE:CPU")
	dynamic := setup("bridge-dynamic", 1, "RESOURCE:CPU", "RESOURCE:MEMORY")
	static, host := setup("bridge-static", 4, "RESOURCE:PORTS", "RESOURCE:CPU"), setup("host", 4, "RESOURCE:PORTS", "RESOURCE:CPU")
	for _, c := range []struct {
		setups []report.SetupResult
		want   string
	}{
		{[]report.SetupResult{trunking, dynamic, static, host}, "x: fewest hosts under awsvpc-trunking and bridge-dynamic, 1 " +
			"(awsvpc-trunking: ENI slots bind, then CPU; bridge-dynamic: CPU binds, then memory); " +
			"most under bridge-static and host, 4 (static host ports bind, then CPU)."},
		{[]report.SetupResult{static, host}, "x: 4 hosts needed under bridge-static and host (static host ports bind, then CPU)."},
		{[]report.SetupResult{trunking, dynamic}, "x: 1 host needed under awsvpc-trunking and bridge-dynamic " +
			"(awsvpc-trunking: ENI slots bind, then CPU; bridge-dynamic: CPU binds, then memory)."},
	} {
		if got := comparisonVerdict(&report.Comparison{Scenario: "x", Setups: c.setups}); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

// A note stands once, with the setups that it is about, where they are not all.
func TestSetupNotes(t *testing.T) {
	setup := func(name, note string) report.SetupResult {
		return report.SetupResult{Setup: name, Note: note, Result: &report.Report{}}
	}
	for _, row := range []struct {
		setups []report.SetupResult
		want   []string
	}{
		{[]report.SetupResult{setup("awsvpc", ""), setup("host", "")}, nil},
		{[]report.SetupResult{setup("awsvpc", "a"), setup("host", "a")}, []string{"a"}},
		{[]report.SetupResult{setup("awsvpc", "a"), setup("host", "b"), setup("bridge-static", "a")}, []string{"awsvpc and bridge-static: a", "host: b"}},
	} {
		if got := setupNotes(row.setups); !slices.Equal(got, row.want) {
			t.Errorf("notes %q, want %q", got, row.want)
		}
	}
}
