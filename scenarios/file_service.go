package scenarios

import "ecssim/scenarios/internal/value"

// UseKeys are the keys that CreateService and RunTask share.
type UseKeys struct {
	TaskDefinition           string                         `yaml:"taskDefinition" jsonschema:"required" jsonschema_description:"family, its latest revision in this file, or family:revision, or an ARN that ends so; a definition has the revision that its file carries, else the one after the highest of its family before it, from 1"`
	PlacementStrategy        []PlacementStrategy            `yaml:"placementStrategy" jsonschema:"maxItems=5"`
	PlacementConstraints     []PlacementConstraint          `yaml:"placementConstraints" jsonschema:"maxItems=10"`
	NetworkConfiguration     *NetworkConfiguration          `yaml:"networkConfiguration" jsonschema_description:"used in awsvpc mode only"`
	CapacityProviderStrategy []CapacityProviderStrategyItem `yaml:"capacityProviderStrategy" jsonschema:"maxItems=20" jsonschema_description:"goes without launchType"`
	KeepNetworkMode          bool                           `yaml:"keepNetworkMode" jsonschema_description:"a network setup leaves this one's mode alone"`
	RunningOn                map[string]int                 `yaml:"runningOn" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks by the name of the instance on which they run at t = 0, which makes them startedBefore; those beyond are placed by strategy"`
	LaunchType               string                         `yaml:"launchType" jsonschema:"enum=EC2,default=EC2" jsonschema_description:"goes without capacityProviderStrategy, and keeps the cluster's default one away" unsimulated:"FARGATE: tasks without container instances; EXTERNAL: instances outside of AWS; MANAGED_INSTANCES: instances that ECS launches and replaces by itself"`

	Cluster              any `yaml:"cluster"`
	ClientToken          any `yaml:"clientToken"`
	EnableManagedTags    any `yaml:"enableECSManagedTags"`
	EnableExecuteCommand any `yaml:"enableExecuteCommand"`
	PlatformVersion      any `yaml:"platformVersion"`
	PropagateTags        any `yaml:"propagateTags"`
	Tags                 any `yaml:"tags"`
	VolumeConfigurations any `yaml:"volumeConfigurations" unsimulated:"EBS volumes of tasks (managedEBSVolume), and the attachments that they take of an instance"`
}

// Service is what create-service takes and describe-services gives.
type Service struct {
	ServiceName string `yaml:"serviceName" jsonschema:"required,pattern=^[A-Za-z0-9_-]+$,maxLength=255"`
	Copies      int    `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, NAME-1, NAME-2, ...: {copy} in a text is the number of each"`
	UseKeys
	DesiredCount            *int                         `yaml:"desiredCount" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks of a REPLICA service"`
	SchedulingStrategy      string                       `yaml:"schedulingStrategy" jsonschema:"enum=REPLICA,enum=DAEMON,default=REPLICA"`
	StartedBefore           bool                         `yaml:"startedBefore" jsonschema_description:"running at t = 0, placed without delay"`
	ServiceConnect          *ServiceConnectConfiguration `yaml:"serviceConnectConfiguration"`
	DeploymentConfiguration *DeploymentConfiguration     `yaml:"deploymentConfiguration"`
	DeploymentController    *DeploymentController        `yaml:"deploymentController"`
	LoadBalancers           []LoadBalancer               `yaml:"loadBalancers" jsonschema_description:"5 at most"`
	HealthCheckGracePeriod  int                          `yaml:"healthCheckGracePeriodSeconds" jsonschema:"minimum=0,maximum=2147483647" jsonschema_description:"from a task's start: unhealthy checks are ignored"`
	ZoneRebalancing         string                       `yaml:"availabilityZoneRebalancing" jsonschema:"enum=ENABLED,enum=DISABLED" jsonschema_description:"default: ENABLED where the service is eligible, as CreateService has it"`
	AutoScaling             *AutoScaling                 `yaml:"autoScaling" jsonschema_description:"service auto scaling by target tracking, step scaling and scheduled actions"`
	UnhealthyAbove          *float64                     `yaml:"unhealthyAbove" jsonschema:"minimum=0,maximum=1000000000000" jsonschema_description:"load for each healthy task above which the health checks of its tasks fail; above 0. The load is autoScaling's, or setLoad's"`
	Monitoring              *Monitoring                  `yaml:"monitoring"`

	ServiceRegistries        any `yaml:"serviceRegistries"`
	Role                     any `yaml:"role"`
	VpcLatticeConfigurations any `yaml:"vpcLatticeConfigurations"`
	ServiceArn               any `yaml:"serviceArn"`
	ClusterArn               any `yaml:"clusterArn"`
	Status                   any `yaml:"status"`
	RunningCount             any `yaml:"runningCount"`
	PendingCount             any `yaml:"pendingCount"`
	PlatformFamily           any `yaml:"platformFamily"`
	TaskSets                 any `yaml:"taskSets"`
	Deployments              any `yaml:"deployments"`
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
	Name   string `yaml:"name" jsonschema:"pattern=^[A-Za-z0-9_:.-]+$" jsonschema_description:"how the output calls it; default: its group"`
	Copies int    `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, NAME-1, NAME-2, ...: {copy} in a text is the number of each"`
	UseKeys
	Before   bool            `yaml:"startedBefore" jsonschema_description:"all are running at t = 0, placed without delay"`
	Count    *int            `yaml:"count" jsonschema:"minimum=1,maximum=1000000,default=1" jsonschema_description:"tasks, asked for in calls of ten at most; with arrivals: where the stream ends"`
	At       *value.Duration `yaml:"at" jsonschema_description:"when; default: at the start"`
	Arrivals *value.Dist     `yaml:"arrivals" jsonschema_description:"the time between one task and the next"`
	Until    *value.Duration `yaml:"until" jsonschema_description:"the end of the arrivals"`
	RunFor   *value.Dist     `yaml:"runFor" jsonschema_description:"how long each task runs; left out = until it is stopped"`
	Group    string          `yaml:"group" jsonschema:"maxLength=255" jsonschema_description:"default: family:FAMILY"`

	Overrides   any `yaml:"overrides"`
	ReferenceID any `yaml:"referenceId"`
	StartedBy   any `yaml:"startedBy"`
}

