package scenarios

import "ecssim/scenarios/internal/value"

// File is a scenario file as it is written, nothing resolved yet. Its keys are
// the ECS API's where the API has the thing. The jsonschema tags are rules for
// editors and for the decoder alike. A field of type any is known to ECS and
// accepted, but has no bearing on what is simulated.
type File struct {
	Schema          string             `yaml:"$schema" jsonschema_description:"where editors find this schema"`
	Name            string             `yaml:"name" jsonschema:"required,pattern=^[A-Za-z0-9][A-Za-z0-9_.-]*$,maxLength=100" jsonschema_description:"short name, used in output"`
	Title           string             `yaml:"title" text:"line" jsonschema_description:"what the scenario shows, in one sentence"`
	Description     string             `yaml:"description" text:"lines" jsonschema_description:"what the scenario is about"`
	Lesson          string             `yaml:"lesson" text:"lines" jsonschema_description:"what is to be learned; a run prints it"`
	Source          string             `yaml:"source" text:"lines" jsonschema_description:"where the case comes from"`
	Seed            int                `yaml:"seed" jsonschema:"minimum=0,default=0" jsonschema_description:"seed of the run's chance: the same file, seed and version give the same bytes; --seed takes its place"`
	Duration        *value.Duration    `yaml:"duration" jsonschema_description:"how long the simulated time is; left out = until nothing is left to happen"`
	Cluster         Cluster            `yaml:"cluster" jsonschema:"required" jsonschema_description:"the cluster, with its subnets, container instances and capacity providers"`
	TaskDefinitions []TaskDefinition   `yaml:"taskDefinitions" jsonschema:"required,minItems=1" jsonschema_description:"the task definitions that services and RunTask calls name, written here or in files"`
	Services        []ServiceEntry     `yaml:"services" jsonschema_description:"the services, written here or in files of the AWS CLI's JSON"`
	TargetGroups    []TargetGroup      `yaml:"targetGroups" jsonschema_description:"those that services register their tasks with; one that is not described is of an Application Load Balancer over HTTP, or of a Network Load Balancer over UDP in front of a port mapping for udp, with the timings of all"`
	RunTasks        []RunTask          `yaml:"runTasks" jsonschema_description:"RunTask calls: at one time, or as a stream of arrivals"`
	Events          []Event            `yaml:"events" jsonschema_description:"what happens meanwhile, in order of time; those of one moment in file order"`
	Timings         Timings            `yaml:"timings" jsonschema_description:"what each step of a task's life takes"`
	Firewall        *Firewall          `yaml:"firewall" jsonschema_description:"what security groups and network ACLs let through; what is not described is open"`
	Prices          map[string]float64 `yaml:"prices" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"USD per hour by instance type; left out = the catalogue's figure for the cluster's Region"`
	Expect          []Expectation      `yaml:"expect" jsonschema_description:"what must hold after the run"`
}

// Cluster is the cluster, its VPC's subnets and its container instances.
type Cluster struct {
	ClusterName       string                         `yaml:"clusterName" jsonschema_description:"the cluster's name; changes nothing of a run"`
	Region            string                         `yaml:"region" jsonschema:"pattern=^[a-z]{2}(-[a-z]+)+-[0-9]$" jsonschema_description:"AWS Region of the cluster, which decides the prices; default: that of the first availability zone named, else us-east-1"`
	AccountSettings   AccountSettings                `yaml:"accountSettings" jsonschema_description:"the account's settings, as they hold for the instances' role"`
	Subnets           []Subnet                       `yaml:"subnets" jsonschema:"minItems=1" jsonschema_description:"subnets of the VPC; left out = one for each zone, subnet-ZONE, without an address limit"`
	Instances         []InstanceGroup                `yaml:"instances" jsonschema_description:"groups of container instances that are there when the run begins"`
	CapacityProviders []CapacityProvider             `yaml:"capacityProviders" jsonschema:"maxItems=20" jsonschema_description:"capacity providers, each with its Auto Scaling group"`
	DefaultStrategy   []CapacityProviderStrategyItem `yaml:"defaultCapacityProviderStrategy" jsonschema:"maxItems=20" jsonschema_description:"the strategy of services and RunTask calls that name neither a launch type nor a strategy"`
	Quotas            Quotas                         `yaml:"quotas" jsonschema_description:"the limits that AWS sets"`
	Readings          Readings                       `yaml:"readings" jsonschema_description:"which reading to take where public sources differ"`
}

