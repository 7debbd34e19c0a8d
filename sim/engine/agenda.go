package engine

import (
	"math/bits"

	"ecssim/model"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// handle carries out one entry of the agenda, places tasks that wait for room which it has made,
// and wakes daemons that follow what has changed.
func (k *cluster) handle(w uint64) {
	what, gen, i := state.Split(w)
	k.trace.Note(k.Clock.Now(), w)
	passes := what == state.ServicePass // which tells the outlook itself what it has changed
	if !passes || k.knownAt != k.Clock.Now() {
		k.outlook.Forget()
	}
	k.knownAt = k.Clock.Now()
	switch {
	case what < state.ENIAttached:
		k.handleOther(what, i)
	case what == state.ReplacementDue:
		k.group(event.GroupID(i)).onReplacementDue()
	default:
		k.handleTask(what, gen, event.TaskID(i))
	}
	if k.QueuedTasks > 0 && k.queuesTriedAt != k.Changes {
		k.placeQueued()
		passes = false
	}
	if k.followers && k.followersWokenAt != k.Changes {
		k.wakeFollowers()
		passes = false
	}
	if !passes {
		k.outlook.Forget()
	}
}

func (k *cluster) handleOther(what state.Kind, i int32) {
	switch what {
	case state.ServicePass:
		k.onServicePassed(event.WorkloadID(i))
		return
	case state.MetricTaken:
		if i > 0 {
			k.scaling.OnMetricTaken(event.WorkloadID(i - 1))
			return
		}
		k.onMetricTaken()
		return
	case state.MetricSeen:
		k.scaling.OnMetricSeen()
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
		for p := range k.Workloads {
			if x := k.Workloads[p].Scaling; x != nil {
				x.Reversals = 0
			}
		}
	default:
		k.countPendingOfInstance(what, event.InstanceID(i), -1)
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
		k.onInstanceMissed(event.InstanceID(i))
	case state.SpotReclaimed:
		k.terminate(event.InstanceID(i), event.SpotNoticeRanOut)
	case state.DrainTimedOut:
		k.onDrainTimedOut(event.InstanceID(i))
	}
}

// handleTask hands an entry to the task that it belongs to, if that still waits
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

// happen carries out an entry of a task: each kind of entry has its handler here, and only
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
	case state.ChecksPassed:
		k.onChecksPassed(i, t)
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

// schedule puts an entry of a task on the agenda; LiveEvents counts it while the task waits for
// it. Of a step that never ends only the service is told, which may have to do without.
func (k *cluster) schedule(what state.Kind, i event.TaskID, t *state.Task, at des.Time) {
	if at == des.Never {
		k.wake(k.WorkloadOf(t))
		return
	}
	t.Due |= state.DueBit(what)
	if what == state.TaskExited {
		t.SetTo(state.ExitUnfollowed, k.Config.Duration == 0 && k.Owner(t).Exits+k.Owner(t).Restarts >= exitsFollowed)
	}
	k.countPending(t, what, 1)
	k.Clock.At(at, state.Word(what, k.Tasks.Gen(i), i))
}

// exitsFollowed is how many exits and restarts of a service's tasks a run without an end of its
// own waits for.
const exitsFollowed = 10

// countPending counts n pending entries of a task more; fewer, where n is negative.
// After some of its tasks have exited, a service's next exit alone is no reason for a run
// to go on: without an end of its own a run would never see the last of them. Those of a task that is to be replaced come
// to an end, unless its container is restarted each time.
func (k *cluster) countPending(t *state.Task, what state.Kind, n int) {
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

// await has a task wait again for an entry of it that is still on the agenda.
func (k *cluster) await(what state.Kind, t *state.Task) {
	if t.Due&state.DueBit(what) == 0 {
		t.Due |= state.DueBit(what)
		k.countPending(t, what, 1)
	}
}

// strikeOff strikes one entry off those that a task waits for. The entry stays on the agenda, and
// does nothing when its time comes.
func (k *cluster) strikeOff(t *state.Task, what state.Kind) {
	t.Due &^= state.DueBit(what)
	k.countPending(t, what, -1)
}

// strikeOffAll strikes off all entries that a task waits for.
func (k *cluster) strikeOffAll(t *state.Task) {
	for ; t.Due != 0; t.Due &= t.Due - 1 {
		k.countPending(t, state.ENIAttached+state.Kind(bits.TrailingZeros16(t.Due)), -1)
	}
}

// setToReplace notes whether a task is to be replaced, on which hangs whether its exit counts.
func (k *cluster) setToReplace(t *state.Task, replaced bool) {
	exits := t.Due&state.DueBit(state.TaskExited) != 0
	if exits {
		k.countPending(t, state.TaskExited, -1)
	}
	t.SetTo(state.ToReplace, replaced)
	if exits {
		k.countPending(t, state.TaskExited, 1)
	}
}

// scheduleScripted puts what the scenario has planned on the agenda. A deployment that only this
// can help is STUCK until then.
func (k *cluster) scheduleScripted(what state.Kind, i int32, at des.Time) {
	k.LiveEvents++
	k.ScriptedEvents++
	k.Clock.At(at, state.Word(what, 0, i))
}

// scheduleForInstance puts an entry of an instance on the agenda.
func (k *cluster) scheduleForInstance(what state.Kind, h event.InstanceID, at des.Time) {
	if at != des.Never {
		k.countPendingOfInstance(what, h, 1)
		k.Clock.At(at, state.Word(what, 0, h))
	}
}

// scheduleTimer puts an entry of an instance on the agenda that is cancelled when the instance
// ends before.
func (k *cluster) scheduleTimer(what state.Kind, h event.InstanceID, at des.Time) {
	if at != des.Never {
		k.countPendingOfInstance(what, h, 1)
		x := &k.Instances[h]
		x.Timers = append(x.Timers, state.Timer{Ticket: k.Clock.AtTicket(at, state.Word(what, 0, h)), What: what})
	}
}

// stopTimers cancels the timers of an instance that ends.
func (k *cluster) stopTimers(h event.InstanceID) {
	x := &k.Instances[h]
	for _, t := range x.Timers {
		if k.Clock.Cancel(t.Ticket) {
			k.countPendingOfInstance(t.What, h, -1)
		}
	}
	x.Timers = nil
}

// countPendingOfInstance counts n pending entries of an instance more; fewer, where n is negative.
// CapacityEvents are those that may make room: an instance registers, is replaced, or ECS stops
// counting the tasks of one that is gone. One that no task needs is no reason to expect room; what
// else may come of it package outlook knows.
func (k *cluster) countPendingOfInstance(what state.Kind, h event.InstanceID, n int) {
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
