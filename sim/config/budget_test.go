package config

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// sized is a Config with a group of hosts and a task definition, web:1, that takes no time to start.
func sized(t *testing.T, edit func(c *Config)) *Config {
	t.Helper()
	c := Defaults()
	g, err := NewInstanceGroup("hosts", "m5.large", 2)
	if err != nil {
		t.Fatal(err)
	}
	c.Groups = []InstanceGroup{g}
	c.Tasks = []model.TaskDefinition{{Family: "web", Revision: 1}}
	c.Own = map[string]TaskTimings{}
	c.Timings.ImagePull, c.Timings.ContainerStart = des.Dist{}, des.Dist{}
	edit(c)
	return c
}

// Each measure at its bound, and one above.
func TestBudgetAtItsBounds(t *testing.T) {
	exits := func(c *Config, after time.Duration) {
		d := des.Constant(after)
		c.Own["web:1"] = TaskTimings{ExitAfter: &d}
	}
	for name, row := range map[string]struct {
		edit func(c *Config, extra int)
		most int
		word string
	}{
		"instances":           {func(c *Config, n int) { c.Groups[0].Count = n }, MostHosts, "container instances"},
		"tasks at one time":   {func(c *Config, n int) { c.Services = []Service{{Desired: n}} }, MostTasksAtOnce, "tasks at one time"},
		"RunTask at one time": {func(c *Config, n int) { c.RunTasks = []RunTask{{Count: n}} }, MostTasksAtOnce, "tasks at one time"},
		"starts of a stream": {func(c *Config, n int) {
			c.RunTasks = []RunTask{{Name: "web", Count: n, Stream: true, Arrivals: des.Constant(time.Second)}}
		}, MostStarts, "starts of tasks"},
		"starts of two streams": {func(c *Config, n int) {
			r := RunTask{Count: n / 2, Stream: true, Arrivals: des.Constant(time.Second)}
			c.RunTasks = []RunTask{r, r}
			c.RunTasks[1].Count += n % 2
		}, MostStarts, "starts of tasks"},
		"starts of a crash loop": {func(c *Config, n int) {
			exits(c, 10*time.Second)
			c.Services, c.Duration = []Service{{Name: "web", Desired: 1}}, des.Time(n)*des.Time(10*time.Second)
		}, MostStarts, "starts of tasks"},
		"starts of daemons": {func(c *Config, n int) {
			exits(c, 0) // and the scheduler's tick is 5 s
			c.Services, c.Duration = []Service{{Name: "web", Daemon: true}}, des.Time(n)*des.Time(2500*time.Millisecond)
		}, MostStarts, "starts of tasks"},
		"metrics": {func(c *Config, n int) {
			c.Services, c.Duration = []Service{{Desired: 1, Scaling: &Scaling{Max: 2}}}, des.Time(n)*des.Time(c.Timings.MetricPeriod)
		}, MostRounds, "metrics and retries"},
		"retries": {func(c *Config, n int) {
			c.Timings.PlacementRetry, c.Timings.SchedulerTick = []time.Duration{time.Millisecond}, time.Millisecond
			c.Services, c.Duration = []Service{{Desired: 1}}, des.Time(n)*des.Time(time.Millisecond)
		}, MostRounds, "metrics and retries"},
	} {
		for _, extra := range []int{0, 1} {
			c := sized(t, func(c *Config) { row.edit(c, row.most+extra) })
			over := c.OverBudget(1)
			switch {
			case extra == 0 && over != nil:
				t.Errorf("%s: at the bound: %s", name, over.Text)
			case extra == 1 && (over == nil || !strings.Contains(over.Text, row.word)):
				t.Errorf("%s: one above the bound: %+v, want it refused for %s", name, over, row.word)
			}
		}
	}
}

// Several runs have a budget together.
func TestBudgetOfRuns(t *testing.T) {
	c := sized(t, func(c *Config) { c.Groups[0].Count = 1000 })
	const most = MostHosts * MostOfRuns / 1000
	if over := c.OverBudget(most); over != nil {
		t.Errorf("at the bound: %s", over.Text)
	}
	if over := c.OverBudget(most + 1); over == nil || over.Text != "about 50 million container instances are expected in 50001 runs, wanted at most 50 million" {
		t.Errorf("one above the bound: %+v", over)
	}
}

