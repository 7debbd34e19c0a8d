package narrate

import (
	"fmt"
	"strconv"
	"strings"

	"ecssim/model"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/observe/address"
	"ecssim/sim/observe/count"
	"ecssim/sim/observe/words"
)

// Log is an observer that words the event log. How the tasks that ran before the scenario begins
// came to run is no part of it.
type Log struct {
	tell  func(Entry)
	v     *engine.View
	begun bool // the run has started: what there is to begin with has been told

	addresses  *address.Book
	registered map[event.TaskID][]target // of the tasks that have targets

	names       []string // of services and RunTask requests
	targets     []string // the target groups of each
	definitions []string // of deployments
	refused     []refusal
	deployments count.Deployments
}

// refusal is what the log said last of a service that found no room. ECS too says it once.
type refusal struct {
	shortage
	tasks, definition int32
	wait              int64
}

// NewLog returns an observer that hands every line of the event log to a function as it happens.
func NewLog(tell func(Entry)) *Log { return &Log{tell: tell} }

// lines has what words each kind of event that is a line of the log.
var lines = [event.NumKinds]func(*Log, *event.Event){
	event.TaskQueued: (*Log).taskQueued, event.TaskPlaced: (*Log).taskPlaced, event.TaskWaiting: (*Log).taskWaiting,
	event.TaskRunning: (*Log).taskRunning, event.TaskHealthy: (*Log).taskHealthy,
	event.TaskUnhealthy: (*Log).taskUnhealthy, event.TaskStopping: (*Log).taskStopping,
	event.TaskStopped: (*Log).taskStopped, event.TaskFailed: (*Log).taskFailed,

	event.TargetRegistered: (*Log).targetRegistered, event.TargetHealthy: (*Log).targetHealthy,
	event.TargetUnhealthy: (*Log).targetUnhealthy,
	event.TargetDraining:  (*Log).targetDraining, event.TargetDrained: (*Log).targetDrained,
	event.TargetDeregistered: (*Log).targetDeregistered,

	event.ENIThrottled: (*Log).eniThrottled, event.ENIAttached: (*Log).eniAttached, event.ENIDeleted: (*Log).eniDeleted,
	event.ContainerStarted: (*Log).containerStarted, event.ContainerStopped: (*Log).containerStopped,
	event.ContainerRestarted: (*Log).containerRestarted,

	event.TasksRequested: (*Log).tasksRequested, event.RequestRefused: (*Log).requestRefused,
	event.ServiceBlocked: (*Log).serviceBlocked, event.ServiceUpdated: (*Log).serviceUpdated,
	event.ServiceScaled: (*Log).serviceScaled, event.ServiceLimited: (*Log).serviceLimited,
	event.ServiceSteady: (*Log).serviceSteady, event.ServiceRebalancing: (*Log).serviceRebalancing,
	event.ServiceScaledByStep: (*Log).serviceScaledByStep, event.ServiceBoundsSet: (*Log).serviceBoundsSet,
	event.ServiceMovedToBounds: (*Log).serviceMovedToBounds, event.LoadSet: (*Log).loadSet,
	event.ServiceOverloaded: (*Log).serviceOverloaded,

	event.DeploymentStarted: (*Log).deploymentStarted, event.DeploymentStuck: (*Log).deploymentStuck,
	event.DeploymentResumed: (*Log).deploymentResumed, event.DeploymentCompleted: (*Log).deploymentCompleted,
	event.DeploymentFailed: (*Log).deploymentFailed, event.DeploymentRolledBack: (*Log).deploymentRolledBack,
	event.DeploymentReverted: (*Log).deploymentReverted, event.DeploymentBaking: (*Log).deploymentBaking,

	event.InstanceLaunched: (*Log).instanceLaunched, event.InstanceRegistered: (*Log).instanceRegistered,
	event.InstanceDraining: (*Log).instanceDraining, event.InstanceTerminated: (*Log).instanceTerminated,
	event.InstanceMissed: (*Log).instanceMissed, event.InstanceInactive: (*Log).instanceInactive,
	event.SpotNoticed: (*Log).spotNoticed, event.AgentDisconnected: (*Log).agentDisconnected,
	event.AgentReconnected: (*Log).agentReconnected, event.AgentRestarted: (*Log).agentRestarted,

	event.CapacityScaled: (*Log).capacityScaled, event.CapacityExcluded: (*Log).capacityExcluded,
	event.LaunchFailed: (*Log).launchFailed, event.ScriptDone: (*Log).scriptDone, event.ScriptVoid: (*Log).scriptVoid,
	event.SettingChanged: (*Log).settingChanged, event.AlarmSet: (*Log).alarmSet, event.ZoneFailed: (*Log).zoneFailed,
	event.ZoneRestored: (*Log).zoneRestored, event.GroupSized: (*Log).groupSized,
	event.ReplacementStarted: (*Log).replacementStarted, event.ReplacementCompleted: (*Log).replacementCompleted,
	event.ReplacementFailed: (*Log).replacementFailed,
}

// Begin takes the names of the scenario.
func (l *Log) Begin(v *engine.View) {
	c := v.Config()
	l.v, l.addresses, l.registered = v, address.NewBook(c), map[event.TaskID][]target{}
	for i := range c.Services {
		s := &c.Services[i]
		var groups []string
		for _, t := range s.Targets {
			groups = append(groups, c.GroupOf(&t).Name)
		}
		l.names, l.targets = append(l.names, s.Name), append(l.targets, strings.Join(groups, ", "))
	}
	for i := range c.RunTasks {
		l.names, l.targets = append(l.names, c.RunTasks[i].Name), append(l.targets, "")
	}
	l.refused = make([]refusal, len(l.names))
	l.deployments.Begin(v)
}

