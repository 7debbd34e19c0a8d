package engine_test

import (
	"slices"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// zoned is one host a zone with room for so many of a service's tasks, of which it
// wants desired from ten seconds on. In each zone of blocked something else takes
// one more place for the first minute.
func zoned(desired int, room map[string]int, blocked ...string) *config.Config {
	c := world(0)
	addService(c, "web", 0, def("web", model.Bridge, 16, 100)).Rebalance = true
	c.Groups, c.Subnets = nil, nil
	for _, zone := range []string{"a", "b", "c"} {
		if room[zone] == 0 {
			continue
		}
		g := world(1).Groups[0]
		g.Name, g.Zones, g.Memory = zone, []string{zone}, model.MiB(100*room[zone])
		c.Groups, c.Subnets = append(c.Groups, g), append(c.Subnets, config.Subnet{ID: "subnet-" + zone, Zone: zone})
	}
	for _, zone := range blocked {
		x := addTasks(c, "in "+zone, 1, 0, def("in-"+zone, model.Bridge, 16, 100))
		x.Forever, x.RunFor = false, des.Constant(time.Minute)
		x.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:ecs.availability-zone == " + zone}}
	}
	planUpdate(c, 10*time.Second).Desired = desired
	return c
}

// Rows S33 and S34: the tasks of a steady service move, one by one, from the zone
// with the most to the one with the fewest.
func TestExamplesOfRebalancing(t *testing.T) {
	t.Run("S33", func(t *testing.T) {
		c := zoned(5, map[string]int{"a": 5, "b": 2, "c": 2}, "b", "c")
		c.Timings.ContainerStart = des.Constant(7 * time.Second)
		r, d := recorded(t, c)
		got := []int{r.Instances[0].Tasks, r.Instances[1].Tasks, r.Instances[2].Tasks}
		if !slices.Equal(got, []int{2, 2, 1}) {
			t.Errorf("tasks by zone %v, want 2, 2, 1", got)
		}
		if n := len(r.Services[0].Deployments); n != 1 {
			t.Errorf("%d deployments, want that of the beginning alone", n)
		}
		at := 0
		for _, want := range []string{
			"(service web) is not AZ balanced with 3 tasks in a, 1 tasks in b, 1 tasks in c. AZ Rebalancing in progress.",
			"(service web) has started 1 tasks: (task web/6).",
			"(service web) has reached a steady state.",
			"(service web) is AZ balanced with 2 tasks in a, 2 tasks in b, 1 tasks in c.",
		} {
			n := slices.Index(r.Services[0].Events[at:], want)
			if n < 0 {
				t.Fatalf("events %q, want %q among them, behind those before", r.Services[0].Events, want)
			}
			at += n + 1
		}
		d.inOrder(t, "service.steady", "service.rebalancing", "task.healthy web/6", d.first("task.stopping web/"), "service.steady")
	})
	t.Run("S34", func(t *testing.T) {
		c := zoned(2, map[string]int{"a": 5, "b": 1}, "b")
		c.Timings.HealthyAfter = 40 * time.Second
		r, d := recorded(t, c)
		if got := []int{r.Instances[0].Tasks, r.Instances[1].Tasks}; !slices.Equal(got, []int{1, 1}) {
			t.Errorf("tasks by zone %v, want 1, 1", got)
		}
		stop := d.first("task.stopping web/")
		d.inOrder(t, "task.placed web/3", "task.running web/3", "task.healthy web/3", stop)
		if running, stopping := d.at(t, "task.running web/3"), d.at(t, stop); stopping < running+40 {
			t.Errorf("the new one runs at %v, the old one stops at %v; want it healthy first, 40 s later", running, stopping)
		}
	})
}

// A service with a capacity provider strategy moves its tasks among the instances
// that there are; none is launched for it.
func TestRebalancingOfProviders(t *testing.T) {
	c := managed(2, 2, def("web", model.Bridge, 16, 100))
	c.Services[0].Rebalance, c.Services[0].Desired = true, 0
	c.Groups[0].Zones, c.Subnets = []string{"a", "b"}, append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
	c.Providers[0].Min = 2
	x := addTasks(c, "in b", 1, 0, def("in-b", model.Bridge, 16, large.Memory))
	x.Forever, x.RunFor = false, des.Constant(time.Minute)
	x.Constraints = []model.Constraint{{Type: "memberOf", Expression: "attribute:ecs.availability-zone == b"}}
	planUpdate(c, 10*time.Second).Desired = 2
	r, d := recorded(t, c)
	if len(r.Instances) != 2 || r.Instances[0].Tasks != 1 || r.Instances[1].Tasks != 1 {
		t.Errorf("%+v, want one task on each of two instances", r.Instances)
	}
	d.inOrder(t, "service.rebalancing", d.first("task.stopping web/"))
}
