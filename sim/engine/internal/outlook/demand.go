package outlook

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// moreMayBeNeeded reports whether managed scaling of a capacity provider may find that it needs
// more instances than it has: for tasks that wait for it, now or later, or to stay below its
// target.
func (o *Outlook) moreMayBeNeeded(p event.ProviderID) bool {
	return o.once("moreMayBeNeeded", p, func() bool { return o.moreIsNeeded(p) })
}

func (o *Outlook) moreIsNeeded(p event.ProviderID) bool {
	c := &o.Config.Providers[p]
	more, excluded := o.Additions(c, p)
	if more > 0 {
		return true
	}
	if n := o.Providers[p].Size; c.Target < 100 && n > 0 && (excluded == 0 || !o.someTaskWaitsForever(p, nobodyStays)) &&
		(o.BusyInstances(p)*100 > n*c.Target || o.tasksMayChange()) {
		return true
	}
	for i := range o.Config.Services {
		o.Looks++
		if o.tasksMayQueue(event.WorkloadID(i), p) {
			return true
		}
	}
	return false
}

// tasksExpire reports whether tasks that wait for a capacity provider expire at all.
func (o *Outlook) tasksExpire() bool { return !state.Endless(o.Config.Timings.ProvisioningExpiry) }

// someTaskWaitsForever reports whether a task that waits for a capacity provider never expires, and
// nothing comes or goes that lets it in.
func (o *Outlook) someTaskWaitsForever(p event.ProviderID, staying event.WorkloadID) bool {
	return o.someTaskNeverExpires(p) && !o.someTaskMayLeaveGroup(p, staying) && !o.instanceWillRegister(p)
}

// someTaskNeverExpires reports whether a task waits for a capacity provider and never expires.
func (o *Outlook) someTaskNeverExpires(p event.ProviderID) bool {
	for q := range o.Queues {
		x := &o.Queues[q]
		if x.Provider != p {
			continue
		}
		for t := x.Waiting.Head; t >= 0; t = o.Tasks.At(t).Next {
			if o.Tasks.At(t).Due == 0 {
				return true
			}
		}
	}
	return false
}

// tasksMayQueue reports whether tasks of a service may come to wait for a capacity provider that
// could launch an instance for them: those that it starts now or in place of some that leave, or
// the successors of those that expire.
func (o *Outlook) tasksMayQueue(i event.WorkloadID, p event.ProviderID) bool {
	w := &o.Workloads[i]
	if o.startsNone(w) || o.StartsNoMore(w) || !o.launchWouldServe(w, p) {
		return false
	}
	queued := 0
	for r := range o.startedRevisions(w) {
		for _, q := range r.Queues {
			if n := o.Queues[q].Count; n > 0 {
				queued += n
				next := o.queuesOfSuccessors(q)
				if o.tasksExpire() && (o.Queues[next[0]].Provider == p || o.Queues[next[1]].Provider == p) {
					return true
				}
			}
		}
	}
	if w.Placed-queued != w.Running || w.Leaving > 0 || w.ToReplace > 0 || w.Unhealthy > 0 ||
		o.Startable(i) > 0 || o.mayScale(w) {
		return true
	}
	if source, _ := o.NextSource(i); source >= 0 {
		return true
	}
	for _, t := range w.Members {
		if x := o.Tasks.At(t); x.State != event.Queued && o.taskWillChange(x) {
			return true
		}
	}
	return o.mayLoseInstance(w, nobodyStays)
}

// launchWouldServe reports whether tasks of a service may wait for a capacity provider that
// could launch an instance for them.
func (o *Outlook) launchWouldServe(w *state.Workload, p event.ProviderID) bool {
	for _, item := range w.Use.Providers {
		if event.ProviderID(item.Provider) != p || item.Weight+item.Base == 0 {
			continue
		}
		for _, r := range w.Revisions {
			if o.TasksPerInstance(&o.Config.Providers[p], &r.Claim, false) > 0 {
				return true
			}
		}
	}
	return false
}

// queuesOfSuccessors are the queues of a service's next task when one of the tasks in a queue has
// expired, and when all have.
func (o *Outlook) queuesOfSuccessors(q state.QueueID) [2]state.QueueID {
	x := &o.Queues[q]
	return [2]state.QueueID{o.NextQueueWithout(x.Revision, q, 1), o.NextQueueWithout(x.Revision, q, x.Count)}
}
