package experiment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/report"
)

// pretend answers with numbers made from the run's number alone, later runs
// sooner, so that runs end in another order than they begin.
func pretend(_ context.Context, c *config.Config, run int) (*report.Report, error) {
	time.Sleep(time.Duration(5-run%5) * time.Millisecond)
	price := 0.25
	r := &report.Report{
		Scenario: c.Name, Seed: c.Seed, SimulatedSeconds: 600,
		Tasks:     report.Tasks{Requested: 10, Running: run % 3},
		Instances: []report.InstanceReport{{InstanceID: "hosts-1", Tasks: run}},
		Density:   report.Density{USDPerHour: &price},
		Warnings:  []string{fmt.Sprint("run ", run)},
	}
	if run%2 == 1 {
		r.Density.USDPerTaskHour = &price
		r.Refusals = []report.Refusal{{Reason: "RESOURCE:ENI", Tasks: 4, Attempts: 8}}
		r.PortConflicts.ByPort = []report.PortConflict{{Port: 80, Protocol: "tcp", Times: 2}}
	}
	return r, nil
}

func TestReplicateWhateverTheWorkers(t *testing.T) {
	anyWorkers(t, func(workers int) (*Replicated, error) {
		calls, total := 0, 0
		r, err := replicate(context.Background(), microservices(), 12, workers, func(done, all int) { calls++; total = all }, pretend)
		if calls != 12 || total != 12 {
			t.Errorf("%d workers, %d calls of %d, want 12 of 12", workers, calls, total)
		}
		return r, err
	})
}

func TestReplicateNumbers(t *testing.T) {
	r, err := replicate(context.Background(), microservices(), 4, 2, nil, pretend)
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Scenario     string
		Seed         int
		Replications int
		Tasks        struct{ Requested, Running Interval }
		Refusals     []struct {
			Reason   string
			Attempts Interval
		}
		Instances []struct {
			InstanceID string
			Tasks      Interval
		}
		Density       struct{ USDPerHour, USDPerTaskHour *Interval }
		PortConflicts struct {
			ByPort []struct {
				Port  int
				Times Interval
			}
		}
		Warnings []string
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	// Running is 0, 1, 2, 0: mean 0.75, deviation sqrt(11/12), t = 3.182446 with 3 degrees.
	half := 3.182446 * math.Sqrt(11.0/12) / 2
	run := got.Tasks.Running
	if run.Mean != 0.75 || math.Abs(run.High-run.Mean-half) > 1e-5 || math.Abs(run.Mean-run.Low-half) > 1e-5 {
		t.Errorf("running %+v, want 0.75 and %v either side", run, half)
	}
	if got.Tasks.Requested != (Interval{10, 10, 10}) || got.Seed != 7 || got.Replications != 4 || got.Scenario != "fixture" {
		t.Errorf("constants: %+v", got)
	}
	if len(got.Refusals) != 1 || got.Refusals[0].Attempts.Mean != 4 { // 0, 8, 0, 8
		t.Errorf("refusals %+v, want a mean of 4 attempts", got.Refusals)
	}
	if got.Instances[0].Tasks.Mean != 1.5 || got.Instances[0].InstanceID != "hosts-1" {
		t.Errorf("instances %+v", got.Instances)
	}
	if got.Density.USDPerTaskHour != nil || got.Density.USDPerHour.Mean != 0.25 {
		t.Errorf("density %+v, want null where a run has null", got.Density)
	}
	if b := got.PortConflicts.ByPort; len(b) != 1 || b[0].Port != 80 || b[0].Times.Mean != 1 {
		t.Errorf("ports %+v", b)
	}
	if len(got.Warnings) != 1 || got.Warnings[0] != "run 0" {
		t.Errorf("warnings %v, want those of run 0", got.Warnings)
	}
}

// One run prints as the report itself does.
func TestReplicateOnce(t *testing.T) {
	r, err := replicate(context.Background(), microservices(), 1, 1, nil, pretend)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(r.First())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("one run:\n%s\nthe report:\n%s", got, want)
	}
}

