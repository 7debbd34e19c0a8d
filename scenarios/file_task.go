package scenarios

import "ecssim/scenarios/internal/value"

// TaskDefinition is what register-task-definition takes and
// describe-task-definition gives. With File, everything else but Timings stands
// there.
type TaskDefinition struct {
	File    string       `yaml:"file" jsonschema_description:"a task definition as the AWS CLI's JSON, relative to this file"`
	Timings *TaskTimings `yaml:"timings" jsonschema_description:"what its tasks' steps take, where that differs from the scenario's timings"`

	Copies                  int                   `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, FAMILY-1, FAMILY-2, ...: {copy} in a text is the number of each, and hostPort: {from: 20001} counts up from each to the next"`
	Family                  string                `yaml:"family" jsonschema:"pattern=^[A-Za-z0-9_-]+$,maxLength=255"`
	NetworkMode             string                `yaml:"networkMode" jsonschema:"enum=awsvpc,enum=bridge,enum=host,enum=none,default=bridge"`
	CPU                     value.Amount          `yaml:"cpu" jsonschema_description:"CPU units such as 256, or '1 vCPU'"`
	Memory                  value.Amount          `yaml:"memory" jsonschema_description:"MiB such as 512, or '1 GB'"`
	ContainerDefinitions    []ContainerDefinition `yaml:"containerDefinitions"`
	PlacementConstraints    []PlacementConstraint `yaml:"placementConstraints"`
	RequiresCompatibilities []string              `yaml:"requiresCompatibilities"`
	PidMode                 string                `yaml:"pidMode"`
	IpcMode                 string                `yaml:"ipcMode"`
	RuntimePlatform         *RuntimePlatform      `yaml:"runtimePlatform"`
	RequiresAttributes      []Attribute           `yaml:"requiresAttributes" jsonschema_description:"custom attributes a host must have; those of every ECS-optimized host are ignored"`

	TaskRoleArn           any `yaml:"taskRoleArn"`
	ExecutionRoleArn      any `yaml:"executionRoleArn"`
	Volumes               any `yaml:"volumes"`
	Tags                  any `yaml:"tags"`
	ProxyConfiguration    any `yaml:"proxyConfiguration"`
	InferenceAccelerators any `yaml:"inferenceAccelerators"`
	EphemeralStorage      any `yaml:"ephemeralStorage"`
	EnableFaultInjection  any `yaml:"enableFaultInjection"`
	TaskDefinitionArn     any `yaml:"taskDefinitionArn" jsonschema_description:"not used here; in a file it names the revision where there is no revision"`
	Revision              any `yaml:"revision" jsonschema_description:"not used here, where the definitions of a family are counted; that of a file is kept"`
	Status                any `yaml:"status"`
	Compatibilities       any `yaml:"compatibilities"`
	RegisteredAt          any `yaml:"registeredAt"`
	DeregisteredAt        any `yaml:"deregisteredAt"`
	DeleteRequestedAt     any `yaml:"deleteRequestedAt"`
	RegisteredBy          any `yaml:"registeredBy"`
}

// RuntimePlatform is the ECS API's type of that name.
type RuntimePlatform struct {
	CPUArchitecture string `yaml:"cpuArchitecture" jsonschema:"enum=X86_64,enum=ARM64"`
	OSFamily        string `yaml:"operatingSystemFamily"`
}

// Attribute is the ECS API's type of that name.
type Attribute struct {
	Name       string `yaml:"name" jsonschema:"required"`
	Value      string `yaml:"value"`
	TargetType any    `yaml:"targetType"`
	TargetID   any    `yaml:"targetId"`
}

// PlacementConstraint is the ECS API's type of that name.
type PlacementConstraint struct {
	Type       string `yaml:"type" jsonschema:"required,enum=memberOf,enum=distinctInstance"`
	Expression string `yaml:"expression" text:"lines" jsonschema:"maxLength=2000"`
}

