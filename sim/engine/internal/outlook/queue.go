package outlook

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// queueServed reports whether a task that waits in a queue is placed, or has its capacity
// provider launch an instance or wait for one that boots.
func (o *Outlook) queueServed(q state.QueueID) bool {
	x := &o.Queues[q]
	return o.fits(x.Shape) || o.launchesForOneMore(x) || o.providerMayLaunch(x.Provider, x.Revision.Workload) ||
		o.instanceWillRegister(x.Provider)
}

// launchesForOneMore reports whether a capacity provider launches an instance when one more task
// waits in a queue of it, and that instance has room for the task.
func (o *Outlook) launchesForOneMore(x *state.ProviderQueue) bool {
	c, p := &o.Config.Providers[x.Provider], &o.Providers[x.Provider]
	return c.Managed && p.Size < p.Max && o.TasksPerInstance(c, &x.Revision.Claim, false) > 0 &&
		o.groupMayLaunch(event.GroupID(c.Group)) && o.newInstanceSuits(x.Provider, x.Revision, x.Shape)
}

// someQueueServed reports whether any queue of a revision that takes tasks is served.
func (o *Outlook) someQueueServed(r *state.Revision) bool {
	for j, item := range o.Workloads[r.Workload].Use.Providers {
		if item.Weight+item.Base > 0 && o.queueServed(r.Queues[j]) {
			return true
		}
	}
	return false
}

// successorServed reports whether the successor of tasks in a queue, when they expire, goes to
// the queue of another capacity provider that is served, or whose group changes then; with
// andLater also to one in which room may come some day.
func (o *Outlook) successorServed(q state.QueueID, andLater bool) bool {
	if !o.startsRevision(o.Queues[q].Revision) {
		return false
	}
	for _, next := range o.queuesOfSuccessors(q) {
		if next == q {
			continue
		}
		if o.queueServed(next) || o.groupMayChange(o.Queues[next].Provider) || andLater && o.roomMayComeForQueue(next) {
			return true
		}
	}
	return false
}

// expiryHelps reports whether it changes something for its service when a task in a queue
// expires: the circuit breaker counts that, or no successor may wait in its place, and then an
// unhealthy task is stopped before it has a successor.
func (o *Outlook) expiryHelps(t *state.Task) bool {
	w := o.Owner(t)
	return t.Due != 0 && (t.Deployment == w.Primary && o.breakerIsArmed(w) ||
		w.Unhealthy+o.UnhealthySources(w) > 0 && o.provisioningLimitMayBind())
}

// provisioningLimitMayBind reports whether more tasks may want to wait for capacity providers
// than the limit of PROVISIONING tasks lets.
func (o *Outlook) provisioningLimitMayBind() bool {
	return o.once("provisioningLimitMayBind", event.None, func() bool {
		n := o.QueuedTasks
		for i := range o.Config.Services {
			if w := &o.Workloads[i]; len(w.Use.Providers) > 0 {
				n += w.Requested
			}
		}
		return n > o.Config.Quotas.ProvisioningPerCluster
	})
}

// fits reports whether an instance has room for a task of a shape.
func (o *Outlook) fits(shape state.ShapeID) bool {
	h, _ := o.Choose(shape, 0)
	return h >= 0
}
