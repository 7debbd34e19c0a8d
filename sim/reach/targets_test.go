package reach

import (
	"net/netip"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// TestTargetsBehindTheFirewall is whom targets see, where health checks ask, and what both need.
func TestTargetsBehindTheFirewall(t *testing.T) {
	front := netip.MustParsePrefix("10.0.1.0/24")
	from := func(b netip.Prefix, protocol model.Protocol, first, last uint16) firewall.SecurityGroupRule {
		r := open(protocol, first, last, "")
		r.Block = b
		return r
	}
	tg := func(p model.TargetProtocol) func(*config.TargetGroup) {
		return func(g *config.TargetGroup) {
			g.LoadBalancer, g.Protocol, g.Check.Protocol = p.LoadBalancer(), p, model.DefaultCheckProtocol(p.LoadBalancer())
		}
	}
	at := func(p model.TargetProtocol, port uint16) func(*config.TargetGroup) {
		return func(g *config.TargetGroup) { tg(p)(g); g.Check.Port = port }
	}
	public, none := config.Balancer{Public: true, NoGroups: true, Subnets: []int{1}}, config.Balancer{NoGroups: true, Subnets: []int{1}}
	grouped := config.Balancer{SecurityGroups: []string{"sg-nlb"}, Subnets: []int{1}, Public: true}
	for _, row := range []struct {
		name     string
		mode     model.NetworkMode
		maps     []model.PortMapping
		port     uint16
		group    func(*config.TargetGroup)
		balancer *config.Balancer
		rules    []firewall.SecurityGroupRule
		rule     string
		refused  uint8
		reached  bool
	}{
		{"instances see the clients, and the rule is about the load balancer's subnet", model.HostMode, []model.PortMapping{tcp(80, 80)}, 80, tg(model.TargetTCP), &public,
			[]firewall.SecurityGroupRule{from(front, model.TCP, 80, 80)}, "tcp 80 from the clients of tg and the load balancer of tg", 0, false},
		{"and about everybody", model.HostMode, []model.PortMapping{tcp(80, 80)}, 80, tg(model.TargetTCP), &public,
			[]firewall.SecurityGroupRule{open(model.TCP, 80, 80, "")}, "tcp 80 from the clients of tg and the load balancer of tg", 0, true},
		{"addresses over TCP see the load balancer", model.AWSVPC, []model.PortMapping{tcp(80, 0)}, 80, tg(model.TargetTCP), &public,
			[]firewall.SecurityGroupRule{from(front, model.TCP, 80, 80)}, "tcp 80 from the load balancer of tg", 0, true},
		{"unless that is asked for", model.AWSVPC, []model.PortMapping{tcp(80, 0)}, 80, func(g *config.TargetGroup) { tg(model.TargetTCP)(g); g.PreserveClientIP = new(true) }, &public,
			[]firewall.SecurityGroupRule{from(front, model.TCP, 80, 80)}, "tcp 80 from the clients of tg and the load balancer of tg", 0, false},
		{"a rule about the load balancer's group lets clients through", model.HostMode, []model.PortMapping{tcp(80, 80)}, 80, tg(model.TargetTCP), &grouped,
			[]firewall.SecurityGroupRule{open(model.TCP, 80, 80, "sg-nlb")}, "tcp 80 from sg-nlb", 0, true},
		{"which a load balancer without a group has not", model.HostMode, []model.PortMapping{tcp(80, 80)}, 80, tg(model.TargetTCP), &none,
			[]firewall.SecurityGroupRule{open(model.TCP, 80, 80, "sg-nlb")}, "tcp 80 from the clients of tg and the load balancer of tg", 1, false},
		{"UDP, checked over TCP at another port", model.AWSVPC, []model.PortMapping{udp(7777, 0), tcp(8080, 0)}, 7777, at(model.TargetUDP, 8080), &public,
			[]firewall.SecurityGroupRule{open(model.UDP, 7777, 7777, ""), from(front, model.TCP, 8080, 8080)},
			"udp 7777 from the clients of tg; tcp 8080 from the load balancer of tg", 0, true},
		{"which the rules leave out", model.AWSVPC, []model.PortMapping{udp(7777, 0), tcp(8080, 0)}, 7777, at(model.TargetUDP, 8080), &public,
			[]firewall.SecurityGroupRule{open(model.UDP, 7777, 7777, "")}, "udp 7777 from the clients of tg; tcp 8080 from the load balancer of tg", 1, false},
		{"requests are kept out, checks are not", model.AWSVPC, []model.PortMapping{udp(7777, 0), tcp(8080, 0)}, 7777, at(model.TargetUDP, 8080), &public,
			[]firewall.SecurityGroupRule{open(model.TCP, 8080, 8080, "")}, "udp 7777 from the clients of tg; tcp 8080 from the load balancer of tg", 0, false},
		{"nobody describes the load balancer", model.AWSVPC, []model.PortMapping{udp(7777, 0), tcp(8080, 0)}, 7777, at(model.TargetUDP, 8080), nil,
			[]firewall.SecurityGroupRule{open(model.UDP, 7777, 7777, "")}, "tcp 8080; udp 7777 from its clients", 1, false},
		{"an Application Load Balancer's checks at another port", model.Bridge, []model.PortMapping{tcp(80, 8080), tcp(81, 9090)}, 80, at(model.TargetHTTP, 9090), &grouped,
			[]firewall.SecurityGroupRule{open(model.TCP, 8080, 8080, "sg-nlb")}, "tcp 8080, 9090 from sg-nlb", 1, false},
	} {
		c := world(1)
		c.Subnets = append(c.Subnets, config.Subnet{ID: "front", Zone: "a", Network: must(model.ParseSubnet(front.String()))})
		c.Groups[0].SecurityGroups, c.Groups[0].Subnets = []string{"sg"}, []int{0}
		s := addService(c, "web", 1, def("web", row.mode, row.maps...))
		s.SecurityGroups = []string{"sg"}
		row.group(behind(c, s, "tg", row.port))
		f := addGroup(c, "sg", row.rules...)
		if row.balancer != nil {
			f.Balancers = map[string]config.Balancer{"tg": *row.balancer}
		}
		v, run := NewVPC(c), started(c, nil)
		if got := v.Exposure(revisions(c))[0].Rule; got != row.rule {
			t.Errorf("%s: the rule is %q, want %q", row.name, got, row.rule)
		}
		refused, why := v.RefusedChecks(run, 0)
		if reached, _ := v.Reachable(run, 0); refused != row.refused || (why == "") != (refused == 0) || reached != row.reached {
			t.Errorf("%s: checks of %b are refused (%s), the task is reached: %v; want %b and %v", row.name, refused, why, reached, row.refused, row.reached)
		}
	}
}

// TestReachByClients asks in the place of a Network Load Balancer whose targets see its clients.
func TestReachByClients(t *testing.T) {
	c := world(1)
	c.Groups[0].SecurityGroups = []string{"sg"}
	g := behind(c, addService(c, "dns", 1, def("dns", model.HostMode, udp(53, 0), tcp(8053, 0))), "tg", 53)
	g.LoadBalancer, g.Protocol, g.Check.Protocol, g.Check.Port = model.NetworkLoadBalancer, model.TargetUDP, model.TargetTCP, 8053
	addGroup(c, "sg", open(model.TCP, 8053, 8053, "sg-nlb")).Balancers = map[string]config.Balancer{"tg": {SecurityGroups: []string{"sg-nlb"}}}
	run := started(c, nil)
	for _, row := range []struct {
		q    Query
		want string
	}{
		{Query{From: "tg", To: "dns"}, " no security group sg lets no udp in from there; an ingress rule of sg: udp 53 from sg-nlb"},
		{Query{From: "tg", To: "dns", Port: 8053}, " yes the primary interface of host-1 in subnet-a:8053: app listens there"},
	} {
		if got := ask(c, run, row.q); got != row.want {
			t.Errorf("%+v:\n got %s\nwant %s", row.q, got, row.want)
		}
	}
}

// must is what cannot fail: it panics where it does.
func must[T any](d T, err error) T {
	if err != nil {
		panic(err)
	}
	return d
}
