package scenarios

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
)

// timing is a row of the table of timings: one key of the file.
type timing struct {
	key     string
	preset  preset
	typical any                // of the field's type in sim.Timings
	set     func(instant bool) // takes what the file gives, or else a preset's figure
}

// preset says what becomes of a timing under the preset instant.
type preset uint8

// A step takes no time, and neither does a step of a task, which a task definition may
// have timings of its own for. What is no step keeps its length: the scheduler's tick,
// its retries, the timeouts, and how often metrics come.
const (
	step preset = iota
	stepOfTask
	kept
)

// row makes a row of what the file gives, nil where it gives nothing.
func row[T any](key string, p preset, to *T, typical T, given *T) timing {
	return timing{key, p, typical, func(instant bool) {
		switch {
		case given != nil:
			*to = *given
		case p == kept || !instant:
			*to = typical
		default:
			*to = *new(T)
		}
	}}
}

// table has every timing once: under which key the file gives it, where it goes, and
// what it is by default, in the preset typical. Sources stand in the descriptions of the
// keys (type Timings); what has none there is an assumption, for AWS publishes no
// figure. The retries are those of reproio/ecs_deploy pull request 53 (the next
// try about 5 minutes after some 50 s of failures). One measured start of an
// awsvpc task on a fresh t3.small took 28 s in all.
func (t *Timings) table(to *config.Timings) []timing {
	return []timing{
		row("schedulerTick", kept, &to.SchedulerTick, 5*time.Second, t.SchedulerTick.length()),
		row("placementRetry", kept, &to.PlacementRetry,
			[]time.Duration{10 * time.Second, 10 * time.Second, 20 * time.Second, 300 * time.Second}, lengths(t.PlacementRetry)),
		row("eniAttach", step, &to.ENIAttach, triangle(4, 10, 25), t.ENIAttach.chance()),
		row("branchAttach", step, &to.BranchAttach, triangle(6, 12, 25), t.BranchAttach.chance()),
		row("eniAttachTimeout", kept, &to.ENIAttachTimeout, 3*time.Minute, t.ENIAttachTimeout.length()),
		row("callTimeout", kept, &to.CallTimeout, 5*time.Minute, t.CallTimeout.length()),
		row("eniDetach", step, &to.ENIDetach, triangle(5, 15, 45), t.ENIDetach.chance()),
		row("pauseStart", step, &to.PauseStart, des.Constant(time.Second), t.PauseStart.chance()),
		row("imagePull", stepOfTask, &to.ImagePull, triangle(2, 8, 60), t.ImagePull.chance()),
		row("containerStart", stepOfTask, &to.ContainerStart, triangle(1, 2, 6), t.ContainerStart.chance()),
		row("applicationStop", stepOfTask, &to.ApplicationStop, des.Constant(time.Second), t.ApplicationStop.chance()),
		row("stopTimeout", kept, &to.StopTimeout, 30*time.Second, t.StopTimeout.length()),

		row("applicationReady", stepOfTask, &to.ApplicationReady, des.Dist{}, t.ApplicationReady.chance()),
		row("proxyReady", stepOfTask, &to.ProxyReady, des.Constant(time.Second), t.ProxyReady.chance()),
		row("dependencyRun", step, &to.DependencyRun, des.Constant(time.Second), t.DependencyRun.chance()),
		row("containerStartTimeout", kept, &to.ContainerStartTimeout, 3*time.Minute, t.ContainerStartTimeout.length()),

		row("healthyAfter", step, &to.HealthyAfter, 40*time.Second, t.HealthyAfter.length()),
		row("healthCheckInterval", step, &to.HealthCheckInterval, 30*time.Second, t.HealthCheckInterval.length()),
		row("unhealthyThreshold", kept, &to.UnhealthyThreshold, 2, t.UnhealthyThreshold),
		row("healthyThreshold", kept, &to.HealthyThreshold, 5, t.HealthyThreshold),
		row("targetRegistration", step, &to.TargetRegistration, des.Constant(time.Second), t.TargetRegistration.chance()),
		row("deregistrationDelay", step, &to.DeregistrationDelay, 300*time.Second, t.DeregistrationDelay.length()),
		row("throttleMaximum", kept, &to.ThrottleMaximum, 27*time.Minute, t.ThrottleMaximum.length()),

		row("instanceBoot", step, &to.InstanceBoot, triangle(60, 90, 180), t.InstanceBoot.chance()),
		row("instanceTerminate", step, &to.InstanceTerminate, des.Constant(30*time.Second), t.InstanceTerminate.chance()),
		row("lostHostGrace", step, &to.LostHostGrace, 60*time.Second, t.LostHostGrace.length()),
		row("spotNotice", kept, &to.SpotNotice, 2*time.Minute, t.SpotNotice.length()),
		row("drainTimeout", kept, &to.DrainTimeout, 48*time.Hour, t.DrainTimeout.length()),

		row("metricPeriod", kept, &to.MetricPeriod, 60*time.Second, t.MetricPeriod.length()),
		row("metricDelay", kept, &to.MetricDelay, 180*time.Second, t.MetricDelay.length()),
		row("scaleInPoints", kept, &to.ScaleInPoints, 15, t.ScaleInPoints),
		row("provisioningExpiry", kept, &to.ProvisioningExpiry, between(10*time.Minute, 30*time.Minute), t.ProvisioningExpiry.chance()),
	}
}

// length is a length of time that the file gives, nil where it gives none.
func (t *Duration) length() *time.Duration {
	if t == nil {
		return nil
	}
	return &t.Duration
}

func lengths(given []Duration) *[]time.Duration {
	if given == nil {
		return nil
	}
	var all []time.Duration
	for _, d := range given {
		all = append(all, d.Duration)
	}
	return &all
}

// chance is a length of time that may be left to chance, nil where the file gives none.
func (t *Dist) chance() *des.Dist {
	if t == nil {
		return nil
	}
	d := t.dist()
	return &d
}

// timings resolves what each step takes: the preset's figure unless the file
// gives one.
func (r *resolver) timings() {
	given, t := &r.file.Timings, &r.cfg.Timings
	for _, row := range given.table(t) {
		row.set(given.Preset == "instant")
	}
	if given.MetricDelay == nil && t.MetricPeriod < time.Minute {
		t.MetricDelay = 26 * time.Second // of high-resolution metrics
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

// own resolves what single steps take for tasks of one definition.
func (t *TaskTimings) own() config.TaskTimings {
	return config.TaskTimings{
		ImagePull: t.ImagePull.chance(), ContainerStart: t.ContainerStart.chance(), ApplicationReady: t.ApplicationReady.chance(),
		ApplicationStop: t.ApplicationStop.chance(), ProxyReady: t.ProxyReady.chance(), ExitAfter: t.ExitAfter.chance(), ExitCode: t.ExitCode,
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
