package engine

import "ecssim/sim/event"

// scaleFromEmpty is managed scaling of a group without instances that no task needs. Its
// metric is 100, which is above a target below 100: the group launches, gives the
// instances up for want of tasks, and launches again (containers-roadmap issue 653).
// In a run without a duration it does so once.
func (k *cluster) scaleFromEmpty(p event.ProviderID) {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	x.MayAct = false
	if !k.LaunchesFromEmpty(p) {
		return
	}
	if k.NeedlessLaunchesEnd(p) {
		x.NeedlessEnded = true
		return
	}
	was := x.Desired
	x.LaunchingNeedlessly = true
	k.scaleTo(p, (100+c.Target-1)/c.Target)
	x.LaunchingNeedlessly = false
	if x.Desired > was {
		x.RecentNeedlessSteps++
	}
}

// markNeeded counts on the instances of a provider that boot for no task, now that one waits.
func (k *cluster) markNeeded(p event.ProviderID) {
	if !k.Providers[p].HasNeedless {
		return
	}
	k.Providers[p].HasNeedless = false
	for h := range event.InstanceID(len(k.Instances)) {
		if x := &k.Instances[h]; x.Provider == p && x.Needless {
			x.Needless = false
			if x.WillRegister() {
				k.CapacityEvents++
			}
		}
	}
}
