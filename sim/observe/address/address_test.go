package address_test

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/scenarios"
	"ecssim/sim/config"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/address"
)

// Addresses are the lowest that are free, AWS's five left out: those of the instances first, two
// where they have a trunk, then those of tasks as their interfaces are created.
func TestAddresses(t *testing.T) {
	const file = `name: a
cluster:
  accountSettings: {awsvpcTrunking: enabled, dualStackIPv6: SETTING}
  readings: {tieBreak: lowestInstanceId}
  subnets: [{subnetId: a, availabilityZone: us-east-1a KEYS}]
  instances: [{name: hosts, instanceType: m5.large, count: 1}, {name: old, instanceType: m5.large, count: 1, trunk: false}]
taskDefinitions: [{family: web, networkMode: awsvpc, containerDefinitions: [{name: app, image: app, memory: 64}]}]
runTasks: [{taskDefinition: web, count: 2}]
timings: {preset: instant}
`
	for _, row := range []struct{ keys, setting, want string }{
		{"", "disabled", "10.0.0.4, trunk 10.0.0.5; 10.0.0.6; 10.0.0.7; 10.0.0.8"},
		{", cidrBlock: 10.0.1.16/28", "enabled", "10.0.1.20, trunk 10.0.1.21; 10.0.1.22; 10.0.1.23; 10.0.1.24"},
		{`, cidrBlock: 10.0.1.0/28, ipv6CidrBlock: "2001:db8:0:7::/64"`, "enabled",
			"10.0.1.4 and 2001:db8:0:7::4, trunk 10.0.1.5 and 2001:db8:0:7::5; 10.0.1.6 and 2001:db8:0:7::6; " +
				"10.0.1.7 and 2001:db8:0:7::7; 10.0.1.8 and 2001:db8:0:7::8"},
		{`, cidrBlock: 10.0.1.0/28, ipv6CidrBlock: "2001:db8:0:7::/64"`, "disabled",
			"10.0.1.4 and 2001:db8:0:7::4, trunk 10.0.1.5 and 2001:db8:0:7::5; 10.0.1.6 and 2001:db8:0:7::6; 10.0.1.7; 10.0.1.8"},
		{`, ipv6Native: true, ipv6CidrBlock: "2001:db8:0:7::/64"`, "disabled",
			"2001:db8:0:7::4, trunk 2001:db8:0:7::5; 2001:db8:0:7::6; 2001:db8:0:7::7; 2001:db8:0:7::8"},
		{", ipv6Native: true", "disabled", "2001:db8::4, trunk 2001:db8::5; 2001:db8::6; 2001:db8::7; 2001:db8::8"},
	} {
		s, err := scenarios.Parse("a.yaml", []byte(strings.NewReplacer("KEYS", row.keys, "SETTING", row.setting).Replace(file)))
		if err != nil {
			t.Fatal(err)
		}
		book := address.NewBook(s.Config)
		v, err := engine.Run(context.Background(), s.Config, 0, nil, book)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for h := range event.InstanceID(v.Instances()) {
			x := book.Instance(h)
			got += x.Primary.String()
			if x.Trunk.Known() {
				got += ", trunk " + x.Trunk.String()
			}
			got += "; "
		}
		for i := range v.Tasks() {
			if i > 0 {
				got += "; "
			}
			got += book.Task(i).String()
		}
		if got != row.want {
			t.Errorf("%s, %s:\n%s\nwant\n%s", row.keys, row.setting, got, row.want)
		}
	}
}

// An address that is given back is the next one to be taken, and that of an instance goes with it.
func TestAddressesComeBack(t *testing.T) {
	c := &config.Config{Subnets: []config.Subnet{{ID: "a"}}}
	b := address.NewBook(c)
	has := func() string {
		return fmt.Sprint(b.Instance(0).Primary, " ", b.Instance(0).Trunk, " ", b.Task(0), " ", b.Task(1), " ", b.Used(0))
	}
	for _, row := range []struct {
		e    event.Event
		want string
	}{
		{event.Event{Kind: event.InstanceLaunched, On: true}, "10.0.0.4 10.0.0.5   2"},
		{event.Event{Kind: event.AddressTaken, Task: event.None, Count: 2}, "10.0.0.4 10.0.0.5   2"},
		{event.Event{Kind: event.AddressTaken, Task: 1, Count: 1}, "10.0.0.4 10.0.0.5  10.0.0.6 3"},
		{event.Event{Kind: event.AddressFreed, Task: event.None, Count: 2}, "   10.0.0.6 1"},
		{event.Event{Kind: event.AddressTaken, Task: 0, Count: 1}, "  10.0.0.4 10.0.0.6 2"},
		{event.Event{Kind: event.AddressFreed, Task: 1, Count: 1}, "  10.0.0.4  1"},
	} {
		if b.On(&row.e); has() != row.want {
			t.Errorf("after %v: %q, want %q", row.e.Kind, has(), row.want)
		}
	}
	for i := range event.TaskID(model.Usable(16)) { // one has an address already
		b.On(&event.Event{Kind: event.AddressTaken, Task: i + 1, Count: 1})
	}
	if last := event.TaskID(model.Usable(16)); b.Task(last).Known() || b.Task(last-1).String() != "10.0.255.254" || b.Used(0) != 65_531 {
		t.Errorf("the last have %v and %v, %d used", b.Task(last-1), b.Task(last), b.Used(0))
	}
}

// A subnet without a block has one of ours, which shares no address with another one.
func TestBlocks(t *testing.T) {
	c := &config.Config{}
	add := func(n int, network model.Subnet) {
		for range n {
			c.Subnets = append(c.Subnets, config.Subnet{Network: network})
		}
	}
	given, err := model.ParseSubnet("10.1.16.0/24")
	if err != nil {
		t.Fatal(err)
	}
	add(2, model.Subnet{})
	add(1, given)
	add(1, model.IPv6OnlySubnet(netip.Prefix{}))
	add(1, model.IPv6OnlySubnet(netip.MustParsePrefix("2001:db8:0:5::/64")))
	add(1, model.IPv6OnlySubnet(netip.Prefix{}))
	add(254, model.Subnet{})
	all := address.Blocks(c)
	for n, want := range map[int]address.Block{
		0:   {IPv4: netip.MustParsePrefix("10.0.0.0/16")},
		1:   {IPv4: netip.MustParsePrefix("11.4.0.0/16")}, // 10.1.0.0/16 is partly given
		2:   {IPv4: netip.MustParsePrefix("10.1.16.0/24")},
		3:   {IPv6: netip.MustParsePrefix("2001:db8:0:3::/64")},
		4:   {IPv6: netip.MustParsePrefix("2001:db8:0:5::/64")},
		5:   {IPv6: netip.MustParsePrefix("2001:db8:0:104::/64")},
		6:   {IPv4: netip.MustParsePrefix("10.6.0.0/16")},
		255: {IPv4: netip.MustParsePrefix("10.255.0.0/16")},
		256: {IPv4: netip.MustParsePrefix("11.0.0.0/16")},
		259: {IPv4: netip.MustParsePrefix("11.3.0.0/16")},
	} {
		if all[n] != want {
			t.Errorf("subnet %d has %v, want %v", n, all[n], want)
		}
	}
	for i := range all {
		for j := range i {
			if all[i].IPv4.Overlaps(all[j].IPv4) || all[i].IPv6.Overlaps(all[j].IPv6) {
				t.Errorf("subnets %d and %d overlap: %v and %v", j, i, all[j], all[i])
			}
		}
	}
}
