package terraform

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"ecssim/scenarios/importer/document"
	"ecssim/scenarios/importer/internal/tree"
	"ecssim/scenarios/importer/record"
)

// TestParseAddress takes addresses and references apart.
func TestParseAddress(t *testing.T) {
	for text, want := range map[string]address{
		"aws_ecs_service.web":                       {kind: "aws_ecs_service", name: step{"web", ""}},
		"aws_ecs_service.web[0]":                    {kind: "aws_ecs_service", name: step{"web", "0"}},
		`aws_ecs_service.web["a.b[c]"].arn`:         {kind: "aws_ecs_service", name: step{"web", `"a.b[c]"`}},
		`aws_ecs_service.web["say \"]\""]`:          {kind: "aws_ecs_service", name: step{"web", `"say \"]\""`}},
		"data.aws_subnet.a":                         {data: true, kind: "aws_subnet", name: step{"a", ""}},
		`module.x["a"].module.y.aws_subnet.this[1]`: {modules: []step{{"x", `"a"`}, {"y", ""}}, kind: "aws_subnet", name: step{"this", "1"}},
	} {
		got, ok := parseAddress(text)
		if !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, %v; want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "var.x", "local.y", "module.x", "each.value", "path.module", "aws_ecs_service[", "a[", "."} {
		if got, ok := parseAddress(text); ok {
			t.Errorf("%s is %+v, want none", text, got)
		}
	}
}

const traced = `{
  "resources": [
    {"mode": "managed", "type": "aws_ecs_service", "name": "web", "expressions": {
      "task_definition": {"references": ["aws_ecs_task_definition.web.arn", "aws_ecs_task_definition.web"]},
      "network_configuration": [{"subnets": {"references": ["module.net.private", "module.net"]}}]}}
  ],
  "module_calls": {
    "asg": {"module": {"outputs": {"arn": {"expression": {"references": ["aws_autoscaling_group.this[0].arn", "aws_autoscaling_group.this[0]"]}}}}},
    "ecs": {"expressions": {"providers": {"references": ["module.asg[\"one\"].arn", "module.asg[\"one\"]", "module.asg[\"two\"].arn", "module.asg[\"two\"]", "module.asg"]}},
      "module": {"resources": [{"mode": "managed", "type": "aws_ecs_capacity_provider", "name": "this", "for_each_expression": {"references": ["var.providers"]},
        "expressions": {"auto_scaling_group_provider": [{"auto_scaling_group_arn": {"references": ["each.value[\"arn\"]", "each.value"]}}], "name": {"references": ["each.key"]}}}]}},
    "net": {"module": {"outputs": {"private": {"expression": {"references": ["aws_subnet.private"]}}}}},
    "svc": {"expressions": {"definition": {"references": ["aws_ecs_task_definition.all", "each.key"]}, "round": {"references": ["module.svc.round"]}},
      "module": {
        "outputs": {"round": {"expression": {"references": ["var.round"]}}},
        "resources": [{"mode": "managed", "type": "aws_ecs_service", "name": "this", "expressions": {
          "task_definition": {"references": ["var.definition"]}, "cluster": {"references": ["var.round"]},
          "launch_type": {"references": ["aws_ecs_task_definition.all[\"a\"].arn", "local.x"]}}}]}}
  }
}`

// TestTracer follows references through modules, variables and outputs.
func TestTracer(t *testing.T) {
	var root configModule
	if err := json.Unmarshal([]byte(traced), &root); err != nil {
		t.Fatal(err)
	}
	trace := newTracer(&root, []string{
		"aws_ecs_task_definition.web", `aws_ecs_task_definition.all["a"]`, `aws_ecs_task_definition.all["b"]`,
		"module.net.aws_subnet.private[0]", "module.net.aws_subnet.private[1]",
		`module.svc["a"].aws_ecs_service.this`, `module.svc["b"].aws_ecs_service.this`,
		`module.asg["one"].aws_autoscaling_group.this[0]`, `module.asg["two"].aws_autoscaling_group.this[0]`,
	})
	for _, c := range []struct{ from, attribute, want string }{
		{"aws_ecs_service.web", "task_definition", "aws_ecs_task_definition.web"},
		{"aws_ecs_service.web", "nothing", ""},
		{`module.svc["a"].aws_ecs_service.this`, "task_definition", `aws_ecs_task_definition.all["a"]`},
		{`module.svc["b"].aws_ecs_service.this`, "task_definition", `aws_ecs_task_definition.all["b"]`},
		{`module.svc["c"].aws_ecs_service.this`, "task_definition", `aws_ecs_task_definition.all["a"] aws_ecs_task_definition.all["b"]`},
		{`module.svc["a"].aws_ecs_service.this`, "cluster", `module.svc["b"].aws_ecs_service.this`}, // an output that leads back to itself
		{`module.no.aws_ecs_service.this`, "cluster", ""},
		{`module.ecs.aws_ecs_capacity_provider.this["one"]`, "name", ""},
	} {
		at, ok := parseAddress(c.from)
		if !ok {
			t.Fatal(c.from)
		}
		if got := strings.Join(trace.targets(trace.expressionOf(&at, c.attribute), &at), " "); got != c.want {
			t.Errorf("%s of %s refers to %q, want %q", c.attribute, c.from, got, c.want)
		}
	}
	at, _ := parseAddress("aws_ecs_service.web")
	subnets := trace.expressionOf(&at, "network_configuration").below(0, "subnets")
	if got := strings.Join(trace.targets(subnets, &at), " "); got != "module.net.aws_subnet.private[0] module.net.aws_subnet.private[1]" {
		t.Errorf("the subnets are %q", got)
	}
	at, _ = parseAddress(`module.ecs.aws_ecs_capacity_provider.this["two"]`)
	group := trace.expressionOf(&at, "auto_scaling_group_provider").below(0, "auto_scaling_group_arn")
	if got := strings.Join(trace.targets(group, &at), " "); got != `module.asg["two"].aws_autoscaling_group.this[0]` {
		t.Errorf("the group of a provider of a loop is %q", got)
	}
	at, _ = parseAddress("aws_ecs_task_definition.all")
	if got := trace.targets(trace.expressionOf(&address{modules: []step{{"svc", ""}}, kind: "aws_ecs_service", name: step{"this", ""}}, "launch_type"), &at); len(got) != 1 || got[0] != `aws_ecs_task_definition.all["a"]` {
		t.Errorf("a reference with a key is to %q", got)
	}
}

