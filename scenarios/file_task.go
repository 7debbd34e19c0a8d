package scenarios

import "ecssim/scenarios/internal/value"

// TaskDefinition is what register-task-definition takes and
// describe-task-definition gives. With File, everything else but Timings stands
// there.
type TaskDefinition struct {
	File    string       `yaml:"file" jsonschema_description:"a task definition as the AWS CLI's JSON, by its path relative to this file; beside it only timings may stand (ecssim's own); left out = the definition is written here"`
	Timings *TaskTimings `yaml:"timings" jsonschema_description:"what its tasks' steps take (ecssim's own); left out = the scenario's timings"`

	Copies                  int                   `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many alike, FAMILY-1, FAMILY-2, ...: {copy} in a text is the number of each, and hostPort: {from: 20001} counts up from each to the next, as containerPort does in awsvpc and host mode (ecssim's own); left out = the entry itself, once"`
	Family                  string                `yaml:"family" jsonschema:"pattern=^[A-Za-z0-9_-]+$,maxLength=255" jsonschema_description:"name of the definition; definitions of one family are its revisions, in order; needed without file"`
	NetworkMode             string                `yaml:"networkMode" jsonschema:"enum=awsvpc,enum=bridge,enum=host,enum=none,default=bridge" jsonschema_description:"network mode of its tasks"`
	CPU                     value.Amount          `yaml:"cpu" jsonschema_description:"CPU units such as 256, or '1 vCPU', from 128 units; left out = the sum over its containers"`
	Memory                  value.Amount          `yaml:"memory" jsonschema_description:"MiB such as 512, or '1 GB'; left out = the sum over its containers"`
	ContainerDefinitions    []ContainerDefinition `yaml:"containerDefinitions" jsonschema_description:"its containers, 10 at most; needed without file"`
	PlacementConstraints    []PlacementConstraint `yaml:"placementConstraints" jsonschema_description:"constraints of type memberOf that an instance has to meet"`
	RequiresCompatibilities []string              `yaml:"requiresCompatibilities" jsonschema_description:"launch types whose rules the definition has to meet: with FARGATE it is held to Fargate's network mode and sizes; its tasks run on instances all the same"`
	PidMode                 string                `yaml:"pidMode" jsonschema_description:"host or task; task adds a pause container; left out = each container has its own"`
	IpcMode                 string                `yaml:"ipcMode" jsonschema_description:"host, task or none; task adds a pause container; left out = Docker's own"`
	RuntimePlatform         *RuntimePlatform      `yaml:"runtimePlatform" jsonschema_description:"what the instances have to be"`
	RequiresAttributes      []Attribute           `yaml:"requiresAttributes" jsonschema_description:"custom attributes that an instance must have; those that ECS derives and every ECS-optimized instance has are ignored"`

	TaskRoleArn           any `yaml:"taskRoleArn"`
	ExecutionRoleArn      any `yaml:"executionRoleArn"`
	Volumes               any `yaml:"volumes"`
	Tags                  any `yaml:"tags"`
	ProxyConfiguration    any `yaml:"proxyConfiguration"`
	InferenceAccelerators any `yaml:"inferenceAccelerators"`
	EphemeralStorage      any `yaml:"ephemeralStorage"`
	EnableFaultInjection  any `yaml:"enableFaultInjection"`
	TaskDefinitionArn     any `yaml:"taskDefinitionArn" jsonschema_description:"in a file of the AWS CLI's JSON it names the revision where there is no revision; changes nothing of a run otherwise"`
	Revision              any `yaml:"revision" jsonschema_description:"kept in a file of the AWS CLI's JSON; changes nothing of a run otherwise, for the definitions of a family are counted, from 1"`
	Status                any `yaml:"status"`
	Compatibilities       any `yaml:"compatibilities"`
	RegisteredAt          any `yaml:"registeredAt"`
	DeregisteredAt        any `yaml:"deregisteredAt"`
	DeleteRequestedAt     any `yaml:"deleteRequestedAt"`
	RegisteredBy          any `yaml:"registeredBy"`
}

