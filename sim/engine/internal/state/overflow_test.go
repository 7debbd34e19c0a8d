package state

import (
	"math"
	"testing"

	"ecssim/sim/config"
)

// Products of counts and percentages go beyond the 32 bits that an int has on some processors.
func TestCountsDoNotOverflow(t *testing.T) {
	var w Workload
	w.Requested = 100_000_000
	w.Pass.Deploying = config.Deploying{MinimumHealthyPercent: 100, MaximumPercent: 10_000}
	if lower, upper := w.Bounds(); lower != 100_000_000 || upper != math.MaxInt32 {
		t.Errorf("bounds %d to %d, want 100000000 to %d", lower, upper, math.MaxInt32)
	}
	w.Pass.Deploying.MaximumPercent = 0
	w.Pass.Deploying.MinimumHealthyPercent = 33
	if lower, upper := w.Bounds(); lower != 33_000_000 || upper != 0 {
		t.Errorf("bounds %d to %d, want 33000000 to 0", lower, upper)
	}
	p := MetricPoint{Metric: 1e12, Running: 100_000_000}
	if n := p.TasksFor(&config.TrackingPolicy{Target: 1e-300}); n != math.MaxInt32 {
		t.Errorf("%d tasks, want %d", n, math.MaxInt32)
	}
	if n := p.TasksFor(&config.TrackingPolicy{Target: 1e13}); n != 10_000_000 {
		t.Errorf("%d tasks, want 10000000", n)
	}
	breaker := config.CircuitBreaker{Value: 100}
	if n := breaker.Threshold(100_000_000); n != 200 {
		t.Errorf("a circuit breaker at %d failed tasks, want 200", n)
	}
}