// AccountSettings are the account's settings, as effective for the instance role.
type AccountSettings struct {
	AwsvpcTrunking       string `yaml:"awsvpcTrunking" jsonschema:"enum=enabled,enum=disabled,default=disabled" jsonschema_description:"enabled: instances that are launched then have a trunk where their type can, which gives them more slots for tasks in awsvpc mode (developer guide, container-instance-eni)"`
	ContainerInsights    any    `yaml:"containerInsights"`
	ContainerInstanceArn any    `yaml:"containerInstanceLongArnFormat"`
	ServiceArn           any    `yaml:"serviceLongArnFormat"`
	TaskArn              any    `yaml:"taskLongArnFormat"`
	DualStackIPv6        string `yaml:"dualStackIPv6" jsonschema:"enum=enabled,enum=disabled,default=disabled" jsonschema_description:"enabled: tasks in awsvpc mode have an IPv6 address beside the IPv4 one where their subnet has blocks of both (developer guide, ecs-account-settings, which calls both the default)"`
	TagResource          any    `yaml:"tagResourceAuthorization"`
}

// HostKeys are the keys that an instance group and an Auto Scaling group share.
type HostKeys struct {
	AvailabilityZones    []string          `yaml:"availabilityZones" jsonschema:"minItems=1" jsonschema_description:"the zones over which the instances are dealt, round robin; default: the Region's zone a"`
	Subnets              []string          `yaml:"subnets" jsonschema:"minItems=1" jsonschema_description:"names of the subnets in which the instances' own interfaces are, one in each zone at least; left out = all of cluster.subnets"`
	RegisteredMemory     *int              `yaml:"registeredMemory" jsonschema:"minimum=1,maximum=100000000" jsonschema_description:"MiB that an instance registers, before reservedMemory comes off; default: the catalogue's figure of the type"`
	ReservedMemory       int               `yaml:"reservedMemory" jsonschema:"minimum=0,maximum=100000000" jsonschema_description:"MiB that the agent keeps from tasks (ECS_RESERVED_MEMORY)"`
	Trunk                value.TrunkMode   `yaml:"trunk" jsonschema_description:"auto: the account setting and the type decide when an instance is launched; of the instances that are there when the run begins, false: launched before the opt-in, without a trunk; true: launched while the account was opted in, with a trunk where the type can"`
	ReservedPorts        []int             `yaml:"reservedPorts" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"TCP host ports that the agent keeps from tasks; left out or empty = 22, 2375, 2376, 51678, 51679 (ECS_RESERVED_PORTS of amazon-ecs-agent, agent/config)"`
	ReservedPortsUDP     []int             `yaml:"reservedPortsUdp" jsonschema:"minimum=1,maximum=65535" jsonschema_description:"UDP host ports that the agent keeps from tasks (ECS_RESERVED_PORTS_UDP)"`
	DynamicHostPortRange string            `yaml:"dynamicHostPortRange" jsonschema:"pattern=^[0-9]+-[0-9]+$" jsonschema_description:"dynamic host ports of each instance, FIRST-LAST, whose number is the limit HOST:DYNAMIC_PORTS; default: 32768-60999 (ECS_DYNAMIC_HOST_PORT_RANGE of the agent, else the kernel's ip_local_port_range)"`
	Attributes           map[string]string `yaml:"attributes" jsonschema_description:"custom attributes of the container instances, 1 to 128 characters each, for placement constraints and strategies (developer guide, task-placement-constraints)"`
	AwsvpcTasks          *int              `yaml:"awsvpcTasks" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"tasks in awsvpc mode that an instance takes, with a trunk and without; default: the type's limits in the catalogue"`
	ManualENIs           int               `yaml:"manualENIs" jsonschema:"minimum=0,maximum=1000" jsonschema_description:"interfaces attached by hand: they take slots and the scheduler cannot see them"`
	Listeners            []Listener        `yaml:"listeners" jsonschema_description:"ports held by processes that are no task: a task that is given one fails to start"`
	AgentVersion         string            `yaml:"agentVersion" jsonschema:"pattern=^[0-9]+([.][0-9]+)*$" jsonschema_description:"version of the ECS agent, such as 1.75.0, for placement constraints by agentVersion; left out = none, which no such constraint takes"`
	PrometheusMetrics    bool              `yaml:"prometheusMetrics" jsonschema_description:"true: the agent reserves TCP port 51680 as well"`
	SecurityGroups       []string          `yaml:"securityGroups" jsonschema:"minItems=1" jsonschema_description:"security groups of the instances' own interfaces, which are those of tasks in bridge and host mode; left out = those under firewall.securityGroups that are nobody else's"`
	PullUpfront          bool              `yaml:"pullDependentContainersUpfront" jsonschema_description:"true: images of containers that wait for others are pulled at once; otherwise when what they wait for is so (ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT)"`
	TerminationDraining  *bool             `yaml:"drainOnTermination" jsonschema_description:"an instance that is replaced or scaled in is DRAINING first: true on a capacity provider's group is a lifecycle hook of your own beside or in place of managedDraining (developer guide, managed-instance-draining); default: true in cluster.instances, managedDraining on a capacity provider's group"`
	Timings              *HostTimings      `yaml:"timings" jsonschema_description:"what single steps take on these instances; left out = the file's timings"`
	Faults               *HostFaults       `yaml:"faults" jsonschema_description:"what goes wrong with these instances"`
	SpotDraining         bool              `yaml:"spotInstanceDraining" jsonschema_description:"true: an interrupted instance is DRAINING from its notice on (ECS_ENABLE_SPOT_INSTANCE_DRAINING)"`
}

