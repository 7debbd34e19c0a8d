package scenarios

import (
	"ecssim/scenarios/internal/likely"
	"ecssim/scenarios/internal/strict"
	"errors"
	"strings"
	"testing"
)

// likelyExamples are files of each kind, and of its neighbours.
var likelyExamples = map[string][]string{
	"empty":          {"", " \n\t\n", "\ufeff"},
	"merge conflict": {"{\n<<<<<<< HEAD\n  \"cpu\": \"256\"\n=======\n  \"cpu\": \"512\"\n>>>>>>> more\n}"},
	"CLI error": {
		"\nAn error occurred (AccessDeniedException) when calling the DescribeTaskDefinition operation: no",
		"aws: [ERROR]: An error occurred (ClientException) when calling the DescribeTaskDefinition operation: gone",
		"Unable to locate credentials. You can configure credentials by running \"aws configure\".\n",
		"usage: aws [options] <command>\nTo see help text:\n\naws: error: the following arguments are required: --x",
		"You must specify a region. You can also configure your region by running \"aws configure\".",
		"bash: aws: command not found\n", "The config profile (prod) could not be found",
		"Error when retrieving token from sso: Token has expired and refresh failed",
		"Could not connect to the endpoint URL: \"https://ecs.mars-1.amazonaws.com/\"",
	},
	"web page": {"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "<?xml version=\"1.0\"?><Error/>"},
	"Markdown": {"```json\n{\"family\": \"shop\"}\n```\n", "Our task:\n\n~~~\n{}\n~~~"},
	"CLI text": {
		"TASKDEFINITION\tarn:aws:ecs:eu-west-1:111122223333:task-definition/shop:3\tshop\nCONTAINERDEFINITIONS\t0\tTrue\n",
	},
	"CLI table": {
		"------------------------------\n|   DescribeTaskDefinition   |\n+----------------------------+\n",
		"+-----------+\n| family    |\n",
	},
	"Terraform code": {
		"resource \"aws_ecs_task_definition\" \"shop\" {\n  family = \"shop\"\n}\n",
		"# ours\nlocals {\n  cpu = 256\n}\n", "  container_definitions = jsonencode([{ name = \"shop\" }])\n",
		"module \"shop\" {\n}",
	},
	"program": {
		"local shop = import 'shop.libsonnet';\n{ family: shop }", "// ours\nmodule.exports = { family: 'shop' }",
		"export default {}", "({family: 1})", "const cpu = 256;\n",
	},
	"ellipsis": {
		"{\n  \"family\": \"shop\",\n  ...\n}", "{\"family\": \"shop\", …}",
		"{\"family\": \"shop\",\n \"containerDefinitions\": [...]}", "[{\"name\": \"shop\"}, ...]",
		"{\"family\": \"shop\", <snip>}", "{\"a\": [truncated]}",
	},
	"comment": {
		"# ours\n{\"family\": \"shop\"}", "{\n  // ours\n  \"family\": \"shop\"}", "/* ours */ {}",
		"{\"cpu\": 256, # units\n \"memory\": 1}", "{\"cpu\": 256 /* units */}", "{\"cpu\": 256 // units\n}",
		"{<!-- ours -->}",
	},
	"template": {
		"{\"cpu\": ${cpu}}", "{\"cpu\": {{ .Values.cpu }}}", "{\"cpu\": {{{cpu}}}}", "{\"cpu\": $CPU}",
		"{\"cpu\": $(CPU)}", "{\"cpu\": <cpu>}", "{\"cpu\": <%= cpu %>}", "{\"cpu\": %CPU%}", "{\"cpu\": @cpu@}",
		"{\"cpu\": @@CPU@@}", "{\"cpu\": #{cpu}}", "{\"cpu\": #{Octopus.Cpu}#}", "{\"cpu\": __CPU__}",
		"{\"cpu\": ${{ inputs.cpu }}}", "{\"cpu\": {cpu}}", "{\"cpu\": TASK_CPU}", "{% if big %}{\"cpu\": 1}{% endif %}",
		"{\n{% for c in all %}\n\"a\": 1}", "{\"image\": \"{{ env \"IMAGE\" }}\"}", "{\"cpu\": %{ if big }1%{ endif }}",
		"{{ template \"shop\" }}", "{\"cpu\": [[ .cpu ]]}", "{\"a\": 1, {{ range .all }}\"b\": 2{{ end }}}",
		"{\"a\": ${jsonencode(x)}}", "{\"cpu\": :cpu}", "{\"cpu\": <<CPU>>}", "{\"cpu\": YOUR_CPU}",
		"{\"containerDefinitions\": ${jsonencode([\n  1])}}", "{\"a\": {{ list\n  1 }}}",
	},
	"trailing comma":  {"{\"cpu\": 1,}", "[1,\n]", "{\"a\": [1, 2, ], \"b\": 1}", "{\"cpu\": 1,\n\n}"},
	"too many commas": {"{\"a\": 1,, \"b\": 2}", "{,}", "[,1]", "{\"a\": , \"b\": 1}"},
	"unquoted key": {
		"{ family: 'shop' }", "{\n  family:\n    \"shop\"}", "{\"a\": {name+: 1}}", "{ ...base, \"cpu\": 1}",
		"{ [key]: 1 }", "{ family = \"shop\" }", "[{name: \"shop\"}]", "{a::: 1}",
	},
	"single quotes": {
		"{'family': 'shop'}", "{\"family\": 'shop'}", "{\"family\": `shop`}",
		"{'taskDefinition': {'family': 'shop', 'essential': True}}",
	},
	"no value":      {"{\"essential\": True}", "{\"a\": None, \"b\": 1}", "{\"a\": undefined}", "[yes]"},
	"number":        {"{\"cpu\": 0256}", "{\"cpu\": .5}", "{\"memory\": 512Mi}", "{\"cpu\": 0x100}", "[1_000]"},
	"curly quotes":  {"{“family”: “shop”}", "{\"family\": „shop“}"},
	"invisible":     {"{\"family\":\u00a0\"shop\"}", "{\u200b\"family\": 1}"},
	"missing comma": {"{\"a\": 1\n \"b\": 2}", "[{} {}]"},
	"broken text":   {"{\"family\": \"shop\n}", "{\"a\": \"x\ty\"}"},
	"escape":        {`{"command": "C:\dir"}`, `{"a": "\u12"}`, `{"a": "it\'s"}`},
	"cut off": {
		"{\"family\": \"shop\", \"containerDefinitions\": [{", "{\"family\": \"sh", "[[[", "{\"family\": \"shop\"",
	},
	"two documents": {
		"{\"family\": \"a\"}\n{\"family\": \"b\"}", "{\"family\": \"a\"},\n{\"family\": \"b\"}", "[{}]\n[{}]",
		"{\"family\": \"a\"}\n---\n{}",
	},
	"fragment": {
		"\"family\": \"shop\",\n\"cpu\": \"256\"", "  \"containerDefinitions\": [{}]", "},\n\"cpu\": 1", ", \"cpu\": 1",
	},
	"too many brackets": {"{\"family\": \"shop\"}}", "[1]]"},
	"before": {
		"$ aws ecs describe-task-definition --task-definition shop\n{\"taskDefinition\": {}}",
		"Warning: Python 3.6 is old\n{\"family\": \"a\"}\n",
	},
	"after": {"{\"family\": \"shop\"}\n$ ", "{\"family\": \"shop\"};", "{} done"},
	"skeleton": {
		`{"family": "", "containerDefinitions": [{"name": "", "image": "", "healthCheck": {"interval": 0}}], "cpu": ""}`,
		"family: ''  # [REQUIRED] You must specify a family.\ncontainerDefinitions:\n- name: ''  # The name.\n  image: ''\n",
		`{"family": "shop", "containerDefinitions": [{"name": "", "image": "", "healthCheck": {"interval": 0}}]}`,
		`{"family": "family", "cpu": "cpu", "containerDefinitions": [{"name": "name", "image": "image"}]}`,
	},
	"scenario": {
		"name: shop\ncluster:\n  region: eu-west-1\ntaskDefinitions: []\n", `{"cluster": {}, "services": []}`,
	},
	"Compose": {
		"version: '3'\nservices:\n  shop:\n    image: shop:1\n", `{"services": {"shop": {"build": "."}}}`,
		"services:\n  web:\n    build: .\n", "web:\n  image: web:1\n",
	},
	"ecs-params": {"version: 1\ntask_definition:\n  task_size:\n    cpu_limit: 256\n"},
	"Kubernetes": {"apiVersion: apps/v1\nkind: Deployment\n", `{"apiVersion": "v1", "kind": "Pod"}`},
	"Terraform data": {
		`{"version": 4, "terraform_version": "1.9.0", "resources": []}`,
		`{"format_version": "1.2", "planned_values": {}}`,
		`{"resource": {"aws_ecs_task_definition": {"shop": {"family": "shop"}}}}`,
	},
	"Terraform names": {
		`{"family": "shop", "container_definitions": "[]"}`,
		`{"network_mode": "bridge", "requires_compatibilities": ["EC2"]}`,
	},
	"CloudFormation": {
		`{"Family": "shop", "ContainerDefinitions": [{"Name": "shop"}]}`,
		`{"Type": "AWS::ECS::TaskDefinition", "Properties": {}}`,
		"Resources:\n  Shop:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: !Ref Name\n",
		`{"TaskDefinition": {"Family": "shop"}}`, `{"Resources": {"Shop": {"Type": "AWS::ECS::TaskDefinition"}}}`,
		`{"family": "shop", "ContainerDefinitions": []}`,
	},
	"API error": {
		`{"__type": "ClientException", "message": "Unable to describe task definition."}`,
		`{"Error": {"Code": "AccessDenied", "Message": "no"}}`,
	},
	"CLI YAML": {
		"taskDefinition:\n  family: shop\n", "family: shop\ncontainerDefinitions:\n- name: shop\n",
		"# ours\nfamily: shop\n", "- taskDefinition:\n    family: shop\n", "family: shop\n\tcpu: 1\n",
	},
	"YAML": {"shop:\n  cpu: 256\n", "- name: shop\n  image: shop:1\n"},
	"text in JSON": {
		`"{\"family\": \"shop\"}"`, `{"family": "shop", "containerDefinitions": "[{\"name\": \"shop\"}]"}`,
	},
	"image definitions": {`[{"name": "shop", "imageUri": "shop:1"}]`},
	"containers": {
		`[{"name": "shop", "image": "shop:1", "memory": 64}]`, `[{"name": "shop", "essential": true}, {"name": "b"}]`,
	},
	"container": {`{"name": "shop", "image": "shop:1", "memory": 64}`},
	"several": {
		`[{"family": "a", "containerDefinitions": []}]`,
		`[{"taskDefinition": {"family": "a", "containerDefinitions": []}}]`,
		`{"taskDefinitions": [{"family": "a", "containerDefinitions": []}]}`,
	},
	"deeper": {
		`{"data": {"taskDefinition": {"family": "shop", "containerDefinitions": []}}}`,
		`{"detail": {"requestParameters": {"containerDefinitions": []}}}`,
		`{"Output": [{"x": {"containerDefinitions": []}}]}`,
	},
	"other call": {
		`{"services": [{"serviceName": "shop", "taskDefinition": "shop:1"}]}`, `{"taskDefinitionArns": []}`,
		`{"tasks": [{"taskArn": "a"}]}`,
		`{"taskDefinition": "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:3"}`,
		`{"taskArn": "arn", "containers": []}`,
	},
}

