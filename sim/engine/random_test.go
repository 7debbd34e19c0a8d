package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// A thousand random scenarios: after every event the ledgers agree with the
// tasks and the service scheduler has kept within its bounds; the same seed gives
// the same bytes; the indexed scheduler chooses what the linear one chooses; every
// workload's counts add up; and a run ends.
func TestRandomScenarios(t *testing.T) {
	n := 1000
	if os.Getenv("ECSSIM_VERIFY") != "" {
		n = 10_000
	}
	for seed := range uint64(n) {
		t.Run(fmt.Sprintf("generator %d seed %d", generatorVersion, seed), func(t *testing.T) { randomScenario(t, seed) })
	}
}

func randomScenario(t *testing.T, seed uint64) {
	world := func() *config.Config { return randomWorld(rand.New(rand.NewPCG(seed, 7))) }
	k := watched(t, world())
	check, repeats := k.afterEvent, false // a run that went on would not leave be what repeats forever
	k.afterEvent = func(k *cluster) {
		check(k)
		k.fetch() // which decides nothing
		repeats = repeats || k.Config.Duration == 0 && k.outlook.RepeatsForever()
	}
	if err := k.run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	first := k.wholeReport()
	again, err := simulate(context.Background(), world(), 0, nil, NewServiceEvents())
	if err != nil {
		t.Fatal(err)
	}
	linear := world()
	linear.Options.Linear = true
	plain, err := simulate(context.Background(), linear, 0, nil, NewServiceEvents())
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := bytesOf(t, first), bytesOf(t, again.k.wholeReport()), bytesOf(t, plain.k.wholeReport())
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
	k.checkEnd(t)
	if !repeats {
		staysStuck(t, world(), k)
	}
}

// checkEnd says what cannot be at the end of a run that came to rest by itself.
func (k *cluster) checkEnd(t *testing.T) {
	t.Helper()
	for n := range k.Deployments {
		d := k.Deployments[n]
		w := &k.Workloads[d.Workload]
		if w.Service == nil {
			continue
		}
		if d.Verdict == report.Stuck && d.Blocker.Rule == event.NotBlocked {
			t.Errorf("service %s: STUCK by nothing", w.Name)
		}
		if d.Verdict == "" && k.OpenDeployment(w) == d && k.isOver() && !k.outlook.RepeatsForever() && k.UnfollowedExits == 0 {
			t.Errorf("service %s: the run has come to rest at %v and its deployment is IN_PROGRESS: %+v", w.Name, k.End, w.Pass)
		}
	}
}

// staysStuck plays a scenario again, longer, with nothing planned: what was STUCK
// has to stay so.
func staysStuck(t *testing.T, c *config.Config, k *cluster) {
	t.Helper()
	stuck := map[string]int{} // the deployment, by service
	for i := range k.Workloads {
		if w := &k.Workloads[i]; w.Service != nil {
			if d := k.OpenDeployment(w); d != nil && d.Verdict == report.Stuck {
				stuck[w.Name] = i
			}
		}
	}
	if len(stuck) == 0 {
		return
	}
	prolong(c, k.End)
	longer, err := newCluster(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	longer.hear(func(e *event.Event) {
		name := longer.Workloads[e.Workload].Name
		if _, ok := stuck[name]; ok && e.At > k.End {
			delete(stuck, name)
			t.Errorf("service %s was STUCK at %v and placed a task at %v", name, k.End, e.At)
		}
	}, event.TaskPlaced)
	if err := longer.run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for name, i := range stuck {
		before, after := k.OpenDeployment(&k.Workloads[i]), longer.OpenDeployment(&longer.Workloads[i])
		if after == nil || after.Verdict != report.Stuck && after.Verdict != "" {
			t.Errorf("service %s was STUCK at %v by %+v, and %+v at %v", name, k.End, before.Blocker, after, longer.End)
		}
	}
}

// prolong has a scenario go on for hours after an instant, with nothing planned
// after it.
func prolong(c *config.Config, end des.Time) {
	c.Events = slices.DeleteFunc(c.Events, func(e config.Event) bool { return e.At > end })
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
	for seed := range uint64(200) {
		c := randomWorld(rand.New(rand.NewPCG(seed, 11)))
		c.Duration, c.Services, c.Own = 0, nil, nil
		c.Events = slices.DeleteFunc(c.Events, func(e config.Event) bool { return e.Service >= 0 || e.Kind == config.DisconnectAgent })
		for i := range c.RunTasks {
			c.RunTasks[i].Forever, c.RunTasks[i].ServiceConnect = false, model.ServiceConnect{}
		}
		k := watched(t, c)
		if err := k.run(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if k.Tasks.Len() != k.QueuedTasks || k.LiveEvents != 0 {
			t.Fatalf("seed %d: %d tasks, %d of them PROVISIONING, and %d events left", seed, k.Tasks.Len(), k.QueuedTasks, k.LiveEvents)
		}
		for h := range event.InstanceID(k.Hosts.Len()) {
			x := k.Hosts.At(int32(h))
			if x.Free != x.Registered || x.Held != (model.Load{}) || x.Bridge != 0 || x.ECSBridge != 0 || k.Sockets.Hosts[h].DynamicBound != 0 || k.Instances[h].Devices != 0 {
				t.Fatalf("seed %d: host %d is left with %+v", seed, h, *x)
			}
		}
	}
}
