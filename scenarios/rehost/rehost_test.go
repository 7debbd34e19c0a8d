package rehost_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/scenarios/rehost"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/plan"
	"ecssim/sim/report"
)

// planned is the cheapest fleet of a library scenario; nil where there is none.
func planned(t *testing.T, s *scenarios.Scenario, setup *model.Setup, pools int) *plan.Fleet {
	t.Helper()
	types, err := plan.Choose([]string{"m5.large", "m5.xlarge", "c5.large", "t3.large"}, plan.Filter{}, plan.CataloguePrices("us-east-1"))
	if err != nil {
		t.Fatal(err)
	}
	o := plan.Options{Candidates: types, Pools: pools, Headroom: plan.HeadroomNone, Workers: 1}
	if setup != nil {
		o.Setups = []model.Setup{*setup}
	}
	if o.Effort, err = plan.EffortNamed("low"); err != nil {
		t.Fatal(err)
	}
	r, err := plan.Make(context.Background(), s.Config, o)
	if no := (*plan.NoFleetError)(nil); errors.As(err, &no) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return &r.Fleets[0]
}

// TestWholeLibrary plans every scenario of the library as it is written, and every third under some setup, and writes the
// fleet: the text is a scenario of the planned hosts, which runs as it expects.
func TestWholeLibrary(t *testing.T) {
	written := 0
	setups := model.Setups()
	for i, name := range scenarios.Names() {
		if testing.Short() && i%4 != 0 {
			continue
		}
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		var setup *model.Setup
		if i%3 == 0 {
			setup = &setups[i/3%len(setups)]
		}
		f := planned(t, s, setup, 1+i%2)
		if f == nil {
			continue
		}
		written++
		text, err := rehost.Text(s, &rehost.Plan{Config: f.Config(), About: "a plan"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := scenarios.Parse(name, text)
		if err != nil {
			t.Errorf("%s: %v\n%s", name, err, text)
			continue
		}
		sameHosts(t, name, f.Config(), again.Config)
		r, err := experiment.Run(context.Background(), again.Config, 0, nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, x := range scenarios.Unmet(again.Expectations(report.ValueOf(r))) {
			t.Errorf("%s: %s: wanted %v, have %v", name, x.That, x.Want, x.Have)
		}
		if third, err := rehost.Text(s, &rehost.Plan{Config: f.Config(), About: "a plan"}); err != nil || !bytes.Equal(third, text) {
			t.Errorf("%s: the text differs the second time (%v)", name, err)
		}
	}
	if written < 10 {
		t.Errorf("%d fleets written, wanted more", written)
	}
}

// sameHosts compares the hosts, services and task definitions of a plan with those of the text.
func sameHosts(t *testing.T, name string, want, got *config.Config) {
	t.Helper()
	if len(got.Groups) != len(want.Groups) || len(got.Services) != len(want.Services) {
		t.Errorf("%s: %d groups and %d services, wanted %d and %d", name, len(got.Groups), len(got.Services), len(want.Groups), len(want.Services))
		return
	}
	for i := range want.Groups {
		a, b := &got.Groups[i], &want.Groups[i]
		trunk, _ := a.Trunked(got.Trunking)
		wanted, _ := b.Trunked(want.Trunking)
		if a.InstanceType != b.InstanceType || a.Count != b.Count || a.InstanceSize != b.InstanceSize || strings.Join(a.Zones, " ") != strings.Join(b.Zones, " ") || trunk != wanted {
			t.Errorf("%s: group\n%+v\nwanted\n%+v", name, *a, *b)
		}
	}
	byName := map[string]*config.Service{}
	for i := range want.Services {
		byName[want.Services[i].Name] = &want.Services[i]
	}
	for i := range got.Services {
		s := byName[got.Services[i].Name]
		if s == nil {
			t.Errorf("%s: service %s is not planned", name, got.Services[i].Name)
			continue
		}
		a, b := &got.Tasks[got.Services[i].Task], &want.Tasks[s.Task]
		if a.NetworkMode != b.NetworkMode || len(a.StaticPorts(s.ServiceConnect)) != len(b.StaticPorts(s.ServiceConnect)) || a.CPU != b.CPU {
			t.Errorf("%s: service %s runs\n%+v\nwanted\n%+v", name, s.Name, *a, *b)
		}
	}
}
