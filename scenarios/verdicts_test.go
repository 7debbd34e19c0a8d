package scenarios

import (
	"context"
	"testing"
	"time"

	"ecssim/sim"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// Each of these worlds ends while a service finds no room, and goes on to place
// its tasks with nothing planned, for another service makes the room. So its
// deployment is IN_PROGRESS at the end of the file, not STUCK.
func TestRoomMadeByOthers(t *testing.T) {
	for _, c := range []struct{ file, service, reason string }{
		{"provisioning-limit", "web", "CLUSTER:PROVISIONING_TASKS"},
		{"swinging-provider-daemon", "metrics", "RESOURCE:MEMORY"},
		{"swinging-provider-replica", "web", "No Container Instances were found in your cluster."},
	} {
		t.Run(c.file, func(t *testing.T) {
			s, err := LoadFile("testdata/verdicts/" + c.file + ".yaml")
			if err != nil {
				t.Fatal(err)
			}
			if s.Name != c.file || s.Title == "" || s.Description == "" {
				t.Errorf("the file is called %q, titled %q and described as %q", s.Name, s.Title, s.Description)
			}
			end := s.Config.Duration
			ran, err := sim.Run(context.Background(), s.Config, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := time.Duration(ran.SimulatedSeconds * float64(time.Second)); got != time.Duration(end) {
				t.Errorf("the run took %v, want %v", got, end)
			}
			for _, w := range ran.Services {
				if w.ServiceName != c.service {
					continue
				}
				if d := w.Deployments[len(w.Deployments)-1]; d.Verdict != report.InProgress {
					t.Errorf("the deployment of %s is %s by %q, want %s", c.service, d.Verdict, d.BlockedBy, report.InProgress)
				}
				if w.Running != 0 || w.LastReason != c.reason {
					t.Errorf("%s has %d tasks running and was last refused for %s, want 0, %s", c.service, w.Running, w.LastReason, c.reason)
				}
			}
			longer := *s.Config
			longer.Duration = end + des.Time(time.Hour)
			placed := 0
			if _, err = sim.Run(context.Background(), &longer, 0, &sim.Watch{Log: func(e sim.Entry) {
				if e.At > end && e.Service == c.service && e.Event == "task.placed" {
					placed++
				}
			}}); err != nil {
				t.Fatal(err)
			}
			if placed == 0 {
				t.Errorf("no task of %s is placed in the hour after %v", c.service, end)
			}
		})
	}
}
