package experiment

import (
	"bytes"
	"context"
	"testing"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/report"
)

// lively is a scenario in which everything moves: capacity that scales, a deployment
// that breaks and goes back, health checks, exits, load with noise, instances that
// fail, drain and are interrupted.
func lively(t *testing.T) *config.Config {
	t.Helper()
	exponential := func(mean time.Duration) des.Dist {
		d, err := des.Exponential(mean)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	group := m5large(2)
	group.Name = "asg"
	web, job := definition("web", 256, 512, 8080), definition("job", 512, 512)
	next, broken := web, web
	web.Revision, next.Revision, broken.Revision, job.Revision = 1, 2, 3, 1
	c := timed(t, fixture([]config.InstanceGroup{m5large(6), group}, web, next, broken, job, definition("logs", 64, 64)))
	c.Duration = des.Time(2 * time.Hour)
	c.Providers = []config.CapacityProvider{{
		Name: "asg", Group: 1, Min: 2, Max: 12, Managed: true, Target: 90, MinStep: 1, MaxStep: 4, Warmup: time.Minute, Drain: true,
		Types: []model.InstanceSize{group.InstanceSize},
	}}
	tm := &c.Timings
	tm.ApplicationReady, tm.ApplicationStop, tm.StopTimeout = exponential(20*time.Second), exponential(10*time.Second), 30*time.Second
	tm.HealthCheckInterval, tm.UnhealthyThreshold, tm.HealthyAfter, tm.DeregistrationDelay = 10*time.Second, 2, 40*time.Second, 30*time.Second
	tm.ENIDetach, tm.InstanceBoot, tm.LostHostGrace, tm.SpotNotice = exponential(15*time.Second), exponential(90*time.Second), time.Minute, 2*time.Minute
	tm.MetricPeriod, tm.ScaleInPoints, tm.ThrottleMaximum, tm.DrainTimeout = time.Minute, 5, 5*time.Minute, time.Hour
	tm.ProvisioningExpiry = exponential(15 * time.Minute)
	c.Quotas.ProvisioningPerCluster = 20
	never, exit := des.Endless(), exponential(20*time.Minute)
	c.Own = map[string]config.TaskTimings{"web:3": {ApplicationReady: &never}, "web:2": {ExitAfter: &exit}}
	serve(c, "web", 0, 6, func(s *config.Service) {
		c.TargetGroups = []config.TargetGroup{config.NewTargetGroup("web")}
		s.Targets = []config.Target{{ContainerPort: 8080}}
		s.Deploying.Breaker = config.CircuitBreaker{Enable: true, Rollback: true, Kind: config.CountThreshold, Value: 3}
		s.Scaling = &config.Scaling{Min: 2, Max: 10, Load: 50, Noise: 0.2, Policies: []config.TrackingPolicy{{Target: 10, InCooldown: time.Minute, OutCooldown: time.Minute}}}
		s.Rebalance, s.Grace = true, 30*time.Second
	})
	serve(c, "logs", 4, 0, daemon)
	c.RunTasks = []config.RunTask{{
		Name: "job", Group: "family:job", Use: config.Use{Task: 3, Providers: []config.ProviderShare{{Weight: 1}}},
		Stream: true, Arrivals: exponential(30 * time.Second), RunFor: exponential(4 * time.Minute), Until: des.Time(90 * time.Minute),
	}}
	then := func(kind config.EventKind, set func(e *config.Event)) {
		e := config.NewEvent(des.Time(time.Duration(10*(len(c.Events)+1))*time.Minute), kind)
		set(&e)
		c.Events = append(c.Events, e)
	}
	then(config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, 1 })
	then(config.UpdateService, func(e *config.Event) { e.Service, e.Task = 0, 2 })
	then(config.TerminateInstances, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.InterruptSpot, func(e *config.Event) { e.Group, e.Count = 1, 1 })
	then(config.ReplaceInstances, func(e *config.Event) { e.Group, e.Count = 0, 2 })
	then(config.DisconnectAgent, func(e *config.Event) { e.Group, e.Count = 0, 1 })
	then(config.SetLoad, func(e *config.Event) { e.Service, e.Load = 0, 80 })
	then(config.ReconnectAgent, func(e *config.Event) { e.Group = 0 })
	then(config.FailAvailabilityZone, func(e *config.Event) { e.Zone = "b" })
	return c
}

// Replications of one scenario share nothing but what they read: the same bytes from
// any number of workers, and from each run alone.
func TestReplicateALivelyScenario(t *testing.T) {
	c := lively(t)
	anyWorkers(t, func(workers int) (*Replicated, error) {
		var reports [16]*report.Report
		r, err := replicate(context.Background(), c, len(reports), workers, nil, func(ctx context.Context, c *config.Config, run int) (_ *report.Report, err error) {
			reports[run], err = simulate(ctx, c, run)
			return reports[run], err
		})
		if err != nil {
			return nil, err
		}
		for run, report := range reports {
			alone, err := Run(context.Background(), lively(t), run, nil)
			if err != nil {
				t.Fatal(err)
			}
			if alone.Fingerprint != report.Fingerprint {
				t.Errorf("run %d of %d workers has fingerprint %s, alone %s", run, workers, report.Fingerprint, alone.Fingerprint)
			}
		}
		if r := r.First(); workers == 1 && (len(r.Services[0].Deployments) < 3 || r.CapacityProviders[0].Launched == 0 || r.TargetGroups[0].Replaced == 0 ||
			len(r.Services[0].Scaling) == 0 || r.RunTasks[0].Completed == 0) {
			t.Errorf("a scenario in which not everything moves: %+v %+v %+v %+v", r.Services[0].Deployments, r.CapacityProviders, r.TargetGroups, r.RunTasks)
		}
		return r, nil
	})
}

// A comparison of setups draws the same chance for each, however many work at it.
func TestCompareALivelyScenario(t *testing.T) {
	want := anyWorkers(t, func(workers int) (*ComparisonResult, error) {
		return Compare(context.Background(), lively(t), CompareOptions{Replications: 2, Workers: workers})
	})
	if !bytes.Contains(want, []byte(model.Bridge.String())) {
		t.Error("no setup of the comparison is in bridge mode")
	}
}
