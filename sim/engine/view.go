package engine

import (
	"iter"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/placement"
)

// View is a run as an observer may ask for it: what there is at the moment of an event, or when
// the run has ended. It changes nothing. Records are copies; what their slices and pointers
// lead to is the run's own and is not to be changed.
type View struct{ k *cluster }

// The records of a run.
type (
	Task          = state.Task
	Workload      = state.Workload
	Deployment    = state.Deployment
	Revision      = state.Revision
	Instance      = state.Instance
	Provider      = state.Provider
	ProviderQueue = state.ProviderQueue
	QueueID       = state.QueueID
	TargetGroup   = state.TargetGroup
	ShapeID       = state.ShapeID
	// ZoneInterfaces counts the network interfaces in one availability zone.
	ZoneInterfaces = state.ZoneInterfaces
)

// Config is the scenario. It is not to be changed.
func (v *View) Config() *config.Config { return v.k.Config }

// Now is the present instant of the run.
func (v *View) Now() des.Time { return v.k.Clock.Now() }

// End is the instant at which the run has ended; 0 while it goes on.
func (v *View) End() des.Time { return v.k.End }

// Task is the record of a task that is not gone.
func (v *View) Task(i event.TaskID) Task { return *v.k.Tasks.At(i) }

// HostPorts lists the ports of its instance at which a task can be reached, those that it was
// given last.
func (v *View) HostPorts(i event.TaskID) []model.HostPort {
	t := v.k.Tasks.At(i)
	ports := v.k.RevisionOf(t).StaticPorts()
	static := len(ports)
	for at := t.Ports; at >= 0; at = v.k.Sockets.Nodes[at].Next {
		x := &v.k.Sockets.Nodes[at]
		// The list of nodes begins with the port that was chosen last.
		ports = slices.Insert(ports, static, model.HostPort{Port: x.Port, Protocol: x.Proto})
	}
	return ports
}

// Reachable reports whether clients reach a running task on all the ports on which they have to,
// and if not, what refuses them.
func (v *View) Reachable(i event.TaskID) (ok bool, why string) { return v.k.reachable(i) }

// FailedCheck is why a health check of a load balancer of a running task can never pass: no port
// of the task answers, or something refuses it; "" where each can.
func (v *View) FailedCheck(i event.TaskID) string { return v.k.failedCheck(i) }

// Tasks lists the tasks that are not gone.
func (v *View) Tasks() iter.Seq[event.TaskID] { return v.k.Tasks.All() }

// Workloads is the number of services and RunTask requests.
func (v *View) Workloads() int { return len(v.k.Workloads) }

// Workload is the record of a service or RunTask request.
func (v *View) Workload(i event.WorkloadID) Workload { return v.k.Workloads[i] }

// Deployments is the number of deployments that have begun.
func (v *View) Deployments() int { return len(v.k.Deployments) }

// Deployment is the record of a deployment.
func (v *View) Deployment(d event.DeploymentID) Deployment { return *v.k.Deployments[d] }

// Revision is the revision that a deployment brings its service to. It is not to be changed.
func (v *View) Revision(d event.DeploymentID) *Revision { return v.k.Deployments[d].Revision }

// Spread is the availability zones over which the tasks of a service were last found to spread, in
// order, and how many were in each.
func (v *View) Spread(i event.WorkloadID) (zones []string, tasks []int) {
	w := &v.k.Workloads[i]
	return w.Zones, w.TasksIn
}

// OpenDeployment is the deployment of a service that is IN_PROGRESS or STUCK, or None.
func (v *View) OpenDeployment(i event.WorkloadID) event.DeploymentID {
	return v.k.OpenDeploymentID(&v.k.Workloads[i])
}

// Instances is the number of container instances that have been launched.
func (v *View) Instances() int { return len(v.k.Instances) }

// Instance is the record of a container instance.
func (v *View) Instance(h event.InstanceID) Instance { return v.k.Instances[h] }

// Staying lists the tasks on a container instance that are not told to stop.
func (v *View) Staying(h event.InstanceID) []event.TaskID { return v.tasksOn(h, false) }

// Leaving lists the tasks on a container instance that are told to stop and whose interface, if
// they have one of their own, is not being deleted yet.
func (v *View) Leaving(h event.InstanceID) []event.TaskID { return v.tasksOn(h, true) }

func (v *View) tasksOn(h event.InstanceID, stopping bool) (tasks []event.TaskID) {
	for _, i := range v.k.Instances[h].Tasks {
		if t := v.k.Tasks.At(i); t.Is(state.DesiredStopped) == stopping && t.State < event.Deprovisioning {
			tasks = append(tasks, i)
		}
	}
	return tasks
}

// InstanceName is the id of a container instance; "" where there is none.
func (v *View) InstanceName(h event.InstanceID) string {
	if h < 0 {
		return ""
	}
	return v.k.Instances[h].ID
}

// NextInstance is what the next instance of a group will be called.
func (v *View) NextInstance(g event.GroupID) string { return v.k.NextInstanceID(g) }

// Host is both ledgers of a container instance.
func (v *View) Host(h event.InstanceID) model.Host { return *v.k.Hosts.At(int32(h)) }

// Providers is the number of capacity providers.
func (v *View) Providers() int { return len(v.k.Providers) }

// Provider is the record of a capacity provider.
func (v *View) Provider(p event.ProviderID) Provider { return v.k.Providers[p] }

// Queues is the number of queues of capacity providers, one for each revision and provider.
func (v *View) Queues() int { return len(v.k.Queues) }

// Queue is the record of a queue of a capacity provider.
func (v *View) Queue(q QueueID) ProviderQueue { return v.k.Queues[q] }

// TargetGroups is the number of target groups.
func (v *View) TargetGroups() int { return len(v.k.TargetGroups) }

// TargetGroup is the record of a target group.
func (v *View) TargetGroup(g event.TargetGroupID) TargetGroup { return v.k.TargetGroups[g] }

// Subnet is the addresses of a subnet.
func (v *View) Subnet(s event.SubnetID) *model.Addresses {
	x := v.k.Subnets[s]
	return &x
}

// ZoneName is the name of an availability zone.
func (v *View) ZoneName(z event.ZoneID) string { return v.k.ZoneNames[z] }

// Startable is how many tasks a service wants to start and may.
func (v *View) Startable(i event.WorkloadID) int { return v.k.Startable(i) }

// WaitingFor is how many tasks wait for a capacity provider.
func (v *View) WaitingFor(p event.ProviderID) int { return v.k.WaitingFor(p) }

// Closest is the instance that lacks the least for a task of a shape, and what that is; None
// where there is no instance.
func (v *View) Closest(shape ShapeID) (event.InstanceID, model.Reason) { return v.k.Closest(shape) }

// Failing is the check of a shape that fails first on an instance.
func (v *View) Failing(shape ShapeID, h event.InstanceID) placement.Finding {
	return v.k.Fleet.Failing(shape, int32(h))
}

// Diagnose looks at every container instance with every check of a shape. It is meant for messages,
// and walks over all instances.
func (v *View) Diagnose(shape ShapeID) placement.Diagnosis { return v.k.Fleet.Explain(shape) }
