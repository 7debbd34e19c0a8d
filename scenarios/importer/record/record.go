package record

import (
	"go.yaml.in/yaml/v4"

	"ecssim/model/catalog"
)

// Set is everything that an import knows. Lists are in the order in which the files say it; two
// records of one list never stand for the same thing once the join is through (Merge).
//
// Things are named as a scenario names them, by the last part of an ARN or ID: no account
// number, no Region. A reader of infrastructure as code, whose files have addresses in place of
// ARNs, resolves these to names itself.
type Set struct {
	Cluster Value[string] // its name
	Region  Value[string]

	Hosts        []*Host    // container instances that report about themselves
	Machines     []*Machine // EC2 instances
	Services     []*Service
	Tasks        []*Task
	Definitions  []*Definition
	Groups       []*Group    // Auto Scaling groups
	Templates    []*Template // launch templates, a record a version, and launch configurations
	Providers    []*Provider
	Subnets      []*Subnet
	Types        []*InstanceType
	Settings     []*Setting
	TargetGroups []*TargetGroup

	// DefaultStrategy is the cluster's default capacity provider strategy; nil = none.
	DefaultStrategy []Share

	Notes Notes
}

// Host is a container instance as describe-container-instances has it. Readers of infrastructure
// as code write none: the hosts of a Group follow from its desired capacity.
type Host struct {
	Name   string // last part of its ARN
	EC2    string // its EC2 instance ID; "" = not said
	Source Source

	Type, Zone, Subnet, Architecture Value[string]
	// CPU in units, Memory in MiB, GPUs: what it has registered. ECS_RESERVED_MEMORY is off already.
	CPU, Memory, GPUs Value[int]
	// Ports and PortsUDP are the host ports that the agent keeps from tasks.
	Ports, PortsUDP Value[[]int]
	// Remaining is what ECS says is left; nil = it does not say.
	Remaining *Remaining
	// Trunk is whether the attribute ecs.awsvpc-trunk-id is there. A capability is no trunk.
	Trunk Value[bool]
	// Attributes are the custom ones.
	Attributes map[string]string
	Provider   string // its capacity provider; "" = none
	Group      string // the Auto Scaling group that it is of; "" = none or not said
	Status     string // ACTIVE, DRAINING, ...; "" = not said
	Connected  bool   // the agent
	External   bool   // outside of EC2: ECS Anywhere
	Agent      string // version; "" = not said
	// TaskCount is how many tasks ECS counts on it, running and pending.
	TaskCount Value[int]
}

// Remaining is what a container instance has left, as ECS counts. Ports are those that are
// TAKEN, the agent's own among them: that is what remainingResources lists.
type Remaining struct {
	CPU, Memory, GPUs int
	Ports, PortsUDP   []int
}

// Machine is an EC2 instance as describe-instances has it, or a member of an Auto Scaling group.
type Machine struct {
	ID     string
	Source Source

	Type, Zone, Subnet Value[string]
	Group              string // Auto Scaling group; "" = none or not said
	Spot               bool
	Role               string // name of the instance profile; "" = none or not said
	Launched           string // when, ISO 8601 as the file has it; "" = not said
}

// Service is a service. What no field stands for is in Rest.
type Service struct {
	Name   string
	Source Source

	// Definition is family, or family:revision.
	Definition Value[string]
	Desired    Value[int] // not used by a daemon
	Daemon     bool       // schedulingStrategy DAEMON
	// Running is whether its tasks run when the scenario begins: true of a cluster that is there,
	// false of infrastructure as code.
	Running bool
	// LaunchType is EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES; "" = not said. Services that do
	// not run on EC2 are left out by the join, and counted.
	LaunchType string
	Strategy   []Share // capacityProviderStrategy; nil = none
	Status     string  // ACTIVE or INACTIVE, DRAINING; "" = ACTIVE
	// Subnets and SecurityGroups are awsvpcConfiguration's.
	Subnets, SecurityGroups Value[[]string]
	Balancers               []Balancer
	// InFlight is the definition (family:revision) of the deployment that is being replaced, where
	// one is under way to Definition; "" = none.
	InFlight string
	// Rest is a map in the shape and spelling of the ECS API's CreateService with what else there
	// is: deploymentConfiguration, placementStrategy, placementConstraints,
	// healthCheckGracePeriodSeconds, availabilityZoneRebalancing, serviceConnectConfiguration. nil =
	// nothing. The writer takes of it what package scenarios simulates; Map builds one.
	Rest *yaml.Node
	// Marks say of keys in Rest that they are not simply Given.
	Marks []Mark
}

