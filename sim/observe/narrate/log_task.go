package narrate

import (
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
)

// taskQueued says that a task waits for a capacity provider, and what it lacks.
func (l *Log) taskQueued(e *event.Event) {
	t := l.v.Task(e.Task)
	cause := "its instances are all taken"
	if l.v.Provider(e.Provider).Size == 0 {
		cause = "it has no instances"
	} else if e.Reason != model.Fits {
		q := l.v.Queue(l.v.Revision(e.Deployment).Queues[t.StrategyItem])
		cause = l.lacking(l.lack(q.Shape, e.Reason))
	}
	what := l.definition(e.Deployment) + " waits for capacity provider " + l.v.Config().Providers[e.Provider].Name
	if e.Count > 0 {
		what += " behind " + model.Counted(e.Count, "task")
	}
	l.ofTask(e, cause, what)
}

// taskPlaced says on which instance a task is. The next refusal of its service is news again.
func (l *Log) taskPlaced(e *event.Event) {
	l.refused[e.Workload] = refusal{}
	if l.ranBefore(e) {
		return
	}
	x := l.v.Instance(e.Instance)
	cause, port := "", ""
	if e.Cause == event.ProviderHasRoom {
		cause = "capacity provider " + x.ProviderName(l.v.Config()) + " has room"
	}
	if ports := l.v.Revision(e.Deployment).Network.HostPorts; len(ports) > 0 {
		port = "host port " + portList(ports)
	}
	l.ofTask(e, cause, listed(l.definition(e.Deployment), x.Zone, port))
}

// taskWaiting says that a task waits in the queue of its agent.
func (l *Log) taskWaiting(e *event.Event) { l.ofTask(e, "the agent still holds what it needs", "") }

// fewTasks is up to how many tasks of a service that ran before the scenario begins
// have a line each.
const fewTasks = 5

// taskRunning says that a task runs, where it can be reached, and who does not reach it there.
func (l *Log) taskRunning(e *event.Event) {
	address, ports := l.addresses.Task(e.Task).String(), ""
	if p := l.v.HostPorts(e.Task); len(p) > 0 {
		ports = "host port " + portList(p)
	}
	if l.ranBefore(e) {
		if l.v.Workload(e.Workload).Requested > fewTasks {
			return // service.steady says how many they are
		}
		l.atAddress(e, address, "it ran before the scenario begins", listed(l.definition(e.Deployment), ports))
	} else {
		took := ""
		if e.Length > 0 {
			took = lasting(e.Length) + " after it was wanted"
		}
		l.atAddress(e, address, "", listed(l.definition(e.Deployment), ports, took))
	}
	if ok, why := l.v.Reachable(e.Task); !ok {
		x := l.ofTaskEntry(e)
		x.Event, x.Address, x.Cause, x.Detail = taskUnreachable, address, why, ports
		l.tell(x)
	}
}

// portList names up to three ports.
func portList(ports []model.HostPort) string { return few(ports, model.HostPort.String) }

// few names up to three of some things.
func few[T any](all []T, name func(T) string) string {
	var names []string
	for _, x := range all[:min(len(all), 3)] {
		names = append(names, name(x))
	}
	if more := len(all) - 3; more > 0 {
		names = append(names, strconv.Itoa(more)+" more")
	}
	return strings.Join(names, ", ")
}

// taskHealthy says that a task is healthy, and who says so.
func (l *Log) taskHealthy(e *event.Event) {
	if l.ranBefore(e) {
		return
	}
	cause, targets := "nothing checks its health", l.targets[e.Workload]
	switch checked := l.v.Revision(e.Deployment).CheckInterval > 0; {
	case targets != "" && checked:
		cause = "its health checks and those of " + targets + " pass"
	case targets != "":
		cause = "health checks of " + targets + " pass"
	case checked:
		cause = "its health checks pass"
	case l.v.Config().Timings.HealthyAfter > 0:
		cause += " and it has run for " + lasting(l.v.Config().Timings.HealthyAfter)
	}
	l.ofTask(e, cause, l.definition(e.Deployment))
}

