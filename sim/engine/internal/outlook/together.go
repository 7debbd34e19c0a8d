package outlook

import (
	"math/bits"
	"slices"

	"ecssim/sim/event"
)

// BlockedService is a service whose deployment is blocked, and by what.
type BlockedService struct {
	Service event.WorkloadID
	Blocker event.Blocker
}

// together is what is known of services that are blocked together, until something happens.
type together struct {
	assumed bool // Outlook.assumed are all that may be blocked together
	found   bool // of these those are left that are
	others  []BlockedService
}

// Verdict is Blocked of a service alone or together with others: deployments each of which could
// go on if tasks of another left that are to be replaced there, which they do not either. Others
// are the services that are blocked together with it and not STUCK yet.
func (o *Outlook) Verdict(i event.WorkloadID) (b event.Blocker, others []BlockedService) {
	o.dependsOnOthers = false
	if b = o.Blocked(i); b.Rule == event.NotBlocked && o.dependsOnOthers {
		o.assuming = true
		b, others = o.blockedTogether(i)
		o.assuming = false
	}
	return b, others
}

// blockedTogether finds the largest set of services such that, if none of their tasks leaves,
// each is blocked. It returns what blocks service i, if that is one of them, and the others that
// are not STUCK yet. Those that are STUCK it assumes to be so still: a service that is not finds
// that out at its own next pass, and then the others do.
func (o *Outlook) blockedTogether(i event.WorkloadID) (b event.Blocker, others []BlockedService) {
	x := &o.together
	if alone := !o.mayBeBlockedTogether(i); alone || !x.assumed || !o.survey.made {
		o.assumeAll(i)
		defer func() { x.assumed = x.assumed && !alone }()
	}
	if !x.found {
		if b = o.Blocked(i); b.Rule == event.NotBlocked {
			return b, nil
		}
		o.findBlocked()
	}
	n := slices.IndexFunc(x.others, func(y BlockedService) bool { return y.Service == i })
	switch {
	case !o.assumed[i]:
		return event.Blocker{}, nil
	case n < 0:
		b = o.Blocked(i)
		if b.Rule == event.NotBlocked {
			return b, nil
		}
	default:
		b = x.others[n].Blocker
	}
	return b, slices.DeleteFunc(slices.Clone(x.others), func(y BlockedService) bool { return y.Service == i || o.isStuck(&o.Workloads[y.Service]) })
}

// mayBeBlockedTogether reports whether nothing is due for a service whose deployment is followed.
func (o *Outlook) mayBeBlockedTogether(i event.WorkloadID) bool {
	w := &o.Workloads[i]
	return o.OpenDeployment(w) != nil && w.Pass.NothingDue(o.Clock.Now())
}

// assumeAll assumes of all services that may be blocked together that they are, and of one more.
func (o *Outlook) assumeAll(i event.WorkloadID) {
	o.lookAtAll()
	x := &o.together
	*x = together{assumed: true, others: x.others[:0]}
	for j := range event.WorkloadID(len(o.Config.Services)) {
		o.assume(j, j == i || o.mayBeBlockedTogether(j))
		if o.assumed[j] && !o.isStuck(&o.Workloads[j]) {
			x.others = append(x.others, BlockedService{Service: j})
		}
	}
}

// findBlocked asks of those services that are assumed to be blocked and are not STUCK whether they
// are, and assumes it no more of one that is not, until it is so of all. If that takes too many
// rounds it gives up: then none is called blocked, and the deployments are IN_PROGRESS.
func (o *Outlook) findBlocked() {
	x := &o.together
	x.found = true
	rounds := 4 + 2*bits.Len(uint(len(x.others)))
	for asked := 0; asked != len(x.others); rounds-- {
		asked = len(x.others)
		blocked := x.others[:0]
		for _, y := range x.others {
			if y.Blocker = o.Blocked(y.Service); y.Blocker.Rule != event.NotBlocked && rounds > 0 {
				blocked = append(blocked, y)
			} else {
				o.assume(y.Service, false)
			}
		}
		x.others = blocked
	}
}
