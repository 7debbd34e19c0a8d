package scenarios

// DeploymentConfiguration is the ECS API's type of that name.
type DeploymentConfiguration struct {
	MinimumHealthyPercent *int                      `yaml:"minimumHealthyPercent" jsonschema:"minimum=0,maximum=200" jsonschema_description:"default: 100 of a REPLICA, 0 of a DAEMON service"`
	MaximumPercent        *int                      `yaml:"maximumPercent" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"default: 200 of a REPLICA, 100 of a DAEMON service, which takes no other"`
	CircuitBreaker        *DeploymentCircuitBreaker `yaml:"deploymentCircuitBreaker"`
	Strategy              string                    `yaml:"strategy" jsonschema:"enum=ROLLING,default=ROLLING" jsonschema_description:"no other is simulated" unsimulated:"BLUE_GREEN: a second revision of full size beside the first, and traffic that is shifted at once; LINEAR,CANARY: a second revision of full size beside the first, and traffic that is shifted in steps"`

	EarlySuccess *EarlySuccessCriteria `yaml:"earlySuccessCriteria"`
	Alarms       *DeploymentAlarms     `yaml:"alarms"`
	BakeTime     *int                  `yaml:"bakeTimeInMinutes" jsonschema:"minimum=0,maximum=1440" jsonschema_description:"how long alarms that roll back are watched when all else is done; default: timings.bakeTime"`

	LifecycleHooks any `yaml:"lifecycleHooks" unsimulated:"functions that a deployment calls, and pauses that it waits for"`
	Linear         any `yaml:"linearConfiguration" unsimulated:"traffic that is shifted in steps"`
	Canary         any `yaml:"canaryConfiguration" unsimulated:"traffic that is shifted in steps"`
}

// EarlySuccessCriteria is the ECS API's type DeploymentEarlySuccessCriteria.
type EarlySuccessCriteria struct {
	Enable         bool   `yaml:"enable" jsonschema:"required"`
	HealthyPercent *int   `yaml:"healthyPercent" jsonschema:"minimum=0,maximum=100" jsonschema_description:"of the desired count, rounded up: so many healthy tasks of the new revision, one at least, complete the deployment; minimumHealthyPercent to 100"`
	Cleanup        string `yaml:"sourceServiceRevisionCleanup" jsonschema:"enum=BLOCKING,enum=DEFERRED" jsonschema_description:"whether the deployment waits until the tasks of older revisions have gone"`
}

// DeploymentAlarms is the ECS API's type of that name.
type DeploymentAlarms struct {
	Names    []string `yaml:"alarmNames" jsonschema:"required" jsonschema_description:"all are OK at the start; setAlarm changes that"`
	Enable   bool     `yaml:"enable" jsonschema:"required"`
	Rollback bool     `yaml:"rollback" jsonschema:"required" jsonschema_description:"go back to the last deployment that completed"`
}

// DeploymentController is the ECS API's type of that name.
type DeploymentController struct {
	Type string `yaml:"type" jsonschema:"required,enum=ECS" jsonschema_description:"no other is simulated" unsimulated:"CODE_DEPLOY: blue/green deployments by AWS CodeDeploy; EXTERNAL: task sets"`
}

// DeploymentCircuitBreaker is the ECS API's type of that name.
type DeploymentCircuitBreaker struct {
	Enable    bool       `yaml:"enable" jsonschema:"required"`
	Rollback  bool       `yaml:"rollback" jsonschema_description:"go back to the last deployment that completed"`
	Reset     *bool      `yaml:"resetOnHealthyTask" jsonschema:"default=true" jsonschema_description:"a healthy task sets the count of failures back to 0"`
	Threshold *Threshold `yaml:"thresholdConfiguration" jsonschema_description:"default: BOUNDED_PERCENT, 50"`
}

// Threshold is the ECS API's type ThresholdConfiguration.
type Threshold struct {
	Type  string `yaml:"type" jsonschema:"required,enum=BOUNDED_PERCENT,enum=UNBOUNDED_PERCENT,enum=COUNT" jsonschema_description:"BOUNDED_PERCENT: of the desired count, 3 failures at least and 200 at most"`
	Value int    `yaml:"value" jsonschema:"required,minimum=1,maximum=1000000" jsonschema_description:"a percentage, at most 100, or a count"`
}

// LoadBalancer is the ECS API's type of that name; TargetGroup is a name instead
// of an ARN.
type LoadBalancer struct {
	TargetGroup    string `yaml:"targetGroup" jsonschema_description:"a name, in place of targetGroupArn"`
	TargetGroupArn string `yaml:"targetGroupArn" jsonschema:"pattern=^arn:.+:targetgroup/.+$"`
	ClassicName    string `yaml:"loadBalancerName" jsonschema_description:"of a Classic Load Balancer, which is not simulated"`
	ContainerName  string `yaml:"containerName"`
	ContainerPort  int    `yaml:"containerPort" jsonschema:"minimum=0,maximum=65535"`
	Advanced       any    `yaml:"advancedConfiguration"`
}
