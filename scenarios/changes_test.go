package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// changesOf are the changes from one file to another, a line each.
func changesOf(t *testing.T, before, after fstest.MapFS) string {
	t.Helper()
	var loaded [2]*Scenario
	for i, files := range []fstest.MapFS{before, after} {
		s, err := LoadFS(files, "f.yaml")
		if err != nil {
			t.Fatal(err)
		}
		loaded[i] = s
	}
	changes, err := Changes(loaded[0], loaded[1])
	if err != nil {
		t.Fatal(err)
	}
	shown := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	var all strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&all, "%s: %s, %s\n", c.Path, shown(c.Before), shown(c.After))
	}
	return all.String()
}

const changedFile = `name: a
title: of no importance
cluster: {instances: [{name: h, instanceType: m5.large, count: 2}, {name: spare, instanceType: m5.large, count: 1}]}
taskDefinitions:
  - file: web.json
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 2, placementStrategy: [{type: spread, field: instanceId}]}
`

func TestChanges(t *testing.T) {
	file := func(text, web string) fstest.MapFS {
		return fstest.MapFS{"f.yaml": {Data: []byte(text)}, "web.json": {Data: []byte(web)}, "web2.json": {Data: []byte(strings.ReplaceAll(web, "256", "512"))}}
	}
	const web = `{"taskDefinition": {"family": "web", "containerDefinitions": [{"name": "w", "image": "w", "cpu": 256, "memory": 256,
		"environment": [{"name": "KEY", "value": "hidden"}]}]}}`
	for _, x := range []struct{ name, text, web, want string }{
		{"nothing", strings.Replace(changedFile, "of no importance", "another title", 1), web, ""},
		{"a value, and one less", strings.NewReplacer("desiredCount: 2", "desiredCount: 3", ", placementStrategy: [{type: spread, field: instanceId}]", "").Replace(changedFile), web,
			"services.web.desiredCount: 2, 3\nservices.web.placementStrategy.0.field: instanceId, -\nservices.web.placementStrategy.0.type: spread, -\n"},
		{"members have names, wherever they stand", strings.Replace(changedFile, "[{name: h, instanceType: m5.large, count: 2}, {name: spare, instanceType: m5.large, count: 1}]",
			"[{name: spare, instanceType: m5.large, count: 1}, {name: h, instanceType: m5.xlarge, count: 2}]", 1), web,
			"cluster.instances.h.instanceType: m5.large, m5.xlarge\n"},
		{"what a file says", changedFile, strings.NewReplacer(`"cpu": 256`, `"cpu": 512`, "hidden", "secret").Replace(web),
			"taskDefinitions.web.containerDefinitions.w.cpu: 256, 512\n"},
		{"a revision more is compared with the one before", strings.Replace(changedFile, "- file: web.json", "- file: web.json\n  - file: web2.json", 1), web,
			"taskDefinitions.web:2.containerDefinitions.w.cpu: 256, 512\ntaskDefinitions.web:2.containerDefinitions.w.memory: 256, 512\n"},
	} {
		if got := changesOf(t, file(changedFile, web), file(x.text, x.web)); got != x.want {
			t.Errorf("%s:\n%swant:\n%s", x.name, got, x.want)
		}
	}
}

// TestChangesOfLibrary: no scenario of the library differs from itself.
func TestChangesOfLibrary(t *testing.T) {
	for _, name := range Names() {
		s, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if changes, err := Changes(s, s); err != nil || len(changes) > 0 {
			t.Errorf("%s: %v, %v", name, changes, err)
		}
	}
}
