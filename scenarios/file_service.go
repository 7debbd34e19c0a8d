package scenarios

import "ecssim/scenarios/internal/value"

// UseKeys are the keys that CreateService and RunTask share.
type UseKeys struct {
	TaskDefinition           string                         `yaml:"taskDefinition" jsonschema:"required" jsonschema_description:"family, its latest revision in this file, or family:revision, or an ARN that ends so; a definition has the revision that its file carries, else the one after the highest of its family before it, from 1"`
	PlacementStrategy        []PlacementStrategy            `yaml:"placementStrategy" jsonschema:"maxItems=5" jsonschema_description:"placement strategies, each narrowing what the one before has left; default: of a service spread over zones, then over instances, of RunTask at random (developer guide, ecs_services)"`
	PlacementConstraints     []PlacementConstraint          `yaml:"placementConstraints" jsonschema:"maxItems=10" jsonschema_description:"constraints that an instance has to meet, beside those of the task definition; 10 with those"`
	NetworkConfiguration     *NetworkConfiguration          `yaml:"networkConfiguration" jsonschema_description:"subnets and security groups of the tasks' own interfaces; used in awsvpc mode only; left out = all of cluster.subnets, and the VPC's default security group"`
	CapacityProviderStrategy []CapacityProviderStrategyItem `yaml:"capacityProviderStrategy" jsonschema:"maxItems=20" jsonschema_description:"how tasks are dealt over capacity providers; goes without launchType; left out = the cluster's default strategy"`
	KeepNetworkMode          *bool                          `yaml:"keepNetworkMode" jsonschema_description:"true: a network setup of compare leaves this one's mode and host ports alone; false: it rewrites them (ecssim's own); left out = true of a DAEMON service and of tasks in host mode, but for compare --move, and false of others"`
	RunningOn                map[string]int                 `yaml:"runningOn" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks by the name of the instance on which they run at t = 0, which makes them startedBefore, and those beyond are placed by strategy (ecssim's own); left out = all are"`
	LaunchType               string                         `yaml:"launchType" jsonschema:"enum=EC2,default=EC2" jsonschema_description:"goes without capacityProviderStrategy, and keeps the cluster's default one away" unsimulated:"FARGATE: tasks without container instances; EXTERNAL: instances outside of AWS; MANAGED_INSTANCES: instances that ECS launches and replaces by itself"`

	Cluster              any `yaml:"cluster"`
	ClientToken          any `yaml:"clientToken"`
	EnableManagedTags    any `yaml:"enableECSManagedTags"`
	EnableExecuteCommand any `yaml:"enableExecuteCommand"`
	PlatformVersion      any `yaml:"platformVersion"`
	PropagateTags        any `yaml:"propagateTags"`
	Tags                 any `yaml:"tags"`
	VolumeConfigurations any `yaml:"volumeConfigurations" jsonschema_description:"refused unless empty: EBS volumes of tasks (managedEBSVolume), and the attachments that they take of an instance, are not simulated" unsimulated:"EBS volumes of tasks (managedEBSVolume), and the attachments that they take of an instance"`
}