// ContainerDefinition is the ECS API's type of that name.
type ContainerDefinition struct {
	Name                  string                 `yaml:"name" jsonschema:"maxLength=255"`
	Image                 string                 `yaml:"image"`
	Essential             *bool                  `yaml:"essential" jsonschema:"default=true"`
	CPU                   int                    `yaml:"cpu" jsonschema:"minimum=0,maximum=10000000" jsonschema_description:"CPU units"`
	Memory                int                    `yaml:"memory" jsonschema:"minimum=0,maximum=100000000" jsonschema_description:"MiB, hard limit"`
	MemoryReservation     int                    `yaml:"memoryReservation" jsonschema:"minimum=0,maximum=100000000" jsonschema_description:"MiB, soft limit"`
	PortMappings          []PortMapping          `yaml:"portMappings"`
	Links                 []string               `yaml:"links"`
	DependsOn             []ContainerDependency  `yaml:"dependsOn"`
	HealthCheck           *HealthCheck           `yaml:"healthCheck"`
	StopTimeout           int                    `yaml:"stopTimeout" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"seconds"`
	StartTimeout          int                    `yaml:"startTimeout" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"seconds that others wait for this container to be HEALTHY or to exit before they give up; 0 or left out = without end"`
	RestartPolicy         *RestartPolicy         `yaml:"restartPolicy"`
	ResourceRequirements  []ResourceRequirement  `yaml:"resourceRequirements"`
	VolumesFrom           []VolumeFrom           `yaml:"volumesFrom"`
	LogConfiguration      *LogConfiguration      `yaml:"logConfiguration"`
	FirelensConfiguration *FirelensConfiguration `yaml:"firelensConfiguration" jsonschema_description:"makes this container the log router of the task: those with the log driver awsfirelens wait until it has started (amazon-ecs-agent, addFirelensContainerDependency)"`

	RepositoryCredentials any `yaml:"repositoryCredentials"`
	EntryPoint            any `yaml:"entryPoint"`
	Command               any `yaml:"command"`
	Environment           any `yaml:"environment"`
	EnvironmentFiles      any `yaml:"environmentFiles"`
	MountPoints           any `yaml:"mountPoints"`
	LinuxParameters       any `yaml:"linuxParameters"`
	Secrets               any `yaml:"secrets"`
	VersionConsistency    any `yaml:"versionConsistency"`
	Hostname              any `yaml:"hostname"`
	User                  any `yaml:"user"`
	WorkingDirectory      any `yaml:"workingDirectory"`
	DisableNetworking     any `yaml:"disableNetworking"`
	Privileged            any `yaml:"privileged"`
	ReadonlyRoot          any `yaml:"readonlyRootFilesystem"`
	DNSServers            any `yaml:"dnsServers"`
	DNSSearchDomains      any `yaml:"dnsSearchDomains"`
	ExtraHosts            any `yaml:"extraHosts"`
	DockerSecurityOptions any `yaml:"dockerSecurityOptions"`
	Interactive           any `yaml:"interactive"`
	PseudoTerminal        any `yaml:"pseudoTerminal"`
	DockerLabels          any `yaml:"dockerLabels"`
	Ulimits               any `yaml:"ulimits"`
	SystemControls        any `yaml:"systemControls"`
	CredentialSpecs       any `yaml:"credentialSpecs"`
}

// RestartPolicy is the ECS API's type ContainerRestartPolicy.
type RestartPolicy struct {
	Enabled              *bool `yaml:"enabled" jsonschema:"required" jsonschema_description:"true = the agent restarts the container in place when it exits; neither the service nor its circuit breaker learns of it"`
	IgnoredExitCodes     []int `yaml:"ignoredExitCodes" jsonschema:"maxItems=50" jsonschema_description:"exits with one of these are not followed by a restart"`
	RestartAttemptPeriod *int  `yaml:"restartAttemptPeriod" jsonschema:"minimum=60,maximum=1800,default=300" jsonschema_description:"seconds that it must have run since its start or its last restart"`
}

// VolumeFrom is the ECS API's type of that name: the container that has the volumes starts
// no later than this one.
type VolumeFrom struct {
	SourceContainer string `yaml:"sourceContainer"`
	ReadOnly        any    `yaml:"readOnly"`
}

// LogConfiguration is the ECS API's type of that name.
type LogConfiguration struct {
	LogDriver     string `yaml:"logDriver" jsonschema_description:"awsfirelens = the task's log router starts before this container; others change nothing"`
	Options       any    `yaml:"options"`
	SecretOptions any    `yaml:"secretOptions"`
}

// FirelensConfiguration is the ECS API's type of that name.
type FirelensConfiguration struct {
	Type    string `yaml:"type" jsonschema:"required,enum=fluentd,enum=fluentbit"`
	Options any    `yaml:"options"`
}

// PortMapping is the ECS API's type of that name.
type PortMapping struct {
	Copies             int              `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many mappings; {from: 30001} as a port counts up"`
	ContainerPort      value.MappedPort `yaml:"containerPort"`
	HostPort           value.MappedPort `yaml:"hostPort" jsonschema_description:"0 or left out in bridge mode = a dynamic port"`
	Protocol           string           `yaml:"protocol" jsonschema:"enum=tcp,enum=udp,default=tcp"`
	Name               string           `yaml:"name"`
	ContainerPortRange string           `yaml:"containerPortRange" jsonschema:"pattern=^[0-9]+-[0-9]+$"`
	AppProtocol        any              `yaml:"appProtocol"`
}

// ContainerDependency is the ECS API's type of that name.
type ContainerDependency struct {
	ContainerName string `yaml:"containerName" jsonschema:"required"`
	Condition     string `yaml:"condition" jsonschema:"required,enum=START,enum=COMPLETE,enum=SUCCESS,enum=HEALTHY"`
}

// HealthCheck is the ECS API's type of that name; times are seconds.
type HealthCheck struct {
	Interval    *int `yaml:"interval" jsonschema:"minimum=5,maximum=300,default=30"`
	Timeout     *int `yaml:"timeout" jsonschema:"minimum=2,maximum=60,default=5"`
	Retries     *int `yaml:"retries" jsonschema:"minimum=1,maximum=10,default=3"`
	StartPeriod int  `yaml:"startPeriod" jsonschema:"minimum=0,maximum=300"`
	Command     any  `yaml:"command"`
}

// ResourceRequirement is the ECS API's type of that name.
type ResourceRequirement struct {
	Type  string `yaml:"type" jsonschema:"required,enum=GPU,enum=NeuronDevice,enum=InferenceAccelerator" jsonschema_description:"only whole GPUs are counted"`
	Value string `yaml:"value" jsonschema_description:"of GPUs a number, or ALL = every GPU of the instance, which has to have one and all of them free"`
	// SharingStrategy stands in place of Value where GPUs are shared.
	SharingStrategy any `yaml:"sharingStrategy"`
}
