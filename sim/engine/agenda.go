package engine

import (
	"math/bits"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// handle runs one event to its end, and lets tasks in that wait for room.
func (k *cluster) handle(w uint64) {
	what, gen, i := state.Split(w)
	k.trace.Note(k.Clock.Now(), w)
	if what >= state.ENIAttached {
		k.handleTask(what, gen, event.TaskID(i))
	} else {
		k.handleOther(what, i)
	}
	if k.QueuedTasks > 0 && k.pumped != k.Changes {
		k.pump()
	}
	if k.followers && k.followed != k.Changes {
		k.wakeFollowers()
	}
}

func (k *cluster) handleOther(what state.Kind, i int32) {
	switch what {
	case state.ServicePass:
		k.onServicePassed(event.WorkloadID(i))
		return
	case state.MetricTaken:
		k.onMetricTaken()
		return
	case state.MetricSeen:
		k.onMetricSeen()
		return
	case state.CallsAllowed:
		k.onCallsAllowed()
		return
	case state.TaskArrived, state.TasksRequested, state.Scripted:
		k.ScriptedEvents--
		k.LiveEvents--
		for p := range k.Providers {
			x := &k.Providers[p]
			x.Reversals, x.RecentNeedlessSteps, x.NeedlessEnded = 0, 0, false
		}
	default:
		k.reckonHost(what, event.InstanceID(i), -1)
	}
	switch what {
	case state.TaskArrived:
		k.onTaskArrived(event.WorkloadID(i))
	case state.TasksRequested:
		k.onTasksRequested(event.WorkloadID(i))
	case state.Scripted:
		k.onScripted(i)
	case state.InstanceRegistered:
		k.onInstanceRegistered(event.InstanceID(i))
	case state.InstanceInactive:
		k.onInstanceInactive(event.InstanceID(i))
	case state.InstanceMissed:
		k.onHostMissed(event.InstanceID(i))
	case state.SpotReclaimed:
		k.terminate(event.InstanceID(i), event.SpotNoticeRanOut)
	case state.DrainTimedOut:
		k.onDrainTimedOut(event.InstanceID(i))
	}
}

// handleTask hands an event to the task that it belongs to, if that still waits
// for it: one that has been told to stop, or has failed, does not.
func (k *cluster) handleTask(what state.Kind, gen uint32, i event.TaskID) {
	if k.Tasks.Gen(i)&state.GenMask != gen {
		return
	}
	t := k.Tasks.At(i)
	if t.Due&state.DueBit(what) == 0 {
		return
	}
	k.strikeOff(t, what)
	k.happen(what, i, t)
}

// happen has an event of a task happen: each kind of the agenda has its handler here, and only
// here.
func (k *cluster) happen(what state.Kind, i event.TaskID, t *state.Task) {
	switch what {
	case state.ENIAttached:
		k.onENIAttached(i, t)
	case state.ENITimedOut:
		k.fail(i, t, model.StoppedReason{Code: model.StoppedAttachTimeout})
	case state.ProvisioningExpired:
		k.onExpired(i, t)
	case state.ImagesPulled:
		k.onImagesPulled(i, t)
	case state.ContainersStart:
		k.onContainersStart(i, t)
	case state.StartTimedOut:
		k.startFailed(i, t, k.StartTimeout())
	case state.TargetsRegistered:
		k.onTargetsRegistered(i, t)
	case state.BecameHealthy:
		k.onHealthy(i, t)
	case state.BecameUnhealthy:
		k.onUnhealthy(i, t)
	case state.TaskEnded:
		k.onTaskEnded(i, t)
	case state.TaskExited:
		k.onTaskExited(i, t)
	case state.TargetsDrained:
		k.onTargetsDrained(i, t)
	case state.ContainersStopped:
		k.onContainersStopped(i, t)
	case state.ENIDeleted:
		k.onENIDeleted(i, t)
	case state.ContainerDue:
		k.onContainerDue(i, t)
	}
}

// schedule makes an event of a task due, and k.live counts it while the task
// waits for it.
func (k *cluster) schedule(what state.Kind, i event.TaskID, t *state.Task, at des.Time) {
	if at == des.Never {
		k.wake(k.WorkloadOf(t)) // this far and no further
		return
	}
	t.Due |= state.DueBit(what)
	if what == state.TaskExited {
		t.Turn(state.ExitUnfollowed, k.Config.Duration == 0 && k.Owner(t).Exits+k.Owner(t).Restarts >= exitsFollowed)
	}
	k.reckon(t, what, 1)
	k.Clock.At(at, state.Word(what, k.Tasks.Gen(i), i))
}

// exitsFollowed is how many exits and restarts of a service's tasks a run without an end of its
// own waits for.
const exitsFollowed = 10

// reckon counts the pending events of tasks. After some of its tasks have exited, a
// service's next exit alone is no reason for a run to go on: without an end of its own
// a run would never see the last of them. Those of a task that is to be replaced come
// to an end, unless its container is restarted each time.
func (k *cluster) reckon(t *state.Task, what state.Kind, n int) {
	if what == state.TaskExited && k.RevisionOf(t).RestartsAlways {
		k.RepeatedExits += n
	}
	if what == state.TaskExited && k.ExitIsUnfollowed(t) {
		k.UnfollowedExits += n
		return
	}
	k.LiveEvents += n
	w := k.Owner(t)
	w.PendingEvents += n
	if w.Service != nil {
		k.ServiceEvents += n
	}
	if what == state.ProvisioningExpired {
		w.PendingExpiries += n
		k.FutileEventsPossible = k.FutileEventsPossible || w.Service != nil
	}
}

// await has a task wait again for an event of it that is still to come.
func (k *cluster) await(what state.Kind, t *state.Task) {
	if t.Due&state.DueBit(what) == 0 {
		t.Due |= state.DueBit(what)
		k.reckon(t, what, 1)
	}
}

// strikeOff strikes one event off those that a task waits for.
func (k *cluster) strikeOff(t *state.Task, what state.Kind) {
	t.Due &^= state.DueBit(what)
	k.reckon(t, what, -1)
}

// abandon strikes off all of them: they fall through when their time comes.
func (k *cluster) abandon(t *state.Task) {
	for ; t.Due != 0; t.Due &= t.Due - 1 {
		k.reckon(t, state.ENIAttached+state.Kind(bits.TrailingZeros16(t.Due)), -1)
	}
}

// mark says whether a task is to be replaced.
func (k *cluster) mark(t *state.Task, replaced bool) {
	exits := t.Due&state.DueBit(state.TaskExited) != 0
	if exits {
		k.reckon(t, state.TaskExited, -1)
	}
	t.Turn(state.ToReplace, replaced)
	if exits {
		k.reckon(t, state.TaskExited, 1)
	}
}

// planned makes an event due that the scenario has planned, which no deployment
// can hope for.
func (k *cluster) planned(what state.Kind, i int32, at des.Time) {
	k.LiveEvents++
	k.ScriptedEvents++
	k.Clock.At(at, state.Word(what, 0, i))
}

// later makes an event of an instance due.
func (k *cluster) later(what state.Kind, h event.InstanceID, at des.Time) {
	if at != des.Never {
		k.reckonHost(what, h, 1)
		k.Clock.At(at, state.Word(what, 0, h))
	}
}

// timer makes an event of an instance due that is void when the instance goes
// before.
func (k *cluster) timer(what state.Kind, h event.InstanceID, at des.Time) {
	if at != des.Never {
		k.reckonHost(what, h, 1)
		x := &k.Instances[h]
		x.Timers = append(x.Timers, state.Timer{Ticket: k.Clock.AtTicket(at, state.Word(what, 0, h)), What: what})
	}
}

// stopTimers voids what an instance that goes has waited for.
func (k *cluster) stopTimers(h event.InstanceID) {
	x := &k.Instances[h]
	for _, t := range x.Timers {
		if k.Clock.Cancel(t.Ticket) {
			k.reckonHost(t.What, h, -1)
		}
	}
	x.Timers = nil
}

// reckonHost counts the pending events of instances, and those that may make room:
// an instance comes, is replaced, or its tasks are struck out. One that no task needs is
// no reason to expect room; what else may come of it package outlook knows.
func (k *cluster) reckonHost(what state.Kind, h event.InstanceID, n int) {
	k.LiveEvents += n
	x := &k.Instances[h]
	switch what {
	case state.InstanceRegistered:
		if !x.Needless {
			k.CapacityEvents += n
		}
	case state.InstanceMissed:
		k.CapacityEvents += n
	case state.DrainTimedOut:
		if x.ToBeReplaced {
			k.CapacityEvents += n
		}
	case state.SpotReclaimed:
		if x.Provider >= 0 {
			k.CapacityEvents += n
		}
	}
}
