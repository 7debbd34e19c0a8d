package scenarios

import (
	"errors"
	"os"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
)

// TestDescribeTaskDefinition reads what the AWS CLI prints, every field included,
// unedited.
func TestDescribeTaskDefinition(t *testing.T) {
	text, err := os.ReadFile("testdata/describe-task-definition.json")
	if err != nil {
		t.Fatal(err)
	}
	got, notes, err := TaskDefinitionJSON("describe-task-definition.json", text)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name() != "orders-api:1" || got.NetworkMode != model.AWSVPC || got.CPU != 512 || got.Memory != 1024 {
		t.Errorf("%s %v %d %d, want orders-api:1 awsvpc 512 1024", got.Name(), got.NetworkMode, got.CPU, got.Memory)
	}
	if len(got.Containers) != 2 || got.Containers[0].PortMappings[0].ContainerPort != 8080 || got.Containers[1].Essential {
		t.Errorf("containers %+v", got.Containers)
	}
	if len(got.Requires) != 1 || got.Requires[0] != "stack" {
		t.Errorf("required attributes %v, want stack alone: the agent has the others", got.Requires)
	}
	if len(notes) != 1 || !strings.Contains(notes[0], "futureField") {
		t.Errorf("notes %v, want one on futureField", notes)
	}
}

func TestTaskDefinitionJSONForms(t *testing.T) {
	const container = `"containerDefinitions": [{"name": "a", "image": "a", "memory": %M, "environment": [{"name": "X", "value": "\ud83d\ude00"}]}]`
	for name, text := range map[string]string{
		"bare":            `{"family": "a", ` + strings.Replace(container, "%M", "64", 1) + `}`,
		"envelope":        `{"taskDefinition": {"family": "a", ` + strings.Replace(container, "%M", "64", 1) + `}, "tags": []}`,
		"numbers as text": `{"family": "a", "cpu": "256", ` + strings.Replace(container, "%M", `"64"`, 1) + `}`,
		"null is absent":  `{"family": "a", "networkMode": null, "volumes": null, ` + strings.Replace(container, "%M", "64", 1) + `}`,
	} {
		got, _, err := TaskDefinitionJSON("a.json", []byte(text))
		if err != nil || got.Family != "a" || got.Containers[0].Memory != 64 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestTaskDefinitionJSONFaults(t *testing.T) {
	for _, c := range []struct {
		text         string
		line, column int
		wants        string
	}{
		{"", 1, 1, "the file is empty"},
		{"{\n  \"family\": \"a\",\n  \"cpu\": oops\n}", 3, 10, "not JSON"},
		{"{\"family\": \"a\"} {}", 1, 17, "a second document"},
		{"{\"services\": []}", 1, 2, "another call"},
		{"{\"web\": []}", 1, 1, "no task definition in here: found the keys web"},
		{"[1, 2]", 1, 1, "no task definition in here"},
		{"{\"family\": \"a\",\n \"containerDefinitions\": [{\"name\": \"c\", \"memory\": \"lots\"}]}", 2, 51, `memory is text "lots", wanted a whole number`},
		{"{\"family\": \"a\",\n \"containerDefinitions\": [{\"name\": \"c\", \"memory\": -12}]}", 2, 51, "memory is -12"},
		{"{\"family\": \"a\", \"containerDefinitions\": [\n{\"name\": \"c\"}]}", 2, 1, "ClientException"},
		{"{\"family\": \"a\", \"networkMode\": \"awsvcp\"}", 1, 32, "did you mean awsvpc?"},
		{strings.Repeat("[", 200), 1, 200, "the file ends early"},
		{strings.Repeat("[", 200) + strings.Repeat("]", 200), 1, 1, "nested more than"},
		{"{\"family\": \"\xff\"}", 1, 13, "not UTF-8"},
		{"\x7fELF\x00\x00", 1, 5, "zero byte"},
	} {
		_, _, err := TaskDefinitionJSON("a.json", []byte(c.text))
		var e *strict.Error
		if !errors.As(err, &e) || len(e.Faults) == 0 {
			t.Errorf("%.40q: %v, want an *Error", c.text, err)
			continue
		}
		f := e.Faults[0]
		if f.Line != c.line || f.Column != c.column || !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%.40q: %v, want %d:%d with %q", c.text, err, c.line, c.column, c.wants)
		}
	}
}