// InstanceGroup is container instances launched alike.
type InstanceGroup struct {
	Name         string `yaml:"name" jsonschema:"pattern=^[A-Za-z0-9][A-Za-z0-9_.-]*$,maxLength=100" jsonschema_description:"name of the group, whose instances are NAME-1, NAME-2, ...; default: the instance type"`
	InstanceType string `yaml:"instanceType" jsonschema:"required" jsonschema_description:"EC2 instance type, one of the catalogue (ecssim catalog list)"`
	Count        *int   `yaml:"count" jsonschema:"minimum=0,maximum=100000,default=1" jsonschema_description:"instances when the run begins"`
	HostKeys
}

// Listener is a port held by a process.
type Listener struct {
	Port     int    `yaml:"port" jsonschema:"required,minimum=1,maximum=65535" jsonschema_description:"the port"`
	Protocol string `yaml:"protocol" jsonschema:"enum=tcp,enum=udp,default=tcp" jsonschema_description:"its protocol"`
}

// Quotas are the limits that AWS sets. What AWS raises on request only warns
// unless the file sets it.
type Quotas struct {
	ProvisioningTasks   *int          `yaml:"provisioningTasksPerCluster" jsonschema:"minimum=0,maximum=1000000000,default=500" jsonschema_description:"tasks that wait for capacity providers; always holds (developer guide, service-event-messages-list)"`
	NetworkInterfaces   *int          `yaml:"networkInterfacesPerRegion" jsonschema:"minimum=0,maximum=1000000000,default=5000" jsonschema_description:"interfaces of instances (primary and trunk) and of tasks in awsvpc mode, in each availability zone whatever the quota's name says (VPC guide, amazon-vpc-limits); where the file sets it, RunInstances and tasks fail with NetworkInterfaceLimitExceeded, otherwise it is only warned of"`
	ReservedPorts       *int          `yaml:"reservedPortsPerInstance" jsonschema:"minimum=0,maximum=65535,default=100" jsonschema_description:"host ports that an instance may have reserved at a time, the agent's own among them and dynamic ones left out; always holds (ECS API, PortMapping)"`
	TasksPerService     *int          `yaml:"tasksPerService" jsonschema:"minimum=0,maximum=1000000000,default=5000" jsonschema_description:"tasks of a service; a larger desiredCount is refused where the file sets it, otherwise only warned of (developer guide, service-quotas)"`
	InstancesPerCluster *int          `yaml:"containerInstancesPerCluster" jsonschema:"minimum=0,maximum=1000000000,default=5000" jsonschema_description:"container instances of the cluster; more at the start are refused where the file sets it, otherwise only warned of (developer guide, service-quotas)"`
	TargetsPerGroup     *int          `yaml:"targetsPerTargetGroup" jsonschema:"minimum=0,maximum=1000000000,default=1000" jsonschema_description:"targets of a target group; only warned of (Elastic Load Balancing guides, load-balancer-limits)"`
	TargetsPerALB       *int          `yaml:"targetsPerApplicationLoadBalancer" jsonschema:"minimum=0,maximum=1000000000,default=1000" jsonschema_description:"targets of an Application Load Balancer; only warned of (Application Load Balancers guide, load-balancer-limits)"`
	TargetsPerNLB       *int          `yaml:"targetsPerNetworkLoadBalancer" jsonschema:"minimum=0,maximum=1000000000,default=3000" jsonschema_description:"targets of a Network Load Balancer; only warned of (Network Load Balancers guide, load-balancer-limits)"`
	TargetsPerNLBZone   *int          `yaml:"targetsPerZonePerNetworkLoadBalancer" jsonschema:"minimum=0,maximum=1000000000,default=500" jsonschema_description:"targets of a Network Load Balancer in each availability zone, or in all with crossZone; only warned of (Network Load Balancers guide, load-balancer-limits)"`
	TaskStarts          *value.Rate   `yaml:"taskStartsPerMinute" jsonschema_description:"tasks that a service starts in a minute, counted in fixed windows from its first start; daemons and what is startedBefore do not count; always holds, and AWS does not adjust it (AWS General Reference, ecs-service)"`
	InterfaceCalls      *value.Tokens `yaml:"networkInterfaceCalls" jsonschema_description:"how fast task interfaces can be created: ec2 = the bucket that EC2 publishes for CreateNetworkInterface, 100 calls and 5 more a second (EC2 developer guide, ec2-api-throttling), or one of your own; default: no limit, for it is not said that the calls of ECS draw from it"`
}

