package main

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// TestLibrary runs every scenario of the library by its name: what it expects
// must hold, the first line must say which limit binds and which comes next, and
// the last words must be its lesson. No limit stands where there are only daemons,
// for each host has the one task that it can have, no hosts in service, or no tasks.
func TestLibrary(t *testing.T) {
	for _, name := range scenarios.Names() {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if status := run([]string{"run", name}, &stdout, &stderr); status != exitOK {
				t.Fatalf("exit status %d: %s", status, &stderr)
			}
			s, err := scenarios.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			verdict, _, _ := strings.Cut(stdout.String(), "\n")
			bound := limitTold.MatchString(verdict)
			if limitless := onlyDaemons(s.Config) || slices.Contains([]string{"smallest-instance-veto", "empty-group-target-90", "bad-ami-all-at-once"}, name); bound == limitless {
				t.Errorf("verdict %q: wanted a limit and its runner-up, or none where there are only daemons, no hosts or no tasks", verdict)
			}
			said := strings.Join(strings.Fields(stdout.String()), " ")
			if want := "Lesson: " + strings.Join(strings.Fields(s.Lesson), " "); s.Lesson == "" || !strings.HasSuffix(said, want) {
				t.Errorf("output does not end with the lesson %q", s.Lesson)
			}
		})
	}
}

// limitTold is a first line that says what stops the next task, of which workload where there are
// several, and what comes next.
var limitTold = regexp.MustCompile(` the next task( of [^;]+)?; [^;]+ comes? next( \(what stops each of [^)]+\))?[.;]`)

func onlyDaemons(c *config.Config) bool {
	return len(c.RunTasks) == 0 && !slices.ContainsFunc(c.Services, func(s config.Service) bool { return !s.Daemon })
}

// TestCompareEveryScenario compares the setups for each scenario of the library,
// in every format.
func TestCompareEveryScenario(t *testing.T) {
	for _, name := range scenarios.Names() {
		for _, format := range formatNames() {
			var stdout, stderr bytes.Buffer
			if status := run([]string{"compare", name, "-o", format}, &stdout, &stderr); status != exitOK {
				t.Errorf("compare %s -o %s: exit status %d: %s", name, format, status, &stderr)
			}
			if stdout.Len() == 0 {
				t.Errorf("compare %s -o %s printed nothing", name, format)
			}
		}
	}
}

// TestHostsNeeded compares setups of planning cases whose hosts are worked out by
// hand: the least that take 240 tasks of 256 units and 768 MiB, 500 jobs at once, and
// on a good day 60 tasks of 512 units and 1,024 MiB.
func TestHostsNeeded(t *testing.T) {
	for _, c := range []struct {
		name, setup string
		hosts       int
	}{
		{"bridge-to-awsvpc", "bridge-dynamic", 30},            // 2048/256 = 8 a t3.large
		{"bridge-to-awsvpc", "awsvpc", 120},                   // 3 - 1 = 2
		{"bridge-to-awsvpc", "awsvpc-trunking", 120},          // a t3.large carries no trunk
		{"bridge-to-awsvpc-trunking", "awsvpc-trunking", 30},  // 2048/256 = 8 an m5.large
		{"burst-of-500", "awsvpc", 167},                       // 4 - 1 = 3 a c5.2xlarge
		{"burst-of-500", "awsvpc-trunking", 34},               // 15500/1024 = 15
		{"survive-a-zone-nine-hosts", "awsvpc-trunking", 8},   // ceil(60 / 8); in three zones alike 9
		{"survive-a-zone-no-trunking-21-hosts", "awsvpc", 20}, // ceil(60 / 3); in three zones alike 21
	} {
		var stdout, stderr bytes.Buffer
		if status := run([]string{"compare", c.name, "-o", "json"}, &stdout, &stderr); status != exitOK {
			t.Fatalf("compare %s: exit status %d: %s", c.name, status, &stderr)
		}
		var got report.Comparison
		if err := json.Unmarshal(stdout.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(got.Setups, func(s report.SetupResult) bool { return s.Setup == c.setup })
		n := got.Setups[i].HostsNeeded
		if n == nil {
			t.Errorf("%s under %s: the hosts needed are not known, want %d", c.name, c.setup, c.hosts)
		} else if *n != c.hosts {
			t.Errorf("%s under %s needs %d hosts, want %d", c.name, c.setup, *n, c.hosts)
		}
	}
}
