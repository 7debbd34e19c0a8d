package sim

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
	"ecssim/sim/des"
)

// randomWorld draws a scenario: mixed groups over zones and capacity providers,
// small subnets, every network mode, strategies and constraints, services, daemons,
// streams and calls, steps of random length, and all that may happen meanwhile.
func randomWorld(rr *rand.Rand) *Config {
	r := chance{rr}
	c := world(0)
	c.Seed = r.Uint64()
	if r.in(2) {
		c.Duration = des.Time(time.Hour)
	}
	c.Trunking = r.in(2)
	c.Options.TieLowest = r.in(2)
	c.Options.ENIAtStopping = r.in(4)
	c.Options.DockerPorts = r.in(4)
	c.Options.CountStopping = r.in(4)
	c.Options.IgnoreRegistration = r.in(4)
	zones := []string{"a", "b", "c"}[:1+r.IntN(3)]
	c.Subnets = nil
	for _, z := range zones {
		s := Subnet{ID: "subnet-" + z, Zone: z}
		if r.in(2) {
			s.Network, _ = model.ParseSubnet(fmt.Sprintf("10.0.0.0/%d", 26+r.IntN(2)))
		}
		c.Subnets = append(c.Subnets, s)
	}
	c.Groups = nil
	for i := range r.IntN(4) {
		c.Groups = append(c.Groups, r.group(fmt.Sprintf("g%d", i), zones))
	}
	r.providers(c, zones)
	c.Timings.ENIAttach, c.Timings.BranchAttach, c.Timings.ENIDetach = r.some(90*time.Second), r.some(90*time.Second), r.some(60*time.Second)
	c.Timings.PauseStart, c.Timings.ImagePull, c.Timings.ContainerStart = r.some(time.Second), r.some(time.Minute), r.some(10*time.Second)
	r.timings(&c.Timings)
	r.quotas(&c.Quotas)
	for i := range 1 + r.IntN(5) {
		r.work(c, i)
	}
	r.events(c, zones)
	if _, err := newCluster(c, 0); err != nil { // a subnet is too small for the instances
		for i := range c.Subnets {
			c.Subnets[i].Network = model.Subnet{}
		}
	}
	return c
}

// group draws container instances.
func (r chance) group(name string, zones []string) InstanceGroup {
	g := world(1 + r.IntN(4)).Groups[0]
	g.Name, g.Zones = name, zones
	g.CPU, g.Memory = model.CPU(1024<<r.IntN(3)), model.MiB(2000<<r.IntN(3))
	g.SlotsPlain = int32(1 + r.IntN(3))
	g.SlotsTrunk = g.SlotsPlain + int32(r.IntN(9))
	g.ManualENIs = int32(r.IntN(8) / 7)
	g.DynamicRange.Last = g.DynamicRange.First + uint16(2+r.IntN(40))
	g.Attributes = map[string]string{"stack": []string{"prod", "test"}[r.IntN(2)]}
	g.SpotDraining = r.in(2)
	if r.in(3) {
		g.Listeners = reserved(uint16(32768+r.IntN(4)), uint16(8000+r.IntN(4)))
	}
	return g
}

// work draws a service or a stream of RunTask requests.
func (r chance) work(c *Config, i int) {
	td := randomTask(r.Rand, fmt.Sprintf("t%d", i))
	r.careful(&td)
	r.own(c, &td)
	use := Use{Strategies: randomStrategies(r.Rand), Constraints: randomConstraints(r.Rand), Providers: r.shares(c)}
	if td.NetworkMode != model.HostMode && td.NetworkMode != model.None && r.in(4) {
		use.ServiceConnect = model.ServiceConnect{Enabled: true, ProxyCPU: 64, ProxyMemory: 32, DynamicListeners: r.IntN(2)}
	}
	if r.in(3) {
		run := c.tasks(fmt.Sprintf("r%d", i), r.IntN(30), time.Duration(r.IntN(600))*time.Second, td)
		use.Task = run.Task
		run.Use = use
		run.Forever = r.in(4)
		run.RunFor = r.some(10 * time.Minute)
		if r.in(2) {
			run.Stream = true
			run.Arrivals = must(des.Exponential(time.Duration(1+r.IntN(30)) * time.Second))
			run.Count = 1 + r.IntN(100)
		}
		return
	}
	s := c.service(fmt.Sprintf("s%d", i), r.IntN(10), td)
	task := s.Task
	s.Use = use
	s.Task = task
	s.StartedBefore = r.in(4)
	if r.in(5) {
		s.Daemon, s.Strategies, s.Desired, s.Providers = true, nil, 0, nil
	}
	s.Deploying = r.deploying(s.Daemon)
	s.Rebalance = !s.Daemon && s.Deploying.MaximumPercent > 100 && r.in(2)
	r.behind(c, s, &td)
}

func randomTask(r *rand.Rand, family string) model.TaskDefinition {
	td := def(family, model.NetworkMode(r.IntN(4)), model.CPU(r.IntN(600)), model.MiB(6+r.IntN(900)))
	if td.NetworkMode == model.None {
		return td
	}
	for i := range 1 + r.IntN(2) {
		var maps []model.PortMapping
		for j := range r.IntN(3) {
			m := model.PortMapping{ContainerPort: uint16(8000 + 10*i + j), Protocol: model.Protocol(r.IntN(2))}
			if td.NetworkMode == model.Bridge {
				switch r.IntN(4) {
				case 0:
					m.HostPort = uint16(32768 + 10*i + j)
				case 1:
					m.HostPort = uint16(9000 + 10*i + j)
				case 2:
					m.ContainerPort, m.Range = 0, model.PortRange{First: uint16(7000 + 10*j), Last: uint16(7000 + 10*j + r.IntN(4))}
				}
			}
			maps = append(maps, m)
		}
		if i == 0 {
			td.Containers[0].PortMappings = maps
		} else {
			td.Containers = append(td.Containers, model.Container{Name: "side", Essential: true, Memory: 16, PortMappings: maps})
		}
	}
	return td
}

