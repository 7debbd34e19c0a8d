package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// refreshed plans an instance refresh of the first group after a minute, rolled a rolling update.
func refreshed(c *config.Config, r config.InstanceRefresh) {
	soon(c, time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group, e.Refresh = 0, &r })
}

func rolled(c *config.Config, r config.RollingUpdate) {
	soon(c, time.Minute, config.ReplaceInstances, func(e *config.Event) { e.Group, e.Rolling = 0, &r })
}

// launchesAndEnds are the launches and terminations of a run, with registrations left out.
func launchesAndEnds(t *testing.T, c *config.Config, observers ...engine.Observer) string {
	t.Helper()
	var story instanceStory
	end(t, c, append(observers, story.observer(), engine.Recount(t))...)
	var lines []string
	for _, line := range story {
		if words := strings.Fields(line); words[1] == "launched" || words[1] == "terminated" {
			lines = append(lines, words[0]+" "+map[string]string{"launched": "+", "terminated": "-"}[words[1]]+words[2])
		}
	}
	return strings.Join(lines, ", ")
}

// The order of an instance refresh by its percentages, of four instances that take 30 s to come
// into service (EC2 Auto Scaling API, RefreshPreferences; EC2 Auto Scaling guide,
// instance-refresh-overview and instance-maintenance-policy-overview-and-considerations).
func TestInstanceRefresh(t *testing.T) {
	const none = config.None
	for _, row := range []struct {
		name    string
		refresh config.InstanceRefresh
		change  func(c *config.Config)
		story   string
	}{
		{"the defaults: one is terminated and another launched together", config.InstanceRefresh{MinHealthy: 90, MaxHealthy: none}, nil,
			"1m0s -p-1, 1m0s +p-5, 1m30s -p-2, 1m30s +p-6, 2m0s -p-3, 2m0s +p-7, 2m30s -p-4, 2m30s +p-8"},
		{"a maximum that is given: launch first where nothing else is left", config.InstanceRefresh{MinHealthy: 100, MaxHealthy: 100}, nil,
			"1m0s +p-5, 1m30s -p-1, 1m30s +p-6, 2m0s -p-2, 2m0s +p-7, 2m30s -p-3, 2m30s +p-8, 3m0s -p-4"},
		{"100 and 150: two ahead", config.InstanceRefresh{MinHealthy: 100, MaxHealthy: 150}, nil,
			"1m0s +p-5, 1m0s +p-6, 1m30s -p-1, 1m30s -p-2, 1m30s +p-7, 1m30s +p-8, 2m0s -p-3, 2m0s -p-4"},
		{"50: two at a time", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: none}, nil,
			"1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 1m30s -p-3, 1m30s -p-4, 1m30s +p-7, 1m30s +p-8"},
		{"50 and 150: two go, and all that are wanted are launched", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: 150}, nil,
			"1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 1m0s +p-7, 1m0s +p-8, 1m30s -p-3, 1m30s -p-4"},
		{"0: all at once", config.InstanceRefresh{MinHealthy: 0, MaxHealthy: none}, nil,
			"1m0s -p-1, 1m0s -p-2, 1m0s -p-3, 1m0s -p-4, 1m0s +p-5, 1m0s +p-6, 1m0s +p-7, 1m0s +p-8"},
		{"the minimum is rounded up", config.InstanceRefresh{MinHealthy: 51, MaxHealthy: none}, nil,
			"1m0s -p-1, 1m0s +p-5, 1m30s -p-2, 1m30s +p-6, 2m0s -p-3, 2m0s +p-7, 2m30s -p-4, 2m30s +p-8"},
		{"a warm-up of a minute", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: none, Warmup: time.Minute}, nil,
			"1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 2m30s -p-3, 2m30s -p-4, 2m30s +p-7, 2m30s +p-8"},
		{"two of the four", config.InstanceRefresh{MinHealthy: 90, MaxHealthy: none}, func(c *config.Config) { c.Events[0].Count = 2 },
			"1m0s -p-1, 1m0s +p-5, 1m30s -p-2, 1m30s +p-6"},
		{"the termination policy chooses: the zone with the most", config.InstanceRefresh{MinHealthy: 90, MaxHealthy: none}, func(c *config.Config) {
			c.Groups[0].Zones = []string{"a", "b", "b", "b"}
			c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
		}, "1m0s -p-2, 1m0s +p-5, 1m30s -p-1, 1m30s +p-6, 2m0s -p-3, 2m0s +p-7, 2m30s -p-4, 2m30s +p-8"},
		{"without a capacity provider", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: none}, func(c *config.Config) {
			c.Providers, c.Services[0].Providers = nil, nil
		}, "1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 1m30s -p-3, 1m30s -p-4, 1m30s +p-7, 1m30s +p-8"},
		{"one is lost meanwhile, and nobody replaces it", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: none}, func(c *config.Config) {
			c.Providers, c.Services[0].Providers = nil, nil
			soon(c, 70*time.Second, config.TerminateInstances, func(e *config.Event) { e.Instance = "p-5" })
		}, "1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 1m10s -p-5, 1m30s -p-3, 1m30s +p-7, 2m0s -p-4, 2m0s +p-8"},
		{"the group is made smaller while the last batch warms up", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: none, Warmup: 95 * time.Second}, func(c *config.Config) {
			c.Events[0].Count = 2
			setGroup(c, 2*time.Minute, 1, 1, none)
		}, "1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 3m5s -p-3, 3m5s -p-4, 3m5s -p-5"},
		{"the reading: in service at the launch", config.InstanceRefresh{MinHealthy: 50, MaxHealthy: none, Warmup: 10 * time.Second}, func(c *config.Config) {
			c.Options.InServiceAtLaunch = true
		}, "1m0s -p-1, 1m0s -p-2, 1m0s +p-5, 1m0s +p-6, 1m10s -p-3, 1m10s -p-4, 1m10s +p-7, 1m10s +p-8"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(4, 0, def("web", model.Bridge, 2048, 64))
			c.Providers[0].Min = 4
			refreshed(c, row.refresh)
			if row.change != nil {
				row.change(c)
			}
			if got := launchesAndEnds(t, c); got != row.story {
				t.Errorf("%s\nwant %s", got, row.story)
			}
		})
	}
}

