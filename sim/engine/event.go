package engine

import (
	"math/bits"

	"ecssim/sim/des"
)

// A word is an event: what happened, above the generation and the index of the
// record that it happened to. An event whose record has moved on since falls
// through.
type kind uint8

const (
	taskArrived        kind = iota + 1 // of a workload: the next task of a stream is asked for
	tasksRequested                     // of a workload: RunTask is called for all of its tasks
	servicePassed                      // of a workload: the service scheduler looks at it
	scripted                           // of Config.Events: it is done
	metricTaken                        // of the cluster: a metric period is over
	metricSeen                         // of the cluster: what a period has measured reaches service auto scaling
	callsAllowed                       // of the cluster: EC2 lets a call through, or one is given up
	instanceRegistered                 // of an instance, as are the next four
	instanceInactive                   // it is terminated
	hostMissed                         // ECS notices that it is gone
	spotReclaimed                      // its notice has run out
	drainTimedOut                      // it has waited long enough for its tasks
	eniAttached                        // of a task, as are all that follow
	eniTimedOut                        // the interface was not seen in time
	expired                            // it has waited long enough for a capacity provider
	imagesPulled                       // pause container up, images there
	containersStart                    // containers created and started
	startTimedOut                      // they have not started in time
	targetsRegistered                  // ACTIVATING is over
	becameHealthy                      // every health check passes
	becameUnhealthy                    // one never will
	taskEnded                          // the essential container exited, its work done
	taskExited                         // it exited by itself though it should run
	targetsDrained                     // DEACTIVATING is over
	containersStopped                  // after SIGTERM, or SIGKILL
	eniDeleted                         // interface detached and deleted
	containerDue                       // one of several containers comes a step further
)

const (
	kindShift = 56
	genMask   = 1<<24 - 1
)

func word[I ~int | ~int32](k kind, gen uint32, index I) uint64 {
	return uint64(k)<<kindShift | uint64(gen&genMask)<<32 | uint64(uint32(index))
}

func split(w uint64) (k kind, gen uint32, index int32) {
	return kind(w >> kindShift), uint32(w>>32) & genMask, int32(uint32(w))
}

// handle runs one event to its end, and lets tasks in that wait for room.
func (k *cluster) handle(w uint64) {
	what, gen, i := split(w)
	k.trace.Note(k.clock.Now(), w)
	if what >= eniAttached {
		k.handleTask(what, gen, taskID(i))
	} else {
		k.handleOther(what, i)
	}
	if k.queued > 0 && k.pumped != k.changes {
		k.pump()
	}
	if k.followers && k.followed != k.changes {
		k.wakeFollowers()
	}
}

func (k *cluster) handleOther(what kind, i int32) {
	switch what {
	case servicePassed:
		k.onServicePassed(workID(i))
		return
	case metricTaken:
		k.onMetricTaken()
		return
	case metricSeen:
		k.onMetricSeen()
		return
	case callsAllowed:
		k.onCallsAllowed()
		return
	case taskArrived, tasksRequested, scripted:
		k.script--
		k.live--
		for p := range k.providers {
			x := &k.providers[p]
			x.swings, x.idle, x.ceased = 0, 0, false
		}
	default:
		k.reckonHost(what, hostID(i), -1)
	}
	switch what {
	case taskArrived:
		k.onTaskArrived(workID(i))
	case tasksRequested:
		k.onTasksRequested(workID(i))
	case scripted:
		k.onScripted(i)
	case instanceRegistered:
		k.onInstanceRegistered(hostID(i))
	case instanceInactive:
		k.onInstanceInactive(hostID(i))
	case hostMissed:
		k.onHostMissed(hostID(i))
	case spotReclaimed:
		k.terminate(hostID(i), "its Spot notice ran out")
	case drainTimedOut:
		k.onDrainTimedOut(hostID(i))
	}
}

// handleTask hands an event to the task that it belongs to, if that still waits
// for it: one that has been told to stop, or has failed, does not.
func (k *cluster) handleTask(what kind, gen uint32, i taskID) {
	if k.tasks.Gen(i)&genMask != gen {
		return
	}
	t := k.tasks.At(i)
	if t.due&bit(what) == 0 {
		return
	}
	k.settle(t, what)
	switch what {
	case eniAttached:
		k.onENIAttached(i, t)
	case eniTimedOut:
		k.fail(i, t, failedAttach)
	case expired:
		k.onExpired(i, t)
	case imagesPulled:
		k.onImagesPulled(i, t)
	case containersStart:
		k.onContainersStart(i, t)
	case startTimedOut:
		k.startFailed(i, t, k.failedStart())
	case targetsRegistered:
		k.onTargetsRegistered(i, t)
	case becameHealthy:
		k.onHealthy(i, t)
	case becameUnhealthy:
		k.onUnhealthy(i, t)
	case taskEnded:
		k.onTaskEnded(i, t)
	case taskExited:
		k.onTaskExited(i, t)
	case targetsDrained:
		k.onTargetsDrained(i, t)
	case containersStopped:
		k.onContainersStopped(i, t)
	case eniDeleted:
		k.onENIDeleted(i, t)
	case containerDue:
		k.onContainerDue(i, t)
	}
}

