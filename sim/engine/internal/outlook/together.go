package outlook

import (
	"slices"

	"ecssim/sim/event"
)

// BlockedService is a service whose deployment is blocked, and by what.
type BlockedService struct {
	Service event.WorkloadID
	Blocker event.Blocker
}

// Verdict is Blocked of a service alone or together with others: deployments each of which could
// go on if tasks of another left that are to be replaced there, which they do not either. Others
// are the services that are blocked together with it and not STUCK yet.
func (o *Outlook) Verdict(i event.WorkloadID) (b event.Blocker, others []BlockedService) {
	o.dependsOnOthers = false
	if b = o.Blocked(i); b.Rule == event.NotBlocked && o.dependsOnOthers {
		return o.blockedTogether(i)
	}
	return b, nil
}

// blockedTogether finds the largest set of services such that, if none of their tasks leaves,
// each is blocked. It returns what blocks service i, if that is one of them, and the others that
// are not STUCK yet. Those that are STUCK it assumes to be so still: a service that is not finds
// that out at its own next pass, and then the others do.
func (o *Outlook) blockedTogether(i event.WorkloadID) (b event.Blocker, others []BlockedService) {
	defer clear(o.assumed)
	o.assumed[i] = true
	for j := range event.WorkloadID(len(o.Config.Services)) {
		if w := &o.Workloads[j]; j != i && o.OpenDeployment(w) != nil && w.Pass.NothingDue(o.Clock.Now()) {
			if o.assumed[j] = true; !o.isStuck(w) {
				others = append(others, BlockedService{Service: j})
			}
		}
	}
	if b = o.Blocked(i); b.Rule == event.NotBlocked {
		return b, nil
	}
	for n := 0; n < len(others); {
		x := &others[n]
		if x.Blocker = o.Blocked(x.Service); x.Blocker.Rule != event.NotBlocked {
			n++
			continue
		}
		o.assumed[x.Service] = false
		if b = o.Blocked(i); b.Rule == event.NotBlocked {
			return b, nil
		}
		others = slices.Delete(others, n, n+1)
		n = 0 // the tasks of that service may leave, which may help those before it
	}
	return b, others
}