// Service is what create-service takes and describe-services gives.
type Service struct {
	ServiceName string `yaml:"serviceName" jsonschema:"required,pattern=^[A-Za-z0-9_-]+$,maxLength=255" jsonschema_description:"name of the service"`
	Copies      int    `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, NAME-1, NAME-2, ...: {copy} in a text is the number of each (ecssim's own); left out = the entry itself, once"`
	UseKeys
	DesiredCount            *int                         `yaml:"desiredCount" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks; needed by a REPLICA service, and not used by a DAEMON service"`
	SchedulingStrategy      string                       `yaml:"schedulingStrategy" jsonschema:"enum=REPLICA,enum=DAEMON,default=REPLICA" jsonschema_description:"REPLICA: desiredCount tasks; DAEMON: one on each instance that meets the constraints"`
	StartedBefore           bool                         `yaml:"startedBefore" jsonschema_description:"true: all are running at t = 0, placed without delay (ecssim's own)"`
	ServiceConnect          *ServiceConnectConfiguration `yaml:"serviceConnectConfiguration" jsonschema_description:"Service Connect of the service"`
	DeploymentConfiguration *DeploymentConfiguration     `yaml:"deploymentConfiguration" jsonschema_description:"what a deployment may do; default: that of each of its keys"`
	DeploymentController    *DeploymentController        `yaml:"deploymentController" jsonschema_description:"who deploys; no other than ECS is simulated"`
	LoadBalancers           []LoadBalancer               `yaml:"loadBalancers" jsonschema_description:"target groups that the tasks register with; 5 at most"`
	HealthCheckGracePeriod  int                          `yaml:"healthCheckGracePeriodSeconds" jsonschema:"minimum=0,maximum=2147483647" jsonschema_description:"seconds from a task's start in which unhealthy checks are ignored"`
	ZoneRebalancing         string                       `yaml:"availabilityZoneRebalancing" jsonschema:"enum=ENABLED,enum=DISABLED" jsonschema_description:"whether tasks are moved to make zones even; default: ENABLED where the service is eligible, as CreateService has it (developer guide, service-rebalancing)"`
	AutoScaling             *AutoScaling                 `yaml:"autoScaling" jsonschema_description:"service auto scaling by target tracking, step scaling and scheduled actions (ecssim's own)"`
	UnhealthyAbove          *float64                     `yaml:"unhealthyAbove" jsonschema:"minimum=0,maximum=1000000000000" jsonschema_description:"load for each healthy task above which the health checks of its tasks fail; above 0; the load is autoScaling's, or setLoad's (ecssim's own); left out = no load is too much"`
	Monitoring              *Monitoring                  `yaml:"monitoring" jsonschema_description:"how often the service's metrics have a value"`

	ServiceRegistries        any `yaml:"serviceRegistries"`
	Role                     any `yaml:"role"`
	VpcLatticeConfigurations any `yaml:"vpcLatticeConfigurations"`
	GatewayConnectors        any `yaml:"gatewayConnectors"`
	ServiceArn               any `yaml:"serviceArn"`
	ClusterArn               any `yaml:"clusterArn"`
	Status                   any `yaml:"status" jsonschema_description:"read in a file of the AWS CLI's JSON, where a service that is not ACTIVE is left out; changes nothing of a run otherwise"`
	RunningCount             any `yaml:"runningCount"`
	PendingCount             any `yaml:"pendingCount"`
	PlatformFamily           any `yaml:"platformFamily"`
	TaskSets                 any `yaml:"taskSets"`
	Deployments              any `yaml:"deployments" jsonschema_description:"read in a file of the AWS CLI's JSON, where the PRIMARY one has the service's Service Connect; changes nothing of a run otherwise"`
	RoleArn                  any `yaml:"roleArn"`
	Events                   any `yaml:"events"`
	CreatedAt                any `yaml:"createdAt"`
	CreatedBy                any `yaml:"createdBy"`
	ResourceManagementType   any `yaml:"resourceManagementType"`
	CurrentDeployment        any `yaml:"currentServiceDeployment"`
	CurrentRevisions         any `yaml:"currentServiceRevisions"`
}

// RunTask is what run-task takes: Count tasks at a time, or a stream of arrivals.
type RunTask struct {
	Name   string `yaml:"name" jsonschema:"pattern=^[A-Za-z0-9_:.-]+$" jsonschema_description:"how the output calls it (ecssim's own); default: its group"`
	Copies int    `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, NAME-1, NAME-2, ...: {copy} in a text is the number of each (ecssim's own); left out = the entry itself, once"`
	UseKeys
	Before   bool            `yaml:"startedBefore" jsonschema_description:"true: all are running at t = 0, placed without delay (ecssim's own)"`
	Count    *int            `yaml:"count" jsonschema:"minimum=1,maximum=1000000,default=1" jsonschema_description:"tasks, asked for in calls of ten at most; with arrivals it is where the stream ends, and has no default"`
	At       *value.Duration `yaml:"at" jsonschema_description:"when they are asked for, or when the arrivals begin (ecssim's own); default: 0s"`
	Arrivals *value.Dist     `yaml:"arrivals" jsonschema_description:"the time between one task and the next (ecssim's own); left out = all at once"`
	Until    *value.Duration `yaml:"until" jsonschema_description:"the end of the arrivals (ecssim's own); left out = none but count and the scenario's duration"`
	RunFor   *value.Dist     `yaml:"runFor" jsonschema_description:"how long each task runs (ecssim's own); left out = until it is stopped"`
	Group    string          `yaml:"group" jsonschema:"maxLength=255" jsonschema_description:"the task group; default: family:FAMILY"`

	Overrides   any `yaml:"overrides" jsonschema_description:"accepted with a warning: not used"`
	ReferenceID any `yaml:"referenceId"`
	StartedBy   any `yaml:"startedBy"`
}

