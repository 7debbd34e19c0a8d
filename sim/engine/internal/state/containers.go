package state

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// ContainerPlan is what a revision says of one of its containers.
type ContainerPlan struct {
	Name           string
	Self           ContainerSet
	Essential      bool
	Proxy          bool // of Service Connect: the agent has its image, and it exits on SIGTERM at once
	ExitAwaited    bool // others wait for it to exit
	Needs          []PlanNeed
	StopsAfter     []int         // places in the plan of those that stop before it
	Interval       time.Duration // of its health check
	StartTimeout   time.Duration // startTimeout; 0 = none
	StopTimeout    time.Duration // SIGTERM to SIGKILL
	RestartsAlways bool          // its restart policy restarts it whenever it has exited
}

// PlanNeed is a model.Need with the place in the plan of the container waited for.
type PlanNeed struct {
	On        int
	Condition string
}

// Phase is how far a container of a task has come.
type Phase uint8

const (
	Unpulled Phase = iota // it waits, for its pause container or for others
	Pulling               // its image is being pulled
	Pulled                // it is created at once, unless images are pulled upfront: then it waits for others
	Starting              // it is created and being started
	Up                    // it runs
	Halting               // it has been sent SIGTERM
	Exited                // it has run, and stopped by itself or been stopped
	Skipped               // it has stopped and never ran
)

// Over reports whether the container has stopped, or will never start.
func (p Phase) Over() bool { return p >= Exited }

// Ran reports whether the container has come to run, and may run still.
func (p Phase) Ran() bool { return p >= Up && p != Skipped }

// Containers is how far the containers of one task have come, in the order of its plan.
type Containers struct {
	Runs         []ContainerRun
	PausesUp     des.Time // when the pause containers run
	PausesOpened bool     // the pause containers run, and hold what they publish and their addresses on ecs-bridge
	Next         des.Time // when the next step of any of them is due: the time of the ContainerDue entry
	EndedBy      EndedBy
	Why          model.StoppedReason // of EndFailed

	Restarts  int           // of its essential container
	RanBefore time.Duration // of a RunTask task: how long it has run before the last of them
}

// ContainerRun is how far one container has come.
type ContainerRun struct {
	Phase     Phase
	Since     des.Time // when it began to run
	StoppedAt des.Time // when it stopped; des.Never = not yet
	PhaseEnds des.Time // when its phase ends; des.Never = not by itself
	Late      bool     // its start takes longer than the agent waits for
}

// EndedBy says why the containers of a task are being stopped.
type EndedBy uint8

const (
	NotEnding            EndedBy = iota // they are not
	EndStopped                          // ECS told the task to stop
	EndFailed                           // an essential container could not start
	EndServiceTaskExited                // the essential container of a service's task exited
	EndRunTaskExited                    // the essential container of a RunTask task exited
)

// Holds returns what a task holds of its instance's ports: the containers whose ports are bound,
// and its ports of docker0 and addresses of ecs-bridge.
func (k *Cluster) Holds(i event.TaskID, t *Task) (of ContainerSet, docker, ecs int32) {
	r := k.RevisionOf(t)
	n := &r.Network
	var x *Containers
	if r.Plan != nil {
		x = k.Containers[i]
	}
	switch {
	case x == nil:
		if t.State > event.Pending && t.State != event.Deprovisioning {
			return AllContainers, n.Bridge, n.ECSBridge
		}
		return 0, 0, 0
	case !x.PausesOpened:
		return 0, 0, 0
	case n.PausesPublish:
		return AllContainers, n.Bridge, n.ECSBridge
	}
	for c := range x.Runs {
		if p := x.Runs[c].Phase; p == Up || p == Halting {
			of |= r.Plan[c].Self
			docker += min(n.Bridge, 1)
		}
	}
	return of, docker, n.ECSBridge
}
