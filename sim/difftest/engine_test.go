package difftest

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"ecssim/sim"
	"ecssim/sim/config"
)

// pair is one instance with its tasks, said to both.
type pair struct {
	config config.Config
	host   Host
	tasks  []Task
}

// TestEngine plays random task definitions and operations on one instance.
func TestEngine(t *testing.T) {
	n := 20_000
	if os.Getenv("ECSSIM_VERIFY") == "1" {
		n = 1_000_000
	}
	if testing.Short() {
		n = 1_000
	}
	var met tally
	for seed := range uint64(n) {
		if p := draw(chance{rand.New(rand.NewPCG(seed, 1))}); !p.compare(t, &met) {
			t.Fatalf("seed %d: %s", seed, p)
		}
	}
	for what, n := range met {
		if n == 0 {
			t.Errorf("no task %s", what)
		}
	}
	t.Log(met)
}

// tally is what the comparisons have met, so that the test can tell that it tested.
type tally map[string]int

// compare plays a pair. What the agent gets, and when, is taken from the engine's
// log: placing is not compared.
func (p *pair) compare(t *testing.T, met *tally) bool {
	log, err := p.run()
	if err != nil {
		t.Error(err)
		return false
	}
	all := p.replay(log)
	met.add(all)
	if slices.ContainsFunc(all, func(o Outcome) bool { return o.Tied || o.Pausing }) {
		return true // package sim ends a task at once whose pause is being started, the agent when it has been
	}
	same := true
	for i := range all {
		for _, fault := range all[i].differences(p.ofTask(log, i)) {
			t.Errorf("%s %s", p.config.RunTasks[i].Name, fault)
			same = false
		}
	}
	return same
}

// replay plays the transcription's side: what the agent was given, by the engine's log.
func (p *pair) replay(log []sim.Entry) []Outcome {
	var ops []Op
	for _, e := range log {
		if i := p.task(e); i >= 0 && e.Event == p.given(i) {
			ops = append(ops, Op{At: time.Duration(e.At), Task: i})
		}
	}
	for _, e := range p.config.Events {
		ops = append(ops, Op{At: time.Duration(e.At), Task: p.named(e.TaskGroup), Stop: true})
	}
	slices.SortStableFunc(ops, func(a, b Op) int { return cmp.Compare(a.At, b.At) })
	return play(p.host, p.tasks, ops)
}

// run plays the engine's side.
func (p *pair) run() (log []sim.Entry, err error) {
	_, err = sim.Run(context.Background(), &p.config, 0, &sim.Watch{Log: func(e sim.Entry) { log = append(log, e) }})
	return log, err
}

// given is the event by which a task comes to its agent.
func (p *pair) given(i int) string {
	if p.tasks[i].Mode == Awsvpc {
		return "eni.attached"
	}
	return "task.placed"
}

// task is the number of an entry's task; -1 = it has none.
func (p *pair) task(e sim.Entry) int {
	if e.Task == "" {
		return -1
	}
	return p.named(e.Service)
}

func (p *pair) named(group string) int {
	return slices.IndexFunc(p.config.RunTasks, func(r config.RunTask) bool { return r.Name == group })
}

// seen is what the log says of one task.
type seen struct {
	told, running, stopped time.Duration
	started, halted        map[string]time.Duration // of its containers
}

func (p *pair) ofTask(log []sim.Entry, i int) seen {
	s := seen{told: notYet, running: notYet, stopped: notYet, started: map[string]time.Duration{}, halted: map[string]time.Duration{}}
	for _, e := range log {
		if p.task(e) != i {
			continue
		}
		switch at := time.Duration(e.At); e.Event {
		case "task.stopping":
			s.told = at
		case "task.running":
			s.running = at
		case "task.stopped", "task.failed":
			s.stopped = at
		case "container.started":
			s.started[e.Detail] = at
		case "container.stopped":
			s.halted[e.Detail] = at
		}
	}
	return s
}

// differences names where the engine says something else. The log has no line for
// the end of a task that was stopped before any of its containers ran, nor for what
// the agent reports of a task that it was told to stop meanwhile: that its containers,
// which it starts to their end, are RUNNING.
func (o *Outcome) differences(s seen) []string {
	var faults []string
	check := func(what string, got, want time.Duration) {
		if got != want {
			faults = append(faults, fmt.Sprintf("%s at %v, want %v", what, got, want))
		}
	}
	if s.running != notYet || s.told == notYet || o.Running < s.told {
		check("running", s.running, o.Running)
	}
	if s.stopped != notYet || s.told == notYet || o.ran() {
		check("stopped", s.stopped, o.Stopped)
	}
	for name, at := range s.started {
		check(name+" started", at, o.Containers[name].Started)
	}
	for name, at := range s.halted {
		check(name+" stopped", at, o.Containers[name].Stopped)
	}
	slices.Sort(faults)
	return faults
}

// ran is whether any container of the task has run, pauses aside.
func (o *Outcome) ran() bool {
	for name, c := range o.Containers {
		if c.Started != notYet && !strings.HasPrefix(name, "pause") {
			return true
		}
	}
	return false
}

func (m *tally) add(all []Outcome) {
	if *m == nil {
		*m = tally{"came to its agent": 0, "ran": 0, "waited in the queue": 0, "was restarted": 0, "had a container started after others": 0, "stopped": 0, "stopped before it ran": 0, "was left out": 0}
	}
	for _, o := range all {
		count := func(what string, is bool) {
			if is {
				(*m)[what]++
			}
		}
		count("came to its agent", o.Arrived != notYet)
		count("waited in the queue", o.Arrived != notYet && o.Pending != o.Arrived)
		count("ran", o.Running != notYet)
		count("was restarted", o.Restarts > 0)
		count("had a container started after others", o.inTurn())
		count("stopped", o.Stopped != notYet)
		count("was left out", o.Tied || o.Pausing)
		count("stopped before it ran", o.Stopped != notYet && o.Running == notYet)
	}
}

// inTurn is whether containers of the task began to run at different times.
func (o *Outcome) inTurn() bool {
	first := notYet
	for name, c := range o.Containers {
		switch {
		case c.Started == notYet || strings.HasPrefix(name, "pause"):
		case first == notYet:
			first = c.Started
		case first != c.Started:
			return true
		}
	}
	return false
}

// String is both sides of a pair: what was given, what the engine logged, and what the
// transcription says.
func (p *pair) String() string {
	var b strings.Builder
	for i, t := range p.tasks {
		fmt.Fprintf(&b, "\n%s at %v: %v", p.config.RunTasks[i].Name, time.Duration(p.config.RunTasks[i].At), t)
	}
	for _, e := range p.config.Events {
		fmt.Fprintf(&b, "\n%v: stop %s", time.Duration(e.At), e.TaskGroup)
	}
	log, _ := p.run()
	for _, e := range log {
		if e.Task != "" {
			fmt.Fprintf(&b, "\n%v %s %s (%s) %s", time.Duration(e.At), e.Event, e.Task, e.Cause, e.Detail)
		}
	}
	return b.String() + "\n" + strings.Join(lines(p.replay(log)), "\n")
}
