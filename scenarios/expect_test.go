package scenarios

import (
	"encoding/json"
	"strings"
	"testing"

	"ecssim/sim/report"
)

const outcome = `{
 "simulatedSeconds": 12.5, "tasks": {"running": 3}, "timeToPlaceSeconds": {"mean": 4},
 "refusals": [
  {"reason": "RESOURCE:ENI", "tasks": 3}, {"reason": "MemberOf placement constraint unsatisfied.", "tasks": 2}],
 "services": [
  {"serviceName": "web", "running": 2, "waiting": 3, "placed": 2, "deployments": []},
  {"serviceName": "api", "running": 1, "deployments": [
    {"taskDefinition": "api:1", "verdict": "STUCK", "lowestRunning": 3, "remedies": [{"change": "hosts", "value": 2}]},
    {"taskDefinition": "api:2", "verdict": "COMPLETED", "remedies": []}]}],
 "capacityProviders": [{"name": "burst", "peak": 4, "steps": [{"at": 60, "to": 4}]}],
 "targetGroups": [{"targetGroup": "targetgroup/api.v2/0123", "healthy": 1}],
 "instances": [{"instanceId": "m5.large-1", "boundBy": null, "trunk": false, "resources": {"ENI": {"used": 2}}}],
 "portConflicts": {"byPort": [{"port": 80, "times": 12}]}}`

// TestCheck tests each form against one outcome: those that hold, and those that
// do not, with have and want.
func TestCheck(t *testing.T) {
	var report report.Report
	if err := json.Unmarshal([]byte(outcome), &report); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ expect, failure string }{
		{`{that: tasks.running, is: 3}`, ""},
		{`{that: tasks.running, is: 4}`, "tasks.running is 3, want 4"},
		{`{that: tasks.running, is: "3"}`, `tasks.running is 3, want "3"`},
		{`{that: tasks.running, atLeast: 3, atMost: 3}`, ""},
		{`{that: tasks.running, atLeast: 4}`, "tasks.running is 3, want at least 4"},
		{`{that: tasks.running, atMost: 2}`, "tasks.running is 3, want at most 2"},
		{`{that: simulatedSeconds, near: 12, within: 0.5}`, ""},
		{`{that: simulatedSeconds, near: 12, within: 0.4}`, "simulatedSeconds is 12.5, want within 0.4 of 12"},
		{`{that: services.count, is: 2}`, ""},
		{`{that: services.last.serviceName, is: api}`, ""},
		{`{that: services.1.running, is: 1}`, ""},
		{`{that: services.api.deployments.0.lowestRunning, atLeast: 3}`, ""},
		{`{that: services.api.deployments.last.verdict, is: STUCK}`, `services.api.deployments.last.verdict is "COMPLETED", want "STUCK"`},
		{`{that: "services.api.deployments.api:1.verdict", is: STUCK}`, ""},
		{`{that: "services.api.deployments.api:1.remedies.hosts.value", is: 2}`, ""},
		{`{that: services.api.deployments.last.remedies.count, is: 0}`, ""},
		{`{that: capacityProviders.burst.steps.last.to, is: 4}`, ""},
		{`{that: targetGroups.targetgroup/api.v2/0123.healthy, is: 1}`, ""},
		{`{that: instances.m5.large-1.resources.ENI.used, is: 2}`, ""},
		{`{that: instances.m5.large-1.boundBy, is: null}`, ""},
		{`{that: instances.m5.large-1.boundBy, is: RESOURCE:ENI}`, `instances.m5.large-1.boundBy is null, want "RESOURCE:ENI"`},
		{`{that: instances.m5.large-1.trunk, is: false}`, ""},
		{`{that: instances.m5.large-2.tasks, is: 1}`, "instances.m5.large-2.tasks is nothing, want 1"},
		{`{that: "refusals.MemberOf placement constraint unsatisfied..tasks", is: 2}`, ""},
		{`{that: portConflicts.byPort.80.times, is: 12}`, ""},
		{`{that: timeToPlaceSeconds.mean, is: 4}`, ""},
		{`{that: tasks, is: 4}`, "tasks is an object, want 4"},
		{`{service: web, running: 2, waiting: 3, placed: 2}`, ""},
		{`{service: web, running: 3}`, "services.web.running is 2, want 3"},
		{`{deployment: api, verdict: COMPLETED}`, ""},
		{`{deployment: web, verdict: STUCK}`, `services.web.deployments.last.verdict is nothing, want "STUCK"`},
		{`{refused: 3, reason: RESOURCE:ENI}`, ""},
		{`{refused: 2, reason: MemberOf placement constraint unsatisfied.}`, ""},
		{`{refused: 0, reason: RESOURCE:CPU}`, ""},
		{`{refused: 1, reason: RESOURCE:CPU}`, "refusals.RESOURCE:CPU.tasks is 0, want 1"},
		{`{refused: 5}`, ""},
	} {
		if have := failures(t, c.expect, &report); have != c.failure {
			t.Errorf("%s: %q, want %q", c.expect, have, c.failure)
		}
	}
}

