package scenarios

import (
	"time"

	"ecssim/scenarios/internal/value"
	"ecssim/sim/config"
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
// keys (type Timings); what has none there is an assumption, for AWS publishes no figure.
func (t *Timings) table(to *config.Timings) []timing {
	typical := config.DefaultTimings()
	return []timing{
		row("schedulerTick", kept, &to.SchedulerTick, typical.SchedulerTick, t.SchedulerTick.Length()),
		row("placementRetry", kept, &to.PlacementRetry, typical.PlacementRetry, lengths(t.PlacementRetry)),
		row("eniAttach", step, &to.ENIAttach, typical.ENIAttach, t.ENIAttach.Chance()),
		row("branchAttach", step, &to.BranchAttach, typical.BranchAttach, t.BranchAttach.Chance()),
		row("eniAttachTimeout", kept, &to.ENIAttachTimeout, typical.ENIAttachTimeout, t.ENIAttachTimeout.Length()),
		row("callTimeout", kept, &to.CallTimeout, typical.CallTimeout, t.CallTimeout.Length()),
		row("eniDetach", step, &to.ENIDetach, typical.ENIDetach, t.ENIDetach.Chance()),
		row("pauseStart", step, &to.PauseStart, typical.PauseStart, t.PauseStart.Chance()),
		row("imagePull", stepOfTask, &to.ImagePull, typical.ImagePull, t.ImagePull.Chance()),
		row("containerStart", stepOfTask, &to.ContainerStart, typical.ContainerStart, t.ContainerStart.Chance()),
		row("applicationStop", stepOfTask, &to.ApplicationStop, typical.ApplicationStop, t.ApplicationStop.Chance()),
		row("stopTimeout", kept, &to.StopTimeout, typical.StopTimeout, t.StopTimeout.Length()),

		row("applicationReady", stepOfTask, &to.ApplicationReady, typical.ApplicationReady, t.ApplicationReady.Chance()),
		row("proxyReady", stepOfTask, &to.ProxyReady, typical.ProxyReady, t.ProxyReady.Chance()),
		row("dependencyRun", step, &to.DependencyRun, typical.DependencyRun, t.DependencyRun.Chance()),
		row("containerStartTimeout", kept, &to.ContainerStartTimeout, typical.ContainerStartTimeout, t.ContainerStartTimeout.Length()),

		row("healthyAfter", step, &to.HealthyAfter, typical.HealthyAfter, t.HealthyAfter.Length()),
		row("healthCheckInterval", step, &to.HealthCheckInterval, typical.HealthCheckInterval, t.HealthCheckInterval.Length()),
		row("unhealthyThreshold", kept, &to.UnhealthyThreshold, typical.UnhealthyThreshold, t.UnhealthyThreshold),
		row("healthyThreshold", kept, &to.HealthyThreshold, typical.HealthyThreshold, t.HealthyThreshold),
		row("targetRegistration", step, &to.TargetRegistration, typical.TargetRegistration, t.TargetRegistration.Chance()),
		row("deregistrationDelay", step, &to.DeregistrationDelay, typical.DeregistrationDelay, t.DeregistrationDelay.Length()),
		row("bakeTime", step, &to.BakeTime, typical.BakeTime, t.BakeTime.Length()),
		row("throttleMaximum", kept, &to.ThrottleMaximum, typical.ThrottleMaximum, t.ThrottleMaximum.Length()),

		row("instanceBoot", step, &to.InstanceBoot, typical.InstanceBoot, t.InstanceBoot.Chance()),
		row("instanceTerminate", step, &to.InstanceTerminate, typical.InstanceTerminate, t.InstanceTerminate.Chance()),
		row("lostHostGrace", step, &to.LostHostGrace, typical.LostHostGrace, t.LostHostGrace.Length()),
		row("spotNotice", kept, &to.SpotNotice, typical.SpotNotice, t.SpotNotice.Length()),
		row("drainTimeout", kept, &to.DrainTimeout, typical.DrainTimeout, t.DrainTimeout.Length()),

		row("metricPeriod", kept, &to.MetricPeriod, typical.MetricPeriod, t.MetricPeriod.Length()),
		row("metricDelay", kept, &to.MetricDelay, typical.MetricDelay, t.MetricDelay.Length()),
		row("scaleInPoints", kept, &to.ScaleInPoints, typical.ScaleInPoints, t.ScaleInPoints),
		row("provisioningExpiry", kept, &to.ProvisioningExpiry, typical.ProvisioningExpiry, t.ProvisioningExpiry.Chance()),
	}
}

func lengths(given []value.Duration) *[]time.Duration {
	if given == nil {
		return nil
	}
	var all []time.Duration
	for _, d := range given {
		all = append(all, d.Duration)
	}
	return &all
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
	at := r.root.At("timings")
	if t.SchedulerTick <= 0 {
		at.At("schedulerTick").Fail("", "schedulerTick is zero, wanted more")
	}
	if t.MetricPeriod <= 0 {
		at.At("metricPeriod").Fail("", "metricPeriod is zero, wanted more")
	}
	for i, wait := range t.PlacementRetry {
		if wait <= 0 {
			at.At("placementRetry", i).Fail("", "placementRetry is zero, wanted more")
		}
	}
}

// own resolves what single steps take for tasks of one definition.
func (t *TaskTimings) own() config.TaskTimings {
	return config.TaskTimings{
		ImagePull: t.ImagePull.Chance(), ContainerStart: t.ContainerStart.Chance(), ApplicationReady: t.ApplicationReady.Chance(),
		ApplicationStop: t.ApplicationStop.Chance(), ProxyReady: t.ProxyReady.Chance(), ExitAfter: t.ExitAfter.Chance(), ExitCode: t.ExitCode,
	}
}
