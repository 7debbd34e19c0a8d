package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

func (k *cluster) push(q *state.TaskQueue, i event.TaskID) {
	if q.Head < 0 {
		q.Head = i
	} else {
		k.Tasks.At(q.Tail).Next = i
	}
	q.Tail = i
	k.Tasks.At(i).Next = event.None
}

func (k *cluster) pop(q *state.TaskQueue) event.TaskID {
	i := q.Head
	t := k.Tasks.At(i)
	if q.Head, t.Next = t.Next, event.None; q.Head < 0 {
		q.Tail = event.None
	}
	return i
}

// remove takes a task out of the middle of a queue.
func (k *cluster) remove(q *state.TaskQueue, i event.TaskID) {
	if q.Head == i {
		k.pop(q)
		return
	}
	before := q.Head
	for k.Tasks.At(before).Next != i {
		before = k.Tasks.At(before).Next
	}
	t := k.Tasks.At(i)
	k.Tasks.At(before).Next, t.Next = t.Next, event.None
	if q.Tail == i {
		q.Tail = before
	}
}

// wakeQueue starts tasks from the head of a host's queue until one does not fit:
// those behind it wait as well, even if they would.
func (k *cluster) wakeQueue(h event.InstanceID) {
	for {
		x := &k.Instances[h]
		i := x.Queue.Head
		if i < 0 || !x.Connected && !k.Config.Options.QueueWithoutECS || !k.AgentFits(i, k.Tasks.At(i)) {
			return
		}
		k.pop(&x.Queue)
		k.agentStart(i, k.Tasks.At(i))
	}
}
