package experiment

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// helpFor runs a scenario and returns what is offered for a workload that waits, "change: outcome" each.
func helpFor(t *testing.T, c *config.Config, workload string) (help []string, f *report.Finding) {
	t.Helper()
	r, err := Run(context.Background(), c, 0, &Watch{Findings: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := Unblock(context.Background(), c, r); err != nil {
		t.Fatal(err)
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Workload() == workload && (f.Code == report.TasksWait || f.Code == report.TasksRefused) {
			for _, m := range f.Remedies {
				help = append(help, m.Change)
			}
			return help, f
		}
	}
	t.Fatalf("no finding says that %s waits: %+v", workload, r.Findings)
	return nil, nil
}

// scaledUp is a service that runs on its hosts until somebody asks for more tasks.
func scaledUp(mode model.NetworkMode, hosts, before, after int) *config.Config {
	c := rollout(hosts, before, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})
	c.Tasks = c.Tasks[:1]
	c.Tasks[0].NetworkMode = mode
	c.Duration = des.Time(30 * time.Minute)
	up := config.NewEvent(des.Time(time.Minute), config.UpdateService)
	up.Service, up.Desired = 0, after
	c.Events = []config.Event{up}
	return c
}

// TestHelpForTasksThatWait: tasks that wait after scaling get the smallest change of each kind. An
// m5.large has 2 attachment slots, with a trunk 10; an m5.xlarge 3, an m5.2xlarge 3.
func TestHelpForTasksThatWait(t *testing.T) {
	for _, row := range []struct {
		name string
		c    *config.Config
		want string
	}{
		{"awsvpc mode, 6 slots for 8 tasks", scaledUp(model.AWSVPC, 3, 6, 8),
			"awsvpcTrunking enabled, and the instances launched after that | 1 more m5.large in group hosts | m5.xlarge in place of m5.large in group hosts | bridge mode with dynamic host ports for web"},
		{"port 80 on 3 hosts, 5 tasks", scaledUp(model.Bridge, 3, 3, 5), "2 more m5.large in group hosts | hostPort 0 (dynamic) for web"},
		{"host mode", scaledUp(model.HostMode, 3, 3, 4), "1 more m5.large in group hosts | bridge mode with dynamic host ports for web"},
	} {
		help, f := helpFor(t, row.c, "web")
		if got := strings.Join(help, " | "); got != row.want {
			t.Errorf("%s:\n%s, want\n%s", row.name, got, row.want)
		}
		for _, m := range f.Remedies {
			if m.Outcome != "all its tasks are placed" || m.All {
				t.Errorf("%s: %+v", row.name, m)
			}
		}
	}
}

// TestHelpForALostZone: of two more instances one would come to be in the zone that is lost.
func TestHelpForALostZone(t *testing.T) {
	g := m5large(2)
	g.Zones = []string{"a", "b"}
	web := definition("web", 128, 128, 80)
	web.NetworkMode = model.Bridge
	c := scaledUp(model.Bridge, 2, 2, 2)
	c.Groups, c.Tasks[0] = []config.InstanceGroup{g}, web
	lost := config.NewEvent(des.Time(time.Minute), config.FailAvailabilityZone)
	lost.Zone = "a"
	c.Events = []config.Event{lost}
	if help, _ := helpFor(t, c, "web"); !slices.Contains(help, "2 more m5.large in group hosts") {
		t.Errorf("%v, want 2 more m5.large in group hosts among them", help)
	}
}

// TestHelpForAll: several workloads wait, and one change lets all of them in.
func TestHelpForAll(t *testing.T) {
	c := scaledUp(model.Bridge, 2, 2, 4)
	other := definition("api", 128, 128, 81)
	other.NetworkMode, other.Revision = model.Bridge, 1
	c.Tasks = append(c.Tasks, other)
	serve(c, "api", 1, 2, func(s *config.Service) {
		s.StartedBefore, s.Deploying = true, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200}
	})
	up := config.NewEvent(des.Time(time.Minute), config.UpdateService)
	up.Service, up.Desired = 1, 5
	c.Events = append(c.Events, up)
	help, f := helpFor(t, c, "web")
	if want := "3 more m5.large in group hosts | hostPort 0 (dynamic) for web"; strings.Join(help, " | ") != want {
		t.Errorf("%v, want %s", help, want)
	}
	if m := f.Remedies[0]; !m.All || m.Outcome != "all tasks of all 2 workloads that wait are placed" {
		t.Errorf("%+v", m)
	}
}

// TestNoHelp: where nothing lets the tasks in, what was tried is said.
func TestNoHelp(t *testing.T) {
	c := scaledUp(model.Bridge, 3, 2, 3)
	c.Services[0].Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == gold"}}
	c.Services[0].StartedBefore = false
	help, f := helpFor(t, c, "web")
	if len(help) > 0 || len(f.TriedInVain) == 0 || !strings.HasSuffix(f.TriedInVain[0], "more m5.large in group hosts") {
		t.Errorf("helps: %v; tried in vain: %v", help, f.TriedInVain)
	}
}

// TestHelpHolds: of a service that is created with too little room, and loses a zone afterwards, what only
// lets its creation complete before that is no help. Six hosts leave three when a zone is lost.
func TestHelpHolds(t *testing.T) {
	c := rollout(2, 3, config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 200})
	c.Services[0].StartedBefore, c.Duration = false, des.Time(30*time.Minute)
	c.Groups[0].Zones = []string{"a", "b"}
	lost := config.NewEvent(des.Time(5*time.Minute), config.FailAvailabilityZone)
	lost.Zone = "a"
	c.Events = []config.Event{lost}
	help, _ := helpFor(t, c, "web")
	if got, want := strings.Join(help, " | "), "4 more m5.large in group hosts | hostPort 0 (dynamic) in place of 80"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
