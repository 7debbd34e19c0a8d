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

// listener is an observer and what it wants to be told of.
type listener struct {
	Observer
	wants event.Kinds
}

// listen prepares a run for its observers.
func (k *cluster) listen(observers []Observer) {
	for _, o := range observers {
		if w, ok := o.(Viewer); ok {
			w.Begin(&k.view)
		}
		x := listener{o, o.Wants()}
		k.listeners = append(k.listeners, x)
		k.heard = k.heard.Union(x.wants)
	}
}

// hears reports whether anybody is to be told of a kind of event. An event is only made up
// where somebody is.
func (k *cluster) hears(kind event.Kind) bool { return k.heard.Has(kind) }

// emit tells the observers of an event that has happened now.
func (k *cluster) emit(e event.Event) {
	k.told = e
	k.told.At = k.Clock.Now()
	k.send()
}

// tell begins an event that has happened now. Whoever begins one fills it in and sends it
// before another one; that spares the copies that emit makes.
func (k *cluster) tell(kind event.Kind) *event.Event {
	e := &k.told
	*e = event.Event{} // in place: a composite literal with fields is made elsewhere and copied
	e.Kind, e.At = kind, k.Clock.Now()
	return e
}

// tellOf begins an event of a task.
func (k *cluster) tellOf(kind event.Kind, i event.TaskID, t *state.Task) *event.Event {
	e := k.tell(kind)
	e.Task, e.Workload, e.Deployment, e.Instance = i, k.WorkloadOf(t), t.Deployment, t.Instance
	return e
}

// send tells the observers of the event that was begun.
func (k *cluster) send() {
	for i := range k.listeners {
		if x := &k.listeners[i]; x.wants.Has(k.told.Kind) {
			x.On(&k.told)
		}
	}
}

// ofTask is an event of a task.
func (k *cluster) ofTask(kind event.Kind, i event.TaskID, t *state.Task) event.Event {
	return event.Event{Kind: kind, Task: i, Workload: k.WorkloadOf(t), Deployment: t.Deployment, Instance: t.Instance}
}

// tellTask tells of an event of a task that needs no more than the task.
func (k *cluster) tellTask(kind event.Kind, i event.TaskID, t *state.Task) {
	if k.hears(kind) {
		k.tellOf(kind, i, t)
		k.send()
	}
}

// tellCause tells of an event of a task with its cause.
func (k *cluster) tellCause(kind event.Kind, i event.TaskID, t *state.Task, cause event.Cause) {
	if k.hears(kind) {
		k.tellOf(kind, i, t).Cause = cause
		k.send()
	}
}

// tellContainerOf tells of an event of a container of a task, which is given by its place in
// the task's plan.
func (k *cluster) tellContainerOf(kind event.Kind, i event.TaskID, t *state.Task, container int, cause event.Cause) {
	if k.hears(kind) {
		e := k.tellOf(kind, i, t)
		e.Container, e.Cause = int8(container), cause
		k.send()
	}
}

// tellWorkload tells of an event of a service or a RunTask request.
func (k *cluster) tellWorkload(kind event.Kind, i event.WorkloadID) {
	if k.hears(kind) {
		k.tell(kind).Workload = i
		k.send()
	}
}

// tellDeployment tells of an event of a deployment.
func (k *cluster) tellDeployment(kind event.Kind, d event.DeploymentID) {
	if k.hears(kind) {
		e := k.tell(kind)
		e.Workload, e.Deployment = k.Deployments[d].Workload, d
		k.send()
	}
}

// tellInstance tells of an event of a container instance.
func (k *cluster) tellInstance(kind event.Kind, h event.InstanceID, cause event.Cause, count int) {
	if k.hears(kind) {
		e := k.tell(kind)
		e.Instance, e.Cause, e.Count = h, cause, int32(count)
		k.send()
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
func (k *cluster) tellRun(kind event.Kind) {
	if k.hears(kind) {
		k.emit(event.Event{Kind: kind})
	}
}
