package engine

import (
	"slices"
	"testing"

	"ecssim/sim/engine/internal/outlook"
	"ecssim/sim/event"
)

// AskOutlook asks two outlooks the same, in opposite orders, and the run's own, which knows some of
// the answers.
func (v *View) AskOutlook(t *testing.T) {
	t.Helper()
	k := v.k
	type answers struct {
		over, rest, repeats bool
		blocked             []event.Blocker
		others              [][]outlook.BlockedService
	}
	ask := func(o *outlook.Outlook, services []event.WorkloadID, restFirst bool) answers {
		n := len(k.Config.Services)
		a := answers{blocked: make([]event.Blocker, n), others: make([][]outlook.BlockedService, n)}
		if restFirst {
			a.over, a.rest, a.repeats = o.MayBeOver(), o.AtRest(), o.RepeatsForever()
		}
		for _, i := range services {
			a.blocked[i], a.others[i] = o.Verdict(i)
		}
		if !restFirst {
			a.over, a.rest, a.repeats = o.MayBeOver(), o.AtRest(), o.RepeatsForever()
		}
		return a
	}
	var services []event.WorkloadID
	for i := range event.WorkloadID(len(k.Config.Services)) {
		services = append(services, i)
	}
	fresh, other := outlook.New(&k.Cluster), outlook.New(&k.Cluster)
	own := ask(&k.outlook, services, false)
	a := ask(&fresh, services, true)
	slices.Reverse(services)
	same := func(a, b answers) bool {
		return a.over == b.over && a.rest == b.rest && a.repeats == b.repeats && slices.Equal(a.blocked, b.blocked) &&
			slices.EqualFunc(a.others, b.others, func(x, y []outlook.BlockedService) bool { return slices.Equal(x, y) })
	}
	if b := ask(&other, services, false); !same(a, b) {
		t.Fatalf("at %v: %+v, and in the opposite order %+v", k.Clock.Now(), a, b)
	}
	if !same(a, own) {
		t.Fatalf("at %v: %+v, and as the run knows it %+v", k.Clock.Now(), a, own)
	}
}
