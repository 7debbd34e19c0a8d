package engine_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/narrate"
	"ecssim/sim/report"
)

// network makes a target group one of a Network Load Balancer, over TCP, with its defaults.
func network(g *config.TargetGroup) *config.TargetGroup {
	g.LoadBalancer, g.Protocol, g.Check.Protocol = model.NetworkLoadBalancer, model.TargetTCP, model.TargetTCP
	g.RegistrationDelay = config.DefaultRegistrationDelay(g.LoadBalancer)
	return g
}

// targetEvents runs a scenario and lists when something happened to a target of the first task of
// a service: "registered a 10".
func targetEvents(t *testing.T, c *config.Config, kinds ...event.Kind) (told []string, at map[string]float64) {
	t.Helper()
	at = map[string]float64{}
	play(t, c, hear(func(v *engine.View, e *event.Event) {
		if v.Task(e.Task).Serial != 1 {
			return
		}
		line := fmt.Sprintf("%v %s", e.Kind, v.TargetGroup(e.TargetGroup).Name)
		if _, again := at[line]; !again {
			at[line] = e.At.Seconds()
			told = append(told, fmt.Sprintf("%s %v", line, e.At.Seconds()))
		}
	}, kinds...))
	return told, at
}

// Row X22: a target of a Network Load Balancer is checked 90 to 180 seconds after its registration
// for the first time, by a check of its interval.
func TestExampleOfANetworkLoadBalancer(t *testing.T) {
	early, late := 1000.0, 0.0
	for seed := range uint64(50) {
		c := behind(model.AWSVPC)
		c.Seed = seed
		network(&c.TargetGroups[0])
		r, d := recorded(t, c)
		took := d.at(t, "task.healthy web/1") - d.at(t, "task.running web/1")
		early, late = min(early, took), max(late, took)
		if took < 90 || took > 210 || r.TargetGroups[0].Healthy != 1 {
			t.Errorf("X22: healthy after %v s, %+v; want 90 to 210", took, r.TargetGroups[0])
		}
	}
	if early > 110 || late < 180 {
		t.Errorf("X22: healthy after %v to %v s in fifty runs, want most of 90 to 210", early, late)
	}
}

// A grace period that ends before the load balancer has registered a target is none: the task is
// replaced, and so is each after it (aws-cdk issue 16675).
func TestGraceShorterThanRegistration(t *testing.T) {
	for _, row := range []struct {
		name       string
		grace      time.Duration
		activating time.Duration
		healthy    bool
	}{
		{"no grace period", 0, 0, true},
		{"60 s behind a Network Load Balancer", 60 * time.Second, 0, false},
		{"210 s", 210 * time.Second, 0, true},
		{"210 s, of which the task is ACTIVATING 200 s", 210 * time.Second, 200 * time.Second, false},
	} {
		c := behind(model.Bridge)
		c.Groups[0].Count, c.Duration = 3, des.Time(time.Hour)
		network(&c.TargetGroups[0])
		c.Services[0].Grace, c.Timings.TargetRegistration = row.grace, des.Constant(row.activating)
		c.Tasks[0].Containers[0].PortMappings[0].HostPort = 0
		r := play(t, c)
		if healthy := r.TargetGroups[0].Healthy == 1; healthy != row.healthy || !healthy && r.TargetGroups[0].Replaced < 5 {
			t.Errorf("%s: %+v, want it healthy: %v", row.name, r.TargetGroups[0], row.healthy)
		}
	}
}

