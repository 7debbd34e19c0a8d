package scenarios

import (
	"reflect"
	"strings"
	"testing"

	"ecssim/sim/config"
)

// running is a scenario of two groups, with services and RunTask calls.
func running(work string) string {
	return `name: r
cluster:
  subnets: [{subnetId: sa, availabilityZone: us-east-1a}, {subnetId: sb, availabilityZone: us-east-1b}]
  instances:
    - {name: hosts, instanceType: m5.large, count: 3, availabilityZones: [us-east-1a, us-east-1b]}
    - {name: big, instanceType: m5.4xlarge, count: 1, availabilityZones: [us-east-1a]}
  capacityProviders:
    - {name: spare, autoScalingGroup: {instanceType: m5.large, minSize: 1, maxSize: 2, availabilityZones: [us-east-1a]}, managedScaling: {}}
taskDefinitions:
  - {family: web, containerDefinitions: [{name: a, image: a, memory: 64, cpu: 512, portMappings: [{containerPort: 80, hostPort: 80}]}]}
  - {family: vpc, networkMode: awsvpc, containerDefinitions: [{name: a, image: a, memory: 64}]}
  - {family: small, containerDefinitions: [{name: a, image: a, memory: 64, cpu: 1000}]}
` + work
}

// TestRunningOn resolves where tasks run when the scenario begins.
func TestRunningOn(t *testing.T) {
	c := parse(t, running(`services:
  - {serviceName: web, taskDefinition: web, desiredCount: 3, runningOn: {big-1: 1, hosts-2: 1, hosts-3: 0}}
  - {serviceName: agent, taskDefinition: vpc, schedulingStrategy: DAEMON, runningOn: {hosts-1: 1}}
runTasks:
  - {taskDefinition: small, runningOn: {hosts-1: 2, hosts-3: 1}}
  - {taskDefinition: small, count: 2, startedBefore: true}
  - {taskDefinition: small, capacityProviderStrategy: [{capacityProvider: spare, weight: 1}], runningOn: {spare-1: 1}}
`))
	s := c.Services
	if want := []config.Running{{Group: 0, Number: 2, Tasks: 1}, {Group: 1, Number: 1, Tasks: 1}}; !s[0].StartedBefore || !reflect.DeepEqual(s[0].Running, want) {
		t.Errorf("%+v, want %v", s[0], want)
	}
	if r := c.RunTasks; !s[1].StartedBefore || !r[0].StartedBefore || r[0].Count != 3 || !r[1].StartedBefore || r[1].Count != 2 || r[2].Running[0].Group != 2 {
		t.Errorf("%+v %+v", s[1], r)
	}
}

// TestWrongRunningOn: instances that are not there, too many tasks, no room, each with its place.
func TestWrongRunningOn(t *testing.T) {
	service := func(keys string) string {
		return "services:\n  - {serviceName: web, taskDefinition: " + keys + "}\n"
	}
	for _, x := range []struct{ work, want string }{
		{service("web, desiredCount: 3, runningOn: {hosts-4: 1}"), `r:14:74: there is no instance "hosts-4" when the scenario begins (did you mean hosts-1, hosts-2, hosts-3?)`},
		{service("web, desiredCount: 3, runningOn: {hosts: 1}"), "there is no instance"},
		{service("web, desiredCount: 3, runningOn: {hosts-01: 1}"), "there is no instance"},
		{service("web, desiredCount: 3, runningOn: {spare-2: 1}"), "did you mean spare-1"},
		{service("web, desiredCount: 1, runningOn: {hosts-1: 1, hosts-2: 1}"), "2 tasks run on instances, wanted at most desiredCount, 1"},
		{service("web, desiredCount: 3, runningOn: {hosts-1: 2}"), `r:14:83: hosts-1 has no room for 1 of the 2 tasks of service "web": RESOURCE:PORTS (leave it out`},
		{service("vpc, desiredCount: 9, runningOn: {hosts-1: 3}"), `hosts-1 has no room for 1 of the 3 tasks of service "web": RESOURCE:ENI`},
		{service("vpc, desiredCount: 9, runningOn: {hosts-2: 1}, networkConfiguration: {awsvpcConfiguration: {subnets: [sa]}}"), `hosts-2 is in a zone where service "web" has no subnet`},
		{service("small, desiredCount: 9, runningOn: {hosts-2: 1}, capacityProviderStrategy: [{capacityProvider: spare, weight: 1}]"), `hosts-2 is of none of the capacity providers of service "web"`},
		{service("small, schedulingStrategy: DAEMON, runningOn: {hosts-1: 2}"), "2 tasks on hosts-1, and an instance has one task of a DAEMON service"},
		{service("small, desiredCount: 2, runningOn: {hosts-1: 2}") + "runTasks: [{name: j, taskDefinition: small, runningOn: {hosts-1: 1}}]\n", `hosts-1 has no room for 1 of the 1 tasks of RunTask "j": RESOURCE:CPU`},
		{"runTasks: [{taskDefinition: small, count: 1, runningOn: {hosts-1: 1, hosts-2: 1}}]\n", "2 tasks run on instances, wanted at most count, 1"},
		{"runTasks: [{taskDefinition: small, at: 5m, startedBefore: true}]\n", "runs when the scenario begins, and is asked for later"},
		{service("web, desiredCount: 3, runningOn: {hosts-1: -1}"), "wanted"},
	} {
		if _, err := Parse("r", []byte(running(x.work))); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v\nwant %s", x.work, err, x.want)
		}
	}
}
