package film

import (
	"fmt"

	"ecssim/model"
	"ecssim/sim/event"
)

// maybeNone are the fields whose handle may be None, by kind.
var maybeNone = map[event.Kind]event.Fields{
	event.TaskRequested: event.HasInstance | event.HasProvider, event.TaskQueued: event.HasInstance,
	event.TaskSuperseded: event.HasInstance, event.TaskKept: event.HasInstance, event.TaskStopping: event.HasInstance,
	event.TaskDismissed: event.HasInstance, event.TaskFailed: event.HasInstance, event.TaskGone: event.HasInstance,
	event.AddressTaken: event.HasTask, event.AddressFreed: event.HasTask, event.ClosestRefused: event.HasInstance,
	event.DeploymentStarted: event.HasOther, event.InstanceLaunched: event.HasProvider | event.HasOther,
	event.LaunchFailed: event.HasZone | event.HasSubnet, event.ZoneFailed: event.HasZone,
	event.GroupSized: event.HasProvider,
}

// Fits reports whether an event can be the next one: the error names the handle that is no
// record's, the word that is none, or the instant that is before that of the last event.
func (s *Scene) Fits(e *event.Event) error {
	if e.Kind >= event.NumKinds {
		return fmt.Errorf("kind %d, want less than %d", e.Kind, event.NumKinds)
	}
	if e.At < s.At {
		return fmt.Errorf("it is at %v, and the one before it at %v", e.At, s.At)
	}
	f := e.Kind.Fields()
	none := maybeNone[e.Kind]
	handle := func(has event.Fields, field string, i, n int32) error {
		if f&has != 0 && (i < event.None || i >= n || i == event.None && none&has == 0) {
			return fmt.Errorf("%s %d, want less than %d", field, i, n)
		}
		return nil
	}
	tasks, instances, deployments := len(s.Tasks), len(s.Instances), len(s.Deployments)
	switch e.Kind {
	case event.TaskRequested:
		tasks++
	case event.InstanceLaunched:
		instances++
		if int(e.Instance) != len(s.Instances) {
			return fmt.Errorf("instance %d, want %d", e.Instance, len(s.Instances))
		}
	case event.DeploymentStarted:
		deployments++
	}
	for _, err := range [...]error{
		handle(event.HasTask, "task", int32(e.Task), int32(tasks)),
		handle(event.HasWorkload, "workload", int32(e.Workload), int32(len(s.Workloads))),
		handle(event.HasDeployment, "deployment", int32(e.Deployment), int32(deployments)),
		handle(event.HasInstance, "instance", int32(e.Instance), int32(instances)),
		handle(event.HasProvider, "provider", int32(e.Provider), int32(len(s.Providers))),
		handle(event.HasGroup, "group", int32(e.Group), int32(len(s.Config.Groups))),
		handle(event.HasSubnet, "subnet", int32(e.Subnet), int32(len(s.Subnets))),
		handle(event.HasTargetGroup, "target group", int32(e.TargetGroup), int32(len(s.TargetGroups))),
		handle(event.HasZone, "zone", int32(e.Zone), int32(len(s.Zones))),
		handle(event.HasScript, "script", e.Script, int32(len(s.Config.Events))),
		handle(event.HasDefinition, "definition", e.Definition, int32(len(s.Config.Tasks))),
		handle(event.HasCause, "cause", int32(e.Cause), int32(event.NumCauses)),
		handle(event.HasState, "state", int32(e.State), int32(event.Deprovisioning)+1),
		handle(event.HasReason, "reason", int32(e.Reason), int32(model.NumReasons)),
		handle(event.HasPort, "protocol", int32(e.Port.Protocol), int32(model.UDP)+1),
	} {
		if err != nil {
			return err
		}
	}
	if f&event.HasStopped != 0 && !e.Stopped.Known() {
		return fmt.Errorf("stopped reason %+v", e.Stopped)
	}
	if f&event.HasOther != 0 {
		n := deployments
		switch e.Kind {
		case event.InstanceLaunched:
			n = instances
		case event.AlarmSet:
			n = len(s.InAlarm)
		}
		if err := handle(event.HasOther, "other", e.Other, int32(n)); err != nil {
			return err
		}
	}
	if f&event.HasTask != 0 && e.Task >= 0 {
		return s.fitsTask(e, f)
	}
	if e.Kind == event.ListenerOpened {
		x := &s.Instances[e.Instance]
		if most := len(s.Config.Groups[x.Group].Listening()) + len(s.Config.Events); len(x.Listeners) > most {
			return fmt.Errorf("another listener on instance %d, which may have %d", e.Instance, most)
		}
	}
	return nil
}

// fitsTask is Fits for what an event says of its task.
func (s *Scene) fitsTask(e *event.Event, f event.Fields) error {
	if e.Kind == event.TaskRequested {
		if int(e.Task) < len(s.Tasks) && s.Tasks[e.Task].Live {
			return fmt.Errorf("task %d is requested and is there", e.Task)
		}
		return nil
	}
	t := &s.Tasks[e.Task]
	if !t.Live {
		return fmt.Errorf("task %d is gone", e.Task)
	}
	there := e.Instance == t.Instance || e.Kind == event.TaskPlaced
	if f&event.HasWorkload != 0 && (e.Workload != t.Workload || e.Deployment != t.Deployment || !there) {
		return fmt.Errorf("workload %d, deployment %d, instance %d, and the task has %d, %d, %d",
			e.Workload, e.Deployment, e.Instance, t.Workload, t.Deployment, t.Instance)
	}
	r := s.Revisions[t.Revision]
	if f&event.HasContainer != 0 && (e.Container < 0 || int(e.Container) >= r.Containers) {
		return fmt.Errorf("container %d, want less than %d", e.Container, r.Containers)
	}
	if (e.Kind == event.PortChosen || e.Kind == event.PortBound) && len(t.Ports) > r.ports {
		return fmt.Errorf("another port of task %d, which may have %d", e.Task, r.ports)
	}
	if most := len(s.Workloads[t.Workload].TargetGroups); e.Kind == event.TargetRegistered && len(t.TargetPorts) >= most {
		return fmt.Errorf("another target of task %d, which may have %d", e.Task, most)
	}
	return nil
}
