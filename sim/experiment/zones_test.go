package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

func TestHostsToLoseZone(t *testing.T) {
	zones := func(n int) []config.InstanceGroup {
		g := m5large(1)
		g.Zones = g.Zones[:n]
		return []config.InstanceGroup{g}
	}
	inA := func(s *config.Service) {
		s.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:ecs.availability-zone == a"}}
	}
	distinct := func(s *config.Service) { s.Constraints = []model.Constraint{{Type: "distinctInstance"}} }
	for _, x := range []struct {
		name   string
		groups []config.InstanceGroup
		mode   model.NetworkMode
		edit   func(*config.Service)
		tasks  int
		want   int // 0 = none
		why    string
	}{
		{"two slots a host, three zones", zones(3), model.AWSVPC, packed, 60, 45, ""},              // 30 hosts are left of 45
		{"two slots a host, two zones", zones(2), model.AWSVPC, packed, 60, 60, ""},                // 30 of 60
		{"an odd number", zones(3), model.AWSVPC, packed, 21, 17, ""},                              // 11 of 17 are left: 6 + 6 + 5
		{"one zone", zones(1), model.AWSVPC, packed, 60, 0, "in one zone"},                         // nothing is left
		{"a port on each host", zones(3), model.HostMode, packed, 10, 15, ""},                      // 10 of 15
		{"one task", zones(3), model.HostMode, packed, 1, 2, ""},                                   // one in another zone
		{"a host each", zones(3), model.Bridge, distinct, 7, 11, ""},                               // 7 of 11: 4 + 4 + 3
		{"bound to a zone", zones(3), model.AWSVPC, inA, 4, 0, "without a, a task of service web"}, // whatever the number
		{"nothing", zones(3), model.AWSVPC, packed, 0, 0, "nothing is asked for"},
	} {
		d := definition("web", 128, 128, 80)
		d.NetworkMode = x.mode
		c := fixture(x.groups, d)
		serve(c, "web", 0, x.tasks, x.edit)
		h := needed(t, c)
		switch {
		case x.want == 0 && (h.ToLoseZone != nil || !strings.Contains(h.ZoneNote, x.why)):
			t.Errorf("%s: %s, %q, want none: %s", x.name, show(h.ToLoseZone), h.ZoneNote, x.why)
		case x.want > 0 && (h.ToLoseZone == nil || *h.ToLoseZone != x.want):
			t.Errorf("%s: %s (%s), want %d", x.name, show(h.ToLoseZone), h.ZoneNote, x.want)
		}
	}
}

// zoneWorld is a small workload on hosts in two or three zones: all that may run short, daemons,
// strategies.
func zoneWorld(r *rand.Rand) *config.Config {
	g := m5large(1)
	g.Zones = g.Zones[:2+r.IntN(2)]
	if r.IntN(4) == 0 {
		g.DynamicRange = model.PortRange{First: 32768, Last: 32768 + uint16(r.IntN(6))}
	}
	c := fixture([]config.InstanceGroup{g})
	if c.Trunking = r.IntN(2) == 0; r.IntN(3) == 0 {
		for s := range c.Subnets {
			c.Subnets[s].Network, _ = model.ParseSubnet(fmt.Sprintf("10.0.%d.0/%d", s, 26+r.IntN(3)))
		}
	}
	for i := range 1 + r.IntN(5) {
		port := uint16(0)
		if r.IntN(2) == 0 {
			port = 80 + uint16(r.IntN(2))
		}
		d := definition(fmt.Sprint("t", i), model.CPU(128*(1+r.IntN(6))), model.MiB(128*(1+r.IntN(20))), port)
		if d.NetworkMode = []model.NetworkMode{model.AWSVPC, model.Bridge, model.HostMode}[r.IntN(3)]; port == 0 {
			d.Containers[0].PortMappings = nil
			if d.NetworkMode == model.Bridge {
				d.Containers[0].PortMappings = []model.PortMapping{{ContainerPort: 80}}
			}
		}
		c.Tasks = append(c.Tasks, d)
		serve(c, fmt.Sprint("s", i), i, 1+r.IntN(8), func(s *config.Service) {
			switch r.IntN(6) {
			case 0:
				daemon(s)
			case 1:
				packed(s)
			case 2:
				s.Strategies = []model.Strategy{{Type: "spread", Field: "attribute:ecs.availability-zone"}, {Type: "spread", Field: "instanceId"}}
			case 3:
				s.Constraints = []model.Constraint{{Type: "distinctInstance"}}
			case 4:
				s.Strategies = []model.Strategy{{Type: "random"}}
			}
		})
	}
	return c
}

