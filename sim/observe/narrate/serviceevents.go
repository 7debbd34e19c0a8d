package narrate

import (
	"slices"
	"time"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// ECS keeps the newest hundred events of a service, and says the same again after
// six hours at the earliest (developer guide, service-event-messages).
const (
	eventsKept   = 100
	repeatsAfter = 6 * time.Hour
	tasksInOne   = 10 // in one event
)

// ServiceEvents is an observer that keeps the events of each service as DescribeServices lists
// them. It keeps facts, and puts into words only what is left of them when it is asked.
type ServiceEvents struct {
	v        *engine.View
	services []service
}

// service is what ECS has said of a service, and what it is about to say.
type service struct {
	kept   []message // the newest, eventsKept at the most
	oldest int       // of them, once there are so many

	said   topic // the last that told what is wrong: not said again until it is over or time has passed
	saidAt des.Time
	inPass bool      // the service scheduler's pass is under way
	held   []message // what is said when it is over, after what it has done

	last                               int32   // the last of its tasks whose start has been told
	stopped                            []int32 // numbers of running tasks, since the last pass
	pending                            int32   // tasks stopped that did not run yet, since then
	registered, deregistered, draining int     // targets, since then, one for each target group
}

// topic is what a service event is about: two of one topic say the same.
type topic struct {
	kind   event.Kind
	reason model.Reason
	about  int32 // the deployment, the instance or the target group
	cause  event.Cause
}

// message is a service event.
type message struct {
	topic
	count    int32 // of what it is about
	replaced int32 // of tasks started, how many stand in for unhealthy ones
	tasks    [tasksInOne]int32
	port     uint16 // of an unhealthy target
	zones    []string
	tasksIn  []int // each of them
}

// NewServiceEvents returns an observer that keeps the service events of a run.
func NewServiceEvents() *ServiceEvents { return &ServiceEvents{} }

// Begin makes room for the services of the scenario.
func (s *ServiceEvents) Begin(v *engine.View) {
	s.v, s.services = v, make([]service, len(v.Config().Services))
}

// Wants is the kinds of events that become service events, or count towards one.
func (s *ServiceEvents) Wants() event.Kinds {
	return event.KindsOf(
		event.PlacementRefused, event.ServiceHeldUp, event.ServiceThrottled, event.ServiceSteady,
		event.ServiceUnbalanced, event.ServiceBalanced,
		event.DeploymentCompleted, event.DeploymentFailed, event.DeploymentRolledBack,
		event.TaskStopping, event.TargetRegistered, event.TargetUnhealthy, event.TargetDraining, event.TargetDeregistered,
		event.ServicePassStarted, event.ServicePassed, event.ServiceRebalancing, event.ServiceMoved,
	)
}

// On takes note of an event.
func (s *ServiceEvents) On(e *event.Event) {
	if int(e.Workload) >= len(s.services) {
		return // of a RunTask request
	}
	x := &s.services[e.Workload]
	switch e.Kind {
	case event.PlacementRefused:
		x.say(e.At, message{topic: s.unplaced(e)})
	case event.ServiceHeldUp, event.ServiceThrottled, event.ServiceSteady:
		x.say(e.At, message{topic: topic{kind: e.Kind}})
	case event.ServiceUnbalanced, event.ServiceBalanced:
		m := message{topic: topic{kind: e.Kind}}
		m.zones, m.tasksIn = s.v.Spread(e.Workload)
		x.say(e.At, m)
	case event.DeploymentCompleted, event.DeploymentFailed:
		if e.Cause != event.StopServiceDeploymentCalled {
			x.say(e.At, message{topic: topic{kind: e.Kind, about: int32(e.Deployment), cause: e.Cause}})
		}
	case event.DeploymentRolledBack:
		x.say(e.At, message{topic: topic{kind: e.Kind, about: e.Other}})

	case event.TaskStopping:
		x.stop(s.v, e)
	case event.TargetUnhealthy:
		x.keep(s.unhealthy(e))
	case event.TargetRegistered:
		x.registered++
	case event.TargetDraining:
		x.draining++
		x.deregistered++
	case event.TargetDeregistered:
		if !e.On { // else it was counted when it began to drain
			x.deregistered++
		}

	case event.ServicePassStarted:
		x.inPass = true
	case event.ServicePassed:
		x.inPass = false
		x.announce(s.groups(e.Workload), e.Number, e.Count)
	case event.ServiceRebalancing:
		x.announce(s.groups(e.Workload), e.Number, 0)
	case event.ServiceMoved:
		x.announce(s.groups(e.Workload), x.last, 0)
	}
}

// groups is how many target groups a service has.
func (s *ServiceEvents) groups(i event.WorkloadID) int { return len(s.v.Config().Services[i].Targets) }

// unhealthy is the message that a target of a task is unhealthy.
func (s *ServiceEvents) unhealthy(e *event.Event) message {
	group := slices.IndexFunc(s.v.Config().Services[e.Workload].Targets, func(t config.Target) bool { return t.Group == int(e.TargetGroup) })
	m := message{topic: topic{kind: e.Kind, about: int32(group)}, port: e.Port.Port}
	m.tasks[0] = s.v.Task(e.Task).Serial
	return m
}

// unplaced is the topic of a refused try: the instance that comes closest belongs to it where the
// message names one. To find that costs a look at all instances, so that no event carries it which
// comes of RunTask requests too.
func (s *ServiceEvents) unplaced(e *event.Event) topic {
	x := topic{kind: e.Kind, reason: e.Reason, about: event.None}
	if e.Reason != model.Fits && e.Reason != model.ReasonProvisioning {
		h, _ := s.v.Closest(s.v.Revision(e.Deployment).Shape)
		x.about = int32(h)
	}
	return x
}

// say adds an event that may come again and again.
func (x *service) say(at des.Time, m message) {
	if m.topic == x.said && at.Sub(x.saidAt) < repeatsAfter {
		return
	}
	x.said, x.saidAt = m.topic, at
	if x.inPass {
		x.held = append(x.held, m)
		return
	}
	x.keep(m)
}

// stop takes note of a task that the service scheduler tells to stop.
func (x *service) stop(v *engine.View, e *event.Event) {
	switch e.Cause {
	case event.StopTaskCalled, event.InstanceIsGone, event.DaemonsDrainLast:
		return
	}
	if e.State < event.Running {
		x.pending++
		return
	}
	x.stopped = append(x.stopped, v.Task(e.Task).Serial)
}

// announce adds what a pass of the service scheduler has done: it has started the tasks up to the
// last, of which some stand in for unhealthy ones.
func (x *service) announce(groups int, last, replacements int32) {
	const most = eventsKept * tasksInOne // of more of them it would not be kept
	did := last > x.last || len(x.stopped) > 0 || x.pending > 0
	for n := max(x.last, last-most); n < last; n += tasksInOne {
		m := message{topic: topic{kind: event.TaskRequested}, count: min(tasksInOne, last-n)}
		for i := range m.count {
			m.tasks[i] = n + 1 + i
		}
		x.keep(m)
	}
	if replacements > 0 {
		x.newest().replaced = replacements
	}
	for tasks := range slices.Chunk(x.stopped[max(0, len(x.stopped)-most):], tasksInOne) {
		m := message{topic: topic{kind: event.TaskStopping}, count: int32(len(tasks))}
		copy(m.tasks[:], tasks)
		x.keep(m)
	}
	if x.pending > 0 {
		x.keep(message{topic: topic{kind: event.TaskDismissed}, count: x.pending})
	}
	if did && len(x.held) == 0 {
		x.said = topic{}
	}
	x.last, x.stopped, x.pending = last, x.stopped[:0], 0
	x.announceTargets(groups)
	for _, m := range x.held {
		x.keep(m)
	}
	x.held = x.held[:0]
}

// announceTargets adds what has happened to targets: each task has one in each target group.
func (x *service) announceTargets(groups int) {
	if x.registered+x.deregistered+x.draining == 0 {
		return
	}
	for g := range int32(groups) {
		for _, done := range []struct {
			kind    event.Kind
			targets int
		}{
			{event.TargetRegistered, x.registered}, {event.TargetDeregistered, x.deregistered},
			{event.TargetDraining, x.draining},
		} {
			if done.targets > 0 {
				x.keep(message{topic: topic{kind: done.kind, about: g}, count: int32(done.targets / groups)})
			}
		}
	}
	x.registered, x.deregistered, x.draining = 0, 0, 0
}

// keep adds an event, in the place of the oldest where there are as many as ECS keeps.
func (x *service) keep(m message) {
	if len(x.kept) < eventsKept {
		x.kept = append(x.kept, m)
		return
	}
	x.kept[x.oldest] = m
	x.oldest = (x.oldest + 1) % eventsKept
}

// newest is the event that was kept last.
func (x *service) newest() *message { return &x.kept[(x.oldest+len(x.kept)-1)%len(x.kept)] }

// Into puts the events of the services into the report of their run.
func (s *ServiceEvents) Into(r *report.Report) {
	for i := range r.Services {
		r.Services[i].Events = s.Of(event.WorkloadID(i))
	}
}

// Of lists the events of a service, the oldest first.
func (s *ServiceEvents) Of(i event.WorkloadID) []string {
	x, c := &s.services[i], s.v.Config()
	of := &c.Services[i]
	var groups []string
	for n := range of.Targets {
		groups = append(groups, c.GroupOf(&of.Targets[n]).Name)
	}
	texts := make([]string, 0, len(x.kept))
	for n := range x.kept {
		m, closest := &x.kept[(x.oldest+n)%len(x.kept)], ""
		if m.kind == event.PlacementRefused {
			closest = s.v.InstanceName(event.InstanceID(m.about))
		}
		texts = append(texts, m.text(of.Name, groups, closest))
	}
	return texts
}
