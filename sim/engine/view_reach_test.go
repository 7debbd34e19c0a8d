package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/experiment"
	"ecssim/sim/reach"
)

// town is two hosts with a service in each mode: web in awsvpc mode with two
// containers behind a load balancer, api in bridge mode with two, agent on every host
// in host mode, and a job that is over.
func town() *config.Config {
	c := world(2)
	c.Options.TieLowest = true
	c.Groups[0].SecurityGroups = []string{"sg-hosts"}
	c.Subnets = append(c.Subnets, config.Subnet{ID: "public-a", Zone: "z"}, config.Subnet{ID: "public-b", Zone: "z"})
	web := def("web", model.AWSVPC, 1, 6, tcp(80, 0))
	web.Containers = append(web.Containers, model.Container{Name: "side", CPU: 1, Memory: 6, PortMappings: []model.PortMapping{tcp(81, 0)}})
	s := addService(c, "web", 2, web)
	s.SecurityGroups = []string{"sg-web"}
	behindGroup(c, s, "web-tg", 1, 81)
	api := def("api", model.Bridge, 1, 6, tcp(8080, 0), model.PortMapping{Range: model.PortRange{First: 9000, Last: 9002}}, tcp(443, 8443))
	api.Containers[0].Links = []string{"db:database"}
	api.Containers = append([]model.Container{{Name: "db", CPU: 1, Memory: 6}}, api.Containers...)
	addService(c, "api", 2, api).Strategies = []model.Strategy{{Type: "spread", Field: "instanceId"}}
	addDaemon(c, "agent", def("agent", model.HostMode, 1, 6, udp(8125, 0), tcp(8126, 0)))
	addService(c, "idle", 0, def("idle", model.Bridge, 1, 6, tcp(80, 0)))
	job := addTasks(c, "job", 1, 0, def("job", model.None, 1, 6))
	job.Forever, job.RunFor = false, des.Constant(1)
	f := addGroup(c, "sg-web", open(model.TCP, 81, 81, "sg-alb"))
	f.ACLs[1] = lists(model.PortSet{}, model.PortSet{})
	f.Balancers = map[string]config.Balancer{"web-tg": {SecurityGroups: []string{"sg-alb"}, Subnets: []int{1, 2}}}
	return c
}

