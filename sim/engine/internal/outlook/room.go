package outlook

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// roomMayCome reports whether room may come for a task of a revision on some instance: on one
// that comes, or on one that other tasks leave, if all left at once that may. The revision's own
// tasks are taken to stay.
func (o *Outlook) roomMayCome(r *state.Revision, shape state.ShapeID) bool {
	if o.instanceMayCome(r, shape) {
		return true
	}
	if o.UnfollowedExits == 0 && o.AtRest() && !o.RepeatsForever() {
		return false
	}
	if o.someDaemonMayRollBack() || o.constraintMayBeMet(shape) {
		return true
	}
	if !o.OthersMayLeave(r.Workload) {
		return false
	}
	for h := range event.InstanceID(len(o.Instances)) {
		tasks, slots := o.othersThatMayLeave(r.Workload, h)
		if len(tasks)+len(slots) > 0 && o.Fleet.CheckWithout(shape, int32(h), tasks, slots) == model.Fits {
			o.dependsOnOthers = true
			return true
		}
	}
	return false
}

// roomMayComeForQueue reports whether tasks that wait in a queue may still be placed.
func (o *Outlook) roomMayComeForQueue(q state.QueueID) bool {
	return o.roomMayCome(o.Queues[q].Revision, o.Queues[q].Shape)
}

// roomMayComeForSomeQueue reports whether room may come for tasks of a revision in any of its
// queues that take some.
func (o *Outlook) roomMayComeForSomeQueue(r *state.Revision) bool {
	for j, item := range o.Workloads[r.Workload].Use.Providers {
		if item.Weight+item.Base > 0 && o.roomMayComeForQueue(r.Queues[j]) {
			return true
		}
	}
	return false
}

// constraintMayBeMet reports whether what keeps a task of a shape from the closest instance is a
// constraint on the tasks there, and tasks may come and go.
func (o *Outlook) constraintMayBeMet(shape state.ShapeID) bool {
	if !o.Fleet.Depends(shape) || !o.tasksMayChange() {
		return false
	}
	_, reason := o.Closest(shape)
	return reason == model.ReasonMemberOf
}

// instanceMayCome reports whether an instance on which a task of a shape fits may come: one that
// boots or is replaced, or one that a capacity provider may launch.
func (o *Outlook) instanceMayCome(r *state.Revision, shape state.ShapeID) bool {
	switch {
	case o.CapacityEvents > 0:
		return true
	case !o.clusterMayChange():
		return false
	}
	for p := range event.ProviderID(len(o.Providers)) {
		if o.newInstanceSuits(p, r, shape) &&
			(o.instanceWillRegister(p) || o.providerMayLaunch(p, r.Workload) || o.providerMayLaunchNeedlessly(p, r.Workload)) {
			return true
		}
	}
	return false
}

// someWaitMayEnd reports whether any task that waits for a capacity provider may stop waiting: it
// expires, or room comes for it, where another task of its workload changes too.
func (o *Outlook) someWaitMayEnd() bool {
	return o.once("someWaitMayEnd", event.None, o.someWaitEnds)
}

func (o *Outlook) someWaitEnds() bool {
	waits := make([]bool, len(o.Workloads))
	for q := range o.Queues {
		if x := &o.Queues[q]; x.Count > 0 {
			if o.roomMayComeForQueue(state.QueueID(q)) {
				return true
			}
			waits[x.Revision.Workload] = true
		}
	}
	for i := range o.Tasks.All() {
		if t := o.Tasks.At(i); t.State == event.Queued && t.Due != 0 {
			return true
		}
	}
	for i := range o.Tasks.All() {
		if t := o.Tasks.At(i); t.Instance >= 0 && waits[o.WorkloadOf(t)] && o.taskWillChange(t) {
			return true
		}
	}
	return false
}
