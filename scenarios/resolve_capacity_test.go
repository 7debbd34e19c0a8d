package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
)

// TestCapacityProviders resolves a provider with every key and one with next to none.
func TestCapacityProviders(t *testing.T) {
	c := parse(t, `name: capacity
cluster:
  capacityProviders:
    - name: burst
      autoScalingGroup: {instanceTypes: [m5.large, m5.xlarge], minSize: 2, maxSize: 5, availabilityZones: [eu-west-1a, eu-west-1b],
        registeredMemory: 7000, reservedMemory: 100, awsvpcTasks: 9, trunk: false, securityGroups: [sg-hosts], spotInstanceDraining: true, drainOnTermination: true}
      managedScaling: {targetCapacity: 80, minimumScalingStepSize: 2, maximumScalingStepSize: 7, instanceWarmupPeriod: 0}
      managedTerminationProtection: ENABLED
      managedDraining: DISABLED
    - {name: still, autoScalingGroup: {instanceType: m5.large, maxSize: 3}}
taskDefinitions:
  - {family: web, containerDefinitions: [{name: a, image: a, memory: 64}]}
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 1,
     capacityProviderStrategy: [{capacityProvider: still, base: 2, weight: 1}, {capacityProvider: burst, weight: 3}]}
`)
	wide := model.InstanceSize{CPU: 4096, Memory: 6900, SlotsPlain: 9, SlotsTrunk: 9}
	narrow := model.InstanceSize{CPU: 2048, Memory: 6900, SlotsPlain: 9, SlotsTrunk: 9}
	plain := model.InstanceSize{CPU: 2048, Memory: c.Groups[1].Memory, SlotsPlain: 2, SlotsTrunk: 10}
	want := []config.CapacityProvider{
		{Name: "burst", Group: 0, Min: 2, Max: 5, Managed: true, Target: 80, MinStep: 2, MaxStep: 7, Protect: true, Types: []model.InstanceSize{narrow, wide}},
		{Name: "still", Group: 1, Max: 3, Target: 100, MinStep: 1, MaxStep: 10000, Warmup: 300 * time.Second, Drain: true, Types: []model.InstanceSize{plain}},
	}
	if !reflect.DeepEqual(c.Providers, want) {
		t.Errorf("got  %+v\nwant %+v", c.Providers, want)
	}
	g := c.Groups[0]
	if g.Name != "burst" || g.InstanceType != "m5.large" || g.Count != 2 || g.CPU != 2048 || g.Memory != 6900 || g.SlotsPlain != 9 ||
		g.Trunk != config.TrunkNever || !reflect.DeepEqual(g.Zones, []string{"eu-west-1a", "eu-west-1b"}) || !g.SpotDraining || g.Draining != config.DrainAlways ||
		!reflect.DeepEqual(g.SecurityGroups, []string{"sg-hosts"}) || g.DynamicRange.First == 0 || len(g.Reserved) != 5 {
		t.Errorf("group %+v", g)
	}
	if c.Region != "eu-west-1" || len(c.Subnets) != 2 || c.Subnets[1].ID != "subnet-eu-west-1b" || c.Groups[1].Zones[0] != "eu-west-1a" || c.Groups[1].Draining != config.DrainByDefault {
		t.Errorf("region %s, subnets %+v: the zones of providers alone count too", c.Region, c.Subnets)
	}
	if got := c.Services[0].Providers; !reflect.DeepEqual(got, []config.ProviderShare{{Provider: 1, Base: 2, Weight: 1}, {Provider: 0, Weight: 3}}) {
		t.Errorf("strategy %+v", got)
	}
	if len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "still has no managedScaling") {
		t.Errorf("warnings %q", c.Warnings)
	}
}

// TestDefaultStrategy is for what names neither a launch type nor a strategy.
func TestDefaultStrategy(t *testing.T) {
	text := strings.Replace(small, "cluster:", `cluster:
  capacityProviders:
    - {name: one, autoScalingGroup: {instanceType: m5.large, maxSize: 3}, managedScaling: {status: ENABLED}}
    - {name: two, autoScalingGroup: {instanceType: m5.large, maxSize: 3}, managedScaling: {status: ENABLED}}
  defaultCapacityProviderStrategy: [{capacityProvider: one, weight: 1}]`, 1)
	c := parse(t, text+`services:
  - {serviceName: a, taskDefinition: web, desiredCount: 1}
  - {serviceName: b, taskDefinition: web, desiredCount: 1, launchType: EC2}
  - {serviceName: c, taskDefinition: web, desiredCount: 1, capacityProviderStrategy: [{capacityProvider: two, weight: 1}]}
  - {serviceName: d, taskDefinition: web, schedulingStrategy: DAEMON, launchType: EC2}
runTasks: [{taskDefinition: web}]
`)
	one, two := []config.ProviderShare{{Provider: 0, Weight: 1}}, []config.ProviderShare{{Provider: 1, Weight: 1}}
	var got [][]config.ProviderShare
	for _, s := range c.Services {
		got = append(got, s.Providers)
	}
	got = append(got, c.RunTasks[0].Providers)
	if want := [][]config.ProviderShare{one, nil, two, nil, one}; !reflect.DeepEqual(got, want) {
		t.Errorf("strategies %v, want %v", got, want)
	}
	_, err := Parse("f.yaml", []byte(text+"services: [{serviceName: d, taskDefinition: web, schedulingStrategy: DAEMON}]\n"))
	wantFaults(t, err, "give it launchType: EC2")
}

// TestCapacityHardlyMeant says when nothing can scale, or nobody asks.
func TestCapacityHardlyMeant(t *testing.T) {
	empty := func(provider string) string {
		return strings.Replace(small, "instances: [{instanceType: m5.large}]", "capacityProviders: [{name: p, autoScalingGroup: {instanceType: m5.large, maxSize: 3}"+provider+"}]", 1)
	}
	run := "runTasks: [{taskDefinition: web, capacityProviderStrategy: [{capacityProvider: p, weight: 1}]}]\n"
	for text, want := range map[string][]string{
		empty(", managedScaling: {status: ENABLED}") + run:  nil,
		empty(", managedScaling: {targetCapacity: 80}"):     {"no service or RunTask has capacity provider p in its strategy"},
		empty(", managedScaling: {status: DISABLED}") + run: {"the cluster has no container instance"},
		empty("") + run: {"capacity provider p has no managedScaling", "the cluster has no container instance"},
	} {
		got := parse(t, text).Warnings
		if len(got) != len(want) {
			t.Errorf("%s\nwarnings %q, want %q", text, got, want)
			continue
		}
		for i := range want {
			if !strings.Contains(got[i], want[i]) {
				t.Errorf("warning %q, want %q", got[i], want[i])
			}
		}
	}
}
