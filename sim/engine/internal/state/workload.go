package state

import (
	"iter"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Workload is a service or a RunTask stream: what its tasks have in common, and
// how many of them are where.
type Workload struct {
	Name         string
	Use          *config.Use
	Service      *config.Service      // nil for a stream
	Stream       *config.RunTask      // nil for a service
	TaskGroup    int32                // of tasks that placement counts together
	Primary      event.DeploymentID   // the deployment that new tasks belong to
	TargetGroups []int32              // into cluster.targets
	Deployments  []event.DeploymentID // all of its deployments, in order
	Revisions    []*Revision          // the revisions that it has had

	LuckStream *des.Stream // one draw a task: its chance
	GapStream  *des.Stream // between arrivals
	NextLuck   des.Luck    // of the next task, kept until it is placed
	HasLuck    bool
	LastSerial int32 // of the last task
	Arrived    int   // tasks of a stream asked for

	// requested is what it should have: a service's desired count, a daemon's eligible
	// instances, a stream's tasks asked for so far. Of those that ECS has not told to
	// stop: placed counts all from PROVISIONING to RUNNING, running the RUNNING ones,
	// healthy the healthy ones, outgoing those to be replaced, sick those that failed
	// a health check. leaving are told to stop and not gone.
	Requested, Placed, Running, Healthy, ToReplace, Unhealthy, Leaving int
	DaemonsDraining                                                    int  // daemon tasks on instances that drain
	FollowsTasks                                                       bool // a daemon whose constraints are about tasks or agents, as they stand
	PendingEvents, PendingExpiries                                     int  // of cluster.live: its tasks' events, and those of them that end a wait for a capacity provider
	Failed, Exits, Restarts                                            int
	Members                                                            []event.TaskID // a service's tasks

	// LastFailure is why the last of its tasks stopped that ECS had accepted and that failed,
	// and LastFailed is that task's revision.
	LastFailure model.StoppedReason
	LastFailed  *Revision

	Refused    int
	LastReason model.Reason
	RefusedNow bool // the last try was refused

	Pass ServicePasses
	Rebalance
	Scaling *Scaler
	Steady  bool // it had all that it wants at the end of its last pass
}

// NextDraw is the chance of the workload's next task; it stays the same over all
// tries.
func (w *Workload) NextDraw() des.Luck {
	if !w.HasLuck {
		w.NextLuck, w.HasLuck = des.Luck(w.LuckStream.Uint64()), true
	}
	return w.NextLuck
}

// Choose has placement choose an instance for a task of a shape; none with the reason
// that keeps it from the most likely one.
func (k *Cluster) Choose(shape ShapeID, luck uint64) (host event.InstanceID, why model.Reason) {
	h, why := k.Fleet.Choose(shape, luck)
	return event.InstanceID(h), why
}

// Closest is the instance that lacks the least for a task of a shape, and what that is.
func (k *Cluster) Closest(shape ShapeID) (host event.InstanceID, why model.Reason) {
	h, why := k.Fleet.Closest(shape)
	return event.InstanceID(h), why
}

// LastFailureText is the stopped reason of the workload's last failure, in ECS's words; "" where
// none of its tasks has failed.
func (w *Workload) LastFailureText() string { return w.LastFailed.StoppedText(w.LastFailure) }

// Unplaced is the number of tasks that the workload lacks or was refused for good.
func (w *Workload) Unplaced() int {
	if w.Service != nil {
		return w.Requested - w.Placed
	}
	return w.Refused
}

// TasksOf lists the tasks of a workload that are not told to stop, the oldest first.
func (k *Cluster) TasksOf(work event.WorkloadID) iter.Seq[event.TaskID] {
	var all []Ticket
	for i := range k.Tasks.All() {
		if k.WorkloadOf(k.Tasks.At(i)) == work {
			all = append(all, k.TicketOf(i))
		}
	}
	slices.SortFunc(all, func(a, b Ticket) int { return int(k.Tasks.At(a.Task).Serial - k.Tasks.At(b.Task).Serial) })
	return func(yield func(event.TaskID) bool) {
		for _, x := range all {
			if k.Tasks.Live(x.Task, x.Gen) && !k.Tasks.At(x.Task).Is(DesiredStopped) && !yield(x.Task) {
				return
			}
		}
	}
}
