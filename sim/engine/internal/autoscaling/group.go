// Package autoscaling says what EC2 Auto Scaling does next with a group of container instances, and
// CloudFormation through it: which instances go, where others are launched to make zones even, how
// the replacement of a group's instances goes on. Nothing happens here; package engine does it.
package autoscaling

import (
	"slices"

	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Group is a group of container instances as it stands, whether a capacity provider has it or not.
type Group struct {
	*state.Cluster
	ID event.GroupID
}

// Of is a group of a cluster.
func Of(k *state.Cluster, g event.GroupID) Group { return Group{k, g} }

// all lists the instances that the group counts on.
func (g Group) all() (hs []event.InstanceID) {
	for h := range event.InstanceID(len(g.Instances)) {
		if x := &g.Instances[h]; x.Group == g.ID && x.CountsInGroup() {
			hs = append(hs, h)
		}
	}
	return hs
}

// Size is how many instances the group counts on.
func (g Group) Size() int { return len(g.all()) }

// Unprotected reports whether an instance may be scaled in: managed termination protection keeps
// those with tasks (developer guide, managed-termination-protection).
func (g Group) Unprotected(h event.InstanceID) bool { return !g.ProtectedFromScaleIn(&g.Instances[h]) }

// ToTerminate picks up to n instances that the group terminates, of those that may be; fewer where
// there are not so many: in the zone with the most of the group's, the oldest there (EC2 Auto
// Scaling guide, ec2-auto-scaling-termination-policies: the default policy, where all have one
// configuration).
func (g Group) ToTerminate(n int, may func(h event.InstanceID) bool) (picked []event.InstanceID) {
	if n <= 0 {
		return nil
	}
	zones := map[string]int{}
	var of []event.InstanceID
	for _, h := range g.all() {
		zones[g.Instances[h].Zone]++
		if may(h) {
			of = append(of, h)
		}
	}
	for ; n > 0 && len(of) > 0; n-- {
		best := 0
		for j, h := range of {
			if zones[g.Instances[h].Zone] > zones[g.Instances[of[best]].Zone] {
				best = j
			}
		}
		zones[g.Instances[of[best]].Zone]--
		picked = append(picked, of[best])
		of = slices.Delete(of, best, best+1)
	}
	return picked
}
