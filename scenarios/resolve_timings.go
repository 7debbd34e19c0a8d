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
	length := func(to *time.Duration, d *Duration) {
		if d != nil {
			*to = d.Duration
		}
	}
	chance := func(to *des.Dist, d *Dist) {
		if d != nil {
			*to = d.dist()
		}
	}
	length(&t.SchedulerTick, given.SchedulerTick)
	length(&t.ENIAttachTimeout, given.ENIAttachTimeout)
	length(&t.StopTimeout, given.StopTimeout)
	chance(&t.ENIAttach, given.ENIAttach)
	chance(&t.BranchAttach, given.BranchAttach)
	chance(&t.ENIDetach, given.ENIDetach)
	chance(&t.PauseStart, given.PauseStart)
	chance(&t.ImagePull, given.ImagePull)
	chance(&t.ContainerStart, given.ContainerStart)
	chance(&t.ApplicationStop, given.ApplicationStop)
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
	for i, wait := range t.PlacementRetry {
		if wait <= 0 {
			at.at("placementRetry", i).fail("", "placementRetry is zero, wanted more")
		}
	}
}

// typical is the default preset. Sources: retries, reproio/ecs_deploy pull request 53
// (the next try about 5 minutes after some 50 s of failures); attach timeout and
// stop timeout, amazon-ecs-agent agent/config and ECS API ContainerDefinition. The
// other figures are assumptions: AWS publishes none. One measured start of an awsvpc
// task on a fresh t3.small took 28 s in all.
func typical() sim.Timings {
	return sim.Timings{
		SchedulerTick:    5 * time.Second,
		PlacementRetry:   []time.Duration{10 * time.Second, 10 * time.Second, 20 * time.Second, 300 * time.Second},
		ENIAttach:        triangle(4, 10, 25),
		BranchAttach:     triangle(6, 12, 25),
		ENIAttachTimeout: 3 * time.Minute,
		ENIDetach:        triangle(5, 15, 45),
		PauseStart:       des.Constant(time.Second),
		ImagePull:        triangle(2, 8, 60),
		ContainerStart:   triangle(1, 2, 6),
		ApplicationStop:  des.Constant(time.Second),
		StopTimeout:      30 * time.Second,
	}
}

// instant makes every step take no time. What is no step keeps its length: the
// scheduler's tick, its retries and the timeouts.
func instant() sim.Timings {
	t := typical()
	return sim.Timings{
		SchedulerTick: t.SchedulerTick, PlacementRetry: t.PlacementRetry,
		ENIAttachTimeout: t.ENIAttachTimeout, StopTimeout: t.StopTimeout,
	}
}

// triangle is a triangular distribution in seconds.
func triangle(least, mode, most time.Duration) des.Dist {
	d, err := des.Triangular(least*time.Second, mode*time.Second, most*time.Second)
	if err != nil {
		panic("scenarios: preset: " + err.Error() + ", invariant: a valid distribution")
	}
	return d
}
