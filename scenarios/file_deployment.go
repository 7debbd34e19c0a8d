package scenarios

import "ecssim/scenarios/internal/value"

// DeploymentConfiguration is the ECS API's type of that name.
type DeploymentConfiguration struct {
	MinimumHealthyPercent *int                      `yaml:"minimumHealthyPercent" jsonschema:"minimum=0,maximum=200" jsonschema_description:"percent of the desired count, rounded up, that stays running and healthy in a deployment; default: 100 of a REPLICA, 0 of a DAEMON service"`
	MaximumPercent        *int                      `yaml:"maximumPercent" jsonschema:"minimum=0,maximum=10000" jsonschema_description:"percent of the desired count, rounded down, that runs in a deployment at most; default: 200 of a REPLICA, 100 of a DAEMON service, which takes no other"`
	CircuitBreaker        *DeploymentCircuitBreaker `yaml:"deploymentCircuitBreaker" jsonschema_description:"ends a deployment whose tasks fail again and again"`
	Strategy              string                    `yaml:"strategy" jsonschema:"enum=ROLLING,default=ROLLING" jsonschema_description:"how tasks are replaced; no other strategy is simulated" unsimulated:"BLUE_GREEN: a second revision of full size beside the first, and traffic that is shifted at once; LINEAR,CANARY: a second revision of full size beside the first, and traffic that is shifted in steps"`

	EarlySuccess *EarlySuccessCriteria `yaml:"earlySuccessCriteria" jsonschema_description:"completes a deployment before all its tasks are healthy"`
	Alarms       *DeploymentAlarms     `yaml:"alarms" jsonschema_description:"CloudWatch alarms that end a deployment"`
	BakeTime     *int                  `yaml:"bakeTimeInMinutes" jsonschema:"minimum=0,maximum=1440" jsonschema_description:"minutes in which alarms that roll back are watched when all else is done; default: timings.bakeTime"`

	LifecycleHooks any `yaml:"lifecycleHooks" jsonschema_description:"refused unless empty: functions that a deployment calls, and pauses that it waits for, are not simulated" unsimulated:"functions that a deployment calls, and pauses that it waits for"`
	Linear         any `yaml:"linearConfiguration" jsonschema_description:"refused unless empty: traffic that is shifted in steps is not simulated" unsimulated:"traffic that is shifted in steps"`
	Canary         any `yaml:"canaryConfiguration" jsonschema_description:"refused unless empty: traffic that is shifted in steps is not simulated" unsimulated:"traffic that is shifted in steps"`
}

// EarlySuccessCriteria is the ECS API's type DeploymentEarlySuccessCriteria.
type EarlySuccessCriteria struct {
	Enable         bool   `yaml:"enable" jsonschema:"required" jsonschema_description:"true: the criteria hold, and the other two keys are needed"`
	HealthyPercent *int   `yaml:"healthyPercent" jsonschema:"minimum=0,maximum=100" jsonschema_description:"percent of the desired count, rounded up: so many healthy tasks of the new revision, one at least, complete the deployment; minimumHealthyPercent to 100"`
	Cleanup        string `yaml:"sourceServiceRevisionCleanup" jsonschema:"enum=BLOCKING,enum=DEFERRED" jsonschema_description:"BLOCKING: the deployment waits until the tasks of older revisions have gone; DEFERRED: it does not"`
}

// DeploymentAlarms is the ECS API's type of that name.
type DeploymentAlarms struct {
	Names    []string `yaml:"alarmNames" jsonschema:"required" jsonschema_description:"names of the alarms; all are OK at the start, and the event setAlarm changes that"`
	Enable   bool     `yaml:"enable" jsonschema:"required" jsonschema_description:"true: an alarm in state ALARM fails the deployment"`
	Rollback bool     `yaml:"rollback" jsonschema:"required" jsonschema_description:"true: the service goes back to the last deployment that completed"`
}

// DeploymentController is the ECS API's type of that name.
type DeploymentController struct {
	Type string `yaml:"type" jsonschema:"required,enum=ECS" jsonschema_description:"who deploys; no other is simulated" unsimulated:"CODE_DEPLOY: blue/green deployments by AWS CodeDeploy; EXTERNAL: task sets"`
}

// DeploymentCircuitBreaker is the ECS API's type of that name.
type DeploymentCircuitBreaker struct {
	Enable    bool       `yaml:"enable" jsonschema:"required" jsonschema_description:"true: so many failed tasks as the threshold says fail the deployment"`
	Rollback  bool       `yaml:"rollback" jsonschema_description:"true: the service goes back to the last deployment that completed"`
	Reset     *bool      `yaml:"resetOnHealthyTask" jsonschema:"default=true" jsonschema_description:"true: a healthy task sets the count of failures back to 0"`
	Threshold *Threshold `yaml:"thresholdConfiguration" jsonschema_description:"how many failures there may be; default: BOUNDED_PERCENT of 50"`
}

// Threshold is the ECS API's type ThresholdConfiguration.
type Threshold struct {
	Type  string `yaml:"type" jsonschema:"required,enum=BOUNDED_PERCENT,enum=UNBOUNDED_PERCENT,enum=COUNT" jsonschema_description:"what value is: BOUNDED_PERCENT a percentage of the desired count, 3 failures at least and 200 at most; UNBOUNDED_PERCENT one without these bounds; COUNT a number"`
	Value int    `yaml:"value" jsonschema:"required,minimum=1,maximum=1000000" jsonschema_description:"a percentage, at most 100, or a count"`
}

// LoadBalancer is the ECS API's type of that name; TargetGroup is a name instead
// of an ARN.
type LoadBalancer struct {
	value.NotTargetGroup
	TargetGroup    string `yaml:"targetGroup" jsonschema_description:"name of the target group, in place of targetGroupArn (ecssim's own)"`
	TargetGroupArn string `yaml:"targetGroupArn" jsonschema:"pattern=^arn:.+:targetgroup/.+$" jsonschema_description:"ARN of the target group, whose end targetgroup/NAME/ID names it"`
	ClassicName    string `yaml:"loadBalancerName" jsonschema_description:"name of a Classic Load Balancer, which is not simulated: it is warned of"`
	ContainerName  string `yaml:"containerName" jsonschema_description:"the container that receives the requests; needed with a target group"`
	ContainerPort  int    `yaml:"containerPort" jsonschema:"minimum=0,maximum=65535" jsonschema_description:"its container port, which has a port mapping; needed with a target group"`
	Advanced       any    `yaml:"advancedConfiguration" jsonschema_description:"refused unless empty: a second target group and a test listener, to which a deployment shifts traffic, are not simulated" unsimulated:"a second target group and a test listener, to which a deployment shifts traffic"`
}
