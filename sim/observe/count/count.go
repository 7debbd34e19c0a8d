// Package count counts what happens in a run and reports: it listens to the events of a run,
// and asks its view how things stand when it has ended.
package count

import (
	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Counter counts what happens in one run. Its memory does not grow with the tasks.
type Counter struct {
	view *engine.View
	c    *config.Config

	place, run des.Sample // from asked for to placed, and to RUNNING

	attempts [model.NumReasons]int
	messages [model.NumReasons]string // the first of each
	refusals int                      // all attempts

	failures   map[failure]int
	ports      map[model.HostPort]int
	portsAsked int // tries refused for a static port
	portsBound int // tasks that failed over a port, in a range used up as well

	full     des.Level // instances without a free attachment slot
	firstENI des.Time  // when a try was first refused for want of one; -1 = never

	lastPlaced  event.WorkloadID
	lastLacking event.WorkloadID // that last found no room

	workloads   []workload
	deployments Deployments
	instances   []instance
	providers   []provider
	targets     targets
	available   availability
	inZones     [][]int  // RUNNING tasks at the end, by workload and availability zone
	warnings    []string // of the course of the run
}

// failure is a stopped reason as it is counted.
type failure struct {
	why model.StoppedReason
	of  *engine.Revision // whose containers it names; nil where it names none
}

// workload is what is counted of a service or a RunTask request.
type workload struct {
	refusedBy   [model.NumReasons]int // tasks of a RunTask request, refused for good
	lastRefusal int                   // when its last refusal came, in the order of all; 0 = never

	portsInTheWay []model.HostPort // of the last refusal for a static port
	portsAt       int              // View.Changes when they were found

	stopped  int      // tasks of a RunTask request for which StopTask was called once they were placed
	lastStop des.Time // when the last of them was

	steps []report.DesiredStep // of service auto scaling
}

// instance is what is counted of a container instance.
type instance struct {
	placed   event.WorkloadID // whose task was last placed there, or event.None
	provider event.ProviderID
	full     bool // in service and without a free attachment slot
}

// New returns a Counter for one run.
func New() *Counter { return &Counter{} }

// Begin readies the Counter.
func (x *Counter) Begin(v *engine.View) {
	c := v.Config()
	*x = Counter{
		view: v, c: c, failures: map[failure]int{}, ports: map[model.HostPort]int{},
		firstENI: -1, lastPlaced: event.None, lastLacking: event.None,
		workloads: make([]workload, len(c.Services)+len(c.RunTasks)), providers: make([]provider, len(c.Providers)),
	}
	for i := range x.workloads {
		x.workloads[i].portsAt = -1
	}
	x.deployments.Begin(v)
	x.targets.begin(v)
	x.available.begin(v)
}

// Wants is what is counted: of tasks as few kinds of events as will do.
func (x *Counter) Wants() event.Kinds {
	wants := event.KindsOf(
		event.TaskPlaced, event.TaskRunning, event.TaskStopping, event.TaskFailed, event.SlotFreed,
		event.PlacementRefused, event.ReplacementFailed, event.InstanceLaunched, event.InstanceTerminated, event.CapacityScaled,
		event.LaunchFailed, event.ScriptVoid,
	)
	if len(x.c.Services) > 0 {
		wants = wants.Union(event.KindsOf(event.TaskStopped, event.TaskUnhealthy,
			event.ServiceScaled, event.ServiceScaledByStep, event.ServiceMovedToBounds))
		wants = wants.Union(x.deployments.Wants())
	}
	wants = wants.Union(x.targets.wants()).Union(x.available.wants())
	for i := range x.c.Services {
		if x.c.Services[i].StartedBefore {
			wants = wants.Union(event.KindsOf(event.ServicePassed))
		}
	}
	return wants
}

// On counts an event.
func (x *Counter) On(e *event.Event) {
	x.available.on(e)
	switch e.Kind {
	case event.TaskPlaced:
		x.onPlaced(e)
	case event.TaskRunning:
		x.run.Add(e.Length)
		if x.isService(e.Workload) {
			x.deployments.On(e)
		}
	case event.DeploymentStarted, event.TaskRequested, event.TaskDismissed, event.TaskLost:
		x.deployments.On(e)
	case event.TaskStopping:
		x.onStopping(e)
	case event.TaskStopped:
		if e.Cause == event.EssentialContainerExited && x.isService(e.Workload) {
			x.fail(nil, model.StoppedReason{Code: model.StoppedExited})
		}
	case event.TaskFailed:
		x.onFailed(e)
	case event.TaskUnhealthy:
		x.targets.on(e)
		x.deployments.On(e)
	case event.SlotFreed:
		if at := &x.instances[e.Instance]; at.full && e.Have > 0 {
			at.full = false
			x.full.Add(e.At, -1)
		}
	case event.TargetRegistered, event.TargetDeregistered:
		x.targets.on(e)
	case event.PlacementRefused:
		x.onRefused(e)
	case event.ServicePassed:
		if e.At == 0 {
			x.checkOpening(e.Workload)
		}
	case event.ServiceScaled:
		x.addStep(e, "")
	case event.ServiceScaledByStep:
		x.addStep(e, report.StepScaling)
	case event.ServiceMovedToBounds:
		x.addStep(e, report.ScheduledAction)
	case event.InstanceLaunched:
		x.onLaunched(e)
	case event.InstanceTerminated:
		x.onTerminated(e)
	case event.ReplacementFailed:
		x.warnNotReplaced(e)
	case event.CapacityScaled:
		x.onCapacityScaled(e)
	case event.LaunchFailed:
		x.onLaunchFailed(e)
	case event.ScriptVoid:
		x.warnVoid(e.Script)
	}
}

// addStep notes a change of a service's desired count by service auto scaling.
func (x *Counter) addStep(e *event.Event, by string) {
	w := &x.workloads[e.Workload]
	w.steps = append(w.steps, report.DesiredStep{At: e.At.Seconds(), Metric: e.Metric, From: int(e.From), To: int(e.To), By: by})
}

// isService reports whether a workload is a service, and no RunTask request.
func (x *Counter) isService(i event.WorkloadID) bool { return int(i) < len(x.c.Services) }

// name is the name of a service or RunTask request.
func (x *Counter) name(i event.WorkloadID) string {
	if n := len(x.c.Services); int(i) >= n {
		return x.c.RunTasks[int(i)-n].Name
	}
	return x.c.Services[i].Name
}
