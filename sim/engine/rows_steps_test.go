package engine_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// stepping is a world of one service of small tasks that scales, with a load.
func stepping(desired int, load float64, scaling config.Scaling) (*config.Config, *config.Service) {
	c := world(2)
	c.Duration = des.Time(time.Hour)
	s := addService(c, "web", desired, def("web", model.Bridge, 1, 6))
	scaling.Load = load
	if scaling.Max == 0 {
		scaling.Min, scaling.Max = 1, 50
	}
	s.StartedBefore, s.Scaling = true, &scaling
	return c, s
}

// stepsOut is a policy that adds tasks while the load a task is at least so much.
func stepsOut(threshold float64, periods int, cooldown time.Duration, all ...config.StepAdjustment) config.StepPolicy {
	return config.StepPolicy{Alarm: config.Alarm{Threshold: threshold, Periods: periods, Datapoints: periods}, Cooldown: cooldown, Steps: all}
}

// stepsIn is a policy that takes tasks away while the load a task is at most so much.
func stepsIn(threshold float64, periods int, cooldown time.Duration, all ...config.StepAdjustment) config.StepPolicy {
	p := stepsOut(threshold, periods, cooldown, all...)
	p.Alarm.Comparison = config.AtMost
	return p
}

// from is a step from a bound on, below one up to a bound.
func from(lower float64, by int) config.StepAdjustment {
	return config.StepAdjustment{Lower: lower, Upper: math.Inf(1), By: by}
}

func between(lower, upper float64, by int) config.StepAdjustment {
	return config.StepAdjustment{Lower: lower, Upper: upper, By: by}
}

func below(upper float64, by int) config.StepAdjustment {
	return config.StepAdjustment{Lower: math.Inf(-1), Upper: upper, By: by}
}

// setLoad plans a load.
func setLoad(c *config.Config, at time.Duration, load float64) {
	soon(c, at, config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, load })
}

// wantSteps plays a scenario and compares the changes of its service's desired count: at, from, to.
func wantSteps(t *testing.T, c *config.Config, want ...int) *report.Report {
	t.Helper()
	r := play(t, c)
	var have []int
	for _, s := range r.Services[0].Scaling {
		have = append(have, int(s.At), s.From, s.To)
	}
	if !slices.Equal(have, want) {
		t.Errorf("changes %v, want %v", have, want)
	}
	return r
}