// RuntimePlatform is the ECS API's type of that name.
type RuntimePlatform struct {
	CPUArchitecture string `yaml:"cpuArchitecture" jsonschema:"enum=X86_64,enum=ARM64" jsonschema_description:"processor architecture of the instances that take the task; left out = any"`
	OSFamily        string `yaml:"operatingSystemFamily" jsonschema_description:"operating system, LINUX; Windows is refused; left out = any"`
}

// Attribute is the ECS API's type of that name.
type Attribute struct {
	Name       string `yaml:"name" jsonschema:"required" jsonschema_description:"name of the attribute"`
	Value      string `yaml:"value" jsonschema_description:"its value, which is not compared: an instance that has the attribute is enough"`
	TargetType any    `yaml:"targetType"`
	TargetID   any    `yaml:"targetId"`
}

// PlacementConstraint is the ECS API's type of that name.
type PlacementConstraint struct {
	Type       string `yaml:"type" jsonschema:"required,enum=memberOf,enum=distinctInstance" jsonschema_description:"memberOf: an instance that meets the expression; distinctInstance: each task on another instance, of services and RunTask calls only"`
	Expression string `yaml:"expression" text:"lines" jsonschema:"maxLength=2000" jsonschema_description:"of memberOf, and needed there: an expression of the cluster query language, such as attribute:ecs.instance-type =~ m5.*"`
}

// ContainerDefinition is the ECS API's type of that name.
type ContainerDefinition struct {
	Name                  string                 `yaml:"name" jsonschema:"maxLength=255" jsonschema_description:"name of the container, unique in its task definition; needed"`
	Image                 string                 `yaml:"image" jsonschema_description:"its image, which is never pulled: timings.imagePull says what that takes"`
	Essential             *bool                  `yaml:"essential" jsonschema:"default=true" jsonschema_description:"true: when the container exits, its task stops"`
	CPU                   int                    `yaml:"cpu" jsonschema:"minimum=0,maximum=10000000" jsonschema_description:"CPU units"`
	Memory                int                    `yaml:"memory" jsonschema:"minimum=0,maximum=100000000" jsonschema_description:"MiB, the hard limit; this, memoryReservation or memory of the task definition is needed, from 6"`
	MemoryReservation     int                    `yaml:"memoryReservation" jsonschema:"minimum=0,maximum=100000000" jsonschema_description:"MiB, the soft limit, which the scheduler counts before memory"`
	PortMappings          []PortMapping          `yaml:"portMappings" jsonschema_description:"its ports that others reach"`
	Links                 []string               `yaml:"links" jsonschema_description:"containers of the task that this one reaches by name, NAME or NAME:ALIAS, in bridge mode only; they start first"`
	DependsOn             []ContainerDependency  `yaml:"dependsOn" jsonschema_description:"what this container waits for before it starts"`
	HealthCheck           *HealthCheck           `yaml:"healthCheck" jsonschema_description:"the container's own health check; left out = none"`
	StopTimeout           int                    `yaml:"stopTimeout" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"seconds from SIGTERM to SIGKILL; 0 or left out = timings.stopTimeout"`
	StartTimeout          int                    `yaml:"startTimeout" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"seconds that others wait for this container to be HEALTHY or to exit before they give up; 0 or left out = without end"`
	RestartPolicy         *RestartPolicy         `yaml:"restartPolicy" jsonschema_description:"whether the agent restarts the container in place; left out = it does not"`
	ResourceRequirements  []ResourceRequirement  `yaml:"resourceRequirements" jsonschema_description:"GPUs and other accelerators"`
	VolumesFrom           []VolumeFrom           `yaml:"volumesFrom" jsonschema_description:"containers of the task whose volumes this one mounts; they start no later"`
	LogConfiguration      *LogConfiguration      `yaml:"logConfiguration" jsonschema_description:"where its log goes; only the driver awsfirelens matters"`
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
	Enabled              *bool `yaml:"enabled" jsonschema:"required" jsonschema_description:"true: the agent restarts the container in place when it exits; neither the service nor its circuit breaker learns of it"`
	IgnoredExitCodes     []int `yaml:"ignoredExitCodes" jsonschema:"maxItems=50" jsonschema_description:"exits with one of these are not followed by a restart"`
	RestartAttemptPeriod *int  `yaml:"restartAttemptPeriod" jsonschema:"minimum=60,maximum=1800,default=300" jsonschema_description:"seconds that the container must have run since its start or its last restart to be restarted"`
}

