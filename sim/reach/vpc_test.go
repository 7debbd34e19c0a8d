package reach

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// TestUnreachable is each network mode behind rules that leave its port out, or let it in.
func TestUnreachable(t *testing.T) {
	for _, c := range []struct {
		name  string
		setUp func(*config.Config)
		want  string // "" = all are reached
	}{
		{"no firewall", func(c *config.Config) { addService(c, "web", 2, def("web", model.Bridge, tcp(80, 0))) }, ""},
		{"dynamic ports below the rule", func(c *config.Config) {
			c.Groups[0].DynamicRange, c.Groups[0].SecurityGroups = model.PortRange{First: 1025, Last: 65000}, []string{"sg-hosts"}
			addService(c, "web", 10, def("web", model.Bridge, tcp(80, 0)))
			addGroup(c, "sg-hosts", open(model.TCP, 32768, 65535, "sg-alb"))
		}, "10: web 80/tcp on 1025-1034 of host-1: 10 from anyone: security group sg-hosts lets tcp 32768-65535 in, not 1025-1034"},
		{"half of the dynamic ports", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			addService(c, "web", 4, def("web", model.Bridge, tcp(80, 0)))
			addGroup(c, "sg-hosts", open(model.TCP, 32770, 65535, ""))
		}, "2: web 80/tcp on 32768-32769 of host-1: 2 from anyone: security group sg-hosts lets tcp 32770-65535 in, not 32768-32769"},
		{"a group that is not described beside one that is", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts", "sg-more"}
			addService(c, "web", 4, def("web", model.Bridge, tcp(80, 0)))
			addGroup(c, "sg-hosts")
		}, ""},
		{"a network ACL over dynamic ports", func(c *config.Config) {
			addService(c, "web", 10, def("web", model.Bridge, tcp(80, 0)))
			addGroup(c, "sg-hosts").ACLs[0] = acl(tcpSet(49153, 65535), model.EveryPort())
		}, "10: web 80/tcp on 32768-32777 of host-1: 10 from anyone: network ACL of subnet-a lets tcp 49153-65535 in, not 32768-32777"},
		{"no way back", func(c *config.Config) {
			addService(c, "web", 1, def("web", model.Bridge, tcp(80, 8080)))
			addGroup(c, "sg-hosts").ACLs[0] = acl(model.EveryPort(), tcpSet(80, 443))
		}, "1: web 80/tcp on 8080 of host-1: 1 from anyone: network ACL of subnet-a lets no answer out to ports 1024-65535"},
		{"static bridge port", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			addService(c, "web", 1, def("web", model.Bridge, tcp(80, 8080)))
			addGroup(c, "sg-hosts", open(model.TCP, 80, 80, ""))
		}, "1: web 80/tcp on 8080 of host-1: 1 from anyone: security group sg-hosts lets tcp 80 in, not 8080"},
		{"host mode", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			addTasks(c, "dns", 1, def("dns", model.HostMode, tcp(53, 0), udp(53, 0)))
			addGroup(c, "sg-hosts", open(model.TCP, 53, 53, ""))
		}, "1: dns 53/udp on 53 of host-1: 1 from anyone: security group sg-hosts lets no udp in from there"},
		{"an awsvpc task has groups of its own", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			addService(c, "web", 1, def("web", model.AWSVPC, tcp(80, 0))).SecurityGroups = []string{"sg-web"}
			addService(c, "api", 1, def("api", model.AWSVPC, tcp(8080, 0))).SecurityGroups = []string{"sg-web"}
			addGroup(c, "sg-web", open(model.TCP, 80, 80, "sg-alb"))
		}, "1: api 8080/tcp on 8080 of host-1: 1 from anyone: security group sg-web lets tcp 80 in, not 8080"},
		{"the default group of an awsvpc task", func(c *config.Config) {
			addService(c, "web", 1, def("web", model.AWSVPC, tcp(80, 0)))
			addGroup(c, firewall.DefaultGroup, open(model.TCP, 22, 22, ""))
		}, "1: web 80/tcp on 80 of host-1: 1 from anyone: security group default lets tcp 22 in, not 80"},
		{"a load balancer of another group", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			s := addService(c, "web", 1, def("web", model.Bridge, tcp(80, 0), tcp(9090, 9090)))
			behind(c, s, "web-tg", 80)
			addGroup(c, "sg-hosts", open(model.TCP, 32768, 60999, "sg-alb")).Balancers = map[string]config.Balancer{"web-tg": {SecurityGroups: []string{"sg-old"}}}
		}, "1: web 80/tcp on 32768 of host-1: 1 from web-tg: security group sg-hosts lets no tcp in from there"},
		{"only the target's port is asked for", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			s := addService(c, "web", 1, def("web", model.Bridge, tcp(9090, 9090), tcp(80, 0)))
			behind(c, s, "web-tg", 80)
			addGroup(c, "sg-hosts", open(model.TCP, 32768, 60999, "sg-alb")).Balancers = map[string]config.Balancer{"web-tg": {SecurityGroups: []string{"sg-alb"}}}
		}, ""},
		{"a range of ports", func(c *config.Config) {
			c.Groups[0].SecurityGroups = []string{"sg-hosts"}
			addService(c, "rtp", 2, def("rtp", model.Bridge, tcp(80, 0), model.PortMapping{Range: model.PortRange{First: 5000, Last: 5004}, Protocol: model.UDP}))
			addGroup(c, "sg-hosts", open(model.TCP, 32768, 60999, ""), open(model.UDP, 32770, 60999, ""))
		}, "1: rtp 5000/udp on 32769 of host-1: 1 from anyone: security group sg-hosts lets udp 32770-60999 in, not 32769"},
	} {
		config := world(1)
		c.setUp(config)
		if got := unreachable(NewVPC(config).Unreachable(started(config, nil))); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// unreachable writes what a report says of unreachable tasks on one line.
func unreachable(tasks int, found []report.Unreachable) string {
	var all []string
	for _, u := range found {
		all = append(all, fmt.Sprintf("%d: %s%s %d/%s on %s of %s: %d from %s: %s", tasks, u.Service, u.RunTask, u.Port, u.Protocol,
			u.HostPorts, strings.Join(u.Instances, ", "), u.Tasks, u.From, u.Why))
	}
	return strings.Join(all, "; ")
}

// TestCoverage compares ranges as sets, as in the two halves of the story of a rule
// that is too narrow.
func TestCoverage(t *testing.T) {
	c := world(2)
	c.Groups[0].Zones = []string{"a", "b"}
	c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"})
	c.Groups[0].DynamicRange, c.Groups[0].SecurityGroups = model.PortRange{First: 1025, Last: 65000}, []string{"sg-hosts"}
	addService(c, "api", 0, def("api", model.AWSVPC, tcp(80, 0)))
	addService(c, "web", 0, def("web", model.Bridge, tcp(80, 0)))
	addService(c, "more", 0, def("more", model.Bridge, tcp(80, 0)))
	f := addGroup(c, "sg-hosts", open(model.TCP, 32768, 65535, "sg-alb"))
	f.ACLs[1] = acl(tcpSet(49153, 65535), tcpSet(32768, 60999))
	want := `host securityGroups from anyone: 32233 of 63976 of tcp 1025-65000 = 0.504, missing 1025-32767
host networkAcls.subnet-b.ingress from anyone: 15848 of 63976 of tcp 1025-65000 = 0.248, missing 1025-49152
host networkAcls.subnet-b.egress from anyone: 28232 of 64512 of tcp 1024-65535 = 0.438, missing 1024-32767, 61000-65535`
	coverage := NewVPC(c).Coverage(revisions(c))
	var got, warnings []string
	for _, x := range coverage {
		warnings = append(warnings, CoverageWarning(&x))
		got = append(got, fmt.Sprintf("%s %s from %s: %d of %d of %s %s = %.3f, missing %s",
			x.Group, x.By, x.From, x.Covered, x.Total, x.Protocol, x.Range, x.Share, x.Missing))
	}
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if coverage[0].Clients != nil || strings.Join(coverage[2].Clients, " ") != "Linux" {
		t.Errorf("all answers go to %v, want Linux", coverage[2].Clients)
	}
	if !strings.Contains(warnings[0], "a task on one of 1025-32767 is unreachable") {
		t.Errorf("warnings %q", warnings)
	}
}

// TestExposure is what each mode asks its firewalls to open.
func TestExposure(t *testing.T) {
	c := world(1)
	behind(c, addService(c, "awsvpc", 0, def("a", model.AWSVPC, tcp(80, 0))), "tg", 80)
	addService(c, "host", 0, def("b", model.HostMode, tcp(80, 0), udp(53, 0)))
	addService(c, "static", 0, def("c", model.Bridge, tcp(80, 8080)))
	addService(c, "dynamic", 0, def("d", model.Bridge, tcp(80, 0), tcp(81, 0)))
	addTasks(c, "none", 1, def("e", model.None))
	addGroup(c, "sg").Balancers = map[string]config.Balancer{"tg": {SecurityGroups: []string{"sg-alb"}}}
	want := `awsvpc: tcp 80 from sg-alb on security group of the task: 1 port; in tcp 80, out tcp 1024-65535
host: tcp 80; udp 53 from its clients on security group of the instances: 2 port; in tcp 80; udp 53, out tcp 1024-65535; udp 1024-65535
bridge: tcp 8080 from its clients on security group of the instances: 1 port; in tcp 8080, out tcp 1024-65535
bridge: tcp 32768-60999 from its clients on security group of the instances: 28232 port; in tcp 32768-60999, out tcp 1024-65535
none:  on : 0 port; in , out `
	var got []string
	for _, e := range NewVPC(c).Exposure(revisions(c)) {
		got = append(got, fmt.Sprintf("%s: %s on %s: %d port; in %s, out %s", e.NetworkMode, e.Rule, e.On, e.OpenPorts, e.ACLIngress, e.ACLEgress))
	}
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}
