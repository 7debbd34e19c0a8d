package scenarios

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
)

// answer is what describe-services prints: a service with what AWS answers beside what it takes, a
// deployment in flight, a daemon, and services that do not run here.
const answer = `{
  "services": [
    {"serviceName": "web", "serviceArn": "arn:aws:ecs:us-east-1:001234567012:service/web", "status": "ACTIVE", "futureKey": 1,
     "desiredCount": "4", "runningCount": 3, "launchType": "EC2", "taskDefinition": "arn:aws:ecs:us-east-1:001234567012:task-definition/web:10",
     "networkConfiguration": null, "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:001234567012:targetgroup/web/0123456789abcdef", "containerName": "a", "containerPort": 80}],
     "deployments": [
       {"status": "PRIMARY", "taskDefinition": "arn:aws:ecs:us-east-1:001234567012:task-definition/web:10", "createdAt": 1772355600.5,
        "serviceConnectConfiguration": {"enabled": true, "namespace": "internal"}},
       {"status": "ACTIVE", "taskDefinition": "arn:aws:ecs:us-east-1:001234567012:task-definition/web:9", "createdAt": "2026-02-28T10:00:00+00:00"}]},
    {"serviceName": "agent", "status": "ACTIVE", "desiredCount": 2, "taskDefinition": "web:10", "schedulingStrategy": "DAEMON", "placementStrategy": [], "deploymentController": {"type": "ECS"}},
    {"serviceName": "spot", "status": "ACTIVE", "desiredCount": 1, "taskDefinition": "web:10", "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]},
    {"serviceName": "jobs", "status": "ACTIVE", "desiredCount": 1, "taskDefinition": "jobs:2", "launchType": "FARGATE"},
    {"serviceName": "rack", "status": "ACTIVE", "desiredCount": 1, "taskDefinition": "jobs:2", "launchType": "EXTERNAL"},
    {"serviceName": "old", "status": "INACTIVE", "desiredCount": 0, "taskDefinition": "old:1"}
  ],
  "failures": [{"arn": "arn:aws:ecs:us-east-1:001234567012:service/gone", "reason": "MISSING"}]
}`

// withServices is a scenario that names files of services.
func withServices(text, entries string) fstest.MapFS {
	return fstest.MapFS{
		"f.yaml": {Data: []byte("name: f\ncluster:\n  instances: [{instanceType: m5.large}]\ntaskDefinitions:\n  - file: web.json\nservices:\n" + entries)},
		"web.json": {Data: []byte(`{"family": "web", "revision": 10, "memory": "512", "containerDefinitions": ` +
			`[{"name": "a", "image": "a", "memory": 64, "portMappings": [{"containerPort": 80}]}]}`)},
		"services.json": {Data: []byte(text)},
	}
}

// TestDescribeServicesFile takes what describe-services prints from a file.
func TestDescribeServicesFile(t *testing.T) {
	s, err := LoadFS(withServices(answer, `  - {serviceName: first, taskDefinition: web, desiredCount: 1}
  - {file: services.json, startedBefore: true, keepNetworkMode: true}
events:
  - {at: 1m, updateService: {service: web, desiredCount: 5}}
expect:
  - {service: agent, running: 1}
`), "f.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for i := range s.Config.Services {
		x := &s.Config.Services[i]
		have = append(have, fmt.Sprintf("%s %d %v %v %v %d %v", x.Name, x.Desired, x.Daemon, x.StartedBefore, x.KeepNetworkMode == config.KeepAlways, len(x.Targets), x.ServiceConnect.Enabled))
	}
	want := []string{"first 1 false false false 0 false", "web 4 false true true 1 true", "agent 0 true true true 0 false"}
	if !slices.Equal(have, want) {
		t.Errorf("have %q\nwant %q", have, want)
	}
	notes := []string{
		"service web: the Service Connect proxy has 0 units of its own",
		`services.json:3:112: ignored service key "futureKey"`,
		`services.json:9:8: service "web" has a deployment in flight, from web:9 to web:10: here it is over`,
		`services.json:11:5: service "spot" runs on FARGATE_SPOT: it is left out`,
		`services.json:12:5: service "jobs" runs on FARGATE: it is left out`,
		`services.json:13:5: service "rack" runs on EXTERNAL: it is left out`,
		`services.json:14:5: service "old" is INACTIVE: it is left out`,
		`services.json:16:16: describe-services failed for "arn:aws:ecs:us-east-1:001234567012:service/gone": MISSING`,
	}
	for i, w := range s.Config.Warnings {
		if i >= len(notes) || !strings.HasPrefix(w, notes[i]) {
			t.Errorf("warning %d is %s", i, w)
		}
	}
	if len(s.Config.Warnings) != len(notes) {
		t.Errorf("%d warnings, want %d", len(s.Config.Warnings), len(notes))
	}
}

