package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ecssim/sim/config"
)

// served is a scenario with one service whose further keys are left open.
const served = `name: served
cluster: {instances: [{instanceType: m5.large}]}
taskDefinitions:
  - {family: web, containerDefinitions: [{name: side, image: s, memory: 64}, {name: a, image: a, memory: 64, portMappings: [{containerPort: 80}, {containerPort: 81}]}]}
services:
  - {serviceName: web, taskDefinition: web, `

func serviceOf(t *testing.T, keys string) config.Service {
	t.Helper()
	return parse(t, served+keys+"}\nduration: 1h\n").Services[0]
}

// TestDeploying takes the API's defaults and every key.
func TestDeploying(t *testing.T) {
	for keys, want := range map[string]config.Deploying{
		"desiredCount: 1":            *percents(100, 200),
		"schedulingStrategy: DAEMON": *percents(0, 100),
		"desiredCount: 1, deploymentConfiguration: {minimumHealthyPercent: 100, maximumPercent: 100}": *percents(100, 100),
		"schedulingStrategy: DAEMON, deploymentConfiguration: {minimumHealthyPercent: 50}":            *percents(50, 100),
		"desiredCount: 1, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true}}": {
			MinimumHealthyPercent: 100, MaximumPercent: 200, Breaker: config.CircuitBreaker{Enable: true, Value: 50}},
		"desiredCount: 1, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: true, resetOnHealthyTask: false, thresholdConfiguration: {type: COUNT, value: 200}}}": {
			MinimumHealthyPercent: 100, MaximumPercent: 200,
			Breaker: config.CircuitBreaker{Enable: true, Rollback: true, Cumulative: true, Kind: config.CountThreshold, Value: 200}},
		"desiredCount: 1, deploymentConfiguration: {deploymentCircuitBreaker: {enable: true, rollback: false, thresholdConfiguration: {type: UNBOUNDED_PERCENT, value: 100}}}": {
			MinimumHealthyPercent: 100, MaximumPercent: 200, Breaker: config.CircuitBreaker{Enable: true, Kind: config.UnboundedPercent, Value: 100}},
	} {
		if got := serviceOf(t, keys).Deploying; got != want {
			t.Errorf("%s: %+v, want %+v", keys, got, want)
		}
	}
}

// TestRebalancing is on where the service is eligible, unless the file says otherwise.
func TestRebalancing(t *testing.T) {
	for keys, want := range map[string]bool{
		"desiredCount: 1": true,
		"desiredCount: 1, availabilityZoneRebalancing: DISABLED":                                                                    false,
		"desiredCount: 1, placementStrategy: [{type: spread, field: attribute:ecs.availability-zone}, {type: binpack, field: cpu}]": true,
		"desiredCount: 1, placementStrategy: [{type: spread, field: instanceId}]":                                                   false,
		"desiredCount: 1, placementStrategy: [{type: binpack, field: cpu}, {type: spread, field: attribute:ecs.availability-zone}]": false,
		"desiredCount: 1, deploymentConfiguration: {maximumPercent: 101}":                                                           true,
		"desiredCount: 1, deploymentConfiguration: {maximumPercent: 100}":                                                           false,
		"schedulingStrategy: DAEMON":                                        false,
		"desiredCount: 1, placementConstraints: [{type: distinctInstance}]": true,
		"desiredCount: 1, placementConstraints: [{type: memberOf, expression: attribute:ecs.availability-zone == us-east-1a}]":           false,
		"desiredCount: 1, loadBalancers: [{loadBalancerName: classic, containerName: a, containerPort: 80}]":                             false,
		"desiredCount: 1, loadBalancers: [{targetGroup: tg, containerName: a, containerPort: 80}], availabilityZoneRebalancing: ENABLED": true,
	} {
		if got := serviceOf(t, keys).Rebalance; got != want {
			t.Errorf("%s: %v, want %v", keys, got, want)
		}
	}
}

// TestTargets resolves load balancers of all kinds.
func TestTargets(t *testing.T) {
	c := parse(t, served+`desiredCount: 1, healthCheckGracePeriodSeconds: 90, loadBalancers: [
    {targetGroup: web-tg, containerName: a, containerPort: 80},
    {targetGroupArn: "arn:aws:elasticloadbalancing:us-east-1:001234567012:targetgroup/more/0123456789abcdef", containerName: a, containerPort: 81},
    {loadBalancerName: classic, containerName: a, containerPort: 80}]}
`)
	want := []config.Target{
		{Group: 0, Container: 1, ContainerPort: 80},
		{Group: 1, Container: 1, ContainerPort: 81},
	}
	groups := []config.TargetGroup{config.NewTargetGroup("web-tg"), config.NewTargetGroup("targetgroup/more/0123456789abcdef")}
	if !reflect.DeepEqual(c.TargetGroups, groups) {
		t.Errorf("target groups %+v, want %+v", c.TargetGroups, groups)
	}
	if s := c.Services[0]; !reflect.DeepEqual(s.Targets, want) || s.Grace != 90*time.Second {
		t.Errorf("targets %+v, grace %v", s.Targets, s.Grace)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "Classic Load Balancer classic is not simulated") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

// TestScaling takes Application Auto Scaling's defaults and every key.
func TestScaling(t *testing.T) {
	const minutes5 = 300 * time.Second
	for keys, want := range map[string]*config.Scaling{
		"desiredCount: 1": nil,
		"desiredCount: 1, autoScaling: {minCapacity: 1, maxCapacity: 4, targetTrackingScalingPolicies: [{targetValue: 50}]}": {
			Min: 1, Max: 4, Policies: []config.TrackingPolicy{{Target: 50, InCooldown: minutes5, OutCooldown: minutes5}}},
		`desiredCount: 1, autoScaling: {minCapacity: 0, maxCapacity: 9, load: 120, loadNoise: 0.25, targetTrackingScalingPolicies: [
			{targetValue: 0.5, scaleInCooldown: 0, scaleOutCooldown: 60, disableScaleIn: true}, {policyName: p, targetValue: 7}]}`: {
			Max: 9, Load: 120, Noise: 0.25, Policies: []config.TrackingPolicy{
				{Target: 0.5, OutCooldown: time.Minute, DisableScaleIn: true}, {Target: 7, InCooldown: minutes5, OutCooldown: minutes5}}},
	} {
		if got := serviceOf(t, keys).Scaling; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", keys, got, want)
		}
	}
}

// TestSecurityGroups go to the tasks' own interfaces.
func TestSecurityGroups(t *testing.T) {
	s := serviceOf(t, "desiredCount: 1, networkConfiguration: {awsvpcConfiguration: {subnets: [subnet-us-east-1a], securityGroups: [sg-a, sg-b]}}")
	if !reflect.DeepEqual(s.SecurityGroups, []string{"sg-a", "sg-b"}) {
		t.Errorf("security groups %v", s.SecurityGroups)
	}
}
