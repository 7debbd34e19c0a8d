package engine_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// A thousand random scenarios, others in each run: after every event the ledgers agree with the
// tasks and the service scheduler has kept within its bounds; the same seed gives
// the same bytes; the indexed scheduler chooses what the linear one chooses; every
// workload's counts add up; and a run ends.
func TestRandomScenarios(t *testing.T) {
	n := 1000
	if os.Getenv("ECSSIM_VERIFY") != "" {
		n = 10_000
	}
	eachWorld(t, n, randomScenario)
}

func randomScenario(t *testing.T, seed uint64) {
	world := func() *config.Config { return worldOf(seed) }
	repeats := false // a run that went on would not leave be what repeats forever
	var full des.Level
	v, first := guarded(t, world(), engine.AfterEach(func(v *engine.View) {
		v.Fetch() // which decides nothing
		repeats = repeats || v.RepeatsForever()
		full.Set(v.Now(), instancesFull(v))
	}))
	if got, want := first.ENIExhaustion.InstanceSeconds, full.Mean(v.End())*v.End().Seconds(); got != want {
		t.Errorf("%v s of instances without a slot, recounted %v", got, want)
	}
	_, again := end(t, world())
	linear := world()
	linear.Options.Linear = true
	_, plain := end(t, linear)
	a, b, c := bytesOf(t, first), bytesOf(t, again), bytesOf(t, plain)
	if a != b {
		t.Fatalf("two runs differ:\n%s\n%s", a, b)
	}
	if a != c {
		t.Fatalf("indexed and linear placement differ:\n%s\n%s", a, c)
	}
	for _, w := range first.RunTasks {
		if w.Requested != w.Placed+w.Waiting+w.Refused+w.Failed {
			t.Errorf("%+v does not add up", w)
		}
	}
	checkEnd(t, v, first)
	if !repeats {
		staysStuck(t, world(), v)
	}
}

// instancesFull counts the instances without a free attachment slot.
func instancesFull(v *engine.View) (n int64) {
	for h := range event.InstanceID(v.Instances()) {
		if v.Full(h) {
			n++
		}
	}
	return n
}

// checkEnd says what cannot be at the end of a run that came to rest by itself.
func checkEnd(t *testing.T, v *engine.View, r *report.Report) {
	t.Helper()
	for i := range r.Services {
		for _, d := range r.Services[i].Deployments {
			if d.Verdict == report.Stuck && (d.BlockedBy == "" || d.Message == "") {
				t.Errorf("service %s: STUCK by %q: %q", r.Services[i].ServiceName, d.BlockedBy, d.Message)
			}
		}
	}
	for _, service := range v.RestsInProgress() {
		t.Errorf("the run has come to rest at %v and a deployment is IN_PROGRESS: %s", v.End(), service)
	}
}

// staysStuck plays a scenario again, longer, with nothing planned: what was STUCK
// has to stay so.
func staysStuck(t *testing.T, c *config.Config, v *engine.View) {
	t.Helper()
	stuck := map[event.WorkloadID]bool{}
	for i := range event.WorkloadID(len(c.Services)) {
		if d := v.OpenDeployment(i); d >= 0 && v.Deployment(d).Verdict == report.Stuck {
			stuck[i] = true
		}
	}
	if len(stuck) == 0 {
		return
	}
	prolong(c, v.End())
	moved := placedAfter{services: stuck, after: v.End()}
	longer, _ := end(t, c, &moved)
	for i, at := range moved.at {
		delete(stuck, i)
		t.Errorf("service %s was STUCK at %v and placed a task at %v", c.Services[i].Name, v.End(), at)
	}
	for i := range stuck {
		d := longer.OpenDeployment(i)
		if d < 0 || longer.Deployment(d).Verdict != report.Stuck && longer.Deployment(d).Verdict != "" {
			t.Errorf("service %s was STUCK at %v, and is not at %v", c.Services[i].Name, v.End(), longer.End())
		}
	}
}

// placedAfter is an observer that notes when some services first place a task after an instant.
type placedAfter struct {
	services map[event.WorkloadID]bool
	after    des.Time
	at       map[event.WorkloadID]des.Time
}

func (x *placedAfter) Wants() event.Kinds { return event.KindsOf(event.TaskPlaced) }

func (x *placedAfter) On(e *event.Event) {
	if _, known := x.at[e.Workload]; known || e.At <= x.after || !x.services[e.Workload] {
		return
	}
	if x.at == nil {
		x.at = map[event.WorkloadID]des.Time{}
	}
	x.at[e.Workload] = e.At
}

// prolong has a scenario go on for hours after an instant, with nothing planned
// after it.
func prolong(c *config.Config, end des.Time) {
	c.Events = slices.DeleteFunc(c.Events, func(e config.Event) bool { return e.At > end })
	for i := range c.Services {
		if s := c.Services[i].Scaling; s != nil {
			s.Scheduled = slices.DeleteFunc(s.Scheduled, func(a config.ScheduledAction) bool { return a.At > end })
			for j := range s.Scheduled {
				s.Scheduled[j].Until = max(end, 1)
			}
		}
	}
	for i := range c.RunTasks {
		r := &c.RunTasks[i]
		switch {
		case r.Stream && (r.Until == 0 || r.Until > end):
			r.Until = max(end, 1)
		case !r.Stream && r.At > end:
			r.Count = 0
		}
	}
	c.Duration = end + des.Time(6*time.Hour)
}

func bytesOf(t *testing.T, r *report.Report) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Everything that was taken is given back: when no task runs for ever, none is left
// in the end but those that wait for room that does not come.
func TestAllIsGivenBack(t *testing.T) {
	eachWorld(t, 200, func(t *testing.T, seed uint64) {
		c := worldOf(seed)
		c.Duration, c.Services, c.Own = 0, nil, nil
		c.Events = slices.DeleteFunc(c.Events, func(e config.Event) bool { return e.Service >= 0 || e.Kind == config.DisconnectAgent })
		for i := range c.RunTasks {
			c.RunTasks[i].Forever, c.RunTasks[i].ServiceConnect = false, model.ServiceConnect{}
		}
		v, _ := guarded(t, c)
		tasks := 0
		for range v.Tasks() {
			tasks++
		}
		if tasks != v.QueuedTasks() || v.Pending() != 0 {
			t.Fatalf("%d tasks, %d of them PROVISIONING, and %d entries left", tasks, v.QueuedTasks(), v.Pending())
		}
		for h := range event.InstanceID(v.Instances()) {
			x := v.Host(h)
			if x.Free != x.Registered || x.Held != (model.Load{}) || x.Bridge != 0 || x.ECSBridge != 0 || v.DynamicPorts(h) != 0 || v.Devices(h) != 0 {
				t.Fatalf("host %d is left with %+v", h, x)
			}
		}
	})
}

// What the outlook says follows from the state alone, in whatever order it is asked, and asking
// changes nothing: a run in which everything is asked after every entry is the same run.
func TestOutlookOnlyReads(t *testing.T) {
	eachWorld(t, 400, func(t *testing.T, seed uint64) {
		_, asked := end(t, worldOf(seed), engine.AfterEach(func(v *engine.View) { v.AskOutlook(t) }))
		_, plain := end(t, worldOf(seed))
		if a, b := bytesOf(t, asked), bytesOf(t, plain); a != b {
			t.Errorf("the run in which everything is asked:\n%s\nand the one in which it is not:\n%s", a, b)
		}
	})
}