// Readings choose where public sources on ECS differ or are silent.
type Readings struct {
	TieBreak       string `yaml:"tieBreak" jsonschema:"enum=random,enum=lowestInstanceId,default=random" jsonschema_description:"which of equally good instances placement takes"`
	ENIFreedAt     string `yaml:"eniFreedAt" jsonschema:"enum=deleted,enum=stopping,default=deleted" jsonschema_description:"when a stopping task's attachment slot is free"`
	CountENIs      *bool  `yaml:"countENIs" jsonschema:"default=true" jsonschema_description:"false: the scheduler places without counting attachment slots"`
	DynamicPortsBy string `yaml:"dynamicPortsBy" jsonschema:"enum=agent,enum=docker,default=agent" jsonschema_description:"who chooses dynamic host ports; docker: Docker, as agents before 1.70.0 had it for single ports"`
	CountStopping  bool   `yaml:"stoppingCountsAgainstMaximum" jsonschema_description:"true: tasks that are STOPPING count against maximumPercent"`
	IngressPorts   string `yaml:"ingressPortOverride" jsonschema:"enum=failsOnHost,enum=refused,default=failsOnHost" jsonschema_description:"of a bridge mode service with Service Connect, where another task of the instance has the port; refused: the scheduler counts it among the task's host ports"`
	FromZero       string `yaml:"providerFromZero" jsonschema:"enum=asReported,enum=none,default=asReported" jsonschema_description:"what a capacity provider with a target below 100 and minSize 0 does while its group is empty and no task waits; asReported: its metric is 100, so that it launches ceil(100 / target) instances and gives them up again (containers-roadmap issue 653); none: nothing"`
	GPUs           string `yaml:"gpus" jsonschema:"enum=counts,enum=ids,default=counts" jsonschema_description:"ids: a task has certain GPUs, the lowest that ECS counts as free, and waits in the agent's queue while a task that is told to stop still holds one of them (amazon-ecs-agent, agent/engine/host_resource_manager.go); counts: it starts if enough are free"`
	AgentQueue     string `yaml:"disconnectedQueue" jsonschema:"enum=frozen,enum=workedOff,default=frozen" jsonschema_description:"what an agent that is disconnected does with tasks in its queue: nothing until it returns, or it starts them as they find room"`
	InService      string `yaml:"instancesInService" jsonschema:"enum=registered,enum=launched,default=registered" jsonschema_description:"when Auto Scaling and CloudFormation take an instance for in service that they launch while a group's instances are replaced in batches; launched: they ask EC2 alone, so that hosts which never register with ECS do not hold them up"`
	RetryAtOnce    *bool  `yaml:"retryWhenInstanceRegisters" jsonschema:"default=true" jsonschema_description:"false: a service that waits for room keeps to its retries when an instance registers"`
}
