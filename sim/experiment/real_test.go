package experiment

import (
	"context"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// timed gives a scenario times that differ from run to run.
func timed(t *testing.T, c *config.Config) *config.Config {
	t.Helper()
	attach, err := des.Triangular(4*time.Second, 10*time.Second, 25*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	pull, err := des.Exponential(20 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	c.Duration = des.Time(10 * time.Minute)
	c.Timings = config.Timings{
		SchedulerTick: time.Second, PlacementRetry: []time.Duration{10 * time.Second, time.Minute},
		ENIAttach: attach, BranchAttach: attach, ENIAttachTimeout: 3 * time.Minute, ImagePull: pull,
		ContainerStart: des.Constant(time.Second), PauseStart: des.Constant(time.Second),
		MetricPeriod: time.Minute, UnhealthyThreshold: 2, HealthyThreshold: 1, ScaleInPoints: 15,
	}
	for g := range c.Groups {
		c.Groups[g].DynamicRange = model.LinuxDynamicPorts()
	}
	return c
}

// The real runs of a comparison: what runs on 26 hosts under each setup, and the
// same bytes from any number of workers.
func TestCompareForty(t *testing.T) {
	anyWorkers(t, func(workers int) (*ComparisonResult, error) {
		r, err := Compare(context.Background(), timed(t, microservices()), CompareOptions{Replications: 3, Workers: workers})
		if err != nil {
			return nil, err
		}
		for i, running := range []int{52, 52, 144, 144, 26, 26} {
			if s := r.Setups[i]; s.Result.Tasks.Running != running || s.Result.Setup != s.Setup {
				t.Errorf("%s: %d running, want %d", s.Setup, s.Result.Tasks.Running, running)
			}
		}
		return r, nil
	})
}

func TestReplicationsDiffer(t *testing.T) {
	r, err := Replicate(context.Background(), timed(t, agents()), 3, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	mean, ok := r.Value().At("timeToRunningSeconds.mean")
	if !ok {
		t.Fatal("no time to running")
	}
	if x := IntervalOf(mean); !(x.Low < x.Mean && x.Mean < x.High) {
		t.Errorf("time to running %v, want an interval with a width", x)
	}
}