// The order of a rolling update, of three instances that take 30 s to come into service: the group
// is set to as many as there have to be in service and a batch more, until the last batch
// (CloudFormation template reference, aws-attribute-updatepolicy; the stack events of such updates,
// "Temporarily setting autoscaling group MinSize and DesiredCapacity to 4.").
func TestRollingUpdate(t *testing.T) {
	for _, row := range []struct {
		name   string
		update config.RollingUpdate
		change func(c *config.Config)
		story  string
	}{
		{"the defaults: one at a time", config.RollingUpdate{MaxBatch: 1}, nil,
			"1m0s -p-1, 1m0s +p-4, 1m30s -p-2, 1m30s +p-5, 2m0s -p-3, 2m0s +p-6"},
		{"a pause", config.RollingUpdate{MaxBatch: 1, Pause: 3 * time.Minute}, nil,
			"1m0s -p-1, 1m0s +p-4, 4m30s -p-2, 4m30s +p-5, 8m0s -p-3, 8m0s +p-6"},
		{"two at a time, the last one alone", config.RollingUpdate{MaxBatch: 2}, nil,
			"1m0s -p-1, 1m0s -p-2, 1m0s +p-4, 1m0s +p-5, 1m30s -p-3, 1m30s +p-6"},
		{"three in service: a fourth first, and none for the last", config.RollingUpdate{MaxBatch: 1, MinInService: 3}, nil,
			"1m0s +p-4, 1m30s -p-1, 1m30s +p-5, 2m0s -p-2, 2m0s +p-6, 2m30s -p-3"},
		{"no more than maxSize: batches of two", config.RollingUpdate{MaxBatch: 10, MinInService: 3}, nil,
			"1m0s +p-4, 1m0s +p-5, 1m30s -p-1, 1m30s -p-2, 1m30s +p-6, 1m30s +p-7, 2m0s -p-3, 2m0s -p-4"},
		{"one in service needs none ahead", config.RollingUpdate{MaxBatch: 2, MinInService: 1}, nil,
			"1m0s -p-1, 1m0s -p-2, 1m0s +p-4, 1m0s +p-5, 1m30s -p-3, 1m30s +p-6"},
		{"signals: at once, without a pause", config.RollingUpdate{MaxBatch: 1, Pause: 5 * time.Minute, WaitForSignals: true}, nil,
			"1m0s -p-1, 1m0s +p-4, 1m30s -p-2, 1m30s +p-5, 2m0s -p-3, 2m0s +p-6"},
		{"signals that come too late", config.RollingUpdate{MaxBatch: 1, Pause: 20 * time.Second, WaitForSignals: true}, nil,
			"1m0s -p-1, 1m0s +p-4"},
		{"instances that never come into service: an hour", config.RollingUpdate{MaxBatch: 1}, func(c *config.Config) { c.Timings.InstanceBoot = des.Endless() },
			"1m0s -p-1, 1m0s +p-4"},
		{"without a capacity provider there is no maximum", config.RollingUpdate{MaxBatch: 10, MinInService: 3}, func(c *config.Config) {
			c.Providers, c.Services[0].Providers = nil, nil
		}, "1m0s +p-4, 1m0s +p-5, 1m0s +p-6, 1m30s -p-1, 1m30s -p-2, 1m30s -p-3"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(3, 0, def("web", model.Bridge, 2048, 64))
			c.Providers[0].Min, c.Providers[0].Max = 3, 5
			rolled(c, row.update)
			if row.change != nil {
				row.change(c)
			}
			if got := launchesAndEnds(t, c); got != row.story {
				t.Errorf("%s\nwant %s", got, row.story)
			}
		})
	}
}

