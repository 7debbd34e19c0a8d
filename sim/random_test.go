package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// randomWorld draws a scenario: mixed groups over zones, small subnets, every
// network mode, strategies and constraints, services, daemons, streams and calls,
// steps of random length.
func randomWorld(r *rand.Rand) *Config {
	c := world(0)
	c.Seed = r.Uint64()
	c.Duration = des.Time(time.Hour)
	c.Trunking = r.IntN(2) == 0
	c.Options.TieLowest = r.IntN(2) == 0
	c.Options.ENIAtStopping = r.IntN(4) == 0
	c.Options.DockerPorts = r.IntN(4) == 0
	zones := []string{"a", "b", "c"}[:1+r.IntN(3)]
	c.Subnets = nil
	for _, z := range zones {
		s := Subnet{ID: "subnet-" + z, Zone: z}
		if r.IntN(2) == 0 {
			s.Network, _ = model.ParseSubnet(fmt.Sprintf("10.0.0.0/%d", 26+r.IntN(2)))
		}
		c.Subnets = append(c.Subnets, s)
	}
	c.Groups = nil
	for i := range 1 + r.IntN(3) {
		g := world(1 + r.IntN(4)).Groups[0]
		g.Name, g.Zones = fmt.Sprintf("g%d", i), zones
		g.CPU, g.Memory = model.CPU(1024<<r.IntN(3)), model.MiB(2000<<r.IntN(3))
		g.SlotsPlain = int32(1 + r.IntN(3))
		g.SlotsTrunk = g.SlotsPlain + int32(r.IntN(9))
		g.ManualENIs = int32(r.IntN(8) / 7)
		g.DynamicRange.Last = g.DynamicRange.First + uint16(2+r.IntN(40))
		g.Attributes = map[string]string{"stack": []string{"prod", "test"}[r.IntN(2)]}
		if r.IntN(3) == 0 {
			g.Listeners = reserved(uint16(32768+r.IntN(4)), uint16(8000+r.IntN(4)))
		}
		c.Groups = append(c.Groups, g)
	}
	some := func(max time.Duration) des.Dist {
		if r.IntN(4) == 0 {
			return des.Dist{}
		}
		d, err := des.Exponential(time.Duration(1 + r.Int64N(int64(max))))
		if err != nil {
			panic(err)
		}
		return d
	}
	c.Timings.ENIAttach, c.Timings.BranchAttach, c.Timings.ENIDetach = some(90*time.Second), some(90*time.Second), some(60*time.Second)
	c.Timings.PauseStart, c.Timings.ImagePull, c.Timings.ContainerStart = some(time.Second), some(time.Minute), some(10*time.Second)
	for i := range 1 + r.IntN(6) {
		td := randomTask(r, fmt.Sprintf("t%d", i))
		use := Use{Strategies: randomStrategies(r), Constraints: randomConstraints(r)}
		if td.NetworkMode != model.HostMode && td.NetworkMode != model.None && r.IntN(4) == 0 {
			use.ServiceConnect = model.ServiceConnect{Enabled: true, ProxyCPU: 64, ProxyMemory: 32, DynamicListeners: r.IntN(2)}
		}
		if r.IntN(2) == 0 {
			s := c.service(fmt.Sprintf("s%d", i), r.IntN(12), td)
			task := s.Task
			s.Use = use
			s.Task = task
			s.StartedBefore = r.IntN(4) == 0
			if r.IntN(5) == 0 {
				s.Daemon, s.Strategies = true, nil
			}
			continue
		}
		run := c.tasks(fmt.Sprintf("r%d", i), r.IntN(30), time.Duration(r.IntN(600))*time.Second, td)
		use.Task = run.Task
		run.Use = use
		run.Forever = r.IntN(4) == 0
		run.RunFor = some(10 * time.Minute)
		if r.IntN(2) == 0 {
			run.Stream = true
			run.Arrivals, _ = des.Exponential(time.Duration(1+r.IntN(30)) * time.Second)
			run.Count = 1 + r.IntN(100)
		}
	}
	return c
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
// tasks; the same seed gives the same bytes; the indexed scheduler chooses what
// the linear one chooses; every workload's counts add up.
func TestRandomScenarios(t *testing.T) {
	n := 1000
	if os.Getenv("ECSSIM_VERIFY") != "" {
		n = 10_000
	}
	for seed := range uint64(n) {
		world := func() *Config { return randomWorld(rand.New(rand.NewPCG(seed, 7))) }
		first := play(t, world())
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
			t.Fatalf("seed %d: two runs differ:\n%s\n%s", seed, a, b)
		}
		if a != c {
			t.Fatalf("seed %d: indexed and linear placement differ:\n%s\n%s", seed, a, c)
		}
		for _, w := range first.RunTasks {
			if w.Requested != w.Placed+w.Refused+w.Failed {
				t.Fatalf("seed %d: %+v does not add up", seed, w)
			}
		}
	}
}

func bytesOf(t *testing.T, r *Report) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Everything that was taken is given back: after the last task nothing is left.
func TestAllIsGivenBack(t *testing.T) {
	for seed := range uint64(200) {
		c := randomWorld(rand.New(rand.NewPCG(seed, 11)))
		c.Duration, c.Services = 0, nil
		for i := range c.RunTasks {
			c.RunTasks[i].Forever = false
		}
		k := start(t, c)
		if err := k.run(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if k.tasks.Len() != 0 || k.clock.Pending() != 0 {
			t.Fatalf("seed %d: %d tasks and %d events left", seed, k.tasks.Len(), k.clock.Pending())
		}
		for h := range int32(k.hosts.Len()) {
			x := k.hosts.At(h)
			if x.Free != x.Registered || x.Held != (model.Room{}) || x.Bridge != 0 || x.ECSBridge != 0 || k.sockets.count[h] != 0 {
				t.Fatalf("seed %d: host %d is left with %+v", seed, h, *x)
			}
		}
	}
}
