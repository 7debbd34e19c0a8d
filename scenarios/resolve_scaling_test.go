package scenarios

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// scaled is a scenario of one service with auto scaling, and more keys of the service and of the
// scenario.
func scaled(autoScaling, service, more string) string {
	return small + "services:\n  - {serviceName: web, taskDefinition: web, desiredCount: 2" + service +
		",\n     autoScaling: {minCapacity: 1, maxCapacity: 9, load: 10, " + autoScaling + "}}\n" + more
}

const alarmAt50 = "alarm: {threshold: 50, comparisonOperator: GreaterThanThreshold, evaluationPeriods: 3}"

// TestStepScaling resolves step policies, scheduled actions and the metric's resolution.
func TestStepScaling(t *testing.T) {
	c := parse(t, scaled(`stepScalingPolicies: [{policyName: out, adjustmentType: PercentChangeInCapacity, minAdjustmentMagnitude: 2, cooldown: 60, metricAggregationType: Maximum,
       alarm: {threshold: 50, comparisonOperator: GreaterThanThreshold, evaluationPeriods: 3, datapointsToAlarm: 2, period: 40, statistic: Minimum},
       stepAdjustments: [{metricIntervalLowerBound: 20, scalingAdjustment: 30}, {metricIntervalLowerBound: 0, metricIntervalUpperBound: 20, scalingAdjustment: 10}]}],
       scheduledActions: [{scheduledActionName: night, at: 10m, every: 24h, until: 48h, scalableTargetAction: {maxCapacity: 3}}, {at: 5m, scalableTargetAction: {minCapacity: 2}}]`,
		", monitoring: {metricConfigurations: [{metricNames: [CPUUtilization], resolutionSeconds: 20}]}", ""))
	want := &config.Scaling{
		Min: 1, Max: 9, Load: 10,
		Steps: []config.StepPolicy{{
			Name: "out", Adjustment: config.PercentChange, Magnitude: 2, Cooldown: time.Minute, Aggregation: config.Maximum,
			Alarm: config.Alarm{Threshold: 50, Comparison: config.Above, Periods: 3, Datapoints: 2, Period: 40 * time.Second, Statistic: config.Minimum},
			Steps: []config.StepAdjustment{{Lower: 0, Upper: 20, By: 10}, {Lower: 20, Upper: math.Inf(1), By: 30}},
		}},
		Scheduled: []config.ScheduledAction{
			{Name: "night", At: des.Time(10 * time.Minute), Every: 24 * time.Hour, Until: des.Time(48 * time.Hour), Min: config.None, Max: 3},
			{At: des.Time(5 * time.Minute), Min: 2, Max: config.None},
		},
		HighResolution: &config.Resolution{Period: 20 * time.Second, Delay: 26 * time.Second},
	}
	if got := c.Services[0].Scaling; !reflect.DeepEqual(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	c = parse(t, scaled("targetTrackingScalingPolicies: [{targetValue: 5}]", ", monitoring: {metricConfigurations: [{resolutionSeconds: 20}]}", "timings: {metricDelay: 10s}\n"))
	if got := *c.Services[0].Scaling.HighResolution; got.Delay != 10*time.Second {
		t.Errorf("%+v, want the delay that the file gives", got)
	}
	c = parse(t, scaled("targetTrackingScalingPolicies: [{targetValue: 5}]", ", monitoring: {metricConfigurations: [{resolutionSeconds: 60}]}", ""))
	if c.Services[0].Scaling.HighResolution != nil {
		t.Error("metrics of 60 s are those of the cluster")
	}
}

// TestWrongScaling: what Application Auto Scaling and CloudWatch refuse, with its place.
func TestWrongScaling(t *testing.T) {
	step := func(policy string) string { return "stepScalingPolicies: [{" + policy + "}]" }
	steps := func(adjustments string) string {
		return step("adjustmentType: ChangeInCapacity, " + alarmAt50 + ", stepAdjustments: [" + adjustments + "]")
	}
	const one = "stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: 1}]"
	scheduled := func(action string) string { return "scheduledActions: [{" + action + "}]" }
	const high = ", monitoring: {metricConfigurations: [{resolutionSeconds: 20}]}"
	for _, x := range []struct{ autoScaling, service, want string }{
		{"loadNoise: 0", "", "autoScaling has nothing that would scale (wanted targetTrackingScalingPolicies, stepScalingPolicies or scheduledActions)"},
		{steps("{scalingAdjustment: 1}"), "", "step adjustment has neither a lower nor an upper bound"},
		{steps("{metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1}, {metricIntervalLowerBound: 15, scalingAdjustment: 2}"), "", "step adjustment leaves a gap to the one below it"},
		{steps("{metricIntervalLowerBound: 5, scalingAdjustment: 2}, {metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1}"), "", "f.yaml:8:225: step adjustment overlaps with another"},
		{steps("{metricIntervalLowerBound: 0, metricIntervalUpperBound: 10, scalingAdjustment: 1}"), "", "has an upper bound above 0, wanted none for the highest"},
		{steps("{metricIntervalLowerBound: -10, metricIntervalUpperBound: 0, scalingAdjustment: -1}"), "", "has a lower bound below 0, wanted none for the lowest"},
		{steps("{metricIntervalLowerBound: 10, metricIntervalUpperBound: 5, scalingAdjustment: 1}"), "", "has an upper bound that is not above its lower one"},
		{step("adjustmentType: ExactCapacity, " + alarmAt50 + ", stepAdjustments: [{metricIntervalLowerBound: 0, scalingAdjustment: -1}]"), "", "asks for fewer than no tasks"},
		{step("adjustmentType: ChangeInCapacity, minAdjustmentMagnitude: 2, " + alarmAt50 + ", " + one), "", "minAdjustmentMagnitude goes with PercentChangeInCapacity (leave it out)"},
		{step("adjustmentType: ChangeInCapacity, alarm: {threshold: 1, comparisonOperator: LessThanThreshold, evaluationPeriods: 2, datapointsToAlarm: 3}, " + one), "", "datapointsToAlarm is 3, above evaluationPeriods 2"},
		{step("adjustmentType: ChangeInCapacity, alarm: {threshold: 1, comparisonOperator: LessThanThreshold, evaluationPeriods: 2, period: 90}, " + one), "", "the alarm's period is 1m30s, wanted a multiple of 1m0s"},
		{step("adjustmentType: ChangeInCapacity, alarm: {threshold: 1, comparisonOperator: LessThanThreshold, evaluationPeriods: 2, period: 30}, " + one), high, "the alarm's period is 30s, wanted a multiple of 20s"},
		{step("adjustmentType: ChangeInCapcity, " + alarmAt50 + ", " + one), "", "did you mean ChangeInCapacity?"},
		{step("adjustmentType: ChangeInCapacity, " + one), "", "has no alarm, which it needs"},
		{step("adjustment: 1"), "", `unknown key "adjustment"`},
		{scheduled("at: 5m, scalableTargetAction: {}"), "", "scalableTargetAction has neither minCapacity nor maxCapacity"},
		{scheduled("at: 5m, scalableTargetAction: {minCapacity: 5, maxCapacity: 3}"), "", "maxCapacity is 3, below minCapacity 5"},
		{scheduled("at: 5m, scalableTargetAction: {minCapacity: 10}"), "", "at 5m0s minCapacity would be 10, above maxCapacity 9 (give both"},
		{scheduled("at: 5m, every: 1h, scalableTargetAction: {minCapacity: 2}"), "", "the action comes again without end"},
		{scheduled("at: 5m, every: 0s, until: 1h, scalableTargetAction: {minCapacity: 2}"), "", "every is 0s, wanted 1ms or more"},
		{scheduled("at: 5m, every: 1us, until: 1h, scalableTargetAction: {minCapacity: 2}"), "", "every is 1µs, wanted 1ms or more"},
		{scheduled("at: 5m, every: 1m, until: 4m, scalableTargetAction: {minCapacity: 2}"), "", "until is 4m0s, wanted 5m0s or later, when the action comes first"},
		{scheduled("at: 5m, until: 1h, scalableTargetAction: {minCapacity: 2}"), "", "until goes with every"},
		{scheduled(`at: 5m, schedule: "cron(0 8 * * ? *)", scalableTargetAction: {minCapacity: 2}`), "", "schedule is a time of the calendar"},
		{"scheduledActions: [{scheduledActionName: a, at: 1m, scalableTargetAction: {minCapacity: 1}}, {scheduledActionName: a, at: 2m, scalableTargetAction: {minCapacity: 2}}]", "", `scheduled action "a" is here twice`},
		{"targetTrackingScalingPolicies: [{targetValue: 5}]", ", monitoring: {metricConfigurations: [{resolutionSeconds: 30}]}", "resolutionSeconds is 30, wanted 20 or 60"},
		{"targetTrackingScalingPolicies: [{targetValue: 5}]", high + ", loadBalancers: [{loadBalancerName: old, containerName: a, containerPort: 80}]", "behind a Classic Load Balancer has metrics of 60 s"},
	} {
		_, err := Parse("f.yaml", []byte(scaled(x.autoScaling, x.service, "")))
		if err == nil || !strings.Contains(err.Error(), x.want) || !strings.Contains(err.Error(), "f.yaml:") {
			t.Errorf("%s%s: %v\nwant %s", x.autoScaling, x.service, err, x.want)
		}
	}
}

// TestLoadThatNeverComes warns of tasks that a load would make unhealthy, where there is none.
func TestLoadThatNeverComes(t *testing.T) {
	const warning = "service web has unhealthyAbove and no load: give autoScaling.load, or an event setLoad"
	for _, row := range []struct {
		service, events string
		warns           bool
	}{
		{"", "", true},
		{"", "events: [{at: 5m, setLoad: {service: web, load: 0}}, {at: 5m, setLoad: {service: api, load: 90}}]\n", true},
		{"", "events: [{at: 5m, setLoad: {service: web, load: 90}}]\n", false},
		{", autoScaling: {minCapacity: 1, maxCapacity: 2, load: 90}", "", false},
		{", autoScaling: {minCapacity: 1, maxCapacity: 2}", "", true},
	} {
		c := parse(t, `name: x
duration: 10m
cluster: {instances: [{instanceType: m5.large}]}
taskDefinitions: [{family: web, containerDefinitions: [{name: a, image: a, memory: 64, healthCheck: {command: [CMD, "true"]}}]}]
services:
  - {serviceName: web, taskDefinition: web, desiredCount: 1, unhealthyAbove: 80`+row.service+`}
  - {serviceName: api, taskDefinition: web, desiredCount: 1, unhealthyAbove: 80, autoScaling: {minCapacity: 1, maxCapacity: 1, load: 1}}
`+row.events)
		if slices.Contains(c.Warnings, warning) != row.warns {
			t.Errorf("%s %s: warnings %q; want the one of a load that never comes: %v", row.service, row.events, c.Warnings, row.warns)
		}
	}
}