// Share is one item of a capacity provider strategy.
type Share struct {
	Provider     Value[string]
	Weight, Base int
}

// Balancer is one target group that a service registers its tasks with.
type Balancer struct {
	TargetGroup Value[string] // its name
	Container   string
	Port        Value[int] // container port
}

// Task is a task as describe-tasks has it.
type Task struct {
	Name   string // last part of its ARN
	Source Source

	Host       string // last part of its container instance's ARN; "" = none
	Definition string // family:revision
	Group      string // such as service:web or family:job
	LastStatus string
	Desired    string // desiredStatus
	LaunchType string
	// CPU and Memory are its task-level sizes with overrides, in units and MiB; 0 = none or not said.
	CPU, Memory int
	// Interface is whether an elastic network interface of its own is attached to it, or is
	// being attached.
	Interface bool
	// HostPorts are those of its containers' network bindings.
	HostPorts []HostPort
}

// HostPort is a port of a host.
type HostPort struct {
	Port int
	UDP  bool
}

// Definition is one revision of a task definition.
type Definition struct {
	Family   string
	Revision Value[int] // Absent where the file has none, as in infrastructure as code
	Source   Source
	// JSON is the definition as register-task-definition takes it or describe-task-definition
	// prints it, envelope or not. The join has it checked by scenarios.TaskDefinitionJSON; only
	// what is simulated is written, nothing else of it is kept or shown. DefinitionJSON makes it
	// of a Map.
	JSON []byte
	// InFile is whether JSON is the text of Source.File from its first line on, so that the places
	// of its faults are right; otherwise faults are shown at Source.
	InFile bool
	// Marks say of keys that they are not simply Given.
	Marks []Mark
}

// Mark says of a key of a Definition's JSON, or of a Service's Rest, that it is derived,
// defaulted or unknown.
type Mark struct {
	// Path is keys and indices from 0 with dots between, such as networkMode or
	// containerDefinitions.0.memory. With State Unknown nothing needs to stand there.
	Path  string
	State State
	Why   string // as a Value's
	Ask   string // as a Value's
	// Whole is whether a list or map stands there, which --set cannot give.
	Whole bool
}

// Group is an Auto Scaling group.
type Group struct {
	Name   string
	Source Source

	Min, Max, Desired Value[int]
	Zones, Subnets    Value[[]string] // Subnets by ID
	// Types are its instance types in order of priority. Absent or Unknown where the launch
	// template has to say it; the join then looks for Template.
	Types Value[[]string]
	// Template is the launch template or configuration; nil = none.
	Template *TemplateRef
	// Machines are the IDs of its instances.
	Machines []string
	// Agent is what the group itself says of the agent, beside its template; infrastructure as
	// code may say it where a cluster's hosts report it themselves.
	Agent Agent
}

// TemplateRef names a launch template by ID, or by Name where that is "", and a version: a number
// as text, $Latest, $Default, or "" = $Default. Of a launch configuration only the name is set.
type TemplateRef struct {
	ID, Name, Version string
	Configuration     bool
}

