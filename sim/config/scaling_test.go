package config_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// steps are step adjustments in order of their bounds: lower, upper, by.
func steps(all ...float64) (s []config.StepAdjustment) {
	for i := 0; i < len(all); i += 3 {
		s = append(s, config.StepAdjustment{Lower: all[i], Upper: all[i+1], By: int(all[i+2])})
	}
	return s
}

var inf = math.Inf(1)

// The example of the Application Auto Scaling guide (step-scaling-policy-overview): two policies at
// a threshold of 50, beginning with a capacity of 10.
func TestStepsOfTheGuide(t *testing.T) {
	out := config.StepPolicy{Adjustment: config.PercentChange, Alarm: config.Alarm{Threshold: 50, Comparison: config.AtLeast},
		Steps: steps(0, 10, 0, 10, 20, 10, 20, inf, 30)}
	in := config.StepPolicy{Adjustment: config.PercentChange, Alarm: config.Alarm{Threshold: 50, Comparison: config.AtMost},
		Steps: steps(-inf, -20, -30, -20, -10, -10, -10, 0, 0)}
	tasks := 10
	for _, x := range []struct {
		policy *config.StepPolicy
		metric float64
		want   int
	}{{&out, 55, 10}, {&out, 60, 11}, {&out, 70, 14}, {&in, 40, 13}, {&in, 30, 10}, {&in, 45, 10}, {&in, 50, 10}, {&out, 50, 10}} {
		s := x.policy.StepAt(x.metric)
		if s == nil {
			t.Fatalf("no step at %v", x.metric)
		}
		if tasks = x.policy.Apply(s, tasks); tasks != x.want {
			t.Fatalf("%d tasks at %v, want %d", tasks, x.metric, x.want)
		}
	}
	if out.StepAt(49) != nil || in.StepAt(51) != nil {
		t.Error("a step on the other side of the threshold")
	}
}

// What a step makes of a number of tasks, as the same page rounds it.
func TestApply(t *testing.T) {
	for _, x := range []struct {
		kind             config.AdjustmentType
		least, by, tasks int
		want             int
	}{
		{config.ChangeInCapacity, 0, 5, 3, 8}, {config.ChangeInCapacity, 0, -5, 3, 0}, {config.ExactCapacity, 0, 5, 3, 5}, {config.ExactCapacity, 0, 0, 3, 0},
		{config.PercentChange, 0, 10, 127, 139}, {config.PercentChange, 0, 67, 1, 2}, {config.PercentChange, 0, -58, 1, 0},
		{config.PercentChange, 0, -67, 10, 4}, {config.PercentChange, 2, 25, 4, 6}, {config.PercentChange, 2, -25, 4, 2},
		{config.PercentChange, 0, 0, 4, 4}, {config.PercentChange, 3, 50, 0, 3}, {config.PercentChange, 0, 50, 0, 0},
	} {
		p := config.StepPolicy{Adjustment: x.kind, Magnitude: x.least}
		if got := p.Apply(&config.StepAdjustment{By: x.by}, x.tasks); got != x.want {
			t.Errorf("%+v: %d", x, got)
		}
	}
}

// The rules of the API for steps (StepAdjustment).
func TestCheckSteps(t *testing.T) {
	for want, p := range map[string]config.StepPolicy{
		"": {Steps: steps(0, 10, 1, 10, inf, 2)},
		"has neither a lower nor an upper bound, wanted one of them": {Steps: steps(-inf, inf, 1)},
		"has an upper bound that is not above its lower one":         {Steps: steps(5, 5, 1)},
		"asks for fewer than no tasks":                               {Steps: steps(0, inf, -1), Adjustment: config.ExactCapacity},
		"overlaps with another":                                      {Steps: steps(0, 10, 1, 9, inf, 2)},
		"leaves a gap to the one below it":                           {Steps: steps(0, 10, 1, 11, inf, 2)},
		"has a lower bound below 0, wanted none for the lowest":      {Steps: steps(-10, 0, -1)},
		"has an upper bound above 0, wanted none for the highest":    {Steps: steps(0, 10, 1)},
	} {
		if _, got := p.CheckSteps(); got != want {
			t.Errorf("%+v: %q, want %q", p.Steps, got, want)
		}
	}
}

// Scheduled actions in order of time, and the first that sets bounds the wrong way round.
func TestScheduledTimes(t *testing.T) {
	s := config.Scaling{Min: 1, Max: 4, Scheduled: []config.ScheduledAction{
		{At: des.Time(2 * time.Hour), Min: 3, Max: config.None},
		{At: des.Time(time.Hour), Every: time.Hour, Until: des.Time(3 * time.Hour), Min: config.None, Max: 2},
	}}
	var at []int
	for _, x := range s.Times(des.Time(24*time.Hour), 10) {
		at = append(at, int(x.At.Seconds()), x.Action)
	}
	if !slices.Equal(at, []int{3600, 1, 7200, 0, 7200, 1, 10800, 1}) {
		t.Errorf("%v", at)
	}
	if x, least, most, ok := s.OutOfOrder(0); !ok || x.Action != 0 || least != 3 || most != 2 {
		t.Errorf("%+v %d %d %v, want action 0 with 3 and 2", x, least, most, ok)
	}
}
