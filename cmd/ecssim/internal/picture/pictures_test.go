package picture

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"ecssim/scenarios"
	"ecssim/sim"
	"ecssim/sim/event"
	"ecssim/sim/experiment"
	"ecssim/sim/report"
)

// figures holds pictures to what all promise, and compares them with the stored ones.
func figures(t *testing.T, name string, pictures ...*Picture) {
	t.Helper()
	var b strings.Builder
	for _, p := range pictures {
		if p == nil {
			continue
		}
		checkPicture(t, p)
		b.WriteString(p.Figure())
	}
	golden(t, name+".html", []byte(b.String()))
}

// A deployment that is stuck, one that goes on in rounds, one that needs room, and one that fails.
func TestBands(t *testing.T) {
	for _, name := range []string{"rolling-deploy-deadlock", "rolling-deploy-deadlock-min-50", "rolling-deploy-deadlock-dynamic-ports", "survive-a-zone-deploy"} {
		r := record(t, name)
		figures(t, "band-"+name, Bands(r.Film, Deployments(r.Film, 6), &English)...)
	}
}

// What the levels of a deployment say at its end is what there is in the film's last scene.
func TestLevels(t *testing.T) {
	for _, name := range scenarios.Names() {
		r := record(t, name)
		s := r.last()
		for _, x := range follow(r.Film, Deployments(r.Film, 50)) {
			if x.to < s.At || len(x.levels) == 0 {
				continue
			}
			want := level{at: x.levels[len(x.levels)-1].at}
			for i := range s.Tasks {
				task := &s.Tasks[i]
				if !task.Live || task.DesiredStopped || task.Workload != x.workload {
					continue
				}
				switch {
				case task.Deployment < x.id:
					want.old++
				case task.Deployment == x.id && task.Health.String() == "HEALTHY":
					want.healthy++
				case task.Deployment == x.id && task.State.String() == "RUNNING":
					want.warm++
				case task.Deployment == x.id:
					want.starting++
				}
			}
			if got := x.levels[len(x.levels)-1]; got != want {
				t.Errorf("%s, deployment %d: %+v, want %+v", name, x.id, got, want)
			}
		}
	}
}

func TestLanes(t *testing.T) {
	for _, name := range []string{"stopping-is-not-stopped", "rolling-deploy-deadlock-min-50"} {
		r := record(t, name)
		figures(t, "lanes-"+name, Lanes(r.Film, 0, &English))
	}
}

// Tasks of a deployment that is stuck are shown for as long as it is, and a key has the signs that are drawn.
func TestStuck(t *testing.T) {
	r := record(t, "rolling-deploy-deadlock")
	bands, lanes := follow(r.Film, Deployments(r.Film, 1)), lives(r.Film, 0)
	for _, x := range lanes {
		if last := x.stretches[len(x.stretches)-1]; x.to != bands[0].to || x.to <= r.Film.End() || last.stage != replaced {
			t.Errorf("task %d is shown until %v, to be replaced: %v; the deployment until %v", x.number, x.to, last.stage == replaced, bands[0].to)
		}
	}
	w, hosts := &English, Draw(r.last(), Look{}).Hosts(0)
	for _, x := range []struct {
		key       string
		has, lack []string
	}{
		{w.BandKey(Bands(r.Film, Deployments(r.Film, 1), w)...), []string{w.KeyOld, w.KeyAllowed, w.KeyRefused}, []string{w.KeyNew, w.KeyStart, w.KeyFailed}},
		{w.LaneKey(Lanes(r.Film, 0, w)), []string{w.KeyServing, w.KeyReplaced}, []string{w.KeyComes, w.KeyGap}},
		{w.HostKey(hosts.Pictures()...), []string{w.KeyRoom, w.KeyDoor, w.KeyGhost}, []string{w.KeyDynamic, w.KeyPause}},
		{w.HostKey() + w.BandKey() + w.LaneKey(), []string{w.KeyDynamic, w.KeyPause, w.KeyFailed, w.KeyComes, w.KeyGap}, nil},
	} {
		for _, text := range x.has {
			if !strings.Contains(x.key, escape(text)) {
				t.Errorf("%q is not in the key %s", text, x.key)
			}
		}
		for _, text := range x.lack {
			if strings.Contains(x.key, ">"+escape(text)) {
				t.Errorf("%q is drawn nowhere, and in the key %s", text, x.key)
			}
		}
	}
}

