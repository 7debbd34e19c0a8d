// Package reach is who reaches whom in a scenario: which clients the security groups, network
// ACLs and network namespaces let through to the tasks of a run, which they refuse, and what
// has to be open in the end.
//
// It knows the configuration and asks a Run where tasks are. It does not know what runs them:
// the engine asks it during a run whether load balancers reach a task, and at the end for
// the parts of a report and for the answer to a Query.
package reach

import (
	"iter"

	"ecssim/model"
	"ecssim/model/firewall"
	"ecssim/sim/event"
)

// Run is what this package asks a run.
type Run interface {
	// Running yields the running tasks that have not been told to stop.
	Running() iter.Seq[event.TaskID]
	// Task says where a running task is.
	Task(task event.TaskID) Task
	// DynamicPorts lists the host ports that a task has been given, one for each that its
	// model.Network.Dynamic asks for; 0 for those of a container that has none.
	DynamicPorts(task event.TaskID) []uint16
	// Listeners lists who listens on a port of an instance.
	Listeners(instance event.InstanceID, port model.HostPort) []firewall.Listener
}

// Task is where a running task is.
type Task struct {
	Kind
	Instance   event.InstanceID
	InstanceID string
	Serial     int // in the order in which its service or RunTask request asked for it
}

// Kind is all that decides who reaches a task but its ports: tasks of one kind are reached
// alike.
type Kind struct {
	Work       event.WorkloadID
	Definition int32         // into Config.Tasks
	Group      event.GroupID // of its instance
	HostSubnet int32         // of its instance, into Config.Subnets; -1 = not known
	Subnet     int16         // of its own network interface; -1 = it has none
}

// Revision is a task definition as a service or a RunTask request runs it.
type Revision struct {
	Work       event.WorkloadID
	Definition int32 // into Config.Tasks
}
