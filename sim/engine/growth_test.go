package engine

import (
	"testing"

	"ecssim/model"
)

// TestEveryMode runs two tasks of every network mode on two instances, and asks whether
// one reaches the other.
func TestEveryMode(t *testing.T) {
	for _, m := range model.NetworkModes() {
		t.Run(m.String(), func(t *testing.T) {
			c := world(2)
			td := def("web", m, 128, 128, tcp(80, 0))
			if m.Isolated() {
				td.Containers[0].PortMappings = nil
			}
			addService(c, "web", 2, td).Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
			k := start(t, c)
			if err := k.run(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			if r := k.report(); r.Tasks.Running != 2 || len(r.Failures) > 0 || len(r.Refusals) > 0 {
				t.Errorf("%d tasks run, want 2: failures %v, refusals %v", r.Tasks.Running, r.Failures, r.Refusals)
			}
			a, err := Reach(t.Context(), c, ReachQuery{From: "web", To: "web", Port: 80})
			if err != nil {
				t.Fatal(err)
			}
			if a.Reachable == m.Isolated() {
				t.Errorf("reached %v: %s", a.Reachable, a.Why)
			}
		})
	}
}
