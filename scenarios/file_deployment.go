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

// AutoScaling is service auto scaling, in the words of Application Auto Scaling
// (RegisterScalableTarget, TargetTrackingScalingPolicyConfiguration), and the load
// that it follows.
type AutoScaling struct {
	MinCapacity int              `yaml:"minCapacity" jsonschema:"required,minimum=0,maximum=1000000"`
	MaxCapacity int              `yaml:"maxCapacity" jsonschema:"required,minimum=0,maximum=1000000"`
	Load        float64          `yaml:"load" jsonschema:"minimum=0,maximum=1000000000000" jsonschema_description:"until setLoad changes it: the metric is this over the running tasks"`
	LoadNoise   float64          `yaml:"loadNoise" jsonschema:"minimum=0,maximum=1" jsonschema_description:"standard deviation of the load's factor of mean 1, drawn for each metric period"`
	Policies    []TargetTracking `yaml:"targetTrackingScalingPolicies" jsonschema:"required,minItems=1,maxItems=50"`
}

// TargetTracking is a target tracking scaling policy.
type TargetTracking struct {
	TargetValue      float64 `yaml:"targetValue" jsonschema:"required,minimum=0,maximum=1000000000000" jsonschema_description:"of the metric: load for each running task; above 0"`
	ScaleInCooldown  *int    `yaml:"scaleInCooldown" jsonschema:"minimum=0,maximum=1000000,default=300" jsonschema_description:"seconds"`
	ScaleOutCooldown *int    `yaml:"scaleOutCooldown" jsonschema:"minimum=0,maximum=1000000,default=300" jsonschema_description:"seconds"`
	DisableScaleIn   bool    `yaml:"disableScaleIn"`
	PolicyName       any     `yaml:"policyName"`
}
