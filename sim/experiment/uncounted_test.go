package experiment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// portWorld is a service of bridge tasks, each with these dynamic ports, on m5.large with
// a dynamic range of so many ports.
func portWorld(tasks, size int, mappings ...model.PortMapping) *config.Config {
	g := m5large(1)
	g.Zones, g.DynamicRange = []string{"a"}, model.PortRange{First: 40000, Last: uint16(40000 + size - 1)}
	d := definition("web", 128, 256)
	d.NetworkMode, d.Containers[0].PortMappings = model.Bridge, mappings
	c := fixture([]config.InstanceGroup{g}, d)
	serve(c, "web", 0, tasks)
	return c
}

var (
	onePort   = model.PortMapping{ContainerPort: 80}
	oneUDP    = model.PortMapping{ContainerPort: 53, Protocol: model.UDP}
	fourPorts = model.PortMapping{Range: model.PortRange{First: 9100, Last: 9103}}
)

// Dynamic host ports and ports of docker0 count in the hosts needed, in the bound and in
// what binds, as CPU does.
func TestHostsNeededByPorts(t *testing.T) {
	packedWorld := portWorld(10, 3, onePort)
	packed(&packedWorld.Services[0])
	beside := portWorld(6, 4, onePort)
	beside.Tasks = append(beside.Tasks, definition("logs", 64, 64))
	beside.Tasks[1].NetworkMode, beside.Tasks[1].Containers[0].PortMappings = model.Bridge, []model.PortMapping{onePort}
	serve(beside, "logs", 1, 0, daemon)
	static := portWorld(4, 3, onePort)
	static.Tasks = append(static.Tasks, definition("fixed", 64, 64, 40001))
	static.Tasks[1].NetworkMode = model.Bridge
	serve(static, "fixed", 1, 1, func(s *config.Service) { s.StartedBefore = true })
	docker := portWorld(10, 3, onePort)
	docker.Options.DockerPorts = true
	veths := portWorld(1100, 30000)
	veths.Tasks[0].CPU, veths.Tasks[0].Memory, veths.Groups[0].Memory = 0, 4, 1<<20
	listening := portWorld(4, 3, onePort)
	listening.Groups[0].Listeners = []model.HostPort{{Port: 40000}, {Port: 40001, Protocol: model.UDP}}
	for _, row := range []struct {
		what        string
		c           *config.Config
		hosts       int
		bound       int
		by          string
		stops, next string
		note        string
	}{
		{"ten tasks over three ports a host", portWorld(10, 3, onePort), 4, 4, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"the same, binpacked", packedWorld, 4, 4, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", "put 7 of 10 tasks where none are left"},
		{"the same, by Docker", docker, 4, 4, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"protocols are apart", portWorld(10, 5, onePort, oneUDP), 2, 2, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"four contiguous of ten ports", portWorld(3, 10, fourPorts), 2, 2, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"beside a daemon's port", beside, 2, 2, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"beside a static port in the range", static, 2, 2, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"beside a listener", listening, 2, 2, "HOST:DYNAMIC_PORTS", "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", ""},
		{"a range that is wide enough", portWorld(16, 16, onePort), 1, 1, "RESOURCE:CPU", "RESOURCE:CPU", "HOST:DYNAMIC_PORTS", ""},
		{"ports of docker0", veths, 2, 2, "HOST:BRIDGE_PORTS", "HOST:BRIDGE_PORTS", "RESOURCE:MEMORY", ""},
	} {
		h := needed(t, row.c)
		if h.Needed == nil || *h.Needed != row.hosts || *h.LowerBound != row.bound || !slices.Contains(h.ProvedBy, row.by) ||
			h.BoundBy != row.stops || h.NextBound != row.next || !strings.Contains(h.Note, row.note) || row.note == "" && h.Note != "" {
			t.Errorf("%s: %s hosts, bound %s by %v, stopped by %s, then %s (%s), note %q; want %+v", row.what,
				show(h.Needed), show(h.LowerBound), h.ProvedBy, h.BoundBy, h.NextBound, h.NeverPlaceable, h.Note, row)
		}
	}
}

// addressWorld is a service of awsvpc tasks on hosts with a trunk, in zones whose subnets
// have so long a prefix.
func addressWorld(tasks int, prefixes ...int) *config.Config {
	g := m5large(1)
	g.Zones = []string{"a", "b", "c"}[:len(prefixes)]
	c := fixture([]config.InstanceGroup{g}, definition("web", 128, 256, 80))
	c.Trunking, c.Subnets = true, c.Subnets[:len(prefixes)]
	for i, bits := range prefixes {
		network, err := model.ParseSubnet(fmt.Sprintf("10.0.%d.0/%d", i, bits))
		if err != nil {
			panic(err)
		}
		c.Subnets[i].Network = network
	}
	serve(c, "web", 0, tasks)
	return c
}

// Subnet addresses count too, the hosts' own with them: a host with a trunk takes two.
func TestHostsNeededByAddresses(t *testing.T) {
	tight := addressWorld(9, 28)
	tight.Services[0].Strategies = binpackCPU
	for _, row := range []struct {
		what        string
		c           *config.Config
		hosts       int // 0 = no number
		bound       int
		by          string
		stops, next string
		never       string
	}{
		{"nine tasks and a host in a /28 of eleven", addressWorld(9, 28), 1, 1, "RESOURCE:ENI", "SUBNET:ADDRESSES", "RESOURCE:ENI", ""},
		{"ten are too many", addressWorld(10, 28), 0, 1, "RESOURCE:ENI", "", "", "SUBNET:ADDRESSES; the subnets have 11 usable addresses"},
		{"the second zone has room", addressWorld(10, 28, 28), 2, 2, "SUBNET:ADDRESSES", "SUBNET:ADDRESSES", "RESOURCE:ENI", ""},
		{"eighteen in two zones", addressWorld(18, 28, 28), 2, 2, "SUBNET:ADDRESSES", "SUBNET:ADDRESSES", "RESOURCE:ENI", ""},
		{"nineteen", addressWorld(19, 28, 28), 0, 2, "RESOURCE:ENI", "", "", "here 18 of 19 tasks are placed"},
		{"more hosts take more addresses", tight, 1, 1, "RESOURCE:ENI", "SUBNET:ADDRESSES", "RESOURCE:ENI", ""},
		{"a subnet of its own", addressWorld(30, 24), 3, 3, "RESOURCE:ENI", "RESOURCE:ENI", "RESOURCE:CPU", ""},
		{"hosts alone are too many", addressWorld(60, 28), 0, 6, "RESOURCE:ENI", "", "", "no addresses for the own interfaces of 6 hosts"},
	} {
		h := needed(t, row.c)
		if *h.LowerBound != row.bound || !slices.Contains(h.ProvedBy, row.by) {
			t.Errorf("%s: bound %d by %v, want %d by %s", row.what, *h.LowerBound, h.ProvedBy, row.bound, row.by)
		}
		if row.hosts == 0 {
			if h.Needed != nil || !strings.Contains(h.NeverPlaceable, row.never) {
				t.Errorf("%s: %s hosts, never %q; want none and %q", row.what, show(h.Needed), h.NeverPlaceable, row.never)
			}
			continue
		}
		if h.Needed == nil || *h.Needed != row.hosts || h.BoundBy != row.stops || h.NextBound != row.next {
			t.Errorf("%s: %s hosts, stopped by %s, then %s (%s); want %+v", row.what, show(h.Needed), h.BoundBy, h.NextBound, h.NeverPlaceable, row)
		}
	}
}

// A task whose ports no host can give is said to fit nowhere, at once.
func TestHostsNobodyHasPortsFor(t *testing.T) {
	busy := portWorld(2, 3)
	busy.Tasks[0].Containers[0].PortMappings = []model.PortMapping{{ContainerPort: 80, HostPort: 8080}}
	busy.Groups[0].Listeners = []model.HostPort{{Port: 8080}}
	for what, row := range map[string]struct {
		c    *config.Config
		want string
	}{
		"four contiguous ports in a range of three": {portWorld(2, 3, fourPorts), "HOST:DYNAMIC_PORTS"},
		"a static port on which a process listens":  {busy, "RESOURCE:PORTS"},
	} {
		if h := needed(t, row.c); h.Needed != nil || !strings.Contains(h.NeverPlaceable, row.want) {
			t.Errorf("%s: %s hosts, never %q; want none for want of %s", what, show(h.Needed), h.NeverPlaceable, row.want)
		}
	}
}

// What is found is the least of all numbers tried one by one, and never below the bound.
func TestHostsByPortsAgainstCounting(t *testing.T) {
	luck := rand.New(rand.NewPCG(3, 8))
	found := 0
	for round := range 200 {
		c := portWorld(1+luck.IntN(12), 3+luck.IntN(12), onePort)
		c.Options.DockerPorts = luck.IntN(4) == 0
		for i := range 1 + luck.IntN(3) {
			d := definition(fmt.Sprint("f", i), 64, 64)
			d.NetworkMode = model.Bridge
			for range luck.IntN(3) {
				d.Containers[0].PortMappings = append(d.Containers[0].PortMappings,
					[]model.PortMapping{onePort, oneUDP, fourPorts, {Range: model.PortRange{First: 1, Last: 2}}, {ContainerPort: 1, HostPort: 40001}}[luck.IntN(5)])
			}
			c.Tasks = append(c.Tasks, d)
			serve(c, d.Family, len(c.Tasks)-1, luck.IntN(5), packed)
		}
		found += againstCounting(t, round, c)
	}
	if found < 100 {
		t.Errorf("a number in %d rounds only", found)
	}
}

// The same of subnet addresses, of which more hosts leave fewer.
func TestHostsByAddressesAgainstCounting(t *testing.T) {
	luck := rand.New(rand.NewPCG(4, 8))
	found := 0
	for round := range 200 {
		prefixes := []int{28 - luck.IntN(2), 28, 27}[:1+luck.IntN(3)]
		c := addressWorld(1+luck.IntN(16), prefixes...)
		c.Trunking = luck.IntN(2) == 0
		for i := range luck.IntN(3) {
			d := definition(fmt.Sprint("f", i), model.CPU(128*(1+luck.IntN(4))), 64)
			if luck.IntN(3) == 0 {
				d.NetworkMode = model.Bridge
			}
			c.Tasks = append(c.Tasks, d)
			serve(c, d.Family, len(c.Tasks)-1, luck.IntN(9), func(s *config.Service) {
				if luck.IntN(2) == 0 {
					s.Strategies = binpackCPU
				}
				if luck.IntN(3) == 0 {
					s.Subnets = []int{luck.IntN(len(c.Subnets))}
				}
			})
		}
		found += againstCounting(t, round, c)
	}
	if found < 100 {
		t.Errorf("a number in %d rounds only", found)
	}
}

// againstCounting holds the number of hosts found against all numbers tried one by one; it
// returns 1 where there is one.
func againstCounting(t *testing.T, round int, c *config.Config) int {
	t.Helper()
	h := needed(t, c)
	p := newPacker(c)
	for n := 1; n <= p.tasks()*p.kinds(); n++ {
		x, err := p.pack(n)
		if err != nil {
			t.Fatal(err)
		}
		if x.failed {
			continue
		}
		if h.Needed == nil || *h.Needed != n || *h.LowerBound > n {
			t.Errorf("round %d: %s hosts (%s), bound %s by %v, counting finds %d", round, show(h.Needed), h.NeverPlaceable, show(h.LowerBound), h.ProvedBy, n)
		}
		return 1
	}
	if h.Needed != nil {
		t.Errorf("round %d: %d hosts, counting finds none", round, *h.Needed)
	}
	return 0
}
