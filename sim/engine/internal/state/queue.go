package state

import (
	"ecssim/model"
	"ecssim/sim/event"
)

// ProviderQueue is the tasks of one revision that one capacity provider takes: those in
// PROVISIONING wait here for room, first come first served.
type ProviderQueue struct {
	Provider     event.ProviderID
	Shape        ShapeID
	Revision     *Revision
	StrategyItem int8 // its place in the capacity provider strategy
	Tasks        int  // the revision's tasks of the provider that are not told to stop, waiting or not
	Waiting      TaskQueue
	Count        int          // tasks in Waiting
	Reason       model.Reason // why the task at its head was last refused
}

// NextQueue picks the queue of a workload's next task of a revision.
func (k *Cluster) NextQueue(r *Revision) QueueID { return k.NextQueueWithout(r, event.None, 0) }

// NextQueueWithout is NextQueue if n tasks of one queue were gone.
func (k *Cluster) NextQueueWithout(r *Revision, gone QueueID, n int) QueueID {
	items := k.Workloads[r.Workload].Use.Providers
	tasks := func(j int) int {
		if q := r.Queues[j]; q == gone {
			return k.Queues[q].Tasks - n
		}
		return k.Queues[r.Queues[j]].Tasks
	}
	weights, beyond := 0, 0
	for j, item := range items {
		if tasks(j) < item.Base {
			return r.Queues[j]
		}
		weights += item.Weight
		beyond += tasks(j) - item.Base
	}
	best, lead := 0, int64(0)
	for j, item := range items {
		if item.Weight == 0 {
			continue
		}
		behind := int64(item.Weight)*int64(beyond+1) - int64(tasks(j)-item.Base)*int64(weights)
		if lead == 0 && items[best].Weight == 0 || behind > lead {
			best, lead = j, behind
		}
	}
	return r.Queues[best]
}

// WaitingFor is how many tasks wait for a capacity provider.
func (k *Cluster) WaitingFor(p event.ProviderID) int {
	n := 0
	for q := range k.Queues {
		if k.Queues[q].Provider == p {
			n += k.Queues[q].Count
		}
	}
	return n
}

// TaskQueue is the head and tail of a queue of tasks, linked by Task.Next.
//
//	Head = None if and only if Tail = None; from Head, Next leads to Tail, whose Next is None
type TaskQueue struct{ Head, Tail event.TaskID }

// QueuedOf is how many tasks of a workload wait for capacity providers.
func (k *Cluster) QueuedOf(i event.WorkloadID) int {
	n := 0
	for _, r := range k.Workloads[i].Revisions {
		for _, q := range r.Queues {
			n += k.Queues[q].Count
		}
	}
	return n
}

// EmptyQueue is a queue without tasks.
func EmptyQueue() TaskQueue { return TaskQueue{Head: event.None, Tail: event.None} }
