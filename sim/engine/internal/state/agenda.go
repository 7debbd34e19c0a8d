package state

import "ecssim/sim/des"

// Kind is what is due in an entry of the agenda. An entry is a word of 64 bits: its kind, the
// generation of the record that it is about, and the index of that record. An entry whose record
// has another generation by then, or waits for it no more, does nothing.
type Kind uint8

const (
	TaskArrived         Kind = iota + 1 // of a workload: the next task of a RunTask request is asked for
	TasksRequested                      // of a workload: RunTask is called for all of its tasks
	ServicePass                         // of a workload: a pass of the service scheduler
	Scripted                            // of Config.Events, and after these of the services' scheduled actions: it is carried out
	MetricTaken                         // of the cluster, or of a workload, from 1, with metrics of its own: a metric period is over
	MetricSeen                          // of the cluster: what a period has measured reaches service auto scaling
	CallsAllowed                        // of the cluster: EC2 lets a call through, or one is given up
	InstanceRegistered                  // of an instance, as are the next four: it has booted
	InstanceInactive                    // it is terminated
	InstanceMissed                      // ECS notices that it is gone
	SpotReclaimed                       // its notice has run out
	DrainTimedOut                       // its tasks have not left in time
	ENIAttached                         // of a task, as are all that follow: its interface is attached
	ENITimedOut                         // the interface was not seen in time
	ProvisioningExpired                 // it has waited too long for a capacity provider
	ImagesPulled                        // pause container up, images there
	ContainersStart                     // containers created and started
	StartTimedOut                       // they have not started in time
	TargetsRegistered                   // ACTIVATING is over
	ChecksPassed                        // a target is healthy, or every health check passes
	BecameUnhealthy                     // a health check has failed for good
	TaskEnded                           // of a RunTask task: its work is done, or its essential container exits
	TaskExited                          // of a service's task: its essential container exits by itself
	TargetsDrained                      // DEACTIVATING is over
	ContainersStopped                   // on SIGTERM, or by SIGKILL
	ENIDeleted                          // interface detached and deleted
	ContainerDue                        // the next step of a task of several containers
)

const kindShift = 56

// GenMask is the part of a record's generation that an entry has room for.
const GenMask = 1<<24 - 1

// Word packs an entry of the agenda: its kind, the generation of its record and its index.
func Word[I ~int | ~int32](k Kind, gen uint32, index I) uint64 {
	return uint64(k)<<kindShift | uint64(gen&GenMask)<<32 | uint64(uint32(index))
}

// Split unpacks what Word has packed.
func Split(w uint64) (k Kind, gen uint32, index int32) {
	return Kind(w >> kindShift), uint32(w>>32) & GenMask, int32(uint32(w))
}

// DueBit is the bit of a kind of entry in Task.Due.
func DueBit(what Kind) uint16 { return 1 << (what - ENIAttached) }

// Timer is an entry of an instance that is cancelled when the instance ends before.
type Timer struct {
	Ticket des.Ticket
	What   Kind
}

// ExitIsUnfollowed reports whether a task's next exit is no reason for a run to go on. That of a
// task that is to be replaced is one, unless its container is restarted whenever it exits.
func (k *Cluster) ExitIsUnfollowed(t *Task) bool {
	return t.Is(ExitUnfollowed) && (!t.Is(ToReplace) || k.RevisionOf(t).RestartsAlways)
}