// Template is a version of a launch template, or a launch configuration.
type Template struct {
	TemplateRef          // Version is the number as text
	Default, Latest bool // whether it is that version; Latest is worked out where no file says it
	Source          Source

	// Bare is whether this says only which version is the default or the latest, as
	// describe-launch-templates does, and nothing of what the version has.
	Bare bool

	// Types has one type, or several that stand for requirements; Absent = it names none.
	Types Value[[]string]
	Role  string // name of the instance profile; "" = none or not said
	Agent Agent  // out of its user data
}

// Provider is a capacity provider with an Auto Scaling group. FARGATE ones are not records.
type Provider struct {
	Name   string
	Source Source
	Group  Value[string] // name of its Auto Scaling group
	// Scaling is managedScaling in the ECS API's shape; nil = none. Map builds one.
	Scaling *yaml.Node
	// Protection and Draining are managedTerminationProtection and managedDraining, ENABLED or
	// DISABLED.
	Protection, Draining Value[string]
}

// Subnet is a subnet of the VPC.
type Subnet struct {
	ID     string
	Zone   Value[string]
	Cidr   Value[string] // IPv4 block; Absent = no address limit, which is said
	Ipv6   Value[string]
	Native bool // IPv6-only
	Source Source
}

// InstanceType is what describe-instance-types says of a type that the catalogue may lack.
type InstanceType struct {
	Source       Source
	catalog.Type // as far as EC2 describes it; package catalog works out the rest
}

// Setting is an account setting as list-account-settings has it.
type Setting struct {
	Name, Value string
	// Principal is the last part of its ARN: root = the account's default, else a role or user;
	// "" = not said, as in infrastructure as code, which sets the account's default.
	Principal string
	Source    Source
}

// TargetGroup is a target group.
type TargetGroup struct {
	Name   string
	Source Source
	// Node is a map in the scenario's shape of an entry of targetGroups, without its name; Map
	// builds one.
	Node *yaml.Node
}

// Agent is what the configuration of the ECS agent sets, mostly in user data. Zero values are the
// agent's defaults.
type Agent struct {
	ReservedMemory int // MiB
	// ReservedPorts and ReservedPortsUDP replace the agent's own list where they are not nil.
	ReservedPorts, ReservedPortsUDP []int
	SpotDraining                    bool
	Attributes                      map[string]string
	DynamicPorts                    string // FIRST-LAST, as ECS_DYNAMIC_HOST_PORT_RANGE; "" = not set
	PullUpfront                     bool   // ECS_PULL_DEPENDENT_CONTAINERS_UPFRONT
	// Unclear names the settings that are there, but whose value the files do not tell, such as
	// ECS_RESERVED_MEMORY; the agent's defaults stand for them.
	Unclear []string
}

// Notes are what a user has to be told beside the values.
type Notes struct {
	// LeftOut are things that are not in the scenario, by what they are, such as "FARGATE
	// services"; see Leave.
	LeftOut []LeftOut
	// Told are whole sentences without a full stop: a contradiction between files, a deployment
	// in flight, something that may be stale.
	Told []Told

	left map[string]bool // what Leave has noted
}

// LeftOut is things of one sort that are not in the scenario.
type LeftOut struct {
	What  string // plural, such as "FARGATE services"
	Names []string
}

// Told is something that a user has to know.
type Told struct {
	Source Source // zero = of no place
	Text   string
}

// Leave notes that a thing is left out. Equal names of one sort count once.
func (n *Notes) Leave(what, name string) {
	key := what + "\x00" + name
	if n.left[key] {
		return
	}
	if n.left == nil {
		n.left = map[string]bool{}
	}
	n.left[key] = true
	for i := range n.LeftOut {
		if l := &n.LeftOut[i]; l.What == what {
			l.Names = append(l.Names, name)
			return
		}
	}
	n.LeftOut = append(n.LeftOut, LeftOut{What: what, Names: []string{name}})
}

// Tell notes a sentence, once.
func (n *Notes) Tell(from Source, text string) {
	for _, t := range n.Told {
		if t.Text == text {
			return
		}
	}
	n.Told = append(n.Told, Told{from, text})
}
