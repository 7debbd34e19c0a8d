package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/cluster"
)

// hostJSON is a container instance.
func hostJSON(name, zone, more string, attributes ...string) string {
	all := []string{`{"name": "ecs.instance-type", "value": "m5.large"}`, `{"name": "ecs.availability-zone", "value": "us-east-1` + zone + `"}`}
	for _, a := range attributes {
		name, value, _ := strings.Cut(a, "=")
		all = append(all, fmt.Sprintf(`{"name": %q, "value": %q}`, name, value))
	}
	return fmt.Sprintf(`{"containerInstanceArn": %q, "status": "ACTIVE", "agentConnected": true, "registeredResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7000}], "attributes": [%s]%s}`,
		name, strings.Join(all, ", "), more)
}

func hostsJSON(hosts ...string) string {
	return `{"containerInstances": [` + strings.Join(hosts, ", ") + `]}`
}

// groupLines are the groups and providers of an import, and which hosts are in each.
func groupLines(res *importer.Result) (all []string) {
	names := map[string][]string{}
	for _, h := range res.Cluster.Hosts {
		group := h.Instance[:strings.LastIndexByte(h.Instance, '-')]
		names[group] = append(names[group], h.Name)
	}
	for _, g := range res.Cluster.Groups {
		all = append(all, fmt.Sprintf("%s %v %v trunk=%s", g.Name, g.Zones, names[g.Name], g.Trunk))
	}
	for _, p := range res.Cluster.Providers {
		all = append(all, fmt.Sprintf("provider %s %v %v %d of %d to %d trunk=%s", p.Name, p.Zones, names[p.Name], p.Desired.V, p.Min.V, p.Max.V, p.Trunk))
	}
	return all
}