// TestReach is which tasks the ends of a question stand for, and at which port.
func TestReach(t *testing.T) {
	for _, c := range []struct {
		q    reach.Query
		want string
	}{
		{reach.Query{From: "web/app", To: "web/side"}, "web/app@host-1 > web/side@host-1: yes 127.0.0.1:81"},
		{reach.Query{From: "web", To: "web"}, "web/app@host-1 > web/app@host-2: no security group sg-web lets no tcp in from there"},
		{reach.Query{From: "web", To: "web/side"}, "web/app@host-1 > web/side@host-1: yes 127.0.0.1:81"},
		{reach.Query{From: "api", To: "api/db", Port: 6379}, "api/app@host-1 > api/db@host-1: yes db, by the link:6379"},
		{reach.Query{From: "api/db", To: "api/app"}, "api/db@host-1 > api/app@host-1: yes the address of app on docker0:8080"},
		{reach.Query{From: "api", To: "api"}, "api/app@host-1 > api/app@host-2: yes the primary interface of host-2 in subnet-a:32768"},
		{reach.Query{From: "agent", To: "api", Port: 9002}, "agent/app@host-1 > api/app@host-1: yes 127.0.0.1:32771"},
		{reach.Query{From: "agent", To: "api", Port: 443}, "agent/app@host-1 > api/app@host-1: yes 127.0.0.1:8443"},
		{reach.Query{From: "agent", To: "agent"}, "agent/app@host-1 > agent/app@host-2: yes the primary interface of host-2 in subnet-a:8125"},
		{reach.Query{From: "agent", To: "agent", Port: 8126}, "agent/app@host-1 > agent/app@host-2: yes the primary interface of host-2 in subnet-a:8126"},
		{reach.Query{From: "web", To: "agent", Port: 8125, Protocol: model.UDP}, "web/app@host-1 > agent/app@host-1: yes the primary interface of host-1 in subnet-a:8125"},
		{reach.Query{From: "web", To: "api", Port: 8081}, "web/app@host-1 > api/app@host-1: no 8081/tcp is not published on the instance: it is reached on its docker0 only"},
		{reach.Query{From: "alb", To: "web"}, "the load balancer of web-tg@ > web/side@host-1: yes the task's own interface in subnet-a:81"},
		{reach.Query{From: "web-tg", To: "web/app"}, "the load balancer of web-tg@ > web/app@host-1: no security group sg-web lets tcp 81 in, not 80"},
		{reach.Query{From: "alb", To: "api"}, "a load balancer@ > api/app@host-1: yes the primary interface of host-1 in subnet-a:32768"},
		{reach.Query{From: "api", To: "alb"}, "api/app@host-1 > a load balancer@: yes a load balancer:443"},
		{reach.Query{From: "internet", To: "api"}, "the internet@ > api/app@host-1: yes the primary interface of host-1 in subnet-a:32768"},
		{reach.Query{From: "web", To: "internet", Port: 80}, "web/app@host-1 > the internet@: yes the internet:80"},
		{reach.Query{From: "web/side", To: "localhost:80"}, "web/side@host-1 > localhost:80@: yes 127.0.0.1:80"},
		{reach.Query{From: "api/db", To: "127.0.0.1:8080"}, "api/db@host-1 > 127.0.0.1:8080@: no app listens on 8080/tcp in a namespace of its own"},
		{reach.Query{From: "agent", To: "127.0.0.1:32768"}, "agent/app@host-1 > 127.0.0.1:32768@: yes 127.0.0.1:32768"},
		{reach.Query{From: "agent", To: "127.0.0.1:22"}, "agent/app@host-1 > 127.0.0.1:22@: yes 127.0.0.1:22"},
		{reach.Query{From: "api", To: "host:8126"}, "api/app@host-1 > host:8126@: yes docker0's own address, 172.17.0.1:8126"},
		{reach.Query{From: "web", To: "host:51678"}, "web/app@host-1 > host:51678@: no the agent keeps its introspection port from awsvpc tasks"},
		{reach.Query{From: "api", To: "agent", SameInstance: true}, "api/app@host-1 > agent/app@host-1: yes docker0's own address, 172.17.0.1:8125"},
	} {
		a, err := experiment.Reach(context.Background(), town(), c.q)
		if err != nil {
			t.Errorf("%+v: %v", c.q, err)
			continue
		}
		how := a.Why
		if a.Reachable {
			how = fmt.Sprintf("%s:%d", a.Address, a.Port)
		}
		if got := fmt.Sprintf("%s@%s > %s@%s: %s %s", a.From.Name, a.From.Instance, a.To.Name, a.To.Instance, a.Verdict, how); got != c.want {
			t.Errorf("%s to %s %d:\ngot  %s\nwant %s", c.q.From, c.q.To, c.q.Port, got, c.want)
		}
	}
}

// TestReachRefuses are questions that have no answer.
func TestReachRefuses(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"wbe", "api", `there is no service, RunTask request, container or target group "wbe"`},
		{"web/nginx", "api", `"web/nginx"`},
		{"web", "idle", "idle has no running task when the run ends"},
		{"job", "web", "job has no running task when the run ends"},
		{"web", "api/db", "api/db has no port mapping: say which port is meant (--port)"},
		{"web", "127.0.0.1:0", `127.0.0.1:0: "0" is no port, wanted 1 to 65535`},
		{"127.0.0.1:80", "web", "127.0.0.1:80 can only be where a connection goes to"},
		{"internet", "127.0.0.1:80", "127.0.0.1:80 is an address of a container, and internet is none"},
	} {
		if _, err := experiment.Reach(context.Background(), town(), reach.Query{From: c.from, To: c.to}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s to %s: %v, want %s", c.from, c.to, err, c.want)
		}
	}
	_, err := experiment.Reach(context.Background(), town(), reach.Query{From: "web", To: "api/dbb"})
	var unknown *reach.UnknownNameError
	if !errors.As(err, &unknown) || strings.Join(unknown.Known, " ") != "api/db api/app" {
		t.Errorf("%v: known %+v", err, unknown)
	}
	apart := town()
	apart.Services[0].Desired = 1
	apart.Services[1].Desired = 1
	apart.Services[1].Constraints = []model.Constraint{{Type: "memberOf", Expression: "not(task:group == service:web)"}}
	if _, err := experiment.Reach(context.Background(), apart, reach.Query{From: "web", To: "api", SameInstance: true}); err == nil || !strings.Contains(err.Error(), "no instance runs tasks of both web and api") {
		t.Errorf("same instance: %v", err)
	}
}
