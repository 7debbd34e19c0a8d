package importer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios/importer"
	"ecssim/scenarios/importer/cluster"
	"ecssim/scenarios/importer/record"
)

// The answers of one cluster, small: a host with a trunk and two tasks, one whose agent only knows
// trunks, one that drains and lost its agent, one outside of EC2, and one that is gone.
const (
	arnOf = "arn:aws:ecs:us-east-1:123456789012:"

	someHosts = `{"containerInstances": [
 {"containerInstanceArn": "` + arnOf + `container-instance/demo/h1", "ec2InstanceId": "i-1", "capacityProviderName": "general", "status": "ACTIVE", "agentConnected": true,
  "registeredResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7688}, {"name": "PORTS", "stringSetValue": ["22", "2376", "2375", "51678", "51679"]}, {"name": "PORTS_UDP", "stringSetValue": []}],
  "remainingResources": [{"name": "CPU", "integerValue": 1536}, {"name": "MEMORY", "integerValue": 6664}, {"name": "PORTS", "stringSetValue": ["22", "2376", "2375", "51678", "51679", "80"]}, {"name": "PORTS_UDP", "stringSetValue": []}],
  "attributes": [{"name": "ecs.instance-type", "value": "m5.large"}, {"name": "ecs.availability-zone", "value": "us-east-1a"}, {"name": "ecs.subnet-id", "value": "subnet-a"},
   {"name": "ecs.capability.task-eni-trunking"}, {"name": "ecs.awsvpc-trunk-id", "value": "1111"}], "registeredAt": "2026-03-01T09:00:00.123000+00:00"},
 {"containerInstanceArn": "` + arnOf + `container-instance/demo/h2", "ec2InstanceId": "i-2", "status": "ACTIVE", "agentConnected": true,
  "registeredResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7688}],
  "remainingResources": [{"name": "CPU", "integerValue": 2048}, {"name": "MEMORY", "integerValue": 7688}],
  "attributes": [{"name": "ecs.instance-type", "value": "m5.large"}, {"name": "ecs.availability-zone", "value": "us-east-1b"}, {"name": "ecs.subnet-id", "value": "subnet-b"},
   {"name": "ecs.capability.task-eni-trunking"}, {"name": "stack", "value": "blue"}], "registeredAt": 1772355600.5},
 {"containerInstanceArn": "` + arnOf + `container-instance/demo/h3", "ec2InstanceId": "i-3", "status": "DRAINING", "agentConnected": false,
  "registeredResources": [{"name": "CPU", "integerValue": 4096}, {"name": "MEMORY", "integerValue": 15586}], "attributes": [{"name": "ecs.availability-zone", "value": "us-east-1a"}]},
 {"containerInstanceArn": "` + arnOf + `container-instance/demo/h4", "ec2InstanceId": "mi-4", "status": "ACTIVE", "agentConnected": true, "attributes": [{"name": "ecs.capability.external"}]}],
 "failures": [{"arn": "` + arnOf + `container-instance/demo/h5", "reason": "MISSING"}]}`

	someServices = `{"services": [
 {"serviceName": "web", "serviceArn": "` + arnOf + `service/web", "status": "ACTIVE", "desiredCount": 4, "runningCount": 3, "launchType": "EC2", "taskDefinition": "` + arnOf + `task-definition/web:7",
  "deployments": [{"status": "PRIMARY", "taskDefinition": "` + arnOf + `task-definition/web:7", "createdAt": 1772355600.5}, {"status": "ACTIVE", "taskDefinition": "` + arnOf + `task-definition/web:6", "createdAt": "2026-03-01T09:00:00+00:00"}]},
 {"serviceName": "api", "serviceArn": "` + arnOf + `service/demo/api", "status": "ACTIVE", "desiredCount": 6, "capacityProviderStrategy": [{"capacityProvider": "general", "weight": 1}], "taskDefinition": "` + arnOf + `task-definition/api:3",
  "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-a", "subnet-b"]}}},
 {"serviceName": "agent", "status": "ACTIVE", "desiredCount": 2, "schedulingStrategy": "DAEMON", "taskDefinition": "` + arnOf + `task-definition/agent:1"},
 {"serviceName": "old", "status": "INACTIVE", "desiredCount": 0, "taskDefinition": "old:1"},
 {"serviceName": "jobs", "status": "ACTIVE", "launchType": "FARGATE", "desiredCount": 3, "taskDefinition": "jobs:2"}],
 "failures": [{"arn": "` + arnOf + `service/gone", "reason": "MISSING"}]}`

	someTasks = `{"tasks": [
 {"taskArn": "` + arnOf + `task/demo/t1", "containerInstanceArn": "` + arnOf + `container-instance/demo/h1", "taskDefinitionArn": "` + arnOf + `task-definition/api:3", "group": "service:api", "lastStatus": "RUNNING", "desiredStatus": "RUNNING",
  "attachments": [{"type": "ServiceConnect", "status": "ATTACHED"}, {"type": "ElasticNetworkInterface", "status": "ATTACHED"}]},
 {"taskArn": "` + arnOf + `task/t2", "containerInstanceArn": "` + arnOf + `container-instance/h1", "taskDefinitionArn": "` + arnOf + `task-definition/web:7", "group": "service:web", "lastStatus": "RUNNING", "desiredStatus": "RUNNING", "cpu": "0",
  "attachments": [], "containers": [{"networkBindings": [{"hostPort": 80, "protocol": "tcp"}]}]},
 {"taskArn": "` + arnOf + `task/demo/t3", "containerInstanceArn": "` + arnOf + `container-instance/demo/h3", "taskDefinitionArn": "` + arnOf + `task-definition/migrate:9", "group": "family:migrate", "lastStatus": "STOPPED", "desiredStatus": "STOPPED",
  "attachments": [{"type": "ElasticNetworkInterface", "status": "DELETED"}]}]}`

	someSettings = `{"settings": [{"name": "awsvpcTrunking", "value": "enabled", "principalArn": "arn:aws:iam::123456789012:role/ecsInstanceRole"},
 {"name": "containerInsights", "value": "disabled", "principalArn": "arn:aws:iam::123456789012:root"}]}`

	someGroups = `{"AutoScalingGroups": [
 {"AutoScalingGroupName": "plain", "MinSize": 1, "MaxSize": 6, "DesiredCapacity": 2, "VPCZoneIdentifier": "subnet-a, subnet-b", "LaunchTemplate": {"LaunchTemplateId": "lt-1", "LaunchTemplateName": "hosts", "Version": "$Latest"}},
 {"AutoScalingGroupName": "mixed", "MinSize": 0, "MaxSize": 20, "DesiredCapacity": 4, "VPCZoneIdentifier": "subnet-a", "MixedInstancesPolicy": {"LaunchTemplate": {
   "LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1", "Version": "3"}, "Overrides": [{"InstanceType": "m5.large"}, {"InstanceType": "m5a.large"}]}},
  "Instances": [{"InstanceId": "i-9", "InstanceType": "m5a.large"}]}]}`

	someSubnets = `{"Subnets": [{"SubnetId": "subnet-a", "AvailabilityZone": "us-east-1a", "CidrBlock": "10.0.0.0/24"}, {"SubnetId": "subnet-b", "AvailabilityZone": "us-east-1b", "CidrBlock": "10.0.1.0/24"}]}`

	webDefinition = `{"taskDefinition": {"family": "web", "revision": 7, "networkMode": "bridge", "containerDefinitions": [{"name": "app", "image": "x", "cpu": 256, "memory": 512, "portMappings": [{"containerPort": 8080, "hostPort": 80}]}]}}`
	apiDefinition = `{"taskDefinition": {"family": "api", "revision": 3, "networkMode": "awsvpc", "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "x"}]}}`
	agentDaemon   = `{"family": "agent", "revision": 1, "containerDefinitions": [{"name": "agent", "image": "x", "memory": 64}]}`
)