// Each target of a task is healthy, drains and is gone in its own time; the task is healthy with
// the last and stops after the last.
func TestTargetGroupsOfTheirOwn(t *testing.T) {
	c := behind(model.Bridge)
	c.Timings.HealthCheckInterval, c.Timings.TargetRegistration = 0, des.Constant(10*time.Second)
	for name, delay := range map[string]time.Duration{"short": 30 * time.Second, "nlb": 40 * time.Second} {
		behindGroup(c, &c.Services[0], name, 0, 80).DeregistrationDelay = new(delay)
	}
	c.TargetGroups[c.TargetGroupNamed("nlb")].RegistrationDelay = des.Constant(100 * time.Second)
	planUpdate(c, 200*time.Second).Desired = 0
	told, at := targetEvents(t, c, event.TargetRegistered, event.TargetHealthy, event.TargetDraining, event.TargetDrained)
	for line, want := range map[string]float64{
		"target.registered short": 10, "target.registered web-tg": 10, "target.registered nlb": 10,
		"target.healthy short": 10, "target.healthy web-tg": 10, "target.healthy nlb": 110,
		"target.draining short": 200, "target.draining nlb": 200,
		"target.drained short": 230, "target.drained nlb": 240, "target.drained web-tg": 500,
	} {
		if at[line] != want {
			t.Errorf("%s at %v, want %v: %q", line, at[line], want, told)
		}
	}
	_, d := recorded(t, c)
	if healthy, stopped := d.at(t, "task.healthy web/1"), d.at(t, "task.stopped web/1"); healthy != 110 || stopped != 500 {
		t.Errorf("healthy at %v, stopped at %v; want 110 and 500", healthy, stopped)
	}
}

// A task one of whose targets never passes is replaced when that has failed for good; until then
// the others are healthy.
func TestOneTargetOfTwoFails(t *testing.T) {
	c := behind(model.Bridge)
	c.Services[0].Grace, c.Duration = time.Minute, des.Time(105*time.Second)
	behindGroup(c, &c.Services[0], "nlb", 0, 80).RegistrationDelay = des.Constant(100 * time.Second)
	r, d := recorded(t, c)
	if healthy, failed := d.at(t, "target.healthy web/1"), d.at(t, "task.unhealthy web/1"); healthy > 30 || failed != 100 {
		t.Errorf("a target healthy at %v, the task unhealthy at %v; want 30 at most and 100", healthy, failed)
	}
	if x, y := r.TargetGroups[0], r.TargetGroups[1]; x.Peak != 1 || y.Healthy != 0 {
		t.Errorf("%+v and %+v, want none of the second healthy", x, y)
	}
}

// game is a service whose tasks speak UDP on port 7777, and more, behind a target group.
func game(mode model.NetworkMode, p model.TargetProtocol, check uint16, more ...model.PortMapping) *config.Config {
	c := world(2)
	td := def("game", mode, 16, 16, append([]model.PortMapping{udp(7777, 0)}, more...)...)
	td.Containers[0].Name = "game"
	g := network(behindGroup(c, addService(c, "game", 2, td), "tg", 0, 7777))
	g.Protocol, g.Check.Port = p, check
	c.Timings.HealthCheckInterval, c.Duration = 30*time.Second, des.Time(30*time.Minute)
	return c
}

