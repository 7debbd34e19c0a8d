package engine

import "ecssim/sim/event"

// scaleIdle is managed scaling of a group without instances that no task needs. Its
// metric is 100, which is above a target below 100: the group launches, gives the
// instances up for want of tasks, and launches again (containers-roadmap issue 653).
// In a run without an end of its own it does so once.
func (k *cluster) scaleIdle(p event.ProviderID) {
	c, x := &k.Config.Providers[p], &k.Providers[p]
	x.MayAct = false
	if !k.Idles(p) {
		return
	}
	if k.Ceases(p) {
		x.Ceased = true
		return
	}
	was := x.Desired
	x.Idling = true
	k.scaleTo(p, (100+c.Target-1)/c.Target)
	x.Idling = false
	if x.Desired > was {
		x.IdleSteps++
	}
}

// turnsIdly reports whether a group goes on launching what no task needs and giving it
// up again.
func (k *cluster) turnsIdly(p event.ProviderID) bool {
	return k.Idles(p) && (k.Providers[p].Size > 0 || !k.Ceases(p)) && k.WaitingFor(p) == 0 && k.BusyInstances(p) == 0
}

// need counts on the instances of a provider that boot for no task, now that one waits.
func (k *cluster) need(p event.ProviderID) {
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