// TestWithUnknown puts what a plan does not know into its values.
func TestWithUnknown(t *testing.T) {
	values := `{"a": 1, "b": null, "block": [{"x": 1}], "list": ["p", null]}`
	unknown := `{"b": true, "c": true, "block": [{"y": true}], "list": [false, true, true], "a": false, "d": {"e": true}}`
	v, err := parse([]byte(values))
	if err != nil {
		t.Fatal(err)
	}
	u, err := parse([]byte(unknown))
	if err != nil {
		t.Fatal(err)
	}
	var holes []string
	got := withUnknown(v, u, func(path []string) *tree.Value {
		holes = append(holes, strings.Join(path, "."))
		return tree.Not("unknown", "")
	}, nil)
	if want := "b c block.0.y list.1 list.2 d.e"; strings.Join(holes, " ") != want {
		t.Errorf("not known: %v, want %s", holes, want)
	}
	if x, _ := got.Path("block", "x").Int(); x != 1 || got.Get("a").Or("") != "1" || got.Get("list").List[0].Or("") != "p" {
		t.Errorf("what is known is lost: %+v", got)
	}
	for _, path := range [][]string{{"b"}, {"c"}, {"block", "y"}, {"d", "e"}} {
		if !got.Path(path...).Is(tree.Unknown) {
			t.Errorf("%v is known", path)
		}
	}
}

// TestRefused says what to run for what cannot be read.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`{"version": 3, "modules": []}`, "before Terraform 0.12 (run terraform show -json"},
		{`{"version": 1, "modules": [], "serial": 1}`, "before Terraform 0.12 (run terraform show -json"},
		{`{"version": 2, "terraform_version": "0.6"}`, "before Terraform 0.12 (run terraform show -json"},
		{`{"@level": "info", "@message": "Terraform 1.9"}`, "log of terraform plan -json"},
		{"Terraform will perform the following actions:\n\n  # aws_ecs_service.web will be created\n", "text for people"},
		{"# aws_ecs_service.web:\nresource \"aws_ecs_service\" \"web\" {\n}\n", "text for people"},
		{"terraform {}\n\nresource \"aws_ecs_service\" \"web\" {\n  name = \"web\"\n}\n", "it is the configuration"},
		{`{"version": 4, "terraform_version": "1", "resources": {"password": 1}}`, "resources has a value of a wrong type, wanted a list"},
		{state(`"container_definitions": "[{"`), "aws_ecs_task_definition.web: container_definitions is no JSON"},
		{state(`"container_definitions": "${jsonencode([])}"`), "aws_ecs_task_definition.web: container_definitions is an expression that was not evaluated"},
		{state(`"container_definitions": "[{\"name\": \"a\", \"memory\": \"much\"}]"`), `aws_ecs_task_definition.web: containerDefinitions.0.memory is "much", wanted a whole number`},
		{state(`"container_definitions": "[{\"name\": \"a\", \"portMappings\": [80]}]"`), "aws_ecs_task_definition.web: containerDefinitions.0.portMappings.0 is a text, wanted a map"},
	} {
		docs, err := document.Split("t.json", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if !Is(docs[0]) {
			t.Errorf("%s is not recognised", c.text)
		}
		if err = Read(docs, nil, &record.Set{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.text, err, c.want)
		} else if strings.Contains(err.Error(), "password\": 1") {
			t.Errorf("%s: the text of the file is shown", err)
		}
	}
}

// state is a state of one task definition.
func state(attributes string) string {
	return `{"version": 4, "terraform_version": "1.9.5", "resources": [{"mode": "managed", "type": "aws_ecs_task_definition", "name": "web",
		"instances": [{"attributes": {"family": "web", ` + attributes + `}}]}]}`
}

// FuzzTerraform reads anything.
func FuzzTerraform(f *testing.F) {
	f.Add(state(`"container_definitions": "[]"`))
	f.Add(`{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "aws_ecs_service.a", "type": "aws_ecs_service", "name": "a",
		"values": {"name": "a", "network_configuration": [{}]}}]}}, "resource_changes": [{"address": "aws_ecs_service.a", "type": "aws_ecs_service",
		"change": {"after_unknown": {"task_definition": true, "network_configuration": [{"subnets": true}]}}}], "configuration": {"root_module": ` + traced + `}}`)
	f.Fuzz(func(t *testing.T, text string) {
		docs, err := document.Split("t.json", []byte(text))
		if err != nil || len(docs) == 0 {
			return
		}
		for _, d := range docs {
			Is(d)
		}
		Read(docs, map[string]string{"cluster": "a"}, &record.Set{})
		Read(docs, nil, &record.Set{})
	})
}
