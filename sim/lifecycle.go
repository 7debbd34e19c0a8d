package sim

import (
	"time"

	"ecssim/model"
	"ecssim/sim/des"
)

// state is where a task stands, in the words of DescribeTasks. What comes after
// RUNNING in one step is not a state of its own here.
type state uint8

const (
	provisioning   state = iota // its network interface is being created and attached
	waiting                     // PENDING: in the agent's queue for room on the host
	pending                     // PENDING: the agent has taken it: images, containers
	running                     // all containers started
	deprovisioning              // stopped; its network interface is being detached and deleted
)

// task is one task from placement to the last of what it took: a plain record of
// fixed size in a recycled slice.
type task struct {
	asked  des.Time
	luck   des.Luck // fixes every duration of its life
	host   int32
	work   int32
	next   int32 // behind it in its host's queue; -1 = none
	ports  int32 // its first dynamic port, in sockets.nodes; -1 = none
	subnet int16 // of its interface; -1 = none
	state  state
	ran    bool // came to RUNNING
	noSlot bool // no device index was left for its interface
	early  bool // began before the run: no step takes time
}

// What a task's chance decides, one draw each.
const (
	drawAttach uint32 = iota + 1
	drawPause
	drawPull
	drawStart
	drawRun
	drawDetach
)

func (k *cluster) draw(t *task, purpose uint32, d des.Dist) time.Duration {
	if t.early || d.IsZero() {
		return 0
	}
	return t.luck.Draw(purpose, d, &k.scratch)
}

// startTask is PROVISIONING: an awsvpc task has its interface created in its
// subnet and attached to the instance; others go to the agent at once.
func (k *cluster) startTask(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	t.early = w.service != nil && w.service.StartedBefore && k.clock.Now() == 0
	if !w.net.Attach {
		k.toAgent(i)
		return
	}
	t.state = provisioning
	if q := &k.config.Quotas; k.enis >= q.ENIsPerRegion && q.Enforced[QuotaENIsPerRegion] {
		k.fail(i, failedQuota)
		return
	}
	if t.subnet = k.interfaceIn(w.use, t.host); t.subnet < 0 {
		k.fail(i, failedAddresses)
		return
	}
	manual := k.config.Groups[k.info[t.host].group].ManualENIs
	if t.noSlot = k.devices[t.host]+manual >= k.hosts.At(t.host).Registered.ENI; !t.noSlot {
		k.devices[t.host]++
	}
	k.addENIs(1)
	d := k.draw(t, drawAttach, k.attach(t))
	switch limit := k.config.Timings.ENIAttachTimeout; {
	case limit > 0 && d > limit:
		k.schedule(eniTimedOut, i, k.clock.Now().Add(limit))
	case d == 0:
		k.onENIAttached(i)
	default:
		k.schedule(eniAttached, i, k.clock.Now().Add(d))
	}
}

// attach is what attaching a task's interface takes on its host.
func (k *cluster) attach(t *task) des.Dist {
	if k.info[t.host].trunk {
		return k.config.Timings.BranchAttach
	}
	return k.config.Timings.ENIAttach
}

// interfaceIn takes an address for a task's interface in the first of its subnets
// that lies in the host's zone and has one free, and returns the subnet; -1 where
// all are used up (InsufficientFreeAddressesInSubnet).
func (k *cluster) interfaceIn(u *Use, h int32) int16 {
	zone := k.info[h].zone
	try := func(s int) bool { return k.config.Subnets[s].Zone == zone && k.subnets[s].Take(1) }
	if len(u.Subnets) == 0 {
		for s := range k.config.Subnets {
			if try(s) {
				return int16(s)
			}
		}
		return -1
	}
	for _, s := range u.Subnets {
		if try(s) {
			return int16(s)
		}
	}
	return -1
}

// onENIAttached fails the task if its interface was begun when no device index was
// left for it: the slot that the scheduler counted on was taken by an interface
// attached by hand, which ECS does not see, or by one still being detached, under
// the reading that frees slots early.
func (k *cluster) onENIAttached(i int32) {
	t := k.tasks.At(i)
	if t.noSlot {
		k.fail(i, failedDeviceIndex)
		return
	}
	k.toAgent(i)
}

// toAgent is PENDING: the agent starts the task, or queues it behind others until
// the tasks that it still holds leave room (amazon-ecs-agent, waitingTaskQueue).
func (k *cluster) toAgent(i int32) {
	t := k.tasks.At(i)
	q := &k.queue[t.host]
	if q.head < 0 && k.hosts.AgentFits(t.host, &k.work[t.work].claim) {
		k.agentStart(i)
		return
	}
	t.state = waiting
	k.enqueue(q, i)
}

