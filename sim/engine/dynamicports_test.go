package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// The dynamic range binds, and comes next, on a host as things stand, to the last port.
func TestBoundByDynamicPorts(t *testing.T) {
	ranged := func(n uint16) model.PortMapping {
		return model.PortMapping{Range: model.PortRange{First: 9000, Last: 9000 + n - 1}}
	}
	for _, row := range []struct {
		what        string
		ports       int // of the range
		running     int
		edit        func(*config.Config)
		maps        []model.PortMapping
		bound, next string
		used        int
	}{
		{"three of three are taken", 3, 3, nil, []model.PortMapping{tcp(80, 0)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 3},
		{"one is left, and CPU for thirteen", 4, 3, nil, []model.PortMapping{tcp(80, 0)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 3},
		{"as many left as CPU allows", 16, 3, nil, []model.PortMapping{tcp(80, 0)}, "RESOURCE:CPU", "HOST:DYNAMIC_PORTS", 3},
		{"more than memory allows", 64, 3, nil, []model.PortMapping{tcp(80, 0)}, "RESOURCE:CPU", "RESOURCE:MEMORY", 3},
		{"two of four are left, not contiguous", 4, 1, func(c *config.Config) { c.Groups[0].Listeners = reserved(32769) },
			[]model.PortMapping{ranged(2)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 3},
		{"UDP ports are apart", 3, 1, func(c *config.Config) { c.Groups[0].Listeners = reserved(32768, 32769) },
			[]model.PortMapping{udp(53, 0)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 2},
		{"a static port in the range", 3, 2, func(c *config.Config) {
			addService(c, "fixed", 1, def("fixed", model.Bridge, 0, 64, tcp(80, 32769))).StartedBefore = true
		}, []model.PortMapping{tcp(80, 0)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 3},
		{"chosen by Docker", 3, 3, func(c *config.Config) { c.Options.DockerPorts = true }, []model.PortMapping{tcp(80, 0)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 3},
		{"the proxy's listener on a port of its own", 6, 1, func(c *config.Config) {
			c.Services[0].ServiceConnect = model.ServiceConnect{Enabled: true, Listeners: []model.IngressListener{{Override: 15000}}}
		}, []model.PortMapping{tcp(80, 0)}, "RESOURCE:PORTS", "HOST:DYNAMIC_PORTS", 1},
		{"the proxy's listener", 6, 3, func(c *config.Config) {
			c.Services[0].ServiceConnect = model.ServiceConnect{Enabled: true, Listeners: []model.IngressListener{{}}}
		}, []model.PortMapping{tcp(80, 0)}, "HOST:DYNAMIC_PORTS", "RESOURCE:CPU", 6},
	} {
		c := world(1)
		c.Groups[0].DynamicRange.Last = c.Groups[0].DynamicRange.First + uint16(row.ports) - 1
		addService(c, "web", row.running, def("web", model.Bridge, 128, 256, row.maps...))
		if row.edit != nil {
			row.edit(c)
		}
		r := play(t, c)
		x := &r.Instances[0]
		if x.BoundBy == nil || *x.BoundBy != row.bound || x.NextBound == nil || *x.NextBound != row.next ||
			x.Resources["DYNAMIC_PORTS"] != (report.Resource{Used: row.used, Total: row.ports}) || r.Services[0].Running != row.running {
			t.Errorf("%s: bound by %s, then %s, ports %v, %d running; want %+v", row.what,
				codeOf(x.BoundBy), codeOf(x.NextBound), x.Resources["DYNAMIC_PORTS"], r.Services[0].Running, row)
		}
	}
	c := world(1)
	addService(c, "web", 1, def("web", model.Bridge, 128, 256, tcp(80, 8080)))
	if x, ok := play(t, c).Instances[0].Resources["DYNAMIC_PORTS"]; ok {
		t.Errorf("nobody asks for dynamic ports: %v, want none shown", x)
	}
}

func codeOf(s *string) string {
	if s == nil {
		return "nothing"
	}
	return *s
}

// A task that ECS has placed and whose containers are still to be created counts.
func TestPlacedTasksHaveTheirDynamicPorts(t *testing.T) {
	for _, row := range []struct {
		end  time.Duration
		used int // really bound by then
	}{{10 * time.Second, 0}, {3 * time.Minute, 2}} {
		c := world(1)
		c.Groups[0].DynamicRange.Last = c.Groups[0].DynamicRange.First + 1
		c.Timings.ImagePull = des.Constant(time.Minute)
		addService(c, "web", 2, def("web", model.Bridge, 128, 256, tcp(80, 0)))
		c.Duration = des.Time(row.end)
		x := play(t, c).Instances[0]
		if codeOf(x.BoundBy) != "HOST:DYNAMIC_PORTS" || x.Resources["DYNAMIC_PORTS"].Used != row.used {
			t.Errorf("after %v: bound by %s, %v; want HOST:DYNAMIC_PORTS with %d bound", row.end, codeOf(x.BoundBy), x.Resources["DYNAMIC_PORTS"], row.used)
		}
	}
}

// What is rehearsed is what a host gives when the tasks really come: on the hosts of
// random scenarios, as they are at the end.
func TestDynamicRoomIsWhatAHostGives(t *testing.T) {
	tested := 0
	for seed := range uint64(300) {
		v, _ := end(t, randomWorld(rand.New(rand.NewPCG(seed, 7))), engine.Recount(t))
		for h := range event.InstanceID(v.Instances()) {
			for d := range event.DeploymentID(v.Deployments()) {
				r := v.Revision(d)
				if len(r.Network.Dynamic) == 0 || v.Starting(h) {
					continue
				}
				room := v.DynamicRoom(h)
				want := room.Fits(r.Claim.Dynamic, model.NoMost)
				if got := v.GiveDynamicPorts(h, r.Network.Dynamic); got != want {
					t.Fatalf("seed %d, host %s, requests %+v: %d tasks rehearsed, %d got their ports", seed, v.InstanceName(h), r.Network.Dynamic, want, got)
				}
				tested += int(want)
				break // the host is full now
			}
		}
	}
	if tested < 1000 {
		t.Errorf("%d tasks, too few to show anything", tested)
	}
}

// Why placed tasks fail is explained host by host, as refusals are.
func TestExplainWhatECSDoesNotCount(t *testing.T) {
	ports := world(2)
	ports.Groups[0].DynamicRange.Last = ports.Groups[0].DynamicRange.First + 2
	addService(ports, "web", 7, def("web", model.Bridge, 128, 256, tcp(80, 0)))
	ports.Duration = des.Time(10 * time.Minute)
	wide := world(1)
	wide.Groups[0].DynamicRange.Last = wide.Groups[0].DynamicRange.First + 9
	addService(wide, "erl", 3, def("erl", model.Bridge, 128, 256, model.PortMapping{Range: model.PortRange{First: 9100, Last: 9103}}))
	wide.Duration = des.Time(10 * time.Minute)
	addresses := world(1)
	addresses.Trunking = true
	addresses.Subnets[0].Network, _ = model.ParseSubnet("10.0.0.0/28")
	addService(addresses, "web", 10, def("web", model.AWSVPC, 128, 256, tcp(80, 80)))
	addresses.Duration = des.Time(10 * time.Minute)
	static := world(1)
	addService(static, "web", 1, def("web", model.Bridge, 128, 256, tcp(80, 0)))
	addService(static, "licences", 1, def("licences", model.Bridge, 128, 256, tcp(80, 32768)))
	static.Duration = des.Time(10 * time.Minute)
	for _, row := range []struct {
		what   string
		c      *config.Config
		reason string
		host   report.HostDiagnosis
		remedy string
	}{
		{"no port left", ports, "HOST:DYNAMIC_PORTS", report.HostDiagnosis{Instances: []string{"host-1", "host-2"}, Count: 2, Reason: "HOST:DYNAMIC_PORTS",
			Checks: []report.Check{{Check: "dynamic host ports", Have: "0 tcp free in 32768-32770", Need: "1 tcp", OK: false}}, Lift: "dynamicHostPortRange 32768-32771 in group host"},
			"dynamicHostPortRange 32768-32771 in group host"},
		{"two left, four wanted", wide, "HOST:DYNAMIC_PORTS", report.HostDiagnosis{Instances: []string{"host-1"}, Count: 1, Reason: "HOST:DYNAMIC_PORTS",
			Checks: []report.Check{{Check: "dynamic host ports", Have: "2 tcp free in 32768-32777", Need: "4 contiguous tcp", OK: false}}, Lift: "dynamicHostPortRange 32768-32779 in group host"},
			"dynamicHostPortRange 32768-32779 in group host"},
		{"no address left", addresses, "SUBNET:ADDRESSES", report.HostDiagnosis{Instances: []string{"host-1"}, Count: 1, Reason: "SUBNET:ADDRESSES",
			Checks: []report.Check{{Check: "subnet addresses", Have: "0 in a", Need: "1", OK: false}}, Lift: "a larger subnet in a, or an IPv6-only one"}, "a larger subnet in a, or an IPv6-only one"},
		{"a dynamic port where a static one shall be", static, "RESOURCE:PORTS", report.HostDiagnosis{Instances: []string{"host-1"}, Count: 1, Reason: "RESOURCE:PORTS",
			Checks: []report.Check{{Check: "host ports", Have: "32768/tcp in use", Need: "32768/tcp", OK: false}}, Lift: "another host port, or a dynamic one"}, "another host port, or a dynamic one"},
	} {
		ds, _, err := experiment.Explain(context.Background(), row.c)
		if err != nil {
			t.Fatal(err)
		}
		if len(ds) != 1 || !ds[0].Failed || ds[0].Tasks != 1 || ds[0].Reason != row.reason {
			t.Fatalf("%s: %+v, want one task failing with %s", row.what, ds, row.reason)
		}
		if diff := cmp.Diff([]report.HostDiagnosis{row.host}, ds[0].Hosts); diff != "" {
			t.Errorf("%s: %s", row.what, diff)
		}
		if diff := cmp.Diff([]string{row.remedy}, ds[0].Remedies); diff != "" {
			t.Errorf("%s: %s", row.what, diff)
		}
	}
}

// An observer that is told of a failure sees the task with all that it holds: it is dismissed next.
func TestFailureIsToldBeforeDismissal(t *testing.T) {
	c := world(1)
	c.Groups[0].DynamicRange.Last = c.Groups[0].DynamicRange.First
	addService(c, "web", 2, def("web", model.Bridge, 128, 256, tcp(80, 0)))
	c.Duration = des.Time(10 * time.Minute)
	var got []string
	play(t, c, hear(func(v *engine.View, e *event.Event) {
		got = append(got, fmt.Sprintf("%v %s", e.Kind, taskOf(v, e)))
	}, event.TaskFailed, event.TaskDismissed))
	if len(got) < 2 {
		t.Fatalf("%v, want a task to fail", got)
	}
	wantLines(t, got[:2], "task.failed web/2\ntask.dismissed web/2")
}

// What binds in the whole run is told of the workload that last found no room, though
// another one was placed since.
func TestBoundOfWhatFails(t *testing.T) {
	c := world(1)
	c.Groups[0].DynamicRange.Last = c.Groups[0].DynamicRange.First + 2
	addService(c, "web", 5, def("web", model.Bridge, 128, 256, tcp(80, 0)))
	addTasks(c, "job", 1, 400*time.Second, def("job", model.HostMode, 128, 256))
	c.Duration = des.Time(500 * time.Second)
	r := play(t, c)
	if want := (report.Bound{Workload: "web", BoundBy: "HOST:DYNAMIC_PORTS", NextBound: "RESOURCE:CPU", Hosts: 1}); r.Bound == nil || *r.Bound != want {
		t.Errorf("bound %+v, want %+v", r.Bound, want)
	}
	if got := codeOf(r.Instances[0].BoundBy); got != "RESOURCE:CPU" {
		t.Errorf("the host is bound by %s for the job that was placed there last, want RESOURCE:CPU", got)
	}
}