// Rows P32 to P35: no load balancer checks over UDP or QUIC.
func TestExamplesOfChecksOverTCP(t *testing.T) {
	for _, row := range []struct {
		name    string
		c       *config.Config
		healthy bool
		why     string
	}{
		{"P32: UDP alone", game(model.AWSVPC, model.TargetUDP, 0), false, "its target group checks over TCP, and no port mapping of game is TCP"},
		{"P32: in bridge mode", game(model.Bridge, model.TargetUDP, 0), false, "its target group checks over TCP, and no port mapping of game is TCP"},
		{"P32: in host mode", game(model.HostMode, model.TargetTCPUDP, 0), false, "its target group checks over TCP, and no port mapping of game is TCP"},
		{"P32: QUIC", game(model.AWSVPC, model.TargetQUIC, 0), false, "its target group checks over TCP, and no port mapping of game is TCP"},
		{"P33: TCP at another port", game(model.AWSVPC, model.TargetUDP, 0, tcp(8080, 0)), false,
			"its target group checks over TCP on the port of its requests, which port mappings of game have for UDP only"},
		{"P34: and the checks there", game(model.AWSVPC, model.TargetUDP, 8080, tcp(8080, 0)), true, ""},
		{"P34: at a static host port", game(model.HostMode, model.TargetUDP, 8080, tcp(8080, 8080)), true, ""},
		{"P35: and not where nobody listens", game(model.AWSVPC, model.TargetUDP, 9090, tcp(8080, 0)), false,
			"its target group checks over TCP on port 9090, and no port mapping of game:1 is TCP at that port"},
	} {
		var log []string
		r, err := told(row.c, func(e narrate.Entry) {
			if e.Event == "task.unhealthy" {
				log = append(log, e.Cause)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		d := &r.Services[0].Deployments[0]
		if healthy := r.TargetGroups[0].Healthy == 2; healthy != row.healthy || (d.Verdict == report.Completed) != row.healthy {
			t.Errorf("%s: %+v, the deployment is %s; want it healthy: %v", row.name, r.TargetGroups[0], d.Verdict, row.healthy)
		}
		if want := "health checks of tg fail: " + row.why; row.why != "" && (len(log) == 0 || log[0] != want) || row.why == "" && len(log) > 0 {
			t.Errorf("%s: the log says %q, want %q", row.name, log, want)
		}
	}
}

// Health checks at a port of their own pass the firewall at that port.
func TestChecksAtAPortOfTheirOwn(t *testing.T) {
	for _, open8080 := range []bool{false, true} {
		c := game(model.AWSVPC, model.TargetUDP, 8080, tcp(8080, 0))
		c.Services[0].SecurityGroups = []string{"sg-game"}
		f := addGroup(c, "sg-game", open(model.UDP, 7777, 7777, ""))
		f.Balancers = map[string]config.Balancer{"tg": {NoGroups: true}}
		if open8080 {
			f.Groups[0].Ingress = append(f.Groups[0].Ingress, open(model.TCP, 8080, 8080, ""))
		}
		if r := play(t, c); (r.TargetGroups[0].Healthy == 2) != open8080 || (r.Tasks.Unreachable == 0) != open8080 {
			t.Errorf("8080 is open: %v, and %+v with %d unreachable", open8080, r.TargetGroups[0], r.Tasks.Unreachable)
		}
	}
}

// wide is 520 tasks of a service behind a target group, in three zones.
func wide(group func(*config.TargetGroup)) *config.Config {
	c := world(3)
	c.Groups[0].Zones = []string{"a", "b", "c"}
	c.Groups[0].CPU, c.Groups[0].Memory = 1<<20, 1<<20
	c.Subnets = append(c.Subnets, config.Subnet{ID: "subnet-b", Zone: "b"}, config.Subnet{ID: "subnet-c", Zone: "c"})
	s := addService(c, "web", 520, def("web", model.Bridge, 16, 16, tcp(80, 0)))
	s.StartedBefore = true
	s.Strategies = []model.Strategy{{Type: "spread", Field: "attribute:ecs.availability-zone"}}
	group(behindGroup(c, s, "tg", 0, 80))
	c.Quotas.TargetsPerGroup, c.Quotas.TargetsPerALB, c.Quotas.TargetsPerNLB, c.Quotas.TargetsPerNLBZone = 1000, 1000, 3000, 500
	return c
}

// Row X23, and the quotas beside that of it.
func TestExamplesOfTargetQuotas(t *testing.T) {
	nlb := func(g *config.TargetGroup) { network(g) }
	for _, row := range []struct {
		name   string
		c      *config.Config
		change func(c *config.Config)
		want   []string
	}{
		{"X23: cross-zone", wide(nlb), func(c *config.Config) { c.TargetGroups[0].CrossZone = true },
			[]string{"the network load balancer of target group tg with cross-zone load balancing had 520 targets at the most, in all availability zones together: the default quota is 500"}},
		{"X23: not cross-zone, 174 a zone at the most", wide(nlb), func(*config.Config) {}, nil},
		{"a quota of the file's", wide(nlb), func(c *config.Config) {
			c.Quotas.TargetsPerNLBZone, c.Quotas.Enforced = 173, map[string]bool{config.QuotaTargetsPerNLBZone: true}
		}, []string{"the network load balancer of target group tg had 174 targets in availability zone a at the most: the quota is 173"}},
		{"of a Network Load Balancer", wide(nlb), func(c *config.Config) { c.Quotas.TargetsPerNLB = 519 },
			[]string{"the network load balancer of target group tg had 520 targets at the most: the default quota is 519"}},
		{"of an Application Load Balancer", wide(func(*config.TargetGroup) {}), func(c *config.Config) { c.Quotas.TargetsPerALB = 519 },
			[]string{"the application load balancer of target group tg had 520 targets at the most: the default quota is 519"}},
		{"which two groups share", wide(func(*config.TargetGroup) {}), func(c *config.Config) {
			behindGroup(c, &c.Services[0], "too", 0, 80).LoadBalancerName = "front"
			c.TargetGroups[0].LoadBalancerName = "front"
		}, []string{"application load balancer front had 1040 targets at the most: the default quota is 1000"}},
		{"and two do not", wide(func(*config.TargetGroup) {}), func(c *config.Config) { behindGroup(c, &c.Services[0], "too", 0, 80) }, nil},
	} {
		row.change(row.c)
		if _, r := end(t, row.c); !slices.Equal(r.Warnings, row.want) {
			t.Errorf("%s:\n got %q\nwant %q", row.name, r.Warnings, row.want)
		}
	}
}

// The grace period that a run names is long enough however the checks of a target fall.
func TestGraceThatWouldDo(t *testing.T) {
	named := regexp.MustCompile(`healthCheckGracePeriodSeconds is \d+, and (\d+) would do`)
	for _, row := range []struct {
		name   string
		change func(c *config.Config)
		want   int
		few    bool // healthyThreshold 2 would do too
	}{
		{"ports/13, by registration", func(c *config.Config) { c.Timings.TargetRegistration = des.Constant(180 * time.Second) }, 210, false},
		{"ports/13, by a Network Load Balancer", func(c *config.Config) { network(&c.TargetGroups[0]) }, 210, false},
		{"ports/13b", func(c *config.Config) { c.Timings.ApplicationReady = des.Constant(180 * time.Second) }, 330, false},
		{"ports/13c", func(c *config.Config) {
			c.Timings.ApplicationReady, c.Services[0].Grace = des.Constant(180*time.Second), 300*time.Second
		}, 330, true},
		{"both", func(c *config.Config) {
			network(&c.TargetGroups[0])
			c.Timings.ApplicationReady = must(des.Uniform(0, 200*time.Second))
		}, 350, false},
		{"of two groups the slower", func(c *config.Config) {
			network(behindGroup(c, &c.Services[0], "nlb", 0, 80)).HealthCheckInterval = new(10 * time.Second)
		}, 190, false},
	} {
		c := behind(model.Bridge)
		c.Groups[0].Count, c.Duration = 4, des.Time(20*time.Minute)
		c.Timings.DeregistrationDelay, c.Timings.HealthyThreshold = 0, 5
		c.Tasks[0].Containers[0].PortMappings[0].HostPort = 0
		c.Services[0].Grace = time.Minute
		row.change(c)
		_, r := end(t, c)
		got := named.FindStringSubmatch(strings.Join(r.Warnings, "\n"))
		if len(got) != 2 || got[1] != strconv.Itoa(row.want) || strings.Contains(r.Warnings[0], "healthyThreshold 2 ") != row.few {
			t.Errorf("%s: warnings %q, want one that names %d", row.name, r.Warnings, row.want)
			continue
		}
		c.Services[0].Grace = time.Duration(row.want) * time.Second
		for seed := range uint64(40) {
			c.Seed = seed
			if _, r := end(t, c); r.TargetGroups[0].Replaced > 0 || len(r.Warnings) > 0 {
				t.Errorf("%s, seed %d: %d replaced with a grace period of %d s, warnings %q", row.name, seed, r.TargetGroups[0].Replaced, row.want, r.Warnings)
			}
		}
	}
}
