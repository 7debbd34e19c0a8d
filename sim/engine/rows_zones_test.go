package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
)

// zoneLost is a capacity provider over two zones, a of which fails after a minute and is back after
// ten; its service fills an instance with each task.
func zoneLost(n int) *config.Config {
	c := managed(n, n, def("web", model.Bridge, 2048, 64))
	c.Groups[0].Zones, c.Providers[0].Protect, c.Services[0].StartedBefore = []string{"a", "b"}, false, true
	c.Providers[0].Min, c.Providers[0].Max = n, n
	c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
	soon(c, time.Minute, config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "a" })
	soon(c, 610*time.Second, config.RestoreAvailabilityZone, func(e *config.Event) { e.Zone = "a" })
	return c
}

// A zone that is back: the group launches there before it terminates in the other, beyond its
// maximum size by one instance or 10 percent, until its zones are even (EC2 Auto Scaling guide,
// auto-scaling-benefits and as-instance-termination, "Availability outage": a group of two, with
// one in each zone in the end).
func TestZonesAreRebalanced(t *testing.T) {
	for _, row := range []struct {
		name   string
		n      int
		change func(c *config.Config)
		story  string // after ten minutes
	}{
		{"two instances, as in the guide", 2, nil,
			"11m0s launched p-4, 11m30s registered p-4, 12m0s draining p-2, 12m0s terminated p-2"},
		{"three are even as two and one can be", 3, nil,
			"11m0s launched p-6, 11m30s registered p-6, 12m0s draining p-2, 12m0s terminated p-2"},
		{"one at a time below a maximum of twenty", 4, nil, "11m0s launched p-7, 11m30s registered p-7, 12m0s draining p-2, 12m0s terminated p-2, " +
			"13m0s launched p-8, 13m30s registered p-8, 14m0s draining p-4, 14m0s terminated p-4"},
		{"a tenth of the maximum at once", 4, func(c *config.Config) { c.Providers[0].Max = 20 },
			"11m0s launched p-7, 11m0s launched p-8, 11m30s registered p-7, 11m30s registered p-8, " +
				"12m0s draining p-2, 12m0s draining p-4, 12m0s terminated p-4, 12m0s terminated p-2"},
		{"the process is suspended", 2, func(c *config.Config) { c.Providers[0].AZRebalanceSuspended = true }, ""},
		{"all are protected: nothing is launched that nothing would go for", 2, func(c *config.Config) { c.Providers[0].Protect = true }, ""},
		{"an instance that boots slowly", 2, func(c *config.Config) { c.Timings.InstanceBoot = des.Constant(170 * time.Second) },
			"11m0s launched p-4, 13m50s registered p-4, 14m0s draining p-2, 14m0s terminated p-2"},
		{"one that never registers: nothing is terminated for it", 2, func(c *config.Config) { c.Timings.InstanceBoot = des.Endless() }, "11m0s launched p-4"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := zoneLost(row.n)
			c.Timings.InstanceBoot = des.Constant(30 * time.Second)
			if row.change != nil {
				row.change(c)
			}
			var story instanceStory
			end(t, c, story.observer(), engine.Recount(t))
			var after []string
			for _, line := range story {
				if at, _ := time.ParseDuration(strings.Fields(line)[0]); at >= 10*time.Minute {
					after = append(after, line)
				}
			}
			if got := strings.Join(after, ", "); got != row.story {
				t.Errorf("%s\nwant %s", got, row.story)
			}
		})
	}
}

// A zone whose subnet was full has addresses again: its group may be uneven since it launched
// elsewhere, and is made even then (EC2 Auto Scaling guide, auto-scaling-benefits: "an Availability
// Zone that previously had insufficient capacity recovers").
func TestZonesAreRebalancedWhenAddressesAreBack(t *testing.T) {
	c := managed(0, 4, def("web", model.Bridge, 2048, 64))
	c.Groups[0].Zones, c.Providers[0].Protect, c.Providers[0].Max = []string{"a", "b"}, false, 4
	c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b", Network: must(model.ParseSubnet("10.0.0.0/28"))})
	other := c.Groups[0]
	other.Name, other.Zones, other.Count = "other", []string{"b"}, 11 // all that a /28 has
	c.Groups = append(c.Groups, other)
	setGroup(c, 10*time.Minute, config.None, config.None, 0)
	c.Events[0].Group = 1
	var story instanceStory
	end(t, c, story.observer(), engine.Recount(t))
	story = slices.DeleteFunc(story, func(line string) bool { return strings.Contains(line, "other") || strings.Contains(line, "registered") })
	const want = "1m0s launched p-1, 1m0s launched p-2, 6m0s launched p-3, 6m0s launched p-4, " +
		"10m0s launched p-5, 11m0s draining p-1, 11m0s terminated p-1, 12m0s launched p-6, 13m0s draining p-2, 13m0s terminated p-2"
	if got := strings.Join(story, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Of two instances that a group may move at once one finds an address; the other waits for one.
func TestZonesAreRebalancedAsFarAsAddressesGo(t *testing.T) {
	c := zoneLost(4)
	c.Providers[0].Max, c.Timings.InstanceBoot = 20, des.Constant(30*time.Second)
	c.Subnets[0].Network = must(model.ParseSubnet("10.0.0.0/28"))
	other := c.Groups[0]
	other.Name, other.Zones, other.Count = "other", []string{"a"}, 0
	c.Groups = append(c.Groups, other)
	setGroup(c, 615*time.Second, config.None, config.None, 10) // of the eleven that a /28 has
	c.Events[2].Group = 1
	var story instanceStory
	end(t, c, story.observer(), engine.Recount(t))
	story = slices.DeleteFunc(story[slices.IndexFunc(story, func(line string) bool { return strings.HasPrefix(line, "10m") }):],
		func(line string) bool { return strings.Contains(line, "other") })
	const want = "11m0s launched p-7, 11m30s registered p-7, 12m0s draining p-2, 12m0s terminated p-2"
	if got := strings.Join(story, ", "); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}
