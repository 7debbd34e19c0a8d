package state

import (
	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Task is one task from placement to the last of what it took. It has 56 bytes, so
// that with the 8 of des.Slots a task is one line of the cache: on a large cluster
// most of what an event costs is to fetch it. What follows from its deployment is
// not here; see WorkloadOf, Owner, RevisionOf and QueueOf.
//
// Handlers are given a task by its index and by pointer. The pointer holds until the
// task is gone: nothing may touch it after a call of gone, detach, forget or halted.
type Task struct {
	AskedAt       des.Time
	Luck          des.Luck           // fixes every duration of its life
	Instance      event.InstanceID   // None while it waits for a capacity provider
	Deployment    event.DeploymentID // the deployment that it belongs to
	Serial        int32              // in its workload, from 1
	MemberIndex   int32              // in Workload.Members
	InstanceIndex int32              // in Instance.Tasks
	Pass          int32              // the pass of its deployment that placed it
	Next          event.TaskID       // the task behind it in the queue of its agent or of its capacity provider
	Ports         PortNodeID         // its first dynamic port, in Sockets.Nodes
	Due           uint16             // entries of the agenda that it waits for: their DueBits
	Flags         Flag               // the facts that are so of it
	Subnet        int16              // of its own interface; None where it has none
	StrategyItem  int8               // of its workload's capacity provider strategy; None = launch type EC2
	State         event.TaskState
}

// Flag is a fact that is so of a task or is not.
type Flag uint16

const (
	HasRun           Flag = 1 << iota // came to RUNNING
	NoDeviceIndex                     // no device index was left for its interface
	BeganBefore                       // began before the run: no step takes time
	DaemonDraining                    // a daemon's, on an instance that drains
	DesiredStopped                    // its desired status is STOPPED
	ToReplace                         // to be replaced: of an older revision, or on an instance that drains
	Healthy                           // its health checks pass; without any, it has run for Timings.HealthyAfter
	Unhealthy                         // a health check of it has failed for good
	WasHealthy                        // and it was healthy before
	ExitUnfollowed                    // its exit is no reason for the run to go on
	InstanceLost                      // its instance is gone and ECS has not noticed
	TargetRegistered                  // registered with its target groups
)

// Is reports whether something is so of the task.
func (t *Task) Is(f Flag) bool { return t.Flags&f != 0 }

// Set notes that something is so of the task.
func (t *Task) Set(f Flag) { t.Flags |= f }

// Unset notes that something is not so of the task.
func (t *Task) Unset(f Flag) { t.Flags &^= f }

// Runs reports whether ECS knows the task as RUNNING: also while its agent stops the other
// containers of one whose essential container has exited.
func (t *Task) Runs() bool {
	return !t.Is(InstanceLost) && (t.State == event.Running || t.State == event.Stopping && t.Is(HasRun) && !t.Is(DesiredStopped))
}

// SetTo notes whether a fact is so of the task.
func (t *Task) SetTo(f Flag, on bool) {
	if t.Unset(f); on {
		t.Set(f)
	}
}

// WorkloadOf is the number of a task's service or RunTask request.
func (k *Cluster) WorkloadOf(t *Task) event.WorkloadID { return k.Deployments[t.Deployment].Workload }

// Owner is the service or RunTask request of a task.
func (k *Cluster) Owner(t *Task) *Workload { return k.Deployments[t.Deployment].Owner }

// RevisionOf is the revision of a task.
func (k *Cluster) RevisionOf(t *Task) *Revision { return k.Deployments[t.Deployment].Revision }

// QueueOf is the queue of a task that has a capacity provider.
func (k *Cluster) QueueOf(t *Task) *ProviderQueue {
	return &k.Queues[k.RevisionOf(t).Queues[t.StrategyItem]]
}

// GPUs is which GPUs each task has, where they are told apart; nil where only their
// number counts, as by default.
type GPUs map[event.TaskID]model.GPUSet

// BeganBeforeRun reports whether a task is one that ran before the scenario begins: its
// steps until it runs take no time.
func (k *Cluster) BeganBeforeRun(t *Task) bool {
	return k.Clock.Now() == 0 && k.Config.RanBefore(int32(k.WorkloadOf(t)))
}

// StartTimeout is what the agent says of a container that has not started in time.
func (k *Cluster) StartTimeout() model.StoppedReason {
	return model.StoppedReason{Code: model.StoppedStartTimeout, Limit: k.Config.Timings.ContainerStartTimeout}
}

// AgentFits reports whether a task's agent has room to start it.
func (k *Cluster) AgentFits(i event.TaskID, t *Task) bool {
	return k.Hosts.AgentFits(int32(t.Instance), &k.RevisionOf(t).Claim) &&
		(k.GPUs == nil || k.Hosts.AgentHasGPUs(int32(t.Instance), k.GPUs[i]))
}
