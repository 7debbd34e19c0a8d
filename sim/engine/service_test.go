package engine_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// Tasks that fail before they run are made up for after waits that double from look
// to look, however many fail in one.
func TestThrottle(t *testing.T) {
	for _, desired := range []int{1, 10} {
		c := world(1)
		c.Groups[0].DynamicRange = model.PortRange{First: 40000, Last: 40000}
		c.Groups[0].Listeners = reserved(40000) // no dynamic port is left
		addService(c, "web", desired, def("web", model.Bridge, 1, 6, tcp(80, 0)))
		c.Timings.ThrottleMaximum = time.Minute
		c.Duration = des.Time(10 * time.Minute)
		_, d := recorded(t, c)
		var at []float64
		for i := range 8 {
			at = append(at, d.at(t, fmt.Sprint("task.failed web/", 1+i*desired)))
		}
		if want := []float64{0, 5, 15, 35, 75, 135, 195, 255}; !slices.Equal(at, want) {
			t.Errorf("%d wanted: tries at %v, want %v", desired, at, want)
		}
	}
}

// A service says of tasks that did not run yet that it stopped them, without names.
func TestEventOfPendingTasks(t *testing.T) {
	c := world(1)
	addService(c, "web", 3, def("web", model.Bridge, 16, 16))
	c.Timings.ImagePull = des.Constant(time.Minute)
	planUpdate(c, 20*time.Second).Desired = 1
	const want = "(service web) stopped 2 pending tasks."
	if r := play(t, c); !slices.Contains(r.Services[0].Events, want) || r.Tasks.Running != 1 {
		t.Errorf("events %q, want %q among them", r.Services[0].Events, want)
	}
}
