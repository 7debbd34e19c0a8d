package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

func parse(t *testing.T, text string) *config.Config {
	t.Helper()
	s, err := Parse("f.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s.Config
}

// TestDefaults is what a file that says next to nothing means.
func TestDefaults(t *testing.T) {
	c := parse(t, small)
	g := c.Groups[0]
	switch {
	case c.Region != "us-east-1" || c.Trunking || c.Duration != 0 || c.Options != (config.Options{}):
		t.Errorf("config %+v", c)
	case g.Name != "m5.large" || g.Count != 1 || g.CPU != 2048 || g.SlotsPlain != 2 || g.SlotsTrunk != 10 || g.Trunk != config.TrunkAuto:
		t.Errorf("group %+v", g)
	case len(g.Reserved) != 5 || g.DynamicRange != model.LinuxDynamicPorts() || g.USDPerHour <= 0 || g.Architecture != "x86_64":
		t.Errorf("group %+v", g)
	case len(c.Subnets) != 1 || c.Subnets[0].ID != "subnet-us-east-1a" || c.Subnets[0].Network.Limited():
		t.Errorf("subnets %+v", c.Subnets)
	case c.Quotas.ReservedPortsPerInstance != 100 || c.Quotas.ProvisioningPerCluster != 500 || c.Quotas.TargetsPerGroup != 1000 ||
		c.Quotas.ENICalls != (config.Bucket{}) || len(c.Quotas.Enforced) != 0:
		t.Errorf("quotas %+v", c.Quotas)
	case c.Timings.StopTimeout != 30*time.Second || c.Timings.ENIAttachTimeout != 3*time.Minute || c.Timings.ENIAttach.Mean() != 13*time.Second:
		t.Errorf("timings %+v", c.Timings)
	}
}

// TestGroupKeys is each key of an instance group.
func TestGroupKeys(t *testing.T) {
	g := parse(t, strings.Replace(small, "{instanceType: m5.large}", `{name: g, instanceType: m5.large, count: 3, availabilityZones: [eu-west-1a, eu-west-1b],
    registeredMemory: 7600, reservedMemory: 256, trunk: false, reservedPorts: [443, 22], reservedPortsUdp: [53], dynamicHostPortRange: 40000-40010,
    attributes: {stack: prod}, awsvpcTasks: 100, manualENIs: 1, listeners: [{port: 8080}, {port: 53, protocol: udp}], agentVersion: 1.82.0, prometheusMetrics: true}`, 1)).Groups[0]
	want := config.InstanceGroup{
		Name: "g", InstanceType: "m5.large", Count: 3, Zones: []string{"eu-west-1a", "eu-west-1b"}, Subnets: []int{0, 1},
		InstanceSize: model.InstanceSize{CPU: 2048, Memory: 7344, SlotsPlain: 100, SlotsTrunk: 100}, ReservedMemory: 256, Trunk: config.TrunkNever, ManualENIs: 1,
		Reserved:     []model.HostPort{{Port: 22}, {Port: 53, Protocol: model.UDP}, {Port: 443}, {Port: 51680}},
		DynamicRange: model.PortRange{First: 40000, Last: 40010},
		Listeners:    []model.HostPort{{Port: 53, Protocol: model.UDP}, {Port: 8080}},
		Attributes:   map[string]string{"stack": "prod"}, Architecture: "x86_64", AgentVersion: "1.82.0",
		USDPerHour: 0.107, PriceDate: "2025-05-28",
	}
	if !reflect.DeepEqual(g, want) {
		t.Errorf("got  %+v\nwant %+v", g, want)
	}
}

// TestPrices: the file's figure wins, in any Region; else the Region decides.
func TestPrices(t *testing.T) {
	for _, x := range []struct {
		region, instanceType, prices string
		usd                          float64
		date                         string
	}{
		{"", "m5.large", "", 0.096, "2026-07-20"},
		{"us-east-1", "m5.large", "", 0.096, "2026-07-20"},
		{"ap-northeast-2", "m5.large", "", 0.118, "2025-05-28"},
		{"sa-east-1", "m5.large", "", 0.153, "2025-05-28"},
		{"ap-northeast-2", "m8i.large", "", config.UnknownPrice, ""},
		{"eu-west-2", "m5.large", "", config.UnknownPrice, ""},
		{"eu-west-1", "m5.large", "prices: {m5.large: 0.09}\n", 0.09, ""},
		{"eu-west-2", "m5.large", "prices: {m5.large: 0.111}\n", 0.111, ""},
		{"us-east-1", "m5.large", "prices: {c5.large: 0.05}\n", 0.096, "2026-07-20"},
	} {
		text := strings.Replace(small, "m5.large", x.instanceType, 1) + x.prices
		if x.region != "" {
			text = strings.Replace(text, "cluster:", "cluster:\n  region: "+x.region, 1)
		}
		if g := parse(t, text).Groups[0]; g.USDPerHour != x.usd || g.PriceDate != x.date {
			t.Errorf("%s in %q with %q: %v of %q, want %v of %q",
				x.instanceType, x.region, x.prices, g.USDPerHour, g.PriceDate, x.usd, x.date)
		}
	}
}

// TestRegions: one that AWS does not have is refused where it stands, with the name that was
// probably meant.
func TestRegions(t *testing.T) {
	inZone := func(zone string) string {
		return strings.Replace(small, "m5.large", "m5.large, availabilityZones: ["+zone+"]", 1)
	}
	inRegion := func(region string) string {
		return strings.Replace(small, "cluster:", "cluster:\n  region: "+region, 1)
	}
	for text, want := range map[string]string{
		inRegion("ap-northest-2"): `f.yaml:3:11: there is no Region "ap-northest-2" (names of 2026-11-10) (did you mean ap-northeast-2?)`,
		inRegion("us-esat-1"):     `there is no Region "us-esat-1" (names of 2026-11-10) (did you mean us-east-1?)`,
		inRegion("zz-nowhere-9"):  `there is no Region "zz-nowhere-9" (names of 2026-11-10) (such as us-east-1, us-east-2,`,
		inZone("eu-wset-1a"):      `there is no Region "eu-wset-1" (names of 2026-11-10) (did you mean eu-west-1?)`,
	} {
		_, err := Parse("f.yaml", []byte(text))
		if e := (*strict.Error)(nil); !errors.As(err, &e) || len(e.Faults) != 1 || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant one fault: %s", err, want)
		}
	}
	for _, text := range []string{inRegion("us-gov-west-1"), inRegion("cn-north-1"), inZone("us-west-2-lax-1a"), inZone("ap-northeast-2c")} {
		parse(t, text)
	}
}

