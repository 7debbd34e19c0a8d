package scenarios

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"ecssim/scenarios/internal/strict"
)

// TestUnsimulated refuses by its name what the ECS API knows and no run does, and says what is missing.
func TestUnsimulated(t *testing.T) {
	const head = `name: x
cluster: {instances: [{instanceType: m5.large}], capacityProviders: [{name: p, autoScalingGroup: {instanceType: m5.large, maxSize: 1}}]}
taskDefinitions: [{family: web, containerDefinitions: [{name: a, image: a, memory: 64}]}]
`
	service := func(keys string) string {
		return head + "services: [{serviceName: web, taskDefinition: web, desiredCount: 1, " + keys + "}]\n"
	}
	deploying := func(keys string) string { return service("deploymentConfiguration: {" + keys + "}") }
	const ebs = "volumeConfigurations: [{name: data, managedEBSVolume: {sizeInGiB: 20, roleArn: r}}]"
	for text, wants := range map[string]string{
		deploying("strategy: BLUE_GREEN"): "strategy BLUE_GREEN is not simulated: a second revision of full size beside the first, and traffic that is shifted at once (wanted ROLLING)",
		deploying("strategy: LINEAR"):     "strategy LINEAR is not simulated: a second revision of full size beside the first, and traffic that is shifted in steps (wanted ROLLING)",
		deploying("strategy: CANARY"):     "strategy CANARY is not simulated: ",
		deploying("lifecycleHooks: [{hookTargetArn: f, lifecycleStages: [POST_SCALE_UP]}]"): "lifecycleHooks is not simulated: functions that a deployment calls",
		deploying("linearConfiguration: {stepPercent: 10}"):                                 "linearConfiguration is not simulated: traffic that is shifted in steps (leave it out)",
		deploying("canaryConfiguration: {canaryPercent: 5}"):                                "canaryConfiguration is not simulated: traffic that is shifted in steps (leave it out)",
		deploying("lifecycleHooks: [], linearConfiguration: ~"):                             "",
		service("deploymentController: {type: CODE_DEPLOY}"):                                "type CODE_DEPLOY is not simulated: blue/green deployments by AWS CodeDeploy",
		service("deploymentController: {type: EXTERNAL}"):                                   "type EXTERNAL is not simulated: task sets",
		service("deploymentController: {type: ECS}"):                                        "",
		service("launchType: FARGATE"):                                                      "launchType FARGATE is not simulated: tasks without container instances (wanted EC2)",
		service("launchType: EXTERNAL"):                                                     "launchType EXTERNAL is not simulated: instances outside of AWS",
		service("launchType: MANAGED_INSTANCES"):                                            "launchType MANAGED_INSTANCES is not simulated: instances that ECS launches",
		service("capacityProviderStrategy: [{capacityProvider: FARGATE, weight: 1}]"):       "capacity provider FARGATE is not simulated: tasks without container instances",
		service("loadBalancers: [{targetGroup: g, containerName: a, containerPort: 80, advancedConfiguration: {testListenerRule: r}}]"): "advancedConfiguration is not simulated: a second target group and a test listener",
		service("gatewayConnectors: [{gatewayName: g}]"): "",
		service(ebs):                        "volumeConfigurations is not simulated: EBS volumes of tasks (managedEBSVolume)",
		service("volumeConfigurations: []"): "",
		head + "runTasks: [{taskDefinition: web, " + ebs + "}]\n":                                                                                "volumeConfigurations is not simulated: ",
		head + "runTasks: [{taskDefinition: web, launchType: FARGATE}]\n":                                                                        "launchType FARGATE is not simulated: ",
		strings.Replace(head, "{name: p,", "{name: m, managedInstancesProvider: {infrastructureRoleArn: r}}, {name: p,", 1):                      "managedInstancesProvider is not simulated: Managed Instances, which ECS launches and replaces by itself (leave it out)",
		service("") + "events: [{at: 1m, updateService: {service: web, forceNewDeployment: true, deploymentController: {type: CODE_DEPLOY}}}]\n": "type CODE_DEPLOY is not simulated: ",
		service("") + "events: [{at: 1m, updateService: {service: web, forceNewDeployment: true, " + ebs + "}}]\n":                               "volumeConfigurations is not simulated: ",
		service("") + "events: [{at: 1m, updateService: {service: web, deploymentConfiguration: {strategy: CANARY}}}]\n":                         "strategy CANARY is not simulated: ",
	} {
		_, err := Parse("x.yaml", []byte(text))
		switch {
		case wants == "" && err != nil:
			t.Errorf("%s\n%v, want no fault", text, err)
		case wants != "" && (err == nil || !strings.Contains(err.Error(), wants) || !strings.Contains(err.Error(), "x.yaml:")):
			t.Errorf("%s\n%v\nwant in it, with its place: %s", text, err, wants)
		}
	}
}

// TestUnsimulatedInFiles only notes keys that no run knows where a file of the AWS CLI has them.
func TestUnsimulatedInFiles(t *testing.T) {
	f := &strict.Faults{File: "services.json", Data: []byte(`{"strategy": "ROLLING", "lifecycleHooks": [{"hookTargetArn": "f"}], "canaryConfiguration": null}`)}
	d := &strict.Decoder{Faults: f, Lenient: true}
	d.Value(strict.ParseYAML(f), reflect.ValueOf(&DeploymentConfiguration{}).Elem(), &strict.Rule{}, "deploymentConfiguration")
	want := []string{"services.json:1:25: lifecycleHooks is not simulated: functions that a deployment calls, and pauses that it waits for"}
	if err := f.Err(); err != nil || !slices.Equal(f.Told(), want) {
		t.Errorf("%v, notes %q, want %q", err, f.Told(), want)
	}
}
