package scenarios

import (
	"slices"
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

// TestRevisionsByPlace: an edited copy of a file carries the revision of the original, and counts as
// the next; a number that no definition has is a place among those of its family.
func TestRevisionsByPlace(t *testing.T) {
	s, err := LoadFS(inFiles("  - file: 10.json\n  - file: 12.json\n  - file: 10.json\n", `services:
  - {serviceName: first, taskDefinition: "web:1", desiredCount: 1}
  - {serviceName: third, taskDefinition: "web:3", desiredCount: 1}
  - {serviceName: original, taskDefinition: "web:10", desiredCount: 1}
  - {serviceName: copied, taskDefinition: web, desiredCount: 1}
`), "f.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c := s.Config
	if names := []string{c.Tasks[0].Name(), c.Tasks[1].Name(), c.Tasks[2].Name()}; strings.Join(names, " ") != "web:10 web:12 web:13" {
		t.Errorf("%v, want web:10 web:12 web:13", names)
	}
	var runs []int
	for i := range c.Services {
		runs = append(runs, c.Services[i].Task)
	}
	if want := []int{0, 2, 0, 2}; !slices.Equal(runs, want) {
		t.Errorf("services run definitions %v, want %v", runs, want)
	}
	told := strings.Join(c.Warnings, "\n")
	for _, want := range []string{
		"f.yaml:7:5: task definition web:10 is here twice, first on line 5: this one counts as revision 13",
		"there is no revision 1 of task definition web: taken for the definition in place 1 of its family here, which is revision 10",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("warnings:\n%s\nwant in them: %s", told, want)
		}
	}
}

// TestWrongRevisions: a revision that is none at all, or is not there.
func TestWrongRevisions(t *testing.T) {
	service := func(task string) string {
		return "services: [{serviceName: s, taskDefinition: " + task + ", desiredCount: 1}]\n"
	}
	for _, x := range []struct{ definitions, rest, want string }{
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