// TestRevisions counts the definitions of a family in file order.
func TestRevisions(t *testing.T) {
	c := parse(t, small+`  - {family: api, containerDefinitions: [{name: a, image: a, memory: 64}]}
  - {family: web, revision: 42, containerDefinitions: [{name: a, image: a, memory: 65}]}
services:
  - {serviceName: latest, taskDefinition: web, desiredCount: 1}
  - {serviceName: first, taskDefinition: "web:1", desiredCount: 1}
  - {serviceName: arn, taskDefinition: "arn:aws:ecs:us-east-1:001234567012:task-definition/web:2", desiredCount: 1}
`)
	var got []int
	for _, s := range c.Services {
		got = append(got, s.Task)
	}
	if !reflect.DeepEqual(got, []int{2, 0, 2}) || c.Tasks[2].Name() != "web:2" || c.Tasks[1].Name() != "api:1" {
		t.Errorf("tasks %v, want [2 0 2]", got)
	}
}

// TestDescribeServices takes what describe-services prints of a service.
func TestDescribeServices(t *testing.T) {
	c := parse(t, small+`services:
  - {"serviceArn": "arn:aws:ecs:us-east-1:001234567012:service/c/web", "serviceName": "web", "clusterArn": "arn:aws:ecs:us-east-1:001234567012:cluster/c",
     "loadBalancers": [], "serviceRegistries": [], "status": "ACTIVE", "desiredCount": 3, "runningCount": 3, "pendingCount": 0, "launchType": "EC2",
     "taskDefinition": "arn:aws:ecs:us-east-1:001234567012:task-definition/web:1",
     "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}, "maximumPercent": 200, "minimumHealthyPercent": 100, "strategy": "ROLLING", "bakeTimeInMinutes": 0},
     "deployments": [{"id": "ecs-svc/1", "status": "PRIMARY"}], "roleArn": "arn:x", "events": [], "createdAt": "2026-10-29T09:14:07+01:00",
     "placementConstraints": [], "placementStrategy": [{"type": "spread", "field": "attribute:ecs.availability-zone"}], "healthCheckGracePeriodSeconds": 0,
     "schedulingStrategy": "REPLICA", "deploymentController": {"type": "ECS"}, "createdBy": "arn:x", "enableECSManagedTags": true, "propagateTags": "NONE",
     "enableExecuteCommand": false, "availabilityZoneRebalancing": "ENABLED"}
`)
	if s := c.Services[0]; s.Desired != 3 || s.Task != 0 || len(s.Strategies) != 1 || !s.Rebalance ||
		s.Deploying.Breaker != (config.CircuitBreaker{Enable: true, Rollback: true, Value: 50}) {
		t.Errorf("service %+v", s)
	}
}

// TestRunTasks is RunTask at once and as a stream.
func TestRunTasks(t *testing.T) {
	c := parse(t, strings.Replace(small, "cluster:", "duration: 1h\ncluster:", 1)+`runTasks:
  - {taskDefinition: web}
  - {taskDefinition: web, count: 50, at: 5m, runFor: {lognormal: {mean: 3m, stdDev: 1m}}}
  - {taskDefinition: web, name: stream, group: batch, arrivals: {exponential: {mean: 2s}}, runFor: never, until: 25m, count: 7}
`)
	a, b, s := c.RunTasks[0], c.RunTasks[1], c.RunTasks[2]
	minute := des.Time(time.Minute)
	switch {
	case a.Name != "family:web" || a.Group != "family:web" || a.Count != 1 || !a.Forever || a.Stream:
		t.Errorf("%+v", a)
	case b.Name != "family:web#2" || b.Count != 50 || b.At != 5*minute || b.RunFor.Mean() != 3*time.Minute || b.Forever:
		t.Errorf("%+v", b)
	case s.Name != "stream" || s.Group != "batch" || !s.Stream || !s.Forever || s.Until != 25*minute || s.Count != 7 || s.Arrivals.Mean() != 2*time.Second:
		t.Errorf("%+v", s)
	}
}

