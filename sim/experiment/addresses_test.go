package experiment

import (
	"context"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// What is taken of the subnets on the hosts needed: one address a host, one more with a trunk, and
// one a task of awsvpc.
func TestAddressesTaken(t *testing.T) {
	for _, x := range []struct {
		setup        model.Setup
		hosts, taken int // of all subnets
	}{
		{model.SetupAWSVPC, 72, 72 + 144},
		{model.SetupTrunking, 26, 2*26 + 144},
		{model.SetupBridgeDynamic, 23, 23},
	} {
		c, err := Under(microservices(), x.setup, Move{})
		if err != nil {
			t.Fatal(err)
		}
		for g := range c.Groups {
			c.Groups[g].Subnets = []int{0, 1, 2}
		}
		a := needed(t, c).Addresses
		if a == nil || *a.Hosts != x.hosts {
			t.Fatalf("%v: %+v, want those on %d hosts", x.setup, a, x.hosts)
		}
		taken := 0
		for _, s := range a.Subnets {
			if taken += s.Taken; !s.Fits || s.Usable != nil {
				t.Errorf("%v: %+v, want it to fit in a subnet without a limit", x.setup, s)
			}
		}
		if taken != x.taken {
			t.Errorf("%v: %d addresses taken, want %d", x.setup, taken, x.taken)
		}
	}
}

// Thirty tasks on fifteen hosts take 15 addresses of each subnet, which has 11: no number of hosts
// is enough, and this is why.
func TestAddressesTooFew(t *testing.T) {
	g := m5large(1)
	g.Subnets = []int{0, 1, 2}
	c := fixture([]config.InstanceGroup{g}, definition("web", 128, 128))
	for s := range c.Subnets {
		c.Subnets[s].Network, _ = model.ParseSubnet("10.0.0.0/28")
	}
	serve(c, "web", 0, 30, packed)
	h := needed(t, c)
	if h.Needed != nil || h.Addresses == nil || *h.Addresses.Hosts != 15 {
		t.Fatalf("%s hosts (%s), addresses %+v, want none, and those on 15 hosts", show(h.Needed), h.NeverPlaceable, h.Addresses)
	}
	for _, s := range h.Addresses.Subnets {
		if s.Taken != 15 || *s.Usable != 11 || s.Fits {
			t.Errorf("%s: %d of %d, fits: %v; want 15 of 11, which do not", s.SubnetID, s.Taken, *s.Usable, s.Fits)
		}
	}
	c.Groups = append(c.Groups, g) // of another type: the hosts needed are not known
	c.Groups[1].Name, c.Groups[1].InstanceType = "others", "m5.xlarge"
	r, err := Compare(context.Background(), timed(t, c), CompareOptions{Setups: []model.Setup{model.SetupAWSVPC}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Setups { // two hosts, both in zone a, with two tasks each
		if a := s.Addresses; a.Hosts != nil || a.Subnets[0].Taken != 6 || a.Subnets[1].Taken != 0 {
			t.Errorf("%s: %+v, want those of the run", s.Setup, a)
		}
	}
}
