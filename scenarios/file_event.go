package scenarios

// Event is something that happens to the cluster at a time: At and one more key.
type Event struct {
	At                   Duration         `yaml:"at" jsonschema:"required"`
	UpdateService        *UpdateService   `yaml:"updateService"`
	ReplaceInstances     *InstanceChoice  `yaml:"replaceInstances"`
	TerminateInstances   *InstanceChoice  `yaml:"terminateInstances"`
	DrainInstances       *InstanceChoice  `yaml:"drainInstances"`
	InterruptSpot        *InstanceChoice  `yaml:"interruptSpot"`
	DisconnectAgent      *InstanceChoice  `yaml:"disconnectAgent"`
	ReconnectAgent       *InstanceChoice  `yaml:"reconnectAgent"`
	RestartAgent         *InstanceChoice  `yaml:"restartAgent"`
	FailAvailabilityZone string           `yaml:"failAvailabilityZone"`
	PutAccountSetting    *AccountSetting  `yaml:"putAccountSetting"`
	StopTasks            *StopTasks       `yaml:"stopTasks"`
	Listen               *GroupListener   `yaml:"listen"`
	Unlisten             *GroupListener   `yaml:"unlisten"`
	SetLoad              *LoadOfOneMoment `yaml:"setLoad"`
}

// UpdateService changes a service.
type UpdateService struct {
	Service            string                   `yaml:"service" jsonschema:"required"`
	TaskDefinition     string                   `yaml:"taskDefinition"`
	DesiredCount       *int                     `yaml:"desiredCount" jsonschema:"minimum=0,maximum=1000000"`
	ForceNewDeployment bool                     `yaml:"forceNewDeployment"`
	Deployment         *DeploymentConfiguration `yaml:"deploymentConfiguration"`
}

// InstanceChoice names instances of a group: all, or a count, or one.
type InstanceChoice struct {
	Group    string `yaml:"group"`
	Instance string `yaml:"instance"`
	Count    *int   `yaml:"count" jsonschema:"minimum=0,maximum=100000"`
}

// AccountSetting changes an account setting.
type AccountSetting struct {
	AwsvpcTrunking string `yaml:"awsvpcTrunking" jsonschema:"required,enum=enabled,enum=disabled"`
	Principal      string `yaml:"principal" jsonschema:"enum=account,enum=instanceRole,enum=other,default=account"`
}

// StopTasks stops tasks of a service or of a task group.
type StopTasks struct {
	Service string `yaml:"service"`
	Group   string `yaml:"group"`
	Count   *int   `yaml:"count" jsonschema:"minimum=0,maximum=1000000"`
}

// GroupListener is a port that a process on a group's hosts takes or gives back.
type GroupListener struct {
	Group string `yaml:"group" jsonschema:"required"`
	Listener
}

// LoadOfOneMoment sets the load of a service.
type LoadOfOneMoment struct {
	Service string  `yaml:"service" jsonschema:"required"`
	Load    float64 `yaml:"load" jsonschema:"minimum=0"`
}
