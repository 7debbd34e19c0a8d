package render

import (
	"strings"
	"testing"

	"ecssim/sim"
	"ecssim/sim/observe/find"
	"ecssim/sim/report"
)

func float(s float64) *float64 { return &s }

// TestDeploymentVerdict says how services' last deployments stand, the worst first.
func TestDeploymentVerdict(t *testing.T) {
	stuck := report.Deployment{TaskDefinition: "web:2", Verdict: report.Stuck, StuckAt: float(600), BlockedBy: "RESOURCE:ENI", Desired: 3, Lower: 3, Upper: 6}
	ports := stuck
	ports.BlockedBy, ports.Remedies = "RESOURCE:PORTS", []report.Remedy{{Text: "1 more m5.large in group hosts"}, {Text: "something larger"}}
	config := stuck
	config.BlockedBy, config.Upper = sim.BlockedByConfiguration, 3
	missing := stuck
	missing.BlockedBy = "MemberOf placement constraint unsatisfied."
	failed := report.Deployment{TaskDefinition: "web:2", Verdict: report.Failed, FailedTasks: 3}
	back := report.Deployment{TaskDefinition: "web:2", Verdict: report.RolledBack, RolledBackTo: "web:1", FailedTasks: 1}
	moving := report.Deployment{TaskDefinition: "web:2", Verdict: report.InProgress, StartedAt: 600}
	done := report.Deployment{TaskDefinition: "web:2", Verdict: report.Completed, Seconds: float(90), LowestRunning: 2, Desired: 3}
	created := done
	created.Creation = true
	waits := stuck
	waits.Creation = true
	for _, test := range []struct {
		last []report.Deployment // of one service each
		want string
	}{
		{[]report.Deployment{created, waits}, ""},
		{[]report.Deployment{stuck}, "Deployment of web:2 is STUCK since 10.0 min: no host takes another task, for want of ENI slots."},
		{[]report.Deployment{ports}, "Deployment of web:2 is STUCK since 10.0 min: no host takes another task: port 80 is taken (static host ports); " +
			"smallest change: 1 more m5.large in group hosts."},
		{[]report.Deployment{config}, "Deployment of web:2 is STUCK since 10.0 min: it may neither start nor stop a task: " +
			"of 3, at least 3 have to stay healthy and at most 3 may be there."},
		{[]report.Deployment{missing}, "Deployment of web:2 is STUCK since 10.0 min: no host takes another task: a memberOf placement constraint."},
		{[]report.Deployment{done, back, failed, stuck}, "Deployment of web:2 in service s4 is STUCK since 10.0 min: no host takes another task, " +
			"for want of ENI slots. DEPLOYMENT_FAILED s3 DEPLOYMENT_ROLLED_BACK s2"},
		{[]report.Deployment{back, failed}, "Deployment of web:2 in service s2 FAILED: its circuit breaker ended it after 3 failed tasks. " +
			"DEPLOYMENT_ROLLED_BACK s1"},
		{[]report.Deployment{back}, "Deployment of web:2 was ROLLED_BACK to web:1: its circuit breaker ended it after 1 failed task."},
		{[]report.Deployment{moving}, "Deployment of web:2 is still IN_PROGRESS 20.0 min after its start."},
		{[]report.Deployment{done}, "Deployment of web:2 completed in 90.0 s, lowest 2 of 3 running."},
		{[]report.Deployment{done, done}, "2 deployments completed."},
	} {
		r := &report.Report{SimulatedSeconds: 1800, Refusals: []report.Refusal{{Reason: "RESOURCE:ENI"}}, PortConflicts: report.PortConflicts{ByPort: []report.PortConflict{{Port: 80, Protocol: "tcp"}}}}
		for i, d := range test.last {
			name := "web"
			if len(test.last) > 1 {
				name = "s" + integer(i+1)
			}
			earlier := failed
			earlier.Creation = false
			r.Services = append(r.Services, report.ServiceReport{ServiceName: name, Deployments: []report.Deployment{earlier, d}})
		}
		r.Findings = find.Of(r)
		find.Remedies(r)
		h := newHeadline(r)
		got := strings.TrimSpace(strings.TrimSuffix(h.text, "0 of 0 tasks placed."))
		earlier := 0
		for _, f := range h.untold {
			if f.Code == report.DeploymentEarlier {
				earlier++
				continue
			}
			got += " " + f.Code + " " + f.Service
		}
		if earlier != len(test.last) {
			t.Errorf("%d earlier deployments are told, want %d", earlier, len(test.last))
		}
		if got != test.want {
			t.Errorf("%q\nwant %q", got, test.want)
		}
	}
}

