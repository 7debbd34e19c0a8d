package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"ecssim/sim/engine/internal/outlook"
	"ecssim/sim/event"
)

// What the outlook says follows from the state alone, in whatever order it is asked, and asking
// changes nothing: a run in which everything is asked after every event is the same run.
func TestOutlookOnlyReads(t *testing.T) {
	for seed := range uint64(400) {
		t.Run(fmt.Sprintf("generator %d seed %d", generatorVersion, seed), func(t *testing.T) {
			k, err := newCluster(randomWorld(rand.New(rand.NewPCG(seed, 7))), 0)
			if err != nil {
				t.Fatal(err)
			}
			k.afterEvent = func(k *cluster) { k.sameOutlook(t) }
			if err := k.run(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			plain, err := simulate(context.Background(), randomWorld(rand.New(rand.NewPCG(seed, 7))), 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			if a, b := bytesOf(t, k.report()), bytesOf(t, plain.Report()); a != b {
				t.Errorf("the run in which everything is asked:\n%s\nand the one in which it is not:\n%s", a, b)
			}
		})
	}
}

// sameOutlook asks two outlooks the same, in opposite orders.
func (k *cluster) sameOutlook(t *testing.T) {
	t.Helper()
	type answers struct {
		over, rest, repeats bool
		blocked             []event.Blocker
		others              [][]outlook.BlockedService
	}
	ask := func(services []event.WorkloadID, restFirst bool) answers {
		o, n := outlook.New(&k.Cluster), len(k.Config.Services)
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
	a := ask(services, true)
	slices.Reverse(services)
	b := ask(services, false)
	same := a.over == b.over && a.rest == b.rest && a.repeats == b.repeats && slices.Equal(a.blocked, b.blocked) &&
		slices.EqualFunc(a.others, b.others, func(x, y []outlook.BlockedService) bool { return slices.Equal(x, y) })
	if !same {
		t.Fatalf("at %v: %+v, and in the opposite order %+v", k.Clock.Now(), a, b)
	}
}
