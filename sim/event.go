package sim

import "ecssim/sim/des"

// An event is one word: what happened, above the generation and the index of the
// record that it happened to. An event whose record has moved on since falls
// through.
type kind uint8

const (
	taskArrived     kind = iota + 1 // of a workload: the next task of a stream is asked for
	tasksRequested                  // of a workload: RunTask is called for all of its tasks
	servicePassed                   // of a workload: the service scheduler looks at it
	eniAttached                     // of a task, as are all that follow
	imagesPulled                    // pause container up, images there
	containersStart                 // containers created and started
	taskEnded                       // the essential container exited
	eniDeleted                      // interface detached and deleted
	eniTimedOut                     // the interface was not seen in time
)

const (
	kindShift = 56
	genMask   = 1<<24 - 1
)

func word(k kind, gen uint32, index int32) uint64 {
	return uint64(k)<<kindShift | uint64(gen&genMask)<<32 | uint64(uint32(index))
}

func split(w uint64) (k kind, gen uint32, index int32) {
	return kind(w >> kindShift), uint32(w>>32) & genMask, int32(uint32(w))
}

// handle runs one event to its end.
func (k *cluster) handle(w uint64) {
	what, gen, i := split(w)
	k.trace.Note(k.clock.Now(), uint8(what), uint64(uint32(i)), uint64(gen))
	switch what {
	case taskArrived:
		k.live--
		k.onTaskArrived(i)
		return
	case tasksRequested:
		k.live--
		k.onTasksRequested(i)
		return
	case servicePassed:
		k.onServicePassed(i)
		return
	}
	k.live--
	if k.tasks.Gen(i)&genMask != gen {
		return
	}
	switch what {
	case eniAttached:
		k.onENIAttached(i)
	case eniTimedOut:
		k.fail(i, failedAttach)
	case imagesPulled:
		k.onImagesPulled(i)
	case containersStart:
		k.onContainersStart(i)
	case taskEnded:
		k.onTaskEnded(i)
	case eniDeleted:
		k.onENIDeleted(i)
	}
}

// schedule makes an event of a task due in a while.
func (k *cluster) schedule(what kind, i int32, at des.Time) {
	k.live++
	k.clock.At(at, word(what, k.tasks.Gen(i), i))
}

// scheduleWork makes an event of a workload due that will change something.
func (k *cluster) scheduleWork(what kind, w int32, at des.Time) {
	k.live++
	k.clock.At(at, word(what, 0, w))
}
