package engine

import (
	"math/bits"

	"ecssim/sim/engine/internal/network"
	"ecssim/sim/event"
	"ecssim/sim/reach"
)

// Reach is the run as package reach asks about it.
func (v *View) Reach() reach.Run { return network.Run{Cluster: &v.k.Cluster} }

// reachable reports whether clients reach a running task on all the ports on which
// they have to, and if not, what refuses them.
func (k *cluster) reachable(i event.TaskID) (ok bool, why string) {
	return k.vpc.Reachable(network.Run{Cluster: &k.Cluster}, i)
}

// refusedChecks is which target groups' health checks do not reach a running task, bit n of its
// service's nth, and what refuses the first.
func (k *cluster) refusedChecks(i event.TaskID) (targets uint8, why string) {
	return k.vpc.RefusedChecks(network.Run{Cluster: &k.Cluster}, i)
}

// failedCheck is why a health check of a target of a running task can never pass; "" where each
// can.
func (k *cluster) failedCheck(i event.TaskID) string {
	t := k.Tasks.At(i)
	if r := k.RevisionOf(t); r.Unanswered != 0 {
		s := k.Owner(t).Service
		_, _, fault := k.Config.CheckedPort(s, &s.Targets[bits.TrailingZeros8(r.Unanswered)], r.Definition)
		return fault.Why
	}
	_, why := k.refusedChecks(i)
	return why
}
