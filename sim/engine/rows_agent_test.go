package engine_test

import (
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// Row D9: the lowest GPU that ECS counts as free may be one that a task still holds
// which is told to stop. With certain GPUs the next waits for it in the agent's queue.
func TestExampleOfGPUs(t *testing.T) {
	for _, row := range []struct {
		name  string
		ids   bool
		wants int32 // GPUs of the next task
		runs  float64
	}{
		{"D9 counts", false, 1, 20},
		{"D9 ids", true, 1, 70},
		{"counts, none left", false, 4, 70},
		{"ids, all of them", true, 4, 70},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Groups[0].GPU = 4
			c.Options.GPUIDs = row.ids
			c.Timings.ApplicationStop, c.Timings.StopTimeout = des.Endless(), time.Minute
			first := def("first", model.Bridge, 16, 16)
			first.Containers[0].GPUs = 1
			addService(c, "first", 1, first)
			next := def("next", model.Bridge, 16, 16)
			next.Containers[0].GPUs = row.wants
			addTasks(c, "next", 1, 20*time.Second, next)
			planUpdate(c, 10*time.Second).Desired = 0
			_, d := recorded(t, c)
			if at := d.at(t, "task.running next/1"); at != row.runs || d.at(t, "task.placed next/1") != 20 {
				t.Errorf("the next task runs at %v, want %v: placed at 20, and the first is stopped at 70", at, row.runs)
			}
		})
	}
}

// Row D11: an agent that is disconnected leaves its queue alone, or works it off as tasks
// end by themselves.
func TestExampleOfDisconnectedQueue(t *testing.T) {
	for _, row := range []struct {
		name string
		off  bool
		runs float64
	}{{"D11 frozen", false, 300}, {"D11 worked off", true, 100}} {
		t.Run(row.name, func(t *testing.T) {
			c := world(1)
			c.Options.QueueWithoutECS = row.off
			c.Timings.ApplicationStop, c.Timings.StopTimeout = des.Endless(), 90*time.Second
			addService(c, "big", 1, def("big", model.Bridge, 2048, 16))
			addTasks(c, "next", 1, 20*time.Second, def("next", model.Bridge, 1024, 16))
			planUpdate(c, 10*time.Second).Desired = 0
			soon(c, 30*time.Second, config.DisconnectAgent, func(e *config.Event) { e.Instance = "host-1" })
			soon(c, 300*time.Second, config.ReconnectAgent, func(e *config.Event) { e.Instance = "host-1" })
			_, d := recorded(t, c)
			d.inOrder(t, "task.queued next/1", "agent.disconnected host-1", "task.stopped big/1", "agent.reconnected host-1")
			if at := d.at(t, "task.running next/1"); at != row.runs {
				t.Errorf("the waiting task runs at %v, want %v: room comes at 100, the agent at 300", at, row.runs)
			}
		})
	}
}
