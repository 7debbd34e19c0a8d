package state

import (
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/event"
)

// What steps take on one instance: as its group has them, else as all do.

// hostTimings are those of the group of an instance, where they are about it; nil = as for all.
func (k *Cluster) hostTimings(h event.InstanceID) *config.HostTimings {
	if !k.HostsDiffer {
		return nil
	}
	x := &k.Instances[h]
	if t := k.Config.Groups[x.Group].Timings; t != nil && x.LaunchedAt >= t.LaunchedFrom {
		return t
	}
	return nil
}

// BootTime is from the launch of an instance to its registration.
func (k *Cluster) BootTime(h event.InstanceID) *des.Dist {
	if t := k.hostTimings(h); t != nil && t.InstanceBoot != nil {
		return t.InstanceBoot
	}
	return &k.Config.Timings.InstanceBoot
}

// EndTime is from the termination of an instance until it is INACTIVE.
func (k *Cluster) EndTime(h event.InstanceID) *des.Dist {
	if t := k.hostTimings(h); t != nil && t.InstanceTerminate != nil {
		return t.InstanceTerminate
	}
	return &k.Config.Timings.InstanceTerminate
}

// attachTime is what attaching a task's interface takes on an instance.
func (k *Cluster) attachTime(h event.InstanceID) *des.Dist {
	t := k.hostTimings(h)
	switch trunk := k.Instances[h].Trunk; {
	case trunk && t != nil && t.BranchAttach != nil:
		return t.BranchAttach
	case trunk:
		return &k.Config.Timings.BranchAttach
	case t != nil && t.ENIAttach != nil:
		return t.ENIAttach
	}
	return &k.Config.Timings.ENIAttach
}

// AttachLength is how long it takes to attach a task's interface on its instance; des.Forever
// where that never comes to an end.
func (k *Cluster) AttachLength(t *Task) time.Duration {
	if k.HostsDiffer && !t.Is(BeganBefore) && k.attachFails(t) {
		return des.Forever
	}
	return k.Draw(t, DrawAttach, k.attachTime(t.Instance))
}

// attachFails reports whether a task is among those whose interface is never attached.
func (k *Cluster) attachFails(t *Task) bool {
	x := &k.Instances[t.Instance]
	f := &k.Config.Groups[x.Group].Faults
	return f.ENIAttach > 0 && x.LaunchedAt >= f.LaunchedFrom && t.Luck.Hits(DrawAttachFault, f.ENIAttach)
}

// AttachMaySucceed reports whether another try to attach an interface may succeed in time, where
// that of a task did not: on its instance, or on one that differs from it.
func (k *Cluster) AttachMaySucceed(t *Task) bool {
	limit, all := k.Config.Timings.ENIAttachTimeout, &k.Config.Timings
	if k.attachTime(t.Instance).Min() <= limit && !(k.attachFails(t) && k.Config.Groups[k.Instances[t.Instance].Group].Faults.ENIAttach >= 1) {
		return true
	}
	for g := range k.Config.Groups {
		group := &k.Config.Groups[g]
		if !k.HostsDiffer || group.Faults.ENIAttach >= 1 && group.Faults.LaunchedFrom == 0 {
			continue
		}
		for _, d := range []*des.Dist{&all.ENIAttach, &all.BranchAttach} {
			if d.Min() <= limit {
				return true
			}
		}
		if own := group.Timings; own != nil && (own.ENIAttach != nil && own.ENIAttach.Min() <= limit || own.BranchAttach != nil && own.BranchAttach.Min() <= limit) {
			return true
		}
	}
	return false
}

// DetachTime is what it takes to detach and delete a task's interface on its instance.
func (k *Cluster) DetachTime(t *Task) *des.Dist {
	if x := k.hostTimings(t.Instance); x != nil && x.ENIDetach != nil {
		return x.ENIDetach
	}
	return &k.Config.Timings.ENIDetach
}

// PauseTime is what it takes to start a pause container for a task on its instance.
func (k *Cluster) PauseTime(t *Task) *des.Dist {
	if x := k.hostTimings(t.Instance); x != nil && x.PauseStart != nil {
		return x.PauseStart
	}
	return &k.Config.Timings.PauseStart
}

// PullTime is what it takes to pull an image for a task of a revision on its instance.
func (k *Cluster) PullTime(t *Task, r *Revision) *des.Dist {
	if x := k.hostTimings(t.Instance); x != nil && x.ImagePull != nil && !r.OwnImagePull {
		return x.ImagePull
	}
	return &r.ImagePull
}

// StartTime is what it takes to create and start a container of a task of a revision on its
// instance.
func (k *Cluster) StartTime(t *Task, r *Revision) *des.Dist {
	if x := k.hostTimings(t.Instance); x != nil && x.ContainerStart != nil && !r.OwnContainerStart {
		return x.ContainerStart
	}
	return &r.ContainerStart
}

// NeverRegisters reports whether an instance that is launched in the run is among those that never
// register with ECS.
func (k *Cluster) NeverRegisters(h event.InstanceID) bool {
	x := &k.Instances[h]
	f := &k.Config.Groups[x.Group].Faults
	return f.Register > 0 && x.LaunchedAt >= f.LaunchedFrom && x.Luck.Hits(DrawRegisterFault, f.Register)
}
