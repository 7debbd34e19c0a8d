package engine_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
)

// generatorVersion is raised with each change of what a seed draws in randomWorld. A
// seed that is written down anywhere stands with the version that it was found with:
// under another it is another world. Worlds worth keeping are written out as files
// (scenarios/testdata/verdicts).
const generatorVersion = 9

// randomWorld draws a scenario: mixed groups over zones and capacity providers,
// small subnets, every network mode, strategies and constraints, services, daemons,
// streams and calls, steps of random length, and all that may happen meanwhile. Half of
// the worlds do without most of it.
func randomWorld(rr *rand.Rand) *config.Config {
	r := chance{Rand: rr}
	if r.in(2) {
		r.swarm = newSwarm(rr)
	}
	c := world(0)
	c.Seed = r.Uint64()
	c.Alarms = []string{"errors", "latency"}
	if r.may(aDuration, 2) {
		c.Duration = des.Time(time.Hour)
	}
	c.Trunking = r.may(trunking, 2)
	c.Options.TieLowest = r.in(2)
	c.Options.ENIAtStopping = r.may(readings, 4)
	c.Options.DockerPorts = r.may(readings, 4)
	c.Options.CountStopping = r.may(readings, 4)
	c.Options.IgnoreRegistration = r.may(readings, 4)
	c.Options.NoneFromZero = r.may(readings, 4)
	c.Options.InServiceAtLaunch = r.may(readings, 4)
	c.Options.GPUIDs, c.Options.QueueWithoutECS = r.may(readings, 2), r.may(readings, 2)
	zones := []string{"a", "b", "c"}[:1+r.IntN(3)]
	c.Subnets = nil
	for i, z := range zones {
		s := config.Subnet{ID: "subnet-" + z, Zone: z}
		if r.may(limitedSubnets, 2) {
			s.Network, _ = model.ParseSubnet(fmt.Sprintf("10.0.%d.0/%d", i, 26+r.IntN(2)))
		}
		c.Subnets = append(c.Subnets, s)
	}
	chance{rand.New(rand.NewPCG(c.Seed, 6)), r.swarm}.ipv6(c)
	c.Groups = nil
	if r.mostly(plainGroups, 4) {
		for i := range 1 + r.IntN(3) {
			c.Groups = append(c.Groups, r.group(fmt.Sprintf("g%d", i), zones))
		}
	}
	if r.mostly(providers, 3) {
		r.providers(c, zones)
	}
	c.Timings.ENIAttach, c.Timings.BranchAttach, c.Timings.ENIDetach = r.some(90*time.Second), r.some(90*time.Second), r.some(60*time.Second)
	c.Timings.PauseStart, c.Timings.ImagePull, c.Timings.ContainerStart = r.some(time.Second), r.some(time.Minute), r.some(10*time.Second)
	r.timings(&c.Timings)
	r.quotas(&c.Quotas)
	for i := range 1 + r.IntN(5) {
		r.work(c, i)
	}
	r.overloads(c)
	r.events(c, zones)
	if err := engine.Possible(c); err != nil { // a subnet or a quota is too small for the instances
		c.Quotas.ENIsPerZone = 50
		for i := range c.Subnets {
			if x := &c.Subnets[i].Network; x.Limited() {
				*x = model.Subnet{}.WithIPv6(x.IPv6())
			}
		}
	}
	return c
}

// ipv6 makes some subnets dual stack and some IPv6-only, and adds others beside them.
func (r chance) ipv6(c *config.Config) {
	c.DualStack = r.may(ipv6, 2)
	for i := range c.Subnets {
		if !r.may(ipv6, 2) {
			continue
		}
		x, block := &c.Subnets[i], netip.Prefix{}
		if !r.in(3) {
			block = must(model.ParseIPv6Block(fmt.Sprintf("2001:db8:1:%d::/64", i)))
		}
		switch r.IntN(3) {
		case 0:
			x.Network = x.Network.WithIPv6(block)
		case 1:
			x.Network = model.IPv6OnlySubnet(block)
		case 2:
			c.Subnets = append(c.Subnets, config.Subnet{ID: x.ID + "-ipv6", Zone: x.Zone, Network: model.IPv6OnlySubnet(block)})
		}
	}
}

// overloads has the health checks of some services fail above a load.
func (r chance) overloads(c *config.Config) {
	for i := range c.Services {
		if r.may(overload, 3) {
			c.Services[i].UnhealthyAbove = float64(10 + r.IntN(40))
		}
	}
}

// group draws container instances.
func (r chance) group(name string, zones []string) config.InstanceGroup {
	g := world(1 + r.IntN(4)).Groups[0]
	g.Name, g.Zones = name, zones
	g.CPU, g.Memory = model.CPU(1024<<r.IntN(3)), model.MiB(2000<<r.IntN(3))
	g.SlotsPlain = int32(1 + r.IntN(3))
	g.SlotsTrunk = g.SlotsPlain + int32(r.IntN(9))
	if r.may(otherENIs, 8) {
		g.ManualENIs = 1
	}
	g.DynamicRange.Last = g.DynamicRange.First + uint16(2+r.IntN(40))
	g.Attributes = map[string]string{"stack": []string{"prod", "test"}[r.IntN(2)]}
	g.SpotDraining, g.PullUpfront = r.in(2), r.in(4)
	g.Draining = []config.TerminationDraining{config.DrainByDefault, config.DrainByDefault, config.DrainAlways, config.DrainNever}[r.IntN(4)]
	if r.mostly(gpus, 5) {
		g.GPU = int32(1 + r.IntN(4))
	}
	r.host(&g)
	if r.may(listeners, 3) {
		g.Listeners = reserved(uint16(32768+r.IntN(4)), uint16(8000+r.IntN(4)))
	}
	return g
}