// imported imports texts, each a file of its own.
func imported(t *testing.T, req importer.Request, texts ...string) *importer.Result {
	t.Helper()
	res, err := tryImport(t, req, texts...)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func tryImport(t *testing.T, req importer.Request, texts ...string) (*importer.Result, error) {
	t.Helper()
	dir := t.TempDir()
	for i, text := range texts {
		name := filepath.Join(dir, fmt.Sprintf("%d.json", i))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		req.Files = append(req.Files, name)
	}
	return importer.Import(req)
}

// facts are the lines of a list, and of the groups, services and where tasks run.
func facts(res *importer.Result) (all []string) {
	c := res.Cluster
	for _, g := range c.Groups {
		all = append(all, fmt.Sprintf("group %s: %d %s trunk=%s zones=%v subnets=%v memory=%d attributes=%v", g.Name, g.Count.V, g.Type.V, g.Trunk, g.Zones, g.Subnet, g.Memory, g.Attributes))
	}
	for _, p := range c.Providers {
		all = append(all, fmt.Sprintf("provider %s: %d to %d, %d of %s trunk=%s", p.Name, p.Min.V, p.Max.V, p.Desired.V, p.Type.V, p.Trunk))
	}
	for _, s := range c.Services {
		all = append(all, fmt.Sprintf("service %s: %d of %s daemon=%v on %v by %v", s.Name, s.Desired.V, s.Definition.Label(), s.Daemon, s.RunningOn, s.Strategy))
	}
	all = append(all, "trunking "+c.Trunking.V)
	for _, i := range c.List.Items {
		if i.State == record.Unknown {
			all = append(all, "unknown "+i.Path)
		}
	}
	for _, l := range c.List.LeftOut {
		all = append(all, fmt.Sprintf("left out %s: %s", l.What, strings.Join(l.Names, " ")))
	}
	for _, d := range c.List.Differences {
		all = append(all, fmt.Sprintf("differs %s %s: %s, ECS %s", d.Host, d.Resource, d.Tasks, d.ECS))
	}
	for _, n := range c.List.Told {
		all = append(all, "told "+n.Text)
	}
	return all
}

// TestRows holds the answers of one small cluster, alone and together, to what is known of them.
func TestRows(t *testing.T) {
	drained := "left out container instances that are DRAINING and disconnected: h3"
	outside := "left out container instances that are external, outside of EC2: h4"
	missing := "left out things that AWS did not find (MISSING): container instance h5"
	inFlight := "told service web has a deployment in flight, from web:6 to web:7: here it is over; --in-flight brings it in as an event"
	for _, row := range []struct {
		name  string
		req   importer.Request
		texts []string
		want  []string
	}{
		{"hosts", importer.Request{}, []string{someHosts}, []string{
			"group demo: 1 m5.large trunk=false zones=[us-east-1b] subnets=[subnet-b] memory=7688 attributes=map[stack:blue]",
			"provider general: 0 to 1, 1 of m5.large trunk=true", "trunking enabled", "unknown taskDefinitions", missing, drained, outside}},
		{"all hosts", importer.Request{Options: cluster.Options{AllHosts: true}}, []string{someHosts}, []string{
			"group demo-m5.large: 1 m5.large trunk=false zones=[us-east-1b] subnets=[subnet-b] memory=7688 attributes=map[stack:blue]",
			"group demo-unknown: 1  trunk= zones=[us-east-1a] subnets=[] memory=15586 attributes=map[]",
			"provider general: 0 to 1, 1 of m5.large trunk=true", "trunking enabled", "unknown instances.h3.instanceType", "unknown taskDefinitions", missing, outside}},
		{"a type that is set", importer.Request{Options: cluster.Options{AllHosts: true, Set: []cluster.Setting{{Path: "h3.instanceType", Value: "m5.xlarge"}}}}, []string{someHosts, agentDaemon}, []string{
			"group demo-m5.large: 1 m5.large trunk=false zones=[us-east-1b] subnets=[subnet-b] memory=7688 attributes=map[stack:blue]",
			"group demo-m5.xlarge: 1 m5.xlarge trunk=false zones=[us-east-1a] subnets=[] memory=15586 attributes=map[]",
			"provider general: 0 to 1, 1 of m5.large trunk=true", "trunking enabled", missing, outside}},
		{"services", importer.Request{}, []string{someServices, webDefinition, apiDefinition, agentDaemon, someSubnets}, []string{
			"provider general: 0 to 0, 0 of  trunk=", "service web: 4 of web:7 daemon=false on map[] by []", "service api: 6 of api:3 daemon=false on map[] by [{general 1 0 }]",
			"service agent: 2 of agent:1 daemon=true on map[] by []", "trunking disabled", "unknown capacityProviders.general.maxSize", "unknown capacityProviders.general.instanceType",
			"left out things that AWS did not find (MISSING): service gone", "left out INACTIVE services: old", "left out FARGATE services: jobs", inFlight}},
		{"settings", importer.Request{}, []string{someHosts, someSettings, agentDaemon}, []string{
			"group demo: 1 m5.large trunk=false zones=[us-east-1b] subnets=[subnet-b] memory=7688 attributes=map[stack:blue]",
			"provider general: 0 to 1, 1 of m5.large trunk=true", "trunking enabled", missing, drained, outside}},
		{"groups", importer.Request{}, []string{someGroups, someSubnets, agentDaemon}, []string{
			"group plain: 2  trunk= zones=[us-east-1a us-east-1b] subnets=[subnet-a subnet-b] memory=0 attributes=map[]",
			"group mixed: 4 m5.large trunk= zones=[us-east-1a] subnets=[subnet-a] memory=0 attributes=map[]", "trunking disabled", "unknown instances.plain.instanceType"}},
		{"together", importer.Request{}, []string{someHosts, someServices, someTasks, someSettings, someSubnets, webDefinition, apiDefinition, agentDaemon}, []string{
			"group demo: 1 m5.large trunk=false zones=[us-east-1b] subnets=[subnet-b] memory=7688 attributes=map[stack:blue]",
			"provider general: 0 to 1, 1 of m5.large trunk=true",
			"service web: 4 of web:7 daemon=false on map[general-1:1] by []", "service api: 6 of api:3 daemon=false on map[general-1:1] by [{general 1 0 }]",
			"service agent: 2 of agent:1 daemon=true on map[] by []", "trunking enabled", missing + " service gone", drained, outside,
			"left out INACTIVE services: old", "left out FARGATE services: jobs", inFlight}},
		{"an unknown definition", importer.Request{}, []string{someHosts, someServices, someTasks, someSubnets, webDefinition, agentDaemon}, []string{
			"group demo: 1 m5.large trunk=false zones=[us-east-1b] subnets=[subnet-b] memory=7688 attributes=map[stack:blue]",
			"provider general: 0 to 1, 1 of m5.large trunk=true",
			"service web: 4 of web:7 daemon=false on map[general-1:1] by []", "service api: 6 of api:3 daemon=false on map[general-1:1] by [{general 1 0 }]",
			"service agent: 2 of agent:1 daemon=true on map[] by []", "trunking enabled", "unknown taskDefinitions.api", missing + " service gone", drained, outside,
			"left out INACTIVE services: old", "left out FARGATE services: jobs", "differs h1 CPU: 256, ECS 512", "differs h1 MEMORY: 512, ECS 1024", inFlight}},
	} {
		t.Run(row.name, func(t *testing.T) {
			got := facts(imported(t, row.req, row.texts...))
			slices.Sort(got)
			slices.Sort(row.want)
			if !slices.Equal(got, row.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
		})
	}
}