// A step policy acts when its alarm has been breached often enough, and again after its cooldown
// while it is; the step is that of the breach's size.
func TestStepScaling(t *testing.T) {
	five := 5 * time.Minute
	for _, row := range []struct {
		name  string
		world func() *config.Config
		want  []int
	}{
		{"three of three periods, and again after the cooldown", func() *config.Config {
			c, _ := stepping(4, 400, config.Scaling{Steps: []config.StepPolicy{stepsOut(60, 3, five, from(0, 1))}})
			return c // 100, 80, 66.7, 57.1 a task
		}, []int{180, 4, 5, 480, 5, 6, 780, 6, 7}},
		{"the size of the breach", func() *config.Config {
			c, _ := stepping(4, 400, config.Scaling{Steps: []config.StepPolicy{stepsOut(60, 1, five, between(0, 40, 1), from(40, 3))}})
			return c
		}, []int{60, 4, 7}},
		{"a larger step within the cooldown counts from where the first began", func() *config.Config {
			c, _ := stepping(4, 240, config.Scaling{Steps: []config.StepPolicy{stepsOut(60, 1, time.Hour, between(0, 30, 2), from(30, 3))}})
			setLoad(c, 150*time.Second, 600)
			return c // 60: two more, six; 100: three more than four; no more within the hour
		}, []int{60, 4, 6, 180, 6, 7}},
		{"percent, at least two", func() *config.Config {
			p := stepsOut(60, 1, five, from(0, 25))
			p.Adjustment, p.Magnitude = config.PercentChange, 2
			c, _ := stepping(4, 300, config.Scaling{Steps: []config.StepPolicy{p}})
			return c
		}, []int{60, 4, 6}},
		{"an exact number, out and in", func() *config.Config {
			exact := stepsOut(60, 1, five, from(0, 9))
			exact.Adjustment = config.ExactCapacity
			back := stepsIn(20, 1, five, below(0, 2))
			back.Adjustment = config.ExactCapacity
			c, _ := stepping(4, 300, config.Scaling{Steps: []config.StepPolicy{exact, back}})
			setLoad(c, 10*time.Minute, 40)
			return c
		}, []int{60, 4, 9, 660, 9, 2}},
		{"two of three periods", func() *config.Config {
			p := stepsOut(60, 3, five, from(0, 2))
			p.Alarm.Datapoints = 2
			c, _ := stepping(4, 100, config.Scaling{Steps: []config.StepPolicy{p}})
			setLoad(c, 90*time.Second, 300) // 25, 75, 25, 75
			setLoad(c, 150*time.Second, 100)
			setLoad(c, 210*time.Second, 300)
			return c
		}, []int{240, 4, 6}},
		{"an alarm's period of three points, by their average", func() *config.Config {
			p := stepsOut(60, 1, five, from(0, 2))
			p.Alarm.Period = 3 * time.Minute
			c, _ := stepping(4, 200, config.Scaling{Steps: []config.StepPolicy{p}})
			setLoad(c, 150*time.Second, 400) // 50, 50, 100: 66.7
			setLoad(c, 200*time.Second, 200)
			return c
		}, []int{180, 4, 6}},
		{"the same by the highest, where the step is that of the highest point", func() *config.Config {
			p := stepsOut(60, 1, five, between(0, 30, 2), from(30, 3))
			p.Alarm.Period, p.Aggregation = 3*time.Minute, config.Maximum
			c, _ := stepping(4, 200, config.Scaling{Steps: []config.StepPolicy{p}})
			setLoad(c, 150*time.Second, 400)
			setLoad(c, 200*time.Second, 200)
			return c
		}, []int{180, 4, 7}},
		{"in, not below the minimum", func() *config.Config {
			c, _ := stepping(4, 40, config.Scaling{Min: 2, Max: 9, Steps: []config.StepPolicy{stepsIn(20, 2, five, below(0, -3))}})
			return c
		}, []int{120, 4, 2}},
		{"in, again after the cooldown", func() *config.Config {
			c, _ := stepping(4, 16, config.Scaling{Steps: []config.StepPolicy{stepsIn(10, 1, five, below(0, -1))}})
			return c // 4, 5.3, 8, 16
		}, []int{60, 4, 3, 360, 3, 2, 660, 2, 1}},
		{"out ends the cooldown of a scale-in", func() *config.Config {
			c, _ := stepping(4, 40, config.Scaling{Steps: []config.StepPolicy{
				stepsOut(60, 1, 0, from(0, 1)), stepsIn(15, 1, time.Hour, below(0, -1))}})
			setLoad(c, 90*time.Second, 200)
			setLoad(c, 150*time.Second, 40)
			return c
		}, []int{60, 4, 3, 120, 3, 4, 180, 4, 3}},
		{"from none", func() *config.Config {
			c, s := stepping(0, 100, config.Scaling{Steps: []config.StepPolicy{stepsOut(60, 1, five, from(0, 2))}})
			s.Scaling.Min, s.Scaling.Max = 0, 9
			return c
		}, []int{60, 0, 2}},
		{"beside target tracking the one that asks for more", func() *config.Config {
			c, _ := stepping(4, 400, config.Scaling{Policies: []config.TrackingPolicy{{Target: 80}}, Steps: []config.StepPolicy{stepsOut(60, 3, five, from(0, 4))}})
			c.Duration = des.Time(10 * time.Minute)
			return c // tracking asks for 5, the step for 8
		}, []int{180, 4, 8}},
		{"target tracking that asks for more than a step", func() *config.Config {
			c, _ := stepping(4, 400, config.Scaling{Policies: []config.TrackingPolicy{{Target: 40}}, Steps: []config.StepPolicy{stepsOut(60, 3, five, from(0, 4))}})
			return c
		}, []int{180, 4, 10}},
		{"a step in does not ask target tracking", func() *config.Config {
			c, _ := stepping(4, 100, config.Scaling{Policies: []config.TrackingPolicy{{Target: 26}}, Steps: []config.StepPolicy{stepsIn(25, 1, time.Hour, below(0, -1))}})
			c.Duration = des.Time(290 * time.Second)
			return c // 25 lies within 10 % of 26; with 3 tasks it is 33.3, for three periods
		}, []int{60, 4, 3, 240, 3, 4}},
		{"a target tracking policy that does not scale in is not asked", func() *config.Config {
			c, _ := stepping(4, 40, config.Scaling{Policies: []config.TrackingPolicy{{Target: 40}, {Target: 10.5, DisableScaleIn: true}}})
			return c
		}, []int{900, 4, 1, 1080, 1, 4, 1980, 4, 1, 2160, 1, 4, 3060, 4, 1, 3240, 1, 4}},
		{"a desired count above the maximum is left alone without an alarm", func() *config.Config {
			c, s := stepping(4, 200, config.Scaling{Policies: []config.TrackingPolicy{{Target: 50}}})
			s.Scaling.Max = 3
			return c
		}, nil},
		{"scheduled actions, whatever the cooldown", func() *config.Config {
			c, s := stepping(4, 400, config.Scaling{Steps: []config.StepPolicy{stepsOut(60, 1, time.Hour, from(0, 1))}})
			s.Scaling.Scheduled = []config.ScheduledAction{
				{At: des.Time(2 * time.Minute), Min: 8, Max: config.None}, // and stays
				{At: des.Time(10 * time.Minute), Every: 20 * time.Minute, Until: des.Time(40 * time.Minute), Min: 2, Max: 6},
				{At: des.Time(20 * time.Minute), Min: config.None, Max: 9},
				{At: des.Time(25 * time.Minute), Min: 7, Max: config.None},
			}
			return c
		}, []int{60, 4, 5, 120, 5, 8, 600, 8, 6, 1500, 6, 7, 1800, 7, 6}},
	} {
		t.Run(row.name, func(t *testing.T) { wantSteps(t, row.world(), row.want...) })
	}
}

