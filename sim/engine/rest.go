package engine

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// settled reports whether all that is left are retries and metrics that cannot
// change anything: nothing is under way but what is in vain, every service that
// still wants tasks has tried since the last change, and nothing scales.
func (k *cluster) settled() bool {
	if k.LiveEvents > k.ScriptedEvents && !k.Doubtful || !k.atRest() || k.turning() {
		return false
	}
	if k.judgedAt != k.Changes {
		k.judgedAt = k.Changes
		k.judgeAtRest()
	}
	return k.ScriptedEvents == 0 && k.atRest()
}

// turning reports whether a capacity provider goes on launching what no task needs.
func (k *cluster) turning() bool {
	for p := range k.Providers {
		if k.unsettled(event.ProviderID(p)) && k.turnsIdly(event.ProviderID(p)) {
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
	case k.LiveEvents <= k.ScriptedEvents:
		return false
	case k.LiveEvents-k.ServiceEvents > k.ScriptedEvents:
		return true // an instance's, or a RunTask's
	}
	services := len(k.Config.Services)
	for n := range services {
		i := (k.busiest + n) % services
		if k.earnest(&k.Workloads[i]) > 0 {
			k.busiest = i
			return true
		}
	}
	return k.givingUpHelps()
}

// earnest counts the pending events of a service from which something is to be
// learnt: none where its tasks fail again and again or it is stuck, and not how long
// they wait for a capacity provider, where giving up only makes them wait anew.
func (k *cluster) earnest(w *state.Workload) int {
	switch {
	case k.Hopeless(w) || k.isStuck(w):
		return 0
	case k.Breakable(w):
		return w.PendingEvents
	}
	return w.PendingEvents - w.PendingExpiries
}

func (k *cluster) isStuck(w *state.Workload) bool {
	d := k.OpenDeployment(w)
	return d != nil && d.Verdict == report.Stuck
}

// atRest reports whether nothing is under way, and nobody has anything to do, but
// what the scenario has planned.
func (k *cluster) atRest() bool {
	if k.underWay() {
		return false
	}
	for p := range k.Providers {
		if k.unsettled(event.ProviderID(p)) && !k.turnsIdly(event.ProviderID(p)) {
			return false
		}
	}
	services := len(k.Config.Services)
	for n := range services {
		i := (k.stirring + n) % services
		if w := &k.Workloads[i]; k.restless(w) || k.mayScale(w) {
			k.stirring = i
			return false
		}
	}
	return true
}

// despair reports whether tasks of some service would go on failing and exiting, or
// some capacity provider scaling in and out, if the run did.
func (k *cluster) despair() bool {
	for p := range k.Providers {
		if k.Swinging(event.ProviderID(p)) || k.Providers[p].Ceased {
			return true
		}
	}
	for i := range k.Config.Services {
		if k.Hopeless(&k.Workloads[i]) {
			return true
		}
	}
	return false
}

// judgeAtRest judges the deployments again when everything in the cluster has come to
// rest, or the run ends: they need not wait for their next try.
func (k *cluster) judgeAtRest() {
	for i := range k.Config.Services {
		k.judgeAgain(event.WorkloadID(i))
	}
}

// judgeQueues judges the deployments again that wait for capacity providers: no look
// at them need come before there is room.
func (k *cluster) judgeQueues() {
	for i := range k.Config.Services {
		if k.QueuedOf(event.WorkloadID(i)) > 0 && k.Workloads[i].Pass.LastPass < k.Clock.Now() {
			k.judgeAgain(event.WorkloadID(i))
		}
	}
}

// judgeAgain judges a deployment between two looks at its service, if whatever the
// last of them has changed is done.
func (k *cluster) judgeAgain(i event.WorkloadID) {
	w := &k.Workloads[i]
	if p := &w.Pass; p.NothingDue(k.Clock.Now()) && k.OpenDeployment(w) != nil {
		p.ChangedNothing = true
		k.judge(i)
	}
}