// taskUnhealthy says that a running task will never be healthy, and where it cannot
// be reached.
func (l *Log) taskUnhealthy(e *event.Event) {
	cause := "its health checks fail"
	if targets := l.targets[e.Workload]; targets != "" {
		cause = "health checks of " + targets + " fail"
		if why := l.v.FailedCheck(e.Task); why != "" {
			cause += ": " + why
		}
	}
	if l.v.Overloaded(e.Workload) {
		cause += ": the load is above " + strconv.FormatFloat(l.v.Config().Services[e.Workload].UnhealthyAbove, 'g', -1, 64) + " a task"
	}
	l.ofTask(e, cause, l.definition(e.Deployment))
}

// taskStopping says that a task was told to stop.
func (l *Log) taskStopping(e *event.Event) { l.ofTask(e, causes[e.Cause], l.definition(e.Deployment)) }

// taskStopped says how the containers of a task came to their end.
func (l *Log) taskStopped(e *event.Event) {
	cause := causes[e.Cause]
	if e.Cause == event.SentSIGKILL {
		cause += " " + lasting(l.v.Revision(e.Deployment).StopTimeout) + " after SIGTERM"
	}
	l.ofTask(e, cause, l.definition(e.Deployment))
}

// taskFailed says why a task failed, and in which of its states.
func (l *Log) taskFailed(e *event.Event) {
	why := l.v.Revision(e.Deployment).StoppedText(e.Stopped)
	l.ofTask(e, why, l.definition(e.Deployment)+" while "+e.State.String())
}

// eniThrottled says that EC2 does not let a call through that would create an interface.
func (l *Log) eniThrottled(e *event.Event) {
	l.ofTask(e, "EC2 lets no more calls through that create one", "")
}

// eniAttached says by which means a task has its interface, in which subnet, and its address.
func (l *Log) eniAttached(e *event.Event) {
	if l.ranBefore(e) {
		return
	}
	how := "an interface of the instance"
	if l.v.Instance(e.Instance).Trunk {
		how = "a branch of the trunk"
	}
	l.atAddress(e, l.addresses.Task(e.Task).String(), "", how+" in "+l.v.Config().Subnets[e.Subnet].ID)
}

// eniDeleted says what a task gives back with its interface.
func (l *Log) eniDeleted(e *event.Event) {
	if e.Subnet >= 0 {
		what := "its ENI slot and the address in " + l.v.Config().Subnets[e.Subnet].ID + " are free"
		l.atAddress(e, l.addresses.Task(e.Task).String(), "", what)
	}
}

// containerStarted says that a container has started, in a task whose containers wait for each
// other.
func (l *Log) containerStarted(e *event.Event) {
	if r := l.v.Revision(e.Deployment); r.Ordered && !l.ranBefore(e) {
		l.ofTask(e, "", container(r, e))
	}
}

// containerStopped says that a container has stopped, in a task whose containers wait for each
// other, or has not come to run in one that goes on without it.
func (l *Log) containerStopped(e *event.Event) {
	r := l.v.Revision(e.Deployment)
	switch {
	case e.Cause == event.DidNotStart:
		if e.On {
			l.ofTask(e, r.StoppedText(e.Stopped), container(r, e))
		}
	case e.Cause == event.InstanceIsGone: // instance.terminated says so
	case r.Ordered && !l.ranBefore(e):
		l.ofTask(e, causes[e.Cause], container(r, e))
	}
}

// containerRestarted says that an agent restarts a container.
func (l *Log) containerRestarted(e *event.Event) {
	l.ofTask(e, causes[e.Cause], l.v.Revision(e.Deployment).MainContainer)
}

// container names the container of an event.
func container(r *engine.Revision, e *event.Event) string { return r.Plan[e.Container].Name }
