package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// workloadOf is a random workload with daemons, static and dynamic ports now and then.
func workloadOf(luck *rand.Rand) *config.Config {
	c := fixture([]config.InstanceGroup{m5large(1)})
	c.Trunking, c.Seed = luck.IntN(2) == 0, luck.Uint64N(100)
	for i := range 1 + luck.IntN(4) {
		d := definition(fmt.Sprint("f", i), model.CPU(128*(1+luck.IntN(8))), model.MiB(256*(1+luck.IntN(8))))
		switch luck.IntN(4) {
		case 0:
			d = definition(d.Family, d.CPU, d.Memory, uint16(8080+luck.IntN(2)))
			d.NetworkMode = model.Bridge
		case 1:
			d.NetworkMode = model.Bridge
		}
		c.Tasks = append(c.Tasks, d)
		serve(c, d.Family, i, 1+luck.IntN(6), packed)
	}
	if luck.IntN(3) == 0 {
		c.Tasks = append(c.Tasks, definition("agent", 128, 64))
		serve(c, "agent", len(c.Tasks)-1, 0, daemon)
	}
	return c
}

func sizer(t *testing.T, c *config.Config) *Sizer {
	t.Helper()
	s, err := NewSizer(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSizerPlacesAsHostsNeeded has a Sizer place what HostsNeeded does: everything on that number, not on one host less where
// every smaller number was tried, and the same in parts and in the order that is given.
func TestSizerPlacesAsHostsNeeded(t *testing.T) {
	luck := rand.New(rand.NewPCG(31, 32))
	for round := range 60 {
		c := workloadOf(luck)
		h := needed(t, c)
		s := sizer(t, c)
		if h.Needed == nil {
			if s.Never() == "" && h.NeverPlaceable == "" {
				t.Errorf("round %d: no number of hosts, and no reason", round)
			}
			continue
		}
		n := *h.Needed
		given := &Arrangement{Order: []int{}, Strategies: make([][]model.Strategy, len(s.Workloads()))}
		for i := range s.Workloads() {
			given.Order = append(given.Order, i)
		}
		for _, x := range []*Sizer{s, s.Arranged(nil), s.Arranged(given)} {
			if p, err := x.Place(n, nil, 0); err != nil || !p.OK() || p.Why != "" {
				t.Errorf("round %d: %+v (%v) on %d hosts, on which everything has a place", round, p, err, n)
			}
			if p, err := x.Place(n-1, nil, 0); n > 1 && (err != nil || p.Unplaced == 0 || p.Waste == 0 || p.Why == "") {
				t.Errorf("round %d: %+v (%v) on %d hosts, and %d are needed", round, p, err, n-1, n)
			}
		}
		if got, _, err := s.Least(context.Background(), s.Bound()); err != nil || got != n {
			t.Errorf("round %d: %d hosts (%v), wanted %d", round, got, err, n)
		}
		half, err := s.Only(func(i int) bool { return i == 0 })
		if err != nil || half.Tasks() != c.Services[0].Desired || half.Bound() > s.Bound() {
			t.Errorf("round %d: %d tasks of the first service, bound %d (%v); wanted %d, and at most %d", round, half.Tasks(), half.Bound(), err, c.Services[0].Desired, s.Bound())
		}
	}
}

// TestCasesAreTakenAwayAgain asks for tasks beyond those that are placed: where they have a place with others of a scenario,
// they have one as cases, one case does not know of another, and nothing is left of them.
func TestCasesAreTakenAwayAgain(t *testing.T) {
	luck := rand.New(rand.NewPCG(41, 42))
	for round := range 60 {
		c := workloadOf(luck)
		h := needed(t, c)
		if h.Needed == nil {
			continue
		}
		s := sizer(t, c)
		x, err := s.p.pack(*h.Needed + luck.IntN(2))
		if err != nil || x.failed {
			t.Fatal(err, x.failed)
		}
		var before, after []model.Host
		note := func() (all []model.Host) {
			for i := range int32(x.fleet.Hosts.Len()) {
				all = append(all, *x.fleet.Hosts.At(i))
			}
			return all
		}
		before = note()
		spots, addresses := slices.Clone(x.spots), slices.Clone(x.addresses)
		more := make([]int, len(s.Workloads()))
		more[luck.IntN(len(more))] = 1 + luck.IntN(9)
		first := x.also(s.p.workloads(), more)
		if second := x.also(s.p.workloads(), more); first != second {
			t.Errorf("round %d: %q, and once more %q", round, first, second)
		}
		if after = note(); !reflect.DeepEqual(before, after) || !slices.Equal(spots, x.spots) || !reflect.DeepEqual(addresses, x.addresses) {
			t.Errorf("round %d: hosts are\n%+v\nafter tasks that were taken away again, and were\n%+v", round, after, before)
		}
	}
}

// TestRedeployedWithRoomAndWithout has services deployed again where there is a host for each of their tasks, and none where
// every host is full and no task may stop.
func TestRedeployedWithRoomAndWithout(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("half", 1024, 1024), definition("small", 128, 128))
	c.Trunking = true
	serve(c, "a", 0, 4, packed)
	serve(c, "b", 0, 2, packed)
	s := sizer(t, c)
	for _, x := range []struct{ hosts, done int }{{2, 0}, {3, 0}, {4, 2}, {9, 2}} {
		if got, err := s.Redeployed(x.hosts, 1); err != nil || got != x.done {
			t.Errorf("%d services deployed again on %d hosts (%v), wanted %d", got, x.hosts, err, x.done)
		}
	}
	c.Services[0].Deploying.MinimumHealthyPercent, c.Services[1].Deploying.MinimumHealthyPercent = 50, 50
	if got, err := sizer(t, c).Redeployed(3, 1); err != nil || got != 2 {
		t.Errorf("%d services deployed again on full hosts (%v), wanted 2, since half of their tasks may stop", got, err)
	}
}

// TestSurvives loses what may run in one zone only with that zone.
func TestSurvives(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("half", 1024, 1024))
	c.Trunking = true
	serve(c, "anywhere", 0, 4, packed)
	serve(c, "bound", 0, 1, packed, func(s *config.Service) { s.Subnets = []int{0} })
	s := sizer(t, c)
	for n, want := range map[int]bool{3: false, 4: true} {
		if ok, why, err := s.Survives(n); err != nil || ok != want {
			t.Errorf("%d hosts survive: %v (%s, %v), wanted %v", n, ok, why, err, want)
		}
	}
}