// TestCreationIsNoDeploymentToTell keeps simple scenarios short: what would let a
// service have all its tasks stands below the services.
func TestCreationIsNoDeploymentToTell(t *testing.T) {
	r := &report.Report{Services: []report.ServiceReport{{ServiceName: "web", Deployments: []report.Deployment{
		{TaskDefinition: "web:1", Creation: true, Verdict: report.Stuck, StuckAt: float(0), Remedies: []report.Remedy{{Text: "2 more m5.large"}}},
	}}}}
	if rows := deploymentTable(r).Rows; len(rows) != 0 {
		t.Errorf("deployments: %v", rows)
	}
	if got, want := serviceTable(r).More, "Any one of these lets service web have all its tasks:\n  - 2 more m5.large"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestStepsOfOneMomentAreOneRow, and a status is shown where it says something.
func TestStepsOfOneMomentAreOneRow(t *testing.T) {
	r := &report.Report{CapacityProviders: []report.ProviderReport{{Name: "burst", Steps: []report.ScalingStep{
		{At: 60, Metric: 200, From: 0, To: 2}, {At: 3660, Metric: 50, From: 2, To: 1}, {At: 3660, Metric: 50, From: 1, To: 0},
	}}}}
	var got []string
	for _, row := range scalingTable(r).Rows {
		got = append(got, strings.Join(row, " "))
	}
	if want := "capacity provider burst 00:01:00 200.0 0 2\ncapacity provider burst 01:01:00 50.0 2 0"; strings.Join(got, "\n") != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.Instances = []report.InstanceReport{{InstanceID: "a", Status: "ACTIVE"}}
	if n := len(instanceTable(r).Columns); n != 11 {
		t.Errorf("%d columns with all ACTIVE, want 11", n)
	}
	r.Instances = append(r.Instances, report.InstanceReport{InstanceID: "b", Status: "DRAINING"})
	if table := instanceTable(r); len(table.Columns) != 12 || table.Rows[1][3] != "DRAINING" {
		t.Errorf("columns %v, rows %v", table.Columns, table.Rows)
	}
}

// TestFindingsOfOneCauseAreOne: findings with one cause and one remedy are told together, and a remedy
// that is told already is referred to.
func TestFindingsOfOneCauseAreOne(t *testing.T) {
	of := func(code, service, text string, changes ...string) report.Finding {
		f := report.NewFinding(code)
		f.Service, f.Text = service, text
		for _, c := range changes {
			f.Remedies = append(f.Remedies, report.FindingRemedy{Change: c, Outcome: "all its tasks are placed"})
		}
		return f
	}
	stuck := of(report.DeploymentStuck, "c", "Deployment of c:2 is STUCK since 9.0 s: no host; 1 of 2 tasks waits", "1 more")
	vain := of(report.HealthCheckRefused, "d", "Health checks fail: sg lets nothing in")
	vain.TriedInVain = []string{"an ingress rule of sg: tcp 80 from sg-alb"}
	also := vain
	also.Service, also.Text = "e", "Others fail: sg2 lets nothing in"
	h := headline{untold: []report.Finding{
		stuck, of(report.DeploymentStuck, "b", "Deployment of b:2 is STUCK since 8.0 s: no host; 3 of 4 tasks wait", "1 more"), vain, also,
		of(report.TasksWait, "a", "1 of 2 tasks of service a waits: no host", "1 more"),
		of(report.TasksWait, "f", "1 of 2 tasks of service f waits: no port", "1 more"),
		of(report.TasksWait, "g", "1 of 2 tasks of service g waits: no port", "2 more"),
	}}
	want := []string{
		"error: Deployment of c:2 is STUCK since 9.0 s (1 of 2 tasks waits), deployment of b:2 is STUCK since 8.0 s (3 of 4 tasks wait): no host; what helps: 1 more",
		"error: Health checks fail: sg lets nothing in; no change was found that helps, not an ingress rule of sg: tcp 80 from sg-alb",
		"error: Others fail: sg2 lets nothing in; no change was found that helps, the same as for d",
		"error: 1 of 2 tasks of service a waits: no host; smallest change: 1 more",
		"error: 1 of 2 tasks of service f waits: no port; smallest change: the same as for a",
		"error: 1 of 2 tasks of service g waits: no port; smallest change: 2 more",
	}
	l := findings(&report.Report{}, h)
	if got := strings.Join(l.Items, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if got := integer(len(l.First)); got != "5" { // the third of one code is not shown
		t.Errorf("%s are shown, want 5", got)
	}
	many := headline{}
	for i := range maxTogether + 2 {
		many.untold = append(many.untold, of(report.TasksWait, "a", "1 task of s"+integer(i)+" waits: no host", "1 more"))
	}
	l = findings(&report.Report{}, many)
	if want := "error: 1 task of s0 waits, 1 task of s1 waits, 1 task of s2 waits, 1 task of s3 waits, 1 task of s4 waits, and so for 2 more: no host; smallest change: 1 more"; len(l.First) != 1 || l.First[0] != want {
		t.Errorf("a terminal shows %q, want %q", l.First, want)
	}
	if want := "1 task of s6 waits: no host; smallest change: 1 more"; len(l.Items) != 1 || !strings.HasSuffix(l.Items[0], want) {
		t.Errorf("in all %q, want all subjects", l.Items)
	}
}
