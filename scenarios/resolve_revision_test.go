package scenarios

import (
	"strings"
	"testing"
	"testing/fstest"
)

// described is a task definition as describe-task-definition prints it.
func described(family, more string) string {
	return `{"taskDefinition": {"family": "` + family + `", ` + more +
		`"containerDefinitions": [{"name": "a", "image": "a", "memory": 64}]}, "tags": []}`
}

// inFiles is a scenario with task definitions, files among them, and what follows them.
func inFiles(definitions, rest string) fstest.MapFS {
	return fstest.MapFS{
		"f.yaml":   {Data: []byte("name: f\ncluster:\n  instances: [{instanceType: m5.large}]\ntaskDefinitions:\n" + definitions + rest)},
		"10.json":  {Data: []byte(described("web", `"revision": 10, `))},
		"12.json":  {Data: []byte(described("web", `"taskDefinitionArn": "arn:aws:ecs:us-east-1:001234567012:task-definition/web:12", `))},
		"new.json": {Data: []byte(described("web", ""))},
		"api.json": {Data: []byte(described("api", `"revision": "3", "taskDefinitionArn": "arn:aws:ecs:us-east-1:001234567012:task-definition/web:9", `))},
		"bad.json": {Data: []byte(described("web", `"revision": 0, `))},
	}
}

// TestOwnRevisions: a file's own revision is kept, and what carries none has the one after the
// highest before it.
func TestOwnRevisions(t *testing.T) {
	const inline = "  - {family: web, revision: 99, containerDefinitions: [{name: a, image: a, memory: 64}]}\n"
	s, err := LoadFS(inFiles("  - file: 12.json\n  - file: 10.json\n  - file: api.json\n"+inline+"  - file: new.json\n", `services:
  - {serviceName: pinned, taskDefinition: "arn:aws:ecs:us-east-1:001234567012:task-definition/web:10", desiredCount: 1}
  - {serviceName: latest, taskDefinition: web, desiredCount: 1}
events:
  - {at: 1m, updateService: {service: latest, taskDefinition: "web:12"}}
`), "f.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i := range s.Config.Tasks {
		names = append(names, s.Config.Tasks[i].Name())
	}
	if got := strings.Join(names, " "); got != "web:12 web:10 api:3 web:13 web:14" {
		t.Errorf("%s, want web:12 web:10 api:3 web:13 web:14", got)
	}
	c := s.Config
	if c.Services[0].Task != 1 || c.Services[1].Task != 4 || c.Events[0].Task != 0 {
		t.Errorf("services run %d and %d, the event deploys %d: want 1, 4, 0", c.Services[0].Task, c.Services[1].Task, c.Events[0].Task)
	}
}

// TestWrongRevisions: a revision that is here twice, none at all, or is not there.
func TestWrongRevisions(t *testing.T) {
	service := func(task string) string {
		return "services: [{serviceName: s, taskDefinition: " + task + ", desiredCount: 1}]\n"
	}
	for _, x := range []struct{ definitions, rest, want string }{
		{"  - file: 10.json\n  - file: 12.json\n  - file: 10.json\n", "", `f.yaml:7:5: task definition "web:10" is here twice, first on line 5 (leave the revision out`},
		{"  - file: bad.json\n", "", `bad.json:1:50: revision is 0, wanted a whole number from 1 to 2147483647`},
		{"  - file: 12.json\n  - file: 10.json\n", service("web:11"), `there is no revision "11" of task definition "web", which has 2 here (there is 10, 12)`},
		{"  - file: new.json\n", service("web:2"), `which has 1 here (revisions count the definitions of a family in this file, from 1)`},
		{"  - {family: web, revision: 7, containerDefinitions: [{name: a, image: a, memory: 64}]}\n", service("web:7"),
			`which has 1 here (here definitions are counted whatever revision they carry: put it into a file`},
	} {
		if _, err := LoadFS(inFiles(x.definitions, x.rest), "f.yaml"); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s%s: %v\nwant in it: %s", x.definitions, x.rest, err, x.want)
		}
	}
}
