package engine

import "ecssim/sim/report"

// settled reports whether all that is left are retries and metrics that cannot
// change anything: nothing is under way but what is in vain, every service that
// still wants tasks has tried since the last change, and nothing scales.
func (k *cluster) settled() bool {
	if k.live > k.script && !k.doubtful || !k.atRest() || k.turning() {
		return false
	}
	if k.judgedAt != k.changes {
		k.judgedAt = k.changes
		k.judgeAtRest()
	}
	return k.script == 0 && k.atRest()
}

// turning reports whether a capacity provider goes on launching what no task needs.
func (k *cluster) turning() bool {
	for p := range k.providers {
		if k.unsettled(providerID(p)) && k.turnsIdly(providerID(p)) {
			return true
		}
	}
	return false
}

// underWay reports whether an event is due that is a reason for the run to go on,
// but what the scenario has planned. A service that has one is remembered: it most
// likely has the next.
func (k *cluster) underWay() bool {
	switch {
	case k.live <= k.script:
		return false
	case k.live-k.serving > k.script:
		return true // an instance's, or a RunTask's
	}
	services := len(k.config.Services)
	for n := range services {
		i := (k.busiest + n) % services
		if k.earnest(&k.work[i]) > 0 {
			k.busiest = i
			return true
		}
	}
	return k.givingUpHelps()
}

// earnest counts the pending events of a service from which something is to be
// learnt: none where its tasks fail again and again or it is stuck, and not how long
// they wait for a capacity provider, where giving up only makes them wait anew.
func (k *cluster) earnest(w *workload) int {
	switch {
	case k.hopeless(w) || k.isStuck(w):
		return 0
	case k.breakable(w):
		return w.live
	}
	return w.live - w.expiries
}

func (k *cluster) isStuck(w *workload) bool {
	d := k.under(w)
	return d != nil && d.verdict == report.Stuck
}

// atRest reports whether nothing is under way, and nobody has anything to do, but
// what the scenario has planned.
func (k *cluster) atRest() bool {
	if k.underWay() {
		return false
	}
	for p := range k.providers {
		if k.unsettled(providerID(p)) && !k.turnsIdly(providerID(p)) {
			return false
		}
	}
	services := len(k.config.Services)
	for n := range services {
		i := (k.stirring + n) % services
		if w := &k.work[i]; k.restless(w) || k.mayScale(w) {
			k.stirring = i
			return false
		}
	}
	return true
}

// despair reports whether tasks of some service would go on failing and exiting, or
// some capacity provider scaling in and out, if the run did.
func (k *cluster) despair() bool {
	for p := range k.providers {
		if k.swinging(providerID(p)) || k.providers[p].ceased {
			return true
		}
	}
	for i := range k.config.Services {
		if k.hopeless(&k.work[i]) {
			return true
		}
	}
	return false
}

// judgeAtRest judges the deployments again when everything in the cluster has come to
// rest, or the run ends: they need not wait for their next try.
func (k *cluster) judgeAtRest() {
	for i := range k.config.Services {
		k.judgeAgain(workID(i))
	}
}

// judgeQueues judges the deployments again that wait for capacity providers: no look
// at them need come before there is room.
func (k *cluster) judgeQueues() {
	for i := range k.config.Services {
		if k.inLanes(workID(i)) > 0 && k.work[i].pass.last < k.clock.Now() {
			k.judgeAgain(workID(i))
		}
	}
}

// judgeAgain judges a deployment between two looks at its service, if whatever the
// last of them has changed is done.
func (k *cluster) judgeAgain(i workID) {
	w := &k.work[i]
	if p := &w.pass; p.resting(k.clock.Now()) && k.under(w) != nil {
		p.idle = true
		k.judge(i)
	}
}
