package engine_test

import (
	"context"
	"net/netip"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/experiment"
	"ecssim/sim/reach"
)

// Tasks in IPv6-only subnets are reached by IPv6: rules for IPv4 do not let anybody in, and who has
// IPv4 addresses alone does not get there.
func TestReachIPv6(t *testing.T) {
	six, both := netip.MustParsePrefix("2001:db8:0:6::/64"), netip.MustParsePrefix("2001:db8:0:7::/64")
	from := func(cidr string) firewall.SecurityGroupRule {
		r := open(model.TCP, 80, 80, "")
		if cidr != "" {
			r.Block = netip.MustParsePrefix(cidr)
		}
		return r
	}
	for _, row := range []struct {
		from, to string
		rule     firewall.SecurityGroupRule
		want     string // "" = yes
	}{
		{"alb", "web", from(""), ""},
		{"alb", "web", from("::/0"), ""},
		{"alb", "web", from("2001:db8:0:7::/64"), ""},
		{"alb", "web", from("0.0.0.0/0"), "security group sg-web lets no tcp in from there"},
		{"old", "web", from(""), "six has IPv6 addresses alone, and four has none"},
		{"web", "old", from(""), "six has IPv6 addresses alone, and four has none"},
		{"dual", "web", from("::/0"), ""},
		{"dual", "old", from("10.0.0.0/8"), ""},
		{"internet", "web", from("::/0"), ""},
		{"internet", "dual", from(""), "an awsvpc task on EC2 never gets a public address, not even in a public subnet"},
		{"web", "internet", from(""), ""},
		{"web", "hosted", from(""), ""},
	} {
		c := world(2)
		c.DualStack = true
		c.Subnets = []config.Subnet{
			{ID: "both", Zone: "a", Network: must(model.ParseSubnet("10.0.2.0/24")).WithIPv6(both)},
			{ID: "six", Zone: "a", Network: model.IPv6OnlySubnet(six)},
			{ID: "four", Zone: "a", Network: must(model.ParseSubnet("10.0.4.0/24"))},
		}
		c.Groups[0].Subnets, c.Groups[0].SecurityGroups = []int{0}, []string{"sg-web"}
		c.Groups[0].SlotsPlain = 4
		for n, name := range []string{"dual", "web", "old"} {
			s := addService(c, name, 1, def(name, model.AWSVPC, 1, 6, tcp(80, 0)))
			s.Subnets, s.SecurityGroups = []int{n}, []string{"sg-web"}
		}
		addService(c, "hosted", 1, def("hosted", model.HostMode, 1, 6, tcp(80, 0)))
		behindGroup(c, &c.Services[1], "web-tg", 0, 80)
		f := addGroup(c, "sg-web", row.rule)
		f.Balancers = map[string]config.Balancer{"web-tg": {SecurityGroups: []string{"sg-alb"}, Subnets: []int{2, 0}}}
		a, err := experiment.Reach(context.Background(), c, reach.Query{From: row.from, To: row.to, Port: 80})
		if err != nil {
			t.Fatal(err)
		}
		if a.Reachable != (row.want == "") || a.Why != row.want {
			t.Errorf("%s to %s, %v: %v %q, want %q", row.from, row.to, row.rule.Block, a.Verdict, a.Why, row.want)
		}
	}
}

// A load balancer in IPv4 subnets does not reach targets in an IPv6-only one: they are unreachable,
// and never healthy.
func TestTargetsOfAnotherFamily(t *testing.T) {
	for _, dual := range []bool{false, true} {
		c := behind(model.AWSVPC)
		c.Subnets = append(c.Subnets, config.Subnet{ID: "six", Zone: "a", Network: model.IPv6OnlySubnet(netip.Prefix{})})
		if dual {
			c.Subnets[0].Network = c.Subnets[0].Network.WithIPv6(netip.MustParsePrefix("2001:db8::/64"))
		}
		c.Services[0].Subnets, c.Services[0].SecurityGroups = []int{1}, []string{"sg-web"}
		c.Duration = 90e9
		f := addGroup(c, "sg-web", open(model.TCP, 80, 80, ""))
		f.Balancers = map[string]config.Balancer{"web-tg": {Subnets: []int{0}}}
		r := play(t, c)
		if healthy := r.TargetGroups[0].Healthy == 1; healthy != dual || (r.Tasks.Failed == 0) != dual {
			t.Errorf("a dual-stack load balancer %v: %+v, %+v", dual, r.TargetGroups[0], r.Tasks)
		}
	}
}
