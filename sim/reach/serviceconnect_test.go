package reach

import (
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
)

// connect puts a service into a namespace; an override of 0 is none, no name no listener.
func connect(s *config.Service, name string, override, alias uint16) {
	s.ServiceConnect = model.ServiceConnect{Enabled: true}
	if name != "" {
		s.ServiceConnect.Listeners = []model.IngressListener{{PortName: name, Override: override, Alias: model.Endpoint{Name: name + "-server", Port: alias}}}
	}
}

// shop is auth with a listener of Service Connect before its port 18888, gw that is its
// client, and job in no namespace; each on a host of its own in mode, behind
// rules that let ports first to last in.
func shop(mode model.NetworkMode, override, first, last uint16) *config.Config {
	c := world(2)
	c.Groups[0].SecurityGroups = []string{"sg-hosts"}
	connect(addService(c, "auth", 1, def("auth", mode, named("auth", 18888), tcp(9000, 0))), "auth", override, 8888)
	connect(addService(c, "gw", 1, def("gw", mode)), "", 0, 0)
	addService(c, "job", 1, def("job", mode))
	for i, name := range []string{"sg-auth", "sg-gw", "sg-gw"} {
		c.Services[i].SecurityGroups = []string{name}
	}
	name, from := "sg-auth", "sg-gw"
	if mode == model.Bridge {
		name, from = "sg-hosts", "sg-hosts"
	}
	addGroup(c, name, open(model.TCP, first, last, from))
	return c
}

// shopStarted runs gw on another host than the others, where there are two.
func shopStarted(c *config.Config) *tasks { return started(c, map[string]int{"gw": 1}) }

