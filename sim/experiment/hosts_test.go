package experiment

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
)

func needed(t *testing.T, c *config.Config) *Hosts {
	t.Helper()
	h, err := HostsNeeded(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHostsForForty(t *testing.T) {
	tests := []struct {
		setup         model.Setup
		hosts, bound  int
		boundBy, stop string
	}{
		{model.SetupAWSVPC, 72, 72, "RESOURCE:ENI", "RESOURCE:ENI"},
		{model.SetupTrunking, 26, 23, "RESOURCE:CPU", "RESOURCE:ENI"},
		{model.SetupBridgeDynamic, 23, 23, "RESOURCE:CPU", "RESOURCE:CPU"},
		{model.SetupBridgeStatic, 144, 144, "RESOURCE:PORTS", "RESOURCE:PORTS"},
		{model.SetupHost, 144, 144, "RESOURCE:PORTS", "RESOURCE:PORTS"},
	}
	for _, x := range tests {
		t.Run(x.setup.String(), func(t *testing.T) {
			c, err := Under(microservices(), x.setup, Move{})
			if err != nil {
				t.Fatal(err)
			}
			h := needed(t, c)
			if h.Needed == nil || *h.Needed != x.hosts || *h.LowerBound != x.bound || h.LowerBoundBy != x.boundBy || h.BoundBy != x.stop {
				t.Fatalf("hosts %s, bound %s by %s, stopped by %s (next %s, %s); want %d, %d by %s, stopped by %s",
					show(h.Needed), show(h.LowerBound), h.LowerBoundBy, h.BoundBy, h.NextBound, h.NeverPlaceable, x.hosts, x.bound, x.boundBy, x.stop)
			}
			if want := float64(x.hosts) * 0.096; *h.USDPerHour != dollars(want) {
				t.Errorf("USD per hour %v, want %v", *h.USDPerHour, want)
			}
		})
	}
}

// Mixing sizes on each host needs no more than the bound: the order of the file
// is what costs three hosts.
func TestHostsDependOnOrder(t *testing.T) {
	c, err := Under(microservices(), model.SetupTrunking, Move{})
	if err != nil {
		t.Fatal(err)
	}
	mixed := *c
	mixed.Services = nil
	for i := range 24 {
		host := fmt.Sprint("host-", i) // one large and eight small, or one large and four medium
		serve(&mixed, host+"-large", 0, 1, packed)
		if i < 9 {
			serve(&mixed, host+"-small", 2, 8, packed)
		} else if i < 21 {
			serve(&mixed, host+"-medium", 1, 4, packed)
		}
	}
	if h := needed(t, &mixed); *h.Needed != 23 {
		t.Errorf("mixed by hand: %s hosts (%s), want 23", show(h.Needed), h.BoundBy)
	}
}

func TestHostsBesideDaemons(t *testing.T) {
	tests := []struct {
		setup    model.Setup
		hosts    int
		boundBy  string
		possible bool
	}{
		{model.SetupAWSVPC, 60, "RESOURCE:ENI", true}, // 3 slots less the log daemon's
		{model.SetupTrunking, 12, "RESOURCE:CPU", true},
		{model.SetupBridgeDynamic, 12, "RESOURCE:CPU", true},
		{model.SetupBridgeStatic, 120, "RESOURCE:PORTS", true},
		{model.SetupHost, 0, "", false}, // Service Connect
	}
	for _, x := range tests {
		c, err := Under(agents(), x.setup, Move{})
		if (err == nil) != x.possible {
			t.Fatalf("%v: %v", x.setup, err)
		}
		if err != nil {
			continue
		}
		if h := needed(t, c); h.Needed == nil || *h.Needed != x.hosts || h.LowerBoundBy != x.boundBy {
			t.Errorf("%v: %s hosts, bound %s by %s (%s), want %d by %s", x.setup, show(h.Needed), show(h.LowerBound), h.LowerBoundBy, h.NeverPlaceable, x.hosts, x.boundBy)
		}
	}
}

// A daemon that belongs beside tasks of a service only has its room there from the first
// of them on, as in a run: three tasks an instance, not four.
func TestHostsKeepRoomForDaemons(t *testing.T) {
	app, agent := definition("app", 512, 512), definition("agent", 512, 64)
	app.NetworkMode, agent.NetworkMode = model.Bridge, model.Bridge
	c := fixture([]config.InstanceGroup{m5large(3)}, app, agent)
	serve(c, "app", 0, 8, packed)
	serve(c, "agent", 1, 0, daemon, func(s *config.Service) {
		s.Constraints = []model.Constraint{{Type: "memberOf", Expression: "task:group == service:app"}}
		s.Deploying = config.Deploying{MaximumPercent: 100}
	})
	if h := needed(t, c); h.Needed == nil || *h.Needed != 3 || h.BoundBy != "RESOURCE:CPU" {
		t.Errorf("%s hosts, stopped by %s (%s), want 3 by CPU", show(h.Needed), h.BoundBy, h.NeverPlaceable)
	}
	c.Timings.SchedulerTick, c.Timings.PlacementRetry = 5*time.Second, []time.Duration{10 * time.Second}
	r, err := Run(context.Background(), c, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Services[0].Running != 8 || r.Services[1].Running != 3 {
		t.Errorf("%d of app and %d of agent run on three hosts, want 8 and 3", r.Services[0].Running, r.Services[1].Running)
	}
}

func TestHostsNobodyCanGive(t *testing.T) {
	many := make([]uint16, 96)
	for i := range many {
		many[i] = uint16(30001 + i)
	}
	bridge := func(d model.TaskDefinition) model.TaskDefinition { d.NetworkMode = model.Bridge; return d }
	tests := []struct {
		what string
		task model.TaskDefinition
		want string
	}{
		{"96 static ports", bridge(definition("sfu", 128, 128, many...)), "RESOURCE:PORTS"},
		{"a reserved port", bridge(definition("ssh", 128, 128, 22)), "RESOURCE:PORTS"},
		{"more CPU than a host", definition("big", 4096, 128), "RESOURCE:CPU"},
		{"more memory than a host", definition("fat", 128, 8000), "RESOURCE:MEMORY"},
		{"ARM", func() model.TaskDefinition { d := definition("arm", 128, 128); d.Architecture = "ARM64"; return d }(), "ATTRIBUTE"},
	}
	for _, x := range tests {
		c := fixture([]config.InstanceGroup{m5large(3)}, x.task)
		serve(c, "web", 0, 2)
		h := needed(t, c)
		if h.Needed != nil || h.USDPerHour != nil || h.NeverPlaceable == "" || !strings.Contains(h.NeverPlaceable, x.want) {
			t.Errorf("%s: %s hosts, never %q, want none and %s", x.what, show(h.Needed), h.NeverPlaceable, x.want)
		}
	}
}

func TestHostsOfMixedTypes(t *testing.T) {
	other := m5large(1)
	other.InstanceType = "c5.large"
	c := fixture([]config.InstanceGroup{m5large(1), other}, definition("web", 128, 128))
	serve(c, "web", 0, 2)
	if h := needed(t, c); h.Needed != nil || h.LowerBound != nil || h.USDPerHour != nil || h.NeverPlaceable != "" {
		t.Errorf("mixed types: %+v, want nothing", h)
	}
}

func TestHostsCountOnlyTheStart(t *testing.T) {
	c := fixture([]config.InstanceGroup{m5large(1)}, definition("job", 1024, 128))
	c.Tasks[0].NetworkMode = model.Bridge
	c.RunTasks = []config.RunTask{
		{Name: "now", Group: "now", Count: 5},
		{Name: "later", Group: "later", Count: 50, At: 1},
		{Name: "stream", Group: "stream", Count: 50, Stream: true},
	}
	if h := needed(t, c); *h.Needed != 3 {
		t.Errorf("five tasks of half a host: %s hosts, want 3", show(h.Needed))
	}
}

// The bound never exceeds what is found, and what is found is the least of all
// numbers tried one by one where packing is by one strategy.
func TestHostsAgainstCounting(t *testing.T) {
	luck := rand.New(rand.NewPCG(1, 2))
	for round := range 60 {
		c := fixture([]config.InstanceGroup{m5large(1)})
		c.Trunking = luck.IntN(2) == 0
		for i := range 1 + luck.IntN(4) {
			d := definition(fmt.Sprint("f", i), model.CPU(128*(1+luck.IntN(16))), model.MiB(256*(1+luck.IntN(8))))
			if luck.IntN(2) == 0 {
				d.NetworkMode = model.Bridge
			}
			c.Tasks = append(c.Tasks, d)
			serve(c, d.Family, i, luck.IntN(9), packed)
		}
		if luck.IntN(3) == 0 {
			c.Tasks = append(c.Tasks, definition("agent", 0, 64))
			serve(c, "agent", len(c.Tasks)-1, 0, daemon)
		}
		h := needed(t, c)
		if h.Needed == nil {
			if h.NeverPlaceable == "" {
				t.Fatalf("round %d: no number and no reason", round)
			}
			continue
		}
		p := newPacker(c)
		least := 0
		for p.tasks() > 0 {
			least++
			x, err := p.pack(least)
			if err != nil {
				t.Fatal(err)
			}
			if !x.failed {
				break
			}
		}
		if *h.Needed != least || *h.LowerBound > least {
			t.Errorf("round %d: %d hosts, bound %d, counting finds %d", round, *h.Needed, *h.LowerBound, least)
		}
	}
}

func show(n *int) string {
	if n == nil {
		return "no"
	}
	return fmt.Sprint(*n)
}

// The mean counts what stands on the hosts needed.
func TestTasksOnTheHostsNeeded(t *testing.T) {
	u, err := Under(microservices(), model.SetupAWSVPC, Move{})
	if err != nil {
		t.Fatal(err)
	}
	if h := needed(t, u); h.Needed == nil || *h.Needed != 72 || *h.TasksPerHost != 2 || h.Note != "" {
		t.Errorf("%+v, want 2 tasks on each of 72 hosts and no note", h)
	}
}
