package engine

// scaleIdle is managed scaling of a group without instances that no task needs. Its
// metric is 100, which is above a target below 100: the group launches, gives the
// instances up for want of tasks, and launches again (containers-roadmap issue 653).
// In a run without an end of its own it does so once.
func (k *cluster) scaleIdle(p providerID) {
	c, x := &k.config.Providers[p], &k.providers[p]
	x.restless = false
	if !k.idles(p) {
		return
	}
	if k.ceases(p) {
		x.ceased = true
		return
	}
	was := x.desired
	x.idling = true
	k.scaleTo(p, (100+c.Target-1)/c.Target)
	x.idling = false
	if x.desired > was {
		x.idle++
		x.needless++
	}
}

// idles reports whether a group launches instances that no task needs when it has none.
func (k *cluster) idles(p providerID) bool {
	c := &k.config.Providers[p]
	return c.Managed && c.Target < 100 && c.Min == 0 && c.Max > 0 && !k.config.Options.NoneFromZero
}

// ceases reports whether a group has launched once what no task needs, in a run without
// an end of its own for which nothing is planned any more.
func (k *cluster) ceases(p providerID) bool {
	return k.config.Duration == 0 && k.script == 0 && k.providers[p].idle > 0
}

// turnsIdly reports whether a group goes on launching what no task needs and giving it
// up again.
func (k *cluster) turnsIdly(p providerID) bool {
	return k.idles(p) && (k.providers[p].size > 0 || !k.ceases(p)) && k.waitingFor(p) == 0 && k.busy(p) == 0
}

// need counts on the instances of a provider that boot for no task, now that one waits.
func (k *cluster) need(p providerID) {
	if !k.providers[p].unneeded {
		return
	}
	k.providers[p].unneeded = false
	for h := range hostID(len(k.info)) {
		if x := &k.info[h]; x.provider == p && x.needless {
			x.needless = false
			if x.registers() {
				k.hosting++
			}
		}
	}
}