func TestReplicateStops(t *testing.T) {
	broken := errors.New("broken")
	_, err := replicate(context.Background(), microservices(), 50, 4, nil, func(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
		if run == 3 {
			return nil, broken
		}
		return pretend(ctx, c, run)
	})
	if !errors.Is(err, broken) {
		t.Errorf("a run fails: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := replicate(ctx, microservices(), 3, 2, nil, pretend); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := replicate(context.Background(), microservices(), 0, 2, nil, pretend); err == nil {
		t.Error("no replications are taken")
	}
}

func TestCompareWhateverTheWorkers(t *testing.T) {
	want := anyWorkers(t, func(workers int) (*ComparisonResult, error) {
		return compare(context.Background(), agents(), CompareOptions{Replications: 3, Workers: workers}, pretend)
	})
	for _, part := range []string{`"replications":3`, `"setup":"host","result":null,"notPossible":"service mesh-0: `, `"hostsNeeded":60`, `"versus":"awsvpc"`} {
		if !strings.Contains(string(want), part) {
			t.Errorf("no %s in %s", part, want)
		}
	}
}

// Setups that change nothing differ by exactly nothing, whatever the chance; one
// that changes each run by one differs by one, without any width.
func TestComparePairs(t *testing.T) {
	shifted := func(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
		r, err := pretend(ctx, c, run)
		if c.Tasks[0].NetworkMode == model.HostMode {
			r.Tasks.Running++
		}
		return r, err
	}
	o := CompareOptions{Setups: []model.Setup{model.SetupHost, model.SetupTrunking, model.SetupAWSVPC}, Replications: 5, Workers: 2}
	r, err := compare(context.Background(), microservices(), o, shifted)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, d := range r.Differences {
		pairs = append(pairs, d.Setup+" - "+d.Versus)
	}
	want := []string{"awsvpc - as-written", "awsvpc-trunking - as-written", "awsvpc-trunking - awsvpc",
		"host - as-written", "host - awsvpc", "host - awsvpc-trunking"}
	if !slices.Equal(pairs, want) {
		t.Fatalf("differences %v, want %v", pairs, want)
	}
	for _, d := range r.Differences[:3] {
		for path, i := range d.Measures {
			if i != (Interval{}) {
				t.Errorf("equal runs of %s and %s differ in %s by %+v", d.Setup, d.Versus, path, i)
			}
		}
	}
	for _, d := range r.Differences[3:] {
		if got := d.Measures["tasks.running"]; got != (Interval{1, 1, 1}) {
			t.Errorf("running of %s less %s is %+v, want one exactly", d.Setup, d.Versus, got)
		}
		if _, ok := d.Measures["density.usdPerTaskHour"]; ok {
			t.Error("a measure that is null in some runs has a difference")
		}
	}
}

func TestFargateLine(t *testing.T) {
	c := agents()
	f := Fargate(c)
	// 80 tasks of 256/512 and 40 of 512/576, which is sold as 512/1024.
	want := 80*(0.25*0.04048+0.5*0.004445) + 40*(0.5*0.04048+1*0.004445)
	if f.Tasks != 120 || f.USDPerHour == nil || math.Abs(*f.USDPerHour-want) > 1e-6 || !strings.Contains(f.Note, "run: 3") {
		t.Errorf("fargate %+v, want 120 tasks for %v USD without the daemons", f, want)
	}
	c.Region = "eu-west-1"
	if f := Fargate(c); f.USDPerHour != nil || f.Note == "" {
		t.Errorf("fargate in another Region: %+v, want no price", f)
	}
}

// TestManyRunsTakeTheMemoryOfFew: ten times the runs leave no more behind.
func TestManyRunsTakeTheMemoryOfFew(t *testing.T) {
	large := func(ctx context.Context, c *config.Config, run int) (*report.Report, error) {
		r := &report.Report{Scenario: c.Name}
		for i := range 200 {
			r.Instances = append(r.Instances, report.InstanceReport{InstanceID: fmt.Sprint("hosts-", i), Tasks: run, TrunkReason: strings.Repeat("x", 100+run%2)})
		}
		return r, nil
	}
	after := func(n int) (heap uint64) {
		r, err := replicate(context.Background(), microservices(), n, 4, func(done, total int) {
			if done == total {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				heap = m.HeapAlloc
			}
		}, large)
		if err != nil || r.Replications != n {
			t.Fatal(r, err)
		}
		return heap
	}
	after(20) // what is made once
	few, many := after(200), after(2000)
	t.Logf("%d bytes after 200 runs, %d after 2,000", few, many)
	if float64(many) > 1.1*float64(few) {
		t.Errorf("%d bytes after 2,000 runs and %d after 200, want about as many", many, few)
	}
}

// TestJobsAhead: while the first job goes on, the others begin no more than can be kept, and all
// results are taken in the order of their numbers.
func TestJobsAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, workers = 100, 3
		first, begun := make(chan struct{}), atomic.Int32{}
		var order []int
		go func() {
			synctest.Wait()
			if got := begun.Load(); got != workers*ahead {
				t.Errorf("%d jobs have begun while the first goes on, want %d", got, workers*ahead)
			}
			close(first)
		}()
		err := parallel(context.Background(), n, workers, nil, func(_ context.Context, i int) (int, error) {
			if begun.Add(1); i == 0 {
				<-first
			}
			return i, nil
		}, func(i, result int) {
			if i != result {
				t.Errorf("job %d gave %d", i, result)
			}
			order = append(order, i)
		})
		if err != nil || len(order) != n || !slices.IsSorted(order) {
			t.Errorf("taken in the order %v, %v, want all as they are numbered", order, err)
		}
	})
}
