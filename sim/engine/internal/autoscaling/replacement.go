package autoscaling

import (
	"slices"
	"time"

	"ecssim/sim/config"
	"ecssim/sim/des"
	"ecssim/sim/engine/internal/state"
	"ecssim/sim/event"
)

// Patience is after how long a replacement fails that does not get on: an instance refresh that waits
// for protected or unhealthy instances, a rolling update whose instances do not come into service
// (EC2 Auto Scaling guide, instance-refresh-overview, "One-hour timeout"; CloudFormation template
// reference, aws-attribute-updatepolicy, MinActiveInstancesPercent; 2026).
const Patience = time.Hour

// Replacement is the replacement of a group's instances in batches.
type Replacement struct {
	Group
	*state.Replacement
	Event *config.Event
}

// ReplacementIn is a replacement that goes on in the group.
func (g Group) ReplacementIn(x *state.Replacement) Replacement {
	return Replacement{g, x, &g.Config.Events[x.Script]}
}

// GivenUpAt is when it fails if nothing moves until then.
func (x Replacement) GivenUpAt() des.Time {
	if r := x.Event.Rolling; r != nil && r.WaitForSignals {
		return x.MovedAt.Add(r.Pause)
	}
	return x.MovedAt.Add(Patience)
}

// WarmUp is how long it waits after an instance has come into service.
func (x Replacement) WarmUp() time.Duration {
	switch {
	case x.Event.Refresh != nil:
		return x.Event.Refresh.Warmup
	case x.Event.Rolling.WaitForSignals:
		return 0
	}
	return x.Event.Rolling.Pause
}

// serves reports whether an instance is taken for one in service.
func (x Replacement) serves(h event.InstanceID) bool {
	return x.Instances[h].State == state.InService || x.Config.Options.InServiceAtLaunch
}

// Waits reports whether an instance that the group has launched since it began is not in service.
func (x Replacement) Waits() bool {
	for h := x.First; int(h) < len(x.Instances); h++ {
		if y := &x.Instances[h]; y.Group == x.ID && y.State == state.Registering && !x.serves(h) {
			return true
		}
	}
	return false
}

// Desired is how many instances the group is to have, but for those launched ahead.
func (x Replacement) Desired() int {
	if p := x.ProviderOf(x.ID); p >= 0 {
		return x.Providers[p].Desired
	}
	return x.OwnSize
}

// Bounds is how many instances of the group are in service at least, and there at most.
func (x Replacement) Bounds() (least, most int) {
	desired := x.Desired()
	if r := x.Event.Rolling; r != nil {
		return r.MinInService, max(desired, r.MinInService+x.batchSize())
	}
	percent := func(n int) int64 { return int64(desired) * int64(n) }
	least, most = int((percent(x.Event.Refresh.MinHealthy)+99)/100), desired
	if n := x.Event.Refresh.MaxHealthy; n != config.None {
		most = int(percent(n) / 100)
	}
	return least, most
}

// batchSize is how many instances a rolling update replaces together: no more than there is room
// for beside those that stay in service, one at least.
func (x Replacement) batchSize() int {
	r := x.Event.Rolling
	n := r.MaxBatch
	if p := x.ProviderOf(x.ID); p >= 0 {
		n = min(n, x.Providers[p].Max-r.MinInService)
	}
	return max(min(n, len(x.Old)), 1)
}

// Step is what a replacement does next: it gives old instances up and launches so many. Where it
// does nothing, Waits says for what.
type Step struct {
	GiveUp []event.InstanceID
	Launch int
	Waits  event.Cause
	Ends   bool // it leaves the old instances that it has not replaced
}

// NextBatch is the next step of a rolling update: what the group lacks, or else its next batch, for
// which the group then launches what it lacks.
func (x Replacement) NextBatch() Step {
	if n := x.Desired() - x.Size(); n > 0 {
		return Step{Launch: n}
	}
	return Step{GiveUp: slices.Clone(x.Old[:min(x.batchSize(), len(x.Old))])}
}

// NextOfRefresh is the next step of an instance refresh: as many old instances are given up as the
// minimum healthy percentage allows, those first that are not in service, and as many launched as
// the maximum does. Where that is none at all, one is launched first, or, without a maximum, one
// is given up and its replacement launched together (EC2 Auto Scaling API, RefreshPreferences).
func (x Replacement) NextOfRefresh() Step {
	r := x.Event.Refresh
	mayReplace := func(h event.InstanceID) bool {
		_, old := slices.BinarySearch(x.Old, h)
		return old && (r.Protected == config.RefreshProtected || x.Unprotected(h))
	}
	unready, ready, inService := 0, 0, 0
	all := x.all()
	for _, h := range all {
		old, serves := mayReplace(h), x.serves(h)
		if serves {
			inService++
		}
		switch {
		case old && serves:
			ready++
		case old:
			unready++
		}
	}
	if unready+ready == 0 && len(x.Old) > 0 {
		return Step{Waits: event.InstancesAreProtected, Ends: r.Protected == config.IgnoreProtected}
	}
	least, most := x.Bounds()
	gone := unready + min(ready, max(inService-least, 0))
	needed := unready + ready - (len(all) - x.Desired())
	launch := max(min(needed, most-(len(all)-gone)), 0)
	if gone == 0 && launch == 0 && needed > 0 {
		launch = 1
		if r.MaxHealthy == config.None {
			gone = 1
		}
	}
	step := Step{Launch: launch}
	step.GiveUp = x.ToTerminate(min(gone, unready), func(h event.InstanceID) bool { return mayReplace(h) && !x.serves(h) })
	step.GiveUp = append(step.GiveUp, x.ToTerminate(gone-len(step.GiveUp), func(h event.InstanceID) bool { return mayReplace(h) && x.serves(h) })...)
	if gone == 0 && launch == 0 {
		step.Waits = event.NewInstancesAreNotInService
	}
	return step
}
