package engine_test

import (
	"reflect"
	"slices"
	"testing"

	"ecssim/model"
	"ecssim/sim/experiment"
	"ecssim/sim/reach"
	"ecssim/sim/report"
)

// TestEveryMode runs two tasks of every network mode on two instances, and asks whether
// one reaches the other.
func TestEveryMode(t *testing.T) {
	for _, m := range model.NetworkModes() {
		t.Run(m.String(), func(t *testing.T) {
			c := world(2)
			td := def("web", m, 128, 128, tcp(80, 0))
			if m.Isolated() {
				td.Containers[0].PortMappings = nil
			}
			addService(c, "web", 2, td).Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
			if r := play(t, c); r.Tasks.Running != 2 || len(r.Failures) > 0 || len(r.Refusals) > 0 {
				t.Errorf("%d tasks run, want 2: failures %v, refusals %v", r.Tasks.Running, r.Failures, r.Refusals)
			}
			a, err := experiment.Reach(t.Context(), c, reach.Query{From: "web", To: "web", Port: 80})
			if err != nil {
				t.Fatal(err)
			}
			if a.Reachable == m.Isolated() {
				t.Errorf("reached %v: %s", a.Reachable, a.Why)
			}
		})
	}
}

// TestEveryResource runs two tasks that take 1 of every resource, of memory the least that may
// be asked for, on an instance that has so much of one, and looks for it among what the instance has and what explain finds lacking.
func TestEveryResource(t *testing.T) {
	for r := range model.CheckedResources() {
		if _, ok := r.In(model.Room{}); !ok {
			continue
		}
		t.Run(r.Key(), func(t *testing.T) {
			takes := 1
			if r.Reason() == model.ReasonMemory {
				takes = int(model.MinContainerMemory)
			}
			c := world(1)
			size := reflect.ValueOf(&c.Groups[0].InstanceSize).Elem()
			for i := range size.NumField() {
				size.Field(i).SetInt(1000)
				var one model.InstanceSize
				reflect.ValueOf(&one).Elem().Field(i).SetInt(1)
				if n, _ := r.In(one.Room(false)); n == 1 {
					size.Field(i).SetInt(int64(takes))
				}
			}
			td := def("all", model.AWSVPC, 1, model.MinContainerMemory)
			td.Containers[0].GPUs = 1
			addService(c, "all", 2, td)
			ds, ran, err := experiment.Explain(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if got := ran.Instances[0].Resources[r.Key()]; got != (report.Resource{Used: takes, Total: takes}) {
				t.Errorf("the instance has used %+v of it, want %d of %d", got, takes, takes)
			}
			if got := codeOf(ran.Instances[0].BoundBy); got != r.Reason().String() {
				t.Errorf("bound by %q, want %v", got, r.Reason())
			}
			if len(ds) != 1 || ds[0].Reason != r.Reason().String() {
				t.Fatalf("explained: %+v, want %v", ds, r.Reason())
			}
			if checks := ds[0].Hosts[0].Checks; !slices.ContainsFunc(checks, func(x report.Check) bool { return x.Check == r.Check() && !x.OK && x.Have != "" && x.Need != "" }) {
				t.Errorf("no check %q fails: %+v", r.Check(), checks)
			}
		})
	}
}
