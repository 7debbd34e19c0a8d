package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// addToInstance and removeFromInstance keep Instance.Tasks.
func (k *cluster) addToInstance(i event.TaskID, t *state.Task) {
	x := &k.Instances[t.Instance]
	t.InstanceIndex = int32(len(x.Tasks))
	x.Tasks = append(x.Tasks, i)
	x.TaskCount++
}

func (k *cluster) removeFromInstance(t *state.Task) {
	x := &k.Instances[t.Instance]
	last := len(x.Tasks) - 1
	moved := x.Tasks[last]
	k.Tasks.At(moved).InstanceIndex = t.InstanceIndex
	x.Tasks[t.InstanceIndex] = moved
	x.Tasks = x.Tasks[:last]
}

// wakeServices makes a pass of every service due.
func (k *cluster) wakeServices() {
	for i := range k.Workloads {
		if w := &k.Workloads[i]; w.Service != nil {
			k.wake(event.WorkloadID(i))
		}
	}
}
