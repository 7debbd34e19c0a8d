package engine_test

import (
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/event"
)

// How many more tasks of a service fit, what ECS would say of the next one, and what would
// stop it after that.
func TestHeadroom(t *testing.T) {
	awsvpc := def("web", model.AWSVPC, 256, 512)
	for _, row := range []struct {
		name         string
		c            func() *config.Config
		tasks, hosts int
		bound, next  string
	}{
		{"slots of two hosts, one of them taken", func() *config.Config {
			c := world(2)
			addService(c, "web", 1, awsvpc)
			return c
		}, 3, 2, "RESOURCE:ENI", "RESOURCE:CPU"},
		{"CPU that is free where no slot is", func() *config.Config { // 7 of 8 CPU shares are gone where slots are left
			c := world(2)
			s := addService(c, "web", 2, awsvpc)
			s.Strategies = []model.Strategy{{Type: "binpack", Field: "memory"}}
			d := addService(c, "big", 1, def("big", model.Bridge, 1900, 64))
			d.Constraints = []model.Constraint{{Type: "memberOf", Expression: "not(task:group == service:web)"}}
			d.StartedBefore, s.StartedBefore = true, true
			return c
		}, 0, 0, "RESOURCE:CPU", "RESOURCE:ENI"},
		{"a static port", func() *config.Config {
			c := world(3)
			addService(c, "web", 1, def("web", model.Bridge, 64, 64, tcp(80, 80)))
			return c
		}, 2, 2, "RESOURCE:PORTS", "RESOURCE:CPU"},
		{"one an instance", func() *config.Config {
			c := world(3)
			addService(c, "web", 1, def("web", model.Bridge, 64, 64)).Constraints = []model.Constraint{{Type: "distinctInstance"}}
			return c
		}, 2, 2, "DistinctInstance placement constraint unsatisfied.", "RESOURCE:CPU"},
		{"not beside its own", func() *config.Config {
			c := world(3)
			addService(c, "web", 1, def("web", model.Bridge, 64, 64)).Constraints = []model.Constraint{{Type: "memberOf", Expression: "not(task:group == service:web)"}}
			return c
		}, 2, 2, "MemberOf placement constraint unsatisfied.", "RESOURCE:CPU"},
		{"addresses that two hosts share", func() *config.Config {
			c := world(2)
			c.Subnets[0].Network, _ = model.ParseSubnet("10.0.0.0/28") // 11, of which the hosts have 2 and the service 6
			c.Groups[0].SlotsPlain = 20
			addService(c, "web", 6, awsvpc)
			return c
		}, 3, 2, "SUBNET:ADDRESSES", "RESOURCE:CPU"},
		{"the dynamic range", func() *config.Config {
			c := world(1)
			c.Groups[0].DynamicRange = model.PortRange{First: 32768, Last: 32770}
			addService(c, "web", 1, def("web", model.Bridge, 64, 64, tcp(80, 0)))
			return c
		}, 2, 1, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU"},
		{"no instance that is one for it", func() *config.Config {
			c := world(1)
			addService(c, "web", 1, def("web", model.Bridge, 64, 64)).Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:stack == prod"}}
			return c
		}, 0, 0, "MemberOf placement constraint unsatisfied.", ""},
		{"no instance", func() *config.Config {
			c := world(0)
			addService(c, "web", 1, awsvpc)
			return c
		}, 0, 0, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := play(t, row.c()).Services[0].Headroom
			bound, next := "", ""
			if h.BoundBy != nil {
				bound = *h.BoundBy
			}
			if h.NextBound != nil {
				next = *h.NextBound
			}
			if h.Tasks != row.tasks || h.Hosts != row.hosts || bound != row.bound || next != row.next {
				t.Errorf("%d more tasks on %d hosts, bound by %q, then %q; want %d on %d, %q, %q",
					h.Tasks, h.Hosts, bound, next, row.tasks, row.hosts, row.bound, row.next)
			}
		})
	}
}

// addLikes adds a service to each replica service of a world that is like it, but for one thing
// or nothing: such workloads are counted once.
func addLikes(c *config.Config, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 8))
	for i := range c.Services {
		s := c.Services[i]
		if s.Daemon {
			continue
		}
		like := config.Service{Name: s.Name + "-like", Use: s.Use, Desired: r.IntN(2), Deploying: s.Deploying}
		like.Running = nil
		switch r.IntN(5) {
		case 0:
			like.Constraints = nil
		case 1:
			like.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:ecs.availability-zone == us-east-1a"}}
		case 2:
			like.Providers = nil
		case 3:
			if len(c.Subnets) > 0 {
				like.Subnets = []int{r.IntN(len(c.Subnets))}
			}
		}
		c.Services = append(c.Services, like)
	}
}

// As many tasks are placed one after another as were counted.
func TestHeadroomIsWhatFits(t *testing.T) {
	const worlds = 600
	var counted atomic.Int64
	ran := eachWorld(t, worlds, func(t *testing.T, seed uint64) {
		world := func() *config.Config {
			c := worldOf(seed)
			c.Duration = min(c.Duration, 3e12)
			addLikes(c, seed)
			return c
		}
		probe, _ := end(t, world())
		for i := range event.WorkloadID(probe.Workloads()) {
			if s := probe.Workload(i).Service; s != nil && s.Daemon || probe.AsksDynamicPorts(i) {
				continue
			}
			v, _ := end(t, world())
			want := v.Headrooms()[i]
			got := v.RehearseHeadroom(i)
			counted.Add(int64(want.Tasks))
			if got != want.Tasks {
				t.Errorf("%d more tasks of %s fit by %v, placed %d", want.Tasks, v.Workload(i).Name, want, got)
			}
		}
	})
	if n := counted.Load(); n < 1000 && ran >= worlds {
		t.Errorf("%d tasks fitted in all worlds, wanted more to compare", n)
	}
}

// TestTogether: one workload alone finds as many places as were counted, several together find no more
// than each alone, and afterwards the cluster is as before.
func TestTogether(t *testing.T) {
	eachWorld(t, 200, func(t *testing.T, seed uint64) {
		v, r := end(t, worldOf(seed))
		alone := v.Headrooms()
		before := bytesOf(t, r)
		var all []event.WorkloadID
		for i := range event.WorkloadID(v.Workloads()) {
			all = append(all, i)
			if v.AsksDynamicPorts(i) {
				continue // ECS may choose an instance that lacks them
			}
			if got := v.Together([]event.WorkloadID{i})[0]; got != alone[i].Tasks {
				t.Errorf("%s alone: %d, counted %d", v.Workload(i).Name, got, alone[i].Tasks)
			}
		}
		first := v.Together(all)
		for n, i := range all {
			if first[n] > alone[i].Tasks && !v.AsksDynamicPorts(i) {
				t.Errorf("%s: %d beside others, %d alone", v.Workload(i).Name, first[n], alone[i].Tasks)
			}
		}
		if again := v.Together(all); !slices.Equal(again, first) {
			t.Errorf("%v, and then %v", first, again)
		}
		for i, want := range alone {
			if got := v.Headrooms()[i]; got != want {
				t.Errorf("%s: %+v, before %+v", v.Workload(event.WorkloadID(i)).Name, got, want)
			}
		}
		if bytesOf(t, r) != before {
			t.Error("the report is another one")
		}
	})
}
