package scenarios

import "ecssim/scenarios/internal/value"

// Event is something that happens to the cluster at a time: At and one more key.
type Event struct {
	At                   value.Duration   `yaml:"at" jsonschema:"required" jsonschema_description:"when it happens, from the beginning of the run"`
	UpdateService        *UpdateService   `yaml:"updateService" jsonschema_description:"UpdateService: another desired count, or a deployment"`
	StopTasks            *StopTasks       `yaml:"stopTasks" jsonschema_description:"StopTask for tasks of a service or a task group"`
	ReplaceInstances     *Replacement     `yaml:"replaceInstances" jsonschema_description:"instances are terminated and launched anew, all at once or in batches; they are DRAINING first by the provider's managedDraining, or the group's drainOnTermination"`
	TerminateInstances   *InstanceChoice  `yaml:"terminateInstances" jsonschema_description:"instances are terminated at once, without draining"`
	DrainInstances       *InstanceChoice  `yaml:"drainInstances" jsonschema_description:"instances are set DRAINING"`
	InterruptSpot        *InstanceChoice  `yaml:"interruptSpot" jsonschema_description:"a Spot interruption: a notice, and the end of the instance timings.spotNotice later"`
	DisconnectAgent      *InstanceChoice  `yaml:"disconnectAgent" jsonschema_description:"the agent loses its connection to ECS: tasks go on, none is placed"`
	ReconnectAgent       *InstanceChoice  `yaml:"reconnectAgent" jsonschema_description:"the agent is connected again, and does what was asked for meanwhile"`
	RestartAgent         *InstanceChoice  `yaml:"restartAgent" jsonschema_description:"the agent starts anew: it looks for dynamic host ports from the beginning of its range again"`
	FailAvailabilityZone *string          `yaml:"failAvailabilityZone" jsonschema_description:"a zone fails: all its instances are lost"`
	RestoreZone          *string          `yaml:"restoreAvailabilityZone" jsonschema_description:"a zone that has failed is there again: groups may launch in it, and those of capacity providers rebalance their zones"`
	PutAccountSetting    *AccountSetting  `yaml:"putAccountSetting" jsonschema_description:"PutAccountSetting: awsvpcTrunking for instances that are launched from then on"`
	Listen               *GroupListener   `yaml:"listen" jsonschema_description:"a process that is no task takes a port"`
	Unlisten             *GroupListener   `yaml:"unlisten" jsonschema_description:"such a process gives its port back"`
	SetLoad              *LoadOfOneMoment `yaml:"setLoad" jsonschema_description:"the load of a service changes"`
	SetGroup             *GroupSize       `yaml:"setGroup" jsonschema_description:"UpdateAutoScalingGroup, or a scheduled action: the size of a group from now on"`
	SetAlarm             *AlarmState      `yaml:"setAlarm" jsonschema_description:"as CloudWatch's SetAlarmState: an alarm that deployments watch changes its state"`
	FailHealthChecks     *HealthFault     `yaml:"failHealthChecks" jsonschema_description:"health checks of tasks that were healthy fail, those of the oldest tasks first"`
	StopDeployment       *StopDeployment  `yaml:"stopServiceDeployment" jsonschema_description:"goes back to the last deployment that completed"`
}

// UpdateService is what update-service takes.
type UpdateService struct {
	Service            string                   `yaml:"service" jsonschema:"required" jsonschema_description:"name of the service"`
	TaskDefinition     string                   `yaml:"taskDefinition" jsonschema_description:"family, its latest revision in this file, or family:revision; left out = as it was"`
	DesiredCount       *int                     `yaml:"desiredCount" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks from now on, of a REPLICA service; left out = as it was"`
	ForceNewDeployment bool                     `yaml:"forceNewDeployment" jsonschema_description:"true: a deployment also where the task definition is the same"`
	Deployment         *DeploymentConfiguration `yaml:"deploymentConfiguration" jsonschema_description:"new percentages, circuit breaker and alarms; what is left out of it stays as it was"`
	Controller         *DeploymentController    `yaml:"deploymentController" jsonschema_description:"accepted where its type is ECS; changes nothing of a run"`

	ZoneRebalancing          any `yaml:"availabilityZoneRebalancing" jsonschema_description:"accepted with a warning: the service keeps its own"`
	CapacityProviderStrategy any `yaml:"capacityProviderStrategy" jsonschema_description:"accepted with a warning: the service keeps its own"`
	HealthCheckGracePeriod   any `yaml:"healthCheckGracePeriodSeconds" jsonschema_description:"accepted with a warning: the service keeps its own"`
	LoadBalancers            any `yaml:"loadBalancers" jsonschema_description:"accepted with a warning: the service keeps its own"`
	NetworkConfiguration     any `yaml:"networkConfiguration" jsonschema_description:"accepted with a warning: the service keeps its own"`
	PlacementConstraints     any `yaml:"placementConstraints" jsonschema_description:"accepted with a warning: the service keeps its own"`
	PlacementStrategy        any `yaml:"placementStrategy" jsonschema_description:"accepted with a warning: the service keeps its own"`
	ServiceConnect           any `yaml:"serviceConnectConfiguration" jsonschema_description:"accepted with a warning: the service keeps its own"`
	Cluster                  any `yaml:"cluster"`
	EnableManagedTags        any `yaml:"enableECSManagedTags"`
	EnableExecuteCommand     any `yaml:"enableExecuteCommand"`
	PlatformVersion          any `yaml:"platformVersion"`
	PropagateTags            any `yaml:"propagateTags"`
	ServiceRegistries        any `yaml:"serviceRegistries"`
	VolumeConfigurations     any `yaml:"volumeConfigurations" jsonschema_description:"refused unless empty: EBS volumes of tasks (managedEBSVolume), and the attachments that they take of an instance, are not simulated" unsimulated:"EBS volumes of tasks (managedEBSVolume), and the attachments that they take of an instance"`
	VpcLatticeConfigurations any `yaml:"vpcLatticeConfigurations"`
	GatewayConnectors        any `yaml:"gatewayConnectors"`
	Monitoring               any `yaml:"monitoring" jsonschema_description:"accepted with a warning: the service keeps its own"`
}