// TestFold: alike hosts make a group whose zones are dealt in turn; hosts that differ, or zones that
// are uneven, make several.
func TestFold(t *testing.T) {
	const provider = `, "capacityProviderName": "general"`
	const trunk = "ecs.awsvpc-trunk-id=1"
	group := `{"AutoScalingGroups": [{"AutoScalingGroupName": "asg", "MinSize": 1, "MaxSize": 9, "DesiredCapacity": 3, "AvailabilityZones": ["us-east-1a", "us-east-1b"],
		"MixedInstancesPolicy": {"LaunchTemplate": {"Overrides": [{"InstanceType": "m5.large"}, {"InstanceType": "m5.xlarge"}]}}}]}`
	providers := `{"capacityProviders": [{"name": "general", "status": "ACTIVE", "autoScalingGroupProvider": {"autoScalingGroupArn": "x:autoScalingGroupName/asg", "managedScaling": {"status": "ENABLED"}}}]}`
	for _, row := range []struct {
		name  string
		texts []string
		want  []string
	}{
		{"even zones", []string{hostsJSON(hostJSON("h1", "b", ""), hostJSON("h2", "a", ""), hostJSON("h3", "b", ""))}, []string{"hosts [us-east-1b us-east-1a] [h1 h2 h3] trunk="}},
		{"uneven zones", []string{hostsJSON(hostJSON("h1", "a", ""), hostJSON("h2", "a", ""), hostJSON("h3", "a", ""), hostJSON("h4", "b", ""))},
			[]string{"hosts-us-east-1a [us-east-1a] [h1 h2 h3] trunk=", "hosts-us-east-1b [us-east-1b] [h4] trunk="}},
		{"attributes", []string{hostsJSON(hostJSON("h1", "a", "", "stack=blue"), hostJSON("h2", "a", ""))},
			[]string{"hosts [us-east-1a] [h1] trunk=", "hosts-2 [us-east-1a] [h2] trunk="}},
		{"trunks", []string{hostsJSON(hostJSON("h1", "a", "", trunk), hostJSON("h2", "a", ""))},
			[]string{"hosts-trunk [us-east-1a] [h1] trunk=true", "hosts-no-trunk [us-east-1a] [h2] trunk=false"}},
		{"a provider", []string{hostsJSON(hostJSON("h1", "a", provider), hostJSON("h2", "b", provider), hostJSON("h3", "b", provider)), group, providers},
			[]string{"provider general [us-east-1b us-east-1a] [h1 h2 h3] 3 of 1 to 9 trunk="}},
		{"a provider with hosts from before the opt-in", []string{hostsJSON(hostJSON("h1", "a", provider, trunk), hostJSON("h2", "b", provider, trunk), hostJSON("h3", "b", provider)), group, providers},
			[]string{"provider general [us-east-1a us-east-1b] [h1 h2] 2 of 1 to 9 trunk=true", "provider general-2 [us-east-1b] [h3] 1 of 1 to 1 trunk=false"}},
		{"a provider with uneven zones", []string{hostsJSON(hostJSON("h1", "a", provider), hostJSON("h2", "a", provider), hostJSON("h3", "a", provider)), group, providers},
			[]string{"provider general [us-east-1a us-east-1b] [h1] 1 of 1 to 9 trunk=", "provider general-2 [us-east-1a] [h2 h3] 2 of 2 to 2 trunk="}},
	} {
		t.Run(row.name, func(t *testing.T) {
			res := imported(t, importer.Request{}, append(row.texts, agentDaemon)...)
			if got := groupLines(res); !slices.Equal(got, row.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
			if res.Scenario == nil {
				t.Errorf("no scenario: %+v", res.Cluster.List.Items)
			}
		})
	}
}

// TestInFlight: a deployment under way is over in the scenario, or an event brings it in.
func TestInFlight(t *testing.T) {
	old := strings.Replace(webDefinition, `"revision": 7`, `"revision": 6`, 1)
	hosts := hostsJSON(hostJSON("h1", "a", ""), hostJSON("h2", "a", ""))
	task := func(name, host, definition string) string {
		return fmt.Sprintf(`{"taskArn": %q, "containerInstanceArn": %q, "taskDefinitionArn": %q, "group": "service:web", "lastStatus": "RUNNING", "desiredStatus": "RUNNING"}`, name, host, definition)
	}
	tasks := `{"tasks": [` + task("t1", "h1", "web:6") + "," + task("t2", "h2", "web:7") + `]}`
	services := `{"services": [{"serviceName": "web", "status": "ACTIVE", "desiredCount": 2, "taskDefinition": "web:7",
		"deployments": [{"status": "PRIMARY", "taskDefinition": "web:7"}, {"status": "ACTIVE", "taskDefinition": "web:6"}]}]}`
	texts := []string{hosts, services, tasks, webDefinition, old}
	over := imported(t, importer.Request{}, texts...)
	if text := string(over.Text); strings.Contains(text, "events:") || !strings.Contains(text, "taskDefinition: web,") || !strings.Contains(text, "runningOn: {hosts-1: 1, hosts-2: 1}") {
		t.Errorf("over:\n%s", text)
	}
	if c := over.Cluster.List; len(c.Differences) != 0 || len(c.Told) != 2 {
		t.Errorf("%+v, want what is told of the deployment and of the older task", c.Told)
	}
	begun := imported(t, importer.Request{Options: cluster.Options{InFlight: true}}, texts...)
	for _, want := range []string{"family: web  # revision 6", "family: web  # revision 7", "taskDefinition: \"web:1\"", `- {at: "0s", updateService: {service: web, taskDefinition: "web:2"}}`} {
		if !strings.Contains(string(begun.Text), want) {
			t.Errorf("no %s in\n%s", want, begun.Text)
		}
	}
	if len(begun.Scenario.Config.Events) != 1 {
		t.Errorf("%d events, want 1", len(begun.Scenario.Config.Events))
	}
}

// TestSet: a value is given by the end of its path; what fits nothing, or several, is refused.
func TestSet(t *testing.T) {
	for given, want := range map[string]string{
		"general.instanceType=m5.large":    "",
		"capacityProviders.*.maxSize=4":    "",
		"services.web.desiredCount=9":      "",
		"web.desiredCount=many":            "--set services.web.desiredCount=many: wanted a whole number",
		"general.instancetype=m5.large":    "there is no such value to set, did you mean",
		"desiredCount=3":                   "--set desiredCount: may be services.web.desiredCount or services.api.desiredCount, wanted one of them",
		"general.instanceType=m5.gigantic": "",
	} {
		path, value, _ := strings.Cut(given, "=")
		_, err := tryImport(t, importer.Request{Options: cluster.Options{Set: []cluster.Setting{{Path: path, Value: value}}}},
			someServices, webDefinition, apiDefinition, agentDaemon, someSubnets)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("--set %s: %v, want %q", given, err, want)
		}
	}
}

