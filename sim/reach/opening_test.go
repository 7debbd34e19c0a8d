package reach

import (
	"net/netip"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// TestOpening is the rules that clients lack to reach tasks: with them they do, at whatever host port.
func TestOpening(t *testing.T) {
	front, hosts := "10.0.1.0/24", "10.0.0.0/24"
	deny := func(number int, first, last uint16) firewall.ACLEntry {
		return firewall.ACLEntry{Number: number, Ports: tcpSet(first, last)}
	}
	for _, row := range []struct {
		name   string
		mode   model.NetworkMode
		maps   []model.PortMapping
		checks bool
		change func(c *config.Config)
		want   string // "" = nothing helps, or nothing is lacking
	}{
		{"dynamic host ports", model.Bridge, []model.PortMapping{tcp(80, 0)}, true, nil,
			"an ingress rule of sg: tcp 32768-60999 from sg-alb"},
		{"some of them are open already", model.Bridge, []model.PortMapping{tcp(80, 0)}, true,
			func(c *config.Config) {
				c.Firewall.Groups[0].Ingress = []firewall.SecurityGroupRule{open(model.TCP, 40000, 65535, "sg-alb")}
			},
			"an ingress rule of sg: tcp 32768-60999 from sg-alb"},
		{"nothing is lacking", model.Bridge, []model.PortMapping{tcp(80, 0)}, true,
			func(c *config.Config) {
				c.Firewall.Groups[0].Ingress = []firewall.SecurityGroupRule{open(model.TCP, 32768, 65535, "sg-alb")}
			}, ""},
		{"a task's own interface", model.AWSVPC, []model.PortMapping{tcp(80, 0)}, true, nil, "an ingress rule of sg: tcp 80 from sg-alb"},
		{"the load balancer's own group lets nothing out", model.HostMode, []model.PortMapping{tcp(80, 80)}, true,
			func(c *config.Config) { c.Firewall.Groups[1].Egress = nil },
			"an egress rule of sg-alb: tcp 80 to sg, and an ingress rule of sg: tcp 80 from sg-alb"},
		{"both ways through a network ACL", model.HostMode, []model.PortMapping{tcp(80, 80)}, true,
			func(c *config.Config) { c.Firewall.ACLs[0] = &firewall.NetworkACL{} },
			"an ingress entry in the network ACL of subnet-a: 10 allow tcp 80 from " + front + ", and an ingress rule of sg: tcp 80 from sg-alb" +
				", and an egress entry in the network ACL of subnet-a: 10 allow tcp 1024-65535 to " + front},
		{"before an entry that denies it", model.HostMode, []model.PortMapping{tcp(80, 80)}, true,
			func(c *config.Config) {
				c.Firewall.Groups[0].Ingress = []firewall.SecurityGroupRule{open(model.TCP, 80, 80, "")}
				c.Firewall.ACLs[0] = &firewall.NetworkACL{Egress: []firewall.ACLEntry{{Number: 100, Ports: model.EveryPort(), Allow: true}},
					Ingress: []firewall.ACLEntry{{Number: 90, Ports: tcpSet(22, 22), Allow: true}, deny(95, 0, 1023), {Number: 100, Ports: model.EveryPort(), Allow: true}}}
			}, "an ingress entry in the network ACL of subnet-a: 92 allow tcp 80 from " + front},
		{"where no number is left before it", model.HostMode, []model.PortMapping{tcp(80, 80)}, true,
			func(c *config.Config) {
				c.Firewall.Groups[0].Ingress = []firewall.SecurityGroupRule{open(model.TCP, 80, 80, "")}
				c.Firewall.ACLs[0] = &firewall.NetworkACL{Ingress: []firewall.ACLEntry{deny(1, 80, 80), {Number: 2, Ports: model.EveryPort(), Allow: true}}}
			}, ""},
		{"each node of the load balancer", model.HostMode, []model.PortMapping{tcp(80, 80)}, true,
			func(c *config.Config) {
				c.Firewall.Balancers["tg"] = config.Balancer{NoGroups: true, Subnets: []int{0, 1}}
			}, "an ingress rule of sg: tcp 80 from " + hosts + ", and an ingress rule of sg: tcp 80 from " + front},
		{"a load balancer that nobody describes", model.HostMode, []model.PortMapping{tcp(80, 80)}, true,
			func(c *config.Config) { c.Firewall.Balancers = nil }, "an ingress rule of sg: tcp 80 from anywhere"},
		{"health checks alone", model.AWSVPC, []model.PortMapping{udp(7777, 0), tcp(8080, 0)}, true, nlb, "an ingress rule of sg: tcp 8080 from sg-alb"},
		{"and all clients", model.AWSVPC, []model.PortMapping{udp(7777, 0), tcp(8080, 0)}, false, nlb,
			"an ingress rule of sg: udp 7777 from sg-alb, and an ingress rule of sg: tcp 8080 from sg-alb"},
		{"no rule gives an interface addresses of another family", model.AWSVPC, []model.PortMapping{tcp(80, 0)}, true,
			func(c *config.Config) {
				c.Subnets[0].Network = model.IPv6OnlySubnet(netip.MustParsePrefix("2001:db8::/64"))
			}, ""},
	} {
		c := world(1)
		c.Subnets[0].Network = must(model.ParseSubnet(hosts))
		c.Subnets = append(c.Subnets, config.Subnet{ID: "front", Zone: "b", Network: must(model.ParseSubnet(front))})
		c.Groups[0].SecurityGroups = []string{"sg"}
		s := addService(c, "web", 2, def("web", row.mode, row.maps...))
		s.SecurityGroups = []string{"sg"}
		behind(c, s, "tg", row.maps[0].ContainerPort)
		f := addGroup(c, "sg")
		f.Groups = append(f.Groups, firewall.SecurityGroup{Name: "sg-alb", Egress: f.Groups[0].Egress})
		f.Balancers = map[string]config.Balancer{"tg": {SecurityGroups: []string{"sg-alb"}, Subnets: []int{1}}}
		if row.change != nil {
			row.change(c)
		}
		opened, words, ok := Opening{Groups: []int{0}, Checks: row.checks}.Open(c)
		if words != row.want && ok || ok != (row.want != "") {
			t.Errorf("%s: %q, %v; want %q", row.name, words, ok, row.want)
		}
		if !ok {
			continue
		}
		run := started(c, nil)
		before, _ := NewVPC(c).RefusedChecks(run, 0)
		c.Firewall = opened
		v := NewVPC(c)
		refused, why := v.RefusedChecks(run, 0)
		if reached, whyNot := v.Reachable(run, 0); refused != 0 || before == 0 || !row.checks && !reached {
			t.Errorf("%s: checks refused before: %b, with the rules: %b (%s); reached: %v (%s)", row.name, before, refused, why, reached, whyNot)
		}
	}
}

// nlb makes the target group one of a Network Load Balancer for UDP, checked at another port.
func nlb(c *config.Config) {
	g := &c.TargetGroups[0].TargetGroup
	g.LoadBalancer, g.Protocol, g.Check = model.NetworkLoadBalancer, model.TargetUDP, model.TargetCheck{Protocol: model.TargetTCP, Port: 8080}
}
