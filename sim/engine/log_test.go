package engine_test

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/observe/narrate"
)

// logOf returns what a run logs, and checks that watching changes nothing.
func logOf(t *testing.T, c *config.Config) (log []narrate.Entry) {
	t.Helper()
	got, err := told(c, func(e narrate.Entry) { log = append(log, e) })
	if err != nil {
		t.Fatal(err)
	}
	want, err := told(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(want)
	if string(a) != string(b) {
		t.Fatalf("the report of a run with a log is\n%s\nand without\n%s", a, b)
	}
	return log
}

// TestLogIsAStory holds every entry of random worlds to its form: in order of
// time, an event named noun.verbed, a subject, and something that its name does not
// say.
func TestLogIsAStory(t *testing.T) {
	name := regexp.MustCompile(`^[a-z]+\.[a-z]+([A-Z][a-z]+)*$`)
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := randomWorld(r)
		for n := range 8 { // something happens to the instances
			e := config.NewEvent(des.Time(time.Duration(n+1)*7*time.Minute), 0)
			e.Count, e.Zone = 1+r.IntN(2), "a"
			e.Kind = []config.EventKind{config.ReplaceInstances, config.TerminateInstances, config.DrainInstances, config.InterruptSpot, config.DisconnectAgent, config.ReconnectAgent, config.RestartAgent,
				config.PutAccountSetting, config.FailAvailabilityZone}[r.IntN(9)]
			c.Events = append(c.Events, e)
		}
		now := des.Time(0)
		for _, e := range logOf(t, c) {
			if e.At < now || !name.MatchString(e.Event) || e.Detail == "" && e.Cause == "" ||
				e.Service == "" && e.Instance == "" && e.Detail == "" {
				t.Fatalf("seed %d, after %v: %+v", seed, now, e)
			}
			now = e.At
		}
	}
}

// TestLogTellsOfADeployment follows one deployment that gets stuck and one that
// does not: who, when, what and why.
func TestLogTellsOfADeployment(t *testing.T) {
	c := world(1)
	old := def("web", model.Bridge, 128, 128, tcp(80, 80))
	s := addService(c, "web", 1, old)
	s.StartedBefore = true
	next := old
	next.Revision = 2
	c.Tasks = append(c.Tasks, next)
	planUpdate(c, time.Minute).Task = 1
	planUpdate(c, 2*time.Minute).Deploying = &config.Deploying{MinimumHealthyPercent: 0, MaximumPercent: 100}
	const lack = "RESOURCE:PORTS: host-1, the closest, has port 80/tcp taken, 94 of 100 ports left, " +
		"and the task needs port 80/tcp"
	want := []narrate.Entry{
		{
			Event: "instances.registered", Cause: "the scenario begins with them", Detail: "host-1, m5.large in a, 2 ENI slots; at 10.0.0.4",
		}, {
			Event: "task.running", Service: "web", Task: "web/1", Instance: "host-1",
			Cause: "it ran before the scenario begins", Detail: "web:1, host port 80/tcp",
		}, {
			Event: "service.steady", Service: "web", Detail: "1 task running",
		}, {
			At: 60e9, Event: "deployment.started", Service: "web", Cause: "UpdateService was called",
			Detail: "web:2 in place of web:1, 1 task; at least 1 healthy, at most 2 at a time",
		}, {
			At: 60e9, Event: "placement.refused", Service: "web", Cause: lack,
			Detail: "1 task of web:2 to place, next try in 10s",
		}, {
			At: 60e9, Event: "deployment.stuck", Service: "web", Cause: lack,
			Detail: "web:2: may start 1 task and no instance has room; may stop none, 1 of at least 1 are healthy",
		},
	}
	log := logOf(t, c)
	for i, e := range log {
		if i < len(want) && e != want[i] {
			t.Errorf("entry %d is\n%+v, want\n%+v", i, e, want[i])
		}
	}
	told := ""
	for _, e := range log[min(len(want), len(log)):] {
		told += e.Event + " "
	}
	if rest := "placement.refused placement.refused service.updated task.stopping task.stopped deployment.resumed " +
		"task.placed task.running task.healthy deployment.completed service.steady "; told != rest {
		t.Errorf("then %s\nwant %s", told, rest)
	}
}