// What has tasks: they move to old instances and are interrupted again (row capacity/03), they end
// with their instance where nothing drains (row capacity/18), and an instance refresh waits in vain
// for those that managed termination protection keeps.
func TestTasksOfInstancesThatAreReplaced(t *testing.T) {
	const none = config.None
	for _, row := range []struct {
		name  string
		plan  func(c *config.Config)
		story string
		end   string // of the replacement
	}{
		{"a rolling update drains, and goes on meanwhile", func(c *config.Config) { rolled(c, config.RollingUpdate{MaxBatch: 1}) },
			"1m0s +p-4, 1m30s +p-5, 1m30s -p-2, 2m0s +p-6, 2m0s -p-3, 2m30s -p-1", "replacement.completed 2m30s 3"},
		{"nothing drains: tasks end with their instance", func(c *config.Config) {
			c.Providers[0].Drain = false
			rolled(c, config.RollingUpdate{MaxBatch: 1, Pause: 3 * time.Minute})
		}, "1m0s -p-1, 1m0s +p-4, 4m30s -p-2, 4m30s +p-5, 8m0s -p-3, 8m0s +p-6", "replacement.completed 11m30s 3"},
		{"a refresh waits for what is protected, for an hour", func(c *config.Config) {
			c.Providers[0].Protect = true
			refreshed(c, config.InstanceRefresh{MinHealthy: 90, MaxHealthy: none})
		}, "", "replacement.failed 1h1m0s 3"},
		{"and goes on when tasks leave", func(c *config.Config) {
			c.Providers[0].Protect = true
			planUpdate(c, 90*time.Second).Desired = 2
			c.Events[0].At, c.Events[0].Desired = des.Time(30*time.Minute), 0
			refreshed(c, config.InstanceRefresh{MinHealthy: 90, MaxHealthy: none})
		}, "31m0s -p-1, 31m0s +p-4, 31m30s -p-2, 31m30s +p-5, 32m0s -p-3, 32m0s +p-6", "replacement.completed 32m30s 3"},
		{"a refresh ignores what is protected", func(c *config.Config) {
			c.Providers[0].Protect = true
			refreshed(c, config.InstanceRefresh{MinHealthy: 90, MaxHealthy: none, Protected: config.IgnoreProtected})
		}, "", "replacement.completed 1m0s 0"},
		{"a refresh replaces what is protected", func(c *config.Config) {
			c.Providers[0].Protect = true
			refreshed(c, config.InstanceRefresh{MinHealthy: 0, MaxHealthy: none, Protected: config.RefreshProtected})
		}, "1m0s +p-4, 1m0s +p-5, 1m0s +p-6, 1m30s -p-3, 1m30s -p-2, 1m30s -p-1", "replacement.completed 1m30s 3"},
		{"a rolling update knows no protection", func(c *config.Config) {
			c.Providers[0].Protect = true
			rolled(c, config.RollingUpdate{MaxBatch: 3})
		}, "1m0s +p-4, 1m0s +p-5, 1m0s +p-6, 1m30s -p-3, 1m30s -p-2, 1m30s -p-1", "replacement.completed 1m30s 3"},
		{"one that fails gives up what is too many", func(c *config.Config) {
			c.Duration, c.Providers[0].Managed = des.Time(90*time.Minute), false
			c.Timings.InstanceBoot, c.Providers[0].Drain = des.Endless(), false
			refreshed(c, config.InstanceRefresh{MinHealthy: 100, MaxHealthy: 100})
		}, "1m0s +p-4, 1h1m0s -p-1", "replacement.failed 1h1m0s 3"},
		{"one at a time of a group", func(c *config.Config) {
			refreshed(c, config.InstanceRefresh{MinHealthy: 0, MaxHealthy: none, Warmup: time.Hour})
			refreshed(c, config.InstanceRefresh{MinHealthy: 0, MaxHealthy: none})
			c.Events[1].At, c.Duration = des.Time(2*time.Minute), des.Time(10*time.Minute)
		}, "1m0s +p-4, 1m0s +p-5, 1m0s +p-6, 1m30s -p-3, 1m30s -p-2, 1m30s -p-1", "replacement.failed 2m0s 3"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(3, 3, def("web", model.Bridge, 2048, 64))
			c.Providers[0].Min, c.Providers[0].Protect, c.Services[0].StartedBefore = 3, false, true
			row.plan(c)
			var ends []string
			ended := hear(func(_ *engine.View, e *event.Event) {
				ends = append(ends, fmt.Sprintf("%v %v %d", e.Kind, time.Duration(e.At), e.Count))
			}, event.ReplacementCompleted, event.ReplacementFailed)
			if got := launchesAndEnds(t, c, ended); got != row.story {
				t.Errorf("%s\nwant %s", got, row.story)
			}
			if got := strings.Join(ends, ", "); got != row.end {
				t.Errorf("%s, want %s", got, row.end)
			}
		})
	}
}