// InstanceChoice names instances: a group, or a count of it, or one instance.
type InstanceChoice struct {
	Group    string `yaml:"group" jsonschema_description:"an instance group or a capacity provider; this or instance is needed"`
	Instance string `yaml:"instance" jsonschema_description:"one instance, by its name: GROUP-1, GROUP-2, ... in order of launch"`
	Count    *int   `yaml:"count" jsonschema:"minimum=1,maximum=100000" jsonschema_description:"how many of the group; left out = all"`
}

// AccountSetting changes an account setting.
type AccountSetting struct {
	AwsvpcTrunking string `yaml:"awsvpcTrunking" jsonschema:"required,enum=enabled,enum=disabled" jsonschema_description:"the new value"`
	Principal      string `yaml:"principal" jsonschema:"enum=account,enum=instanceRole,enum=other,default=account" jsonschema_description:"for whom it is set: account and instanceRole hold for instances; other = some user or role, for whom alone it is set, so that nothing changes"`
}

// StopTasks stops tasks of a service or of a task group.
type StopTasks struct {
	Service string `yaml:"service" jsonschema_description:"name of a service; this or group is needed"`
	Group   string `yaml:"group" jsonschema_description:"a task group, such as family:FAMILY of a RunTask or service:NAME"`
	Count   *int   `yaml:"count" jsonschema:"minimum=1,maximum=1000000" jsonschema_description:"how many tasks; left out = all"`
}

// GroupListener is a port that a process on a group's hosts takes or gives back.
type GroupListener struct {
	Group string `yaml:"group" jsonschema:"required" jsonschema_description:"an instance group or a capacity provider"`
	Listener
}

// LoadOfOneMoment sets the load of a service.
type LoadOfOneMoment struct {
	Service string  `yaml:"service" jsonschema:"required" jsonschema_description:"name of a service that has autoScaling or unhealthyAbove"`
	Load    float64 `yaml:"load" jsonschema:"required,minimum=0,maximum=1000000000000" jsonschema_description:"its load from now on, in the unit of the metric"`
}

// HealthFault is which health checks fail, and how long.
type HealthFault struct {
	Service string          `yaml:"service" jsonschema:"required" jsonschema_description:"name of a service whose tasks have health checks"`
	Count   *int            `yaml:"count" jsonschema:"minimum=1,maximum=1000000" jsonschema_description:"how many healthy tasks; left out = all"`
	For     *value.Duration `yaml:"for" jsonschema_description:"how long their checks fail; left out = until the task is replaced"`
}

// AlarmState sets the state of a CloudWatch alarm.
type AlarmState struct {
	Alarm string `yaml:"alarm" jsonschema:"required" jsonschema_description:"a name from alarmNames of a service"`
	State string `yaml:"state" jsonschema:"required,enum=ALARM,enum=OK" jsonschema_description:"its new state"`
}

// StopDeployment is what stop-service-deployment takes, with a service in place of the
// deployment's ARN: that which is under way.
type StopDeployment struct {
	Service  string `yaml:"service" jsonschema:"required" jsonschema_description:"name of the service whose deployment is under way"`
	StopType string `yaml:"stopType" jsonschema:"enum=ROLLBACK,default=ROLLBACK" jsonschema_description:"what becomes of it: the service goes back to the last deployment that completed, also where it does not roll back by itself" unsimulated:"ABORT: the API names it and takes ROLLBACK only"`
}
