package scenarios

import (
	"time"

	"ecssim/sim"
	"ecssim/sim/des"
)

// timings resolves what each step takes: the preset's figure unless the file
// gives one.
func (r *resolver) timings() {
	given, t := &r.file.Timings, &r.cfg.Timings
	*t = typical()
	if given.Preset == "instant" {
		*t = instant()
	}
	given.lengths(t)
	if given.MetricDelay == nil && t.MetricPeriod < time.Minute {
		t.MetricDelay = 26 * time.Second // of high-resolution metrics
	}
	given.chances(t)
	take(&t.UnhealthyThreshold, given.UnhealthyThreshold)
	take(&t.HealthyThreshold, given.HealthyThreshold)
	take(&t.ScaleInPoints, given.ScaleInPoints)
	if given.PlacementRetry != nil {
		t.PlacementRetry = nil
		for _, d := range given.PlacementRetry {
			t.PlacementRetry = append(t.PlacementRetry, d.Duration)
		}
	}
	at := r.root.at("timings")
	if t.SchedulerTick <= 0 {
		at.at("schedulerTick").fail("", "schedulerTick is zero, wanted more")
	}
	if t.MetricPeriod <= 0 {
		at.at("metricPeriod").fail("", "metricPeriod is zero, wanted more")
	}
	for i, wait := range t.PlacementRetry {
		if wait <= 0 {
			at.at("placementRetry", i).fail("", "placementRetry is zero, wanted more")
		}
	}
}

// lengths takes the fixed lengths of time.
func (t *Timings) lengths(to *sim.Timings) {
	for _, l := range []struct {
		to    *time.Duration
		given *Duration
	}{
		{&to.SchedulerTick, t.SchedulerTick},
		{&to.ENIAttachTimeout, t.ENIAttachTimeout},
		{&to.CallTimeout, t.CallTimeout},
		{&to.StopTimeout, t.StopTimeout},
		{&to.ContainerStartTimeout, t.ContainerStartTimeout},
		{&to.HealthyAfter, t.HealthyAfter},
		{&to.HealthCheckInterval, t.HealthCheckInterval},
		{&to.DeregistrationDelay, t.DeregistrationDelay},
		{&to.ThrottleMaximum, t.ThrottleMaximum},
		{&to.LostHostGrace, t.LostHostGrace},
		{&to.SpotNotice, t.SpotNotice},
		{&to.DrainTimeout, t.DrainTimeout},
		{&to.MetricPeriod, t.MetricPeriod},
		{&to.MetricDelay, t.MetricDelay},
	} {
		if l.given != nil {
			*l.to = l.given.Duration
		}
	}
}

// chances takes the lengths of time that may be left to chance.
func (t *Timings) chances(to *sim.Timings) {
	for _, c := range []struct {
		to    *des.Dist
		given *Dist
	}{
		{&to.ENIAttach, t.ENIAttach},
		{&to.BranchAttach, t.BranchAttach},
		{&to.ENIDetach, t.ENIDetach},
		{&to.PauseStart, t.PauseStart},
		{&to.ImagePull, t.ImagePull},
		{&to.ContainerStart, t.ContainerStart},
		{&to.ApplicationStop, t.ApplicationStop},
		{&to.ApplicationReady, t.ApplicationReady},
		{&to.ProxyReady, t.ProxyReady},
		{&to.DependencyRun, t.DependencyRun},
		{&to.TargetRegistration, t.TargetRegistration},
		{&to.InstanceBoot, t.InstanceBoot},
		{&to.InstanceTerminate, t.InstanceTerminate},
		{&to.ProvisioningExpiry, t.ProvisioningExpiry},
	} {
		if c.given != nil {
			*c.to = c.given.dist()
		}
	}
}