// What has changed the desired count is told.
func TestStepsSayWhat(t *testing.T) {
	c, s := stepping(4, 400, config.Scaling{Policies: []config.TrackingPolicy{{Target: 99}}, Steps: []config.StepPolicy{stepsOut(95, 1, time.Hour, from(0, 1))}})
	s.Scaling.Scheduled = []config.ScheduledAction{{At: des.Time(10 * time.Minute), Min: 7, Max: config.None}}
	setLoad(c, 20*time.Minute, 800)
	var have []string
	for _, x := range wantSteps(t, c, 60, 4, 5, 600, 5, 7, 1380, 7, 9).Services[0].Scaling {
		have = append(have, x.By)
	}
	if !slices.Equal(have, []string{report.StepScaling, report.ScheduledAction, ""}) {
		t.Errorf("%q", have)
	}
}

// Steps in wait for the end of a deployment; steps out and scheduled actions do not.
func TestStepsDuringADeployment(t *testing.T) {
	c, s := stepping(4, 40, config.Scaling{Steps: []config.StepPolicy{stepsIn(20, 1, 0, below(0, -1))}})
	next := c.Tasks[0].Clone()
	next.Revision = 2
	c.Tasks = append(c.Tasks, next)
	pull := des.Constant(10 * time.Minute)
	c.Own = map[string]config.TaskTimings{"web:2": {ImagePull: &pull}}
	s.Scaling.Min = 2
	s.Scaling.Scheduled = []config.ScheduledAction{{At: des.Time(5 * time.Minute), Min: config.None, Max: 3}}
	planUpdate(c, 30*time.Second).Task = 1
	r := wantSteps(t, c, 300, 4, 3, 660, 3, 2)
	if d := r.Services[0].Deployments; len(d) != 1 || d[0].Verdict != report.Completed {
		t.Errorf("%+v", d)
	}
}

// Row X21, the other half: metrics of 20 s are those of the service, whatever the cluster's are.
func TestExamplesOfHighResolution(t *testing.T) {
	c, s := stepping(2, 20, config.Scaling{Policies: []config.TrackingPolicy{{Target: 10}}})
	c.Timings.MetricDelay = 3 * time.Minute
	s.Scaling.HighResolution = &config.Resolution{Period: 20 * time.Second, Delay: 26 * time.Second}
	setLoad(c, 20*time.Minute, 40)
	wantSteps(t, c, 1200+86, 2, 4)
	other := addService(c, "api", 2, def("api", model.Bridge, 1, 6))
	other.StartedBefore, other.Scaling = true, &config.Scaling{Min: 1, Max: 9, Load: 40, Policies: []config.TrackingPolicy{{Target: 10}}}
	if steps := wantSteps(t, c, 1200+86, 2, 4).Services[1].Scaling; len(steps) != 1 || steps[0].At != 360 {
		t.Errorf("the other one with metrics of 60 s: %+v, want one after 360 s", steps)
	}
}

