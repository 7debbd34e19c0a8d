package scenarios

// GroupSize is what update-auto-scaling-group takes of a group's size.
type GroupSize struct {
	Group           string `yaml:"group" jsonschema:"required" jsonschema_description:"a capacity provider, or an instance group, which has desiredCapacity alone"`
	MinSize         *int   `yaml:"minSize" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances; left out = as it was; one above the desired capacity raises that (EC2 Auto Scaling API, UpdateAutoScalingGroup)"`
	MaxSize         *int   `yaml:"maxSize" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances; left out = as it was; one below the desired capacity lowers that"`
	DesiredCapacity *int   `yaml:"desiredCapacity" jsonschema:"minimum=0,maximum=100000" jsonschema_description:"instances; left out = as it was. What the group has too many is terminated by the default termination policy, DRAINING first as in scaling in; instances with managed termination protection when their tasks are gone. Managed scaling goes on from there"`
}