// A revision never changes: where two files have it otherwise, that is told.
func TestTwoFilesDiffer(t *testing.T) {
	other := strings.Replace(webDefinition, `"cpu": 256`, `"cpu": 128`, 1)
	res := imported(t, importer.Request{}, hostsJSON(hostJSON("h1", "a", "")), webDefinition, webDefinition, other)
	if told := res.Cluster.List.Told; len(told) != 1 || !strings.Contains(told[0].Text, "task definition web:7 stands in ") || len(res.Cluster.Definitions) != 1 {
		t.Errorf("%+v, want that two files differ", told)
	}
}

// An answer that is one page of several is told of, unless the last page is there too.
func TestPages(t *testing.T) {
	page := strings.Replace(hostsJSON(hostJSON("h1", "a", "")), "{", `{"nextToken": "x", `, 1)
	for _, row := range []struct {
		texts []string
		told  int
	}{{[]string{page}, 1}, {[]string{page, hostsJSON(hostJSON("h2", "a", ""))}, 0}, {[]string{hostsJSON(hostJSON("h2", "a", "")), page}, 0}} {
		res := imported(t, importer.Request{}, append(row.texts, agentDaemon)...)
		if told := res.Cluster.List.Told; len(told) != row.told {
			t.Errorf("told %+v, want %d sentences", told, row.told)
		}
	}
}

// Tasks stay where they run whatever the cluster's default strategy is, and however hosts of its
// providers differ.
func TestDefaultStrategy(t *testing.T) {
	const provider = `, "capacityProviderName": "general"`
	hosts := hostsJSON(hostJSON("h1", "a", provider, "ecs.awsvpc-trunk-id=1"), hostJSON("h2", "a", provider), hostJSON("h3", "a", ""))
	clusters := `{"clusters": [{"clusterName": "prod", "clusterArn": "x", "defaultCapacityProviderStrategy": [{"capacityProvider": "general", "weight": 1}]}]}`
	services := `{"services": [{"serviceName": "web", "status": "ACTIVE", "desiredCount": 2, "taskDefinition": "web:7"}, {"serviceName": "api", "status": "ACTIVE", "launchType": "EC2", "desiredCount": 1, "taskDefinition": "web:7"}]}`
	var tasks []string
	for i, on := range []string{"h1 service:web", "h2 service:web", "h3 service:api", "h3 family:agent"} {
		host, group, _ := strings.Cut(on, " ")
		definition := "web:7"
		if group == "family:agent" {
			definition = "agent:1"
		}
		tasks = append(tasks, fmt.Sprintf(`{"taskArn": "t%d", "containerInstanceArn": %q, "taskDefinitionArn": %q, "group": %q, "lastStatus": "RUNNING", "desiredStatus": "RUNNING"}`, i, host, definition, group))
	}
	res := imported(t, importer.Request{}, hosts, clusters, services, `{"tasks": [`+strings.Join(tasks, ", ")+`]}`, webDefinition, agentDaemon)
	for _, want := range []string{"runningOn: {general-1: 1, general-2-1: 1}", "runningOn: {prod-1: 1}"} {
		if !strings.Contains(string(res.Text), want) {
			t.Errorf("no %s in\n%s", want, res.Text)
		}
	}
	if n := strings.Count(string(res.Text), "launchType: EC2"); n != 2 {
		t.Errorf("launchType stands there %d times, want it of api and of the task:\n%s", n, res.Text)
	}
	for _, told := range res.Cluster.List.Told {
		if strings.Contains(told.Text, "do not fit") {
			t.Error(told.Text)
		}
	}
}