// TestFormsOfServiceFiles: a list, one service, and the answers and inputs of other calls.
func TestFormsOfServiceFiles(t *testing.T) {
	const one = `{"cluster": "prod", "serviceName": "web", "taskDefinition": "web", "desiredCount": 2}`
	for _, text := range []string{one, "[" + one + "]", `{"service": ` + one + `}`, `{"services": [` + one + `]}`, "\ufeff" + one} {
		s, err := LoadFS(withServices(text, "  - file: services.json\n"), "f.yaml")
		if err != nil || len(s.Config.Services) != 1 || s.Config.Services[0].Desired != 2 {
			t.Errorf("%s: %v", text, err)
		}
	}
	s, err := LoadFS(withServices(`{"services": [], "failures": []}`, "  - file: services.json\n"), "f.yaml")
	if err != nil || len(s.Config.Services) != 0 || len(s.Config.Warnings) != 1 {
		t.Errorf("no service: %v", err)
	}
}

// TestWrongServiceFiles: each is refused in the words of what it probably is, or at the place in
// it.
func TestWrongServiceFiles(t *testing.T) {
	const service = `{"services": [{"serviceName": "web", "taskDefinition": "%T", "desiredCount": 2%M}]}`
	with := func(task, more string) string {
		return strings.NewReplacer("%T", task, "%M", more).Replace(service)
	}
	for _, x := range []struct{ text, entries, want string }{
		{with("web:11", ""), "", `services.json:1:56: there is no revision "11" of task definition "web"`},
		{with("web", `, "deploymentConfiguration": {"strategy": "BLUE_GREEN"}`), "", "strategy BLUE_GREEN is not simulated"},
		{with("web", `, "deploymentController": {"type": "CODE_DEPLOY"}`), "", "type CODE_DEPLOY is not simulated"},
		{with("web", `, "loadBalancers": [{"targetGroup": "a", "containerName": "b", "containerPort": 80}]`), "", "services.json:1:"},
		{`{"services": [{"serviceArn": "a", "taskDefinition": "web"}]}`, "", "services.json:1:15: service has no serviceName, which it needs"},
		{`{"serviceArns": ["a"]}`, "", `the input or answer of another call: found "serviceArns", wanted services (give what "aws ecs describe-services" prints)`},
		{`{"services": ["web"]}`, "", "the input or answer of another call"},
		{`{"family": "web"}`, "", "services.json:1:1: no services in here: found the keys family, wanted serviceName"},
		{`{"services": {"web": {"image": "web"}}}`, "", "a Compose file: found the service"},
		{"services:\n  - serviceName: web\n", "", "services.json:1:1: the AWS CLI's --output yaml"},
		{"\nAn error occurred (ClusterNotFoundException) when calling the DescribeServices operation: Cluster not found.\n", "", "the AWS CLI's error text"},
		{`{"services": [`, "", "the file ends early"},
		{with("web", ""), "  - {file: services.json, desiredCount: 3}\n", `f.yaml:7:27: unknown key "desiredCount" in file of services (known here: file, startedBefore, keepNetworkMode)`},
		{with("web", ""), "  - {file: services.json, copies: 3}\n", `f.yaml:7:27: unknown key "copies"`},
		{with("web", ""), "  - {file: nowhere.json}\n", "f.yaml:7:12: nowhere.json: no such file (paths are relative to this file)"},
		{with("web", ""), "  - file: services.json\n  - file: services.json\n", `services.json:1:31: service "web" is here twice`},
		{with("web", ""), "  - file: services.json\nexpect: [{service: wbe, running: 1}]\n", `there is no service "wbe" (did you mean web?)`},
	} {
		if x.entries == "" {
			x.entries = "  - file: services.json\nexpect: [{service: web, running: 2}]\n"
		}
		_, err := LoadFS(withServices(x.text, x.entries), "f.yaml")
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s\n%s\n%v\nwant in it: %s", x.text, x.entries, err, x.want)
		}
		if e, ok := err.(*strict.Error); ok && len(e.Faults) > 1 {
			t.Errorf("%s: %v, want one fault", x.text, err)
		}
	}
}
