package scenarios

import "ecssim/scenarios/internal/value"

// AutoScaling is service auto scaling, in the words of Application Auto Scaling
// (RegisterScalableTarget, TargetTrackingScalingPolicyConfiguration,
// StepScalingPolicyConfiguration, PutScheduledAction), and the load that it follows.
type AutoScaling struct {
	MinCapacity int               `yaml:"minCapacity" jsonschema:"required,minimum=0,maximum=1000000" jsonschema_description:"tasks to which the service may scale in"`
	MaxCapacity int               `yaml:"maxCapacity" jsonschema:"required,minimum=0,maximum=1000000" jsonschema_description:"tasks to which the service may scale out"`
	Load        float64           `yaml:"load" jsonschema:"minimum=0,maximum=1000000000000" jsonschema_description:"the load at the start, which setLoad changes: the metric is this over the running tasks (ecssim's own)"`
	LoadNoise   float64           `yaml:"loadNoise" jsonschema:"minimum=0,maximum=1" jsonschema_description:"standard deviation of the load's factor of mean 1, drawn for each metric period (ecssim's own)"`
	Policies    []TargetTracking  `yaml:"targetTrackingScalingPolicies" jsonschema:"minItems=1,maxItems=50" jsonschema_description:"target tracking policies, on the metric load for each running task"`
	Steps       []StepScaling     `yaml:"stepScalingPolicies" jsonschema:"minItems=1,maxItems=50" jsonschema_description:"each with the CloudWatch alarm that invokes it"`
	Scheduled   []ScheduledAction `yaml:"scheduledActions" jsonschema:"minItems=1,maxItems=200" jsonschema_description:"new bounds of the desired count at given times, in the order in which those of one moment come"`
}

// TargetTracking is a target tracking scaling policy.
type TargetTracking struct {
	TargetValue      float64 `yaml:"targetValue" jsonschema:"required,minimum=0,maximum=1000000000000" jsonschema_description:"what the metric, load for each running task, is held at; above 0"`
	ScaleInCooldown  *int    `yaml:"scaleInCooldown" jsonschema:"minimum=0,maximum=1000000,default=300" jsonschema_description:"seconds after a step in before the next (Application Auto Scaling guide, target-tracking-scaling-policy-overview)"`
	ScaleOutCooldown *int    `yaml:"scaleOutCooldown" jsonschema:"minimum=0,maximum=1000000,default=300" jsonschema_description:"seconds after a step out in which only a larger one follows (Application Auto Scaling guide, target-tracking-scaling-policy-overview)"`
	DisableScaleIn   bool    `yaml:"disableScaleIn" jsonschema_description:"true: the policy is not asked when the others agree to scale in"`
	PolicyName       any     `yaml:"policyName"`
	Predefined       any     `yaml:"predefinedMetricSpecification"`
	Customized       any     `yaml:"customizedMetricSpecification"`
}

// StepScaling is a step scaling policy.
type StepScaling struct {
	PolicyName  string           `yaml:"policyName" jsonschema:"maxLength=256" jsonschema_description:"name of the policy, for output"`
	Alarm       *Alarm           `yaml:"alarm" jsonschema:"required" jsonschema_description:"the CloudWatch alarm that invokes it, on the service's metric: load for each running task (ecssim's own)"`
	Adjustment  string           `yaml:"adjustmentType" jsonschema:"required,enum=ChangeInCapacity,enum=PercentChangeInCapacity,enum=ExactCapacity" jsonschema_description:"what scalingAdjustment is: tasks more or fewer, percent more or fewer, or tasks"`
	Steps       []StepAdjustment `yaml:"stepAdjustments" jsonschema:"required,minItems=1,maxItems=20" jsonschema_description:"the steps, without gaps and overlaps"`
	Magnitude   *int             `yaml:"minAdjustmentMagnitude" jsonschema:"minimum=1,maximum=1000000" jsonschema_description:"tasks by which PercentChangeInCapacity changes the count at least"`
	Cooldown    *int             `yaml:"cooldown" jsonschema:"minimum=0,maximum=1000000,default=300" jsonschema_description:"seconds within which a larger step out counts from before the first, and there is no other step in"`
	Aggregation string           `yaml:"metricAggregationType" jsonschema:"enum=Average,enum=Minimum,enum=Maximum,default=Average" jsonschema_description:"how the values in the alarm's last period become the one that chooses the step"`
}

