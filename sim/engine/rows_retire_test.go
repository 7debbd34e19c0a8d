package engine_test

import (
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// Rows capacity/18 and 18b, and their neighbours: who drains an instance that is ended.
func TestWhoDrainsWhatIsEnded(t *testing.T) {
	for _, row := range []struct {
		name     string
		provider bool
		managed  bool // draining
		group    config.TerminationDraining
		what     config.EventKind
		drains   bool
	}{
		{"capacity/18: managed draining is DISABLED", true, false, config.DrainByDefault, config.ReplaceInstances, false},
		{"capacity/18b: somebody terminates it", true, true, config.DrainAlways, config.TerminateInstances, false},
		{"managed draining", true, true, config.DrainByDefault, config.ReplaceInstances, true},
		{"managed draining, no lifecycle hook beside it", true, true, config.DrainNever, config.ReplaceInstances, true},
		{"a lifecycle hook in its place", true, false, config.DrainAlways, config.ReplaceInstances, true},
		{"a plain group", false, false, config.DrainByDefault, config.ReplaceInstances, true},
		{"a plain group that is not drained", false, false, config.DrainNever, config.ReplaceInstances, false},
		{"a lifecycle hook does not know of a Spot notice", true, false, config.DrainAlways, config.InterruptSpot, false},
		{"managed draining knows of a Spot notice", true, true, config.DrainByDefault, config.InterruptSpot, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := managed(2, 2, def("web", model.Bridge, 16, 16))
			c.Providers[0].Drain, c.Providers[0].Min, c.Groups[0].Draining = row.managed, 2, row.group
			if !row.provider {
				c.Providers, c.Services[0].Providers = nil, nil
			}
			c.Timings.LostHostGrace = time.Minute
			soon(c, 5*time.Minute, row.what, func(e *config.Event) { e.Instance = "p-1" })
			r, d := recorded(t, c)
			failed := 1
			if row.drains {
				failed = 0
			}
			if d.never("instance.draining p-1") == row.drains || r.Tasks.Failed != failed || r.Tasks.Running != 2 {
				t.Errorf("%d failed, %d run; want drains %v and 2: %v", r.Tasks.Failed, r.Tasks.Running, row.drains, d)
			}
			if row.what == config.ReplaceInstances {
				d.inOrder(t, "instance.terminated p-1", "instance.inactive p-1")
				d.at(t, "instance.registered p-3")
				if !row.drains && d.at(t, "instance.terminated p-1") != 300 {
					t.Errorf("%v, want p-1 to go at 300", d)
				}
			}
		})
	}
}

// What its group gives up without managed draining goes with its tasks, unless a
// lifecycle hook of the user's own drains it.
func TestScaleInWithoutManagedDraining(t *testing.T) {
	for _, row := range []struct {
		group  config.TerminationDraining
		failed int
	}{{config.DrainByDefault, 1}, {config.DrainNever, 1}, {config.DrainAlways, 0}} {
		c := managed(4, 1, def("web", model.Bridge, 16, 16))
		c.Providers[0].Drain, c.Providers[0].Protect, c.Groups[0].Draining = false, false, row.group
		c.Options.TieLowest = true // the oldest has the task, and goes first
		c.Duration = des.Time(930 * time.Second)
		if r := play(t, c); r.Tasks.Failed != row.failed || r.CapacityProviders[0].Terminated == 0 {
			t.Errorf("draining %v: %d failed, %+v; want %d", row.group, r.Tasks.Failed, r.CapacityProviders[0], row.failed)
		}
	}
}
