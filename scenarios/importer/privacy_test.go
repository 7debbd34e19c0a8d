package importer_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/cluster"
)

// secretKeys are keys of the APIs whose values are nobody's business; marked gives each object one of
// each, and one that no API has.
var secretKeys = []string{
	"environment", "secrets", "dockerLabels", "image", "command", "entryPoint", "environmentFiles", "hostname", "user", "repositoryCredentials", "tags", "Tags",
	"taskRoleArn", "executionRoleArn", "roleArn", "createdBy", "startedBy", "registeredBy", "overrides", "events", "UserData", "KeyName", "PrivateIpAddress", "PrivateDnsName",
	"IamInstanceProfile", "SecurityGroupIds", "logConfiguration", "systemControls", "extraHosts", "dnsServers", "volumes", "proxyConfiguration", "somethingNew",
}

// marked plants markers everywhere in a tree.
func marked(v any) any {
	switch v := v.(type) {
	case object:
		for key, e := range v {
			v[key] = marked(e)
		}
		for _, key := range secretKeys {
			if _, there := v[key]; there && key != "image" {
				continue
			}
			switch key {
			case "environment", "secrets", "tags", "Tags", "events", "volumes":
				v[key] = []any{object{"name": "MARKER-name", "value": "MARKER-value", "Key": "MARKER-Key", "Value": "MARKER-Value", "message": "MARKER-message"}}
			case "dockerLabels", "overrides", "proxyConfiguration":
				v[key] = object{"MARKER-label": "MARKER-value"}
			case "logConfiguration":
				v[key] = object{"logDriver": "awslogs", "options": object{"awslogs-group": "MARKER-group"}}
			case "IamInstanceProfile", "repositoryCredentials":
				v[key] = object{"Arn": "arn:aws:iam::123456789012:instance-profile/role"}
			case "command", "entryPoint", "environmentFiles", "SecurityGroupIds", "systemControls", "extraHosts", "dnsServers":
				v[key] = []any{"MARKER-" + key}
			case "UserData":
				v[key] = "#!/bin/sh\necho ECS_CLUSTER=x ECS_RESERVED_MEMORY=128 PASSWORD=MARKER-data >> /etc/ecs/ecs.config"
			case "user":
				v[key] = "123456789012"
			default:
				v[key] = "MARKER-" + key
			}
		}
	case []any:
		for i := range v {
			v[i] = marked(v[i])
		}
	}
	return v
}

// TestPrivacy plants markers in every object of every answer: none is in the scenario, in the list,
// or in what is said of a file that is wrong.
func TestPrivacy(t *testing.T) {
	var texts []string
	for _, text := range []string{someHosts, someServices, someTasks, someSettings, someGroups, someSubnets, webDefinition, apiDefinition, agentDaemon,
		`{"capacityProviders": [{"name": "general", "status": "ACTIVE", "autoScalingGroupProvider": {"autoScalingGroupArn": "x/plain", "managedScaling": {"status": "ENABLED"}}}]}`,
		`{"LaunchTemplateVersions": [{"LaunchTemplateId": "lt-1", "VersionNumber": 1, "LaunchTemplateData": {"InstanceType": "m5.large"}}]}`,
		`{"Reservations": [{"ReservationId": "r", "Instances": [{"InstanceId": "i-1", "InstanceType": "m5.large"}]}]}`, `{"TargetGroups": [{"TargetGroupName": "web", "Protocol": "HTTP"}]}`,
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		data, err := json.MarshalIndent(marked(v), "", " ")
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(data))
	}
	clean := func(what, text string) {
		t.Helper()
		for _, marker := range []string{"MARKER", "123456789012"} {
			if i := strings.Index(text, marker); i >= 0 {
				t.Errorf("%s holds %q", what, text[max(0, i-60):min(len(text), i+40)])
			}
		}
	}
	for _, req := range []importer.Request{{}, {Options: cluster.Options{AllHosts: true, InFlight: true, Strict: true}}, {Rename: true}} {
		res := imported(t, req, texts...)
		clean("the scenario", string(res.Text))
		clean("the list", fmt.Sprintf("%+v", res.Cluster.List))
	}
	wrong := map[string]string{`"memory": 512`: `"memory": "many"`, `"desiredCount": 6`: `"desiredCount": "many"`, `"MinSize": 1`: `"MinSize": {}`, `"integerValue": 2048`: `"integerValue": []`,
		`"family": "web"`: `"family": `, `"cpu": "256"`: `"cpu": "1"`}
	for from, to := range wrong {
		broken := make([]string, len(texts))
		changed := false
		for i, text := range texts {
			broken[i] = strings.ReplaceAll(text, from, to)
			changed = changed || broken[i] != text
		}
		_, err := tryImport(t, importer.Request{}, broken...)
		if err == nil || !changed {
			t.Errorf("%s in place of %s is taken (changed: %v)", to, from, changed)
			continue
		}
		clean("what is said of "+to, err.Error())
	}
}

// TestRename: no name of the user's is left, and what refers to one still does.
func TestRename(t *testing.T) {
	host := hostJSON("h1", "a", "", "stack=bluebird", "team=payments")
	services := `{"services": [{"serviceName": "checkout", "status": "ACTIVE", "desiredCount": 1, "taskDefinition": "checkout:3",
		"placementConstraints": [{"type": "memberOf", "expression": "attribute:stack in [bluebird, redstart] and attribute:ecs.instance-type =~ m5.* and not(task:group == service:checkout)"}],
		"placementStrategy": [{"type": "spread", "field": "attribute:team"}],
		"loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/checkout-tg/0", "containerName": "storefront", "containerPort": 8080}]}]}`
	definition := `{"family": "checkout", "revision": 3, "containerDefinitions": [{"name": "storefront", "image": "x", "memory": 64, "portMappings": [{"containerPort": 8080}], "links": ["sidekick"]}, {"name": "sidekick", "image": "x", "memory": 64}]}`
	tasks := `{"tasks": [{"taskArn": "t", "containerInstanceArn": "h1", "taskDefinitionArn": "checkout:3", "group": "service:checkout", "lastStatus": "RUNNING", "desiredStatus": "RUNNING"}]}`
	res := imported(t, importer.Request{Rename: true}, hostsJSON(host), services, definition, tasks)
	for _, name := range []string{"checkout", "storefront", "sidekick", "stack", "bluebird", "redstart", "team", "payments"} {
		if strings.Contains(string(res.Text), name) {
			t.Errorf("%s is left:\n%s", name, res.Text)
		}
	}
	s := res.Scenario.Config.Services[0]
	if len(s.Running) != 1 || len(s.Constraints) != 1 || !strings.Contains(string(res.Text), "attribute:ecs.instance-type =~ m5.*") {
		t.Errorf("%+v is not what it was:\n%s", s, res.Text)
	}
}
