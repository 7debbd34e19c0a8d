package difftest

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// never is a length of time that does not end.
const never = time.Duration(math.MaxInt64)

// status is a container's, in the order in which it goes through them.
type status int

const (
	none status = iota
	manifestPulled
	pulled
	created
	running
	provisioned // of pauses only: their network is set up
	stopped
)

// agent is one container instance.
type agent struct {
	host  Host
	now   time.Duration
	due   []event
	order int // of what is due at one moment
	tasks []*task
	queue []*task // waitingTaskQueue
	cpu   int     // consumed, as are the next two
	mem   int
	ports map[string]bool
}

type event struct {
	at    time.Duration
	order int
	do    func()
}

// play runs operations on a host to the end of all that they bring about.
func play(host Host, tasks []Task, ops []Op) []Outcome {
	a := &agent{host: host, ports: map[string]bool{}}
	for _, p := range host.Reserved {
		a.ports[p] = true
	}
	for i := range tasks {
		a.tasks = append(a.tasks, newTask(a, &tasks[i]))
	}
	for _, op := range ops {
		a.at(op.At, func() {
			if t := a.tasks[op.Task]; op.Stop {
				t.stop()
			} else {
				t.arrive()
			}
		})
	}
	for len(a.due) > 0 && a.due[0].at <= cmp.Or(host.Until, never) {
		e := a.due[0]
		a.due = a.due[1:]
		a.now = e.at
		e.do()
	}
	var out []Outcome
	for _, t := range a.tasks {
		out = append(out, t.outcome)
	}
	return out
}

// at has something done at a time; never does not come.
func (a *agent) at(at time.Duration, do func()) {
	if at == never {
		return
	}
	a.order++
	e := event{at, a.order, do}
	i, _ := slices.BinarySearchFunc(a.due, e, func(x, y event) int { return cmp.Or(cmp.Compare(x.at, y.at), x.order-y.order) })
	a.due = slices.Insert(a.due, i, e)
}

// in has something done when a length of time has gone by.
func (a *agent) in(d time.Duration, do func()) {
	if d != never {
		a.at(a.now+d, do)
	}
}

// monitorQueue starts tasks from the head of the queue on, until one does not fit.
func (a *agent) monitorQueue() {
	for len(a.queue) > 0 {
		t := a.queue[0]
		switch {
		case t.desired == taskStopped: // it went its way when it was told to stop
		case !a.consume(t):
			return
		}
		a.queue = a.queue[1:]
		if t.waiting {
			t.leaveQueue()
		}
	}
}

// consume takes what a task asks for, or nothing.
func (a *agent) consume(t *task) bool {
	if a.cpu+t.given.CPU > a.host.CPU || a.mem+t.given.Memory > a.host.Memory {
		return false
	}
	for _, p := range t.given.Ports {
		if a.ports[p] {
			return false
		}
	}
	a.cpu, a.mem, t.consumed = a.cpu+t.given.CPU, a.mem+t.given.Memory, true
	for _, p := range t.given.Ports {
		a.ports[p] = true
	}
	return true
}

func (a *agent) release(t *task) {
	if !t.consumed {
		return
	}
	a.cpu, a.mem, t.consumed = a.cpu-t.given.CPU, a.mem-t.given.Memory, false
	for _, p := range t.given.Ports {
		delete(a.ports, p)
	}
}
