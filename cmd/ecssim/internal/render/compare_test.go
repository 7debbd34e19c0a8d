package render

import (
	"slices"
	"strings"
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
		{[]report.SetupResult{trunking, dynamic, static, host}, "x: fewest under awsvpc-trunking and bridge-dynamic, 1 " +
			"(awsvpc-trunking: ENI slots bind, then CPU; bridge-dynamic: CPU binds, then memory); " +
			"most under bridge-static and host, 4 (static host ports bind, then CPU)."},
		{[]report.SetupResult{static, host}, "x: 4 hosts needed under bridge-static and host (static host ports bind, then CPU)."},
		{[]report.SetupResult{trunking, dynamic}, "x: 1 host needed under awsvpc-trunking and bridge-dynamic " +
			"(awsvpc-trunking: ENI slots bind, then CPU; bridge-dynamic: CPU binds, then memory)."},
		{[]report.SetupResult{setup("as-written", 3, "RESOURCE:CPU", ""), static}, "x: 3 hosts needed as written (CPU binds, then nothing); 4 hosts needed under bridge-static (static host ports bind, then CPU)."},
		{[]report.SetupResult{setup("as-written", 3, "RESOURCE:CPU", ""), {Setup: "host", NotPossible: "links"}}, "x: 3 hosts needed as written (CPU binds, then nothing); not possible under host."},
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
		if got := setupNotes(row.setups, func(s *report.SetupResult) string { return s.Note }); !slices.Equal(got, row.want) {
			t.Errorf("notes %q, want %q", got, row.want)
		}
	}
}

// Each kind of change once, with the setups that make it; of many names the first.
func TestRewrittenNotes(t *testing.T) {
	changed := func(kinds ...string) (all []report.ChangedMode) {
		for i := 0; i < len(kinds); i += 3 {
			all = append(all, report.ChangedMode{Workload: kinds[i], From: kinds[i+1], To: kinds[i+2]})
		}
		return all
	}
	setup := func(name string, changed []report.ChangedMode) report.SetupResult {
		return report.SetupResult{Setup: name, Changed: changed, Result: &report.Report{}}
	}
	var many []report.ChangedMode
	for _, name := range strings.Split("abcdefghijklmn", "") {
		many = append(many, report.ChangedMode{Workload: name, From: "bridge", To: "awsvpc"})
	}
	c := &report.Comparison{
		Kept: []report.KeptMode{{Workload: "node", NetworkMode: "host", Because: []string{"DAEMON", "host"}}},
		Setups: []report.SetupResult{
			setup("as-written", nil),
			setup("awsvpc", many), setup("awsvpc-trunking", many),
			setup("bridge-dynamic", nil),
			setup("bridge-static", changed("a", "bridge", "bridge", "b", "bridge", "bridge", "c", "awsvpc", "bridge")),
			{Setup: "host", NotPossible: "links"},
		}}
	want := []string{
		"Left as written by every setup: node (host; DAEMON, host). --move daemons,host, or keepNetworkMode: false, lets the setups rewrite daemons and what runs in host mode.",
		"awsvpc and awsvpc-trunking change 14 workloads from bridge to awsvpc (a, b, c, d, e, f, g, h, i, j, k, l and 2 more).",
		"bridge-dynamic changes no task definition.",
		"bridge-static changes 2 workloads in host ports (a, b); c from awsvpc to bridge.",
	}
	if got := rewritten(c); !slices.Equal(got, want) {
		t.Errorf("notes\n%q\nwant\n%q", got, want)
	}
	c.Kept[0].Because = []string{"keepNetworkMode"}
	if got := rewritten(c)[0]; got != "Left as written by every setup: node (host; keepNetworkMode)." {
		t.Errorf("what the file keeps: %q", got)
	}
}