// TestHostsToLoseZoneTwin takes each zone from fleets that are built anew, and holds the number to
// what is found there: it is enough, one less is not unless the bound begins there, and no fewer
// hosts are needed than without a loss.
func TestHostsToLoseZoneTwin(t *testing.T) {
	found, none, above := 0, 0, 0
	for seed := range uint64(400) {
		c := zoneWorld(rand.New(rand.NewPCG(seed, 1)))
		h, err := HostsNeeded(context.Background(), c)
		if err != nil {
			t.Fatal(seed, err)
		}
		if h.Needed == nil {
			continue
		}
		p := newPacker(c)
		if h.ToLoseZone == nil {
			if none++; h.ZoneNote == "" {
				t.Errorf("seed %d: neither a number nor why not", seed)
			}
			continue
		}
		found++
		n := *h.ToLoseZone
		if n < *h.Needed {
			t.Errorf("seed %d: %d hosts to lose a zone, %d without", seed, n, *h.Needed)
		}
		if why := lossTwin(t, p, n); why != "" {
			t.Errorf("seed %d: %d hosts: %s", seed, n, why)
		}
		first := max(*h.Needed, *h.LowerBound+1)
		for first-(first+len(p.zones())-1)/len(p.zones()) < *h.LowerBound {
			first++
		}
		if n > first {
			if above++; lossTwin(t, p, n-1) == "" {
				t.Errorf("seed %d: %d hosts are enough, and %d were found", seed, n-1, n)
			}
		}
	}
	if found < 100 || none < 20 || above < 20 {
		t.Errorf("%d numbers, %d of them above the first tried, and %d worlds without: too few to say anything", found, above, none)
	}
}

// lossTwin is survives with a fleet of its own for each zone; "" = all find places.
func lossTwin(t *testing.T, p *packer, n int) string {
	t.Helper()
	whole, err := p.pack(n)
	if err != nil {
		t.Fatal(err)
	}
	if whole.failed {
		return "not all is placed"
	}
	for _, zone := range p.zones() {
		x, err := p.fleet(n)
		if err != nil {
			t.Fatal(err)
		}
		if p.tight {
			x.open()
		}
		if !x.launch() {
			return "no addresses"
		}
		for h := range int32(n) {
			if x.fleet.Instance(h).Zone == zone {
				x.fleet.Deregister(h)
			}
		}
		var lost []spot
		for _, s := range whole.spots {
			if !x.fleet.Active(s.host) {
				lost = append(lost, s)
				continue
			}
			if r := x.lacks(s.demand, s.host); r != model.Fits {
				t.Fatalf("without %s, a task that stays has no %v", zone, r)
			}
			x.fleet.Place(x.shapes[s.demand], s.host)
		}
		if x.placeAgain(lost); x.failed {
			return "without " + zone
		}
	}
	return ""
}

// Taking a zone away and giving it back leaves a packing as it was.
func TestWithoutLeavesAll(t *testing.T) {
	for seed := range uint64(200) {
		c := zoneWorld(rand.New(rand.NewPCG(seed, 2)))
		p := newPacker(c)
		x, err := p.pack(9)
		if err != nil {
			t.Fatal(err)
		}
		if x.failed {
			continue
		}
		state := func() (all []any) {
			for h := range int32(9) {
				all = append(all, *x.fleet.Hosts.At(h), x.fleet.Active(h))
				for _, g := range x.groups {
					all = append(all, x.fleet.Count(g, h))
				}
				if x.rooms != nil {
					all = append(all, x.rooms[h].Clone())
				}
			}
			for _, a := range x.addresses {
				all = append(all, a.Used())
			}
			return append(all, x.placed, x.failed, len(x.spots))
		}
		before := state()
		for _, zone := range p.zones() {
			x.without(zone)
			if after := state(); !reflect.DeepEqual(before, after) {
				t.Fatalf("seed %d, zone %s:\n%v\nwas\n%v", seed, zone, after, before)
			}
		}
	}
}