// TestLikely holds each kind to its examples: the first line names it, with a place, what was
// found, what was wanted and a hint, and nothing that only follows from it.
func TestLikely(t *testing.T) {
	for name, cause := range likely.Names() {
		examples := likelyExamples[name]
		if len(examples) == 0 {
			t.Errorf("kind %q has no example", name)
		}
		for _, text := range examples {
			_, _, err := TaskDefinitionJSON("shop.json", []byte(text))
			var e *strict.Error
			if !errors.As(err, &e) {
				t.Errorf("%s: %q is taken", name, text)
				continue
			}
			f := e.Faults[0]
			told := strings.HasPrefix(f.Message, cause) && strings.Contains(f.Message, ", wanted ") && f.Hint != ""
			placed := f.Line > 0 && f.Column > 0 && f.Excerpt != ""
			if !told || !placed || len(e.Faults) != 1 || strings.Contains(f.Message+f.Hint, "%!") {
				t.Errorf("%s: %q\n\t%v", name, text, err)
			}
		}
	}
}

// TestLikelyValue: a value that shows what the file is has the hint with its own fault.
func TestLikelyValue(t *testing.T) {
	for _, row := range []struct{ field, value, hint string }{
		{"cpu", "<CPU>", "<CPU> looks like a template's placeholder"},
		{"cpu", "{{cpu}}", "{{cpu}} looks"},
		{"memory", "${memory}", "${memory} looks"},
		{"cpu", "$CPU", "$CPU looks"},
		{"cpu", "%CPU%", "%CPU% looks"},
		{"cpu", "REPLACE_ME", "REPLACE_ME looks"},
		{"cpu", "__CPU__", "__CPU__ looks"},
		{"family", "shop-${STAGE}", "${STAGE} looks"},
		{"family", "shop-{{ stage }}", "{{ stage }} looks"},
		{"family", "<your-family>", "<your-family> looks"},
		{"networkMode", "${mode}", "${mode} looks"},
		{"networkMode", "default", "leaving networkMode out"},
		{"networkMode", "<default>", "leaving networkMode out"},
		{"networkMode", "Bridge", "did you mean bridge?"},
		{"containerDefinitions", "{{containers}}", "{{containers}} looks"},
	} {
		const rest = `{"family": "shop", "containerDefinitions": [{"name": "a", "image": "a", "memory": 64}], `
		text := strings.Replace(rest, `"`+row.field+`"`, `"old"`, 1) + `"` + row.field + `": "` + row.value + `"}`
		_, _, err := TaskDefinitionJSON("shop.json", []byte(text))
		var e *strict.Error
		if !errors.As(err, &e) {
			t.Errorf("%s %q is taken", row.field, row.value)
		} else if f := e.Faults[0]; !strings.Contains(f.Hint, row.hint) || !strings.Contains(f.Message, row.value) {
			t.Errorf("%s %q: %v, want the hint %s", row.field, row.value, err, row.hint)
		}
	}
}
