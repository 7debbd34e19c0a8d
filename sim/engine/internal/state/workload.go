package state

import (
	"iter"
	"slices"

	"ecssim/model"
	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// Workload is a service or a RunTask request: what its tasks have in common, and
// how many of them are where.
type Workload struct {
	Name         string
	Use          *config.Use
	Service      *config.Service      // nil for a RunTask request
	RunTask      *config.RunTask      // nil for a service
	TaskGroup    int32                // its task group, as placement numbers them
	Primary      event.DeploymentID   // the deployment that new tasks belong to
	TargetGroups []int32              // into Cluster.TargetGroups
	Deployments  []event.DeploymentID // all of its deployments, in order
	Sources      []event.DeploymentID // those whose tasks it makes up for while another replaces them, in order
	Revisions    []*Revision          // the revisions that it has had

	LuckStream *des.Stream // its tasks' luck, one draw a task
	GapStream  *des.Stream // the times between arrivals of a request with Stream
	NextLuck   des.Luck    // luck of the next task, kept until it is placed; set if HasLuck
	HasLuck    bool
	LastSerial int32 // of the last task
	Arrived    int   // arrivals that have been scheduled

	// Requested is how many tasks it should have: a service's desired count, a daemon's eligible
	// instances, a request's tasks asked for so far. Of the tasks that are not told to stop,
	// Placed counts all from PROVISIONING to RUNNING, Running those that are RUNNING, Healthy
	// the healthy ones, ToReplace those to be replaced, and Unhealthy those that have failed a
	// health check and are not to be replaced. Leaving counts those that are told to stop and
	// still on their instance.
	Requested, Placed, Running, Healthy, ToReplace, Unhealthy, Leaving int

	DaemonsDraining int            // daemon tasks on instances that drain
	FollowsTasks    bool           // a daemon whose constraints are about tasks or agents, as they stand
	PendingEvents   int            // of Cluster.LiveEvents: those of its tasks
	PendingExpiries int            // of PendingEvents: the ends of waits for a capacity provider
	Completed       int            // tasks of a RunTask request that have done their work
	LastCompleted   des.Time       // when the last of them had
	Failed          int            // tasks that a failure has stopped after ECS had accepted them
	Exits           int            // of Failed: essential containers of its tasks that exited
	Restarts        int            // of essential containers of its tasks, in place
	Members         []event.TaskID // a service's tasks

	// LastFailure is why the last of its tasks stopped that ECS had accepted and that failed,
	// and LastFailed is that task's revision.
	LastFailure model.StoppedReason
	LastFailed  *Revision

	Refused    int          // tasks of a RunTask request that were refused for good
	LastReason model.Reason // why a try was last refused
	RefusedNow bool         // the last try was refused

	Pass ServicePasses
	Rebalance
	Scaling *Scaler
	Watch   *Watch // nil = its tasks do not fail their health checks once they are healthy
	Steady  bool   // it had all that it wants at the end of its last pass
}

// NextDraw is the luck of the workload's next task; it stays the same over all
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

// RunningInZones counts the RUNNING tasks of each workload in each availability zone, as ZoneNames
// has them.
func (k *Cluster) RunningInZones() [][]int {
	all := make([][]int, len(k.Workloads))
	for i := range all {
		all[i] = make([]int, len(k.ZoneNames))
	}
	zoneOf := make([]event.ZoneID, len(k.Instances))
	for h := range zoneOf {
		zoneOf[h] = k.ZoneID(k.Instances[h].Zone)
	}
	for i := range k.Tasks.All() {
		if t := k.Tasks.At(i); t.Runs() && !t.Is(DesiredStopped) {
			all[k.WorkloadOf(t)][zoneOf[t.Instance]]++
		}
	}
	return all
}
