package scenarios

// CapacityProvider is a capacity provider with its Auto Scaling group.
type CapacityProvider struct {
	Name                  string           `yaml:"name" jsonschema:"required,pattern=^[A-Za-z0-9][A-Za-z0-9_-]*$,maxLength=255" jsonschema_description:"its instances are NAME-1, NAME-2, ..."`
	AutoScalingGroup      AutoScalingGroup `yaml:"autoScalingGroup" jsonschema:"required"`
	ManagedScaling        *ManagedScaling  `yaml:"managedScaling" jsonschema_description:"left out = off, as the ECS API has it: the group stays at its desired capacity"`
	TerminationProtection string           `yaml:"managedTerminationProtection" jsonschema:"enum=ENABLED,enum=DISABLED,default=DISABLED" jsonschema_description:"only instances without tasks are scaled in; needs managed scaling"`
	Draining              string           `yaml:"managedDraining" jsonschema:"enum=ENABLED,enum=DISABLED,default=ENABLED" jsonschema_description:"what Auto Scaling ends, or EC2 after a Spot notice, is DRAINING first; with DISABLED its tasks end with it, unless the group has drainOnTermination (guide, managed-instance-draining)"`
	ManagedInstances      any              `yaml:"managedInstancesProvider" unsimulated:"Managed Instances, which ECS launches and replaces by itself"`
	Timings               *HostTimings     `yaml:"timings" jsonschema_description:"short for those of its autoScalingGroup"`
	Faults                *HostFaults      `yaml:"faults" jsonschema_description:"short for those of its autoScalingGroup"`
	Tags                  any              `yaml:"tags"`
}

// AutoScalingGroup is the hosts that a capacity provider launches.
type AutoScalingGroup struct {
	InstanceType  string   `yaml:"instanceType" jsonschema_description:"short for instanceTypes with one"`
	InstanceTypes []string `yaml:"instanceTypes" jsonschema:"minItems=1,maxItems=40" jsonschema_description:"the first is launched; managed scaling counts with the sizes of all"`
	MinSize       int      `yaml:"minSize" jsonschema:"minimum=0,maximum=100000,default=0" jsonschema_description:"instances that managed scaling leaves in any case"`
	MaxSize       int      `yaml:"maxSize" jsonschema:"required,minimum=1,maximum=100000" jsonschema_description:"instances at the most"`
	Desired       *int     `yaml:"desiredCapacity" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances that are there at the start; left out = minSize (EC2 Auto Scaling API, CreateAutoScalingGroup)"`
	Suspended     []string `yaml:"suspendedProcesses" jsonschema:"enum=AZRebalance" jsonschema_description:"processes of EC2 Auto Scaling that are suspended: AZRebalance, which makes zones even again after one was not available; others are not simulated apart"`
	HostKeys
}

// ManagedScaling is the ECS API's type of that name.
type ManagedScaling struct {
	Status      string `yaml:"status" jsonschema:"enum=ENABLED,enum=DISABLED,default=ENABLED" jsonschema_description:"the default is this program's: AWS documents none"`
	Target      *int   `yaml:"targetCapacity" jsonschema:"minimum=1,maximum=100,default=100" jsonschema_description:"percent"`
	MinimumStep *int   `yaml:"minimumScalingStepSize" jsonschema:"minimum=1,maximum=10000,default=1" jsonschema_description:"instances"`
	MaximumStep *int   `yaml:"maximumScalingStepSize" jsonschema:"minimum=1,maximum=10000,default=10000" jsonschema_description:"instances"`
	Warmup      *int   `yaml:"instanceWarmupPeriod" jsonschema:"minimum=0,maximum=10000,default=300" jsonschema_description:"seconds"`
}

// CapacityProviderStrategyItem is the ECS API's type of that name.
type CapacityProviderStrategyItem struct {
	CapacityProvider string `yaml:"capacityProvider" jsonschema:"required"`
	Weight           int    `yaml:"weight" jsonschema:"minimum=0,maximum=1000,default=0" jsonschema_description:"share of the tasks beyond base; the console's default is 1"`
	Base             int    `yaml:"base" jsonschema:"minimum=0,maximum=100000,default=0" jsonschema_description:"tasks that come first; of one provider only"`
}
