package engine

import (
	"ecssim/model"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// RehearseHeadroom places tasks of a service or RunTask request on the instances of a run that
// has ended, one after another, wherever one fits and does not lack addresses or interfaces, and
// counts them: the slow twin of Headrooms. It spoils the run, and does not know dynamic
// host ports.
func (v *View) RehearseHeadroom(i event.WorkloadID) (tasks int) {
	k := v.k
	w := &k.Workloads[i]
	rev := k.Deployments[w.Primary].Revision
	for again := true; again; {
		again = false
		for h := range event.InstanceID(len(k.Instances)) {
			if !k.Instances[h].Active() {
				continue
			}
			shape, found := rev.Shape, len(w.Use.Providers) == 0
			for j, item := range w.Use.Providers {
				if event.ProviderID(item.Provider) == k.Instances[h].Provider {
					shape, found = k.Queues[rev.Queues[j]].Shape, true
				}
			}
			if found && k.holdsStatic(rev, h) && k.Fleet.Check(shape, int32(h)) == model.Fits && k.Hosts.At(int32(h)).Bridge+rev.Claim.Bridge <= model.BridgePortsMax && k.takeOneAddress(rev, w, h) {
				k.Fleet.Place(shape, int32(h))
				k.Hosts.JoinBridge(int32(h), rev.Claim.Bridge, 0)
				tasks++
				again = true
			}
		}
	}
	return tasks
}

// holdsStatic reports whether the static host ports of one more task are free on an instance.
func (k *cluster) holdsStatic(rev *state.Revision, h event.InstanceID) bool {
	room := k.DynamicRoom(h)
	for _, p := range rev.Network.Published {
		if p.Container != model.Proxy && !room.Hold(p.Host) {
			return false
		}
	}
	for _, p := range rev.Network.Listens {
		if !room.Hold(p.Host) {
			return false
		}
	}
	return true
}

// takeOneAddress takes the address and the interface of a task on an instance; false where there is none.
func (k *cluster) takeOneAddress(rev *state.Revision, w *state.Workload, h event.InstanceID) bool {
	if rev.Claim.Addresses == 0 {
		return true
	}
	if k.ENIsLeft(k.Instances[h].Subnet) == 0 || k.takeAddress(w.Use, h) < 0 {
		return false
	}
	k.Zones[k.ZoneOf[k.Instances[h].Subnet]].Used++
	return true
}

// AsksDynamicPorts reports whether the next task of a service or RunTask request asks for dynamic
// host ports or publishes those of a proxy.
func (v *View) AsksDynamicPorts(i event.WorkloadID) bool {
	rev := v.k.Deployments[v.k.Workloads[i].Primary].Revision
	return len(rev.Claim.Dynamic) > 0 || rev.Network.PausesPublish
}