// Wants is the kinds of events that are lines of the log, the start of the run, what is counted of
// deployments, and by what addresses change hands.
func (l *Log) Wants() event.Kinds {
	kinds := event.KindsOf(event.RunStarted).Union(l.deployments.Wants()).Union(l.addresses.Wants())
	for kind := range event.NumKinds {
		if lines[kind] != nil {
			kinds = kinds.Union(event.KindsOf(kind))
		}
	}
	return kinds
}

// On words an event. Those before the start of the run are about what the scenario begins with,
// which is told in fewer words.
func (l *Log) On(e *event.Event) {
	l.deployments.On(e)
	l.addresses.On(e)
	l.keepTarget(e)
	switch {
	case e.Kind == event.RunStarted:
		l.begun = true
		l.opening()
	case l.begun && lines[e.Kind] != nil:
		lines[e.Kind](l, e)
	}
}

// opening says what the scenario begins with.
func (l *Log) opening() {
	c := l.v.Config()
	for g := range c.Groups {
		if c.Groups[g].Count > 0 {
			l.tell(Entry{
				Event: registeredAtStart, Cause: "the scenario begins with them", Detail: l.openingGroup(event.GroupID(g)),
			})
		}
	}
	for _, i := range c.InOrder() {
		if s := &c.Services[i]; !s.StartedBefore {
			d := l.v.Workload(event.WorkloadID(i)).Primary
			l.tell(Entry{
				Event: event.DeploymentStarted.String(), Service: s.Name, Cause: causes[event.ServiceIsCreated],
				Detail: l.definition(d) + l.bounds(d),
			})
		}
	}
}

// ofCluster writes an event of what is neither a workload nor an instance, which the detail names.
func (l *Log) ofCluster(e *event.Event, cause, detail string) {
	l.tell(Entry{At: e.At, Event: e.Kind.String(), Cause: cause, Detail: detail})
}

// ofWorkload writes an event of a service or a RunTask request.
func (l *Log) ofWorkload(e *event.Event, cause, detail string) {
	l.tell(Entry{At: e.At, Event: e.Kind.String(), Service: l.names[e.Workload], Cause: cause, Detail: detail})
}

// ofInstance writes an event of a container instance.
func (l *Log) ofInstance(e *event.Event, cause, detail string) {
	l.tell(Entry{At: e.At, Event: e.Kind.String(), Instance: l.v.InstanceName(e.Instance), Cause: cause, Detail: detail})
}

// ofTask writes an event of a task.
func (l *Log) ofTask(e *event.Event, cause, detail string) { l.atAddress(e, "", cause, detail) }

// atAddress writes an event of a task with an address.
func (l *Log) atAddress(e *event.Event, address, cause, detail string) {
	x := l.ofTaskEntry(e)
	x.Address, x.Cause, x.Detail = address, cause, detail
	l.tell(x)
}

// ofTaskEntry begins the entry of an event of a task.
func (l *Log) ofTaskEntry(e *event.Event) Entry {
	t := l.v.Task(e.Task)
	service := l.names[e.Workload]
	return Entry{
		At: e.At, Event: e.Kind.String(), Service: service, Task: service + "/" + strconv.Itoa(int(t.Serial)),
		Instance: l.v.InstanceName(t.Instance),
	}
}

// definition names the task definition of a deployment.
func (l *Log) definition(d event.DeploymentID) string {
	for int(d) >= len(l.definitions) {
		next := event.DeploymentID(len(l.definitions))
		l.definitions = append(l.definitions, l.v.Config().Tasks[l.v.Revision(next).Definition].Name())
	}
	return l.definitions[d]
}

// ranBefore reports whether a task is one that ran before the scenario begins: how it came to run
// is no part of the log.
func (l *Log) ranBefore(e *event.Event) bool {
	return e.At == 0 && l.v.Config().RanBefore(int32(e.Workload))
}

// shortage is what a task lacks where it comes closest to fit.
type shortage struct {
	reason     model.Reason
	instance   event.InstanceID // None: no instance lacks just that
	have, need string
}

// lack is what a task of a shape lacks where it comes closest to fit. What need says is what the
// instance would need, where that is no room.
func (l *Log) lack(shape engine.ShapeID, reason model.Reason) shortage {
	h, found := l.v.Closest(shape)
	if h < 0 || found != reason {
		return shortage{reason: reason, instance: event.None}
	}
	x := l.v.Failing(shape, h)
	if !reason.OfRoom() {
		return shortage{reason: reason, instance: h, need: x.Lift}
	}
	return shortage{reason: reason, instance: h, have: x.Have, need: x.Need}
}

// lacking says what a task lacks.
func (l *Log) lacking(s shortage) string {
	if s.instance < 0 {
		return words.Reason(s.reason)
	}
	code, id := strings.TrimSuffix(s.reason.String(), "."), l.v.InstanceName(s.instance)
	if !s.reason.OfRoom() {
		return fmt.Sprintf("%s: %s, the closest, would need %s", code, id, s.need)
	}
	return fmt.Sprintf("%s: %s, the closest, has %s, and the task needs %s", code, id, s.have, s.need)
}
