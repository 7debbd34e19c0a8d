package engine_test

import (
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// With room for all, tasks of a stream do not meet: theory calls it M/G/∞. Their
// arrivals are Poisson, and so is the number in each stage of their life at any
// instant, whatever the distribution of the time that the stage takes:
//
//	E[number in the stage] = rate × E[time in the stage] = Var[number in the stage]
//
// Numbers in stages one after the other are independent of each other at an instant.
const (
	perMinute   = 20.0 // tasks asked for
	meanRun     = time.Minute
	meanStart   = 15 * time.Second
	warmUp      = des.Time(2 * time.Hour) // 120 mean run times: what is left of the empty start is below all noise
	sampleEvery = des.Time(5 * time.Minute)
)

// occupancyOf are distributions of a task's time in RUNNING, all of the same mean:
// a share of the tasks each, as a hyper-exponential time is one of two exponential ones.
var occupancyOf = []struct {
	name string
	of   []runTime
}{
	{"constant", []runTime{{1, must(des.Constant(meanRun), nil)}}},
	{"exponential", []runTime{{1, must(des.Exponential(meanRun))}}},
	{"lognormal", []runTime{{1, must(des.LogNormal(meanRun, 2*meanRun))}}},
	{"hyper-exponential", []runTime{
		{0.9, must(des.Exponential(20 * time.Second))}, {0.1, must(des.Exponential(7 * time.Minute))},
	}},
}

type runTime struct {
	share float64
	d     des.Dist
}

// openWorld has bridge hosts for many more tasks than there ever are.
func openWorld(of []runTime, end des.Time) *config.Config {
	w := world(4)
	w.Timings.ContainerStartTimeout = 0 // however long a start takes, no task fails
	w.Duration = end
	w.Groups[0].CPU, w.Groups[0].Memory = 1<<20, 1<<20
	w.Timings.ContainerStart = must(des.LogNormal(meanStart, meanStart))
	for i, x := range of {
		name := fmt.Sprintf("job-%d", i)
		r := addTasks(w, name, 0, 0, def(name, model.Bridge, 1, 6, tcp(80, 0)))
		r.Stream, r.Forever, r.RunFor = true, false, x.d
		r.Arrivals = must(des.Exponential(time.Duration(60e9 / (perMinute * x.share))))
	}
	return w
}

// census is how many tasks were starting and how many running: over time, and at
// instants so far from each other that they know little of each other.
type census struct {
	starting, running des.Level
	samples           []headcount
}

type headcount struct{ starting, running int64 }

// headcounter is an observer that counts the tasks that are starting and that are running.
type headcounter struct{ now headcount }

func (x *headcounter) Wants() event.Kinds {
	return event.KindsOf(event.TaskRequested, event.TaskRunning, event.TaskStopped)
}

func (x *headcounter) On(e *event.Event) {
	switch e.Kind {
	case event.TaskRequested:
		x.now.starting++
	case event.TaskRunning:
		x.now.starting--
		x.now.running++
	case event.TaskStopped:
		x.now.running--
	}
}

// observe plays one run and takes its census after the warm-up.
func observe(t *testing.T, c *config.Config, run int) *census {
	t.Helper()
	var s census
	var tasks headcounter
	var before headcount // since the entry before
	next := warmUp
	_, r := nth(t, c, run, &tasks, engine.AfterEach(func(v *engine.View) {
		now := v.Now()
		for ; next < now; next += sampleEvery {
			if len(s.samples) == 0 {
				s.starting.Start(next, before.starting)
				s.running.Start(next, before.running)
			}
			s.samples = append(s.samples, before)
		}
		before = tasks.now
		if len(s.samples) > 0 {
			s.starting.Set(now, before.starting)
			s.running.Set(now, before.running)
		}
	}))
	if r.Tasks.Refused+r.Tasks.Failed > 0 {
		t.Fatalf("%d refused and %d failed, want room for all", r.Tasks.Refused, r.Tasks.Failed)
	}
	return &s
}

// mean is the mean over the samples of what f makes of each.
func (s *census) mean(f func(headcount) float64) float64 {
	sum := 0.0
	for _, n := range s.samples {
		sum += f(n)
	}
	return sum / float64(len(s.samples))
}

// Numbers starting and running have the means, the variances and the distribution
// of theory, and no covariance.
func TestOccupancyIsPoisson(t *testing.T) {
	runs, samples := 20, 100
	if os.Getenv("ECSSIM_VERIFY") == "1" {
		runs, samples = 40, 5000
	}
	starting, running := perMinute*meanStart.Minutes(), perMinute*meanRun.Minutes()
	poisson := distuv.Poisson{Lambda: running}
	for i, x := range occupancyOf {
		t.Run(x.name, func(t *testing.T) {
			claims := []*claimOfTheory{
				{what: "mean number running", level: 0.99, want: running, of: func(s *census, end des.Time) float64 { return s.running.Mean(end) }},
				{what: "mean number starting", level: 0.99, want: starting, of: func(s *census, end des.Time) float64 { return s.starting.Mean(end) }},
				{what: "variance of the number running", level: 0.999, want: running, of: func(s *census, _ des.Time) float64 {
					return s.mean(func(n headcount) float64 { return math.Pow(float64(n.running)-running, 2) })
				}},
				{what: "variance of the number starting", level: 0.999, want: starting, of: func(s *census, _ des.Time) float64 {
					return s.mean(func(n headcount) float64 { return math.Pow(float64(n.starting)-starting, 2) })
				}},
				{what: "covariance", level: 0.999, want: 0, of: func(s *census, _ des.Time) float64 {
					return s.mean(func(n headcount) float64 { return (float64(n.starting) - starting) * (float64(n.running) - running) })
				}},
			}
			for _, most := range []int64{14, 17, 20, 23, 26} {
				claims = append(claims, &claimOfTheory{
					what: fmt.Sprintf("share of instants with %d or fewer running", most), level: 0.999, want: poisson.CDF(float64(most)),
					of: func(s *census, _ des.Time) float64 {
						return s.mean(func(n headcount) float64 {
							if n.running <= most {
								return 1
							}
							return 0
						})
					},
				})
			}
			end := warmUp + des.Time(samples)*sampleEvery
			for run := range runs {
				w := openWorld(x.of, end)
				w.Seed = uint64(i + 2) // arrivals of its own: evidence of its own
				s := observe(t, w, run)
				if len(s.samples) != samples {
					t.Fatalf("%d samples, want %d", len(s.samples), samples)
				}
				for _, c := range claims {
					c.got = append(c.got, c.of(s, end))
				}
			}
			for _, c := range claims {
				c.check(t)
			}
		})
	}
}

// claimOfTheory is a figure that theory gives, and what each run made of it.
type claimOfTheory struct {
	what  string
	level float64 // of confidence
	want  float64
	of    func(s *census, end des.Time) float64
	got   []float64
}

func (c *claimOfTheory) check(t *testing.T) {
	t.Helper()
	i := des.Confidence(c.got, c.level)
	t.Logf("%-45s %.4f in [%.4f, %.4f]", c.what, c.want, i.Low, i.High)
	if !i.Contains(c.want) {
		t.Errorf("%s: measured %.4f, %v %% from %.4f to %.4f; theory says %.4f", c.what, i.Mean, c.level*100, i.Low, i.High, c.want)
	}
}

// Erlang B holds for every distribution of the time that a slot is taken.
func TestErlangLossIsInsensitive(t *testing.T) {
	runs, arrivals := 12, 4000
	if os.Getenv("ECSSIM_VERIFY") == "1" {
		runs, arrivals = 40, 200_000
	}
	const slots, load = 10, 8.0
	for _, x := range occupancyOf {
		if len(x.of) > 1 {
			continue // a loss world has one stream
		}
		c := &claimOfTheory{what: "share lost, " + x.name, level: 0.99, want: erlangB(slots, load)}
		for run := range runs {
			w := lossWorld(slots, load, arrivals)
			w.RunTasks[0].RunFor = x.of[0].d
			c.got = append(c.got, lossAfterWarmUp(t, w, run))
		}
		c.check(t)
	}
}

// Little's law needs no chance at all: over a run that ends empty, the number
// starting, summed over time, is the sum of what each task waited to run.
func TestLittlesLaw(t *testing.T) {
	w := openWorld([]runTime{{1, must(des.Gamma(0.5, meanRun))}}, 0)
	w.RunTasks[0].Count = 2000
	var starting des.Level
	var tasks headcounter
	v, r := end(t, w, engine.Recount(t), &tasks, engine.AfterEach(func(v *engine.View) {
		starting.Set(v.Now(), tasks.now.starting)
	}))
	times := r.TimeToRunning
	area, sum := starting.Integral(v.Now()).Float64()/1e9, times.Mean*float64(times.Count)
	if times.Count != 2000 || tasks.now != (headcount{}) {
		t.Fatalf("%d tasks ran, %+v are left; want 2000 and none", times.Count, tasks.now)
	}
	if math.Abs(area-sum) > 1e-6*sum || sum == 0 {
		t.Errorf("the number starting has an area of %v s, all tasks waited %v s", area, sum)
	}
}