// The stages of a task follow each other without gaps, in every scenario.
func TestLivesAreWhole(t *testing.T) {
	for _, name := range scenarios.Names() {
		r := record(t, name)
		for w := range min(len(r.last().Workloads), 4) {
			for _, x := range lives(r.Film, event.WorkloadID(w)) {
				if len(x.stretches) == 0 || x.stretches[0].from != x.from || x.stretches[len(x.stretches)-1].to != x.to {
					t.Fatalf("%s: task %d lives from %v to %v: %+v", name, x.number, x.from, x.to, x.stretches)
				}
				for i := 1; i < len(x.stretches); i++ {
					if x.stretches[i].from != x.stretches[i-1].to {
						t.Fatalf("%s: task %d: %+v", name, x.number, x.stretches)
					}
				}
			}
		}
	}
}

func TestSubnetsZonesTargets(t *testing.T) {
	for _, name := range []string{"slash-28-runs-dry", "survive-a-zone-deploy", "who-talks-to-whom"} {
		r := record(t, name)
		d := Draw(r.last(), Look{Addresses: r.book})
		figures(t, "network-"+name, append(d.Targets(), d.Subnets(), d.Zones())...)
	}
}

func TestExposure(t *testing.T) {
	for _, name := range []string{"firewall-range-too-narrow", "who-talks-to-whom"} {
		figures(t, "exposure-"+name, Exposure(runOf(t, name), &English))
	}
	if p := Exposure(runOf(t, "two-tasks-and-a-wall"), &English); p != nil {
		t.Errorf("one port of each, and a picture: %s", p.Says)
	}
	for text, want := range map[string]int{"80/tcp": 1, "80/tcp, 32768-60999/tcp, 53/udp": 3, "none": 0, "": 0, "1-65535/tcp": 1} {
		if got := ranges(text); len(got) != want {
			t.Errorf("ranges(%q) = %v, want %d", text, got, want)
		}
	}
}

func runOf(t *testing.T, name string) *report.Report {
	t.Helper()
	s, err := scenarios.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.Run(context.Background(), s.Config, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestComparison(t *testing.T) {
	for _, name := range []string{"three-modes-one-port", "hundred-port-ceiling-never-placeable"} {
		s, err := scenarios.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := experiment.Compare(context.Background(), s.Config, experiment.CompareOptions{})
		if err != nil {
			t.Fatal(err)
		}
		figures(t, "compare-"+name, Comparison(&c.Comparison, &English))
	}
}

func TestReach(t *testing.T) {
	for name, q := range map[string]sim.ReachQuery{
		"reach-no": {From: "api/cache", To: "localhost:8080"}, "reach-yes": {From: "web", To: "api"},
	} {
		s, err := scenarios.Load("who-talks-to-whom")
		if err != nil {
			t.Fatal(err)
		}
		a, err := sim.Reach(context.Background(), s.Config, q)
		if err != nil {
			t.Fatal(err)
		}
		figures(t, name, Reach(a, &English))
	}
}

func TestLength(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0: {"0 s", "0초"}, 250 * time.Millisecond: {"250 ms", "250밀리초"}, time.Second: {"1 s", "1초"},
		12*time.Minute + 50*time.Second: {"12 min 50 s", "12분 50초"}, 59*time.Second + 900*time.Millisecond: {"1 min", "1분"},
		25*time.Hour + time.Second: {"1 d 1 h", "1일 1시간"}, 24*time.Hour + 5*time.Minute: {"1 d", "1일"},
	} {
		if got := English.inUnits(d+60*time.Hour, len(units)); d == 25*time.Hour+time.Second && got != "3 d 13 h 1 s" {
			t.Errorf("an instant is %q", got)
		}
		if got := [2]string{English.length(d), Korean.length(d)}; got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestFleets(t *testing.T) {
	fleets := []Fleet{
		{"12 c6a.xlarge", "as-written", 12, 1.8360, 1.8360, "ENI slots"},
		{"5 m5a.large and 3 r5a.xlarge", "awsvpc-trunking", 8, 1.908, 1.5, "CPU"},
		{"3 c7i.metal-24xl", "bridge-dynamic", 3, 12.852, 4.284, "memory"},
	}
	figures(t, "fleets", Fleets("shop", fleets, 1.4872, &English))
	for usd, want := range map[float64]int{0: 0, -1: 0, math.NaN(): 0, 0.096: 96, 1e300: 1_000_000_000, math.Inf(1): 1_000_000_000} {
		if got := tenthCents(usd); got != want {
			t.Errorf("tenthCents(%v) = %d, want %d", usd, got, want)
		}
	}
}
