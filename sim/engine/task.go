package engine

import "ecssim/sim/des"

// state is where a task stands, in the words of DescribeTasks.
type state uint8

const (
	queued         state = iota // PROVISIONING: it waits for a capacity provider to have room
	provisioning                // PROVISIONING: its network interface is being created and attached
	waiting                     // PENDING: in the agent's queue for room on the host
	pending                     // PENDING: the agent has taken it: images, containers
	activating                  // ACTIVATING: containers started, targets being registered
	running                     // all containers started
	deactivating                // DEACTIVATING: its targets drain
	stopping                    // STOPPING: between SIGTERM and SIGKILL
	deprovisioning              // DEPROVISIONING: stopped; its network interface is being detached and deleted
)

// task is one task from placement to the last of what it took. It has 56 bytes, so
// that with the 8 of des.Slots a task is one line of the cache: on a large cluster
// most of what an event costs is to fetch it. What follows from its deployment is
// not here; see workOf, owner, rev and laneOf.
//
// Handlers are given a task by its index and by pointer. The pointer holds until the
// task is gone: nothing may touch it after a call of gone, detach or halted.
type task struct {
	asked  des.Time
	luck   des.Luck // fixes every duration of its life
	host   hostID   // none while queued
	dep    depID    // the deployment that it belongs to
	serial int32    // in its workload, from 1
	place  int32    // in its service's members
	onHost int32    // in its instance's tasks
	round  int32    // the pass of its deployment that placed it
	next   taskID   // behind it in its host's queue or its lane
	ports  nodeID   // its first dynamic port, in sockets.nodes
	due    uint16   // events that it waits for, a bit a kind
	flags  flag     // what else is so
	subnet int16    // of its interface; none where it has none of its own
	item   int8     // of its service's capacity provider strategy; none = launch type EC2
	state  state
}

// flag is something that is so of a task or is not.
type flag uint16

const (
	ran      flag = 1 << iota // came to RUNNING
	noSlot                    // no device index was left for its interface
	early                     // began before the run: no step takes time
	adrift                    // a daemon's, on an instance that drains
	told                      // its desired status is STOPPED
	outgoing                  // to be replaced: of an older revision, or on an instance that drains
	healthy                   // so its health checks say, or time where it has none
	sick                      // a health check of it has failed for good
	aside                     // its exit is no reason for the run to go on
	lost                      // its instance is gone and ECS has not noticed
	target                    // registered with its target groups
)

func (t *task) is(f flag) bool { return t.flags&f != 0 }
func (t *task) set(f flag)     { t.flags |= f }
func (t *task) unset(f flag)   { t.flags &^= f }

// runs reports whether ECS knows the task as RUNNING: also while its agent stops the other
// containers of one whose essential container has exited.
func (t *task) runs() bool {
	return !t.is(lost) && (t.state == running || t.state == stopping && t.is(ran) && !t.is(told))
}

func (t *task) turn(f flag, on bool) {
	if t.unset(f); on {
		t.set(f)
	}
}

// workOf is the index of a task's service or stream, and owner is that itself.
func (k *cluster) workOf(t *task) workID   { return k.deps[t.dep].work }
func (k *cluster) owner(t *task) *workload { return k.deps[t.dep].owner }

// rev is the revision of a task.
func (k *cluster) rev(t *task) *revision { return k.deps[t.dep].rev }

// laneOf is the lane of a task that has a capacity provider.
func (k *cluster) laneOf(t *task) *lane { return &k.lanes[k.rev(t).lanes[t.item]] }
