package reach

import (
	"errors"
	"strings"
	"testing"

	"ecssim/model"
	"ecssim/sim/config"
)

// smallCluster is a service in each of three modes on two instances, web behind a load balancer.
func smallCluster() *config.Config {
	c := world(2)
	c.Groups[0].SecurityGroups = []string{"sg-hosts"}
	s := addService(c, "web", 2, def("web", model.AWSVPC, tcp(80, 0)))
	s.SecurityGroups = []string{"sg-web"}
	behind(c, s, "web-tg", 80)
	addService(c, "api", 2, def("api", model.Bridge, tcp(8080, 0), tcp(8081, 0)))
	addService(c, "agent", 2, def("agent", model.HostMode, udp(8125, 0)))
	addService(c, "idle", 0, def("idle", model.Bridge))
	addTasks(c, "job", 1, def("job", model.None))
	f := addGroup(c, "sg-web", open(model.TCP, 80, 80, "sg-alb"))
	f.Balancers = map[string]config.Balancer{"web-tg": {SecurityGroups: []string{"sg-alb"}}}
	return c
}

// TestQuery is which tasks and ports the names of a query stand for.
func TestQuery(t *testing.T) {
	const onHost = "the primary interface of host-"
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{From: "web", To: "web"}, " no security group sg-web lets no tcp in from there; an ingress rule of sg-web: tcp 80 from sg-web"},
		{Query{From: "api", To: "api"}, " yes " + onHost + "2 in subnet-a:32768: Docker forwards it to 8080/tcp of app"},
		{Query{From: "api", To: "api", SameInstance: true}, "no instance runs tasks of both api and api"},
		{Query{From: "agent", To: "api", Port: 8081, SameInstance: true}, " yes 127.0.0.1:32769: Docker has published 8081/tcp there"},
		{Query{From: "alb", To: "web"}, " yes the task's own interface in subnet-a:80: the interface is in it, and so is app"},
		{Query{From: "alb", To: "api"}, " yes " + onHost + "1 in subnet-a:32768: Docker forwards it to 8080/tcp of app"},
		{Query{From: "web", To: "internet"}, " yes the internet:443: what listens there is not simulated"},
		{Query{From: "agent", To: "127.0.0.1:22"}, " yes 127.0.0.1:22: sshd listens there"},
		{Query{From: "api", To: "host:22"}, " yes docker0's own address, 172.17.0.1:22: sshd listens there"},
		{Query{From: "web", To: "localhost:80"}, " yes 127.0.0.1:80: app listens there"},
		{Query{From: "web", To: "idle"}, "idle has no running task when the run ends"},
		{Query{From: "web", To: "job/app"}, "job/app has no port mapping: say which port is meant (--port)"},
		{Query{From: "web", To: "host:x"}, `host:x: "x" is no port, wanted 1 to 65535`},
		{Query{From: "host:22", To: "web"}, "host:22 can only be where a connection goes to"},
		{Query{From: "internet", To: "host:22"}, "host:22 is an address of a container, and internet is none"},
		{Query{From: "alb", To: "alb"}, "alb is both ends, wanted two"},
	} {
		c2 := smallCluster()
		if got := ask(c2, started(c2, nil), c.q); got != c.want {
			t.Errorf("%+v:\n got %s\nwant %s", c.q, got, c.want)
		}
	}
}

// TestUnknownNames are told with what might have been meant.
func TestUnknownNames(t *testing.T) {
	for _, c := range []struct{ name, known string }{
		{"wbe", "web api agent idle job web-tg alb internet"},
		{"web/nginx", "web/app"},
	} {
		_, err := Parse(smallCluster(), Query{From: c.name, To: "web"})
		var unknown *UnknownNameError
		if !errors.As(err, &unknown) || unknown.Name != c.name || strings.Join(unknown.Known, " ") != c.known {
			t.Errorf("%s: %v, known %+v, want %s", c.name, err, unknown, c.known)
		}
	}
}
