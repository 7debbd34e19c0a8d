package engine

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/config"
	"ecssim/sim/reach"
)

// named is a port mapping with a name for Service Connect.
func named(name string, container uint16) model.PortMapping {
	return model.PortMapping{ContainerPort: container, Name: name}
}

// connect puts a service into a namespace; an override of 0 is none, no name no listener.
func connect(s *config.Service, name string, override, alias uint16) {
	s.ServiceConnect = model.ServiceConnect{Enabled: true}
	if name != "" {
		s.ServiceConnect.Listeners = []model.IngressListener{{PortName: name, Override: override, Alias: model.Endpoint{Name: name + "-server", Port: alias}}}
	}
}

// TestServiceConnectRows is what Service Connect costs on an m5.large: nothing but what
// the task's own size has room for, and one host port a listener in bridge mode.
func TestServiceConnectRows(t *testing.T) {
	sized := func(mode model.NetworkMode, cpu model.CPU, mib model.MiB) model.TaskDefinition {
		td := def("web", mode, 0, 0, named("http", 80))
		td.CPU, td.Memory = cpu, mib
		return td
	}
	for _, c := range []struct {
		name  string
		setUp func(c *config.Config)
		want  string
	}{
		{"X1", func(c *config.Config) {
			c.Trunking = true
			connect(addService(c, "web", 10, sized(model.AWSVPC, 256, 512)), "", 0, 0)
		}, "8 run, 2 wait for RESOURCE:CPU, 0 failed, CPU 2048"},
		{"X2", func(c *config.Config) { connect(addService(c, "web", 8, sized(model.Bridge, 512, 1024)), "http", 0, 0) },
			"4 run, 4 wait for RESOURCE:CPU, 0 failed, CPU 2048"},
		{"ports/05i", func(c *config.Config) { connect(addService(c, "web", 4, sized(model.Bridge, 512, 576)), "http", 0, 0) },
			"4 run, 0 wait for , 0 failed, CPU 2048"},
		{"what its user adds for the proxy counts", func(c *config.Config) {
			s := addService(c, "web", 8, sized(model.Bridge, 256, 512))
			connect(s, "http", 0, 0)
			s.ServiceConnect.ProxyCPU, s.ServiceConnect.ProxyMemory = 256, 64
		}, "4 run, 4 wait for RESOURCE:CPU, 0 failed, CPU 2048"},
		{"D4: fails on the host", func(c *config.Config) {
			connect(addService(c, "web", 2, sized(model.Bridge, 256, 512)), "http", 15000, 0)
		},
			"1 run, 1 wait for , some failed, CPU 256"},
		{"D4: refused", func(c *config.Config) {
			s := addService(c, "web", 2, sized(model.Bridge, 256, 512))
			connect(s, "http", 15000, 0)
			s.ServiceConnect.PortsCounted = true
		}, "1 run, 1 wait for RESOURCE:PORTS, 0 failed, CPU 256"},
		{"D4 in awsvpc mode: each task has an interface of its own", func(c *config.Config) {
			connect(addService(c, "web", 2, sized(model.AWSVPC, 256, 512)), "http", 15000, 0)
		}, "2 run, 0 wait for , 0 failed, CPU 512"},
		{"D4: a static port of another service", func(c *config.Config) {
			td := sized(model.Bridge, 256, 512)
			td.Family, td.Containers[0].PortMappings = "other", []model.PortMapping{tcp(80, 15000)}
			addService(c, "other", 1, td).StartedBefore = true
			connect(addService(c, "web", 1, sized(model.Bridge, 256, 512)), "http", 15000, 0)
		}, "1 run, 1 wait for , some failed, CPU 256"},
		{"D4: a process of the instance", func(c *config.Config) {
			c.Groups[0].Listeners = reserved(15000)
			connect(addService(c, "web", 1, sized(model.Bridge, 256, 512)), "http", 15000, 0)
		}, "0 run, 1 wait for , some failed, CPU 0"},
	} {
		w := world(1)
		w.Duration = 600e9
		c.setUp(w)
		r := play(t, w)
		running, why := 0, ""
		for _, s := range r.Services {
			running += s.Running
		}
		for _, x := range r.Refusals {
			if x.Tasks > 0 {
				why = x.Reason
			}
		}
		failed := fmt.Sprint(r.Tasks.Failed)
		for _, f := range r.Failures {
			if f.Tasks > 0 && strings.Contains(f.StoppedReason, "15000") {
				failed = "some"
			}
		}
		got := fmt.Sprintf("%d run, %d wait for %s, %s failed, CPU %d", running, r.Tasks.Waiting, why, failed, r.Instances[0].Resources["CPU"].Used)
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// shop is auth with a listener of Service Connect before its port 18888, gw that is its
// client, and job in no namespace; each on a host of its own in mode, behind walls that
// let ports first to last in.
func shop(mode model.NetworkMode, override, first, last uint16) *config.Config {
	c := world(2)
	c.Options.TieLowest = true
	c.Groups[0].SecurityGroups = []string{"sg-hosts"}
	connect(addService(c, "auth", 1, def("auth", mode, 1, 6, named("auth", 18888), tcp(9000, 0))), "auth", override, 8888)
	gw := addService(c, "gw", 1, def("gw", mode, 1, 6))
	gw.Constraints = []model.Constraint{{Type: "memberOf", Expression: "not(task:group == service:auth)"}}
	connect(gw, "", 0, 0)
	addService(c, "job", 1, def("job", mode, 1, 6))
	for i, name := range []string{"sg-auth", "sg-gw", "sg-gw"} {
		c.Services[i].SecurityGroups = []string{name}
		c.Tasks[i].Memory = 6 // of the task: Service Connect needs it
	}
	name, from := "sg-auth", "sg-gw"
	if mode == model.Bridge {
		name, from = "sg-hosts", "sg-hosts"
	}
	addGroup(c, name, open(model.TCP, first, last, from))
	return c
}

// TestReachThroughServiceConnect asks for the port of the proxy (ports/06 and 06b).
func TestReachThroughServiceConnect(t *testing.T) {
	const self, primary = "the task's own interface in subnet-a", "the primary interface of host-1 in subnet-a"
	for _, c := range []struct {
		name string
		c    *config.Config
		q    reach.Query
		want string
	}{
		{"06: only the container port is open", shop(model.AWSVPC, 15000, 18888, 18888), reach.Query{From: "gw", To: "auth"},
			"Service Connect no security group sg-auth lets tcp 18888 in, not 15000; an ingress rule of sg-auth: tcp 15000 from sg-gw"},
		{"06: by the alias", shop(model.AWSVPC, 15000, 18888, 18888), reach.Query{From: "gw", To: "auth-server:8888"},
			"Service Connect no security group sg-auth lets tcp 18888 in, not 15000; an ingress rule of sg-auth: tcp 15000 from sg-gw"},
		{"06: by the alias's port", shop(model.AWSVPC, 15000, 15000, 15000), reach.Query{From: "gw", To: "auth", Port: 8888},
			"Service Connect yes " + self + ":15000: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"06: the proxy's port is open", shop(model.AWSVPC, 15000, 15000, 15000), reach.Query{From: "gw", To: "auth"},
			"Service Connect yes " + self + ":15000: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"06: past the proxy", shop(model.AWSVPC, 15000, 18888, 18888), reach.Query{From: "gw", To: "auth", Port: 18888},
			" yes " + self + ":18888: the interface is in it, and so is app"},
		{"awsvpc without override: the container port is the proxy's", shop(model.AWSVPC, 0, 18888, 18888), reach.Query{From: "gw", To: "auth"},
			"Service Connect yes " + self + ":18888: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"awsvpc without override: others too", shop(model.AWSVPC, 0, 18888, 18888), reach.Query{From: "job", To: "auth"},
			" yes " + self + ":18888: the interface is in it, and so is app, whose Service Connect proxy takes it and passes it on to 127.0.0.1:18888"},
		{"a port without a listener", shop(model.AWSVPC, 15000, 9000, 9000), reach.Query{From: "gw", To: "auth", Port: 9000},
			" yes " + self + ":9000: the interface is in it, and so is app"},
		{"in no namespace", shop(model.AWSVPC, 15000, 18888, 18888), reach.Query{From: "job", To: "auth"},
			" yes " + self + ":18888: the interface is in it, and so is app"},
		{"in no namespace, by the alias", shop(model.AWSVPC, 15000, 15000, 15000), reach.Query{From: "job", To: "auth-server:8888"},
			"Service Connect no only tasks of services in the cluster's Service Connect namespace know auth-server; a service with serviceConnectConfiguration in the cluster's Service Connect namespace"},
		{"the internet, by the alias", shop(model.AWSVPC, 15000, 15000, 15000), reach.Query{From: "internet", To: "auth-server:8888"},
			"Service Connect no only tasks of services in the cluster's Service Connect namespace know auth-server; a service with serviceConnectConfiguration in the cluster's Service Connect namespace"},
		{"06b: only the dynamic range is open", shop(model.Bridge, 15000, 32768, 60999), reach.Query{From: "gw", To: "auth"},
			"Service Connect no security group sg-hosts lets tcp 32768-60999 in, not 15000; an ingress rule of sg-hosts: tcp 15000 from sg-hosts"},
		{"06b: the proxy's port is open", shop(model.Bridge, 15000, 15000, 15000), reach.Query{From: "gw", To: "auth"},
			"Service Connect yes " + primary + ":15000: Docker forwards it to the Service Connect proxy, which passes it on to 18888/tcp of app"},
		{"06b: past the proxy", shop(model.Bridge, 15000, 15000, 15000), reach.Query{From: "gw", To: "auth", Port: 18888},
			" no security group sg-hosts lets tcp 15000 in, not 32768; an ingress rule of sg-hosts: tcp 32768-60999 from sg-hosts"},
		{"bridge without override: the last dynamic port", shop(model.Bridge, 0, 32768, 32769), reach.Query{From: "gw", To: "auth"},
			"Service Connect no security group sg-hosts lets tcp 32768-32769 in, not 32770; an ingress rule of sg-hosts: tcp 32768-60999 from sg-hosts"},
		{"bridge, one instance: no firewall is asked", func() *config.Config {
			c := shop(model.Bridge, 15000, 1, 1)
			c.Groups[0].Count, c.Services[1].Constraints = 1, nil
			return c
		}(), reach.Query{From: "gw", To: "auth"},
			"Service Connect yes the address of the instance host-1:15000: the instance itself is its other end, and Docker forwards it to the Service Connect proxy, which passes it on to 18888/tcp of app"},
		{"another namespace", func() *config.Config {
			c := shop(model.AWSVPC, 15000, 18888, 18888)
			c.Services[0].ServiceConnect.Namespace = "prod"
			return c
		}(), reach.Query{From: "gw", To: "auth-server:8888"},
			"Service Connect no only tasks of services in the Service Connect namespace prod know auth-server; a service with serviceConnectConfiguration in the Service Connect namespace prod"},
	} {
		a, err := Reach(context.Background(), c.c, c.q)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := fmt.Sprintf("%s %s %s; %s", a.Through, a.Verdict, a.Why, strings.Join(a.Lift, "; "))
		if a.Reachable {
			got = fmt.Sprintf("%s yes %s:%d: %s", a.Through, a.Address, a.Port, a.Path[len(a.Path)-1].Finding)
		}
		if got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	two := shop(model.AWSVPC, 15000, 15000, 15000)
	two.Services = append([]config.Service{two.Services[0]}, two.Services...)
	two.Services[0].Name, two.Services[0].ServiceConnect.Namespace = "elsewhere", "prod"
	if a, err := Reach(context.Background(), two, reach.Query{From: "gw", To: "auth-server:8888"}); err != nil || a.To.Name != "auth/app" {
		t.Errorf("one name in two namespaces: %+v, %v; want auth/app", a, err)
	}
	if _, err := Reach(context.Background(), shop(model.AWSVPC, 0, 1, 1), reach.Query{From: "auth-server:8888", To: "gw"}); err == nil || !strings.Contains(err.Error(), "can only be where a connection goes to") {
		t.Errorf("from an endpoint: %v", err)
	}
}

// TestRulesForServiceConnect is which ports have to be open to whom, and who is cut off.
func TestRulesForServiceConnect(t *testing.T) {
	behind := func(c *config.Config, first, last uint16) *config.Config {
		c.Services[0].Targets = []config.Target{{Group: "tg", Container: 0, ContainerPort: 18888}}
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
			"0 on 15000 for Service Connect", behind(shop(model.AWSVPC, 15000, 1, 1), 18888, 18888)},
		{"behind a load balancer that is kept out", "tcp 18888 from sg-alb; tcp 9000 from its clients; tcp 15000 from sg-gw",
			"18888 on 18888 for tg", behind(shop(model.AWSVPC, 15000, 15000, 15000), 1, 1)},
		{"behind a load balancer, by the proxy", "tcp 18888 from sg-alb and sg-gw; tcp 9000 from its clients",
			"18888 on 18888 for Service Connect", behind(shop(model.AWSVPC, 0, 1, 1), 18888, 18888)},
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
		c.c.Duration = 1e9
		r := play(t, c.c)
		if got := r.Firewall.Exposure[0].Rule; got != c.rule {
			t.Errorf("%s: rule\n got %s\nwant %s", c.name, got, c.rule)
		}
		var cut []string
		for _, u := range r.Unreachable {
			cut = append(cut, fmt.Sprintf("%d on %s for %s", u.Port, u.HostPorts, u.From))
		}
		if got := strings.Join(cut, "; "); got != c.cut {
			t.Errorf("%s: cut off\n got %s\nwant %s", c.name, got, c.cut)
		}
	}
}

// TestReachAgreesWithTheReport: with one client in the namespace, a task is cut off from
// Service Connect just where that client does not reach it.
func TestReachAgreesWithTheReport(t *testing.T) {
	for _, mode := range []model.NetworkMode{model.AWSVPC, model.Bridge} {
		for _, override := range []uint16{0, 15000, 18888, 32770} {
			for _, open := range [][2]uint16{{1, 1}, {15000, 15000}, {18888, 18888}, {32768, 32769}, {32770, 32770}, {32768, 60999}, {1, 65535}} {
				c := shop(mode, override, open[0], open[1])
				c.Duration = 1e9
				cut := false
				for _, u := range play(t, c).Unreachable {
					cut = cut || u.From == "Service Connect"
				}
				a, err := Reach(context.Background(), c, reach.Query{From: "gw", To: "auth"})
				if err != nil {
					t.Fatal(err)
				}
				if a.Reachable == cut || a.Through != "Service Connect" {
					t.Errorf("%v, override %d, %d-%d open: reach says %s through %q (%s), cut off in the report: %v", mode, override, open[0], open[1], a.Verdict, a.Through, a.Why, cut)
				}
			}
		}
	}
}

// TestProxyShutIsNoUnhealthyTarget: a load balancer asks for the container port, so a
// shut port of the proxy keeps no target from being healthy.
func TestProxyShutIsNoUnhealthyTarget(t *testing.T) {
	for _, override := range []uint16{15000, 0} {
		c := shop(model.AWSVPC, override, 18888, 18888)
		c.Services[0].Targets = []config.Target{{Group: "tg", Container: 0, ContainerPort: 18888}}
		if r := play(t, c); r.Services[0].Running != 1 || r.Tasks.Failed != 0 {
			t.Errorf("override %d: %d running, %d failed; want 1 and 0", override, r.Services[0].Running, r.Tasks.Failed)
		}
	}
}