// PlacementStrategy is the ECS API's type of that name.
type PlacementStrategy struct {
	Type  string `yaml:"type" jsonschema:"required,enum=binpack,enum=spread,enum=random"`
	Field string `yaml:"field" jsonschema_description:"cpu or memory for binpack; instanceId, host or attribute:NAME for spread"`
}

// NetworkConfiguration is the ECS API's type of that name.
type NetworkConfiguration struct {
	Awsvpc *AwsvpcConfiguration `yaml:"awsvpcConfiguration" jsonschema:"required"`
}

// AwsvpcConfiguration is the ECS API's type of that name.
type AwsvpcConfiguration struct {
	Subnets        []string `yaml:"subnets" jsonschema:"required,minItems=1,maxItems=16"`
	SecurityGroups []string `yaml:"securityGroups" jsonschema:"maxItems=5"`
	AssignPublicIP any      `yaml:"assignPublicIp"`
}

// ServiceConnectConfiguration is the ECS API's type of that name, and what the user
// means to add to each task for the proxy, which ECS gives no size of its own.
type ServiceConnectConfiguration struct {
	Enabled     bool                    `yaml:"enabled" jsonschema:"required"`
	Services    []ServiceConnectService `yaml:"services" jsonschema_description:"the proxy's listeners; left out = the tasks are clients only"`
	ProxyCPU    *int                    `yaml:"proxyCpu" jsonschema:"minimum=0,maximum=1000000,default=0" jsonschema_description:"CPU units that you add to the task's own size for the proxy: ECS adds none, AWS advises 256 (developer guide, service-connect-concepts-deploy)"`
	ProxyMemory *int                    `yaml:"proxyMemory" jsonschema:"minimum=0,maximum=1000000,default=0" jsonschema_description:"MiB that you add to the task's own size for the proxy: ECS adds none, AWS advises 64 (developer guide, service-connect-concepts-deploy)"`
	Namespace   string                  `yaml:"namespace" jsonschema:"pattern=^[!-~]+$,maxLength=1024" jsonschema_description:"the services of one namespace are clients of each other; left out = the cluster's default"`
	Log         any                     `yaml:"logConfiguration"`
	AccessLog   any                     `yaml:"accessLogConfiguration"`
	Containers  any                     `yaml:"containerConfigurations"`
}

// ServiceConnectService is the ECS API's type of that name.
type ServiceConnectService struct {
	PortName            string                      `yaml:"portName" jsonschema:"required"`
	IngressPortOverride *value.IngressPort          `yaml:"ingressPortOverride" jsonschema_description:"where the proxy listens, in bridge mode a host port; left out = the container port (awsvpc), a dynamic host port (bridge)"`
	DiscoveryName       string                      `yaml:"discoveryName" jsonschema:"pattern=^[a-z0-9_][a-z0-9_-]*$,maxLength=64" jsonschema_description:"default: portName"`
	ClientAliases       []ServiceConnectClientAlias `yaml:"clientAliases" jsonschema:"maxItems=1" jsonschema_description:"what clients ask for; left out = discoveryName.namespace and the container port"`
	Timeout             any                         `yaml:"timeout"`
	TLS                 map[string]any              `yaml:"tls" jsonschema_description:"refused in bridge mode (developer guide, service-connect-concepts-deploy); of no consequence otherwise"`
}

// ServiceConnectClientAlias is the ECS API's type of that name.
type ServiceConnectClientAlias struct {
	Port             int    `yaml:"port" jsonschema:"required,minimum=1,maximum=65535"`
	DNSName          string `yaml:"dnsName" jsonschema:"pattern=^[a-z0-9_.][a-z0-9_.-]*$,maxLength=127" jsonschema_description:"default: discoveryName.namespace"`
	TestTrafficRules any    `yaml:"testTrafficRules"`
}
