package scenarios

import (
	"fmt"
	"time"

	"ecssim/scenarios/internal/strict"
	"ecssim/sim/config"
	"ecssim/sim/des"
)

// mostArrivals bounds the tasks that one stream is expected to bring: a mistake
// of units should be a message, not a run without end.
const mostArrivals = 10_000_000

// runTasks resolves the RunTask requests.
func (r *resolver) runTasks() {
	taken := map[string]bool{}
	count := map[string]int{}
	for i := range r.file.RunTasks {
		given, at := &r.file.RunTasks[i], r.root.At("runTasks", i)
		run := config.RunTask{Use: r.use(&given.UseKeys, at), Name: given.Name, Group: given.Group}
		if run.Group == "" && run.Task >= 0 {
			run.Group = "family:" + r.cfg.Tasks[run.Task].Family
		}
		if run.Name == "" {
			count[run.Group]++
			run.Name = ordinal(run.Group, count[run.Group])
		}
		if taken[run.Name] {
			at.At("name").Fail("", "RunTask %s is here twice", strict.Quote(run.Name))
		}
		taken[run.Name] = true
		if given.At != nil {
			run.At = des.Time(given.At.Duration)
		}
		if end := r.cfg.Duration; end > 0 && run.At > end {
			r.cfg.Warnings = append(r.cfg.Warnings, fmt.Sprintf("RunTask %s is asked for at %v, after the run's end at %v",
				run.Name, run.At, end))
		}
		run.StartedBefore = given.Before || len(given.RunningOn) > 0
		if run.StartedBefore && (run.At > 0 || given.Arrivals != nil) {
			at.Fail("leave at, arrivals and until out", "RunTask %s runs when the scenario begins, and is asked for later", strict.Quote(run.Name))
		}
		run.RunFor, run.Forever = given.RunFor.Of(), given.RunFor == nil || given.RunFor.Never
		if given.RunFor != nil && !given.RunFor.Never {
			r.meanless("runFor", run.RunFor, run.Name)
		}
		if given.Overrides != nil || at.At("overrides").Node != at.Node {
			r.cfg.Warnings = append(r.cfg.Warnings, "RunTask "+run.Name+": overrides are not used")
		}
		r.arrivals(&run, given, at)
		r.cfg.RunTasks = append(r.cfg.RunTasks, run)
	}
}

// arrivals resolves when tasks are asked for, and that this has an end.
func (r *resolver) arrivals(run *config.RunTask, given *RunTask, at strict.Place) {
	if given.Count != nil {
		run.Count = *given.Count
	}
	if running := config.RunningTasks(run.Running); given.Arrivals == nil {
		if given.Count == nil {
			run.Count = max(running, 1)
		}
		if running > run.Count {
			at.At("runningOn").Fail("", "%d tasks run on instances, wanted at most count, %d", running, run.Count)
		}
		if given.Until != nil {
			at.Key("until").Fail("", "until goes with arrivals")
		}
		return
	}
	run.Stream, run.Arrivals = true, given.Arrivals.Of()
	if !given.Arrivals.Never {
		r.meanless("arrivals", run.Arrivals, run.Name)
	}
	end := time.Duration(r.cfg.Duration)
	if given.Until != nil {
		run.Until = des.Time(given.Until.Duration)
		if run.Until <= run.At {
			at.At("until").Fail("", "arrivals end at %v, wanted after their beginning at %v", run.Until, run.At)
		}
		if end == 0 || given.Until.Duration < end {
			end = given.Until.Duration
		}
	}
	mean := run.Arrivals.Mean()
	switch {
	case given.Arrivals.Never:
		at.At("arrivals").Fail("leave the whole entry out", "arrivals never come")
	case mean <= 0:
		at.At("arrivals").Fail("", "the time between arrivals is zero, wanted more")
	case run.Count == 0 && end == 0:
		at.Key("arrivals").Fail("give until or count here, or the scenario's duration", "arrivals have no end")
	case run.Count == 0 && float64(end-time.Duration(run.At))/float64(mean) > mostArrivals:
		at.At("arrivals").Fail("are the units right?", "%v between arrivals bring more than %d tasks", mean, mostArrivals)
	}
}

// meanless warns of a length of a RunTask that has no mean, or one that no clock shows.
func (r *resolver) meanless(key string, d des.Dist, name string) {
	if d.Mean() >= des.Forever {
		r.warn("%s of RunTask %s, %v, has a mean that is infinite or more than 292 years: a few of its draws decide what a run shows (a larger shape has a mean)", key, name, d)
	}
}
