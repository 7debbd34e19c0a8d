package outlook

import (
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
	"ecssim/sim/report"
)

// Outlook asks of a cluster what can still happen there. It belongs to one run.
type Outlook struct {
	*state.Cluster

	// Looks counts the tasks and services that were looked at where all of many are: it is most
	// of what the questions cost.
	Looks int

	survey   survey
	together together

	// assumed are the services that are taken to be blocked while Verdict asks whether several
	// are together, which is while assuming is set.
	assumed  []bool
	assuming bool

	// dependsOnOthers notes that an answer was yes only because tasks of other services may
	// leave which are not assumed to be blocked.
	dependsOnOthers bool

	restlessService int              // the service that last kept the cluster from rest, and most likely still does
	pendingService  int              // the service that last had a useful event pending
	leavingWorkload event.WorkloadID // the workload that last had a task that starts or stops
}

// New is the outlook on a cluster whose workloads are known.
func New(k *state.Cluster) Outlook {
	return Outlook{Cluster: k, assumed: make([]bool, len(k.Workloads))}
}

// MayBeOver reports whether the run may be over: the cluster is at rest, but for what comes of
// verdicts that have not been given yet. Most of the time one comparison says no.
func (o *Outlook) MayBeOver() bool {
	if o.LiveEvents > o.ScriptedEvents && !o.FutileEventsPossible {
		return false
	}
	return o.AtRest() && !o.someProviderLaunchesNeedlessly()
}

// RepeatsForever reports whether something would go on and on if the run did, so that a run
// without a duration leaves it be: tasks of some service fail or exit, or some capacity provider
// or service scales in and out.
func (o *Outlook) RepeatsForever() bool {
	for p := range o.Providers {
		if o.ScalesInNoMore(event.ProviderID(p)) || o.Providers[p].NeedlessEnded {
			return true
		}
	}
	o.lookAtAll()
	return o.survey.repeating > 0
}

// isStuck reports whether the deployment of a service that is followed is STUCK.
func (o *Outlook) isStuck(w *state.Workload) bool {
	d := o.OpenDeployment(w)
	return d != nil && d.Verdict == report.Stuck
}

// isAssumed reports whether a service is assumed to be blocked.
func (o *Outlook) isAssumed(i event.WorkloadID) bool { return o.assuming && o.assumed[i] }

// notAssumedBlocked reports whether a service is not assumed to be blocked, and notes that the
// answer depends on that.
func (o *Outlook) notAssumedBlocked(i event.WorkloadID) bool {
	if o.isAssumed(i) {
		return false
	}
	o.dependsOnOthers = true
	return true
}
