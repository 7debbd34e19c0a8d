package importer

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecssim/scenarios/importer/document"
)

// laughs is YAML whose aliases unfold into far more than it says.
func laughs() string {
	var b strings.Builder
	b.WriteString("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n")
	for i := 1; i < 12; i++ {
		fmt.Fprintf(&b, "x%d: &x%d [*x%d, *x%d, *x%d, *x%d, *x%d, *x%d, *x%d, *x%d, *x%d, *x%d]\n", i, i, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1, i-1)
	}
	return b.String()
}

// doubled is a text of functions inside each other, each of which doubles what is inside.
func doubled(n int) string {
	text := `{"Fn::Sub": "xxxxxxxxxxxxxxxx"}`
	for range n {
		text = fmt.Sprintf(`{"Fn::Sub": ["${V}${V}", {"V": %s}]}`, text)
	}
	return text
}

// inALoop is a plan whose modules give each other's outputs to each other.
const inALoop = `{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
  {"address": "aws_ecs_service.a", "mode": "managed", "type": "aws_ecs_service", "name": "a", "values": {"name": "a", "desired_count": 1}}]}},
 "resource_changes": [{"address": "aws_ecs_service.a", "type": "aws_ecs_service", "change": {"after_unknown": {"task_definition": true}}}],
 "configuration": {"root_module": {
  "resources": [{"mode": "managed", "type": "aws_ecs_service", "name": "a", "expressions": {"task_definition": {"references": ["module.x.out", "module.y.out"]}}}],
  "module_calls": {
   "x": {"expressions": {"in": {"references": ["module.y.out", "module.x.out", "module.y.out"]}}, "module": {"outputs": {"out": {"expression": {"references": ["var.in", "var.in"]}}}}},
   "y": {"expressions": {"in": {"references": ["module.x.out", "module.y.out", "module.x.out"]}}, "module": {"outputs": {"out": {"expression": {"references": ["var.in", "var.in"]}}}}}}}}}`

// TestHostile reads files that are made to cost time or memory: each ends soon, with an error or
// with what it cannot know.
func TestHostile(t *testing.T) {
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	for _, c := range []struct{ name, file, text, want string }{
		{"aliases in a template", "t.yaml", laughs() + "Resources: {A: {Type: AWS::ECS::Service, Properties: {P: *x11}}}\n", "holds more than 1000000 values"},
		{"aliases in a Compose file", "c.yaml", laughs() + "services: {web: {image: a, ports: *x11}}\n", "holds more than 1000000 values"},
		{"an alias of itself", "t.yaml", "Resources: &r {AWS::X: *r}\n", "contains itself"},
		{"six megabytes of YAML", "t.yaml", "Resources:\n" + strings.Repeat("  # AWS::\n", 600_000), "is larger than 5 MB (convert it to JSON"},
		{"lists in lists", "t.yaml", "Resources: {A: {Type: AWS::ECS::Service, Properties: {P: " + deep + "}}}\n", "nested more than 100 deep"},
		{"lists in lists of a state", "t.json", `{"version": 4, "terraform_version": "1", "resources": [{"type": "aws_ecs_service", "name": "a", "mode": "managed", "instances": [{"attributes": {"name": ` + deep + `}}]}]}`, "nested more than 100 deep"},
		{"more lists in lists than JSON's reader takes", "t.json", strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), "t.json:1:1: lists and objects are nested more than 100 deep"},
		{"functions that double", "t.json", `{"Resources": {"A": {"Type": "AWS::ECS::Service", "Properties": {"ServiceName": ` + doubled(24) + `}}}}`, ""},
		{"modules in a loop", "p.json", inALoop, ""},
		{"a range of all ports", "c.yaml", "services: {web: {image: a, ports: [\"1-65535:1-65535\"]}}\n", "is no port"},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			docs, err := document.Split(c.file, []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range docs {
				d.Named = true
			}
			req := Request{}
			if strings.HasPrefix(c.file, "c.") {
				req.As = []string{"compose-task"}
			}
			_, err = FromDocuments(docs, Input{}, req)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%.300v, want %q", err, c.want)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
