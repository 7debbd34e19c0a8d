package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Observer is told what happens in a run, from the first instant on. It is called from the
// goroutine of the run and changes nothing in it.
type Observer interface {
	// Wants is the kinds of events that it is told of. It is asked once.
	Wants() event.Kinds
	// On is called for each of them when it has happened. The event may not be kept.
	On(e *event.Event)
}

// Viewer is an observer that asks how things stand.
type Viewer interface {
	Observer
	// Begin is called once, before the first event, with the view of the run.
	Begin(v *View)
}

// notifier tells observers of what happens. A run embeds it.
type notifier struct {
	state     *state.Cluster
	listeners [event.NumKinds][]Observer // who wants to be told of each kind
	heard     event.Kinds                // of which anybody does
	ports     bool                       // some of them are about ports or bridges
	told      event.Event                // the last that they were told of
}

// listen prepares a run for its observers.
func (k *cluster) listen(observers []Observer) {
	for _, o := range observers {
		if w, ok := o.(Viewer); ok {
			w.Begin(&k.view)
		}
		wants := o.Wants()
		for kind := range event.NumKinds {
			if wants.Has(kind) {
				k.listeners[kind] = append(k.listeners[kind], o)
			}
		}
		k.heard = k.heard.Union(wants)
	}
	k.ports = k.hears(event.PortChosen) || k.hears(event.PortBound) || k.hears(event.PortReleased) ||
		k.hears(event.BridgeJoined) || k.hears(event.BridgeLeft)
}

// hears reports whether anybody is to be told of a kind of event. An event is only put together
// where somebody is.
func (n *notifier) hears(kind event.Kind) bool { return n.heard.Has(kind) }

// emit tells the observers of an event that has happened now.
func (n *notifier) emit(e event.Event) {
	n.told = e
	n.told.At = n.state.Clock.Now()
	n.send()
}

// beginEvent begins an event that has happened now. Whoever begins one fills it in and sends it
// before another one begins; that spares the copies that emit makes.
func (n *notifier) beginEvent(kind event.Kind) *event.Event {
	e := &n.told
	*e = event.Event{} // in place: a composite literal with fields is made elsewhere and copied
	e.Kind, e.At = kind, n.state.Clock.Now()
	return e
}

// beginTaskEvent begins an event of a task, as beginEvent does.
func (n *notifier) beginTaskEvent(kind event.Kind, i event.TaskID, t *state.Task) *event.Event {
	e := n.beginEvent(kind)
	e.Task, e.Workload, e.Deployment, e.Instance = i, n.state.WorkloadOf(t), t.Deployment, t.Instance
	return e
}

// send tells the observers of the event that was begun.
func (n *notifier) send() {
	for _, o := range n.listeners[n.told.Kind] {
		o.On(&n.told)
	}
}

// taskEvent is an event of a task, for emit.
func (n *notifier) taskEvent(kind event.Kind, i event.TaskID, t *state.Task) event.Event {
	return event.Event{Kind: kind, Task: i, Workload: n.state.WorkloadOf(t), Deployment: t.Deployment, Instance: t.Instance}
}

// tellTask tells of an event of a task that needs no more than the task.
func (n *notifier) tellTask(kind event.Kind, i event.TaskID, t *state.Task) {
	if n.hears(kind) {
		n.sendTask(kind, i, t)
	}
}

// sendTask is tellTask where somebody listens; apart from it, so that the question costs no call.
func (n *notifier) sendTask(kind event.Kind, i event.TaskID, t *state.Task) {
	n.beginTaskEvent(kind, i, t)
	n.send()
}

// tellCause tells of an event of a task with its cause.
func (n *notifier) tellCause(kind event.Kind, i event.TaskID, t *state.Task, cause event.Cause) {
	if n.hears(kind) {
		n.sendCause(kind, i, t, cause)
	}
}

// sendCause is tellCause where somebody listens.
func (n *notifier) sendCause(kind event.Kind, i event.TaskID, t *state.Task, cause event.Cause) {
	n.beginTaskEvent(kind, i, t).Cause = cause
	n.send()
}

// tellContainer tells of an event of a container of a task, which is given by its place in
// the task's plan.
func (n *notifier) tellContainer(kind event.Kind, i event.TaskID, t *state.Task, container int, cause event.Cause) {
	if n.hears(kind) {
		n.sendContainer(kind, i, t, container, cause)
	}
}

// sendContainer is tellContainer where somebody listens.
func (n *notifier) sendContainer(kind event.Kind, i event.TaskID, t *state.Task, container int, cause event.Cause) {
	e := n.beginTaskEvent(kind, i, t)
	e.Container, e.Cause = int8(container), cause
	n.send()
}

// tellWorkload tells of an event of a service or a RunTask request.
func (n *notifier) tellWorkload(kind event.Kind, i event.WorkloadID) {
	if n.hears(kind) {
		n.beginEvent(kind).Workload = i
		n.send()
	}
}

// tellDeployment tells of an event of a deployment.
func (n *notifier) tellDeployment(kind event.Kind, d event.DeploymentID) {
	if n.hears(kind) {
		e := n.beginEvent(kind)
		e.Workload, e.Deployment = n.state.Deployments[d].Workload, d
		n.send()
	}
}

// tellInstance tells of an event of a container instance.
func (n *notifier) tellInstance(kind event.Kind, h event.InstanceID, cause event.Cause, count int) {
	if n.hears(kind) {
		e := n.beginEvent(kind)
		e.Instance, e.Cause, e.Count = h, cause, int32(count)
		n.send()
	}
}

// stateKinds are the kinds that tell that a task has come to a state.
var stateKinds = [...]event.Kind{
	event.Queued: event.TaskQueued, event.Provisioning: event.TaskPlaced, event.Waiting: event.TaskWaiting, event.Pending: event.TaskPending,
	event.Activating: event.TaskActivating, event.Running: event.TaskRunning, event.Deactivating: event.TaskDeactivating,
	event.Stopping: event.TaskTerminating, event.Deprovisioning: event.TaskDeprovisioning,
}

// enter has a task come to a state of which nothing else is to be told.
func (k *cluster) enter(i event.TaskID, t *state.Task, s event.TaskState) {
	t.State = s
	k.tellTask(stateKinds[s], i, t)
}

// tellRun tells of an event that is about the run.
func (n *notifier) tellRun(kind event.Kind) {
	if n.hears(kind) {
		n.emit(event.Event{Kind: kind})
	}
}