// TestDistributions is every form, by its mean.
func TestDistributions(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s":                           90 * time.Second,
		"never":                         des.Forever,
		"{constant: 3s}":                3 * time.Second,
		"{exponential: {mean: 3s}}":     3 * time.Second,
		"{uniform: {min: 2s, max: 4s}}": 3 * time.Second,
		"{triangular: {min: 1s, mode: 2s, max: 6s}}": 3 * time.Second,
		"{normal: {mean: 3s, stdDev: 0s}}":           3 * time.Second,
		"{lognormal: {mean: 3s, stdDev: 1s}}":        3 * time.Second,
		"{gamma: {shape: 2, mean: 3s}}":              3 * time.Second,
		"{weibull: {shape: 1, scale: 3s}}":           3 * time.Second,
		"{pareto: {min: 1s, shape: 1.5}}":            3 * time.Second,
		"{erlang: {mean: 3s, stages: 4}}":            3 * time.Second,
	} {
		c := parse(t, small+"timings: {preset: instant, imagePull: "+text+"}\n")
		if got := c.Timings.ImagePull.Mean(); got != want || !c.Timings.ENIAttach.IsZero() {
			t.Errorf("%s: mean %v, want %v", text, got, want)
		}
	}
}

// TestReadingsAndQuotas go where the simulator looks for them.
func TestReadingsAndQuotas(t *testing.T) {
	c := parse(t, strings.Replace(small, "cluster:", `cluster:
  readings: {tieBreak: lowestInstanceId, eniFreedAt: stopping, countENIs: false, dynamicPortsBy: docker,
    stoppingCountsAgainstMaximum: true, retryWhenInstanceRegisters: false, providerFromZero: none,
    gpus: ids, disconnectedQueue: workedOff}
  quotas: {reservedPortsPerInstance: 50, networkInterfacesPerRegion: 10, provisioningTasksPerCluster: 100, targetsPerTargetGroup: 7,
    networkInterfaceCalls: {burst: 100, perSecond: 20}}
  accountSettings: {awsvpcTrunking: enabled, containerInsights: enhanced}`, 1))
	want := config.Options{TieLowest: true, ENIAtStopping: true, IgnoreENI: true, DockerPorts: true, CountStopping: true, IgnoreRegistration: true, NoneFromZero: true,
		GPUIDs: true, QueueWithoutECS: true}
	if c.Options != want || !c.Trunking {
		t.Errorf("options %+v", c.Options)
	}
	q := c.Quotas
	if q.ReservedPortsPerInstance != 50 || q.ENIsPerZone != 10 || q.ProvisioningPerCluster != 100 || q.TargetsPerGroup != 7 ||
		q.ENICalls != (config.Bucket{Burst: 100, PerSecond: 20}) ||
		!reflect.DeepEqual(q.Enforced, map[string]bool{config.QuotaENIsPerZone: true, config.QuotaTargetsPerGroup: true}) {
		t.Errorf("quotas %+v", q)
	}
}

// TestWarnings are what was accepted and has no effect where one might be expected.
func TestWarnings(t *testing.T) {
	c := parse(t, small+`services: [{serviceName: d, taskDefinition: web, schedulingStrategy: DAEMON, desiredCount: 1}]
runTasks: [{taskDefinition: web, overrides: {cpu: "512"}}]
`)
	if len(c.Warnings) != 2 || !strings.Contains(c.Warnings[0], "desiredCount") || !strings.Contains(c.Warnings[1], "overrides") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

// TestLogRouter has the containers that send their logs to the task's log router wait for it,
// in a scenario and in the AWS CLI's JSON.
func TestLogRouter(t *testing.T) {
	const containers = `[{"name": "app", "image": "i", "memory": 64, "logConfiguration": {"logDriver": "awsfirelens"}},
    {"name": "log", "image": "i", "memory": 64, "firelensConfiguration": {"type": "fluentbit"}}]`
	pasted, _, err := TaskDefinitionJSON("t.json", []byte(`{"family": "t", "containerDefinitions": `+containers+`}`))
	if err != nil {
		t.Fatal(err)
	}
	written := parse(t, "name: n\ncluster: {instances: [{instanceType: m5.large, count: 1}]}\ntaskDefinitions: [{family: t, containerDefinitions: "+
		containers+"}]\nrunTasks: [{taskDefinition: t}]\n").Tasks[0]
	for name, d := range map[string]model.TaskDefinition{"YAML": written, "JSON": pasted} {
		if got := fmt.Sprint(d.Needs(model.ServiceConnect{})); got != "[[{1 START}] []]" {
			t.Errorf("%s: the containers wait for %s, want app for the start of log", name, got)
		}
	}
}