// StepAdjustment is the API's type of that name.
type StepAdjustment struct {
	Lower *float64 `yaml:"metricIntervalLowerBound" jsonschema:"minimum=-1000000000000,maximum=1000000000000" jsonschema_description:"metric less threshold; left out = minus infinity"`
	Upper *float64 `yaml:"metricIntervalUpperBound" jsonschema:"minimum=-1000000000000,maximum=1000000000000" jsonschema_description:"metric less threshold; left out = infinity"`
	By    int      `yaml:"scalingAdjustment" jsonschema:"required,minimum=-1000000,maximum=1000000" jsonschema_description:"tasks more, percent more, or tasks, by the adjustmentType; below 0 = fewer"`
}

// Alarm is what PutMetricAlarm takes.
type Alarm struct {
	Threshold   float64 `yaml:"threshold" jsonschema:"required,minimum=-1000000000000,maximum=1000000000000" jsonschema_description:"what the metric is compared with, in its unit"`
	Comparison  string  `yaml:"comparisonOperator" jsonschema:"required,enum=GreaterThanOrEqualToThreshold,enum=GreaterThanThreshold,enum=LessThanThreshold,enum=LessThanOrEqualToThreshold" jsonschema_description:"how the metric is compared with the threshold"`
	Periods     *int    `yaml:"evaluationPeriods" jsonschema:"required,minimum=1,maximum=10000" jsonschema_description:"periods that are looked at, the last ones"`
	Datapoints  *int    `yaml:"datapointsToAlarm" jsonschema:"minimum=1,maximum=10000" jsonschema_description:"how many of the evaluationPeriods have to breach the threshold; default: all"`
	Period      *int    `yaml:"period" jsonschema:"minimum=1,maximum=86400" jsonschema_description:"seconds, a multiple of the metric's own period; default: the metric's own period"`
	Statistic   string  `yaml:"statistic" jsonschema:"enum=Average,enum=Minimum,enum=Maximum,default=Average" jsonschema_description:"how what was measured in a period becomes one value"`
	AlarmName   any     `yaml:"alarmName"`
	MetricName  any     `yaml:"metricName"`
	Namespace   any     `yaml:"namespace"`
	Dimensions  any     `yaml:"dimensions"`
	Description any     `yaml:"alarmDescription"`
	Actions     any     `yaml:"alarmActions"`
	MissingData any     `yaml:"treatMissingData"`
	Unit        any     `yaml:"unit"`
}

// ScheduledAction is a scheduled action, at times of the run instead of the calendar's.
type ScheduledAction struct {
	Name     string                `yaml:"scheduledActionName" jsonschema:"maxLength=256" jsonschema_description:"name of the action, for output"`
	At       *value.Duration       `yaml:"at" jsonschema:"required" jsonschema_description:"when it happens first, from the beginning of the run (ecssim's own, in place of schedule)"`
	Every    *value.Duration       `yaml:"every" jsonschema_description:"how long after that it happens again, and again (ecssim's own); left out = once"`
	Until    *value.Duration       `yaml:"until" jsonschema_description:"none happens after it (ecssim's own, goes with every); left out = to the end of the run"`
	Action   *ScalableTargetAction `yaml:"scalableTargetAction" jsonschema:"required" jsonschema_description:"the new bounds of the desired count"`
	Schedule any                   `yaml:"schedule" jsonschema_description:"refused: it is a time of the calendar, and a run begins at no date"`
}

// ScalableTargetAction is the API's type of that name.
type ScalableTargetAction struct {
	MinCapacity *int `yaml:"minCapacity" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks; left out = as it was"`
	MaxCapacity *int `yaml:"maxCapacity" jsonschema:"minimum=0,maximum=1000000" jsonschema_description:"tasks; left out = as it was"`
}

// Monitoring is the ECS API's type MonitoringConfiguration.
type Monitoring struct {
	Metrics []MetricConfiguration `yaml:"metricConfigurations" jsonschema_description:"how often the service's metrics have a value"`
}

// MetricConfiguration is the ECS API's type of that name.
type MetricConfiguration struct {
	Names      any  `yaml:"metricNames"`
	Resolution *int `yaml:"resolutionSeconds" jsonschema:"minimum=20,maximum=60" jsonschema_description:"seconds, 20 or 60; with 20 service auto scaling has a point every 20 s, and sees it 26 s later unless timings.metricDelay says otherwise (developer guide, target-tracking-faster-auto-scaling); default: 60, or timings.metricPeriod"`
}
