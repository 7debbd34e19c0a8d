package config

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// The budget of a run: what Expected may come to before it is refused. The largest benchmarks, of
// 100,000 hosts and ten million tasks, are within it; a mistake of units mostly is not.
const (
	// MostHosts bounds the container instances that a run has, one after the other included.
	MostHosts = 500_000
	// MostTasksAtOnce bounds the tasks that services and RunTask calls want at one time.
	MostTasksAtOnce = 5_000_000
	// MostStarts bounds the tasks that are started in the course of a run.
	MostStarts = 20_000_000
	// MostRounds bounds what happens again and again though nothing changes: metrics, retries.
	MostRounds = 20_000_000
	// MostOfRuns is how often several runs together may have each of these.
	MostOfRuns = 100
)

// Work is an amount of what a run has to do, as far as it can be told before: an estimate.
type Work struct {
	Hosts  float64 // container instances
	AtOnce float64 // tasks that are wanted at one time
	Starts float64 // tasks that are started
	Rounds float64 // metrics and retries
}

func (w Work) plus(v Work) Work {
	return Work{w.Hosts + v.Hosts, w.AtOnce + v.AtOnce, w.Starts + v.Starts, w.Rounds + v.Rounds}
}

// measures are the fields of Work with their bounds.
var measures = []struct {
	of   func(Work) float64
	most float64
	word string
}{
	{func(w Work) float64 { return w.Hosts }, MostHosts, "container instances"},
	{func(w Work) float64 { return w.AtOnce }, MostTasksAtOnce, "tasks at one time"},
	{func(w Work) float64 { return w.Starts }, MostStarts, "starts of tasks"},
	{func(w Work) float64 { return w.Rounds }, MostRounds, "metrics and retries"},
}

// Share is what one part of a scenario adds to the work of a run.
type Share struct {
	Part  Part
	Index int // into the list of its kind, such as Config.Services
	Work
	Why string // how it comes to be so much, and what to change; "" = the number says it
}

// Part is a kind of things in a Config that make work.
type Part uint8

// The parts.
const (
	OfGroup Part = iota
	OfProvider
	OfService
	OfRunTask
	OfEvent
)

// Excessive is one measure of a run that is beyond its budget.
type Excessive struct {
	Share        // the largest
	Text  string // what is expected and what the budget is
}

// Expected estimates the work of one run, part by part: instances, tasks that are wanted, tasks that
// exit and are replaced until the run's end, streams of arrivals, and periods. It looks at means, and
// of distributions whose mean is infinite at what comes before the end.
func (c *Config) Expected() []Share {
	e := estimate{c: c}
	e.groups()
	for i := range c.RunTasks {
		e.runTask(i)
	}
	for i := range c.Services {
		e.service(i)
	}
	e.providers()
	for i := range c.Events {
		e.event(i)
	}
	return e.shares
}

// OverBudget tells the measure in which so many runs of the scenario are expected to be furthest beyond
// the budget; nil if they are within it. Several runs have MostOfRuns times the budget of one.
func (c *Config) OverBudget(runs int) *Excessive {
	shares, sum := c.Expected(), Work{}
	for _, s := range shares {
		sum = sum.plus(s.Work)
	}
	var worst *Excessive
	ratio := 1.0
	for _, m := range measures {
		n := m.of(sum)
		if n/m.most > ratio {
			ratio = n / m.most
			largest := slices.MaxFunc(shares, func(a, b Share) int { return cmp.Compare(m.of(a.Work), m.of(b.Work)) })
			worst = &Excessive{largest, fmt.Sprintf("about %s %s are expected, wanted at most %s", about(n), m.word, about(m.most))}
			if largest.Why != "" {
				worst.Text += ": " + largest.Why
			}
		}
		if all, most := float64(n*float64(runs)), float64(m.most*MostOfRuns); all/most > ratio {
			ratio = all / most
			worst = &Excessive{Text: fmt.Sprintf("about %s %s are expected in %d runs, wanted at most %s", about(all), m.word, runs, about(most))}
		}
	}
	return worst
}

