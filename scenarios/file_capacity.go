package scenarios

// CapacityProvider is a capacity provider with its Auto Scaling group.
type CapacityProvider struct {
	Name                  string           `yaml:"name" jsonschema:"required,pattern=^[A-Za-z0-9][A-Za-z0-9_-]*$,maxLength=255" jsonschema_description:"name of the provider, whose instances are NAME-1, NAME-2, ..."`
	AutoScalingGroup      AutoScalingGroup `yaml:"autoScalingGroup" jsonschema:"required" jsonschema_description:"the Auto Scaling group behind it (ecssim's own)"`
	ManagedScaling        *ManagedScaling  `yaml:"managedScaling" jsonschema_description:"how ECS scales the group; left out = not at all, and the group stays at its desired capacity, as the ECS API has it"`
	TerminationProtection string           `yaml:"managedTerminationProtection" jsonschema:"enum=ENABLED,enum=DISABLED,default=DISABLED" jsonschema_description:"ENABLED: only instances without tasks are scaled in, which needs managed scaling"`
	Draining              string           `yaml:"managedDraining" jsonschema:"enum=ENABLED,enum=DISABLED,default=ENABLED" jsonschema_description:"ENABLED: what Auto Scaling ends, or EC2 after a Spot notice, is DRAINING first; DISABLED: its tasks end with it, unless the group has drainOnTermination (developer guide, managed-instance-draining)"`
	ManagedInstances      any              `yaml:"managedInstancesProvider" jsonschema_description:"refused unless empty: Managed Instances, which ECS launches and replaces by itself, are not simulated" unsimulated:"Managed Instances, which ECS launches and replaces by itself"`
	Timings               *HostTimings     `yaml:"timings" jsonschema_description:"short for timings of its autoScalingGroup (ecssim's own)"`
	Faults                *HostFaults      `yaml:"faults" jsonschema_description:"short for faults of its autoScalingGroup (ecssim's own)"`
	Tags                  any              `yaml:"tags"`
}

// AutoScalingGroup is the hosts that a capacity provider launches.
type AutoScalingGroup struct {
	InstanceType  string   `yaml:"instanceType" jsonschema_description:"short for instanceTypes with one; one of the two is needed (ecssim's own)"`
	InstanceTypes []string `yaml:"instanceTypes" jsonschema:"minItems=1,maxItems=40" jsonschema_description:"EC2 instance types: the first is launched, and managed scaling counts with the sizes of all (ecssim's own)"`
	MinSize       int      `yaml:"minSize" jsonschema:"minimum=0,maximum=100000,default=0" jsonschema_description:"instances that managed scaling leaves in any case"`
	MaxSize       int      `yaml:"maxSize" jsonschema:"required,minimum=1,maximum=100000" jsonschema_description:"instances at the most"`
	Desired       *int     `yaml:"desiredCapacity" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances that are there at the start (EC2 Auto Scaling API, CreateAutoScalingGroup); left out = minSize"`
	Suspended     []string `yaml:"suspendedProcesses" jsonschema:"enum=AZRebalance" jsonschema_description:"processes of EC2 Auto Scaling that are suspended: AZRebalance, which makes zones even again after one was not available; others are not simulated apart"`
	HostKeys
}

// ManagedScaling is the ECS API's type of that name.
type ManagedScaling struct {
	Status      string `yaml:"status" jsonschema:"enum=ENABLED,enum=DISABLED,default=ENABLED" jsonschema_description:"whether ECS scales the group; AWS documents no default, this one is ecssim's"`
	Target      *int   `yaml:"targetCapacity" jsonschema:"minimum=1,maximum=100,default=100" jsonschema_description:"percent of the group that tasks are to fill: the target of the metric CapacityProviderReservation"`
	MinimumStep *int   `yaml:"minimumScalingStepSize" jsonschema:"minimum=1,maximum=10000,default=1" jsonschema_description:"instances by which the group grows at least"`
	MaximumStep *int   `yaml:"maximumScalingStepSize" jsonschema:"minimum=1,maximum=10000,default=10000" jsonschema_description:"instances by which the group grows at most"`
	Warmup      *int   `yaml:"instanceWarmupPeriod" jsonschema:"minimum=0,maximum=10000,default=300" jsonschema_description:"seconds that every instance launched in the run has to be old before the next step out (developer guide, managed-scaling-behavior)"`
}

// CapacityProviderStrategyItem is the ECS API's type of that name.
type CapacityProviderStrategyItem struct {
	CapacityProvider string `yaml:"capacityProvider" jsonschema:"required" jsonschema_description:"name of the capacity provider"`
	Weight           int    `yaml:"weight" jsonschema:"minimum=0,maximum=1000,default=0" jsonschema_description:"share of the tasks beyond base, beside the weights of the others; one of them is above 0 (the console's default is 1)"`
	Base             int    `yaml:"base" jsonschema:"minimum=0,maximum=100000,default=0" jsonschema_description:"tasks that go to this provider first; one provider of a strategy may have a base"`
}
