package engine_test

import (
	"net/netip"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// Row X36 and its neighbours: eleven tasks in awsvpc mode on one c5.large with a trunk. An
// IPv6-only subnet takes no IPv4 address, of tasks or of the instance; slots are as they are
// anywhere.
func TestX36IPv6Only(t *testing.T) {
	block := netip.MustParsePrefix("2001:db8::/64")
	four, six := must(model.ParseSubnet("10.0.0.0/28")), model.IPv6OnlySubnet(block)
	for _, row := range []struct {
		name           string
		host, tasks    model.Subnet
		trunk          bool
		placed, failed int
		used           [2]int // IPv4 addresses of the host's subnet, of the tasks'
		refused        int    // RESOURCE:ENI
	}{
		{"X36: IPv6-only", six, six, true, 10, 0, [2]int{0, 0}, 1},
		{"no block is given", model.IPv6OnlySubnet(netip.Prefix{}), model.IPv6OnlySubnet(netip.Prefix{}), true, 10, 0, [2]int{0, 0}, 1},
		{"without a trunk", six, six, false, 2, 0, [2]int{0, 0}, 9},
		{"the host in IPv4", four, six, true, 10, 0, [2]int{2, 0}, 1},
		{"the tasks in IPv4", six, four, true, 10, 0, [2]int{0, 10}, 1},
		{"dual stack", four.WithIPv6(block), four.WithIPv6(block), true, 9, 2, [2]int{11, 0}, 0},
		{"IPv4", four, four, true, 9, 2, [2]int{11, 0}, 0},
	} {
		c := world(1)
		c.Trunking, c.DualStack = row.trunk, true
		c.Subnets = []config.Subnet{{ID: "hosts", Zone: "a", Network: row.host}, {ID: "tasks", Zone: "a", Network: row.tasks}}
		c.Groups[0].InstanceType, c.Groups[0].Memory, c.Groups[0].Subnets = "c5.large", 3800, []int{0}
		run := addTasks(c, "web", 11, 0, def("web", model.AWSVPC, 16, 16))
		run.Subnets = []int{1}
		if row.host == row.tasks {
			run.Subnets = []int{0}
		}
		r := play(t, c)
		refused := 0
		for _, x := range r.Refusals {
			if x.Reason == "RESOURCE:ENI" {
				refused += x.Tasks
			}
		}
		used := [2]int{r.Subnets[0].Used, r.Subnets[1].Used}
		if r.Tasks.Placed != row.placed || r.Tasks.Failed != row.failed || refused != row.refused || used != row.used {
			t.Errorf("%s: %+v, %d refused, %v IPv4 addresses used, want %d placed, %d failed, %d refused, %v used",
				row.name, r.Tasks, refused, used, row.placed, row.failed, row.refused, row.used)
		}
		for i, x := range r.Subnets {
			if network := c.Subnets[i].Network; (x.Usable == nil) != network.IPv6Only() || network.IPv6Only() && x.Peak != 0 {
				t.Errorf("%s: %+v", row.name, x)
			}
		}
	}
}

// A subnet without a block is not limited; that no VPC has one of that size, the report says.
func TestMoreInterfacesThanASubnetHolds(t *testing.T) {
	c := world(65)
	c.Groups[0].SlotsPlain = 1_020 // as many as ecs-bridge has addresses, less one
	run := addTasks(c, "web", 0, 0, def("web", model.AWSVPC, 1, 6))
	for count, want := range map[int]string{
		65_466: "",
		65_467: "subnet subnet-a has no cidrBlock and had 65532 network interfaces at the most: no subnet of a VPC has more than 65531 addresses",
	} {
		run.Count = count
		_, r := end(t, c)
		got := ""
		for _, w := range r.Warnings {
			if strings.Contains(w, "no cidrBlock") {
				got = w
			}
		}
		if got != want {
			t.Errorf("%d tasks: %q, want %q", count, got, want)
		}
	}
}