// TestReachThroughServiceConnect asks for the port of the proxy (ports/06 and 06b).
func TestReachThroughServiceConnect(t *testing.T) {
	const self, primary = "the task's own interface in subnet-a", "the primary interface of host-1 in subnet-a"
	for _, c := range []struct {
		name string
		c    *config.Config
		q    Query
		want string
	}{
		{"06: only the container port is open", shop(model.AWSVPC, 15000, 18888, 18888), Query{From: "gw", To: "auth"},
			"Service Connect no security group sg-auth lets tcp 18888 in, not 15000; an ingress rule of sg-auth: tcp 15000 from sg-gw"},
		{"06: by the alias", shop(model.AWSVPC, 15000, 18888, 18888), Query{From: "gw", To: "auth-server:8888"},
			"Service Connect no security group sg-auth lets tcp 18888 in, not 15000; an ingress rule of sg-auth: tcp 15000 from sg-gw"},
		{"06: by the alias's port", shop(model.AWSVPC, 15000, 15000, 15000), Query{From: "gw", To: "auth", Port: 8888},
			"Service Connect yes " + self + ":15000: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"06: the proxy's port is open", shop(model.AWSVPC, 15000, 15000, 15000), Query{From: "gw", To: "auth"},
			"Service Connect yes " + self + ":15000: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"06: past the proxy", shop(model.AWSVPC, 15000, 18888, 18888), Query{From: "gw", To: "auth", Port: 18888},
			" yes " + self + ":18888: the interface is in it, and so is app"},
		{"awsvpc without override: the container port is the proxy's", shop(model.AWSVPC, 0, 18888, 18888), Query{From: "gw", To: "auth"},
			"Service Connect yes " + self + ":18888: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"awsvpc without override: others too", shop(model.AWSVPC, 0, 18888, 18888), Query{From: "job", To: "auth"},
			" yes " + self + ":18888: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"a port without a listener", shop(model.AWSVPC, 15000, 9000, 9000), Query{From: "gw", To: "auth", Port: 9000},
			" yes " + self + ":9000: the interface is in it, and so is app"},
		{"in no namespace", shop(model.AWSVPC, 15000, 18888, 18888), Query{From: "job", To: "auth"},
			" yes " + self + ":18888: the interface is in it, and so is app"},
		{"in no namespace, by the alias", shop(model.AWSVPC, 15000, 15000, 15000), Query{From: "job", To: "auth-server:8888"},
			"Service Connect no only tasks of services in the cluster's Service Connect namespace know auth-server; a service with serviceConnectConfiguration in the cluster's Service Connect namespace"},
		{"the internet, by the alias", shop(model.AWSVPC, 15000, 15000, 15000), Query{From: "internet", To: "auth-server:8888"},
			"Service Connect no only tasks of services in the cluster's Service Connect namespace know auth-server; a service with serviceConnectConfiguration in the cluster's Service Connect namespace"},
		{"06b: only the dynamic range is open", shop(model.Bridge, 15000, 32768, 60999), Query{From: "gw", To: "auth"},
			"Service Connect no security group sg-hosts lets tcp 32768-60999 in, not 15000; an ingress rule of sg-hosts: tcp 15000 from sg-hosts"},
		{"06b: the proxy's port is open", shop(model.Bridge, 15000, 15000, 15000), Query{From: "gw", To: "auth"},
			"Service Connect yes " + primary + ":15000: Docker forwards it to the Service Connect proxy, which passes it on to 18888/tcp of app"},
		{"06b: past the proxy", shop(model.Bridge, 15000, 15000, 15000), Query{From: "gw", To: "auth", Port: 18888},
			" no security group sg-hosts lets tcp 15000 in, not 32768; an ingress rule of sg-hosts: tcp 32768-60999 from sg-hosts"},
		{"bridge without override: the last dynamic port", shop(model.Bridge, 0, 32768, 32769), Query{From: "gw", To: "auth"},
			"Service Connect no security group sg-hosts lets tcp 32768-32769 in, not 32770; an ingress rule of sg-hosts: tcp 32768-60999 from sg-hosts"},
		{"bridge, one instance: no firewall is asked", func() *config.Config {
			c := shop(model.Bridge, 15000, 1, 1)
			c.Groups[0].Count = 1
			return c
		}(), Query{From: "gw", To: "auth"},
			"Service Connect yes the address of the instance host-1:15000: the instance itself is its other end, and Docker forwards it to the Service Connect proxy, which passes it on to 18888/tcp of app"},
		{"another namespace", func() *config.Config {
			c := shop(model.AWSVPC, 15000, 18888, 18888)
			c.Services[0].ServiceConnect.Namespace = "prod"
			return c
		}(), Query{From: "gw", To: "auth-server:8888"},
			"Service Connect no only tasks of services in the Service Connect namespace prod know auth-server; a service with serviceConnectConfiguration in the Service Connect namespace prod"},
	} {
		got := ask(c.c, shopStarted(c.c), c.q)
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	two := shop(model.AWSVPC, 15000, 15000, 15000)
	two.Services = append([]config.Service{two.Services[0]}, two.Services...)
	two.Services[0].Name, two.Services[0].ServiceConnect.Namespace = "elsewhere", "prod"
	if got := ask(two, shopStarted(two), Query{From: "gw", To: "auth-server:8888"}); !strings.Contains(got, "Service Connect yes") {
		t.Errorf("one name in two namespaces: %s; want that of gw's", got)
	}
	closed := shop(model.AWSVPC, 0, 1, 1)
	if got := ask(closed, shopStarted(closed), Query{From: "auth-server:8888", To: "gw"}); !strings.Contains(got, "can only be where a connection goes to") {
		t.Errorf("from an endpoint: %v", got)
	}
}

// TestRulesForServiceConnect is which ports have to be open to whom, and who is kept out.
func TestRulesForServiceConnect(t *testing.T) {
	balanced := func(c *config.Config, first, last uint16) *config.Config {
		behind(c, &c.Services[0], "tg", 18888)
		c.Firewall.Balancers = map[string]config.Balancer{"tg": {SecurityGroups: []string{"sg-alb"}, Subnets: []int{0}}}
		c.Firewall.Groups[0].Ingress = append(c.Firewall.Groups[0].Ingress, open(model.TCP, first, last, "sg-alb"))
		return c
	}
	for _, c := range []struct {
		name, rule, cut string
		c               *config.Config
	}{
		{"06", "tcp 9000 from its clients; tcp 15000 from sg-gw", "9000 on 9000 for anyone; 0 on 15000 for Service Connect", shop(model.AWSVPC, 15000, 18888, 18888)},
		{"06, opened", "tcp 9000 from its clients; tcp 15000 from sg-gw", "", shop(model.AWSVPC, 15000, 9000, 15000)},
		{"awsvpc without override", "tcp 18888 from sg-gw; tcp 9000 from its clients", "18888 on 18888 for Service Connect", shop(model.AWSVPC, 0, 9000, 9000)},
		{"06b", "tcp 32768-60999 from its clients; tcp 15000 from sg-hosts", "0 on 15000 for Service Connect", shop(model.Bridge, 15000, 32768, 60999)},
		{"bridge without override", "tcp 32768-60999 from its clients and sg-hosts", "", shop(model.Bridge, 0, 32768, 60999)},
		{"behind a load balancer, which asks for the container port", "tcp 18888 from sg-alb; tcp 9000 from its clients; tcp 15000 from sg-gw",
			"0 on 15000 for Service Connect", balanced(shop(model.AWSVPC, 15000, 1, 1), 18888, 18888)},
		{"behind a load balancer that is kept out", "tcp 18888 from sg-alb; tcp 9000 from its clients; tcp 15000 from sg-gw",
			"18888 on 18888 for tg", balanced(shop(model.AWSVPC, 15000, 15000, 15000), 1, 1)},
		{"behind a load balancer, by the proxy", "tcp 18888 from sg-alb and sg-gw; tcp 9000 from its clients",
			"18888 on 18888 for Service Connect", balanced(shop(model.AWSVPC, 0, 1, 1), 18888, 18888)},
		{"nobody else in the namespace", "tcp 9000, 15000 from its clients", "9000 on 9000 for anyone", func() *config.Config {
			c := shop(model.AWSVPC, 15000, 15000, 15000)
			c.Services[1].ServiceConnect = model.ServiceConnect{}
			return c
		}()},
		{"a client's own groups do not let it out", "tcp 9000 from its clients; tcp 15000 from sg-gw", "0 on 15000 for Service Connect", func() *config.Config {
			c := shop(model.AWSVPC, 15000, 9000, 15000)
			c.Firewall.Groups = append(c.Firewall.Groups, firewall.SecurityGroup{Name: "sg-gw"})
			return c
		}()},
	} {
		v := NewVPC(c.c)
		if got := v.Exposure(revisions(c.c))[0].Rule; got != c.rule {
			t.Errorf("%s: rule\n got %s\nwant %s", c.name, got, c.rule)
		}
		var cut []string
		_, found := v.Unreachable(shopStarted(c.c))
		for _, u := range found {
			cut = append(cut, fmt.Sprintf("%d on %s for %s", u.Port, u.HostPorts, u.From))
		}
		if got := strings.Join(cut, "; "); got != c.cut {
			t.Errorf("%s: unreachable\n got %s\nwant %s", c.name, got, c.cut)
		}
	}
}

// TestReachAgreesWithTheReport: with one client in the namespace, Service Connect does not
// reach a task just where that client does not reach it.
func TestReachAgreesWithTheReport(t *testing.T) {
	for _, mode := range []model.NetworkMode{model.AWSVPC, model.Bridge} {
		for _, override := range []uint16{0, 15000, 18888, 32770} {
			for _, open := range [][2]uint16{{1, 1}, {15000, 15000}, {18888, 18888}, {32768, 32769}, {32770, 32770}, {32768, 60999}, {1, 65535}} {
				c := shop(mode, override, open[0], open[1])
				run, cut := shopStarted(c), false
				_, found := NewVPC(c).Unreachable(run)
				for _, u := range found {
					cut = cut || u.From == "Service Connect"
				}
				got := ask(c, run, Query{From: "gw", To: "auth"})
				if strings.HasPrefix(got, "Service Connect yes") == cut || !strings.HasPrefix(got, "Service Connect") {
					t.Errorf("%v, override %d, %d-%d open: reach says %s, unreachable in the report: %v", mode, override, open[0], open[1], got, cut)
				}
			}
		}
	}
}