// failures are those of an expectation about services web and api.
func failures(t *testing.T, expect string, reports ...*report.Report) string {
	t.Helper()
	s, err := Parse("f.yaml", []byte(small+`services:
  - {serviceName: web, taskDefinition: web, desiredCount: 5}
  - {serviceName: api, taskDefinition: web, desiredCount: 1}
expect: [`+expect+"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	all := report.ValueOf(reports[0])
	if len(reports) > 1 {
		var m report.Merge
		for _, r := range reports {
			m.Add(r)
		}
		all = m.Value()
	}
	var got []string
	for _, f := range Unmet(s.Expectations(all)) {
		got = append(got, f.String())
	}
	return strings.Join(got, "; ")
}

// TestCheckOfMeans tests expectations against several runs: of a measure its mean is
// taken, and where a run lacks a count that counts as 0.
func TestCheckOfMeans(t *testing.T) {
	a, b := &report.Report{Seed: 7}, &report.Report{Seed: 7}
	a.TimeToPlace.Mean, b.TimeToPlace.Mean = 3, 5
	a.Refusals = []report.Refusal{{Reason: "RESOURCE:ENI", Tasks: 3}}
	a.Bound = &report.Bound{BoundBy: "RESOURCE:ENI"}
	for _, c := range []struct{ expect, failure string }{
		{`{that: timeToPlaceSeconds.mean, is: 4}`, ""},
		{`{that: seed, is: 7}`, ""},
		{`{that: bound, is: null}`, ""},
		{`{refused: 1, reason: RESOURCE:ENI}`, "refusals.RESOURCE:ENI.tasks is 1.5, want 1"},
		{`{that: refusals.sum.tasks, is: 1.5}`, ""},
		{`{that: refusals.count, is: 0}`, "refusals.count is 1, want 0"},
	} {
		if have := failures(t, c.expect, a, b); have != c.failure {
			t.Errorf("%s: %q, want %q", c.expect, have, c.failure)
		}
	}
}

// TestExpectationFaults are found before anything runs.
func TestExpectationFaults(t *testing.T) {
	for expect, wants := range map[string]string{
		`{}`:                                        "has 0 of that, service, deployment, refused and reach",
		`{that: tasks.running, refused: 1}`:         "has 2 of that",
		`{that: tasks.running}`:                     "that goes with is",
		`{service: web}`:                            "service goes with running",
		`{deployment: web}`:                         "deployment goes with verdict",
		`{that: tasks.running, near: 3}`:            "near and within go together",
		`{that: tasks.runing, is: 3}`:               "did you mean running?",
		`{that: seed.of.it, is: 3}`:                 `the output has no "of" in "seed.of.it"`,
		`{that: services.web.runing, is: 3}`:        "did you mean running?",
		`{that: refusals.RESOURCE:ENI.task, is: 3}`: "did you mean tasks?",
		`{that: warnings.0.text, is: a}`:            `no "text"`,
		`{that: services.wep.running, is: 3}`:       `no service "wep"`,
		`{that: tasks.running, is: [3]}`:            "is is a list, wanted a single value",
		`{refused: 1, reason: "RESOURCE:MEMROY"}`:   "did you mean RESOURCE:MEMORY?",
	} {
		_, err := Parse("f.yaml", []byte(small+"services: [{serviceName: web, taskDefinition: web, desiredCount: 5}]\nexpect: ["+expect+"]\n"))
		if err == nil || !strings.Contains(err.Error(), wants) {
			t.Errorf("%s: %v, want %q", expect, err, wants)
		}
	}
}