// VolumeFrom is the ECS API's type of that name: the container that has the volumes starts
// no later than this one.
type VolumeFrom struct {
	SourceContainer string `yaml:"sourceContainer" jsonschema_description:"name of the container that has the volumes; left out = none"`
	ReadOnly        any    `yaml:"readOnly"`
}

// LogConfiguration is the ECS API's type of that name.
type LogConfiguration struct {
	LogDriver     string `yaml:"logDriver" jsonschema_description:"awsfirelens: the task's log router starts before this container; others change nothing of a run"`
	Options       any    `yaml:"options"`
	SecretOptions any    `yaml:"secretOptions"`
}

// FirelensConfiguration is the ECS API's type of that name.
type FirelensConfiguration struct {
	Type    string `yaml:"type" jsonschema:"required,enum=fluentd,enum=fluentbit" jsonschema_description:"the log router; changes nothing of a run"`
	Options any    `yaml:"options"`
}

// PortMapping is the ECS API's type of that name.
type PortMapping struct {
	Copies             int              `yaml:"copies" jsonschema:"minimum=1,maximum=1000" jsonschema_description:"so many mappings; {from: 30001} as a port counts up (ecssim's own); left out = the entry itself, once"`
	ContainerPort      value.MappedPort `yaml:"containerPort" jsonschema_description:"the port on which the container listens; needed without containerPortRange"`
	HostPort           value.MappedPort `yaml:"hostPort" jsonschema_description:"the instance's port in bridge mode; in awsvpc and host mode the container port itself; 0 or left out = a dynamic port in bridge mode"`
	Protocol           string           `yaml:"protocol" jsonschema:"enum=tcp,enum=udp,default=tcp" jsonschema_description:"protocol of the port"`
	Name               string           `yaml:"name" jsonschema_description:"name of the mapping, by which Service Connect's portName finds it"`
	ContainerPortRange string           `yaml:"containerPortRange" jsonschema:"pattern=^[0-9]+-[0-9]+$" jsonschema_description:"container ports FIRST-LAST in place of containerPort, each with a dynamic host port in bridge mode"`
	AppProtocol        any              `yaml:"appProtocol"`
}

// ContainerDependency is the ECS API's type of that name.
type ContainerDependency struct {
	ContainerName string `yaml:"containerName" jsonschema:"required" jsonschema_description:"name of the container that is waited for"`
	Condition     string `yaml:"condition" jsonschema:"required,enum=START,enum=COMPLETE,enum=SUCCESS,enum=HEALTHY" jsonschema_description:"what it is waited for: START its start; COMPLETE its exit; SUCCESS its exit with 0; HEALTHY its health check"`
}

// HealthCheck is the ECS API's type of that name; times are seconds.
type HealthCheck struct {
	Interval    *int `yaml:"interval" jsonschema:"minimum=5,maximum=300,default=30" jsonschema_description:"seconds from one check to the next"`
	Timeout     *int `yaml:"timeout" jsonschema:"minimum=2,maximum=60,default=5" jsonschema_description:"seconds after which a check that has not answered has failed"`
	Retries     *int `yaml:"retries" jsonschema:"minimum=1,maximum=10,default=3" jsonschema_description:"failed checks in a row that make the container UNHEALTHY"`
	StartPeriod int  `yaml:"startPeriod" jsonschema:"minimum=0,maximum=300" jsonschema_description:"seconds from its start in which failed checks do not count"`
	Command     any  `yaml:"command" jsonschema_description:"accepted as the AWS CLI prints it; never run: checks pass from timings.applicationReady on"`
}

// ResourceRequirement is the ECS API's type of that name.
type ResourceRequirement struct {
	Type  string `yaml:"type" jsonschema:"required,enum=GPU,enum=NeuronDevice,enum=InferenceAccelerator" jsonschema_description:"kind of the resource; only whole GPUs are counted, others are warned of"`
	Value string `yaml:"value" jsonschema_description:"of GPUs a number, or ALL = every GPU of the instance, which has to have one and all of them free; needed for GPU"`
	// SharingStrategy stands in place of Value where GPUs are shared.
	SharingStrategy any `yaml:"sharingStrategy" jsonschema_description:"asks for a share of a GPU, in place of value: not counted, and warned of"`
}
