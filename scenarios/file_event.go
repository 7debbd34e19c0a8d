package scenarios

import "ecssim/scenarios/internal/value"

// Event is something that happens to the cluster at a time: At and one more key.
type Event struct {
	At                   value.Duration   `yaml:"at" jsonschema:"required"`
	UpdateService        *UpdateService   `yaml:"updateService"`
	StopTasks            *StopTasks       `yaml:"stopTasks"`
	ReplaceInstances     *Replacement     `yaml:"replaceInstances" jsonschema_description:"terminated and launched anew, all at once or in batches; DRAINING first by the provider's managedDraining, or the group's drainOnTermination"`
	TerminateInstances   *InstanceChoice  `yaml:"terminateInstances" jsonschema_description:"at once, without draining"`
	DrainInstances       *InstanceChoice  `yaml:"drainInstances" jsonschema_description:"set DRAINING"`
	InterruptSpot        *InstanceChoice  `yaml:"interruptSpot" jsonschema_description:"a notice, and the end of the instance timings.spotNotice later"`
	DisconnectAgent      *InstanceChoice  `yaml:"disconnectAgent" jsonschema_description:"tasks go on, none is placed"`
	ReconnectAgent       *InstanceChoice  `yaml:"reconnectAgent"`
	RestartAgent         *InstanceChoice  `yaml:"restartAgent"`
	FailAvailabilityZone *string          `yaml:"failAvailabilityZone" jsonschema_description:"all its instances are lost"`
	RestoreZone          *string          `yaml:"restoreAvailabilityZone" jsonschema_description:"a zone that has failed is there again: groups may launch in it, and those of capacity providers rebalance their zones"`
	PutAccountSetting    *AccountSetting  `yaml:"putAccountSetting"`
	Listen               *GroupListener   `yaml:"listen" jsonschema_description:"a process that is no task takes a port"`
	Unlisten             *GroupListener   `yaml:"unlisten"`
	SetLoad              *LoadOfOneMoment `yaml:"setLoad"`
	SetGroup             *GroupSize       `yaml:"setGroup" jsonschema_description:"UpdateAutoScalingGroup, or a scheduled action: the size of a group from now on"`
	SetAlarm             *AlarmState      `yaml:"setAlarm" jsonschema_description:"as CloudWatch's SetAlarmState: an alarm that deployments watch changes its state"`
	FailHealthChecks     *HealthFault     `yaml:"failHealthChecks" jsonschema_description:"health checks of tasks that were healthy fail, those of the oldest tasks first"`
	StopDeployment       *StopDeployment  `yaml:"stopServiceDeployment" jsonschema_description:"goes back to the last deployment that completed"`
}

// UpdateService is what update-service takes.
type UpdateService struct {
	Service            string                   `yaml:"service" jsonschema:"required"`
	TaskDefinition     string                   `yaml:"taskDefinition" jsonschema_description:"family, its latest revision in this file, or family:revision"`
	DesiredCount       *int                     `yaml:"desiredCount" jsonschema:"minimum=0,maximum=1000000"`
	ForceNewDeployment bool                     `yaml:"forceNewDeployment"`
	Deployment         *DeploymentConfiguration `yaml:"deploymentConfiguration" jsonschema_description:"what is left out of it stays as it was"`
	Controller         *DeploymentController    `yaml:"deploymentController"`

	ZoneRebalancing          any `yaml:"availabilityZoneRebalancing"`
	CapacityProviderStrategy any `yaml:"capacityProviderStrategy"`
	HealthCheckGracePeriod   any `yaml:"healthCheckGracePeriodSeconds"`
	LoadBalancers            any `yaml:"loadBalancers"`
	NetworkConfiguration     any `yaml:"networkConfiguration"`
	PlacementConstraints     any `yaml:"placementConstraints"`
	PlacementStrategy        any `yaml:"placementStrategy"`
	ServiceConnect           any `yaml:"serviceConnectConfiguration"`
	Cluster                  any `yaml:"cluster"`
	EnableManagedTags        any `yaml:"enableECSManagedTags"`
	EnableExecuteCommand     any `yaml:"enableExecuteCommand"`
	PlatformVersion          any `yaml:"platformVersion"`
	PropagateTags            any `yaml:"propagateTags"`
	ServiceRegistries        any `yaml:"serviceRegistries"`
	VolumeConfigurations     any `yaml:"volumeConfigurations" unsimulated:"EBS volumes of tasks (managedEBSVolume), and the attachments that they take of an instance"`
	VpcLatticeConfigurations any `yaml:"vpcLatticeConfigurations"`
	Monitoring               any `yaml:"monitoring"`
}

// InstanceChoice names instances: a group, or a count of it, or one instance.
type InstanceChoice struct {
	Group    string `yaml:"group" jsonschema_description:"an instance group or a capacity provider"`
	Instance string `yaml:"instance" jsonschema_description:"GROUP-1, GROUP-2, ... in order of launch"`
	Count    *int   `yaml:"count" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"of the group; left out = all"`
}

// AccountSetting changes an account setting.
type AccountSetting struct {
	AwsvpcTrunking string `yaml:"awsvpcTrunking" jsonschema:"required,enum=enabled,enum=disabled"`
	Principal      string `yaml:"principal" jsonschema:"enum=account,enum=instanceRole,enum=other,default=account" jsonschema_description:"other = some user or role, for whom alone it is set"`
}

// StopTasks stops tasks of a service or of a task group.
type StopTasks struct {
	Service string `yaml:"service"`
	Group   string `yaml:"group" jsonschema_description:"a task group, such as family:FAMILY"`
	Count   *int   `yaml:"count" jsonschema:"minimum=1,maximum=1000000" jsonschema_description:"left out = all"`
}

// GroupListener is a port that a process on a group's hosts takes or gives back.
type GroupListener struct {
	Group string `yaml:"group" jsonschema:"required" jsonschema_description:"an instance group or a capacity provider"`
	Listener
}

// LoadOfOneMoment sets the load of a service.
type LoadOfOneMoment struct {
	Service string  `yaml:"service" jsonschema:"required"`
	Load    float64 `yaml:"load" jsonschema:"required,minimum=0,maximum=1000000000000"`
}

// HealthFault is which health checks fail, and how long.
type HealthFault struct {
	Service string          `yaml:"service" jsonschema:"required"`
	Count   *int            `yaml:"count" jsonschema:"minimum=1,maximum=1000000" jsonschema_description:"healthy tasks; left out = all"`
	For     *value.Duration `yaml:"for" jsonschema_description:"how long; left out = until the task is replaced"`
}

// AlarmState sets the state of a CloudWatch alarm.
type AlarmState struct {
	Alarm string `yaml:"alarm" jsonschema:"required" jsonschema_description:"a name from alarmNames of a service"`
	State string `yaml:"state" jsonschema:"required,enum=ALARM,enum=OK"`
}

// StopDeployment is what stop-service-deployment takes, with a service in place of the
// deployment's ARN: that which is under way.
type StopDeployment struct {
	Service  string `yaml:"service" jsonschema:"required"`
	StopType string `yaml:"stopType" jsonschema:"enum=ROLLBACK,default=ROLLBACK" jsonschema_description:"also where the service does not roll back by itself" unsimulated:"ABORT: the API names it and takes ROLLBACK only"`
}