// A task whose container never starts is placed anew when its instance is replaced: its deployment is
// not STUCK before the replacement is over.
func TestNoVerdictWhileInstancesAreReplaced(t *testing.T) {
	c := world(3)
	c.Duration = des.Time(time.Hour)
	c.Groups[0].Zones = []string{"a", "b", "b"}
	c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
	refreshed(c, config.InstanceRefresh{MinHealthy: 90, MaxHealthy: config.None, Warmup: 5 * time.Minute})
	never := des.Endless()
	c.Own = map[string]config.TaskTimings{"web:1": {ImagePull: &never}}
	s := addService(c, "web", 0, def("web", model.Bridge, 64, 64))
	s.Constraints = []model.Constraint{{Type: "memberOf", Expression: "ec2InstanceId == i-00000000000000001 or registeredAt > 2026-01-01T00:03:00"}}
	e := planUpdate(c, 2*time.Minute)
	e.Desired, e.Force = 1, true
	var story []string
	play(t, c, hear(func(_ *engine.View, e *event.Event) {
		if e.At > 0 {
			story = append(story, fmt.Sprintf("%v %v %d", e.Kind, time.Duration(e.At), e.Instance))
		}
	}, event.TaskPlaced, event.DeploymentStuck, event.ReplacementCompleted))
	want := []string{"task.placed 2m0s 0", "task.placed 6m5s 4", "replacement.completed 16m0s 0", "deployment.stuck 16m0s 0"}
	if !slices.Equal(story, want) {
		t.Errorf("%q, want %q", story, want)
	}
}