// work draws a service or a stream of RunTask requests.
func (r chance) work(c *config.Config, i int) {
	td := r.task(fmt.Sprintf("t%d", i))
	r.careful(&td)
	r.own(c, &td)
	use := config.Use{Strategies: r.strategies(), Constraints: r.constraints(), Providers: r.shares(c)}
	if td.NetworkMode != model.HostMode && td.NetworkMode != model.None && r.may(serviceConnect, 4) {
		use.ServiceConnect = r.connect(&td)
	}
	if r.may(runTasks, 3) {
		run := addTasks(c, fmt.Sprintf("r%d", i), r.IntN(30), time.Duration(r.IntN(600))*time.Second, td)
		use.Task = run.Task
		run.Use = use
		run.Forever = r.in(4)
		run.RunFor = r.some(10 * time.Minute)
		if r.may(streams, 2) {
			run.Stream = true
			run.Arrivals = must(des.Exponential(time.Duration(1+r.IntN(30)) * time.Second))
			run.Count = 1 + r.IntN(100)
		} else if r.may(running, 4) {
			run.At, run.StartedBefore, run.Running = 0, true, r.running(c, run.Count, false)
		}
		return
	}
	s := addService(c, fmt.Sprintf("s%d", i), r.IntN(10), td)
	task := s.Task
	s.Use = use
	s.Task = task
	s.StartedBefore = r.may(startedBefore, 4)
	if r.may(daemons, 5) {
		s.Daemon, s.Strategies, s.Desired, s.Providers = true, nil, 0, nil
	}
	if s.StartedBefore && r.may(running, 2) {
		s.Running = r.running(c, s.Desired, s.Daemon)
	}
	s.Deploying = r.deploying(s.Daemon)
	s.Rebalance = !s.Daemon && s.Deploying.MaximumPercent > 100 && r.may(rebalancing, 2)
	r.behind(c, s, &td)
}

// running draws where some of so many tasks run when the scenario begins, whether they fit or not.
func (r chance) running(c *config.Config, most int, daemon bool) (all []config.Running) {
	for g := range c.Groups {
		for n := range c.Groups[g].Count {
			tasks := r.IntN(4)
			if daemon {
				tasks = min(tasks, 1)
			} else {
				tasks = min(tasks, most)
				most -= tasks
			}
			all = append(all, config.Running{Group: g, Number: n + 1, Tasks: tasks})
		}
	}
	return all
}

// connect draws the Service Connect of a service: a client only, or with a listener in
// front of the first port mapping, on a port of its own or not.
func (r chance) connect(td *model.TaskDefinition) model.ServiceConnect {
	sc := model.ServiceConnect{Enabled: true, ProxyCPU: model.CPU(64 * r.IntN(2)), ProxyMemory: model.MiB(32 * r.IntN(2)), PortsCounted: r.in(2)}
	if m := td.Containers[0].PortMappings; len(m) > 0 {
		m[0].Name = "first"
	}
	if r.in(2) {
		override := []uint16{0, 15000, uint16(32768 + r.IntN(4)), 9000}[r.IntN(4)]
		sc.Listeners = append(sc.Listeners, model.IngressListener{PortName: "first", Override: override})
	}
	return sc
}

// task draws a task definition.
func (r chance) task(family string) model.TaskDefinition {
	td := def(family, r.mode(), model.CPU(r.IntN(600)), model.MiB(6+r.IntN(900)))
	if td.NetworkMode == model.None {
		return td
	}
	most := 1
	if r.may(sidecars, 2) {
		most = 2
	}
	for i := range most {
		var maps []model.PortMapping
		for j := range r.IntN(3) {
			m := model.PortMapping{ContainerPort: uint16(8000 + 10*i + j), Protocol: model.Protocol(r.IntN(2))}
			if td.NetworkMode == model.Bridge && r.mostly(hostPorts, 6) {
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
		if r.may(gpus, 12) {
			td.Containers[0].GPUs = []int32{1, 2, model.AllGPUs}[r.IntN(3)]
		}
		if i == 0 {
			td.Containers[0].PortMappings = maps
		} else {
			td.Containers = append(td.Containers, model.Container{Name: "side", Essential: true, Memory: 16, PortMappings: maps})
		}
	}
	return td
}

func (r chance) strategies() []model.Strategy {
	if !r.mostly(strategies, 4) {
		return nil
	}
	all := []model.Strategy{
		{Type: "binpack", Field: "memory"}, {Type: "binpack", Field: "cpu"}, {Type: "spread", Field: "instanceId"},
		{Type: "spread", Field: "attribute:ecs.availability-zone"}, {Type: "spread", Field: "attribute:stack"}, {Type: "random"},
	}
	var s []model.Strategy
	for range 1 + r.IntN(3) {
		s = append(s, all[r.IntN(len(all))])
	}
	return s
}

func (r chance) constraints() []model.Constraint {
	if !r.may(constraints, 2) {
		return nil
	}
	switch r.IntN(4) {
	case 0:
		return []model.Constraint{{Type: "distinctInstance"}}
	case 1:
		return []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == prod"}}
	case 2:
		return []model.Constraint{{Type: "memberOf", Expression: "not(task:group == family:t1) and runningTasksCount < 5"}}
	case 3:
		return []model.Constraint{{Type: "memberOf", Expression: "registeredAt < 2026-01-01T00:05:00Z or ec2InstanceId == i-00000000000000009"}}
	}
	panic("a constraint more")
}