// agentStart takes the task's resources on the host and pulls its images, behind
// the pause container where the mode has one.
func (k *cluster) agentStart(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	k.hosts.AgentTake(t.host, &w.claim)
	t.state = pending
	d := k.draw(t, drawPull, k.config.Timings.ImagePull)
	if len(w.net.Pauses) > 0 {
		d += k.draw(t, drawPause, k.config.Timings.PauseStart)
	}
	if d == 0 {
		k.onImagesPulled(i)
		return
	}
	k.schedule(imagesPulled, i, k.clock.Now().Add(d))
}

// onImagesPulled creates the containers; now, and not when they start, the agent
// chooses their dynamic host ports.
func (k *cluster) onImagesPulled(i int32) {
	t := k.tasks.At(i)
	if err := k.sockets.choose(t, &k.work[t.work]); err != nil {
		k.fail(i, failure{text: model.HostConfigErrorPrefix + err.Error(), port: true})
		return
	}
	if d := k.draw(t, drawStart, k.config.Timings.ContainerStart); d > 0 {
		k.schedule(containersStart, i, k.clock.Now().Add(d))
		return
	}
	k.onContainersStart(i)
}

// onContainersStart binds what the containers publish and listen on; then the
// task is RUNNING.
func (k *cluster) onContainersStart(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	if why, ok := k.sockets.open(k.hosts, t, w); !ok {
		k.fail(i, why)
		return
	}
	t.state, t.early = running, false
	w.running++
	w.streak = 0
	k.measure.run.Add(k.clock.Now().Sub(t.asked))
	if w.stream != nil && !w.stream.Forever {
		k.schedule(taskEnded, i, k.clock.Now().Add(k.draw(t, drawRun, w.stream.RunFor)))
	}
}

// onTaskEnded is the exit of the essential container. Both ledgers get everything
// back at once but the ENI slot, which returns when the interface is gone.
func (k *cluster) onTaskEnded(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	w.running--
	w.completed++
	k.freed++
	t.ran = true
	k.sockets.close(k.hosts, t, w)
	k.stop(i)
}

// stop ends a task that the agent holds and has stopped.
func (k *cluster) stop(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	h := t.host
	k.hosts.AgentRelease(h, &w.claim)
	k.leave(i)
	k.wakeQueue(h)
}

// leave gives back what the control plane counts and, in awsvpc, begins to detach
// the interface.
func (k *cluster) leave(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	w.placed--
	k.changes++
	k.fleet.Stop(w.shape, t.host)
	if !w.net.Attach {
		k.tasks.Free(i)
		return
	}
	if k.config.Options.ENIAtStopping {
		k.freeSlot(t, w)
	}
	t.state = deprovisioning
	if t.subnet < 0 {
		k.onENIDeleted(i)
		return
	}
	if d := k.draw(t, drawDetach, k.config.Timings.ENIDetach); d > 0 {
		k.schedule(eniDeleted, i, k.clock.Now().Add(d))
		return
	}
	k.onENIDeleted(i)
}

func (k *cluster) onENIDeleted(i int32) {
	t := k.tasks.At(i)
	w := &k.work[t.work]
	if t.subnet >= 0 {
		k.subnets[t.subnet].Release(1)
		if !t.noSlot {
			k.devices[t.host]--
		}
		k.enis--
	}
	if !k.config.Options.ENIAtStopping {
		k.freeSlot(t, w)
	}
	k.changes++
	if t.ran {
		k.freed++
	}
	k.tasks.Free(i)
}

func (k *cluster) freeSlot(t *task, w *workload) {
	k.measure.beforeENI(k, t.host)
	k.fleet.Gone(w.shape, t.host)
	k.measure.afterENI(k, t.host)
}

// fifo is the head and tail of a host's queue of tasks; -1 = empty.
type fifo struct{ head, tail int32 }

func (k *cluster) enqueue(q *fifo, i int32) {
	if q.head < 0 {
		q.head = i
	} else {
		k.tasks.At(q.tail).next = i
	}
	q.tail = i
}

// wakeQueue starts tasks from the head of a host's queue until one does not fit:
// those behind it wait as well, even if they would.
func (k *cluster) wakeQueue(h int32) {
	for {
		q := &k.queue[h]
		i := q.head
		if i < 0 || !k.hosts.AgentFits(h, &k.work[k.tasks.At(i).work].claim) {
			return
		}
		t := k.tasks.At(i)
		if q.head, t.next = t.next, -1; q.head < 0 {
			q.tail = -1
		}
		k.agentStart(i)
	}
}
