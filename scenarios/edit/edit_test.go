package edit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ecssim/scenarios"
	"ecssim/scenarios/edit"
	"ecssim/sim"
	"ecssim/sim/report"
)

const text = `# a comment
name: x
cluster:
  instances:
    - {name: hosts, instanceType: m5.large, count: 1} # the hosts
  accountSettings: {awsvpcTrunking: disabled}
taskDefinitions:
  - &web
    family: web
    cpu: "256"
    containerDefinitions: [{name: app, portMappings: [{containerPort: 80, hostPort: 80}]}]
  - *web
services:
  - {serviceName: a.b, desiredCount: 2}
  - {serviceName: c, desiredCount: 3}
`

func TestApply(t *testing.T) {
	for _, x := range []struct {
		path  string
		value any
		want  []string // lines that are new, the others being gone; the first of them holds
		gone  string
	}{
		{"services.c.desiredCount", 5, []string{"- {serviceName: c, desiredCount: 5}"}, "desiredCount: 3"},
		{"services.a.b.desiredCount", 5, []string{"- {serviceName: a.b, desiredCount: 5}", "- {serviceName: c, desiredCount: 3}"}, "desiredCount: 2"},
		{"services.1.desiredCount", 5, []string{"- {serviceName: c, desiredCount: 5}"}, "desiredCount: 3"},
		{"services.*.desiredCount", 5, []string{"- {serviceName: a.b, desiredCount: 5}", "- {serviceName: c, desiredCount: 5}"}, "desiredCount: 3"},
		{"services.c.platformVersion", "x", []string{"- {serviceName: c, desiredCount: 3, platformVersion: x}"}, ""},
		{"cluster.instances.hosts.instanceType", "m5.xlarge", []string{"- {name: hosts, instanceType: m5.xlarge, count: 1} # the hosts", "# a comment"}, "m5.large"},
		{"cluster.accountSettings.awsvpcTrunking", "enabled", []string{"accountSettings: {awsvpcTrunking: enabled}"}, "disabled"},
		{"cluster.readings.tieBreak", "random", []string{"readings:", "    tieBreak: random"}, ""},
		{"taskDefinitions.web:2.cpu", "128", []string{`cpu: "256"`, `cpu: "128"`}, "*web"},
		{"taskDefinitions.*.cpu", "128", []string{`cpu: "128"`}, `"256"`},
		{"taskDefinitions.web.containerDefinitions.app.portMappings.0.hostPort", 0, []string{"{containerPort: 80, hostPort: 0}", "{containerPort: 80, hostPort: 80}"}, ""},
		{"taskDefinitions.web.containerDefinitions.app.portMappings.0.hostPort", nil, []string{"[{containerPort: 80}]"}, ""},
		{"services.c", nil, []string{"serviceName: a.b"}, "serviceName: c"},
		{"expect", []any{map[string]any{"service": "c", "running": 3}}, []string{"expect:", "running: 3"}, ""},
	} {
		t.Run(x.path, func(t *testing.T) {
			have, err := edit.Apply("x.yaml", []byte(text), nil, []edit.Change{{Path: x.path, Value: x.value}})
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range x.want {
				if !strings.Contains(string(have), line) {
					t.Errorf("no %q in\n%s", line, have)
				}
			}
			if x.gone != "" && strings.Contains(string(have), x.gone) {
				t.Errorf("still %q in\n%s", x.gone, have)
			}
		})
	}
}

func TestApplyErrors(t *testing.T) {
	for path, want := range map[string]string{
		"services.d.desiredCount":        "services.d.desiredCount: services has no d (there is a.b, c)",
		"services.c.desiredCount.x":      "services.c.desiredCount.x: services.c.desiredCount is a single value, and has no x",
		"cluster.instances.5.count":      "cluster.instances.5.count: cluster.instances has no 5 (there is hosts)",
		"":                               "a change without a path",
		"cluster.subnets.*.cidrBlock":    "cluster.subnets.*.cidrBlock: there is no subnets",
		"cluster.instances.hosts.name.x": "cluster.instances.hosts.name.x: cluster.instances.hosts.name is a single value, and has no x",
	} {
		_, err := edit.Apply("x.yaml", []byte(text), nil, []edit.Change{{Path: path, Value: 1}})
		if have := fmt.Sprint(err); have != want {
			t.Errorf("%s: %s\nwant %s", path, have, want)
		}
	}
	if _, err := edit.Apply("x.yaml", []byte(text), nil, []edit.Change{{Path: "services.c.none"}}); err == nil {
		t.Error("a key that is not there was taken out")
	}
}

// Every scenario of the library says the same when its files stand in its text and each of its
// values is written anew.
func TestLibraryStaysTheSame(t *testing.T) {
	for _, name := range scenarios.Names() {
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		source, err := scenarios.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := edit.Apply(name, source, scenarios.ReadFile, []edit.Change{{Path: "title", Value: s.Title}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := scenarios.Parse(name, text)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		revisions := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".TaskDefinition" }, cmp.Ignore())
		if d := cmp.Diff(result(t, s), result(t, again), revisions); d != "" {
			t.Errorf("%s runs in another way:\n%s", name, d)
		}
	}
}

// result is a run's report, but for notes about the file.
func result(t *testing.T, s *scenarios.Scenario) *report.Report {
	t.Helper()
	r, err := sim.Run(context.Background(), s.Config, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Warnings = nil
	return r
}

func FuzzApply(f *testing.F) {
	f.Add(text, "services.c.desiredCount")
	f.Add(text, "*.*.*")
	f.Add(`{"services": [{"serviceName": "c"}]}`, "services.c.x.y")
	f.Fuzz(func(t *testing.T, text, path string) {
		change := []edit.Change{{Path: path, Value: 7}}
		have, err := edit.Apply("x.yaml", []byte(text), scenarios.ReadFile, change)
		if err != nil {
			return
		}
		if _, err := edit.Apply("x.yaml", have, scenarios.ReadFile, change); err != nil {
			t.Errorf("%q is set at first, and not again: %v\n%s", path, err, have)
		}
	})
}
