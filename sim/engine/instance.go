package engine

import (
	"iter"
	"slices"

	"ecssim/sim/des"
)

// instance is a container instance from its launch to its end.
type instance struct {
	// What each task on it asks for: 64 bytes, one line of the cache.
	tasks     []taskID // all on it whose records live, in no order
	queue     fifo     // those that wait for the agent to have room
	zone      string
	present   int32 // tasks that have not stopped
	devices   int32 // interfaces of tasks that exist, whatever the scheduler counts
	group     groupID
	state     instanceState
	trunk     bool
	connected bool // its agent is
	draining  bool

	// What is asked now and then.
	id       string
	provider providerID // its capacity provider, or none
	subnet   int32      // of its primary interface
	daemons  int32      // of present: daemons' tasks
	leaving  bool       // to be terminated when its tasks are gone
	renew    bool       // and another launched in its place
	needless bool       // launched for no task, and none has asked for its provider since
	why      string     // it has a trunk, or has none
	luck     des.Luck
	cause    string

	launched, ended des.Time
	missed          []ticket // tasks whose interface its agent could not report
	untold          []ticket // tasks that its agent could not be told to stop
	timers          []timer

	_ [32]byte // so that of many each begins with a line
}

// ticket is a task that may be gone by the time that it is asked for.
type ticket struct {
	i   taskID
	gen uint32
}

func (k *cluster) ticket(i taskID) ticket { return ticket{i, k.tasks.Gen(i)} }

// instanceState is the status of a container instance (ECS API ContainerInstance).
type instanceState uint8

const (
	registering instanceState = iota // launched, not registered yet
	inService                        // ACTIVE, or DRAINING
	ending                           // being terminated
	inactive
)

// active reports whether the instance takes new tasks.
func (x *instance) active() bool { return x.state == inService && !x.draining }

// counts reports whether its Auto Scaling group counts on it.
func (x *instance) counts() bool { return x.state <= inService && !x.leaving }

// registers reports whether the instance boots and will have booted one day.
func (x *instance) registers() bool {
	return slices.ContainsFunc(x.timers, func(t timer) bool { return t.what == instanceRegistered })
}

// status is the instance's status in the words of the ECS API.
func (x *instance) status() string {
	switch {
	case x.state == registering:
		return "REGISTERING"
	case x.state == inService && x.draining:
		return "DRAINING"
	case x.state == inService:
		return "ACTIVE"
	}
	return "INACTIVE"
}

// on gives the tasks that are on a host; those that are gone by the time that it
// is their turn are left out.
func (k *cluster) on(h hostID) iter.Seq[taskID] {
	all := make([]ticket, len(k.info[h].tasks))
	for j, i := range k.info[h].tasks {
		all[j] = k.ticket(i)
	}
	return func(yield func(taskID) bool) {
		for _, x := range all {
			if k.tasks.Live(x.i, x.gen) && !yield(x.i) {
				return
			}
		}
	}
}

// arrive and depart keep the list of tasks on a host.
func (k *cluster) arrive(i taskID, t *task) {
	x := &k.info[t.host]
	t.onHost = int32(len(x.tasks))
	x.tasks = append(x.tasks, i)
	x.present++
}

func (k *cluster) depart(t *task) {
	x := &k.info[t.host]
	last := len(x.tasks) - 1
	moved := x.tasks[last]
	k.tasks.At(moved).onHost = t.onHost
	x.tasks[t.onHost] = moved
	x.tasks = x.tasks[:last]
}

// wakeServices has the service scheduler look at every service.
func (k *cluster) wakeServices() {
	for i := range k.work {
		if w := &k.work[i]; w.service != nil {
			k.wake(workID(i))
		}
	}
}