// about writes a large number with two digits that count.
func about(n float64) string {
	for _, x := range []struct {
		from float64
		word string
	}{{1e15, ""}, {1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if n >= x.from && x.word == "" {
			break
		}
		if n >= x.from {
			return fmt.Sprintf("%.3g%s", n/x.from, x.word)
		}
	}
	if n < 1e6 {
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprintf("%.2g", n)
}

// estimate is Expected at work.
type estimate struct {
	c      *Config
	shares []Share
	hosts  float64 // of groups that no provider has
	wanted float64 // tasks of services and RunTasks
}

func (e *estimate) add(part Part, i int, w Work, why string, args ...any) {
	if len(args) > 0 {
		why = fmt.Sprintf(why, args...)
	}
	e.shares = append(e.shares, Share{part, i, w, why})
}

func (e *estimate) groups() {
	of := map[int]bool{}
	for i := range e.c.Providers {
		of[e.c.Providers[i].Group] = true
	}
	for i := range e.c.Groups {
		if n := float64(e.c.Groups[i].Count); !of[i] {
			e.hosts += n
			e.add(OfGroup, i, Work{Hosts: n}, "")
		}
	}
}

// times is how often something that takes so long each time is done until the run's end; once in a
// run without one.
func (e *estimate) times(each time.Duration) float64 {
	if e.c.Duration <= 0 {
		return 1
	}
	return max(float64(e.c.Duration)/max(float64(each), 1), 1)
}

// life is how long a task of a definition lasts from its start to the start of the one that replaces
// it; 0 = it does not end by itself.
func (e *estimate) life(t *model.TaskDefinition) time.Duration {
	own := e.c.Own[t.Name()]
	step := func(d des.Dist, mine *des.Dist) time.Duration {
		if mine != nil {
			d = *mine
		}
		return d.Mean()
	}
	start := step(e.c.Timings.ImagePull, own.ImagePull) + step(e.c.Timings.ContainerStart, own.ContainerStart)
	var ends time.Duration
	switch {
	case start < 0 || start >= des.Forever: // it fails to start again and again
		ends = max(e.c.Timings.ContainerStartTimeout, e.c.Timings.ThrottleMaximum)
	case own.ExitAfter == nil || own.ExitAfter.Mean() >= des.Forever:
		return 0
	default:
		ends = start + own.ExitAfter.Mean()
	}
	return max(ends, e.c.Timings.SchedulerTick)
}

func (e *estimate) service(i int) {
	s := &e.c.Services[i]
	n := float64(s.Desired)
	if s.Daemon {
		n = e.hosts
	}
	if s.Scaling != nil {
		n = max(n, min(float64(s.Scaling.Max), e.load(i)))
	}
	e.wanted += n
	w, why := Work{AtOnce: n, Starts: n}, ""
	if s.Task >= 0 && s.Task < len(e.c.Tasks) {
		if life := e.life(&e.c.Tasks[s.Task]); life > 0 {
			w.Starts = float64(n * e.times(life))
			why = fmt.Sprintf("a task of service %s is replaced every %v or so until %v; shorten the duration, or let its tasks last", s.Name, life, e.c.Duration)
		}
	}
	if life := e.overloaded(i, n); life > 0 && n > 0 {
		w.Starts = max(w.Starts, float64(n*e.times(life)))
		why = fmt.Sprintf("overloaded tasks of service %s may be replaced every %v or so until %v; shorten the duration, or the peak of its load", s.Name, life, e.c.Duration)
	}
	waits := e.c.Timings.PlacementRetry
	if n := len(waits); n > 0 && waits[n-1] < time.Second {
		w.Rounds += e.times(max(waits[n-1], e.c.Timings.SchedulerTick))
	}
	if s.Scaling != nil {
		w.Rounds += e.times(e.c.Timings.MetricPeriod)
	}
	e.add(OfService, i, w, "%s", why)
}

// peak is the highest load of a service.
func (e *estimate) peak(i int) float64 {
	most := 0.0
	if s := e.c.Services[i].Scaling; s != nil {
		most = s.Load
	}
	for j := range e.c.Events {
		if x := &e.c.Events[j]; x.Kind == SetLoad && x.Service == i {
			most = max(most, x.Load)
		}
	}
	return most
}

// overloaded is how long a task of a service lasts, at the least, while so many of them have more
// load than they take; 0 = they never have.
func (e *estimate) overloaded(i int, n float64) time.Duration {
	s := &e.c.Services[i]
	if s.UnhealthyAbove == 0 || e.peak(i) <= float64(s.UnhealthyAbove*n) {
		return 0
	}
	checks := time.Duration(0)
	for j := range s.Targets {
		r := e.c.Timings.Rules(e.c.GroupOf(&s.Targets[j]))
		if x := time.Duration(max(r.Unhealthy, 1)) * r.Interval; j == 0 || x < checks {
			checks = x
		}
	}
	return max(checks, e.c.Timings.SchedulerTick)
}

// load is the most tasks that the policies of a service ask for.
func (e *estimate) load(i int) float64 {
	s, most := e.c.Services[i].Scaling, e.peak(i)
	n := 0.0
	for _, p := range s.Policies {
		if p.Target > 0 {
			n = max(n, most/p.Target)
		}
	}
	return n
}

func (e *estimate) runTask(i int) {
	r := &e.c.RunTasks[i]
	n := float64(r.Count)
	if !r.Stream {
		e.wanted += n
		e.add(OfRunTask, i, Work{AtOnce: n, Starts: n}, "")
		return
	}
	end := e.c.Duration
	if r.Until != 0 && (end == 0 || r.Until < end) {
		end = r.Until
	}
	if end > 0 {
		came := arrivals(r.Arrivals, max(time.Duration(end-r.At), 0))
		if n == 0 || came < n {
			n = came
		}
	}
	at := n // that run at one time (Little's law)
	if gap := r.Arrivals.Mean(); !r.Forever && gap < des.Forever {
		at = min(n, float64(r.RunFor.Mean())/max(float64(gap), 1))
	}
	e.wanted += at
	e.add(OfRunTask, i, Work{AtOnce: at, Starts: n}, "a task of RunTask %s is asked for every %v or so; are the units right?", r.Name, r.Arrivals)
}

// arrivals is how many gaps of a distribution there are in a length of time. Where the mean says
// little, for it is infinite or most gaps are far shorter, some of them are drawn.
func arrivals(gap des.Dist, in time.Duration) float64 {
	const drawn = 2000
	mean := max(float64(gap.Mean()), 1)
	if _, constant := gap.IsConstant(); constant {
		return float64(in) / mean
	}
	src := rand.NewPCG(1, 2)
	sum := 0.0
	for n := range drawn {
		if sum += float64(gap.Draw(src)); sum > float64(in) {
			return float64(n)
		}
	}
	return max(float64(drawn*(float64(in)/max(sum, 1))), float64(in)/mean)
}

// providers adds what capacity providers launch beyond their first instances: room for every task
// that is wanted, one to an instance, and a step for none.
func (e *estimate) providers() {
	for i := range e.c.Providers {
		p := &e.c.Providers[i]
		n := float64(p.Min)
		if p.Group >= 0 && p.Group < len(e.c.Groups) {
			n = max(n, float64(e.c.Groups[p.Group].Count))
		}
		w, why := Work{Hosts: n}, ""
		if p.Managed && p.Target > 0 {
			need := float64(e.wanted*100) / float64(p.Target)
			w.Hosts = max(n, min(float64(p.Max), max(need, float64(p.MinStep))))
			w.Rounds = e.times(e.c.Timings.MetricPeriod)
			if p.Target < 100 && p.Min == 0 && !e.c.Options.NoneFromZero && e.c.Duration > 0 {
				cycle := time.Duration(e.c.Timings.ScaleInPoints+1) * e.c.Timings.MetricPeriod
				w.Hosts += float64(e.times(cycle) * min(float64(p.Max), max(100/float64(p.Target), float64(p.MinStep))))
				why = fmt.Sprintf("capacity provider %s may launch into an empty group every %v until %v", p.Name, cycle, e.c.Duration)
			}
		}
		e.add(OfProvider, i, w, "%s", why)
	}
}

// event adds the instances and tasks that an event of the scenario asks for anew.
func (e *estimate) event(i int) {
	x := &e.c.Events[i]
	count := func(all float64) float64 {
		if x.Count != None {
			return min(all, float64(x.Count))
		}
		return all
	}
	switch x.Kind {
	case UpdateService:
		n := float64(x.Desired)
		if x.Desired == None {
			n = float64(e.c.Services[x.Service].Desired)
		}
		if x.Task == None && !x.Force {
			n = max(0, n-float64(e.c.Services[x.Service].Desired))
		}
		e.add(OfEvent, i, Work{Starts: n}, "")
	case StopTasks:
		if x.Service != None {
			e.add(OfEvent, i, Work{Starts: count(float64(e.c.Services[x.Service].Desired))}, "")
		}
	case FailHealthChecks:
		e.add(OfEvent, i, Work{Starts: count(float64(e.c.Services[x.Service].Desired))}, "")
	case ReplaceInstances:
		n := 1.0
		if x.Group != None {
			n = count(float64(e.c.Groups[x.Group].Count))
		}
		e.add(OfEvent, i, Work{Hosts: n}, "")
	case SetGroup:
		if x.Desired != None {
			e.add(OfEvent, i, Work{Hosts: float64(x.Desired)}, "")
		}
	}
}