// PlacementStrategy is the ECS API's type of that name.
type PlacementStrategy struct {
	Type  string `yaml:"type" jsonschema:"required,enum=binpack,enum=spread,enum=random" jsonschema_description:"binpack: where least is left of field; spread: where fewest tasks are by field; random: anywhere"`
	Field string `yaml:"field" jsonschema_description:"cpu or memory for binpack; instanceId, host or attribute:NAME for spread; none for random"`
}

// NetworkConfiguration is the ECS API's type of that name.
type NetworkConfiguration struct {
	Awsvpc *AwsvpcConfiguration `yaml:"awsvpcConfiguration" jsonschema:"required" jsonschema_description:"where the tasks' interfaces are"`
}

// AwsvpcConfiguration is the ECS API's type of that name.
type AwsvpcConfiguration struct {
	Subnets        []string `yaml:"subnets" jsonschema:"required,minItems=1,maxItems=16" jsonschema_description:"names of subnets from cluster.subnets: a task is placed in a zone that has one"`
	SecurityGroups []string `yaml:"securityGroups" jsonschema:"maxItems=5" jsonschema_description:"names of the security groups of the tasks' interfaces; left out = default, the VPC's own group (developer guide, task-networking-awsvpc)"`
	AssignPublicIP any      `yaml:"assignPublicIp"`
}

// ServiceConnectConfiguration is the ECS API's type of that name, and what the user
// means to add to each task for the proxy, which ECS gives no size of its own.
type ServiceConnectConfiguration struct {
	Enabled     bool                    `yaml:"enabled" jsonschema:"required" jsonschema_description:"true: each task has a proxy beside its containers"`
	Services    []ServiceConnectService `yaml:"services" jsonschema_description:"the proxy's listeners; left out = the tasks are clients only"`
	ProxyCPU    *int                    `yaml:"proxyCpu" jsonschema:"minimum=0,maximum=1000000,default=0" jsonschema_description:"CPU units that you add to the task's own size for the proxy: ECS adds none, AWS advises 256 (developer guide, service-connect-concepts-deploy; ecssim's own)"`
	ProxyMemory *int                    `yaml:"proxyMemory" jsonschema:"minimum=0,maximum=1000000,default=0" jsonschema_description:"MiB that you add to the task's own size for the proxy: ECS adds none, AWS advises 64 (developer guide, service-connect-concepts-deploy; ecssim's own)"`
	Namespace   string                  `yaml:"namespace" jsonschema:"pattern=^[!-~]+$,maxLength=1024" jsonschema_description:"the services of one namespace are clients of each other; left out = the cluster's default"`
	Log         any                     `yaml:"logConfiguration"`
	AccessLog   any                     `yaml:"accessLogConfiguration"`
	Containers  any                     `yaml:"containerConfigurations"`
}

// ServiceConnectService is the ECS API's type of that name.
type ServiceConnectService struct {
	PortName            string                      `yaml:"portName" jsonschema:"required" jsonschema_description:"name of a port mapping of the task definition"`
	IngressPortOverride *value.IngressPort          `yaml:"ingressPortOverride" jsonschema_description:"where the proxy listens, in bridge mode a host port; left out = the container port in awsvpc mode, a dynamic host port in bridge mode"`
	DiscoveryName       string                      `yaml:"discoveryName" jsonschema:"pattern=^[a-z0-9_][a-z0-9_-]*$,maxLength=64" jsonschema_description:"name under which clients find it; default: portName"`
	ClientAliases       []ServiceConnectClientAlias `yaml:"clientAliases" jsonschema:"maxItems=1" jsonschema_description:"what clients ask for; left out = discoveryName.namespace and the container port"`
	Timeout             any                         `yaml:"timeout"`
	TLS                 map[string]any              `yaml:"tls" jsonschema_description:"refused in bridge mode (developer guide, service-connect-concepts-deploy); of no consequence otherwise"`
}

// ServiceConnectClientAlias is the ECS API's type of that name.
type ServiceConnectClientAlias struct {
	Port             int    `yaml:"port" jsonschema:"required,minimum=1,maximum=65535" jsonschema_description:"port that clients connect to"`
	DNSName          string `yaml:"dnsName" jsonschema:"pattern=^[a-z0-9_.][a-z0-9_.-]*$,maxLength=127" jsonschema_description:"name that clients connect to; default: discoveryName.namespace"`
	TestTrafficRules any    `yaml:"testTrafficRules"`
}