// schedule makes an event of a task due, and k.live counts it while the task
// waits for it.
func (k *cluster) schedule(what kind, i taskID, t *task, at des.Time) {
	if at == des.Never {
		k.wake(k.workOf(t)) // this far and no further
		return
	}
	t.due |= bit(what)
	if what == taskExited {
		t.turn(aside, k.config.Duration == 0 && k.owner(t).exits+k.owner(t).restarts >= exitsFollowed)
	}
	k.reckon(t, what, 1)
	k.clock.At(at, word(what, k.tasks.Gen(i), i))
}

// unfollowed reports whether a task's next exit is no reason for a run to go on. That of a
// task that is to be replaced is one, unless its container is restarted whenever it exits.
func (k *cluster) unfollowed(t *task) bool {
	return t.is(aside) && (!t.is(outgoing) || k.rev(t).again)
}

// exitsFollowed is how many exits and restarts of a service's tasks a run without an end of its
// own waits for.
const exitsFollowed = 10

// bit is the place of an event in task.due.
func bit(what kind) uint16 { return 1 << (what - eniAttached) }

// reckon counts the pending events of tasks. After some of its tasks have exited, a
// service's next exit alone is no reason for a run to go on: without an end of its own
// a run would never see the last of them. Those of a task that is to be replaced come
// to an end, unless its container is restarted each time.
func (k *cluster) reckon(t *task, what kind, n int) {
	if what == taskExited && k.rev(t).again {
		k.repeats += n
	}
	if what == taskExited && k.unfollowed(t) {
		k.exits += n
		return
	}
	k.live += n
	w := k.owner(t)
	w.live += n
	if w.service != nil {
		k.serving += n
	}
	if what == expired {
		w.expiries += n
		k.doubtful = k.doubtful || w.service != nil
	}
}

// await has a task wait again for an event of it that is still to come.
func (k *cluster) await(what kind, t *task) {
	if t.due&bit(what) == 0 {
		t.due |= bit(what)
		k.reckon(t, what, 1)
	}
}

// settle strikes one event off those that a task waits for.
func (k *cluster) settle(t *task, what kind) {
	t.due &^= bit(what)
	k.reckon(t, what, -1)
}

// abandon strikes off all of them: they fall through when their time comes.
func (k *cluster) abandon(t *task) {
	for ; t.due != 0; t.due &= t.due - 1 {
		k.reckon(t, eniAttached+kind(bits.TrailingZeros16(t.due)), -1)
	}
}

// mark says whether a task is to be replaced.
func (k *cluster) mark(t *task, replaced bool) {
	exits := t.due&bit(taskExited) != 0
	if exits {
		k.reckon(t, taskExited, -1)
	}
	t.turn(outgoing, replaced)
	if exits {
		k.reckon(t, taskExited, 1)
	}
}

// planned makes an event due that the scenario has planned, which no deployment
// can hope for.
func (k *cluster) planned(what kind, i int32, at des.Time) {
	k.live++
	k.script++
	k.clock.At(at, word(what, 0, i))
}

// later makes an event of an instance due.
func (k *cluster) later(what kind, h hostID, at des.Time) {
	if at != des.Never {
		k.reckonHost(what, h, 1)
		k.clock.At(at, word(what, 0, h))
	}
}

// timer makes an event of an instance due that is void when the instance goes
// before.
func (k *cluster) timer(what kind, h hostID, at des.Time) {
	if at != des.Never {
		k.reckonHost(what, h, 1)
		x := &k.info[h]
		x.timers = append(x.timers, timer{k.clock.AtTicket(at, word(what, 0, h)), what})
	}
}

// stopTimers voids what an instance that goes has waited for.
func (k *cluster) stopTimers(h hostID) {
	x := &k.info[h]
	for _, t := range x.timers {
		if k.clock.Cancel(t.ticket) {
			k.reckonHost(t.what, h, -1)
		}
	}
	x.timers = nil
}

// timer is an event of an instance that may be voided.
type timer struct {
	ticket des.Ticket
	what   kind
}

// reckonHost counts the pending events of instances, and those that may make room:
// an instance comes, is replaced, or its tasks are struck out. One that no task needs is
// no hope but to those whom instanceMayCome knows of.
func (k *cluster) reckonHost(what kind, h hostID, n int) {
	k.live += n
	x := &k.info[h]
	switch what {
	case instanceRegistered:
		if !x.needless {
			k.hosting += n
		}
	case hostMissed:
		k.hosting += n
	case drainTimedOut:
		if x.renew {
			k.hosting += n
		}
	case spotReclaimed:
		if x.provider >= 0 {
			k.hosting += n
		}
	}
}