// A run without a duration ends when policies have come to rest, and also where they pull against
// each other without end; the alarms of the past do not keep it going.
func TestStepsComeToRest(t *testing.T) {
	five := 5 * time.Minute
	c, _ := stepping(4, 400, config.Scaling{Steps: []config.StepPolicy{stepsOut(60, 3, five, from(0, 1)), stepsIn(30, 3, five, below(0, -1))}})
	c.Duration = 0
	if r := wantSteps(t, c, 180, 4, 5, 480, 5, 6, 780, 6, 7); r.SimulatedSeconds > 1200 {
		t.Errorf("it ended after %v s", r.SimulatedSeconds)
	}
	c, _ = stepping(4, 200, config.Scaling{Steps: []config.StepPolicy{stepsOut(45, 1, 0, from(0, 1)), stepsIn(45, 1, 0, below(0, -1))}})
	c.Duration = 0
	if r := play(t, c); r.SimulatedSeconds > 7200 || len(r.Services[0].Scaling) < 5 {
		t.Errorf("flapping ended after %v s and %d changes", r.SimulatedSeconds, len(r.Services[0].Scaling))
	}
}

// A step policy that asks for nothing that it would change lets a run without a duration end, also
// where the desired count lies beyond its bounds. So do policies that pull against each other, while
// another service tries again whenever they have changed something.
func TestStepsThatChangeNothingEnd(t *testing.T) {
	exact := func(by int) config.StepPolicy {
		p := stepsIn(14, 1, 0, below(0, by))
		p.Adjustment = config.ExactCapacity
		return p
	}
	for _, row := range []struct {
		name    string
		desired int
		policy  config.StepPolicy
	}{
		{"to none, where one is there and two the least", 1, exact(0)},
		{"to one, the same", 1, exact(1)},
		{"by none, where more are there than the most", 9, stepsIn(14, 1, 0, below(0, 0))},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, _ := stepping(row.desired, 4, config.Scaling{Min: 2, Max: 7, Steps: []config.StepPolicy{row.policy}})
			c.Duration = 0
			if v, r := guarded(t, c); v.End() > des.Time(time.Hour) || len(r.Services[0].Scaling) > 0 {
				t.Errorf("the end at %v after %v, want it soon and no change", v.End(), r.Services[0].Scaling)
			}
		})
	}
	c, s := stepping(2, 26, config.Scaling{Min: 1, Max: 7, Policies: []config.TrackingPolicy{{Target: 13}}})
	s.Scaling.Steps = []config.StepPolicy{stepsIn(13, 1, 0, below(0, -1))}
	c.Duration = 0
	addService(c, "waits", 8, def("waits", model.Bridge, 2000, 6))
	c.Timings.PlacementRetry = []time.Duration{90 * time.Second}
	if v, r := guarded(t, c); v.End() > des.Time(48*time.Hour) || len(r.Services[0].Scaling) < 10 {
		t.Errorf("the end at %v after %d changes", v.End(), len(r.Services[0].Scaling))
	}
}

// A policy that asks for more at the end of each of its periods keeps in those that would ask for
// fewer then, and a run without a duration ends; others, which ask for nothing at the metric that
// there is, do not keep it going.
func TestStepsThatHoldOthersInEnd(t *testing.T) {
	every2m := func(p config.StepPolicy, exact bool) config.StepPolicy {
		if p.Alarm.Period = 2 * time.Minute; exact {
			p.Adjustment = config.ExactCapacity
		}
		return p
	}
	for _, row := range []struct {
		name   string
		tracks []config.TrackingPolicy
		steps  []config.StepPolicy
	}{
		{"nothing else", nil, nil},
		{"a step that is far above the metric", nil, []config.StepPolicy{func() config.StepPolicy {
			p := stepsOut(41, 1, 0, from(0, 1))
			p.Adjustment = config.ExactCapacity
			return p
		}()}},
		{"a target that is met", []config.TrackingPolicy{{Target: 12}}, nil},
		{"a target that is met by no fewer tasks", []config.TrackingPolicy{{Target: 13}}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			c, s := stepping(7, 80, config.Scaling{Min: 1, Max: 7, Policies: row.tracks})
			s.Scaling.Steps = append(row.steps, every2m(stepsOut(5, 1, 0, from(0, 1)), false), every2m(stepsOut(8, 1, 0, from(0, 3)), true))
			c.Duration = 0
			if v, r := guarded(t, c); v.End() > des.Time(time.Hour) || len(r.Services[0].Scaling) > 0 {
				t.Errorf("the end at %v after %v, want it soon and no change", v.End(), r.Services[0].Scaling)
			}
		})
	}
}
