package scenarios

// A part is what the page of the scenario file says of a type of it beside its keys.
type part struct {
	title   string // of its section; "" = its place in the file
	source  string // from where its keys are, a sentence
	example string // keys to lay over the scenario at the beginning of the page
	inline  bool   // its keys stand in the table that has it
}

const pageHead = `# The scenario file

Written from the schema by ` + "`go test ./scenarios -run TestReferencePage -update`" + `; ` + "`ecssim scenario schema`" + ` prints the schema, from which an editor shows
the same sentences. A file is YAML or JSON. This one is complete:

`

const pageReading = `Every other example below is laid over that one: what it gives takes the place of what stands there.

A key that is unknown is an error, with its line and the key that was probably meant. Keys have the names, the units and the defaults that the APIs of ECS,
EC2, Elastic Load Balancing and Auto Scaling give them, so that answers of the AWS CLI can be pasted; what those APIs have no word for is ecssim's own, and
says so. "Default" is what holds where a key is left out; "none" means nothing, and "its keys' own" that each key of the map has its default.
`

const apiType = "Of the ECS API's type of that name."

var inlined = part{inline: true}

// parts has every type of the file.
var parts = map[string]part{
	"File": {title: "The keys of a file", source: "They are ecssim's own, and hold what the APIs have words for."},

	"Cluster": {source: "CreateCluster and PutClusterCapacityProviders of the ECS API for `clusterName`, `capacityProviders` and `defaultCapacityProviderStrategy`; the rest is ecssim's own."},
	"AccountSettings": {source: "PutAccountSetting of the ECS API.", example: `cluster:
  accountSettings: {awsvpcTrunking: enabled}
`},
	"Subnet": {source: "DescribeSubnets of the EC2 API.", example: `cluster:
  subnets:
    - {subnetId: private-a, availabilityZone: us-east-1a, cidrBlock: 10.0.0.0/24, ipv6CidrBlock: "2001:db8:0:1::/64"}
    - {subnetId: six-b, availabilityZone: us-east-1b, ipv6Native: true}
`},
	"Ipv6CidrBlock": inlined, "Ipv6CidrBlockState": inlined,
	"InstanceGroup": {source: "ecssim's own, for what a launch template, the instance type and the configuration of the ECS agent say.", example: `cluster:
  instances:
    - {name: hosts, instanceType: m5.large, count: 2, availabilityZones: [us-east-1a], subnets: [private-a], reservedMemory: 256}
    - name: builders
      instanceType: c6i.xlarge
      availabilityZones: [us-east-1a]
      attributes: {purpose: builds}
      faults: {register: 0.1}
`},
	"Listener":    inlined,
	"HostTimings": {source: "ecssim's own; each takes the place of the key of [timings](#timings) with its name."},
	"HostFaults":  {source: "ecssim's own."},
	"CapacityProvider": {source: "CreateCapacityProvider of the ECS API.", example: `cluster:
  capacityProviders:
    - name: on-demand
      autoScalingGroup: {instanceType: m5.large, minSize: 1, maxSize: 10, availabilityZones: [us-east-1a]}
      managedScaling: {status: ENABLED, targetCapacity: 90}
      managedTerminationProtection: ENABLED
  defaultCapacityProviderStrategy:
    - {capacityProvider: on-demand, weight: 1}
`},
	"AutoScalingGroup":             {source: "CreateAutoScalingGroup of the EC2 Auto Scaling API for sizes and processes; the instances' keys are ecssim's own."},
	"ManagedScaling":               {source: apiType},
	"CapacityProviderStrategyItem": {source: apiType},
	"Quotas": {source: "Service quotas of ECS, VPC and Elastic Load Balancing, each with its page; the keys are ecssim's own.", example: `cluster:
  quotas: {tasksPerService: 10, taskStartsPerMinute: unlimited, networkInterfaceCalls: {burst: 50, perSecond: 2}}
`},
	"Bucket": inlined,
	"Readings": {source: "ecssim's own; [readings.md](readings.md) has the sources of each.", example: `cluster:
  readings: {tieBreak: lowestInstanceId, countENIs: false}
`},

	"TaskDefinition": {source: "RegisterTaskDefinition and DescribeTaskDefinition of the ECS API.", example: `taskDefinitions:
  - family: web
    networkMode: bridge
    cpu: "256"
    memory: "512"
    containerDefinitions:
      - name: nginx
        image: nginx
        portMappings: [{containerPort: 80, hostPort: 0}]
        dependsOn: [{containerName: config, condition: SUCCESS}]
      - {name: config, image: config, essential: false}
  - {family: worker, copies: 3, memory: "128", containerDefinitions: [{name: worker, image: worker}]}
`},
	"TaskTimings": {source: "ecssim's own; most take the place of the key of [timings](#timings) with their name.", example: `taskDefinitions:
  - family: web
    networkMode: awsvpc
    memory: "512"
    timings: {imagePull: {uniform: {min: 20s, max: 40s}}, applicationReady: never}
    containerDefinitions:
      - {name: nginx, image: nginx, portMappings: [{containerPort: 80}]}
`},
	"ContainerDefinition": {source: apiType},
	"PortMapping":         {source: apiType},
	"ContainerDependency": inlined,
	"HealthCheck":         {source: apiType},
	"RestartPolicy":       {source: "Of the ECS API's type ContainerRestartPolicy."},
	"ResourceRequirement": inlined, "VolumeFrom": inlined, "LogConfiguration": inlined, "FirelensConfiguration": inlined,
	"PlacementConstraint": {source: apiType},
	"RuntimePlatform":     inlined, "Attribute": inlined,

	"Service": {source: "CreateService and DescribeServices of the ECS API.", example: `services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 4
    startedBefore: true
    networkConfiguration: {awsvpcConfiguration: {subnets: [private-a]}}
    placementStrategy: [{type: binpack, field: memory}]
    deploymentConfiguration:
      minimumHealthyPercent: 50
      maximumPercent: 100
      deploymentCircuitBreaker: {enable: true, rollback: true}
`},
	"PlacementStrategy":    {source: apiType},
	"NetworkConfiguration": inlined, "AwsvpcConfiguration": inlined,
	"ServiceConnectConfiguration": {source: apiType},
	"ServiceConnectService":       {source: apiType},
	"ServiceConnectClientAlias":   inlined,
	"DeploymentConfiguration":     {source: apiType},
	"DeploymentCircuitBreaker":    {source: apiType},
	"Threshold":                   inlined,
	"EarlySuccessCriteria":        {source: "Of the ECS API's type DeploymentEarlySuccessCriteria."},
	"DeploymentAlarms":            {source: apiType},
	"DeploymentController":        inlined,
	"LoadBalancer": {source: apiType, example: `services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 4
    networkConfiguration: {awsvpcConfiguration: {subnets: [private-a]}}
    loadBalancers: [{targetGroup: web, containerName: nginx, containerPort: 80}]
    healthCheckGracePeriodSeconds: 60
`},
	"AutoScaling": {source: "RegisterScalableTarget, PutScalingPolicy and PutScheduledAction of the Application Auto Scaling API.", example: `services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 2
    networkConfiguration: {awsvpcConfiguration: {subnets: [private-a]}}
    autoScaling:
      minCapacity: 2
      maxCapacity: 10
      load: 100
      targetTrackingScalingPolicies: [{targetValue: 60}]
events:
  - {at: 5m, setLoad: {service: web, load: 300}}
`},
	"TargetTracking":       {source: "Of the Application Auto Scaling API's type TargetTrackingScalingPolicyConfiguration."},
	"StepScaling":          {source: "Of the Application Auto Scaling API's type StepScalingPolicyConfiguration."},
	"StepAdjustment":       {source: "Of the Application Auto Scaling API's type of that name."},
	"Alarm":                {source: "PutMetricAlarm of the CloudWatch API."},
	"ScheduledAction":      {source: "PutScheduledAction of the Application Auto Scaling API."},
	"ScalableTargetAction": inlined,
	"Monitoring":           inlined, "MetricConfiguration": inlined,
	"ServiceFile": {title: "services[] of a file", source: "ecssim's own: an entry of `services` that names a file in place of a service."},

	"TargetGroup": {source: "CreateTargetGroup of the Elastic Load Balancing API, and the attributes of target groups.", example: `services:
  - serviceName: web
    taskDefinition: web
    desiredCount: 4
    networkConfiguration: {awsvpcConfiguration: {subnets: [private-a]}}
    loadBalancers: [{targetGroup: web, containerName: nginx, containerPort: 80}]
    healthCheckGracePeriodSeconds: 60
targetGroups:
  - {targetGroup: web, protocol: HTTP, healthCheck: {interval: 10s, unhealthyThreshold: 3}, deregistrationDelay: 30s}
`},
	"TargetHealthCheck": {source: "CreateTargetGroup of the Elastic Load Balancing API."},

	"RunTask": {source: "RunTask of the ECS API.", example: `duration: 1h
runTasks:
  - {name: nightly, taskDefinition: web, count: 20, at: 10m, runFor: 5m}
  - {name: jobs, taskDefinition: web, arrivals: {exponential: {mean: 30s}}, until: 30m, runFor: {lognormal: {mean: 2m, stdDev: 1m}}}
`},

	"Event": {source: "ecssim's own: `at` and one more key, mostly a call of an API.", example: `events:
  - {at: 2m, updateService: {service: web, forceNewDeployment: true}}
  - {at: 20m, replaceInstances: {group: hosts}}
  - {at: 40m, terminateInstances: {instance: hosts-1}}
`},
	"UpdateService": {source: "UpdateService of the ECS API."},
	"StopTasks":     inlined,
	"Replacement": {source: "StartInstanceRefresh of the EC2 Auto Scaling API, or the update policy AutoScalingRollingUpdate of CloudFormation; without keys of either all are replaced at once.", example: `events:
  - {at: 2m, replaceInstances: {group: hosts, maxBatchSize: 1, minInstancesInService: 1}}
`},
	"InstanceChoice":  {source: "ecssim's own: a group or an instance."},
	"AccountSetting":  inlined,
	"GroupListener":   {source: "ecssim's own."},
	"LoadOfOneMoment": inlined,
	"GroupSize":       {source: "UpdateAutoScalingGroup of the EC2 Auto Scaling API."},
	"AlarmState":      inlined,
	"HealthFault":     inlined,
	"StopDeployment":  inlined,

	"Timings": {source: "ecssim's own. Defaults are those of the preset `typical`; where its source is an assumption AWS publishes no figure.", example: `timings:
  preset: instant
  imagePull: {triangular: {min: 5s, mode: 10s, max: 1m}}
  containerStart: 3s
`},
	"Distribution": {title: "Lengths of time", source: "A duration is a number with a unit, such as `250ms`, `30s`, `5m` or `1h30m`. What is left to chance is a map with one of these keys; the draws are each task's or instance's own."},
	"MeanOnly":     inlined, "MinMax": inlined, "Triangle": inlined, "MeanSpread": inlined, "ShapeMean": inlined, "ShapeScale": inlined,
	"MinShape": inlined, "MeanStages": inlined,

	"Firewall": {source: "ecssim's own, around security groups and network ACLs of the EC2 API.", example: `firewall:
  securityGroups:
    default:
      ingress: [{fromPort: 80, toPort: 80, source: 10.0.0.0/16}]
  networkAcls:
    private-a:
      ingress: [{ruleNumber: 100, protocol: "-1", action: allow}]
      egress: [{ruleNumber: 100, protocol: "-1", action: allow}]
`},
	"SecurityGroup":    {source: "CreateSecurityGroup of the EC2 API."},
	"GroupRule":        {source: "AuthorizeSecurityGroupIngress and AuthorizeSecurityGroupEgress of the EC2 API, with `source` and `destination` for their forms of the other end."},
	"NetworkACL":       {source: "CreateNetworkAcl of the EC2 API."},
	"ACLEntry":         {source: "CreateNetworkAclEntry of the EC2 API."},
	"FirewallBalancer": {source: "ecssim's own."},

	"Expectation": {source: "ecssim's own: one of `that`, `service`, `deployment`, `refused` and `reach` begins each.", example: `expect:
  - {service: web, running: 4, waiting: 1}
  - {that: portConflicts.failed, atMost: 0}
  - {refused: 1, reason: "RESOURCE:ENI"}
`},
}