// own resolves what single steps take for tasks of one definition.
func (t *TaskTimings) own() sim.TaskTimings {
	one := func(d *Dist) *des.Dist {
		if d == nil {
			return nil
		}
		length := d.dist()
		return &length
	}
	return sim.TaskTimings{
		ImagePull: one(t.ImagePull), ContainerStart: one(t.ContainerStart), ApplicationReady: one(t.ApplicationReady),
		ApplicationStop: one(t.ApplicationStop), ProxyReady: one(t.ProxyReady), ExitAfter: one(t.ExitAfter), ExitCode: t.ExitCode,
	}
}

// typical is the default preset. Sources stand in the descriptions of the keys
// (type Timings); what has none there is an assumption, for AWS publishes no
// figure. The retries are those of reproio/ecs_deploy pull request 53 (the next
// try about 5 minutes after some 50 s of failures). One measured start of an
// awsvpc task on a fresh t3.small took 28 s in all.
func typical() sim.Timings {
	return sim.Timings{
		SchedulerTick:    5 * time.Second,
		PlacementRetry:   []time.Duration{10 * time.Second, 10 * time.Second, 20 * time.Second, 300 * time.Second},
		ENIAttach:        triangle(4, 10, 25),
		BranchAttach:     triangle(6, 12, 25),
		ENIAttachTimeout: 3 * time.Minute,
		CallTimeout:      5 * time.Minute,
		ENIDetach:        triangle(5, 15, 45),
		PauseStart:       des.Constant(time.Second),
		ImagePull:        triangle(2, 8, 60),
		ContainerStart:   triangle(1, 2, 6),
		ApplicationStop:  des.Constant(time.Second),
		StopTimeout:      30 * time.Second,

		ProxyReady:            des.Constant(time.Second),
		DependencyRun:         des.Constant(time.Second),
		ContainerStartTimeout: 3 * time.Minute,
		HealthyAfter:          40 * time.Second,
		HealthCheckInterval:   30 * time.Second,
		UnhealthyThreshold:    2,
		HealthyThreshold:      5,
		TargetRegistration:    des.Constant(time.Second),
		DeregistrationDelay:   300 * time.Second,
		ThrottleMaximum:       27 * time.Minute,

		InstanceBoot:       triangle(60, 90, 180),
		InstanceTerminate:  des.Constant(30 * time.Second),
		LostHostGrace:      60 * time.Second,
		SpotNotice:         2 * time.Minute,
		DrainTimeout:       48 * time.Hour,
		MetricPeriod:       60 * time.Second,
		MetricDelay:        180 * time.Second,
		ScaleInPoints:      15,
		ProvisioningExpiry: between(10*time.Minute, 30*time.Minute),
	}
}

// instant makes every step take no time. What is no step keeps its length: the
// scheduler's tick, its retries, the timeouts, and how often metrics come.
func instant() sim.Timings {
	t := typical()
	return sim.Timings{
		SchedulerTick: t.SchedulerTick, PlacementRetry: t.PlacementRetry, ThrottleMaximum: t.ThrottleMaximum,
		ENIAttachTimeout: t.ENIAttachTimeout, CallTimeout: t.CallTimeout, ContainerStartTimeout: t.ContainerStartTimeout, StopTimeout: t.StopTimeout,
		UnhealthyThreshold: t.UnhealthyThreshold, HealthyThreshold: t.HealthyThreshold,
		SpotNotice: t.SpotNotice, DrainTimeout: t.DrainTimeout,
		MetricPeriod: t.MetricPeriod, MetricDelay: t.MetricDelay, ScaleInPoints: t.ScaleInPoints, ProvisioningExpiry: t.ProvisioningExpiry,
	}
}

// triangle is a triangular distribution in seconds.
func triangle(least, mode, most time.Duration) des.Dist {
	return valid(des.Triangular(least*time.Second, mode*time.Second, most*time.Second))
}

// between is a uniform distribution.
func between(least, most time.Duration) des.Dist { return valid(des.Uniform(least, most)) }

// valid is a distribution of a preset.
func valid(d des.Dist, err error) des.Dist {
	if err != nil {
		panic("scenarios: preset: " + err.Error() + ", invariant: a valid distribution")
	}
	return d
}