// What is expected, kind by kind.
func TestExpected(t *testing.T) {
	pareto, err := des.Pareto(1, 0.9)
	if err != nil {
		t.Fatal(err)
	}
	heavy, err := des.Pareto(time.Second, 0.5)
	if err != nil {
		t.Fatal(err)
	}
	provider := func(c *Config, p CapacityProvider) {
		g, err := NewInstanceGroup("asg", "m5.large", p.Min)
		if err != nil {
			t.Fatal(err)
		}
		p.Group, c.Groups = 1, append(c.Groups, g)
		c.Providers = []CapacityProvider{p}
	}
	for name, row := range map[string]struct {
		edit func(c *Config)
		low  Work
		high Work
	}{
		"two hosts":                    {func(*Config) {}, Work{Hosts: 2}, Work{Hosts: 2}},
		"a large service over no time": {func(c *Config) { c.Services = []Service{{Desired: 7}} }, Work{2, 7, 7, 0}, Work{2, 7, 7, 0}},
		"a daemon":                     {func(c *Config) { c.Services = []Service{{Daemon: true}} }, Work{2, 2, 2, 0}, Work{2, 2, 2, 0}},
		"tasks that cannot start": {func(c *Config) {
			c.Timings.ContainerStart, c.Timings.ThrottleMaximum, c.Duration = des.Endless(), 0, des.Time(30*time.Hour)
			c.Services = []Service{{Desired: 1}}
		}, Work{2, 1, 600, 0}, Work{2, 1, 600, 0}}, // three minutes each
		"an infinite mean": {func(c *Config) {
			c.RunTasks = []RunTask{{Stream: true, Arrivals: pareto, Until: des.Time(time.Hour), RunFor: des.Constant(time.Second)}}
		}, Work{Hosts: 2, AtOnce: 1e7, Starts: 1e9}, Work{Hosts: 2, AtOnce: 1e15, Starts: 1e15}},
		"a heavy tail, few arrivals": {func(c *Config) {
			c.RunTasks = []RunTask{{Stream: true, Arrivals: heavy, Until: des.Time(7 * 24 * time.Hour), Forever: true}}
		}, Work{Hosts: 2, AtOnce: 50, Starts: 50}, Work{Hosts: 2, AtOnce: 5000, Starts: 5000}},
		"a million at a time": {func(c *Config) {
			c.RunTasks = []RunTask{{Stream: true, Count: 10_000_000, Arrivals: des.Constant(time.Millisecond), RunFor: des.Constant(1000 * time.Second)}}
		}, Work{2, 1e6, 1e7, 0}, Work{2, 1e6, 1e7, 0}},
		"a provider": {func(c *Config) {
			c.Services = []Service{{Desired: 30}}
			provider(c, CapacityProvider{Max: 100_000, Managed: true, Target: 1, MinStep: 1})
		}, Work{3002, 30, 30, 1}, Work{3002, 30, 30, 1}},
		"a provider at its maxSize": {func(c *Config) {
			c.Services = []Service{{Desired: 30}}
			provider(c, CapacityProvider{Min: 1, Max: 10, Managed: true, Target: 100, MinStep: 1})
		}, Work{12, 30, 30, 1}, Work{12, 30, 30, 1}},
		"a provider from zero, for a year": {func(c *Config) {
			provider(c, CapacityProvider{Max: 10, Managed: true, Target: 50, MinStep: 1})
			c.Duration = des.Time(365 * 24 * time.Hour)
		}, Work{Hosts: 65_000, Rounds: 525_600}, Work{Hosts: 66_000, Rounds: 525_600}},
		"events": {func(c *Config) {
			c.Services = []Service{{Desired: 30}}
			e := func(kind EventKind, edit func(e *Event)) {
				x := NewEvent(0, kind)
				edit(&x)
				c.Events = append(c.Events, x)
			}
			e(ReplaceInstances, func(e *Event) { e.Group = 0 })
			e(ReplaceInstances, func(e *Event) { e.Instance = "hosts-1" })
			e(UpdateService, func(e *Event) { e.Service, e.Desired = 0, 40 })
			e(UpdateService, func(e *Event) { e.Service, e.Force = 0, true })
			e(StopTasks, func(e *Event) { e.Service, e.Count = 0, 3 })
			e(SetGroup, func(e *Event) { e.Group, e.Desired = 0, 5 })
		}, Work{10, 30, 73, 0}, Work{10, 30, 73, 0}},
		"auto scaling": {func(c *Config) {
			c.Services = []Service{{Desired: 1, Scaling: &Scaling{Max: 100, Load: 10, Policies: []TrackingPolicy{{Target: 2}}}}}
			x := NewEvent(0, SetLoad)
			x.Service, x.Load = 0, 80
			c.Events, c.Duration = []Event{x}, des.Time(time.Hour)
		}, Work{2, 40, 40, 60}, Work{2, 40, 40, 60}},
	} {
		sum := Work{}
		for _, s := range sized(t, row.edit).Expected() {
			sum = sum.plus(s.Work)
		}
		for i, m := range measures {
			if n := m.of(sum); n < m.of(row.low) || n > m.of(row.high) {
				t.Errorf("%s: %g %s, want %g to %g", name, n, measures[i].word, m.of(row.low), m.of(row.high))
			}
		}
	}
}

func TestAbout(t *testing.T) {
	for n, want := range map[float64]string{
		0: "0", 1: "1", 999_999: "999999", 1e6: "1 million", 1_888_888_888: "1.89 billion", 3.47e11: "347 billion", 2e12: "2 trillion", 1e20: "1e+20",
	} {
		if got := about(n); got != want {
			t.Errorf("about(%g) = %q, want %q", n, got, want)
		}
	}
}

// The text of an excess has its numbers and its cause.
func TestExcessiveText(t *testing.T) {
	c := sized(t, func(c *Config) {
		d := des.Constant(0)
		c.Own["web:1"] = TaskTimings{ExitAfter: &d}
		c.Services, c.Duration = []Service{{Name: "other"}, {Name: "web", Desired: 3}}, des.Time(876000*time.Hour)
	})
	over := c.OverBudget(1)
	want := "about 1.89 billion starts of tasks are expected, wanted at most 20 million: a task of service web is replaced every 5s or so until " +
		fmt.Sprint(c.Duration) + "; shorten the duration, or let its tasks last"
	if over == nil || over.Text != want || over.Part != OfService || over.Index != 1 {
		t.Errorf("%+v, want %s", over, want)
	}
}
