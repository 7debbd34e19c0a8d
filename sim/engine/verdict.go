package engine

import "ecssim/sim/event"

// isOver reports whether the run is over before its duration: the cluster is at rest, also when
// every deployment has been judged as things stand now, and nothing is scripted to come.
func (k *cluster) isOver() bool {
	if !k.outlook.MayBeOver() {
		return false
	}
	if k.judgedAt != k.Changes {
		k.judgedAt = k.Changes
		k.judgeAll()
	}
	return k.ScriptedEvents == 0 && k.outlook.AtRest()
}

// judgeAll judges the deployments of all services when the cluster has come to rest, or the run
// ends: they need not wait for their next pass.
func (k *cluster) judgeAll() {
	for i := range event.WorkloadID(len(k.Config.Services)) {
		k.judgeBetweenPasses(i)
	}
}

// judgeQueued judges the deployments of services with tasks that wait for capacity providers:
// no pass at them need come before there is room.
func (k *cluster) judgeQueued() {
	for i := range event.WorkloadID(len(k.Config.Services)) {
		if k.QueuedOf(i) > 0 && k.Workloads[i].Pass.LastPass < k.Clock.Now() {
			k.judgeBetweenPasses(i)
		}
	}
}

// judgeBetweenPasses judges the deployment of a service between two passes, if no pass is due for
// what has changed since the last.
func (k *cluster) judgeBetweenPasses(i event.WorkloadID) {
	w := &k.Workloads[i]
	if p := &w.Pass; p.NothingDue(k.Clock.Now()) && k.OpenDeployment(w) != nil {
		p.ChangedNothing = true
		k.judge(i)
	}
}
