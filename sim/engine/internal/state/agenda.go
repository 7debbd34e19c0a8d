package state

import (
	"ecssim/sim/des"
)

// A word is an event: what happened, above the generation and the index of the
// record that it happened to. An event whose record has moved on since falls
// through.
type Kind uint8

const (
	TaskArrived         Kind = iota + 1 // of a workload: the next task of a stream is asked for
	TasksRequested                      // of a workload: RunTask is called for all of its tasks
	ServicePass                         // of a workload: the service scheduler looks at it
	Scripted                            // of Config.Events: it is done
	MetricTaken                         // of the cluster: a metric period is over
	MetricSeen                          // of the cluster: what a period has measured reaches service auto scaling
	CallsAllowed                        // of the cluster: EC2 lets a call through, or one is given up
	InstanceRegistered                  // of an instance, as are the next four
	InstanceInactive                    // it is terminated
	InstanceMissed                      // ECS notices that it is gone
	SpotReclaimed                       // its notice has run out
	DrainTimedOut                       // it has waited long enough for its tasks
	ENIAttached                         // of a task, as are all that follow
	ENITimedOut                         // the interface was not seen in time
	ProvisioningExpired                 // it has waited long enough for a capacity provider
	ImagesPulled                        // pause container up, images there
	ContainersStart                     // containers created and started
	StartTimedOut                       // they have not started in time
	TargetsRegistered                   // ACTIVATING is over
	BecameHealthy                       // every health check passes
	BecameUnhealthy                     // one never will
	TaskEnded                           // the essential container exited, its work done
	TaskExited                          // it exited by itself though it should run
	TargetsDrained                      // DEACTIVATING is over
	ContainersStopped                   // after SIGTERM, or SIGKILL
	ENIDeleted                          // interface detached and deleted
	ContainerDue                        // one of several containers comes a step further
)

const kindShift = 56

// GenMask is the part of a record's generation that an agenda word has room for.
const GenMask = 1<<24 - 1

// Word packs an event of the agenda: its kind, the generation of its record and its index.
func Word[I ~int | ~int32](k Kind, gen uint32, index I) uint64 {
	return uint64(k)<<kindShift | uint64(gen&GenMask)<<32 | uint64(uint32(index))
}

// Split unpacks what Word has packed.
func Split(w uint64) (k Kind, gen uint32, index int32) {
	return Kind(w >> kindShift), uint32(w>>32) & GenMask, int32(uint32(w))
}

// DueBit is the place of an event in task.due.
func DueBit(what Kind) uint16 { return 1 << (what - ENIAttached) }

// Timer is an event of an instance that may be voided.
type Timer struct {
	Ticket des.Ticket
	What   Kind
}

// ExitIsUnfollowed reports whether a task's next exit is no reason for a run to go on. That of a
// task that is to be replaced is one, unless its container is restarted whenever it exits.
func (k *Cluster) ExitIsUnfollowed(t *Task) bool {
	return t.Is(ExitUnfollowed) && (!t.Is(ToReplace) || k.RevisionOf(t).RestartsAlways)
}