func randomStrategies(r *rand.Rand) []model.Strategy {
	all := []model.Strategy{
		{Type: "binpack", Field: "memory"}, {Type: "binpack", Field: "cpu"}, {Type: "spread", Field: "instanceId"},
		{Type: "spread", Field: "attribute:ecs.availability-zone"}, {Type: "spread", Field: "attribute:stack"}, {Type: "random"},
	}
	var s []model.Strategy
	for range r.IntN(4) {
		s = append(s, all[r.IntN(len(all))])
	}
	return s
}

func randomConstraints(r *rand.Rand) []model.Constraint {
	switch r.IntN(8) {
	case 0:
		return []model.Constraint{{Type: "distinctInstance"}}
	case 1:
		return []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == prod"}}
	case 2:
		return []model.Constraint{{Type: "memberOf", Expression: "not(task:group == family:t1) and runningTasksCount < 5"}}
	}
	return nil
}

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
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { randomScenario(t, seed) })
	}
}

func randomScenario(t *testing.T, seed uint64) {
	world := func() *Config { return randomWorld(rand.New(rand.NewPCG(seed, 7))) }
	k := watched(t, world())
	check, despaired := k.afterEvent, false // a run that went on would not leave those be that are beyond hope
	k.afterEvent = func(k *cluster) {
		check(k)
		despaired = despaired || k.config.Duration == 0 && k.despair()
	}
	if err := k.run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	first := k.report()
	again, err := Run(context.Background(), world(), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	linear := world()
	linear.Options.Linear = true
	plain, err := Run(context.Background(), linear, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
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
	k.checkEnd(t)
	if !despaired {
		staysStuck(t, world(), k)
	}
}

// checkEnd says what cannot be at the end of a run that came to rest by itself.
func (k *cluster) checkEnd(t *testing.T) {
	t.Helper()
	for n := range k.deps {
		d := &k.deps[n]
		w := &k.work[d.work]
		if w.service == nil {
			continue
		}
		if d.verdict == Stuck && (d.blocked == "" || d.message == "") {
			t.Errorf("service %s: STUCK by %q: %q", w.name, d.blocked, d.message)
		}
		if d.verdict == "" && k.under(w) == d && k.settled() && !k.despair() && k.exits == 0 {
			t.Errorf("service %s: the run has come to rest at %v and its deployment is IN_PROGRESS: %+v", w.name, k.end, w.pass)
		}
	}
}

// staysStuck plays a scenario again, longer, with nothing planned: what was STUCK
// has to stay so.
func staysStuck(t *testing.T, c *Config, k *cluster) {
	t.Helper()
	stuck := map[string]int{} // the deployment, by service
	for i := range k.work {
		if w := &k.work[i]; w.service != nil {
			if d := k.under(w); d != nil && d.verdict == Stuck {
				stuck[w.name] = i
			}
		}
	}
	if len(stuck) == 0 {
		return
	}
	c.prolong(k.end)
	longer, err := newCluster(c, 0)
	if err != nil {
		t.Fatal(err)
	}
	longer.log = func(e Entry) {
		if _, ok := stuck[e.Service]; ok && e.At > k.end && e.Event == "task.placed" {
			delete(stuck, e.Service)
			t.Errorf("service %s was STUCK at %v and placed a task at %v", e.Service, k.end, e.At)
		}
	}
	if err := longer.run(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	for name, i := range stuck {
		before, after := k.under(&k.work[i]), longer.under(&longer.work[i])
		if after == nil || after.verdict != Stuck && after.verdict != "" {
			t.Errorf("service %s was STUCK at %v by %s, and %+v at %v", name, k.end, before.blocked, after, longer.end)
		}
	}
}

// prolong has a scenario go on for hours after an instant, with nothing planned
// after it.
func (c *Config) prolong(end des.Time) {
	c.Events = slices.DeleteFunc(c.Events, func(e Event) bool { return e.At > end })
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

func bytesOf(t *testing.T, r *Report) string {
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
		c.Events = slices.DeleteFunc(c.Events, func(e Event) bool { return e.Service >= 0 || e.Kind == DisconnectAgent })
		for i := range c.RunTasks {
			c.RunTasks[i].Forever, c.RunTasks[i].ServiceConnect = false, model.ServiceConnect{}
		}
		k := watched(t, c)
		if err := k.run(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if k.tasks.Len() != k.queued || k.live != 0 {
			t.Fatalf("seed %d: %d tasks, %d of them PROVISIONING, and %d events left", seed, k.tasks.Len(), k.queued, k.live)
		}
		for h := range int32(k.hosts.Len()) {
			x := k.hosts.At(h)
			if x.Free != x.Registered || x.Held != (model.Room{}) || x.Bridge != 0 || x.ECSBridge != 0 || k.sockets.count[h] != 0 || k.devices[h] != 0 {
				t.Fatalf("seed %d: host %d is left with %+v", seed, h, *x)
			}
		}
	}
}
